"""Ways by land as links: drayage from a typed point to terminals, cut at the borders between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.network.checks import GEOD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.network.drayage import Drayage
    from instc.network.frontiers import Frontiers, Toll
    from instc.network.network import Network
    from instc.network.overland import Passing, Way

ROAD_BORDER = "road_border"  # the kind of a node where a way by land is cut
NOTE = "Shortest way by land times the circuity of ratio.drayage_circuity."
HANDLING = ("dwell_id", "fee_id", "hub_id", "share_id")  # met at the terminal, not on the road


class Access(NamedTuple):
    """Links from a typed point to terminals, and the nodes where borders cut them."""

    nodes: dict[str, dict[str, Any]]
    links: gpd.GeoDataFrame


def terminal_kinds(network: Network) -> pd.DataFrame:
    """
    Give one drayage link of each terminal and direction, as a pattern.

    Returns
    -------
    kinds
        As links, with ``terminal`` and ``city_first``: whether it leads from the city.
    """
    links = network.links[network.links["mode"] == "drayage"]
    city_first = links["from_node_id"].map(network.nodes["mode"]) == "door"
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
    nodes: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
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


def _stops(
    node_id: str, terminal: str, way: Way, tolls: list[tuple[Toll | None, Toll | None]]
) -> dict[str, dict[str, Any]]:
    """Make two nodes of each border, for this terminal alone: no way leads on from them."""
    nodes = {}
    for number, passing in enumerate(way.passed):
        toll = tolls[number][0] or tolls[number][1]
        lon, lat = way.lines[number][-1]
        for side, country in (("a", passing.left), ("b", passing.entered)):
            name = f"{node_id}.{passing.gate_id}_{number}{side}.{terminal}"
            nodes[name] = {
                "place_id": f"{node_id}.{passing.gate_id}",
                "name": toll.name if toll else passing.gate_id,
                "kind": ROAD_BORDER,
                "mode": "road",
                "country": country,
                "unlocode": "",
                "lon": float(lon),
                "lat": float(lat),
            }
    return nodes


def _borders(
    ends: list[str], way: Way, tolls: list[tuple[Toll | None, Toll | None]]
) -> list[dict[str, Any]]:
    """Make a link of each border, or one each way where the directions differ."""
    rows = []
    for number, (out, back) in enumerate(tolls):
        before, after = ends[2 * number + 1], ends[2 * number + 2]
        spot = way.lines[number][-1]
        alike = out is not None and back is not None and out[:4] == back[:4]
        if out is not None:
            rows.append(_border(before, after, spot, out, directed=not alike))
        if back is not None and not alike:
            rows.append(_border(after, before, spot, back, directed=True))
    return rows


def _border(
    start: str, end: str, spot: NDArray[np.float64], toll: Toll, *, directed: bool
) -> dict[str, Any]:
    return {
        "from_node_id": start,
        "to_node_id": end,
        "mode": "border",
        "directed": directed,
        "length_km": 0.0,
        "dwell_id": toll.dwell_id,
        "fee_id": toll.fee_id,
        "grade": "D",
        "source_id": toll.source_id,
        "status": toll.status,
        "status_source_id": toll.source_id,
        "note": toll.note,
        "great_circle_km": 0.0,
        "geometry": shapely.LineString([spot, spot]),
    }


def _roads(
    ends: list[str], way: Way, patterns: list[dict[str, Any]], circuity: float
) -> list[dict[str, Any]]:
    """Make drayage of each stretch; the terminal's own handling is met on the last one."""
    rows = []
    last = len(way.lines) - 1
    for number, (line, km) in enumerate(zip(way.lines, way.km, strict=True)):
        start, end = ends[2 * number], ends[2 * number + 1]
        by = f" By {', '.join(way.bridges)}." if way.bridges else ""
        drawn = {
            "length_km": round(km * circuity, 1),
            "drawn_km": np.nan,
            "great_circle_km": float(GEOD.inv(*line[0], *line[-1])[2]) / 1000,
            "source_id": "ratio.drayage_circuity",
            "status": "open",
            "status_source_id": "",
            "note": f"{NOTE}{by}",
        }
        if number < last:
            road = dict.fromkeys(HANDLING, "") | {"directed": False}
            rows.append(patterns[0] | drawn | road | _from_to(start, end, line))
            continue
        for pattern in patterns:
            if pattern["city_first"]:
                rows.append(pattern | drawn | _from_to(start, end, line))
            else:
                rows.append(pattern | drawn | _from_to(end, start, line[::-1]))
    return rows


def _from_to(start: str, end: str, line: NDArray[np.float64]) -> dict[str, Any]:
    return {"from_node_id": start, "to_node_id": end, "geometry": shapely.LineString(line)}


def _filled(table: gpd.GeoDataFrame, like: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give new links the columns of others; what they do not say is empty."""
    columns = [name for name in like.columns if name not in {"terminal", "city_first"}]
    whole = table.reindex(columns=columns)
    text = [name for name in columns if not pd.api.types.is_numeric_dtype(like[name])]
    text = [name for name in text if name not in {"geometry", "directed"}]
    whole = whole.assign(**whole[text].fillna(""), directed=whole["directed"].astype(bool))
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:4326")
