"""How charts look: paper, letters, titles that say the answer, and a foot that says its basis."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.patheffects import withStroke

from instc.errors import QuestionError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from matplotlib.figure import Figure

    from instc.comparison.comparison import Comparison
    from instc.scenarios.world import World

FORMATS = ("svg", "png", "pdf")
INK, MUTED, GRID, LAND, WATER = "#1d2a33", "#566570", "#d9e0e4", "#f7f5f0", "#dce8ee"
LOOK: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "instc",
    "pdf.fonttype": 42,
}
UNDATED: dict[str, dict[str, str | None]] = {  # what each format would else say of its making
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
    "png": {"Software": "instc"},
}
HALO = [withStroke(linewidth=2.5, foreground="white")]
TITLE, FOOT = 13.0, 7.5  # sizes of letters, points
TITLE_LETTER, FOOT_LETTER = 0.118, 0.0625  # inches of a letter, so that lines end on the paper
LICENCE = (
    "Code MIT; lengths: © OpenStreetMap contributors (ODbL 1.0), searoute (Apache-2.0); "
    "who says what: instc data why"
)


def check_ending(path: str | os.PathLike[str]) -> str:
    """
    Give the format that a file's ending names: ``svg``, ``png`` or ``pdf``.

    Raises
    ------
    QuestionError
        It names another.
    """
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise QuestionError(f"{path}: a chart goes into a file that ends in .svg, .png or .pdf")
    return ending


def content_of(figure: Figure, format_: str) -> bytes:
    """Write a figure as the content of a file, the same bytes each time."""
    out = io.BytesIO()
    about = UNDATED[format_]
    with rc_context(LOOK):
        figure.savefig(
            out, format=format_, dpi=160, bbox_inches="tight", metadata=about, facecolor="white"
        )
    return out.getvalue()


def entitle(figure: Figure, title: str, notes: Iterable[str]) -> None:
    """Write the answer above, and below on what it rests, in lines that end on the paper."""
    inches = figure.get_figwidth()
    above = textwrap.fill(title, int(inches / TITLE_LETTER))
    figure.suptitle(plain(above), x=0.012, ha="left", fontweight="bold", fontsize=TITLE)
    room = int(inches / FOOT_LETTER)
    below = "\n".join(textwrap.fill(note, room) for note in (*notes, LICENCE))
    figure.supxlabel(plain(below), fontsize=FOOT, color=MUTED, x=0.012, ha="left")


def plain(text: str) -> str:
    """Keep a text from being read as mathematics."""
    return text.replace("$", r"\$")


def of_pair(comparison: Comparison) -> str:
    """Name the two ends, as a title begins."""
    return f"{comparison.origin.name} to {comparison.destination.name}"


def basis(comparison: Comparison) -> str:
    """Say on what the answer about a pair rests."""
    question = comparison.question
    said = [
        "1 TEU",
        *world_words(comparison.world),
        f"{question.draws:,} draws, seed {question.seed}",
        f"USD of {comparison.world.price_year}",
        f"instc {comparison.world.versions['instc_version']}",
    ]
    return "; ".join(said)


def world_words(world: World) -> list[str]:
    """Say of which day and under which scenarios a world is."""
    scenarios = ", ".join(map(world.called, world.scenarios))
    return [f"status as of {world.as_of}", f"scenario: {scenarios}"]


def thousands(value: float, _: int = 0) -> str:
    """Print a whole number with thin spaces, as axes ask for it."""
    return f"{value:,.0f}".replace(",", "\u2009")


def apart(heights: list[float], gap: float) -> list[float]:
    """Move sorted heights as little as it takes to keep a gap between neighbours."""
    groups: list[tuple[float, int]] = []  # centre, count
    for height in heights:
        groups.append((height, 1))
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], gap):
            upper, lower = groups.pop(), groups.pop()
            groups.append(_merged(lower, upper))
    placed = []
    for centre, count in groups:
        half = (count - 1) / 2
        above_nought = max(centre, gap * (count - 1) / 2 + gap / 2)
        placed.append(above_nought + gap * (np.arange(count) - half))
    spread = np.concatenate(placed)
    spread = np.maximum(spread, spread[0] + gap * np.arange(len(spread)))
    kept: list[float] = spread.tolist()
    return kept


def _overlap(lower: tuple[float, int], upper: tuple[float, int], gap: float) -> bool:
    """Tell whether two groups of labels would stand in each other's way."""
    return upper[0] - lower[0] < gap * (upper[1] + lower[1]) / 2


def _merged(lower: tuple[float, int], upper: tuple[float, int]) -> tuple[float, int]:
    """Put two groups together about their common centre."""
    (a, m), (b, n) = lower, upper
    return (a * m + b * n) / (m + n), m + n
