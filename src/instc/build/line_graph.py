"""An open layer of lines as a graph: pieces between points, loose ends joined, ways found over it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

GEOD = Geod(ellps="WGS84")
EARTH_KM = 6371.0
JOIN_KM = (
    10.0  # a loose end is joined to a stranger this near: a hole in the layer is drawn straight
)
MEND_KM = 1.0  # and to its own network this near, if the way round is long
ROUND_KM = 15.0
STEP_KM = 2.0  # long pieces can be boarded this often
SNAP_KM = 10.0  # an end farther from the layer than this is not on it
SLACK_KM = 2.5  # an end may board where it suits, but not much farther than at the nearest point
SNAP_WEIGHT = 3.0  # a km beside the layer counts as this many on it
BEND_KM = 10.0  # a longer piece is no shape: who boards inside it bends it, where a shorter one is boarded where it runs


@dataclass(frozen=True, eq=False)
class Layer:
    """
    Points and the pieces between them.

    Parameters
    ----------
    points
        Lon and lat, degrees, one row a point.
    pieces
        Two point numbers a row, the smaller first.
    km
        Length of each piece as the layer records it, which is more than the straight line where the layer was thinned.
    chord_km
        For each piece, how far the layer runs straight there.
    drawn
        How many of the points are the layer's own; those after them only divide long pieces.

    Examples
    --------
    >>> layer = Layer(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[0, 1]]), np.array([120.0]), np.array([111.3]), 2)
    >>> layer.graph.toarray().tolist()
    [[0.0, 120.0], [120.0, 0.0]]
    """

    points: NDArray[np.float64]
    pieces: NDArray[np.int64]
    km: NDArray[np.float64]
    chord_km: NDArray[np.float64]
    drawn: int

    @cached_property
    def graph(self) -> csr_array:
        """Both directions of each piece, weighted by km."""
        start, end = self.pieces.T
        rows, columns = np.concatenate([start, end]), np.concatenate([end, start])
        return csr_array(
            (np.concatenate([self.km, self.km]), (rows, columns)),
            shape=(len(self.points), len(self.points)),
        )

    def without_chords(self, longest_km: float) -> "Layer":
        """
        Leave out pieces that are too long to be a shape.

        Parameters
        ----------
        longest_km
            Longest straight run that stays.

        Returns
        -------
        layer
            The same points, fewer pieces.

        Examples
        --------
        >>> layer = read_layer(gpd.GeoSeries([shapely.LineString([(0, 0), (1, 0)])]))
        >>> len(layer.pieces), len(layer.without_chords(50).pieces)
        (56, 0)
        """
        kept = self.chord_km <= longest_km
        return replace(
            self, pieces=self.pieces[kept], km=self.km[kept], chord_km=self.chord_km[kept]
        )

    @cached_property
    def bends(self) -> NDArray[np.bool_]:
        """Which points only divide a piece that is too long to be a shape."""
        inside = np.zeros(len(self.points), dtype=bool)
        long = self.chord_km > BEND_KM
        inside[self.pieces[long].reshape(-1)] = True
        inside[: self.drawn] = False
        return inside


def distance_km(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Measure geodesics.

    Parameters
    ----------
    start, end
        Lon and lat, degrees, one row a point.

    Returns
    -------
    distance
        On WGS 84, km.

    Examples
    --------
    >>> distance_km(np.array([[0.0, 0.0]]), np.array([[0.0, 1.0]])).round(1).tolist()
    [110.6]
    """
    metres = GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2]
    return np.asarray(metres, dtype=float) / 1000


def read_layer(lines: gpd.GeoSeries, km: NDArray[np.float64] | None = None) -> Layer:
    """
    Turn lines into a graph that meets wherever two lines share a point, and join its loose ends.

    Parameters
    ----------
    lines
        LineStrings and MultiLineStrings, EPSG:4326.
    km
        Length of each piece in the order of the lines, where the layer records it; geodesic otherwise, and never less than that.

    Returns
    -------
    layer
        Points in sorted order. A loose end is joined to the nearest other component within 10 km, or to its own network within
        1 km if the way round is over 15 km: joining all that is near would tie parallel tracks together.

    Examples
    --------
    >>> gap = gpd.GeoSeries([shapely.LineString([(0, 0), (0.01, 0)]), shapely.LineString([(0.02, 0), (0.03, 0)])])
    >>> [1, 2] in read_layer(gap).pieces.tolist()
    True
    """
    coordinates, line = shapely.get_coordinates(
        shapely.get_parts(lines.to_numpy()), return_index=True
    )
    points, number = np.unique(coordinates, axis=0, return_inverse=True)
    number = number.reshape(-1)
    pieces = np.sort(np.column_stack([number[:-1], number[1:]])[line[:-1] == line[1:]], axis=1)
    straight = distance_km(points[pieces[:, 0]], points[pieces[:, 1]])
    length = straight if km is None else np.maximum(straight, km)
    pieces, first = np.unique(pieces, axis=0, return_index=True)
    real = pieces[:, 0] != pieces[:, 1]
    layer = _divide(points, pieces[real], length[first][real])
    joints = _joints(layer)
    gap = distance_km(layer.points[joints[:, 0]], layer.points[joints[:, 1]])
    return replace(
        layer,
        pieces=np.concatenate([layer.pieces, joints]),
        km=np.concatenate([layer.km, gap]),
        chord_km=np.concatenate([layer.chord_km, gap]),
    )


