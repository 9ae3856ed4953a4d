"""Journeys foreseen without themselves: none touches its own forecast, and draws of the model lie where they should."""

from dataclasses import replace

import numpy as np
import pytest

from instc.comparison.journeys import SPREAD_LAND, SPREAD_SEA
from instc.evidence.held_out import (
    FULL,
    LUCK,
    PLAIN,
    HeldOut,
    Scores,
    best,
    forecasts,
    hold_out,
    jackknife,
)
from instc.routing.runs import DEDICATED_RUN
from toy_journeys import MANY, seen


def test_a_trip_never_touches_its_own_forecast():
    held = {one.seen.trip: one for one in hold_out(MANY)}
    other = [replace(one, low=90.0, high=90.0) if one.trip == "a" else one for one in MANY]
    again = {one.seen.trip: one for one in hold_out(other)}
    assert all(np.array_equal(held["a"].days[name], again["a"].days[name]) for name in (PLAIN, LUCK, FULL))  # fmt: skip
    assert not np.array_equal(held["b"].days[LUCK], again["b"].days[LUCK])


def test_journeys_drawn_from_the_model_lie_inside_in_four_of_five():
    """1,000 journeys of P10-P90: 80 % within 4, three standard errors."""
    spreads = {SPREAD_SEA: (0.5, 0.4), SPREAD_LAND: (0.5, 0.4), DEDICATED_RUN: (0.0, 1.0)}
    one = seen("a", 20, 20)
    draws = forecasts(one, spreads)[LUCK]
    low, high = np.quantile(draws, [0.1, 0.9])
    chance = np.random.default_rng(7).choice(draws, 1000)
    assert np.mean((chance >= low) & (chance <= high)) == pytest.approx(0.8, abs=0.04)


def test_bounds_and_wide_readings_are_not_scored_and_the_full_fit_ships_only_where_it_is_better():
    wide, bound = seen("a", 18, 35), seen("b", 20, 20, kind="bound")
    near, open_ = seen("c", 22, 23), seen("d", 30, np.nan)
    days = {name: np.full(9, 22.0) for name in (PLAIN, LUCK, FULL)}
    held = [HeldOut(one, days) for one in (wide, bound, near, open_)]
    assert [one.scored for one in held] == [False, False, True, False]
    assert best(Scores(held)) == LUCK  # no better than the others
    better = HeldOut(near, {**days, FULL: np.full(9, 22.5)})
    assert best(Scores([better])) == FULL
    assert best(Scores([])) == LUCK


def test_the_jackknife_of_a_mean_is_its_standard_error():
    numbers = np.array([1.0, 2.0, 4.0, 7.0])
    told = jackknife(lambda rows: float(numbers[rows].mean()), 4)
    assert told == [3.5, round(float(numbers.std(ddof=1) / 2), 3)]
    assert jackknife(lambda rows: 0.0, 1) is None  # noqa: ARG005
