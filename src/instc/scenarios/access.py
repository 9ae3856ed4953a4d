"""Ways in for what a user types: a place by its name or coordinates, a port of the world."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from instc.errors import LocationError, NoRoadError
from instc.lazily import geopandas as gpd
from instc.network.drayage import drayage, territory_at
from instc.network.drayage_links import access_links, terminal_kinds
from instc.network.land import is_land, load_land
from instc.network.load import built_hash
from instc.network.sea_lanes import read_sea
from instc.network.sea_links import fairway_links, junctions, lane_links
from instc.tables.parameters import central
from instc.tables.places import (
    FACILITIES,
    End,
    end_among,
    end_at,
    parse_coordinates,
    written_coordinates,
)
from instc.tables.words import END, name_of, resolve

if TYPE_CHECKING:
    from instc.network.drayage import Land
    from instc.network.network import Network
    from instc.network.sea_lanes import SeaLanes
    from instc.scenarios.world import World
    from instc.tables.words import Meaning, Role

W = TypeVar("W", bound="World")


def locate(world: W, text: str, *, mode: str | None = None) -> tuple[W, End]:
    """
    Find the end that a text means: a name, a UN/LOCODE, a node id, or ``lon,lat``.

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
    spot = parse_coordinates(text)
    if spot is None:
        return located(world, text, meant(world, text, END, mode=mode), mode=mode)
    if mode is not None:
        raise LocationError(f"coordinates {text}: name a facility where one mode is asked for")
    return _at_coordinates(world, text, *spot)


def meant(world: World, text: str, role: Role, *, mode: str | None = None) -> Meaning:
    """
    Find what a text means at its place in a question, as `instc.tables.words.resolve` does.

    Where it leaves a choice, what has a facility of the mode is meant.
    """
    if mode is None:
        return resolve(world.words, text, role)
    fits = partial(_has_mode, world.network.attributes("nodes"), mode)
    return resolve(world.words, text, role, fits=fits)


def _has_mode(nodes: pd.DataFrame, mode: str, meaning: Meaning) -> bool:
    """Tell whether a place, facility or port has a facility of a mode."""
    if meaning.kind == "port":
        return mode == "sea"
    here = (nodes["place_id"] == meaning.id) | (nodes.index == meaning.id)
    usable = here & (nodes["mode"] == mode) & nodes["kind"].isin(FACILITIES)
    return bool(usable.any())


def located(world: W, text: str, meaning: Meaning, *, mode: str | None = None) -> tuple[W, End]:
    """Find the nodes of a place, facility or port, in a world that holds it."""
    if meaning.kind == "port":
        world = _with_world_port(world, text, meaning.id)
    nodes = world.network.attributes("nodes")
    if meaning.kind == "place":
        end = end_among(text.strip(), nodes, nodes.index[nodes["place_id"] == meaning.id], mode)
    else:
        end = _facility(text.strip(), nodes, meaning.id, mode)
    return world, replace(end, note=meaning.note)


def _facility(word: str, nodes: pd.DataFrame, node_id: str, mode: str | None) -> End:
    """Give a facility; a code means that of its place which has the mode."""
    node = nodes.loc[node_id]
    if word.upper() == node["unlocode"]:
        return end_among(word, nodes, nodes.index[nodes["unlocode"] == word.upper()], mode)
    if mode not in {None, node["mode"]}:
        raise LocationError(f'"{word}" is a facility of mode {node["mode"]}, not {mode}')
    return end_at(nodes, [node_id])


def _with_world_port(world: W, text: str, node_id: str) -> W:
    """Give the world with a port of the list; one that no lane reaches is refused."""
    if node_id in world.network.cells("nodes", "node_id"):
        return world
    folder = world.home.folder
    lanes, ports = read_sea(folder, built_hash(folder))
    port = ports.loc[node_id]
    if port["point"] < 0:
        raise LocationError(
            f'"{text.strip()}": {port["name"]} ({port["unlocode"]}) is in the port list, but no '
            f"sea lane reaches it: {port['reason']} (the nearest is {port['lane_km']:,.0f} km away)"
        )
    called = name_of(world.words, node_id, "port")
    named = ports.assign(name=ports["name"].where(ports.index != node_id, called))
    return world.wider(with_port(world.network, lanes, named, node_id), node_id)


def _at_coordinates(world: W, text: str, lon: float, lat: float) -> tuple[W, End]:
    """Give the world with a city at coordinates on land, to the metre that the id tells apart."""
    lon, lat = round(lon, 5), round(lat, 5)
    _check_land(world, text, lon, lat)
    east = "w" if lon < 0 else "e"
    north = "s" if lat < 0 else "n"
    node_id = f"place_{east}{abs(lon):.5f}_{north}{abs(lat):.5f}".replace(".", "_")
    if node_id not in world.network.cells("nodes", "node_id"):
        try:
            world = world.wider(_reached(world, node_id, lon, lat), node_id)
        except NoRoadError:
            raise
        except LocationError as error:
            raise LocationError(f"{error}{_swapped(world, lon, lat)}") from error
    network = world.network
    name = str(network.cells("nodes", "name")[network.position("nodes", node_id)])
    return world, End(node_id, name, lon, lat, (node_id,), "door")


