"""The answer first: two sentences for people who read no table."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from instc.comparison.path_names import path_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.comparison.verdicts import Verdict

JUDGED = "generalised_usd"  # cost and the value of time
BEST = {  # by the word of `--by`
    "value": "Best, cost and days together",
    "days": "Fastest",
    "usd": "Cheapest",
    "co2e": "Least CO2e",
}


class ShortAnswer(NamedTuple):
    """
    What is best, against what, and what to promise.

    Attributes
    ----------
    text
        Sentences.
    ours, rival
        Ids of the best way over Iran, or of the only side, and of the best of all other sides;
        None where there is none.
    promise_p90
        Whole days that the best of them keeps in nine of ten draws.
    """

    text: str
    ours: str | None
    rival: str | None
    promise_p90: int


def short_answer(comparison: Comparison, called: Callable[[str], str]) -> ShortAnswer:
    """
    Tell the best way, the best of the other side, what to promise, and what is estimated.

    Parameters
    ----------
    comparison
        That is answered.
    called
        Names a way, by its id, in a sentence.
    """
    judged = [one for one in comparison.verdicts() if one.quantity == JUDGED]
    if judged:
        return _judged(comparison, judged[0], called)
    ways = comparison.alternatives
    best = next((name for name, way in ways.items() if "value" in way.found_by), next(iter(ways)))
    row = comparison.table.loc[best]
    path = path_name(ways[best].itinerary)
    text = f"{BEST[comparison.question.by]}: {path}, {_figures(row)}."
    return ShortAnswer(f"{text} {_promise(comparison, best)}", best, None, ceil(row["days_p90"]))


def _judged(comparison: Comparison, judged: Verdict, called: Callable[[str], str]) -> ShortAnswer:
    """Tell the better one of two ways first: by the mean, as they were chosen."""
    pair, share = [judged.ours, judged.rival], 1 - judged.share
    if judged.gap["mean"] > 0:
        pair, share = pair[::-1], judged.share
    best, other = (comparison.table.loc[name] for name in pair)
    text = (
        f"{BEST['value']}: {called(pair[0])}, {_figures(best)}; "
        f"{called(pair[1])} takes {_figures(other)}, "
        f"and is the better one in {share:.0%} of the draws."
    )
    text = f"{text} {_promise(comparison, pair[0])}"
    return ShortAnswer(text, judged.ours, judged.rival, ceil(best["days_p90"]))


def _figures(row: pd.Series) -> str:
    """Print the days with their spread, and the USD, of a way."""
    return (
        f"{row['days_p50']:.0f} days ({row['days_p10']:.0f}-{row['days_p90']:.0f} in eight of ten "
        f"draws) and {row['usd_per_teu_p50']:,.0f} USD per TEU"
    )


def _promise(comparison: Comparison, name: str) -> str:
    """Say what may be promised of a way, and how much of it is estimated."""
    row = comparison.table.loc[name]
    promise = f"Promise {ceil(row['days_p90'])} days (P90)"
    if comparison.question.deadline is not None:
        promise += f", or {ceil(row['days_p95'])} (P95)"
    days, usd = row["grade_d_share_of_days"], row["grade_d_share_of_usd"]
    return f"{promise}; {days:.0%} of its days and {usd:.0%} of its USD are estimated."
