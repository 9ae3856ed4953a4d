"""Ways of ships, and what adds up along them, against the router of lanes."""

from dataclasses import replace

import numpy as np
import pytest

from instc.errors import NoRouteError
from toy_ships import KM, router


def test_what_adds_up_on_the_way():
    voyages = router().voyages
    sailed = voyages.over(voyages.waters.sailed)
    start, end = voyages.names.index("a"), voyages.names.index("z")
    assert sailed.direct["open_km"][start, end] == KM
    assert sailed.direct["usd"][start, end] == pytest.approx(
        0
    )  # the two fees are the pair's, the rate the direction's


def test_a_fairway_is_the_one_link_of_a_port():
    voyages = router().voyages
    links = voyages.network.shape.links.index[voyages.waters.fairway]
    assert sorted(links) == ["a.port-a.sea", "m.feeder-m.sea", "m.port-m.sea", "z.port-z.sea"]


def test_the_ways_of_ships_are_the_best_over_lanes(model):
    """A router that takes lanes as links finds ways as long, for the ship that may sail all of them."""
    asked = model.router
    voyages = asked.voyages
    found = voyages.over(asked.usable)
    lanes, ids = replace(asked, carrier=None), voyages.network.cells("nodes", "node_id")
    way = found.reach("river_sea", voyages.ports)
    for start, end in ((0, 5), (3, 20), (10, 40), (30, 12), (45, 2)):
        stops = [[ids[voyages.ports[start]]], [ids[voyages.ports[end]]]]
        try:
            trip = lanes.find(stops, allowed=voyages.waters.sailed)
        except NoRouteError:
            assert np.isinf(way.cost[start, voyages.waters.point[voyages.ports[end]]])
        else:
            assert way.cost[start, voyages.waters.point[voyages.ports[end]]] == pytest.approx(
                trip.totals()["generalised_usd"]
            )


@pytest.mark.parametrize("cargo_value", [1e8, 1e9])
def test_no_ship_goes_in_circles_for_a_cargo_of_any_value(model, cargo_value):
    """Beside a large sum a lane that costs nothing would vanish, and be sailed for ever."""
    voyages = model.valued(cargo_value).router.voyages
    way = voyages.over(voyages.waters.sailed).reach("river_sea", voyages.ports)
    last, tail = way.last, way.arcs.tail
    before = np.where(last >= 0, tail[last], np.arange(last.shape[1]))
    row = np.arange(len(last))[:, np.newaxis]
    for _ in range(10):  # 1,024 lanes back
        before = before[row, before]
    assert (last[row, before] < 0).all()
