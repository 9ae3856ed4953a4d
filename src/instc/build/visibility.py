"""What a ship sees: sight lines over water, with a margin off the shore."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.ndimage import binary_erosion

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_KM = 6371.0
KM_PER_DEGREE = 111.2
TILE_DEGREES = 2.0
FEW_POINTS = 40  # a piece of so few points need not be cut further
PIECE_KM = 120.0  # a sight line is tested in straight pieces this long
POLE = 84.0  # Mercator ends here, and so does the marine network
RASTER_DEGREES = 0.1
SIEVED_KM = 60.0  # shorter lines may run through water that is narrower than the raster shows
CAPE_DEGREES, CAPE_TURN = (
    0.06,
    15.0,
)  # how coarse the outline is that capes are read from, and how sharp a corner is one
SEAM_DEGREES = 30.0  # land this near the 180th meridian stands on both sides of it


def vectors(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Place points on the unit sphere.

    Parameters
    ----------
    points
        Lon and lat, degrees, along the last axis.

    Returns
    -------
    vectors
        x, y, z, along the last axis.

    Examples
    --------
    >>> vectors(np.array([[0.0, 0.0]])).tolist()
    [[1.0, 0.0, 0.0]]
    """
    lon, lat = np.moveaxis(np.radians(points), -1, 0)
    wide = np.cos(lat)
    return np.stack([wide * np.cos(lon), wide * np.sin(lon), np.sin(lat)], axis=-1)


def sphere_km(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Measure great circles on a sphere: good enough to choose by, half a per cent off at most.

    Parameters
    ----------
    start, end
        Lon and lat, degrees, one row a point.

    Returns
    -------
    distance
        km.

    Examples
    --------
    >>> sphere_km(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])).round(1).tolist()
    [111.2]
    """
    chord = np.linalg.norm(vectors(start) - vectors(end), axis=1)
    return np.asarray(2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1)))


def along(
    start: NDArray[np.float64], end: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """
    Walk a share of the way along great circles.

    Parameters
    ----------
    start, end
        Lon and lat, degrees, one row a point.
    share
        0 at the start, 1 at the end; one row a great circle, or one for all, and a column for each point that is wanted.

    Returns
    -------
    points
        Lon and lat, degrees: great circles x points x 2; lon is not wrapped to the side of the start.

    Examples
    --------
    >>> along(np.array([[0.0, 0.0]]), np.array([[2.0, 0.0]]), np.array([[0.5, 1.0]])).round(6).tolist()
    [[[1.0, 0.0], [2.0, 0.0]]]
    """
    a, b = (vectors(ends).T[:, :, None] for ends in (start, end))
    angle = sphere_km(start, end)[:, None] / EARTH_KM
    sine = np.where(angle < 1e-9, 1.0, np.sin(angle))  # noqa: PLR2004  (6 mm: no way at all)
    near = np.where(angle < 1e-9, 1 - share, np.sin((1 - share) * angle) / sine)  # noqa: PLR2004
    far = np.where(angle < 1e-9, share, np.sin(share * angle) / sine)  # noqa: PLR2004
    x, y, z = near * a + far * b
    return np.stack(
        [np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))], axis=-1
    )


def arcs(
    start: NDArray[np.float64], end: NDArray[np.float64], piece_km: float = PIECE_KM
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """
    Cut great circles into straight pieces on the Mercator plane.

    Parameters
    ----------
    start, end
        Lon and lat, degrees, one row a point.
    piece_km
        Longest piece.

    Returns
    -------
    pieces, owner
        Lines in Mercator degrees, each beginning between -180 and 180 and running on across the seam; number of the great
        circle that each belongs to.

    Examples
    --------
    >>> pieces, owner = arcs(np.array([[179.0, 0.0]]), np.array([[-179.0, 0.0]]))
    >>> shapely.bounds(pieces).max(axis=0).round(1).tolist(), owner.tolist()
    ([180.0, 0.0, 181.0, 0.0], [0, 0])
    """
    count = np.maximum(1, np.ceil(sphere_km(start, end) / piece_km)).astype(int)
    owner = np.repeat(np.arange(len(start)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    first, last = along(
        start[owner], end[owner], np.stack([step, step + 1], axis=1) / count[owner, None]
    ).swapaxes(0, 1)
    last[:, 0] = first[:, 0] + (last[:, 0] - first[:, 0] + 180) % 360 - 180
    return shapely.linestrings(np.stack([mercator(first), mercator(last)], axis=1)), owner


def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Project to Mercator, in degrees of longitude, so that a margin is right at every latitude.

    Parameters
    ----------
    points
        Lon and lat, degrees.

    Returns
    -------
    points
        x and y.

    Examples
    --------
    >>> mercator(np.array([[10.0, 60.0]])).round(2).tolist()
    [[10.0, 75.46]]
    """
    lat = np.radians(np.clip(points[:, 1], -POLE, POLE))
    return np.column_stack([points[:, 0], np.degrees(np.arcsinh(np.tan(lat)))])


