"""A world is data, a day, scenarios and a cargo: what it says, what it remembers, what it refuses."""

from __future__ import annotations

import shlex
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import instc
from instc.door import check_date
from instc.errors import QuestionError, ScenarioError, TableError
from instc.scenarios.world import (
    ON_THE_NETWORK,
    World,
    _dated,
    changes,
    last_change,
    stable_hash,
)
from instc.version import DATA_DATE

if TYPE_CHECKING:
    from instc.model import Model


class TestCommand:
    """The only writer of the line that asks again."""

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({}, ""),
            ({"seed": None, "ladder": False, "via": ()}, ""),
            ({"ladder": True}, "--ladder"),
            ({"seed": 1, "cargo_value": 50_000.0}, "--seed 1 --cargo-value 50000"),
            ({"cargo_value": 12345.678901234567}, "--cargo-value 12345.678901234567"),
            ({"via": ("Baku", "St Petersburg")}, "--via Baku --via 'St Petersburg'"),
        ],
    )
    def test_an_option_is_said_as_often_as_it_has_values(self, model, options, said):
        assert model.command("compare", "A", "B", **options) == f"instc compare A B {said}".rstrip()

    @pytest.mark.parametrize("place", ["St Petersburg", "it's", "a;b", "$HOME", "Москва", ""])
    def test_a_shell_reads_what_was_typed(self, model, place):
        assert shlex.split(model.command("route", place)) == ["instc", "route", place]

    def test_a_longitude_below_0_comes_last(self, model):
        line = model.command("compare", "-3.7,40.4", "Moscow", seed=1)
        assert line == "instc compare --seed 1 -- -3.7,40.4 Moscow"

    def test_the_day_and_the_scenarios_are_said_and_today_is_not(self, model):
        assert model.command("claims") == "instc claims"
        winter = model.under("winter", as_of="2023-01-01")
        assert winter.command("claims") == "instc claims --scenario winter --as-of 2023-01-01"

    def test_a_number_is_read_as_it_was(self, model):
        for value in (0.1, 1e6, 1e22, 33.3, 2.0):
            (*_, said) = model.command("compare", cargo_value=value).split()
            assert float(said) == value


class TestUnder:
    def test_scenarios_join_those_that_are_there(self, model):
        both = model.under("winter").under("hormuz-closed")
        assert both.scenarios == ("winter", "hormuz-closed")
        assert (
            both
            == model.under("winter", "hormuz-closed")
            == model.under(["winter", "hormuz-closed"])
        )
        assert both != model.under("hormuz-closed", "winter")  # asked in other words
        assert both.state_key[1] == model.state_key[1]

    def test_a_day_stays_where_none_is_asked(self, model):
        old = model.under(as_of="2023-08-27")
        assert old.under("winter").as_of == "2023-08-27"
        assert old.under("winter", as_of="2024-01-01").as_of == "2024-01-01"
        assert model.under("winter").asked_as_of is None

    def test_it_is_of_the_kind_that_was_asked(self, model):
        assert type(model.under("winter")) is instc.Model
        assert type(World.at(model.home)) is World

    def test_a_world_that_was_seen_is_the_same_object(self, model):
        assert model.under("winter") is model.under("winter")
        assert model.under(as_of="2023-01-01").network is model.under(as_of="2023-01-02").network


def test_a_cargo_changes_money_and_no_days(model):
    dear = model.valued(1e6)
    for column in ("hours", "co2e_kg", "length_km"):
        pd.testing.assert_series_equal(dear.network.links[column], model.network.links[column])
    assert (dear.network.links["generalised_usd"] > model.network.links["generalised_usd"]).any()
    assert dear.consignment.value_usd_per_teu == 1e6
    assert model.consignment.value_usd_per_teu < 1e6
    with pytest.raises(QuestionError, match="cargo value"):
        model.valued(-1.0)


def test_a_mode_has_its_links_and_its_transfers(model):
    rail, everything = model.links_of("rail"), model.links_of(None)
    modes = model.network.cells("links", "mode")
    assert everything.all()
    assert set(modes[rail]) == {"rail", "gauge_break", "border"}
    assert (rail & (modes == "rail")).sum() == (modes == "rail").sum()


