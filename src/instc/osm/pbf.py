"""Tracks out of OpenStreetMap extracts (.osm.pbf, .osm): only what is track is ever held."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import shapely

from instc.errors import DownloadError, TableError
from instc.osm.fetch import Tracks
from instc.osm.overpass import is_id
from instc.osm.settings import NODE_TAGS, SHOWN, WAY_TAGS, load_osmnx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KINDS = ("rail", "construction", "proposed")
OFF_THE_LINE = ("yard", "spur")
MOST_POINTS = 3_000_000  # more than the tracks of any country
MOST_STEP_M = 50_000  # straight through the desert of Turkmenistan it is 9 km
REMEDY = "name a file that ends in .osm.pbf or .osm, or fetch it again"
OTHER_COUNTRY = "name one of the countries that the link crosses"

Way = tuple[int, list[int], dict[str, str]]  # id, points, tags
Spots = dict[int, dict[str, Any]]  # place and tags of each point


def tracks_from_pbf(paths: Sequence[Path]) -> nx.MultiDiGraph:
    """
    Read tracks from extracts.

    Parameters
    ----------
    paths
        Files; neighbouring ones meet by their ids.

    Returns
    -------
    graph
        Raw, both directions; a way is cut where the extract lacks its points.

    Raises
    ------
    TableError
        osmium is not installed.
    DownloadError
        A file is missing or broken, or holds no track.
    """
    return nx.compose_all([_graph(path) for path in paths])


def tracks_in(graph: nx.MultiDiGraph, areas: list[shapely.Polygon], *, sidings: bool) -> Tracks:
    """
    Cut areas out of an extract, as a server would answer for them.

    Parameters
    ----------
    graph
        From `tracks_from_pbf`.
    areas
        EPSG:4326.
    sidings
        Also sidings and crossovers.

    Returns
    -------
    tracks
        The part whose points lie in the areas.
    """
    nodes = np.array(graph.nodes)
    spots = [(data["x"], data["y"]) for _, data in graph.nodes(data=True)]
    points = np.array(spots, dtype=float).reshape(-1, 2)
    inside = np.array([shapely.contains_xy(area, points) for area in areas], dtype=bool)
    near = graph.subgraph(nodes[inside.any(axis=0)].tolist())
    kept = []
    for start, end, key, service in near.edges(keys=True, data="service"):
        if sidings or service is None:
            kept.append((start, end, key))
    empty = int((~inside.any(axis=1)).sum())
    if not kept:
        return Tracks(None, empty)
    return Tracks(near.edge_subgraph(kept).copy(), empty)


def _graph(path: Path) -> nx.MultiDiGraph:
    """Read the tracks of one extract."""
    ways, spots = _read(path)
    graph: nx.MultiDiGraph = nx.MultiDiGraph(crs="EPSG:4326")
    for number, points, tags in ways:
        steps = pairwise(point for point, _ in groupby(points))
        for a, b in steps:
            if a in spots and b in spots:
                graph.add_edge(a, b, osmid=number, oneway=False, reversed=False, **tags)
                graph.add_edge(b, a, osmid=number, oneway=False, reversed=True, **tags)
    graph.add_nodes_from((point, spots[point]) for point in graph)
    if not graph:
        raise DownloadError(f"{path}: this extract holds no railway track; {OTHER_COUNTRY}")
    graph = load_osmnx().distance.add_edge_lengths(graph)
    longest, number = max((data["length"], data["osmid"]) for *_, data in graph.edges(data=True))
    if longest > MOST_STEP_M:
        jump = f"way {number} jumps {longest / 1000:,.0f} km between two points"
        raise DownloadError(f"{path}: {jump}; {REMEDY}")
    return graph


def _read(path: Path) -> tuple[list[Way], Spots]:
    """Read the ways that are track, and where their points are."""
    try:
        import osmium  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise TableError(
            "the package osmium is not installed (pip install 'instc[osm]')"
        ) from error
    if not path.is_file():
        raise DownloadError(f"{path}: there is no such file")
    broken = RuntimeError, ValueError, OverflowError, MemoryError, osmium.InvalidLocationError
    try:
        railways = osmium.filter.KeyFilter("railway")
        ways = _ways(osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(railways))
        wanted = osmium.IdTracker()
        for _, points, _ in ways:
            for point in points:
                wanted.add_node(point)
        nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
        return ways, _spots(nodes.with_filter(wanted.id_filter()))
    except broken as error:
        reason = " ".join(str(error).split())[:SHOWN] or type(error).__name__
        raise DownloadError(f"{path}: not an OpenStreetMap extract ({reason}); {REMEDY}") from error


def _ways(things: Any) -> list[Way]:
    """Keep what is track, with the tags that matter."""
    ways: list[Way] = []
    count = 0
    for thing in things:
        tags = thing.tags
        if tags.get("railway") not in KINDS or tags.get("service") in OFF_THE_LINE:
            continue
        points = [node.ref for node in thing.nodes]
        count += len(points)
        if count > MOST_POINTS:
            raise ValueError(f"more than {MOST_POINTS:,} points of track")
        for number in (thing.id, *points):
            if not is_id(number):
                raise ValueError(f"{number} is no id of OpenStreetMap")
        ways.append((thing.id, points, _kept(tags, WAY_TAGS)))
    return ways


def _spots(things: Any) -> Spots:
    """Give place and tags of each point that has a place."""
    spots: Spots = {}
    for thing in things:
        if thing.location.valid():
            place = {"x": thing.location.lon, "y": thing.location.lat}
            spots[thing.id] = place | _kept(thing.tags, NODE_TAGS)
    return spots


def _kept(tags: Any, names: tuple[str, ...]) -> dict[str, str]:
    """Keep the tags that matter."""
    return {name: tags[name] for name in names if name in tags}
