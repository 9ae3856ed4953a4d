"""What a journey costs as it is carried, added up by hand."""

import numpy as np
import pytest

import toy
from instc.routing.carriage import Carrier, doubts, runs_of
from instc.routing.fleet import Fleet, Manner
from instc.routing.pricing import price
from instc.routing.router import Router
from instc.routing.services import Timetable
from toy_ships import KM, LINKS, NODES, SHIPS, parameters, router, sailing, trip


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


def test_runs_of_what_is_marked():
    assert runs_of(np.array([], dtype=bool)) == []
    assert runs_of(np.array([False, True, True, False, True])) == [slice(1, 3), slice(4, 5)]


def test_doubts_are_said_once_each_with_names():
    asked = router(covered=["z"])
    said = doubts(trip(asked, "a.port", "z.port"), asked.carrier, str.upper)
    assert said == [
        "No service from A.PORT to Z.PORT known to run on that day.",
        "Rate from A.PORT to Z.PORT: direction not in print.",
    ]
