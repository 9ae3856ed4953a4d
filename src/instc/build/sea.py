"""The world's sea network: lanes, sight lines and harbours as one small layer."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from instc.build.lanes import Lanes, Point, repaired_lanes
from instc.build.ports import REACH_KM, Harbour, moor
from instc.build.refine import (
    Web,
    harbour_lines,
    lane_lines,
    lookouts,
    sailed,
    thinned,
    without_short_cuts,
    without_waypoints,
)
from instc.build.visibility import (
    EARTH_KM,
    Sight,
    along,
    barriers,
    capes,
    land_pieces,
    mercator,
    sphere_km,
    vectors,
)
from instc.errors import NetworkError
from instc.network.sea_lanes import SeaLanes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

LOG = logging.getLogger(__name__)
GEOD = Geod(ellps="WGS84")
CASPIAN = shapely.box(46.0, 36.0, 55.5, 47.5)
SMALLEST_KM2 = 15.0  # smaller islands stop no ship
WIDE_KM, NARROW_KM = (
    6.0,
    0.3,
)  # margins of sight lines: some three nautical miles at sea, and near the shore
MOST_LAND_KM = 5.0
CUT_KM = 25.0  # lanes near land get a point so often, so that harbours meet them
NEAR_LAND_DEGREES = 0.3
ABREAST_DEGREES = 0.08  # and where a port lies so close by
CANAL_DEGREES = 0.15  # how far from a canal's or waterway's line a lane still runs in it
CAPE_KM, LONELY_KM = (
    8.0,
    25.0,
)  # a cape so far off the shore is a point of its own if no lane is so near
EYE_DEGREES = 0.003  # a side of a gate looks from so far off the gate's line
SPREAD_KM, LOCAL_KM = (
    150.0,
    600.0,
)  # long ways are sailed from one harbour in so many km, short ones from each
DECIMALS, LANE_DECIMALS = 5, 3  # 1 m and 100 m


class Sea(NamedTuple):
    """
    What the build writes of the sea.

    Attributes
    ----------
    lanes
        Of the whole world, none marked as the corridor's.
    ports
        Index node_id, as `instc.network.sea_lanes.read_ports` gives them, without ``call_fee_id``.
    """

    lanes: SeaLanes
    ports: pd.DataFrame


def sea_network(
    marnet: list[list[Point]],
    ports: pd.DataFrame,
    own_ports: pd.DataFrame,
    passages: pd.DataFrame,
    repairs: pd.DataFrame,
    basins: pd.DataFrame,
    land: list[shapely.Polygon],
) -> Sea:
    """
    Make the world's sea network.

    Parameters
    ----------
    marnet
        Lines of the open marine network, lon and lat in degrees.
    ports
        Open port list, index UN/LOCODE: ``name, lon, lat``.
    own_ports
        The corridor's ports, index node_id: ``lon, lat, unlocode``.
    passages, repairs, basins
        Tables of the seeds.
    land
        Polygons, EPSG:4326, lakes that ships reach left out. A lane over more than 5 km of it is dropped unless it touches a gate, or
        a canal or waterway row of the repairs names it.

    Returns
    -------
    sea
        Lanes of the open network and the lines of sight between their points and the harbours, as far as a way between two harbours
        uses them.

    Raises
    ------
    NetworkError
        A passage or a repair touches no lane, a gate's line ends in water, or a port of the corridor is too far from a lane.

    Examples
    --------
    >>> lane = [[(0.0, 0.0), (2.0, 0.0)]]
    >>> port = pd.DataFrame({"name": ["Anywhere"], "lon": [1.0], "lat": [0.1]}, index=["XXAAA"])
    >>> none = pd.DataFrame(columns=["passage_id", "line", "repair_id", "action", "unlocode", "extent"])
    >>> own = pd.DataFrame({"lon": [0.0], "lat": [0.1], "unlocode": ["XXBBB"], "country": ["XX"]}, index=["here.port"])
    >>> sea = sea_network(lane, port, own, none, none, none, [])
    >>> sea.lanes.distances([sea.ports.at["here.port", "point"]], [sea.ports.at["xxaaa.port", "point"]]).round(0).tolist()
    [[111.0]]
    """
    lanes, gates = repaired_lanes(marnet, repairs, passages)
    gates = {name: _coarse(place) for name, place in gates.items()}
    pieces = land_pieces(land, SMALLEST_KM2)
    ground, narrow, wide = (Sight(pieces, margin) for margin in (0.0, NARROW_KM, WIDE_KM))
    _check_gates(passages, ground)
    canals, waterways, walls = (
        _lines(repairs, actions)
        for actions in (("canal",), ("waterway", "canal"), ("river", "drop", "shoal"))
    )
    barred = barriers([*walls, *(shapely.from_wkt(line) for line in passages["line"])])
    names = _Names()
    listed = _listed_ports(ports, own_ports)
    edges = _afloat(lanes, names, ground, waterways, listed[["lon", "lat"]].to_numpy())
    corners = np.array(
        [names.of(place) for place in _lonely_capes(names.points(), wide)], dtype=np.intp
    )
    gate = np.array(
        [[names.of((*place, side)) for side in "ab"] for place in gates.values()], dtype=np.int64
    ).reshape(-1, 2)
    eyes = _eyes(names, passages, gates)
    web = Web(
        names.points(),
        eyes,
        np.unique(np.sort(np.array(edges, dtype=np.int64).reshape(-1, 2), axis=1), axis=0),
    )
    chosen = lookouts(web, corners, wide)
    web = web.with_edges(lane_lines(web, chosen, wide, narrow, barred))
    LOG.info(
        "sight lines between lanes drawn: %d points, %d look out, %d lanes",
        len(web.points),
        len(chosen.all),
        len(web.edges),
    )
    named = np.array(
        [
            any(way.distance(point) < CANAL_DEGREES for way in waterways)
            for point in shapely.points(web.points)
        ]
    )
    goals = np.flatnonzero(_main(web.with_edges(gate)) & (~ground.covers(eyes) | named))
    goals = np.setdiff1d(goals, gate)
    found = moor(listed[["lon", "lat"]].to_numpy(), eyes[goals], narrow, barred)
    LOG.info("harbours moored: %d", len(found))
    web, anchor = _with_harbours(web, names, found, goals)
    web = web.with_edges(
        harbour_lines(web, np.unique(anchor[anchor >= 0]), chosen, ground, wide, narrow, barred)
    )
    web = without_short_cuts(web)
    web = _sailed(web, np.unique(anchor[anchor >= 0]), np.unique(gate))
    anchor[~np.isin(anchor, web.edges)] = -1
    web = without_waypoints(web, _ends(web, anchor, gate, canals, basins))
    web, anchor, gate = _compact(web, anchor, gate)
    LOG.info("lanes that are sailed: %d", len(web.edges))
    table = _ports(web, listed, anchor, found, ground)
    sides = {name: (int(pair[0]), int(pair[1])) for name, pair in zip(gates, gate, strict=True)}
    km = np.maximum(web.km(), 0.001)
    return Sea(
        SeaLanes(
            web.points,
            web.edges,
            km,
            _basins(web, canals, basins),
            np.zeros(len(km), dtype=bool),
            sides,
        ),
        table,
    )


class _Names:
    """Numbers for places, each place once."""

    def __init__(self) -> None:
        self.number: dict[Any, int] = {}

    def of(self, place: Any) -> int:
        return self.number.setdefault(place, len(self.number))

    def points(self) -> NDArray[np.float64]:
        return np.array([place[:2] for place in self.number], dtype=float).reshape(-1, 2)


def _lines(repairs: pd.DataFrame, actions: tuple[str, ...]) -> list[shapely.LineString]:
    return [shapely.from_wkt(line) for line in repairs.loc[repairs["action"].isin(actions), "line"]]


def _check_gates(passages: pd.DataFrame, ground: Sight) -> None:
    for row in passages.itertuples():
        line = shapely.get_coordinates(shapely.from_wkt(row.line))
        if not ground.covers(line[[0, -1]]).all():
            raise NetworkError(
                f"passages.csv, {row.passage_id}: the line does not end on land, so a ship could sail round it"
            )


def _afloat(
    lanes: Lanes,
    names: _Names,
    ground: Sight,
    waterways: list[shapely.LineString],
    ports: NDArray[np.float64],
) -> list[tuple[int, int]]:
    """Give the lanes that cross no land but where they may, those near land cut to short pieces, and abreast of ports."""
    ends, keys = lanes.array(), list(lanes.pieces)
    dry = ground.km_over(ends[:, 0], ends[:, 1]) > MOST_LAND_KM
    near = np.zeros(ends.shape[:2], dtype=bool)
    if len(ground.pieces):
        for tip in (0, 1):
            near[
                ground.tree.query(
                    shapely.points(mercator(ends[:, tip])),
                    predicate="dwithin",
                    distance=NEAR_LAND_DEGREES,
                )[0],
                tip,
            ] = True
    count = np.where(
        near.any(axis=1), np.ceil(sphere_km(ends[:, 0], ends[:, 1]) / CUT_KM), 1
    ).astype(int)
    beside = _abreast(ends, ports)
    edges: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(keys):
        if dry[number] and len(start) == len(end) == 2 and not _within(ends[number], waterways):  # noqa: PLR2004
            continue
        share = np.unique(
            np.concatenate([np.arange(1, count[number]) / count[number], beside.get(number, [])])
        )
        inner = along(ends[number, :1], ends[number, 1:], share[None])[0].round(LANE_DECIMALS)
        chain = [
            names.of(place) for place in (_coarse(start), *map(tuple, inner.tolist()), _coarse(end))
        ]
        edges += list(pairwise(chain))
    return edges


def _abreast(ends: NDArray[np.float64], ports: NDArray[np.float64]) -> dict[int, list[float]]:
    """Say at which shares of their length lanes pass close by a port."""
    lines = shapely.linestrings(ends)
    points = shapely.points(ports)
    port, lane = shapely.STRtree(lines).query(points, predicate="dwithin", distance=ABREAST_DEGREES)
    share = shapely.line_locate_point(lines[lane], points[port], normalized=True)
    inner = (share > 0.05) & (share < 0.95)  # noqa: PLR2004  (an end is as good)
    cuts: dict[int, list[float]] = {}
    for number, cut in zip(lane[inner].tolist(), share[inner].round(2).tolist(), strict=True):
        cuts.setdefault(number, []).append(cut)
    return cuts


def _coarse(place: Point) -> Point:
    lon, lat, *side = place
    return (round(lon, LANE_DECIMALS), round(lat, LANE_DECIMALS), *side)  # type: ignore[return-value]


def _lonely_capes(points: NDArray[np.float64], wide: Sight) -> list[tuple[float, float]]:
    """List the capes that no lane comes near: sight lines need a point to turn at."""
    corners = capes(wide.pieces, CAPE_KM) if len(wide.pieces) else np.empty((0, 2))
    if not len(corners) or not len(points):
        return []
    far = cKDTree(vectors(points)).query(vectors(corners))[0] * EARTH_KM > LONELY_KM
    free = corners[far & ~wide.covers(corners)]
    return [
        (float(lon), float(lat))
        for lon, lat in free[thinned(free, np.arange(len(free)), LONELY_KM)]
    ]


def _within(ends: NDArray[np.float64], ways: list[shapely.LineString]) -> bool:
    return any((shapely.distance(shapely.points(ends), way) < CANAL_DEGREES).all() for way in ways)


def _eyes(names: _Names, passages: pd.DataFrame, gates: dict[str, Point]) -> NDArray[np.float64]:
    eyes = names.points()
    for row in passages.itertuples():
        (x0, y0), (x1, y1) = shapely.get_coordinates(shapely.from_wkt(row.line))[[0, -1]]
        left = np.array([y0 - y1, x1 - x0]) / np.hypot(x1 - x0, y1 - y0)
        for side, sign in (("a", 1), ("b", -1)):
            eyes[names.of((*gates[row.passage_id], side))] += sign * EYE_DEGREES * left
    return eyes


def _listed_ports(ports: pd.DataFrame, own_ports: pd.DataFrame) -> pd.DataFrame:
    others = ports[~ports.index.duplicated() & ~ports.index.isin(own_ports["unlocode"])]
    codes = others.index.to_series()
    others = others.assign(unlocode=codes, country=codes.str[:2]).set_index(
        codes.str.lower() + ".port"
    )
    own = own_ports.assign(name=own_ports.index, country="")[
        ["name", "lon", "lat", "unlocode", "country"]
    ]
    table = pd.concat([own, others[["name", "lon", "lat", "unlocode", "country"]]])
    return table.assign(
        lon=table["lon"].astype(float).round(DECIMALS),
        lat=table["lat"].astype(float).round(DECIMALS),
    ).rename_axis("node_id")


def _main(web: Web) -> NDArray[np.bool_]:
    """Tell which points hang together with most of the ocean, or with most of the Caspian."""
    _, part = connected_components(web.graph(), directed=False)
    caspian = shapely.contains_xy(CASPIAN, *web.points.T)
    largest = [np.bincount(part[side]).argmax() for side in (caspian, ~caspian) if side.any()]
    return np.isin(part, largest)


def _with_harbours(
    web: Web, names: _Names, found: list[Harbour | float], goals: NDArray[np.intp]
) -> tuple[Web, NDArray[np.int64]]:
    """Add the harbours' ways to the lanes; a port's anchor is the point where its fairway ends, -1 without one."""
    anchor, edges = np.full(len(found), -1, dtype=np.int64), []
    for number, harbour in enumerate(found):
        if not isinstance(harbour, Harbour):
            continue
        way = [
            *(names.of(tuple(spot)) for spot in harbour.way[:-1].tolist()),
            int(goals[harbour.lane]),
        ]
        if harbour.land_km > 0:  # up a river: the fairway is the way
            way = way[-1:]
        anchor[number] = way[0]
        edges += list(pairwise(way))
    points = names.points()
    more = Web(points, np.vstack([web.eyes, points[len(web.eyes) :]]), web.edges)
    return more.with_edges(np.array(edges, dtype=np.int64).reshape(-1, 2)), anchor


def _sailed(web: Web, harbours: NDArray[np.intp], gates: NDArray[np.intp]) -> Web:
    """Keep the lanes that are sailed between harbours and gates."""
    ends = np.union1d(harbours, gates)
    far = np.union1d(thinned(web.eyes, harbours, SPREAD_KM), gates)
    used = sailed(web, far, ends, np.zeros(len(web.edges), dtype=bool))
    used = sailed(web, np.setdiff1d(harbours, far), ends, used, within_km=LOCAL_KM)
    return replace(web, edges=web.edges[used])


def _ends(
    web: Web,
    anchor: NDArray[np.int64],
    gate: NDArray[np.int64],
    canals: list[shapely.LineString],
    basins: pd.DataFrame,
) -> NDArray[np.bool_]:
    """Mark the points of harbours and gates, and where one sea ends and another begins."""
    ends = np.zeros(len(web.points), dtype=bool)
    ends[anchor[anchor >= 0]] = True
    ends[gate] = True
    kind = np.unique(_basins(web, canals, basins), return_inverse=True)[1]
    least, most = np.full(len(ends), len(kind)), np.full(len(ends), -1)
    for side in (0, 1):
        np.minimum.at(least, web.edges[:, side], kind)
        np.maximum.at(most, web.edges[:, side], kind)
    return np.asarray(ends | (least != most))


def _compact(
    web: Web, anchor: NDArray[np.int64], gate: NDArray[np.int64]
) -> tuple[Web, NDArray[np.int64], NDArray[np.int64]]:
    """Leave out the points that no lane touches; a port there has no anchor."""
    used = np.unique(np.concatenate([web.edges.ravel(), gate.ravel()]))
    number = np.full(len(web.points) + 1, -1)
    number[used] = np.arange(len(used))
    return Web(web.points[used], web.eyes[used], number[web.edges]), number[anchor], number[gate]


def with_corridor(lanes: SeaLanes, points: Iterable[int]) -> SeaLanes:
    """
    Mark the lanes on the shortest ways between the corridor's ports and the gates.

    Parameters
    ----------
    lanes
        Of the world.
    points
        Where the ports' fairways meet the lanes.

    Returns
    -------
    lanes
        With ``corridor``.

    Examples
    --------
    >>> points, ends = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([[0, 1], [0, 2]])
    >>> star = SeaLanes(points, ends, np.array([111.3, 110.6]), np.array(["ocean"] * 2), np.zeros(2, dtype=bool), {})
    >>> with_corridor(star, [0, 1]).corridor.tolist()
    [True, False]
    """
    ends = sorted({*points, *lanes.sides})
    marked = lanes.corridor.copy()
    for number, end in enumerate(ends):
        marked |= lanes.ways(end, ends[number + 1 :])
    return replace(lanes, corridor=marked)


def _basins(web: Web, canals: list[shapely.LineString], basins: pd.DataFrame) -> NDArray[np.str_]:
    ends = web.points[web.edges]
    caspian = shapely.contains_xy(CASPIAN, ends[..., 0], ends[..., 1]).all(axis=1)
    canal = np.zeros(len(ends), dtype=bool)
    for line in canals:
        canal |= (shapely.distance(shapely.points(ends), line) < CANAL_DEGREES).all(axis=1)
    basin = np.where(
        caspian, np.where(canal, "caspian_canal", "caspian"), np.where(canal, "canal", "ocean")
    ).astype("U16")
    lines = shapely.linestrings(ends)
    for row in basins[basins["extent"] != ""].itertuples():
        basin[(basin == "ocean") & shapely.within(lines, shapely.from_wkt(row.extent))] = (
            row.basin_id
        )
    return basin


def _ports(
    web: Web,
    listed: pd.DataFrame,
    anchor: NDArray[np.int64],
    found: list[Harbour | float],
    ground: Sight,
) -> pd.DataFrame:
    """Say for each listed port where its fairway meets the lanes, or why none reaches it."""
    reached = anchor >= 0
    spots = listed[["lon", "lat"]].to_numpy()
    there = np.where(reached[:, None], web.points[anchor], spots)
    lane_km, land_km = sphere_km(spots, there), ground.km_over(spots, there)
    far = np.array(
        [
            harbour if isinstance(harbour, float) else km
            for harbour, km in zip(found, lane_km, strict=True)
        ]
    )
    near = np.where(
        far > REACH_KM,
        f"farther than {REACH_KM:g} km from every lane",
        "no way over water to the lanes",
    )
    return listed.assign(
        point=anchor,
        lane_km=far.round(1),
        land_km=np.where(land_km > MOST_LAND_KM, land_km.round(1), 0.0),
        reason=np.where(reached, "", near),
    )
