"""How late a way can be: quantiles of its draws, the deadline, and what the spread hangs on."""

import json

import numpy as np
import pytest

from instc.comparison.risk import DRIVERS, risk_records
from instc.comparison.text import comparison_markdown, legs_markdown


@pytest.fixture(scope="module")
def late(model):
    return model.compare("Mumbai", "Moscow", draws=200, deadline=30, teu=40)


def test_levels_are_quantiles_of_the_draws_and_the_deadline_is_kept_or_not(late):
    for row in risk_records(late):
        days = late.sample("days", row["corridor_id"])
        assert row["days_p99"] == pytest.approx(np.quantile(days, 0.99), abs=0.006)
        kept = late.table.at[row["corridor_id"], "by_deadline"]
        assert row["late_share"] == pytest.approx(1 - kept, abs=0.0011)


def test_drivers_are_the_largest_shares_of_the_variance_in_words(late):
    split = late.variance("days")
    for row in risk_records(late):
        shares = split[row["corridor_id"]].sort_values(ascending=False)
        assert [one["id"] for one in row["drivers"]] == list(shares.index[:DRIVERS])
        assert row["drivers"][0]["name"] == "luck of the single journey"
        assert not any("." in one["name"] or "_" in one["name"] for one in row["drivers"])


def test_the_frame_says_the_same(late):
    table = late.risk()
    assert list(table.index) == [row["corridor_id"] for row in risk_records(late)]
    assert table["drivers"].str.startswith("luck of the single journey ").all()


def test_without_a_deadline_nothing_is_late(answer):
    assert all(row["late_share"] is None for row in risk_records(answer))


def test_boxes_that_travel_together_cost_so_many_times_one(late):
    for way in late.to_dict()["alternatives"]:
        for level, usd in way["usd_per_teu"].items():
            assert way["totals"]["usd"][level] == pytest.approx(40 * usd)
            co2e = way["co2e_kg_per_teu"][level]
            assert way["totals"]["co2e_t"][level] == pytest.approx(0.04 * co2e)


def test_the_number_of_boxes_moves_no_figure_of_one(model, late):
    one = model.compare("Mumbai", "Moscow", draws=200, deadline=30)
    assert one.table.equals(late.table)


@pytest.mark.parametrize("teu", ["0", "-3", "1000001"])
def test_a_number_of_boxes_that_can_not_be_meant_is_refused(cli, teu):
    said = cli("compare", "Mumbai", "Moscow", "--teu", teu)
    assert said.code == 2
    assert "must be from 1 to 1,000,000 TEU" in said.err


def test_the_shell_says_it_in_words_and_in_json(cli):
    asked = (
        "compare",
        "Mumbai",
        "Moscow",
        "--draws",
        "50",
        "--risk",
        "--deadline",
        "30",
        "--teu",
        "40",
    )
    text = cli(*asked).out
    assert "40 TEU together" in text
    assert "after 30 d" in text
    assert "40 TEU of 12 t worth 40,000 USD each" in text
    told = json.loads(cli(*asked, "-f", "json").out)
    assert len(told["risk"]) >= 2
    assert "--teu 40" in told["again"]
    route = cli("route", *asked[1:]).out
    assert "t CO2e (P50)." in route
    assert "hangs on: luck of the single journey" in route


def test_markdown_tells_totals_and_lateness_and_a_sheet_refuses(cli, late):
    page = comparison_markdown(late, risk=True)
    assert "| 40 TEU together | USD P10 | USD P50 | USD P90 | t CO2e P50 |" in page
    assert "| days P50 | days P90 | days P95 | days P99 | the spread hangs on |" in page
    said = cli("compare", "Mumbai", "Moscow", "--draws", "10", "--risk", "-f", "csv")
    assert said.code == 2
    assert "--risk: is told as table, md, json, not as csv" in said.err


def test_the_markdown_of_a_route_begins_with_the_answer(model):
    page = legs_markdown(model.simulate_route("Mumbai", "Moscow", draws=50, teu=3), risk=True)
    assert page.splitlines()[2].startswith("Best, cost and days together: ")
    assert "3 TEU together: " in page
    assert "the spread hangs on" in page
