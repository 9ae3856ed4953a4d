"""Sea lanes for the eye: great circles with round bends, that come no nearer to land."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

STEP_DEGREES = 0.25  # of a great circle, between samples
REACH = 10  # samples to each side, over which a bend is rounded, in two passes
TRIES = 4  # half as far each time that a bend would touch land


def smooth(line: shapely.LineString, land: shapely.STRtree) -> shapely.LineString:
    """
    Draw a lane along great circles and round its bends, but never into land.

    Parameters
    ----------
    line
        Sea lane, EPSG:4326, within 180 degrees.
    land
        Tree of land polygons, best of prepared ones.

    Returns
    -------
    line
        With the same ends; drawn only, its length is no fact.

    Examples
    --------
    >>> corner = shapely.LineString([(0, 0), (10, 0), (10, 10)])
    >>> curve = smooth(corner, shapely.STRtree([]))
    >>> curve.coords[0], curve.coords[-1], round(curve.distance(shapely.Point(10, 0)), 1)
    ((0.0, 0.0), (10.0, 10.0), 1.2)
    """
    fine = _along_great_circles(shapely.get_coordinates(line), land)
    if len(fine) < 3:  # noqa: PLR2004  (no bend)
        return line
    touching = _on_land(fine, land)
    here = np.arange(len(fine))
    reach = np.minimum(np.minimum(here, here[::-1]), REACH)
    reach[_beside(touching, 1)] = 0  # what touches land stays as it is
    curve = fine
    for _ in range(TRIES):
        curve = _rounded(fine, reach)
        worse = _on_land(curve, land) & ~touching
        if not worse.any():
            return shapely.LineString(curve)
        near = _beside(worse, REACH)
        reach[near] //= 2
    reach[_beside(_on_land(_rounded(fine, reach), land) & ~touching, 2 * REACH)] = 0
    curve = _rounded(fine, reach)
    if (_on_land(curve, land) & ~touching).any():
        return shapely.LineString(fine)
    return shapely.LineString(curve)


def _along_great_circles(points: Points, land: shapely.STRtree) -> Points:
    """Sample a line along great circles; straight on the chart where only that keeps off land."""
    ends = _on_globe(points)
    turn = np.arccos(np.clip((ends[:-1] * ends[1:]).sum(axis=1), -1, 1))
    counts = np.maximum(1, np.ceil(np.degrees(turn) / STEP_DEGREES)).astype(int)
    leg = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(counts.sum()) - (np.cumsum(counts) - counts)[leg]) / counts[leg]
    straight = points[leg] + (points[leg + 1] - points[leg]) * share[:, None]
    straight = np.concatenate([straight, points[-1:]])
    angle = np.maximum(turn[leg], 1e-12)
    back, on = np.sin((1 - share) * angle), np.sin(share * angle)
    arcs = back[:, None] * ends[leg] + on[:, None] * ends[leg + 1]
    fine = np.concatenate([_on_chart(arcs, straight[:-1]), points[-1:]])
    first = np.cumsum(counts) - counts
    fine[first] = points[:-1]
    aground = np.unique(leg[_on_land(fine, land)])
    if len(aground):
        afloat = np.setdiff1d(aground, leg[_on_land(straight, land)])
        kept = np.isin(leg, afloat)
        fine[:-1][kept] = straight[:-1][kept]
    return fine


def _rounded(points: Points, reach: NDArray[np.intp]) -> Points:
    """Take the mean of neighbours on the globe, twice; ``reach`` says how many to each side."""
    spots = _on_globe(points)
    here = np.arange(len(points))
    for _ in range(2):
        sums = np.concatenate([np.zeros((1, 3)), np.cumsum(spots, axis=0)])
        spots = sums[here + reach + 1] - sums[here - reach]
        spots /= np.linalg.norm(spots, axis=1)[:, None]
    curve = _on_chart(spots, points)
    curve[reach == 0] = points[reach == 0]
    return curve


def _on_globe(points: Points) -> Points:
    """Turn degrees into unit vectors."""
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _on_chart(spots: Points, about: Points) -> Points:
    """Turn vectors into degrees, by whole turns beside the places that they come from."""
    lon = np.degrees(np.arctan2(spots[:, 1], spots[:, 0]))
    lat = np.degrees(np.arctan2(spots[:, 2], np.hypot(spots[:, 0], spots[:, 1])))
    return np.column_stack([lon + 360 * np.round((about[:, 0] - lon) / 360), lat])


def _beside(marks: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Mark the samples within some steps of marked pieces between samples."""
    samples = np.zeros(len(marks) + 1, dtype=bool)
    for piece in np.flatnonzero(marks):
        samples[max(0, piece - reach + 1) : piece + reach + 1] = True
    return samples


def _on_land(points: Points, land: shapely.STRtree) -> NDArray[np.bool_]:
    """Mark the pieces between samples that touch land."""
    pieces = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    piece, near = land.query(pieces)
    # the land is prepared, which a predicate of the tree would not use
    touched = piece[shapely.intersects(land.geometries[near], pieces[piece])]
    marks = np.zeros(len(pieces), dtype=bool)
    marks[touched] = True
    return marks
