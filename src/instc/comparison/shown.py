"""Which ways a table opens with, and why others stay behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from instc.display.text import capital
from instc.routing.sides import BY_SEA, OVER_IRAN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from instc.comparison.question import Alternative

MOST = 6  # rows that a table opens with, but for those that a verdict is about
NO_ROOM = "the table opens with the best ways of each side"
MEDIANS = ["days_p50", "usd_per_teu_p50", "co2e_kg_per_teu_p50"]


class _Seen(NamedTuple):
    """Names, labels, sides and medians of ways, in the order of their table."""

    names: list[str]
    labels: dict[str, str]
    families: NDArray[np.object_]
    medians: NDArray[np.float64]

    def dominating(self, name: str, visible_gain: float, family: str | None = None) -> str:
        """Name the first way, of a side or of any, that is visibly better in everything."""
        own = self.medians[self.names.index(name)]
        better = (self.medians < own * (1 - visible_gain)).all(axis=1)
        if family is not None:
            better &= self.families == family
        return self.names[int(better.argmax())] if better.any() else ""

    def fastest_first(self) -> list[str]:
        """Name the ways, of the fewest days first."""
        order = self.medians[:, 0].argsort(kind="stable")
        return [self.names[place] for place in order]


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
    if not ways:
        return {}
    families, medians = table["family"].to_numpy(), table[MEDIANS].to_numpy()
    seen = _Seen(table.index.tolist(), table["label"].to_dict(), families, medians)
    always = []
    for name, way in ways.items():
        leads = name in {OVER_IRAN, BY_SEA} or name in judged
        if leads or (name == way.family and not seen.dominating(name, visible_gain)):
            always.append(name)
    return _behind(ways, seen, always, visible_gain) if always else {}


def _behind(
    ways: Mapping[str, Alternative], seen: _Seen, always: list[str], visible_gain: float
) -> dict[str, str]:
    """Say why ways stay behind those that are always shown."""
    room = MOST - len(always)
    reasons = {}
    for name in seen.fastest_first():
        way = ways[name]
        if name in always:
            continue
        better = seen.dominating(name, visible_gain, way.family)
        if better:
            reasons[name] = f"{seen.labels[better]} is better in days, USD and CO2e"
        elif room > 0 and way.named:
            room -= 1
        else:
            reasons[name] = NO_ROOM
    return reasons


def undominated(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that charts hold: without those that another one dominates."""
    return table[table["hidden_reason"].isin(["", NO_ROOM])]


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
