"""What the spread of an answer hangs on, row by row: which are decisive, and how old they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.comparison.simulation import drawn_terms
from instc.comparison.summary import OBJECTIVES
from instc.tables.ages import OURS, ages, half_lives

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from instc.comparison.simulated import SimulatedWays
    from instc.door import Objective

DRAWS = 2000  # that are looked at: shares are good to a point
DECISIVE = 0.05  # share of the variance of days or USD of a row that a table opens with
JUDGED: tuple[Objective, ...] = OBJECTIVES[:2]  # days and USD


def opening(answer: SimulatedWays) -> list[str]:
    """Name the ways that a table opens with."""
    table = answer.table
    return list(table.index[table["hidden_reason"] == ""])


def variance_falls(answer: SimulatedWays, quantity: Objective) -> pd.DataFrame:
    """
    Say how far the variance of each opening way falls if one row were known twice as well.

    Parameters
    ----------
    answer
        A comparison.
    quantity
        ``days`` or ``usd_per_teu``.

    Returns
    -------
    falls
        Parameters x ways: the share by which the variance falls where P10 and P90 of the row move
        halfway to its P50, the rest as is. Paired draws; below 0 where it would rise.
    """
    return _per_term(answer, quantity, _falls)


def variance_shares(answer: SimulatedWays, quantity: Objective) -> pd.DataFrame:
    """Give Cov(term, total) / Var(total) of each row in each opening way, groups taken apart."""
    return _per_term(answer, quantity, _shares)


def _shares(terms: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the share of each term, a row each, in the variance of a total."""
    around = terms - terms.mean(axis=1, keepdims=True)
    shares: NDArray[np.float64] = (around * (total - total.mean())).mean(axis=1) / total.var()
    return shares


def _falls(terms: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give how far the variance of a total falls if each term, alone, varied half as much."""
    falls: NDArray[np.float64] = 1 - (total - terms / 2).var(axis=1) / total.var()
    return falls


def _per_term(answer: SimulatedWays, quantity: Objective, measure: Any) -> pd.DataFrame:
    """Measure what each parameter adds to each opening way around its median against the way."""
    met, ways = answer.met, opening(answer)
    totals = {name: answer.sample(quantity, name)[:DRAWS] for name in ways}
    measured = np.full((len(met.parameter_ids), len(ways)), np.nan)
    for name, numbers, terms in drawn_terms(
        met,
        answer.parameters,
        answer.consignment,
        ways=[name for name in ways if totals[name].var() > 0],
        quantity=quantity,
        draws=answer.question.draws,
        most=DRAWS,
        seed=answer.question.seed,
    ):
        measured[numbers, ways.index(name)] = measure(terms, totals[name])
    table = pd.DataFrame(measured, met.parameter_ids, ways)
    return table.dropna(how="all").fillna(0.0)


def decisive(answer: SimulatedWays) -> pd.DataFrame:
    """
    List the rows that decide the spread of an answer, the oldest first.

    Returns
    -------
    rows
        Index ``parameter_id``; ``quantity`` (days or usd), ``share`` (the largest of any opening
        way, at least `DECISIVE`), ``year`` of the source (not a number where it has none), ``age``
        and ``half_life`` in years, ``grade``, ``source_id``.
    """
    found: dict[str, tuple[float, str]] = {}
    for quantity in JUDGED:
        largest = variance_shares(answer, quantity).max(axis=1)
        for key, share in largest[largest >= DECISIVE].items():
            found[str(key)] = max(found.get(str(key), (0.0, "")), (share, quantity.split("_")[0]))
    sources = answer.world.table("sources")
    rows = answer.parameters.loc[list(found)]
    rows = rows.assign(to_date=rows["to_date"].fillna(""))
    table = pd.DataFrame(list(found.values()), index=rows.index, columns=["share", "quantity"])
    table["year"] = rows["source_id"].map(sources.set_index("source_id")["year"])
    table = table.assign(age=ages(rows, sources), half_life=half_lives(rows))
    table = table.join(rows[["grade", "source_id"]])
    return table.sort_values(["year", "share"], ascending=[True, False], kind="stable")


def oldest_decisive(answer: SimulatedWays) -> dict[str, Any] | None:
    """Describe the oldest decisive row whose source has a year; None where there is none."""
    rows = decisive(answer)
    dated = rows[rows["year"].notna() & (rows["source_id"] != OURS)]
    if dated.empty:
        return None
    row = dated.iloc[0]
    return {
        "parameter_id": str(dated.index[0]),
        "year": int(row["year"]),
        "age_years": int(row["age"]),
        "half_life_years": int(row["half_life"]),
        "share_of_variance": round(float(row["share"]), 3),
        "quantity": row["quantity"],
        "grade": row["grade"],
        "source_id": row["source_id"],
    }
