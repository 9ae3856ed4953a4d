"""Where land is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from instc.errors import TableError
from instc.tables.schema import read_json

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

UNREADABLE = (OSError, ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError)


@cache
def load_land(folder: Path) -> NDArray[np.object_]:
    """
    Load the land polygons, prepared, EPSG:4326; seas and the Caspian are no land.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.

    Raises
    ------
    TableError
        The file is missing or broken.
    """
    path = folder / "geodata" / "land.topojson"
    try:
        shapes = _polygons(read_json(path))
    except (*UNREADABLE, shapely.errors.ShapelyError) as error:
        raise TableError(f"{path}: not the land layer of this package ({error})") from error
    polygons = np.array(shapes, dtype=object)
    shapely.prepare(polygons)
    return polygons


def is_land(polygons: NDArray[np.object_], lon: float, lat: float) -> bool:
    """Tell whether a point lies on land: polygons of `load_land`, degrees, WGS 84."""
    return bool(shapely.contains_xy(polygons, lon, lat).any())


def _polygons(topology: dict[str, Any]) -> list[shapely.Polygon]:
    """Make polygons of the arcs that a topology shares among them."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(steps), axis=0) * scale + shift for steps in topology["arcs"]]
    arcs += [arc[::-1] for arc in reversed(arcs)]  # so that ~n, which is -n - 1, is n backwards
    numbered: list[list[list[int]]] = []
    for shape in topology["objects"]["land"]["geometries"]:
        if shape["type"] == "MultiPolygon":
            numbered += shape["arcs"]
        else:
            numbered.append(shape["arcs"])
    polygons = []
    for rings in numbered:
        outer, *holes = [_ring(numbers, arcs) for numbers in rings]
        polygons.append(shapely.Polygon(outer, holes))
    return polygons


def _ring(numbers: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Join arcs into a ring; each begins where the one before ends."""
    first, *others = [arcs[number] for number in numbers]
    return np.concatenate([first, *(part[1:] for part in others)])
