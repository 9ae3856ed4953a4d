"""Each kind of argument: what it reads, and what it says of what it does not."""

from __future__ import annotations

import doctest
import inspect
from decimal import Decimal
from typing import get_args

import numpy as np
import pandas as pd
import pytest
import shapely

from instc import door, model
from instc.comparison import objectives
from instc.errors import QuestionError


@door.checked
def ask(*, one: str = "", where: door.Place = "", day: door.Day | None = None, draws: int = 1, days: float = 1,
        sure: bool = False, any_order: Iterable[str] = (), in_order: Sequence[str] = ()) -> dict:  # noqa: F821  # fmt: skip
    """Give what is met inside.

    >>> ask(one=np.str_("a"))["one"]
    'a'
    """
    return locals()


ask.__wrapped__.__annotations__ |= {"where": "Place", "day": "Day | None"}


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        ("one", np.str_(" a  b\n"), "a b"),
        ("where", (1, 2), "1.0,2.0"),
        ("where", [np.float32(0.5), Decimal("-2.25")], "0.5,-2.25"),
        ("where", shapely.Point(49.8, 40.4, 7.0), "49.8,40.4"),
        ("day", pd.Timestamp("2024-02-29 12:00"), "2024-02-29"),
        ("day", np.datetime64("2024-02-29T12"), "2024-02-29"),
        ("day", None, None),
        ("draws", 1e4, 10_000),
        ("draws", np.array(7), 7),
        ("days", np.int8(7), 7.0),
        ("days", Decimal("7.5"), 7.5),
        ("sure", np.False_, False),
        ("any_order", {"b", "a"}, ("a", "b")),
        ("any_order", "ab", ("ab",)),
        ("any_order", None, ()),
        ("in_order", {"a"}, ("a",)),
        ("in_order", pd.Series(["b", "a"]), ("b", "a")),
        ("in_order", (word for word in "ba"), ("b", "a")),
    ],
)
def test_what_is_read(name, value, met):
    found = ask(**{name: value})[name]
    assert found == met
    assert type(found) is type(met)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("one", b"a", "one b'a': must be a text"),
        ("one", "a\0b", r'one "a\x00b": holds signs that no name has'),
        ("one", "a" * 1001, f'one "{"a" * 60}...": is longer than any name'),
        ("where", True, "where True: must be a name, a code"),
        ("where", (1, 2, 3), "where (1, 2, 3): must be a name"),
        ("where", ("a", "b"), "where ('a', 'b'): must be a name"),
        ("day", 20240229, 'day 20240229: must be a date, such as "2026-07-31"'),
        ("day", pd.NaT, '"NaT" is not a date'),
        ("day", "2023-02-29", '"2023-02-29" is not a date'),
        ("draws", True, "draws True: must be a whole number"),
        ("draws", 2.5, "draws 2.5: must be a whole number"),
        ("draws", 10**400, "must be a whole number"),
        ("days", "7", 'days "7": must be a number'),
        ("days", 1j, "days 1j: must be a number"),
        ("sure", 1, "sure 1: must be True or False"),
        ("any_order", [None], "any_order [None]: must be a text"),
        ("any_order", {"a": 1}, "any_order {'a': 1}: must be a text"),
        ("any_order", iter(int, 1), "must hold at most 100,000 values"),
        ("in_order", {"a", "b"}, "a set has no order: give a list"),
    ],
)
def test_what_is_refused(name, value, said):
    with pytest.raises(QuestionError) as refused:
        ask(**{name: value})
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_words_of_a_choice_have_one_home():
    assert set(get_args(door.Objective)) == set(objectives.WORD)
    assert set(get_args(door.By)) == set(objectives.OBJECTIVE)
    with pytest.raises(
        QuestionError, match=r'minimise "dayz": must be one of days.*did you mean "days"'
    ):
        model.load_model().route("INNSA", "IRSRP", minimise="dayz")


def test_an_example_behind_the_door_is_found_and_run():
    """By doctest, which looks only at functions of the module."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    assert "instc.model.load_model" in [one.name for one in finder.find(model)]
    assert "instc.model.Model.compare" in [one.name for one in finder.find(model)]


def test_help_shows_the_signature_as_it_is_written():
    assert list(inspect.signature(model.Model.compare).parameters)[:3] == [
        "self",
        "origin",
        "destination",
    ]
    assert model.load_model.__doc__.strip().startswith("Load the model")
