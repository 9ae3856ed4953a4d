"""Lanes refined: sight lines between the points of lanes and harbours, and of all that only what ships would sail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from instc.build.visibility import (
    EARTH_KM,
    KM_PER_DEGREE,
    along,
    crosses,
    mercator,
    sphere_km,
    vectors,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.build.visibility import Sight

GEOD = Geod(ellps="WGS84")
NEIGHBOURS = 16  # each point of a lane looks for so many others
ROUND_HARBOUR, CAPES, WIDE_CAPES = (
    100,
    80,
    60,
)  # a harbour looks for so many points around it, so many that look over the horizon, and so many of those far apart
NEAR_KM = 60.0  # a shorter line into the margin may use the small margin
FREE_KM, HARBOUR_LAND_KM = (
    15.0,
    3.0,
)  # for so long a harbour's line may keep no margin, and cross so much land
COAST_KM = 120.0  # points no farther from land look for each other over the horizon
INNER_KM, OUTER_KM = (
    10.0,
    30.0,
)  # of the points of lanes, one in so many km looks for others, inside the margin and outside
THIN_KM, FAR_KM = 50.0, 1200.0  # of those, one in 50 km looks up to 1,200 km far
WIDE_KM = 180.0  # and one in 180 km, however far
NORTH, SOUTH = 72.0, -60.0  # beyond, ice: sight lines stay out, lanes as they are
SHORT_CUT = (
    1.0015  # a line goes where a way by one point between is no longer than so many times it
)
THRIFT = 0.99  # a lane that is sailed already counts as so much of its length, so that ways bundle
IN_LINE = 1.00005  # two lanes so much longer than one are one
SLACK = 1e-6  # km: a lane without length is still one


@dataclass(frozen=True, eq=False)
class Web:
    """
    Points and the straight lanes between them.

    Attributes
    ----------
    points
        Lon and lat, degrees. The two sides of a gate are two points at one place.
    eyes
        The same, but a side of a gate stands a little off the gate's line, so that it sees its own side only.
    edges
        Two point numbers a row, the smaller first, sorted, each pair once.
    """

    points: NDArray[np.float64]
    eyes: NDArray[np.float64]
    edges: NDArray[np.int64]

    def km(self) -> NDArray[np.float64]:
        """
        Measure the lanes.

        Returns
        -------
        length
            Geodesic, km.

        Examples
        --------
        >>> points = np.array([[0.0, 0.0], [0.0, 1.0]])
        >>> Web(points, points, np.array([[0, 1]])).km().round(1).tolist()
        [110.6]
        """
        start, end = self.points[self.edges[:, 0]], self.points[self.edges[:, 1]]
        return np.asarray(GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2]) / 1000

    def graph(self) -> csr_array:
        """
        Weigh both directions by length.

        Returns
        -------
        graph
            Points by points, km; a lane without length weighs a millimetre.

        Examples
        --------
        >>> points = np.array([[0.0, 0.0], [0.0, 1.0]])
        >>> Web(points, points, np.array([[0, 1]])).graph().nnz
        2
        """
        start, end = self.edges.T
        km = np.maximum(self.km(), SLACK)
        size = (len(self.points),) * 2
        return csr_array(
            (
                np.concatenate([km, km]),
                (np.concatenate([start, end]), np.concatenate([end, start])),
            ),
            shape=size,
        )

    def with_edges(self, *more: NDArray[np.int64]) -> Web:
        """
        Add lanes.

        Parameters
        ----------
        *more
            Two point numbers a row.

        Returns
        -------
        web
            With each pair once.

        Examples
        --------
        >>> points = np.array([[0.0, 0.0], [0.0, 1.0]])
        >>> Web(points, points, np.array([[0, 1]])).with_edges(np.array([[1, 0]])).edges.tolist()
        [[0, 1]]
        """
        return replace(
            self, edges=np.unique(np.sort(np.concatenate([self.edges, *more]), axis=1), axis=0)
        )


class Lookouts(NamedTuple):
    """
    Points that look for others.

    Attributes
    ----------
    all
        Point numbers, sorted: capes, points of lanes inside the margin, and some of those in open water.
    far
        Those near land, few enough that each can look over the horizon.
    """

    all: NDArray[np.intp]
    far: NDArray[np.intp]


def lookouts(web: Web, capes: NDArray[np.intp], wide: Sight) -> Lookouts:
    """
    Choose the points that look for others.

    Parameters
    ----------
    web
        Lanes.
    capes
        Point numbers of corners that ships round: they come first.
    wide
        Land with the margin of the open sea.

    Returns
    -------
    chosen
        Of the points of lanes one in 10 km inside the margin, and one in 30 km in open water.

    Examples
    --------
    >>> from instc.build.visibility import Sight, land_pieces
    >>> points = np.array([[0.0, 0.0], [0.1, 0.0], [2.0, 0.0]])
    >>> web = Web(points, points, np.array([[0, 1], [1, 2]]))
    >>> lookouts(web, np.empty(0, dtype=int), Sight(land_pieces([], 0), 4)).all.tolist()
    [0, 2]
    """
    inside = wide.covers(web.eyes)
    lanes = np.setdiff1d(np.arange(len(web.eyes)), capes)
    open_water = np.concatenate([capes, lanes[~inside[lanes]]])
    chosen = np.unique(
        np.concatenate(
            [
                capes,
                thinned(web.eyes, lanes[inside[lanes]], INNER_KM),
                thinned(web.eyes, open_water, OUTER_KM),
            ]
        )
    )
    if not len(wide.pieces):
        return Lookouts(chosen, chosen[:0])
    free = np.concatenate([capes, np.setdiff1d(chosen[~inside[chosen]], capes)])
    reach = COAST_KM / KM_PER_DEGREE / np.cos(np.radians(np.clip(web.eyes[free, 1], -75, 75)))
    near = np.unique(
        wide.tree.query(
            shapely.points(mercator(web.eyes[free])), predicate="dwithin", distance=reach
        )[0]
    )
    return Lookouts(chosen, thinned(web.eyes, free[near], THIN_KM))


def lane_lines(
    web: Web, chosen: Lookouts, wide: Sight, narrow: Sight, barriers: shapely.STRtree
) -> NDArray[np.int64]:
    """
    Join points of lanes that see each other over water.

    Parameters
    ----------
    web
        Lanes.
    chosen
        Points that look for each other.
    wide, narrow
        Land with the margin of the open sea, and with that of short lines near the shore.
    barriers
        Lines that only a lane may cross, on the Mercator plane: gates, shoals, and ways that are closed to the sea.

    Returns
    -------
    edges
        Two point numbers a row, the smaller first.

    Examples
    --------
    >>> from instc.build.visibility import Sight, land_pieces
    >>> import shapely
    >>> points = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    >>> sea = Sight(land_pieces([], 0), 4)
    >>> lane_lines(Web(points, points, np.empty((0, 2), dtype=int)), Lookouts(np.arange(3), np.empty(0, dtype=int)), sea, sea, shapely.STRtree([])).tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    inside = wide.covers(web.eyes)
    near = _nearest(web.eyes, chosen.all, web.eyes[chosen.all], NEIGHBOURS + 1)
    pairs = _once(
        np.concatenate(
            [
                np.column_stack([near[:, 0], chosen.all[near[:, 1]]]),
                *_over_horizon(web.eyes, chosen.far),
            ]
        )
    )
    start, end = web.eyes[pairs[:, 0]], web.eyes[pairs[:, 1]]
    short = (sphere_km(start, end) < NEAR_KM) & inside[pairs].any(axis=1)
    seen = np.zeros(len(pairs), dtype=bool)
    seen[short] = narrow.clear(start[short], end[short])
    seen[~short] = wide.clear(start[~short], end[~short])
    return _allowed(pairs[seen], web.eyes, barriers)


