"""The built layer of sea lanes, read as links."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from instc.tables import data_dir

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GEOD = Geod(ellps="WGS84")
CASPIAN = shapely.box(46.0, 36.0, 55.5, 47.5)
DRAWN_KM = 200.0  # a longer straight lane is drawn along its great circle by points so far apart
UNIT = 100_000  # coordinates have five decimals: places are equal when these whole numbers are
GRADE, GRADE_OVER_LAND = "C", "D"  # drawn by hand or from ship tracks; straight up a river


def unwrapped(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Let a line run on over the 180th meridian.

    Parameters
    ----------
    points
        Lon and lat, degrees, in order.

    Returns
    -------
    points
        Each lon within 180 degrees of the one before.

    Examples
    --------
    >>> unwrapped(np.array([[179.0, 0.0], [-179.0, 0.0]])).tolist()
    [[179.0, 0.0], [181.0, 0.0]]
    """
    step = np.diff(points[:, 0], prepend=points[:1, 0])
    turns = np.cumsum(np.round(step / 360))
    return np.column_stack([points[:, 0] - 360 * turns, points[:, 1]])


def sea_links(features: list[dict[str, Any]], ports: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Read sea lanes.

    Parameters
    ----------
    features
        GeoJSON LineStrings. Each step of a line is a straight lane between two points, to be sailed along the geodesic; points at one
        place are one. ``basin`` says which sea; a line with a ``gate`` ends at that side of a gate.
    ports
        Index node_id: ``lon, lat``; ``anchor_lon, anchor_lat``, a point of a lane; ``land_km`` that the fairway crosses.

    Returns
    -------
    links
        Index link_id: ``from_node_id, to_node_id, mode, length_km`` (geodesic), ``basin, passage_id, grade``; one link for all steps
        between two junctions. LineStrings, drawn along the great circle, EPSG:4326.

    Examples
    --------
    >>> lane = {"properties": {"basin": "ocean"}, "geometry": {"coordinates": [[0.0, 0.0], [0.5, 0.1], [1.0, 0.0]]}}
    >>> port = pd.DataFrame({"lon": [1.0], "lat": [0.0], "anchor_lon": [1.0], "anchor_lat": [0.0], "land_km": [0.0]}, index=["here.port"])
    >>> sea_links([lane], port)["length_km"].round(1).to_dict()
    {'here.port-fairway': 0.0, 'sea.00001-sea.00002': 113.5}
    """
    start, tips = (ports[columns].to_numpy(dtype=float) for columns in (["lon", "lat"], ["anchor_lon", "anchor_lat"]))
    anchor = _places(tips)
    table, names = _lanes(features, anchor)
    caspian = shapely.contains_xy(CASPIAN, *start.T)
    rows = pd.DataFrame(
        {
            "link_id": ports.index + "-fairway",
            "from_node_id": ports.index,
            "to_node_id": [names[place] for place in anchor.tolist()],
            "mode": "sea",
            "length_km": _km(start, tips),
            "basin": np.where(caspian, "caspian", "ocean"),
            "passage_id": "",
            "grade": np.where(ports["land_km"].to_numpy(dtype=float) > 0, GRADE_OVER_LAND, GRADE),
        }
    )
    lines = shapely.linestrings(np.stack([start, tips], axis=1)) if len(ports) else []
    gates = _passages(features)
    whole = pd.concat([table, gpd.GeoDataFrame(rows, geometry=lines, crs="EPSG:4326"), gates], ignore_index=True)
    whole = whole.assign(length_km=whole["length_km"].round(3)).set_index("link_id").sort_index()
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:4326")


def port_apart(unlocode: str, folder: Path | None = None) -> dict[str, str] | None:
    """
    Look up a listed port that no lane reaches.

    Parameters
    ----------
    unlocode
        Its code.
    folder
        Folder that holds ``geodata``; the shipped one by default.

    Returns
    -------
    port
        ``unlocode, name, lane_km, reason`` and more, as text; None if the code is no such port.

    Examples
    --------
    >>> port_apart("INNSA") is None
    True
    """
    path = (folder or data_dir()) / "geodata" / "ports_apart.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return next((row for row in csv.DictReader(file) if row["unlocode"] == unlocode and row["reached"] == "False"), None)


def _places(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give places numbers by their coordinates, west to east and south to north."""
    whole = np.round(points * UNIT).astype(np.int64)
    return ((whole[:, 0] + 180 * UNIT) % (360 * UNIT)) * (180 * UNIT + 1) + whole[:, 1] + 90 * UNIT


def _km(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2]) / 1000


def _lanes(features: list[dict[str, Any]], anchors: NDArray[np.int64]) -> tuple[gpd.GeoDataFrame, dict[int, str]]:
    counts = np.array([len(feature["geometry"]["coordinates"]) for feature in features])
    points = np.array([point for feature in features for point in feature["geometry"]["coordinates"]], dtype=float)
    line = np.repeat(np.arange(len(features)), counts)
    place = _places(points)
    last = np.cumsum(counts) - 1
    gate = {int(last[k]): feature["properties"]["gate"] for k, feature in enumerate(features) if "gate" in feature["properties"]}
    sides = sorted(set(gate.values()))
    for position, side in gate.items():
        place[position] = -1 - sides.index(side)
    basin = np.array([feature["properties"]["basin"] for feature in features])[line]
    stops = _stops(place, line, basin, anchors)
    ids = np.unique(place[(place >= 0) & np.isin(place, stops)])
    names = dict(zip(ids.tolist(), (f"sea.{number:05d}" for number in range(1, len(ids) + 1)), strict=True))
    names |= {-1 - number: side for number, side in enumerate(sides)}
    return _chains(points, place, line, basin, stops, names), names


