"""Sides: each rule by hand on a small network, each best way found again by listing them all, and laws of the shipped one."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

import toy_sides
from instc.door import Objective
from instc.errors import NoRouteError, TableError
from instc.routing.router import COLUMN
from instc.routing.sides import (
    BY_CHINA,
    BY_SEA,
    MIDDLE,
    ORDER,
    OVER_IRAN,
    asked,
    find_side,
    keeps_to,
    load_sides,
)
from instc.tables.schema import read_table, seeds_dir
from toy_sides import LINKS, NODES, SIDES, router_of, simple_ways, without

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from instc import Model
    from instc.routing.itinerary import Itinerary
    from instc.routing.router import Router

OBJECTIVES = get_args(Objective)
VALUE = "generalised_usd"
AFLOAT = {"sea", "passage", "ferry"}
SOUTHERN = {"cha.port", "ban.port", "imk.port"}
KNOWN = {**LINKS, **toy_sides.THIRD}
PASSING = ["mum-mum.port", "mum.port-ban.port", "ban.port-suez.a", "suez.a-suez.b",
           "suez.b-nov.port", "nov.port-nov.rail", "nov.rail-mos.rail", "mos.rail-mos"]  # fmt: skip


def found(
    router: Router,
    side: str,
    ends: tuple[str, str] = ("mum", "mos"),
    *,
    via: list[list[str]] | None = None,
    by: Objective = VALUE,
) -> Itinerary:
    """The best way of a side of the small network."""

    def find(stops: Any, allowed: Any) -> Itinerary:
        return router.find(stops, minimise=by, allowed=allowed)

    start, goal = ends
    given = ([start], [goal])
    return find_side(find, router.network, SIDES[side], given, via or [], COLUMN[by])


def ids(trip: Itinerary) -> list[str]:
    return trip.links.index.tolist()


def side_of(way: toy_sides.Found) -> str:
    """Tell by hand which side a way of the small network is on; none where it breaks a rule."""
    modes = [KNOWN[name].get("mode", "sea") for name in way.links]
    countries = [NODES[name].get("country", "") for name in way.nodes]
    ashore_in, stay, stays = False, [], []
    for step, mode in enumerate(modes):
        pair = countries[step : step + 2]
        ashore = mode not in AFLOAT
        ashore_in |= ashore and "IR" in pair
        if ashore and pair == ["IR", "IR"]:
            stay.append(step)
        elif stay:
            stays.append(stay)
            stay = []
    if ashore_in:
        overland = any(modes[step] in {"rail", "road"} for stay in stays for step in stay)
        ends = [(beyond(way, stay[0], -1), beyond(way, stay[-1] + 1, 1)) for stay in stays]
        good = overland and all(came != went for came, went in ends)
        closed = {"suez.a-suez.b", "kho_cn.rail-kho.rail"} & set(way.links)
        return OVER_IRAN if good and not closed else ""
    if "kho_cn.rail-kho.rail" in way.links:
        return BY_CHINA
    if "bak.ferry-akt.ferry" in way.links:
        return MIDDLE
    caspian = any(KNOWN[name].get("basin") == "caspian" for name in way.links)
    return "" if caspian or "bak.rail-bak.port" in way.links else BY_SEA


def beyond(way: toy_sides.Found, place: int, step: int) -> str:
    """What lies outside Iran where a stay begins or ends: a sea, or the next country."""
    node = way.nodes[place]
    if node in SOUTHERN:
        return "ocean"
    return "caspian" if node == "anz.port" else NODES[way.nodes[place + step]]["country"]


def listed(
    side: str, ends: tuple[str, str], links: Mapping[str, Mapping[str, Any]] = LINKS
) -> list[list[str]]:
    """Every simple way of a side."""
    return [way.links for way in simple_ways(*ends, links) if side_of(way) == side]


@pytest.fixture(scope="module")
def router() -> Router:
    return router_of()


class TestAsked:
    """By the countries of the two ends alone."""

    @pytest.mark.parametrize(
        ("ends", "names"),
        [
            ({"IN", "RU"}, [OVER_IRAN, BY_SEA]),
            ({"IN", "TR"}, [OVER_IRAN, BY_SEA]),
            ({"RU", "AZ"}, [BY_SEA]),
            ({"RU"}, [BY_SEA]),
            ({"RU", "KZ"}, [BY_CHINA, MIDDLE, BY_SEA]),
            ({"IN", "KZ"}, [OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA]),
            ({"CN", "RU"}, [OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA]),
            ({"IR", "RU"}, [OVER_IRAN]),
            ({"IR", "KZ"}, [OVER_IRAN]),
        ],
    )
    def test_by_hand(self, ends: set[str], names: list[str]) -> None:
        assert asked(SIDES, ends) == names

    @pytest.mark.parametrize(
        ("origin", "destination", "names"),
        [
            ("Mumbai", "Moscow", {OVER_IRAN, BY_SEA}),
            ("Baku", "Moscow", {BY_SEA}),
            ("Mumbai", "Almaty", {OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA}),
            ("Tehran", "Moscow", {OVER_IRAN}),
        ],
    )
    def test_of_the_shipped_table(
        self, model: Model, origin: str, destination: str, names: set[str]
    ) -> None:
        answer = model.compare(origin, destination, draws=1)
        met = {way.family for way in answer.alternatives.values()}
        assert met | set(answer.unavailable) & set(ORDER) == names


class TestOverIran:
    def test_a_ship_that_passes_an_iranian_port_is_not_over_iran(self, router: Router) -> None:
        assert ids(found(router, BY_SEA)) == PASSING
        ships = [name for name in LINKS if LINKS[name].get("mode", "sea") in AFLOAT]
        only = {name: LINKS[name] for name in {*ships, *PASSING}}
        with pytest.raises(NoRouteError, match="no way between these ends goes over Iran"):
            found(router_of(only), OVER_IRAN)

    def test_one_gate_in_another_out_and_a_railway_or_road_between(self, router: Router) -> None:
        trip = found(router, OVER_IRAN)
        assert side_of(toy_sides.Found(ids(trip), trip.nodes.index.tolist())) == OVER_IRAN
        assert trip.passages == []

    def test_by_chabahar_in_and_by_bandar_abbas_out_is_not(self) -> None:
        """By lorry from port to port and on by ship, though the ship's next port leads through Iran."""
        shut = ("cha.road-teh.road", "ban.port-ban.rail", "mum.port-ban.port", "cha.port-ban.port")
        links = (
            without(*shut, "ban.port-suez.a", "mum.port-suez.a", "mum.port-lia.port")
            | toy_sides.THIRD
        )
        ways = [way for way in simple_ways("mum", "mos", links) if "teh.rail" in way.nodes]
        assert ways
        for way in ways:
            assert {"cha.road-ban.road", "ban.port-imk.port"} <= set(way.links)
            assert side_of(way) == ""
        with pytest.raises(NoRouteError):
            found(router_of(links), OVER_IRAN)

    def test_by_chabahar_in_and_on_by_land_from_bandar_abbas_is(self) -> None:
        shut = ("cha.road-teh.road", "mum.port-ban.port", "cha.port-ban.port", "ban.port-suez.a")
        trip = found(router_of(without(*shut)), OVER_IRAN)
        assert {"cha.road-ban.road", "ban.rail-teh.rail"} <= set(ids(trip))

    def test_suez_is_shut_to_it(self) -> None:
        """From Bandar Abbas to the Black Sea by ship is no way over Iran, though it leaves Iran."""
        links = without("ast_ir.rail-ast_az.rail", "anz.port-oly.port", "anz.port-bak.port")
        with pytest.raises(NoRouteError):
            found(router_of(links), OVER_IRAN)

    def test_a_caspian_port_is_a_gate_as_a_border_is(self) -> None:
        links = without("ast_ir.rail-ast_az.rail")
        assert "anz.rail-anz.port" in ids(found(router_of(links), OVER_IRAN))
        links = without("anz.rail-anz.port")
        assert "ast_ir.rail-ast_az.rail" in ids(found(router_of(links), OVER_IRAN))

    @pytest.mark.parametrize(
        "ends", [("teh.rail", "mos"), ("mos", "teh.rail"), ("mum", "teh.rail")]
    )
    def test_from_iran_every_way_is_over_iran(self, router: Router, ends: tuple[str, str]) -> None:
        best = router.find([[ends[0]], [ends[1]]])
        assert ids(found(router, OVER_IRAN, ends)) == ids(best)

    def test_there_and_back_are_one_way(self, router: Router) -> None:
        for side in (OVER_IRAN, BY_SEA):
            assert ids(found(router, side)) == ids(found(router, side, ("mos", "mum")))[::-1]


