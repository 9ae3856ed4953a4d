"""Lorries from a typed point: which terminals they reach by land, how far, over which borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.ellipsoid import wgs84
from instc.errors import LocationError, NoRoadError
from instc.network.frontiers import frontiers
from instc.network.land_cells import read_land_cells
from instc.network.land_mesh import SHORE_DEGREES, LandMesh
from instc.network.load import built_hash
from instc.network.overland import Way, ways

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from instc.network.frontiers import Change, Frontiers, Tables
    from instc.network.land_cells import LandCells

MOST_DETOUR = 2.0  # shortest way by land over straight line
ALWAYS_KM = 5.0  # what is so near is reached however the road runs, as in the tables' own drayage
AROUND_KM = 700.0  # how far a refusal looks for a terminal that can be reached


class Land(NamedTuple):
    """Land, and its borders in the state of a day."""

    cells: LandCells
    frontiers: Frontiers


class Drayage(NamedTuple):
    """What a lorry reaches from a point."""

    territory: str
    terminals: pd.DataFrame  # those reached
    ways: list[Way]  # to each


def land_of(folder: Path, tables: Tables, as_of: str, changes: Iterable[Change] = ()) -> Land:
    """Read the land and its borders in the state of a day, changed as scenarios say."""
    cells = read_land_cells(folder, built_hash(folder))
    return Land(cells, frontiers(tables, as_of, changes))


def drayage(
    land: Land,
    lon: float,
    lat: float,
    terminals: pd.DataFrame,
    *,
    circuity: float,
    reach_km: float,
) -> Drayage:
    """
    Find the terminals that a lorry reaches from a typed point by land.

    Parameters
    ----------
    land
        In the state of the day.
    lon, lat
        Degrees, WGS 84.
    terminals
        Index node_id; ``name, country, lon, lat``.
    circuity
        Road length over the shortest way by land.
    reach_km
        Farthest terminal by road.

    Returns
    -------
    drayage
        Terminals by a road of at most ``reach_km`` and at most twice the straight line.

    Raises
    ------
    LocationError
        The point lies off the land, or no terminal is in reach.
    NoRoadError
        Water or borders lie between: says which, and names the nearest terminal by an open road.
    """
    straight = straight_km(lon, lat, terminals)
    near = terminals[straight * circuity <= reach_km]
    if near.empty:
        nearest_km = straight.min() * circuity
        raise LocationError(
            f"coordinates {lon:g},{lat:g}: the nearest terminal is {nearest_km:,.0f} km away"
            f" by road, more than {reach_km:g} km"
        )
    territory = territory_at(land, lon, lat)
    if not territory:
        raise LocationError(f"coordinates {lon:g},{lat:g} lie on water: no lorry drives there")
    mesh = LandMesh(land.cells, _box(lon, lat, reach_km / circuity), land.frontiers.unions)
    found = _ways(mesh, land.frontiers, (lon, lat), near)
    chosen: dict[int, Way] = {}
    for number, direct in enumerate(straight_km(lon, lat, near)):
        way = found[number]
        if way is not None and _in_reach(way, direct, circuity, reach_km):
            chosen[number] = way
    if not chosen:
        raise _no_road(land, (lon, lat), territory, terminals, circuity, reach_km)
    return Drayage(territory, near.iloc[list(chosen)], list(chosen.values()))


def territory_at(land: Land, lon: float, lat: float) -> str:
    """Give the id of the territory at a point; empty on water and far from every terminal."""
    box = lon - SHORE_DEGREES, lat - SHORE_DEGREES, lon + SHORE_DEGREES, lat + SHORE_DEGREES
    return LandMesh(land.cells, box, {}).home(lon, lat)


def straight_km(lon: float, lat: float, terminals: pd.DataFrame) -> NDArray[np.float64]:
    """Measure the great circle from a point to each terminal."""
    spots = terminals[["lon", "lat"]].to_numpy(dtype=float)
    here = np.full_like(spots, (lon, lat))
    length: NDArray[np.float64] = wgs84().inv(*here.T, *spots.T)[2] / 1000
    return length


def _box(lon: float, lat: float, km: float) -> tuple[float, float, float, float]:
    """Give the degrees round a point that a way of this length may touch."""
    north = km / 110.0
    east = north / max(np.cos(np.deg2rad(min(abs(lat) + north, 89.0))), 0.02)
    return lon - east, lat - north, lon + east, lat + north


def _ways(
    mesh: LandMesh, borders: Frontiers, spot: tuple[float, float], terminals: pd.DataFrame
) -> list[Way | None]:
    """Find ways from the point itself to the terminals themselves."""
    targets = terminals[["lon", "lat"]].to_numpy(dtype=float)
    homes = terminals["country"].to_numpy(dtype="str")
    found = ways(mesh, borders.gates, borders.unions, spot, targets, homes)
    whole = []
    for way, target in zip(found, targets, strict=True):
        whole.append(way and _with_ends(way, np.array(spot), target))
    return whole


def _with_ends(way: Way, first: NDArray[np.float64], last: NDArray[np.float64]) -> Way:
    """Let a way begin and end where it was asked: a quay may lie off the drawn coast."""
    lines = list(way.lines)
    if (lines[0][0] != first).any():
        lines[0] = np.vstack([first, lines[0]])
    if (lines[-1][-1] != last).any():
        lines[-1] = np.vstack([lines[-1], last])
    return Way(lines, way.passed, way.bridges)


def _in_reach(way: Way, straight: float, circuity: float, reach_km: float) -> bool:
    """Tell whether a way is near enough by road, and no more than twice the straight line."""
    land_km = sum(way.km)
    direct = land_km <= max(MOST_DETOUR * straight, ALWAYS_KM)
    return direct and land_km * circuity <= reach_km


def _no_road(
    land: Land,
    spot: tuple[float, float],
    territory: str,
    terminals: pd.DataFrame,
    circuity: float,
    reach_km: float,
) -> NoRoadError:
    """Look farther round a point that no lorry leaves, for the words of its refusal."""
    straight = straight_km(*spot, terminals)
    around = straight <= AROUND_KM
    mesh = LandMesh(land.cells, _box(*spot, AROUND_KM), land.frontiers.unions)
    found = _ways(mesh, land.frontiers, spot, terminals[around])
    roads = np.array([np.inf if way is None else sum(way.km) * circuity for way in found])
    words = _refusal(land, spot, territory, terminals[around], straight[around], roads, reach_km)
    return NoRoadError(words)


def _refusal(
    land: Land,
    spot: tuple[float, float],
    territory: str,
    terminals: pd.DataFrame,
    straight: NDArray[np.float64],
    roads: NDArray[np.float64],
    reach_km: float,
) -> str:
    """Say why no terminal is reached, and name the nearest one by an open road."""
    nearest = int(straight.argmin())
    first = terminals.iloc[nearest]
    names = land.frontiers.names
    here, there = names.get(territory, territory), names.get(first["country"], first["country"])
    why = _between(land.frontiers, territory, str(first["country"]), here, there)
    if np.isfinite(roads[nearest]):
        limit = "twice the way by air"
        if roads[nearest] > reach_km:
            limit = f"{reach_km:g} km"
        why = f"{why}, and the open road of {roads[nearest]:,.0f} km is more than {limit}"
    place = f"coordinates {spot[0]:g},{spot[1]:g} ({here})"
    goal = f"{first['name']} ({there}), {straight[nearest]:,.0f} km away"
    said = f"{place}: no lorry reaches {goal}: {why}"
    best = int(np.argmin(roads))
    if np.isinf(roads[best]):
        within = f"{said}; no open road leads to any terminal within {AROUND_KM:,.0f} km"
        return f"{within}: name a port or a city instead"
    if best == nearest:
        return f"{said}: name {first['name']} itself instead"
    other = f"{terminals.iloc[best]['name']}, {roads[best]:,.0f} km"
    return f"{said}; the nearest terminal by an open road is {other}: name it instead"


def _between(borders: Frontiers, territory: str, other: str, here: str, there: str) -> str:
    """Say what lies between two territories."""
    pair = min(territory, other), max(territory, other)
    if pair in borders.shut:
        return f"the border {here} - {there} is {borders.shut[pair]}"
    posts = {tuple(sorted(sides)) for sides in borders.gates.sides.tolist()}
    if territory == other or pair in posts or pair in borders.unions:
        return "water or a border lies between"
    return f"no open road border is known between {here} and {there}"
