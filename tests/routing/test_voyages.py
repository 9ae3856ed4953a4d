"""Voyages: where a ship is boarded and left, and which services take it."""

import itertools
import pickle
import random

import numpy as np
import pytest

import toy
from instc.errors import NoRouteError
from instc.routing.carriage import Carrier, changes_at, runs_of, served, service_ids
from instc.routing.fleet import Fleet
from instc.routing.lanes import SAILED
from instc.routing.pricing import price
from instc.routing.router import COLUMN, Router
from instc.routing.services import Timetable
from toy_ships import FEEDERS, KM, LINKS, NODES, SHIPS, parameters, router, sailing, trip


class TestShips:
    """A ship is changed at a hub and nowhere else."""

    def test_where_print_would_know_a_direct_ship_the_box_changes_at_a_hub(self):
        found = trip(router(FEEDERS, covered=["z"]), "a.port", "z.port", known=True)
        assert changes_at(found) == ["m.port"]
        assert found.totals()["freight_usd"] == pytest.approx((KM + 2 * 120) * 0.10 + 4 * 500 + 100)

    def test_where_print_would_not_tell_the_ship_goes_through(self):
        assert changes_at(trip(router(FEEDERS), "a.port", "z.port")) == []

    def test_a_box_changes_between_known_services_alone(self):
        """Nobody knows of a ship from a to m: a hub needs rows to both."""
        half = {("m", "z"): (sailing("mother"),)}
        asked = router(half, covered=["z"])
        found = trip(asked, "a.port", "z.port")
        assert (changes_at(found), served(found, asked.carrier)) == ([], False)

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
        stopped = trip(asked, "a.port", "m.rail", "z.port")
        assert (
            stopped.links.index.tolist().count("m.port-m.rail") == 2
        )  # who asks to land there can go on

    def test_all_ways_alike(self):
        assert changes_at(trip(router(FEEDERS, covered=["z"]), "a.port", "z.port")) == []

    def test_the_services_are_named_in_order(self):
        asked = router(FEEDERS, covered=["z"])
        found = trip(asked, "a.port", "z.port", known=True)
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


class TestShipped:
    """On the real network: what a search weighs is what the journey costs."""

    @pytest.mark.parametrize("minimise", list(COLUMN))
    def test_the_weight_of_every_voyage_is_the_price_of_its_links(self, model, minimise):
        asked = model.router
        voyages = asked.voyages
        found = voyages.over(asked.usable)
        weights = found.weights(minimise, found.direct)
        pairs = [
            pair
            for pair in itertools.permutations(range(len(voyages.ports)), 2)
            if np.isfinite(weights[pair])
        ]
        for start, end in random.Random(1).sample(pairs, 60):
            steps = voyages.links(int(voyages.item(start, end)), asked.usable)
            trip = asked.carry(steps, int(voyages.ports[start]))
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
