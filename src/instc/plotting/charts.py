"""Charts for papers, each of one answer: which there are, and the two that are curves and bars."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from instc.display.text import capital
from instc.door import checked
from instc.files import check_writable, write_whole
from instc.plotting.breakeven import breakeven
from instc.plotting.equal_area import equal_area_map
from instc.plotting.look import (
    INK,
    LOOK,
    MUTED,
    basis,
    check_ending,
    content_of,
    entitle,
    of_pair,
)
from instc.plotting.scenarios import scenarios
from instc.plotting.sides import DASHES, colour_of, inside, leading_words, shown
from instc.plotting.time_distance import time_distance
from instc.routing.fleet import SERVICE
from instc.tables.parameters import members

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.axes import Axes

    from instc.comparison.comparison import Comparison
    from instc.scenarios.world import World

Kind = Literal["time-distance", "ecdf", "tornado", "map", "breakeven", "scenarios"]
LEVELS = (0.1, 0.5, 0.9)
LOW, HIGH = "#93a1ab", "#3b4a55"  # of a parameter: no colour of a way
A_DAY = 24  # hours
WIDE = 58  # letters of a lever's name in a line
LEVER = 40  # letters of a line of a lever's name: bars get the room


@checked
def draw_chart(comparison: Comparison, kind: Kind) -> Figure:
    """
    Draw a chart of an answer about a pair; nothing global is touched.

    Parameters
    ----------
    comparison
        The answer.
    kind
        ``time-distance``, ``ecdf``, ``tornado``, ``map``, ``breakeven`` or ``scenarios``.

    Raises
    ------
    QuestionError
        There is no such chart, or the answer has no two sides where it weighs them.
    """
    drawers: dict[str, Callable[[Comparison], Figure]] = {
        "time-distance": time_distance,
        "ecdf": ecdf,
        "tornado": tornado,
        "map": equal_area_map,
        "breakeven": breakeven,
        "scenarios": scenarios,
    }
    with rc_context(LOOK):
        return drawers[kind](comparison)


@checked
def save_chart(comparison: Comparison, kind: Kind, path: str | os.PathLike[str]) -> Path:
    """
    Draw a chart into a file, the same bytes each time.

    Parameters
    ----------
    comparison, kind
        As in `draw_chart`.
    path
        File that ends in ``.svg``, ``.png`` or ``.pdf``.

    Returns
    -------
    path
        The file.

    Raises
    ------
    QuestionError
        The ending or the kind is unknown.
    WriteError
        The file can't be written.

    Examples
    --------
    >>> import instc, tempfile
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_chart(answer, "ecdf", f"{folder}/chart.svg").stat().st_size > 1000
    True
    """
    ending = check_ending(path)
    check_writable(path)
    return write_whole(path, chart_bytes(comparison, kind, ending))


def chart_bytes(comparison: Comparison, kind: Kind, format_: str) -> bytes:
    """Draw a chart as the content of a file: ``svg``, ``png`` or ``pdf``."""
    return content_of(draw_chart(comparison, kind), format_)


def ecdf(comparison: Comparison) -> Figure:
    """Draw the chance to have arrived by each day: a curve a way, marked at P10, P50 and P90."""
    figure = Figure(figsize=(10.5, 5.6), layout="constrained")
    ax = figure.subplots()
    latest = 0.0
    curves = []
    met: Counter[str] = Counter()
    for name, way in shown(comparison).items():
        days, colour = np.sort(comparison.sample("days", name)), colour_of(way)
        dashes = DASHES[met[colour] % len(DASHES)]
        met[colour] += 1
        marks = np.quantile(days, LEVELS)
        ax.plot(days, np.arange(1, len(days) + 1) / len(days), color=colour, lw=1.9, ls=dashes)
        ax.plot(marks, LEVELS, "o", color=colour, ms=4.5, mec="white", mew=1)
        latest = max(latest, float(np.quantile(days, 0.995)))
        words = f"{way.head}: {marks[0]:.0f} · {marks[1]:.0f} · {marks[2]:.0f} d"
        curves.append((float(marks[1]), words, colour, dashes))
    _mark_levels(ax)
    for _, words, colour, dashes in sorted(curves, key=lambda curve: curve[0]):
        ax.plot([], [], color=colour, lw=1.9, ls=dashes, label=words)
    ax.set(xlim=(0, latest * 1.02), ylim=(0, 1))
    ax.set(xlabel="days since departure", ylabel="share of runs that have arrived")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    ax.legend(
        title="way: P10 · P50 · P90",
        loc="center left",
        bbox_to_anchor=(1.05, 0.5),
        frameon=False,
        fontsize=8.5,
        alignment="left",
    )
    ax.set_title("The chance to have arrived by each day")
    table = comparison.table
    opening = f"{of_pair(comparison)}: nine boxes of ten are there "
    title = leading_words(
        comparison, "days_p90", lambda name: f"by day {table.at[name, 'days_p90']:.0f}", opening
    )
    entitle(figure, title, [basis(comparison)])
    return figure


def _mark_levels(ax: Axes) -> None:
    """Draw P10, P50 and P90 across the panel, named at its right edge."""
    edge = ax.get_yaxis_transform()
    for level in LEVELS:
        ax.axhline(level, color=MUTED, lw=0.5, zorder=1)
        name = f"P{level * 100:.0f}"
        ax.text(1.004, level, name, transform=edge, va="center", color=MUTED, fontsize=8)


def tornado(comparison: Comparison) -> Figure:
    """
    Draw which parameters move the difference in days between the best INSTC and the best Suez way.

    A bar a parameter, from its P10 to its P90 in its own unit, the strongest above.
    """
    table = comparison.sensitivity().iloc[::-1]
    figure = Figure(figsize=(9.5, 0.48 * len(table) + 2.4), layout="constrained")
    ax = figure.subplots()
    base = float(table["base"].iloc[0])
    spots = np.arange(len(table))
    for column, colour in (("low", LOW), ("high", HIGH)):
        level = {"low": "p10", "high": "p90"}[column]
        words = f"lever at its {level.upper()}"
        ax.barh(spots, table[column] - base, left=base, height=0.6, color=colour, label=words)
        for spot, row in zip(spots, table.itertuples(), strict=True):
            _mark_end(ax, spot, getattr(row, column), base, amount(getattr(row, level), row.unit))
    ax.axvline(base, color=INK, lw=1)
    ax.axvline(0, color=MUTED, lw=0.8, ls=(0, (4, 3)))
    ax.margins(x=0.13)
    called = [
        f"{lever_name(comparison.world, name)} (grade\u00a0{table.at[name, 'grade']})"
        for name in table.index
    ]
    ax.set_yticks(spots, [textwrap.fill(capital(name), LEVER) for name in called], color=INK)
    ax.grid(visible=False, axis="y")
    first, second = (comparison.alternatives[table.attrs[side]] for side in ("way", "against"))
    axis = f"days {inside(first)} less days {inside(second)}; below 0 the first is faster"
    ax.set_xlabel(textwrap.fill(axis, 2 * WIDE))
    ax.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=8.5)
    word = "faster" if base < 0 else "slower"
    title = f"{first.head} is {abs(base):.1f} days {word} than {inside(second)} at the means; "
    title += f"most hangs on: {lever_name(comparison.world, table.index[-1])}"
    ways = f"{first.head}: {first.label}. {second.head}: {second.label}."
    entitle(figure, f"{of_pair(comparison)}. {title}", [ways, basis(comparison)])
    return figure


def _mark_end(ax: Axes, spot: Any, end: float, base: float, words: str) -> None:
    """Write what the lever is at the end of its bar."""
    outward = 1 if end > base else -1
    ax.annotate(
        words,
        (end, spot),
        xytext=(4 * outward, 0),
        textcoords="offset points",
        ha="left" if outward > 0 else "right",
        va="center",
        fontsize=7.5,
        color=MUTED,
    )


def amount(value: float, unit: str) -> str:
    """
    Write the value of a lever as people say it.

    Examples
    --------
    >>> amount(40, "h"), amount(190, "h"), amount(1 / 30, "h/km"), amount(0.5, "1")
    ('40 h', '7.9 days', '720 km a day', '0.5')
    """
    if unit == "h/km":
        return f"{A_DAY / value:.0f} km a day"
    if unit == "h" and value > 3 * A_DAY:
        return f"{value / A_DAY:.1f} days"
    return f"{value:.3g} {unit}".removesuffix(" 1")


def lever_name(world: World, parameter_id: str) -> str:
    """
    Name a lever in words, also one that is made of the table of services or of trades.

    Examples
    --------
    >>> import instc
    >>> lever_name(instc.load_model(), "rate.sea_black_sea_india")
    'freight of ships from Black Sea to India'
    >>> lever_name(instc.load_model(), "service:econship")
    'wait for the next departure of Econship (NVOCC)'
    """
    name = world.called(parameter_id)
    if name != parameter_id:
        return name
    if parameter_id.startswith(SERVICE):
        return f"wait for the next departure of {_operators(world, parameter_id)}"
    for row in world.table("trades").itertuples():
        if parameter_id == f"rate.sea_{row.from_region}_{row.to_region}":
            ends = [row.from_region, row.to_region]
            return "freight of ships from {} to {}".format(*map(_region, ends))
    return parameter_id


def _operators(world: World, parameter_id: str) -> str:
    """Name who runs the services of a wait, each once."""
    services = world.table("services")
    ids = [one.removeprefix(SERVICE) for one in members(parameter_id)]
    operators = services.loc[services["service_id"].isin(ids), "operator"]
    return ", ".join(dict.fromkeys(operators))


def _region(region: str) -> str:
    """Write the name of a region of trade."""
    return region.replace("_", " ").title()
