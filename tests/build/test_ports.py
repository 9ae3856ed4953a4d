"""How ports come to lanes: by sight, round a corner, behind a mole, up a river, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import shapely.affinity

from instc.build.ports import approaches
from instc.build.visibility import Sight, Waters, barriers, land_pieces

BAY = shapely.affinity.scale(  # it opens to the east, at 0.2 N
    shapely.Polygon([(0, 0), (1, 0), (1, 0.3), (0.4, 0.3), (0.4, 0.5), (1, 0.5), (1, 1), (0, 1)]),
    0.5,
    0.5,
    origin=(0, 0),
)


def waters(*land, barred=()):
    """Land with a narrow margin of 0.3 km."""
    pieces = land_pieces(list(land), 0)
    ground, narrow, wide = (Sight(pieces, margin) for margin in (0.0, 0.3, 6.0))
    return Waters(ground, narrow, wide, barriers(list(barred)))


def spots(*points):
    return np.array(points, dtype=float)


def only(port, lanes, *land, barred=()):
    (found,) = approaches(spots(port), spots(*lanes), waters(*land, barred=barred))
    return found


class TestBySight:
    def test_the_nearest_lane_that_it_sees(self):
        found = only((0, 0), [(0.3, 0), (0.2, 0), (0, 0.4)])
        assert found.lane == 1
        assert found.way.tolist() == [[0, 0], [0.2, 0]]

    def test_not_the_nearest_behind_an_island(self):
        """The lane at 0.2 degrees lies behind the island; the one at 0.4 does not."""
        island = shapely.box(0.08, -0.1, 0.12, 0.1)
        found = only((0, 0), [(0.2, 0), (0, 0.4)], island)
        assert found.lane == 1

    def test_a_barrier_hides_a_lane_too(self):
        wall = shapely.LineString([(0.1, -0.1), (0.1, 0.1)])
        assert only((0, 0), [(0.2, 0), (0, 0.4)], barred=[wall]).lane == 1

    def test_a_port_on_land_begins_at_the_first_water(self):
        """2 km inland the ring of 3 km is the first that reaches 0.3 km off, on a bearing of 60."""
        found = only((-0.018, 0), [(0.3, 0)], shapely.box(-1, -1, 0, 1))
        east, north = 3 * np.sin(np.pi / 3) / 111.2, 3 * np.cos(np.pi / 3) / 111.2
        assert found.way[0] == pytest.approx((-0.018 + east, north), abs=0.001)


class TestBesideALane:
    def test_a_port_behind_its_mole_comes_straight(self):
        mole = shapely.box(0.0, -0.1, 0.01, 0.1)
        assert only((0.005, 0), [(0.04, 0)], mole).way.tolist() == [[0.04, 0]]

    def test_not_over_more_than_3_km_of_land(self):
        """4 km of land on the straight way of 5.6 km: it goes round the tip of the spit."""
        spit = shapely.box(0.005, -0.3, 0.041, 0.02)
        found = only((0, 0), [(0.05, 0)], spit)
        assert len(found.way) > 2
        assert found.way[:, 1].max() > 0.02

    def test_not_farther_than_6_km(self):
        assert len(only((0, 0), [(0.053, 0)]).way) == 1
        assert len(only((0, 0), [(0.055, 0)]).way) == 2


class TestRoundTheCorner:
    def test_a_port_in_a_bay_finds_its_way_over_water(self):
        around = waters(BAY)
        inner, outer = approaches(spots((0.225, 0.2), (0.58, 0.45)), spots((0.6, 0.4)), around)
        assert (inner.lane, outer.lane) == (0, 0)
        assert (len(inner.way) > 2, len(outer.way)) == (True, 1)
        assert around.narrow.clear(inner.way[:-1], inner.way[1:]).all()
        assert inner.land_km == 0

    def test_the_way_keeps_off_barriers(self):
        """The mouth of the bay is barred: nothing but straight over land is left."""
        mouth = shapely.LineString([(0.5, 0.1), (0.5, 0.3)])
        found = only((0.225, 0.2), [(0.6, 0.4)], BAY, barred=[mouth])
        assert found.land_km > 10


class TestOverLand:
    LAND = shapely.box(-1, -1, 0, 1)

    def test_up_a_river_the_way_is_straight(self):
        """33.4 km up a river that is land here: no ring reaches water."""
        found = only((-0.3, 0), [(0.1, 0), (0.2, 0)], self.LAND)
        assert found.way.tolist() == [[-0.3, 0], [0.1, 0]]
        assert found.land_km == pytest.approx(0.3 * 111.2 + 0.3, abs=0.1)

    def test_land_counts_twice(self):
        """North 33.4 km, 31.1 of them over land; east 38.9 km, 16.7 of them over land."""
        land = shapely.box(-1, -1, 0, 0.28)
        found = only((-0.15, 0), [(-0.15, 0.3), (0.2, 0)], land)
        assert found.lane == 1
        assert found.land_km == pytest.approx(0.15 * 111.2 + 0.3, abs=0.1)

    def test_too_far_is_refused_with_its_distance(self):
        far = only((-0.9, 0), [(0.1, 0)], self.LAND)
        assert far == pytest.approx(111.2, abs=0.1)
