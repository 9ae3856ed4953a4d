"""Drawn lines of rail links replaced by the real track, each if it passes three checks."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import shapely

from instc.ellipsoid import wgs84
from instc.errors import DownloadError, QuestionError, UnknownIdError, WriteError, did_you_mean
from instc.files import write_whole
from instc.osm.fetch import Tracks, fetch_tracks
from instc.osm.pbf import tracks_from_pbf, tracks_in
from instc.osm.settings import osmnx_settings
from instc.osm.tiles import BUFFER_KM, WIDER_KM, tiles
from instc.osm.tracks import Spot, TrainWay, train_way
from instc.tables.strays import TRACKS
from instc.tables.user_tables import read_tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from instc.network.network import Network

LEAST_KM = 3.0  # shorter links stay as they are
MOST_OFF = 0.15  # measured length against the published one
DECIMALS = 5
WORST = ("rail", "construction", "proposed")
MATCH = {
    "under_construction": ("construction",),
    "planned": ("construction", "proposed"),
}  # the least built track of the way; of every other status: rail
NOTICE = (
    "Contains information from OpenStreetMap, (c) OpenStreetMap contributors, under the Open"
    " Database License 1.0: openstreetmap.org/copyright"
)
SEARCHES = ((BUFFER_KM, False), (WIDER_KM, False), (WIDER_KM, True))  # how near, and with sidings
GREAT_CIRCLE_SLACK_KM = 0.01


class Source(Protocol):
    """Where tracks come from: a server, or an extract."""

    def __call__(self, areas: list[shapely.Polygon], *, sidings: bool) -> Tracks:
        """Give the tracks in areas."""


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
        Why the old line stays; empty if the new one passed its checks.
    published_km, old_km
        Length of the link, and of the line that is drawn now.
    empty_tiles
        Tiles without any track.
    way
        What was found, None if nothing.
    line
        From node to node, EPSG:4326, None if a check failed.
    """

    link_id: str
    fault: str
    published_km: float
    old_km: float
    empty_tiles: int
    way: TrainWay | None
    line: shapely.LineString | None


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
    >>> from instc.network.load import load_network
    >>> link = "yalama.rail1520-bilajari.rail1520"
    >>> len(plan(load_network("2026-07-31"), [link]).areas[link])
    2
    """
    links = network.links
    for name in link_ids:
        if name not in links.index:
            raise UnknownIdError(f'no link is called "{name}"{did_you_mean(name, links.index)}')
        mode = links.at[name, "mode"]
        if mode != "rail":
            raise QuestionError(f"link {name} is a {mode} link: only rail links are refreshed")
    rail = links[(links["mode"] == "rail") & (links["length_km"] >= LEAST_KM)]
    chosen = sorted(set(link_ids or rail.index))
    return Plan(chosen, {name: tiles(links.at[name, "geometry"]) for name in chosen})


def refresh(
    network: Network,
    planned: Plan,
    *,
    endpoint: str,
    cache: Path,
    pbf: Sequence[Path] = (),
    say: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
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
        Called with each line of progress.

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
    >>> from pathlib import Path
    >>> from instc.network.load import load_network
    >>> network, server = load_network("2026-07-31"), "https://overpass-api.de/api"
    >>> refresh(network, plan(network), endpoint=server, cache=Path("cache"))  # doctest: +SKIP
    >>> refresh(network, Plan([], {}), endpoint=server, cache=Path("cache"))
    []
    """
    if pbf:
        source: Source = partial(tracks_in, tracks_from_pbf(pbf))
        return _outcomes(network, planned, source, say)
    with osmnx_settings(endpoint, cache, say):
        return _outcomes(network, planned, partial(fetch_tracks, say=say), say)


def _outcomes(
    network: Network, planned: Plan, source: Source, say: Callable[[str], None]
) -> list[Outcome]:
    """Find the real track of each link of a plan."""
    outcomes = []
    for number, name in enumerate(planned.link_ids, 1):
        say(f"{number} of {len(planned.link_ids)}: {name}")
        outcomes.append(_outcome(network, name, source, planned.areas[name]))
    return outcomes


def _outcome(network: Network, name: str, source: Source, areas: list[shapely.Polygon]) -> Outcome:
    """Find the real track of a link, and check it."""
    link = network.links.loc[name]
    start, end = _spot(network, link["from_node_id"]), _spot(network, link["to_node_id"])
    published, old = float(link["length_km"]), _km(link["geometry"])
    way, empty, why = _search(link["geometry"], (start, end), source, areas)
    if way is None:
        return Outcome(name, why, published, old, empty, None, None)
    fault = _fault(link, way, wgs84().inv(*start, *end)[2] / 1000)
    line = None
    if not fault:
        points = np.array([start, *way.line.coords, end])
        line = shapely.LineString(points.round(DECIMALS))
    return Outcome(name, fault, published, old, empty, way, line)


def _spot(network: Network, node_id: str) -> Spot:
    """Give the coordinates of a node."""
    node = network.nodes.loc[node_id]
    return float(node["lon"]), float(node["lat"])


def _km(line: shapely.LineString) -> float:
    """Measure a line: geodesic, km."""
    return float(wgs84().geometry_length(line)) / 1000


