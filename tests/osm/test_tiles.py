"""A long line is cut into areas that cover it."""

from itertools import pairwise

import pytest
import shapely

from instc.osm.tiles import BUFFER_KM, halves, tiles

DEGREE_KM = 111.32  # of the equator


def test_a_long_line_is_cut_at_150_km():
    """1,000 km of equator: seven pieces, and neighbours overlap."""
    areas = tiles(shapely.LineString([(0, 0), (1000 / DEGREE_KM, 0)]))
    assert len(areas) == 7
    assert all(a.intersects(b) for a, b in pairwise(areas))


def test_a_short_line_is_one_area_and_none_is_none():
    assert len(tiles(shapely.LineString([(0, 0), (1, 0)]))) == 1
    assert tiles(shapely.LineString()) == []


def test_the_line_lies_inside_with_its_margin():
    """0.2 degrees of latitude are 22 km, inside 30."""
    line = shapely.LineString([(49.6, 37.2), (48.9, 38.5), (53.0, 42.0)])
    assert shapely.union_all(tiles(line)).covers(line.buffer(0.2))


@pytest.mark.parametrize("lat", [60.0, -60.0])
@pytest.mark.parametrize("buffer_km", [BUFFER_KM, 60.0])
def test_the_margin_is_in_km_on_both_halves_of_the_earth(lat, buffer_km):
    """At 60 degrees a degree of longitude is half of one at the equator."""
    (area,) = tiles(shapely.LineString([(50, lat), (50.5, lat)]), buffer_km)
    west, south, east, north = area.bounds
    assert (north - south) * 111.4 == pytest.approx(2 * buffer_km, rel=0.01)
    assert (east - west - 0.5) * DEGREE_KM / 2 == pytest.approx(2 * buffer_km, rel=0.02)


class TestHalves:
    def test_across_the_longer_side(self):
        wide, high = halves(shapely.box(0, 0, 4, 1)), halves(shapely.box(0, 0, 1, 4))
        assert [half.bounds for half in wide] == [(0, 0, 2, 1), (2, 0, 4, 1)]
        assert [half.bounds for half in high] == [(0, 0, 1, 2), (0, 2, 1, 4)]

    @pytest.mark.parametrize("line", [[(50, 37), (51, 38)], [(50, 37), (50, 40)]])
    def test_they_cover_the_whole(self, line):
        area = tiles(shapely.LineString(line))[0]
        assert shapely.union_all(halves(area)).area == pytest.approx(area.area)

    def test_an_area_that_is_not_convex_comes_in_more_parts(self):
        horseshoe = shapely.box(0, 0, 4, 2).difference(shapely.box(1, 1, 5, 1.5))
        assert [part.area for part in halves(horseshoe)] == pytest.approx([3.5, 2, 1])
