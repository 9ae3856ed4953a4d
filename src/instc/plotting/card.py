"""A claim and its verdict as one picture, for a page that quotes it."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.figure import Figure

from instc.plotting.look import INK, LOOK, MUTED, UNDATED

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH, HEIGHT, DPI = 8.0, 4.2, 150
COLOURS = {"holds": "#1b7a4b", "plausible": "#4d7c3a", "depends": "#8a6d00"}
BAD, UNKNOWN = "#b3261e", "#566570"
MARGIN, GAP, FOOT = 0.06, 0.075, 0.19
LINE = 1.35  # height of a line, in sizes of its letters
MOST_LINES = 5


def card_bytes(told: Mapping[str, str], format_: str) -> bytes:
    """
    Draw a card.

    Parameters
    ----------
    told
        ``statement, who, verdict, words, basis``: texts.
    format_
        ``svg``, ``png`` or ``pdf``.

    Returns
    -------
    content
        Of the file; the same texts give the same bytes.
    """
    with rc_context(LOOK):
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
        verdict = told["verdict"]
        colour = COLOURS.get(verdict, UNKNOWN if "test" in verdict else BAD)
        figure.text(MARGIN, 0.88, verdict.upper(), size=20, weight="bold", color=colour)
        below = _lines(figure, 0.78, f"“{told['statement']}”", 16, 56, INK)
        _lines(figure, below - GAP, told["words"], 13, 70, INK)
        _lines(figure, FOOT, f"Said by {told['who']}. {told['basis']}", 8.5, 108, MUTED)
        out = io.BytesIO()
        figure.savefig(out, format=format_, dpi=DPI, metadata=UNDATED[format_], facecolor="white")
    return out.getvalue()


def _lines(figure: Figure, top: float, text: str, size: float, width: int, colour: str) -> float:
    """Write a paragraph below a height, and give the height below it."""
    lines = textwrap.wrap(text, width, max_lines=MOST_LINES, placeholder=" …")
    written = "\n".join(lines).replace("$", r"\$")  # no mathematics
    figure.text(MARGIN, top, written, size=size, color=colour, va="top", linespacing=LINE)
    return top - len(lines) * LINE * size / (72 * HEIGHT)  # 72 points an inch
