"""Where land is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.errors import TableError
from instc.lazily import shapely
from instc.network.load import no_layer
from instc.tables.schema import read_json

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@cache
def load_land(folder: Path) -> NDArray[np.object_]:
    """
    Load the land polygons from a folder that holds ``geodata``.

    Returns
    -------
    polygons
        Prepared polygons, EPSG:4326; seas and the Caspian are no land.

    Raises
    ------
    TableError
        The file is missing or broken.
    """
    path = folder / "geodata" / "land.topojson"
    made = []
    try:
        topology = read_json(path)
        arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
        for shape in topology["objects"]["land"]["geometries"]:
            for rings in _parts(shape):
                outer, *holes = [_ring(numbers, arcs) for numbers in rings]
                made.append(shapely.Polygon(outer, holes))
    except no_layer() as error:
        raise TableError(f"{path}: not the land layer of this package ({error})") from error
    polygons = np.array(made, dtype=object)
    shapely.prepare(polygons)
    return polygons


def is_land(polygons: NDArray[np.object_], lon: float, lat: float) -> bool:
    """Tell whether a point lies on land, by the polygons of `load_land`; degrees, WGS 84."""
    return bool(shapely.contains_xy(polygons, lon, lat).any())


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> NDArray[np.float64]:
    """Give the places of an arc, which the file holds as steps in whole units."""
    return np.cumsum(np.array(arc), axis=0) * transform["scale"] + transform["translate"]


def _parts(shape: dict[str, Any]) -> list[list[list[int]]]:
    """Give the rings of each polygon of a shape, the outer one first."""
    parts: list[Any] = shape["arcs"]
    if shape["type"] == "MultiPolygon":
        return parts
    return [parts]


def _ring(numbers: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Tie arcs into a ring; ``~number`` is an arc from its end, and each starts where one ended."""
    ring: list[NDArray[np.float64]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.append(arc[1:] if ring else arc)
    return np.concatenate(ring)
