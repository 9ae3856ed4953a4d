"""Capacity: brute force and hand arithmetic of cuts, and what is printed of the branches."""

import pandas as pd
import pytest

import instc
import toy
from instc.capacity.branch import (
    BRANCHES,
    branch_network,
    find_branches,
    link_names,
    load_capacities,
    nameplates,
)
from instc.errors import TableError, UnknownIdError
from instc.tables.schema import seeds_dir


def test_the_last_nameplate_before_the_day_counts():
    values = load_capacities(instc.load_model().network)
    terminal = "astara_az.border1520-astara_ir.rail1520"
    assert values.at[nameplates(values, "2026-07-31")[terminal], "mtpa"] == 1
    assert values.at[nameplates(values, "2020-01-01")[terminal], "mtpa"] == 2
    assert (
        values.at[nameplates(values, "2010-01-01")[terminal], "mtpa"] == 2
    )  # before the first row, the first


@pytest.fixture(scope="module")
def values(model):
    return load_capacities(model.network)


def test_a_branch_has_no_other_sea_and_no_lorry(model):
    part = branch_network(model.network, model.corridors, BRANCHES["caspian"]).links
    assert not part["passage_id"].isin(["hormuz", "suez"]).any()
    assert not (part["mode"] == "road").any()
    lorry = branch_network(model.network, model.corridors, BRANCHES["west_lorry"]).links
    assert lorry.index[lorry["mode"] == "road"].tolist() == ["astara_ir.road-rasht.road"]


def test_an_unknown_branch_is_refused():
    with pytest.raises(UnknownIdError, match='did you mean "west"'):
        find_branches("wets")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "rasht.rail1435-qazvim.rail1435,nameplate_mtpa,5,Mt/year,2019,,C,osjd,",
            'is no link of the network .did you mean "rasht.rail1435-qazvin.rail1435"',
        ),
        (
            "rasht.rail1435-qazvin.rail1435,nameplate_mtpa,five,Mt/year,2019,,C,osjd,",
            '"five" is not a number',
        ),
        ("rasht.rail1435-qazvin.rail1435,planned_mtpa,5,Mt/year,2019,,C,osjd,", "needs the works"),
    ],
)
def test_a_bad_row_is_named(tmp_path, model, line, complaint):
    (tmp_path / "datapackage.json").write_text((seeds_dir() / "datapackage.json").read_text())
    (tmp_path / "link_values.csv").write_text(
        (seeds_dir() / "link_values.csv").read_text().splitlines()[0] + "\n" + line + "\n"
    )
    with pytest.raises(TableError, match=f"link_values.csv: row 2.*{complaint}"):
        load_capacities(model.network, tmp_path)


def test_no_lane_is_suggested(tmp_path, model):
    """There are hundreds, none with a capacity: a misspelt id always comes near to one."""
    lane = model.network.links.index[model.network.links.index.str.startswith("sea.")][0]
    head = (seeds_dir() / "link_values.csv").read_text().splitlines()[0]
    (tmp_path / "datapackage.json").write_text((seeds_dir() / "datapackage.json").read_text())
    row = f"{lane}x,nameplate_mtpa,5,Mt/year,2019,,C,osjd,"
    (tmp_path / "link_values.csv").write_text(f"{head}\n{row}\n")
    with pytest.raises(TableError, match=r"is no link of the network$"):
        load_capacities(model.network, tmp_path)


def test_a_link_is_named_by_its_ends():
    named = link_names(
        toy.toy_network(),
        [
            "beta.rail1435-gamma.rail1435",
            "gamma.rail1435-gamma.rail1520",
            "beta.port-beta.road",
        ],
    )
    assert named == ["Beta - Gamma", "Gamma, gauge break", "Beta, transshipment"]


def test_a_fairway_is_its_port_and_the_way_into_a_terminal_that(model):
    links = ["olya.port-fairway", "caspian_port.port-fairway"]
    assert link_names(model.network, links) == ["Olya port", "Caspian Port"]
    links = ["astara_az.border1520-astara_ir.rail1520"]
    assert link_names(model.network, links) == ["Astara (Iran) terminal"]


def test_a_long_line_from_a_border_is_no_terminal(model):
    assert link_names(model.network, ["haradh.border1435-haifa.rail1435"]) == ["Haradh - Haifa"]


def test_every_link_has_a_name(model):
    named = link_names(model.network, model.network.links.index)
    assert [one for one in named if not one[:1].isalnum() or "sea." in one] == []


FIGURES = pd.DataFrame(
    [
        ("a", "nameplate_mtpa", "2010", 5.0),
        ("a", "nameplate_mtpa", "2020", 7.0),
        ("a", "nameplate_mtpa", "2020", 6.0),  # two say so: the lower
        ("a", "planned_mtpa", "2030", 1.0),  # a nameplate comes before any plan
        ("b", "nameplate_mtpa", "2020", 4.0),
        ("b", "nameplate_mtpa", "2020", 3.0),
        ("c", "planned_mtpa", "2030", 9.0),
        ("c", "planned_mtpa", "", 8.0),
        ("d", "observed_mtpa", "2020", 2.0),  # traffic is no capacity
    ],
    columns=["link_id", "column", "as_of", "mtpa"],
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-07-31", {"a": 6.0, "b": 3.0, "c": 8.0}),
        ("2020", {"a": 6.0, "b": 3.0, "c": 8.0}),
        ("2015-01-01", {"a": 5.0, "b": 3.0, "c": 8.0}),  # b: the first there is
        ("2000-01-01", {"a": 5.0, "b": 3.0, "c": 8.0}),
    ],
)
def test_the_capacity_in_force_by_hand(day, expected):
    chosen = nameplates(FIGURES, day)
    assert FIGURES.loc[chosen, "mtpa"].set_axis(chosen.index).to_dict() == expected


def test_a_word_means_its_branches():
    assert [branch.branch_id for branch in find_branches("west")] == ["west", "west_lorry"]
    assert [branch.branch_id for branch in find_branches("east")] == ["east"]
    assert find_branches(None) == list(BRANCHES.values())
