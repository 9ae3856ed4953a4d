"""One way of a train over raw tracks: no turning at switches, nothing bridged in silence."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pyproj import Geod

from instc.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

GEOD = Geod(ellps="WGS84")
MOST_SNAP_KM = 2.0
MOST_TURN_DEGREES = 60.0
REVERSAL_KM = 5.0  # a train that must turn round pays so much
JOIN_KM = (
    0.06  # dead ends nearer than this to another piece may be joined, if there is no way without
)
STATES = (("rail",), ("rail", "construction"), ("rail", "construction", "proposed"))
STOP = "stop"  # attribute of a point that simplifying keeps
DIFFER = ("railway", "gauge", "electrified", "usage", "bridge", "tunnel")

Edge = tuple[int, int, int]
Spot = tuple[float, float]


class TrainWay(NamedTuple):
    """
    A way over tracks.

    Attributes
    ----------
    line
        From start to goal, EPSG:4326.
    length_km
        Geodesic length of the line.
    snaps_km
        How far the two stops lie from the tracks.
    reversals
        How often the train turns round.
    joined
        How many gaps of less than 60 m were closed on the way.
    states
        km by the tag railway: rail, construction, proposed.
    gauges
        km by the tag gauge.
    """

    line: shapely.LineString
    length_km: float
    snaps_km: tuple[float, float]
    reversals: int
    joined: int
    states: dict[str, float]
    gauges: dict[str, float]


def train_way(
    raw: nx.MultiDiGraph, start: Spot, goal: Spot, *, reversal_km: float = REVERSAL_KM
) -> TrainWay | None:
    """
    Find the shortest way of a train: over built track, else also over track that is building, else over planned track.

    Parameters
    ----------
    raw
        Raw tracks.
    start, goal
        Lon and lat of the two stops, degrees.
    reversal_km
        What a bend of more than 60 degrees costs.

    Returns
    -------
    way
        None if there is none, even with gaps of less than 60 m closed.

    Raises
    ------
    DownloadError
        A stop lies more than 2 km from any track.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph(crs="EPSG:4326")
    >>> graph.add_nodes_from([(1, {"x": 49.6, "y": 37.2}), (2, {"x": 49.6, "y": 37.3})])
    >>> for a, b in ((1, 2), (2, 1)):
    ...     _ = graph.add_edge(a, b, osmid=7, length=11119.5, railway="rail", gauge="1435")
    >>> round(train_way(graph, (49.6, 37.2), (49.6, 37.3)).length_km, 1)
    11.1
    """
    for join in (False, True):
        size = -1
        for states in STATES:
            used = raw.edge_subgraph(
                [edge[:3] for edge in raw.edges(keys=True, data="railway") if edge[3] in states]
            )
            if used.number_of_edges() in {size, 0}:
                continue  # no track of this state
            size = used.number_of_edges()
            way = _way(used.copy(), start, goal, reversal_km, join=join)
            if way is not None:
                return way
    _check_near(raw, start, goal)
    return None


def _way(
    graph: nx.MultiDiGraph, start: Spot, goal: Spot, reversal_km: float, *, join: bool
) -> TrainWay | None:
    if join and not _join_gaps(graph):
        return None
    ends = _common_ends(graph, start, goal)
    if ends is None:
        return None
    first, last, snaps = ends
    whole = _simplified(graph, (first, last))
    found = _dijkstra(whole, first, last, reversal_km)
    if found is None:
        return None
    edges, reversals = found
    lines = [_line(whole, edge) for edge in edges]
    line = shapely.LineString([lines[0][0], *(point for part in lines for point in part[1:])])
    kinds: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for edge, part in zip(edges, lines, strict=True):
        km = _km(shapely.LineString(part))
        for kind, tag in zip(kinds, ("railway", "gauge"), strict=True):
            value = str(whole.edges[edge].get(tag, "unknown"))
            kind[value] = kind.get(value, 0.0) + km
    joined = sum(whole.edges[edge].get("usage") == "gap" for edge in edges)
    return TrainWay(line, _km(line), snaps, reversals, joined, *kinds)


def _km(line: shapely.LineString) -> float:
    return float(GEOD.geometry_length(line)) / 1000


def _simplified(graph: nx.MultiDiGraph, stops: tuple[int, int]) -> nx.MultiDiGraph:
    """Merge points between switches, but never across a change that matters, nor a stop."""
    import osmnx as ox  # noqa: PLC0415

    for node in stops:
        graph.nodes[node][STOP] = True
    whole: nx.MultiDiGraph = ox.simplify_graph(
        graph, edge_attrs_differ=DIFFER, node_attrs_include=["railway", "barrier", STOP]
    )
    return whole


def _distances(graph: nx.MultiDiGraph, spot: Spot) -> tuple[list[int], np.ndarray]:
    """Give the points of a graph, and how far each lies from a spot, km."""
    nodes = sorted(graph)
    places = np.array([(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in nodes])
    here = np.full(places.shape, spot)
    return nodes, np.asarray(GEOD.inv(here[:, 0], here[:, 1], places[:, 0], places[:, 1])[2]) / 1000


def _common_ends(
    graph: nx.MultiDiGraph, start: Spot, goal: Spot
) -> tuple[int, int, tuple[float, float]] | None:
    """Put both stops on the piece of track that lies nearest to both, each at most 2 km off."""
    import networkx as nx  # noqa: PLC0415

    piece = {
        node: number
        for number, part in enumerate(nx.weakly_connected_components(graph))
        for node in part
    }
    nearest: list[dict[int, tuple[float, int]]] = []
    for spot in (start, goal):
        nodes, far = _distances(graph, spot)
        best: dict[int, tuple[float, int]] = {}
        for k in np.flatnonzero(far <= MOST_SNAP_KM):
            best[piece[nodes[k]]] = min(
                best.get(piece[nodes[k]], (math.inf, 0)), (float(far[k]), nodes[k])
            )
        nearest.append(best)
    common = [
        (nearest[0][number][0] + nearest[1][number][0], number)
        for number in nearest[0].keys() & nearest[1].keys()
    ]
    if not common:
        return None
    (far_first, first), (far_last, last) = (best[min(common)[1]] for best in nearest)
    return None if first == last else (first, last, (far_first, far_last))


def _check_near(graph: nx.MultiDiGraph, start: Spot, goal: Spot) -> None:
    for spot in (start, goal):
        far = _distances(graph, spot)[1].min()
        if far > MOST_SNAP_KM:
            raise DownloadError(
                f"its end at {spot[0]:.4f},{spot[1]:.4f} lies {far:.1f} km from the nearest track, more than {MOST_SNAP_KM:g} km"
            )


def _join_gaps(graph: nx.MultiDiGraph) -> int:
    """Tie dead ends to the nearest point of another piece within 60 m."""
    import networkx as nx  # noqa: PLC0415

    piece = {
        node: number
        for number, part in enumerate(nx.weakly_connected_components(graph))
        for node in part
    }
    ends = sorted(
        node
        for node in graph
        if len(set(graph.successors(node)) | set(graph.predecessors(node))) == 1
    )
    nodes = sorted(graph)
    spots = np.array([(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in nodes])
    tree = shapely.STRtree(shapely.points(spots))
    joined = 0
    for end in ends:
        x, y = graph.nodes[end]["x"], graph.nodes[end]["y"]
        reach = 2 * JOIN_KM / 111
        around = tree.query(
            shapely.box(
                x - reach / math.cos(math.radians(y)),
                y - reach,
                x + reach / math.cos(math.radians(y)),
                y + reach,
            )
        )
        others = [k for k in around if piece[nodes[k]] != piece[end]]
        gap = min(((GEOD.inv(x, y, *spots[k])[2], nodes[k]) for k in others), default=(math.inf, 0))
        if gap[0] <= JOIN_KM * 1000:
            for a, b in ((end, gap[1]), (gap[1], end)):
                graph.add_edge(
                    a,
                    b,
                    osmid=0,
                    length=gap[0],
                    railway="rail",
                    usage="gap",
                    oneway=False,
                    reversed=False,
                )
            joined += 1
    return joined


def _line(graph: nx.MultiDiGraph, edge: Edge) -> list[Spot]:
    line = graph.edges[edge].get("geometry")
    if line is not None:
        return [(float(x), float(y)) for x, y in line.coords]
    return [(float(graph.nodes[node]["x"]), float(graph.nodes[node]["y"])) for node in edge[:2]]


def _headings(graph: nx.MultiDiGraph, edge: Edge) -> tuple[float, float]:
    points = _line(graph, edge)
    return _heading(points[0], points[1]), _heading(points[-2], points[-1])


def _heading(a: Spot, b: Spot) -> float:
    return math.atan2((b[0] - a[0]) * math.cos(math.radians(a[1])), b[1] - a[1])


def _dijkstra(
    graph: nx.MultiDiGraph, first: int, last: int, reversal_km: float
) -> tuple[list[Edge], int] | None:
    """Search over directed edges, so that the bend at each point is known."""
    heading = {edge: _headings(graph, edge) for edge in graph.edges(keys=True)}
    before: dict[Edge, Edge | None] = {}
    queue: list[tuple[float, Edge, Edge | None]] = [
        (data["length"], (first, v, k), None)
        for _, v, k, data in graph.out_edges(first, keys=True, data=True)
    ]
    heapq.heapify(queue)
    while queue:
        cost, edge, came = heapq.heappop(queue)
        if edge in before:
            continue
        before[edge] = came
        if edge[1] == last:
            return _traced(edge, before, heading)
        for follower, length in _followers(graph, edge):
            if follower not in before:
                extra = (
                    reversal_km * 1000 if _turns(heading[edge][1], heading[follower][0]) else 0.0
                )
                heapq.heappush(queue, (cost + length + extra, follower, edge))
    return None


def _followers(graph: nx.MultiDiGraph, edge: Edge) -> Iterable[tuple[Edge, float]]:
    data: dict[str, Any]
    for _, there, key, data in graph.out_edges(edge[1], keys=True, data=True):
        yield (edge[1], there, key), float(data["length"])


def _turns(came: float, goes: float) -> bool:
    bend = (goes - came + math.pi) % (2 * math.pi) - math.pi
    return abs(math.degrees(bend)) > MOST_TURN_DEGREES


def _traced(
    edge: Edge, before: dict[Edge, Edge | None], heading: dict[Edge, tuple[float, float]]
) -> tuple[list[Edge], int]:
    way: list[Edge] = []
    here: Edge | None = edge
    while here is not None:
        way.append(here)
        here = before[here]
    way.reverse()
    return way, sum(_turns(heading[a][1], heading[b][0]) for a, b in pairwise(way))
