"""Which borders and bridges are open on a day: by date, by whole frontier, by union, by scenario."""

from __future__ import annotations

import pytest

from instc.errors import ScenarioError
from instc.network.frontiers import frontiers, gate_ids
from instc.network.overland import Passing
from instc.tables.parameters import load_parameters
from instc.tables.schema import read_table

TODAY = "2026-07-31"


def opened(day: str = TODAY, *changes: tuple[str, str, object]) -> set[str]:
    return set(frontiers(read_table, day, changes).gates.ids.tolist())


@pytest.mark.parametrize(
    ("gate", "first", "last"),
    [
        ("dardanelles_1915", "2022-03-18", TODAY),
        ("izmit_osman_gazi", "2016-07-01", TODAY),
        ("oresund", "2000-07-01", TODAY),
        ("kerch", "2018-10-01", "2022-10-07"),
        ("bosporus_fsm", "2000-01-01", "2016-08-26"),
        ("hoptivka", "2000-01-01", "2022-02-23"),
        ("narva", "2000-01-01", "2024-01-31"),
        ("khanoba", "2023-03-17", TODAY),
    ],
)
def test_a_period_holds_its_first_day_and_not_the_day_after_its_last(gate, first, last):
    assert gate in opened(first)
    assert gate in opened(last)
    if first > "2000-01-01":
        assert gate not in opened(day_by(first, -1))
    if last < TODAY:
        assert gate not in opened(day_by(last, 1))


def day_by(day: str, days: int) -> str:
    import datetime as dt

    return (dt.date.fromisoformat(day) + dt.timedelta(days)).isoformat()


def test_a_whole_frontier_wins_over_its_posts():
    """Poland shut its border with Belarus for thirteen days; its post has a row of its own."""
    assert "koroszczyn" in opened("2025-09-11")
    assert "koroszczyn" not in opened("2025-09-20", ("koroszczyn", "status", "open"))
    both = (("koroszczyn", "status", "open"), ("pl_by_2025", "status", "open"))
    assert "koroszczyn" in opened("2025-09-20", *both)


def test_a_scenario_opens_and_closes():
    assert "samur" not in opened(TODAY, ("samur", "status", "closed"))
    assert "kerch" in opened(TODAY, ("kerch", "status", "open"))
    assert opened(TODAY, ("suez", "status", "closed")) == opened(TODAY)


def test_a_scenario_opens_what_had_no_row_yet():
    assert "bobrowniki" not in opened("2020-01-01")
    assert "bobrowniki" in opened("2020-01-01", ("bobrowniki", "status", "open"))


def test_a_scenario_sets_no_length_of_a_border():
    with pytest.raises(ScenarioError, match=r'"samur" is a border or bridge.*not length_km'):
        opened(TODAY, ("samur", "length_km", 1.0))


def test_posts_win_over_unions():
    """Lorries wait between Russia and Kazakhstan; between Russia and Belarus they don't stop."""
    unions = frontiers(read_table, TODAY).unions
    assert ("RU", "KZ") not in unions
    assert unions["RU", "BY"] == ""
    assert unions["DE", "NL"] == ""
    assert unions["AE", "OM"] == "gcc"
    assert ("QA", "AE") in unions
    assert ("QA", "AE") not in frontiers(read_table, "2018-01-01").unions
    assert ("TR", "BG") not in unions


def test_a_toll_may_depend_on_the_direction():
    found = frontiers(read_table, TODAY)
    out = found.toll(Passing("redbridge", "GE", "AZ"))
    back = found.toll(Passing("redbridge", "AZ", "GE"))
    assert out.dwell_id == "dwell.road_redbridge_out_of_ge"
    assert back.dwell_id == "dwell.road_redbridge_into_ge"
    there = found.toll(Passing("samur", "AZ", "RU"))
    assert there == found.toll(Passing("samur", "RU", "AZ"))


def test_names_say_what_is_disputed():
    names = frontiers(read_table, TODAY).names
    assert (names["RU"], names["UA-CR"]) == ("Russia", "Crimea (disputed)")


def test_why_a_frontier_is_shut():
    shut = frontiers(read_table, TODAY).shut
    assert shut["RU", "UA"] == "shut since 2022-02-28 (source: interfax_ua_2022)"
    assert "under construction at Tumangang - Khasan" in shut["KP", "RU"]
    assert ("AZ", "RU") not in shut


class TestTables:
    """What the schema can't say of the rows."""

    @pytest.mark.parametrize("table", ["road_borders", "bridges", "unions"])
    def test_periods_of_a_row_follow_each_other(self, table):
        rows = read_table(table)
        key = [name for name in rows if name.endswith("_id")][:1]
        key += [name for name in ("from_country", "country") if name in rows]
        for subject, periods in rows.groupby(key):
            ordered = periods.sort_values("from_date")
            ends, begins = ordered["to_date"].tolist()[:-1], ordered["from_date"].tolist()[1:]
            assert all(end and end <= begin for end, begin in zip(ends, begins, strict=True)), (
                subject
            )
            closed = ordered[ordered["to_date"] != ""]
            assert (closed["from_date"] < closed["to_date"]).all(), subject

    def test_an_open_post_costs_something_on_every_day(self):
        rows = read_table("road_borders")
        posts = rows[rows["lon"].notna()]
        assert (posts["dwell_id"] != "").all()
        assert (posts["fee_id"] != "").all()
        for day in ("2000-01-01", "2015-06-01", "2022-06-01", TODAY):
            known = load_parameters(day).index
            assert set(posts["dwell_id"]) | set(posts["fee_id"]) <= set(known), day

    def test_a_post_stands_in_one_place(self):
        rows = read_table("road_borders")
        places = rows.groupby("crossing_id")[["lon", "lat", "country_a", "country_b"]]
        assert (places.nunique(dropna=False) == 1).all().all()

    def test_no_id_means_two_things(self, model):
        ids = gate_ids(read_table)
        borders, bridges = read_table("road_borders"), read_table("bridges")
        assert len(ids) == borders["crossing_id"].nunique() + bridges["bridge_id"].nunique()
        links = model.network.links
        assert not ids & (set(links.index) | set(links["passage_id"]))
        assert not ids & set(read_table("unions")["union_id"])
