"""Printed prices and emissions of a lane beside what the model says; none is fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.comparison.comparison import compare
from instc.comparison.question import Question
from instc.door import checked
from instc.errors import NoRouteError, QuestionError
from instc.evidence.dated import DRAWS, SEED, Dated
from instc.evidence.printed import MONEY, load_printed
from instc.model import load_model
from instc.tables.parameters import central

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.door import Objective
    from instc.scenarios.world import World

FIGURES = ("low", "high", "p10", "p50", "p90", "position")
LEVELS = (0.10, 0.50, 0.90)
QUANTITIES: dict[str, Objective] = {"usd": "usd_per_teu", "co2e": "co2e_kg_per_teu"}
UNITS = {"usd": "USD per TEU", "co2e": "kg CO2e per TEU"}


@dataclass(frozen=True, eq=False)
class Witness:
    """
    One printed figure in the world of its day.

    Attributes
    ----------
    row
        Of ``witnesses``.
    low, high
        As printed, in the model's unit and money; not a number without a way.
    quantiles
        P10, P50 and P90 of the model; none without a way.
    position
        Share of the draws below the middle of what is printed.
    again
        The command that shows the way; why there is none.
    """

    row: pd.Series
    low: float
    high: float
    quantiles: tuple[float, ...]
    position: float
    again: str

    @property
    def hit(self) -> bool | None:
        """Whether what is printed meets P10-P90; None without a way."""
        if not self.quantiles:
            return None
        return self.low <= self.quantiles[2] and self.high >= self.quantiles[0]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, as the JSON contract has it."""
        row = self.row
        told = {"id": row["witness_id"], "quantity": row["quantity"]}
        for name in ("from_id", "to_id", "corridor_id", "mode", "as_of", "covers"):
            told[name] = row[name]
        printed = {"low": float(row["low"]), "high": float(row["high"]), "unit": row["unit"]}
        model: dict[str, float | None] = dict.fromkeys(FIGURES)
        if self.quantiles:
            figures = (self.low, self.high, *self.quantiles)
            model = dict(zip(FIGURES, map(round, figures), strict=False))
            model["position"] = round(self.position, 3)
        ends = {"independent": bool(row["independent"]), "grade": row["grade"], "hit": self.hit}
        works = {"source_id": row["source_id"], "note": row["note"], "again": self.again}
        return {**told, "printed": printed, "model": model, **ends, **works}


@checked
def witnesses(by: str, *, world: World | None = None, dated: Dated | None = None) -> list[Witness]:
    """
    Show what is printed of lanes beside the model, in the world of each day.

    Parameters
    ----------
    by
        ``usd`` or ``co2e``.
    world
        Whose data are asked; the shipped ones by default.
    dated
        Answers that are at hand, instead of a world.

    Returns
    -------
    shown
        Misses first, the farthest first of all; then hits, then what has no way.

    Raises
    ------
    QuestionError
        It is neither.
    """
    if by not in QUANTITIES:
        raise QuestionError(f'"{by}": must be one of {", ".join(QUANTITIES)}')
    dated = dated or Dated(world or load_model())
    table = load_printed("witnesses", dated.world.home.seeds)
    rows = table[table["quantity"] == QUANTITIES[by]]
    return sorted((_shown(row, dated) for _, row in rows.iterrows()), key=_misses_first)


def _misses_first(seen: Witness) -> tuple[int, float, str]:
    """Order misses, hits and what has no way."""
    rank = {False: 0, True: 1, None: 2}[seen.hit]
    far = 0.0 if seen.hit is None else -abs(seen.position - 0.5)
    return rank, far, str(seen.row["witness_id"])


def _shown(row: pd.Series, dated: Dated) -> Witness:
    """Place one printed figure in the draws of its lane."""
    there = dated.on(row["as_of"])
    question = Question(row["from_id"], row["to_id"], draws=DRAWS, seed=SEED, possible=True)
    if row["corridor_id"]:
        question = replace(question, against=(row["corridor_id"],))
    else:
        question = replace(question, verb="route", mode=row["mode"] or None)
    try:
        answer = compare(there, question)
    except (NoRouteError, QuestionError) as error:
        return Witness(row, np.nan, np.nan, (), np.nan, str(error))
    name = next(iter(answer.alternatives))
    drawn = answer.sample(row["quantity"], name)
    factor = _factor(row, dated, answer, name)
    low, high = row["low"] * factor, row["high"] * factor
    place = float((drawn < (low + high) / 2).mean())
    p10, p50, p90 = np.quantile(drawn, LEVELS).tolist()
    return Witness(row, low, high, (p10, p50, p90), place, answer.again)


def _factor(row: pd.Series, dated: Dated, answer: Comparison, name: str) -> float:
    """Turn what is printed into USD of the model, or kg, per TEU."""
    if row["unit"] in MONEY:
        at_sea = row["mode"] == "sea"
        return dated.usd_factor(int(row["as_of"][:4]), row["unit"], row["as_of"], sea=at_sea)
    km = answer.alternatives[name].itinerary.length_km
    if row["unit"] == "g/TEU-km":
        return km / 1000
    return km * central(answer.world.parameters, "mass.tonnes_per_teu") / 1000
