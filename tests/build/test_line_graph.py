"""An open layer as a graph: on lines along the equator, 111.3 km a degree."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from instc.build.line_graph import BEND_KM, Ways, both_ways, each_once, read_layer

KM = 1 / 111.3195  # degrees of the equator


def layer(*lines, km=None):
    """Lines of points in km east and north."""
    shapes = [shapely.LineString(np.array(line, dtype=float) * KM) for line in lines]
    return read_layer(gpd.GeoSeries(shapes), None if km is None else np.array(km, dtype=float))


def places(*spots):
    return np.array(spots, dtype=float) * KM


class TestGraph:
    def test_both_ways(self):
        graph = both_ways(np.array([[0, 1], [2, 1]]), np.array([3.0, 4.0]), 3)
        assert graph.toarray().tolist() == [[0, 3, 0], [3, 0, 4], [0, 4, 0]]

    def test_each_pair_once_whichever_way_round(self):
        assert each_once(np.array([[2, 1], [0, 1], [1, 2]])).tolist() == [[0, 1], [1, 2]]


class TestReading:
    def test_lines_meet_where_they_share_a_point(self):
        found = layer([(0, 0), (1, 0)], [(1, 0), (2, 0)], [(1, 0), (0, 0)])
        assert found.pieces.tolist() == [[0, 1], [1, 2]]
        assert found.km == pytest.approx([1, 1], rel=1e-4)

    def test_a_long_piece_is_divided_every_2_km(self):
        """7 km are four steps of 1.75 km; three points come after the layer's own two."""
        found = layer([(0, 0), (7, 0)])
        assert (found.drawn, len(found.points)) == (2, 5)
        assert found.pieces.tolist() == [[0, 2], [2, 3], [3, 4], [1, 4]]
        assert found.km == pytest.approx([1.75] * 4, rel=1e-4)
        assert found.points[2:, 0] / KM == pytest.approx([1.75, 3.5, 5.25])
        assert found.chord_km == pytest.approx([7] * 4, rel=1e-4)

    def test_the_layers_own_length_counts_if_it_is_longer(self):
        """3 km that the layer records for 1, and 0.5 for 1."""
        found = layer([(0, 0), (1, 0), (2, 0)], km=[3, 0.5])
        assert found.km == pytest.approx([3, 1], rel=1e-4)

    def test_chords_can_be_left_out(self):
        found = layer([(0, 0), (1, 0), (61, 0)]).without_chords(50)
        assert found.pieces.tolist() == [[0, 1]]

    def test_points_inside_a_long_piece_bend(self):
        found = layer([(0, 0), (1, 0), (BEND_KM + 2, 0)])
        assert not found.bends[: found.drawn].any()
        assert found.bends[found.drawn :].all()


class TestJoints:
    def joint(self, *lines):
        """Which pieces reading adds to the lines' own; none is divided."""
        found = layer(*lines)
        own = sum(len(line) - 1 for line in lines)
        return found.points[found.pieces[own:]] / KM

    def test_a_loose_end_is_joined_to_a_stranger_within_10_km(self):
        (joint,) = self.joint([(0, 0), (1.5, 0)], [(11, 0), (12.5, 0)])
        assert joint == pytest.approx(np.array([(1.5, 0), (11, 0)]))

    def test_and_to_none_farther_off(self):
        assert len(self.joint([(0, 0), (1.5, 0)], [(11.6, 0), (12.5, 0)])) == 0

    def test_to_its_own_network_if_the_way_round_is_long(self):
        """A horseshoe of 17 km whose ends lie 0.9 km apart."""
        south = [(x, 0) for x in range(9)]
        north = [(x, 0.9) for x in range(8, -1, -1)]
        (joint,) = self.joint(south + north)
        assert joint == pytest.approx(np.array([(0, 0), (0, 0.9)]))

    def test_but_not_round_a_short_corner(self):
        """The same horseshoe, 13 km long: parallel tracks stay apart."""
        south = [(x, 0) for x in range(7)]
        north = [(x, 0.9) for x in range(6, -1, -1)]
        assert len(self.joint(south + north)) == 0


class TestWays:
    def test_a_way_over_the_layer(self):
        ways = Ways(layer([(0, 0), (1, 0), (1, 1)]), places((0, 0), (1, 1)))
        way = ways.between(0, 1)
        assert way.points / KM == pytest.approx(np.array([(0, 0), (1, 0), (1, 1)]))
        assert way.km == pytest.approx(2, rel=0.01)
        assert way.bends == (False, False)

    def test_a_way_to_the_layer_and_from_it_counts_once(self):
        """1 km up, 20 over the layer, 1 km down: a km beside the layer weighs three in the search."""
        line = [(x, 0) for x in range(21)]
        way = Ways(layer(line), places((0, 1), (20, 1))).between(0, 1)
        assert way.km == pytest.approx(22, rel=0.01)

    def test_far_from_the_layer_there_is_none(self):
        ways = Ways(layer([(0, 0), (1, 0)]), places((0, 0), (1, 10.2)))
        assert ways.between(0, 1) is None

    def test_a_way_that_is_too_long_is_none(self):
        ways = Ways(layer([(0, 0), (5, 0)]), places((0, 0), (5, 0)))
        assert ways.between(0, 1, longest_km=4.9) is None
        assert ways.between(0, 1, longest_km=5.1).km == pytest.approx(5, rel=1e-3)

    def test_no_way_passes_through_another_place(self):
        """Two lines 12 km apart: a place between them does not tie them together."""
        lines = layer([(0, 0), (1, 0)], [(0, 12), (1, 12)])
        assert Ways(lines, places((0, 0), (1, 12), (0.5, 6))).between(0, 1) is None

    @pytest.mark.parametrize(("north", "reached"), [(1, False), (2, True)])
    def test_a_place_boards_little_farther_than_at_the_nearest_point(self, north, reached):
        """Two rings 5 km apart: from 2 km the other is 1 km farther, from 1 km it is 3."""
        south = [(0, 0), (0.5, -0.5), (-0.5, -0.5), (0, 0)]
        other = [(0, 5), (0.5, 5.5), (-0.5, 5.5), (0, 5)]
        ways = Ways(layer(south, other), places((0, north), (0.5, 5.5)))
        assert (ways.between(0, 1) is not None) == reached

    def test_a_long_piece_bends_to_who_boards_inside_it(self):
        way = Ways(layer([(0, 0), (40, 0)]), places((0, 0), (20, 1))).between(0, 1)
        assert way.bends == (False, True)
        assert way.points.tolist() == [[0, 0]]

    def test_an_empty_layer_has_no_ways(self):
        assert Ways(layer(), places((0, 0), (1, 0))).between(0, 1) is None
