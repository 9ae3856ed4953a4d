"""Lanes refined: lines of sight between points, and of all lanes only those that ships sail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from instc.build.geodesy import (
    EARTH_KM,
    KM_PER_DEGREE,
    along,
    distance_km,
    sphere_km,
    vectors,
)
from instc.build.line_graph import both_ways, each_once
from instc.build.visibility import crosses

if TYPE_CHECKING:
    import shapely
    from scipy.sparse import csr_array

    from instc.build.geodesy import Flags, Floats, Numbers, Points
    from instc.build.visibility import Sight, Waters

NEIGHBOURS = 16  # each point of a lane looks for so many others
ROUND_HARBOUR = 100  # a harbour looks for so many points around it,
CAPES = 80  # so many that look over the horizon,
WIDE_CAPES = 60  # and so many of those far apart
NEAR_KM = 60.0  # a shorter line into the margin may use the small margin
FREE_KM = 15.0  # for so long a harbour's line may keep no margin,
HARBOUR_LAND_KM = 3.0  # and cross so much land: ports are drawn behind their moles
COAST_KM = 120.0  # points no farther from land look for each other over the horizon
INNER_KM = 10.0  # of the points of lanes, one in so many km looks for others, inside the margin
OUTER_KM = 30.0  # and outside
THIN_KM, FAR_KM = 50.0, 1200.0  # of those, one in 50 km looks up to 1,200 km far
WIDE_KM = 180.0  # and one in 180 km, however far
STEEPEST = 75.0  # degrees: the reach of a point on Mercator's plane grows no more beyond
NORTH, SOUTH = 72.0, -60.0  # beyond, ice: lines of sight stay out, lanes as they are
SAMPLES = 9  # points of a line that are looked up for ice
SHORT_CUT = (
    1.0015  # a line goes where a way by one point between is no longer than so many times it
)
SHORTER = 0.999  # each half of such a way is shorter than so much of the line
THRIFT = 0.99  # a lane that is sailed already counts as so much of its length, so that ways bundle
AT_ONCE = 48  # sources whose ways are found before the lanes that they sail count as sailed
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
    viewpoints
        The same, but a side of a gate stands a little off the gate's line, so that it sees its
        own side only.
    edges
        Two point numbers a row, the smaller first, sorted, each pair once.
    """

    points: Points
    viewpoints: Points
    edges: Numbers

    def km(self) -> Floats:
        """Measure the lanes: geodesic, km."""
        return distance_km(*self.points[self.edges.T])

    def graph(self) -> csr_array:
        """Weigh both directions by length, km; a lane without length weighs a millimetre."""
        km = np.maximum(self.km(), SLACK)
        return both_ways(self.edges, km, len(self.points))

    def with_edges(self, *more: Numbers) -> Web:
        """Add lanes, two point numbers a row."""
        edges = np.concatenate([self.edges, *more])
        return replace(self, edges=each_once(edges))


class Lookouts(NamedTuple):
    """
    Points that look for others.

    Attributes
    ----------
    all
        Point numbers, sorted: capes, points of lanes inside the margin, and some in open water.
    far
        Those near land, few enough that each can look over the horizon.
    """

    all: Numbers
    far: Numbers


