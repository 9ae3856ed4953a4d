"""Which ways a map draws, and in which of eight colours: the same in every world."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from instc.colours import COLOURS
from instc.comparison.shown import NO_ROOM
from instc.routing.sides import BY_SEA, OVER_IRAN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

INK, INK_AT_SEA = "best", "best-sea"  # ways like no corridor; those by sea are dashed
KINDS = (*COLOURS, INK_AT_SEA)
MOST_COLOURS = 8
FAR = 1.5  # times the days of the best way: beaten there, a way is listed and not drawn
LISTED, DRAWN = 2, 1
TOOK = "took"  # id of the way that a dated journey took: it leads its kind, however slow


def kinds_of(answers: Iterable[Comparison]) -> dict[str, list[str]]:
    """
    Choose the kinds of way that a page draws: those that its tables open with, in any world.

    Parameters
    ----------
    answers
        The same question in each world of the page.

    Returns
    -------
    kinds
        With each the ids of its ways and corridors, corridors first; of at most eight colours.
    """
    opened: set[str] = set()
    ids: dict[str, dict[str, None]] = defaultdict(dict)
    for answer in answers:
        hidden = answer.table["hidden_reason"]
        for name, way in answer.alternatives.items():
            kind = kind_of(way)
            ids[kind].update(dict.fromkeys([*way.named, name]))
            if hidden[name] == "" or name == TOOK:
                opened.add(kind)
    kinds = [kind for kind in KINDS if kind in opened]
    colours = list(dict.fromkeys(map(_colour, kinds)))[:MOST_COLOURS]
    return {kind: sorted(ids[kind], key=_is_side) for kind in kinds if _colour(kind) in colours}


def kind_of(way: Alternative) -> str:
    """Say what kind of way one is: its colour, and which ink."""
    if way.group == INK and way.family == BY_SEA:
        return INK_AT_SEA
    return way.group


def _colour(kind: str) -> str:
    """Give the colour of a kind of way."""
    return INK if kind == INK_AT_SEA else kind


def _is_side(name: str) -> bool:
    """Tell the id of a side's best way from that of a corridor."""
    return name.partition(".")[0] in {OVER_IRAN, BY_SEA}


def leading(answer: Comparison, kinds: Iterable[str] = KINDS) -> dict[str, str]:
    """Choose the way of each kind that is drawn: one that the table opens with, the fastest."""
    table = answer.table
    hidden = table["hidden_reason"] != ""
    ranked = table.assign(other=table.index != TOOK, hidden=hidden)
    best_first = ranked.sort_values(["other", "hidden", "days_p50"], kind="stable")
    first: dict[str, str] = {}
    for name in best_first.index:
        first.setdefault(kind_of(answer.alternatives[name]), name)
    return {kind: first[kind] for kind in kinds if kind in first}


def place_of(name: str, leads: Collection[str], table: pd.DataFrame) -> int:
    """Say whether a way leads no kind (0), is drawn (1), or is beaten and far, and listed (2)."""
    if name not in leads:
        return 0
    beaten = name != TOOK and table.at[name, "hidden_reason"] not in {"", NO_ROOM}
    far = table.at[name, "days_p50"] > FAR * table["days_p50"].min()
    return LISTED if beaten and far else DRAWN


def drawn(answer: Comparison) -> list[str]:
    """List the ways that a map of one answer draws, in the order of its table."""
    leads = leading(answer).values()
    table = answer.table
    return [name for name in table.index if place_of(name, leads, table) == DRAWN]
