"""The open marine network, repaired and cut at gates, on lanes along the equator."""

from __future__ import annotations

import pandas as pd
import pytest

from instc.build.lanes import Lanes, repaired_lanes
from instc.errors import NetworkError

LANE = [[(0.0, 0.0), (1.0, 0.0)]]
NO_REPAIRS = pd.DataFrame(columns=["repair_id", "action", "line", "unlocode"])
NO_PASSAGES = pd.DataFrame(columns=["passage_id", "line"])


def repair(action, line, unlocode=""):
    row = {"repair_id": "r1", "action": action, "line": line, "unlocode": unlocode}
    return pd.DataFrame([row])


def passage(line):
    return pd.DataFrame([{"passage_id": "strait", "line": line}])


def pieces(marnet, repairs=NO_REPAIRS, passages=NO_PASSAGES):
    return list(repaired_lanes(marnet, repairs, passages)[0].pieces)


class TestLanes:
    def test_a_piece_is_the_same_from_both_ends(self):
        lanes = Lanes()
        lanes.add((1.0, 0.0), (0.0, 0.0))
        lanes.add((0.0, 0.0), (1.0, 0.0))
        assert list(lanes.pieces) == [((0.0, 0.0), (1.0, 0.0))]
        lanes.drop((1.0, 0.0), (0.0, 0.0))
        assert not lanes.pieces

    def test_a_piece_without_length_is_none(self):
        lanes = Lanes()
        lanes.add((1.0, 0.0), (1.0, 0.0))
        assert not lanes.pieces

    def test_sides_of_gates_have_coordinates_too(self):
        lanes = Lanes()
        lanes.add((0.0, 0.0), (1.0, 0.0, "a"))
        assert lanes.array().tolist() == [[[0, 0], [1, 0]]]


class TestNetwork:
    def test_a_line_is_cut_at_its_points(self):
        found = pieces([[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]])
        assert found == [((0, 0), (1, 0)), ((1, 0), (1, 1))]

    def test_a_long_piece_is_bent_to_its_great_circle(self):
        """30 degrees at 50 N are 2,130 km: 10 points between, all north of the parallel."""
        found = pieces([[(0.0, 50.0), (30.0, 50.0)]])
        assert len(found) == 11
        inner = {point for piece in found for point in piece} - {(0.0, 50.0), (30.0, 50.0)}
        assert min(lat for _, lat in inner) > 50

    def test_a_piece_round_the_world_is_left_out(self):
        assert pieces([[(-179.0, 0.0), (179.0, 0.0)]]) == []

    def test_longitudes_are_brought_into_range(self):
        assert pieces([[(181.0, 0.0), (182.0, 0.0)]]) == [((-179, 0), (-178, 0))]


class TestRepairs:
    @pytest.mark.parametrize("action", ["drop", "river"])
    def test_what_crosses_the_line_is_dropped(self, action):
        marnet = [[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]]
        found = pieces(marnet, repair(action, "LINESTRING (0.5 -1, 0.5 1)"))
        assert found == [((1, 0), (2, 0))]

    @pytest.mark.parametrize("action", ["drop", "river"])
    def test_a_line_that_crosses_no_lane_is_named(self, action):
        words = r"sea_lane_repairs\.csv, r1: no lane crosses this line"
        with pytest.raises(NetworkError, match=words):
            pieces(LANE, repair(action, "LINESTRING (5 -1, 5 1)"))

    def test_a_lane_splits_the_lane_that_it_begins_at(self):
        found = pieces(LANE, repair("lane", "LINESTRING (0.5 0.1, 0.5 1)", unlocode="XXAAA"))
        assert sorted(found) == [((0, 0), (0.5, 0)), ((0.5, 0), (0.5, 1)), ((0.5, 0), (1, 0))]

    def test_a_lane_between_lanes_is_joined_at_both_ends(self):
        marnet = [*LANE, [(0.0, 1.0), (1.0, 1.0)]]
        found = pieces(marnet, repair("lane", "LINESTRING (0.5 0.1, 0.5 0.9)"))
        assert ((0.5, 0), (0.5, 1)) in found
        assert len(found) == 5

    def test_a_lane_far_from_all_others_stays_free(self):
        """0.6 degrees of latitude are 66 km, more than the 60 within which lanes are joined."""
        found = pieces(LANE, repair("lane", "LINESTRING (0.5 0.6, 0.5 1)"))
        assert found == [((0, 0), (1, 0)), ((0.5, 0.6), (0.5, 1))]


class TestGates:
    def test_a_lane_ends_at_both_sides_of_its_gate(self):
        """Drawn from south to north, the gate's left side is the west."""
        lanes, gates = repaired_lanes(LANE, NO_REPAIRS, passage("LINESTRING (0.4 -1, 0.4 1)"))
        assert gates == {"strait": (0.4, 0.0)}
        assert set(lanes.pieces) == {
            ((0.0, 0.0), (0.4, 0.0, "a")),
            ((0.4, 0.0, "b"), (1.0, 0.0)),
        }

    def test_drawn_the_other_way_round_the_sides_change(self):
        lanes, _ = repaired_lanes(LANE, NO_REPAIRS, passage("LINESTRING (0.4 1, 0.4 -1)"))
        assert ((0.0, 0.0), (0.4, 0.0, "b")) in lanes.pieces

    def test_all_lanes_go_through_the_crossing_nearest_to_the_middle(self):
        marnet = [[(0.0, lat), (1.0, lat)] for lat in (-0.5, 0.1, 0.9)]
        lanes, gates = repaired_lanes(marnet, NO_REPAIRS, passage("LINESTRING (0.5 -1, 0.5 1)"))
        assert gates == {"strait": (0.5, 0.1)}
        assert len(lanes.pieces) == 6
        assert all({(0.5, 0.1, "a"), (0.5, 0.1, "b")} & set(piece) for piece in lanes.pieces)

    @pytest.mark.parametrize("lat", [0.0, 0.3], ids=["at the gate", "beside it"])
    def test_a_lane_that_has_a_point_on_the_line_keeps_its_sides(self, lat):
        """The point is the gate: what lies west of it joins a, what lies east of it b."""
        marnet = [[(0.0, 0.0), (1.0, 0.0)], [(0.0, lat), (0.4, lat), (1.0, lat)]]
        lanes, gates = repaired_lanes(
            marnet[-1:], NO_REPAIRS, passage("LINESTRING (0.4 -1, 0.4 1)")
        )
        assert gates == {"strait": (0.4, lat)}
        assert set(lanes.pieces) == {
            ((0.0, lat), (0.4, lat, "a")),
            ((0.4, lat, "b"), (1.0, lat)),
        }
        lanes, gates = repaired_lanes(marnet, NO_REPAIRS, passage("LINESTRING (0.4 -1, 0.4 1)"))
        assert lanes.pieces
        for start, end in lanes.pieces:
            assert {*start[2:], *end[2:]} == {"a" if start[0] < 0.4 else "b"}

    def test_a_lane_along_the_line_goes(self):
        marnet = [*LANE, [(0.4, -0.5), (0.4, 0.5)]]
        lanes, _ = repaired_lanes(marnet, NO_REPAIRS, passage("LINESTRING (0.4 -1, 0.4 1)"))
        assert len(lanes.pieces) == 2

    def test_a_passage_that_crosses_no_lane_is_named(self):
        words = r"passages\.csv, strait: no lane crosses this line"
        with pytest.raises(NetworkError, match=words):
            repaired_lanes(LANE, NO_REPAIRS, passage("LINESTRING (5 -1, 5 1)"))
