"""Natural Earth's borders: the countries of which a map must know where a line lies."""

import geopandas as gpd
import numpy as np
import shapely

from instc.build.coast import natural_earth
from instc.build.geodesy import Shapes

Spot = tuple[float, float]

WINDOW = shapely.box(40, 24, 66, 44)  # Iran and Azerbaijan with room around
INSIDE: dict[str, list[Spot]] = {  # points that tell the pieces apart
    "AZ": [(47.0, 40.3), (45.4, 39.2)],  # Ganja's plain, Nakhchivan
    "IR": [(51.4, 35.7)],  # Tehran
}
GAP_DEGREES = 0.05  # a border may stop short of the coast


def read_countries() -> gpd.GeoDataFrame:
    """Cut Iran and Azerbaijan out of the land: ``country``, a polygon or several, EPSG:4326."""
    shapes = shapely.make_valid(natural_earth("ne_10m_land"))
    land = shapely.union_all(shapely.intersection(shapes, WINDOW))
    borders = natural_earth("ne_10m_admin_0_boundary_lines_land")
    borders = shapely.get_parts(borders[shapely.intersects(borders, WINDOW)])
    pieces = cut(land, borders)
    areas = [joined(pieces, spots) for spots in INSIDE.values()]
    return gpd.GeoDataFrame({"country": list(INSIDE)}, geometry=areas, crs="EPSG:4326")


def joined(pieces: Shapes, spots: list[Spot]) -> shapely.Geometry:
    """Join the pieces in which some points lie, the first of each."""
    found = []
    for spot in spots:
        around = shapely.contains_xy(pieces, *spot)
        found.append(pieces[around][0])
    return shapely.union_all(found)


def cut(land: shapely.Geometry, borders: Shapes, grid: float | None = None) -> Shapes:
    """
    Cut land along lines into polygons; a line that stops short of the coast is led there.

    Corners are rounded to ``grid`` degrees, so that lines which miss each other by a hair meet.
    """
    coast = shapely.boundary(land)
    first, last = shapely.get_point(borders, 0), shapely.get_point(borders, -1)
    tips = np.concatenate([first, last])
    corners = np.round(shapely.get_coordinates(tips), 6)
    spots, times = np.unique(corners, axis=0, return_counts=True)
    loose = shapely.points(spots[times == 1])  # where no other border begins
    bridges = shapely.shortest_line(loose, coast)
    bridges = bridges[shapely.length(bridges) < GAP_DEGREES]
    lines = shapely.union_all([coast, *borders, *bridges], grid_size=grid)
    edges = shapely.node(lines)
    pieces: Shapes = shapely.get_parts(shapely.polygonize([edges]))
    return pieces
