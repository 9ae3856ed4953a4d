"""Printed prices and emissions beside the model."""

from __future__ import annotations

import pandas as pd
import pytest

from instc.errors import QuestionError
from instc.evidence.dated import Dated
from instc.evidence.printed import load_printed
from instc.evidence.witnesses import _shown, witnesses
from instc.model import load_model

TABLE = load_printed("witnesses")


@pytest.fixture(scope="module")
def dated():
    return Dated(load_model())


def row(name: str, **cells: object) -> pd.Series:
    """A shipped row with other cells."""
    return pd.Series(TABLE.set_index("witness_id", drop=False).loc[name].to_dict() | cells)


def test_there_are_many_and_each_says_whether_it_stands_alone() -> None:
    assert len(TABLE) >= 25
    assert set(TABLE["quantity"]) == {"usd_per_teu", "co2e_kg_per_teu"}
    assert set(TABLE["independent"]) == {True, False}
    assert set(TABLE["grade"]) <= {"C", "D"}  # all were read as excerpts


def test_a_price_is_turned_into_the_money_of_the_model(dated) -> None:
    seen = _shown(row("usd_in_jea_2024_06"), dated)
    assert (seen.low, seen.high) == (250, 250)  # money of 2024
    p10, p50, p90 = seen.quantiles
    assert p10 < p50 < p90
    assert seen.hit is (p10 <= 250 <= p90)
    assert 0 <= seen.position <= 1
    old = _shown(row("usd_in_jea_2024_06", as_of="2019-06-30"), dated)
    assert 1.1 < old.low / 250 < 1.3  # by the deflator


def test_grams_are_turned_into_kg_over_the_way(dated) -> None:
    """By hand: 10 g per TEU-km, and 1 g per t-km of the box's tonnes, over the km of the lane."""
    lane = {"from_id": "nhava_sheva.port", "to_id": "jebel_ali.port"}
    by_box = _shown(row("co2_in_bnd_1000", **lane, low=10, high=10, unit="g/TEU-km"), dated)
    by_tonne = _shown(row("co2_in_bnd_1000", **lane, low=1, high=1, unit="g/t-km"), dated)
    assert 15 < by_box.low < 25  # some 2,000 km
    tonnes = dated.world.parameters.at["mass.tonnes_per_teu", "p50"]
    assert by_tonne.low / by_box.low == pytest.approx(tonnes / 10)


def test_no_way_is_no_miss(dated) -> None:
    seen = _shown(
        row("usd_in_mow_2021_12", corridor_id="instc_west_rail", as_of="2026-07-31"), dated
    )
    assert seen.hit is None
    assert seen.again
    told = seen.to_dict()
    assert told["model"] == dict.fromkeys(told["model"])


def test_carbon_misses_come_first_and_all_are_shown(dated) -> None:
    seen = witnesses("co2e", dated=dated)
    assert len(seen) == (TABLE["quantity"] == "co2e_kg_per_teu").sum()
    order = [{False: 0, True: 1, None: 2}[one.hit] for one in seen]
    assert order == sorted(order)


def test_another_quantity_is_refused(dated) -> None:
    with pytest.raises(QuestionError, match="must be one of usd, co2e"):
        witnesses("days", dated=dated)