def harbour_lines(
    web: Web,
    harbours: NDArray[np.intp],
    chosen: Lookouts,
    ground: Sight,
    wide: Sight,
    narrow: Sight,
    barriers: shapely.STRtree,
) -> NDArray[np.int64]:
    """
    Join harbours with the points around them and the next capes, over water.

    Parameters
    ----------
    web
        Lanes and harbours.
    harbours
        Point numbers.
    chosen
        Points of lanes that look for others.
    ground
        Land without a margin; in its first 15 km a line may cross up to 3 km of it, for ports are drawn behind their moles.
    wide, narrow, barriers
        As in `lane_lines`, for the rest of the line.

    Returns
    -------
    edges
        Two point numbers a row, the smaller first.

    Examples
    --------
    >>> from instc.build.visibility import Sight, land_pieces
    >>> import shapely
    >>> points = np.array([[0.0, 0.0], [1.0, 0.0]])
    >>> sea = Sight(land_pieces([], 0), 4)
    >>> harbour_lines(Web(points, points, np.empty((0, 2), dtype=int)), np.array([0]), Lookouts(np.array([1]), np.empty(0, dtype=int)), sea, sea, sea, shapely.STRtree([])).tolist()
    [[0, 1]]
    """
    groups = (
        (np.arange(len(web.eyes)), NEIGHBOURS),
        (chosen.all, ROUND_HARBOUR),
        (chosen.far, CAPES),
        (thinned(web.eyes, chosen.far, WIDE_KM), WIDE_CAPES),
        (harbours, NEIGHBOURS),
    )
    found = [
        (_nearest(web.eyes, harbours, web.eyes[group], count), group)
        for group, count in groups
        if len(group)
    ]
    pairs = _once(
        np.concatenate([np.column_stack([near[:, 0], group[near[:, 1]]]) for near, group in found])
    )
    start, end = web.eyes[pairs[:, 0]], web.eyes[pairs[:, 1]]
    km = np.maximum(sphere_km(start, end), SLACK)
    share = np.where(np.isin(pairs, harbours), np.minimum(FREE_KM / km, 0.5)[:, None], 0.0)
    first, last = along(start, end, share[:, :1])[:, 0], along(end, start, share[:, 1:])[:, 0]
    far = km >= NEAR_KM
    seen = np.where(far, False, narrow.clear(first, last))
    seen[far] = wide.clear(first[far], last[far])
    seen[seen] &= ground.km_over(start[seen], end[seen]) <= HARBOUR_LAND_KM
    return _allowed(pairs[seen], web.eyes, barriers)


