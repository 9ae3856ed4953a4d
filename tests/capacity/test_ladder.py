"""The ladder of works: what each rung carries, and what holds it there."""

import pytest

from instc.capacity.branch import (
    BRANCHES,
    link_names,
    load_capacities,
)
from instc.capacity.ladder import assess
from instc.network.max_flow import minimum_cut


@pytest.fixture(scope="module")
def values(model):
    return load_capacities(model.network)


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
