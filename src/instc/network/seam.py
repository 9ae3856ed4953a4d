"""Lines over the 180th meridian: running on in memory and on pages, cut there in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.lazily import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

HALF, WHOLE = 180.0, 360.0  # degrees


def running_on(lon: NDArray[np.float64], line: NDArray[np.intp]) -> NDArray[np.float64]:
    """
    Let the longitudes of lines run on past 180 degrees, from where each line starts.

    Parameters
    ----------
    lon
        Degrees, of the points of all lines, one line after another.
    line
        Number of the line of each point, from 0.

    Returns
    -------
    lon
        Without a step of more than half the world inside a line.

    Examples
    --------
    >>> running_on(np.array([179.0, -179.0, -178.0]), np.array([0, 0, 0])).tolist()
    [179.0, 181.0, 182.0]
    """
    turns = np.cumsum(np.round(np.diff(lon, prepend=0) / WHOLE))
    starts = np.diff(line, prepend=-1) != 0
    before: NDArray[np.float64] = turns[starts][line]
    return lon - WHOLE * (turns - before)


def unbroken(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let one line, longitudes and latitudes, run on past 180 degrees from where it starts."""
    one = np.zeros(len(points), dtype=np.intp)
    lon = running_on(points[:, 0], one)
    return np.column_stack([lon, points[:, 1]])


def parts(line: shapely.Geometry) -> list[NDArray[np.float64]]:
    """
    Cut a line where it passes the 180th meridian.

    Parameters
    ----------
    line
        LineString, EPSG:4326, that runs on past 180 degrees or steps over it.

    Returns
    -------
    parts
        Longitudes, from -180 to 180, and latitudes of each part, in the direction of the line.

    Examples
    --------
    >>> [part.tolist() for part in parts(shapely.LineString([(179, 0), (181, 2)]))]
    [[[179.0, 0.0], [180.0, 1.0]], [[-180.0, 1.0], [-179.0, 2.0]]]
    """
    points = _with_seam(unbroken(shapely.get_coordinates(line)))
    middle = (points[:-1, 0] + points[1:, 0]) / 2
    turn = np.floor((middle + HALF) / WHOLE)
    turn[middle == HALF] = 0
    found = []
    for steps in np.split(np.arange(len(turn)), np.flatnonzero(np.diff(turn)) + 1):
        part = points[steps[0] : steps[-1] + 2].copy()
        part[:, 0] -= WHOLE * turn[steps[0]]
        found.append(part)
    return found


def _with_seam(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put a point where a line that runs on passes the seam, between two of its own."""
    first, last = points[:-1], points[1:]
    low, high = np.minimum(first[:, 0], last[:, 0]), np.maximum(first[:, 0], last[:, 0])
    seam = WHOLE * np.floor((high + HALF) / WHOLE) - HALF
    at = np.flatnonzero((low < seam) & (seam < high))
    share = (seam[at] - first[at, 0]) / (last[at, 0] - first[at, 0])
    lat = first[at, 1] + share * (last[at, 1] - first[at, 1])
    return np.insert(points, at + 1, np.column_stack([seam[at], lat]), axis=0)


def cut(lines: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """
    Cut lines where they pass the 180th meridian, as RFC 7946 asks of a file.

    Returns
    -------
    lines
        Those that pass it as MultiLineStrings, all within 180 degrees east and west.

    Examples
    --------
    >>> cut([shapely.LineString([(179, 0), (181, 2)])])[0].wkt
    'MULTILINESTRING ((179 0, 180 1), (-180 1, -179 2))'
    """
    found: list[shapely.Geometry] = []
    for line in lines:
        pieces = parts(line)
        shape = shapely.LineString(pieces[0])
        if len(pieces) > 1:
            shape = shapely.MultiLineString(pieces)
        found.append(shape)
    return np.array(found, dtype=object)


def whole(*lines: shapely.Geometry) -> shapely.LineString:
    """
    Join lines that follow each other, and what `cut` has cut, into one line that runs on.

    Examples
    --------
    >>> whole(cut([shapely.LineString([(179, 0), (181, 2)])])[0]).wkt
    'LINESTRING (179 0, 180 1, 181 2)'
    """
    points = unbroken(shapely.get_coordinates(lines))
    is_new = np.ones(len(points), dtype=bool)
    is_new[1:] = (points[1:] != points[:-1]).any(axis=1)
    kept = points[is_new]
    if len(kept) == 1:  # a place is no line, but a line of no length is one
        kept = np.repeat(kept, 2, axis=0)
    return shapely.LineString(kept)
