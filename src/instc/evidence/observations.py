"""The table of observed journeys: what it must hold, and what each row asks of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.comparison.question import Question
from instc.door import check_date
from instc.errors import QuestionError
from instc.routing.runs import DEDICATED, ORDINARY
from instc.tables.schema import read_table, refuse_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

NOT_USED = {
    "bound": "only bounded by the dates of reports",
    "derived": "by subtraction, not observed",
    "average": "a mean of traffic, no journey",
    "schedule": "an operator's time, not a journey",
    "plan": "announced; what came of it is not known",
    "model": "a calculation of others",
    "disputed": "other reports contradict it",
}
OPEN = {"plan": 2, "bound": 1}  # how many of days_low and days_high may be blank, by kind
FITTED = ("measured", "bound")  # kinds of journeys that parameters may be learnt from


def load_observations(folder: Path | None = None) -> pd.DataFrame:
    """
    Load the observed journeys.

    Parameters
    ----------
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    observations
        In table order.

    Raises
    ------
    TableError
        A row turns readings or dates round, or is older than the first state of the network; a
        journey without days that is no plan.

    Examples
    --------
    >>> "disputed" in set(load_observations()["kind"])
    True
    """
    table = read_table("observations", folder)
    refuse_rows(table, observation_faults(table))
    return table


def observation_faults(table: pd.DataFrame) -> list[tuple[int, str]]:
    """List what is wrong with the rows of a table of observations."""
    faults = []
    for row, seen in table.iterrows():
        faults += [(row, fault) for fault in _row_faults(seen)]
    return faults


def _row_faults(seen: pd.Series) -> Iterator[str]:
    """Say what is wrong with an observation, by column."""
    low, high, start, end = seen[["days_low", "days_high", "date_start", "date_end"]]
    if low > high:
        yield f"days_low: {low:g} is above days_high, {high:g}"
    missing = int(np.isnan(low)) + int(np.isnan(high))
    if missing > OPEN.get(seen["kind"], 0):
        yield "days_low, days_high: are required"
    if seen["kind"] in FITTED and not seen["run"]:
        yield "run: is required of a journey"
    if start and end and start > end:
        yield f"date_end: {end} is before date_start, {start}"
    if seen["as_of"]:
        try:
            check_date(seen["as_of"])
        except QuestionError as error:
            yield f"as_of: {error}"


def question_of(row: pd.Series) -> Question:
    """Ask of the model what an observation asks."""
    start, end, via = row["from_id"], row["to_id"], row["via"]
    run = DEDICATED if row["run"] == DEDICATED else ORDINARY
    avoided = via.startswith("avoid:")
    avoid = (via.removeprefix("avoid:"),) if avoided else ()
    passed = (via,) if via and not avoided else ()
    return Question(start, end, via=passed, avoid=avoid, possible=True, run=run)


def reading(low: float, high: float) -> str:
    """
    Write the days that were read.

    Examples
    --------
    >>> reading(22, 23), reading(5, 5), reading(np.nan, 15), reading(30, np.nan)
    ('22-23', '5', 'at most 15', 'over 30')
    """
    if np.isnan(low):
        return "" if np.isnan(high) else f"at most {high:g}"
    if np.isnan(high):
        return f"over {low:g}"
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
