"""The drawn shape of land links: over an open layer where it is good, else through waypoints."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from instc.build.geodesy import distance_km, line_km
from instc.build.line_graph import Ways, read_layer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from instc.build.geodesy import Points
    from instc.build.line_graph import Layer, Way

LAYER_MODES = ("rail", "road")
CHORD_KM = 50.0  # a longer piece of the layer is no shape
BELIEVED_SHARE = 0.2  # how far the layer's own length of a way may lie off the published one
MOST_SHARE = 1.12  # and how long a line over the layer may be drawn
HOP_SHARE = 1.4  # a hop over the layer is believed up to this many times the great circle
HOP_KM = 4.0  # and so many km more
RUN_KM = 25.0  # a line is thinned run by run, so that thinning makes no chord
TOLERANCE_DEGREES = 0.0022  # about 250 m
SHORTEST_LAYER_KM = 3.0  # shorter links are straight
ENDS = 2  # stops of a link without waypoints
DECIMALS = 5


class Drawn(NamedTuple):
    """A line, where it comes from, and how long the layer says a way is that lies all on it."""

    points: Points
    source: str
    layer_km: float = np.nan


def draw_lines(
    links: pd.DataFrame,
    nodes: pd.DataFrame,
    waypoints: pd.DataFrame,
    rail: gpd.GeoDataFrame,
    road: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """
    Draw land links for the eye; their published lengths stay what they are.

    Parameters
    ----------
    links
        Index link_id: ``from_node_id, to_node_id, mode, length_km``.
    nodes
        Index node_id: ``lon, lat``.
    waypoints
        ``link_id, seq, lon, lat``.
    rail, road
        LineStrings of open layers, EPSG:4326; column ``km``, if there, lists the length of each
        piece of a line.

    Returns
    -------
    lines
        Indexed like links: ``drawn_km, great_circle_km, longest_chord_km`` (geodesic);
        ``layer_km``, what the layer records of a way that lies on it throughout, which is more
        than what is drawn where the layer was thinned; ``geometry_source``: osm (over the layer),
        waypoints (straight between them), mixed (both), straight, point (both ends are one
        place); LineStrings from the from-node to the to-node, five decimals.
    """
    stops = _stops(links, nodes, waypoints)
    layers = {"rail": _layer(rail), "road": _layer(road)}
    drawn: dict[str, Drawn] = {}
    for mode, group in links.groupby("mode"):
        own = {link: stops[link] for link in group.index}
        if mode in LAYER_MODES:
            drawn |= _over_layer(own, group["length_km"].astype(float), layers[mode])
        else:
            drawn |= {link: _beside_layer(points) for link, points in own.items()}
    return _table([drawn[link] for link in links.index], links.index)


def _layer(lines: gpd.GeoDataFrame) -> Layer:
    """Read a layer, with its own lengths where it has them."""
    km = None
    if "km" in lines and len(lines):
        km = np.concatenate(lines["km"].tolist())
    return read_layer(lines.geometry, km)


def _stops(links: pd.DataFrame, nodes: pd.DataFrame, waypoints: pd.DataFrame) -> dict[str, Points]:
    """Give each link its two ends with the waypoints between them."""
    start = _spots(nodes.loc[links["from_node_id"]])
    end = _spots(nodes.loc[links["to_node_id"]])
    ordered = waypoints.sort_values(["link_id", "seq"])
    between = {link: _spots(group) for link, group in ordered.groupby("link_id")}
    stops = {}
    none = np.empty((0, 2))
    for link, first, last in zip(links.index, start, end, strict=True):
        stops[link] = np.vstack([first, between.get(link, none), last])
    return stops


def _spots(table: pd.DataFrame) -> Points:
    """Give the coordinates of a table."""
    spots: Points = table[["lon", "lat"]].to_numpy(dtype=float)
    return spots.round(DECIMALS)


def _beside_layer(stops: Points) -> Drawn:
    """Draw straight from stop to stop."""
    if len(stops) > ENDS:
        return Drawn(stops, "waypoints")
    if (stops[0] == stops[1]).all():
        return Drawn(stops, "point")
    return Drawn(stops, "straight")


@dataclass(frozen=True)
class _Search:
    """Ways over a layer, without its chords and with them."""

    shaped: Ways
    whole: Ways

    def ways(self, place: int, longest_km: float) -> Iterator[Way]:
        """Find ways from a place to the next, the one without chords first."""
        limit = 2 * longest_km + 4 * HOP_KM
        for ways in (self.shaped, self.whole):
            way = ways.between(place, place + 1, limit)
            if way is not None:
                yield way


def _over_layer(stops: dict[str, Points], published: pd.Series, layer: Layer) -> dict[str, Drawn]:
    """Draw links over a layer where it is believed."""
    places = np.vstack(list(stops.values()))
    shaped = layer.without_chords(CHORD_KM)
    search = _Search(Ways(shaped, places), Ways(layer, places))
    drawn, first = {}, 0
    for link, points in stops.items():
        drawn[link] = _draw(points, float(published[link]), search, first)
        first += len(points)
    return drawn


def _draw(stops: Points, published_km: float, search: _Search, first: int) -> Drawn:
    """Draw the link from a place on: in one go if it has no waypoints, else hop by hop."""
    straight = _beside_layer(stops)
    if straight.source == "point" or published_km < SHORTEST_LAYER_KM:
        return straight
    if straight.source == "waypoints":
        return _hop(stops, search, first)
    ways = list(search.ways(first, published_km))
    off = [abs(way.km / published_km - 1) for way in ways]
    if not off or min(off) > BELIEVED_SHARE:
        return straight
    best = ways[int(np.argmin(off))]
    start, end = stops
    points = _without_loops(np.vstack([start, best.points, end]))
    if line_km(points).sum() > MOST_SHARE * published_km:
        return straight
    return Drawn(points, "osm", best.km)


def _hop(stops: Points, search: _Search, first: int) -> Drawn:
    """
    Go from stop to stop over the layer where it is near and direct.

    A waypoint only steers where the layer has a shape, and bends its chords.
    """
    reach = HOP_SHARE * line_km(stops) + HOP_KM
    hops = [_one_hop(search, place, longest) for place, longest in enumerate(reach, first)]
    parts = [stops[0]]
    for stop, hop in enumerate(hops, 1):
        if hop is not None:
            parts.append(hop.points)
        if stop == len(hops) or not _steers(hop, hops[stop]):
            parts.append(stops[stop])
    points = _without_loops(np.vstack(parts))
    on_layer = [hop.km for hop in hops if hop is not None]
    if len(on_layer) == len(hops):
        return Drawn(points, "osm", sum(on_layer))
    if on_layer:
        return Drawn(points, "mixed")
    return Drawn(points, "waypoints")


def _steers(hop: Way | None, after: Way | None) -> bool:
    """Tell whether the layer has a shape on one side of the stop between two hops."""
    shaped_before = hop is not None and not hop.bends[1]
    shaped_after = after is not None and not after.bends[0]
    return shaped_before or shaped_after


def _one_hop(search: _Search, place: int, longest_km: float) -> Way | None:
    """Find the way to the next stop that is drawn no longer than it may be."""
    for way in search.ways(place, longest_km):
        if line_km(way.points).sum() <= longest_km:
            return way
    return None


def _without_loops(points: Points) -> Points:
    """Cut out what lies between two visits to the same point, ends excepted."""
    kept: list[tuple[float, ...]] = []
    for point in map(tuple, points):
        if point in kept:
            del kept[kept.index(point) :]
        kept.append(point)
    return np.array(kept)


def _thin(points: Points) -> Points:
    """Leave out points that the eye does not miss, run by run."""
    if len(points) <= ENDS:
        return points
    passed_km = np.cumsum([0.0, *line_km(points)])
    run = np.floor(passed_km / RUN_KM)
    starts = np.flatnonzero(np.diff(run)) + 1
    cuts = np.unique([0, *starts, len(points) - 1])
    lat = points[:, 1].mean()
    scale = np.array([np.cos(np.radians(lat)), 1.0])
    number = np.arange(len(points))
    numbered = np.column_stack([points * scale, number])
    runs = []
    for start, end in pairwise(cuts):
        runs.append(shapely.LineString(numbered[start : end + 1]))
    thinned = shapely.simplify(runs, TOLERANCE_DEGREES, preserve_topology=False)
    left = shapely.get_coordinates(thinned, include_z=True)[:, 2]
    kept: Points = points[np.unique(left.astype(int))]
    return kept


def _table(drawn: list[Drawn], index: pd.Index) -> gpd.GeoDataFrame:
    """Measure drawn lines."""
    lines = [_thin(line.points).round(DECIMALS) for line in drawn]
    pieces = list(map(line_km, lines))
    start = np.array([line[0] for line in lines])
    end = np.array([line[-1] for line in lines])
    columns = {
        "drawn_km": [round(float(piece.sum()), 3) for piece in pieces],
        "great_circle_km": distance_km(start, end).round(3),
        "longest_chord_km": [round(float(piece.max()), 3) for piece in pieces],
        "layer_km": [round(line.layer_km, 1) for line in drawn],
        "geometry_source": [line.source for line in drawn],
    }
    shapes = list(map(shapely.LineString, lines))
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs="EPSG:4326")
