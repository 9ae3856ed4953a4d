"""Rounded sea lanes keep their ends and stay off the land."""

from __future__ import annotations

import itertools

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from instc.maps.smoothing import REACH_DEGREES, round_corners

EMPTY = shapely.STRtree([])
POINTS = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=12
).filter(lambda points: all(a != b for a, b in itertools.pairwise(points)))


@given(points=POINTS)
def test_ends_stay(points: list[tuple[int, int]]) -> None:
    line = shapely.LineString(points)
    rounded = round_corners(line, EMPTY)
    assert rounded.coords[0] == line.coords[0]
    assert rounded.coords[-1] == line.coords[-1]


@given(points=POINTS)
def test_curve_stays_near(points: list[tuple[int, int]]) -> None:
    """A quadratic curve lies inside its corner, which reaches no farther than REACH_DEGREES along a side."""
    line = shapely.LineString(points)
    assert shapely.hausdorff_distance(round_corners(line, EMPTY), line) <= REACH_DEGREES


@given(points=POINTS)
def test_new_land_is_never_crossed(points: list[tuple[int, int]]) -> None:
    line = shapely.LineString(points)
    island = shapely.box(-3, -3, 3, 3)
    rounded = round_corners(line, shapely.STRtree([island]))
    assert rounded.intersects(island) <= line.intersects(island)


def test_a_straight_line_is_left_alone() -> None:
    line = shapely.LineString([(0, 0), (1, 0), (2, 0)])
    assert np.array_equal(
        shapely.get_coordinates(round_corners(line, EMPTY)), shapely.get_coordinates(line)
    )
