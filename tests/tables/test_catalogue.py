"""What the tables call things: every key is there, and every name is one."""

import csv

import pandas as pd
import pytest

from instc.build.geodata import mended
from instc.errors import TableError
from instc.tables.catalogue import catalogue, load_words
from instc.tables.parameters import load_parameters
from instc.tables.schema import data_dir, read_table
from instc.tables.words import END, name_of, resolve


def test_every_parameter_group_passage_corridor_and_scenario_has_a_human_name():
    named = read_table("names")
    have = set(zip(named["kind"], named["key"], strict=True))
    every = {("parameter", key) for key in read_table("parameters")["parameter_id"]}
    every |= {("group", key) for key in read_table("parameters")["group"] if key}
    every |= {("passage", key) for key in read_table("passages")["passage_id"]}
    every |= {("corridor", key) for key in read_table("corridors")["corridor_id"]}
    every |= {("family", key) for key in read_table("corridors")["family"]}
    every |= {("water", key) for key in read_table("waters")["water_id"]}
    scenarios = (data_dir() / "seeds" / "scenarios").glob("*.toml")
    every |= {("scenario", path.stem) for path in scenarios}
    every |= {("country", code) for code in read_table("places")["country"]}
    assert every <= have
    words = load_words()
    for key in load_parameters("2026-07-31").index:
        assert name_of(words, key) != key


def test_tables_without_names_name_things_by_their_keys():
    words = catalogue({"parameters": read_table("parameters")}, scenarios=["mine"])
    assert name_of(words, "pace.sea") == "pace.sea"
    assert name_of(words, "mine") == "mine"


@pytest.fixture(scope="module")
def listed():
    """Rows of the built list of ports."""
    with (data_dir() / "geodata" / "ports.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestPorts:
    def test_no_two_named_ports_lie_on_one_point(self, listed):
        spots = pd.DataFrame(listed)
        spots = spots[~spots["node_id"].str.endswith(".feeder")]
        assert not spots.duplicated(["lon", "lat"]).any()

    def test_st_johns_lies_in_newfoundland(self, listed):
        port = next(row for row in listed if row["unlocode"] == "CASJF")
        assert (float(port["lon"]), float(port["lat"])) == pytest.approx((-52.73, 47.57), abs=0.1)
        assert int(port["point"]) >= 0, "a lane reaches it"

    def test_the_list_has_the_mended_names(self, listed):
        names = {row["unlocode"]: row["name"] for row in listed}
        for row in read_table("port_repairs").itertuples():
            if row.same_as:
                assert row.unlocode not in names
                assert row.same_as in names
            elif row.name:
                assert names[row.unlocode] == row.name

    def test_every_code_that_was_left_out_means_the_other_row(self):
        words = load_words()
        for row in read_table("port_repairs").itertuples():
            if row.same_as:
                assert resolve(words, row.unlocode, END) == resolve(words, row.same_as, END)

    def test_mending_by_hand(self):
        ports = pd.DataFrame(
            {"name": ["Ay", "Be", "Ce"], "lon": [1.0, 2.0, 3.0], "lat": [4.0, 5.0, 6.0]},
            index=pd.Index(["XXA", "XXB", "XXC"], name="unlocode"),
        )
        repairs = pd.DataFrame(
            {
                "unlocode": ["XXA", "XXB"], "name": ["Aye", ""], "lon": [9.0, float("nan")],
                "lat": [8.0, float("nan")], "same_as": ["", "XXC"],
            }
        )  # fmt: skip
        found = mended(ports, repairs)
        assert found.to_dict("index") == {
            "XXA": {"name": "Aye", "lon": 9.0, "lat": 8.0},
            "XXC": {"name": "Ce", "lon": 3.0, "lat": 6.0},
        }
        with pytest.raises(TableError, match="the list of ports has no XXZ"):
            mended(ports, repairs.assign(unlocode=["XXZ", "XXB"]))
