"""The ways of an answer as files of other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from instc.display.text import BOM, inert
from instc.door import checked
from instc.errors import QuestionError
from instc.files import scratch, write_whole
from instc.network.seam import cut

if TYPE_CHECKING:
    import os

    import geopandas as gpd

    from instc.comparison.comparison import Comparison

ENDINGS = (".gpkg", ".geojson", ".csv")
NOT_WRITTEN = (DataLayerError, DataSourceError, FeatureError)


@checked
def export_routes(comparison: Comparison, path: str | os.PathLike[str]) -> Path:
    """
    Write the legs of every way, and in a GeoPackage the ways as a layer of their own.

    Parameters
    ----------
    comparison
        What is written.
    path
        File that ends in ``.gpkg`` (layers ``ways`` and ``legs``), ``.geojson`` or ``.csv`` (legs,
        lines as WKT).

    Returns
    -------
    path
        The file; the same answer gives the same bytes.

    Raises
    ------
    QuestionError
        The ending is another.
    WriteError
        The file can't be written.

    Examples
    --------
    >>> import instc, tempfile
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pyogrio.list_layers(export_routes(answer, f"{folder}/routes.gpkg"))[:, 0].tolist()
    ['ways', 'legs']
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise QuestionError(f"{path}: routes go into a file that ends in {', '.join(ENDINGS)}")
    content = routes_as(comparison, ending[1:])
    if ending == ".csv":
        content = f"{BOM}{content!s}"
    return write_whole(path, content)


def routes_as(comparison: Comparison, format_: str) -> str | bytes:
    """Give the content of such a file: ``gpkg``, ``geojson`` or ``csv``."""
    if format_ == "gpkg":
        return _geopackage(comparison)
    if format_ == "geojson":
        return comparison.to_geojson()
    return _csv(comparison)


def flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write the lists in the cells of a table as ``a; b``, for layers of lines hold none."""
    changed = {}
    for name in table.columns.drop("geometry"):
        is_list = table[name].map(lambda cell: isinstance(cell, (list, tuple)))
        if is_list.any():
            changed[name] = table[name].map("; ".join)
    return table.assign(**changed)


def _csv(comparison: Comparison) -> str:
    """Write the legs, lines as WKT, without a text that a spreadsheet would run."""
    legs = flat(comparison.legs())
    lines = shapely.to_wkt(cut(legs.geometry), rounding_precision=5)
    table = legs.drop(columns="geometry").assign(wkt=lines)
    return str(table.map(inert).to_csv(index=False, lineterminator="\n"))


def _geopackage(comparison: Comparison) -> bytes:
    """Write ways and legs as layers, dated by the day whose state they show, not by the clock."""
    day = f"{comparison.world.as_of}T00:00:00Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day})
    try:
        with scratch(NOT_WRITTEN) as folder:
            file = folder / "routes.gpkg"
            _write_layers(comparison, file)
            return file.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_layers(comparison: Comparison, file: Path) -> None:
    """Write the ways, with the head of the answer, and the legs."""
    head = comparison.to_dict()
    del head["alternatives"]
    ways, legs = flat(comparison.to_frame().reset_index()), flat(comparison.legs())
    lines = cut(legs.geometry)
    parted = bool((shapely.get_num_geometries(lines) > 1).any())
    legs = legs.assign(geometry=lines)
    kind = {"driver": "GPKG", "promote_to_multi": parted}  # of one kind, as such a layer must be
    about = {"instc": json.dumps(head, ensure_ascii=False)}
    pyogrio.write_dataframe(ways, file, layer="ways", driver="GPKG", layer_metadata=about)
    pyogrio.write_dataframe(legs, file, layer="legs", append=True, **kind)