def _stops(place: NDArray[np.int64], line: NDArray[np.intp], basin: NDArray[np.str_], anchors: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the places where a link ends: junctions, gates, anchors, ends of lines, and where the basin changes."""
    step = np.flatnonzero(line[1:] == line[:-1])
    ends = np.concatenate([place[step], place[step + 1]])
    spot, which, degree = np.unique(ends, return_inverse=True, return_counts=True)
    kind = np.unique(basin, return_inverse=True)[1]
    most, least = np.zeros(len(spot), dtype=int), np.full(len(spot), len(kind))
    np.maximum.at(most, which, np.concatenate([kind[step]] * 2))
    np.minimum.at(least, which, np.concatenate([kind[step]] * 2))
    edge = np.concatenate([[True], line[1:] != line[:-1]]) | np.concatenate([line[1:] != line[:-1], [True]])
    return np.unique(np.concatenate([spot[(degree != 2) | (most != least)], place[edge], anchors, place[place < 0]]))  # noqa: PLR2004


def _chains(
    points: NDArray[np.float64], place: NDArray[np.int64], line: NDArray[np.intp], basin: NDArray[np.str_], stops: NDArray[np.int64], names: dict[int, str]
) -> gpd.GeoDataFrame:
    step = np.flatnonzero(line[1:] == line[:-1])
    begins = np.isin(place[step], stops)
    chain = np.cumsum(begins) - 1
    km = _km(points[step], points[step + 1])
    first = np.flatnonzero(begins)
    final = np.concatenate([first[1:], [len(step)]]) - 1
    tail = [names[number] for number in place[step[first]].tolist()]
    head = [names[number] for number in place[step[final] + 1].tolist()]
    turn = np.array([b < a for a, b in zip(tail, head, strict=True)])
    lines = _drawn(points[step], points[step + 1], km, chain)
    lines = np.where(turn, shapely.reverse(lines), lines)
    start, end = np.where(turn, head, tail), np.where(turn, tail, head)
    table = pd.DataFrame({"link_id": [f"{a}-{b}" for a, b in zip(start, end, strict=True)], "from_node_id": start, "to_node_id": end, "mode": "sea"})
    table = table.assign(length_km=np.add.reduceat(km, first), basin=basin[step[first]], passage_id="", grade=GRADE, geometry=lines)
    shortest = table.sort_values(["link_id", "length_km"], kind="stable").drop_duplicates("link_id")
    return gpd.GeoDataFrame(shortest[shortest["from_node_id"] != shortest["to_node_id"]], geometry="geometry", crs="EPSG:4326")


def _drawn(start: NDArray[np.float64], end: NDArray[np.float64], km: NDArray[np.float64], chain: NDArray[np.intp]) -> NDArray[np.object_]:
    """Draw steps as lines, one for each chain, with points along the great circle of long steps."""
    count = np.maximum(1, np.ceil(km / DRAWN_KM)).astype(int)
    owner = np.repeat(np.arange(len(km)), count)
    share = (np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)) / count[owner]
    shown = _along(start[owner], end[owner], share)
    closing = np.concatenate([chain[1:] != chain[:-1], [True]])  # the last step of a chain brings its end
    where = np.cumsum(count)[closing]
    flat = np.insert(shown, where, end[closing], axis=0)
    number = np.insert(chain[owner], where, chain[closing])
    lines: NDArray[np.object_] = shapely.linestrings(flat, indices=number)
    return lines


def _along(start: NDArray[np.float64], end: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    inner = share > 0
    shown = start.copy()
    a, b = start[inner], end[inner]
    azimuth, _, metres = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    lon, lat, _ = GEOD.fwd(a[:, 0], a[:, 1], azimuth, metres * share[inner])
    shown[inner] = np.column_stack([a[:, 0] + (lon - a[:, 0] + 180) % 360 - 180, lat]).round(5)
    return shown


def _passages(features: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    spots = {feature["properties"]["gate"].split(".")[0]: feature["geometry"]["coordinates"][-1] for feature in features if "gate" in feature["properties"]}
    names = sorted(spots)
    rows = pd.DataFrame(
        {
            "link_id": [f"{name}.a-{name}.b" for name in names],
            "from_node_id": [f"{name}.a" for name in names],
            "to_node_id": [f"{name}.b" for name in names],
            "mode": "passage",
            "length_km": 0.0,
            "basin": "",
            "passage_id": names,
            "grade": GRADE,
        }
    )
    lines = [shapely.LineString([spots[name], spots[name]]) for name in names]
    return gpd.GeoDataFrame(rows, geometry=lines, crs="EPSG:4326")
