"""Figures of every combination equal those of asking it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from instc.comparison.scenario_grid import (
    SWITCHES,
    Grid,
    Switch,
    alone,
    every_combination,
    grid_of,
    switches_of,
)
from instc.errors import NoRouteError
from instc.maps.page_data import data_of
from instc.model import load_model
from instc.scenarios.scenario import Change, shipped_scenarios

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model

QUANTITIES = ("days", "usd_per_teu", "co2e_kg_per_teu")


@pytest.fixture(scope="module")
def found(answer: Comparison) -> Grid:
    return every_combination(answer)


def figures(answer: Comparison) -> dict[str, list[object]]:
    """What ``compare --format json`` says of each way once, in the order of the page."""
    return {
        way["corridor"]: [
            way["length_km"],
            *([way[name][level] for level in ("p10", "p50", "p90")] for name in QUANTITIES),
            way["worst_grade"],
            way["grade_d_share_of_days"],
        ]
        for way in answer.to_dict()["alternatives"]
        if way["same_as"] is None
    }


def test_all_five_switches_are_shipped() -> None:
    assert set(SWITCHES) <= set(shipped_scenarios())


def test_every_combination_has_its_world(found: Grid) -> None:
    assert len(found.combinations) == 2 ** len(SWITCHES)
    assert {frozenset(one.switched) for one in found.combinations} == {
        frozenset(name for bit, name in enumerate(SWITCHES) if mask >> bit & 1)
        for mask in range(32)
    }
    for combination in found.combinations:
        assert (combination.comparison is None) == bool(combination.why)


@pytest.mark.parametrize("mask", [1, 6, 24, 31])
def test_the_page_says_what_the_scenario_answers(mask: int, found: Grid) -> None:
    """Asked afresh, by a model that is loaded under the scenarios: no copy, no reuse."""
    names = [name for bit, name in enumerate(SWITCHES) if mask >> bit & 1]
    fresh = load_model(scenarios=names).compare("Mumbai", "Moscow", draws=200)
    data = data_of(found)
    shown = {
        data["routes"][route]["id"]: data["fig"][figure]
        for route, _, figure, *_ in data["worlds"][mask]["rows"]
    }
    assert shown == figures(fresh)


def test_a_scenario_that_holds_already_is_no_switch(model: Model) -> None:
    closed = load_model(scenarios=["hormuz-closed"]).compare("Mumbai", "Moscow", draws=10)
    assert "hormuz-closed" not in [switch.name for switch in switches_of(closed)]
    assert model.as_of == closed.world.as_of


def test_switches_that_only_worsen_are_known(answer: Comparison) -> None:
    assert {switch.name: switch.only_worsens for switch in switches_of(answer)} == {
        "rasht-astara-open": False,
        "red-sea-closed": True,
        "hormuz-closed": True,
        "chabahar-rail-open": False,
        "winter": True,
    }


def test_one_route_has_worlds_too(model: Model) -> None:
    way = model.simulate_route("Mumbai", "Bandar Abbas", draws=10)
    there = every_combination(way).combinations
    shut = next(world for world in there if world.switched == ("hormuz-closed",))
    assert (
        shut.comparison is None
        or "hormuz" not in shut.comparison.alternatives["route"].itinerary.passages
    )


def test_the_calls_and_waits_of_a_ship_are_used() -> None:
    """They stand beside the links, in what a way is priced by."""
    carried = {"call_id": ["", "called"], "wait_id": ["waited", ""]}
    trip = SimpleNamespace(cells=lambda _: [""], priced=carried)
    answer = SimpleNamespace(alternatives={"a": SimpleNamespace(itinerary=trip)})
    assert alone(answer).combinations[0].used == {"called", "waited"}


def answering(used: list[str], asked: list[tuple[str, ...]], refused: str = "") -> SimpleNamespace:
    """Stand for an answer whose ways meet some things, and note what is asked of it."""

    def under(*names: str) -> SimpleNamespace:
        asked.append(names)
        if refused in names:
            raise NoRouteError("no way is left")
        return answering(used, asked, refused)

    way = SimpleNamespace(itinerary=SimpleNamespace(cells=lambda _: used, priced={}))
    return SimpleNamespace(alternatives={"way": way}, under=under)


def closing(name: str, subject: str) -> Switch:
    return Switch(name, "", (Change(subject, "status", "closed"),), True)


def test_closing_what_no_way_meets_shares_the_answer() -> None:
    asked: list[tuple[str, ...]] = []
    switches = (closing("a", "idle"), closing("b", "met"))
    base, a, b, both = grid_of(answering(["met"], asked), switches).combinations
    assert asked == [("b",)]
    assert a.comparison is base.comparison
    assert both.comparison is b.comparison
    assert [one.switched for one in (base, a, b, both)] == [(), ("a",), ("b",), ("a", "b")]


def test_a_combination_without_a_way_says_why_and_shares_nothing() -> None:
    asked: list[tuple[str, ...]] = []
    switches = (closing("a", "idle"), closing("b", "met"))
    grid = grid_of(answering(["met"], asked, refused="b"), switches)
    assert asked == [("b",), ("a", "b")]
    assert [one.comparison is None for one in grid.combinations] == [False, False, True, True]
    assert [one.why for one in grid.combinations] == ["", "", "no way is left", "no way is left"]
    assert [one.switched for one in grid.combinations] == [(), ("a",), ("b",), ("a", "b")]
