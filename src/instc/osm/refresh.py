"""Drawn lines of rail links replaced by the real track, link by link, each through its gates."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely
from pyproj import Geod

from instc.errors import DownloadError, QuestionError, UnknownIdError, did_you_mean
from instc.files import write_whole
from instc.osm.fetch import TRACKS, TRACKS_AND_SIDINGS, fetch_tracks
from instc.osm.pbf import tracks_from_pbf
from instc.osm.settings import osmnx_settings
from instc.osm.tiles import BUFFER_KM, WIDER_KM, tiles
from instc.osm.tracks import TrainWay, train_way

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import networkx as nx

    from instc.network import Network

GEOD = Geod(ellps="WGS84")
LEAST_KM = 3.0  # shorter links stay as they are
MOST_OFF = 0.15  # measured length against the published one
DECIMALS = 5
BUILT = {"open": ("rail",), "limited": ("rail",), "closed": ("rail",), "under_construction": ("rail", "construction"), "planned": ("rail", "construction", "proposed")}
NOTICE = "Contains information from OpenStreetMap, (c) OpenStreetMap contributors, under the Open Database License 1.0: openstreetmap.org/copyright"


class Plan(NamedTuple):
    """
    What a refresh would ask.

    Attributes
    ----------
    link_ids
        Rail links, sorted.
    areas
        Tiles of each.
    """

    link_ids: list[str]
    areas: dict[str, list[shapely.Polygon]]


class Outcome(NamedTuple):
    """
    What became of a link.

    Attributes
    ----------
    link_id
        Link.
    fault
        Why the old line stays; empty if the new one passed its gates.
    published_km, old_km
        Length of the link, and of the line that is drawn now.
    empty_tiles
        Tiles without any track.
    way
        What was found, None if nothing.
    line
        From node to node, EPSG:4326, None if a gate failed.
    """

    link_id: str
    fault: str
    published_km: float
    old_km: float
    empty_tiles: int
    way: TrainWay | None
    line: shapely.LineString | None


def data_folder() -> Path:
    """
    Give the folder of the user's own geometry.

    Returns
    -------
    folder
        ``INSTC_DATA``, else ``instc`` in the user's data folder.

    Examples
    --------
    >>> data_folder().name != ""
    True
    """
    own = os.environ.get("INSTC_DATA")
    base = os.environ.get("XDG_DATA_HOME") or (os.environ.get("LOCALAPPDATA") or str(Path.home() / ".local" / "share"))
    return Path(own) if own else Path(base) / "instc"


def plan(network: Network, link_ids: Sequence[str] = ()) -> Plan:
    """
    Say what a refresh would ask, without asking.

    Parameters
    ----------
    network
        With drawn lines.
    link_ids
        Rail links; all of at least 3 km if empty.

    Returns
    -------
    plan
        Links and tiles.

    Raises
    ------
    UnknownIdError, QuestionError
        A link is not there, or is no rail link.

    Examples
    --------
    >>> from instc.network import load_network
    >>> len(plan(load_network("2026-07-31"), ["yalama.rail1520-bilajari.rail1520"]).areas["yalama.rail1520-bilajari.rail1520"])
    2
    """
    links = network.links
    for name in link_ids:
        if name not in links.index:
            raise UnknownIdError(f'no link is called "{name}"{did_you_mean(name, links.index)}')
        if links.at[name, "mode"] != "rail":
            raise QuestionError(f"link {name} is a {links.at[name, 'mode']} link: only rail links are refreshed")
    rail = links[(links["mode"] == "rail") & (links["length_km"] >= LEAST_KM)]
    chosen = sorted(link_ids or rail.index)
    return Plan(chosen, {name: tiles(links.at[name, "geometry"]) for name in chosen})


def refresh(network: Network, planned: Plan, *, endpoint: str, cache: Path, pbf: Sequence[Path] = (), say: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """
    Find the real track of links.

    Parameters
    ----------
    network
        With drawn lines.
    planned
        From `plan`.
    endpoint
        Address of an Overpass server, up to ``/api``.
    cache
        Folder of its answers: a refresh that was stopped goes on from there.
    pbf
        OpenStreetMap extracts to read instead of asking a server.
    say
        Told about progress.

    Returns
    -------
    outcomes
        One for each link, in order.

    Raises
    ------
    DownloadError
        The server can't be used, or an extract can't be read.

    Examples
    --------
    >>> refresh(network, plan(network), endpoint="https://overpass-api.de/api", cache=Path("cache"))  # doctest: +SKIP
    """
    with osmnx_settings(endpoint, cache):
        extract = tracks_from_pbf(pbf) if pbf else None
        outcomes = []
        for number, name in enumerate(planned.link_ids, 1):
            say(f"{number} of {len(planned.link_ids)}: {name}")
            outcomes.append(_outcome(network, name, extract, planned.areas[name], say))
    return outcomes


def _outcome(network: Network, name: str, extract: nx.MultiDiGraph | None, areas: list[shapely.Polygon], say: Callable[[str], None]) -> Outcome:
    link = network.links.loc[name]
    ends = [(float(network.nodes.at[link[column], "lon"]), float(network.nodes.at[link[column], "lat"])) for column in ("from_node_id", "to_node_id")]
    old = GEOD.geometry_length(link["geometry"]) / 1000
    try:
        way, empty = _search(link["geometry"], ends, extract, areas, say)
    except _StopError as error:
        return Outcome(name, str(error), link["length_km"], old, error.empty, None, None)
    line = shapely.LineString([ends[0], *way.line.coords, ends[1]])
    line = shapely.LineString(shapely.get_coordinates(line).round(DECIMALS))
    fault = _fault(link, way, GEOD.inv(*ends[0], *ends[1])[2] / 1000)
    return Outcome(name, fault, float(link["length_km"]), old, empty, way, None if fault else line)


class _StopError(Exception):
    def __init__(self, why: str, empty: int) -> None:
        super().__init__(why)
        self.empty = empty


def _search(
    line: shapely.LineString, ends: list[tuple[float, float]], extract: nx.MultiDiGraph | None, areas: list[shapely.Polygon], say: Callable[[str], None]
) -> tuple[TrainWay, int]:
    """Look near the line, then wider, then over sidings too."""
    tries = [(areas, TRACKS), (None, TRACKS), (None, TRACKS_AND_SIDINGS)] if extract is None else [(areas, TRACKS)]
    why, empty = "no track was found near its line", 0
    for some, track_filter in tries:
        if extract is None:
            graph, empty = fetch_tracks(some if some is not None else tiles(line, WIDER_KM), track_filter, say)
        else:
            graph = extract
        if graph is None:
            continue
        try:
            way = train_way(graph, ends[0], ends[1])
        except DownloadError as error:
            why = str(error)
            continue
        if way is not None:
            return way, empty
        why = f"no way over tracks joins its ends within {BUFFER_KM:g} km of its line"
    raise _StopError(why, empty)


def _fault(link: Any, way: TrainWay, great_circle_km: float) -> str:
    published = float(link["length_km"])
    beyond = [state for state in way.states if state not in BUILT.get(link["status"], ("rail",))]
    if beyond:
        return f"its status is {link['status']}, but the way uses track that is {' and '.join(beyond)}"
    if way.length_km + sum(way.snaps_km) < great_circle_km - 0.01:
        return f"the way of {way.length_km:,.1f} km is shorter than the great circle of {great_circle_km:,.1f} km"
    if abs(way.length_km - published) > MOST_OFF * published:
        return f"the way of {way.length_km:,.1f} km is more than {MOST_OFF:.0%} off the published {published:,.1f} km"
    return ""


def report(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """
    Tell what became of each link.

    Parameters
    ----------
    outcomes
        From `refresh`.

    Returns
    -------
    rows
        Plain values, one row a link.

    Examples
    --------
    >>> report([Outcome("a-b", "no track was found near its line", 10.0, 9.0, 1, None, None)])[0]["state"]
    'kept'
    """
    rows = []
    for outcome in outcomes:
        way = outcome.way
        rows.append(
            {
                "link_id": outcome.link_id,
                "state": "kept" if outcome.fault else "refreshed",
                "published_km": round(outcome.published_km, 1),
                "old_km": round(outcome.old_km, 1),
                "new_km": None if way is None else round(way.length_km, 1),
                "snap_km": None if way is None else round(max(way.snaps_km), 2),
                "reversals": None if way is None else way.reversals,
                "joined": None if way is None else way.joined,
                "tracks": "" if way is None else _kinds(way.states),
                "gauges": "" if way is None else _kinds(way.gauges),
                "empty_tiles": outcome.empty_tiles,
                "why": outcome.fault,
            }
        )
    return rows


def _kinds(lengths: dict[str, float]) -> str:
    return ", ".join(f"{name} {km:,.0f} km" for name, km in sorted(lengths.items()))


def write_tracks(outcomes: list[Outcome], folder: Path) -> Path:
    """
    Write the lines that passed, beside those of an earlier refresh, and the licence.

    Parameters
    ----------
    outcomes
        From `refresh`.
    folder
        The user's own; it is made if need be.

    Returns
    -------
    path
        ``tracks.geojson``, whole or not at all.

    Raises
    ------
    WriteError
        The folder can't be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tracks([], Path(folder)).name
    'tracks.geojson'
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tracks.geojson"
    features = {} if not path.is_file() else {feature["properties"]["link_id"]: feature for feature in json.loads(path.read_text(encoding="utf-8"))["features"]}
    for outcome in outcomes:
        if outcome.line is not None and outcome.way is not None:
            told = {"link_id": outcome.link_id, "measured_km": round(outcome.way.length_km, 3), "geometry_source": "osm_track"}
            shape = json.loads(shapely.to_geojson(outcome.line))
            features[outcome.link_id] = {"type": "Feature", "properties": told, "geometry": shape}
    lines = ",\n".join(json.dumps(features[name], separators=(",", ":")) for name in sorted(features))
    write_whole(folder / "LICENSE.md", f"# Licence of `tracks.geojson`\n\n{NOTICE}\n")
    return write_whole(path, f'{{"type":"FeatureCollection","attribution":"{NOTICE}","features":[\n{lines}\n]}}\n')


def with_tracks(network: Network, path: Path) -> Network:
    """
    Draw links along refreshed tracks; their lengths stay as published.

    Parameters
    ----------
    network
        Not changed.
    path
        From `write_tracks`.

    Returns
    -------
    network
        With the lines, and ``geometry_source`` osm_track.

    Raises
    ------
    QuestionError
        The file is missing or was not written by a refresh.

    Examples
    --------
    >>> with_tracks(network, Path("tracks.geojson"))  # doctest: +SKIP
    """
    from dataclasses import replace  # noqa: PLC0415

    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        lines = {feature["properties"]["link_id"]: shapely.LineString(feature["geometry"]["coordinates"]) for feature in features}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionError(f"{path}: not a layer that `instc geodata refresh` wrote ({type(error).__name__}: {error})") from error
    links = network.links.copy()
    for name in sorted(set(lines) & set(links.index)):
        links.at[name, "geometry"] = lines[name]
        links.at[name, "geometry_source"] = "osm_track"
    return replace(network, links=links)
