"""Which rows decide the spread of an answer."""

from __future__ import annotations

import numpy as np
import pytest

import instc
from instc.comparison.journeys import LUCK
from instc.comparison.worth import (
    DECISIVE,
    DRAWS,
    decisive,
    oldest_decisive,
    opening,
    variance_falls,
    variance_shares,
)
from instc.routing.runs import DEDICATED_RUN
from instc.tables.ages import OURS
from instc.tables.parameters import draw


@pytest.fixture(scope="module")
def answer():
    return instc.load_model().compare("Mumbai", "Moscow", draws=DRAWS)


@pytest.mark.parametrize("quantity", ["days", "usd_per_teu"])
def test_the_shares_of_all_rows_are_the_whole_variance(answer, quantity) -> None:
    """But what luck and dedicated runs add. USD: hire times days is told twice, next to nothing."""
    sums = variance_shares(answer, quantity).sum()
    assert list(sums.index) == opening(answer)
    split = answer.variance(quantity)
    others = split.reindex([LUCK, DEDICATED_RUN]).fillna(0.0).sum()[sums.index]
    assert (sums + others).to_numpy() == pytest.approx(1, abs=0.03)


def test_a_fall_is_that_of_a_row_known_twice_as_well(answer) -> None:
    """By hand: days of one way less half of what one dwell adds."""
    name = opening(answer)[0]
    falls = variance_falls(answer, "days")[name]
    row = falls[falls.index.str.startswith("dwell.")].idxmax()
    met, table = answer.met, answer.parameters

    drawn = draw(table, [row], draws=DRAWS, seed=answer.question.seed)[:, 0]
    days = answer.sample("days", name)
    less = (drawn - table.at[row, "p50"]) * met.time.at[row, name] / 24 / 2
    assert falls[row] == pytest.approx(1 - np.var(days - less) / np.var(days), abs=1e-9)
    assert 0 < falls[row] < 0.75


def test_the_oldest_decisive_row_is_in_every_answer(answer) -> None:
    rows = decisive(answer)
    assert (rows["share"] >= DECISIVE).all()
    said = answer.to_dict()["oldest_decisive"]
    assert said == oldest_decisive(answer)
    dated = rows[rows["source_id"] != OURS]
    assert said["year"] == dated["year"].min()
    assert said["parameter_id"] in dated.index


def test_one_draw_has_no_spread_and_no_decisive_row() -> None:
    assert oldest_decisive(instc.load_model().compare("Mumbai", "Moscow", draws=1)) is None
