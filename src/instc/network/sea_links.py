"""Lanes, fairways and gates as links of the network."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.ellipsoid import wgs84
from instc.lazily import geopandas as gpd
from instc.lazily import shapely
from instc.network.graphs import CRS
from instc.network.sea_lanes import GRADE, GRADE_OVER_LAND
from instc.network.seam import running_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from instc.network.sea_lanes import SeaLanes

DRAWN_KM = 200.0  # a longer straight lane is drawn along its great circle by points so far apart
BOTH_WAYS = 2  # lanes at a point that neither ends nor forks


def lane_links(lanes: SeaLanes, used: NDArray[np.bool_], stops: Iterable[int]) -> gpd.GeoDataFrame:
    """
    Make links of lanes.

    Parameters
    ----------
    lanes
        Of the world.
    used
        Lanes to take.
    stops
        Point numbers where links end, beside junctions, ends, gates, and places where the basin
        changes.

    Returns
    -------
    links
        Index link_id; ``from_node_id, to_node_id, mode, length_km, basin, passage_id, grade``.
        LineStrings along the great circle. Of links with the same ends the shortest.
    """
    number = np.flatnonzero(used)
    gates = chain.from_iterable(lanes.gates.values())
    rows, lines = [], []
    for points, parts in _chains(lanes.ends[number], lanes.basin[number], {*stops, *gates}):
        tips = point_name(lanes, points[0]), point_name(lanes, points[-1])
        tail, head = sorted(tips)
        own = number[parts]
        length = round(float(lanes.km[own].sum()), 3)
        rows.append((tail, head, "sea", length, lanes.basin[own[0]]))
        lines.append(points if tips == (tail, head) else points[::-1])
    columns = ["from_node_id", "to_node_id", "mode", "length_km", "basin"]
    table = pd.DataFrame(rows, columns=columns).assign(passage_id="", grade=GRADE)
    table.index = _link_ids(table)
    links = gpd.GeoDataFrame(table, geometry=_drawn(lanes.points, lines), crs=CRS)
    shortest_first = links.sort_values("length_km", kind="stable")
    return shortest_first[~shortest_first.index.duplicated()].sort_index()


def _link_ids(table: pd.DataFrame) -> pd.Index:
    """Name links by their ends."""
    return pd.Index(table["from_node_id"] + "-" + table["to_node_id"], name="link_id")


def point_name(lanes: SeaLanes, point: int) -> str:
    """Name a point: ``sea.`` and its number, or the side of a gate."""
    return lanes.sides.get(point, f"sea.{point:05d}")


def _chains(
    ends: NDArray[np.int64], basin: NDArray[np.str_], stops: set[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Tie lanes into chains between stops: points and lanes of each."""
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for lane, (tail, head) in enumerate(ends.tolist()):
        beside[tail].append((head, lane))
        beside[head].append((tail, lane))
    inner = {point for point, met in beside.items() if _runs_through(met, basin)} - stops
    done: set[int] = set()
    for start in sorted(beside.keys() - inner):
        for ahead, first in beside[start]:
            if first in done:
                continue
            points, lanes = [start, ahead], [first]
            while points[-1] in inner:
                one, other = beside[points[-1]]
                point, lane = other if one[1] == lanes[-1] else one
                points.append(point)
                lanes.append(lane)
            done.update(lanes)
            yield points, lanes


def _runs_through(met: list[tuple[int, int]], basin: NDArray[np.str_]) -> bool:
    """Tell whether two lanes of one basin meet at a point, and nothing else."""
    if len(met) != BOTH_WAYS:
        return False
    (_, one), (_, other) = met
    return bool(basin[one] == basin[other])


def _drawn(points: NDArray[np.float64], chains: list[list[int]]) -> NDArray[np.object_]:
    """Draw chains of points along great circles; lines run on over the 180th meridian."""
    owner = np.repeat(np.arange(len(chains)), list(map(len, chains)))
    shown, line = _with_points_between(points[np.concatenate(chains)], owner)
    shown[:, 0] = running_on(shown[:, 0], line)
    lines: NDArray[np.object_] = shapely.linestrings(shown, indices=line)
    return lines


