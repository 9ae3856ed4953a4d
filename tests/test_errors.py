"""Errors are ours and Python's, and suggest what was meant."""

import pytest

from instc import errors
from instc.errors import InstcError, UnknownIdError, did_you_mean, shorten

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, InstcError) and kind is not InstcError
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_error_is_ours_and_a_built_in(kind):
    builtin = [
        base
        for base in kind.__mro__
        if base.__module__ == "builtins" and base not in {Exception, BaseException, object}
    ]
    assert issubclass(kind, InstcError)
    assert builtin, "both habits of catching must work"
    assert str(kind("one sentence")) == "one sentence"


def test_unknown_id_without_arguments_has_an_empty_text():
    assert str(UnknownIdError()) == ""


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("Moskow", ["Moscow", "Minsk"], ' (did you mean "Moscow"?)'),
        ("MOSCOW", ["Moscow"], ' (did you mean "Moscow"?)'),
        ("qqqq", ["Moscow"], ""),
        ("", ["Moscow"], ""),
        ("Moscow", [], ""),
    ],
)
def test_did_you_mean(word, known, expected):
    assert did_you_mean(word, known) == expected


def test_at_most_three_suggestions():
    assert did_you_mean("aaaa", ["aaab", "aaac", "aaad", "aaae"]).count('"') == 6


def test_quotes_can_be_chosen():
    assert did_you_mean("close", ["closed"], quote="'") == " (did you mean 'closed'?)"


def test_a_long_word_is_neither_compared_nor_repeated():
    assert did_you_mean("x" * 101, ["x" * 101]) == ""
    assert shorten("x" * 61) == "x" * 60 + "..."
    assert shorten("x" * 60) == "x" * 60
