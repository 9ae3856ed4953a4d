"""The table of observed journeys: what each row asks of the model, and why some are not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.comparison.question import Question
from instc.routing.runs import DEDICATED, ORDINARY

if TYPE_CHECKING:
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
