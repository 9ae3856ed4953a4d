"""Triangles of land in a box, and which of their sides can be driven over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.lazily import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from instc.network.land_cells import LandCells

    Points = NDArray[np.float64]
    Places = NDArray[np.intp]

KM_A_DEGREE = 111.2
SHORE_DEGREES = 0.02  # a typed point may lie this far off the land: coasts are drawn to 2 km


class LandMesh:
    """
    Triangles of land in a box.

    Attributes
    ----------
    corners, owner
        Triangles x 3 x 2, counter-clockwise, degrees; which of ``names`` each one's territory is.
    doors
        Sides that can be driven over, as seen from both triangles: 3 x triangle + corner, twice.
    border
        Which doors lead into another territory.
    scale
        Km a degree of longitude and of latitude.
    """

    def __init__(
        self, cells: LandCells, box: Sequence[float], unions: Mapping[tuple[str, str], str]
    ) -> None:
        self.corners, self.owner = cells.triangles(box)
        self.names = cells.names
        self.scale = np.array([np.cos(np.deg2rad((box[1] + box[3]) / 2)), 1.0]) * KM_A_DEGREE
        self._shapes = shapely.polygons(self.corners)
        self._tree = shapely.STRtree(self._shapes)
        sides = _paired(self.corners)
        pair = self.owner[sides // 3]
        alike = pair[:, 0] == pair[:, 1]
        open_border = _allowed(self.names, unions)[pair[:, 0], pair[:, 1]]
        joined = (sides[:, 1] >= 0) & (alike | open_border)
        self.doors = sides[joined]
        self.border = ~alike[joined]
        self._walls = shapely.STRtree(shapely.linestrings(self.side(sides[~joined, 0])))

    def side(self, side: Places) -> Points:
        """Give both ends of sides of triangles, counter-clockwise: sides x 2 x 2."""
        triangle, corner = side // 3, side % 3
        ends = [self.corners[triangle, corner], self.corners[triangle, (corner + 1) % 3]]
        return np.stack(ends, axis=1)

    def locate(self, spots: Points, homes: NDArray[np.str_], reach: float) -> tuple[Places, Points]:
        """
        Find the nearest triangle of each spot's own territory.

        Returns
        -------
        triangle, spots
            -1 where none is within reach, degrees; a spot off the land is moved to its edge.
            An empty home is any territory.
        """
        points = shapely.points(spots)
        row, triangle = self._tree.query(points, predicate="dwithin", distance=reach)
        own = (self.names[self.owner[triangle]] == homes[row]) | (homes[row] == "")
        row, triangle = row[own], triangle[own]
        away = shapely.distance(points[row], self._shapes[triangle])
        order = np.lexsort((triangle, away, row))
        kept, first = np.unique(row[order], return_index=True)
        found = np.full(len(spots), -1)
        found[kept] = triangle[order][first]
        off = kept[away[order][first] > 0]
        tie = shapely.shortest_line(self._shapes[found[off]], points[off])
        moved = spots.copy()
        moved[off] = shapely.get_coordinates(shapely.get_point(tie, 0))
        return found, moved

    def home(self, lon: float, lat: float) -> str:
        """Name the territory of a typed point; empty where no land lies within 2 km."""
        triangle, _ = self.locate(np.array([[lon, lat]]), np.array([""]), SHORE_DEGREES)
        if triangle[0] < 0:
            return ""
        return str(self.names[self.owner[triangle[0]]])

    def is_clear(self, first: Points, last: Points, home: int) -> bool:
        """Tell whether a straight line stays on the land of one territory."""
        line = shapely.linestrings([[first, last]])
        if len(self._walls.query(line, predicate="crosses")[0]):
            return False
        middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
        _, triangle = self._tree.query(middle, predicate="intersects")
        return bool((self.owner[triangle] == home).any())


def _allowed(names: NDArray[np.str_], unions: Mapping[tuple[str, str], str]) -> NDArray[np.bool_]:
    """Mark the pairs of territories between which lorries pass anywhere."""
    place = {str(name): number for number, name in enumerate(names)}
    allowed = np.zeros((len(names), len(names)), dtype=bool)
    for left, entered in unions:
        if left in place and entered in place:
            allowed[place[left], place[entered]] = True
    return allowed


def _paired(corners: Points) -> Places:
    """Pair the sides of triangles that are one line; -1 in place of a second."""
    flat = np.round(corners.reshape(-1, 2), 5)
    corner = np.unique(flat, axis=0, return_inverse=True)[1].reshape(-1, 3)
    first, last = corner.ravel(), np.roll(corner, -1, axis=1).ravel()
    size = corner.max(initial=0) + 1
    key = np.minimum(first, last) * size + np.maximum(first, last)
    order = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.diff(key[order], prepend=-1))
    twice = np.diff(start, append=len(order)) > 1
    second = np.full(len(start), -1)
    second[twice] = order[start[twice] + 1]
    return np.column_stack([order[start], second])
