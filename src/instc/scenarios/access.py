"""Links to what a user types: a place by its coordinates, a port of the world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.errors import LocationError
from instc.network.checks import GEOD
from instc.network.sea_links import fairway_links, junctions, lane_links

if TYPE_CHECKING:
    from instc.network.network import Network
    from instc.network.sea_lanes import SeaLanes


def with_end(
    network: Network, node_id: str, lon: float, lat: float, *, circuity: float, reach_km: float
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
        Road length over great circle.
    reach_km
        Farthest terminal by road that is tried, km.

    Returns
    -------
    network
        With drayage links to the terminals in reach; each copies the handling of a drayage link that the
        terminal has already.

    Raises
    ------
    LocationError
        No terminal is in reach.

    Examples
    --------
    >>> network = with_end(load_network("2026-07-31"), "here", 37.6, 55.7, circuity=1.3, reach_km=300)
    >>> "here" in network.nodes.index
    True
    """
    drayage = network.links[network.links["mode"] == "drayage"]
    city_first = drayage["from_node_id"].map(network.nodes["mode"]) == "door"
    terminal = drayage["to_node_id"].where(city_first, drayage["from_node_id"])
    kinds = drayage.assign(terminal=terminal, city_first=city_first).drop_duplicates(
        ["terminal", "city_first"]
    )
    spots = network.nodes.loc[kinds["terminal"], ["lon", "lat"]].to_numpy()
    here = np.full((len(spots), 2), (lon, lat))
    length = GEOD.inv(here[:, 0], here[:, 1], spots[:, 0], spots[:, 1])[2] / 1000 * circuity
    near = length <= reach_km
    if not near.any():
        raise LocationError(
            f"coordinates {lon:g},{lat:g}: the nearest terminal is {length.min():,.0f} km away by road, more than {reach_km:g} km"
        )
    new = kinds[near].assign(
        length_km=np.round(length[near], 1),
        drawn_km=np.nan,
        great_circle_km=length[near] / circuity,
        source_id="ratio.drayage_circuity",
    )
    new = new.assign(
        from_node_id=np.where(new["city_first"], node_id, new["terminal"]),
        to_node_id=np.where(new["city_first"], new["terminal"], node_id),
        geometry=[
            shapely.LineString([here[0], spot] if first else [spot, here[0]])
            for first, spot in zip(new["city_first"], spots[near], strict=True)
        ],
    )
    new = new.set_index(
        pd.Index(new["from_node_id"] + "-" + new["to_node_id"], name="link_id")
    ).drop(columns=["terminal", "city_first"])
    city = gpd.GeoDataFrame(
        {
            "place_id": node_id,
            "name": f"{lon:g},{lat:g}",
            "kind": "city",
            "mode": "door",
            "country": "",
            "unlocode": "",
            "lon": lon,
            "lat": lat,
        },
        index=pd.Index([node_id], name="node_id"),
        geometry=[shapely.Point(lon, lat)],
        crs="EPSG:4326",
    )
    return replace(
        network,
        nodes=pd.concat([network.nodes, city]),
        links=pd.concat([network.links, new]).sort_index(),
    )


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
