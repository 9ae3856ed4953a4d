"""Rounding the corners of sea lanes for the eye, where no land lies in the corner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

REACH_DEGREES = 1.6  # a corner is rounded over this much of each side at most
STEPS = 5
NEARLY_STRAIGHT = 0.985  # cosine of a turn that needs no rounding


def round_corners(line: shapely.LineString, land: shapely.STRtree) -> shapely.LineString:
    """
    Replace each corner by a curve, unless land lies between the corner and the chord.

    Parameters
    ----------
    line
        Sea lane, EPSG:4326.
    land
        Tree of land polygons, best of prepared ones.

    Returns
    -------
    line
        With the same ends; drawn only, its length is no fact.

    Examples
    --------
    >>> corner = shapely.LineString([(0, 0), (10, 0), (10, 10)])
    >>> len(round_corners(corner, shapely.STRtree([])).coords)
    8
    >>> round_corners(corner, shapely.STRtree([shapely.box(9.5, 0.1, 9.9, 0.5)])) == corner
    True
    """
    points = shapely.get_coordinates(line)
    if len(points) < 3:  # noqa: PLR2004  (no corner)
        return line
    before, at, after = points[:-2], points[1:-1], points[2:]
    inward = at - before
    outward = after - at
    length_in = np.hypot(*inward.T)
    length_out = np.hypot(*outward.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        turn = (inward * outward).sum(axis=1) / (length_in * length_out)
    first = at - inward * np.minimum(0.5, REACH_DEGREES / length_in)[:, None]
    last = at + outward * np.minimum(0.5, REACH_DEGREES / length_out)[:, None]
    sharp = turn < NEARLY_STRAIGHT
    corners = shapely.polygons(np.stack([first, at, last, first], axis=1)[sharp])
    sharp[np.flatnonzero(sharp)[_on_land(corners, land)]] = False
    bends = []
    for corner, is_sharp in enumerate(sharp):
        if is_sharp:
            bends.append(_bend(first[corner], at[corner], last[corner]))
        else:
            bends.append(at[corner][None])
    return shapely.LineString(np.concatenate([points[:1], *bends, points[-1:]]))


def _on_land(corners: NDArray[np.object_], land: shapely.STRtree) -> NDArray[np.intp]:
    """Give the positions of the corners that land lies in."""
    corner, near = land.query(corners)
    # the land is prepared, which a predicate of the tree would not use
    touched: NDArray[np.intp] = corner[shapely.intersects(land.geometries[near], corners[corner])]
    return touched


def _bend(
    first: NDArray[np.float64], at: NDArray[np.float64], last: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Draw a quadratic Bézier curve round a corner."""
    share = np.linspace(0, 1, STEPS + 1)[:, None]
    start, end = (1 - share) ** 2 * first, share**2 * last
    curve: NDArray[np.float64] = start + 2 * share * (1 - share) * at + end
    return curve
