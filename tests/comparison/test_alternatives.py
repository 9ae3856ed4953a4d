"""Which ways answer a question: by hand, on a network of three ways and on one of four sides."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import toy
import toy_sides
from instc.comparison.alternatives import (
    FOUND_BY,
    Asked,
    Pair,
    _find,
    chosen_words,
    distinct,
    find_alternatives,
    kin_called,
    locate_pair,
    sensible,
    side_words,
)
from instc.comparison.question import Alternative, Question
from instc.errors import LocationError, QuestionError, UnknownIdError
from instc.routing.corridors import Corridor
from instc.routing.sides import BY_CHINA, BY_SEA, MIDDLE, OVER_IRAN
from instc.tables.places import End

if TYPE_CHECKING:
    from instc.comparison.alternatives import Found
    from instc.model import Model

HOUR_USD = 10.0  # of the toy's cargo
WAYS = {"rail": toy.RAIL, "lorry": toy.LORRY, "canal": toy.CANAL}


def generalised(name: str) -> float:
    """What a way costs with its time, added up by hand."""
    told = toy.add_up(WAYS[name])
    return told["usd"] + told["hours"] * HOUR_USD


def pair(**ratios: float) -> Pair:
    rows = {f"ratio.{name}": value for name, value in ratios.items()}
    router = toy.toy_router()
    world = SimpleNamespace(parameters=toy.parameters(rows), router=router, network=router.network)
    ends = [End(name, name.title(), 0, 0, (name,), "door") for name in ("alpha", "omega")]
    free = np.ones(len(toy.LINKS), dtype=bool)
    return Pair(world, world, *ends, [], free, {}, ())  # type: ignore[arg-type]


def way(asked: Pair, name: str, family: str = "instc") -> Alternative:
    """The way over the links of one list."""
    links = sorted(toy.LINKS)
    allowed = np.isin(links, WAYS[name])
    trip = asked.by_default(known=False)([["alpha"], ["omega"]], allowed)
    assert list(trip.links.index) == WAYS[name]
    return Alternative(name, name.title(), family, trip)


@pytest.mark.parametrize(("factor", "kept"), [(1.001, {"rail", "lorry", "canal"}), (0.999, None)])
def test_a_way_is_left_out_from_its_factor_on(factor: float, kept: set[str] | None) -> None:
    """A detour is sensible up to the ratio of the worst to the best way, and not above it."""
    costs = {name: generalised(name) for name in WAYS}
    worst = max(costs, key=lambda name: costs[name])
    most = factor * costs[worst] / min(costs.values())
    asked = pair(sensible_detour=most)
    ways = {name: way(asked, name) for name in WAYS}
    shown, missing = sensible(asked, ways, {"east": "is closed"})
    assert set(shown) == (kept or set(WAYS) - {worst})
    assert missing["east"] == "is closed"
    assert (worst in missing) == (kept is None)
    if kept is None:
        assert missing[worst] == f"would cost more than {most:g} times the best way, time counted"


def test_what_is_given_stays_as_it_is() -> None:
    asked = pair(sensible_detour=1.0)
    ways, missing = {name: way(asked, name) for name in WAYS}, {"east": "is closed"}
    sensible(asked, ways, missing)
    distinct(ways)
    assert (set(ways), missing) == (set(WAYS), {"east": "is closed"})
    assert [one.named for one in ways.values()] == [(), (), ()]


def test_one_way_is_one_row_and_keeps_what_it_is_called_by() -> None:
    asked = pair(sensible_detour=1.0)
    fastest = replace(way(asked, "rail", "over_iran"), found_by=("value", "days"))
    ways = {
        "over_iran": fastest,
        "canal": way(asked, "canal"),
        "west": replace(way(asked, "rail"), named=("west",), kin="instc"),
        "north": replace(way(asked, "rail"), named=("north",), kin="polar"),
    }
    kept, same = distinct(ways)
    assert list(kept) == ["over_iran", "canal"]
    assert same == {"west": "over_iran", "north": "over_iran"}
    one = kept["over_iran"]
    assert (one.named, one.found_by, one.kin) == (("west", "north"), ("value", "days"), "instc")
    assert kept["canal"] is ways["canal"]


def toy_pair(goal: str = "mos", stop: str = "", **more: object) -> Pair:
    """A question on the network of four sides."""
    router = toy_sides.router_of()
    world = toy_sides.world_of(router, **more)
    ends = [End(name, name.title(), 0, 0, (name,), "door") for name in ("mum", goal)]
    stops = [[stop]] if stop else []
    free = np.ones(len(toy_sides.LINKS), dtype=bool)
    return Pair(world, world, *ends, stops, free, {}, ())  # type: ignore[arg-type]


CHABAHAR = Corridor("chabahar", "By lorry", "instc", (("cha.road",),), side_id=OVER_IRAN)
BLACK_SEA = Corridor("black_sea", "Suez", "suez", (("nov.port",),), ("suez",), side_id=BY_SEA)
ROWS = {"chabahar": CHABAHAR, "black_sea": BLACK_SEA}


def all_ways(pair: Pair, *wanted: str, via_all: bool = False) -> Found:
    """Find all that is asked for."""
    question = Question("mum", pair.destination.name, via_all=via_all)
    return _find(pair, question, Asked.of(pair, set(wanted)))


class TestOncePerObjective:
    """A side's best way by each objective, and one id for each path."""

    @pytest.mark.parametrize("goal", ["mos", "alm"])
    def test_each_is_the_best_of_its_side_and_says_by_what(self, goal: str) -> None:
        asked = toy_pair(goal)
        found = all_ways(asked)
        sides = [OVER_IRAN, BY_SEA] if goal == "mos" else [OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA]
        assert list(dict.fromkeys(way.family for way in found.ways.values())) == sides
        for side in sides:
            words = [
                word for one in found.ways.values() if one.family == side for word in one.found_by
            ]
            assert sorted(words) == sorted(FOUND_BY)
            for word, objective in FOUND_BY.items():
                (best,) = [one for one in found.ways.values()
                           if one.family == side and word in one.found_by]  # fmt: skip
                trip = asked.side_way(toy_sides.SIDES[side], objective)
                assert best.itinerary.steps.tolist() == trip.steps.tolist()

    def test_the_id_of_a_side_is_its_best_way_time_counted(self) -> None:
        for name, way in all_ways(toy_pair("alm")).ways.items():
            side, _, word = name.partition(".")
            assert side == way.family
            assert way.found_by[0] == (word or "value")

    def test_no_path_has_two_rows(self) -> None:
        paths = [
            tuple(way.itinerary.steps) for way in all_ways(toy_pair(corridors=ROWS)).ways.values()
        ]
        assert len(set(paths)) == len(paths)

    def test_a_named_row_that_is_the_best_of_its_side_is_that_row(self) -> None:
        found = all_ways(toy_pair(corridors=ROWS))
        assert found.same["black_sea"] in found.ways
        assert "black_sea" in found.ways[found.same["black_sea"]].named
        assert {"chabahar", "black_sea"} <= {*found.ways, *found.same}

    def test_a_side_without_a_way_says_so(self) -> None:
        shut = toy_pair("alm")
        links = shut.world.network.cells("links", "link_id")
        found = all_ways(shut._replace(free=links != "kho_cn.rail-kho.rail"))
        assert found.missing == {BY_CHINA: "no way between these ends goes by China"}