def _divide(
    points: NDArray[np.float64], pieces: NDArray[np.int64], length: NDArray[np.float64]
) -> Layer:
    """Put points on long pieces, so that a station beside one can board there."""
    start, end = points[pieces[:, 0]], points[pieces[:, 1]]
    km = distance_km(start, end)
    steps = np.maximum(np.ceil(km / STEP_KM).astype(np.int64), 1)
    piece = np.repeat(np.arange(len(pieces)), steps - 1)
    first = len(points) + np.concatenate([[0], np.cumsum(steps - 1)])
    share = (np.arange(len(piece)) + len(points) - first[piece] + 1) / steps[piece]
    inner = start[piece] + share[:, None] * (end[piece] - start[piece])
    chains = [np.array([a, *range(first[k], first[k + 1]), b]) for k, (a, b) in enumerate(pieces)]
    divided = (
        np.concatenate([np.column_stack([chain[:-1], chain[1:]]) for chain in chains])
        if chains
        else np.empty((0, 2), dtype=np.int64)
    )
    return Layer(
        np.vstack([points, inner]),
        np.sort(divided, axis=1),
        np.repeat(length / steps, steps),
        np.repeat(km, steps),
        len(points),
    )


def _joints(layer: Layer) -> NDArray[np.int64]:
    _, component = connected_components(layer.graph, directed=False)
    loose = np.flatnonzero(np.diff(layer.graph.indptr) == 1)
    tree = cKDTree(_space(layer.points))
    joints: list[tuple[int, int]] = []
    for end, near in zip(
        loose, tree.query_ball_point(_space(layer.points[loose]), JOIN_KM), strict=True
    ):
        others = np.array(sorted(near))
        km = distance_km(np.broadcast_to(layer.points[end], (len(others), 2)), layer.points[others])
        strange = component[others] != component[end]
        if (km < MEND_KM).sum() > 1 and not strange.any():
            around = dijkstra(layer.graph, indices=end, limit=ROUND_KM)[others]
            strange = (km < MEND_KM) & np.isinf(around)
        if strange.any():
            joints.append((int(end), int(others[strange][np.argmin(km[strange])])))
    return np.unique(np.sort(np.array(joints, dtype=np.int64).reshape(-1, 2), axis=1), axis=0)


def _space(points: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(points).T
    return EARTH_KM * np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )


class Way(NamedTuple):
    """
    A way over a layer.

    Parameters
    ----------
    points
        Lon and lat of the layer's points in order of travel, without the two places and without where a long piece is boarded inside.
    km
        As the layer records it, with the way to it and from it.
    bends
        Whether the first and the last place lie beside a long piece, so that the line bends to them.

    Examples
    --------
    >>> Way(np.array([[0.0, 0.0]]), 3.0, (False, True)).bends[1]
    True
    """

    points: NDArray[np.float64]
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
        Lon and lat, degrees. A way leaves and reaches the layer within 10 km of its place and passes through no other place.

    Examples
    --------
    >>> layer = read_layer(gpd.GeoSeries([shapely.LineString([(0, 0), (0.1, 0), (0.2, 0)])]))
    >>> Ways(layer, np.array([[0.0, 0.001], [0.2, 0.001]])).between(0, 1).points.tolist()
    [[0.0, 0.0], [0.1, 0.0], [0.2, 0.0]]
    """

    def __init__(self, layer: Layer, places: NDArray[np.float64]) -> None:
        self.points, self.drawn, self.bends = layer.points, layer.drawn, layer.bends
        count, extra = len(layer.points), len(places)
        place, point, km = _boardings(layer, places)
        inner = layer.graph.tocoo()
        rows = np.concatenate([inner.coords[0], count + place, point])
        columns = np.concatenate([inner.coords[1], point, count + extra + place])
        weights = np.concatenate([inner.data, km * SNAP_WEIGHT, km * SNAP_WEIGHT])
        self.graph = csr_array((weights, (rows, columns)), shape=(count + 2 * extra,) * 2)
        self.places = extra

    def between(self, start: int, end: int, longest_km: float = np.inf) -> Way | None:
        """
        Find the shortest way.

        Parameters
        ----------
        start, end
            Place numbers.
        longest_km
            Where to give up.

        Returns
        -------
        way
            None if there is no way.

        Examples
        --------
        >>> layer = read_layer(gpd.GeoSeries([shapely.LineString([(0, 0), (0.1, 0)])]))
        >>> Ways(layer, np.array([[0.0, 0.01], [9.0, 9.0]])).between(0, 1) is None
        True
        """
        first, goal = len(self.points) + start, len(self.points) + self.places + end
        far, before = dijkstra(
            self.graph, indices=first, limit=longest_km, return_predecessors=True
        )
        way, here = [], int(before[goal])
        while 0 <= here < len(self.points):
            way.append(here)
            here = int(before[here])
        if not way:
            return None
        bends = bool(self.bends[way[-1]]), bool(self.bends[way[0]])
        boarded = {point for point, bent in zip((way[-1], way[0]), bends, strict=True) if not bent}
        shown = [point for point in way[::-1] if point < self.drawn or point in boarded]
        beside = (self.graph[first, way[-1]] + self.graph[way[0], goal]) * (1 - 1 / SNAP_WEIGHT)
        return Way(self.points[shown], float(far[goal] - beside), bends)


def _boardings(
    layer: Layer, places: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pair each place with the points of the layer where a way may begin or end: place, point, km."""
    used = np.unique(layer.pieces)
    if not len(used) or not len(places):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    near = cKDTree(_space(layer.points[used])).query_ball_point(_space(places), SNAP_KM)
    place = np.repeat(np.arange(len(places)), [len(found) for found in near])
    point = used[np.array([number for found in near for number in sorted(found)], dtype=np.int64)]
    km = np.maximum(distance_km(places[place], layer.points[point]), 1e-6)
    nearest = np.full(len(places), np.inf)
    np.minimum.at(nearest, place, km)
    fits = km <= nearest[place] + SLACK_KM
    return place[fits], point[fits], km[fits]
