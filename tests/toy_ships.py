"""A sea of three ports, a hub among them, whose voyages can be added up by hand."""

import pandas as pd

import toy
from instc.routing.carriage import Carrier
from instc.routing.fleet import Fleet, Ship
from instc.routing.pricing import price
from instc.routing.router import Router
from instc.routing.services import Sailing, Timetable

PORT, DOOR, POINT = {"kind": "port"}, {"kind": "city", "mode": "door"}, {"kind": "junction"}
NODES = {
    "home": {**DOOR, "lon": -1.0}, "a.port": {**PORT, "lon": 0.0}, "a.sea": {**POINT, "lon": 1.0}, "m.port": {**PORT, "lon": 5.0, "lat": 1.0},
    "m.feeder": {**PORT, "lon": 5.0, "lat": 1.0}, "m.sea": {**POINT, "lon": 5.0}, "z.sea": {**POINT, "lon": 9.0},
    "z.port": {**PORT, "lon": 10.0}, "z.rail": {"kind": "terminal", "mode": "rail", "gauge_mm": 1520.0, "lon": 10.1},
    "y.rail": {"kind": "terminal", "mode": "rail", "gauge_mm": 1520.0, "lon": 15.0}, "goal": {**DOOR, "lon": 15.1},
}  # fmt: skip
CALL = {"fee_id": "fee.call"}
LINKS = {
    "home-a.port": {"mode": "drayage", "length_km": 120.0, "met": "door"}, "a.port-a.sea": {"length_km": 120.0, **CALL},
    "a.sea-m.sea": {"length_km": 500.0}, "m.port-m.sea": {"length_km": 120.0, **CALL}, "m.feeder-m.sea": {"length_km": 120.0, **CALL},
    "m.port-m.feeder": {"mode": "transshipment", "met": "crane"}, "m.sea-z.sea": {"length_km": 500.0}, "z.port-z.sea": {"length_km": 120.0, **CALL},
    "z.port-z.rail": {"mode": "transshipment", "met": "crane"}, "z.rail-y.rail": {"mode": "rail", "length_km": 600.0, "rate_id": "rate.rail_long"},
    "y.rail-goal": {"mode": "drayage", "length_km": 20.0, "met": "door"},
}  # fmt: skip
PRICES = {
    "fee.call": 500.0, "dwell.call": 10.0, "pace.fast": 0.03, "rate.sea_west_east": 0.02, "dwell.service_unknown": 360.0, "service:direct": 84.0, "ratio.sensible_detour": 2.0,
    "rate.rail_long": 0.3, "rate.rail_long_0_500": 0.9, "rate.rail_long_500_1000": 0.5, "rate.rail_long_1000": 0.1, "fee.rail_long_dispatch": 77.0,
}  # fmt: skip
SIZE = {"draught_m": 8.0, "length_m": 150.0, "beam_m": 20.0}
SHIPS = {
    "fast": Ship("fast", "pace.fast", "dwell.call", (), SIZE),
    "unknown": Ship("unknown", "", "dwell.call", (), SIZE),
}
KM = 120 + 500 + 500 + 120


def sailing(name="direct", ship="fast", calls=0):
    return Sailing(name, ship, calls, 7.0, "2020-01-01", "running", "2020-01-01", "page")


def parameters():
    made = toy.parameters(PRICES)
    known = toy.toy_parameters()
    return pd.concat([known, made[~made.index.isin(known.index)]]).sort_index()


def router(running=(), covered=(), links=(), **more):
    """Make a router over ports a, m and z, where ``running`` are pairs with a service."""
    network = price(toy.make_network(NODES, {**LINKS, **dict(links)}), parameters(), toy.BOX)
    table = Timetable(running=dict(running), covered=dict.fromkeys(covered, frozenset()))
    return Router(network, carrier=Carrier(Fleet(table, SHIPS, **more), parameters(), toy.BOX))


def trip(asked, *stops, **how):
    return asked.find([[stop] for stop in stops], **how)


FEEDERS = {("a", "m"): (sailing("feeder"),), ("m", "z"): (sailing("mother"),)}