def crosses(
    start: NDArray[np.float64], end: NDArray[np.float64], barred: shapely.STRtree
) -> NDArray[np.bool_]:
    """
    Tell which straight lanes cross a barrier.

    Parameters
    ----------
    start, end
        Lon and lat, degrees, one row a lane.
    barred
        From `barriers`.

    Returns
    -------
    crosses
        One answer a lane.

    Examples
    --------
    >>> wall = barriers([shapely.LineString([(1, -1), (1, 1)])])
    >>> crosses(np.array([[0.0, 0.0]]), np.array([[2.0, 0.0]]), wall).tolist()
    [True]
    """
    answer = np.zeros(len(start), dtype=bool)
    if len(barred) and len(start):
        lines, owner = arcs(start, end)
        answer[owner[barred.query(lines, predicate="intersects")[0]]] = True
    return answer


def barriers(lines: list[shapely.LineString]) -> shapely.STRtree:
    """
    Index lines that only lanes may cross.

    Parameters
    ----------
    lines
        EPSG:4326.

    Returns
    -------
    tree
        On the Mercator plane.

    Examples
    --------
    >>> len(barriers([shapely.LineString([(0, 0), (1, 1)])]))
    1
    """
    return shapely.STRtree(
        shapely.transform(np.array(lines, dtype=object), mercator) if lines else []
    )


def land_pieces(polygons: list[shapely.Polygon], least_km2: float) -> NDArray[np.object_]:
    """
    Cut land into small pieces on the Mercator plane.

    Parameters
    ----------
    polygons
        EPSG:4326.
    least_km2
        Smaller islands are left out.

    Returns
    -------
    pieces
        Polygons in Mercator degrees; those near the seam on both sides of it.

    Examples
    --------
    >>> len(land_pieces([shapely.box(0, 0, 1, 1)], 60))
    1
    """
    land = np.array(polygons, dtype=object)
    middle = shapely.centroid(land)
    area = shapely.area(land) * KM_PER_DEGREE**2 * np.cos(np.radians(shapely.get_y(middle)))
    cut = np.array(
        [piece for polygon in land[area >= least_km2] for piece in _cut(polygon)], dtype=object
    )
    west, east = shapely.bounds(cut)[:, 0], shapely.bounds(cut)[:, 2]
    beyond = [
        shapely.transform(cut[west < SEAM_DEGREES - 180], lambda c: c + np.array([360, 0])),
        shapely.transform(cut[east > 180 - SEAM_DEGREES], lambda c: c - np.array([360, 0])),
    ]
    pieces: NDArray[np.object_] = shapely.transform(np.concatenate([cut, *beyond]), mercator)
    return pieces


