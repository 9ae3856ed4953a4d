"""A claim as a picture."""

import pytest

from instc.plotting.card import card_bytes

TOLD = {
    "statement": "It costs $5",
    "who": "A",
    "verdict": "holds",
    "words": "w " * 500,
    "basis": "b",
}


@pytest.mark.parametrize(
    ("format_", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_card_is_the_same_each_time(format_, start):
    card = card_bytes(TOLD, format_)
    assert card.startswith(start)
    assert card == card_bytes(TOLD, format_)


def test_a_card_says_what_it_is_told_and_cuts_what_has_no_room():
    text = card_bytes(TOLD, "svg").decode()
    assert "HOLDS" in text
    assert "$5" in text
    assert "…" in text
