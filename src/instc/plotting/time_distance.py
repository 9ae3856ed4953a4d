"""Time and cost over distance, in the manner of UNESCAP: a stay is a vertical step."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from instc.plotting.look import HALO, apart, basis, entitle, of_pair, thousands
from instc.plotting.sides import DASHES, colour_of, leading_words, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

LEAST_STEP_DAYS = 1.0  # shorter stays get no name
LETTER = 0.0068  # of a stay's name, of the width of a panel
ROW = 0.026  # height of a line of names, of the height of a panel
ASIDES = (0.008, 0.03, 0.06, 0.1, 0.15)  # from a stay to its name, of the width of a panel
FAR, AWAY = 60, 120  # points of lines that a name may cover rather than stand so far
HAIR = "_hair"  # label of a line from the end of a way to its name
TANGLE = 25  # and rather than cross a hair or a name with its own
LIFTS = (
    0,
    0.03,
    -0.03,
    0.06,
    -0.06,
    0.09,
    -0.09,
    0.12,
    -0.12,
    0.15,
    -0.15,
    0.18,
    -0.18,
)  # of its height, tried in turn
SAMPLES = 400  # points of a line, by which words keep clear of it
MARGIN = 1.36  # the panel's width over that of the longest way: room for names of ways
NOTE = (
    "Legs are scaled so that each way ends at its median (P50). "
    "Slope: moving; step: standing; stays of a day and more are named."
)


class Stay(NamedTuple):
    """A leg that only stands: where, doing what, and its place among the legs of its way."""

    place: str
    mode: str
    leg: int


class Walk(NamedTuple):
    """A way as a line: where it is after each leg, and the legs that only stand."""

    name: str
    label: str
    colour: str
    km: NDArray[np.float64]
    days: NDArray[np.float64]
    usd: NDArray[np.float64]
    stays: list[Stay]


class Tail(NamedTuple):
    """The end of a line, and what is written there."""

    x: float
    y: float
    words: str
    colour: str


class Name(NamedTuple):
    """The name of a stay, where it stands, and how long."""

    words: str
    x: float
    y: float
    colour: str
    days: float


class Spot(NamedTuple):
    """Where words could stand: from and to along, how high, and on which side of their stay."""

    left: float
    right: float
    height: float
    side: str
    cost: float = 0.0


def walk(name: str, way: Alternative, medians: pd.Series) -> Walk:
    """
    Follow a way leg by leg: km, days and USD per TEU, cumulative from 0.

    Parameters
    ----------
    name, way
        Of an alternative.
    medians
        Its row of the table: the means of its legs are scaled to them, so that it ends there.

    Returns
    -------
    walk
        A leg that only stands is a vertical step.
    """
    legs, places = way.itinerary.legs(), way.itinerary.network.nodes["name"]
    stays = []
    for leg in legs[legs["length_km"] == 0].itertuples():
        place, mode = str(places.at[leg.start]), leg.mode.replace("_", " ")
        stays.append(Stay(place, mode, leg.Index - 1))
    days = _cumulative(legs["hours"].to_numpy(float))
    usd = _cumulative(legs["usd"].to_numpy(float))
    return Walk(
        name,
        way.head,
        colour_of(way),
        km=_cumulative(legs["length_km"].to_numpy(float)),
        days=days * (medians["days_p50"] / days[-1]),
        usd=usd * (medians["usd_per_teu_p50"] / usd[-1]),
        stays=stays,
    )


def _cumulative(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up from nought."""
    return np.concatenate([[0.0], np.cumsum(column)])


def time_distance(comparison: Comparison) -> Figure:
    """Draw days, and below USD per TEU, over km: the ways of the map, their stays named."""
    walks, table = {}, comparison.table
    for name, way in shown(comparison).items():
        walks[name] = walk(name, way, table.loc[name])
    figure = Figure(figsize=(10.5, 11), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=(1.55, 1))
    lines = list(walks.values())
    _lines(above, lines, "days", "days since departure", 34)
    _lines(below, lines, "usd", "USD per TEU, cumulative", 22)
    _name_stays(above, lines, "days")
    days = table["days_p50"]

    def told(name: str) -> str:
        parts = comparison.alternatives[name].itinerary.part_days()
        standing = 1 - parts["line_haul"] / sum(parts.values())
        return f"{days[name]:.0f} days, of which {days[name] * standing:.0f} standing"

    title = leading_words(comparison, "days_p50", told)
    entitle(figure, f"{of_pair(comparison)}. {title}", [NOTE, basis(comparison)])
    return figure


def _lines(ax: Axes, walks: list[Walk], quantity: str, unit: str, rows: int) -> None:
    """Draw a quantity of ways over their distance, each with its sum at its end."""
    tails = []
    met: dict[str, int] = {}
    for one in walks:
        x, y = one.km / 1000, getattr(one, quantity)
        dash = DASHES[met.setdefault(one.colour, 0) % len(DASHES)]
        met[one.colour] += 1
        ax.plot(x, y, color=one.colour, lw=1.9, ls=dash, solid_joinstyle="round", zorder=3)
        tails.append(Tail(x[-1], y[-1], f"{one.label}: {thousands(y[-1])}", one.colour))
    xs, ys, _, _ = zip(*tails, strict=True)
    width, top = max(xs), max(ys)
    ax.set(xlabel="distance, thousand km", ylabel=unit)
    ax.set(xlim=(0, width * MARGIN), ylim=(0, top * 1.06))
    ax.locator_params(axis="y", integer=True)  # its figures are whole
    ax.yaxis.set_major_formatter(FuncFormatter(thousands))
    _end_labels(ax, tails, width * 1.03, top * 1.06 / rows)


