"""Ways by land in worlds drawn by hand: an island, a lake, a border, a bridge, a union."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.ellipsoid import wgs84
from instc.network.land_mesh import LandMesh
from instc.network.overland import Passing, ways
from little_worlds import little_land, post

WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
ISLAND = shapely.box(2.2, 0, 2.6, 1)
LAKE = shapely.box(0.3, 0.2, 0.7, 1.5)  # cuts in from the north


def way(land, start, goal, home="AA"):
    mesh = LandMesh(land.cells, (-1, -1, 4, 2), land.frontiers.unions)
    homes, goals = np.array([home]), np.array([goal], dtype=float)
    return ways(mesh, land.frontiers.gates, land.frontiers.unions, start, goals, homes)[0]


def km(*points) -> float:
    return wgs84().line_length(*np.array(points, dtype=float).T) / 1000


def test_open_land_is_crossed_straight():
    found = way(little_land({"AA": WEST}), (0.1, 0.1), (0.93, 0.88))
    assert [line.tolist() for line in found.lines] == [[[0.1, 0.1], [0.93, 0.88]]]
    assert found.passed == []


def test_a_lake_is_gone_round_by_its_corners():
    found = way(little_land({"AA": WEST}, lakes=[LAKE]), (0.1, 0.8), (0.9, 0.8))
    expected = [(0.1, 0.8), (0.3, 0.2), (0.7, 0.2), (0.9, 0.8)]
    assert found.lines[0].tolist() == [list(point) for point in expected]
    assert found.km == [pytest.approx(km(*expected))]


def test_an_island_is_not_reached():
    assert way(little_land({"AA": WEST | ISLAND}), (0.1, 0.5), (2.4, 0.5)) is None


def test_a_bridge_reaches_it():
    gate = ("bridge", "AA", "AA", (0.95, 0.9), (2.25, 0.9))
    found = way(little_land({"AA": WEST | ISLAND}, gates=[gate]), (0.1, 0.5), (2.4, 0.5))
    assert found.bridges == ["bridge"]
    assert found.passed == []
    assert found.km == [pytest.approx(km((0.1, 0.5), (0.95, 0.9), (2.25, 0.9), (2.4, 0.5)))]


def test_a_border_without_a_post_is_shut():
    assert way(little_land({"AA": WEST, "BB": EAST}), (0.5, 0.5), (1.5, 0.5), "BB") is None


def test_the_way_leads_through_the_open_post_alone():
    land = little_land({"AA": WEST, "BB": EAST}, gates=[post("gate", "AA", "BB", (1, 0.9))])
    found = way(land, (0.5, 0.2), (1.5, 0.2), "BB")
    assert found.passed == [Passing("gate", "AA", "BB")]
    assert [line.tolist() for line in found.lines] == [
        [[0.5, 0.2], [1, 0.9]],
        [[1, 0.9], [1.5, 0.2]],
    ]
    back = way(land, (1.5, 0.2), (0.5, 0.2), "AA")
    assert back.passed == [Passing("gate", "BB", "AA")]
    assert sum(back.km) == pytest.approx(sum(found.km))


def test_of_two_posts_the_shorter_way():
    gates = [post("north", "AA", "BB", (1, 0.9)), post("south", "AA", "BB", (1, 0.15))]
    found = way(little_land({"AA": WEST, "BB": EAST}, gates=gates), (0.5, 0.2), (1.5, 0.2), "BB")
    assert [one.gate_id for one in found.passed] == ["south"]


def test_a_third_territory_is_no_way_round():
    """From A to B through C needs both posts."""
    shapes = {"AA": WEST, "BB": shapely.box(2, 0, 3, 1), "CC": EAST}
    gates = [post("ac", "AA", "CC", (1, 0.5))]
    assert way(little_land(shapes, gates=gates), (0.5, 0.5), (2.5, 0.5), "BB") is None
    both = [*gates, post("cb", "CC", "BB", (2, 0.5))]
    found = way(little_land(shapes, gates=both), (0.5, 0.5), (2.5, 0.5), "BB")
    assert [one.gate_id for one in found.passed] == ["ac", "cb"]


def test_a_union_is_crossed_anywhere_and_nothing_is_met():
    pairs = {("AA", "BB"): "", ("BB", "AA"): ""}
    land = little_land({"AA": WEST, "BB": EAST}, unions=pairs)
    found = way(land, (0.5, 0.2), (1.5, 0.2), "BB")
    assert found.passed == []
    assert found.km == [pytest.approx(km((0.5, 0.2), (1.5, 0.2)))]


def test_a_union_that_stops_lorries_cuts_the_way_at_the_border():
    pairs = {("AA", "BB"): "u", ("BB", "AA"): "u"}
    land = little_land({"AA": WEST, "BB": EAST}, unions=pairs)
    found = way(land, (0.5, 0.2), (1.5, 0.2), "BB")
    assert found.passed == [Passing("u", "AA", "BB")]
    assert [line.tolist() for line in found.lines] == [
        [[0.5, 0.2], [1, 0.2]],
        [[1, 0.2], [1.5, 0.2]],
    ]


def test_water_is_no_home():
    mesh = LandMesh(little_land({"AA": WEST}, lakes=[LAKE]).cells, (-1, -1, 4, 2), {})
    spots = [(0.1, 0.1), (0.5, 0.9), (0.305, 0.9), (1.5, 0.5)]
    assert [mesh.home(*spot) for spot in spots] == ["AA", "", "AA", ""]


def test_random_ways_stay_on_land_and_are_never_shorter_than_the_straight_line():
    rng = np.random.default_rng(3)
    holes = [shapely.Point(*rng.uniform(0.1, 0.9, 2)).buffer(0.08, quad_segs=2) for _ in range(12)]
    water = shapely.set_precision(shapely.union_all(holes), 1e-5)
    land = little_land({"AA": WEST}, lakes=list(shapely.get_parts(water)))
    dry = shapely.box(0, 0, 1, 1).difference(water)
    tried = 0
    while tried < 40:
        start, goal = rng.uniform(0, 1, (2, 2))
        if not shapely.contains_xy(dry, *np.array([start, goal]).T).all():
            continue
        tried += 1
        found = way(land, tuple(start), goal)
        line = shapely.LineString(found.lines[0])
        assert line.difference(dry.buffer(1e-6)).length < 1e-9
        assert sum(found.km) >= km(start, goal) - 1e-9
        turned = way(land, tuple(goal), start)
        assert sum(turned.km) == pytest.approx(sum(found.km), rel=0.02)
