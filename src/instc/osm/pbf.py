"""Tracks out of an OpenStreetMap extract (.osm.pbf), by osmium."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from instc.errors import DownloadError, TableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

KINDS = ("rail", "construction", "proposed")


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
        Raw, both directions.

    Raises
    ------
    TableError
        osmium is not installed, or a file is missing.
    DownloadError
        A file is broken, or holds no track.

    Examples
    --------
    >>> tracks_from_pbf([Path("iran-latest.osm.pbf")])  # doctest: +SKIP
    """
    import networkx as nx  # noqa: PLC0415
    import osmnx as ox  # noqa: PLC0415

    parts = []
    for path in paths:
        if not path.is_file():
            raise TableError(f"{path}: there is no such file")
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "tracks.osm"
            if _write_xml(path, target) == 0:
                raise DownloadError(f"{path}: this extract holds no railway track")
            parts.append(ox.graph_from_xml(target, bidirectional=True, simplify=False, retain_all=True))
    return nx.compose_all(parts)


def _write_xml(path: Path, target: Path) -> int:
    """Keep the ways that are track, cut where the extract lacks a node; give their number."""
    try:
        import osmium  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise TableError("the package osmium is not installed (pip install 'instc[osm]')") from error

    try:
        spots, tagged, ways = _tracks(osmium.FileProcessor(str(path)).with_locations())
    except RuntimeError as error:
        raise DownloadError(f"{path}: not an OpenStreetMap extract ({error})") from error
    with target.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="instc">\n')
        for number, (lon, lat) in spots.items():
            file.write(f'<node id="{number}" version="1" visible="true" lat="{lat:.7f}" lon="{lon:.7f}">{_tags(tagged.get(number, {}))}</node>\n')
        for order, (number, nodes, tags) in enumerate(ways):
            unique = number * 1000 + order % 1000  # the parts of a cut way are ways of their own
            refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
            file.write(f'<way id="{unique}" version="1" visible="true">{refs}{_tags(tags)}</way>\n')
        file.write("</osm>\n")
    return len(ways)


def _tracks(things: Any) -> tuple[dict[int, tuple[float, float]], dict[int, dict[str, str]], list[tuple[int, list[int], dict[str, str]]]]:
    """Sort out places of points, tags of points, and ways."""
    spots: dict[int, tuple[float, float]] = {}
    tagged: dict[int, dict[str, str]] = {}
    ways: list[tuple[int, list[int], dict[str, str]]] = []
    for thing in things:
        if thing.is_node() and ("railway" in thing.tags or "barrier" in thing.tags):
            tagged[thing.id] = dict(thing.tags)
        elif thing.is_way() and thing.tags.get("railway") in KINDS and "service" not in thing.tags:
            for part in _whole_parts(thing.nodes):
                ways.append((thing.id, [number for number, _ in part], dict(thing.tags)))
                spots.update(part)
    return spots, tagged, ways


def _whole_parts(nodes: Any) -> list[list[tuple[int, tuple[float, float]]]]:
    parts: list[list[tuple[int, tuple[float, float]]]] = [[]]
    for node in nodes:
        if node.location.valid():
            parts[-1].append((node.ref, (node.lon, node.lat)))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
