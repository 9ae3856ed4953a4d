"""Ways by land as links: drayage from a typed point to terminals, cut at the borders between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from instc.ellipsoid import wgs84
from instc.lazily import geopandas as gpd
from instc.lazily import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.network.drayage import Drayage
    from instc.network.frontiers import Frontiers, Toll
    from instc.network.network import Network
    from instc.network.overland import Passing, Way

    Row = dict[str, Any]
    Line = NDArray[np.float64]
    Tolls = list[tuple[Toll | None, Toll | None]]  # of each border, out and back

ROAD_BORDER = "road_border"  # the kind of a node where a way by land is cut
NOTE = "Shortest way by land times the circuity of ratio.drayage_circuity."
ON_THE_WAY = {"dwell_id": "", "fee_id": "", "hub_id": "", "share_id": "", "directed": False}


class Access(NamedTuple):
    """Links from a typed point to terminals, and the nodes where borders cut them."""

    nodes: dict[str, Row]
    links: gpd.GeoDataFrame


def terminal_kinds(network: Network) -> pd.DataFrame:
    """
    Give one drayage link of each terminal and direction, as a pattern.

    Returns
    -------
    kinds
        As links, without lines; ``terminal``, and ``city_first``: whether it leads from the city.
    """
    links, nodes = network.attributes("links"), network.attributes("nodes")
    links = links[links["mode"] == "drayage"]
    cuts = nodes.index[nodes["kind"] == ROAD_BORDER]  # on the way to a point typed before
    links = links[~links["from_node_id"].isin(cuts) & ~links["to_node_id"].isin(cuts)]
    city_first = links["from_node_id"].map(nodes["mode"]) == "door"
    terminal = links["to_node_id"].where(city_first, links["from_node_id"])
    patterns = links.assign(terminal=terminal, city_first=city_first)
    return patterns.drop_duplicates(["terminal", "city_first"])


def access_links(
    kinds: pd.DataFrame, node_id: str, found: Drayage, borders: Frontiers, circuity: float
) -> Access:
    """
    Make links of the ways to each terminal.

    Parameters
    ----------
    kinds
        From `terminal_kinds`.
    node_id
        Of the typed point.
    found
        Terminals and ways.
    borders
        That the ways pass.
    circuity
        Road length over the shortest way by land.
    """
    nodes: dict[str, Row] = {}
    rows: list[Row] = []
    for terminal, way in zip(found.terminals.index, found.ways, strict=True):
        patterns = kinds[kinds["terminal"] == terminal].to_dict("records")
        tolls = [_both(borders, passing) for passing in way.passed]
        stops = _stops(node_id, terminal, way, tolls)
        nodes |= stops
        ends = [node_id, *stops, terminal]
        rows += _borders(ends, way, tolls)
        rows += _roads(ends, way, patterns, circuity)
    index = pd.Index([f"{row['from_node_id']}-{row['to_node_id']}" for row in rows], name="link_id")
    table = gpd.GeoDataFrame(rows, index=index, geometry="geometry", crs="EPSG:4326")
    return Access(nodes, _filled(table, kinds))


def _both(borders: Frontiers, passing: Passing) -> tuple[Toll | None, Toll | None]:
    """Look up what a lorry meets out and back."""
    turned = passing._replace(left=passing.entered, entered=passing.left)
    return borders.toll(passing), borders.toll(turned)


def _stops(node_id: str, terminal: str, way: Way, tolls: Tolls) -> dict[str, Row]:
    """Make two nodes of each border, for this terminal alone: no way leads on from them."""
    nodes = {}
    for number, passing in enumerate(way.passed):
        toll = tolls[number][0] or tolls[number][1]
        name = toll.name if toll else passing.gate_id
        place_id = f"{node_id}.{passing.gate_id}"
        lon, lat = way.lines[number][-1].tolist()
        spot = {"place_id": place_id, "name": name, "kind": ROAD_BORDER, "mode": "road"}
        spot |= {"unlocode": "", "lon": lon, "lat": lat}
        before, after = f"{place_id}_{number}a.{terminal}", f"{place_id}_{number}b.{terminal}"
        nodes[before] = spot | {"country": passing.left}
        nodes[after] = spot | {"country": passing.entered}
    return nodes


def _borders(ends: list[str], way: Way, tolls: Tolls) -> list[Row]:
    """Make a link of each border, or one each way where the directions differ."""
    rows = []
    for number, (out, back) in enumerate(tolls):
        before, after = ends[2 * number + 1], ends[2 * number + 2]
        spot = way.lines[number][-1:]
        alike = out is not None and back is not None and out[:4] == back[:4]
        if out is not None:
            rows.append(_border(out, directed=not alike) | _from_to(before, after, spot))
        if back is not None and not alike:
            rows.append(_border(back, directed=True) | _from_to(after, before, spot))
    return rows


def _border(toll: Toll, *, directed: bool) -> Row:
    """Say what a lorry meets at a border."""
    still = {"mode": "border", "length_km": 0.0, "great_circle_km": 0.0, "grade": "D"}
    met = {"dwell_id": toll.dwell_id, "fee_id": toll.fee_id, "note": toll.note}
    said = {"source_id": toll.source_id, "status_source_id": toll.source_id}
    return still | met | said | {"status": toll.status, "directed": directed}


def _roads(ends: list[str], way: Way, patterns: list[Row], circuity: float) -> list[Row]:
    """Make drayage of each stretch; the terminal's own handling is met on the last one."""
    rows = []
    last, km = len(way.lines) - 1, way.km
    for number, line in enumerate(way.lines):
        start, end = ends[2 * number], ends[2 * number + 1]
        drawn = _drawn(line, km[number] * circuity, way.bridges)
        onward = drawn | _from_to(start, end, line)
        if number < last:
            rows.append(patterns[0] | onward | ON_THE_WAY)
            continue
        backward = drawn | _from_to(end, start, line[::-1])
        for pattern in patterns:
            here = backward
            if pattern["city_first"]:
                here = onward
            rows.append(pattern | here)
    return rows


def _drawn(line: Line, road_km: float, bridges: list[str]) -> Row:
    """Say of a stretch of road how long it is, and how that is known."""
    direct_km = float(wgs84().inv(*line[0], *line[-1])[2]) / 1000
    note = NOTE
    if bridges:
        note = f"{NOTE} By {', '.join(bridges)}."
    measured = {"length_km": round(road_km, 1), "drawn_km": np.nan, "great_circle_km": direct_km}
    said = {"source_id": "ratio.drayage_circuity", "status_source_id": "", "note": note}
    return measured | said | {"status": "open"}


def _from_to(start: str, end: str, line: Line) -> Row:
    """Lay a link from a node to another; a border is a line that stays where it is."""
    whole = line
    if len(line) == 1:
        whole = line[[0, 0]]
    return {"from_node_id": start, "to_node_id": end, "geometry": shapely.LineString(whole)}


def _filled(table: gpd.GeoDataFrame, like: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give new links the columns of others; what they do not say is empty."""
    columns = like.columns.drop(["terminal", "city_first"])
    known = like[columns.drop("directed")]
    text = known.select_dtypes(exclude=["number", "bool"]).columns
    whole = table.reindex(columns=[*columns, "geometry"])
    whole = whole.assign(**whole[text].fillna(""), directed=whole["directed"].astype(bool))
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:4326")