class TestOtherSides:
    @pytest.mark.parametrize("ends", [("mum", "alm"), ("alm", "mum")])
    def test_by_china_passes_its_border_in_either_direction(
        self, router: Router, ends: tuple[str, str]
    ) -> None:
        assert "kho_cn.rail-kho.rail" in ids(found(router, BY_CHINA, ends))

    def test_a_ship_that_calls_in_china_is_not_by_china(self) -> None:
        links = without("kho_cn.rail-kho.rail")
        with pytest.raises(NoRouteError, match="by China"):
            found(router_of(links), BY_CHINA, ("mum", "alm"))

    def test_in_from_a_country_and_out_to_it_is_not_by_china(self) -> None:
        """By one border from Kazakhstan and back to it by another, though that is no detour."""
        links = {**LINKS, **toy_sides.SECOND, "pet_kz.rail-alm.rail": toy_sides.far(9000.0)}
        ids_of_all = ids(router_of(links).find([["mos"], ["alm"]]))
        assert {"dos_cn.rail-dos.rail", "kho_cn.rail-kho.rail"} <= set(ids_of_all)
        del links["mum.port-lia.port"]
        with pytest.raises(NoRouteError, match="by China"):
            found(router_of(links), BY_CHINA, ("mos", "alm"))

    def test_a_border_at_the_start_itself_is_no_way_round_it(self) -> None:
        """Over it and back to where the journey began."""
        links = without("mum.port-lia.port", "kho.rail-alm.rail") | {
            "kho.rail-pet_kz.rail": toy_sides.far(900.0)
        }
        with pytest.raises(NoRouteError, match="by China"):
            found(router_of(links), BY_CHINA, ("kho.rail", "alm"))

    def test_a_named_row_keeps_to_its_side_or_not(self, router: Router) -> None:
        """By its gate's node alone it would be: a journey that begins at a border of China need not pass it."""
        trip = router.find([["kho.rail"], ["alm"]])
        assert not keeps_to(trip, BY_CHINA)
        assert keeps_to(trip, BY_SEA)
        assert keeps_to(router.find([["lia.rail"], ["alm"]]), BY_CHINA)
        for side in (OVER_IRAN, BY_CHINA, MIDDLE, BY_SEA):
            assert keeps_to(found(router, side, ("mum", "alm")), side)

    def test_across_the_caspian_and_back_is_not_the_middle_corridor(self) -> None:
        """By ferry to Baku and by ship back to Aktau: both ends lie on one shore."""
        links = without("mos.rail-pet.rail", "oly.rail-mos.rail", "sam.rail-mos.rail")
        assert found(router_of(links), MIDDLE, ("mum", "alm"))
        with pytest.raises(NoRouteError, match="by the Middle Corridor"):
            found(router_of(links), MIDDLE, ("kho.rail", "alm"))

    def test_the_middle_corridor_crosses_from_azerbaijan(self, router: Router) -> None:
        trip = ids(found(router, MIDDLE, ("mum", "alm")))
        assert {"suez.a-suez.b", "pot.rail-boy_ge.rail", "bak.ferry-akt.ferry"} <= set(trip)
        links = without("bak.ferry-akt.ferry")
        with pytest.raises(NoRouteError, match="by the Middle Corridor"):
            found(router_of(links), MIDDLE, ("mum", "alm"))

    @pytest.mark.parametrize(
        ("side", "closed"),
        [
            (BY_CHINA, {"anz.rail-anz.port", "ast_ir.rail-ast_az.rail"}),
            (MIDDLE, {"kho_cn.rail-kho.rail", "ast_ir.rail-ast_az.rail"}),
            (BY_SEA, {"kho_cn.rail-kho.rail", "bak.rail-bak.port", "ban.port-ban.rail"}),
        ],
    )
    def test_gates_of_earlier_sides_are_closed_to_later_ones(
        self, side: str, closed: set[str]
    ) -> None:
        """However cheap they are: every gate costs next to nothing, and what is left leads round."""
        free = {name: {"mode": "transshipment", "length_km": 0.0} for name in closed}
        trip = found(router_of(LINKS | free), side, ("mum", "alm"))
        assert not closed & set(ids(trip))

    def test_the_sea_has_what_is_left(self, router: Router) -> None:
        assert ids(found(router, BY_SEA, ("mum", "alm")))[-2:] == [
            "pet_kz.rail-alm.rail",
            "alm.rail-alm",
        ]


