"""The commands breakeven and sensitivity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def test_breakeven_in_all_formats(cli: Callable) -> None:
    answer = json.loads(
        cli(
            "breakeven",
            "Mumbai",
            "Moscow",
            "--against",
            "suez_baltic",
            "--draws",
            "500",
            "--format",
            "json",
        ).out
    )
    assert answer["schema"] == "instc.breakeven/1"
    assert sum(
        answer[name] for name in ("a_dominates", "b_dominates", "a_above", "a_below")
    ) == pytest.approx(1, abs=0.002)
    assert "--against suez_baltic" in answer["again"]
    assert cli("breakeven", "Mumbai", "Moscow", "--draws", "50", "--format", "csv").out.startswith(
        "value_usd_per_teu,a_wins\n1000"
    )
    assert "In half of the draws" in cli("breakeven", "Mumbai", "Moscow", "--draws", "50").out


def test_sensitivity_in_all_formats(cli: Callable) -> None:
    answer = json.loads(
        cli("sensitivity", "Mumbai", "Moscow", "--draws", "500", "--format", "json").out
    )
    assert len(answer["levers"]) == 10
    for split in answer["variance"].values():
        assert sum(split.values()) == pytest.approx(
            1, abs=0.01
        )  # each of some dozens is rounded to 0.0001
    assert (
        cli(
            "sensitivity", "Mumbai", "Moscow", "--draws", "50", "--by", "cost", "--format", "csv"
        ).code
        == 0
    )
