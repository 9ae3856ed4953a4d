"""The plane that ways are drawn on: Lambert's azimuthal equal-area projection."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

Middle = tuple[float, float]

MIDDLE = (52.0, 40.0)  # the corridor stands straight about it; lon, lat
HEMISPHERE = 90  # degrees from there, beyond which the middle of the ways takes its place
FARTHEST = 140  # degrees from the middle, beyond which land is drawn wrong or inside out
HALF = 180


@cache
def _projection(middle: Middle) -> Transformer:
    lon, lat = middle
    plane = f"+proj=laea +lat_0={lat:g} +lon_0={lon:g} +datum=WGS84 +units=km"
    return Transformer.from_crs("EPSG:4326", plane, always_xy=True)


def flat(points: Points, middle: Middle = MIDDLE) -> Points:
    """
    Put longitudes and latitudes onto the plane, km.

    Examples
    --------
    >>> flat(np.array([[52.0, 40.0]])).round(6).tolist()
    [[0.0, 0.0]]
    """
    return np.column_stack(_projection(middle).transform(*np.asarray(points, dtype=float).T))


def angles(points: Points, middle: Middle = MIDDLE) -> Points:
    """
    Give how far each point lies from a place, degrees of a great circle.

    Examples
    --------
    >>> angles(np.array([[52.0, 40.0], [52.0, 70.0]])).round().tolist()
    [0.0, 30.0]
    """
    near = _on_globe(points) @ _on_globe(np.array([middle]))[0]
    return np.asarray(np.degrees(np.arccos(np.clip(near, -1, 1))))


def reach(points: Points, middle: Middle = MIDDLE) -> float:
    """
    Give how far points lie from a place, degrees of a great circle.

    Examples
    --------
    >>> round(reach(np.array([[52.0, 40.0], [52.0, 70.0]])))
    30
    """
    return float(angles(points, middle).max(initial=0.0))


def middle_of(points: Points) -> Middle:
    """
    Choose the middle of the plane: the corridor's, or that of points that lie far round the globe.

    Parameters
    ----------
    points
        Longitudes and latitudes, degrees.

    Returns
    -------
    lon, lat
        Whole degrees.

    Examples
    --------
    >>> middle_of(np.array([[170.0, 0.0], [-150.0, 0.0]])), middle_of(np.array([[72.8, 19.0]]))
    ((-170.0, 0.0), (52.0, 40.0))
    """
    if reach(points) <= HEMISPHERE:
        return MIDDLE
    x, y, z = _on_globe(points).mean(axis=0)
    lon, lat = np.degrees([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))]).round().tolist()
    return lon, lat


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
    far = spots[angles(spots, middle) > FARTHEST]
    cells = shapely.box(*(far - 0.5).T, *(far + 0.5).T)
    whole = shapely.make_valid(np.array(list(land), dtype=object))
    left = shapely.get_parts(shapely.difference(whole, shapely.coverage_union_all(cells)))
    polygons: NDArray[np.object_] = left[shapely.area(left) > 0]
    return polygons


def _on_globe(points: np.ndarray) -> np.ndarray:
    """Turn degrees into unit vectors."""
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
