"""One way of a train over raw tracks: no turning at switches, nothing bridged in silence."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

from instc.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

MOST_SNAP_KM = 2.0
MOST_TURN_DEGREES = 60.0
REVERSAL_KM = 5.0  # a train that must turn round pays so much
JOIN_KM = 0.06  # dead ends nearer than this to another piece may be joined, if there is no way without
STATES = (("rail",), ("rail", "construction"), ("rail", "construction", "proposed"))

Edge = tuple[int, int, int]


class TrainWay(NamedTuple):
    """
    A way over tracks.

    Attributes
    ----------
    line
        From start to goal, EPSG:4326.
    length_km
        As OpenStreetMap's points give it, great circles.
    snaps_km
        How far the two stops lie from the tracks.
    reversals
        How often the train turns round.
    joined
        How many gaps of less than 60 m were closed.
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


def simplified(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """
    Merge points between switches, but never across a change that matters.

    Parameters
    ----------
    graph
        Raw.

    Returns
    -------
    graph
        With ``geometry`` on its edges.

    Examples
    --------
    >>> simplified(graph)  # doctest: +SKIP
    """
    import osmnx as ox  # noqa: PLC0415

    kept = ["railway", "gauge", "electrified", "usage", "bridge", "tunnel"]
    whole: nx.MultiDiGraph = ox.simplify_graph(graph, edge_attrs_differ=kept, node_attrs_include=["railway", "barrier"])
    return whole


def train_way(raw: nx.MultiDiGraph, start: tuple[float, float], goal: tuple[float, float], *, reversal_km: float = REVERSAL_KM) -> TrainWay | None:
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
        None if there is none, gaps of less than 60 m closed.

    Raises
    ------
    DownloadError
        A stop lies more than 2 km from any track.

    Examples
    --------
    >>> train_way(graph, (49.6, 37.2), (49.5, 37.4))  # doctest: +SKIP
    """
    for join in (False, True):
        for states in STATES:
            way = _way(raw, start, goal, states, reversal_km, join=join)
            if way is not None:
                return way
    _snapped(raw, start, goal)  # says which stop is too far
    return None


def _way(raw: nx.MultiDiGraph, start: tuple[float, float], goal: tuple[float, float], states: tuple[str, ...], reversal_km: float, *, join: bool) -> TrainWay | None:
    used = raw.edge_subgraph([edge for edge in raw.edges(keys=True) if raw.edges[edge].get("railway") in states]).copy()
    if not used:
        return None
    joined = _join_gaps(used) if join else 0
    try:
        first, last, snaps = _snapped(used, start, goal)
    except DownloadError:
        return None
    graph = simplified_between(used, {first, last})
    found = _dijkstra(graph, first, last, reversal_km)
    if found is None:
        return None
    edges, reversals = found
    lines = [_line(graph, edge) for edge in edges]
    points = [lines[0][0], *(point for line in lines for point in line[1:])]
    kinds: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for edge in edges:
        data = graph.edges[edge]
        for kind, tag in zip(kinds, ("railway", "gauge"), strict=True):
            value = str(data.get(tag, "unknown"))
            kind[value] = kind.get(value, 0.0) + float(data["length"]) / 1000
    return TrainWay(shapely.LineString(points), sum(graph.edges[edge]["length"] for edge in edges) / 1000, snaps, reversals, joined, *kinds)


def simplified_between(graph: nx.MultiDiGraph, stops: set[int]) -> nx.MultiDiGraph:
    """
    Simplify tracks, keeping two points as ends.

    Parameters
    ----------
    graph
        Raw.
    stops
        Nodes that stay.

    Returns
    -------
    graph
        Simplified.

    Examples
    --------
    >>> simplified_between(graph, {1, 2})  # doctest: +SKIP
    """
    for node in graph:
        graph.nodes[node].pop("stop", None)
    for node in stops:
        graph.nodes[node]["barrier"] = graph.nodes[node].get("barrier", "stop")
    return simplified(graph)


def _snapped(graph: nx.MultiDiGraph, start: tuple[float, float], goal: tuple[float, float]) -> tuple[int, int, tuple[float, float]]:
    import osmnx as ox  # noqa: PLC0415

    nodes, metres = ox.distance.nearest_nodes(graph, [start[0], goal[0]], [start[1], goal[1]], return_dist=True)
    for place, far in zip((start, goal), metres, strict=True):
        if far > MOST_SNAP_KM * 1000:
            raise DownloadError(f"the stop at {place[0]:.4f},{place[1]:.4f} lies {far / 1000:.1f} km from the nearest track, more than {MOST_SNAP_KM:g} km")
    return int(nodes[0]), int(nodes[1]), (float(metres[0]) / 1000, float(metres[1]) / 1000)


def _join_gaps(graph: nx.MultiDiGraph) -> int:
    """Tie dead ends to the nearest point of another piece within 60 m."""
    import networkx as nx  # noqa: PLC0415
    import osmnx as ox  # noqa: PLC0415

    piece = {node: number for number, part in enumerate(nx.weakly_connected_components(graph)) for node in part}
    ends = sorted(node for node in graph if len(set(graph.successors(node)) | set(graph.predecessors(node))) == 1)
    spots = {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}
    grid: dict[tuple[int, int], list[int]] = {}
    for node, (x, y) in spots.items():
        grid.setdefault((int(x * 500), int(y * 1000)), []).append(node)
    joined = 0
    for end in ends:
        x, y = spots[end]
        column, row = int(x * 500), int(y * 1000)
        around = [node for i in (-1, 0, 1) for j in (-1, 0, 1) for node in grid.get((column + i, row + j), []) if piece[node] != piece[end]]
        near = [(float(ox.distance.great_circle(y, x, spots[node][1], spots[node][0])), node) for node in around]
        if near and min(near)[0] <= JOIN_KM * 1000:
            metres, node = min(near)
            for a, b in ((end, node), (node, end)):
                graph.add_edge(a, b, osmid=0, length=metres, railway="rail", oneway=False, reversed=False)
            joined += 1
    return joined


def _line(graph: nx.MultiDiGraph, edge: Edge) -> list[tuple[float, float]]:
    line = graph.edges[edge].get("geometry")
    if line is not None:
        return [(float(x), float(y)) for x, y in line.coords]
    return [(float(graph.nodes[node]["x"]), float(graph.nodes[node]["y"])) for node in edge[:2]]


def _headings(graph: nx.MultiDiGraph, edge: Edge) -> tuple[float, float]:
    points = _line(graph, edge)
    return _heading(points[0], points[1]), _heading(points[-2], points[-1])


def _heading(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.atan2((b[0] - a[0]) * math.cos(math.radians(a[1])), b[1] - a[1])


def _dijkstra(graph: nx.MultiDiGraph, first: int, last: int, reversal_km: float) -> tuple[list[Edge], int] | None:
    """Search over directed edges, so that the bend at each point is known."""
    heading = {edge: _headings(graph, edge) for edge in graph.edges(keys=True)}
    before: dict[Edge, Edge | None] = {}
    queue: list[tuple[float, Edge, Edge | None]] = [(data["length"], (first, v, k), None) for _, v, k, data in graph.out_edges(first, keys=True, data=True)]
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
                extra = reversal_km * 1000 if _turns(heading[edge][1], heading[follower][0]) else 0.0
                heapq.heappush(queue, (cost + length + extra, follower, edge))
    return None


def _followers(graph: nx.MultiDiGraph, edge: Edge) -> Iterable[tuple[Edge, float]]:
    data: dict[str, Any]
    for _, there, key, data in graph.out_edges(edge[1], keys=True, data=True):
        yield (edge[1], there, key), float(data["length"])


def _turns(came: float, goes: float) -> bool:
    bend = (goes - came + math.pi) % (2 * math.pi) - math.pi
    return abs(math.degrees(bend)) > MOST_TURN_DEGREES


def _traced(edge: Edge, before: dict[Edge, Edge | None], heading: dict[Edge, tuple[float, float]]) -> tuple[list[Edge], int]:
    way: list[Edge] = []
    here: Edge | None = edge
    while here is not None:
        way.append(here)
        here = before[here]
    way.reverse()
    return way, sum(_turns(heading[a][1], heading[b][0]) for a, b in pairwise(way))
