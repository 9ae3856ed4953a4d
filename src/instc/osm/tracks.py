"""One way of a train over raw tracks: no turning at switches, nothing bridged in silence."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
import shapely

from instc.ellipsoid import wgs84
from instc.errors import DownloadError
from instc.osm.settings import load_osmnx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MOST_SNAP_KM = 2.0
MOST_TURN_DEGREES = 60.0
REVERSAL_KM = 5.0  # a train that must turn round pays so much
JOIN_KM = 0.06  # dead ends this near to another piece may be joined, if there is no way without
JOIN_DEGREES = 2 * JOIN_KM / 111  # where the other piece is looked for, with room
STATES = (("rail",), ("rail", "construction"), ("rail", "construction", "proposed"))
STOP = "stop"  # attribute of a point that simplifying keeps
DIFFER = ("railway", "gauge", "electrified", "usage", "bridge", "tunnel")
GAP = {"osmid": 0, "railway": "rail", "usage": "gap", "oneway": False, "reversed": False}

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
    Find the shortest way of a train.

    It leads over built track, else also over track that is building, else over planned track.

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
    """
    for join in (False, True):
        for graph in _by_state(raw):
            if join and not _join_gaps(graph):
                continue
            way = _way(graph, start, goal, reversal_km)
            if way is not None:
                return way
    _check_near(raw, start, goal)
    return None


def _by_state(raw: nx.MultiDiGraph) -> Iterator[nx.MultiDiGraph]:
    """Give the tracks that are built, then with those building, then with all that are planned."""
    size = 0
    for states in STATES:
        used = []
        for start, end, key, state in raw.edges(keys=True, data="railway"):
            if state in states:
                used.append((start, end, key))
        if len(used) > size:
            size = len(used)
            yield raw.edge_subgraph(used).copy()


def _way(graph: nx.MultiDiGraph, start: Spot, goal: Spot, reversal_km: float) -> TrainWay | None:
    """Find the shortest way over some tracks."""
    ends = _common_ends(graph, start, goal)
    if ends is None:
        return None
    first, last, snaps = ends
    whole = _simplified(graph, (first, last))
    found = _dijkstra(whole, first, last, reversal_km)
    if found is None:
        return None
    edges, reversals = found
    points = _line(whole, edges[0])[:1]
    states: dict[str, float] = {}
    gauges: dict[str, float] = {}
    joined = 0
    for edge in edges:
        part, tags = _line(whole, edge), whole.edges[edge]
        km = _km(shapely.LineString(part))
        points += part[1:]
        for lengths, tag in ((states, "railway"), (gauges, "gauge")):
            value = str(tags.get(tag, "unknown"))
            lengths[value] = lengths.get(value, 0.0) + km
        joined += tags.get("usage") == "gap"
    line = shapely.LineString(points)
    return TrainWay(line, _km(line), snaps, reversals, joined, states, gauges)


def _km(line: shapely.LineString) -> float:
    """Measure a line: geodesic, km."""
    return float(wgs84().geometry_length(line)) / 1000


def _simplified(graph: nx.MultiDiGraph, stops: tuple[int, int]) -> nx.MultiDiGraph:
    """Merge points between switches, but never across a change that matters, nor a stop."""
    for node in stops:
        graph.nodes[node][STOP] = True
    whole: nx.MultiDiGraph = load_osmnx().simplify_graph(
        graph, edge_attrs_differ=DIFFER, node_attrs_include=["railway", "barrier", STOP]
    )
    return whole


def _spots(graph: nx.MultiDiGraph) -> tuple[list[int], NDArray[np.float64]]:
    """Give the points of a graph in order, and where they are."""
    nodes = sorted(graph)
    return nodes, np.array([_spot(graph, node) for node in nodes])


def _spot(graph: nx.MultiDiGraph, node: int) -> Spot:
    """Give the coordinates of a point."""
    place = graph.nodes[node]
    return float(place["x"]), float(place["y"])


def _distances(graph: nx.MultiDiGraph, spot: Spot) -> tuple[list[int], NDArray[np.float64]]:
    """Give the points of a graph, and how far each lies from a spot, km."""
    nodes, places = _spots(graph)
    here = np.full(places.shape, spot)
    metres = wgs84().inv(here[:, 0], here[:, 1], places[:, 0], places[:, 1])[2]
    return nodes, np.asarray(metres) / 1000


def _pieces(graph: nx.MultiDiGraph) -> dict[int, int]:
    """Say for each point to which piece of tracks that hang together it belongs."""
    piece: dict[int, int] = {}
    for number, part in enumerate(nx.weakly_connected_components(graph)):
        piece |= dict.fromkeys(part, number)
    return piece


def _common_ends(
    graph: nx.MultiDiGraph, start: Spot, goal: Spot
) -> tuple[int, int, tuple[float, float]] | None:
    """Put both stops on the piece of track that lies nearest to both, each at most 2 km off."""
    piece = _pieces(graph)
    from_start, from_goal = _nearest(graph, piece, start), _nearest(graph, piece, goal)
    common = from_start.keys() & from_goal.keys()
    if not common:
        return None
    off_km = {number: from_start[number][0] + from_goal[number][0] for number in sorted(common)}
    best = min(off_km, key=off_km.__getitem__)
    (first_km, first), (last_km, last) = from_start[best], from_goal[best]
    if first == last:
        return None
    return first, last, (first_km, last_km)


