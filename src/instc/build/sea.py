"""The world's sea network: lanes, lines of sight and the ports' approaches as one small layer."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from instc.build.geodesy import EARTH_KM, along, sphere_km, vectors
from instc.build.lanes import Lanes, Point, repaired_lanes
from instc.build.line_graph import each_once, pairs_of
from instc.build.ports import REACH_KM, Approach, approaches
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
from instc.build.visibility import Sight, Waters, barriers, capes, land_pieces
from instc.errors import NetworkError
from instc.network.sea_lanes import SeaLanes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instc.build.geodesy import Flags, Numbers, Points

LOG = logging.getLogger(__name__)
CASPIAN = shapely.box(46.0, 36.0, 55.5, 47.5)
SMALLEST_KM2 = 15.0  # smaller islands stop no ship
WIDE_KM, NARROW_KM = 6.0, 0.3  # margins: some three nautical miles at sea, and near the shore
MOST_LAND_KM = 5.0
CUT_KM = 25.0  # lanes near land get a point so often, so that ports meet them
NEAR_LAND_DEGREES = 0.3
ABREAST_DEGREES = 0.08  # and where a port lies so close by,
ABREAST_SHARE = 0.05  # but not at so little of a lane's length: an end is as good
CANAL_DEGREES = 0.15  # how far from a canal's or waterway's line a lane still runs in it
CAPE_KM, LONELY_KM = 8.0, 25.0  # a cape so far off the shore is a point if no lane is so near
LAND_SAMPLES = 201  # points of a lane that are looked up: it is no longer than 200 km
GATE_DEGREES = 0.003  # a side of a gate looks from so far off the gate's line
SPREAD_KM = 150.0  # long ways are sailed from one harbour in so many km,
LOCAL_KM = 600.0  # short ones from each
LEAST_KM = 0.001
DECIMALS, LANE_DECIMALS = 5, 3  # 1 m and 100 m
LON_LAT = 2  # coordinates of a point that is no side of a gate

PORT_COLUMNS = ["name", "lon", "lat", "unlocode", "country"]


class Sea(NamedTuple):
    """
    What the build writes of the sea.

    Attributes
    ----------
    lanes
        Of the whole world, none marked as the corridor's.
    ports
        Index node_id, as `instc.network.sea_lanes.read_ports` gives them, without
        ``call_fee_id``.
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
        Polygons, EPSG:4326, lakes that ships reach left out. A lane over more than 5 km of it is
        dropped unless it touches a gate, or runs there in a canal or waterway of the repairs.

    Returns
    -------
    sea
        Lanes of the open network and the lines of sight between their points and the ports, as
        far as a way between two ports uses them.

    Raises
    ------
    NetworkError
        A passage or a repair touches no lane, a gate's line ends in water or has a bend, or no lane
        joins two ports.
    """
    lanes, gates = repaired_lanes(marnet, repairs, passages)
    waters = _waters(land, passages, repairs)
    _check_gates(passages, waters.ground)
    canals, waterways = _lines(repairs, "canal"), _lines(repairs, "waterway", "canal")
    listed = _listed_ports(ports, own_ports)
    spots = listed[["lon", "lat"]].to_numpy()
    places = _Places()
    edges = _water_lanes(lanes, places, waters.ground, waterways, spots)
    corners = places.numbers(_lonely_capes(places.points(), waters.wide))
    gate = places.numbers(_sides(*gates.values())).reshape(-1, 2)
    viewpoints = _viewpoints(places, passages, gates)
    web = Web(places.points(), viewpoints, edges)
    chosen = lookouts(web, corners, waters.wide)
    web = web.with_edges(lane_lines(web, chosen, waters))
    LOG.info("lines of sight between lanes drawn: %d points look out", len(chosen.all))
    goals = _goals(web, gate, waters.ground, waterways)
    _check_joined(goals)
    found = approaches(spots, web.viewpoints[goals], waters)
    LOG.info("approaches found: %d", len(found))
    web, anchor = _with_approaches(web, places, found, goals)
    harbours = np.unique(anchor[anchor >= 0])
    web = web.with_edges(harbour_lines(web, harbours, chosen, waters))
    web = _sailed(without_short_cuts(web), harbours, np.unique(gate))
    _check_joined(web.edges)
    anchor[~np.isin(anchor, web.edges)] = -1
    kind = _basins(web, canals, basins)
    web = without_waypoints(web, _ends(web, anchor, gate, kind))
    web, anchor, gate = _compact(web, anchor, gate)
    LOG.info("lanes that are sailed: %d", len(web.edges))
    sides = dict(zip(gates, gate.tolist(), strict=True))
    sea = _sea_lanes(web, _basins(web, canals, basins), sides)
    return Sea(sea, _ports(web, listed, anchor, found, waters.ground))


def _waters(land: list[shapely.Polygon], passages: pd.DataFrame, repairs: pd.DataFrame) -> Waters:
    """Grow the land by its margins, and collect what only a lane may cross."""
    pieces = land_pieces(land, SMALLEST_KM2)
    walls = [*_lines(repairs, "river", "drop", "shoal"), *_read(passages["line"])]
    return Waters(
        Sight(pieces, 0.0), Sight(pieces, NARROW_KM), Sight(pieces, WIDE_KM), barriers(walls)
    )


def _lines(repairs: pd.DataFrame, *actions: str) -> list[shapely.LineString]:
    """Read the lines of the repairs of some actions."""
    wanted = repairs["action"].isin(actions)
    return _read(repairs.loc[wanted, "line"])


def _read(lines: pd.Series) -> list[shapely.LineString]:
    """Read lines that are written as WKT."""
    return list(shapely.from_wkt(lines.to_numpy(dtype=object)))


def _check_gates(passages: pd.DataFrame, ground: Sight) -> None:
    """Refuse a gate that a ship could sail round."""
    for row in passages.itertuples():
        where = f"passages.csv, {row.passage_id}"
        ends = _line_ends(row.line)
        if not ground.covers(ends).all():
            raise NetworkError(
                f"{where}: the line does not end on land, so a ship could sail round it"
            )
        if shapely.get_num_coordinates(shapely.from_wkt(row.line)) > len(ends):
            raise NetworkError(
                f"{where}: the line has a bend, so its two sides are not told apart (draw it"
                " straight, by two points)"
            )


def _line_ends(wkt: str) -> Points:
    """Give the first and the last point of a line that is written as WKT."""
    points: Points = shapely.get_coordinates(shapely.from_wkt(wkt))
    return points[[0, -1]]


def _check_joined(parts: Numbers) -> None:
    """Refuse a sea without the lanes that ports could come to, or of which none is sailed."""
    if not len(parts):
        raise NetworkError(
            "no lane joins two ports (sea_lane_repairs.csv: add a lane, or a canal or waterway"
            " where lanes cross land)"
        )


class _Places:
    """Numbers for places, each place once."""

    def __init__(self) -> None:
        self.number: dict[Any, int] = {}

    def numbers(self, places: Iterable[Any]) -> Numbers:
        """Give places their numbers, in their order."""
        found = []
        for place in places:
            self.number.setdefault(place, len(self.number))
            found.append(self.number[place])
        return np.array(found, dtype=np.int64)

    def points(self) -> Points:
        """Give all places so far, in the order of their numbers."""
        points = [place[:2] for place in self.number]
        return np.array(points, dtype=float).reshape(-1, 2)


def _coarse(place: Point) -> Point:
    """Round a place to 100 m."""
    lon, lat, *side = place
    lon, lat = round(lon, LANE_DECIMALS), round(lat, LANE_DECIMALS)
    return cast("Point", (lon, lat, *side))


def _sides(*gates: Point) -> list[Point]:
    """List the two sides of each gate, a and b."""
    sides: list[Point] = []
    for gate in gates:
        lon, lat, *_ = _coarse(gate)
        sides += [(lon, lat, "a"), (lon, lat, "b")]
    return sides


def _water_lanes(
    lanes: Lanes,
    places: _Places,
    ground: Sight,
    waterways: list[shapely.LineString],
    ports: Points,
) -> Numbers:
    """Pair the ends of lanes off the land, cut to short pieces near it and abreast of ports."""
    ends, pieces = lanes.array(), list(lanes.pieces)
    first, last = ends.swapaxes(0, 1)
    gated = [len(start) + len(end) > 2 * LON_LAT for start, end in pieces]
    dry = ground.km_over(first, last) > MOST_LAND_KM
    dry &= ~np.array(gated)
    dry[dry] &= ~_by_land_in(ends[dry], ground, waterways)
    near = ground.near(first, NEAR_LAND_DEGREES) | ground.near(last, NEAR_LAND_DEGREES)
    count = np.ceil(sphere_km(first, last) / CUT_KM).astype(int)
    count[~near] = 1
    abreast = _abreast(ends, ports)
    edges: list[tuple[int, int]] = []
    for lane in np.flatnonzero(~dry).tolist():
        cuts = np.arange(1, count[lane]) / count[lane]
        share = np.unique([*cuts, *abreast.get(lane, [])])
        inner = along(first[[lane]], last[[lane]], share[None])[0]
        start, end = pieces[lane]
        line = [_coarse(start), *map(tuple, inner.round(LANE_DECIMALS).tolist()), _coarse(end)]
        edges += pairwise(places.numbers(line).tolist())
    return each_once(pairs_of(edges))


def _abreast(ends: Points, ports: Points) -> dict[int, list[float]]:
    """Say at which shares of their length lanes pass close by a port."""
    lines, points = shapely.linestrings(ends), shapely.points(ports)
    tree = shapely.STRtree(lines)
    port, lane = tree.query(points, predicate="dwithin", distance=ABREAST_DEGREES)
    share = shapely.line_locate_point(lines[lane], points[port], normalized=True)
    inner = (share > ABREAST_SHARE) & (share < 1 - ABREAST_SHARE)
    cuts = pd.Series(share[inner].round(2)).groupby(lane[inner]).agg(list)
    found: dict[int, list[float]] = cuts.to_dict()
    return found


def _runs_in(lines: Points, ways: list[shapely.LineString]) -> Flags:
    """Tell which lines, each of some points, have all of them in one of some waterways."""
    answer = np.zeros(len(lines), dtype=bool)
    points = shapely.points(lines)
    for way in ways:
        near = shapely.distance(points, way) < CANAL_DEGREES
        answer |= near.all(axis=1)
    return answer


def _by_land_in(ends: Points, ground: Sight, ways: list[shapely.LineString]) -> Flags:
    """Tell which lanes, wherever they are on land, are in one of some waterways."""
    first, last = ends.swapaxes(0, 1)
    share = np.linspace(0, 1, LAND_SAMPLES)[None]
    spots = along(first, last, share)
    wet = ~ground.covers(spots.reshape(-1, 2)).reshape(spots.shape[:2])
    points = shapely.points(spots)
    answer = np.zeros(len(ends), dtype=bool)
    for way in ways:
        near = shapely.dwithin(points, way, CANAL_DEGREES)
        answer |= (near | wet).all(axis=1)
    return answer


def _lonely_capes(points: Points, wide: Sight) -> list[Point]:
    """List the capes that no lane comes near: lines of sight need a point to turn at."""
    if not len(wide.pieces) or not len(points):
        return []
    corners = capes(wide.pieces, CAPE_KM)
    chord, _ = cKDTree(vectors(points)).query(vectors(corners))
    lonely = (chord * EARTH_KM > LONELY_KM) & ~wide.covers(corners)
    chosen = thinned(corners, np.flatnonzero(lonely), LONELY_KM)
    return list(map(tuple, corners[chosen].tolist()))


def _viewpoints(places: _Places, passages: pd.DataFrame, gates: dict[str, Point]) -> Points:
    """Give all places, with the sides of gates a little off the gates' lines."""
    viewpoints = places.points()
    for row in passages.itertuples():
        start, end = _line_ends(row.line)
        east, north = end - start
        left = np.array([-north, east]) / np.hypot(east, north)
        a, b = places.numbers(_sides(gates[row.passage_id]))
        viewpoints[a] += GATE_DEGREES * left
        viewpoints[b] -= GATE_DEGREES * left
    return viewpoints


