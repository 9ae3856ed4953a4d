"""A verdict in the words of a newspaper."""

from __future__ import annotations

import pytest

from instc.evidence.rules import RULES
from instc.evidence.told import in_words
from toy_claims import HUNDRED, Toy, claim


def judged(name, row, dated):
    return RULES[name].judge(row, dated)


@pytest.mark.parametrize(
    ("days", "words"),
    [(5, "Too fast: a - b by mine takes 11-90 days."), (99, "Too slow: "), (50, "Right: ")],
)
def test_a_verdict_in_words_names_pair_way_and_reason(days, words):
    row = claim(quantity="days", low=days, high=days, unit="days")
    found = judged("range", row, Toy())
    assert in_words(row, found, str).startswith(words)


def test_words_of_pairs_and_savings():
    row = claim(quantity="faster")
    found = judged("less", row, Toy(theirs=2 * HUNDRED))
    assert in_words(row, found, str) == "a - b: mine is faster than theirs in 100 runs of 100."
    row = claim(quantity="saving_days", low=40, high=40, unit="%")
    found = judged("saving", row, Toy(theirs=2 * HUNDRED))
    said = "a - b: mine saves 50 to 50 % of the time of theirs, where 40 % is claimed."
    assert in_words(row, found, str) == said
