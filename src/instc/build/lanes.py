"""Sea lanes: the open marine network, repaired, with straits as gates and ports on fairways."""

from dataclasses import dataclass, field
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from instc.build.coast import Land
from instc.errors import NetworkError

GEOD = Geod(ellps="WGS84")
MOST_APPROACH_KM = 60.0
MOST_LAND_KM = 10.0
LONGEST_PIECE_KM = 200.0
LAND_WEIGHT = 3.0  # a km over land counts as this many more when a port picks its lane
CANAL_DEGREES = 0.15  # how far from a canal's line a lane still runs in it
CASPIAN = shapely.box(46.0, 36.0, 55.5, 47.5)

Point = tuple[float, float] | tuple[float, float, str]  # the third says on which side of a gate


@dataclass
class Lanes:
    """
    Straight pieces between points, while they are being repaired.

    Attributes
    ----------
    pieces
        Pairs of points (lon, lat), the smaller point first.
    """

    pieces: dict[tuple[Point, Point], None] = field(default_factory=dict)

    def add(self, start: Point, end: Point) -> None:
        """Add a piece unless it has no length."""
        if start != end:
            self.pieces[_ordered(start, end)] = None

    def drop(self, start: Point, end: Point) -> None:
        """Remove a piece."""
        del self.pieces[_ordered(start, end)]

    def array(self) -> NDArray[np.float64]:
        """Give the pieces as coordinates, pieces x 2 ends x 2."""
        return np.array([[start[:2], end[:2]] for start, end in self.pieces], dtype=float)

    def crossing(self, line: shapely.LineString) -> list[tuple[Point, Point]]:
        """List the pieces that cross a line."""
        hit = shapely.intersects(shapely.linestrings(self.array()), line)
        return [piece for piece, crosses in zip(self.pieces, hit, strict=True) if crosses]


def _ordered(start: Point, end: Point) -> tuple[Point, Point]:
    return (start, end) if start < end else (end, start)


