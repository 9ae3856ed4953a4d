"""Tracks in areas, from an Overpass server or from a file: raw, and composed into one graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from instc.errors import DownloadError
from instc.osm.settings import PartialAnswerError
from instc.osm.tiles import halves

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx
    import shapely

TRACKS = '["railway"~"^(rail|construction|proposed)$"]["service"!~"."]'
TRACKS_AND_SIDINGS = '["railway"~"^(rail|construction|proposed)$"]["service"!~"^(yard|spur)$"]'
DEEPEST = 3  # a tile is halved so often before the refresh gives up


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


def fetch_tracks(areas: list[shapely.Polygon], track_filter: str, say: Callable[[str], None]) -> Tracks:
    """
    Ask for the tracks of each area, and compose them.

    Parameters
    ----------
    areas
        From `instc.osm.tiles.tiles`.
    track_filter
        Overpass filter.
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
    >>> fetch_tracks([], TRACKS, print)
    Tracks(graph=None, empty=0)
    """
    import networkx as nx  # noqa: PLC0415

    parts = []
    for number, area in enumerate(areas, 1):
        parts.append(_fetch(area, track_filter, DEEPEST))
        say(f"tile {number} of {len(areas)}")
    found = [part for tile in parts for part in tile]
    return Tracks(nx.compose_all(found) if found else None, sum(not tile for tile in parts))


def _fetch(area: shapely.Polygon, track_filter: str, depth: int) -> list[nx.MultiDiGraph]:
    import osmnx as ox  # noqa: PLC0415
    import requests  # noqa: PLC0415
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError  # noqa: PLC0415  (they have no public name)

    try:
        return [ox.graph_from_polygon(area, network_type="walk", custom_filter=track_filter, simplify=False, retain_all=True, truncate_by_edge=True)]
    except PartialAnswerError:
        if depth == 0:
            raise
        return [part for half in halves(area) for part in _fetch(half, track_filter, depth - 1)]
    except InsufficientResponseError:
        return []
    except ResponseStatusCodeError as error:
        raise DownloadError(f"the Overpass server refused the query: {error}") from error
    except requests.Timeout as error:
        raise DownloadError("the Overpass server did not answer in time: try later, or name another one with --endpoint") from error
    except requests.RequestException as error:
        raise DownloadError(f"the Overpass server can not be reached ({type(error).__name__}): name another one with --endpoint, or a file with --from-pbf") from error
