"""Where land is."""

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
        "[" * 100_000,
    ],
)
def test_a_broken_land_layer_is_named(tmp_path, content):
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata" / "land.topojson").write_text(content)
    with pytest.raises(TableError, match=r"land\.topojson: not the land layer"):
        load_land(tmp_path)


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
