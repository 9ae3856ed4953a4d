"""Capacity: brute force, hand arithmetic, and what the ladder of the western branch says."""

import pytest

import instc
from instc.capacity.branch import (
    BRANCHES,
    branch_network,
    find_branches,
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
