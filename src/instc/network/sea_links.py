"""Lanes, fairways and gates as links of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.network.sea_lanes import SeaLanes

from collections import defaultdict
from typing import TYPE_CHECKING

from instc.network.sea_lanes import GEOD, GRADE, GRADE_OVER_LAND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

DRAWN_KM = 200.0  # a longer straight lane is drawn along its great circle by points so far apart


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
        Point numbers where links end, beside junctions, ends, gates, and places where the basin changes.

    Returns
    -------
    links
        Index link_id; ``from_node_id, to_node_id, mode, length_km, basin, passage_id, grade``. LineStrings along the great circle.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> lanes = SeaLanes(points, np.array([[0, 1], [1, 2]]), np.array([110.6, 111.3]), np.array(["ocean"] * 2), np.array([True] * 2), {})
    >>> lane_links(lanes, lanes.corridor, [])["length_km"].to_dict()
    {'sea.00000-sea.00002': 221.9}
    """
    number = np.flatnonzero(used)
    chains = _chains(
        lanes.ends[number],
        lanes.basin[number],
        {*stops, *(point for pair in lanes.gates.values() for point in pair)},
    )
    tip = [(point_name(lanes, chain[0]), point_name(lanes, chain[-1])) for chain, _ in chains]
    chains = [
        (chain[::-1], lane) if tail > head else (chain, lane)
        for (chain, lane), (tail, head) in zip(chains, tip, strict=True)
    ]
    tip = [(min(pair), max(pair)) for pair in tip]
    table = pd.DataFrame(tip, columns=["from_node_id", "to_node_id"]).assign(
        mode="sea",
        length_km=[round(float(lanes.km[number[lane]].sum()), 3) for _, lane in chains],
        basin=[lanes.basin[number[lane[0]]] for _, lane in chains],
        passage_id="",
        grade=GRADE,
    )
    table.index = pd.Index(table["from_node_id"] + "-" + table["to_node_id"], name="link_id")
    layer = gpd.GeoDataFrame(
        table, geometry=_drawn(lanes.points, [chain for chain, _ in chains]), crs="EPSG:4326"
    )
    return (
        layer.sort_values("length_km", kind="stable")
        .loc[lambda rows: ~rows.index.duplicated()]
        .sort_index()
    )


def point_name(lanes: SeaLanes, point: int) -> str:
    """
    Name a point.

    Parameters
    ----------
    lanes
        Of the world.
    point
        Its number.

    Returns
    -------
    name
        ``sea.`` and the number, or the side of a gate.

    Examples
    --------
    >>> kiel = SeaLanes(np.zeros((3, 2)), np.empty((0, 2), int), np.empty(0), np.empty(0, str), np.empty(0, bool), {"kiel": (0, 1)})
    >>> point_name(kiel, 1), point_name(kiel, 2)
    ('kiel.b', 'sea.00002')
    """
    return lanes.sides.get(point, f"sea.{point:05d}")


def _chains(
    ends: NDArray[np.int64], basin: NDArray[np.str_], stops: set[int]
) -> list[tuple[list[int], list[int]]]:
    """Tie lanes into chains between stops: points and lanes of each."""
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for lane, (tail, head) in enumerate(ends.tolist()):
        beside[tail].append((head, lane))
        beside[head].append((tail, lane))
    inner = {
        point
        for point, lanes in beside.items()
        if len(lanes) == 2 and basin[lanes[0][1]] == basin[lanes[1][1]]  # noqa: PLR2004
    } - stops
    chains, done = [], set()
    for start in sorted(beside):
        for ahead, first in beside[start] if start not in inner else ():
            if first in done:
                continue
            points, lanes = [start, ahead], [first]
            while points[-1] in inner:
                point, lane = next(step for step in beside[points[-1]] if step[1] != lanes[-1])
                points.append(point)
                lanes.append(lane)
            done.update(lanes)
            chains.append((points, lanes))
    return chains


