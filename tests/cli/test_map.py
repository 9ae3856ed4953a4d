"""The command map."""

import pytest

PAIR = ("Mumbai", "Moscow", "--draws", "50")


def test_map(cli, tmp_path):
    pytest.importorskip("instc.maps")
    target = tmp_path / "m.html"
    assert cli("map", *PAIR, "-o", str(target)).code == 0
    assert target.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")


def test_without_a_pair_it_draws_the_network(cli, tmp_path):
    target = tmp_path / "net.html"
    assert cli("map", "-o", str(target)).code == 0
    page = target.read_text(encoding="utf-8")
    assert "<title>The network · instc</title>" in page
    assert "western branch, all rail" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Mumbai",), "name a destination"),
        (("--via", "Suez"), "need two places"),
        (("--draws", "5"), "need two places"),
    ],
)
def test_one_place_alone_is_an_error_of_usage(cli, words, said):
    told = cli("map", *words)
    assert told.code == 2
    assert said in told.err
