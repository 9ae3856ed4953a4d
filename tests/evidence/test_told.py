"""A verdict in the words of a newspaper."""

from __future__ import annotations

import re

import pytest

from instc.evidence.claims import check_claims
from instc.evidence.rules import RULES
from instc.evidence.told import in_words
from toy_claims import HUNDRED, Toy, claim

QUICK = ["e01", "e05", "e06", "e08", "e11", "c004", "c013", "c037", "c076c", "c104", "c110"]


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


def test_a_price_is_told_beside_what_is_claimed_in_the_same_money():
    row = claim(quantity="usd_per_teu", low=80, high=80, unit="USD/FEU", date="2017")
    said = in_words(row, judged("range", row, Toy()), str)
    assert said.startswith(
        "Possible, at the edge: a - b by mine costs USD 11-90 a TEU; claimed, in the same unit,"
    )


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (
            2 * HUNDRED,
            "Yes: a - b, mine is faster than theirs in 100 of 100 runs (about 50 against",
        ),
        (
            HUNDRED / 2,
            "No: a - b, mine is faster than theirs in 0 of 100 runs (about 50 against 25",
        ),
    ],
)
def test_faster_is_told_in_runs_and_days(theirs, words):
    row = claim(quantity="faster")
    assert in_words(row, judged("less", row, Toy(theirs=theirs)), str).startswith(words)


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (2 * HUNDRED, "Right: a - b, mine is 50 % faster than theirs; claimed: 40 % faster."),
        (
            HUNDRED / 2,
            "Far too much: a - b, mine is 100 % slower than theirs; claimed: 40 % faster.",
        ),
        (
            HUNDRED[::-1],
            "Possible: a - b, mine is from 727 % slower to 88 % faster than theirs; claimed: 40 % faster.",
        ),
    ],
)
def test_a_saving_has_no_minus_sign(theirs, words):
    row = claim(quantity="saving_days", low=40, high=40, unit="%")
    assert in_words(row, judged("saving", row, Toy(theirs=theirs)), str) == words


def test_no_verdict_speaks_of_draws_ids_or_facilities():
    """What `instc claims list` prints can stand in a newspaper."""
    for checked in check_claims(QUICK):
        assert not re.search(r"draws|P\d0|\w_\w|\.(?:rail|port|road)|\bmm\b|-\d+ to", checked.words)
        assert checked.words.endswith((".", "?"))


def test_a_verdict_names_no_town_twice():
    row = claim(quantity="length_km", corridor_id="mine", low=2000, high=2000, unit="km", to_id="b")
    found = judged("length", row, Toy())
    assert (
        in_words(row, found, {"mine": "Suez to b", "theirs": "", "a": "a", "b": "b"}.get)
        == "Too long: a - b by Suez is 1,000 km."
    )