def _listed_ports(ports: pd.DataFrame, own_ports: pd.DataFrame) -> pd.DataFrame:
    """Put the corridor's ports before the listed ones that are not among them."""
    own = own_ports.assign(name=own_ports.index, country="")
    known = ports.index.isin(own_ports["unlocode"])
    others = ports[~ports.index.duplicated() & ~known]
    codes = others.index.to_series()
    others = others.assign(unlocode=codes, country=codes.str[:2])
    others = others.set_index(codes.str.lower() + ".port")
    table = pd.concat([own[PORT_COLUMNS], others[PORT_COLUMNS]])
    table = table.astype({"lon": float, "lat": float})
    return table.round(DECIMALS).rename_axis("node_id")


def _goals(web: Web, gate: Numbers, ground: Sight, waterways: list[shapely.LineString]) -> Numbers:
    """List the points that a port may come to: in water or a waterway, and no side of a gate."""
    named = _runs_in(web.points[:, None], waterways)
    afloat = ~ground.covers(web.viewpoints) | named
    reached = _hangs_together(web.with_edges(gate))
    return np.setdiff1d(np.flatnonzero(reached & afloat), gate)


def _hangs_together(web: Web) -> Flags:
    """Tell which points hang together with most of the ocean, or with most of the Caspian."""
    _, part = connected_components(web.graph(), directed=False)
    caspian = shapely.contains_xy(CASPIAN, *web.points.T)
    seas = [part[side] for side in (caspian, ~caspian) if side.any()]
    largest = [np.bincount(sea).argmax() for sea in seas]
    return np.isin(part, largest)


