"""The command route."""

import json

import pytest

PAIR = ("Mumbai", "Moscow", "--draws", "50")
SHORT = ("INNSA", "IRSRP", "--mode", "sea")


@pytest.mark.parametrize(
    "words",
    [
        ("--by", "time"),
        ("--by", "cost"),
        ("--by", "co2"),
        ("--by", "value"),
        ("--avoid", "hormuz"),
        ("--via", "Tehran"),
    ],
    ids=" ".join,
)
def test_route(cli, words):
    answer = cli("route", "Mumbai", "Moscow", *words)
    assert answer.code == 0
    assert "again: instc route Mumbai Moscow" in answer.out


@pytest.mark.parametrize(
    ("mode", "ends"),
    [
        ("sea", ("INNSA", "RULED")),
        ("rail", ("Moscow", "Vladivostok")),
        ("road", ("astara_ir.road", "rasht.road")),
    ],
)
def test_route_by_one_mode(cli, mode, ends):
    answer = json.loads(cli("route", *ends, "--mode", mode, "--format", "json").out)
    assert set(answer["length_km_by_mode"]) == {mode}


def test_route_is_one_alternative_with_its_links(cli):
    answer = json.loads(cli("route", *SHORT, "--format", "json").out)
    assert answer["schema"] == "instc.route/1"
    whole = json.loads(cli("compare", *PAIR, "--format", "json").out)
    head = set(whole) - {"alternatives", "unavailable", "best", "pareto", "conclusions", "remarks"}
    assert set(answer) >= head | set(whole["alternatives"][0]) | {"links"}
    assert answer["scope"] == {"origin": "port", "destination": "port"}
    assert answer["passages"] == ["hormuz"]
    for link in answer["links"]:
        assert set(link) >= {"link_id", "mode", "from", "to", "length_km", "days", "source_ids"}
        assert link["source_ids"]
    assert sum(link["length_km"] for link in answer["links"]) == pytest.approx(
        answer["length_km"], abs=0.06 * len(answer["links"])
    )
