"""The open marine network, repaired, with straits as gates."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from instc.build.geodesy import distance_km
from instc.ellipsoid import wgs84
from instc.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from instc.build.geodesy import Floats, Points

JOIN_KM = 60.0  # an added lane is joined to others this near
ON_GATE_DEGREES = 1e-5  # who ends so near a gate's line ends on it: coordinates are kept to 1 m
LONGEST_PIECE_KM = 200.0
SEAM_DEGREES = 180.0  # a piece over so much longitude goes round the world
LEAST_SCALE = 0.05  # of longitude, near the poles
DECIMALS = 5

Point = tuple[float, float] | tuple[float, float, str]  # the third says on which side of a gate
Piece = tuple[Point, Point]


@dataclass
class Lanes:
    """
    Straight pieces between points, while they are being repaired.

    Attributes
    ----------
    pieces
        Pairs of points (lon, lat), the smaller point first.
    """

    pieces: dict[Piece, None] = field(default_factory=dict)

    def add(self, start: Point, end: Point) -> None:
        """Add a piece unless it has no length."""
        if start != end:
            self.pieces[_ordered(start, end)] = None

    def drop(self, start: Point, end: Point) -> None:
        """Remove a piece."""
        del self.pieces[_ordered(start, end)]

    def array(self) -> Points:
        """Give the pieces as coordinates, pieces x 2 ends x 2."""
        return _coordinates(self.pieces)

    def crossing(self, line: shapely.LineString, within: float = 0.0) -> list[Piece]:
        """List the pieces that cross a line, or come so near to it, degrees."""
        hit = shapely.dwithin(shapely.linestrings(self.array()), line, within)
        return [piece for piece, crosses in zip(self.pieces, hit, strict=True) if crosses]


def _coordinates(pieces: Iterable[Piece]) -> Points:
    """Give pieces as coordinates, pieces x 2 ends x 2."""
    ends = [(start[:2], end[:2]) for start, end in pieces]
    return np.array(ends, dtype=float)


def _ordered(start: Point, end: Point) -> Piece:
    """Put the smaller point first."""
    if start < end:
        return start, end
    return end, start


def repaired_lanes(
    marnet: list[list[Point]], repairs: pd.DataFrame, passages: pd.DataFrame
) -> tuple[Lanes, dict[str, Point]]:
    """
    Repair the open marine network, and cut it at the gates.

    Parameters
    ----------
    marnet
        Lines of the network, lon and lat in degrees.
    repairs, passages
        Tables of the seeds.

    Returns
    -------
    lanes, gates
        Pieces that end at the two sides of the gates they crossed; the place of each gate.

    Raises
    ------
    NetworkError
        A passage or a repair touches no lane.
    """
    lanes = _lanes(marnet)
    for row in repairs.itertuples():
        if row.action in {"drop", "river"}:
            line = shapely.from_wkt(row.line)
            _drop_crossing(lanes, line, f"sea_lane_repairs.csv, {row.repair_id}")
    for row in repairs.itertuples():
        if row.action == "lane":
            line = shapely.from_wkt(row.line)
            _add_lane(lanes, line, joined_at_end=not row.unlocode)
    gates = {}
    for row in passages.itertuples():
        line = shapely.from_wkt(row.line)
        gates[row.passage_id] = _cut_gate(lanes, line, f"passages.csv, {row.passage_id}")
    return lanes, gates


def _lanes(marnet: list[list[Point]]) -> Lanes:
    """Cut the lines of the network into pieces, but for those that go round the world."""
    lanes = Lanes()
    for line in marnet:
        points = list(map(_normal, line))
        for start, end in pairwise(points):
            if abs(start[0] - end[0]) < SEAM_DEGREES:
                _add_geodesic(lanes, start, end)
    return lanes


def _normal(point: Point) -> Point:
    """Round a point to five decimals, with its longitude from -180 to 180."""
    lon, lat = (point[0] + 180) % 360 - 180, float(point[1])
    return round(lon, DECIMALS), round(lat, DECIMALS)


def _add_geodesic(lanes: Lanes, start: Point, end: Point) -> None:
    """Bend a long piece to its great circle, so that cutting it later does not lengthen it."""
    start, end = _ordered(start, end)
    ends = *start[:2], *end[:2]
    count = int(wgs84().inv(*ends)[2] / 1000 // LONGEST_PIECE_KM)
    inner = []
    if count:
        inner = list(map(_normal, wgs84().npts(*ends, count)))
    for first, last in pairwise([start, *inner, end]):
        lanes.add(first, last)


def _drop_crossing(
    lanes: Lanes, line: shapely.LineString, row: str, within: float = 0.0
) -> list[Piece]:
    """Drop the pieces that cross the line of a row of a table, and list them."""
    hit = lanes.crossing(line, within)
    if not hit:
        raise NetworkError(
            f"{row}: no lane crosses this line (draw it across one, or add a lane to"
            " sea_lane_repairs.csv)"
        )
    for start, end in hit:
        lanes.drop(start, end)
    return hit


def _add_lane(lanes: Lanes, line: shapely.LineString, *, joined_at_end: bool) -> None:
    """Add a lane, joined at its beginning, and at its end unless that is a port."""
    points = list(map(_normal, line.coords))
    points[0] = _nearest_on(lanes, points[0])
    if joined_at_end:
        points[-1] = _nearest_on(lanes, points[-1])
    for start, end in pairwise(points):
        _add_geodesic(lanes, start, end)


def _nearest_on(lanes: Lanes, point: Point) -> Point:
    """Join a point to the nearest lane within 60 km, splitting that lane; else leave it free."""
    spots, km = _nearest_points(lanes.array(), point)
    best = int(np.argmin(km))
    if km[best] > JOIN_KM:
        return point
    spot = _normal(tuple(spots[best]))
    start, end = list(lanes.pieces)[best]
    if spot not in (start, end):
        lanes.drop(start, end)
        lanes.add(start, spot)
        lanes.add(spot, end)
    return spot


def _nearest_points(pieces: Points, point: Point) -> tuple[Points, Floats]:
    """Give the point of each piece that comes nearest on a plane, and its geodesic distance, km."""
    narrow = np.cos(np.radians(point[1]))
    scale = np.array([max(narrow, LEAST_SCALE), 1.0])
    first, last = pieces.swapaxes(0, 1)
    start, along = (first - point[:2]) * scale, (last - first) * scale
    share = -np.sum(start * along, axis=1) / np.sum(along**2, axis=1)
    share = np.clip(share, 0, 1)
    spots = first + share[:, None] * (last - first)
    here = np.broadcast_to(point[:2], spots.shape)
    return spots, distance_km(spots, here)


def _cut_gate(lanes: Lanes, line: shapely.LineString, row: str) -> Point:
    """
    Lead the pieces that cross a gate's line to its two sides: a to its left, b to its right.

    An end on the line is the gate itself: what lies beyond each piece's other end says its side.
    """
    hit = _drop_crossing(lanes, line, row, ON_GATE_DEGREES)
    gate = _middle_crossing(hit, line)
    for start, end in hit:
        sides = _side(start, line), _side(end, line)
        for side in "ab":
            if sides[0] == side:
                lanes.add(start, (*gate, side))
            if sides[1] == side:
                lanes.add(end, (*gate, side))
    return gate


def _side(point: Point, line: shapely.LineString) -> str:
    """Name the side of a line, from its first to its last point, that a point lies on, if any."""
    if shapely.distance(shapely.Point(point[:2]), line) <= ON_GATE_DEGREES:
        return ""
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    across = (x1 - x0) * (point[1] - y0)
    beyond = (y1 - y0) * (point[0] - x0)
    return "a" if across > beyond else "b"


def _middle_crossing(pieces: list[Piece], line: shapely.LineString) -> Point:
    """Find where, nearest to the middle of a line, a piece crosses it."""
    drawn = shapely.linestrings(_coordinates(pieces))
    meeting = shapely.shortest_line(line, drawn)
    crossings = shapely.get_coordinates(meeting)[::2]
    middle = shapely.get_coordinates(line.interpolate(0.5, normalized=True))[0]
    nearest = np.argmin(np.hypot(*(crossings - middle).T))
    return _normal(tuple(crossings[nearest]))
