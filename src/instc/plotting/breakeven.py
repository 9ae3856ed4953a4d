"""What two ways cost with the value of time, over the value of the cargo, and which wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from instc.comparison.breakeven import LEAST, LEVELS, MOST, costs_of
from instc.display.text import capital
from instc.plotting.look import INK, MUTED, apart, basis, entitle, of_pair, thousands
from instc.plotting.sides import colour_of, inside

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from instc.comparison.breakeven import BreakEven
    from instc.comparison.comparison import Comparison

HALF = 0.5


def breakeven(comparison: Comparison) -> Figure:
    """Draw the costs of the best way over Iran and of its rival, and in what share it wins."""
    answer = comparison.breakeven()
    figure = Figure(figsize=(9.5, 8.2), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    _draw_costs(above, comparison, answer)
    _draw_share(below, comparison, answer)
    for ax in (above, below):
        ax.axvline(comparison.consignment.value_usd_per_teu, color=MUTED, lw=0.9, ls=(0, (4, 3)))
    words = f"cargo asked: {thousands(comparison.consignment.value_usd_per_teu)} USD"
    above.annotate(
        words,
        (comparison.consignment.value_usd_per_teu, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4, -8),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=8,
        color=MUTED,
    )
    ours, theirs = (comparison.alternatives[name] for name in (answer.a, answer.b))
    paths = f"{ours.head}: {ours.label}. {theirs.head}: {theirs.label}."
    rate = comparison.consignment.value_rate_per_day
    time = f"A day costs {rate:.2%} of the value of the cargo."
    title = f"{of_pair(comparison)}. {conclusion(comparison, answer)}"
    entitle(figure, title, [f"{paths} {time}", basis(comparison)])
    return figure


def conclusion(comparison: Comparison, answer: BreakEven) -> str:
    """Say which way wins in most draws, and from or up to which value of the cargo."""
    ours, theirs = (inside(comparison.alternatives[name]) for name in (answer.a, answer.b))
    value = answer.crossings[HALF]
    ours_first = answer.curve["a_wins"].iloc[0] >= HALF
    winner = ours if ours_first else theirs
    if value is None:
        return f"{capital(winner)} wins in most draws, whatever the cargo is worth"
    other = theirs if ours_first else ours
    round_value = thousands(float(f"{value:.2g}"))
    return (
        f"{capital(other)} wins in most draws from a cargo of about {round_value} USD a TEU on; "
        f"below, {winner}"
    )


def _draw_costs(ax: Axes, comparison: Comparison, answer: BreakEven) -> None:
    """Draw the median of each way, and P10 to P90 as a band."""
    values = answer.curve["value_usd_per_teu"].to_numpy()
    rate = comparison.consignment.value_rate_per_day
    names = (answer.a, answer.b)
    ends = []
    for name, costs in zip(names, costs_of(comparison, *names), strict=True):
        way = comparison.alternatives[name]
        colour = colour_of(way)
        low, middle, high = (costs.at(values, rate, level) for level in LEVELS)
        ax.fill_between(values, low, high, color=colour, alpha=0.16, lw=0)
        ax.plot(values, middle, color=colour, lw=1.9, label=way.head)
        ends.append((float(middle[-1]), way.head, colour))
    ax.set(xscale="log", yscale="log", xlim=(LEAST, MOST))
    ax.set_ylabel("USD per TEU, with the value of time")
    ax.yaxis.set_major_formatter(FuncFormatter(thousands))
    ax.set_title("Cost and time together: median, and P10 to P90 as a band", pad=8)
    _name_ends(ax, ends)


def _name_ends(ax: Axes, ends: list[tuple[float, str, str]]) -> None:
    """Write the names of lines behind their ends, apart from each other."""
    ordered = sorted(ends)
    to_panel = ax.transAxes.inverted()
    heights = []
    for value, _, _ in ordered:
        point = ax.transData.transform((MOST, value))
        heights.append(float(to_panel.transform(point)[1]))
    for height, (_, words, colour) in zip(apart(heights, 0.06), ordered, strict=True):
        ax.text(
            1.012, height, words, transform=ax.transAxes, color=colour, va="center",
            fontsize=8.5, fontweight="bold",
        )  # fmt: skip


def _draw_share(ax: Axes, comparison: Comparison, answer: BreakEven) -> None:
    """Draw in what share of the draws the first way wins, and where that is 10, 50 and 90 %."""
    way = comparison.alternatives[answer.a]
    colour = colour_of(way)
    ax.plot(answer.curve["value_usd_per_teu"], answer.curve["a_wins"], color=colour, lw=1.9)
    for level in LEVELS:
        ax.axhline(level, color=MUTED, lw=0.5, zorder=1)
        value = answer.crossings[level]
        words = f"{level:.0%}: nowhere" if value is None else f"{level:.0%}: {thousands(value)} USD"
        edge = ax.get_yaxis_transform()
        ax.text(1.012, level, words, transform=edge, va="center", color=INK, fontsize=8)
        if value is not None:
            ax.plot([value], [level], "o", color=colour, ms=5, mec="white", mew=1, zorder=4)
    ax.set(ylim=(0, 1), xlabel="value of the cargo, USD per TEU")
    ax.set_ylabel("share of the draws")
    ax.xaxis.set_major_formatter(FuncFormatter(thousands))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    ax.set_title(f"{capital(way.head)} is the better one in so many draws")
