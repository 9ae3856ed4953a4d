"""The drawn shape of land links: over an open layer where it is good, through waypoints elsewhere, else straight."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from instc.build.line_graph import Layer, Way, Ways, distance_km, read_layer

LAYER_MODES = ("rail", "road")
CHORD_KM = 50.0  # a longer piece of the layer is no shape
BELIEVED_SHARE = 0.2  # how far the layer's own length of a way may lie off the published one
MOST_SHARE = (
    1.12  # and how long the line that is drawn may be, where a way over the layer is believed
)
HOP_SHARE, HOP_KM = (
    1.4,
    4.0,
)  # a hop over the layer is believed up to this many times the great circle, and so many km more
RUN_KM = 25.0  # a line is thinned run by run, so that thinning makes no chord
TOLERANCE_DEGREES = 0.0022  # about 250 m
SHORTEST_LAYER_KM = 3.0  # shorter links are straight

Line = NDArray[np.float64]


class Drawn(NamedTuple):
    """A line, where it comes from, and how long the layer says that its way is, where all of it lies on the layer."""

    points: Line
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
        LineStrings of open layers, EPSG:4326; column ``km``, if there, lists the length of each piece of a line.

    Returns
    -------
    lines
        Indexed like links: ``drawn_km, great_circle_km, longest_chord_km`` (geodesic); ``layer_km``, what the layer records of a way
        that lies on it throughout, which is more than what is drawn where the layer was thinned; ``geometry_source``: osm (over the
        layer), waypoints (straight between them), mixed (both), straight, point (both ends are one place); LineStrings from the
        from-node to the to-node, five decimals.

    Examples
    --------
    >>> nodes = pd.DataFrame({"lon": [0.0, 0.2], "lat": [0.0, 0.0]}, index=["a.rail1435", "b.rail1435"])
    >>> link = {"from_node_id": ["a.rail1435"], "to_node_id": ["b.rail1435"], "mode": ["rail"], "length_km": [23.0]}
    >>> layer = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0.001), (0.1, 0.01), (0.2, 0.001)])], crs="EPSG:4326")
    >>> none = pd.DataFrame(columns=["link_id", "seq", "lon", "lat"])
    >>> draw_lines(pd.DataFrame(link, index=["a-b"]), nodes, none, layer, layer[:0])["geometry_source"].tolist()
    ['osm']
    """
    stops = _stops(links, nodes, waypoints)
    layers = {"rail": _layer(rail), "road": _layer(road)}
    drawn: dict[str, Drawn] = {}
    for mode in sorted(links["mode"].unique()):
        ids = links.index[links["mode"] == mode]
        if mode in LAYER_MODES:
            drawn |= _over_layer(
                {link: stops[link] for link in ids},
                links.loc[ids, "length_km"].astype(float),
                layers[mode],
            )
        else:
            drawn |= {link: _beside_layer(stops[link]) for link in ids}
    return _table([drawn[link] for link in links.index], links.index)


def _layer(lines: gpd.GeoDataFrame) -> Layer:
    return read_layer(
        lines.geometry,
        np.concatenate(lines["km"].tolist()) if "km" in lines and len(lines) else None,
    )


def _stops(links: pd.DataFrame, nodes: pd.DataFrame, waypoints: pd.DataFrame) -> dict[str, Line]:
    """Give each link its two ends with the waypoints between them."""
    start = nodes.loc[links["from_node_id"], ["lon", "lat"]].to_numpy(dtype=float).round(5)
    end = nodes.loc[links["to_node_id"], ["lon", "lat"]].to_numpy(dtype=float).round(5)
    between = {
        link: group[["lon", "lat"]].to_numpy(dtype=float).round(5)
        for link, group in waypoints.sort_values(["link_id", "seq"]).groupby("link_id")
    }
    none = np.empty((0, 2))
    return {
        link: np.vstack([start[k], between.get(link, none), end[k]])
        for k, link in enumerate(links.index)
    }


def _beside_layer(stops: Line) -> Drawn:
    if len(stops) > 2:  # noqa: PLR2004
        return Drawn(stops, "waypoints")
    return Drawn(stops, "point" if (stops[0] == stops[1]).all() else "straight")


@dataclass(frozen=True)
class _Search:
    """Ways over a layer, without its chords and with them, and where the stops of each link stand among the places."""

    shaped: Ways
    whole: Ways
    first: dict[str, int]


def _over_layer(stops: dict[str, Line], published: pd.Series, layer: Layer) -> dict[str, Drawn]:
    counts = np.cumsum([0, *(len(points) for points in stops.values())])
    places = np.vstack(list(stops.values()))
    search = _Search(
        Ways(layer.without_chords(CHORD_KM), places),
        Ways(layer, places),
        dict(zip(stops, counts.tolist(), strict=False)),
    )
    return {
        link: _draw(points, float(published[link]), search, search.first[link])
        for link, points in stops.items()
    }


