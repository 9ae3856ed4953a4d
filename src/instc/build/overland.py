"""Natural Earth's land round the terminals, cut into territories and cells: where lorries drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from instc.build.coast import natural_earth
from instc.build.countries import cut
from instc.ellipsoid import wgs84
from instc.errors import TableError
from instc.network.land_cells import UNIT, LandCells

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

CELL_DEGREES = 0.5  # small enough that a question triangulates only what lies near
CORNERS = 72  # of a circle
SHORE_DEGREES = 0.0005  # about 50 m: no road runs on the waterline itself
LEAST_DEGREES2 = 1e-8  # about 100 m2: what is smaller is where two lines do not quite meet


def overland_layer(
    terminals: pd.DataFrame, reach_km: float, territories: pd.DataFrame
) -> LandCells:
    """
    Cut the land in reach of terminals into territories.

    Parameters
    ----------
    terminals
        ``lon, lat`` of every facility that a lorry brings boxes to.
    reach_km
        Farthest terminal by road.
    territories
        Table ``territories``: spots that tell the pieces apart, and lines that Natural Earth's land
        boundaries lack.

    Returns
    -------
    layer
        Natural Earth 1:10m without its lakes; an island without a spot belongs to the nearest piece
        that has one.

    Raises
    ------
    TableError
        A spot in reach lies off the land, or two territories claim one piece.
    """
    area = in_reach(terminals[["lon", "lat"]].drop_duplicates().to_numpy(), reach_km)
    coast = _widened(_read("ne_10m_land", area), -SHORE_DEGREES)
    land = shapely.union_all(shapely.intersection(coast, area))
    lakes = _widened(_read("ne_10m_lakes", area), SHORE_DEGREES)
    drawn = shapely.from_wkt(territories.loc[territories["line"] != "", "line"].to_numpy())
    borders = np.concatenate([_read("ne_10m_admin_0_boundary_lines_land", area), drawn])
    pieces = land_pieces(land, borders)
    inside = shapely.contains_xy(area, territories["lon"], territories["lat"])
    names, owner = named(pieces, territories[inside])
    return cells(pieces, owner, lakes, names)


def in_reach(spots: NDArray[np.float64], reach_km: float) -> shapely.Geometry:
    """Draw the area within a distance of any of the spots, in degrees."""
    azimuth = np.linspace(0, 360, CORNERS, endpoint=False)
    outside_m = reach_km * 1000 / np.cos(np.pi / CORNERS)
    circles = []
    for lon, lat in spots:
        start = np.full((CORNERS, 2), (lon, lat))
        x, y, _ = wgs84().fwd(start[:, 0], start[:, 1], azimuth, np.full(CORNERS, outside_m))
        circles.append(shapely.Polygon(np.column_stack([x, y])))
    return shapely.union_all(circles)


def land_pieces(land: shapely.Geometry, borders: NDArray[np.object_]) -> NDArray[np.object_]:
    """Cut land along borders, and leave out the slivers where two lines do not quite meet."""
    pieces = cut(land, borders, 1 / UNIT)
    inside = shapely.point_on_surface(pieces)
    on_land = shapely.contains_properly(land, inside)
    kept: NDArray[np.object_] = pieces[on_land & (shapely.area(pieces) > LEAST_DEGREES2)]
    return kept


def named(
    pieces: NDArray[np.object_], territories: pd.DataFrame
) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """
    Tell whose each piece is.

    Returns
    -------
    names, owner
        Sorted ids of the territories that hold a piece, and which of them each piece belongs to.
    """
    ids = territories["territory_id"].to_numpy()
    spots = shapely.points(territories[["lon", "lat"]].to_numpy())
    row, piece = shapely.STRtree(pieces).query(spots, predicate="within")
    lost = np.setdiff1d(np.arange(len(ids)), row)
    if len(lost):
        where = ", ".join(f"{number + 2}" for number in territories.index[lost])
        raise TableError(f"territories.csv: no land at the spot of row {where}")
    names = np.unique(ids)
    owner = np.full(len(pieces), -1)
    owner[piece] = np.searchsorted(names, ids[row])
    other = names[owner[piece]] != ids[row]
    if other.any():
        both = ", ".join(f"{number + 2}" for number in territories.index[row[other]])
        raise TableError(f"territories.csv: another territory has the same piece as row {both}")
    told = np.flatnonzero(owner >= 0)
    nearest = told[shapely.STRtree(pieces[told]).nearest(pieces)]
    return names, np.where(owner >= 0, owner, owner[nearest])


def cells(
    pieces: NDArray[np.object_],
    owner: NDArray[np.intp],
    lakes: NDArray[np.object_],
    names: NDArray[np.str_],
) -> LandCells:
    """Cut pieces along a lattice and round lakes; neighbours share their corners exactly."""
    lines = [*shapely.boundary(pieces), *shapely.boundary(lakes), *_lattice(pieces)]
    edges = shapely.union_all(lines, grid_size=1 / UNIT)
    faces = shapely.get_parts(shapely.polygonize([edges]))
    faces = faces[shapely.area(faces) > LEAST_DEGREES2]
    inside = shapely.point_on_surface(faces)
    face, piece = shapely.STRtree(pieces).query(inside, predicate="within")
    wet = np.unique(shapely.STRtree(lakes).query(inside, predicate="within")[0])
    dry = ~np.isin(face, wet)
    face, piece = face[dry], piece[dry]
    faces = shapely.normalize(faces[face])
    corner = shapely.bounds(faces)
    order = np.lexsort((shapely.area(faces), corner[:, 0], corner[:, 1]))
    return LandCells.of(faces[order], owner[piece][order], names)


def _widened(shapes: NDArray[np.object_], degrees: float) -> NDArray[np.object_]:
    """Move shores outward, or inward where the number is below 0."""
    moved = shapely.buffer(shapes, degrees, join_style="mitre")
    parts: NDArray[np.object_] = shapely.get_parts(moved)
    return parts


def _lattice(pieces: NDArray[np.object_]) -> list[shapely.LineString]:
    west, south, east, north = shapely.total_bounds(pieces)
    columns = np.arange(np.floor(west / CELL_DEGREES), np.ceil(east / CELL_DEGREES) + 1)
    rows = np.arange(np.floor(south / CELL_DEGREES), np.ceil(north / CELL_DEGREES) + 1)
    x, y = columns * CELL_DEGREES, rows * CELL_DEGREES
    upright = [shapely.LineString([(here, y[0]), (here, y[-1])]) for here in x]
    across = [shapely.LineString([(x[0], here), (x[-1], here)]) for here in y]
    return upright + across


def _read(name: str, area: shapely.Geometry) -> NDArray[np.object_]:
    """Read the shapes of Natural Earth 1:10m that touch an area."""
    shapes = shapely.get_parts(shapely.make_valid(natural_earth(name)))
    found: NDArray[np.object_] = shapes[shapely.intersects(shapes, area)]
    return found
