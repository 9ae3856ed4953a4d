"""Ways that share a line keep to their sides: by hand on small maps."""

from __future__ import annotations

import numpy as np
import pytest

from instc.comparison.branches import cut, lay_out, side_by_side

TRUNK, LEFT, RIGHT = [(0, 0), (1, 0)], [(1, 0), (2, 1), (3, 0)], [(1, 0), (2, -1), (3, 0)]
HOME = [(3, 0), (4, 0)]
APART = [[(1, 0), (9, 9)], [(1, 0), (9, -9)], [(-5, -5), (0, 0)], [(-5, 5), (0, 0)]]


def lines(*shapes):
    return [np.array(shape, dtype=float) for shape in shapes]


@pytest.mark.parametrize(
    ("ways", "order"),
    [
        ([[0, 1], [0, 2]], {0: [0, 1]}),
        ([[0, 2], [0, 1]], {0: [1, 0]}),
        ([[0, 1, 3], [0, 2, 3]], {0: [0, 1], 3: [0, 1]}),  # left is left before and after
        ([[0, 2, 3], [0, 1, 3]], {0: [1, 0], 3: [1, 0]}),
        ([[~1, ~0], [~2, ~0]], {0: [0, 1]}),  # southbound: the order on the map stays
        ([[0, 1], [0, 1]], {0: [0, 1], 1: [0, 1]}),  # the same way twice
        ([[0], [1]], {}),
        ([[], [0, 1], [0, 2]], {0: [1, 2]}),  # a way without a line
        ([[0, 5], [0, 4]], {0: [1, 0]}),  # they end apart
        ([[6, 0], [7, 0]], {0: [1, 0]}),  # they start apart
    ],
)
def test_who_bends_off_to_the_left_keeps_left(ways, order):
    assert side_by_side(ways, lines(TRUNK, LEFT, RIGHT, HOME, *APART)) == order


def test_sides_hold_where_the_line_turns_about():
    """A hairpin: left of the direction is south going east, and north coming back."""
    there, about, back = [(0, 0), (5, 0)], [(5, 0), (6, 1), (5, 2)], [(5, 2), (0, 2)]
    left, right = [(0, 2), (-1, 0)], [(0, 2), (-1, 4)]
    found = side_by_side([[0, 1, 2, 3], [0, 1, 2, 4]], lines(there, about, back, left, right))
    assert found == {0: [0, 1], 1: [0, 1], 2: [0, 1]}


LEFT_THEN_RIGHT = [(500, 0), (700, 200), (700, -900)]
STRAIGHT = [(500, 0), (1500, 0)]
U_TURNS = [[(500, 0), (400, 200)], [(500, 0), (400, -200)]]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_who_bends_off_to_the_left_keeps_left_also_where_it_crosses_later(order):
    """The area between the two is mostly on the right: it doesn't count."""
    shapes = lines([(0, 0), (500, 0)], LEFT_THEN_RIGHT, STRAIGHT)
    ways = [[[0, 1], [0, 2]][number] for number in order]
    assert side_by_side(ways, shapes) == {0: order}


def test_who_turns_back_is_beside_the_trunk_not_between():
    shapes = lines([(0, 0), (500, 0)], *U_TURNS)
    assert side_by_side([[0, 2], [0, 1]], shapes) == {0: [1, 0]}


def test_three_ways_stand_in_the_order_in_which_they_part():
    ahead = [(1, 0), (3, 0)]
    found = side_by_side([[0, 2], [0, 3], [0, 1]], lines(TRUNK, LEFT, RIGHT, ahead))
    assert found == {0: [2, 1, 0]}


def test_opposite_directions_have_an_order_too():
    assert side_by_side([[0, 1], [~1, ~0]], lines(TRUNK, LEFT)) == {0: [0, 1], 1: [0, 1]}


def test_paths_are_cut_where_others_join_and_where_the_mode_changes():
    a, b, c, d = ("a", "sea"), ("b", "sea"), ("c", "rail"), ("d", "sea")
    ways, pieces = cut([[a, b, c], [d, b, c], [c, b]])
    assert [[pieces[max(step, ~step)] for step in way] for way in ways] == [
        [(a,), (b,), (c,)],
        [(d,), (b,), (c,)],
        [(c,), (b,)],
    ]
    assert cut([[a, b], [b, a]])[0] == [[0], [~0]]  # backwards


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_lanes_lie_a_gap_apart_about_their_line_and_meet_at_both_ends(count):
    lanes = lay_out([[0]] * count, lines([(0, 0), (100, 0)]), 2)
    middle = [lane.points[len(lane.points) // 2, 1] for lane in lanes]
    assert np.diff(middle) == pytest.approx([-2] * (count - 1))
    assert sum(middle) == pytest.approx(0)
    for lane in lanes:
        assert lane.points[[0, -1]] == pytest.approx(np.array([(0, 0), (100, 0)]), abs=1e-9)
        assert set(lane.piece) == {0}
