"""What a fact is worth: by how much an answer would narrow if one row were known twice as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from instc.comparison.worth import DRAWS, JUDGED, variance_falls
from instc.errors import NoRouteError
from instc.evidence.pairs import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instc.door import Objective
    from instc.model import Model

SEED = 1
DOCUMENTS = {  # by quantity: what kind of document would settle it
    "pace": "dated positions along the line",
    "dwell": "dates in and out of the same boxes",
    "rate": "rates per box, with direction and month",
    "fee": "a published tariff with its dates",
    "share": "an insurer's quote for the transit, in per cent of the value",
    "intensity": "a lane factor (Clean Cargo), or the carrier's fuel and t-km of a year",
    "hub_emission": "a terminal's energy and boxes of a year",
    "hire": "a lease contract or index of boxes",
    "ratio": "quotes of both kinds on one lane in one month",
    "value": "customs value of boxes on the lane",
    "value_rate": "a study of what shippers pay for a day",
    "mass": "weights of boxes on the lane",
    "distance": "a published length",
}


@dataclass(frozen=True)
class Wanted:
    """
    A row of parameters, and what a document on it would be worth.

    Attributes
    ----------
    parameter_id, grade
        Which, and its grade.
    days, usd
        Fall of the variance of days and USD if its P10-P90 were halved about its P50: mean over
        the rows that each table opens with.
    printed
        Which of P10, P50 and P90 stand in print.
    so_far
        What is printed of it: the note, and how many values beside it.
    document
        What kind of document would settle it.
    source_id
        Of the row.
    """

    parameter_id: str
    grade: str
    days: float
    usd: float
    printed: str
    so_far: str
    document: str
    source_id: str

    @property
    def worth(self) -> float:
        """Mean of the two falls."""
        return (self.days + self.usd) / 2

    def to_dict(self) -> dict[str, Any]:
        """Give the row as plain values."""
        return vars(self) | {"days": round(self.days, 3), "usd": round(self.usd, 3)}


def wanted(model: Model, pairs: Iterable[tuple[str, str]] = PAIRS) -> list[Wanted]:
    """
    List the rows by what knowing them twice as well would be worth.

    Parameters
    ----------
    model
        Whose tables and day are asked.
    pairs
        Origins and destinations; those of the frozen answers by default.

    Returns
    -------
    rows
        By the mean fall of variance of days and USD, rounded to a hundredth; among equals rows of
        grade D with nothing in print come first.

    Raises
    ------
    NoRouteError
        No pair has a way.
    """
    falls: dict[Objective, list[pd.Series]] = {quantity: [] for quantity in JUDGED}
    shut = None
    for origin, destination in pairs:
        try:
            answer = model.compare(origin, destination, draws=DRAWS, seed=SEED)
        except NoRouteError as error:
            shut = error
            continue
        for quantity in JUDGED:
            falls[quantity].append(variance_falls(answer, quantity).mean(axis=1))
    if shut is not None and not falls["days"]:
        raise shut
    means: dict[str, pd.Series] = {}
    for name, found in falls.items():
        means[name] = pd.concat(found, axis=1).fillna(0.0).mean(axis=1)
    both = pd.DataFrame(means).fillna(0.0)
    rows = [_row(model, str(name), fall) for name, fall in both.iterrows()]
    return sorted(rows, key=_order)


def _order(row: Wanted) -> tuple[float, bool, float, str]:
    """Order by worth; among equals what has nothing in print first."""
    bare = row.grade == "D" and not row.printed
    return -round(row.worth, 2), not bare, -row.worth, row.parameter_id


def _row(model: Model, name: str, falls: pd.Series) -> Wanted:
    """Say what is known of a parameter, and what is wanted."""
    row = model.parameters.loc[name]
    values = model.table("printed_values")
    beside = values[(values["parameter_id"] == name) & (values["use"] != "unused")]
    so_far = str(row["note"])
    if len(beside):
        so_far += f" {len(beside)} printed values stand beside it."
    printed = row.get("printed", "")
    return Wanted(
        name,
        str(row["grade"]),
        float(falls[JUDGED[0]]),
        float(falls[JUDGED[1]]),
        printed if isinstance(printed, str) else "",
        so_far.strip(),
        DOCUMENTS[row["quantity"]],
        str(row["source_id"]),
    )