def _with_approaches(
    web: Web, places: _Places, found: list[Approach | float], goals: Numbers
) -> tuple[Web, Numbers]:
    """Add the approaches; a port's anchor is the point where its fairway ends, -1 without one."""
    anchor = np.full(len(found), -1, dtype=np.int64)
    edges: list[tuple[int, int]] = []
    for port, approach in enumerate(found):
        if not isinstance(approach, Approach):
            continue
        inner = map(tuple, approach.way[:-1].tolist())
        way = [*places.numbers(inner).tolist(), int(goals[approach.lane])]
        if approach.land_km > 0:  # up a river: the fairway is the way
            way = way[-1:]
        anchor[port] = way[0]
        edges += pairwise(way)
    points = places.points()
    added = points[len(web.points) :]
    wider = Web(points, np.vstack([web.viewpoints, added]), web.edges)
    return wider.with_edges(pairs_of(edges)), anchor


def _sailed(web: Web, harbours: Numbers, gates: Numbers) -> Web:
    """Keep the lanes that are sailed between harbours and gates."""
    ends = np.union1d(harbours, gates)
    far = np.union1d(thinned(web.viewpoints, harbours, SPREAD_KM), gates)
    none = np.zeros(len(web.edges), dtype=bool)
    used = sailed(web, far, ends, none)
    rest = np.setdiff1d(harbours, far)
    used = sailed(web, rest, ends, used, within_km=LOCAL_KM)
    return replace(web, edges=web.edges[used])