def _draw(stops: Line, published_km: float, search: _Search, first: int) -> Drawn:
    """Draw one link: in one go if it has no waypoints, hop by hop if it has."""
    straight = _beside_layer(stops)
    if straight.source == "point" or published_km < SHORTEST_LAYER_KM:
        return straight
    if straight.source == "waypoints":
        return _hop(stops, search, first)
    found = [
        ways.between(first, first + 1, longest_km=2 * published_km + 4 * HOP_KM)
        for ways in (search.shaped, search.whole)
    ]
    best = min(
        (way for way in found if way is not None),
        key=lambda way: abs(way.km / published_km - 1),
        default=None,
    )
    if best is None or abs(best.km / published_km - 1) > BELIEVED_SHARE:
        return straight
    points = _without_loops(np.vstack([stops[0], best.points, stops[1]]))
    return (
        Drawn(points, "osm", best.km)
        if _length_km(points) <= MOST_SHARE * published_km
        else straight
    )


def _hop(stops: Line, search: _Search, first: int) -> Drawn:
    """Go from stop to stop over the layer where it is near and direct; a waypoint only steers where the layer has a shape, and bends its chords."""
    reach = HOP_SHARE * distance_km(stops[:-1], stops[1:]) + HOP_KM
    hops = [_one_hop(search, first + k, longest) for k, longest in enumerate(reach)]
    parts = [stops[:1]]
    for k, hop in enumerate(hops):
        if hop is not None:
            parts.append(hop.points)
        after = hops[k + 1] if k + 1 < len(hops) else None
        steers = (hop is not None and not hop.bends[1]) or (
            after is not None and not after.bends[0]
        )
        if not steers or k + 1 == len(hops):
            parts.append(stops[k + 1 : k + 2])
    on_layer = [hop for hop in hops if hop is not None]
    source = "osm" if len(on_layer) == len(hops) else "mixed" if on_layer else "waypoints"
    return Drawn(
        _without_loops(np.vstack(parts)),
        source,
        sum(hop.km for hop in on_layer) if source == "osm" else np.nan,
    )


def _one_hop(search: _Search, place: int, longest_km: float) -> Way | None:
    for ways in (search.shaped, search.whole):
        way = ways.between(place, place + 1, longest_km=2 * longest_km + 4 * HOP_KM)
        if way is not None and _length_km(way.points) <= longest_km:
            return way
    return None


def _without_loops(points: Line) -> Line:
    """Cut out what lies between two visits to the same point, ends excepted."""
    kept: list[tuple[float, ...]] = []
    for point in map(tuple, points):
        if point in kept:
            del kept[kept.index(point) :]
        kept.append(point)
    return np.array(kept)


def _length_km(points: Line) -> float:
    return float(distance_km(points[:-1], points[1:]).sum())


def _thin(points: Line) -> Line:
    """Leave out points that the eye does not miss, run by run."""
    if len(points) <= 2:  # noqa: PLR2004
        return points
    run = np.floor(
        np.concatenate([[0.0], np.cumsum(distance_km(points[:-1], points[1:]))]) / RUN_KM
    )
    cuts = np.unique([0, *(np.flatnonzero(np.diff(run)) + 1), len(points) - 1])
    scale = np.array([np.cos(np.radians(points[:, 1].mean())), 1.0])
    index = np.column_stack([points * scale, np.arange(len(points))])
    runs = [shapely.LineString(index[start : end + 1]) for start, end in pairwise(cuts)]
    thinned = shapely.get_coordinates(
        shapely.simplify(runs, TOLERANCE_DEGREES, preserve_topology=False), include_z=True
    )[:, 2]
    kept: Line = points[np.unique(thinned.astype(int))]
    return kept


def _table(drawn: list[Drawn], index: pd.Index) -> gpd.GeoDataFrame:
    lines = [_thin(line.points).round(5) for line in drawn]
    pieces = [distance_km(line[:-1], line[1:]) for line in lines]
    ends = np.array([[line[0], line[-1]] for line in lines]).reshape(-1, 2, 2)
    return gpd.GeoDataFrame(
        {
            "drawn_km": [round(float(piece.sum()), 3) for piece in pieces],
            "great_circle_km": distance_km(ends[:, 0], ends[:, 1]).round(3),
            "longest_chord_km": [round(float(piece.max()), 3) for piece in pieces],
            "layer_km": [round(line.layer_km, 1) for line in drawn],
            "geometry_source": [line.source for line in drawn],
        },
        geometry=[shapely.LineString(line) for line in lines],
        index=index,
        crs="EPSG:4326",
    )
