"""A long line cut into areas that a server answers for."""

from __future__ import annotations

import math
from functools import lru_cache

import shapely
from pyproj import Geod, Transformer

GEOD = Geod(ellps="WGS84")
LONGEST_KM, BUFFER_KM, WIDER_KM = 150.0, 30.0, 60.0
STEP_M = 15_000


def tiles(line: shapely.LineString, buffer_km: float = BUFFER_KM) -> list[shapely.Polygon]:
    """
    Cut a line into geodesic runs of at most 150 km, and buffer each in its own zone.

    Parameters
    ----------
    line
        EPSG:4326.
    buffer_km
        On each side, km.

    Returns
    -------
    areas
        Polygons in order, EPSG:4326.

    Examples
    --------
    >>> len(tiles(shapely.LineString([(0, 0), (3, 0)])))
    3
    """
    return [_buffered(run, buffer_km) for run in _runs(line)] if not line.is_empty else []


def _runs(line: shapely.LineString) -> list[shapely.LineString]:
    """Follow the line, and cut it where 150 km are full."""
    points, runs, length = [line.coords[0]], [], 0.0
    for end in _steps(line):
        step = GEOD.inv(*points[-1][:2], *end[:2])[2] / 1000
        if length + step > LONGEST_KM and len(points) > 1:
            runs.append(shapely.LineString(points))
            points, length = points[-1:], 0.0
        points.append(end)
        length += step
    return [*runs, shapely.LineString(points)]


def _steps(line: shapely.LineString) -> list[tuple[float, ...]]:
    steps: list[tuple[float, ...]] = []
    for start, end in zip(line.coords, line.coords[1:], strict=False):
        count = math.ceil(GEOD.inv(*start[:2], *end[:2])[2] / STEP_M)
        steps += [
            *(GEOD.npts(start[0], start[1], end[0], end[1], count - 1) if count > 1 else []),
            end,
        ]
    return steps


def _buffered(run: shapely.LineString, buffer_km: float) -> shapely.Polygon:
    middle = run.interpolate(0.5, normalized=True)
    there, back = _zone(int((middle.x + 180) // 6) % 60 + 1, north=middle.y >= 0)
    flat = (
        shapely.transform(run, there.transform, interleaved=False)
        .simplify(1000)
        .buffer(buffer_km * 1000, quad_segs=4)
    )
    area: shapely.Polygon = shapely.transform(flat, back.transform, interleaved=False)
    return area


@lru_cache(maxsize=128)
def _zone(number: int, *, north: bool) -> tuple[Transformer, Transformer]:
    """Turn degrees into metres of a zone of UTM, and back."""
    code = f"EPSG:{(32600 if north else 32700) + number}"
    return Transformer.from_crs("EPSG:4326", code, always_xy=True), Transformer.from_crs(
        code, "EPSG:4326", always_xy=True
    )


def halves(area: shapely.Polygon) -> list[shapely.Polygon]:
    """
    Cut an area in two, across its longer side.

    Parameters
    ----------
    area
        EPSG:4326.

    Returns
    -------
    areas
        Two, or more where the area is not convex.

    Examples
    --------
    >>> [half.bounds for half in halves(shapely.box(0, 0, 4, 1))]
    [(0.0, 0.0, 2.0, 1.0), (2.0, 0.0, 4.0, 1.0)]
    """
    west, south, east, north = area.bounds
    x, y = ((west + east) / 2, (south + north) / 2)
    boxes = (
        [(west, south, x, north), (x, south, east, north)]
        if east - west > north - south
        else [(west, south, east, y), (west, y, east, north)]
    )
    return [
        part
        for corners in boxes
        for part in shapely.get_parts(shapely.intersection(area, shapely.box(*corners)))
        if part.geom_type == "Polygon"
    ]
