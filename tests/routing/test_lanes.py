"""Ways of ships, and what adds up along them, against the router of lanes."""

from dataclasses import replace

import numpy as np
import pytest

from instc.errors import NoRouteError
from instc.remembered import Remembered
from instc.routing import lanes
from instc.routing.lanes import Directed, Sea, reach
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
    last, tail = way.last, way.sea.ways.tail
    before = np.where(last >= 0, tail[last], np.arange(last.shape[1]))
    row = np.arange(len(last))[:, np.newaxis]
    for _ in range(10):  # 1,024 lanes back
        before = before[row, before]
    assert (last[row, before] < 0).all()


@pytest.mark.parametrize("few", [True, False], ids=["by heap", "by SciPy"])
def test_ways_over_fewer_lanes_are_those_found_anew(monkeypatch, few):
    """What is known of a sea that is more open is mended, and is the same to the last bit."""
    monkeypatch.setattr("instc.routing.shortest_paths.BY_HEAP", 10**9 if few else 0)
    mended = 0
    for seed in range(60):
        dice = np.random.default_rng(seed)
        size, count = int(dice.integers(2, 30)), int(dice.integers(1, 60))
        ends = dice.integers(0, size, (2, count))
        link = np.tile(np.arange(count), 2)
        tail, head = ends.ravel(), ends[::-1].ravel()
        order = np.lexsort((link, head, tail))
        ways = Directed(tail[order], head[order], link[order])
        weight = dice.lognormal(sigma=3, size=count) if seed % 2 else np.full(count, 0.1)
        ports = np.unique(dice.integers(0, size, 4))
        sea = Sea(ways, weight, {"km": weight}, np.arange(0, size, 2), size)
        known, allowed = Remembered(256), np.ones(count, dtype=bool)
        for _ in range(4):
            monkeypatch.setattr(lanes, "_REACHED", known)
            found = reach(sea, allowed, ports)
            monkeypatch.setattr(lanes, "_REACHED", Remembered(1))
            anew = reach(sea, allowed, ports)
            assert np.array_equal(found.cost, anew.cost)
            assert np.array_equal(found.last, anew.last)
            assert np.array_equal(found.kept["km"], anew.kept["km"])
            allowed[dice.integers(0, count, 2)] = False
        mended += len(known.known) > 1
    assert mended > 50


def test_ways_of_dearer_lanes_are_not_taken_for_known(monkeypatch):
    """Of 0 - 1 - 2 and 0 - 2 the second is the cheaper, until it costs more."""
    monkeypatch.setattr(lanes, "_REACHED", Remembered(256))
    ways = Directed(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0, 1, 2]))
    for cost, way in ((1.5, [1]), (2.5, [0, 2])):
        km = np.array([1.0, cost, 1.0])
        sea = Sea(ways, km, {"km": km}, np.array([2]), 3)
        found = reach(sea, np.ones(3, dtype=bool), np.array([0]))
        assert found.links_to(0, 2) == way
