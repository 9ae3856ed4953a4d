"""Lines of sight against hand-made islands, and against a second way of testing them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.build.geodesy import arcs, sphere_km
from instc.build.visibility import Sight, barriers, capes, crosses, land_pieces

ISLAND = land_pieces([shapely.box(1, 49, 2, 51)], 0)
OPEN_SEA = land_pieces([], 0)


def spots(*points):
    return np.array(points, dtype=float)


class TestPieces:
    def test_a_large_country_is_cut_small_and_loses_nothing(self):
        """10 degrees of 400 points come in pieces of at most 2 degrees, or of few points."""
        country = shapely.box(0, 0, 10, 10).segmentize(0.1)
        pieces = land_pieces([country], 0)
        west, _, east, _ = shapely.bounds(pieces).T
        simple = shapely.get_num_coordinates(pieces) < 40
        assert (simple | (east - west <= 2)).all()
        assert len(pieces) > 4
        assert shapely.union_all(pieces).bounds == pytest.approx((0, 0, 10, 10.051), abs=0.001)

    def test_a_simple_country_stays_whole(self):
        assert len(land_pieces([shapely.box(0, 0, 10, 10)], 0)) == 1

    def test_small_islands_are_left_out(self):
        """0.1 degrees squared are 123.7 km2 at the equator, and half of that at 60 N."""
        south, north = shapely.box(0, 0, 0.1, 0.1), shapely.box(0, 60, 0.1, 60.1)
        assert len(land_pieces([south, north], 60)) == 2
        assert len(land_pieces([south, north], 100)) == 1
        assert len(land_pieces([south, north], 130)) == 0

    def test_land_near_the_seam_stands_on_both_sides_of_it(self):
        pieces = land_pieces([shapely.box(170, 0, 171, 1), shapely.box(-171, 0, -170, 1)], 0)
        assert sorted(shapely.bounds(pieces)[:, 0].tolist()) == [-190, -171, 170, 189]


class TestMargin:
    @pytest.mark.parametrize("lat", [0.0, 40.0, 70.0])
    def test_it_is_as_wide_at_every_latitude(self, lat):
        """4 km east of a shore lies inside a margin of 5 km and outside one of 3."""
        land = land_pieces([shapely.box(1, lat - 1, 2, lat + 1)], 0)
        spot = spots((2 + 4 / (111.2 * np.cos(np.radians(lat))), lat))
        assert Sight(land, 5.0).covers(spot).all()
        assert not Sight(land, 3.0).covers(spot).any()

    def test_near_is_within_a_reach_of_the_margin(self):
        """0.2 degrees east of the shore, with a margin of 0.1."""
        sight = Sight(land_pieces([shapely.box(1, -1, 2, 1)], 0), 11.12)
        spot = spots((2.2, 0))
        assert [sight.near(spot, reach).tolist() for reach in (0.09, 0.11)] == [[False], [True]]

    def test_the_open_sea_covers_nothing(self):
        sea = Sight(OPEN_SEA, 5.0)
        assert not sea.covers(spots((0, 0))).any()
        assert not sea.near(spots((0, 0)), 9.0).any()


class TestClear:
    def test_past_an_island_and_not_through_it(self):
        start, end = spots((0, 50), (0, 52)), spots((3, 50), (3, 52))
        assert Sight(ISLAND, 4.0).clear(start, end).tolist() == [False, True]

    def test_nothing_stands_in_the_open_sea(self):
        assert Sight(OPEN_SEA, 4.0).clear(spots((0, 0)), spots((90, 0))).all()

    def test_a_great_circle_goes_round_what_a_straight_line_meets(self):
        """From 50 N to 50 N over 90 degrees of longitude the great circle passes north of 58."""
        wall = Sight(land_pieces([shapely.box(44, 49, 46, 52)], 0), 0)
        assert wall.clear(spots((0, 50)), spots((90, 50))).all()

    def test_land_beyond_the_seam_is_seen(self):
        far = Sight(land_pieces([shapely.box(-179.9, -1, -179.5, 1)], 0), 0)
        assert not far.clear(spots((179, 0)), spots((-179, 0))).any()

    def test_the_sieve_agrees_with_the_exact_test(self):
        """Lines that the raster lets pass or stops: the exact test alone says the same."""
        rng = np.random.default_rng(7)
        islands = [shapely.Point(*spot).buffer(1.5) for spot in rng.uniform(-20, 20, (30, 2))]
        start, end = rng.uniform(-25, 25, (500, 2)), rng.uniform(-25, 25, (500, 2))
        sight = Sight(land_pieces(islands, 0), 4.0)
        lines, owner = arcs(start, end)
        exact = np.ones(500, dtype=bool)
        exact[owner[sight.tree.query(lines, predicate="intersects")[0]]] = False
        assert (sight.clear(start, end) == exact).all()

    def test_only_cells_with_land_all_round_are_inland(self):
        """An island of ten by ten cells keeps eight by eight."""
        sight = Sight(land_pieces([shapely.box(0, 0, 1, 1)], 0), 0)
        assert (int(sight.raster.sum()), int(sight.inland.sum())) == (100, 64)
        assert sight.raster[840:850, 1800:1810].all()


class TestLand:
    def test_km_over_land(self):
        """Across an island of one degree at 50 N: 71.5 km on the sphere."""
        found = Sight(ISLAND, 0).km_over(spots((0, 50), (0, 52)), spots((3, 50), (3, 52)))
        assert found == pytest.approx([71.5, 0], abs=0.5)

    def test_margins_count(self):
        """One degree of the equator and 11.1 km on both sides of it."""
        land = land_pieces([shapely.box(1, -1, 2, 1)], 0)
        found = Sight(land, 11.12).km_over(spots((0, 0)), spots((3, 0)))
        assert found == pytest.approx([111.2 * 1.2], abs=0.1)


class TestCapes:
    def test_they_are_the_corners(self):
        found = capes(ISLAND, 6.0)
        corners = spots(*[(x, y) for x in (1, 2) for y in (49, 51)])
        nearest = [sphere_km(np.repeat(spot[None], 4, axis=0), corners).min() for spot in found]
        assert len(found) >= 4
        assert 5 <= min(nearest) <= max(nearest) <= 12

    def test_the_inner_corner_of_a_bay_is_none(self):
        """An L of land has five corners that turn outwards."""
        bay = shapely.Polygon([(0, 0), (4, 0), (4, 2), (2, 2), (2, 4), (0, 4)])
        found = capes(land_pieces([bay], 0), 0.0)
        assert len(found) == 5
        assert not (np.abs(found - (2, 2)).max(axis=1) < 0.5).any()


class TestBarriers:
    WALL = barriers([shapely.LineString([(1, -1), (1, 1)])])

    def test_a_barrier_bars(self):
        start, end = spots((0, 0), (0, 2)), spots((2, 0), (2, 2))
        assert crosses(start, end, self.WALL).tolist() == [True, False]

    def test_it_is_met_by_the_great_circle(self):
        """Over 60 degrees at 60 N the great circle passes 3 degrees north of the parallel."""
        wall = barriers([shapely.LineString([(30, 59.9), (30, 60.1)])])
        assert not crosses(spots((0, 60)), spots((60, 60)), wall).any()

    def test_without_barriers_all_is_open(self):
        assert not crosses(spots((0, 0)), spots((2, 0)), barriers([])).any()
