"""Each rule by hand, on draws that can be counted; and its words, which hold its thresholds."""

import re

import numpy as np
import pytest

from instc.errors import TableError
from instc.evidence.claims import VERDICTS
from instc.evidence.dated import Dated
from instc.evidence.rules import RULES, Rule, Threshold, countries
from instc.model import load_model
from instc.tables.schema import data_dir
from toy_claims import HUNDRED, Toy, claim


def judged(name, row, dated):
    return RULES[name].judge(row, dated)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_prints_each_verdict_with_its_threshold(name):
    rule = RULES[name]
    text = str(rule)
    assert "{" not in text
    steps = [(verdict, Threshold(value)) for verdict, value in rule.steps.items()]
    for verdict, threshold in steps:
        (words,) = re.findall(rf"(?:^|;)([^;]*): {verdict}", text)
        assert threshold.share in words or threshold.band in words
    assert set(re.findall(r": ([a-z' ]+?)(?:;|$)", text)) <= set(VERDICTS)


def test_a_threshold_that_is_moved_moves_words_and_verdict():
    less = Rule(RULES["less"].text, {"holds": 0.8, "plausible": 0.5, "optimistic": 0.2}, print)
    assert str(less).startswith("less in at least 80 % of the draws (paired): holds; in half:")
    shares = (0.8, 0.79, 0.5, 0.2, 0.19)
    assert [less.reached(share) for share in shares] == [
        "holds",
        "plausible",
        "plausible",
        "optimistic",
        "contradicted",
    ]
    assert [less.kept(off) for off in (0.8, 0.81)] == ["holds", "contradicted"]


def test_a_threshold_as_a_share_and_as_a_band():
    assert [Threshold(value).share for value in (0.01, 0.5, 0.97)] == ["1 %", "half", "97 %"]
    assert [Threshold(value).band for value in (0.10, 0.25)] == ["P10-P90", "P25-P75"]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (50, 50, "holds"),
        (70, 80, "holds"),
        (76, 95, "plausible"),
        (11, 12, "plausible"),
        (3, 5, "optimistic"),  # 5 of 100 draws reach it
        (0, 0.5, "contradicted"),  # none does
        (91, 99, "contradicted"),  # above P90
    ],
)
def test_a_range_is_held_against_the_draws(low, high, verdict):
    assert (
        judged("range", claim(quantity="days", low=low, high=high, unit="days"), Toy()).verdict
        == verdict
    )


@pytest.mark.parametrize(
    ("km", "verdict"),
    [
        (1029, "holds"),
        (1031, "plausible"),
        (901, "plausible"),
        (890, "contradicted"),
        (1160, "contradicted"),
    ],
)
def test_a_length_is_held_against_the_way(km, verdict):
    assert (
        judged("length", claim(quantity="length_km", low=km, high=km, unit="km"), Toy()).verdict
        == verdict
    )


@pytest.mark.parametrize(("percent", "verdict"), [(50, "holds"), (51, "contradicted")])
def test_a_saving_is_paired_draw_by_draw(percent, verdict):
    # theirs is twice mine in every draw: the saving is 50 % in all of them, though the two ranges overlap
    assert (
        judged(
            "saving",
            claim(quantity="saving_days", low=percent, high=percent, unit="%"),
            Toy(theirs=2 * HUNDRED),
        ).verdict
        == verdict
    )


@pytest.mark.parametrize(
    ("draws", "verdict"),
    [(95, "holds"), (60, "plausible"), (20, "optimistic"), (5, "contradicted")],
)
def test_faster_counts_draws(draws, verdict):
    theirs = HUNDRED + np.where(draws >= HUNDRED, 1, -1)
    found = judged("less", claim(quantity="faster"), Toy(theirs=theirs))
    assert found.verdict == verdict
    assert found.numbers["share"] == pytest.approx(draws / 100)


@pytest.mark.parametrize(
    ("km", "verdict"),
    [(1000, "holds"), (1100, "plausible"), (1300, "optimistic"), (2000, "contradicted")],
)
def test_a_saving_in_km(km, verdict):
    # 2,000 - 1,000 = 1,000 km less: 100 %, 91 %, 77 % and 50 % of what is claimed
    assert (
        judged("shorter_by", claim(quantity="saving_km", low=km, high=km, unit="km"), Toy()).verdict
        == verdict
    )


def test_17_percent_of_5_is_not_1_unless_both_are_rounded():
    assert judged("percent_change", claim(expected="5 4", low=20), Toy()).verdict == "holds"
    assert judged("percent_change", claim(expected="5 4", low=17), Toy()).verdict == "plausible"
    assert judged("percent_change", claim(expected="5 4", low=40), Toy()).verdict == "wrong"


