"""What a sample says: quantiles, shares of wins, grades, as the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.comparison.simulation import summary, win_shares
from instc.routing.pricing import empty_return_usd, estimated_shares, graded, worst_grade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from instc.comparison.question import Alternative
    from instc.door import Objective
    from instc.tables.parameters import Consignment

    Summaries = Mapping[Objective, Mapping[str, NDArray[np.float64]]]

OBJECTIVES: tuple[Objective, ...] = ("days", "usd_per_teu", "co2e_kg_per_teu")
QUANTITIES: tuple[Objective, ...] = (*OBJECTIVES, "generalised_usd")
ESTIMATED = {"days": "days", "usd": "$", "co2e": "CO2e"}  # of which a share rests on grade D
DIGITS = {"days": 2, "usd_per_teu": 0, "co2e_kg_per_teu": 0, "generalised_usd": 0}


def summarise(
    drawn: Callable[[Objective], NDArray[np.float64]],
) -> dict[Objective, dict[str, NDArray[np.float64]]]:
    """Give quantiles and mean of each quantity, an array of alternatives each."""
    return {quantity: summary(drawn(quantity)) for quantity in QUANTITIES}


def tabulate(
    ways: Mapping[str, Alternative],
    summaries: Summaries,
    samples: Mapping[str, NDArray[np.float64]],
    parameters: pd.DataFrame,
    deadline: float | None,
    consignment: Consignment,
) -> pd.DataFrame:
    """
    Lay the alternatives out as a table.

    Parameters
    ----------
    ways
        By corridor id.
    summaries
        From `summarise`.
    samples
        Draws x alternatives, by quantity.
    parameters
        In force, for the grades.
    deadline
        Days, or None.
    consignment
        What is carried.

    Returns
    -------
    table
        As `Comparison.to_frame`, without lines.
    """
    columns: dict[str, Any] = {"label": [], "head": [], "title": [], "family": [], "length_km": []}
    for way in ways.values():
        columns["label"].append(way.label)
        columns["head"].append(way.head)
        columns["title"].append(way.title)
        columns["family"].append(way.family)
        columns["length_km"].append(round(way.itinerary.length_km, 1))
    for quantity, rows in summaries.items():
        for name, values in rows.items():
            columns[f"{quantity}_{name}"] = np.round(values, DIGITS[quantity])
    buffers = summaries["days"]["p95"] / summaries["days"]["mean"]
    links, known = [way.itinerary.priced for way in ways.values()], graded(parameters)
    columns |= {
        "served": np.array([way.served for way in ways.values()], dtype=object),
        "run": [way.run for way in ways.values()],
        "buffer_index": _rounded(buffers - 1),
        "fastest_share": np.round(win_shares(samples["days"]), 3),
        "cheapest_share": np.round(win_shares(samples["usd_per_teu"]), 3),
        "by_deadline": _kept(samples["days"], deadline),
        "worst_grade": [worst_grade(some, known) for some in links],
        "empty_return_usd": [_empty(way, parameters) for way in ways.values()],
    }
    shares = pd.DataFrame([estimated_shares(some, known, consignment) for some in links])
    for part in ESTIMATED:
        columns[f"grade_d_share_of_{part}"] = _rounded(shares[part].to_numpy())
    return pd.DataFrame(columns, index=pd.Index(list(ways), name="corridor_id"))


def _empty(way: Alternative, parameters: pd.DataFrame) -> float:
    """Give what the way of the empty box back costs, which no total holds."""
    cells = way.itinerary.cells
    return round(empty_return_usd(cells("mode"), cells("freight_usd"), parameters), 2)


def _kept(days: NDArray[np.float64], deadline: float | None) -> list[float] | list[None]:
    """Give the share of draws that keep a deadline."""
    if deadline is None:
        return [None] * days.shape[1]
    return _rounded((days <= deadline).mean(axis=0))


def _rounded(shares: NDArray[np.float64]) -> list[float]:
    """Round to three digits, as decimals are rounded."""
    return [round(share, 3) for share in shares.tolist()]


def beaten_by_none(names: list[str], summaries: Summaries) -> list[str]:
    """Name the alternatives whose medians none beats in days, USD and CO2e at once."""
    points = np.array([summaries[quantity]["p50"] for quantity in OBJECTIVES]).T
    kept = []
    for name, point in zip(names, points, strict=True):
        beaten = (points <= point).all(axis=1) & (points < point).any(axis=1)
        if not beaten.any():
            kept.append(name)
    return kept


def better_median(table: pd.DataFrame, name: str, quantity: Objective) -> str:
    """Say where a way, the best of its side by the mean, has not the best P50; else nothing."""
    medians = table.loc[table["family"] == table.at[name, "family"], f"{quantity}_p50"]
    if medians.min() >= medians[name]:
        return ""
    other = str(medians.idxmin())
    digits = DIGITS[quantity]
    figures = f"{medians[other]:,.{digits}f} against {medians[name]:,.{digits}f}"
    best, better = table.at[name, "label"], table.at[other, "label"]
    return f'"{best}" is the best of its side by the mean; by P50, "{better}" is ({figures}).'
