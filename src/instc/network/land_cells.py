"""Land as cells, each of one territory, as `instc build` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from instc.lazily import shapely
from instc.network.arrays import archive, pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

UNIT = 100_000  # corners are whole numbers of 1e-5 degree, about 1 m
FILE = "land_cells.npz"
PARTS = {"corners": "int32", "ring": "int32", "face": "int32", "owner": "uint8", "names": "U8"}


@dataclass(frozen=True, eq=False)
class LandCells:
    """
    Land as cells, each of one territory; neighbours share their corners exactly.

    Attributes
    ----------
    corners
        Of every ring, one after another, without the closing one: corners x 2, whole numbers of
        1e-5 degree.
    ring
        Where each ring begins.
    face
        The first ring of each cell is its outer one; those up to the next cell's are its holes.
    owner
        Position in ``names`` of the territory of each cell.
    names
        Ids of the territories, as in the table ``territories``.
    """

    corners: NDArray[np.int32]
    ring: NDArray[np.int32]
    face: NDArray[np.int32]
    owner: NDArray[np.uint8]
    names: NDArray[np.str_]

    @classmethod
    def of(
        cls, faces: NDArray[np.object_], owner: NDArray[np.intp], names: NDArray[np.str_]
    ) -> LandCells:
        """Take polygons apart; their corners must lie on whole numbers of 1e-5 degree."""
        rings, face_of = shapely.get_rings(faces, return_index=True)
        points, ring_of = shapely.get_coordinates(rings, return_index=True)
        closing = np.append(ring_of[1:] != ring_of[:-1], True)
        corners = np.round(points[~closing] * UNIT).astype("int32")
        ring = np.unique(ring_of[~closing], return_index=True)[1].astype("int32")
        face = np.unique(face_of, return_index=True)[1].astype("int32")
        return cls(corners, ring, face, owner.astype("uint8"), names.astype("U8"))

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """West, south, east, north of each cell, degrees."""
        begin = self.ring[self.face]
        least = np.minimum.reduceat(self.corners, begin)
        most = np.maximum.reduceat(self.corners, begin)
        return np.hstack([least, most]) / UNIT

    def polygons(self, chosen: NDArray[np.intp]) -> NDArray[np.object_]:
        """Put the polygons of some cells, ascending, together again."""
        after = np.append(self.face, len(self.ring))
        rings_each = after[chosen + 1] - after[chosen]
        rings = _ranges(after[chosen], rings_each)
        end = np.append(self.ring, len(self.corners))
        corners_each = end[rings + 1] - end[rings]
        points = self.corners[_ranges(end[rings], corners_each)] / UNIT
        loops = shapely.linearrings(points, indices=np.repeat(np.arange(len(rings)), corners_each))
        found: NDArray[np.object_] = shapely.polygons(
            loops, indices=np.repeat(np.arange(len(chosen)), rings_each)
        )
        return found

    def triangles(self, box: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """
        Cut the cells that touch a box into triangles.

        Returns
        -------
        corners, owner
            Triangles x 3 x 2, counter-clockwise, degrees; the territory of each.
        """
        west, south, east, north = self.bounds.T
        inside = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        chosen = np.flatnonzero(inside)
        parts = shapely.constrained_delaunay_triangles(self.polygons(chosen))
        pieces, cell = shapely.get_parts(parts, return_index=True)
        corners = shapely.get_coordinates(pieces).reshape(-1, 4, 2)[:, :3]
        along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        clockwise = along[:, 0] * across[:, 1] < along[:, 1] * across[:, 0]
        corners[clockwise] = corners[clockwise][:, ::-1]
        return corners, self.owner[chosen][cell].astype(np.intp)

    def packed(self) -> bytes:
        """Pack the cells as an uncompressed NumPy archive: the same bytes on every machine."""
        return pack({name: getattr(self, name).astype(kind) for name, kind in PARTS.items()})


@lru_cache(maxsize=2)  # many questions are asked over one land
def read_land_cells(folder: Path, built: str) -> LandCells:  # noqa: ARG001
    """
    Read the cells that were built.

    Parameters
    ----------
    folder
        Folder that holds ``geodata``.
    built
        Hash of the record of the build: what changed on disk has another one.

    Raises
    ------
    TableError
        The layer is missing or was not made by this package.
    """
    with archive(folder / "geodata" / FILE, "the land cells") as file:
        cells = LandCells(**{name: file[name] for name in PARTS})
        _check(cells)
    return cells


def _check(cells: LandCells) -> None:
    """Refuse arrays that do not fit each other."""
    for name, kind in PARTS.items():
        if getattr(cells, name).dtype.kind != np.dtype(kind).kind:
            raise ValueError(f"{name} holds no {kind}")
    if cells.corners.shape[1:] != (2,) or cells.owner.shape != cells.face.shape:
        raise ValueError("its arrays do not fit each other")
    for outer, inner in ((cells.corners, cells.ring), (cells.ring, cells.face)):
        begins = inner.tolist()
        if begins[:1] != [0] or (np.diff(inner) <= 0).any() or begins[-1] >= len(outer):
            raise ValueError("a ring or a cell begins nowhere")
    if cells.owner.max(initial=0) >= len(cells.names):
        raise ValueError("a cell belongs to no territory")


def _ranges(begin: NDArray[np.integer], count: NDArray[np.integer]) -> NDArray[np.intp]:
    """Give every number of some ranges, one range after another."""
    before = np.cumsum(count) - count
    return np.repeat(begin - before, count) + np.arange(count.sum())
