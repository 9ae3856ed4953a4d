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
    said = {"claimed_low": kg, "claimed_high": kg}
    assert judged("range", by_km, Toy()).numbers == judged("range", row, Toy()).numbers | said


def test_co2e_saved_is_paired():
    row = claim(quantity="saving_co2e", low=50, high=50, unit="%")
    found = judged("saving", row, Toy(theirs=2 * HUNDRED))
    assert found.verdict == "holds"
    assert found.numbers["p50"] == pytest.approx(50)


@pytest.mark.parametrize(
    ("mt", "unit", "verdict"),
    [
        (3.5, "Mt/year", "holds"),
        (3.6, "Mt/year", "plausible"),
        (10, "Mt/year", "plausible"),
        (15, "Mt/year", "optimistic"),
        (30, "Mt/year", "contradicted"),
        (7500, "TEU/year", "holds"),
    ],
)
def test_a_volume_is_held_against_what_was_counted_and_what_can_pass(mt, unit, verdict):
    """On the eastern branch 2.5 and 0.737 Mt were counted, by its two borders; 10 can pass."""
    row = claim(quantity="volume", expected="east", low=mt, high=mt, unit=unit, as_of="2026-07-31")
    found = judged("volume", row, Toy())
    assert (found.numbers["counted_mtpa"], found.numbers["mtpa"]) == (3.237, 10)
    assert found.verdict == verdict


def test_a_volume_of_several_branches_is_held_against_their_sum():
    row = claim(quantity="volume", expected="west_lorry east", low=11, unit="Mt/year")
    row["as_of"] = "2026-07-31"
    found = judged("volume", row, Toy())
    assert (found.numbers["counted_mtpa"], found.numbers["mtpa"]) == (4.014, 11)
    assert found.verdict == "plausible"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (33.7, 33.7, "holds"),  # 92 USD a lorry until 2024, 123 since: +33.7 %
        (0, 25, "plausible"),
        (40, 45, "plausible"),
        (50, 50, "contradicted"),
        (-33.7, -33.7, "contradicted"),
    ],
)
def test_a_tariff_is_held_against_its_rows_before_and_after(low, high, verdict):
    fee = {"subject_id": "fee.road_redbridge_out_of_ge", "as_of": "2024-06-30"}
    row = claim(quantity="tariff_change", low=low, high=high, unit="%", **fee)
    found = judged("tariff_change", row, Toy())
    assert found.numbers["change"] == pytest.approx(33.7, abs=0.01)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("name", "year", "why"),
    [
        ("rate.rail_ir", "2017", "(rate.rail_ir) has one row for all days"),
        ("fee.road_redbridge_out_of_ge", "2023", "changes on 2022-03-01, 2024-01-01"),
    ],
)
def test_a_tariff_without_a_row_before_can_not_be_tested(name, year, why):
    row = claim(quantity="tariff_change", subject_id=name, low=-50, high=-50, unit="%")
    row["as_of"] = f"{year}-06-30"
    found = judged("tariff_change", row, Toy())
    assert found.verdict == "can't be tested"
    assert why in found.arithmetic


@pytest.mark.parametrize(
    ("quantity", "unit", "least", "verdict"),
    [
        ("saving_days", "days", 10, "holds"),  # 10 days less in 91 draws of 100
        ("saving_days", "days", 60, "plausible"),
        ("saving_co2e", "kg/TEU", 95, "optimistic"),
        ("saving_days", "days", 101, "contradicted"),
    ],
)
def test_a_saving_in_its_unit(quantity, unit, least, verdict):
    # theirs is twice mine: the saving is 1..100
    row = claim(quantity=quantity, low=least, high=least, unit=unit)
    assert judged("saving", row, Toy(theirs=2 * HUNDRED)).verdict == verdict


def test_money_that_is_saved_is_money_of_the_model():
    row = claim(quantity="saving_usd", low=40, high=40, unit="USD/TEU", date="2017")
    found = judged("saving", row, Toy(theirs=2 * HUNDRED))
    index = found.numbers["claimed_low"] / 40
    assert index == pytest.approx(
        Dated(load_model()).usd_factor(2017, "USD/TEU", "2024-01-01", sea=True), abs=1e-3
    )
    assert found.numbers["share"] == pytest.approx((40 * index <= HUNDRED).mean())
