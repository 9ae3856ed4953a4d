"""Which points see each other, and which of the lanes are sailed, on webs of a few points."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.build.refine import (
    Lookouts,
    Web,
    harbour_lines,
    lane_lines,
    lookouts,
    sailed,
    thinned,
    without_short_cuts,
    without_waypoints,
)
from instc.build.visibility import Sight, Waters, barriers, land_pieces

NONE = np.empty(0, dtype=int)


def spots(*points):
    return np.array(points, dtype=float)


def web(points, *edges):
    pairs = np.array(edges, dtype=int).reshape(-1, 2)
    return Web(spots(*points), spots(*points), pairs)


def waters(*land, barred=()):
    pieces = land_pieces(list(land), 0)
    ground, narrow, wide = (Sight(pieces, margin) for margin in (0.0, 0.3, 6.0))
    return Waters(ground, narrow, wide, barriers(list(barred)))


class TestWeb:
    def test_lanes_are_geodesics(self):
        assert web([(0, 0), (0, 1)], (0, 1)).km() == pytest.approx([110.574], abs=0.001)

    def test_a_lane_without_length_is_still_one(self):
        assert web([(0, 0), (0, 0)], (0, 1)).graph().toarray()[0, 1] == pytest.approx(1e-6)

    def test_lanes_are_added_once(self):
        more = web([(0, 0), (1, 0), (2, 0)], (0, 1)).with_edges(np.array([[1, 0], [2, 1]]))
        assert more.edges.tolist() == [[0, 1], [1, 2]]


class TestLookouts:
    LINE = spots(*[(lon / 10, 0) for lon in range(31)])  # a point every 11.1 km

    def test_in_open_water_one_in_30_km(self):
        chosen = lookouts(web(self.LINE), NONE, waters().wide)
        assert chosen.all.tolist() == list(range(0, 31, 3))
        assert chosen.far.tolist() == []

    def test_inside_the_margin_each_one_in_10_km(self):
        """A coast 3 km north of the line, from 1 to 2 degrees."""
        coast = shapely.box(1, 0.027, 2, 1)
        chosen = lookouts(web(self.LINE), NONE, waters(coast).wide)
        assert set(range(10, 21)) <= set(chosen.all.tolist())
        assert 1 not in chosen.all.tolist()

    def test_only_points_near_land_look_over_the_horizon(self):
        """120 km from a cape at 3 degrees: 2 degrees is near, and one in 50 km is enough."""
        land = shapely.box(3.2, -1, 4, 1)
        chosen = lookouts(web(self.LINE), NONE, waters(land).wide)
        assert 21 <= min(chosen.far) <= 24
        assert np.diff(chosen.far).min() >= 5

    def test_capes_come_first(self):
        chosen = lookouts(web(self.LINE), np.array([1]), waters().wide)
        assert {0, 2, 3}.isdisjoint(chosen.all.tolist())
        assert {1, 4, 7} <= set(chosen.all.tolist())

    def test_points_are_thinned_in_order(self):
        points = spots((0, 0), (0.1, 0), (1, 0), (0.9, 0))
        assert thinned(points, np.array([1, 0, 3, 2]), 60).tolist() == [1, 3]
        assert thinned(points, NONE, 60).tolist() == []


class TestLaneLines:
    POINTS = ((0, 0), (1, 0), (2, 0))

    def lines(self, *land, points=POINTS, far=(), barred=()):
        chosen = Lookouts(np.arange(len(points)), np.array(far, dtype=int))
        return lane_lines(web(points), chosen, waters(*land, barred=barred)).tolist()

    def test_over_open_water_each_sees_each(self):
        assert self.lines() == [[0, 1], [0, 2], [1, 2]]

    def test_not_over_land(self):
        assert self.lines(shapely.box(1.4, -0.1, 1.6, 0.1)) == [[0, 1]]

    def test_not_over_a_barrier(self):
        wall = shapely.LineString([(0.5, -0.1), (0.5, 0.1)])
        assert self.lines(barred=[wall]) == [[1, 2]]

    def test_at_sea_a_line_keeps_6_km_off(self):
        """An islet 5 km north of the lines, halfway between the second point and the third."""
        islet = shapely.box(1.49, 0.045, 1.51, 0.05)
        assert self.lines(islet) == [[0, 1]]

    @pytest.mark.parametrize(("lat", "seen"), [(0.02, [[0, 1]]), (0.002, [])])
    def test_near_the_shore_a_short_line_keeps_300_m_off(self, lat, seen):
        """Points 22 km apart, one of them inside the wide margin; land begins 2.2 km or 220 m off."""
        shore = shapely.box(-0.1, lat, 0.3, 0.3)
        assert self.lines(shore, points=((0, 0), (0.2, 0))) == seen

    @pytest.mark.parametrize(("lat", "seen"), [(71.9, True), (72.1, False)])
    def test_not_into_the_ice(self, lat, seen):
        assert bool(self.lines(points=((0, 60), (0, lat)))) == seen

    def test_over_the_horizon_only_those_that_look_so_far(self):
        """Two points 1,111 km apart, each with 20 others round it, and so none of 16 nearest."""
        ring = [(np.cos(angle), np.sin(angle)) for angle in range(20)]
        points = [(0, 0), (10, 0), *ring, *[(lon + 10, lat) for lon, lat in ring]]
        assert [0, 1] not in self.lines(points=points)
        assert [0, 1] in self.lines(points=points, far=[0, 1])


class TestHarbourLines:
    def lines(self, end, *land, harbours=(0,), barred=()):
        points = [(0, 0), end]
        chosen = Lookouts(np.array([1]), NONE)
        around = waters(*land, barred=barred)
        return harbour_lines(web(points), np.array(harbours), chosen, around).tolist()

    def test_over_open_water(self):
        assert self.lines((1, 0)) == [[0, 1]]

    def test_the_first_15_km_keep_no_margin_but_cross_no_more_than_3_km(self):
        """A mole across the line 1.1 km from the harbour, 2.2 km and 4.4 km thick."""
        assert self.lines((1, 0), shapely.box(0.01, -0.1, 0.03, 0.1)) == [[0, 1]]
        assert self.lines((1, 0), shapely.box(0.01, -0.1, 0.05, 0.1)) == []

    def test_beyond_them_no_land_is_crossed(self):
        assert self.lines((1, 0), shapely.box(0.3, -0.1, 0.32, 0.1)) == []

    def test_at_the_other_end_only_a_harbour_has_moles(self):
        mole = shapely.box(0.93, -0.1, 0.95, 0.1)
        assert self.lines((1, 0), mole) == []
        assert self.lines((1, 0), mole, harbours=(0, 1)) == [[0, 1]]

    def test_no_barrier_is_crossed(self):
        wall = shapely.LineString([(0.01, -0.1), (0.01, 0.1)])
        assert self.lines((1, 0), barred=[wall]) == []


class TestThinningLanes:
    def test_short_cuts_go_and_connection_stays(self):
        pairs = [(i, j) for i in range(6) for j in range(i + 1, 6)]
        line = web([(lon, 0) for lon in range(6)], *pairs)
        assert without_short_cuts(line).edges.tolist() == [[i, i + 1] for i in range(5)]

    @pytest.mark.parametrize(("lat", "left"), [(0.05, 2), (0.06, 3)])
    def test_a_way_round_of_one_and_a_half_per_mille_replaces_a_line(self, lat, left):
        """Round by 0.05 degrees over one: sqrt(1 + 0.05^2) is 1.00125; by 0.06 it is 1.0018."""
        triangle = web([(-1, 0), (0, lat), (1, 0)], (0, 1), (0, 2), (1, 2))
        assert len(without_short_cuts(triangle).edges) == left

    def test_points_on_a_line_go_and_no_way_is_longer(self):
        """A meridian of ten lanes is one; a corner, a harbour and a junction stay."""
        points = [*[(0, lat) for lat in range(11)], (1, 10.5), (1, 5)]
        lanes = web(points, *[(k, k + 1) for k in range(10)], (10, 11), (5, 12))
        kept = np.zeros(len(points), dtype=bool)
        kept[2] = True
        found = without_waypoints(lanes, kept)
        assert found.edges.tolist() == [[0, 2], [2, 5], [5, 10], [5, 12], [10, 11]]
        assert found.km().sum() == pytest.approx(lanes.km().sum(), rel=5e-5)


class TestSailed:
    def test_only_lanes_on_shortest_ways_are_sailed(self):
        triangle = web([(0, 0), (1, 0), (0, 1)], (0, 1), (0, 2), (1, 2))
        none = np.zeros(3, dtype=bool)
        found = sailed(triangle, np.array([0]), np.array([1]), none)
        assert found.tolist() == [True, False, False]
        assert not none.any(), "what is handed in stays as it is"

    @pytest.mark.parametrize("side", [0, 1])
    def test_ways_keep_to_lanes_that_are_sailed(self, side):
        """Two ways of one length: the second ship follows the first, whichever that took."""
        diamond = web([(0, 0), (5, 0.1), (5, -0.1), (10, 0)], (0, 1), (0, 2), (1, 3), (2, 3))
        taken = np.array([side == 0, side == 1, side == 0, side == 1])
        found = sailed(diamond, np.array([0]), np.array([3]), taken)
        assert found.tolist() == taken.tolist()

    def test_but_not_for_more_than_a_hundredth(self):
        """Round by 1 degree over 5: 2 per cent longer than straight."""
        detour = web([(0, 0), (5, 1), (10, 0)], (0, 1), (0, 2), (1, 2))
        taken = np.array([True, False, True])
        assert sailed(detour, np.array([0]), np.array([2]), taken).all()

    def test_no_farther_than_asked(self):
        line = web([(0, 0), (1, 0), (3, 0)], (0, 1), (1, 2))
        none = np.zeros(2, dtype=bool)
        found = sailed(line, np.array([0]), np.array([1, 2]), none, within_km=200)
        assert found.tolist() == [True, False]
