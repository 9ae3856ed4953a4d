"""Stations, border posts and ports near a link, from OpenStreetMap."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from instc.osm.fetch import errors_in_one_line
from instc.osm.settings import load_osmnx, osmnx_settings
from instc.osm.tiles import tiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import shapely

STOPS: dict[str, bool | str | list[str]] = {
    "railway": ["station", "halt", "border", "yard"],
    "barrier": "border_control",
    "amenity": "customs",
    "harbour": True,
    "industrial": "port",
}
COLUMNS = ("osm_id", "kind", "name", "operator", "lon", "lat")
NEAR_KM = 5.0
DECIMALS = 5


def features_near(
    line: shapely.LineString,
    *,
    endpoint: str,
    cache: Path,
    near_km: float = NEAR_KM,
    say: Callable[[str], None] = lambda _: None,
) -> gpd.GeoDataFrame:
    """
    List stations, halts, yards, border posts, customs and ports near a line.

    Parameters
    ----------
    line
        EPSG:4326.
    endpoint
        Address of an Overpass server, up to ``/api``.
    cache
        Folder of its answers.
    near_km
        On each side of the line, km.
    say
        Called with a line of progress for each tile.

    Returns
    -------
    features
        Sorted: ``osm_id, kind, name, operator, lon, lat``; Points (of areas a point inside),
        EPSG:4326.

    Raises
    ------
    DownloadError
        The server can't be used.

    Examples
    --------
    >>> import shapely
    >>> from pathlib import Path
    >>> server, cache = "https://overpass-api.de/api", Path("cache")
    >>> line = shapely.LineString([(48.9, 38.4), (49.6, 37.2)])
    >>> features_near(line, endpoint=server, cache=cache)  # doctest: +SKIP
    >>> nowhere = shapely.LineString()  # no line, no request
    >>> features_near(nowhere, endpoint=server, cache=cache).empty
    True
    """
    ox = load_osmnx()
    nothing_there = ox._errors.InsufficientResponseError  # noqa: SLF001  (it has no public name)
    parts = []
    areas = tiles(line, near_km)
    with osmnx_settings(endpoint, cache, say):
        for number, area in enumerate(areas, 1):
            say(f"  tile {number} of {len(areas)}")
            with suppress(nothing_there), errors_in_one_line():
                parts.append(ox.features_from_polygon(area, STOPS))
    return _table(parts)


def _table(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """List each feature of several tiles once."""
    if not parts:
        return gpd.GeoDataFrame(columns=list(COLUMNS), geometry=[], crs="EPSG:4326")
    found = pd.concat(parts)
    found = found[~found.index.duplicated()]
    points = found.geometry.representative_point()
    columns = {
        "osm_id": [f"{element}/{number}" for element, number in found.index],
        "kind": _kind(found),
        "name": _words(found, "name"),
        "operator": _words(found, "operator"),
        "lon": points.x.round(DECIMALS),
        "lat": points.y.round(DECIMALS),
    }
    table = gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
    return table.sort_values(["kind", "name", "osm_id"]).reset_index(drop=True)


def _kind(found: gpd.GeoDataFrame) -> pd.Series:
    """Say what each feature is: the value of the first tag that it has, or the tag for "yes"."""
    kind = pd.Series("", index=found.index)
    for tag in reversed([tag for tag in STOPS if tag in found]):
        value = found[tag].where(found[tag] != "yes", tag)
        kind = value.where(found[tag].notna(), kind)
    return kind


def _words(found: gpd.GeoDataFrame, column: str) -> pd.Series:
    """Give a column of words, empty where there are none."""
    if column not in found:
        return pd.Series("", index=found.index)
    return found[column].fillna("")
