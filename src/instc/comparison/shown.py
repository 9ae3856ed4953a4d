"""Which ways a table opens with, and why others stay behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.display.text import capital
from instc.routing.sides import BY_SEA, OVER_IRAN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from instc.comparison.question import Alternative

MOST = 6  # rows that a table opens with, but for those that a verdict is about
NO_ROOM = "the table opens with the best ways of each side"
MEDIANS = ["days_p50", "usd_per_teu_p50", "co2e_kg_per_teu_p50"]


def hidden_reasons(
    ways: Mapping[str, Alternative],
    table: pd.DataFrame,
    judged: Collection[str | None],
    visible_gain: float,
) -> dict[str, str]:
    """
    Say of each way that a table does not open with why: it is dominated, or there is no room.

    Parameters
    ----------
    ways
        By id.
    table
        Their figures, in the same order.
    judged
        Ids of which a verdict speaks: they are always shown, and the best way of each side.
    visible_gain
        Share by which another way of the same side must be better in days, USD and CO2e to
        dominate.

    Returns
    -------
    reasons
        By id.
    """
    always = []
    for name, way in ways.items():
        leads = name in {OVER_IRAN, BY_SEA} or name in judged
        best = name == way.family
        if leads or (best and not _dominating(table, name, visible_gain, table["family"])):
            always.append(name)
    if not always:
        return {}
    room = MOST - len(always)
    reasons = {}
    best_first = table["days_p50"].sort_values(kind="stable").index
    for name in best_first:
        way = ways[name]
        if name in always:
            continue
        better = _dominating(table, name, visible_gain, way.family)
        if better:
            reasons[name] = f"{table.at[better, 'label']} is better in days, USD and CO2e"
        elif room > 0 and way.named:
            room -= 1
        else:
            reasons[name] = NO_ROOM
    return reasons


def undominated(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that charts hold: without those that another one dominates."""
    return table[table["hidden_reason"].isin(["", NO_ROOM])]


def _dominating(
    table: pd.DataFrame, name: str, visible_gain: float, family: str | pd.Series
) -> str:
    """Name the first way, of a side or of any, that is visibly better in everything."""
    medians = table[MEDIANS].to_numpy()
    own = medians[table.index.get_loc(name)]
    kin = (table["family"] == family).to_numpy()
    better = kin & (medians < own * (1 - visible_gain)).all(axis=1)
    if not better.any():
        return ""
    return str(table.index[np.flatnonzero(better)[0]])


def ship_words(ways: Collection[Alternative], called: Callable[[str], str]) -> list[str]:
    """Say of the ways that are shown where a box changes ship, and whose rate has no direction."""
    said = []
    for way in ways:
        if way.changes_at:
            ports = " and ".join(map(called, way.changes_at))
            said.append(f"{capital(way.label)}: change of ship at {ports}.")
    alike = sorted({voyage for way in ways for voyage in way.undirected})
    if alike:
        said.append(f"Rate by direction not in print, both cost alike: {', '.join(alike)}.")
    return said
