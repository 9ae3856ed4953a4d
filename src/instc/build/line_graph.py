"""An open layer of lines as a graph: pieces between points, loose ends joined, shortest ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from instc.build.geodesy import EARTH_KM, distance_km, repeats, vectors

if TYPE_CHECKING:
    import geopandas as gpd

    from instc.build.geodesy import Flags, Floats, Numbers, Points

JOIN_KM = 10.0  # a loose end is joined to a stranger this near: a hole of the layer, straight
MEND_KM = 1.0  # and to its own network this near, if the way round is long
ROUND_KM = 15.0
STEP_KM = 2.0  # long pieces can be boarded this often
SNAP_KM = 10.0  # an end farther from the layer than this is not on it
SLACK_KM = 2.5  # an end may board where it suits, but not much farther than at the nearest point
SNAP_WEIGHT = 3.0  # a km beside the layer counts as this many on it
LEAST_SNAP_KM = 1e-6  # csgraph takes an edge without weight for none
BEND_KM = 10.0  # a longer piece is no shape: who boards inside it bends it


def both_ways(edges: Numbers, weight: Floats, size: int) -> csr_array:
    """Make a graph of ``size`` points of edges, two point numbers a row, to be used both ways."""
    tail, head = edges.T
    rows, columns = np.concatenate([tail, head]), np.concatenate([head, tail])
    weights = np.concatenate([weight, weight])
    return csr_array((weights, (rows, columns)), shape=(size, size))


def pairs_of(rows: list[tuple[int, int]]) -> Numbers:
    """Make an array of pairs of point numbers, also of none."""
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def each_once(pairs: Numbers) -> Numbers:
    """Sort pairs of point numbers, the smaller number first, and drop those that come again."""
    return np.unique(np.sort(pairs, axis=1), axis=0)


@dataclass(frozen=True, eq=False)
class Layer:
    """
    Points and the pieces between them.

    Attributes
    ----------
    points
        Lon and lat, degrees, one row a point.
    pieces
        Two point numbers a row, the smaller first.
    km
        Length of each piece as the layer records it, which is more than the straight line where
        the layer was thinned.
    chord_km
        For each piece, how far the layer runs straight there.
    drawn
        How many of the points are the layer's own; those after them only divide long pieces.
    """

    points: Points
    pieces: Numbers
    km: Floats
    chord_km: Floats
    drawn: int

    @cached_property
    def graph(self) -> csr_array:
        """Both directions of each piece, weighted by km."""
        return both_ways(self.pieces, self.km, len(self.points))

    def without_chords(self, longest_km: float) -> Layer:
        """Leave out pieces of longer straight runs: they are no shape."""
        kept = self.chord_km <= longest_km
        pieces, chord_km = self.pieces[kept], self.chord_km[kept]
        return replace(self, pieces=pieces, km=self.km[kept], chord_km=chord_km)

    @cached_property
    def bends(self) -> Flags:
        """Which points only divide a piece that is too long to be a shape."""
        inside = np.zeros(len(self.points), dtype=bool)
        long = self.chord_km > BEND_KM
        inside[self.pieces[long].reshape(-1)] = True
        inside[: self.drawn] = False
        return inside


def read_layer(lines: gpd.GeoSeries, km: Floats | None = None) -> Layer:
    """
    Turn lines into a graph that meets wherever two lines share a point, and join its loose ends.

    Parameters
    ----------
    lines
        LineStrings and MultiLineStrings, EPSG:4326.
    km
        Length of each piece in the order of the lines, where the layer records it; geodesic
        otherwise, and never less than that.

    Returns
    -------
    layer
        Points in sorted order. A loose end is joined to the nearest other component within 10 km,
        or to its own network within 1 km if the way round is over 15 km: joining all that is near
        would tie parallel tracks together.
    """
    parts = shapely.get_parts(lines.to_numpy())
    coordinates, line = shapely.get_coordinates(parts, return_index=True)
    points, number = np.unique(coordinates, axis=0, return_inverse=True)
    number = number.reshape(-1)
    steps = np.column_stack([number[:-1], number[1:]])
    same_line = line[:-1] == line[1:]
    pieces = np.sort(steps[same_line], axis=1)
    length = distance_km(*points[pieces.T])
    if km is not None:
        length = np.maximum(length, km)
    pieces, first = np.unique(pieces, axis=0, return_index=True)
    real = pieces[:, 0] != pieces[:, 1]
    return _joined(_divided(points, pieces[real], length[first][real]))


def _divided(points: Points, pieces: Numbers, length: Floats) -> Layer:
    """Put points on long pieces, so that a station beside one can board there."""
    start, end = points[pieces.T]
    km = distance_km(start, end)
    steps = np.ceil(km / STEP_KM).astype(np.int64)
    steps = np.maximum(steps, 1)
    owner, step = repeats(steps)
    first = len(points) + np.cumsum(steps - 1) - (steps - 1)
    inner = first[owner] + step  # number of the point where a step ends, but for the last
    last = step == steps[owner] - 1
    tail = np.where(step == 0, pieces[owner, 0], inner - 1)
    head = np.where(last, pieces[owner, 1], inner)
    on = owner[~last]
    share = (step[~last] + 1) / steps[on]
    whole = (end - start)[on]
    between = start[on] + share[:, None] * whole
    return Layer(
        points=np.vstack([points, between]),
        pieces=np.sort(np.column_stack([tail, head]), axis=1),
        km=(length / steps)[owner],
        chord_km=km[owner],
        drawn=len(points),
    )


def _joined(layer: Layer) -> Layer:
    """Add straight pieces where loose ends are joined."""
    joints = _joints(layer)
    gap = distance_km(*layer.points[joints.T])
    pieces = np.concatenate([layer.pieces, joints])
    km = np.concatenate([layer.km, gap])
    chord_km = np.concatenate([layer.chord_km, gap])
    return replace(layer, pieces=pieces, km=km, chord_km=chord_km)


def _joints(layer: Layer) -> Numbers:
    """Pair each loose end with the point that it is joined to, if there is one."""
    _, component = connected_components(layer.graph, directed=False)
    loose = np.flatnonzero(np.diff(layer.graph.indptr) == 1)
    spots = EARTH_KM * vectors(layer.points)
    around = cKDTree(spots).query_ball_point(spots[loose], JOIN_KM)
    joints: list[tuple[int, int]] = []
    for end, near in zip(loose.tolist(), around, strict=True):
        others = np.array(sorted(near))
        there = layer.points[others]
        here = np.broadcast_to(layer.points[end], there.shape)
        km = distance_km(here, there)
        fit = component[others] != component[end]
        if (km < MEND_KM).sum() > 1 and not fit.any():
            around_km = dijkstra(layer.graph, indices=end, limit=ROUND_KM)[others]
            fit = (km < MEND_KM) & np.isinf(around_km)
        if fit.any():
            nearest = others[fit][np.argmin(km[fit])]
            joints.append((end, int(nearest)))
    return each_once(pairs_of(joints))


class Way(NamedTuple):
    """
    A way over a layer.

    Attributes
    ----------
    points
        Lon and lat of the layer's points in order of travel, without the two places and without
        where a long piece is boarded inside.
    km
        As the layer records it, with the way to it and from it.
    bends
        Whether the first and the last place lie beside a long piece, so that the line bends to
        them.
    """

    points: Points
    km: float
    bends: tuple[bool, bool]


class Ways:
    """
    Shortest ways over a layer between places beside it.

    Parameters
    ----------
    layer
        From `read_layer`.
    places
        Lon and lat, degrees. A way leaves and reaches the layer within 10 km of its place and
        passes through no other place: a place is two points, one to leave and one to reach.
    """

    def __init__(self, layer: Layer, places: Points) -> None:
        self.layer = layer
        self.places = len(places)
        count = len(layer.points)
        place, point, km = _boardings(layer, places)
        inner = layer.graph.tocoo()
        tail, head = inner.coords
        leave, reach = count + place, count + self.places + place
        rows = np.concatenate([tail, leave, point])
        columns = np.concatenate([head, point, reach])
        dear = km * SNAP_WEIGHT
        weights = np.concatenate([inner.data, dear, dear])
        size = count + 2 * self.places
        self.graph = csr_array((weights, (rows, columns)), shape=(size, size))

    def between(self, start: int, end: int, longest_km: float = np.inf) -> Way | None:
        """Find the shortest way between two place numbers, None if there is none so short."""
        count = len(self.layer.points)
        first, goal = count + start, count + self.places + end
        km, before = dijkstra(self.graph, indices=first, limit=longest_km, return_predecessors=True)
        passed = _traced(before, goal, count)
        if not passed:
            return None
        boarded, left = passed[0], passed[-1]
        beside = self.graph[first, boarded] + self.graph[left, goal]
        length = km[goal] - beside * (1 - 1 / SNAP_WEIGHT)
        return self._way(passed, float(length))

    def _way(self, passed: list[int], km: float) -> Way:
        """Make a way of the points that it passes, leaving out what only divides long pieces."""
        layer, ends = self.layer, (passed[0], passed[-1])
        first, last = layer.bends[list(ends)].tolist()
        boarded = {point for point in ends if not layer.bends[point]}
        shown = [point for point in passed if point < layer.drawn or point in boarded]
        return Way(layer.points[shown], km, (first, last))


def _traced(before: Numbers, goal: int, count: int) -> list[int]:
    """List the layer's points on the way to a goal, in order of travel."""
    passed, here = [], int(before[goal])
    while 0 <= here < count:
        passed.append(here)
        here = int(before[here])
    return passed[::-1]


def _boardings(layer: Layer, places: Points) -> tuple[Numbers, Numbers, Floats]:
    """Pair places with the points of the layer where a way may begin or end: place, point, km."""
    used = np.unique(layer.pieces)
    if not len(used) or not len(places):
        none = np.empty(0, dtype=np.int64)
        return none, none, np.empty(0)
    tree = cKDTree(EARTH_KM * vectors(layer.points[used]))
    near = tree.query_ball_point(EARTH_KM * vectors(places), SNAP_KM, return_sorted=True)
    count = list(map(len, near))
    place, _ = repeats(np.array(count))
    point = used[np.concatenate(near).astype(np.int64)]
    km = distance_km(places[place], layer.points[point])
    km = np.maximum(km, LEAST_SNAP_KM)
    nearest = np.full(len(places), np.inf)
    np.minimum.at(nearest, place, km)
    fits = km <= nearest[place] + SLACK_KM
    return place[fits], point[fits], km[fits]