def _with_points_between(
    flat: NDArray[np.float64], owner: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Put points along the great circles of long lanes: all points, and the chain of each."""
    step = np.flatnonzero(owner[1:] == owner[:-1])
    azimuth, _, metres = wgs84().inv(*flat[step].T, *flat[step + 1].T)
    pieces = np.maximum(1, np.ceil(metres / 1000 / DRAWN_KM)).astype(int)
    inner = pieces - 1
    of = np.repeat(np.arange(len(step)), inner)  # the lane of each new point
    before = np.cumsum(inner) - inner
    share = (np.arange(len(of)) - before[of] + 1) / pieces[of]
    lon, lat = flat[step[of]].T
    lon, lat, _ = wgs84().fwd(lon, lat, azimuth[of], metres[of] * share)
    between = np.column_stack([lon, lat]).round(5)
    place = step[of] + 1
    chain_of = np.insert(owner, place, owner[step[of]])
    return np.insert(flat, place, between, axis=0), chain_of


def fairway_links(ports: pd.DataFrame, lanes: SeaLanes) -> gpd.GeoDataFrame:
    """
    Join ports, as `read_ports` gives them and each with a point, with the lanes.

    Returns
    -------
    links
        As `lane_links`, from the port to a point of the lanes, with ``fee_id`` for the call at the
        port.
    """
    numbers = ports["point"].tolist()
    start, end = ports[["lon", "lat"]].to_numpy(), lanes.points[numbers]
    table = pd.DataFrame(index=pd.Index(ports.index + "-fairway", name="link_id"))
    table["from_node_id"] = ports.index
    table["to_node_id"] = [point_name(lanes, number) for number in numbers]
    table["mode"] = "sea"
    table["length_km"] = (wgs84().inv(*start.T, *end.T)[2] / 1000).round(3)
    table["basin"] = [lanes.basin_at[number] for number in numbers]
    table["passage_id"] = ""
    table["grade"] = np.where(ports["land_km"] > 0, GRADE_OVER_LAND, GRADE)
    table["fee_id"] = ports["call_fee_id"].to_numpy()
    port = np.repeat(np.arange(len(ports)), 2)
    both = np.stack([start, end], axis=1).reshape(-1, 2)
    both[:, 0] = running_on(both[:, 0], port)
    return gpd.GeoDataFrame(table, geometry=shapely.linestrings(both, indices=port), crs=CRS)


def gate_links(lanes: SeaLanes) -> gpd.GeoDataFrame:
    """Make a link of each gate, as `lane_links`, of mode passage and without a length."""
    names = pd.Series(sorted(lanes.gates), dtype="str")
    table = pd.DataFrame({"from_node_id": names + ".a", "to_node_id": names + ".b"})
    table = table.assign(mode="passage", length_km=0.0, basin="", passage_id=names, grade=GRADE)
    table.index = _link_ids(table)
    lines = [shapely.LineString(lanes.points[list(lanes.gates[name])]) for name in names]
    return gpd.GeoDataFrame(table, geometry=lines, crs=CRS)


def junctions(lanes: gpd.GeoDataFrame, known: pd.Index) -> gpd.GeoDataFrame:
    """Make nodes of the points where lanes meet, but of those that are known."""
    lines = lanes.geometry.to_numpy()
    tips = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    ids = np.concatenate([lanes["from_node_id"], lanes["to_node_id"]])
    index = pd.Index(ids, name="node_id")
    places = {"lon": shapely.get_x(tips), "lat": shapely.get_y(tips)}
    table = gpd.GeoDataFrame(places, index=index, geometry=tips, crs=CRS)
    new = table[~index.duplicated() & ~index.isin(known)].sort_index()
    kind = np.where(new.index.str.startswith("sea."), "junction", "gate")
    new = new.assign(kind=kind, mode="sea", country="", unlocode="", name="", place_id="")
    return new.assign(gauge_mm=np.nan, source_id="searoute")
