"""Stations, border posts and ports near a link, from OpenStreetMap."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from instc.osm.fetch import told_in_one_line
from instc.osm.settings import osmnx_settings
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
KINDS = ("railway", "barrier", "amenity", "harbour", "industrial")
NEAR_KM = 5.0


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
        Told about progress.

    Returns
    -------
    features
        Sorted: ``osm_id, kind, name, operator, lon, lat``; Points (of areas a point inside), EPSG:4326.

    Raises
    ------
    DownloadError
        The server can't be used.

    Examples
    --------
    >>> import shapely
    >>> from pathlib import Path
    >>> line = shapely.LineString([(48.9, 38.4), (49.6, 37.2)])
    >>> features_near(line, endpoint="https://overpass-api.de/api", cache=Path("cache"))  # doctest: +SKIP
    >>> features_near(shapely.LineString(), endpoint="https://overpass-api.de/api", cache=Path("cache")).empty  # no line, no request
    True
    """
    import osmnx as ox  # noqa: PLC0415
    from osmnx._errors import InsufficientResponseError  # noqa: PLC0415  (it has no public name)

    parts = []
    areas = tiles(line, near_km)
    with osmnx_settings(endpoint, cache, say):
        for number, area in enumerate(areas, 1):
            say(f"  tile {number} of {len(areas)}")
            with suppress(InsufficientResponseError), told_in_one_line():  # nothing there
                parts.append(ox.features_from_polygon(area, STOPS))
    return _table(parts)


def _table(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    if not parts:
        return gpd.GeoDataFrame(
            columns=["osm_id", "kind", "name", "operator", "lon", "lat"],
            geometry=[],
            crs="EPSG:4326",
        )
    found = pd.concat(parts)
    found = found[~found.index.duplicated()]
    kind = pd.Series("", index=found.index)
    for tag in reversed([tag for tag in KINDS if tag in found]):
        kind = found[tag].where(found[tag].notna(), kind).where(~(found[tag] == "yes"), tag)
    points = found.geometry.representative_point()
    words = {name: found[name].fillna("") if name in found else "" for name in ("name", "operator")}
    ids = [f"{element}/{number}" for element, number in found.index]
    table = gpd.GeoDataFrame(
        {
            "osm_id": ids,
            "kind": kind.to_numpy(),
            **words,
            "lon": points.x.round(5),
            "lat": points.y.round(5),
        },
        geometry=points,
        crs="EPSG:4326",
    )
    return table.sort_values(["kind", "name", "osm_id"]).reset_index(drop=True)
