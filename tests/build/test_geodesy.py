"""Distances and projections against figures that can be had by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.build.geodesy import (
    along,
    arcs,
    distance_km,
    latitude,
    line_km,
    mercator,
    sphere_km,
    vectors,
)

DEGREE_KM = np.pi * 6371 / 180  # 111.19 km of a great circle


def spots(*points):
    return np.array(points, dtype=float)


def test_a_degree_on_the_ellipsoid():
    """WGS 84: 110.574 km of a meridian at the equator, 111.319 km of the equator."""
    start, end = spots((0, 0), (0, 0)), spots((0, 1), (1, 0))
    assert distance_km(start, end) == pytest.approx([110.574, 111.319], abs=0.001)


def test_a_line_is_measured_piece_by_piece():
    assert line_km(spots((0, 0), (1, 0), (1, 1))) == pytest.approx([111.319, 110.574], abs=0.001)


def test_vectors_are_the_axes():
    found = vectors(spots((0, 0), (90, 0), (0, 90)))
    assert found == pytest.approx(np.eye(3), abs=1e-15)


def test_great_circles_on_a_sphere():
    """Half the equator, a degree of it, and half a degree of it at 60 N."""
    start, end = spots((0, 0), (0, 0), (0, 60)), spots((180, 0), (1, 0), (0.01, 60))
    assert sphere_km(start, end) == pytest.approx(
        [180 * DEGREE_KM, DEGREE_KM, 0.005 * DEGREE_KM], rel=1e-6
    )


class TestAlong:
    def test_shares_of_the_equator(self):
        found = along(spots((0, 0)), spots((80, 0)), np.array([[0, 0.25, 1]]))
        assert found[0] == pytest.approx(spots((0, 0), (20, 0), (80, 0)))

    def test_the_middle_of_a_parallel_lies_north_of_it(self):
        """Over 90 degrees at 45 N the great circle reaches atan(sqrt 2) = 54.7356 N."""
        found = along(spots((-45, 45)), spots((45, 45)), np.array([[0.5]]))
        assert found[0, 0] == pytest.approx((0, np.degrees(np.arctan(2**0.5))))

    def test_each_great_circle_may_have_shares_of_its_own(self):
        start, end = spots((0, 0), (0, 0)), spots((10, 0), (0, 10))
        found = along(start, end, np.array([[0.1], [0.9]]))
        assert found[:, 0] == pytest.approx(spots((1, 0), (0, 9)))

    def test_no_way_at_all_stays_where_it_is(self):
        here = spots((30, 40))
        assert along(here, here, np.array([[0.0, 0.5]]))[0] == pytest.approx(
            np.repeat(here, 2, axis=0)
        )


class TestArcs:
    def test_pieces_are_no_longer_than_asked(self):
        """222.4 km in pieces of at most 100 are three, and 111.2 km two."""
        pieces, owner = arcs(spots((0, 0), (5, 5)), spots((2, 0), (5, 6)), piece_km=100)
        assert owner.tolist() == [0, 0, 0, 1, 1]
        assert shapely.length(pieces[:3]) == pytest.approx(2 / 3)
        assert shapely.get_coordinates(pieces[1]) == pytest.approx(spots((2 / 3, 0), (4 / 3, 0)))

    def test_a_piece_runs_on_across_the_seam(self):
        pieces, _ = arcs(spots((179.5, 0)), spots((-179.5, 0)))
        assert shapely.get_coordinates(pieces) == pytest.approx(spots((179.5, 0), (180.5, 0)))


class TestMercator:
    def test_it_is_conformal(self):
        """A small square stays one."""
        corner, east, north = mercator(spots((0, 60), (0.02, 60), (0, 60.01)))
        assert np.hypot(*(east - corner)) == pytest.approx(np.hypot(*(north - corner)), rel=1e-3)

    def test_latitude_comes_back(self):
        lat = np.array([-83.0, -10.0, 0.0, 45.0, 83.0])
        y = mercator(np.column_stack([np.zeros(5), lat]))[:, 1]
        assert latitude(y) == pytest.approx(lat)

    def test_it_ends_before_the_pole(self):
        assert mercator(spots((0, 90))).tolist() == mercator(spots((0, 84))).tolist()