def lookouts(web: Web, capes: Numbers, wide: Sight) -> Lookouts:
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
    """
    inside = wide.covers(web.viewpoints)
    lanes = np.setdiff1d(np.arange(len(web.points)), capes)
    open_water = np.concatenate([capes, lanes[~inside[lanes]]])
    at_shore = thinned(web.viewpoints, lanes[inside[lanes]], INNER_KM)
    at_sea = thinned(web.viewpoints, open_water, OUTER_KM)
    chosen = np.unique(np.concatenate([capes, at_shore, at_sea]))
    outside = chosen[~inside[chosen]]
    free = np.concatenate([capes, np.setdiff1d(outside, capes)])
    lat = np.clip(web.viewpoints[free, 1], -STEEPEST, STEEPEST)
    reach = COAST_KM / KM_PER_DEGREE / np.cos(np.radians(lat))
    near = wide.near(web.viewpoints[free], reach)
    return Lookouts(chosen, thinned(web.viewpoints, free[near], THIN_KM))


def thinned(points: Points, numbers: Numbers, least_km: float) -> Numbers:
    """Keep some points in order, each unless one kept before is nearer than so many km."""
    if not len(numbers):
        return numbers
    tree = cKDTree(vectors(points[numbers]))
    gone, kept = np.zeros(len(numbers), dtype=bool), []
    for number in range(len(numbers)):
        if not gone[number]:
            kept.append(number)
            gone[tree.query_ball_point(tree.data[number], least_km / EARTH_KM)] = True
    return numbers[kept]


def lane_lines(web: Web, chosen: Lookouts, waters: Waters) -> Numbers:
    """
    Join points of lanes that see each other over water.

    Parameters
    ----------
    web
        Lanes.
    chosen
        Points that look for each other.
    waters
        Land with the margins of short lines near the shore and of the open sea, and barriers.

    Returns
    -------
    edges
        Two point numbers a row, the smaller first.
    """
    inside = waters.wide.covers(web.viewpoints)
    near = _nearest(web.viewpoints, chosen.all, chosen.all, NEIGHBOURS + 1)
    far = _over_horizon(web.viewpoints, chosen.far)
    pairs = _proper(np.concatenate([near, *far]))
    start, end = web.viewpoints[pairs.T]
    at_shore = inside[pairs].any(axis=1)
    short = at_shore & (sphere_km(start, end) < NEAR_KM)
    clear = _clear(start, end, short, waters)
    return _allowed(pairs[clear], web.viewpoints, waters.barriers)


def harbour_lines(web: Web, harbours: Numbers, chosen: Lookouts, waters: Waters) -> Numbers:
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
    waters
        Land and barriers. In its first 15 km a line keeps no margin, and may cross up to 3 km of
        land, for ports are drawn behind their moles.

    Returns
    -------
    edges
        Two point numbers a row, the smaller first.
    """
    pairs = _harbour_pairs(web.viewpoints, harbours, chosen)
    start, end = web.viewpoints[pairs.T]
    km = np.maximum(sphere_km(start, end), SLACK)
    free = np.minimum(FREE_KM / km, 0.5)[:, None]
    share = np.where(np.isin(pairs, harbours), free, 0.0)
    first = along(start, end, share[:, :1])[:, 0]
    last = along(end, start, share[:, 1:])[:, 0]
    clear = _clear(first, last, km < NEAR_KM, waters)
    land_km = waters.ground.km_over(start[clear], end[clear])
    clear[clear] &= land_km <= HARBOUR_LAND_KM
    return _allowed(pairs[clear], web.viewpoints, waters.barriers)


def _clear(start: Points, end: Points, short: Flags, waters: Waters) -> Flags:
    """Tell which short lines keep off the land by the narrow margin, and others by the wide one."""
    clear = np.zeros(len(start), dtype=bool)
    clear[short] = waters.narrow.clear(start[short], end[short])
    clear[~short] = waters.wide.clear(start[~short], end[~short])
    return clear


def _harbour_pairs(viewpoints: Points, harbours: Numbers, chosen: Lookouts) -> Numbers:
    """Pair harbours with the points that they look for."""
    groups = (
        (np.arange(len(viewpoints)), NEIGHBOURS),
        (chosen.all, ROUND_HARBOUR),
        (chosen.far, CAPES),
        (thinned(viewpoints, chosen.far, WIDE_KM), WIDE_CAPES),
        (harbours, NEIGHBOURS),
    )
    found = [_nearest(viewpoints, harbours, group, count) for group, count in groups]
    return _proper(np.concatenate(found))


def _nearest(points: Points, some: Numbers, others: Numbers, count: int) -> Numbers:
    """Pair each of some points with the nearest others."""
    if not len(others):
        return np.empty((0, 2), dtype=np.int64)
    tree = cKDTree(vectors(points[others]))
    count = min(count, len(others))
    _, near = tree.query(vectors(points[some]), k=range(1, count + 1))
    owner = np.repeat(some, count)
    return np.column_stack([owner, others[near.ravel()]])


def _over_horizon(points: Points, coast: Numbers) -> list[Numbers]:
    """Pair points of the coast up to 1,200 km apart, and some of them however far."""
    capes = thinned(points, coast, WIDE_KM)
    chord = 2 * np.sin(FAR_KM / EARTH_KM / 2)
    close = cKDTree(vectors(points[coast])).query_pairs(chord, output_type="ndarray")
    far = np.column_stack(np.triu_indices(len(capes), 1))
    return [coast[close], capes[far]]


def _proper(pairs: Numbers) -> Numbers:
    """Leave out pairs of a point with itself, and pairs that come again."""
    return each_once(pairs[pairs[:, 0] != pairs[:, 1]])


