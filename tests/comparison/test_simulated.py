"""Ways under one set of draws: what is asked of them by name, by value, and what they hand out."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from instc.errors import QuestionError, UnknownIdError

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison


def test_a_sample_is_found_by_id_label_name_and_by_the_id_that_is_the_same(
    answer: Comparison,
) -> None:
    assert answer.same_as, "else this says nothing"
    for name, same in answer.same_as.items():
        assert (answer.sample("days", name) == answer.sample("days", same)).all()
        assert (answer.sample("days", name.replace("_", "-")) == answer.sample("days", same)).all()
    for name, way in answer.alternatives.items():
        if answer.table["label"].tolist().count(way.label) == 1:
            assert (answer.sample("days", way.label) == answer.sample("days", name)).all()


def test_what_is_not_among_them_is_refused_with_the_reason_or_the_nearest(
    answer: Comparison,
) -> None:
    with pytest.raises(QuestionError, match=r"not among the alternatives: .*planned"):
        answer.sample("days", "instc_west_rail")
    with pytest.raises(UnknownIdError, match=r'did you mean "by_sea"'):
        answer.sample("days", "by_see")


def test_generalised_usd_is_the_cost_and_the_days_at_their_price(answer: Comparison) -> None:
    for name in answer.alternatives:
        usd, days = answer.sample("usd_per_teu", name), answer.sample("days", name)
        wanted = usd + days * answer.consignment.usd_per_day
        assert answer.sample("generalised_usd", name) == pytest.approx(wanted)


def test_another_value_prices_the_same_ways_anew(answer: Comparison) -> None:
    """Days stay; a dollar more of value costs its share and its days, and the verdict may turn."""
    dear = answer.repriced(200_000)
    assert dear.alternatives == answer.alternatives
    assert dear.same_as == answer.same_as
    for name in answer.alternatives:
        assert (dear.sample("days", name) == answer.sample("days", name)).all()
        assert (dear.sample("usd_per_teu", name) >= answer.sample("usd_per_teu", name)).all()
        slow = dear.table.at[name, "generalised_usd_mean"]
        assert slow > answer.table.at[name, "generalised_usd_mean"]
    assert dear.consignment.value_usd_per_teu == 200_000
    assert answer.consignment.value_usd_per_teu == 40_000


def test_what_is_handed_out_is_a_copy_or_can_not_be_written(answer: Comparison) -> None:
    before = answer.to_json()
    answer.same_as["x"] = "y"
    answer.alternatives.clear()
    answer.unavailable.clear()
    table, met = answer.table, answer.met
    table["days_p50"] = 0.0
    met.time.iloc[:] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        answer.sample("days", "by_sea")[0] = 0.0
    assert answer.to_json() == before


def test_it_pickles_without_what_is_summed_up(answer: Comparison) -> None:
    _ = answer.table, answer.verdicts()
    same = pickle.loads(pickle.dumps(answer))  # noqa: S301  (our own bytes)
    assert not {"_summaries", "_table", "_verdicts"} & set(vars(same))
    assert same.to_json() == answer.to_json()


def test_the_table_says_of_each_row_why_it_is_hidden_unless_rows_were_asked_for(
    answer: Comparison,
) -> None:
    assert set(answer.table["hidden_reason"]) > {""}
    asked = answer.world.compare("Mumbai", "Moscow", against=["by_sea"], draws=10)
    assert set(asked.table["hidden_reason"]) == {""}


def test_shares_are_of_all_rows_once(answer: Comparison) -> None:
    """Hindsight: in each draw one row is the fastest."""
    days = np.array([answer.sample("days", name) for name in answer.alternatives])
    first = np.bincount(days.argmin(axis=0), minlength=len(days)) / days.shape[1]
    assert answer.table["fastest_share"].to_numpy() == pytest.approx(first, abs=0.0005)


def test_legs_are_those_of_every_way_once(answer: Comparison) -> None:
    legs = answer.legs()
    assert legs["corridor_id"].unique().tolist() == list(answer.alternatives)
    for name, way in answer.alternatives.items():
        rows = legs[legs["corridor_id"] == name]
        assert len(rows) == len(way.itinerary.legs())
        assert set(rows["family"]) == {way.family}
        assert set(rows["label"]) == {way.label}
