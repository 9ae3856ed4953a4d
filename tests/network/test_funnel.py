"""A taut line is the shortest one through its openings."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from instc.network.funnel import taut_line

PLANE = np.ones(2)


def taut(first, last, openings, scale=PLANE):
    ends = np.array(openings, dtype=float).reshape(-1, 2, 2)
    return taut_line(np.array(first, float), np.array(last, float), ends, scale).tolist()


@pytest.mark.parametrize(
    ("first", "last", "openings", "expected"),
    [
        ((0, 0), (1, 0), [], [[0, 0], [1, 0]]),
        ((0, 0.5), (3, 0.5), [[(1, 1), (1, 0)], [(2, 1), (2, 0)]], [[0, 0.5], [3, 0.5]]),
        (
            (0, 0.1),
            (1.5, 3),
            [[(1, 1), (1, 0)], [(1, 1), (2, 1)], [(1, 2), (2, 2)]],
            [[0, 0.1], [1, 1], [1.5, 3]],
        ),
        (
            (0, 1.5),
            (3, 1.5),
            [[(1, 1), (1, 0)], [(2, 3), (2, 2)]],
            [[0, 1.5], [1, 1], [2, 2], [3, 1.5]],
        ),
    ],
    ids=["nothing between", "straight", "round a corner to the left", "left, then right"],
)
def test_by_hand(first, last, openings, expected):
    assert taut(first, last, openings) == expected


def shortest(first, last, openings) -> float:
    """Measure by trying every corner after every other."""
    points = [first, *(end for opening in openings for end in opening), last]
    rank = [-1, *np.repeat(np.arange(len(openings)), 2), len(openings)]
    best = np.full(len(points), np.inf)
    best[0] = 0
    for goal in range(1, len(points)):
        for start in range(goal):
            line = shapely.LineString([points[start], points[goal]])
            between = [shapely.LineString(openings[n]) for n in range(rank[start] + 1, rank[goal])]
            if all(line.distance(opening) < 1e-9 for opening in between):
                best[goal] = min(best[goal], best[start] + line.length)
    return best[-1]


def test_no_line_through_the_openings_is_shorter():
    rng = np.random.default_rng(20)
    for _ in range(60):
        count = rng.integers(1, 7)
        middle, half = np.cumsum(rng.normal(0, 1.2, count)), rng.uniform(0.1, 0.8, count)
        x = np.arange(1.0, count + 1)
        left, right = np.column_stack([x, middle + half]), np.column_stack([x, middle - half])
        openings = np.stack([left, right], axis=1)
        first, last = np.zeros(2), np.array([count + 1.0, rng.normal(0, 2)])
        line = taut_line(first, last, openings, PLANE)
        length = np.hypot(*np.diff(line, axis=0).T).sum()
        assert length == pytest.approx(shortest(first, last, openings), abs=1e-9)


def test_the_scale_decides_what_is_shortest():
    """Where a degree of longitude is short, the bend is another one, not another place."""
    openings = [[(1, 1), (1, 0)], [(2, 3), (2, 2)]]
    assert taut((0, 1.5), (3, 1.5), openings, np.array([0.5, 1.0]))[1:3] == [[1, 1], [2, 2]]
