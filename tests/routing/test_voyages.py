"""Voyages: where a ship is boarded and left, what a journey costs as it is carried, and which services take it."""

import itertools
import pickle
import random

import numpy as np
import pandas as pd
import pytest

import toy
from instc.errors import NoRouteError
from instc.routing.carriage import Carrier, changes_at, runs_of, served, service_ids
from instc.routing.fleet import Fleet, Manner, Ship
from instc.routing.lanes import SAILED
from instc.routing.pricing import price
from instc.routing.router import COLUMN, Router
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
    "fee.call": 500.0, "dwell.call": 10.0, "pace.fast": 0.03, "rate.sea_west_east": 0.02, "dwell.service_unknown": 360.0, "service:direct": 84.0,
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


class TestByHand:
    def test_a_voyage_is_km_at_the_pace_of_its_ship_two_calls_and_two_fees(self):
        found = trip(router({("a", "z"): (sailing(),)}), "a.port", "z.port")
        assert found.totals()["hours"] == pytest.approx(KM * 0.03 + 2 * 10)
        assert found.totals()["freight_usd"] == pytest.approx(KM * 0.10 + 2 * 500)
        assert found.totals()["waiting_hours"] == pytest.approx(20)

    def test_calls_between_take_their_time(self):
        found = trip(router({("a", "z"): (sailing(calls=3),)}), "a.port", "z.port")
        assert found.totals()["hours"] == pytest.approx(KM * 0.03 + 5 * 10)

    def test_without_a_service_the_water_sets_the_pace(self):
        found = trip(router(), "a.port", "z.port")
        assert found.totals()["hours"] == pytest.approx(KM * 0.05 + 2 * 10)

    def test_a_direction_has_its_own_rate(self):
        asked = router(
            regions={"a": ("west",), "z": ("east",)},
            trades={("west", "east"): "rate.sea_west_east"},
        )
        there, back = trip(asked, "a.port", "z.port"), trip(asked, "z.port", "a.port")
        assert asked.carrier.fleet.direction_in_print("a", "z")
        assert not asked.carrier.fleet.direction_in_print("z", "a")
        assert there.totals()["freight_usd"] == pytest.approx(KM * 0.02 + 2 * 500)
        assert back.totals()["freight_usd"] == pytest.approx(KM * 0.10 + 2 * 500)

    def test_a_port_that_a_ship_calls_at_takes_no_fee(self):
        found = trip(router(), "a.port", "m.port", "z.port")
        assert found.links.index.tolist().count("m.port-m.sea") == 2
        assert found.totals()["freight_usd"] == pytest.approx((KM + 2 * 120) * 0.10 + 2 * 500)

    def test_a_lane_that_must_be_passed(self):
        found = trip(router(), "a.port", "m.sea-z.sea", "m.port")
        assert found.totals()["length_km"] == pytest.approx(KM + 500 + 120 - 120)

    def test_a_port_and_a_lane_that_one_ship_passes(self):
        """Both on one voyage, in the order that is asked: the other order would go back and forth."""
        stops = ("a.port", "m.port", "m.sea-z.sea", "z.port")
        assert trip(router(), *stops).totals()["length_km"] == pytest.approx(KM + 240)
        turned = ("a.port", "m.sea-z.sea", "m.port", "z.port")
        assert trip(router(), *turned).totals()["length_km"] == pytest.approx(KM + 2 * 500 + 240)
        assert trip(router(), *stops).totals()["freight_usd"] == pytest.approx(
            (KM + 240) * 0.10 + 1000
        )

    def test_a_railway_is_charged_by_the_whole_run_and_one_dispatch(self):
        found = trip(router(), "z.rail", "y.rail")
        assert found.totals()["freight_usd"] == pytest.approx(600 * 0.5 + 77)

    def test_two_links_of_a_run_are_one_run(self):
        """The halves of 600 km would pay the rate of the shortest class, and two dispatches."""
        half = {**LINKS["z.rail-y.rail"], "length_km": 600.0}
        nodes = {**NODES, "x.rail": {**NODES["y.rail"], "lon": 20.0}}
        links = {**LINKS, "y.rail-x.rail": half}
        network = price(toy.make_network(nodes, links), parameters(), toy.BOX)
        asked = Router(network, carrier=Carrier(Fleet(Timetable(), SHIPS), parameters(), toy.BOX))
        found = asked.find([["z.rail"], ["x.rail"]])
        assert found.totals()["freight_usd"] == pytest.approx(1200 * 0.1 + 77)

    def test_two_clocks(self):
        """From ready: the wait for the first ship, and only where the box comes from ashore."""
        running = {("a", "z"): (sailing(),)}
        transit = trip(router(running), "home", "z.port")
        ready = trip(router(running, manner=Manner(ready=True)), "home", "z.port")
        assert ready.totals()["hours"] - transit.totals()["hours"] == pytest.approx(84)
        port = trip(router(running, manner=Manner(ready=True)), "a.port", "z.port")
        assert port.totals()["hours"] == pytest.approx(KM * 0.03 + 20)


FEEDERS = {("a", "m"): (sailing("feeder"),), ("m", "z"): (sailing("mother"),)}