def test_a_table_that_changed_is_not_mixed_with_what_was_computed(data):
    world = instc.load_model(folder=data)
    assert len(world.table("sources")) > 100
    with (data / "seeds" / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("moscow,Third Rome,en,author_estimate\n")
    with pytest.raises(TableError, match=r"its tables changed since this was computed; ask again"):
        world.table("sources")


class TestDay:
    @pytest.mark.parametrize("day", ["2000-01-01", "2023-08-27", DATA_DATE])
    def test_a_day_with_sources(self, day):
        check_date(day)

    @pytest.mark.parametrize("day", ["", "today", "20260731", "2026-02-30", "2026-7-1"])
    def test_what_is_no_day(self, day):
        with pytest.raises(QuestionError, match="is not a date"):
            check_date(day)

    @pytest.mark.parametrize("day", ["1999-12-31", "2026-08-01"])
    def test_a_day_without_sources(self, day):
        with pytest.raises(QuestionError, match="the tables know the state of the network from"):
            check_date(day)

    @pytest.mark.parametrize(
        ("own", "asked_for", "found"),
        [
            (None, None, DATA_DATE),
            ("2023-01-01", None, "2023-01-01"),
            (None, "2024-05-06", "2024-05-06"),
            ("2024-05-06", "2024-05-06", "2024-05-06"),
        ],
    )
    def test_a_scenario_gets_its_day(self, own, asked_for, found):
        scenario = instc.load_scenario("winter")
        dated = _dated(replace(scenario, as_of=own), asked_for, asked=True)
        assert (dated.as_of, dated.changes) == (found, scenario.changes)

    def test_two_days_contradict_where_the_scenario_was_asked(self):
        own = replace(instc.load_scenario("winter"), as_of="2023-01-01")
        with pytest.raises(ScenarioError, match=r"is of 2023-01-01: it can't be seen as of 2024"):
            _dated(own, "2024-01-01", asked=True)
        assert _dated(own, "2024-01-01", asked=False).as_of == "2024-01-01"


class TestChanges:
    """Days between which nothing changes share a state."""

    HOME = SimpleNamespace(
        table=lambda name: {
            "status": pd.DataFrame(
                {"from_date": ["2010-01-01", ""], "to_date": ["2020-06-01", "2015-01-01"]}
            ),
            "parameters": pd.DataFrame({"from_date": ["2020-06-01"], "to_date": [""]}),
            "services": pd.DataFrame(
                {"from_date": ["2010-01-01"], "to_date": [""], "seen_date": ["2009-02-03"]}
            ),
        }.get(name, pd.DataFrame({"from_date": [""], "to_date": [""]}))
    )

    def test_days_come_in_order_once(self):
        found = changes(_Hashed(self.HOME), "a", ON_THE_NETWORK)
        silent = "2012-02-03"  # 36 months after a service was seen
        assert found == ("2000-01-01", "2010-01-01", silent, "2015-01-01", "2020-06-01")

    @pytest.mark.parametrize(
        ("day", "last"),
        [
            ("2000-01-01", "2000-01-01"),
            ("2009-12-31", "2000-01-01"),
            ("2010-01-01", "2010-01-01"),
            ("2014-12-31", "2012-02-03"),
            ("2026-07-31", "2020-06-01"),
        ],
    )
    def test_the_last_day_of_change_is_its_own(self, day, last):
        assert last_change(_Hashed(self.HOME), "b", day, ON_THE_NETWORK) == last


class _Hashed:
    """A home that a cache can hold."""

    def __init__(self, home):
        self.table = home.table


def test_a_hash_is_of_what_a_value_says():
    assert stable_hash(("a", 1)) == stable_hash(("a", 1)) != stable_hash(("a", 2))
    assert stable_hash(("a", 1)) == 16076321820602677  # in every process, on every machine


def test_a_world_of_long_boxes_is_another_one_and_keeps_days_and_co2e(model):
    long = model.boxed("40")
    assert long != model
    assert long.state_key != model.state_key
    assert model.boxed("20") is model
    for column in ("hours", "co2e_kg"):
        assert long.network.links[column].equals(model.network.links[column])
    paid = long.network.links["freight_usd"] / model.network.links["freight_usd"]
    assert paid["alat.ferry-turkmenbashi.ferry"] == pytest.approx(1)  # twice the price, of two TEU
    assert paid["abakan.rail1520-taishet.rail1520"] == pytest.approx(1)
    assert paid["garmsar.rail1435-tehran.rail1435"] == pytest.approx(0.8)  # 0.24 over twice 0.15


def test_a_work_is_cited_by_what_is_known_of_it(model: Model) -> None:
    works = model.table("sources").set_index("source_id")
    ours, press = works.loc["author_estimate"], works.loc["tsl"]
    assert (press["author"], bool(ours["author"])) == ("", True)
    assert list(map(model.cited, ["author_estimate", "tsl", "atlantis"])) == [
        f"{ours['title']}, {ours['author']}, {ours['year']:.0f}",
        f"{press['title']}, {press['year']:.0f}",
        "atlantis",
    ]
