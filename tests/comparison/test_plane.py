"""The plane that ways are drawn on."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from instc.comparison.plane import FARTHEST, MIDDLE, flat, middle_of, near_side, reach
from instc.network.land import load_land
from instc.tables.schema import data_dir

PACIFIC = (-125.0, -40.0)


def test_the_other_side_of_the_globe_is_cut_away_alone():
    """About 125 W 40 S: Kazakhstan lies opposite, Chile and New Zealand near."""
    whole = load_land(data_dir())
    seen = near_side(whole, (-125.0, -40.0))
    spots = [(-71.0, -33.0), (171.0, -43.0), (149.0, -35.0), (60.0, 48.0), (37.6, 55.8)]
    assert [bool(shapely.contains_xy(whole, *spot).any()) for spot in spots] == [True] * 5
    found = [bool(shapely.contains_xy(seen, *spot).any()) for spot in spots]
    assert found == [True, True, True, False, False]


@pytest.mark.parametrize("middle", [MIDDLE, PACIFIC])
def test_areas_are_true_and_lengths_nearly(middle: tuple[float, float]) -> None:
    lon, lat = middle
    square = shapely.segmentize(shapely.box(lon + 20, lat - 10, lon + 21, lat - 9), 0.05)
    drawn = shapely.transform(square, lambda spots: flat(spots, middle))
    area, around = Geod(ellps="WGS84").geometry_area_perimeter(square)
    assert drawn.area == pytest.approx(area / 1e6, rel=1e-3)
    assert drawn.length == pytest.approx(around / 1e3, rel=0.05)


def test_the_middle_turns_with_ways_that_leave_the_hemisphere() -> None:
    assert middle_of(np.array([[72.8, 19.0], [37.6, 55.8], [18.5, -34.4]])) == MIDDLE
    lon, lat = middle_of(np.array([[174.8, -36.8], [-71.6, -33.0]]))
    assert reach(np.array([[174.8, -36.8], [-71.6, -33.0]]), (lon, lat)) < 60
    assert reach(np.array([[lon - 180, -lat]]), (lon, lat)) > FARTHEST
