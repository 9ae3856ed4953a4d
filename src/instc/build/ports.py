"""Ports: where each meets the water, and how it comes to the lanes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.ndimage import binary_erosion
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from instc.build.geodesy import EARTH_KM, KM_PER_DEGREE, chord_km, mercator, sphere_km, vectors
from instc.build.line_graph import both_ways
from instc.build.visibility import crosses

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from instc.build.geodesy import Flags, Floats, Numbers, Points
    from instc.build.visibility import Sight, Waters

REACH_KM = 60.0  # a port farther from every lane is refused
RINGS_KM = (0.3, 0.6, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0)  # a port looks for water there
BEARINGS = 24
BESIDE_KM = 6.0  # a port so close to a lane comes straight to it,
BESIDE_LAND_KM = 3.0  # over so much land: ports are drawn behind their moles
LOOKED_AT = 60  # nearest points of lanes that a port looks for
CELL_KM = 0.8  # where it sees none, a way is searched over a grid of such cells
CELLS = int(REACH_KM / CELL_KM)  # on each side of the middle
SHORE_WEIGHT = 2.0  # and rather a cell off the shore
BARRIER_DEGREES = 2 * CELL_KM / KM_PER_DEGREE  # a cell so near a barrier is closed
RING_DECIMALS, DECIMALS = 3, 5

INNER = slice(1, -1), slice(1, -1)
ALL, FIRST, LAST = slice(None), slice(None, -1), slice(1, None)
NEIGHBOURS = (  # cells (north, east), the cells beside them, and how many cells that is
    ((ALL, FIRST), (ALL, LAST), 1.0),
    ((FIRST, ALL), (LAST, ALL), 1.0),
    ((FIRST, FIRST), (LAST, LAST), np.hypot(1, 1)),
    ((FIRST, LAST), (LAST, FIRST), np.hypot(1, 1)),
)


class Approach(NamedTuple):
    """
    A port's way to the lanes.

    Attributes
    ----------
    way
        Lon and lat, degrees, from the water at the port to a point of a lane.
    lane
        Number of the lane's point where the way ends.
    land_km
        How much of the way from the port lies on land.
    """

    way: Points
    lane: int
    land_km: float


def approaches(ports: Points, lanes: Points, waters: Waters) -> list[Approach | float]:
    """
    Bring each port to the lanes: by sight, else over a grid of water, else straight up a river.

    Parameters
    ----------
    ports
        Lon and lat, degrees.
    lanes
        Points of lanes that a port may come to.
    waters
        Land with its narrow margin, and barriers.

    Returns
    -------
    approaches
        One for each port; in its place the distance of the nearest lane, km, where that is over
        60 km away and out of sight.
    """
    search = _Search(lanes, cKDTree(vectors(lanes)), waters.narrow, waters.barriers)
    near, far = search.nearest(ports)
    found: list[Approach | float] = far.tolist()
    beside = search.beside(ports, near[:, 0], far)
    for port in beside.tolist():
        lane = int(near[port, 0])
        found[port] = Approach(lanes[[lane]], lane, 0.0)
    berths = _berths(ports, waters.narrow)
    waiting = np.setdiff1d(np.arange(len(ports)), beside)
    for spots in berths.swapaxes(0, 1):
        afloat = waiting[~np.isnan(spots[waiting, 0])]
        seen = search.by_sight(afloat, spots, near)
        for port, approach in seen.items():
            found[port] = approach
        waiting = np.setdiff1d(waiting, list(seen))
    for port in waiting[far[waiting] <= REACH_KM].tolist():
        way = search.over_grid(berths[port])
        found[port] = way or search.straight(ports[port], near[port])
    return found


def _berths(ports: Points, sight: Sight) -> Points:
    """Give each port, if in water, and the first water on each ring: ports x (1 + rings) x 2."""
    turn = np.radians(np.arange(BEARINGS) * 360 / BEARINGS)
    scale = KM_PER_DEGREE * np.cos(np.radians(ports[:, 1]))
    found = np.full((len(ports), 1 + len(RINGS_KM), 2), np.nan)
    afloat = ~sight.covers(ports)
    found[afloat, 0] = ports[afloat]
    for ring, km in enumerate(RINGS_KM, 1):
        lon = ports[:, :1] + km * np.sin(turn) / scale[:, None]
        lat = ports[:, 1:] + km * np.cos(turn) / KM_PER_DEGREE
        spots = np.stack([lon, lat], axis=-1)
        wet = ~sight.covers(spots.reshape(-1, 2)).reshape(lon.shape)
        first = wet.argmax(axis=1)
        some = np.flatnonzero(wet.any(axis=1))
        found[some, ring] = spots[some, first[some]]
    found[:, 1:] = found[:, 1:].round(RING_DECIMALS)
    return found


@dataclass(frozen=True, eq=False)
class _Search:
    """Points of lanes, their tree on the unit sphere, land with its margin, and barriers."""

    lanes: Points
    tree: cKDTree
    sight: Sight
    barriers: shapely.STRtree

    def nearest(self, ports: Points) -> tuple[Numbers, Floats]:
        """Give the points of lanes that lie nearest to each port, and how far the first is, km."""
        count = min(LOOKED_AT, len(self.lanes))
        chord, near = self.tree.query(vectors(ports), k=range(1, count + 1))
        return near, chord_km(chord[:, 0])

    def beside(self, ports: Points, lane: Numbers, km: Floats) -> Numbers:
        """List the ports that come straight to the nearest lane."""
        beside = np.flatnonzero(km <= BESIDE_KM)
        there = self.lanes[lane[beside]]
        land_km = self.sight.km_over(ports[beside], there)
        return beside[land_km <= BESIDE_LAND_KM]

    def by_sight(self, some: Numbers, spots: Points, near: Numbers) -> dict[int, Approach]:
        """Lead some ports from their spots to the first of the near points of lanes they see."""
        goals = near[some]
        start = np.repeat(spots[some], goals.shape[1], axis=0)
        end = self.lanes[goals.ravel()]
        clear = self.sight.clear(start, end)
        clear[clear] &= ~crosses(start[clear], end[clear], self.barriers)
        clear = clear.reshape(goals.shape)
        first = clear.argmax(axis=1)
        found = {}
        for row in np.flatnonzero(clear.any(axis=1)).tolist():
            port = int(some[row])
            lane = int(goals[row, first[row]])
            way = np.vstack([spots[port], self.lanes[lane]])
            found[port] = Approach(way, lane, 0.0)
        return found

    def over_grid(self, berths: Points) -> Approach | None:
        """Search a way over a grid of water round the first berth, and pull it straight."""
        berths = berths[~np.isnan(berths[:, 0])]
        if not len(berths):
            return None
        middle = berths[0]
        reached = self.tree.query_ball_point(vectors(middle), REACH_KM / EARTH_KM)
        goals = np.array(sorted(reached), dtype=np.intp)
        cells = _cells(middle)
        water = self._water(cells)
        entry = _cell_of(berths, middle)
        entry = entry[water[entry]]
        if not len(goals) or not len(entry):
            return None
        km, before = dijkstra(_grid(water), indices=entry[0], return_predecessors=True)
        ends = _cell_of(self.lanes[goals], middle)
        cost = np.where(water[ends], km[ends], np.inf)
        best = int(np.argmin(cost))
        if np.isinf(cost[best]):
            return None
        lane, end = int(goals[best]), int(ends[best])
        path = _path(before, end, int(entry[0]))
        inner = cells[path].round(RING_DECIMALS)
        way = np.vstack([middle, inner, self.lanes[lane]])
        return Approach(_pulled(way, self.sight), lane, 0.0)

    def _water(self, cells: Points) -> Flags:
        """Tell which cells are water, and off every barrier."""
        water = ~self.sight.covers(cells)
        if len(self.barriers):
            spots = shapely.points(mercator(cells))
            near = self.barriers.query(spots, predicate="dwithin", distance=BARRIER_DEGREES)
            water[np.unique(near[0])] = False
        return water

    def straight(self, port: Points, near: Numbers) -> Approach:
        """Go straight to the lane to which the way, with its land counted twice, is shortest."""
        end = self.lanes[near]
        start = np.broadcast_to(port, end.shape)
        land_km, km = self.sight.km_over(start, end), sphere_km(start, end)
        cost = np.where(km <= REACH_KM, km + land_km, np.inf)
        best = int(np.argmin(cost))
        way = np.vstack([port, end[best]]).round(DECIMALS)
        return Approach(way, int(near[best]), float(land_km[best]))


def _cells(middle: Points) -> Points:
    """Give the middles of the cells of a grid, row by row from the south-west."""
    lon, lat = middle
    step = np.arange(-CELLS, CELLS + 1) * CELL_KM / KM_PER_DEGREE
    wide = step / np.cos(np.radians(lat))
    x, y = np.meshgrid(lon + wide, lat + step)
    return np.column_stack([x.ravel(), y.ravel()])


def _cell_of(points: Points, middle: Points) -> Numbers:
    """Give the numbers of the cells of a grid in which points lie, or that are nearest."""
    lon, lat = (points - middle).T
    scale = np.cos(np.radians(middle[1]))
    east = lon * scale * KM_PER_DEGREE / CELL_KM
    north = lat * KM_PER_DEGREE / CELL_KM
    column = np.clip(np.round(east) + CELLS, 0, 2 * CELLS)
    row = np.clip(np.round(north) + CELLS, 0, 2 * CELLS)
    number: Floats = row * (2 * CELLS + 1) + column
    return number.astype(np.int64)


def _grid(water: Flags) -> csr_array:
    """Join the cells of water with their eight neighbours, km; a cell at the shore is dear."""
    water = water.reshape(2 * CELLS + 1, -1)
    number = np.arange(water.size).reshape(water.shape)
    offshore = water.copy()
    offshore[INNER] = binary_erosion(water)[INNER]
    cost = np.where(offshore, 1.0, SHORE_WEIGHT)
    edges, weight = [], []
    for here, there, apart in NEIGHBOURS:
        both = water[here] & water[there]
        tail, head = number[here][both], number[there][both]
        edges.append(np.column_stack([tail, head]))
        between = (cost[here] + cost[there])[both] / 2
        weight.append(between * apart * CELL_KM)
    return both_ways(np.concatenate(edges), np.concatenate(weight), water.size)


def _path(before: Numbers, goal: int, start: int) -> list[int]:
    """Go back from the goal along the predecessors, and give the way from the start."""
    path = [goal]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _pulled(way: Points, sight: Sight) -> Points:
    """Leave out the points that a line of sight passes over."""
    kept, here = [0], 0
    while here < len(way) - 1:
        ahead = np.arange(len(way) - 1, here, -1)
        there = way[ahead]
        start = np.broadcast_to(way[here], there.shape)
        seen = ahead[sight.clear(start, there)]
        here = int(seen[0]) if len(seen) else here + 1
        kept.append(here)
    return way[kept]
