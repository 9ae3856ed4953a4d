"""The pairs whose answers are frozen."""

from __future__ import annotations

from instc.evidence.pairs import PAIRS


def test_there_are_twenty_of_two_ends() -> None:
    assert len(set(PAIRS)) == 20
    assert all(origin != destination for origin, destination in PAIRS)
