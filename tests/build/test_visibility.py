"""Sight lines against hand-made islands, and against a second way of testing them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import shapely.affinity

from instc.build.ports import moor
from instc.build.refine import Web, sailed, without_short_cuts, without_waypoints
from instc.build.visibility import (
    Sight,
    arcs,
    barriers,
    capes,
    crosses,
    land_pieces,
    mercator,
    sphere_km,
)

ISLAND = land_pieces([shapely.box(1, 49, 2, 51)], 0)


class TestMargin:
    @pytest.mark.parametrize("lat", [0.0, 40.0, 70.0])
    def test_it_is_as_wide_at_every_latitude(self, lat):
        """4 km east of a shore lies inside a margin of 5 km and outside one of 3."""
        land = land_pieces([shapely.box(1, lat - 1, 2, lat + 1)], 0)
        spot = np.array([[2 + 4 / (111.2 * np.cos(np.radians(lat))), lat]])
        assert Sight(land, 5.0).covers(spot).all()
        assert not Sight(land, 3.0).covers(spot).any()


class TestSight:
    def test_through_and_past_an_island(self):
        start, end = np.array([[0.0, 50.0], [0.0, 52.0]]), np.array([[3.0, 50.0], [3.0, 52.0]])
        assert Sight(ISLAND, 4.0).clear(start, end).tolist() == [False, True]

    def test_a_great_circle_goes_round_what_a_straight_line_meets(self):
        """From 50 N to 50 N over 90 degrees of longitude the great circle passes north of 58."""
        wall = Sight(land_pieces([shapely.box(44, 49, 46, 52)], 0), 0)
        assert wall.clear(np.array([[0.0, 50.0]]), np.array([[90.0, 50.0]])).all()

    def test_land_beyond_the_seam_is_seen(self):
        far = Sight(land_pieces([shapely.box(-179.9, -1, -179.5, 1)], 0), 0)
        assert not far.clear(np.array([[179.0, 0.0]]), np.array([[-179.0, 0.0]])).any()

    def test_the_sieve_agrees_with_the_exact_test(self):
        """Lines that the raster lets pass or stops: the exact test alone says the same."""
        rng = np.random.default_rng(7)
        land = land_pieces(
            [shapely.Point(*spot).buffer(1.5) for spot in rng.uniform(-20, 20, (30, 2))], 0
        )
        start, end = rng.uniform(-25, 25, (500, 2)), rng.uniform(-25, 25, (500, 2))
        sight = Sight(land, 4.0)
        lines, owner = arcs(start, end)
        exact = np.ones(500, dtype=bool)
        exact[owner[sight.tree.query(lines, predicate="intersects")[0]]] = False
        assert (sight.clear(start, end) == exact).all()

    def test_km_over_land(self):
        """Across an island of one degree at 50 N: 71.7 km on the sphere, the line's bulge aside."""
        assert Sight(ISLAND, 0).km_over(np.array([[0.0, 50.0]]), np.array([[3.0, 50.0]]))[
            0
        ] == pytest.approx(71.5, abs=0.5)

    def test_capes_are_the_corners(self):
        found = capes(ISLAND, 6.0)
        corners = np.array([[x, y] for x in (1.0, 2.0) for y in (49.0, 51.0)])
        nearest = [sphere_km(np.repeat(spot[None], 4, axis=0), corners).min() for spot in found]
        assert len(found) >= 4
        assert 5 <= min(nearest) <= max(nearest) <= 12

    def test_a_barrier_bars(self):
        wall = barriers([shapely.LineString([(1, -1), (1, 1)])])
        assert crosses(
            np.array([[0.0, 0.0], [0.0, 2.0]]), np.array([[2.0, 0.0], [2.0, 2.0]]), wall
        ).tolist() == [True, False]


class TestHarbours:
    def test_a_port_in_sight_a_port_round_the_corner_and_a_port_too_far(self):
        """A bay of 30 km that opens to the east: its port feels its way out; a lane 8 degrees off is out of reach."""
        bay = shapely.affinity.scale(
            shapely.Polygon(
                [(0, 0), (1, 0), (1, 0.3), (0.4, 0.3), (0.4, 0.5), (1, 0.5), (1, 1), (0, 1)]
            ),
            0.5,
            0.5,
            origin=(0, 0),
        )
        sight = Sight(land_pieces([bay, shapely.box(8, 8, 10, 10)], 0), 0.3)
        lanes = np.array([[0.6, 0.4]])
        inner, outer, inland = moor(
            np.array([[0.225, 0.2], [0.58, 0.45], [9.0, 9.0]]), lanes, sight, barriers([])
        )
        assert (inner.lane, outer.lane) == (0, 0)
        assert (len(inner.way) > 2, len(outer.way)) == (True, 1)
        assert sight.clear(inner.way[:-1], inner.way[1:]).all()
        assert inland > 60

    def test_a_port_behind_its_mole_comes_straight(self):
        mole = Sight(land_pieces([shapely.box(0.0, -0.1, 0.01, 0.1)], 0), 0.3)
        assert moor(np.array([[0.005, 0.0]]), np.array([[0.04, 0.0]]), mole, barriers([]))[
            0
        ].way.tolist() == [[0.04, 0.0]]


class TestRefining:
    def test_ways_keep_to_lanes_that_are_sailed(self):
        """Two ways of one length: the second ship follows the first."""
        points = np.array([[0.0, 0.0], [5.0, 0.1], [5.0, -0.1], [10.0, 0.0]])
        web = Web(points, points, np.array([[0, 1], [0, 2], [1, 3], [2, 3]]))
        taken = np.array([True, False, True, False])
        used = sailed(web, np.array([0]), np.array([3]), taken)
        assert used.tolist() == taken.tolist()

    def test_short_cuts_go_and_connection_stays(self):
        points = np.column_stack([np.arange(6.0), np.zeros(6)])
        pairs = np.array([[i, j] for i in range(6) for j in range(i + 1, 6)])
        assert without_short_cuts(Web(points, points, pairs)).edges.tolist() == [
            [i, i + 1] for i in range(5)
        ]

    def test_points_on_a_line_go_and_no_way_is_longer(self):
        """A meridian of ten lanes is one; a corner, a harbour and a junction stay."""
        points = np.array([*[(0.0, float(lat)) for lat in range(11)], (1.0, 10.5), (1.0, 5.0)])
        web = Web(points, points, np.array([*[(k, k + 1) for k in range(10)], (10, 11), (5, 12)]))
        kept = np.zeros(len(points), dtype=bool)
        kept[2] = True
        assert without_waypoints(web, kept).edges.tolist() == [
            [0, 2],
            [2, 5],
            [5, 10],
            [5, 12],
            [10, 11],
        ]


def test_mercator_is_conformal():
    """A small square stays one."""
    corner, east, north = mercator(np.array([[0.0, 60.0], [0.02, 60.0], [0.0, 60.01]]))
    assert np.hypot(*(east - corner)) == pytest.approx(np.hypot(*(north - corner)), rel=1e-3)


def test_sphere_km():
    assert sphere_km(np.array([[0.0, 0.0]]), np.array([[180.0, 0.0]]))[0] == pytest.approx(
        np.pi * 6371
    )
