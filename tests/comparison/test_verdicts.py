"""Words for shares of draws."""

import pytest

from instc.comparison.verdicts import call, sentence


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "clearly x than"), (0.9, "clearly x than"), (0.899, "mostly x than"), (0.75, "mostly x than"), (0.749, "no clear winner against"),
     (0.25, "no clear winner against"), (0.249, "mostly not x than"), (0.1, "mostly not x than"), (0.099, "clearly not x than"), (0.0, "clearly not x than")],
)  # fmt: skip
def test_every_share_has_words(share: float, words: str) -> None:
    assert call(share, "x") == words


def test_a_sentence_groups_and_orders() -> None:
    said = sentence("Cost", "cheaper", "A", {"B": 0.02, "C": 0.97, "D": 0.91})
    assert (
        said
        == "Cost: A is clearly cheaper than C (97 %), D (91 %); clearly not cheaper than B (2 %)."
    )
