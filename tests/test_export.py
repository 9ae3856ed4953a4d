"""Routes as layers of other programs."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest

from changed import changed
from instc.errors import QuestionError
from instc.export import export_routes, flat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=50)


def test_geopackage_holds_ways_and_legs(answer: Comparison, tmp_path: Path) -> None:
    file = export_routes(answer, tmp_path / "routes.gpkg")
    ways, legs = (gpd.read_file(file, layer=name) for name in ("ways", "legs"))
    assert list(ways["corridor_id"]) == list(answer.alternatives)
    assert ways["days_p50"].to_list() == answer.to_frame()["days_p50"].to_list()
    assert len(legs) == len(answer.legs())
    assert legs.crs == ways.crs == "EPSG:4326"
    assert set(legs.geom_type) == {"LineString"}
    assert legs.groupby("corridor_id")["length_km"].sum().round(6).to_dict() == {
        name: round(way.itinerary.length_km, 6) for name, way in answer.alternatives.items()
    }


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv"])
def test_same_answer_same_bytes(ending: str, answer: Comparison, tmp_path: Path) -> None:
    assert (
        export_routes(answer, tmp_path / f"a.{ending}").read_bytes()
        == export_routes(answer, tmp_path / f"b.{ending}").read_bytes()
    )


def test_csv_and_geojson_say_the_same(answer: Comparison, tmp_path: Path) -> None:
    table = pd.read_csv(export_routes(answer, tmp_path / "routes.csv"))
    layer = gpd.read_file(export_routes(answer, tmp_path / "routes.geojson"))
    assert list(table["length_km"].round(3)) == list(layer["length_km"].round(3))
    lines = gpd.GeoSeries.from_wkt(table["wkt"], crs="EPSG:4326")
    assert lines.geom_equals_exact(layer.geometry, tolerance=1e-5).all()  # both have five decimals


def test_other_endings_are_refused(
    answer: Comparison, tmp_path: Path, cli: Callable[..., object]
) -> None:
    with pytest.raises(QuestionError, match=r"\.gpkg"):
        export_routes(answer, tmp_path / "routes.shp")
    assert cli("export", "Mumbai", "Moscow", "-o", str(tmp_path / "routes.shp")).code == 2  # type: ignore[attr-defined]


def test_no_text_of_a_table_is_a_formula(answer: Comparison, tmp_path: Path) -> None:
    """A spreadsheet runs what begins with a sign; link ids and names come from tables that a user may add to."""
    trips = {name: replace(way, label="=1+1") for name, way in answer.alternatives.items()}
    file = export_routes(changed(answer, _ways=trips), tmp_path / "routes.csv")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert {row["label"] for row in rows} == {"'=1+1"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_lists_in_cells_become_texts_and_nothing_else_changes() -> None:
    table = gpd.GeoDataFrame(
        {"a": [["x", "y"], []], "b": ["p; q", ""], "c": [1.5, 2.5]},
        geometry=[None, None],
        crs="EPSG:4326",
    )
    assert flat(table)["a"].tolist() == ["x; y", ""]
    assert flat(table)[["b", "c"]].equals(table[["b", "c"]])
    assert table["a"].tolist() == [["x", "y"], []], "the table given is unchanged"
