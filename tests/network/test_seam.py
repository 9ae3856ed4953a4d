"""Lines over the 180th meridian: whole in memory, cut in files, and the ground is the same both ways."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from instc.network.seam import cut, parts, unbroken, whole

GEOD = Geod(ellps="WGS84")


def steps(line):
    """The longest step of longitude inside a line or its parts."""
    pieces = shapely.get_parts(line)
    return max(np.abs(np.diff(shapely.get_coordinates(one)[:, 0])).max() for one in pieces)


class TestCut:
    @pytest.mark.parametrize(
        "points",
        [
            [(170, 10), (190, 20)],
            [(170, 10), (-170, 20)],  # as a file of others may have it
            [(-170, 10), (-190, 20)],
            [(530, 10), (550, 20)],  # once round the world
        ],
    )
    def test_the_seam_is_passed_half_way(self, points):
        """From 10 to 20 degrees north over 20 of longitude: at 15 north."""
        (line,) = cut([shapely.LineString(points)])
        first, last = line.geoms
        assert first.coords[-1][1] == last.coords[0][1] == 15
        assert {first.coords[-1][0], last.coords[0][0]} == {-180, 180}
        assert steps(line) == 10

    def test_a_line_that_passes_no_seam_stays_as_it_is(self):
        line = shapely.LineString([(-179, 0), (0, 10), (179, 0)])
        assert cut([line])[0] == line

    @pytest.mark.parametrize("lon", [180.0, -180.0])
    def test_a_line_along_the_seam_is_one(self, lon):
        line = shapely.LineString([(lon, 0), (lon, 10)])
        assert cut([line])[0] == line

    def test_a_point_on_the_seam_cuts_without_another(self):
        assert [part.tolist() for part in parts(shapely.LineString([(179, 0), (180, 1), (181, 2)]))] == [
            [[179, 0], [180, 1]], [[-180, 1], [-179, 2]],
        ]  # fmt: skip

    def test_a_place_without_length_stays(self):
        line = shapely.LineString([(181, 5), (181, 5)])
        assert cut([line])[0].wkt == "LINESTRING (-179 5, -179 5)"

    def test_there_and_back_is_three_parts_in_the_order_of_travel(self):
        there = shapely.LineString([(179, 0), (181, 0), (181, 1), (179, 1)])
        assert [part[0].tolist() for part in parts(there)] == [[179, 0], [-180, 0], [180, 1]]

    def test_neither_length_nor_line_is_lost(self):
        """A second way: the geodesic length, which knows no seam."""
        rng = np.random.default_rng(5)
        for _ in range(50):
            lon = 150 + np.cumsum(rng.uniform(-30, 60, 12))
            line = shapely.LineString(np.column_stack([lon, rng.uniform(-60, 60, 12)]))
            (shape,) = cut([line])
            west, _, east, _ = shape.bounds
            assert -180 <= west <= east <= 180
            assert steps(shape) <= 180
            fine = shapely.segmentize(line, 0.5)
            assert GEOD.geometry_length(cut([fine])[0]) == pytest.approx(GEOD.geometry_length(fine))


class TestWhole:
    def test_lines_that_follow_each_other_run_on(self):
        one, next_ = (
            shapely.LineString([(170, 0), (181, 1)]),
            shapely.LineString([(-179, 1), (-170, 0)]),
        )
        assert whole(one, next_).wkt == "LINESTRING (170 0, 181 1, 190 0)"

    def test_what_was_cut_is_joined(self):
        line = shapely.LineString([(170, 0), (180, 5), (190, 10)])
        assert whole(*cut([line])) == line

    def test_it_starts_where_the_line_starts(self):
        assert unbroken(np.array([(-179.0, 0), (179, 1)])).tolist() == [[-179, 0], [-181, 1]]
