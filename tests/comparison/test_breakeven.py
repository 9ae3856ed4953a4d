"""Break-even values against arithmetic by hand and a scan of values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instc.comparison.breakeven import LEAST, MOST, break_even

RATE = 0.006


def ask(days_saved: list[float], dearer: list[float], shares: list[float] | None = None):
    days, usd = np.array(days_saved), np.array(dearer)
    none = np.zeros(len(days))
    return break_even(
        none, usd, np.array(shares or none), days, none, none, rate=RATE, names=("rail", "ship")
    )


def test_ten_days_for_600_dollars_pay_from_10_000_on() -> None:
    answer = ask([10.0], [600.0])
    assert answer.crossings[0.5] == pytest.approx(10_000)  # 600 / (10 x 0.006)
    assert (answer.a_dominates, answer.b_dominates, answer.a_above, answer.a_below) == (
        0.0,
        0.0,
        1.0,
        0.0,
    )
    assert answer.words() == "rail wins from 10,000 USD per TEU"


def test_slower_and_cheaper_wins_below() -> None:
    answer = ask([-5.0], [-900.0])
    assert answer.crossings[0.5] == pytest.approx(30_000)
    assert answer.words() == "rail wins up to 30,000 USD per TEU"


@pytest.mark.parametrize(
    ("saved", "dearer", "wins"),
    [
        (1.0, -1.0, "at every value"),
        (-1.0, 1.0, "never below 1e6"),
        (0.0, -1.0, "at every value"),
        (0.0, 1.0, "never below 1e6"),
        (1.0, 0.0, "at every value"),
    ],
)
def test_dominance_has_no_crossing(saved: float, dearer: float, wins: str) -> None:
    answer = ask([saved], [dearer])
    assert answer.crossings == {0.1: None, 0.5: None, 0.9: None}
    assert wins in answer.words()


@pytest.mark.parametrize("saved", [1e-7, -1e-7, 9e-7])
def test_where_the_days_are_the_same_money_decides(saved: float) -> None:
    assert ask([saved], [1.0]).b_dominates == 1.0
    assert ask([saved], [-1.0]).a_dominates == 1.0


def test_nothing_between_them_is_no_win() -> None:
    assert ask([0.0], [0.0]).b_dominates == 1.0  # a wins only if it is better


def test_four_draws_by_hand() -> None:
    answer = ask(
        [10.0, 10.0, -5.0, 5.0], [600.0, 6000.0, -900.0, -1.0]
    )  # from 10,000; from 100,000; up to 30,000; always
    assert (answer.a_dominates, answer.b_dominates, answer.a_above, answer.a_below) == (
        0.25,
        0.0,
        0.5,
        0.25,
    )
    at = dict(zip(np.round(answer.curve["value_usd_per_teu"]), answer.curve["a_wins"], strict=True))
    assert at[1000.0] == 0.5  # the third and the fourth
    assert answer.curve["a_wins"].iloc[-1] == 0.75  # all but the third
    assert answer.crossings[0.9] is None


def test_a_value_share_eats_the_gain() -> None:
    answer = ask([10.0], [600.0], [0.02])  # 10 days are worth 6 %, 2 % go on insurance
    assert answer.crossings[0.5] == pytest.approx(15_000)  # 600 / 0.04
    assert ask([10.0], [600.0], [0.07]).b_dominates == 1.0


draws = st.lists(
    st.tuples(st.floats(-30, 30), st.floats(-3000, 3000), st.floats(0, 0.05)),
    min_size=1,
    max_size=60,
)


@given(draws)
def test_the_curve_is_a_count_of_draws(rows: list[tuple[float, float, float]]) -> None:
    saved, dearer, shares = (np.array(column) for column in zip(*rows, strict=True))
    answer = ask(list(saved), list(dearer), list(shares))
    assert (
        answer.a_dominates + answer.b_dominates + answer.a_above + answer.a_below
        == pytest.approx(1.0)
    )
    worth = np.where(np.abs(saved) < 1e-6, 0.0, RATE * saved) - shares
    for value, share in answer.curve.iloc[::10].to_numpy():
        margin = np.abs(value * worth - dearer)
        if (margin > 1e-9 * (1 + np.abs(dearer))).all():  # not on the edge, where rounding decides
            assert share == pytest.approx((value * worth > dearer).mean())


@given(draws)
def test_a_crossing_is_where_the_curve_changes_sides(
    rows: list[tuple[float, float, float]],
) -> None:
    answer = ask(*[list(column) for column in zip(*rows, strict=True)])
    for level, value in answer.crossings.items():
        wins = answer.curve["a_wins"] >= level
        if value is None:
            assert wins.iloc[[0, -1]].nunique() == 1
        else:
            assert LEAST < value < MOST
            before = answer.curve[answer.curve["value_usd_per_teu"] < value]
            assert (before["a_wins"] >= level).nunique() == 1
