"""The shortest ways by land from a typed point to terminals: round water, over open gates.

A way is found over the middles of the sides of triangles (Dijkstra), then pulled taut inside the
triangles that it passes, so that no line of it leaves the land but on a bridge.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.ellipsoid import wgs84
from instc.lazily import shapely
from instc.network.funnel import taut_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from instc.network.land_mesh import LandMesh

    Points = NDArray[np.float64]
    Places = NDArray[np.intp]

SNAP_DEGREES = 0.15  # a frontier post or a quay may lie this far from its territory's land
HAIR_KM = 1e-6  # so that no step is free


class Gates(NamedTuple):
    """Frontier posts and bridges that are open: ids, territories and ends on both sides."""

    ids: NDArray[np.str_]
    sides: NDArray[np.str_]  # gates x 2
    ends: Points  # gates x 2 x 2, degrees; the same point twice for a frontier post


class Passing(NamedTuple):
    """A border on a way: the gate or union that lets a lorry pass, from where into where."""

    gate_id: str
    left: str
    entered: str


@dataclass(frozen=True, eq=False)
class Way:
    """
    A way by land.

    Attributes
    ----------
    lines
        Longitudes and latitudes: one line before, between and after the borders, each beginning
        where the last one ends.
    passed
        The borders in order, one fewer than lines.
    bridges
        Bridges inside one territory that it uses.
    """

    lines: list[Points]
    passed: list[Passing]
    bridges: list[str]

    @property
    def km(self) -> list[float]:
        """Geodesic length of each line."""
        return [float(wgs84().line_length(*line.T)) / 1000 for line in self.lines]


class _Line(NamedTuple):
    """A taut line in one stretch of land, and where in it borders are passed without a post."""

    points: Points
    borders: list[tuple[int, str, str]]  # after which point, from and into which territory


def ways(
    mesh: LandMesh,
    gates: Gates,
    unions: Mapping[tuple[str, str], str],
    spot: tuple[float, float],
    targets: Points,
    homes: NDArray[np.str_],
) -> list[Way | None]:
    """
    Find the shortest way by land from a point to each target.

    Parameters
    ----------
    mesh
        Land round the point; its unions are those of ``unions``.
    gates
        That are open.
    unions
        Pairs of territories between which lorries pass anywhere, and what they meet there; empty
        for nothing at all.
    spot
        Longitude and latitude, degrees.
    targets, homes
        Targets x 2, degrees, and the territory of each.

    Returns
    -------
    ways
        None where no way leads.
    """
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415  (0.1 s; cities need none)

    spots = np.concatenate([[spot], targets, gates.ends[:, 0], gates.ends[:, 1]])
    own = np.concatenate([[""], homes, gates.sides[:, 0], gates.sides[:, 1]])
    triangle, spots = mesh.locate(spots, own, SNAP_DEGREES)
    graph = _graph(mesh, triangle, spots, len(gates.ids))
    start = len(mesh.doors)
    reached, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    found: list[Way | None] = []
    for target in range(1, len(targets) + 1):
        if np.isinf(reached[start + target]):
            found.append(None)
            continue
        nodes = _walk(before, start + target)
        sections, jumps = _sections(nodes, start + 1 + len(targets), len(gates.ids))
        lines = [_line(mesh, section, triangle, spots) for section in sections]
        found.append(_joined(lines, jumps, gates, unions))
    return found


def _graph(mesh: LandMesh, triangle: Places, spots: Points, gates: int) -> csr_array:
    """Join the doors of each triangle, the spots in it to them, and both sides of each gate."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    doors = len(mesh.doors)
    slots = np.full(len(mesh.corners) * 3, -1)
    slots[mesh.doors[:, 0]] = slots[mesh.doors[:, 1]] = np.arange(doors)
    slots = slots.reshape((-1, 3))
    known = np.flatnonzero(triangle >= 0)
    around = slots[triangle[known]]
    side = np.arange(len(spots) - 2 * gates, len(spots) - gates)
    side = side[(triangle[side] >= 0) & (triangle[side + gates] >= 0)]
    one, other = np.triu_indices(len(known), 1)
    together = triangle[known[one]] == triangle[known[other]]
    pairs = [
        slots[:, [0, 1]],
        slots[:, [1, 2]],
        slots[:, [2, 0]],
        np.column_stack([np.repeat(doors + known, 3), around.ravel()]),
        doors + np.column_stack([known[one], known[other]])[together],
        doors + np.column_stack([side, side + gates]),
    ]
    edges = np.concatenate(pairs)
    edges = np.unique(np.sort(edges[(edges >= 0).all(axis=1)], axis=1), axis=0)
    middle = mesh.side(mesh.doors[:, 0]).mean(axis=1)
    place = np.concatenate([middle, spots]) * mesh.scale
    length = np.hypot(*(place[edges[:, 0]] - place[edges[:, 1]]).T) + HAIR_KM
    return csr_array((length, edges.T), shape=(len(place), len(place)))


