"""The command map."""

import pytest

PAIR = ("Mumbai", "Moscow", "--draws", "50")


def test_map(cli, tmp_path):
    pytest.importorskip("instc.maps")
    target = tmp_path / "m.html"
    assert cli("map", *PAIR, "-o", str(target)).code == 0
    assert target.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")
