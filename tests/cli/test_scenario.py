"""The scenario, breakeven and sensitivity commands: words in, words out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_list_names_all(cli: Callable) -> None:
    rows = json.loads(cli("scenario", "list", "--format", "json").out)["rows"]
    assert len(rows) == 11
    assert all(row["description"] and row["source_id"] for row in rows)


def test_show_says_before_and_after(cli: Callable) -> None:
    answer = cli("scenario", "show", "hormuz-closed")
    assert answer.code == 0
    assert "limited" in answer.out
    assert "closed" in answer.out


def test_new_is_read_by_check_and_compare(cli: Callable, tmp_path: Path) -> None:
    file = tmp_path / "slow.toml"
    made = cli(
        "scenario",
        "new",
        "slow",
        "--close",
        "bab_el_mandeb",
        "--set",
        "pace.rail_ir.p50=0.06",
        "-o",
        str(file),
    )
    assert made.code == 0
    assert cli("scenario", "check", str(file)).code == 0
    answer = json.loads(
        cli(
            "compare",
            "Mumbai",
            "Moscow",
            "--scenario",
            str(file),
            "--draws",
            "50",
            "--format",
            "json",
        ).out
    )
    assert "suez_black_sea" in {row["corridor"] for row in answer["unavailable"]}


@pytest.mark.parametrize(
    "words",
    [
        ("scenario", "new", "x", "--close", "hormuzz"),
        ("scenario", "new", "x", "--set", "pace.rail_ir.p50=9"),
        ("scenario", "new", "x", "--set", "pace.rail_ir=9"),
        ("scenario", "new", "x", "--set", "pace.rail_ir.p50=fast"),
        ("scenario", "new", "x", "--as-of", "yesterday"),
        ("scenario", "new", "x", "-o", "x.json"),
        ("scenario", "check", "today", "normal-2023"),
        ("scenario", "show", "hormuz-close"),
        ("scenario", "diff", "Mumbai", "Moscow"),
        ("scenario", "matrix", "--pair", "Mumbai"),
        ("scenario", "matrix", "--format", "xml"),
        ("breakeven", "Mumbai", "Moscow", "--against", "suez"),
        ("breakeven", "Moscow", "Kazan"),
        ("sensitivity", "Mumbai", "Moscow", "--by", "colour"),
        ("sensitivity", "Mumbai", "Moscow", "--levers", "pace.warp"),
        ("compare", "Mumbai", "Moscow", "--deadline", "-1"),
        ("compare", "Mumbai", "Moscow", "--draws", "0"),
        ("compare", "Mumbai", "Moscow", "--seed", "-1"),
        ("compare", "Mumbai", "Moscow", "--cargo-value", "0"),
        ("compare", "Mumbai", "Moscow", "--as-of", "2023-01-01", "--scenario", "today"),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_exit_2(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = cli(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("instc: error: ")
    assert answer.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_diff_of_two_scenarios_is_that_of_the_headline_pair(cli: Callable) -> None:
    short = cli(
        "scenario", "diff", "today", "rasht-astara-open", "--draws", "50", "--format", "csv"
    )
    long = cli(
        "scenario",
        "diff",
        "Mumbai",
        "Moscow",
        "--scenario",
        "rasht-astara-open",
        "--draws",
        "50",
        "--format",
        "csv",
    )
    assert (short.code, short.out) == (0, long.out)
    wrong = cli("scenario", "diff", "today", "rasht-astra-open")
    assert wrong.code == 2
    assert "name two scenarios" in wrong.err


def test_diff_splits_the_days(cli: Callable) -> None:
    text = cli(
        "scenario", "diff", "Mumbai", "Moscow", "--scenario", "rasht-astara-open", "--draws", "200"
    ).out
    for word in ("line-haul", "handling", "border", "waiting", "INSTC west (all rail)"):
        assert word in text
    answer = json.loads(
        cli(
            "scenario",
            "diff",
            "Mumbai",
            "Moscow",
            "-s",
            "hormuz-closed",
            "--draws",
            "50",
            "--format",
            "json",
        ).out
    )
    assert "instc_east" in answer["lost"]


def test_matrix_says_where_there_is_no_route(cli: Callable) -> None:
    rows = json.loads(
        cli(
            "scenario",
            "matrix",
            "-s",
            "both-straits-closed",
            "-s",
            "today",
            "--pair",
            "Mumbai:Moscow",
            "--pair",
            "Mumbai:Almaty",
            "--draws",
            "50",
            "--format",
            "json",
        ).out
    )["rows"]
    shut, today = (row for row in rows if row["pair"].endswith("Moscow"))
    assert [row["days"]["by_china"] for row in (shut, today)] == [None, None]
    shut, today = shut["days"], today["days"]
    assert today["by_sea"] > 20
    assert shut["by_sea"] > today["by_sea"] + 10  # round the Cape
    assert shut["over_iran"] >= today["over_iran"] > 15


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "Mumbai", "Moscow"),
        ("breakeven", "Mumbai", "Moscow"),
        ("sensitivity", "Mumbai", "Moscow"),
        ("scenario", "diff", "Mumbai", "Moscow", "-s", "hormuz-closed"),
    ],
    ids=" ".join,
)
def test_tables_fit_80_columns(cli: Callable, words: tuple[str, ...]) -> None:
    lines = cli(*words, "--draws", "50").out.splitlines()
    assert max(len(line) for line in lines if not line.startswith("again:")) <= 80


def test_the_table_says_what_it_rests_on(cli: Callable) -> None:
    text = " ".join(
        cli("compare", "Mumbai", "Moscow", "--draws", "50").out.split()
    )  # wherever a line breaks
    assert text.count("Limited") == 1
    for words in (
        "status as of 2026-07-31",
        "no source after it",
        "grade D",
        "again: instc compare Mumbai Moscow",
        "Time:",
        "Cost:",
        "Not available: INSTC west (all rail)",
    ):
        assert words in text
