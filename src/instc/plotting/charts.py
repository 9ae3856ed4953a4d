"""Charts for papers: time and cost over distance, chance of arrival, levers, an equal-area map."""

from __future__ import annotations

import io
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import shapely
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter
from pyproj import Transformer

from instc.colours import COLOURS
from instc.comparison.branches import EQUAL_AREA, Step, cut, flat, lay_out
from instc.comparison.kinds import drawn, kind_of
from instc.comparison.shown import undominated
from instc.door import checked
from instc.errors import QuestionError
from instc.files import check_writable, write_whole
from instc.network.land import load_land
from instc.tables.modes import AFLOAT

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

Kind = Literal["time-distance", "ecdf", "tornado", "map"]
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
    "svg.fonttype": "none",
    "svg.hashsalt": "instc",
    "pdf.fonttype": 42,
}
UNDATED: dict[str, dict[str, str | None]] = {  # what each format would else say of its making
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
    "png": {"Software": "instc"},
}
LEAST_STEP_DAYS = 1.0  # shorter stays get no name
LETTER = 0.0092  # widest letter of a stay's name, of the width of a panel
ROW = 0.026  # height of a line of names, of the height of a panel
ASIDE = 0.008  # from a stay to its name, of the width of a panel
LIFTS = (0, 0.03, -0.03, 0.06, -0.06, 0.09, -0.09)  # of its height, tried in turn
LEVELS = (0.1, 0.5, 0.9)
DASHES: tuple[Any, ...] = ("-", (0, (6, 1.5)), (0, (2, 1)))  # of ways that share a colour
NEAR = 1.5  # ways up to half as long again as the shortest share the close view
HALO = [withStroke(linewidth=2.5, foreground="white")]
GROUND = (
    "Lambert azimuthal equal-area, 52°E 40°N; "
    "land: Natural Earth, rails: © OpenStreetMap contributors"
)
WIDTH_POINTS = 648
GAP_POINTS = 2.9  # between ways that share a line
SHORE: dict[str, Any] = {"edgecolor": "#9db4bf", "lw": 0.4}
MERIDIAN: dict[str, Any] = {"color": "#b9ccd6", "lw": 0.35, "zorder": 2}
SPECK = 0.05  # square degrees: land too small to see, and degrees of coast too fine


Link = tuple[str, shapely.LineString, str]  # id, line in the direction of travel, mode


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


