"""How much each branch can carry today, and after each of the works on it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from instc.capacity.branch import BRANCHES, link_names, load_capacities
from instc.capacity.ladder import assess
from instc.colours import COLOURS
from instc.display.text import capital
from instc.plotting.look import INK, LOOK, MUTED, entitle, thousands, world_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from instc.capacity.ladder import Step
    from instc.scenarios.world import World

GROUPS = {"west": "west", "west_lorry": "lorry", "caspian": "caspian", "east": "east"}
BASIS = {"project": "", "supposed": "supposed: no plan known", "state": "as it is"}
ROW = 0.36  # inches of a step
NAMES, HELD = 42, 76  # letters of a line: works, and what holds the branch
UNKNOWN = (
    "Links without a figure hold nothing back; where sources differ: the last nameplate before "
    "that day, the lowest plan."
)
NO_FIGURE = "no figure: nothing left on it has one"


class Rung(NamedTuple):
    """A step of a branch as it is drawn: its works, Mt and TEU a year, and what holds it."""

    words: str
    basis: str
    mtpa: float | None
    teu: float
    held: str


def ladder(world: World) -> Figure:
    """
    Draw the capacity of each branch of a world, and how works lift it.

    Returns
    -------
    figure
        A panel a branch, a bar a step; nothing global is touched.
    """
    climbed: dict[str, list[Rung]] = {}
    works: set[str] = set()
    values = load_capacities(world.network, world.home.seeds)
    for name, branch in BRANCHES.items():
        start, state = assess(world.network, world.corridors, branch, values, world.as_of)
        steps = [state] if branch.lorries else start.climb()
        climbed[name] = [_rung(world, step) for step in steps]
        for step in steps:
            works.update(step.source_ids)
    version = f"instc {world.versions['instc_version']}"
    tonnes = f"{world.consignment.tonnes_per_teu:g} t a TEU"
    named = f"Figures of {len(works)} works, which instc bottleneck --ladder names"
    notes = [UNKNOWN, "; ".join([named, tonnes, *world_words(world), version])]
    with rc_context(LOOK):
        figure = _drawn(climbed)
        entitle(figure, headline(climbed), notes)
    return figure


def headline(climbed: dict[str, list[Rung]]) -> str:
    """Say which branch carries most today, and which carries nothing and what would open it."""
    today = {name: rungs[0].mtpa for name, rungs in climbed.items()}
    known = {name: mtpa for name, mtpa in today.items() if mtpa is not None}
    if not known:
        return "No branch from Russia to the Gulf has a figure"
    most = max(known, key=lambda name: known[name])
    told = f"The {BRANCHES[most].label}, can carry most today, {known[most]:g} Mt a year"
    for name, mtpa in known.items():
        rungs = climbed[name]
        if not mtpa and len(rungs) > 1:
            told += f"; the {BRANCHES[name].label}, nothing before the {rungs[1].words}"
        elif not mtpa:
            told += f"; the {BRANCHES[name].label}, nothing"
    return told


def _rung(world: World, step: Step) -> Rung:
    """Put a step into words."""
    words = BASIS[step.basis]
    if step.lifted_by:
        words, year = step.lifted_by, step.due[:4]
        if year not in words:
            words = f"{words} ({year})"
    teu = 0.0 if step.mtpa is None else step.mtpa * 1e6 / world.consignment.tonnes_per_teu
    held = "; ".join(link_names(world.network, step.binding))
    return Rung(words, step.basis, step.mtpa, teu, held)


def _drawn(climbed: dict[str, list[Rung]]) -> Figure:
    """Draw a panel a branch over one axis."""
    sizes = [len(rungs) + 0.9 for rungs in climbed.values()]
    figure = Figure(figsize=(11, ROW * sum(sizes) + 2.2), layout="constrained")
    panels = figure.subplots(len(sizes), 1, sharex=True, squeeze=False, height_ratios=sizes)[:, 0]
    for ax, (name, rungs) in zip(panels, climbed.items(), strict=True):
        ax.set_title(capital(BRANCHES[name].label), fontsize=9.5)
        _draw_branch(ax, rungs, COLOURS[GROUPS[name]])
    most = max(rung.mtpa or 0.0 for rungs in climbed.values() for rung in rungs)
    panels[-1].set_xlim(0, most * 1.7)  # room for what holds the longest bar
    panels[-1].set_xlabel("million tonnes a year: pale, what the works add; hatched, supposed")
    return figure


def _draw_branch(ax: Axes, rungs: list[Rung], colour: str) -> None:
    """Draw the steps of a branch from above, each with what holds it then."""
    ax.set_yticks(np.arange(len(rungs)), [_called(rung) for rung in rungs], color=INK)
    ax.set_ylim(len(rungs) - 0.4, -0.6)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0, labelsize=8)
    before = 0.0
    for place, rung in enumerate(rungs):
        if rung.mtpa is None:
            _write(ax, place, 0.0, NO_FIGURE, MUTED)
            continue
        ax.barh(place, min(before, rung.mtpa), height=0.56, color=colour)
        gain = max(rung.mtpa - before, 0.0)
        if rung.basis == "state":
            ax.barh(place, rung.mtpa, height=0.56, color=colour)
        else:
            hatch = "////" if rung.basis == "supposed" else ""
            face = "white" if hatch else f"{colour}66"
            ax.barh(place, gain, left=before, height=0.56, facecolor=face, edgecolor=colour,
                    hatch=hatch, lw=0.8)  # fmt: skip
        before = rung.mtpa
        amount = f"{rung.mtpa:g} Mt · {thousands(round(rung.teu, -3))} TEU"
        _write(ax, place, rung.mtpa, f"{amount}, held by {rung.held}", INK)


def _called(rung: Rung) -> str:
    """Name the works of a step in two lines at most."""
    sign = "" if rung.basis == "state" else "+ "
    return textwrap.fill(f"{sign}{rung.words}", NAMES, max_lines=2, placeholder=" …")


def _write(ax: Axes, place: int, end: float, words: str, colour: str) -> None:
    """Write behind the end of a bar, in two lines at most."""
    text = textwrap.fill(words, HELD, max_lines=2, placeholder=" …")
    ax.annotate(
        text, (end, place), xytext=(5, 0), textcoords="offset points", va="center",
        fontsize=7.5, color=colour, linespacing=1.1,
    )  # fmt: skip
