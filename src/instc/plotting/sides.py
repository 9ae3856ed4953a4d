"""Which ways a chart holds, in which colours, and which of them its title names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instc.colours import COLOURS
from instc.comparison.kinds import drawn
from instc.routing.sides import OVER_IRAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

DASHES: tuple[Any, ...] = ("-", (0, (6, 1.5)), (0, (2, 1)))  # of ways that share a colour


def shown(comparison: Comparison) -> dict[str, Alternative]:
    """Choose the ways that are drawn: one of each kind, as the map's page does."""
    ways = comparison.alternatives
    return {name: ways[name] for name in drawn(comparison)}


def colour_of(way: Alternative) -> str:
    """Give the colour of a way."""
    return COLOURS[way.group]


def is_side_way(way: Alternative) -> bool:
    """Tell the best way of a side, by some objective, from a corridor."""
    return way.corridor_id.partition(".")[0] == way.family


def inside(way: Alternative) -> str:
    """Call a way inside a sentence: the name of a side begins small."""
    if is_side_way(way):
        return f"{way.head[:1].lower()}{way.head[1:]}"
    return way.head


def leaders(comparison: Comparison, column: str) -> list[str]:
    """Name the best way over Iran and the best of all others that are drawn, the better first."""
    table = comparison.table.loc[drawn(comparison)]
    over_iran = table["family"] == OVER_IRAN
    kins = (table[over_iran], table[~over_iran])
    best = [str(kin[column].idxmin()) for kin in kins if len(kin)]
    return sorted(best, key=lambda name: float(table.at[name, column]))


def leading_words(
    comparison: Comparison, column: str, figures: Callable[[str], str], opening: str = ""
) -> str:
    """Say of the best way of either side what a chart shows of it."""
    ways, told = comparison.alternatives, opening
    for name in leaders(comparison, column):
        called = inside(ways[name]) if told else ways[name].head
        told += f"{'; ' if told != opening else ''}{called}: {figures(name)}"
    return told