class TestShips:
    """A ship is changed at a hub and nowhere else."""

    def test_where_print_would_know_a_direct_ship_the_box_changes_at_a_hub(self):
        found = trip(router(FEEDERS, covered=["z"]), "a.port", "z.port")
        assert changes_at(found) == ["m.port"]
        assert found.totals()["freight_usd"] == pytest.approx((KM + 2 * 120) * 0.10 + 4 * 500 + 100)

    def test_where_print_would_not_tell_the_ship_goes_through(self):
        assert changes_at(trip(router(FEEDERS), "a.port", "z.port")) == []

    def test_a_port_without_a_berth_for_feeders_is_no_hub(self):
        shut = {"m.port-m.feeder": {**LINKS["m.port-m.feeder"], "status": "closed"}}
        asked = router(FEEDERS, covered=["z"], links=shut)
        found = trip(asked, "a.port", "z.port")
        assert changes_at(found) == []
        assert served(found, asked.carrier) is False

    def test_a_quay_beside_a_port_is_no_hub_either(self):
        """Off the ship and on another one by way of the train's terminal; by train it could go on."""
        nodes = {**NODES, "m.rail": {**NODES["z.rail"], "lon": 5.05, "lat": 1.0}}
        shore = {"m.port-m.rail": {"mode": "transshipment", "met": "door"}}
        shut = {"m.port-m.feeder": {**LINKS["m.port-m.feeder"], "status": "closed"}}
        network = price(toy.make_network(nodes, {**LINKS, **shut, **shore}), parameters(), toy.BOX)
        table = Timetable(running=FEEDERS, covered={"z": frozenset()})
        asked = Router(network, carrier=Carrier(Fleet(table, SHIPS), parameters(), toy.BOX))
        assert "m.port-m.rail" not in trip(asked, "a.port", "z.port").links.index
        assert trip(asked, "a.port", "m.rail").links.index[-1] == "m.port-m.rail"
        assert trip(asked, "m.rail", "z.port").links.index[0] == "m.port-m.rail"
        stopped = trip(asked, "a.port", "m.rail", "z.port", alike=True)
        assert (
            stopped.links.index.tolist().count("m.port-m.rail") == 2
        )  # who asks to land there can go on

    def test_served_ways_alone(self):
        shut = {"m.port-m.feeder": {**LINKS["m.port-m.feeder"], "status": "closed"}}
        asked = router(FEEDERS, covered=["z"], links=shut, manner=Manner(served=True))
        with pytest.raises(NoRouteError, match="by services known to run on that day"):
            trip(asked, "a.port", "z.port")

    def test_all_ways_alike(self):
        asked = router(FEEDERS, covered=["z"], manner=Manner(possible=True))
        assert changes_at(trip(asked, "a.port", "z.port")) == []
        assert (
            changes_at(trip(router(FEEDERS, covered=["z"]), "a.port", "z.port", alike=True)) == []
        )

    def test_the_services_are_named_in_order(self):
        asked = router(FEEDERS, covered=["z"])
        found = trip(asked, "a.port", "z.port")
        assert (service_ids(found, asked.carrier), served(found, asked.carrier)) == (
            ["feeder", "mother"],
            True,
        )
        assert served(trip(router(), "a.port", "z.port"), router().carrier) is None

    def test_a_ship_that_is_too_deep_goes_round_or_not_at_all(self):
        asked = router(limits={"m.sea-z.sea": {"draught_m": 7.5}})
        with pytest.raises(NoRouteError):
            trip(asked, "a.port", "z.port")
        assert (
            trip(router(limits={"m.sea-z.sea": {"draught_m": 8.5}}), "a.port", "z.port").length_km
            == KM
        )


def test_runs_of_what_is_marked():
    assert runs_of(np.array([], dtype=bool)) == []
    assert runs_of(np.array([False, True, True, False, True])) == [slice(1, 3), slice(4, 5)]


class TestShipped:
    """On the real network: what a search weighs is what the journey costs."""

    @pytest.mark.parametrize("minimise", list(COLUMN))
    def test_the_weight_of_every_voyage_is_the_price_of_its_links(self, model, minimise):
        asked = model.router
        voyages, ids = asked.voyages, asked.network.cells("nodes", "node_id")
        found = voyages.over(asked.usable)
        weights = found.weights(minimise, found.direct)
        pairs = [
            pair
            for pair in itertools.permutations(range(len(voyages.ports)), 2)
            if np.isfinite(weights[pair])
        ]
        for start, end in random.Random(1).sample(pairs, 60):
            steps = voyages.links(int(voyages.item(start, end)), asked.usable)
            trip = asked._carried(steps, str(ids[voyages.ports[start]]))
            assert trip.totals()[COLUMN[minimise]] == pytest.approx(weights[start, end], rel=1e-9)

    def test_no_ship_is_changed_but_at_a_hub(self, model):
        """Between two voyages of a journey lies a link that is no lane."""
        for pair in (("Mombasa", "Moscow"), ("Mumbai", "Almaty"), ("Chennai", "Vladivostok")):
            trip = model.route(*pair)
            sailed = np.isin(trip.cells("mode"), SAILED)
            at_port = trip.passed("kind")[1:-1] == "port"
            assert not (sailed[:-1] & sailed[1:] & at_port).any()

    def test_every_step_pays_a_call_once_a_loading(self, model):
        trip = model.route("Mumbai", "Moscow")
        fees = [fee for fee in trip.cells("fee_id") if fee.startswith("fee.sea_call")]
        loadings = len(runs_of(np.isin(trip.cells("mode"), SAILED)))
        assert len(fees) == 2 * loadings

    def test_a_journey_is_pickled_with_its_prices(self, model):
        trip = model.route("INNSA", "RUNVS", mode="sea")
        again = pickle.loads(pickle.dumps(trip))  # noqa: S301
        assert again.totals() == trip.totals()
