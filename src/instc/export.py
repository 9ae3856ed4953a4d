"""The ways of an answer as files of other programs."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from instc.display.text import inert
from instc.errors import QuestionError
from instc.files import write_whole

if TYPE_CHECKING:
    import os

    import geopandas as gpd

    from instc.comparison.comparison import Comparison

ENDINGS = (".gpkg", ".geojson", ".csv")


def export_routes(comparison: Comparison, path: str | os.PathLike[str]) -> Path:
    """
    Write the legs of every way, and in a GeoPackage the ways as a layer of their own.

    Parameters
    ----------
    comparison
        What is written.
    path
        File that ends in ``.gpkg`` (layers ``ways`` and ``legs``), ``.geojson`` or ``.csv`` (legs, lines as WKT).

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
    >>> import instc
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pyogrio.list_layers(export_routes(answer, f"{folder}/routes.gpkg"))[:, 0].tolist()
    ['ways', 'legs']
    """
    ending = Path(path).suffix.lower()
    if ending == ".gpkg":
        return write_whole(path, _geopackage(comparison))
    if ending == ".geojson":
        return write_whole(path, comparison.to_geojson())
    if ending == ".csv":
        legs = flat(comparison.legs())
        table = legs.drop(columns="geometry").assign(wkt=legs.geometry.to_wkt(rounding_precision=5))
        return write_whole(path, table.map(inert).to_csv(index=False, lineterminator="\n"))
    raise QuestionError(f"{path}: routes go into a file that ends in {', '.join(ENDINGS)}")


def flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Join the lists in the cells of a table, which layers of lines can't hold.

    Parameters
    ----------
    table
        Legs.

    Returns
    -------
    table
        The same with ``a; b`` for lists.

    Examples
    --------
    >>> import geopandas as gpd
    >>> flat(gpd.GeoDataFrame({"a": [["x", "y"]]}, geometry=[None], crs="EPSG:4326"))["a"].tolist()
    ['x; y']
    """
    lists = [
        name
        for name in table.columns
        if name != "geometry"
        and table[name].map(lambda cell: isinstance(cell, (list, tuple))).any()
    ]
    return table.assign(**{name: table[name].map("; ".join) for name in lists})


def _geopackage(comparison: Comparison) -> bytes:
    day = f"{comparison.world.as_of}T00:00:00Z"  # a GeoPackage dates itself: by the day whose state it shows, not by the clock
    head = {key: value for key, value in comparison.to_dict().items() if key != "alternatives"}
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day})
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "routes.gpkg"
            ways = comparison.to_frame().reset_index()
            pyogrio.write_dataframe(
                flat(ways),
                file,
                layer="ways",
                driver="GPKG",
                layer_metadata={"instc": json.dumps(head, ensure_ascii=False)},
            )
            pyogrio.write_dataframe(
                flat(comparison.legs()), file, layer="legs", driver="GPKG", append=True
            )
            return file.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