def _cut(polygon: shapely.Polygon) -> list[shapely.Polygon]:
    """Halve a polygon until its pieces are small or simple."""
    whole, pieces = [polygon], []
    while whole:
        part = whole.pop()
        west, south, east, north = part.bounds
        if (
            max(east - west, north - south) <= TILE_DEGREES
            or shapely.get_num_coordinates(part) < FEW_POINTS
        ):
            pieces.append(part)
            continue
        x, y = (
            ((west + east) / 2, north)
            if east - west > north - south
            else (east, (south + north) / 2)
        )
        rest = (x, south, east, north) if x < east else (west, y, east, north)
        for half in ((west, south, x, y), rest):
            found = shapely.get_parts(shapely.intersection(part, shapely.box(*half)))
            whole += [
                piece for piece in found if piece.geom_type == "Polygon" and not piece.is_empty
            ]
    return pieces


@dataclass(frozen=True, eq=False)
class Sight:
    """
    Land grown by a margin, and what can be seen past it.

    Parameters
    ----------
    pieces
        From `land_pieces`.
    margin_km
        How far off the shore a sight line stays.

    Examples
    --------
    >>> island = Sight(land_pieces([shapely.box(1, -1, 2, 1)], 60), 4.0)
    >>> island.clear(np.array([[0.0, 0.0], [0.0, 2.0]]), np.array([[3.0, 0.0], [3.0, 2.0]])).tolist()
    [False, True]
    """

    pieces: NDArray[np.object_]
    margin_km: float

    @cached_property
    def grown(self) -> NDArray[np.object_]:
        """Pieces with their margin, Mercator degrees."""
        if self.margin_km == 0 or not len(self.pieces):
            return self.pieces
        lat = _latitude(shapely.get_y(shapely.centroid(self.pieces)))
        wide: NDArray[np.object_] = shapely.buffer(
            self.pieces, self.margin_km / (KM_PER_DEGREE * np.cos(np.radians(lat))), quad_segs=2
        )
        shapely.prepare(wide)
        return wide

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the grown pieces."""
        return shapely.STRtree(self.grown)

    @cached_property
    def raster(self) -> NDArray[np.bool_]:
        """Cells of a tenth of a degree, south to north, west to east, whose middle is land or margin."""
        columns, rows = int(360 / RASTER_DEGREES), int(2 * POLE / RASTER_DEGREES)
        lon = (np.arange(columns) + 0.5) * RASTER_DEGREES - 180
        north = mercator(
            np.column_stack([np.zeros(rows), (np.arange(rows) + 0.5) * RASTER_DEGREES - POLE])
        )[:, 1]
        land = np.zeros((rows, columns), dtype=bool)
        for piece, (west, south, east, top) in zip(
            self.grown, shapely.bounds(self.grown), strict=True
        ):
            i, j = np.searchsorted(lon, [west, east])
            k, m = np.searchsorted(north, [south, top])
            if i < j and k < m:
                x, y = np.meshgrid(lon[i:j], north[k:m])
                land[k:m, i:j] |= shapely.contains_xy(piece, x, y)
        return land

    @cached_property
    def inland(self) -> NDArray[np.bool_]:
        """Cells that are land all round: no sight line passes there."""
        return np.asarray(binary_erosion(self.raster, np.ones((3, 3)), border_value=1))

    def covers(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """
        Tell which points lie on land or inside the margin.

        Parameters
        ----------
        points
            Lon and lat, degrees.

        Returns
        -------
        covered
            One answer a point.

        Examples
        --------
        >>> Sight(land_pieces([shapely.box(0, 0, 1, 1)], 0), 0).covers(np.array([[0.5, 0.5], [2.0, 2.0]])).tolist()
        [True, False]
        """
        covered = np.zeros(len(points), dtype=bool)
        if len(self.pieces):
            covered[
                self.tree.query(shapely.points(mercator(points)), predicate="intersects")[0]
            ] = True
        return covered

    def clear(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.bool_]:
        """
        Tell which sight lines meet no land.

        Parameters
        ----------
        start, end
            Lon and lat, degrees, one row a point.

        Returns
        -------
        clear
            One answer a line.

        Examples
        --------
        >>> Sight(land_pieces([], 0), 4).clear(np.array([[0.0, 0.0]]), np.array([[9.0, 0.0]])).tolist()
        [True]
        """
        if not len(self.pieces) or not len(start):
            return np.ones(len(start), dtype=bool)
        seen = self._sieve(start, end)
        for left in np.array_split(np.flatnonzero(seen), max(1, int(seen.sum()) // 50_000)):
            lines, owner = arcs(start[left], end[left])
            seen[left[owner[np.unique(self.tree.query(lines, predicate="intersects")[0])]]] = False
        return seen

    def _sieve(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Leave out the lines that certainly cross land, by a few points of each and then by more: exact tests are slow."""
        seen = np.ones(len(start), dtype=bool)
        steps = np.maximum(2, sphere_km(start, end) / 10).astype(int)
        far = steps > SIEVED_KM / 10
        for stage in (7, 31, 127, 511):
            left = np.flatnonzero(seen & far & ((steps > stage / 4) if stage > 7 else True))  # noqa: PLR2004
            for some in np.array_split(left, max(1, len(left) * stage // 2_000_000)):
                lon, lat = np.moveaxis(
                    along(start[some], end[some], (np.arange(stage) + 0.5)[None] / stage), -1, 0
                )
                row = np.clip((lat + POLE) / RASTER_DEGREES, 0, self.inland.shape[0] - 1).astype(
                    int
                )
                column = ((lon + 180) / RASTER_DEGREES).astype(int) % self.inland.shape[1]
                seen[some] = ~self.inland[row, column].any(axis=1)
        return seen

    def km_over(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        """
        Measure how much of each line lies on land or in the margin.

        Parameters
        ----------
        start, end
            Lon and lat, degrees, one row a point.

        Returns
        -------
        length
            km, on a sphere.

        Examples
        --------
        >>> Sight(land_pieces([shapely.box(1, -1, 2, 1)], 0), 0).km_over(np.array([[0.0, 0.0]]), np.array([[3.0, 0.0]])).round(0).tolist()
        [111.0]
        """
        length = np.zeros(len(start))
        if len(self.pieces) and len(start):
            lines, owner = arcs(start, end, PIECE_KM / 2)
            line, piece = self.tree.query(lines, predicate="intersects")
            lat = _latitude(shapely.get_y(shapely.centroid(lines[line])))
            on_land = (
                shapely.length(shapely.intersection(lines[line], self.grown[piece]))
                * KM_PER_DEGREE
                * np.cos(np.radians(lat))
            )
            np.add.at(length, owner[line], on_land)
        return length


def capes(pieces: NDArray[np.object_], off_km: float) -> NDArray[np.float64]:
    """
    List the corners that ships round.

    Parameters
    ----------
    pieces
        From `land_pieces`.
    off_km
        How far off the shore the corners lie.

    Returns
    -------
    points
        Lon and lat, degrees: where the shore's outline, coarsened, turns away by more than 15 degrees; sorted.

    Examples
    --------
    >>> len(capes(land_pieces([shapely.box(0, 0, 1, 1)], 0), 6.0))
    4
    """
    outline = shapely.simplify(shapely.union_all(Sight(pieces, off_km).grown), CAPE_DEGREES)
    found = [np.empty((0, 2))]
    for polygon in shapely.get_parts(outline):
        corners = shapely.get_coordinates(shapely.geometry.polygon.orient(polygon).exterior)[:-1]
        came, goes = corners - np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0) - corners
        turn = np.degrees(
            np.arctan2(came[:, 0] * goes[:, 1] - came[:, 1] * goes[:, 0], (came * goes).sum(axis=1))
        )
        found.append(corners[turn > CAPE_TURN])
    flat = np.concatenate(found)
    points = np.column_stack([flat[:, 0], _latitude(flat[:, 1])])
    return np.unique(
        points[(np.abs(points[:, 0]) < 180) & (np.abs(points[:, 1]) < POLE - 1)].round(3),  # noqa: PLR2004
        axis=0,
    )


def _latitude(y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.degrees(np.arctan(np.sinh(np.radians(y))))
