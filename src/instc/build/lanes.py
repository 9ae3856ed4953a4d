"""The open marine network, repaired, with straits as gates."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from instc.errors import NetworkError

GEOD = Geod(ellps="WGS84")
JOIN_KM = 60.0  # an added lane is joined to others this near
LONGEST_PIECE_KM = 200.0

Point = tuple[float, float] | tuple[float, float, str]  # the third says on which side of a gate


@dataclass
class Lanes:
    """
    Straight pieces between points, while they are being repaired.

    Attributes
    ----------
    pieces
        Pairs of points (lon, lat), the smaller point first.
    """

    pieces: dict[tuple[Point, Point], None] = field(default_factory=dict)

    def add(self, start: Point, end: Point) -> None:
        """Add a piece unless it has no length."""
        if start != end:
            self.pieces[_ordered(start, end)] = None

    def drop(self, start: Point, end: Point) -> None:
        """Remove a piece."""
        del self.pieces[_ordered(start, end)]

    def array(self) -> NDArray[np.float64]:
        """Give the pieces as coordinates, pieces x 2 ends x 2."""
        return np.array([[start[:2], end[:2]] for start, end in self.pieces], dtype=float)

    def crossing(self, line: shapely.LineString) -> list[tuple[Point, Point]]:
        """List the pieces that cross a line."""
        hit = shapely.intersects(shapely.linestrings(self.array()), line)
        return [piece for piece, crosses in zip(self.pieces, hit, strict=True) if crosses]


def _ordered(start: Point, end: Point) -> tuple[Point, Point]:
    return (start, end) if start < end else (end, start)


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

    Examples
    --------
    >>> none = pd.DataFrame(columns=["passage_id", "line", "repair_id", "action"])
    >>> list(repaired_lanes([[(0.0, 0.0), (1.0, 0.0)]], none, none)[0].pieces)
    [((0.0, 0.0), (1.0, 0.0))]
    """
    lanes = Lanes()
    for line in marnet:
        points = [_normal(point) for point in line]
        for start, end in pairwise(points):
            if abs(start[0] - end[0]) < 180:  # noqa: PLR2004  (a piece that goes round the world is a seam)
                _add_geodesic(lanes, start, end)
    _repair(lanes, repairs)
    return lanes, {
        row.passage_id: _cut_gate(lanes, row.passage_id, row.line) for row in passages.itertuples()
    }


def _add_geodesic(lanes: Lanes, start: Point, end: Point) -> None:
    """Bend a long piece to its great circle, so that cutting it later does not lengthen it."""
    if end < start:
        start, end = end, start
    count = int(GEOD.inv(start[0], start[1], end[0], end[1])[2] / 1000 // LONGEST_PIECE_KM)
    inner = (
        [_normal(point) for point in GEOD.npts(start[0], start[1], end[0], end[1], count)]
        if count
        else []
    )
    points = [start, *inner, end]
    for first, last in pairwise(points):
        lanes.add(first, last)


def _normal(point: Point) -> Point:
    lon = (point[0] + 180) % 360 - 180
    return (round(lon, 5), round(float(point[1]), 5))


def _repair(lanes: Lanes, repairs: pd.DataFrame) -> None:
    for row in repairs[repairs["action"].isin(["drop", "river"])].itertuples():
        hit = lanes.crossing(shapely.from_wkt(row.line))
        if not hit:
            raise NetworkError(f"sea_lane_repairs.csv, {row.repair_id}: no lane crosses this line")
        for start, end in hit:
            lanes.drop(start, end)
    for row in repairs[repairs["action"] == "lane"].itertuples():
        points = [_normal(point) for point in shapely.from_wkt(row.line).coords]
        points[0] = _nearest_on(lanes, points[0])
        if not row.unlocode:
            points[-1] = _nearest_on(lanes, points[-1])
        for start, end in pairwise(points):
            _add_geodesic(lanes, start, end)


def _nearest_on(lanes: Lanes, point: Point) -> Point:
    """Join a point to the nearest lane, within 60 km, and split that lane there; else leave it free."""
    pieces = lanes.array()
    spots, km = _nearest_points(pieces, point)
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


def _nearest_points(
    pieces: NDArray[np.float64], point: Point
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the point of each piece that comes nearest, on a plane with the latitude's own scale, and its geodesic distance."""
    scale = np.array([max(np.cos(np.radians(point[1])), 0.05), 1.0])
    start, along = (pieces[:, 0] - point[:2]) * scale, (pieces[:, 1] - pieces[:, 0]) * scale
    share = np.clip(-(start * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
    spots = pieces[:, 0] + share[:, None] * (pieces[:, 1] - pieces[:, 0])
    here = np.broadcast_to(point[:2], spots.shape)
    return spots, GEOD.inv(spots[:, 0], spots[:, 1], here[:, 0], here[:, 1])[2] / 1000


def _cut_gate(lanes: Lanes, passage_id: str, wkt: str) -> Point:
    line = shapely.from_wkt(wkt)
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    hit = lanes.crossing(line)
    if not hit:
        raise NetworkError(f"passages.csv, {passage_id}: no lane crosses this line")
    drawn = shapely.linestrings([[start[:2], end[:2]] for start, end in hit])
    crossings = shapely.get_coordinates(shapely.centroid(shapely.intersection(drawn, line)))
    middle = shapely.get_coordinates(line.interpolate(0.5, normalized=True))[0]
    gate = _normal(tuple(crossings[np.argmin(np.hypot(*(crossings - middle).T))]))
    for start, end in hit:
        lanes.drop(start, end)
        side = np.sign((x1 - x0) * (start[1] - y0) - (y1 - y0) * (start[0] - x0))
        first, last = (
            (start, end) if side > 0 else (end, start)
        )  # a lies to the left of the line, b to the right
        lanes.add(first, (*gate, "a"))
        lanes.add(last, (*gate, "b"))
    return gate
