"""A small network round Iran, the Caspian, China and Suez, on which every simple way can be listed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import toy
from instc.routing.fleet import Booking, Manner
from instc.routing.pricing import price
from instc.routing.router import Router
from instc.routing.services import Evidence
from instc.routing.sides import BY_CHINA, BY_SEA, MIDDLE, OVER_IRAN, Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from instc.network.network import Network


def _rail(country: str) -> dict[str, Any]:
    """A station; in China of another gauge."""
    gauge = 1435.0 if country == "CN" else 1520.0
    return {"country": country, "kind": "station", "mode": "rail", "gauge_mm": gauge}


def _of(country: str, kind: str, mode: str) -> dict[str, Any]:
    return {"country": country, "kind": kind, "mode": mode}


def _km(km: float, mode: str = "sea", **more: Any) -> dict[str, Any]:
    """A link that moves: all points lie in one, so that a length is named and no line is."""
    return {"mode": mode, "length_km": km, "detour": "hand", **more}


CRANE = {"mode": "transshipment", "met": "crane"}
LORRY = {"mode": "transshipment", "met": "lorry"}
THIRD = {  # port of Iran on the open sea
    "ban.port-imk.port": _km(900), "imk.port-imk.rail": CRANE, "imk.rail-teh.rail": _km(900, "rail"),
}  # fmt: skip
SECOND = {  # border of China
    "kho_cn.rail-dos_cn.rail": _km(400, "rail"), "dos_cn.rail-dos.rail": {"mode": "gauge_break", "met": "gauge"},
    "dos.rail-pet_kz.rail": _km(1000, "rail"),
}  # fmt: skip
DOOR = {"mode": "drayage", "length_km": 20.0, "met": "door"}
BORDER = {"mode": "border", "met": "border"}

NODES = {
    "mum": _of("IN", "city", "door"), "mum.port": _of("IN", "port", "sea"),
    "cha.port": _of("IR", "port", "sea"), "cha.road": _of("IR", "terminal", "road"),
    "ban.port": _of("IR", "port", "sea"), "ban.road": _of("IR", "terminal", "road"), "ban.rail": _rail("IR"),
    "teh.road": _of("IR", "terminal", "road"), "teh.rail": _rail("IR"),
    # of links that a test adds: a third port, a second border of China
    "imk.port": _of("IR", "port", "sea"), "imk.rail": _rail("IR"), "dos_cn.rail": _rail("CN"), "dos.rail": _rail("KZ"),
    "ast_ir.rail": _rail("IR"), "ast_az.rail": _rail("AZ"),
    "anz.rail": _rail("IR"), "anz.port": _of("IR", "port", "sea"),
    "bak.rail": _rail("AZ"), "bak.port": _of("AZ", "port", "sea"), "bak.ferry": _of("AZ", "port", "ferry"),
    "oly.port": _of("RU", "port", "sea"), "oly.rail": _rail("RU"),
    "akt.ferry": _of("KZ", "port", "ferry"), "akt.rail": _rail("KZ"),
    "suez.a": {"kind": "gate"}, "suez.b": {"kind": "gate"},
    "nov.port": _of("RU", "port", "sea"), "nov.rail": _rail("RU"),
    "pot.port": _of("GE", "port", "sea"), "pot.rail": _rail("GE"), "boy_ge.rail": _rail("GE"), "boy_az.rail": _rail("AZ"),
    "lia.port": _of("CN", "port", "sea"), "lia.rail": _rail("CN"), "kho_cn.rail": _rail("CN"), "kho.rail": _rail("KZ"),
    "sam_az.rail": _rail("AZ"), "sam.rail": _rail("RU"), "pet.rail": _rail("RU"), "pet_kz.rail": _rail("KZ"),
    "mos.rail": _rail("RU"), "mos": _of("RU", "city", "door"), "alm.rail": _rail("KZ"), "alm": _of("KZ", "city", "door"),
}  # fmt: skip
LINKS: dict[str, dict[str, Any]] = {
    "mum-mum.port": DOOR, "mos.rail-mos": DOOR, "alm.rail-alm": DOOR,
    # to Iran, and past it: by Bandar Abbas the ship to Suez sails 200 km less
    "mum.port-cha.port": _km(1000), "mum.port-ban.port": _km(1500), "cha.port-ban.port": _km(600),
    "mum.port-suez.a": _km(5000), "ban.port-suez.a": _km(3300),
    # within Iran: from the one southern port to the other by road, to Tehran by road or rail
    "cha.port-cha.road": LORRY, "ban.port-ban.road": LORRY, "ban.port-ban.rail": CRANE,
    "cha.road-ban.road": _km(300, "road"), "cha.road-teh.road": _km(1700, "road"), "teh.road-teh.rail": CRANE,
    "ban.rail-teh.rail": _km(1300, "rail"), "teh.rail-ast_ir.rail": _km(500, "rail"), "teh.rail-anz.rail": _km(350, "rail"),
    # out of it: a border in the west, a port on the Caspian
    "ast_ir.rail-ast_az.rail": BORDER, "ast_az.rail-bak.rail": _km(300, "rail"),
    "anz.rail-anz.port": CRANE, "anz.port-oly.port": _km(700, basin="caspian"), "anz.port-bak.port": _km(300, basin="caspian"),
    "oly.port-oly.rail": CRANE, "oly.rail-mos.rail": _km(1500, "rail"),
    # from the Black Sea to the Caspian and across it
    "suez.a-suez.b": {"mode": "passage", "passage_id": "suez", "met": "canal"},
    "suez.b-nov.port": _km(3000), "nov.port-nov.rail": CRANE, "nov.rail-mos.rail": _km(1500, "rail"),
    "suez.b-pot.port": _km(3200), "pot.port-pot.rail": CRANE, "pot.rail-boy_ge.rail": _km(400, "rail"),
    "boy_ge.rail-boy_az.rail": BORDER, "boy_az.rail-bak.rail": _km(500, "rail"),
    "bak.rail-bak.port": CRANE, "bak.rail-bak.ferry": CRANE, "akt.ferry-akt.rail": CRANE, "akt.rail-alm.rail": _km(2800, "rail"),
    "bak.ferry-akt.ferry": {"mode": "ferry", "basin": "caspian", "met": "canal", "length_km": 0.0},
    # from the Pacific through China
    "mum.port-lia.port": _km(8000), "lia.port-lia.rail": CRANE, "lia.rail-kho_cn.rail": _km(4000, "rail"),
    "kho_cn.rail-kho.rail": {"mode": "gauge_break", "met": "gauge"}, "kho.rail-alm.rail": _km(350, "rail"),
    # what joins the north
    "bak.rail-sam_az.rail": _km(200, "rail"), "sam_az.rail-sam.rail": BORDER, "sam.rail-mos.rail": _km(2200, "rail"),
    "mos.rail-pet.rail": _km(1500, "rail"), "pet.rail-pet_kz.rail": BORDER, "pet_kz.rail-alm.rail": _km(2500, "rail"),
}  # fmt: skip

INLAND = frozenset({"KZ", "TM", "UZ", "CN"})
SIDES = {
    OVER_IRAN: Side(OVER_IRAN, "over Iran", frozenset({"RU", "AZ", "GE", "KZ", "TM"}), ("suez",)),
    BY_CHINA: Side(BY_CHINA, "by China", INLAND, ()),
    MIDDLE: Side(MIDDLE, "by the Middle Corridor", INLAND, ()),
    BY_SEA: Side(BY_SEA, "by sea", frozenset(), ("basin=caspian", "mode=ferry")),
}


class Found(NamedTuple):
    """A way listed by hand: its links in order, the nodes that it passes."""

    links: list[str]
    nodes: list[str]


def router_of(links: Mapping[str, Mapping[str, Any]] = LINKS) -> Router:
    """Price the network of some links, and compile it."""
    used = {node for name in links for node in name.split("-")}
    nodes = {name: row for name, row in NODES.items() if name in used}
    network: Network = toy.make_network(nodes, links)
    return Router(price(network, toy.toy_parameters(), toy.BOX))


def far(km: float) -> dict[str, Any]:
    """A railway of a length."""
    return _km(km, "rail")


class Unprinted:
    """A fleet of which print says nothing: any ship sails, on any day."""

    manner = Manner(possible=True)
    nothing = Evidence(served=None, running=(), last=None)

    @property
    def timetable(self) -> SimpleNamespace:
        """Services over links."""
        return SimpleNamespace(over=lambda _: self.nothing)

    def direction_in_print(self, *_: Any) -> bool:
        """Let each direction have its rate."""
        return True

    def book(self, *_: Any) -> Booking:
        """Take any ship."""
        return Booking("unknown", 0, self.nothing)


def world_of(router: Router, **more: Any) -> SimpleNamespace:
    """Give what of a world the choice of ways asks for."""
    rules = {"ratio.sensible_detour": 100.0, "ratio.visible_gain": 0.02}
    settings = toy.parameters({**rules, **toy.CERTAIN})
    told = {"sides": SIDES, "corridors": {}, "called": str.upper, "parameters": settings}
    told["carrier"] = SimpleNamespace(fleet=Unprinted(), mean=toy.CERTAIN)
    return SimpleNamespace(router=router, network=router.network, **{**told, **more})


def without(*names: str) -> dict[str, dict[str, Any]]:
    """Give the links but for some."""
    return {name: row for name, row in LINKS.items() if name not in names}


def simple_ways(
    start: str, goal: str, links: Mapping[str, Mapping[str, Any]] = LINKS
) -> Iterator[Found]:
    """List every way that passes no node twice."""
    beside: dict[str, list[tuple[str, str]]] = {}
    for name in links:
        one, _, other = name.partition("-")
        beside.setdefault(one, []).append((name, other))
        beside.setdefault(other, []).append((name, one))
    ahead = [Found([], [start])]
    while ahead:
        way = ahead.pop()
        if way.nodes[-1] == goal:
            yield way
            continue
        for name, node in beside[way.nodes[-1]]:
            if node not in way.nodes:
                ahead.append(Found([*way.links, name], [*way.nodes, node]))


def cost_of(
    ids: Sequence[str], objective: str, links: Mapping[str, Mapping[str, Any]] = LINKS
) -> float:
    """Add up what a way costs by an objective, by hand."""
    told = toy.add_up(ids, links)
    hours = told["hours"]
    each = {
        "days": hours / 24,
        "usd_per_teu": told["usd"],
        "co2e_kg_per_teu": told["co2e_kg"],
        "generalised_usd": told["usd"] + hours * 10,  # of the toy's cargo
    }
    return each[objective]
