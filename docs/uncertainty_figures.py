"""Figures of the page on uncertainty, made when the site is built from what `instc calibrate` wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from instc import load_model
from instc.comparison.journeys import Journeys
from instc.comparison.simulation import simulate

if TYPE_CHECKING:
    from pathlib import Path

BLUE, GREY = "#1f5f8b", "#8a8a8a"
DRAWS = 4000


def write(folder: Path) -> None:
    """Write the figures into a folder; the same data give the same bytes."""
    model = load_model()
    _save(_places(model.home.calibration), folder / "pit.svg")
    _save(_taken_apart(model), folder / "journey.svg")
    _save(_reliability(model), folder / "reliability.svg")


def _save(figure: Figure, path: Path) -> None:
    """Write a figure, on white in either scheme of colours."""
    with rc_context({"svg.hashsalt": "instc", "svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None}, facecolor="white")


def _places(calibration: dict[str, Any]) -> Figure:
    """Draw in which fifth of the draws the journeys lie, before and after."""
    figure = Figure(figsize=(7.2, 2.8), layout="constrained")
    held = calibration["held_out"]
    pairs = {"before": "plain", "in force": calibration["model"]}
    for axes, (title, name) in zip(figure.subplots(1, 2, sharey=True), pairs.items(), strict=True):
        counts = held[name]["places"]
        inside = held[name]["inside_share"][0]
        axes.bar(np.arange(5) + 0.5, counts, width=0.92, color=GREY if name == "plain" else BLUE)
        axes.axhline(sum(counts) / 5, color="black", linewidth=0.8, linestyle="--")
        axes.set_title(f"{title}; {inside:.0%} inside P10-P90", fontsize=9)
        axes.set_xticks(range(6), [f"{20 * place} %" for place in range(6)])
        axes.set_xlabel("share of the draws that are shorter", fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel("journeys", fontsize=9)
    return figure


def _taken_apart(model: Any) -> Figure:
    """Draw the days of one way with luck, and with doubt about parameters alone."""
    answer = model.compare("Mumbai", "Moscow", draws=DRAWS)
    met = answer.met
    columns = list(answer.alternatives)
    way = columns.index("over_iran")
    how = Journeys.certain(len(columns))
    drawn = {"draws": DRAWS, "seed": 1, "journeys": how}
    known = simulate(met, answer.parameters, answer.consignment, **drawn)["days"][:, way]
    single = answer.sample("days", "over_iran")
    figure = Figure(figsize=(7.2, 2.8), layout="constrained")
    axes = figure.subplots()
    edges = np.arange(0, 70, 1.0)
    axes.hist(single, edges, color=BLUE, alpha=0.8, label="one box: doubt and luck")
    axes.hist(known, edges, histtype="step", color="black", label="doubt about parameters alone")
    axes.axvline(single.mean(), color="black", linewidth=0.8, linestyle="--")
    at = (single.mean(), axes.get_ylim()[1] * 0.9)
    axes.annotate("mean of both", at, xytext=(4, 0), textcoords="offset points", fontsize=8)
    axes.set_xlabel("days, Mumbai - Moscow over Iran", fontsize=9)
    axes.set_yticks([])
    axes.legend(frameon=False, fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


def _reliability(model: Any) -> Figure:
    """Draw what the best way of each side costs as the reliability ratio rises."""
    ratios = np.linspace(0, 2, 21)
    figure = Figure(figsize=(7.2, 2.8), layout="constrained")
    axes = figure.subplots()
    answer = model.compare("Mumbai", "Moscow", cargo_value=120_000, draws=DRAWS)
    rate = answer.consignment.usd_per_day
    for side, label, colour in (("over_iran", "over Iran", BLUE), ("by_sea", "by sea", GREY)):
        costs = []
        for name, way in answer.alternatives.items():
            if way.family == side and way.found_by:
                days = answer.sample("days", name)
                mean = answer.sample("generalised_usd", name).mean()
                costs.append(mean + ratios * rate * days.std())
        axes.plot(ratios, np.min(costs, axis=0), color=colour, label=f"best way {label}")
    axes.set_xlabel("reliability ratio: cost of a day of spread over that of a day", fontsize=9)
    axes.set_ylabel("USD per TEU, time counted", fontsize=9)
    axes.legend(frameon=False, fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
