"""Tracks out of OpenStreetMap extracts (.osm.pbf, .osm), by osmium: only what is track is ever held."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from instc.errors import DownloadError, TableError
from instc.osm.fetch import Tracks
from instc.osm.overpass import is_id
from instc.osm.settings import NODE_TAGS, WAY_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import networkx as nx

KINDS = ("rail", "construction", "proposed")
OFF_THE_LINE = ("yard", "spur")
MOST_POINTS = 3_000_000  # more than the tracks of any country
MOST_STEP_M = 50_000  # straight through the desert of Turkmenistan it is 9 km
Way = tuple[int, list[int], dict[str, str]]
REMEDY = "name a file that ends in .osm.pbf or .osm, or fetch it again"


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

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> points = '<node id="1" lat="38.4" lon="48.9"/><node id="2" lat="38.5" lon="48.9"/>'
    >>> way = '<way id="5"><nd ref="1"/><nd ref="2"/><tag k="railway" v="rail"/></way>'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "tracks.osm"
    ...     _ = path.write_text(f'<osm version="0.6">{points}{way}</osm>')
    ...     sorted(tracks_from_pbf([path]).edges())
    [(1, 2), (2, 1)]
    """
    import networkx as nx  # noqa: PLC0415

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

    Examples
    --------
    >>> import networkx as nx
    >>> tracks_in(nx.MultiDiGraph(), [shapely.box(0, 0, 1, 1)], sidings=False)
    Tracks(graph=None, empty=1)
    """
    nodes = np.array(graph.nodes)
    spots = np.array([(data["x"], data["y"]) for _, data in graph.nodes(data=True)]).reshape(-1, 2)
    inside = [shapely.contains_xy(area, spots) for area in areas]
    near = graph.subgraph(nodes[np.logical_or.reduce(inside)].tolist() if len(spots) else [])
    kept = [
        edge[:3] for edge in near.edges(keys=True, data="service") if sidings or edge[3] is None
    ]
    return Tracks(
        near.edge_subgraph(kept).copy() if kept else None, sum(not some.any() for some in inside)
    )


def _graph(path: Path) -> nx.MultiDiGraph:
    import networkx as nx  # noqa: PLC0415
    import osmnx as ox  # noqa: PLC0415

    ways, spots = _read(path)
    graph: nx.MultiDiGraph = nx.MultiDiGraph(crs="EPSG:4326")
    for number, points, tags in ways:
        for a, b in pairwise(point for point, _ in groupby(points)):
            if a in spots and b in spots:
                graph.add_edge(a, b, osmid=number, oneway=False, reversed=False, **tags)
                graph.add_edge(b, a, osmid=number, oneway=False, reversed=True, **tags)
    graph.add_nodes_from((point, spots[point]) for point in graph)
    if not graph:
        raise DownloadError(
            f"{path}: this extract holds no railway track; name one of the countries that the link crosses"
        )
    graph = ox.distance.add_edge_lengths(graph)
    longest, number = max((data["length"], data["osmid"]) for *_, data in graph.edges(data=True))
    if longest > MOST_STEP_M:
        raise DownloadError(
            f"{path}: way {number} jumps {longest / 1000:,.0f} km between two points; {REMEDY}"
        )
    return graph


def _read(path: Path) -> tuple[list[Way], dict[int, dict[str, Any]]]:
    try:
        import osmium  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise TableError(
            "the package osmium is not installed (pip install 'instc[osm]')"
        ) from error
    if not path.is_file():
        raise DownloadError(f"{path}: there is no such file")
    try:
        ways = _ways(
            osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(
                osmium.filter.KeyFilter("railway")
            )
        )
        wanted = osmium.IdTracker()
        for point in {point for _, points, _ in ways for point in points}:
            wanted.add_node(point)
        return ways, _spots(
            osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(wanted.id_filter())
        )
    except (
        RuntimeError,
        ValueError,
        OverflowError,
        MemoryError,
        osmium.InvalidLocationError,
    ) as error:
        raise DownloadError(
            f"{path}: not an OpenStreetMap extract ({' '.join(str(error).split())[:120] or type(error).__name__}); {REMEDY}"
        ) from error


def _ways(things: Any) -> list[Way]:
    """Keep what is track, with the tags that matter."""
    ways: list[Way] = []
    count = 0
    for thing in things:
        if thing.tags.get("railway") in KINDS and thing.tags.get("service") not in OFF_THE_LINE:
            points = [node.ref for node in thing.nodes]
            count += len(points)
            if count > MOST_POINTS:
                raise ValueError(f"more than {MOST_POINTS:,} points of track")
            strange = next((number for number in (thing.id, *points) if not is_id(number)), None)
            if strange is not None:
                raise ValueError(f"{strange} is no id of OpenStreetMap")
            ways.append(
                (
                    thing.id,
                    points,
                    {name: thing.tags[name] for name in WAY_TAGS if name in thing.tags},
                )
            )
    return ways


def _spots(things: Any) -> dict[int, dict[str, Any]]:
    return {
        thing.id: {
            "x": thing.location.lon,
            "y": thing.location.lat,
            **{name: thing.tags[name] for name in NODE_TAGS if name in thing.tags},
        }
        for thing in things
        if thing.location.valid()
    }
