"""Where land is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from instc.errors import TableError
from instc.tables.schema import read_json

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@cache
def load_land(folder: Path) -> NDArray[np.object_]:
    """
    Load the land polygons.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.

    Returns
    -------
    polygons
        Prepared polygons, EPSG:4326; seas and the Caspian are no land.

    Raises
    ------
    TableError
        The file is missing or broken.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> len(load_land(data_dir())) > 100
    True
    """
    path = folder / "geodata" / "land.topojson"
    try:
        topology = read_json(path)
        arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
        shapes = topology["objects"]["land"]["geometries"]
        rings = [
            [_ring(ring, arcs) for ring in polygon]
            for shape in shapes
            for polygon in (shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]])
        ]
    except (
        OSError,
        ValueError,
        RecursionError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise TableError(f"{path}: not the land layer of this package ({error})") from error
    polygons = np.array([shapely.Polygon(outer, holes) for outer, *holes in rings], dtype=object)
    shapely.prepare(polygons)
    return polygons


def is_land(polygons: NDArray[np.object_], lon: float, lat: float) -> bool:
    """
    Tell whether a point lies on land.

    Parameters
    ----------
    polygons
        From `load_land`.
    lon, lat
        Degrees, WGS 84.

    Returns
    -------
    answer
        True on land.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> is_land(load_land(data_dir()), 51.4, 35.7), is_land(load_land(data_dir()), 51.0, 42.0)
    (True, False)
    """
    return bool(shapely.contains_xy(polygons, lon, lat).any())


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> NDArray[np.float64]:
    return np.cumsum(np.array(arc), axis=0) * transform["scale"] + transform["translate"]


def _ring(numbers: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
