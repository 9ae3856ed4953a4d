"""From which cargo value on a faster way is worth its price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from instc.comparison.simulation import value_shares
from instc.display.html import Displayed, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison

LEAST, MOST = 1e3, 1e6  # USD per TEU
SAME_DAYS = 1e-6  # below it the days are the same and money decides
LEVELS = (0.1, 0.5, 0.9)
POINTS = 61
SHARES = ("a_dominates", "b_dominates", "a_above", "a_below")


class Costs(NamedTuple):
    """
    What a way costs whatever the cargo is worth: draws.

    ``days``; ``usd`` per TEU without what depends on the value; ``share`` of the value.
    """

    days: NDArray[np.float64]
    usd: NDArray[np.float64]
    share: NDArray[np.float64]

    def at(self, values: NDArray[np.float64], rate: float, level: float) -> NDArray[np.float64]:
        """Give a quantile of the cost with the value of time, at values of the cargo."""
        per_usd = self.share + rate * self.days
        found = [np.quantile(self.usd + value * per_usd, level) for value in values]
        return np.array(found)


def costs_of(comparison: Comparison, *names: str) -> list[Costs]:
    """Take what ways cost apart, so that it can be asked at any value of the cargo."""
    question, value = comparison.question, comparison.consignment.value_usd_per_teu
    met, drawn = comparison.met, {"draws": question.draws, "seed": question.seed}
    shares = value_shares(met, comparison.parameters, **drawn)
    ways = list(met.share.columns)
    costs = []
    for name in names:
        share = shares[:, ways.index(name)]
        usd = comparison.sample("usd_per_teu", name) - share * value
        costs.append(Costs(comparison.sample("days", name), usd, share))
    return costs


@dataclass(frozen=True, eq=False, repr=False)
class BreakEven(Displayed):
    """
    When way a wins over way b.

    Attributes
    ----------
    a, b
        Names of the two ways.
    a_dominates, b_dominates, a_above, a_below
        Shares of draws in which a wins at every value, at none, above some value, below some value;
        they sum to 1.
    curve
        Columns ``value_usd_per_teu`` and ``a_wins``: the share of draws in which a wins at a value.
    crossings
        Value at which that share crosses 10, 50 and 90 %, USD per TEU; None where it crosses it
        nowhere.
    """

    a: str
    b: str
    a_dominates: float
    b_dominates: float
    a_above: float
    a_below: float
    curve: pd.DataFrame
    crossings: dict[float, float | None]

    def words(self, level: float = 0.5) -> str:
        """Say from or up to which value a wins in a share of draws: ``rail wins from ...``."""
        value, wins_first = self.crossings[level], self.curve["a_wins"].iloc[0] >= level
        if value is None and wins_first:
            return f"{self.a} wins at every value"
        if value is None:
            return f"{self.a} wins at no value: never below 1e6 USD per TEU"
        way = "from"
        if wins_first:
            way = "up to"
        return f"{self.a} wins {way} {_two_figures(value):,.0f} USD per TEU"

    def _view(self) -> View:
        """List when a wins, and from which value on."""
        cases = {
            f"{self.a} wins at every value": self.a_dominates,
            f"{self.a} wins above some value": self.a_above,
            f"{self.a} wins below some value": self.a_below,
            f"{self.b} wins at every value": self.b_dominates,
        }
        table = pd.DataFrame({"case": list(cases), "share": list(cases.values())})
        columns = {"case": "by the value of the cargo", "share": "of the draws"}
        crossed = [f"in {level:.0%} of the draws: {self.words(level)}" for level in LEVELS]
        return View(table, columns, f"{self.a} against {self.b}", crossed)

    def to_dict(self) -> dict[str, object]:
        """Give the answer as plain values: shares to 0.001, values to 1 USD."""
        crossings: dict[str, int | None] = {}
        for level, value in self.crossings.items():
            crossings[f"{level:.0%}"] = None if value is None else round(value)
        points = self.curve.to_numpy().tolist()
        return {
            "a": self.a,
            "b": self.b,
            **{name: round(getattr(self, name), 3) for name in SHARES},
            "crossings": crossings,
            "conclusion": self.words(),
            "curve": [[round(value), round(share, 3)] for value, share in points],
        }


def break_even(
    days_a: NDArray[np.float64],
    usd_a: NDArray[np.float64],
    share_a: NDArray[np.float64],
    days_b: NDArray[np.float64],
    usd_b: NDArray[np.float64],
    share_b: NDArray[np.float64],
    *,
    rate: float,
    names: tuple[str, str] = ("a", "b"),
) -> BreakEven:
    """
    Find from which cargo value on way a wins over way b.

    Parameters
    ----------
    days_a, days_b
        Days of each draw.
    usd_a, usd_b
        USD per TEU of each draw, without what depends on the value.
    share_a, share_b
        Share of the value that each way costs, each draw.
    rate
        Share of the value that a day costs.
    names
        Of the two ways.

    Returns
    -------
    break_even
        a wins at a value V iff V (rate (days_b - days_a) - (share_a - share_b)) > usd_a - usd_b:
        iff V times what a dollar of value gains is more than what the way is dearer.

    Examples
    --------
    >>> one, none = np.ones(1), np.zeros(1)
    >>> answer = break_even(one * 20, one * 1500, none, one * 30, one * 900, none, rate=0.006)
    >>> round(answer.crossings[0.5]), answer.a_above  # 600 USD over 10 days of 0.6 %
    (10000, 1.0)
    """
    saved = days_b - days_a
    worth = np.where(np.abs(saved) < SAME_DAYS, 0.0, rate * saved)
    gain = worth - (share_a - share_b)  # per USD of value
    dearer = usd_a - usd_b
    above = (gain > 0) & (dearer > 0)
    below = (gain < 0) & (dearer < 0)
    always = (gain >= 0) & (dearer <= 0) & ((gain > 0) | (dearer < 0))
    never = ~(above | below | always)
    with np.errstate(over="ignore"):  # a turn beyond every value
        turn = np.divide(dearer, gain, out=np.zeros_like(dearer), where=gain != 0)
    a, b = names
    a_dominates = float(always.mean())
    wins = _Wins(a_dominates, np.sort(turn[above]), np.sort(turn[below]), len(saved))
    values = np.geomspace(LEAST, MOST, POINTS)
    return BreakEven(
        a=a,
        b=b,
        a_dominates=a_dominates,
        b_dominates=float(never.mean()),
        a_above=float(above.mean()),
        a_below=float(below.mean()),
        curve=pd.DataFrame({"value_usd_per_teu": values, "a_wins": wins.at(values)}),
        crossings={level: wins.crossing(level) for level in LEVELS},
    )


@dataclass(frozen=True)
class _Wins:
    """
    The share of draws that a wins, as a function of the value.

    Attributes
    ----------
    always
        Share of draws in which it wins at every value.
    above, below
        Values, sorted, above or below which it wins in the other draws.
    draws
        Of all of them the number.
    """

    always: float
    above: NDArray[np.float64]
    below: NDArray[np.float64]
    draws: int

    def at(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the share at some values."""
        won = np.searchsorted(self.above, values, side="left")  # a wins strictly above its turn
        lost = np.searchsorted(self.below, values, side="right")
        share: NDArray[np.float64] = self.always + (won + len(self.below) - lost) / self.draws
        return share

    def crossing(self, level: float) -> float | None:
        """Find the first value in range at which the share passes a level."""
        turns = np.unique(np.concatenate([self.above, self.below]))
        turns = turns[(turns > LEAST) & (turns < MOST)]
        between = np.sqrt(turns * np.append(turns[1:], MOST))
        states = self.at(np.concatenate([[LEAST], between])) >= level
        changed = np.flatnonzero(states != states[0])
        if not len(changed):
            return None
        return float(turns[changed[0] - 1])


def _two_figures(value: float) -> float:
    """Round to two figures, for more would be more than is known."""
    return float(f"{value:.2g}")