@pytest.mark.parametrize(
    ("rule", "cells", "quantities"),
    [
        ("range", {"corridor_id": "shut"}, ["days"]),
        ("length", {"corridor_id": "shut"}, ["length_km"]),
        ("avoids", {"corridor_id": "shut"}, ["passage"]),
        ("saving", {"corridor_id": "shut"}, ["saving_days", "saving_usd"]),
        ("saving", {"against": "shut"}, ["saving_days", "saving_usd"]),
        ("less", {"corridor_id": "shut"}, ["faster", "cheaper"]),
        ("less", {"against": "shut"}, ["faster", "cheaper"]),
        ("shorter", {"corridor_id": "shut"}, ["shorter"]),
        ("shorter", {"against": "shut"}, ["shorter"]),
        ("shorter_by", {"corridor_id": "shut"}, ["saving_km"]),
        ("shorter_by", {"against": "shut"}, ["saving_km"]),
    ],
)
def test_a_way_that_is_closed_can_not_be_tested(rule, cells, quantities):
    for quantity in quantities:
        row = claim(quantity=quantity, low=1, high=2, unit="days", **cells)
        found = judged(rule, row, Toy())
        assert found.verdict == "can't be tested"
        assert "no way by shut was open on 2024-01-01" in found.arithmetic


def test_a_state_of_nothing_is_named():
    with pytest.raises(TableError, match=r'claims\.csv, x1: unknown link or passage "hormus"'):
        judged("open_on", claim(subject_id="hormus", expected="open"), Dated(load_model()))


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "[]",
        '{"features": [{"properties": {}}]}',
        '{"features": [{"properties": {"country": "Iran"}, "geometry": 5}]}',
        "[" * 100_000,
    ],
    ids=["missing", "empty", "list", "nameless", "shapeless", "deep"],
)
def test_a_spoiled_country_layer_is_named(tmp_path, content):
    (tmp_path / "geodata").mkdir()
    if content is not None:
        (tmp_path / "geodata" / "countries.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(TableError, match=r"countries\.geojson: not the country layer"):
        countries(tmp_path)


def test_the_country_layer_is_small():
    assert (data_dir() / "geodata" / "countries.geojson").stat().st_size < 100_000


@pytest.mark.parametrize(
    ("days", "verdict"), [(3, "holds"), (2, "plausible"), (3.3, "plausible"), (4, "wrong")]
)
def test_steaming_days_by_hand(days, verdict):
    """Chabahar - Nhava Sheva, 1,483 km at 12 knots: 1,483 / (12 x 24 x 1.852) = 2.78 days."""
    row = claim(quantity="steaming_days", expected="1483 12", low=days, high=days, unit="days")
    found = judged("steaming_days", row, Toy())
    assert found.numbers["days"] == pytest.approx(2.78, abs=0.001)
    assert found.verdict == verdict


@pytest.mark.parametrize(("kg", "verdict"), [(50, "holds"), (12, "plausible"), (5, "optimistic")])
def test_co2e_is_a_range_like_days(kg, verdict):
    row = claim(quantity="co2e_kg_per_teu", low=kg, high=kg, unit="kg/TEU")
    assert judged("range", row, Toy()).verdict == verdict
    by_km = claim(quantity="co2e_kg_per_teu", low=kg, high=kg, unit="g/TEU-km")  # over 1,000 km
    assert judged("range", by_km, Toy()).numbers == judged("range", row, Toy()).numbers


def test_co2e_saved_is_paired():
    row = claim(quantity="saving_co2e", low=50, high=50, unit="%")
    found = judged("saving", row, Toy(theirs=2 * HUNDRED))
    assert found.verdict == "holds"
    assert found.numbers["p50"] == pytest.approx(50)


@pytest.mark.parametrize(
    ("mt", "unit", "verdict"),
    [
        (10, "Mt/year", "holds"),
        (10.5, "Mt/year", "plausible"),
        (15, "Mt/year", "optimistic"),
        (30, "Mt/year", "contradicted"),
        (7500, "TEU/year", "holds"),
    ],
)
def test_a_volume_is_held_against_what_the_branch_takes(mt, unit, verdict):
    """The eastern branch takes 10 Mt a year."""
    row = claim(quantity="volume", expected="east", low=mt, high=mt, unit=unit, as_of="2026-07-31")
    found = judged("volume", row, Toy())
    assert found.numbers["mtpa"] == 10
    assert found.verdict == verdict