def _reached(world: World, node_id: str, lon: float, lat: float) -> Network:
    """Give the network with a city at coordinates, reached by road."""
    parameters = world.parameters
    circuity = central(parameters, "ratio.drayage_circuity")
    reach_km = central(parameters, "distance.drayage_reach")
    asked = {"circuity": circuity, "reach_km": reach_km}
    return with_end(world.network, node_id, lon, lat, **asked, land=world.land)


def _check_land(world: World, text: str, lon: float, lat: float) -> None:
    """Refuse coordinates at sea."""
    drawn = is_land(load_land(world.home.folder), lon, lat)
    if not drawn and not territory_at(world.land, lon, lat):
        raise LocationError(f"coordinates {text} lie at sea{_swapped(world, lon, lat)}")


def _swapped(world: World, lon: float, lat: float) -> str:
    """Ask whether the two numbers were meant the other way round, where that would be a place."""
    if abs(lon) > 90 or not is_land(load_land(world.home.folder), lat, lon):  # noqa: PLR2004
        return ""
    try:
        _reached(world, "swapped", lat, lon)
    except LocationError:
        return ""
    return f" (lon,lat is expected: did you mean {lat:g},{lon:g}?)"


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
    Add a place that a user gave by its coordinates, with drayage to the terminals in reach.

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

    Raises
    ------
    LocationError
        No terminal is in reach, or none by land and over open borders.
    """
    kinds = terminal_kinds(network)
    nodes = network.attributes("nodes")
    terminals = nodes.loc[kinds["terminal"].unique(), ["name", "country", "lon", "lat"]]
    found = drayage(land, lon, lat, terminals, circuity=circuity, reach_km=reach_km)
    access = access_links(kinds, node_id, found, land.frontiers, circuity)
    country = land.frontiers.names[found.territory]
    name = f"{written_coordinates(lon, lat)} ({country})"
    city = {"place_id": node_id, "name": name, "kind": "city", "mode": "door"}
    where = {"country": found.territory, "unlocode": "", "lon": lon, "lat": lat}
    new = pd.DataFrame.from_dict({node_id: city | where, **access.nodes}, orient="index")
    points = gpd.points_from_xy(new["lon"], new["lat"])
    spots = gpd.GeoDataFrame(new.rename_axis("node_id"), geometry=points, crs="EPSG:4326")
    return network.joined(spots, access.links)


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
        The new lanes cost what others in their basin cost; prices that were written before are
        empty in their rows.
    """
    links, nodes = network.attributes("links"), network.attributes("nodes")
    if node_id in nodes.index:
        return network
    port = ports.loc[[node_id]]
    ways = _ways_to_all(lanes, ports, nodes.index, int(port["point"].iloc[0]))
    sea = pd.concat([ways, fairway_links(port, lanes)])
    sea = _like_their_basin(sea[~sea.index.isin(links.index)], links)
    cells = port[["name", "unlocode", "country", "lon", "lat"]].assign(
        place_id=node_id.removesuffix(".port"),
        kind="port",
        mode="sea",
        source_id="searoute_ports",
    )
    point = gpd.points_from_xy(port["lon"], port["lat"])
    spot = gpd.GeoDataFrame(cells, geometry=point, crs="EPSG:4326")
    known = nodes.index.append(spot.index)
    return network.joined(pd.concat([spot, junctions(sea, known)]), sea)


def _ways_to_all(
    lanes: SeaLanes, ports: pd.DataFrame, known: pd.Index, point: int
) -> gpd.GeoDataFrame:
    """Give the lanes of the shortest ways from a point to the ports that are there and to gates."""
    gates = np.array(list(lanes.gates.values()), dtype=int).ravel()
    there = ports.loc[ports.index.isin(known), "point"]
    on_the_way = known[known.str.startswith("sea.")].str.removeprefix("sea.").astype(int)
    used = lanes.ways(point, [*there, *gates.tolist()])
    return lane_links(lanes, used, {*on_the_way.tolist(), point})


def _like_their_basin(sea: gpd.GeoDataFrame, links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Price new lanes as others in their basin; what is not known of them is empty."""
    like = links[links["mode"] == "sea"].drop_duplicates("basin").set_index("basin")
    cells: dict[str, Any] = {}
    for column in links.columns.difference(sea.columns):
        if not pd.api.types.is_numeric_dtype(links[column]):
            cells[column] = ""
    for column in ("pace_id", "rate_id", "intensity_id"):
        cells[column] = sea["basin"].map(like[column])
    fees = sea["fee_id"].fillna("")
    known = {"directed": False, "source_id": "searoute", "status": "open"}
    return sea.assign(**cells | known, fee_id=fees)
