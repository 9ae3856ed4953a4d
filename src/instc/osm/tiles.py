"""A long line cut into areas that a server answers for."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import shapely
from pyproj import Transformer

from instc.ellipsoid import wgs84

LONGEST_KM, BUFFER_KM, WIDER_KM = 150.0, 30.0, 60.0
STEP_KM = 15.0
COARSE_M = 1000.0
ZONE_DEGREES, ZONES = 6, 60  # of UTM
NORTH_CODE, SOUTH_CODE = 32600, 32700  # EPSG, before the number of the zone

Spot = tuple[float, ...]


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
    """
    if line.is_empty:
        return []
    return [_buffered(run, buffer_km) for run in _runs(line)]


def _km(start: Spot, end: Spot) -> float:
    """Measure a geodesic, km."""
    return float(wgs84().inv(start[0], start[1], end[0], end[1])[2]) / 1000


def _runs(line: shapely.LineString) -> list[shapely.LineString]:
    """Follow the line, and cut it where 150 km are full."""
    points, runs, length = [line.coords[0]], [], 0.0
    for end in _steps(line):
        step = _km(points[-1], end)
        if length + step > LONGEST_KM and len(points) > 1:
            runs.append(shapely.LineString(points))
            points, length = points[-1:], 0.0
        points.append(end)
        length += step
    return [*runs, shapely.LineString(points)]


def _steps(line: shapely.LineString) -> list[Spot]:
    """List the points after the first, at most 15 km apart."""
    steps: list[Spot] = []
    for start, end in pairwise(line.coords):
        count = math.ceil(_km(start, end) / STEP_KM)
        if count > 1:
            steps += wgs84().npts(start[0], start[1], end[0], end[1], count - 1)
        steps.append(end)
    return steps


def _buffered(run: shapely.LineString, buffer_km: float) -> shapely.Polygon:
    """Buffer a run in the zone of UTM in which its middle lies."""
    middle = run.interpolate(0.5, normalized=True)
    number = int((middle.x + 180) // ZONE_DEGREES) % ZONES + 1
    there, back = _zone(number, north=middle.y >= 0)
    flat = shapely.transform(run, there.transform, interleaved=False).simplify(COARSE_M)
    wide = flat.buffer(buffer_km * 1000, quad_segs=4)
    area: shapely.Polygon = shapely.transform(wide, back.transform, interleaved=False)
    return area


@lru_cache(maxsize=128)
def _zone(number: int, *, north: bool) -> tuple[Transformer, Transformer]:
    """Turn degrees into metres of a zone of UTM, and back."""
    code = NORTH_CODE if north else SOUTH_CODE
    zone, world = f"EPSG:{code + number}", "EPSG:4326"
    there = Transformer.from_crs(world, zone, always_xy=True)
    return there, Transformer.from_crs(zone, world, always_xy=True)


def halves(area: shapely.Polygon) -> list[shapely.Polygon]:
    """Cut an area in two, across its longer side; into more where it is not convex."""
    west, south, east, north = area.bounds
    if east - west > north - south:
        middle = (west + east) / 2
        boxes = [(west, south, middle, north), (middle, south, east, north)]
    else:
        middle = (south + north) / 2
        boxes = [(west, south, east, middle), (west, middle, east, north)]
    found = [shapely.intersection(area, shapely.box(*corners)) for corners in boxes]
    return [part for part in shapely.get_parts(found) if part.geom_type == "Polygon"]
