"""What changed between two answers to one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instc.comparison.record import titled
from instc.display.html import listing
from instc.errors import QuestionError
from instc.routing.pricing import PARTS

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison

QUANTITIES = ("usd_per_teu", "co2e_kg_per_teu")
LEVELS = (10, 50, 90)
PAIRED = tuple(f"change_p{level}" for level in LEVELS)  # of days, draw by draw


def difference(after: Comparison, before: Comparison) -> pd.DataFrame:
    """
    Say what changed, way by way.

    Parameters
    ----------
    after, before
        Of the same pair.

    Returns
    -------
    change
        As `Comparison.difference` says.

    Raises
    ------
    QuestionError
        The two are not of the same pair.
    """
    ends = [(one.origin.node_ids, one.destination.node_ids) for one in (after, before)]
    if ends[0] != ends[1]:
        raise QuestionError(
            "two comparisons can only be told apart for the same origin and destination"
        )
    rows = {}
    for name in (*after.alternatives, *after.same_as):
        way, twin = after.same_as.get(name, name), _twin(name, before)
        alike = way != name and twin == _twin(way, before)  # its row says the same
        if twin and not alike:
            rows[name] = _row(after, name, before, twin)
    columns = ["label", "before", "days_p50_before", "days_p50_after", "days"]
    change = pd.DataFrame(
        list(rows.values()),
        index=pd.Index(list(rows), name="corridor_id"),
        columns=[*columns, *PAIRED, *PARTS, *QUANTITIES],
    )
    shown = {
        "label": "route",
        "days_p50_before": "days P50 before",
        "days_p50_after": "after",
        "days": "mean days",
        **{name: name.replace("change_p", "change P") for name in PAIRED},
        **{part: part.replace("_", "-") for part in PARTS},
    }
    pair = f"{after.origin.name} → {after.destination.name}"
    states = [", ".join(one.world.scenarios) for one in (after, before)]
    tips = {"label": [f"against {row['before']}" for row in rows.values()]}
    return listing(change, shown, title=f"{pair}: {states[0]} less {states[1]}", tips=tips)


def _row(after: Comparison, name: str, before: Comparison, twin: str) -> dict[str, Any]:
    way = after.same_as.get(name, name)
    new = after.alternatives[way].itinerary.part_days()
    old = before.alternatives[twin].itinerary.part_days()
    now, then = after.table.loc[way], before.table.loc[twin]
    parts = {part: new[part] - old[part] for part in PARTS}
    return {
        "label": titled(after, name),
        "before": twin,
        "days_p50_before": then["days_p50"],
        "days_p50_after": now["days_p50"],
        "days": sum(new.values()) - sum(old.values()),
        **_paired(after, way, before, twin),
        **parts,
        **{name: now[f"{name}_p50"] - then[f"{name}_p50"] for name in QUANTITIES},
    }


def _paired(after: Comparison, way: str, before: Comparison, twin: str) -> dict[str, float]:
    """Give quantiles of the change of days, draw by draw; none where the draws are no pairs."""
    drawn = [(one.question.draws, one.question.seed) for one in (after, before)]
    if drawn[0] != drawn[1]:
        return dict.fromkeys(PAIRED, np.nan)
    change = after.sample("days", way) - before.sample("days", twin)
    return dict(zip(PAIRED, np.percentile(change, LEVELS).tolist(), strict=True))


def _twin(name: str, before: Comparison) -> str | None:
    """Find the way that one stands against: itself, the best of its side, or a sister."""
    ways = before.alternatives
    name = before.same_as.get(name, name)
    if name in ways:
        return name
    side, _, word = name.partition(".")
    branch = name.split("_")[:2]
    for other, way in ways.items():
        found = way.family == side and word in way.found_by
        if found or other.split("_")[:2] == branch:
            return other
    return None
