"""Rounded sea lanes keep their ends, stay near, and come no further onto the land."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from instc.maps.page_data import _land
from instc.maps.smoothing import REACH, STEP_DEGREES, smooth

EMPTY = shapely.STRtree([])
STEPS = st.lists(
    st.tuples(st.integers(-4, 4), st.integers(-4, 4)).filter(any), min_size=1, max_size=8
)


def lane(steps: list[tuple[int, int]]) -> shapely.LineString:
    return shapely.LineString(np.cumsum([(0, 0), *steps], axis=0))


def over_land(line: shapely.LineString, land: shapely.Geometry) -> float:
    """Degrees of a line over land, twice where it goes there and back."""
    points = shapely.get_coordinates(line)
    pieces = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    return float(shapely.length(shapely.intersection(pieces, land)).sum())


@given(steps=STEPS)
def test_ends_stay(steps: list[tuple[int, int]]) -> None:
    line = lane(steps)
    curve = smooth(line, EMPTY)
    assert (curve.coords[0], curve.coords[-1]) == (line.coords[0], line.coords[-1])


@given(steps=STEPS)
def test_curve_stays_near(steps: list[tuple[int, int]]) -> None:
    """Two passes of a mean move a sample no farther than twice the reach of one; 2 % for the globe."""
    line = lane(steps)
    curve = smooth(line, EMPTY)
    assert shapely.hausdorff_distance(curve, line) <= 2 * REACH * STEP_DEGREES * 1.02 + 0.2


@given(steps=STEPS, at=st.tuples(st.floats(-6, 6), st.floats(-6, 6)), size=st.floats(0.1, 3))
def test_a_lane_comes_no_further_onto_land(
    steps: list[tuple[int, int]], at: tuple[float, float], size: float
) -> None:
    """Degrees of lane over an island: never more than of the lane along straight lines or arcs."""
    line = lane(steps)
    island = shapely.Point(at).buffer(size)
    tree = shapely.STRtree([island])
    before = over_land(shapely.segmentize(line, STEP_DEGREES), island)
    over = over_land(smooth(line, tree), island)
    assert over <= before * 1.01 + 0.03  # arcs differ a little from straight lines


def test_an_island_in_a_bend_keeps_the_bend_outside() -> None:
    corner = shapely.LineString([(0, 0), (10, 0), (10, 10)])
    island = shapely.box(9.0, 0.7, 9.2, 0.9)
    assert smooth(corner, shapely.STRtree([])).intersects(island)
    assert not smooth(corner, shapely.STRtree([island])).intersects(island)


def test_a_straight_line_stays_straight() -> None:
    curve = shapely.get_coordinates(smooth(shapely.LineString([(0, 0), (1, 0), (8, 0)]), EMPTY))
    assert np.abs(curve[:, 1]).max() < 1e-9
    assert (np.diff(curve[:, 0]) > 0).all()


def test_a_long_lane_is_a_great_circle() -> None:
    """Half-way from 0 E 50 N to 90 E 50 N the arc is at 59.3 N: tan(lat) = tan(50) / cos(45)."""
    curve = smooth(shapely.LineString([(0, 50), (90, 50)]), EMPTY)
    top = max(lat for _, lat in curve.coords)
    assert top == pytest.approx(
        np.degrees(np.arctan(np.tan(np.radians(50)) * np.sqrt(2))), abs=0.01
    )


def test_no_lane_of_the_network_is_drawn_further_onto_land(model) -> None:
    """Every hundredth lane between two ports' waters, by km over the land that lanes are held against."""
    links = model.network.links
    lanes = links[links["mode"] == "sea"].geometry.iloc[::100]
    tree = _land(model.home.folder)
    worse = []
    for name, line in lanes.items():
        if max(map(abs, line.bounds)) > 180:
            continue
        curve = smooth(line, tree)
        near = tree.geometries[tree.query(shapely.box(*curve.bounds))]
        fine = shapely.segmentize(line, STEP_DEGREES)
        more = [over_land(curve, land) - over_land(fine, land) for land in near]
        if sum(more) > 0.01:  # a kilometre
            worse.append((name, sum(more)))
    assert worse == []
