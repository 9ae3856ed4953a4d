"""A question is plain data: compared, hashed, refused where it can't be meant, and written as a command."""

from __future__ import annotations

import shlex
from dataclasses import FrozenInstanceError, replace

import pytest

from instc.comparison.question import USUAL_DRAWS, Question
from instc.errors import QuestionError

PLAIN = Question("Mumbai", "Moscow")


def test_what_is_asked_alike_is_one_question():
    assert Question("Mumbai", "Moscow", draws=USUAL_DRAWS) == PLAIN
    assert len({PLAIN, Question("Mumbai", "Moscow"), replace(PLAIN, seed=2)}) == 2


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("days", ("time",)),
        ("usd", ("cost", "usd_per_teu")),
        ("co2e", ("co2", "co2e_kg_per_teu")),
        ("value", ("generalised_usd",)),
    ],
)
def test_one_word_is_written_for_each_objective(word, others):
    for other in others:
        assert replace(PLAIN, by=other) == replace(PLAIN, by=word)
        assert replace(PLAIN, by=other).by == word


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "Bombay"},
        {"via": ("Baku",)},
        {"deadline": 30.0},
        {"cargo_value": 1e5},
        {"box": "40"},
        {"verb": "route"},
        {"possible": True},
        {"served": True},
        {"ready": True},
        {"ship": "feeder"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_is_asked_otherwise_is_another(other):
    assert replace(PLAIN, **other) != PLAIN
    assert hash(replace(PLAIN, **other)) != hash(PLAIN)


def test_it_can_not_be_changed():
    with pytest.raises(FrozenInstanceError):
        PLAIN.origin = "Bombay"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"draws": 0}, "draws"),
        ({"draws": 1_000_001}, "draws"),
        ({"seed": -1}, "seed"),
        ({"possible": True, "served": True}, "possible and served: ask for one of them"),
        ({"deadline": 0.0}, "deadline 0: must be above 0 days"),
        ({"deadline": -2.5}, "deadline -2.5: must be above 0 days"),
        ({"deadline": float("nan")}, "deadline nan"),
        ({"deadline": float("inf")}, "deadline inf"),
        ({"deadline": 36_500.1}, "must be above 0 days and at most 36,500"),
        ({"seed": 2**53}, "seed 9007199254740992: must be at most 9007199254740991"),
    ],
)
def test_numbers_that_can_not_be_meant(numbers, said):
    with pytest.raises(QuestionError, match=said):
        replace(PLAIN, **numbers)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ({}, "instc compare Mumbai Moscow --seed 1"),
        ({"draws": 50, "seed": 7}, "instc compare Mumbai Moscow --draws 50 --seed 7"),
        ({"verb": "route"}, "instc route Mumbai Moscow --seed 1"),
        ({"verb": "route", "by": "days"}, "instc route Mumbai Moscow --by days --seed 1"),
        ({"verb": "route", "by": "time"}, "instc route Mumbai Moscow --by days --seed 1"),
        ({"verb": "route", "by": "cost"}, "instc route Mumbai Moscow --by usd --seed 1"),
        ({"verb": "route", "by": "co2e_kg_per_teu"}, "instc route Mumbai Moscow --by co2e --seed 1"),
        ({"verb": "route", "by": "generalised_usd"}, "instc route Mumbai Moscow --seed 1"),
        ({"via": ("Baku",), "via_all": True}, "instc compare Mumbai Moscow --via Baku --via-all --seed 1"),
        ({"verb": "route", "mode": "sea"}, "instc route Mumbai Moscow --mode sea --seed 1"),
        ({"served": True, "ready": True}, "instc compare Mumbai Moscow --served --ready --seed 1"),
        ({"possible": True, "ship": "feeder"}, "instc compare Mumbai Moscow --possible --ship feeder --seed 1"),
        ({"against": ("cape", "instc_east")}, "instc compare Mumbai Moscow --against cape,instc_east --seed 1"),
        ({"via": ("Baku", "Yerevan")}, "instc compare Mumbai Moscow --via Baku --via Yerevan --seed 1"),
        ({"avoid": ("suez",), "deadline": 30.5}, "instc compare Mumbai Moscow --avoid suez --deadline 30.5 --seed 1"),
        ({"cargo_value": 5e4}, "instc compare Mumbai Moscow --cargo-value 50000 --seed 1"),
    ],
)  # fmt: skip
def test_only_what_is_not_usual_is_said_and_the_seed_always(model, question, line):
    assert replace(PLAIN, **question).command(model) == line


def test_another_command_of_the_same_ways_has_options_of_its_own(model):
    line = PLAIN.command(model, verb="breakeven", against="suez_baltic", way=None)
    assert line == "instc breakeven Mumbai Moscow --against suez_baltic --seed 1"


def test_the_world_is_said_before_the_question(model):
    line = replace(PLAIN, draws=50).command(model.under("winter"))
    assert line == "instc compare Mumbai Moscow --scenario winter --draws 50 --seed 1"


@pytest.mark.parametrize("place", ["St Petersburg", "a;b", "-5,3"])
def test_a_shell_reads_the_words_that_were_typed(model, place):
    assert place in shlex.split(replace(PLAIN, origin=place).command(model))
