"""Observed journeys: the score by hand, what is counted, and what is kept but never used."""

import numpy as np
import pandas as pd
import pytest

from instc.errors import QuestionError, UnknownIdError
from instc.evidence.backtest import NOT_USED, backtest, crps, replay
from instc.evidence.printed import load_printed


def test_the_score_by_hand():
    # E|X - 2| = 1, E|X - X'| over the four pairs of (1, 3) = (0 + 2 + 2 + 0) / 4 = 1: 1 - 1/2
    assert crps(np.array([1.0, 3.0]), 2.0) == pytest.approx(0.5)
    assert crps(np.array([5.0]), 2.0) == pytest.approx(3)  # one draw: the absolute error
    assert crps(np.full(9, 2.0), 2.0) == 0


def test_the_score_of_a_normal_forecast():
    # Gneiting and Raftery 2007: at the mean of N(0, 1) it is 2 phi(0) - 1 / sqrt(pi) = 0.23370
    draws = np.random.default_rng(1).standard_normal(200_000)
    assert crps(draws, 0.0) == pytest.approx(
        2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi), abs=2e-3
    )  # 4 standard errors of 200,000 draws


def test_the_score_is_the_mean_over_pairs():
    rng = np.random.default_rng(2)
    for _ in range(50):
        draws, seen = rng.gamma(3, 2, 40), rng.gamma(3, 2)
        slow = np.abs(draws - seen).mean() - np.abs(draws[:, None] - draws[None, :]).mean() / 2
        assert crps(draws, seen) == pytest.approx(slow)


@pytest.fixture(scope="module")
def result():
    return backtest()


def test_at_least_twelve_journeys_are_measured_and_no_schedule_is_counted(result):
    assert len(result.trips()) >= 12
    assert {seen.row["kind"] for seen in result.used} == {"measured"}
    assert not {seen.row["kind"] for seen in result.shown} & {"measured"}
    assert result.summary()["journeys"] == len(result.trips())


def test_misses_come_first_the_farthest_first_of_all(result):
    hits = [seen.hit for seen in result.used]
    assert hits == sorted(hits)
    far = [abs(seen.position - 0.5) for seen in result.used if not seen.hit]
    assert far == sorted(far, reverse=True)


def test_hits_and_summary_are_counted_again(result):
    trips = {}
    for seen in result.used:
        p10, p90 = np.quantile(seen.way.days, [0.1, 0.9])
        assert seen.hit == (seen.row["days_low"] <= p90 and seen.row["days_high"] >= p10)
        trips.setdefault(seen.row["trip"], []).append(
            (seen.hit, np.median(seen.way.days) - seen.days)
        )
    share = np.mean([np.mean([hit for hit, _ in rows]) for rows in trips.values()])
    bias = np.mean([np.mean([off for _, off in rows]) for rows in trips.values()])
    assert result.summary()["inside_share"] == pytest.approx(share, abs=1e-3)
    assert result.summary()["bias_days"] == pytest.approx(bias, abs=0.01)


def test_every_row_is_used_shown_or_left_out_with_a_reason(result):
    named = {seen.row["observation_id"] for seen in result.used} | set(result.left_out)
    assert named == set(load_printed("observations")["observation_id"])
    assert all(result.left_out.values())


def test_the_67_days_are_kept_with_the_reason_and_never_used(result):
    assert result.left_out["jed67"] == NOT_USED["disputed"]
    row = load_printed("observations").set_index("observation_id").loc["jed67"]
    assert row["days_low"] == 67
    assert "never used" in row["note"]


def test_the_jeddah_journey_is_replayed_in_its_own_world():
    journey = replay("jeddah-2023")
    assert journey.whole.row["observation_id"] == "jedall"
    assert journey.whole.way.itinerary.passages == ["hormuz", "bab_el_mandeb"]
    suez = journey.rivals["by_sea"].itinerary
    assert set(suez.passages) == {"bosporus", "dardanelles", "suez"}
    assert journey.whole.way.itinerary.length_km - suez.length_km == pytest.approx(
        2560, rel=0.05
    )  # model.md: about 9,000 and 6,200 km


def test_an_unknown_journey_and_one_outside_the_network():
    with pytest.raises(UnknownIdError, match='did you mean "jeddah-2023"'):
        replay("jedda-2023")
    with pytest.raises(QuestionError, match=r'"izm22" begins or ends outside the network$'):
        replay("izm22")
    with pytest.raises(QuestionError, match=r'"n023" is undated$'):
        replay("n023")


def test_what_was_printed_before_the_boxes_arrived_is_a_plan(result):
    """The 24 days of 2022 stood in print on 14 June; the boxes left on 11 and came in July: 18 to 35 days."""
    table = load_printed("observations").set_index("observation_id")
    journey = table[table["trip"] == "anz22"]
    assert set(journey["kind"]) == {"plan", "bound"}
    assert table.loc["n021", ["days_low", "days_high"]].tolist() == [18, 35]
    assert "anz22" not in {seen.row["trip"] for seen in result.used}


def test_no_measured_journey_was_in_print_before_it_ended():
    table = load_printed("observations")
    measured = table[(table["kind"] == "measured") & (table["date_end"] != "")]
    assert (measured["as_of"] >= measured["date_end"]).all()


def test_a_journey_takes_no_longer_than_from_its_first_day_to_its_last():
    table = load_printed("observations")
    dated = table[(table["kind"] == "measured") & (table["date_start"] != "")]
    dated = dated[dated["date_end"] != ""]
    span = pd.to_datetime(dated["date_end"]) - pd.to_datetime(dated["date_start"])
    assert (dated["days_low"] <= span.dt.days + 1).all()
