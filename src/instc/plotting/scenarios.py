"""What each shipped scenario does to the days of each way: before, after, and the spread."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from instc.comparison.kinds import kind_of
from instc.display.text import capital
from instc.errors import NoRouteError, ScenarioError
from instc.plotting.look import INK, MUTED, basis, entitle, of_pair
from instc.plotting.sides import colour_of, inside, is_side_way, shown
from instc.scenarios.scenario import shipped_scenarios

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

LAYOUT = ConstrainedLayoutEngine(hspace=0.0, h_pad=0.03)
SAME = 0.05  # days that no table shows
DATES = ("today", "normal-2023")  # scenarios that are a day: no change of this one
ROW = 0.26  # inches of a way
WIDE = 46  # letters of what is said of a way, in a line
LEVELS = ["days_p10", "days_p50", "days_p90"]


class Change(NamedTuple):
    """A way before and after: P10, P50 and P90 of its days, None where there is no way."""

    was: Alternative | None
    way: Alternative
    before: pd.Series | None
    after: pd.Series | None
    words: str

    @property
    def days(self) -> float:
        """How many more at the median; nothing where it comes or goes."""
        if self.before is None or self.after is None:
            return 0.0
        return float(self.after["days_p50"] - self.before["days_p50"])


def scenarios(comparison: Comparison) -> Figure:
    """Draw, under each shipped scenario, the ways whose median changes, as dumb-bells."""
    changed, notes, idle = {}, [], []
    for name in shipped_scenarios(comparison.world.home.seeds):
        if name in DATES or name in comparison.world.scenarios:
            continue
        called = comparison.world.called(name)
        try:
            found = changes(comparison, comparison.under(name))
        except (NoRouteError, ScenarioError) as error:
            notes.append(f"{called}: {error}.")
            continue
        if found:
            changed[called] = found
        else:
            idle.append(called)
    if idle:
        notes.append(f"No way changes under: {', '.join(idle)}.")
    figure = _drawn(changed)
    entitle(figure, f"{of_pair(comparison)}. {_headline(changed)}", [*notes, basis(comparison)])
    return figure


def changes(before: Comparison, after: Comparison) -> list[Change]:
    """
    List the ways of a map whose median a scenario changes, or that it takes or brings.

    Parameters
    ----------
    before, after
        The same question without and with it.

    Returns
    -------
    changes
        The best way of a side is compared with the best of that side; a corridor with the best
        corridor of its colour, so that the west by lorry becomes the west by rail.
    """
    found, met = [], set()
    for name, was in shown(before).items():
        met.add(kind_of(was))
        row = _change(before, after, name)
        if row is not None:
            found.append(row)
    for name, way in shown(after).items():
        if kind_of(way) not in met and not is_side_way(way):
            met.add(kind_of(way))
            found.append(Change(None, way, None, after.table.loc[name, LEVELS], "a new way"))
    return found


def _change(before: Comparison, after: Comparison, name: str) -> Change | None:
    """Compare a way with the one in its place, if there is something to tell."""
    was = before.alternatives[name]
    then = before.table.loc[name, LEVELS]
    new = _in_its_place(after, was)
    if new is None:
        reason = after.unavailable.get(name, "not among the ways").rpartition("; ")[2]
        words = reason if reason.startswith("no way") else f"no way ({reason})"
        return Change(was, was, then, None, words)
    way, now = after.alternatives[new], after.table.loc[new, LEVELS]
    gained = float(now["days_p50"] - then["days_p50"])
    if abs(gained) < SAME:
        return None
    words = f"{gained:+.1f} d"
    if way.label != was.label:
        words = f"{words}, now {way.label}"
    return Change(was, way, then, now, words)


def _in_its_place(after: Comparison, was: Alternative) -> str | None:
    """Name the way that takes the place of another under a scenario."""
    name = after.same_as.get(was.corridor_id, was.corridor_id)
    if is_side_way(was):
        return name if name in after.alternatives else None
    days = after.table["days_p50"]
    kin = [name] if name in after.alternatives else []
    for other, way in after.alternatives.items():
        if kind_of(way) == kind_of(was) and not is_side_way(way):
            kin.append(other)
    return min(kin, key=lambda one: float(days[one]), default=None)


def _headline(changed: dict[str, list[Change]]) -> str:
    """Say which scenario saves most, and which costs most."""
    told: list[str] = []
    every = []
    for name, rows in changed.items():
        every += [(row.days, name, inside(row.was or row.way)) for row in rows]
    every.sort()
    for days, name, head in (*every[:1], *every[-1:]):
        if abs(days) >= SAME:
            word = "less" if days < 0 else "more"
            said = head if told else capital(head)
            told.append(f"{said}: {abs(days):.1f} days {word} with “{name}”")
    return "; ".join(dict.fromkeys(told)) or "No shipped scenario changes a way"


def _drawn(changed: dict[str, list[Change]]) -> Figure:
    """Draw a panel a scenario, a row a way, over one axis of days."""
    sizes = [len(rows) + 1.0 for rows in changed.values()] or [1.0]
    figure = Figure(figsize=(10, ROW * sum(sizes) + 0.2 * len(sizes) + 1.9), layout=LAYOUT)
    panels = figure.subplots(len(sizes), 1, sharex=True, squeeze=False, height_ratios=sizes)
    for ax, (name, rows) in zip(panels[:, 0], changed.items(), strict=False):
        ax.set_title(name, fontsize=9.5)
        heads = [(row.was or row.way).head for row in rows]
        ax.set_yticks(np.arange(len(rows)), heads)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.grid(visible=False, axis="y")
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(axis="x", length=0)
        for place, (row, label) in enumerate(zip(rows, ax.get_yticklabels(), strict=True)):
            label.set_color(colour_of(row.was or row.way))
            _dumb_bell(ax, place, row)
    last = panels[-1, 0]
    last.spines["bottom"].set_visible(True)
    last.set_xlim(left=0)
    last.set_xlabel(
        "days: ring before, disc after (medians); thin lines from P10 to P90, the grey one before"
    )
    return figure


def _dumb_bell(ax: Axes, place: int, row: Change) -> None:
    """Draw a way before and after, with its words behind what reaches farthest."""
    colour, farthest = colour_of(row.way), 0.0
    if row.before is not None:
        low, middle, high = row.before
        first = colour_of(row.was or row.way)
        ax.plot([low, high], [place + 0.16] * 2, color=MUTED, lw=0.9, alpha=0.75)
        ax.plot([middle], [place], "o", mfc="white", mec=first, mew=1.4, ms=6, zorder=4)
        farthest = max(farthest, high)
    if row.after is not None:
        low, middle, high = row.after
        ax.plot([low, high], [place - 0.16] * 2, color=colour, lw=1.1)
        ax.plot([middle], [place], "o", color=colour, ms=6.5, zorder=5)
        farthest = max(farthest, high)
    if row.before is not None and row.after is not None:
        ends = [row.before["days_p50"], row.after["days_p50"]]
        ax.plot(ends, [place] * 2, color=colour, lw=2.6, solid_capstyle="butt", zorder=3)
    words = textwrap.fill(row.words, WIDE, max_lines=2, placeholder=" …")
    ink = MUTED if row.after is None else INK
    ax.annotate(
        words, (farthest, place), xytext=(6, 0), textcoords="offset points", va="center",
        fontsize=7.5, color=ink, linespacing=1.1,
    )  # fmt: skip
