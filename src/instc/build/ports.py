"""Ports: where each meets the water, and how it comes to the lanes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from instc.build.geodesy import EARTH_KM, KM_PER_DEGREE, mercator, sphere_km, vectors
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
    for port, lane in zip(beside.tolist(), near[beside, 0].tolist(), strict=True):
        found[port] = Approach(lanes[[lane]], lane, 0.0)
    berths = _berths(ports, waters.narrow)
    waiting = np.setdiff1d(np.arange(len(ports)), beside)
    for spots in berths.swapaxes(0, 1):
        afloat = waiting[~np.isnan(spots[waiting, 0])]
        visible = search.first_visible(spots[afloat], near[afloat])
        seeing = visible >= 0
        for port, lane in zip(afloat[seeing].tolist(), visible[seeing].tolist(), strict=True):
            found[port] = Approach(np.vstack([spots[port], lanes[lane]]), lane, 0.0)
        waiting = np.setdiff1d(waiting, afloat[seeing])
    for port in waiting[far[waiting] <= REACH_KM]:
        wet = berths[port][~np.isnan(berths[port, :, 0])]
        found[port] = search.over_grid(wet) or search.straight(ports[port], near[port])
    return found


def _berths(ports: Points, sight: Sight) -> Points:
    """Give each port, if in water, and the first water on each ring: ports x (1 + rings) x 2."""
    turn = np.radians(np.arange(BEARINGS) * 360 / BEARINGS)
    scale = KM_PER_DEGREE * np.cos(np.radians(ports[:, 1]))
    found = np.full((len(ports), len(RINGS_KM) + 1, 2), np.nan)
    found[:, 0] = np.where(sight.covers(ports)[:, None], np.nan, ports)
    for ring, km in enumerate(RINGS_KM, 1):
        lon = ports[:, :1] + km * np.sin(turn) / scale[:, None]
        lat = ports[:, 1:] + km * np.cos(turn) / KM_PER_DEGREE
        spots = np.stack([lon, lat], axis=-1)
        wet = ~sight.covers(spots.reshape(-1, 2)).reshape(lon.shape)
        some = np.flatnonzero(wet.any(axis=1))
        found[some, ring] = spots[some, wet.argmax(axis=1)[some]]
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
        chord, near = self.tree.query(vectors(ports), k=count)
        half = np.clip(chord.reshape(len(ports), -1)[:, 0] / 2, 0, 1)
        return near.reshape(len(ports), -1), EARTH_KM * 2 * np.arcsin(half)

    def beside(self, ports: Points, lane: Numbers, km: Floats) -> Numbers:
        """List the ports that come straight to the nearest lane."""
        beside = np.flatnonzero(km <= BESIDE_KM)
        land_km = self.sight.km_over(ports[beside], self.lanes[lane[beside]])
        return beside[land_km <= BESIDE_LAND_KM]

    def first_visible(self, spots: Points, near: Numbers) -> Numbers:
        """Give the first of some points of lanes that each spot sees, -1 if it sees none."""
        if not len(spots):
            return np.empty(0, dtype=np.int64)
        start = np.repeat(spots, near.shape[1], axis=0)
        end = self.lanes[near.ravel()]
        clear = self.sight.clear(start, end)
        clear[clear] &= ~crosses(start[clear], end[clear], self.barriers)
        clear = clear.reshape(near.shape)
        first = near[np.arange(len(near)), clear.argmax(axis=1)]
        return np.where(clear.any(axis=1), first, -1)

    def over_grid(self, berths: Points) -> Approach | None:
        """Search a way over a grid of water round the first berth, and pull it straight."""
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
        path = _path(before, int(ends[best]), int(entry[0]))
        goal = self.lanes[goals[best]]
        way = np.vstack([middle, cells[path].round(RING_DECIMALS), goal])
        return Approach(_pulled(way, self.sight), int(goals[best]), 0.0)

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
        start, end = np.repeat(port[None], len(near), axis=0), self.lanes[near]
        land_km, km = self.sight.km_over(start, end), sphere_km(start, end)
        best = int(np.argmin(np.where(km <= REACH_KM, km + land_km, np.inf)))
        way = np.vstack([port, end[best]]).round(DECIMALS)
        return Approach(way, int(near[best]), float(land_km[best]))


def _cells(middle: Points) -> Points:
    """Give the middles of the cells of a grid, row by row from the south-west."""
    step = np.arange(-CELLS, CELLS + 1) * CELL_KM / KM_PER_DEGREE
    lon = middle[0] + step / np.cos(np.radians(middle[1]))
    x, y = np.meshgrid(lon, middle[1] + step)
    return np.column_stack([x.ravel(), y.ravel()])


def _cell_of(points: Points, middle: Points) -> Numbers:
    """Give the numbers of the cells of a grid in which points lie, or that are nearest."""
    scale = np.cos(np.radians(middle[1]))
    east = (points[:, 0] - middle[0]) * scale * KM_PER_DEGREE / CELL_KM
    north = (points[:, 1] - middle[1]) * KM_PER_DEGREE / CELL_KM
    column = np.clip(np.round(east) + CELLS, 0, 2 * CELLS)
    row = np.clip(np.round(north) + CELLS, 0, 2 * CELLS)
    return np.asarray(row * (2 * CELLS + 1) + column).astype(np.intp)


def _grid(water: Flags) -> csr_array:
    """Join the cells of water with their eight neighbours, km; a cell at the shore is dear."""
    water = water.reshape(2 * CELLS + 1, -1)
    number = np.arange(water.size).reshape(water.shape)
    offshore = water.copy()
    offshore[1:-1, 1:-1] &= water[:-2, 1:-1] & water[2:, 1:-1]
    offshore[1:-1, 1:-1] &= water[1:-1, :-2] & water[1:-1, 2:]
    cost = np.where(offshore, 1.0, SHORE_WEIGHT)
    edges, weight = [], []
    for here, there, apart in NEIGHBOURS:
        both = water[here] & water[there]
        edges.append(np.column_stack([number[here][both], number[there][both]]))
        weight.append((cost[here] + cost[there])[both] / 2 * apart * CELL_KM)
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
        start = np.repeat(way[here][None], len(ahead), axis=0)
        seen = ahead[sight.clear(start, way[ahead])]
        here = int(seen[0]) if len(seen) else here + 1
        kept.append(here)
    return way[kept]
