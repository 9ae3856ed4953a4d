"""Where the bars of the page's charts lie, in units of their SVG: all on one axis of days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instc.comparison.comparison import Comparison

PART_NAMES = {
    "line_haul": "moving",
    "handling": "terminals",
    "border": "borders",
    "waiting": "waiting",
}
GEOMETRY = {"width": 720.0, "label": 190.0, "row": 26.0}
LEFT = GEOMETRY["label"]
ROOM = GEOMETRY["width"] - LEFT - 10
TICKS = 10  # at most
STEPS = (5, 10, 20, 50, 100)  # days between two ticks


def longest(ways: Sequence[dict[str, Any]]) -> float:
    """Give the days at which the axis of every chart ends: it holds every P95 and every mean."""
    return max(float(way["days"][name]) for way in ways for name in ("p95", "mean"))


def ticks(most: float) -> list[dict[str, Any]]:
    """Lay out round numbers of days over the axis: the days and x of each."""
    step = next(step for step in STEPS if most / step <= TICKS)
    return [{"days": days, "x": _x(days, most)} for days in range(0, int(most) + 1, step)]


def spans(ways: Sequence[dict[str, Any]], most: float) -> list[dict[str, Any]]:
    """
    Lay out P10, P50 and P90 of the days of each way.

    Parameters
    ----------
    ways
        Alternatives as the JSON says them.
    most
        Days at which the axis ends, from `longest`.

    Returns
    -------
    bars
        Label, corridor, days and the x of each quantile.
    """
    bars = []
    for way in ways:
        days = way["days"]
        bar = {"label": way["head"], "corridor": way["corridor"], "days": days}
        for level in ("p10", "p50", "p90"):
            bar[level] = _x(days[level], most)
        bars.append(bar)
    return bars


def _x(days: float, most: float) -> float:
    """Give the x of a number of days, where the most that is shown ends the axis."""
    return float(round(LEFT + days / most * ROOM, 1))


def parts(
    comparison: Comparison, ways: Sequence[dict[str, Any]], most: float
) -> list[dict[str, Any]]:
    """Lay out what the mean days of each way are spent on, piece by piece from the left."""
    rows = []
    for way in ways:
        spent = comparison.alternatives[way["corridor"]].itinerary.part_days()
        rows.append({"label": way["head"], "pieces": _pieces(spent, most)})
    return rows


def _pieces(spent: dict[str, float], most: float) -> list[dict[str, Any]]:
    """Put the parts of one way side by side."""
    pieces, x = [], LEFT
    for part in PART_NAMES:
        width = spent[part] / most * ROOM
        piece = {"part": part, "x": round(x, 1), "width": round(width, 1), "days": spent[part]}
        pieces.append(piece)
        x += width
    return pieces