def _walk(before: NDArray[np.int32], node: int) -> list[int]:
    """Follow the predecessors of a node back to the start."""
    nodes = [node]
    while before[nodes[-1]] >= 0:
        nodes.append(int(before[nodes[-1]]))
    return nodes[::-1]


def _sections(
    nodes: list[int], first_side: int, gates: int
) -> tuple[list[list[int]], list[tuple[int, bool]]]:
    """Cut a walk where it jumps over a gate; each jump is the gate, and whether back to front."""
    sections: list[list[int]] = [[nodes[0]]]
    jumps: list[tuple[int, bool]] = []
    for last, node in pairwise(nodes):
        near = min(last, node)
        if near >= first_side and abs(node - last) == gates:
            jumps.append((near - first_side, node < last))
            sections.append([node])
        else:
            sections[-1].append(node)
    return sections, jumps


def _line(mesh: LandMesh, nodes: list[int], triangle: Places, spots: Points) -> _Line:
    """Pull a section taut: straight where that stays on land, else through its doors."""
    doors = len(mesh.doors)
    first, last = spots[nodes[0] - doors], spots[nodes[-1] - doors]
    here = int(triangle[nodes[0] - doors])
    home = int(mesh.owner[here])
    passed = [node for node in nodes if node < doors]
    inside = not mesh.border[passed].any()
    if inside and mesh.is_clear(first, last, home):
        return _Line(np.array([first, last]), [])
    openings, owners = _openings(mesh, passed, here)
    taut = taut_line(first, last, openings, mesh.scale)
    if inside:
        return _Line(_shortened(mesh, taut, home), [])
    return _with_borders(taut, openings, mesh.names[owners])


def _openings(mesh: LandMesh, passed: list[int], here: int) -> tuple[Points, Places]:
    """Give left and right end of each door as it is passed, and the territory before and after."""
    openings, owners = [], [mesh.owner[here]]
    for door in passed:
        side, beyond = mesh.doors[door]
        if side // 3 != here:
            side, beyond = beyond, side
        openings.append(mesh.side(np.array([side]))[0][::-1])
        here = int(beyond // 3)
        owners.append(mesh.owner[here])
    return np.array(openings).reshape(-1, 2, 2), np.array(owners)


def _shortened(mesh: LandMesh, line: Points, home: int) -> Points:
    """Leave out corners that can be passed straight: doors may lead a little round about."""
    corner = 1
    while corner < len(line) - 1:
        if mesh.is_clear(line[corner - 1], line[corner + 1], home):
            line = np.vstack([line[:corner], line[corner + 1 :]])
            corner = max(corner - 1, 1)
        else:
            corner += 1
    return line


def _with_borders(line: Points, openings: Points, owners: NDArray[np.str_]) -> _Line:
    """Put a point into a line where it passes from one territory into another."""
    borders: list[tuple[int, str, str]] = []
    for door in np.flatnonzero(owners[1:] != owners[:-1]):
        path = shapely.linestrings(line)
        meeting = shapely.shortest_line(path, shapely.linestrings(openings[door]))
        point = shapely.get_coordinates(shapely.get_point(meeting, 0))[0]
        along = shapely.line_locate_point(path, shapely.points(point))
        reached = shapely.line_locate_point(path, shapely.points(line))
        place = min(int(np.searchsorted(reached, along, side="right")), len(line) - 1)
        line = np.insert(line, place, point, axis=0)
        borders.append((place, str(owners[door]), str(owners[door + 1])))
    return _Line(line, borders)


def _joined(
    lines: list[_Line],
    jumps: list[tuple[int, bool]],
    gates: Gates,
    unions: Mapping[tuple[str, str], str],
) -> Way:
    """Join sections into one way, cut only where a lorry has to stop at a border."""
    whole: list[Points] = [lines[0].points[:1]]
    passed: list[Passing] = []
    bridges: list[str] = []
    for number, line in enumerate(lines):
        if number:
            gate, backward = jumps[number - 1]
            left, entered = gates.sides[gate, ::-1] if backward else gates.sides[gate]
            if left == entered:
                bridges.append(str(gates.ids[gate]))
            else:
                passed.append(Passing(str(gates.ids[gate]), str(left), str(entered)))
                whole.append(whole[-1][-1:])
        cut = 0
        for place, left, entered in line.borders:
            union = unions[left, entered]
            if union:
                whole[-1] = np.concatenate([whole[-1], line.points[cut : place + 1]])
                passed.append(Passing(union, left, entered))
                whole.append(line.points[place : place + 1])
                cut = place + 1
        whole[-1] = np.concatenate([whole[-1], line.points[cut:]])
    return Way(list(map(_without_doubles, whole)), passed, bridges)


def _without_doubles(line: Points) -> Points:
    """Leave out points that repeat the one before; a line keeps two."""
    moved = np.append(True, (np.diff(line, axis=0) != 0).any(axis=1))
    kept: Points = line[moved] if moved.sum() > 1 else line[[0, -1]]
    return kept
