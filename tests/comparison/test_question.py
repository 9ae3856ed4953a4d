"""The command that asks again: only what was asked, in words that a shell takes."""

from __future__ import annotations

import shlex

import pytest

from instc.comparison.question import command

PLAIN = {"scenarios": ["today"], "as_of": None}


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "instc compare Mumbai Moscow"),
        ({"draws": 10_000}, "instc compare Mumbai Moscow"),
        ({"draws": 200, "seed": 1}, "instc compare Mumbai Moscow --draws 200 --seed 1"),
        ({"deadline": None}, "instc compare Mumbai Moscow"),
        ({"deadline": 30.0}, "instc compare Mumbai Moscow --deadline 30"),
        ({"deadline": 30.5}, "instc compare Mumbai Moscow --deadline 30.5"),
        ({"via": ("Baku", "Tehran")}, "instc compare Mumbai Moscow --via Baku --via Tehran"),
        ({"via": ()}, "instc compare Mumbai Moscow"),
        ({"cargo_value": 1000}, "instc compare Mumbai Moscow --cargo-value 1000"),
    ],
)
def test_options_are_said_where_they_say_something(options, line):
    assert command("compare", "Mumbai", "Moscow", **PLAIN, **options) == line


def test_scenarios_and_the_day_are_said_and_today_is_not():
    line = command("route", "A", "B", scenarios=["today", "winter", "x.toml"], as_of="2023-01-01")
    assert line == "instc route A B --scenario winter --scenario x.toml --as-of 2023-01-01"


@pytest.mark.parametrize("place", ["St Petersburg", "it's", "a;b", "$HOME", "-5,3", "Москва", ""])
def test_a_shell_reads_the_words_that_were_typed(place):
    assert shlex.split(command("compare", place, "Moscow", **PLAIN)) == [
        "instc",
        "compare",
        place,
        "Moscow",
    ]


def test_the_data_stands_before_the_verb():
    line = command("compare", "A", "B", **PLAIN, data=["--extra", "my tables"])
    assert shlex.split(line) == ["instc", "--extra", "my tables", "compare", "A", "B"]
