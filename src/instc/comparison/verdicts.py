"""Who wins: the best of ours against the best of all other sides, by one rule, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from instc.errors import QuestionError
from instc.routing.sides import OVER_IRAN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from instc.comparison.question import Alternative
    from instc.door import Objective

    Draws = Callable[[Objective, str], NDArray[np.float64]]

WORDS = (  # from which share of draws on, and what it is called
    (0.9, "clearly {} than"),
    (0.75, "mostly {} than"),
    (0.25, "no clear winner against"),
    (0.1, "mostly not {} than"),
    (0.0, "clearly not {} than"),
)
TOPICS: dict[Objective, tuple[str, str, str]] = {  # what is judged, a winner's word, digits, unit
    "days": ("Time", "faster", "{:+.1f} days"),
    "usd_per_teu": ("Cost", "cheaper", "{:+,.0f} USD"),
    "co2e_kg_per_teu": ("CO2e", "lower", "{:+,.0f} kg"),
    "generalised_usd": ("Cost with time", "cheaper", "{:+,.0f} USD"),
}
SAID: tuple[Objective, ...] = ("days", "usd_per_teu")  # in print; the others in the JSON
OPPOSITE = {"faster": "slower", "cheaper": "dearer", "lower": "higher"}
GAP = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


class Verdict(NamedTuple):
    """
    How ours stands against its rival.

    Attributes
    ----------
    quantity
        By which both were chosen, and are judged.
    ours, rival
        Ids.
    share
        Of the draws in which ours is better.
    gap
        Quantiles and mean of ours less the rival.
    words
        The same, in a sentence.
    """

    quantity: Objective
    ours: str
    rival: str
    share: float
    gap: dict[str, float]
    words: str


def call(share: float, word: str) -> str:
    """
    Name the share of draws (0 to 1) in which one way is better, by a comparative such as "faster".

    Examples
    --------
    >>> call(0.95, "faster"), call(0.5, "faster")
    ('clearly faster than', 'no clear winner against')
    """
    return next(words for least, words in WORDS if share >= least).format(word)


def ours_and_rival(
    ways: Mapping[str, Alternative], means: Mapping[str, float]
) -> tuple[str | None, str | None]:
    """
    Choose the best way over Iran, and the best of all other sides, each by its mean.

    Of a side that was found, its own ways alone: a named row may be one that nobody sells.

    Parameters
    ----------
    ways
        By id.
    means
        Of the quantity that is judged, by id.

    Returns
    -------
    ours, rival
        Ids; None where there is none.
    """
    ours, others = [], []
    found = {way.family for way in ways.values() if way.found_by}
    for name, way in ways.items():
        if way.family in found and not way.found_by:
            continue
        if way.family == OVER_IRAN:
            ours.append(name)
        else:
            others.append(name)
    return min(ours, key=means.__getitem__, default=None), min(
        others, key=means.__getitem__, default=None
    )


def verdict(
    quantity: Objective,
    pair: tuple[str, str],
    draws: tuple[NDArray[np.float64], NDArray[np.float64]],
    called: tuple[str, str],
) -> Verdict:
    """
    Judge two ways by their paired draws.

    Parameters
    ----------
    quantity
        That is judged.
    pair
        Ids of ours and the rival.
    draws
        Of both.
    called
        What both are called in the sentence.
    """
    own, other = draws
    topic, word, form = TOPICS[quantity]
    share = float((own < other).mean())
    low, middle, high = np.quantile(own - other, list(GAP.values())).tolist()
    gap = dict(zip(GAP, (low, middle, high), strict=True))
    average = float(own.mean() - other.mean())
    lead = share - float((own > other).mean())
    gap["mean"] = average
    span = f"P10 {form.format(low)}, P90 {form.format(high)}"
    words = (
        f"{topic}: {called[0]} is {call(share, word)} {called[1]}: {word} in {share:.0%} of the "
        f"draws{_at_odds(word, lead, average)}; difference {form.format(middle)} (P50; {span}), "
        f"{form.format(average)} on average."
    )
    return Verdict(quantity, *pair, share, gap, words)


def _at_odds(word: str, lead: float, average: float) -> str:
    """Say where one way wins more often, and the other on average; else nothing."""
    if lead * average <= 0:
        return ""
    often, mean = (word, OPPOSITE[word]) if lead > 0 else (OPPOSITE[word], word)
    return f", {often} more often, {mean} on average"


def called(way: Alternative, side: str, *, instc: bool) -> str:
    """Call a way in a sentence: by its side, and its path."""
    who = f"the way {side}"
    if way.family == OVER_IRAN and instc:
        who = "the INSTC"
    return f"{who} ({way.label})"


def two_ways(ours: str | None, rival: str | None, ends: str, rivalry: str) -> tuple[str, str]:
    """
    Give the two ways that are to be weighed.

    Raises
    ------
    QuestionError
        One is lacking, or both are the same.
    """
    if ours is None or rival is None:
        lacking = "way over Iran" if ours is None else "rival"
        why = f" ({rivalry})" if rivalry else ""
        raise QuestionError(f"no {lacking} joins {ends}{why}: name two ways, --way and --against")
    if ours == rival:
        raise QuestionError(f'"{ours}" can\'t be compared with itself')
    return ours, rival
