"""Where observed journeys lie among the draws, before and after the model learnt from others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from instc.plotting.look import HALO, INK, LOOK, entitle, world_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from instc.scenarios.world import World

LAYOUT = ConstrainedLayoutEngine(wspace=0.08)
NOMINAL = 0.8  # what P10 to P90 promises
HOW_TO_READ = (
    "place: the share of the draws that are shorter. As many in each bar is right; few at the "
    "ends: too wide; many: too narrow. instc backtest names them."
)
BEFORE, AFTER = "#93a1ab", "#3b4a55"  # no colour of a way


class Places(NamedTuple):
    """
    Places of journeys among the draws of a model.

    Attributes
    ----------
    words
        What the model is called.
    shares
        Of the draws that are shorter, one a journey.
    inside
        Share of the journeys within P10-P90.
    """

    words: str
    shares: Sequence[float]
    inside: float


def pit(world: World, before: Places, after: Places, bins: int) -> Figure:
    """
    Draw two histograms of places (probability integral transform): flat is right.

    Parameters
    ----------
    world
        Whose journeys they are.
    before, after
        Without and with what was learnt.
    bins
        Bars of each.

    Returns
    -------
    figure
        Nothing global is touched.
    """
    with rc_context(LOOK):
        figure = Figure(figsize=(9.5, 4.9), layout=LAYOUT)
        panels = figure.subplots(1, 2, sharey=True)
        for ax, one, colour in zip(panels, (before, after), (BEFORE, AFTER), strict=True):
            _draw_places(ax, one, bins, colour)
        panels[0].set_ylabel("journeys")
        panels[0].yaxis.get_major_locator().set_params(integer=True)
        said = [*world_words(world), f"instc {world.versions['instc_version']}"]
        journeys = f"{len(after.shares)} journeys in print, each foreseen by the other trips"
        notes = [f"{journeys}; {HOW_TO_READ}", f"Model: {'; '.join(said)}"]
        entitle(figure, headline(before, after), notes)
    return figure


def headline(before: Places, after: Places) -> str:
    """Say how many journeys lie inside P10-P90, where eight of ten should."""
    return (
        f"{after.inside:.0%} of {len(after.shares)} journeys lie within P10-P90, where "
        f"{NOMINAL:.0%} should; before the model learnt from the others, {before.inside:.0%}"
    )


def _draw_places(ax: Axes, one: Places, bins: int, colour: str) -> None:
    """Draw how many journeys lie in each part of the draws."""
    counts, edges = np.histogram(one.shares, bins=bins, range=(0, 1))
    ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=colour, ec="white", lw=2)
    for count, left, right in zip(counts, edges[:-1], edges[1:], strict=True):
        ax.annotate(
            str(count), ((left + right) / 2, 0), xytext=(0, 5), textcoords="offset points",
            ha="center", color="white" if count and colour == AFTER else INK, fontweight="bold",
        )  # fmt: skip
    even = len(one.shares) / bins
    ax.axhline(even, color=INK, lw=1.1, ls=(0, (4, 3)), path_effects=HALO)
    ax.set_title(f"{one.words}: {one.inside:.0%} within P10-P90")
    ax.set(xlim=(0, 1), xticks=edges)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set_xlabel(f"place among the draws; dashed: as many in each, {even:g}")
    ax.grid(visible=False, axis="x")
