"""Where the map of a page begins: at a meridian that no way crosses, so that lines stay whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Row = dict[str, Any]

THOUSANDTHS = 1000  # lines hold steps of a thousandth of a degree
HALF, WHOLE = 180, 360  # degrees
BESIDE = 40  # degrees of sea and land that can be looked at beside what is drawn
WEST, EAST = -100, 185  # what can be looked at in any case
MIDDLE = (52.0, 40.0)  # of the map, in Lambert's azimuthal equal-area projection
TRUE_TO_SCALE, HEMISPHERE = 60, 90  # degrees from there: lengths are nearly true; the map turns
FARTHEST = 140  # degrees from the middle, beyond which land is drawn wrong or inside out
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


def reach(lines: Sequence[Sequence[int]], about: tuple[float, float] = MIDDLE) -> float:
    """
    Give how far lines go from a place, degrees of a great circle.

    Examples
    --------
    >>> round(reach([[52000, 40000, 0, 30000]]))
    30
    """
    spots, centre = _on_globe(_points(lines)), _on_globe(np.array([about]))
    if not len(spots):
        return 0.0
    return float(np.degrees(np.arccos(np.clip(spots @ centre[0], -1, 1))).max())


def middle(lines: Sequence[Sequence[int]]) -> tuple[int, int]:
    """
    Give longitude and latitude, whole degrees, of the middle of lines on the globe.

    Examples
    --------
    >>> middle([[170000, 0, 40000, 0]])
    (-170, 0)
    """
    x, y, z = _on_globe(_points(lines)).mean(axis=0)
    return round(math.degrees(math.atan2(y, x))), round(
        math.degrees(math.atan2(z, math.hypot(x, y)))
    )


def _points(lines: Sequence[Sequence[int]]) -> np.ndarray:
    """List longitude and latitude of all points of lines."""
    runs = [np.reshape(steps, (-1, 2)).cumsum(axis=0) / THOUSANDTHS for steps in lines]
    return np.concatenate([np.empty((0, 2)), *runs])


def _on_globe(points: np.ndarray) -> np.ndarray:
    """Turn degrees into unit vectors."""
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


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


def near_side(land: Iterable[shapely.Polygon], middle: tuple[float, float]) -> NDArray[np.object_]:
    """
    Cut away the land round the other side of the globe, which an equal-area map turns inside out.

    Parameters
    ----------
    land
        Polygons, EPSG:4326.
    middle
        Longitude and latitude of the map's middle, degrees.

    Returns
    -------
    land
        Polygons, of which nothing lies further from the middle than about `FARTHEST`.

    Examples
    --------
    >>> import shapely
    >>> continents = [shapely.box(0, 20, 30, 60), shapely.box(-170, -60, -160, -40)]
    >>> [piece.bounds for piece in near_side(continents, (15.0, 40.0))]
    [(0.0, 20.0, 30.0, 60.0)]
    """
    lon, lat = np.meshgrid(np.arange(-HALF, HALF) + 0.5, np.arange(-90, 90) + 0.5)
    spots = np.column_stack([lon.ravel(), lat.ravel()])
    far = spots[_on_globe(spots) @ _on_globe(np.array([middle]))[0] < np.cos(np.radians(FARTHEST))]
    cells = shapely.box(*(far - 0.5).T, *(far + 0.5).T)
    whole = shapely.make_valid(np.array(list(land), dtype=object))
    left = shapely.get_parts(shapely.difference(whole, shapely.coverage_union_all(cells)))
    polygons: NDArray[np.object_] = left[shapely.get_type_id(left) == shapely.GeometryType.POLYGON]
    return polygons