def _nearest(
    eyes: NDArray[np.float64], some: NDArray[np.intp], others: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    near = (
        cKDTree(vectors(others))
        .query(vectors(eyes[some]), k=min(count, len(others)))[1]
        .reshape(len(some), -1)
    )
    return np.column_stack([np.repeat(some, near.shape[1]), near.ravel()]).astype(np.int64)


def _once(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)


def _over_horizon(eyes: NDArray[np.float64], coast: NDArray[np.intp]) -> list[NDArray[np.int64]]:
    capes = thinned(eyes, coast, WIDE_KM)
    close = cKDTree(vectors(eyes[coast])).query_pairs(
        2 * np.sin(FAR_KM / EARTH_KM / 2), output_type="ndarray"
    )
    far = np.column_stack(np.triu_indices(len(capes), 1))
    return [coast[close], capes[far]]


def thinned(
    eyes: NDArray[np.float64], numbers: NDArray[np.intp], least_km: float
) -> NDArray[np.intp]:
    """
    Keep points in order, each unless one kept before is near.

    Parameters
    ----------
    eyes
        Lon and lat, degrees.
    numbers
        Points to choose from.
    least_km
        Distance between those kept.

    Returns
    -------
    kept
        Point numbers.

    Examples
    --------
    >>> thinned(np.array([[0.0, 0.0], [0.1, 0.0], [1.0, 0.0]]), np.arange(3), 60).tolist()
    [0, 2]
    """
    if not len(numbers):
        return numbers
    tree = cKDTree(vectors(eyes[numbers]))
    gone, kept = np.zeros(len(numbers), dtype=bool), []
    for number in range(len(numbers)):
        if not gone[number]:
            kept.append(number)
            gone[tree.query_ball_point(tree.data[number], least_km / EARTH_KM)] = True
    return numbers[kept]


def _allowed(
    pairs: NDArray[np.int64], eyes: NDArray[np.float64], barriers: shapely.STRtree
) -> NDArray[np.int64]:
    """Leave out the lines that cross a barrier or run into the ice."""
    start, end = eyes[pairs[:, 0]], eyes[pairs[:, 1]]
    lat = along(start, end, np.linspace(0, 1, 9)[None])[..., 1]
    afloat = (lat.max(axis=1) < NORTH) & (lat.min(axis=1) > SOUTH)
    return np.asarray(pairs[afloat & ~crosses(start, end, barriers)])


def without_short_cuts(web: Web) -> Web:
    """
    Drop lanes that a way by one point between replaces.

    Parameters
    ----------
    web
        Lanes.

    Returns
    -------
    web
        Fewer lanes.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    >>> web = Web(points, points, np.array([[0, 1], [0, 2], [1, 2]]))
    >>> without_short_cuts(web).edges.tolist()
    [[0, 1], [1, 2]]
    """
    graph, km = web.graph(), web.km()
    first, beside, weight = graph.indptr, graph.indices, graph.data
    from_here = np.full(len(web.points), np.inf)
    drop = np.zeros(len(km), dtype=bool)
    starts = np.searchsorted(web.edges[:, 0], np.arange(len(web.points) + 1))
    for here in range(len(web.points)):
        if starts[here] == starts[here + 1]:
            continue
        mine = slice(first[here], first[here + 1])
        from_here[beside[mine]] = weight[mine]
        for edge in range(starts[here], starts[here + 1]):
            there = web.edges[edge, 1]
            theirs = slice(first[there], first[there + 1])
            one, other = from_here[beside[theirs]], weight[theirs]
            both = (one < km[edge] * 0.999) & (other < km[edge] * 0.999)
            drop[edge] = both.any() and float((one + other)[both].min()) <= SHORT_CUT * km[edge]
        from_here[beside[mine]] = np.inf
    return replace(web, edges=web.edges[~drop])


def without_waypoints(web: Web, kept: NDArray[np.bool_]) -> Web:
    """
    Join two lanes to one where they lie on one line.

    Parameters
    ----------
    web
        Lanes.
    kept
        Points that stay in any case.

    Returns
    -------
    web
        With fewer lanes; no way between points that are kept is another, but for one part in 20,000.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 1.0]])
    >>> without_waypoints(Web(points, points, np.array([[0, 1], [1, 2], [2, 3]])), np.zeros(4, dtype=bool)).edges.tolist()
    [[0, 2], [2, 3]]
    """
    points = web.points
    while True:
        order = np.argsort(web.edges.ravel(), kind="stable")
        owner, other = web.edges.ravel()[order], web.edges[:, ::-1].ravel()[order]
        inner = np.flatnonzero((np.bincount(owner, minlength=len(points)) == 2) & ~kept)  # noqa: PLR2004
        first = np.searchsorted(owner, inner)
        before, after = other[first], other[first + 1]
        by, straight = (
            Web(points, points, pairs).km()
            for pairs in (
                np.concatenate([np.column_stack([before, inner]), np.column_stack([inner, after])]),
                np.column_stack([before, after]),
            )
        )
        on_line = by[: len(inner)] + by[len(inner) :] <= IN_LINE * straight
        gone = np.zeros(len(points), dtype=bool)
        for point, one, two in zip(
            inner[on_line].tolist(), before[on_line].tolist(), after[on_line].tolist(), strict=True
        ):
            gone[point] = not (gone[one] or gone[two])
        if not gone.any():
            return web
        left = gone[inner]
        web = replace(web, edges=web.edges[~gone[web.edges].any(axis=1)]).with_edges(
            np.column_stack([before[left], after[left]])
        )


def sailed(
    web: Web,
    sources: NDArray[np.intp],
    targets: NDArray[np.intp],
    used: NDArray[np.bool_],
    *,
    within_km: float = np.inf,
) -> NDArray[np.bool_]:
    """
    Find the lanes on the ways between points, keeping to lanes that others sail already unless that is longer by more than `THRIFT` allows.

    Parameters
    ----------
    web
        Lanes, without those through gates: whichever gates are closed, a way is made of ways between gates.
    sources, targets
        Point numbers.
    used
        Edges that are sailed already.
    within_km
        Longest way that is looked for.

    Returns
    -------
    used
        One answer an edge, those of before included.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    >>> web = Web(points, points, np.array([[0, 1], [0, 2], [1, 2]]))
    >>> sailed(web, np.array([0]), np.array([1]), np.zeros(3, dtype=bool)).tolist()
    [True, False, False]
    """
    used = used.copy()
    keys = web.edges[:, 0] * np.int64(len(web.points)) + web.edges[:, 1]
    km = np.maximum(web.km(), SLACK)
    tail, head = web.edges.T
    ends = np.concatenate([tail, head]), np.concatenate([head, tail])
    for some in np.array_split(sources, max(1, len(sources) // 48)):
        weight = np.where(used, km * THRIFT, km)
        graph = csr_array((np.concatenate([weight, weight]), ends), shape=(len(web.points),) * 2)
        before = dijkstra(graph, indices=some, return_predecessors=True, limit=within_km)[1]
        used |= np.isin(keys, _walked(before, targets))
    return used


def _walked(before: NDArray[np.int32], targets: NDArray[np.intp]) -> NDArray[np.int64]:
    """Go back from the targets along the predecessors, one row a source, and collect the edges as keys."""
    size = before.shape[1]
    keys = np.zeros(0, dtype=np.int64)
    here = np.zeros(before.shape, dtype=bool)
    here[:, targets] = True
    here &= before >= 0
    row, point = np.nonzero(here)
    walked = []
    while len(row):
        back = before[row, point].astype(np.int64)
        walked.append(np.unique(np.minimum(back, point) * np.int64(size) + np.maximum(back, point)))
        fresh = ~here[row, back] & (before[row, back] >= 0)
        row, point = row[fresh], back[fresh]
        here[row, point] = True
        row, point = np.divmod(np.unique(row * np.int64(size) + point), size)
    return np.unique(np.concatenate(walked)) if walked else keys
