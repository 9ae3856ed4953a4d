"""What can be seen over water: lines of sight past land with a margin, barriers and capes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.ndimage import binary_erosion

from instc.build.coast import polygons_of
from instc.build.geodesy import (
    KM_PER_DEGREE,
    PIECE_KM,
    POLE,
    along,
    arcs,
    latitude,
    mercator,
    sphere_km,
)

if TYPE_CHECKING:
    from instc.build.geodesy import Flags, Floats, Points, Shapes

TILE_DEGREES = 2.0
FEW_POINTS = 40  # a piece of so few points need not be cut further
RASTER_DEGREES = 0.1
STEP_KM = 10.0
SIEVED_KM = 60.0  # shorter lines may run through water that is narrower than the raster shows
SAMPLES = (7, 31, 127, 511)  # points of a line that are looked up in the raster, time after time
SAMPLES_AT_ONCE, LINES_AT_ONCE = 2_000_000, 50_000
CAPE_DEGREES = 0.06  # how coarse the outline is that capes are read from
CAPE_TURN = 15.0  # degrees: how sharp a corner is a cape
SEAM_DEGREES = 30.0  # land this near the 180th meridian stands on both sides of it


def barriers(lines: list[shapely.LineString]) -> shapely.STRtree:
    """Index lines that only lanes may cross, EPSG:4326, on Mercator's plane."""
    shapes = np.array(lines, dtype=object)
    return shapely.STRtree(shapely.transform(shapes, mercator))


def crosses(start: Points, end: Points, barred: shapely.STRtree) -> Flags:
    """Tell which great circles cross one of the `barriers`."""
    answer = np.zeros(len(start), dtype=bool)
    if len(barred) and len(start):
        lines, owner = arcs(start, end)
        answer[owner[barred.query(lines, predicate="intersects")[0]]] = True
    return answer


def land_pieces(polygons: list[shapely.Polygon], least_km2: float) -> Shapes:
    """
    Cut land into small pieces on Mercator's plane.

    Parameters
    ----------
    polygons
        EPSG:4326.
    least_km2
        Smaller islands are left out.

    Returns
    -------
    pieces
        Polygons in Mercator degrees; those near the seam on both sides of it.
    """
    land = np.array(polygons, dtype=object)
    lat = shapely.get_y(shapely.centroid(land))
    area = shapely.area(land) * KM_PER_DEGREE**2 * np.cos(np.radians(lat))
    found: list[shapely.Polygon] = []
    for polygon in land[area >= least_km2]:
        found += _cut(polygon)
    cut = np.array(found, dtype=object)
    west, _, east, _ = shapely.bounds(cut).T
    beyond_east = _shifted(cut[west < SEAM_DEGREES - 180], 360)
    beyond_west = _shifted(cut[east > 180 - SEAM_DEGREES], -360)
    whole = np.concatenate([cut, beyond_east, beyond_west])
    pieces: Shapes = shapely.transform(whole, mercator)
    return pieces


def _shifted(shapes: Shapes, degrees: float) -> Shapes:
    """Move shapes along the equator."""
    shift = np.array([degrees, 0])
    moved: Shapes = shapely.transform(shapes, lambda points: points + shift)
    return moved


def _cut(polygon: shapely.Polygon) -> list[shapely.Polygon]:
    """Halve a polygon across its longer side until its pieces are small or simple."""
    whole, pieces = [polygon], []
    while whole:
        part = whole.pop()
        west, south, east, north = part.bounds
        small = max(east - west, north - south) <= TILE_DEGREES
        if small or shapely.get_num_coordinates(part) < FEW_POINTS:
            pieces.append(part)
            continue
        for half in _halves(west, south, east, north):
            whole += polygons_of(shapely.intersection(part, half))
    return pieces


def _halves(west: float, south: float, east: float, north: float) -> list[shapely.Polygon]:
    """Halve a box across its longer side."""
    if east - west > north - south:
        x = (west + east) / 2
        first, second = (west, south, x, north), (x, south, east, north)
    else:
        y = (south + north) / 2
        first, second = (west, south, east, y), (west, y, east, north)
    return [shapely.box(*first), shapely.box(*second)]


