"""The ladder: a branch of three links climbed by hand, and what that of the western branch says."""

import pandas as pd
import pytest

import instc
from instc.capacity.branch import BRANCHES, link_names, load_capacities
from instc.capacity.ladder import Ladder, assess
from instc.network.max_flow import minimum_cut


@pytest.fixture(scope="module")
def model():
    return instc.load_model()


@pytest.fixture(scope="module")
def values(model):
    return load_capacities(model.network)


GULF = "bandar_abbas.port"
LINKS = pd.DataFrame(
    [
        ("north", "ru", "mid", False, "open", "s1"),
        ("south", "mid", "gap", False, "open", "s2"),
        ("gap", "gap", GULF, False, "planned", "s3"),
    ],
    columns=["link_id", "from_node_id", "to_node_id", "directed", "status", "status_source_id"],
).set_index("link_id")


def plans(*rows):
    columns = ["link_id", "column", "mtpa", "project", "as_of", "source_id"]
    return pd.DataFrame(rows, columns=columns)


VALUES = plans(
    ("north", "nameplate_mtpa", 5.0, "", "2020", "n"),
    ("south", "nameplate_mtpa", 3.0, "", "2020", "o"),
    ("gap", "planned_mtpa", 9.0, "bridge", "2028-12-31", "p"),
    ("gap", "planned_mtpa", 8.0, "bridge", "2028-12-31", "q"),
    ("south", "planned_mtpa", 4.0, "second track", "2031-01-01", "r"),
    ("south", "planned_mtpa", 2.0, "signals", "2027-01-01", "t"),  # brings less than there is
)


@pytest.fixture
def ladder():
    return Ladder(BRANCHES["east"], LINKS, VALUES, {"north": 5000, "south": 3000}, ("ru",), {})


def test_the_ladder_by_hand(ladder):
    """A bridge, then the south's second track; what has no plan is supposed away: north, bridge."""
    shut, bridged, doubled, north, gap, free = ladder.climb()
    assert (shut.mtpa, shut.gain_mtpa, shut.binding, shut.basis) == (0.0, None, ("gap",), "state")
    assert (bridged.mtpa, bridged.gain_mtpa, bridged.binding) == (3.0, 3.0, ("south",))
    assert (bridged.lifted_by, bridged.basis, bridged.due) == ("bridge", "project", "2028-12-31")
    assert (doubled.mtpa, doubled.gain_mtpa, doubled.lifted_by) == (4.0, 1.0, "second track")
    assert (north.mtpa, north.gain_mtpa, north.basis) == (5.0, 1.0, "supposed")
    assert (gap.mtpa, gap.basis) == (8.0, "supposed")  # of two plans of the bridge the lower
    assert (free.mtpa, free.gain_mtpa) == (None, None)  # nothing with a figure is left


def test_a_rung_names_the_sources_of_its_works_and_of_what_holds_it(ladder):
    shut, bridged, *_ = ladder.climb()
    assert shut.source_ids == ("p", "q", "s3")  # of the figures and the state of the gap
    assert bridged.source_ids == ("o", "p", "q", "r", "s2", "t")


def test_works_that_bring_no_more_are_no_next_step(ladder):
    bridged = ladder.lift("bridge")
    assert bridged.next_project(bridged.cut()) == ("second track", "2031-01-01")


def test_works_without_a_date_come_last_and_the_smaller_first(ladder):
    more = plans(
        ("south", "planned_mtpa", 6.0, "some day", "", "a"),
        ("south", "planned_mtpa", 7.0, "larger", "2030-01-01", "b"),
        ("south", "planned_mtpa", 5.0, "smaller", "2030-01-01", "c"),
    )
    found = []
    here = Ladder(BRANCHES["east"], LINKS, pd.concat([VALUES, more]), ladder.kt, ("ru",), {})
    here = here.lift("bridge")
    cut = here.cut()
    while here.next_project(cut) is not None:
        name, _ = here.next_project(cut)
        found.append(name)
        here = Ladder(
            here.branch, here.links, here.values, here.kt, ("ru",), {}, (*here.done, name)
        )
    assert found == ["smaller", "larger", "second track", "some day"]


