"""What journeys teach: of none nothing, in any order the same, to the byte; and a spread that is there is found."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import toy
from instc.comparison.journeys import SPREAD_LAND, SPREAD_SEA
from instc.evidence.calibrate import Seen, fit, kept, taught
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
from instc.evidence.laplace import cholesky, interval, mode, solve
from instc.routing.pricing import exposures
from instc.routing.runs import DEDICATED_RUN
from instc.tables.calibration import learnt, rows_of
from instc.tables.parameters import quantile

PRIOR = (0.0377, 0.2023, 0.4935)
ROWS = {
    "dwell.port": (100.0, 130.0, 200.0),
    "dwell.slow": (60.0, 80.0, 120.0),
    "pace.sea": (0.02, 0.03, 0.05),
    DEDICATED_RUN: (0.60062, 0.940588, 1.47299),
    SPREAD_SEA: PRIOR,
    SPREAD_LAND: PRIOR,
    "hire.container": 24.0,
    "ratio.group_correlation": 0.5,
}
TABLE = toy.parameters(ROWS)


def seen(trip: str, low: float, high: float, *, run="ordinary", km=5000.0, kind="measured") -> Seen:
    """Make a journey over one sea lane and one dwell on land."""
    cells = {key: ["", ""] for key in ("rate_id", "fee_id", "intensity_id", "hub_id")}
    names = {"pace_id": ["pace.sea", ""], "dwell_id": ["dwell.port", "dwell.slow"]}
    links = pd.DataFrame({**cells, **names, "length_km": [km, 0.0], "land": [False, True]})
    row = pd.Series({"kind": kind, "service": "", "note": "", "observation_id": trip})
    way = SimpleNamespace(itinerary=SimpleNamespace(length_km=km))
    met = exposures({trip: links}, toy.BOX)
    return Seen(trip, (trip,), row, low, high, way, met, TABLE, toy.BOX, run, "by_sea")


MANY = [
    seen("a", 12, 13), seen("b", 20, 20, run="dedicated"), seen("c", 30, np.nan, km=9000.0),
    seen("d", 9, 9, run="dedicated"), seen("e", 25, 27),
]  # fmt: skip


def test_no_journey_teaches_nothing():
    assert fit([]) == {}
    assert rows_of(taught({}, TABLE)) == []
    assert learnt(TABLE, taught({}, TABLE)).equals(TABLE)


def test_the_order_of_journeys_is_nothing_and_a_billionth_changes_no_digit():
    known = fit(MANY)
    assert fit(MANY[::-1]) == known
    moved = [replace(one, low=one.low * (1 + 1e-9), high=one.high * (1 + 1e-9)) for one in MANY]
    assert fit(moved) == known


def test_slow_journeys_move_what_they_meet_up_and_dedicated_ones_that_are_fast_their_ratio_down():
    slow = fit([seen(name, 40, 40) for name in "abcd"])
    assert slow["pace.sea"][0] > 0.3
    assert slow["pace.sea"][1] < 1
    fast = fit([seen(name, 12, 12, run="dedicated", km=100.0) for name in "abcd"])
    usual = fit([seen(name, 4, 4, run="dedicated", km=100.0) for name in "abcd"])
    assert usual[DEDICATED_RUN][0] < fast[DEDICATED_RUN][0]


def test_only_luck_and_dedicated_runs_are_kept_unless_all_is():
    fitted = fit(MANY)
    assert set(kept(fitted, full=False)) == {DEDICATED_RUN, SPREAD_LAND, SPREAD_SEA}
    assert "pace.sea" in kept(fitted, full=True)


def test_what_is_learnt_is_an_affine_z_of_the_same_row_and_of_no_other():
    told = taught({"pace.sea": (0.5, 0.8)}, TABLE)
    moved = learnt(TABLE, told)
    z = np.array([[0.5 - 0.8 * 1.2815515655446004], [0.5], [0.5 + 0.8 * 1.2815515655446004]])
    by_hand = quantile(TABLE.loc[["pace.sea"]], z)[:, 0]
    assert moved.loc["pace.sea", ["p10", "p50", "p90"]].to_list() == pytest.approx(by_hand)
    changed = TABLE.copy()
    changed.loc["pace.sea", "p50"] = 0.031
    assert learnt(changed, told)["p50"].equals(changed["p50"])


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


def test_the_share_of_an_interval_and_its_slopes_are_those_of_the_normal():
    low, high = np.array([0.2, -9.0, 3.0]), np.array([0.9, 30.0, 3.1])
    centre, spread = np.array([0.0, 0.1, -2.0]), np.array([0.7, 0.3, 0.4])
    value, slope, bend = interval(low, high, centre, spread)
    shares = norm.cdf((high - centre) / spread) - norm.cdf((low - centre) / spread)
    assert value[:2] == pytest.approx(np.log(shares[:2]))
    step = 1e-5
    up, down = (interval(low, high, centre + sign * step, spread)[0] for sign in (1, -1))
    assert slope == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-6)
    assert bend[[0, 2]] == pytest.approx((-(up - 2 * value + down) / step**2)[[0, 2]], rel=1e-2)


def test_factors_solve_and_the_mode_of_narrow_readings_is_the_mean_of_a_normal():
    matrix = np.array([[[0.5, 0.2], [0.2, 0.3]]])
    right = np.array([[1.0, 2.0]])
    assert solve(cholesky(matrix), right)[0] == pytest.approx(
        np.linalg.solve(np.eye(2) + matrix[0], right[0])
    )
    covariance, spread = matrix[0], np.array([[0.5, 0.4]])
    seen_at = np.array([1.0, 0.4])
    found = mode(np.zeros(2), covariance, seen_at - 1e-3, seen_at + 1e-3, spread)
    wanted = np.linalg.solve(covariance + np.diag(spread[0] ** 2), seen_at + spread[0] ** 2 / 2)
    assert found.pull[0] == pytest.approx(wanted, rel=1e-3)


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