@dataclass(frozen=True, eq=False)
class Sight:
    """
    Land grown by a margin, and what can be seen past it.

    Parameters
    ----------
    pieces
        From `land_pieces`.
    margin_km
        How far off the shore a line of sight stays.
    """

    pieces: Shapes
    margin_km: float

    @cached_property
    def grown(self) -> Shapes:
        """Pieces with their margin, Mercator degrees."""
        if self.margin_km == 0 or not len(self.pieces):
            return self.pieces
        lat = latitude(shapely.get_y(shapely.centroid(self.pieces)))
        margin = self.margin_km / (KM_PER_DEGREE * np.cos(np.radians(lat)))
        grown: Shapes = shapely.buffer(self.pieces, margin, quad_segs=2)
        shapely.prepare(grown)
        return grown

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the grown pieces."""
        return shapely.STRtree(self.grown)

    @cached_property
    def raster(self) -> Flags:
        """Cells of 0.1 degrees, from the south and the west, whose middle is land or margin."""
        columns, rows = int(360 / RASTER_DEGREES), int(2 * POLE / RASTER_DEGREES)
        lon = (np.arange(columns) + 0.5) * RASTER_DEGREES - 180
        lat = (np.arange(rows) + 0.5) * RASTER_DEGREES - POLE
        _, y = mercator(np.column_stack([np.zeros(rows), lat])).T
        land = np.zeros((rows, columns), dtype=bool)
        bounds = shapely.bounds(self.grown)
        for piece, (west, south, east, north) in zip(self.grown, bounds, strict=True):
            left, right = np.searchsorted(lon, [west, east])
            low, high = np.searchsorted(y, [south, north])
            if left < right and low < high:
                spots = np.meshgrid(lon[left:right], y[low:high])
                land[low:high, left:right] |= shapely.contains_xy(piece, *spots)
        return land

    @cached_property
    def inland(self) -> Flags:
        """Cells that are land all round: no line of sight passes there."""
        around = np.ones((3, 3))
        return np.asarray(binary_erosion(self.raster, around, border_value=1))

    def covers(self, points: Points) -> Flags:
        """Tell which points lie on land or inside the margin."""
        return self._met(points, predicate="intersects")

    def near(self, points: Points, reach: Floats | float) -> Flags:
        """Tell which points lie within a reach, Mercator degrees, of land or margin."""
        return self._met(points, predicate="dwithin", distance=reach)

    def _met(self, points: Points, **relation: str | Floats | float) -> Flags:
        """Tell which points stand in a relation to a grown piece."""
        met = np.zeros(len(points), dtype=bool)
        if len(self.pieces):
            spots = shapely.points(mercator(points))
            met[self.tree.query(spots, **relation)[0]] = True
        return met

    def clear(self, start: Points, end: Points) -> Flags:
        """Tell which great circles meet no land or margin."""
        if not len(self.pieces) or not len(start):
            return np.ones(len(start), dtype=bool)
        clear = self._sieve(start, end)
        parts = max(1, int(clear.sum()) // LINES_AT_ONCE)
        for left in np.array_split(np.flatnonzero(clear), parts):
            lines, owner = arcs(start[left], end[left])
            met = np.unique(self.tree.query(lines, predicate="intersects")[0])
            clear[left[owner[met]]] = False
        return clear

    def _sieve(self, start: Points, end: Points) -> Flags:
        """Leave out what surely crosses land, by ever more points: exact tests are slow."""
        clear = np.ones(len(start), dtype=bool)
        steps = np.maximum(2, sphere_km(start, end) / STEP_KM).astype(int)
        long = steps > SIEVED_KM / STEP_KM
        for samples in SAMPLES:
            left = np.flatnonzero(clear & long & (steps > samples / 4))
            parts = max(1, len(left) * samples // SAMPLES_AT_ONCE)
            for some in np.array_split(left, parts):
                clear[some] = ~self._meets_inland(start[some], end[some], samples)
        return clear

    def _meets_inland(self, start: Points, end: Points, samples: int) -> Flags:
        """Tell of which great circles one of some points, evenly spread, lies inland."""
        share = (np.arange(samples) + 0.5)[None] / samples
        lon, lat = np.moveaxis(along(start, end, share), -1, 0)
        rows, columns = self.inland.shape
        north, east = (lat + POLE) / RASTER_DEGREES, (lon + 180) / RASTER_DEGREES
        row = np.clip(north, 0, rows - 1).astype(int)
        column = east.astype(int) % columns
        return np.asarray(self.inland[row, column].any(axis=1))

    def km_over(self, start: Points, end: Points) -> Floats:
        """Measure how much of each great circle lies on land or in the margin, km on a sphere."""
        length = np.zeros(len(start))
        if not len(self.pieces) or not len(start):
            return length
        lines, owner = arcs(start, end, PIECE_KM / 2)
        line, piece = self.tree.query(lines, predicate="intersects")
        lat = latitude(shapely.get_y(shapely.centroid(lines[line])))
        on_land = shapely.intersection(lines[line], self.grown[piece])
        km = shapely.length(on_land) * KM_PER_DEGREE * np.cos(np.radians(lat))
        np.add.at(length, owner[line], km)
        return length


class Waters(NamedTuple):
    """
    Where a lane may run.

    Attributes
    ----------
    ground
        Land without a margin.
    narrow, wide
        Land with the margin of short lines near the shore, and with that of the open sea.
    barriers
        Lines that only a lane of the open network may cross: gates, shoals, and ways that are
        closed to the sea.
    """

    ground: Sight
    narrow: Sight
    wide: Sight
    barriers: shapely.STRtree


def capes(pieces: Shapes, off_km: float) -> Points:
    """
    List the corners that ships round, off the shore by some km.

    Returns
    -------
    points
        Where the outline of the `land_pieces`, coarsened, turns away by more than 15 degrees;
        sorted.
    """
    land = shapely.union_all(Sight(pieces, off_km).grown)
    outline = shapely.simplify(land, CAPE_DEGREES)
    found = [np.empty((0, 2))]
    for polygon in shapely.get_parts(outline):
        shore = shapely.geometry.polygon.orient(polygon).exterior
        corners = shapely.get_coordinates(shore)[:-1]
        found.append(corners[_turns(corners) > CAPE_TURN])
    x, y = np.concatenate(found).T
    points = np.column_stack([x, latitude(y)])
    in_range = (np.abs(points) < (180, POLE - 1)).all(axis=1)
    return np.unique(points[in_range].round(3), axis=0)


def _turns(corners: Floats) -> Floats:
    """Measure how far a closed line turns to the left at each corner, degrees."""
    came = corners - np.roll(corners, 1, axis=0)
    goes = np.roll(corners, -1, axis=0) - corners
    (came_x, came_y), (goes_x, goes_y) = came.T, goes.T
    across = came_x * goes_y - came_y * goes_x
    onward = np.sum(came * goes, axis=1)
    return np.asarray(np.degrees(np.arctan2(across, onward)))
