"""A long line is cut into areas that cover it."""

from itertools import pairwise

import pytest
import shapely

from instc.osm.tiles import halves, tiles


def test_a_long_line_is_cut_at_150_km():
    """1,000 km of equator: seven pieces, and neighbours overlap."""
    areas = tiles(shapely.LineString([(0, 0), (1000 / 111.32, 0)]))
    assert len(areas) == 7
    assert all(a.intersects(b) for a, b in pairwise(areas))


def test_the_line_lies_inside_with_its_margin():
    """0.2 degrees of latitude are 22 km, inside 30."""
    line = shapely.LineString([(49.6, 37.2), (48.9, 38.5), (53.0, 42.0)])
    assert shapely.union_all(tiles(line)).covers(line.buffer(0.2))


@pytest.mark.parametrize("line", [[(50, 37), (51, 38)], [(50, 37), (50, 40)]])
def test_halves_cover_the_whole(line):
    area = tiles(shapely.LineString(line))[0]
    assert shapely.union_all(halves(area)).area == pytest.approx(area.area)
