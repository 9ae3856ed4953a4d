"""Rows by age against the half-life of their kind."""

from __future__ import annotations

import instc
from instc.evidence.freshness import by_age
from instc.tables.ages import OURS


def test_rows_by_age_are_in_half_lives_and_leave_estimates_out() -> None:
    rows = by_age(instc.load_model())
    assert (rows["age"] / rows["half_life"]).is_monotonic_decreasing
    assert OURS not in set(rows["source_id"])
    assert {"rate", "dwell", "length"} <= set(rows["quantity"])
    lengths = rows[rows["quantity"] == "length"]
    assert set(lengths["half_life"]) == {30}