def _drawn(points: NDArray[np.float64], chains: list[list[int]]) -> NDArray[np.object_]:
    """Draw chains, with points along the great circle of long lanes; lines run on over the 180th meridian."""
    count = np.array([len(chain) for chain in chains])
    flat = points[
        np.fromiter(
            (point for chain in chains for point in chain), dtype=np.int64, count=int(count.sum())
        )
    ]
    owner = np.repeat(np.arange(len(chains)), count)
    step = np.flatnonzero(owner[1:] == owner[:-1])
    azimuth, _, metres = GEOD.inv(*flat[step].T, *flat[step + 1].T)
    pieces = np.maximum(1, np.ceil(metres / 1000 / DRAWN_KM)).astype(int)
    of = np.repeat(np.arange(len(step)), pieces - 1)  # the inner points of each lane
    share = (
        np.arange(len(of)) - np.repeat(np.cumsum(pieces - 1) - (pieces - 1), pieces - 1) + 1
    ) / pieces[of]
    lon, lat = GEOD.fwd(flat[step[of], 0], flat[step[of], 1], azimuth[of], metres[of] * share)[:2]
    shown = np.insert(flat, step[of] + 1, np.column_stack([lon, lat]).round(5), axis=0)
    line = np.insert(owner, step[of] + 1, owner[step[of]])
    turn = np.where(
        line == np.concatenate([[-1], line[:-1]]),
        np.round(np.diff(shown[:, 0], prepend=0) / 360),
        0,
    )
    turns = np.cumsum(turn)
    first = np.searchsorted(line, np.arange(len(chains)))
    shown[:, 0] -= 360 * (turns - turns[first][line])
    lines: NDArray[np.object_] = shapely.linestrings(shown, indices=line)
    return lines


def fairway_links(ports: pd.DataFrame, lanes: SeaLanes) -> gpd.GeoDataFrame:
    """
    Join ports with the lanes.

    Parameters
    ----------
    ports
        As `read_ports` gives them, each with a point.
    lanes
        Of the world.

    Returns
    -------
    links
        As `lane_links`, from the port to a point of the lanes, with ``fee_id`` for the call at the port.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> home = data_dir() / "geodata"
    >>> ports = read_ports(home / "ports.csv").loc[["nhava_sheva.port"]]
    >>> fairway_links(ports, read_lanes(home / "sea_lanes.npz"))["fee_id"].tolist()
    ['fee.sea_call']
    """
    point = ports["point"].to_numpy()
    start, end = ports[["lon", "lat"]].to_numpy(), lanes.points[point]
    names = [point_name(lanes, number) for number in point.tolist()]
    table = pd.DataFrame(
        {
            "from_node_id": ports.index,
            "to_node_id": names,
            "mode": "sea",
            "length_km": (GEOD.inv(*start.T, *end.T)[2] / 1000).round(3),
            "basin": [lanes.basin_at[number] for number in point.tolist()],
            "passage_id": "",
            "grade": np.where(ports["land_km"] > 0, GRADE_OVER_LAND, GRADE),
            "fee_id": ports["call_fee_id"].to_numpy(),
        },
        index=pd.Index(ports.index + "-fairway", name="link_id"),
    )
    return gpd.GeoDataFrame(
        table,
        geometry=shapely.linestrings(np.stack([start, end], axis=1)) if len(ports) else [],
        crs="EPSG:4326",
    )


def gate_links(lanes: SeaLanes) -> gpd.GeoDataFrame:
    """
    Make a link of each gate.

    Parameters
    ----------
    lanes
        Of the world.

    Returns
    -------
    links
        As `lane_links`, of mode passage and without a length.

    Examples
    --------
    >>> from instc.tables.schema import data_dir
    >>> gate_links(read_lanes(data_dir() / "geodata" / "sea_lanes.npz")).at["suez.a-suez.b", "passage_id"]
    'suez'
    """
    names = sorted(lanes.gates)
    table = pd.DataFrame(
        {
            "from_node_id": [f"{name}.a" for name in names],
            "to_node_id": [f"{name}.b" for name in names],
        }
    )
    table = table.assign(mode="passage", length_km=0.0, basin="", passage_id=names, grade=GRADE)
    table.index = pd.Index(table["from_node_id"] + "-" + table["to_node_id"], name="link_id")
    lines = [
        shapely.LineString([lanes.points[point] for point in lanes.gates[name]]) for name in names
    ]
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def junctions(lanes: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make nodes of the points where lanes meet."""
    lines = lanes.geometry.to_numpy()
    ids = np.concatenate([lanes["from_node_id"], lanes["to_node_id"]])
    tips = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    table = gpd.GeoDataFrame(
        {"lon": shapely.get_x(tips), "lat": shapely.get_y(tips)},
        index=pd.Index(ids, name="node_id"),
        geometry=tips,
        crs="EPSG:4326",
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
