"""Tracks in areas, from an Overpass server, composed raw; and its failures, one line each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from instc.errors import DownloadError
from instc.osm.settings import ELSEWHERE, SHOWN, PartialAnswerError, load_osmnx
from instc.osm.tiles import halves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import shapely

TRACKS = '["railway"~"^(rail|construction|proposed)$"]["service"!~"."]'
TRACKS_AND_SIDINGS = '["railway"~"^(rail|construction|proposed)$"]["service"!~"^(yard|spur)$"]'
DEEPEST = 3  # a tile is halved so often before the refresh gives up
NO_NODES = "Found no graph nodes"  # a way that only crosses the tile


class Tracks(NamedTuple):
    """
    What a search for tracks brought.

    Attributes
    ----------
    graph
        Raw: a node for every point of every way, both directions; None if there is no track.
    empty
        Number of areas without any.
    """

    graph: nx.MultiDiGraph | None
    empty: int


def fetch_tracks(
    areas: list[shapely.Polygon], *, sidings: bool, say: Callable[[str], None] = lambda _: None
) -> Tracks:
    """
    Ask for the tracks of each area, and compose them.

    Parameters
    ----------
    areas
        From `instc.osm.tiles.tiles`.
    sidings
        Also sidings and crossovers; yards and spurs never.
    say
        Called with a line of progress for each area.

    Returns
    -------
    tracks
        Composed raw: simplified tiles would not meet.

    Raises
    ------
    DownloadError
        The server is down, busy, or refuses.
    """
    wanted = TRACKS_AND_SIDINGS if sidings else TRACKS
    parts: list[nx.MultiDiGraph] = []
    empty = 0
    for number, area in enumerate(areas, 1):
        say(f"  tile {number} of {len(areas)}")
        found = _fetch(area, wanted, DEEPEST)
        parts += found
        empty += not found
    if not parts:
        return Tracks(None, empty)
    return Tracks(nx.compose_all(parts), empty)


def _fetch(area: shapely.Polygon, wanted: str, depth: int) -> list[nx.MultiDiGraph]:
    """Ask for an area, in halves where the server gives up half way."""
    try:
        return _ask(area, wanted)
    except PartialAnswerError:
        if depth == 0:
            raise
    found: list[nx.MultiDiGraph] = []
    for half in halves(area):
        found += _fetch(half, wanted, depth - 1)
    return found


def _ask(area: shapely.Polygon, wanted: str) -> list[nx.MultiDiGraph]:
    """Ask for an area once: a graph, or none where there is no track."""
    ox = load_osmnx()
    try:
        with errors_in_one_line():
            graph = ox.graph_from_polygon(
                area,
                network_type="walk",
                custom_filter=wanted,
                simplify=False,
                retain_all=True,
                truncate_by_edge=True,
            )
    except ox._errors.InsufficientResponseError:  # noqa: SLF001  (it has no public name)
        return []
    except ValueError as error:
        if NO_NODES in str(error):
            return []
        raise
    return [graph]


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """
    Turn what OSMnx and requests raise into one line with a remedy.

    Raises
    ------
    DownloadError
        The server is down, slow, or refuses.
    """
    import requests  # noqa: PLC0415  (0.1 s to import)
    from urllib3.exceptions import HTTPError, ReadTimeoutError  # noqa: PLC0415

    refusal = load_osmnx()._errors.ResponseStatusCodeError  # noqa: SLF001  (no public name)
    server = "the Overpass server"
    try:
        yield
    except refusal as error:
        words = " ".join(str(error).split())[:SHOWN]
        raise DownloadError(f"{server} refused the query: {words}") from error
    except (requests.Timeout, ReadTimeoutError) as error:
        raise DownloadError(f"{server} did not answer in time: {ELSEWHERE}") from error
    except (requests.RequestException, HTTPError) as error:
        reason, remedy = type(error).__name__, f"{ELSEWHERE}, or a file with --from-pbf"
        raise DownloadError(f"{server} can not be reached ({reason}): {remedy}") from error