def _search(
    line: shapely.LineString,
    ends: tuple[Spot, Spot],
    source: Source,
    areas: list[shapely.Polygon],
) -> tuple[TrainWay | None, int, str]:
    """Look near the line, then wider, then over sidings and crossovers too."""
    why, empty = f"no track lies within {WIDER_KM:g} km of its line", 0
    for buffer_km, sidings in SEARCHES:
        near = areas if buffer_km == BUFFER_KM else tiles(line, buffer_km)
        graph, empty = source(near, sidings=sidings)
        if graph is None:
            continue
        try:
            way = train_way(graph, *ends)
        except DownloadError as error:
            why = str(error)
            continue
        if way is not None:
            return way, empty, ""
        why = f"no way over tracks joins its ends within {buffer_km:g} km of its line"
    return None, empty, why


def _fault(link: Any, way: TrainWay, great_circle_km: float) -> str:
    """Check a way: its state, that it is no shorter than straight, and the published length."""
    published, worst = float(link["length_km"]), max(way.states, key=WORST.index)
    if worst not in MATCH.get(link["status"], ("rail",)):
        tagged = f"the least built track of the way is tagged railway={worst}"
        return f"its status is {link['status']}, but {tagged}"
    found = f"the way of {way.length_km:,.1f} km is"
    if way.length_km + sum(way.snaps_km) < great_circle_km - GREAT_CIRCLE_SLACK_KM:
        return f"{found} shorter than the great circle of {great_circle_km:,.1f} km"
    if abs(way.length_km - published) > MOST_OFF * published:
        return f"{found} more than {MOST_OFF:.0%} off the published {published:,.1f} km"
    return ""


def report(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """
    List what became of each link.

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
    >>> fault = "no track lies within 60 km of its line"
    >>> report([Outcome("a-b", fault, 10.0, 9.0, 1, None, None)])[0]["state"]
    'kept'
    """
    return list(map(_row, outcomes))


def _row(outcome: Outcome) -> dict[str, Any]:
    """List what became of a link."""
    return {
        "link_id": outcome.link_id,
        "state": "kept" if outcome.fault else "refreshed",
        "published_km": round(outcome.published_km, 1),
        "old_km": round(outcome.old_km, 1),
        **_figures(outcome.way),
        "empty_tiles": outcome.empty_tiles,
        "why": outcome.fault,
    }


def _figures(way: TrainWay | None) -> dict[str, Any]:
    """List the figures of a way, empty if none was found."""
    if way is None:
        unknown = ("new_km", "snap_from_km", "snap_to_km", "reversals", "joined")
        return dict.fromkeys(unknown) | {"tracks": "", "gauges": ""}
    return {
        "new_km": round(way.length_km, 1),
        "snap_from_km": round(way.snaps_km[0], 2),
        "snap_to_km": round(way.snaps_km[1], 2),
        "reversals": way.reversals,
        "joined": way.joined,
        "tracks": _kinds(way.states),
        "gauges": _kinds(way.gauges),
    }


def _kinds(lengths: dict[str, float]) -> str:
    """Write km by kind in words."""
    return ", ".join(f"{name} {km:,.0f} km" for name, km in sorted(lengths.items()))


def write_tracks(outcomes: list[Outcome], network: Network, folder: Path) -> Path:
    """
    Write the lines that passed, beside those of an earlier refresh, and their licence.

    Parameters
    ----------
    outcomes
        From `refresh`.
    network
        Lines of an earlier refresh stay if it still has their link.
    folder
        The user's own; it is made if need be.

    Returns
    -------
    path
        ``tracks.geojson``, whole or not at all.

    Raises
    ------
    TableError
        The earlier file is broken.
    WriteError
        The folder can't be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from instc.network.load import load_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tracks([], load_network("2026-07-31"), Path(folder)).name
    'tracks.geojson'
    """
    path = make_folder(folder) / TRACKS
    before = read_tracks(path) if path.exists() else {}
    lines = {name: line for name, line in before.items() if name in network.links.index}
    lines |= {outcome.link_id: outcome.line for outcome in outcomes if outcome.line is not None}
    features = [_feature(name, lines[name]) for name in sorted(lines)]
    head = f'{{"type":"FeatureCollection","attribution":"{NOTICE}","features":['
    write_whole(folder / "LICENSE.md", f"# Licence of `{TRACKS}`\n\n{NOTICE}\n")
    return write_whole(path, "\n".join([head, ",\n".join(features), "]}", ""]))


def _feature(link_id: str, line: shapely.LineString) -> str:
    """Write a line as a feature of the user's own layer."""
    feature = {
        "type": "Feature",
        "properties": {
            "link_id": link_id,
            "measured_km": round(_km(line), 3),
            "geometry_source": "osm_track",
        },
        "geometry": json.loads(shapely.to_geojson(line)),
    }
    return json.dumps(feature, separators=(",", ":"))


def make_folder(folder: Path) -> Path:
    """
    Make a folder of the user's if it is not there.

    Parameters
    ----------
    folder
        Where.

    Returns
    -------
    folder
        The same.

    Raises
    ------
    WriteError
        It can't be made.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     make_folder(Path(folder) / "a" / "b").is_dir()
    True
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot write {folder}: {error.strerror}") from error
    return folder