@checked
def draw_chart(comparison: Comparison, kind: Kind) -> Figure:
    """
    Draw a chart: ``time-distance``, ``ecdf``, ``tornado`` or ``map``; nothing global is touched.

    Raises
    ------
    QuestionError
        There is no such chart.
    """
    drawers: dict[str, Callable[[Comparison], Figure]] = {
        "time-distance": time_distance,
        "ecdf": ecdf,
        "tornado": tornado,
        "map": equal_area_map,
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
    figure = draw_chart(comparison, kind)
    out = io.BytesIO()
    about = UNDATED[format_]
    with rc_context(LOOK):
        figure.savefig(
            out, format=format_, dpi=160, bbox_inches="tight", metadata=about, facecolor="white"
        )
    return out.getvalue()


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


def walk(name: str, way: Alternative) -> Walk:
    """
    Follow a way leg by leg, at the means: km, days and USD per TEU, cumulative from 0.

    A leg that only stands is a vertical step.
    """
    legs, places = way.itinerary.legs(), way.itinerary.network.nodes["name"]
    stays = []
    for leg in legs[legs["length_km"] == 0].itertuples():
        place, mode = str(places.at[leg.start]), leg.mode.replace("_", " ")
        stays.append(Stay(place, mode, leg.Index - 1))
    return Walk(
        name,
        way.head,
        _colour(way),
        km=_cumulative(legs["length_km"].to_numpy(float)),
        days=_cumulative(legs["hours"].to_numpy(float) / 24),
        usd=_cumulative(legs["usd"].to_numpy(float)),
        stays=stays,
    )


def _cumulative(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up from nought."""
    return np.concatenate([[0.0], np.cumsum(column)])


def _colour(way: Alternative) -> str:
    """Give the colour of a way."""
    return COLOURS[way.group]


def _ways(comparison: Comparison) -> dict[str, Alternative]:
    """Choose the ways that are drawn: those that no other one beats in everything."""
    ways = comparison.alternatives
    shown = undominated(comparison.table).index
    return {name: ways[name] for name in shown}


def time_distance(comparison: Comparison) -> Figure:
    """
    Draw days and USD over distance, in the manner of UNESCAP: a stay is a vertical step.

    Above days, below USD per TEU; left all ways, right the short ones closer, their stays named.
    """
    walks = [walk(name, way) for name, way in _ways(comparison).items()]
    shortest = min(one.km[-1] for one in walks)
    near = [one for one in walks if one.km[-1] <= NEAR * shortest]
    far_title, near_title = "All ways", "The shorter ways, closer: stays of a day and more"
    days, usd = "days since departure", "USD per TEU, cumulative"
    figure = Figure(figsize=(13, 9.4), layout="constrained")
    above, below = figure.subplots(2, 2, width_ratios=(1, 1.15))
    _lines(above[0], walks, "days", days, far_title)
    _lines(above[1], near, "days", days, near_title)
    _lines(below[0], walks, "usd", usd, far_title)
    _lines(below[1], near, "usd", usd, near_title)
    _name_stays(above[1], near, "days")
    _name_stays(below[1], near, "usd")
    note = "Time and cost over distance, at the means: slope = moving, step = standing"
    _entitle(figure, comparison, note)
    return figure


def _lines(ax: Axes, walks: list[Walk], quantity: str, unit: str, title: str) -> None:
    """Draw a quantity of ways over their distance, each with its sum at its end."""
    tails = []
    for one in walks:
        x, y = one.km / 1000, getattr(one, quantity)
        ax.plot(x, y, color=one.colour, lw=1.9, solid_joinstyle="round", solid_capstyle="round")
        tails.append(Tail(x[-1], y[-1], f"{one.label}: {_thousands(y[-1])}", one.colour))
    xs, ys, _, _ = zip(*tails, strict=True)
    width, top = max(xs), max(ys)
    ax.set(xlabel="distance, thousand km", ylabel=unit, title=title)
    ax.set(xlim=(0, width * 1.42), ylim=(0, top * 1.06))
    ax.locator_params(axis="y", integer=True)  # its figures are whole
    ax.yaxis.set_major_formatter(FuncFormatter(_thousands))
    _end_labels(ax, tails, width * 1.03, top * 1.06 / 24)


def _end_labels(ax: Axes, tails: Iterable[Tail], x: float, gap: float) -> None:
    """Write what stands at each line's end in one column, apart, tied to its end by a hair."""
    ordered = sorted(tails, key=lambda tail: tail.y)
    heights = _apart([tail.y for tail in ordered], gap)
    for tail, y in zip(ordered, heights, strict=True):
        colour = tail.colour
        ax.plot([tail.x, x * 0.995], [tail.y, y], color=colour, lw=0.6, alpha=0.7)
        ax.plot([tail.x], [tail.y], "o", color=colour, ms=3.5)
        ax.text(x, y, tail.words, color=colour, va="center", fontsize=8, fontweight="bold")


def _apart(heights: list[float], gap: float) -> list[float]:
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
    apart: list[float] = spread.tolist()
    return apart


def _overlap(lower: tuple[float, int], upper: tuple[float, int], gap: float) -> bool:
    """Tell whether two groups of labels would stand in each other's way."""
    return upper[0] - lower[0] < gap * (upper[1] + lower[1]) / 2


def _merged(lower: tuple[float, int], upper: tuple[float, int]) -> tuple[float, int]:
    """Put two groups together about their common centre."""
    (a, m), (b, n) = lower, upper
    return (a * m + b * n) / (m + n), m + n


def _name_stays(ax: Axes, walks: list[Walk], quantity: str) -> None:
    """Name each place once, at its longest stay, where the words fit."""
    (_, right), (_, top) = ax.get_xlim(), ax.get_ylim()
    taken: list[Spot] = []
    for name in _longest_stays(walks, quantity):
        spots = _spots(name, right, top)
        spot = next((spot for spot in spots if _is_free(spot, taken, right, top)), None)
        if spot is None:
            continue
        taken.append(spot)
        at = spot.left
        if spot.side == "right":
            at += len(name.words) * LETTER * right
        ax.annotate(
            name.words,
            (at, spot.height),
            ha=spot.side,
            va="center",
            fontsize=7,
            color=name.colour,
            path_effects=HALO,
        )


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
    """Give the places where a name could stand, the best first: beside its stay, then higher."""
    long = len(name.words) * LETTER * right
    for lift in LIFTS:
        height = name.y + lift * top
        beside = name.x + ASIDE * right
        yield Spot(beside, beside + long, height, "left")
        before = name.x + (-ASIDE * right - long)
        yield Spot(before, before + long, height, "right")


def _is_free(spot: Spot, taken: list[Spot], right: float, top: float) -> bool:
    """Tell whether words fit into a spot: off the axis, and off all others."""
    if spot.left <= 0.01 * right:
        return False
    for other in taken:
        beside = spot.left < other.right and other.left < spot.right
        if beside and abs(spot.height - other.height) < top * ROW:
            return False
    return True


def _thousands(value: float, _: int = 0) -> str:
    """Print a whole number with thin spaces, as axes ask for it."""
    return f"{value:,.0f}".replace(",", "\u2009")


def ecdf(comparison: Comparison) -> Figure:
    """Draw the chance to have arrived by each day: a curve a way, marked at P10, P50 and P90."""
    figure = Figure(figsize=(10.5, 5.6), layout="constrained")
    ax = figure.subplots()
    latest = 0.0
    curves = []
    met: Counter[str] = Counter()
    for name, way in _ways(comparison).items():
        days, colour = np.sort(comparison.sample("days", name)), _colour(way)
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
    _entitle(figure, comparison, "How likely it is to have arrived by day X")
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

    A bar a parameter, from its P10 to its P90, the strongest above.
    """
    table = comparison.sensitivity().iloc[::-1]
    figure = Figure(figsize=(9.5, 0.42 * len(table) + 1.8), layout="constrained")
    ax = figure.subplots()
    base = float(table["base"].iloc[0])
    spots = np.arange(len(table))
    for column, group, level in (("low", "suez", "P10"), ("high", "west", "P90")):
        width, words = table[column] - base, f"parameter at its {level}"
        ax.barh(spots, width, left=base, height=0.62, color=COLOURS[group], label=words)
    ax.axvline(base, color=INK, lw=1)
    ax.axvline(0, color=MUTED, lw=0.8, ls=(0, (4, 3)))
    names = table.index + "  (grade " + table["grade"] + ")"
    ax.set_yticks(spots, names.tolist())
    ax.grid(visible=False, axis="y")
    way, against = table.attrs["way"], table.attrs["against"]
    first, second = comparison.alternatives[way].label, comparison.alternatives[against].label
    ax.set(xlabel=f"days by {first} less days by {second}; below 0 the first is faster")
    ax.legend(frameon=False, loc="lower right", fontsize=8.5)
    words = f"What moves the difference: {base:+.1f} days with all at their means"
    _entitle(figure, comparison, words)
    return figure


def equal_area_map(comparison: Comparison) -> Figure:
    """
    Draw the ways in Lambert's azimuthal equal-area projection about the Caspian.

    There the corridor stands straight. The best way of each kind, whole in its own colour; lines
    are drawn, lengths are those of the table.
    """
    project = Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True).transform
    figure = Figure(figsize=(WIDTH_POINTS / 72, 8.4), layout="constrained")
    ax = figure.subplots()
    ax.set_facecolor(WATER)
    ax.set(aspect="equal", xticks=[], yticks=[])
    names = drawn(comparison)
    ways = {name: comparison.alternatives[name] for name in names}
    days = comparison.table["days_p50"]
    _draw_land(ax, project, comparison.world.home.folder)
    called = [f"{way.head} · {days[name]:.1f} d" for name, way in ways.items()]
    _draw_ways(ax, called, list(ways.values()))
    for end in (comparison.origin, comparison.destination):
        _draw_end(ax, end.name, project(end.lon, end.lat))
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.005), ncols=3, fontsize=8, frameon=False)
    _entitle(figure, comparison, "Ways side by side, and their days at the median", GROUND)
    return figure


def _draw_ways(ax: Axes, names: list[str], ways: list[Alternative]) -> None:
    """Draw ways beside each other where they share a line, each whole in its own colour."""
    trips = list(map(_moving, ways))
    tracks, pieces = cut([[(name, mode) for name, _, mode in trip] for trip in trips])
    runs = _runs(trips, tracks, pieces)
    lines = [_joined(runs[number]) for number in range(len(pieces))]
    afloat = np.array([piece[0][1] in AFLOAT for piece in pieces])
    _frame(ax, np.concatenate(lines))
    low, high = ax.get_xlim()
    gap = GAP_POINTS * (high - low) / WIDTH_POINTS
    dashes = _dashes(ways)
    lanes = lay_out(tracks, lines, gap)
    for name, way, lane, dash in zip(names, ways, lanes, dashes, strict=True):
        _draw_way(ax, lane.points, afloat[lane.piece], _colour(way), dash)
        ax.plot([], [], color=_colour(way), lw=2.2, ls=dash, label=name)


def _moving(way: Alternative) -> list[Link]:
    """List the links of a way that have a line, with their modes, in travel order."""
    trip = way.itinerary
    cells = zip(trip.cells("link_id"), trip.lines, trip.cells("mode"), strict=True)
    return [(str(link_id), line, str(mode)) for link_id, line, mode in cells if line.length > 0]


def _runs(
    trips: list[list[Link]], tracks: list[list[int]], pieces: list[tuple[Step, ...]]
) -> dict[int, list[Link]]:
    """Give the links of each piece, turned as the first way that travels it forwards does."""
    runs: dict[int, list[Link]] = {}
    for trip, track in zip(trips, tracks, strict=True):
        done = 0
        for step in track:
            last = done + len(pieces[max(step, ~step)])
            if step >= 0:
                runs.setdefault(step, trip[done:last])
            done = last
    return runs


def _joined(links: list[Link]) -> NDArray[np.float64]:
    """Put the lines of links that follow each other onto the plane."""
    _, lines, _ = zip(*links, strict=True)
    return flat(shapely.get_coordinates(shapely.segmentize(lines, 1.0)))


def _dashes(ways: list[Alternative]) -> list[Any]:
    """Give each way a dash: of those that share a colour, the one by sea."""
    return [DASHES[kind_of(way) != way.group] for way in ways]


def _draw_end(ax: Axes, name: str, at: tuple[float, float]) -> None:
    """Draw an end of the ways with its name."""
    x, y = at
    ax.plot([x], [y], "o", color=INK, ms=7, mec="white", mew=1.4, zorder=6)
    ax.annotate(
        name,
        at,
        xytext=(8, 4),
        textcoords="offset points",
        fontweight="bold",
        fontsize=10,
        path_effects=HALO,
        zorder=7,
    )


def _draw_way(
    ax: Axes, points: NDArray[np.float64], sea: NDArray[np.bool_], colour: str, dash: Any
) -> None:
    """Draw a way in the manner of its modes: thin afloat."""
    turns = np.flatnonzero(np.diff(sea)) + 1
    for first, last in pairwise([0, *turns.tolist(), len(points)]):
        run = points[max(0, first - 1) : last]
        width = 1.5 if sea[first] else 2.2
        ax.plot(*run.T, color="white", lw=width + 1.4, zorder=3, solid_capstyle="round")
        ax.plot(*run.T, color=colour, lw=width, ls=dash, zorder=4, solid_capstyle="butt")


def _draw_land(ax: Axes, project: Callable[..., Any], folder: Path) -> None:
    """Draw land and lakes, and every tenth meridian and parallel."""
    box = shapely.box(-40, -42, 150, 84)  # what lies beyond is far round the globe from 52 E
    for polygon in shapely.simplify(load_land(folder), SPECK):
        near = shapely.intersection(shapely.make_valid(polygon), box)
        for part in shapely.get_parts(near):
            if part.geom_type == "Polygon" and part.area > SPECK:
                _fill(ax, part, project)
    for lon in range(-40, 151, 10):
        ax.plot(*project(np.full(61, lon), np.linspace(-40, 80, 61)), **MERIDIAN)
    for lat in range(-40, 81, 10):
        ax.plot(*project(np.linspace(-40, 150, 96), np.full(96, lat)), **MERIDIAN)


def _fill(ax: Axes, land: shapely.Polygon, project: Callable[..., Any]) -> None:
    """Fill a piece of land, and the water that lies in it."""
    x, y = project(*shapely.get_coordinates(land.exterior).T)
    ax.fill(x, y, facecolor=LAND, zorder=1, **SHORE)
    for ring in land.interiors:
        x, y = project(*shapely.get_coordinates(ring).T)
        ax.fill(x, y, facecolor=WATER, zorder=1.5, **SHORE)


def _frame(ax: Axes, points: NDArray[np.float64]) -> None:
    """Show what holds all points, and a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.09 * float((high - low).max())
    ax.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin))


def _entitle(figure: Figure, comparison: Comparison, words: str, ground: str = "") -> None:
    """Write above what was asked, and below on what it rests."""
    question = comparison.question
    pair = f"{comparison.origin.name} to {comparison.destination.name}"
    figure.suptitle(pair, x=0.012, ha="left", fontweight="bold", fontsize=13)
    basis = [
        f"1 TEU; status as of {comparison.world.as_of}",
        f"scenario {', '.join(comparison.world.scenarios)}",
        f"{question.draws:,} draws, seed {question.seed}",
        f"USD of {comparison.world.price_year}",
        f"instc {comparison.world.versions['instc_version']}",
    ]
    note = "; ".join(basis)
    if ground:
        note = f"{note}\n{ground}"
    if len(figure.axes) == 1:
        figure.axes[0].set_title(words)
    else:
        note = f"{words}. {note}"
    figure.supxlabel(note, fontsize=7.5, color=MUTED, x=0.012, ha="left")
