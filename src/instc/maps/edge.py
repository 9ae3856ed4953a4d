"""Where the map of a page begins: at a meridian that no way crosses, so that lines stay whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]

THOUSANDTHS = 1000  # lines hold steps of a thousandth of a degree
HALF, WHOLE = 180, 360  # degrees
BESIDE = 40  # degrees of sea and land that can be looked at beside what is drawn
WEST, EAST = -100, 185  # what can be looked at in any case
TRUE_TO_SCALE = 60  # degrees from the middle, up to where lengths are nearly true
GROUND = (-82, -47, 160)  # west, south and east of the ground that every page holds


def spans(lines: Sequence[Sequence[int]]) -> np.ndarray:
    """
    Give the least and the greatest longitude of each line, degrees.

    Examples
    --------
    >>> spans([[179000, 0, 2000, 1000]]).tolist()
    [[179.0, 181.0]]
    """
    found = []
    for steps in lines:
        lon = np.cumsum(steps[::2]) / THOUSANDTHS
        found.append((lon.min(), lon.max()))
    return np.array(found, dtype=float).reshape(-1, 2)


def west_edge(reach: np.ndarray) -> int:
    """
    Choose the meridian that a map begins at.

    Parameters
    ----------
    reach
        From `spans`.

    Returns
    -------
    lon
        -180 where no line comes to that meridian, or lines cross all; else the middle of the
        longest stretch that is free of lines.

    Examples
    --------
    >>> west_edge(np.array([[140.0, 242.0]])), west_edge(np.array([[-10.0, 140.0]]))
    (11, -180)
    """
    if (np.abs(reach) < HALF).all():
        return -HALF
    free = np.ones(WHOLE, dtype=bool)
    for low, high in np.floor(reach).astype(int).tolist():
        free[np.arange(low, high + 1) % WHOLE] = False
    twice = np.flatnonzero(np.tile(free, 2))
    if not len(twice):
        return -HALF
    runs = np.split(twice, np.flatnonzero(np.diff(twice) > 1) + 1)
    longest = max(runs, key=len)
    middle = int(longest[len(longest) // 2])
    return (middle + HALF) % WHOLE - HALF


def turn_page(data: Row) -> None:
    """
    Turn all that a page draws so that no line crosses the edge of its map.

    Parameters
    ----------
    data
        From `instc.maps.page_data.data_of`; changed.
    """
    reach = spans(data["lines"])
    west = west_edge(reach)
    if west == -HALF:
        return
    for steps, (low, high) in zip(data["lines"], reach.tolist(), strict=True):
        steps[0] += _shift((low + high) / 2, west) * THOUSANDTHS
    for link in data["unbuilt"]:
        link["p"][0] += _shift(link["p"][0] / THOUSANDTHS, west) * THOUSANDTHS
    for spot in [*data["places"], *data["gates"]]:
        spot["x"] = round(spot["x"] + _shift(spot["x"], west), 4)
    for end in data["meta"]["ends"]:
        end["lon"] = round(end["lon"] + _shift(end["lon"], west), 4)


def _shift(lon: float, west: int) -> int:
    """Say by how many degrees, whole turns, a longitude moves into the map."""
    return -WHOLE * math.floor((lon - west) / WHOLE)


def looked_at(lines: Sequence[Sequence[int]]) -> tuple[int, int]:
    """
    Give the longitudes between which the map can be moved.

    Examples
    --------
    >>> looked_at([[140000, 35000, 102000, -1000]])
    (-100, 282)
    """
    reach = spans(lines)
    low, high = reach.min(initial=WEST + BESIDE), reach.max(initial=EAST - BESIDE)
    return math.floor(low) - BESIDE, math.ceil(high) + BESIDE


def is_beyond(lines: Sequence[Sequence[int]]) -> bool:
    """
    Tell whether lines leave the ground that every page holds, so that a page needs the world's.

    Examples
    --------
    >>> is_beyond([[140000, 35000, 102000, -1000]]), is_beyond([[70000, 19000, -30000, 36000]])
    (True, False)
    """
    west, south, east = GROUND
    reach = spans(lines)
    if reach.min(initial=west) < west or reach.max(initial=east) > east:
        return True
    return any(np.cumsum(steps[1::2]).min() < south * THOUSANDTHS for steps in lines)


def points_of(lines: Sequence[Sequence[int]]) -> np.ndarray:
    """
    List longitude and latitude of all points of lines, degrees.

    Examples
    --------
    >>> points_of([[179000, 0, 2000, 1000]]).tolist()
    [[179.0, 0.0], [181.0, 1.0]]
    """
    runs = [np.reshape(steps, (-1, 2)).cumsum(axis=0) / THOUSANDTHS for steps in lines]
    return np.concatenate([np.empty((0, 2)), *runs])


def copies(lines: Sequence[Sequence[int]]) -> list[int]:
    """
    List by how many degrees the ground is drawn again, to lie below all lines.

    Examples
    --------
    >>> copies([[140000, 35000, 102000, -1000]]), copies([[70000, 19000, -30000, 36000]])
    ([0, 360], [0])
    """
    reach = spans(lines)
    if (np.abs(reach) <= HALF).all():
        return [0]
    west, east = looked_at(lines)
    first, last = math.floor((west + HALF) / WHOLE), math.floor((east + HALF) / WHOLE)
    return [turn * WHOLE for turn in range(first, last + 1)]


def over_seam(land: Iterable[shapely.Polygon]) -> list[shapely.Polygon]:
    """
    Join the land that 180 degrees cuts in two: its part beyond lies east of it.

    Parameters
    ----------
    land
        Polygons, EPSG:4326, within 180 degrees.

    Examples
    --------
    >>> import shapely
    >>> both = [shapely.box(178, 60, 180, 62), shapely.box(-180, 60, -175, 62)]
    >>> [piece.bounds for piece in over_seam(both)]
    [(178.0, 60.0, 185.0, 62.0)]
    """
    pieces = shapely.transform(np.array(list(land), dtype=object), lambda spots: spots.round(6))
    low, _, high, _ = shapely.bounds(pieces).T
    east, west = (high == HALF) & (low > -HALF), (low == -HALF) & (high < HALF)
    moved = shapely.transform(pieces[west], lambda spots: np.add(spots, (WHOLE, 0)))
    joined = shapely.union_all([*pieces[east], *moved])
    return [*pieces[~(east | west)], *shapely.get_parts(joined)]
