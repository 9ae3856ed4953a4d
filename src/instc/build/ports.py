"""Harbours: where each port meets the water, and how it comes to the lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from instc.build.visibility import EARTH_KM, KM_PER_DEGREE, crosses, mercator, sphere_km, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.build.visibility import Sight

REACH_KM = 60.0  # a port farther from every lane is refused
RINGS_KM = (
    0.3,
    0.6,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    5.0,
    6.5,
    8.0,
    10.0,
)  # a port drawn on land looks for water on these
BEARINGS = 24
BESIDE_KM, BESIDE_LAND_KM = (
    6.0,
    3.0,
)  # a port so close to a lane comes straight to it, over so much land: ports are drawn behind their moles
LOOKED_AT = 60  # nearest points of lanes that a harbour looks for
CELL_KM = 0.8  # where it sees none, it feels its way over a grid of such cells
SHORE_WEIGHT = 2.0  # and would rather keep a cell off the shore


class Harbour(NamedTuple):
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

    way: NDArray[np.float64]
    lane: int
    land_km: float


def moor(
    ports: NDArray[np.float64], lanes: NDArray[np.float64], sight: Sight, barred: shapely.STRtree
) -> list[Harbour | float]:
    """
    Bring each port to the lanes: by sight, else feeling the way over water, else straight up a river.

    Parameters
    ----------
    ports
        Lon and lat, degrees.
    lanes
        Points of lanes that a port may come to, lon and lat, degrees.
    sight
        Land, with the smallest margin.
    barred
        Lines that no way crosses, from `barriers`.

    Returns
    -------
    harbours
        One for each port; in its place the distance of the nearest lane, km, where that is over 60 km away and out of sight.

    Examples
    --------
    >>> from instc.build.visibility import Sight, barriers, land_pieces
    >>> moor(np.array([[0.0, 0.0]]), np.array([[0.1, 0.0]]), Sight(land_pieces([], 0), 0.3), barriers([]))[0].lane
    0
    """
    tree = cKDTree(vectors(lanes))
    chord, near = tree.query(vectors(ports), k=min(LOOKED_AT, len(lanes)))
    chord, near = (values.reshape(len(ports), -1) for values in (chord, near))
    far = EARTH_KM * 2 * np.arcsin(np.clip(chord[:, 0] / 2, 0, 1))
    berths = _berths(ports, sight)
    found: list[Harbour | float] = [float(km) for km in far]
    beside = np.flatnonzero(far <= BESIDE_KM)
    beside = beside[sight.km_over(ports[beside], lanes[near[beside, 0]]) <= BESIDE_LAND_KM]
    for number in beside.tolist():
        lane = int(near[number, 0])
        found[number] = Harbour(lanes[[lane]], lane, 0.0)
    waiting = np.setdiff1d(np.arange(len(ports)), beside)
    for ring in range(berths.shape[1]):
        spots = berths[waiting, ring]
        wet = ~np.isnan(spots[:, 0])
        first = _first_seen(spots[wet], lanes, near[waiting[wet]], sight, barred)
        for number, spot, lane in zip(waiting[wet], spots[wet], first.tolist(), strict=True):
            if lane >= 0:
                found[number] = Harbour(np.vstack([spot, lanes[lane]]), lane, 0.0)
        waiting = np.setdiff1d(waiting, waiting[wet][first >= 0])
    for number in waiting[far[waiting] <= REACH_KM]:
        wet = berths[number][~np.isnan(berths[number, :, 0])]
        found[number] = _felt(wet, lanes, tree, sight, barred) or _straight(
            ports[number], lanes, near[number], sight
        )
    return found


def _berths(ports: NDArray[np.float64], sight: Sight) -> NDArray[np.float64]:
    """Give for each port itself, if it lies in water, and the first water on each ring around it: ports x rings x 2."""
    turn = np.radians(np.arange(BEARINGS) * 360 / BEARINGS)
    scale = KM_PER_DEGREE * np.cos(np.radians(ports[:, 1]))
    found = np.full((len(ports), len(RINGS_KM) + 1, 2), np.nan)
    found[:, 0] = np.where(sight.covers(ports)[:, None], np.nan, ports)
    for ring, km in enumerate(RINGS_KM, 1):
        lon = ports[:, :1] + km * np.sin(turn) / scale[:, None]
        lat = ports[:, 1:] + km * np.cos(turn) / KM_PER_DEGREE
        wet = ~sight.covers(np.column_stack([lon.ravel(), lat.ravel()])).reshape(lon.shape)
        first = wet.argmax(axis=1)
        rows = np.flatnonzero(wet.any(axis=1))
        found[rows, ring, 0], found[rows, ring, 1] = lon[rows, first[rows]], lat[rows, first[rows]]
    found[:, 1:] = found[:, 1:].round(3)
    return found


def _first_seen(
    spots: NDArray[np.float64],
    lanes: NDArray[np.float64],
    near: NDArray[np.intp],
    sight: Sight,
    barred: shapely.STRtree,
) -> NDArray[np.intp]:
    """Give the nearest point of a lane that each spot sees, -1 if none."""
    start, end = np.repeat(spots, near.shape[1], axis=0), lanes[near.ravel()]
    clear = sight.clear(start, end)
    clear[clear] &= ~crosses(start[clear], end[clear], barred)
    clear = clear.reshape(near.shape)
    return np.where(
        clear.any(axis=1), near[np.arange(len(near)), clear.argmax(axis=1)] if len(near) else -1, -1
    )


def _felt(
    wet: NDArray[np.float64],
    lanes: NDArray[np.float64],
    tree: cKDTree,
    sight: Sight,
    barred: shapely.STRtree,
) -> Harbour | None:
    """Find a way over a grid of water round the harbour, and pull it straight."""
    if not len(wet):
        return None
    start = wet[0]
    inside = np.array(
        sorted(tree.query_ball_point(vectors(start[None])[0], REACH_KM / EARTH_KM)), dtype=np.intp
    )
    if not len(inside):
        return None
    half = int(REACH_KM / CELL_KM)
    step = np.arange(-half, half + 1) * CELL_KM / KM_PER_DEGREE
    x, y = np.meshgrid(start[0] + step / np.cos(np.radians(start[1])), start[1] + step)
    cells = np.column_stack([x.ravel(), y.ravel()])
    water = ~sight.covers(cells)
    if len(barred):
        water[
            np.unique(
                barred.query(
                    shapely.points(mercator(cells)),
                    predicate="dwithin",
                    distance=2 * CELL_KM / KM_PER_DEGREE,
                )[0]
            )
        ] = False
    graph = _grid(water.reshape(x.shape))
    goals = _cell(lanes[inside], start, half)
    entry = next(
        (cell for cell in (_cell(spot[None], start, half)[0] for spot in wet) if water[cell]), None
    )
    if entry is None:
        return None
    km, before = dijkstra(graph, indices=entry, return_predecessors=True)
    cost = np.where(water[goals], km[goals], np.inf)
    if not np.isfinite(cost).any():
        return None
    best = int(np.argmin(cost))
    path = [int(goals[best])]
    while path[-1] != entry:
        path.append(int(before[path[-1]]))
    way = np.vstack([start, cells[path[::-1]].round(3), lanes[inside[best]]])
    return Harbour(_pulled(way, sight), int(inside[best]), 0.0)


def _cell(points: NDArray[np.float64], start: NDArray[np.float64], half: int) -> NDArray[np.intp]:
    east = (points[:, 0] - start[0]) * np.cos(np.radians(start[1])) * KM_PER_DEGREE / CELL_KM
    north = (points[:, 1] - start[1]) * KM_PER_DEGREE / CELL_KM
    column, row = (
        np.clip(np.round(way) + half, 0, 2 * half).astype(np.intp) for way in (east, north)
    )
    return np.asarray(row * (2 * half + 1) + column)


def _grid(water: NDArray[np.bool_]) -> csr_array:
    rows, columns = water.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    offshore = water.copy()
    offshore[1:-1, 1:-1] &= water[:-2, 1:-1] & water[2:, 1:-1] & water[1:-1, :-2] & water[1:-1, 2:]
    cost = np.where(offshore, 1.0, SHORE_WEIGHT)
    tail, head, weight = [], [], []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = (slice(0, rows - down), slice(0, columns - right) if right >= 0 else slice(1, columns))
        b = (slice(down, rows), slice(right, columns) if right >= 0 else slice(0, columns - 1))
        both = water[a] & water[b]
        tail.append(number[a][both])
        head.append(number[b][both])
        weight.append((cost[a] + cost[b])[both] / 2 * np.hypot(down, right) * CELL_KM)
    i, j, w = (np.concatenate(parts) for parts in (tail, head, weight))
    return csr_array(
        (np.concatenate([w, w]), (np.concatenate([i, j]), np.concatenate([j, i]))),
        shape=(number.size,) * 2,
    )


def _pulled(way: NDArray[np.float64], sight: Sight) -> NDArray[np.float64]:
    """Leave out the points that a sight line passes over."""
    kept, here = [0], 0
    while here < len(way) - 1:
        ahead = np.arange(len(way) - 1, here, -1)
        clear = sight.clear(np.repeat(way[here][None], len(ahead), axis=0), way[ahead])
        here = int(ahead[clear][0]) if clear.any() else here + 1
        kept.append(here)
    return way[kept]


def _straight(
    port: NDArray[np.float64], lanes: NDArray[np.float64], near: NDArray[np.intp], sight: Sight
) -> Harbour:
    start = np.repeat(port[None], len(near), axis=0)
    land, km = sight.km_over(start, lanes[near]), sphere_km(start, lanes[near])
    best = int(np.argmin(np.where(km <= REACH_KM, km + land, np.inf)))
    return Harbour(
        np.vstack([port, lanes[near[best]]]).round(5), int(near[best]), float(land[best])
    )
