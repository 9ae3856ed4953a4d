"""How late a way can be, and what its spread hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.comparison.worth import opening
from instc.display.html import listing

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison

DRIVERS = 5  # that are named
LEVELS = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99}
DAYS = tuple(f"days_{level}" for level in LEVELS)
SHOWN = {
    "title": "route",
    "days_p50": "days P50",
    "days_p90": "P90",
    "days_p95": "P95",
    "days_p99": "P99",
    "late_share": "late",
    "drivers": "the spread hangs on",
}


def risk(answer: Comparison) -> pd.DataFrame:
    """
    Tell how late each way that a table opens with can be, and why.

    Returns
    -------
    risk
        As `Comparison.risk` says.
    """
    rows = []
    for row in risk_records(answer):
        shares = ", ".join(f"{one['name']} {one['share']:.0%}" for one in row["drivers"])
        rows.append({**row, "drivers": shares})
    table = pd.DataFrame(rows).set_index("corridor_id")
    return listing(table, SHOWN, title=f"{answer.title()}: how late it can be")


def risk_records(answer: Comparison) -> list[dict[str, Any]]:
    """Give the same as plain values: the drivers a list of ``id, name, share``."""
    split, deadline = answer.variance("days"), answer.question.deadline
    told = []
    for name in opening(answer):
        days = answer.sample("days", name)
        levels = np.quantile(days, list(LEVELS.values())).round(2).tolist()
        late = None if deadline is None else round(float((days > deadline).mean()), 3)
        drivers = []
        for key, share in split[name].nlargest(DRIVERS).items():
            word = answer.world.called(str(key).removeprefix("group:"))
            drivers.append({"id": key, "name": word, "share": round(share, 3)})
        row = {"corridor_id": name, "title": answer.way(name).title}
        row |= dict(zip(DAYS, levels, strict=True))
        told.append({**row, "late_share": late, "drivers": drivers})
    return told
