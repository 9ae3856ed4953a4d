"""Figures of the gallery and of the twelve jobs, made when the site is built, from the model that the pages run."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, get_args

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

from instc import load_model
from instc.capacity.branch import find_branches, load_capacities
from instc.capacity.ladder import assess
from instc.colours import COLOURS
from instc.plotting.charts import Kind, chart_bytes

if TYPE_CHECKING:
    from pathlib import Path

DRAWS = 1000
COLOURS_OF_A_PICTURE = 64  # a map has few: the file is a quarter as large
BLUE, GREY = "#1f5f8b", "#8a8a8a"
LENGTH = "astara_ir.rail1435-rasht.rail1435"
MOST = 6  # rows of variance that are drawn


def write(folder: Path) -> None:
    """Write the figures into a folder; the same data give the same bytes."""
    model = load_model()
    pair = model.compare("Mumbai", "Moscow", draws=DRAWS)
    _chart(pair, "ecdf", folder / "j01.svg")
    _chart(pair.under("rasht-astara-open"), "map", folder / "j02.png")
    _save(_breakeven(pair), folder / "j03.svg")
    closed = model.under("red-sea-closed").compare("Mumbai", "Rotterdam", draws=DRAWS)
    _chart(closed, "map", folder / "j04.png")
    _save(_ladder(model), folder / "j05.svg")
    shipment = model.under(as_of="2023-08-27").compare("Chelyabinsk", "Jeddah", draws=DRAWS)
    _chart(shipment, "map", folder / "j06.png")
    _chart(model.compare("Mumbai", "St Petersburg", draws=DRAWS), "ecdf", folder / "j07.svg")
    _save(_emissions(pair), folder / "j08.svg")
    _chart(pair, "tornado", folder / "j09.svg")
    _save(_causes(pair), folder / "j10.svg")
    ways = ["instc_west_road", "instc_caspian", "suez_baltic"]
    study = model.under(as_of="2017-06-30")
    study = study.compare("Nhava Sheva", "Moscow", against=ways, draws=DRAWS)
    _chart(study, "time-distance", folder / "j11.png")
    _save(_lengths(model), folder / "j12.svg")


def _chart(answer: Any, kind: str, path: Path) -> None:
    """Write what ``instc chart`` draws; a picture in few colours."""
    (word,) = [name for name in get_args(Kind) if name == kind]
    drawn = chart_bytes(answer, word, path.suffix.removeprefix("."))
    if path.suffix != ".png":
        path.write_bytes(drawn)
        return
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    picture.thumbnail((1100, 1400))
    picture.quantize(COLOURS_OF_A_PICTURE).save(path, optimize=True)


def _save(figure: Figure, path: Path) -> None:
    """Write a figure, on white in either scheme of colours."""
    with mpl.rc_context({"svg.hashsalt": "instc", "svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None}, facecolor="white")


def _bars(
    names: list[str], values: list[float], unit: str, colours: list[str] | str = BLUE
) -> Figure:
    """Draw a bar a name, the first on top, each with its figure."""
    figure = Figure(figsize=(7.2, 0.9 + 0.3 * len(names)), layout="constrained")
    axes = figure.subplots()
    drawn = axes.barh(range(len(names)), values, color=colours, height=0.66)
    axes.bar_label(drawn, [f"{_short(value)}" for value in values], padding=4, fontsize=9)
    axes.set_yticks(range(len(names)), names)  # two works may have one name
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(unit, fontsize=9)
    axes.tick_params(labelsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _short(value: float) -> str:
    """Write a figure with what of it counts."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"  # noqa: PLR2004


def _breakeven(answer: Any) -> Figure:
    """Draw in which share of the draws the way over Iran wins, by the value of the cargo."""
    found = answer.breakeven()
    figure = Figure(figsize=(7.2, 3), layout="constrained")
    axes = figure.subplots()
    axes.semilogx(found.curve["value_usd_per_teu"], found.curve["a_wins"] * 100, color=BLUE)
    axes.axhline(50, color=GREY, linewidth=0.8, linestyle="--")
    axes.set_xlabel("value of the cargo, USD per TEU", fontsize=9)
    axes.set_ylabel("over Iran wins, % of the draws", fontsize=9)
    axes.set_ylim(0, 100)
    axes.tick_params(labelsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _ladder(model: Any) -> Figure:
    """Draw what the western branch carries after each of its works."""
    values = load_capacities(model.network, model.folder / "seeds")
    (west,) = [branch for branch in find_branches("west") if not branch.lorries]
    start, _ = assess(model.network, model.corridors, west, values, model.as_of)
    steps = [step for step in start.climb() if step.mtpa is not None]
    names = [f"+ {step.lifted_by}" if step.lifted_by else "+ (supposed)" for step in steps]
    return _bars(["as it is", *names[1:]], [step.mtpa for step in steps], "million tonnes a year")


def _emissions(answer: Any) -> Figure:
    """Draw the CO2e of the ways that a table opens with."""
    table = answer.table[answer.table["hidden_reason"] == ""]
    colours = [COLOURS[answer.alternatives[name].group] for name in table.index]
    names = [answer.alternatives[name].head for name in table.index]
    return _bars(names, table["co2e_kg_per_teu_p50"].tolist(), "kg CO2e per TEU, P50", colours)


def _causes(answer: Any) -> Figure:
    """Draw what the spread of the days over Iran comes from."""
    split = answer.variance()["over_iran"].sort_values(ascending=False).head(MOST)
    names = [answer.world.called(name.removeprefix("group:")) for name in split.index]
    return _bars(names, (split * 100).tolist(), "% of the variance of days")


def _lengths(model: Any) -> Figure:
    """Draw every length in print of the railway that is not built, and the one in force."""
    rows = model.table("link_values")
    rows = rows[(rows["link_id"] == LENGTH) & (rows["column"] == "length_km")]
    said = [float(value) for value in rows["value"]]
    used = float(model.network.links.at[LENGTH, "length_km"])
    works = [*rows["source_id"], "in force"]
    figures = sorted(zip([*said, used], works, strict=True))
    figure = Figure(figsize=(7.2, 2.6), layout="constrained")
    axes = figure.subplots()
    for place, (value, work) in enumerate(figures):
        colour = BLUE if work == "in force" else GREY
        axes.plot(value, place, "o", color=colour)
        axes.annotate(f"{value:g} km, {work}", (value, place), (8, 0), textcoords="offset points", va="center", fontsize=9)  # fmt: skip
    axes.set_yticks([])
    axes.margins(x=0.25, y=0.15)
    axes.set_xlabel("Rasht - Astara, km", fontsize=9)
    axes.tick_params(labelsize=9)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure
