"""The shortest line through a row of openings: the funnel of Lee and Preparata (1984)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]


class _Edge:
    """One side of the funnel: the end of an opening that it hangs on."""

    def __init__(self, side: int, apex: Points) -> None:
        self.side = side  # 0 left, 1 right
        self.turns = 1.0 if side else -1.0
        self.reset(apex, -1)

    def reset(self, apex: Points, number: int) -> None:
        """Fold the edge into the apex."""
        self.point, self.number, self.folded = apex, number, True

    def hang(self, point: Points, number: int) -> None:
        """Hang the edge on the end of an opening."""
        self.point, self.number, self.folded = point, number, False


def taut_line(first: Points, last: Points, openings: Points, scale: Points) -> Points:
    """
    Pull a line taut through openings.

    Parameters
    ----------
    first, last
        Degrees.
    openings
        Left and right end of each as it is passed, in order: openings x 2 x 2.
    scale
        Units a degree of longitude and of latitude, so that the plane is true to shape.

    Returns
    -------
    line
        Points x 2, degrees: first, the ends of openings where the line bends, last.
    """
    ends = np.concatenate([openings, [[last, last]]])
    flat = ends * scale
    apex, corners = first * scale, [first]
    edges = _Edge(0, apex), _Edge(1, apex)
    number = 0
    while number < len(ends):
        for edge, other in (edges[::-1], edges):
            point = flat[number, edge.side]
            if edge.turns * _turn(apex, edge.point, point) < 0:
                continue  # the opening is wider than the funnel on this side
            if not edge.folded and _crosses(apex, edge, other, point):
                apex, number = other.point, other.number
                corners.append(ends[number, other.side])
                for each in edges:
                    each.reset(apex, number)
                break
            edge.hang(point, number)
        number += 1
    return np.array([*corners, last])


def _crosses(apex: Points, edge: _Edge, other: _Edge, point: Points) -> bool:
    """Tell whether a narrower edge would pass over the other one: the line bends there."""
    if other.folded:
        return False
    return edge.turns * _turn(apex, other.point, point) > 0


def _turn(apex: Points, one: Points, other: Points) -> float:
    """Tell to which side another direction lies: above 0 to the left of the one."""
    a, b = one - apex, other - apex
    return float(a[0] * b[1] - a[1] * b[0])
