"""Where the bars of the page's two charts lie, in units of their SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def spans(ways: list[dict[str, Any]]) -> dict[str, Any]:
    """
    Lay out P10, P50 and P90 of the days of each way, over an axis that holds every P95.

    Parameters
    ----------
    ways
        Alternatives as the JSON says them.

    Returns
    -------
    layout
        ``bars``: label, corridor, days and the x of each quantile; ``ticks``: days and x.
    """
    most = max(way["days"]["p95"] for way in ways)
    bars = []
    for way in ways:
        days = way["days"]
        bar = {"label": way["head"], "corridor": way["corridor"], "days": days}
        for level in ("p10", "p50", "p90"):
            bar[level] = _x(days[level], most)
        bars.append(bar)
    step = next(step for step in STEPS if most / step <= TICKS)
    ticks = [{"days": days, "x": _x(days, most)} for days in range(0, int(most) + 1, step)]
    return {"bars": bars, "ticks": ticks}


def _x(days: float, most: float) -> float:
    """Give the x of a number of days, where the most that is shown ends the axis."""
    return float(round(LEFT + days / most * ROOM, 1))


def parts(comparison: Comparison, ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lay out what the mean days of each way are spent on, piece by piece from the left."""
    days = {name: way.itinerary.part_days() for name, way in comparison.alternatives.items()}
    most = max(sum(spent.values()) for spent in days.values())
    rows = []
    for way in ways:
        pieces = _pieces(days[way["corridor"]], most)
        rows.append({"label": way["head"], "pieces": pieces})
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