class TestStops:
    @pytest.mark.parametrize("stop", ["ban.port", "teh.rail", "bak.rail"])
    def test_before_and_behind_the_gate(self, router: Router, stop: str) -> None:
        trip = found(router, OVER_IRAN, via=[[stop]])
        assert stop in trip.nodes.index
        way = toy_sides.Found(ids(trip), trip.nodes.index.tolist())
        assert side_of(way) == OVER_IRAN

    def test_a_stop_on_another_side_leaves_none(self, router: Router) -> None:
        with pytest.raises(NoRouteError):
            found(router, OVER_IRAN, via=[["nov.port"]])


RANDOM = np.random.default_rng(5).uniform(0.2, 3.0, (12, len(LINKS)))


def stretched(factors: np.ndarray) -> dict[str, dict[str, Any]]:
    """The same links, of other lengths."""
    links = {}
    for (name, row), factor in zip(LINKS.items(), factors, strict=True):
        links[name] = dict(row)
        if "length_km" in row:
            links[name]["length_km"] = round(row["length_km"] * factor, 1)
    return links


@pytest.mark.parametrize("factors", [np.ones(len(LINKS)), *RANDOM], ids=range(13))
def test_the_best_of_a_side_is_the_least_of_all_its_ways(factors: np.ndarray) -> None:
    """Second way: every simple way is listed, sorted into sides by hand, and added up."""
    links = stretched(factors)
    router = router_of(links)
    for ends, sides in ((("mum", "mos"), (OVER_IRAN, BY_SEA)), (("mum", "alm"), ORDER)):
        for side in sides:
            ways = listed(side, ends, links)
            for by in OBJECTIVES:
                costs = [toy_sides.cost_of(way, by, links) for way in ways]
                trip = found(router, side, ends, by=by)
                assert toy_sides.cost_of(ids(trip), by, links) == pytest.approx(min(costs)), (
                    ends, side, by, ids(trip),
                )  # fmt: skip


class TestTable:
    def test_the_shipped_sides_come_in_the_order_in_which_they_are_found(
        self, model: Model
    ) -> None:
        assert tuple(load_sides(model.network)) == ORDER

    def test_a_side_that_is_lacking_is_named(self, model: Model, tmp_path: Path) -> None:
        table = read_table("sides")
        with pytest.raises(TableError, match=r"sides\.csv: no row of by_china"):
            load_sides(model.network, written(table[table["side_id"] != "by_china"], tmp_path))

    def test_what_it_avoids_must_be_there(self, model: Model, tmp_path: Path) -> None:
        table = read_table("sides")
        table.loc[table["side_id"] == "by_sea", "avoid"] = "mode=zeppelin"
        with pytest.raises(TableError, match='"mode=zeppelin" is no node'):
            load_sides(model.network, written(table, tmp_path))


def written(table: Any, folder: Path) -> Path:
    """A folder of tables that holds one."""
    package = (seeds_dir() / "datapackage.json").read_text(encoding="utf-8")
    (folder / "datapackage.json").write_text(package, encoding="utf-8")
    table.to_csv(folder / "sides.csv", index=False)
    return folder