def _end_labels(ax: Axes, tails: Iterable[Tail], x: float, gap: float) -> None:
    """Write what stands at each line's end in one column, apart, tied to its end by a hair."""
    ordered = sorted(tails, key=lambda tail: tail.y)
    heights = apart([tail.y for tail in ordered], gap)
    for tail, y in zip(ordered, heights, strict=True):
        colour = tail.colour
        ax.plot([tail.x, x * 0.995], [tail.y, y], color=colour, lw=0.6, alpha=0.7, label=HAIR)
        ax.plot([tail.x], [tail.y], "o", color=colour, ms=3.5)
        ax.text(x, y, tail.words, color=colour, va="center", fontsize=8, fontweight="bold")


def _name_stays(ax: Axes, walks: list[Walk], quantity: str) -> None:
    """Name each place once, at its longest stay, where the words cover least of the lines."""
    (_, right), (_, top) = ax.get_xlim(), ax.get_ylim()
    points = _points(walks, quantity)
    taken: list[Spot] = []
    hairs = [line for line in ax.lines if line.get_label() == HAIR]
    drawn: list[shapely.Geometry] = []  # hairs and names, in parts of the panel
    for hair in hairs:
        ends = np.column_stack([hair.get_xdata(), hair.get_ydata()])
        drawn.append(shapely.LineString(ends / (right, top)))
    for name in _longest_stays(walks, quantity):
        free = [spot for spot in _spots(name, right, top) if _is_free(spot, taken, right, top)]
        if not free:
            continue
        worth = []
        for spot in free:
            tangle = TANGLE * _crossed(name, spot, drawn, right, top)
            worth.append(_covered(spot, points, top) + spot.cost + tangle)
        spot = free[int(np.argmin(worth))]
        taken.append(spot)
        drawn += _marks(name, spot, right, top)
        at = spot.left if spot.side == "left" else spot.right
        if spot.cost > FAR * LIFTS[1]:
            ax.plot([name.x, at], [name.y, spot.height], color=name.colour, lw=0.5, zorder=4)
        ax.annotate(
            name.words, (at, spot.height), ha=spot.side, va="center", fontsize=7,
            color=name.colour, path_effects=HALO, zorder=5,
        )  # fmt: skip


def _marks(name: Name, spot: Spot, right: float, top: float) -> list[shapely.Geometry]:
    """Give a name and its hair as shapes, in parts of the panel."""
    at = spot.left if spot.side == "left" else spot.right
    height, half = spot.height / top, ROW / 2
    words = shapely.box(spot.left / right, height - half, spot.right / right, height + half)
    hair = shapely.LineString([(name.x / right, name.y / top), (at / right, height)])
    return [words, hair]


def _crossed(
    name: Name, spot: Spot, drawn: list[shapely.Geometry], right: float, top: float
) -> int:
    """Count the names and hairs that a name and its hair would touch."""
    both = shapely.union_all(_marks(name, spot, right, top))
    return int(shapely.intersects(both, drawn).sum())


def _points(walks: list[Walk], quantity: str) -> NDArray[np.float64]:
    """Give points along all lines, close to each other."""
    found = []
    for one in walks:
        x, y = one.km / 1000, getattr(one, quantity)
        steps = np.hypot(np.diff(x) / x[-1], np.diff(y) / y[-1])
        along = _cumulative(steps)
        at = np.linspace(0, along[-1], SAMPLES)
        found.append(np.column_stack([np.interp(at, along, x), np.interp(at, along, y)]))
    return np.concatenate(found)


def _covered(spot: Spot, points: NDArray[np.float64], top: float) -> int:
    """Count the points of lines that words would cover."""
    x, y = points.T
    beside = (x > spot.left) & (x < spot.right)
    return int((beside & (np.abs(y - spot.height) < top * ROW / 2)).sum())


def _longest_stays(walks: list[Walk], quantity: str) -> list[Name]:
    """Choose of each place the longest stay of a day and more, and sort them by it."""
    found: dict[tuple[str, str], Name] = {}
    for one in walks:
        heights = getattr(one, quantity)
        for place, mode, leg in one.stays:
            days = one.days[leg + 1] - one.days[leg]
            known = found.get((place, mode))
            if days < LEAST_STEP_DAYS or (known and days <= known.days):
                continue
            words = f"{place}: {mode}, {days:.1f} d"
            middle = (heights[leg] + heights[leg + 1]) / 2
            found[place, mode] = Name(words, one.km[leg] / 1000, middle, one.colour, days)
    return sorted(found.values(), key=lambda name: -name.days)


def _spots(name: Name, right: float, top: float) -> Iterator[Spot]:
    """Give the places where a name could stand: beside its stay, then farther and higher."""
    long = len(name.words) * LETTER * right
    for aside, lift in product(ASIDES, LIFTS):
        height, cost = name.y + lift * top, FAR * abs(lift) + AWAY * aside
        beside, before = name.x + aside * right, name.x - aside * right
        yield Spot(beside, beside + long, height, "left", cost)
        yield Spot(before - long, before, height, "right", cost)


def _is_free(spot: Spot, taken: list[Spot], right: float, top: float) -> bool:
    """Tell whether words fit into a spot: off the axes, the names of ways, and all others."""
    edge = right / MARGIN
    if spot.left <= 0.01 * right or spot.right > edge or spot.height < top * ROW:
        return False
    for other in taken:
        beside = spot.left < other.right and other.left < spot.right
        if beside and abs(spot.height - other.height) < top * ROW:
            return False
    return True