class TestKept:
    """What is asked for by ``--against``: sides, families, corridors."""

    @pytest.mark.parametrize(
        ("wanted", "families"),
        [
            (("over_iran",), {OVER_IRAN}),
            (("by_sea",), {BY_SEA}),
            (("instc",), {OVER_IRAN}),
            (("suez",), {BY_SEA}),
            (("by_sea", "instc"), {OVER_IRAN, BY_SEA}),
        ],
    )
    def test_sides_and_families(self, wanted: tuple[str, ...], families: set[str]) -> None:
        found = all_ways(toy_pair(corridors=ROWS), *wanted)
        assert {way.family for way in found.ways.values()} == families

    def test_one_corridor_alone_is_one_row_without_its_side(self) -> None:
        found = all_ways(toy_pair(corridors=ROWS), "chabahar")
        assert list(found.ways) == ["chabahar"]
        assert found.same == {}

    def test_a_side_that_the_pair_is_not_asked_by_can_be_asked_for(self) -> None:
        asked = toy_pair()
        assert set(Asked.of(asked, set()).sides) == {OVER_IRAN, BY_SEA}
        assert set(Asked.of(asked, {MIDDLE}).sides) == {MIDDLE}


class TestBound:
    """Stops bind the side whose detour is least, and the others run free."""

    @pytest.mark.parametrize(
        ("stop", "side"),
        [("teh.rail", OVER_IRAN), ("oly.port", OVER_IRAN), ("nov.port", BY_SEA)],
    )
    def test_the_least_detour_by_hand(self, stop: str, side: str) -> None:
        free, bound = all_ways(toy_pair()), all_ways(toy_pair(stop=stop))
        assert bound.bound == side
        for name, way in bound.ways.items():
            if way.family == side:
                assert stop in way.itinerary.nodes.index
            else:
                steps = free.ways[name].itinerary.steps
                assert way.itinerary.steps.tolist() == steps.tolist()

    def test_a_named_row_is_bound_with_its_side(self) -> None:
        asked = toy_pair(stop="ban.road", corridors=ROWS)
        found = all_ways(asked)
        assert found.bound == OVER_IRAN
        for name, way in found.ways.items():
            if way.family == OVER_IRAN:
                assert "ban.road" in way.itinerary.nodes.index, name

    def test_all_are_bound_where_that_is_asked(self) -> None:
        found = all_ways(toy_pair(stop="teh.rail"), via_all=True)
        assert found.bound == ""
        assert {way.family for way in found.ways.values()} == {OVER_IRAN}
        assert set(found.missing) == {BY_SEA}

    def test_where_none_can_pass_all_are_bound(self) -> None:
        asked = toy_pair(stop="nov.port")
        links = asked.world.network.cells("links", "link_id")
        found = all_ways(asked._replace(free=links != "suez.b-nov.port"), OVER_IRAN)
        assert (found.bound, found.ways) == ("", {})