def _nearest(
    graph: nx.MultiDiGraph, piece: dict[int, int], spot: Spot
) -> dict[int, tuple[float, int]]:
    """Give the nearest point of each piece within 2 km of a spot, with its distance, km."""
    nodes, km = _distances(graph, spot)
    nearest: dict[int, tuple[float, int]] = {}
    for position in np.flatnonzero(km <= MOST_SNAP_KM).tolist():
        node = nodes[position]
        found = (float(km[position]), node)
        nearest[piece[node]] = min(found, nearest.get(piece[node], found))
    return nearest


def _check_near(graph: nx.MultiDiGraph, start: Spot, goal: Spot) -> None:
    """Refuse a stop that is too far from all tracks."""
    for lon, lat in (start, goal):
        km = _distances(graph, (lon, lat))[1].min()
        if km > MOST_SNAP_KM:
            off = f"{km:.1f} km from the nearest track, more than {MOST_SNAP_KM:g} km"
            raise DownloadError(f"its end at {lon:.4f},{lat:.4f} lies {off}")


def _join_gaps(graph: nx.MultiDiGraph) -> int:
    """Tie dead ends to the nearest point of another piece within 60 m, and count them."""
    piece = _pieces(graph)
    ends = [node for node in sorted(graph) if _is_dead_end(graph, node)]
    nodes, spots = _spots(graph)
    tree = shapely.STRtree(shapely.points(spots))
    joined = 0
    for end in ends:
        x, y = _spot(graph, end)
        high, wide = JOIN_DEGREES, JOIN_DEGREES / math.cos(math.radians(y))
        near = tree.query(shapely.box(x - wide, y - high, x + wide, y + high))
        others = [position for position in near.tolist() if piece[nodes[position]] != piece[end]]
        gaps = [(wgs84().inv(x, y, *spots[other])[2], nodes[other]) for other in others]
        metres, other = min(gaps, default=(math.inf, 0))
        if metres <= JOIN_KM * 1000:
            graph.add_edge(end, other, length=metres, **GAP)
            graph.add_edge(other, end, length=metres, **GAP)
            joined += 1
    return joined


def _is_dead_end(graph: nx.MultiDiGraph, node: int) -> bool:
    """Tell whether tracks lead from a point to one other only."""
    return len({*graph.successors(node), *graph.predecessors(node)}) == 1


def _line(graph: nx.MultiDiGraph, edge: Edge) -> list[Spot]:
    """List the points of an edge."""
    line = graph.edges[edge].get("geometry")
    if line is None:
        return [_spot(graph, node) for node in edge[:2]]
    return [(float(x), float(y)) for x, y in line.coords]


def _headings(graph: nx.MultiDiGraph, edge: Edge) -> tuple[float, float]:
    """Give the heading of an edge where it begins and where it ends, radians."""
    points = _line(graph, edge)
    return _heading(*points[:2]), _heading(*points[-2:])


def _heading(start: Spot, end: Spot) -> float:
    """Give the heading from one spot to another near by, radians from the north."""
    east = (end[0] - start[0]) * math.cos(math.radians(start[1]))
    return math.atan2(east, end[1] - start[1])


def _dijkstra(
    graph: nx.MultiDiGraph, first: int, last: int, reversal_km: float
) -> tuple[list[Edge], int] | None:
    """Search over directed edges, so that the bend at each point is known."""
    heading = {edge: _headings(graph, edge) for edge in graph.edges(keys=True)}
    before: dict[Edge, Edge | None] = {}
    queue: list[tuple[float, Edge, Edge | None]] = []
    for edge, metres in _edges_from(graph, first):
        heapq.heappush(queue, (metres, edge, None))
    while queue:
        cost, edge, came = heapq.heappop(queue)
        if edge in before:
            continue
        before[edge] = came
        if edge[1] == last:
            way = _traced(edge, before)
            return way, sum(_turns(heading[a], heading[b]) for a, b in pairwise(way))
        for follower, metres in _edges_from(graph, edge[1]):
            if follower not in before:
                turn = reversal_km * 1000 * _turns(heading[edge], heading[follower])
                heapq.heappush(queue, (cost + metres + turn, follower, edge))
    return None


def _edges_from(graph: nx.MultiDiGraph, here: int) -> Iterator[tuple[Edge, float]]:
    """List the edges that begin at a point, with their lengths, m."""
    data: dict[str, Any]
    for _, there, key, data in graph.out_edges(here, keys=True, data=True):
        yield (here, there, key), float(data["length"])


def _turns(before: tuple[float, float], after: tuple[float, float]) -> bool:
    """Tell whether a train bends by more than 60 degrees between two edges."""
    bend = (after[0] - before[1] + math.pi) % (2 * math.pi) - math.pi
    return abs(math.degrees(bend)) > MOST_TURN_DEGREES


def _traced(edge: Edge, before: dict[Edge, Edge | None]) -> list[Edge]:
    """List the edges of the way that ends with an edge."""
    way: list[Edge] = []
    here: Edge | None = edge
    while here is not None:
        way.append(here)
        here = before[here]
    return way[::-1]
