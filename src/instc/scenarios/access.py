"""Ways in for what a user types: a place by its name or coordinates, a port of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.errors import LocationError, UnknownIdError
from instc.network.checks import GEOD
from instc.network.load import built_hash
from instc.network.network import Network
from instc.network.sea_lanes import read_sea
from instc.network.sea_links import fairway_links, junctions, lane_links
from instc.tables.parameters import central
from instc.tables.places import End, find_end, fold, parse_coordinates

if TYPE_CHECKING:
    from instc.network.sea_lanes import SeaLanes
    from instc.scenarios.world import World

W = TypeVar("W", bound="World")


def locate(world: W, text: str, *, mode: str | None = None) -> tuple[W, End]:
    """
    Find what a text means: a name, a UN/LOCODE, a node id, or ``lon,lat``.

    Parameters
    ----------
    world
        In which it is meant.
    text
        What was typed.
    mode
        Narrow the choice to facilities of this mode.

    Returns
    -------
    world, end
        The world holds a new city where coordinates were given, a new port where one of the
        world's was; else it is the one that was given.

    Raises
    ------
    UnknownIdError, AmbiguousPlaceError, LocationError
        Nothing, several things, or no land within reach of a terminal is meant.
    """
    if not text.strip():
        raise UnknownIdError("an empty text names no place")
    spot = parse_coordinates(text)
    if spot is None:
        world = _with_ports(world, text)
        return world, find_end(text, world.spellings, world.network.nodes, mode=mode)
    if mode is not None:
        raise LocationError(f"coordinates {text}: name a facility where one mode is asked for")
    return _at_coordinates(world, text, *spot)


def _with_ports(world: W, text: str) -> W:
    """Add the ports of the world that a text may mean; one that no lane reaches is refused."""
    word, spelled = text.strip().lower().replace("-", "_"), world.spellings
    meant_by_name = spelled[spelled["key"] == (fold(text) or "?")]
    if meant_by_name["own"].any():
        return world
    folder = world.home.folder
    lanes, ports = read_sea(folder, built_hash(folder))
    coded = (ports["unlocode"] == word.upper()) & (word != "")
    called = (ports.index == word) | (ports.index == f"{word}.port")
    meant = ports[coded | called | ports.index.isin(meant_by_name["place_id"] + ".port")]
    meant = meant[~meant.index.isin(world.network.cells("nodes", "node_id"))]
    reached = meant[meant["point"] >= 0]
    if len(meant) and reached.empty:
        port = meant.iloc[0]
        raise LocationError(
            f'"{text.strip()}": {port["name"]} ({port["unlocode"]}) is in the port list, but no '
            f"sea lane reaches it: {port['reason']} (the nearest is {port['lane_km']:,.0f} km away)"
        )
    for node_id in reached.index:
        world = world.wider(with_port(world.network, lanes, ports, node_id), node_id)
    return world


def _at_coordinates(world: W, text: str, lon: float, lat: float) -> tuple[W, End]:
    _check_land(world, text, lon, lat)
    east, north = "w" if lon < 0 else "e", "s" if lat < 0 else "n"
    node_id = f"place_{east}{abs(lon):.5f}_{north}{abs(lat):.5f}".replace(".", "_")
    end = End(node_id, text, lon, lat, (node_id,), "door")
    if node_id in world.network.cells("nodes", "node_id"):
        return world, end
    try:
        network = _reached(world, node_id, lon, lat)
    except LocationError as error:
        raise LocationError(f"{error}{_swapped(world, lon, lat)}") from error
    return world.wider(network, node_id), end


def _reached(world: World, node_id: str, lon: float, lat: float) -> Network:
    """Give the network with a city at coordinates, reached by road."""
    parameters = world.parameters
    circuity = central(parameters, "ratio.drayage_circuity")
    reach_km = central(parameters, "distance.drayage_reach")
    return with_end(world.network, node_id, lon, lat, circuity=circuity, reach_km=reach_km)


def _check_land(world: World, text: str, lon: float, lat: float) -> None:
    from instc.network.land import is_land, load_land  # noqa: PLC0415  (only coordinates need it)

    if not is_land(load_land(world.home.folder), lon, lat):
        raise LocationError(f"coordinates {text} lie at sea{_swapped(world, lon, lat)}")


def _swapped(world: World, lon: float, lat: float) -> str:
    """Ask whether the two numbers were meant the other way round, where that would be a place."""
    from instc.network.land import is_land, load_land  # noqa: PLC0415

    if abs(lon) > 90 or not is_land(load_land(world.home.folder), lat, lon):  # noqa: PLR2004
        return ""
    try:
        _reached(world, "swapped", lat, lon)
    except LocationError:
        return ""
    return f" (lon,lat is expected: did you mean {lat:g},{lon:g}?)"


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
    links = pd.concat([network.links, new]).sort_index()
    return Network(pd.concat([network.nodes, city]), links)


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
    return Network(nodes, pd.concat([network.links, sea]).sort_index())
