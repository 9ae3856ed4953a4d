"""The ellipsoid on which every length is measured."""

from __future__ import annotations

import math

from instc.ellipsoid import wgs84


def test_it_is_the_one_of_epsg_4326():
    assert (wgs84().a, round(1 / wgs84().f, 9)) == (6378137.0, 298.257223563)


def test_a_degree_of_the_equator_and_the_way_to_the_pole_are_as_long_as_printed():
    *_, metres = wgs84().inv(0, 0, 1, 0)
    assert math.isclose(metres, math.radians(1) * 6378137.0, rel_tol=1e-12)
    *_, metres = wgs84().inv(0, 0, 0, 90)
    assert math.isclose(metres, 10_001_965.729, abs_tol=0.001)  # the meridian quadrant