def test_a_way_without_a_ship_is_overland() -> None:
    asked = toy_pair("alm")
    found = all_ways(asked)
    assert side_words(found.ways[BY_SEA], asked.world) == "by sea"
    trip = asked.world.router.find([["mos"], ["alm"]])
    lorry = Alternative(BY_SEA, "", BY_SEA, trip)
    assert side_words(lorry, asked.world) == "overland, not through Iran"


class TestNamedRowsStay:
    """A named row is found by its own question: neither value, nor boxes, nor objective turn it."""

    @pytest.mark.parametrize("ends", [("Mumbai", "Moscow"), ("Chennai", "Yekaterinburg")])
    def test_the_path_is_that_of_any_cargo(self, model: Model, ends: tuple[str, str]) -> None:
        paths = []
        for value in (1_000.0, None, 1_000_000.0):
            _, answer = find_alternatives(model, Question(*ends, cargo_value=value))
            rows = {}
            for name in model.corridors:
                way = answer.ways.get(answer.same.get(name, name))
                if way is not None:
                    rows[name] = way.itinerary.links.index.tolist()
            paths.append(rows)
        assert len(paths[0]) > 8
        assert paths[0] == paths[1] == paths[2]

    def test_its_price_is_that_of_the_cargo(self, model: Model) -> None:
        ends = ("Mumbai", "Moscow")
        costs = []
        for value in (1_000.0, 1_000_000.0):
            _, answer = find_alternatives(model, Question(*ends, cargo_value=value))
            costs.append(answer.ways["suez_baltic"].itinerary.totals()["generalised_usd"])
        assert costs[1] > 10 * costs[0]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("suez-baltic", "instc_east"), {"suez_baltic", "instc_east"}),
        (("instc_east", "instc_east"), {"instc_east"}),
        (("suez",), {"suez"}),
        (("by sea", "over_iran"), {"by_sea", "over_iran"}),
        ((), set()),
    ],
)
def test_words_are_read_as_ids_of_corridors_families_and_sides(model, wanted, found) -> None:
    assert chosen_words(model, wanted) == found


def test_an_unknown_corridor_is_named_with_the_nearest(model) -> None:
    with pytest.raises(UnknownIdError, match=r'"instc_eest" .*did you mean'):
        chosen_words(model, ["instc_eest"])


def test_kin_are_sides_and_families_and_no_others(model) -> None:
    assert kin_called(["suez", "by_sea"], {}, model) == {"suez", "by_sea"}
    with pytest.raises(UnknownIdError, match=r'no family is called "suess" \(did you mean'):
        kin_called(["suess"], {}, model)


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        (Question("Mumbai", "Bombay"), QuestionError, "are the same place"),
        (Question("Mumbai", "Moscow", via=("Bombay",)), QuestionError, "is the origin or the dest"),
        (
            Question("Mumbai", "Moscow", via=("37.6,55.7",)),
            LocationError,
            "name a place, a facility",
        ),
    ],
)
def test_ends_and_stops_that_can_not_be_meant(model, question, error, said) -> None:
    with pytest.raises(error, match=said):
        locate_pair(model, question)


def test_goods_keep_clear_of_countries_that_bar_them_unless_an_end_lies_there(model) -> None:
    """Pakistan lets no goods of India pass; those for Pakistan go there."""
    country = model.network.cells("nodes", "country").astype(str)
    inside = (country[model.network.ends] == "PK").any(axis=0)
    ashore = ~np.isin(model.network.cells("links", "mode"), ("sea", "passage", "ferry"))
    for ends, is_open in ((("Mumbai", "Moscow"), False), (("Karachi", "Moscow"), True)):
        free = locate_pair(model, Question(*ends)).free
        assert free[inside & ashore].any() == is_open


def test_what_is_avoided_is_not_free(model) -> None:
    links = model.network.cells("links", "link_id")
    suez = model.network.cells("links", "passage_id") == "suez"
    one = "astara_ir.road-rasht.road"
    asked = Question("Mumbai", "Moscow", avoid=("suez", one), cargo_value=1000.0)
    found = locate_pair(model, asked)
    usual = locate_pair(model, Question("Mumbai", "Moscow")).free
    assert set(links[usual & ~found.free]) == {*links[suez], one}
    assert found.world.consignment.value_usd_per_teu == 1000
    assert found.stops == []
