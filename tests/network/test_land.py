"""Where land is."""

import json

import pytest

from instc.errors import TableError
from instc.network.land import is_land, load_land
from instc.tables.schema import data_dir


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"arcs": [], "transform": {}, "objects": {}}',
        '{"arcs": [[[0]]], "transform": {"scale": [1, 1], "translate": [0, 0]}}',
        '{"arcs": [[[0, 0]]], "transform": {"scale": [1, 1], "translate": [0, 0]}, "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0]]}]}}}',
        "[" * 100_000,
    ],
)
def test_a_broken_land_layer_is_named(tmp_path, content):
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / "land.topojson").write_text(content)
    with pytest.raises(TableError, match=r"land\.topojson: not the land layer"):
        load_land(tmp_path)


def test_arcs_are_tied_into_rings(tmp_path):
    """Arc 0 from (10, 20) by (14, 20) to (14, 24); arc 1 from (10, 20) by (10, 24) to (14, 24): there, and back."""
    topology = {
        "transform": {"scale": [2, 2], "translate": [10, 20]},
        "arcs": [
            [[0, 0], [2, 0], [0, 2]],
            [[0, 0], [0, 2], [2, 0]],
            [[10, 0], [1, 0], [0, 1], [-1, -1]],
        ],
        "objects": {
            "land": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, ~1]]},
                    {"type": "MultiPolygon", "arcs": [[[2]], [[1, ~0]]]},
                ]
            }
        },
    }
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / "land.topojson").write_text(json.dumps(topology))
    square = [(10, 20), (14, 20), (14, 24), (10, 24), (10, 20)]
    polygons = [list(polygon.exterior.coords) for polygon in load_land(tmp_path)]
    assert polygons == [square, [(30, 20), (32, 20), (32, 22), (30, 20)], square[::-1]]


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (37.6, 55.7, True),
        (72.88, 19.07, True),
        (51.4, 35.7, True),
        (45.0, 25.0, True),
        (-100, 40, True),
        (51, 42, False),
        (65, 15, False),
        (0, 0, False),
        (28.5, 43.0, False),
        (38, 20, False),
        (25, -29, True),
    ],
    ids=[
        "moscow",
        "mumbai",
        "tehran",
        "riyadh",
        "kansas",
        "caspian",
        "arabian_sea",
        "gulf_of_guinea",
        "black_sea",
        "red_sea",
        "lesotho",
    ],
)
def test_land_and_sea(lon, lat, expected):
    assert is_land(load_land(data_dir()), lon, lat) is expected
