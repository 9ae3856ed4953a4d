"""Links to what a user types: a place by its coordinates, a port of the world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from instc.network.drayage import drayage
from instc.network.drayage_links import access_links, terminal_kinds
from instc.network.sea_links import fairway_links, junctions, lane_links

if TYPE_CHECKING:
    from instc.network.drayage import Land
    from instc.network.network import Network
    from instc.network.sea_lanes import SeaLanes


def with_end(
    network: Network,
    node_id: str,
    lon: float,
    lat: float,
    *,
    circuity: float,
    reach_km: float,
    land: Land,
) -> Network:
    """
    Add a place that a user gave by its coordinates.

    Parameters
    ----------
    network
        Not changed.
    node_id
        Id of the new city node.
    lon, lat
        Degrees, WGS 84.
    circuity
        Road length over the shortest way by land.
    reach_km
        Farthest terminal by road that is tried, km.
    land
        With its borders in the state of the day.

    Returns
    -------
    network
        With drayage links to the terminals in reach; each copies the handling of a drayage link that
        the terminal has already, and is cut at the borders on the way, which are links of their own.

    Raises
    ------
    LocationError
        No terminal is in reach, or none by land and over open borders.

    Examples
    --------
    >>> from instc.network.drayage import land_of
    >>> from instc.network.load import load_network
    >>> from instc.tables.schema import data_dir
    >>> land = land_of(data_dir(), "", "2026-07-31")
    >>> network = load_network("2026-07-31")
    >>> network = with_end(network, "here", 37.6, 55.7, circuity=1.3, reach_km=300, land=land)
    >>> network.nodes.at["here", "country"]
    'RU'
    """
    kinds = terminal_kinds(network)
    columns = ["name", "country", "lon", "lat"]
    terminals = network.nodes.loc[kinds["terminal"].unique(), columns]
    found = drayage(land, lon, lat, terminals, circuity=circuity, reach_km=reach_km)
    access = access_links(kinds, node_id, found, land.frontiers, circuity)
    city = {
        "place_id": node_id,
        "name": f"{lon:g},{lat:g} ({land.frontiers.names[found.territory]})",
        "kind": "city",
        "mode": "door",
        "country": found.territory,
        "unlocode": "",
        "lon": lon,
        "lat": lat,
    }
    nodes = pd.DataFrame.from_dict({node_id: city, **access.nodes}, orient="index")
    points = gpd.points_from_xy(nodes["lon"], nodes["lat"])
    spots = gpd.GeoDataFrame(nodes.rename_axis("node_id"), geometry=points, crs="EPSG:4326")
    links = pd.concat([network.links, access.links]).sort_index()
    return replace(network, nodes=pd.concat([network.nodes, spots]), links=links)


def with_port(network: Network, lanes: SeaLanes, ports: pd.DataFrame, node_id: str) -> Network:
    """
    Add a port of the world, with its shortest ways to every port that is there and to every gate.

    Parameters
    ----------
    network
        Not changed.
    lanes, ports
        From `instc.network.sea_lanes.read_sea`.
    node_id
        Of ``ports``.

    Returns
    -------
    network
        The new lanes cost what others in their basin cost; prices that were written before are empty in their rows.

    Examples
    --------
    >>> from instc.network.sea_lanes import read_sea
    >>> network = with_port(load_network("2026-07-31"), *read_sea(data_dir(), ""), "sgsin.port")
    >>> network.nodes.at["sgsin.port", "name"]
    'Singapore'
    """
    if node_id in network.nodes.index:
        return network
    port = ports.loc[[node_id]]
    known = network.nodes.index
    stops = {int(name[4:]) for name in known if name.startswith("sea.")} | {
        int(port["point"].iloc[0])
    }
    targets = [
        *ports.loc[ports.index.isin(known), "point"],
        *(point for pair in lanes.gates.values() for point in pair),
    ]
    sea = pd.concat(
        [
            lane_links(lanes, lanes.ways(int(port["point"].iloc[0]), targets), stops),
            fairway_links(port, lanes),
        ]
    )
    sea = sea[~sea.index.isin(network.links.index)]
    like = network.links[network.links["mode"] == "sea"].drop_duplicates("basin").set_index("basin")
    priced = {
        column: sea["basin"].map(like[column]) for column in ("pace_id", "rate_id", "intensity_id")
    }
    empty = {
        name: ""
        for name in network.links
        if name not in sea and not pd.api.types.is_numeric_dtype(network.links[name])
    }
    sea = sea.assign(
        **{
            **empty,
            **priced,
            "fee_id": sea["fee_id"].fillna(""),
            "directed": False,
            "source_id": "searoute",
            "status": "open",
        }
    )
    spot = gpd.GeoDataFrame(
        port[["name", "unlocode", "country", "lon", "lat"]].assign(
            place_id=node_id.removesuffix(".port"),
            kind="port",
            mode="sea",
            source_id="searoute_ports",
        ),
        geometry=gpd.points_from_xy(port["lon"], port["lat"]),
        crs="EPSG:4326",
    )
    nodes = pd.concat([network.nodes, spot, junctions(sea, pd.concat([network.nodes, spot]))])
    return replace(network, nodes=nodes, links=pd.concat([network.links, sea]).sort_index())