def sea_network(
    marnet: list[list[Point]], ports: pd.DataFrame, own_ports: pd.DataFrame, passages: pd.DataFrame, repairs: pd.DataFrame, land: Land
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
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
    passages, repairs
        Tables of the seeds.
    land
        Where no ship sails: a lane over more than 10 km of it is dropped unless it touches a gate, or a canal or
        waterway row of the repairs names it.

    Returns
    -------
    ports, lanes, refused
        Port nodes (index node_id: ``name, unlocode, country, lon, lat``; Points); lanes (index link_id: ``from_node_id, to_node_id,
        mode, length_km`` (geodesic), ``basin, passage_id, approach``; LineStrings); ports that no lane reaches, which are left
        out.

    Raises
    ------
    NetworkError
        A passage or a repair touches no lane, or a port of the corridor is too far from one.

    Examples
    --------
    >>> lane = [[(0.0, 0.0), (2.0, 0.0)]]
    >>> from instc.build.coast import Land
    >>> port = pd.DataFrame({"name": ["Anywhere"], "lon": [1.0], "lat": [0.1]}, index=["XXAAA"])
    >>> none = pd.DataFrame(columns=["passage_id", "line", "repair_id", "action", "unlocode", "lon", "lat"])
    >>> own = pd.DataFrame({"lon": [0.0], "lat": [0.1], "unlocode": ["XXBBB"]}, index=["here.port"])
    >>> sea_network(lane, port, own, none, none, Land([]))[1].index.tolist()
    ['here.port-fairway', 'sea.00001-sea.00002', 'sea.00002-sea.00003', 'xxaaa.port-fairway']
    """
    lanes = Lanes()
    for line in marnet:
        points = [_normal(point) for point in line]
        for start, end in pairwise(points):
            if abs(start[0] - end[0]) < 180:  # noqa: PLR2004  (a piece that goes round the world is a seam)
                _add_geodesic(lanes, start, end)
    _repair(lanes, repairs)
    gates = {row.passage_id: _cut_gate(lanes, row.passage_id, row.line) for row in passages.itertuples()}
    listed = _listed_ports(ports, own_ports)
    exempt = {row.unlocode: _line_end(row.line) for row in repairs.itertuples() if row.action == "approach"}
    fairways, refused = _fairways(lanes, listed, exempt, land)
    lost = sorted(set(own_ports.index) & set(refused.index))
    if lost:
        raise NetworkError(f"sea_lane_repairs.csv: no lane within {MOST_APPROACH_KM:g} km of {', '.join(lost)} (an approach repair is needed)")
    canals = [shapely.from_wkt(line) for line in repairs.loc[repairs["action"] == "canal", "line"]]
    waterways = [shapely.from_wkt(line) for line in repairs.loc[repairs["action"] == "waterway", "line"]]
    links = _links(lanes, gates, fairways, canals)
    links = _afloat(links, land, waterways, set(own_ports.index))
    used = listed[listed.index.isin(links["from_node_id"])]
    refused = listed[~listed.index.isin(links["from_node_id"])]
    nodes = gpd.GeoDataFrame(used, geometry=gpd.points_from_xy(used["lon"], used["lat"]), crs="EPSG:4326")
    return nodes, links, refused


def _add_geodesic(lanes: Lanes, start: Point, end: Point) -> None:
    """Bend a long piece to its great circle, so that cutting it later does not lengthen it."""
    if end < start:
        start, end = end, start
    count = int(GEOD.inv(start[0], start[1], end[0], end[1])[2] / 1000 // LONGEST_PIECE_KM)
    inner = [_normal(point) for point in GEOD.npts(start[0], start[1], end[0], end[1], count)] if count else []
    points = [start, *inner, end]
    for first, last in pairwise(points):
        lanes.add(first, last)


def _normal(point: Point) -> Point:
    lon = (point[0] + 180) % 360 - 180
    return (round(lon, 5), round(float(point[1]), 5))


def _line_end(wkt: str) -> Point:
    return _normal(shapely.from_wkt(wkt).coords[-1])


def _repair(lanes: Lanes, repairs: pd.DataFrame) -> None:
    for row in repairs[repairs["action"].isin(["drop", "river"])].itertuples():
        hit = lanes.crossing(shapely.from_wkt(row.line))
        if not hit:
            raise NetworkError(f"sea_lane_repairs.csv, {row.repair_id}: no lane crosses this line")
        for start, end in hit:
            lanes.drop(start, end)
    for row in repairs[repairs["action"] == "lane"].itertuples():
        points = [_normal(point) for point in shapely.from_wkt(row.line).coords]
        points[0], points[-1] = _nearest_on(lanes, points[0]), _nearest_on(lanes, points[-1])
        for start, end in pairwise(points):
            _add_geodesic(lanes, start, end)


def _nearest_on(lanes: Lanes, point: Point, *, split: bool = True) -> Point:
    """Join a point to the nearest lane, within 60 km, and split that lane there; else leave it free."""
    pieces = lanes.array()
    spots, km = _nearest_points(pieces, point)
    best = int(np.argmin(km))
    if km[best] > MOST_APPROACH_KM:
        return point
    spot = _normal(tuple(spots[best]))
    start, end = list(lanes.pieces)[best]
    if split and spot not in (start, end):
        lanes.drop(start, end)
        lanes.add(start, spot)
        lanes.add(spot, end)
    return spot


def _nearest_points(pieces: NDArray[np.float64], point: Point) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the point of each piece that comes nearest, on a plane with the latitude's own scale, and its geodesic distance."""
    scale = np.array([max(np.cos(np.radians(point[1])), 0.05), 1.0])
    start, along = (pieces[:, 0] - point[:2]) * scale, (pieces[:, 1] - pieces[:, 0]) * scale
    share = np.clip(-(start * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
    spots = pieces[:, 0] + share[:, None] * (pieces[:, 1] - pieces[:, 0])
    here = np.broadcast_to(point[:2], spots.shape)
    return spots, GEOD.inv(spots[:, 0], spots[:, 1], here[:, 0], here[:, 1])[2] / 1000


def _cut_gate(lanes: Lanes, passage_id: str, wkt: str) -> Point:
    line = shapely.from_wkt(wkt)
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    hit = lanes.crossing(line)
    if not hit:
        raise NetworkError(f"passages.csv, {passage_id}: no lane crosses this line")
    drawn = shapely.linestrings([[start[:2], end[:2]] for start, end in hit])
    crossings = shapely.get_coordinates(shapely.centroid(shapely.intersection(drawn, line)))
    middle = shapely.get_coordinates(line.interpolate(0.5, normalized=True))[0]
    gate = _normal(tuple(crossings[np.argmin(np.hypot(*(crossings - middle).T))]))
    for start, end in hit:
        lanes.drop(start, end)
        side = np.sign((x1 - x0) * (start[1] - y0) - (y1 - y0) * (start[0] - x0))
        first, last = (start, end) if side > 0 else (end, start)  # a lies to the left of the line, b to the right
        lanes.add(first, (*gate, "a"))
        lanes.add(last, (*gate, "b"))
    return gate


def _listed_ports(ports: pd.DataFrame, own_ports: pd.DataFrame) -> pd.DataFrame:
    others = ports[~ports.index.duplicated() & ~ports.index.isin(own_ports["unlocode"])]
    codes = others.index.to_series()
    others = others.assign(unlocode=codes, country=codes.str[:2]).set_index(codes.str.lower() + ".port")
    own = own_ports.assign(name=own_ports.index, country="")[["name", "lon", "lat", "unlocode", "country"]]
    table = pd.concat([own, others[["name", "lon", "lat", "unlocode", "country"]]])
    return table.assign(lon=table["lon"].astype(float).round(5), lat=table["lat"].astype(float).round(5)).rename_axis("node_id")


def _fairways(lanes: Lanes, ports: pd.DataFrame, exempt: dict[str, Point], land: Land) -> tuple[dict[str, tuple[Point, Point]], pd.DataFrame]:
    """Join each port to the lane that is near and crosses least land, and split the lanes there."""
    pieces, keys = lanes.array(), list(lanes.pieces)
    in_caspian = shapely.within(shapely.linestrings(pieces), CASPIAN)
    tree = shapely.STRtree(shapely.linestrings(pieces))
    options = []
    for port in ports.itertuples():
        here = (port.lon, port.lat)
        aim = exempt.get(port.unlocode, here)
        reach = 0.6 if port.unlocode not in exempt else 0.01
        wide = reach / max(np.cos(np.radians(aim[1])), 0.05)
        near = tree.query(shapely.box(aim[0] - wide, aim[1] - reach, aim[0] + wide, aim[1] + reach))
        near = np.sort(near[in_caspian[near] == _on_caspian(here)])
        spots, km = _nearest_points(pieces[near], aim)
        options += [(port.Index, here, _normal(tuple(spots[k])), keys[near[k]], km[k]) for k in np.argsort(km, kind="stable")[:8]]
    over = land.km_over(shapely.linestrings([[here, spot] for _, here, spot, _, _ in options]))
    named = {port.Index for port in ports.itertuples() if port.unlocode in exempt}
    choice: dict[str, tuple[float, int]] = {}
    for number, (port_id, _, _, _, km) in enumerate(options):
        if port_id in named or (km <= MOST_APPROACH_KM and over[number] <= MOST_LAND_KM):
            choice[port_id] = min(choice.get(port_id, (np.inf, -1)), (km + LAND_WEIGHT * over[number], number))
    fairways: dict[str, tuple[Point, Point]] = {}
    splits: dict[tuple[Point, Point], list[Point]] = {}
    for port_id, (_, number) in choice.items():
        _, here, spot, piece, _ = options[number]
        fairways[port_id] = (here, spot)
        splits.setdefault(piece, []).append(spot)
    for piece, tips in splits.items():
        _split(lanes, piece, tips)
    return fairways, ports[~ports.index.isin(choice)]


def _split(lanes: Lanes, piece: tuple[Point, Point], spots: list[Point]) -> None:
    start, end = piece
    inner = sorted({spot for spot in spots if spot not in (start[:2], end[:2])}, key=lambda spot: (spot[0] - start[0]) ** 2 + (spot[1] - start[1]) ** 2)
    lanes.drop(start, end)
    for first, last in zip([start, *inner], [*inner, end], strict=True):
        lanes.add(first, last)


def _on_caspian(point: Point) -> bool:
    return bool(shapely.contains_xy(CASPIAN, *point))


def _links(lanes: Lanes, gates: dict[str, Point], fairways: dict[str, tuple[Point, Point]], canals: list[shapely.LineString]) -> gpd.GeoDataFrame:
    tips = {spot for _, spot in fairways.values()}
    chains = _chains(lanes, tips, canals)
    ends = sorted({point for chain in chains for point in (chain[0], chain[-1]) if len(point) == 2})  # noqa: PLR2004
    names: dict[tuple[object, ...], str] = {point: f"sea.{number:05d}" for number, point in enumerate(ends, 1)}
    for passage_id, gate in gates.items():
        names |= {(*gate, side): f"{passage_id}.{side}" for side in "ab"}
    rows = [_lane(chain, names, canals) for chain in chains]
    rows += [_passage(passage_id, gate) for passage_id, gate in gates.items()]
    rows += [_fairway(port, here, spot, names[spot]) for port, (here, spot) in fairways.items() if spot in names]
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326").set_index("link_id").sort_index()
    return table[~table.index.duplicated()]


def _chains(lanes: Lanes, keep: set[Point], canals: list[shapely.LineString]) -> list[list[Point]]:
    """Merge pieces into chains that end at junctions, gates, fairways and the ends of canals."""
    beside: dict[Point, list[Point]] = {}
    in_canal = {piece: _canal(piece, canals) for piece in lanes.pieces}
    for start, end in sorted(lanes.pieces, key=str):
        beside.setdefault(start, []).append(end)
        beside.setdefault(end, []).append(start)

    def stops(point: Point) -> bool:
        around = beside[point]
        if len(around) != 2 or point in keep or len(point) > 2 or abs(point[0]) == 180:  # noqa: PLR2004
            return True
        kinds = {in_canal[(point, other) if (point, other) in in_canal else (other, point)] for other in around}
        return len(kinds) > 1

    chains, walked = [], set()
    for start in sorted((point for point in beside if stops(point)), key=str):
        for turn in beside[start]:
            chain = [start, turn]
            if frozenset(chain) in walked:
                continue
            while not stops(chain[-1]):
                chain.append(next(point for point in beside[chain[-1]] if point != chain[-2]))
            walked |= {frozenset(chain[:2]), frozenset(chain[-2:])}
            chains.append(chain)
    return chains


def _canal(piece: tuple[Point, Point], canals: list[shapely.LineString]) -> bool:
    points = shapely.points([point[:2] for point in piece])
    return any((shapely.distance(points, canal) < CANAL_DEGREES).all() for canal in canals)


def _afloat(links: gpd.GeoDataFrame, land: Land, waterways: list[shapely.LineString], own: set[str]) -> gpd.GeoDataFrame:
    """Drop the lanes that cross land, and then what no longer hangs together with a port of the corridor."""
    known = links["basin"].isin(["canal", "caspian_canal"]) | links["approach"]
    known |= ~links["from_node_id"].str.startswith("sea.") | ~links["to_node_id"].str.startswith("sea.")
    lines = links.geometry.to_numpy()
    for way in waterways:
        known |= shapely.within(lines, way.buffer(CANAL_DEGREES))
    links = links[known | (land.km_over(lines) <= MOST_LAND_KM)]
    graph = nx.from_pandas_edgelist(links, "from_node_id", "to_node_id")
    alive = set().union(*(part for part in nx.connected_components(graph) if part & own))
    return links[links["from_node_id"].isin(alive)]


def _lane(chain: list[Point], names: dict[tuple[object, ...], str], canals: list[shapely.LineString]) -> dict[str, object]:
    first, last = names[chain[0]], names[chain[-1]]
    if last < first:
        chain, first, last = chain[::-1], last, first
    points = [point[:2] for point in chain]
    if abs(points[0][0] - points[1][0]) > 180:  # noqa: PLR2004  (the seam at 180 degrees is drawn on the side of the lane)
        points[0] = (-points[0][0], points[0][1])
    if abs(points[-1][0] - points[-2][0]) > 180:  # noqa: PLR2004
        points[-1] = (-points[-1][0], points[-1][1])
    caspian = all(_on_caspian(point) for point in points)
    canal = _canal((chain[0], chain[1]), canals)
    basin = ("caspian_canal" if canal else "caspian") if caspian else ("canal" if canal else "ocean")
    return _row(f"{first}-{last}", first, last, "sea", shapely.LineString(points), basin)


def _passage(passage_id: str, gate: Point) -> dict[str, object]:
    line = shapely.LineString([gate, gate])
    return _row(f"{passage_id}.a-{passage_id}.b", f"{passage_id}.a", f"{passage_id}.b", "passage", line, "", passage_id=passage_id)


def _fairway(port: str, here: Point, spot: Point, name: str) -> dict[str, object]:
    basin = "caspian" if _on_caspian(here) else "ocean"
    return _row(f"{port}-fairway", port, name, "sea", shapely.LineString([here, spot]), basin, approach=True)


def _row(link_id: str, first: str, last: str, mode: str, line: shapely.LineString, basin: str, *, passage_id: str = "", approach: bool = False) -> dict[str, object]:
    length = GEOD.geometry_length(line) / 1000
    return {
        "link_id": link_id, "from_node_id": first, "to_node_id": last, "mode": mode, "length_km": round(length, 3),
        "basin": basin, "passage_id": passage_id, "approach": approach, "geometry": line,
    }  # fmt: skip