def test_works_never_take_capacity_away_and_open_what_was_shut(ladder):
    signalled = ladder.lift("signals")
    assert signalled.kt["south"] == 3000
    bridged = ladder.lift("bridge")
    assert (bridged.kt["gap"], bridged.links.at["gap", "status"]) == (8000, "open")
    assert ladder.links.at["gap", "status"] == "planned", "the ladder asked is unchanged"
    assert bridged.done == ("bridge",)


def test_a_cut_supposed_away_holds_nothing_back(ladder):
    bridged = ladder.lift("bridge")
    free = bridged.suppose(bridged.cut())
    assert "south" not in free.kt
    assert free.cut().kt == 5000
    assert bridged.kt["south"] == 3000, "the ladder asked is unchanged"


def test_a_notebook_lists_what_holds_the_branch(ladder):
    table = ladder.lift("bridge")._view().table
    assert table.to_dict("records") == [{"link": "south", "figure": "3"}]
    assert ladder._view().table["figure"].tolist() == [""], "the gap carries nothing yet"


def test_a_notebook_says_what_the_branch_carries_and_what_was_done(ladder):
    east = f"From Russia to the Gulf, {BRANCHES['east'].label}"
    bridged = ladder.lift("bridge")
    assert (ladder._view().title, ladder._view().notes) == (f"{east}: 0 Mt a year", [])
    assert bridged._view().title == f"{east}: 3 Mt a year"
    assert bridged._view().notes == ["done: bridge"]
    doubled = bridged.lift("second track")
    assert doubled._view().notes == ["done: bridge; second track"]


def test_what_carries_without_end_has_no_figure(ladder):
    here = ladder
    for step in ("bridge", "second track"):
        here = here.lift(step)
    for _ in range(3):
        here = here.suppose(here.cut())
    assert here.cut().kt is None
    assert here._view().title.endswith(": no figure")


def test_the_first_and_the_supposed_rungs_are_lifted_by_nothing(ladder):
    shut, *_, gap, free = ladder.climb()
    assert [step.lifted_by for step in (shut, gap, free)] == [""] * 3
    assert [step.due for step in (shut, gap, free)] == [""] * 3


def climb(model, values, branch):
    return assess(model.network, model.corridors, BRANCHES[branch], values, model.as_of)[0].climb()


def test_closing_the_gap_moves_the_bottleneck_to_the_terminal_and_then_to_yalama(model, values):
    steps = climb(model, values, "west")
    named = [link_names(model.network, step.binding) for step in steps]
    assert steps[0].mtpa == 0
    assert named[0] == ["Astara (Iran) - Rasht"]
    assert steps[1].lifted_by == "Rasht-Astara railway"
    assert steps[1].mtpa == 1
    assert named[1] == ["Astara (Iran) terminal"]
    yalama = next(number for number, names in enumerate(named) if "Samur - Yalama" in names)
    assert steps[yalama].mtpa == 11
    assert all("Samur - Yalama" not in names for names in named[:yalama])


def test_the_scenario_gives_what_the_works_give(model, values):
    built = model.with_scenario("rasht-astara-open")
    assert (
        assess(built.network, built.corridors, BRANCHES["west"], values, model.as_of)[1].mtpa
        == climb(model, values, "west")[1].mtpa
    )


@pytest.mark.parametrize("branch", BRANCHES)
def test_each_rung_carries_at_least_what_the_rung_below_does(model, values, branch):
    flows = [
        step.mtpa if step.mtpa is not None else float("inf")
        for step in climb(model, values, branch)
    ]
    assert flows == sorted(flows)
    assert len(flows) < 20


@pytest.mark.parametrize("branch", ["west_lorry", "caspian", "east"])
def test_closing_the_cut_leaves_no_way(model, values, branch):
    ladder, state = assess(model.network, model.corridors, BRANCHES[branch], values, model.as_of)
    shut = ladder.links.drop(list(state.cut))
    assert (
        minimum_cut(
            shut[shut["status"].isin(["open", "limited"])],
            {},
            ladder.sources,
            ["bandar_abbas.port"],
        ).kt
        == 0
    )
    assert sum(ladder.kt[link_id] for link_id in state.cut) == round(state.mtpa * 1000)
