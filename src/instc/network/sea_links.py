"""Lanes, fairways and gates as links of the network."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from instc.network.sea_lanes import GEOD, GRADE, GRADE_OVER_LAND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from instc.network.sea_lanes import SeaLanes

CRS = "EPSG:4326"
DRAWN_KM = 200.0  # a longer lane is drawn along its great circle, by points so far apart


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
        LineStrings along the great circle.
    """
    number = np.flatnonzero(used)
    ends, basin, km = lanes.ends[number], lanes.basin[number], lanes.km[number]
    rows, lines = [], []
    for points, along in _chains(ends, basin, {*stops, *chain(*lanes.gates.values())}):
        tips = point_name(lanes, points[0]), point_name(lanes, points[-1])
        length_km = round(float(km[along].sum()), 3)
        rows.append((min(tips), max(tips), length_km, basin[along[0]]))
        lines.append(points if tips[0] <= tips[1] else points[::-1])
    table = pd.DataFrame(rows, columns=["from_node_id", "to_node_id", "length_km", "basin"])
    table.insert(2, "mode", "sea")
    table = _named(table.assign(passage_id="", grade=GRADE))
    layer = gpd.GeoDataFrame(table, geometry=_drawn(lanes.points, lines), crs=CRS)
    layer = layer.sort_values("length_km", kind="stable")
    return layer[~layer.index.duplicated()].sort_index()  # of parallel chains the shortest


def _named(links: pd.DataFrame) -> pd.DataFrame:
    """Call each link by its two ends."""
    ids = links["from_node_id"] + "-" + links["to_node_id"]
    return links.set_index(pd.Index(ids, name="link_id"))


def point_name(lanes: SeaLanes, point: int) -> str:
    """Name a point by its number: ``sea.`` and the number, or the side of a gate."""
    return lanes.sides.get(point, f"sea.{point:05d}")


def _chains(
    ends: NDArray[np.int64], basin: NDArray[np.str_], stops: set[int]
) -> list[tuple[list[int], list[int]]]:
    """Tie lanes into chains between stops: points and lanes of each."""
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for lane, (tail, head) in enumerate(ends.tolist()):
        beside[tail].append((head, lane))
        beside[head].append((tail, lane))
    inner = set()
    for point, steps in beside.items():
        basins = {basin[lane] for _, lane in steps}
        if len(steps) == 2 and len(basins) == 1 and point not in stops:  # noqa: PLR2004
            inner.add(point)
    chains, done = [], set()
    for start in sorted(beside.keys() - inner):
        for ahead, first in beside[start]:
            if first in done:
                continue
            points, lanes = [start, ahead], [first]
            while points[-1] in inner:
                here, there = beside[points[-1]]
                point, lane = there if here[1] == lanes[-1] else here
                points.append(point)
                lanes.append(lane)
            done.update(lanes)
            chains.append((points, lanes))
    return chains


def _drawn(points: NDArray[np.float64], chains: list[list[int]]) -> NDArray[np.object_]:
    """Draw chains, with points along the great circle of long lanes."""
    count = np.array([len(numbers) for numbers in chains])
    flat = points[np.fromiter(chain(*chains), dtype=np.int64, count=int(count.sum()))]
    owner = np.repeat(np.arange(len(chains)), count)
    step = np.flatnonzero(owner[1:] == owner[:-1])
    azimuth, _, metres = GEOD.inv(*flat[step].T, *flat[step + 1].T)
    inner = np.maximum(1, np.ceil(metres / 1000 / DRAWN_KM)).astype(int) - 1  # points to draw
    of = np.repeat(np.arange(len(step)), inner)
    place = np.arange(len(of)) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    share = place / (inner[of] + 1)
    at = step[of]
    lon, lat, _ = GEOD.fwd(flat[at, 0], flat[at, 1], azimuth[of], metres[of] * share)
    shown = np.insert(flat, at + 1, np.column_stack([lon, lat]).round(5), axis=0)
    line = np.insert(owner, at + 1, owner[at])
    shown[:, 0] -= 360 * _turns(shown[:, 0], line)
    lines: NDArray[np.object_] = shapely.linestrings(shown, indices=line)
    return lines


def _turns(lon: NDArray[np.float64], line: NDArray[np.intp]) -> NDArray[np.float64]:
    """Count how often each line has crossed the 180th meridian, so that it runs on beyond it."""
    leaps = np.round(np.diff(lon, prepend=0) / 360)
    fresh = np.diff(line, prepend=-1) != 0
    turns = np.cumsum(np.where(fresh, 0, leaps))
    before: NDArray[np.float64] = turns[fresh][line]
    return turns - before


def fairway_links(ports: pd.DataFrame, lanes: SeaLanes) -> gpd.GeoDataFrame:
    """
    Join ports, as `read_ports` gives them, with the point of the lanes that each has.

    Links as `lane_links` makes them, with ``fee_id`` for the call at the port.
    """
    point = ports["point"].to_numpy()
    start, end = ports[["lon", "lat"]].to_numpy(), lanes.points[point]
    _, _, metres = GEOD.inv(*start.T, *end.T)
    table = pd.DataFrame(
        {
            "from_node_id": ports.index,
            "to_node_id": [point_name(lanes, number) for number in point.tolist()],
            "mode": "sea",
            "length_km": (metres / 1000).round(3),
            "basin": [lanes.basin_at[number] for number in point.tolist()],
            "passage_id": "",
            "grade": np.where(ports["land_km"] > 0, GRADE_OVER_LAND, GRADE),
            "fee_id": ports["call_fee_id"].to_numpy(),
        },
        index=pd.Index(ports.index + "-fairway", name="link_id"),
    )
    lines = shapely.linestrings(np.stack([start, end], axis=1)) if len(ports) else []
    return gpd.GeoDataFrame(table, geometry=lines, crs=CRS)


def gate_links(lanes: SeaLanes) -> gpd.GeoDataFrame:
    """Make a link of each gate, as `lane_links` does, of mode passage and without a length."""
    names = sorted(lanes.gates)
    ids = pd.Series(names, dtype="str")
    table = pd.DataFrame({"from_node_id": ids + ".a", "to_node_id": ids + ".b"})
    table = table.assign(mode="passage", length_km=0.0, basin="", passage_id=names, grade=GRADE)
    sides = np.array([lanes.gates[name] for name in names], dtype=np.intp).reshape(-1, 2)
    lines = shapely.linestrings(lanes.points[sides])
    return gpd.GeoDataFrame(_named(table), geometry=lines, crs=CRS)


def junctions(lanes: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make nodes of the points where lanes meet."""
    lines = lanes.geometry.to_numpy()
    ids = np.concatenate([lanes["from_node_id"], lanes["to_node_id"]])
    tips = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    table = gpd.GeoDataFrame(
        {"lon": shapely.get_x(tips), "lat": shapely.get_y(tips)},
        index=pd.Index(ids, name="node_id"),
        geometry=tips,
        crs=CRS,
    )
    new = table[~table.index.duplicated() & ~table.index.isin(nodes.index)].sort_index()
    gate = ~new.index.str.startswith("sea.")
    return new.assign(
        kind=np.where(gate, "gate", "junction"),
        mode="sea",
        country="",
        unlocode="",
        name="",
        place_id="",
        gauge_mm=np.nan,
        source_id="searoute",
    )