def _ends(web: Web, anchor: Numbers, gate: Numbers, basin: Any) -> Flags:
    """Mark the points of harbours and gates, and where one sea ends and another begins."""
    ends = np.zeros(len(web.points), dtype=bool)
    ends[anchor[anchor >= 0]] = True
    ends[gate] = True
    _, kind = np.unique(basin, return_inverse=True)
    least = np.full(len(ends), len(kind))
    most = np.full(len(ends), -1)
    for side in web.edges.T:
        np.minimum.at(least, side, kind)
        np.maximum.at(most, side, kind)
    return np.asarray(ends | (least != most))


def _compact(web: Web, anchor: Numbers, gate: Numbers) -> tuple[Web, Numbers, Numbers]:
    """Leave out the points that no lane touches; a port there has no anchor."""
    used = np.union1d(web.edges, gate)
    number = np.full(len(web.points) + 1, -1)
    number[used] = np.arange(len(used))
    points, viewpoints = web.points[used], web.viewpoints[used]
    fewer = Web(points, viewpoints, number[web.edges])
    return fewer, number[anchor], number[gate]


def _basins(web: Web, canals: list[shapely.LineString], basins: pd.DataFrame) -> Any:
    """Say in which basin each lane lies."""
    ends = web.points[web.edges]
    caspian = shapely.contains_xy(CASPIAN, *ends.T).all(axis=0)
    canal = _runs_in(ends, canals)
    basin = np.full(len(ends), "ocean", dtype="U16")
    basin[caspian] = "caspian"
    basin[canal] = "canal"
    basin[caspian & canal] = "caspian_canal"
    lines = shapely.linestrings(ends)
    for row in basins[basins["extent"] != ""].itertuples():
        inside = shapely.within(lines, shapely.from_wkt(row.extent))
        basin[(basin == "ocean") & inside] = row.basin_id
    return basin


def _sea_lanes(web: Web, basin: Any, gates: dict[str, list[int]]) -> SeaLanes:
    """Make lanes of a web, none marked as the corridor's."""
    km = np.maximum(web.km(), LEAST_KM)
    sides = {name: (a, b) for name, (a, b) in gates.items()}
    unmarked = np.zeros(len(km), dtype=bool)
    edges = web.edges.astype(np.int64)
    return SeaLanes(web.points, edges, km, basin, unmarked, sides)


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
    """
    ends = sorted({*points, *lanes.sides})
    marked = lanes.corridor.copy()
    for number, end in enumerate(ends):
        marked |= lanes.ways(end, ends[number + 1 :])
    return replace(lanes, corridor=marked)


def _ports(
    web: Web,
    listed: pd.DataFrame,
    anchor: Numbers,
    found: list[Approach | float],
    ground: Sight,
) -> pd.DataFrame:
    """Say for each listed port where its fairway meets the lanes, or why none reaches it."""
    reached = anchor >= 0
    spots = listed[["lon", "lat"]].to_numpy()
    there = spots.copy()
    there[reached] = web.points[anchor[reached]]
    lane_km, land_km = sphere_km(spots, there), ground.km_over(spots, there)
    for port, approach in enumerate(found):
        if isinstance(approach, float):
            lane_km[port] = approach
    too_far = f"farther than {REACH_KM:g} km from every lane"
    reason = np.where(lane_km > REACH_KM, too_far, "no way over water to the lanes")
    return listed.assign(
        point=anchor,
        lane_km=lane_km.round(1),
        land_km=np.where(land_km > MOST_LAND_KM, land_km.round(1), 0.0),
        reason=np.where(reached, "", reason),
    )
