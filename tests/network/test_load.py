"""Layers and their record: read, or named when they are broken."""

import json

import pytest

from instc.errors import TableError
from instc.network.load import _read_layer, check_fresh

GOOD = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"link_id": "a"},
            "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
        }
    ],
}


def test_a_layer_is_read(tmp_path):
    (tmp_path / "a.geojson").write_text(json.dumps(GOOD))
    assert (
        _read_layer(tmp_path / "a.geojson", "link_id").geometry.iloc[0].wkt
        == "LINESTRING (0 0, 1 1)"
    )


A_POINT = {"type": "LineString", "coordinates": [[1, 2]]}  # which is no line


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "null",
        "[]",
        "1",
        "{}",
        '{"features": 1}',
        '{"features": []}',
        '{"features": [{}]}',
        "[" * 100_000,
        "\x00",
        '{"features": [null]}',
        json.dumps({"features": [{"properties": {"link_id": "a"}, "geometry": A_POINT}]}),
    ],
)
def test_a_broken_layer_is_named(tmp_path, content):
    (tmp_path / "a.geojson").write_text(content)
    with pytest.raises(TableError, match=r"a\.geojson: not a GeoJSON layer"):
        _read_layer(tmp_path / "a.geojson", "link_id")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"seeds": []}', '{"seeds": {}, "files": null}', "[" * 100_000]
)
def test_a_broken_provenance_is_no_build(tmp_path, content):
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / "provenance.json").write_text(content)
    with pytest.raises(TableError, match="no build is recorded here"):
        check_fresh(tmp_path)
