"""Boxes of 40 ft: print by hand, what stays, what is refused."""

import numpy as np
import pytest

from instc.errors import QuestionError, TableError
from instc.tables.boxes import MONEY, boxed, ratio_of
from instc.tables.parameters import draw, load_parameters
from instc.tables.schema import read_table


@pytest.fixture(scope="module")
def usual():
    return load_parameters("2026-07-31")


@pytest.fixture(scope="module")
def ratios():
    return read_table("boxes")


def test_the_usual_box_changes_nothing(usual, ratios):
    assert boxed(usual, ratios, "20") is usual


@pytest.mark.parametrize(
    ("km", "short", "long"),
    [(4450.5, 14_563.2, 27_688.4), (8800.5, 26_744.4, 52_050.7), (290.5, 3975.0, 6283.1)],
)
def test_a_long_box_by_russian_rail_pays_what_the_tariff_prints(usual, ratios, km, short, long):
    """The dispatch 1.40 times, each km twice: 1.58 at 290 km, 1.90 at 4,450, 1.95 at 8,800."""
    rate = "rate.rail_ru_0_500" if km < 500 else "rate.rail_ru_2000"
    price = [
        2 * (table.at["fee.rail_ru_dispatch", "p50"] + km * table.at[rate, "p50"]) / teu
        for table, teu in ((boxed(usual, ratios, "40"), 1), (usual, 2))
    ]
    assert price[0] / price[1] == pytest.approx(long / short, rel=0.02)


def test_days_and_co2e_of_a_teu_stay_and_every_price_has_a_ratio(usual, ratios):
    long = boxed(usual, ratios, "40")
    money = usual["quantity"].isin(MONEY)
    assert long[~money].equals(usual[~money])
    share = long.loc[money, "p50"] / usual.loc[money, "p50"].where(usual.loc[money, "p50"] > 0)
    assert share.dropna().between(0.5, 1).all()  # no box costs more than two, or less than one


def test_a_reefer_costs_no_less_than_a_long_dry_box(usual, ratios):
    assert (ratio_of(usual, ratios, "reefer40") >= ratio_of(usual, ratios, "40")).all()


def test_the_longest_beginning_holds(usual, ratios):
    ratio = ratio_of(usual, ratios, "40")
    assert ratio["fee.sea_call_ru"] == 1.05
    assert ratio["fee.rail_terminal_ir"] == 1.5  # of "fee."
    assert ratio["rate.rail_ru"] == 2
    assert ratio["rate.rail_kz"] == 1.6
    shuffled = ratios.sample(frac=1, random_state=1)
    assert ratio_of(usual, shuffled, "40").equals(ratio)


def test_draws_are_those_of_the_usual_box_times_the_ratio(usual, ratios):
    ids = ["rate.sea", "fee.sea_call", "hire.container"]
    long = draw(boxed(usual, ratios, "40"), ids, draws=500, seed=3)
    short = draw(usual, ids, draws=500, seed=3)
    assert np.allclose(long, short * np.array([1.05, 1.05, 1.6]) / 2)


def test_what_is_not_in_print_is_refused(usual, ratios):
    with pytest.raises(QuestionError, match=r'^box "45": .* \(ask for 20, 40, reefer40\)$'):
        boxed(usual, ratios, "45")
    with pytest.raises(TableError, match=r"^boxes.csv: no row of box 40 fits rate\."):
        boxed(usual, ratios[~ratios["parameter_id"].str.startswith("rate")], "40")