def _allowed(pairs: Numbers, viewpoints: Points, barriers: shapely.STRtree) -> Numbers:
    """Leave out the lines that cross a barrier or run into the ice."""
    start, end = viewpoints[pairs.T]
    share = np.linspace(0, 1, SAMPLES)[None]
    lat = along(start, end, share)[..., 1]
    ice_free = ((lat < NORTH) & (lat > SOUTH)).all(axis=1)
    return np.asarray(pairs[ice_free & ~crosses(start, end, barriers)])


def without_short_cuts(web: Web) -> Web:
    """Drop lanes that a way by one point between, hardly longer, replaces."""
    graph, km = web.graph(), web.km()
    first, beside, weight = graph.indptr, graph.indices, graph.data
    from_here = np.full(len(web.points), np.inf)
    drop = np.zeros(len(km), dtype=bool)
    tail = web.edges[:, 0]
    starts = np.searchsorted(tail, np.arange(len(web.points) + 1))
    for here in np.flatnonzero(np.diff(starts)).tolist():
        mine = slice(first[here], first[here + 1])
        from_here[beside[mine]] = weight[mine]
        for edge in range(starts[here], starts[here + 1]):
            there = web.edges[edge, 1]
            theirs = slice(first[there], first[there + 1])
            one, other = from_here[beside[theirs]], weight[theirs]
            longest = km[edge] * SHORTER
            halves = (one < longest) & (other < longest)
            if halves.any():
                round_km = (one + other)[halves].min()
                drop[edge] = round_km <= SHORT_CUT * km[edge]
        from_here[beside[mine]] = np.inf
    return replace(web, edges=web.edges[~drop])


def without_waypoints(web: Web, kept: Flags) -> Web:
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
        With fewer lanes; no way between points that are kept is another, but for one part in
        20,000.
    """
    while True:
        inner = _on_one_line(web, kept)
        gone = np.zeros(len(web.points), dtype=bool)
        for point, before, after in inner.tolist():
            gone[point] = not (gone[before] or gone[after])
        if not gone.any():
            return web
        left = web.edges[~gone[web.edges].any(axis=1)]
        straight = inner[gone[inner[:, 0]], 1:]
        web = replace(web, edges=left).with_edges(straight)


def _on_one_line(web: Web, kept: Flags) -> Numbers:
    """List the points where exactly two lanes meet, on one line, and the other ends of both."""
    owner, other = web.edges.ravel(), web.edges[:, ::-1].ravel()
    order = np.argsort(owner, kind="stable")
    owner, other = owner[order], other[order]
    lanes = np.bincount(owner, minlength=len(web.points))
    inner = np.flatnonzero((lanes == 2) & ~kept)  # noqa: PLR2004
    first = np.searchsorted(owner, inner)
    before, after = other[first], other[first + 1]
    found = np.column_stack([inner, before, after])
    here, back, ahead = web.points[found.T]
    straight = distance_km(back, ahead)
    by_here = distance_km(back, here) + distance_km(here, ahead)
    return found[by_here <= IN_LINE * straight]


def sailed(
    web: Web, sources: Numbers, targets: Numbers, used: Flags, *, within_km: float = np.inf
) -> Flags:
    """
    Find the lanes on the ways between points.

    A way keeps to lanes that others sail already unless that is longer by more than `THRIFT`
    allows.

    Parameters
    ----------
    web
        Lanes, without those through gates: whichever gates are closed, a way is made of ways
        between gates.
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
    """
    used = used.copy()
    size = len(web.points)
    tail, head = web.edges.T
    keys = tail * np.int64(size) + head
    km = np.maximum(web.km(), SLACK)
    parts = max(1, len(sources) // AT_ONCE)
    for some in np.array_split(sources, parts):
        weight = np.where(used, km * THRIFT, km)
        graph = both_ways(web.edges, weight, size)
        _, before = dijkstra(graph, indices=some, return_predecessors=True, limit=within_km)
        used |= np.isin(keys, _walked(before, targets))
    return used


def _walked(before: Numbers, targets: Numbers) -> Numbers:
    """Go back from the targets by the predecessors, a row a source, and key the edges passed."""
    size = np.int64(before.shape[1])
    here = np.zeros(before.shape, dtype=bool)
    here[:, targets] = True
    here &= before >= 0
    row, point = np.nonzero(here)
    walked = [np.zeros(0, dtype=np.int64)]
    while len(row):
        back = before[row, point].astype(np.int64)
        tail, head = np.minimum(back, point), np.maximum(back, point)
        walked.append(np.unique(tail * size + head))
        fresh = ~here[row, back] & (before[row, back] >= 0)
        row, point = row[fresh], back[fresh]
        here[row, point] = True
        row, point = np.divmod(np.unique(row * size + point), size)
    return np.unique(np.concatenate(walked))
