"""Tracks in areas, from an Overpass server: raw, and composed into one graph; and how each failure is told."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from instc.errors import DownloadError
from instc.osm.settings import ELSEWHERE, PartialAnswerError
from instc.osm.tiles import halves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import networkx as nx
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
        Told about progress.

    Returns
    -------
    tracks
        Composed raw: simplified tiles would not meet.

    Raises
    ------
    DownloadError
        The server is down, busy, or refuses.

    Examples
    --------
    >>> fetch_tracks([], sidings=False)
    Tracks(graph=None, empty=0)
    """
    import networkx as nx  # noqa: PLC0415

    parts = []
    for number, area in enumerate(areas, 1):
        say(f"  tile {number} of {len(areas)}")
        parts.append(_fetch(area, TRACKS_AND_SIDINGS if sidings else TRACKS, DEEPEST))
    found = [part for tile in parts for part in tile]
    return Tracks(nx.compose_all(found) if found else None, sum(not tile for tile in parts))


def _fetch(area: shapely.Polygon, track_filter: str, depth: int) -> list[nx.MultiDiGraph]:
    import osmnx as ox  # noqa: PLC0415
    from osmnx._errors import InsufficientResponseError  # noqa: PLC0415  (it has no public name)

    try:
        with told_in_one_line():
            return [
                ox.graph_from_polygon(
                    area,
                    network_type="walk",
                    custom_filter=track_filter,
                    simplify=False,
                    retain_all=True,
                    truncate_by_edge=True,
                )
            ]
    except PartialAnswerError:
        if depth == 0:
            raise
        return [part for half in halves(area) for part in _fetch(half, track_filter, depth - 1)]
    except InsufficientResponseError:
        return []
    except ValueError as error:
        if NO_NODES in str(error):
            return []
        raise


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """
    Turn what OSMnx and requests raise into one line with a remedy.

    Raises
    ------
    DownloadError
        The server is down, slow, or refuses.

    Examples
    --------
    >>> import requests
    >>> try:
    ...     with told_in_one_line():
    ...         raise requests.ReadTimeout
    ... except DownloadError as error:
    ...     print(error)
    the Overpass server did not answer in time: try later, or name another server with --endpoint
    """
    import requests  # noqa: PLC0415
    from osmnx._errors import ResponseStatusCodeError  # noqa: PLC0415

    try:
        yield
    except ResponseStatusCodeError as error:
        raise DownloadError(
            f"the Overpass server refused the query: {' '.join(str(error).split())[:120]}"
        ) from error
    except requests.Timeout as error:
        raise DownloadError(f"the Overpass server did not answer in time: {ELSEWHERE}") from error
    except requests.RequestException as error:
        raise DownloadError(
            f"the Overpass server can not be reached ({type(error).__name__}): {ELSEWHERE}, or a file with --from-pbf"
        ) from error
