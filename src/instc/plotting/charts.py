"""Charts for papers: time and cost over distance, how likely it is to have arrived, what moves the difference, an equal-area map."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import shapely
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter
from pyproj import Transformer

from instc.colours import COLOURS, group_of
from instc.errors import QuestionError, did_you_mean
from instc.files import check_writable, write_whole
from instc.network.land import load_land
from instc.tables.schema import data_dir

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative

Kind = Literal["time-distance", "ecdf", "tornado", "map"]
FORMATS = ("svg", "png", "pdf")
INK, MUTED, GRID, LAND, WATER = "#1d2a33", "#566570", "#d9e0e4", "#f7f5f0", "#dce8ee"
LOOK: dict[Any, Any] = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.edgecolor": MUTED, "axes.labelcolor": INK, "text.color": INK, "xtick.color": MUTED, "ytick.color": MUTED,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": GRID, "grid.linewidth": 0.6, "axes.axisbelow": True,
    "axes.titlesize": 10, "axes.titleweight": "bold", "axes.titlelocation": "left", "svg.fonttype": "none", "svg.hashsalt": "instc", "pdf.fonttype": 42,
}  # fmt: skip
LEAST_STEP_DAYS = 1.0  # shorter stays get no name
LETTER = 0.0092  # widest letter of a stay's name, of the width of a panel
LIFTS = (0, 0.03, -0.03, 0.06, -0.06, 0.09, -0.09)  # of its height, tried in turn
FAR = 2.4  # ways longer than this many times the shortest would leave the map no room for it
NEAR = 1.5  # ways up to half as long again as the shortest share the close view
HALO = [withStroke(linewidth=2.5, foreground="white")]
EQUAL_AREA = "+proj=laea +lat_0=40 +lon_0=52 +datum=WGS84 +units=km"


class Walk(NamedTuple):
    """A way as a line: where it is after each leg, and what the standing legs were."""

    name: str
    label: str
    colour: str
    km: NDArray[np.float64]
    days: NDArray[np.float64]
    usd: NDArray[np.float64]
    stays: list[tuple[str, str, int]]


def draw_chart(comparison: Comparison, kind: Kind) -> Figure:
    """
    Draw a chart.

    Parameters
    ----------
    comparison
        What is drawn.
    kind
        ``time-distance``, ``ecdf``, ``tornado`` or ``map``.

    Returns
    -------
    figure
        Of matplotlib; nothing global is touched.

    Raises
    ------
    QuestionError
        There is no such chart.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=100)
    >>> len(draw_chart(answer, "ecdf").axes)
    1
    """
    drawers: dict[str, Callable[[Comparison], Figure]] = {
        "time-distance": time_distance,
        "ecdf": ecdf,
        "tornado": tornado,
        "map": equal_area_map,
    }
    if kind not in drawers:
        raise QuestionError(
            f'no chart is called "{kind}"{did_you_mean(kind, drawers)}; there are {", ".join(drawers)}'
        )
    with rc_context(LOOK):
        return drawers[kind](comparison)


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
    figure = draw_chart(comparison, kind)
    out = io.BytesIO()
    dateless = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": "instc"}}[
        ending
    ]
    with rc_context(LOOK):
        figure.savefig(
            out, format=ending, dpi=160, bbox_inches="tight", metadata=dateless, facecolor="white"
        )
    return write_whole(path, out.getvalue())


def check_ending(path: str | os.PathLike[str]) -> str:
    """
    Refuse a file whose ending names no format of a chart.

    Parameters
    ----------
    path
        File that is to be written.

    Returns
    -------
    ending
        ``svg``, ``png`` or ``pdf``.

    Raises
    ------
    QuestionError
        It is another.

    Examples
    --------
    >>> check_ending("chart.SVG")
    'svg'
    """
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise QuestionError(f"{path}: a chart goes into a file that ends in .svg, .png or .pdf")
    return ending


def walk(name: str, way: Alternative) -> Walk:
    """
    Follow a way leg by leg, at the means.

    Parameters
    ----------
    name
        Corridor id.
    way
        Alternative.

    Returns
    -------
    walk
        Cumulative km, days and USD per TEU, from 0; a leg that only stands is a vertical step.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().compare("Mumbai", "Moscow", draws=10)
    >>> followed = walk("suez_baltic", answer.alternatives["suez_baltic"])
    >>> bool((followed.km[-1] - answer.alternatives["suez_baltic"].itinerary.length_km) < 1e-6)
    True
    """
    legs = way.itinerary.legs().reset_index(drop=True)
    columns = [
        legs["length_km"].to_numpy(float),
        legs["hours"].to_numpy(float) / 24,
        legs["usd"].to_numpy(float),
    ]
    km, time, usd = (np.concatenate([[0.0], np.cumsum(column)]) for column in columns)
    places = way.itinerary.nodes["name"]
    stays = [
        (str(places.loc[[leg.start]].iloc[0]), str(leg.mode).replace("_", " "), leg.Index)
        for leg in legs.itertuples()
        if leg.length_km == 0
    ]
    return Walk(name, way.label, COLOURS[group_of(name, way.family)], km, time, usd, stays)


def time_distance(comparison: Comparison) -> Figure:
    """
    Draw days and USD over distance, in the manner of UNESCAP: a stay is a vertical step.

    Parameters
    ----------
    comparison
        What is drawn; ``best_...`` ways are left out.

    Returns
    -------
    figure
        Above days, below USD per TEU; left all ways, right the short ones closer, with their stays named.

    Examples
    --------
    >>> import instc
    >>> len(time_distance(instc.load_model().compare("Mumbai", "Moscow", draws=10)).axes)
    4
    """
    ways = {
        name: way for name, way in comparison.alternatives.items() if way.family != "best"
    } or comparison.alternatives
    walks = [walk(name, way) for name, way in ways.items()]
    shortest = min(one.km[-1] for one in walks)
    near = [one for one in walks if one.km[-1] <= NEAR * shortest]
    figure = Figure(figsize=(13, 9.4), layout="constrained")
    axes = figure.subplots(2, 2, width_ratios=(1, 1.15))
    for row, (quantity, unit) in enumerate(
        (("days", "days since departure"), ("usd", "USD per TEU, cumulative"))
    ):
        for column, (shown, title) in enumerate(
            ((walks, "All ways"), (near, "The shorter ways, closer: stays of a day and more"))
        ):
            _lines(axes[row][column], shown, quantity, unit, title)
    for ax in axes[:, 1]:
        _name_stays(ax, near, "days" if ax is axes[0][1] else "usd")
    _entitle(
        figure,
        comparison,
        "Time and cost over distance, at the means: slope = moving, step = standing",
    )
    return figure


def _lines(ax: Axes, walks: list[Walk], quantity: str, unit: str, title: str) -> None:
    for one in walks:
        ax.plot(
            one.km / 1000,
            getattr(one, quantity),
            color=one.colour,
            lw=1.9,
            solid_joinstyle="round",
            solid_capstyle="round",
        )
    width, top = (
        max(one.km[-1] for one in walks) / 1000,
        max(getattr(one, quantity)[-1] for one in walks),
    )
    ax.set(
        xlabel="distance, thousand km",
        ylabel=unit,
        title=title,
        xlim=(0, width * 1.42),
        ylim=(0, top * 1.06),
    )
    ax.locator_params(axis="y", integer=True)  # its figures are whole
    ax.yaxis.set_major_formatter(FuncFormatter(_thousands))
    tails = [
        (
            one.km[-1] / 1000,
            getattr(one, quantity)[-1],
            f"{one.label}: {_thousands(getattr(one, quantity)[-1], 0)}",
            one.colour,
        )
        for one in walks
    ]
    _end_labels(ax, tails, width * 1.03, top * 1.06 / 24)


def _end_labels(
    ax: Axes, tails: Iterable[tuple[float, float, str, str]], x: float, gap: float
) -> None:
    """Write a label for each line's end in one column, apart from each other, tied to its end by a hair."""
    ordered = sorted(tails, key=lambda tail: tail[1])
    heights = _apart([tail[1] for tail in ordered], gap)
    for (end_x, end_y, words, colour), y in zip(ordered, heights, strict=True):
        ax.plot([end_x, x * 0.995], [end_y, y], color=colour, lw=0.6, alpha=0.7)
        ax.plot([end_x], [end_y], "o", color=colour, ms=3.5)
        ax.text(x, y, words, color=colour, va="center", fontsize=8, fontweight="bold")


def _apart(heights: list[float], gap: float) -> list[float]:
    """Move sorted heights as little as it takes to keep a gap between neighbours."""
    groups: list[tuple[float, int]] = []  # centre, count
    for height in heights:
        groups.append((height, 1))
        while (
            len(groups) > 1
            and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2
        ):
            (b, n), (a, m) = groups.pop(), groups.pop()
            groups.append(((a * m + b * n) / (m + n), m + n))
    placed = [
        max(centre, gap * (count - 1) / 2 + gap / 2) + gap * (k - (count - 1) / 2)
        for centre, count in groups
        for k in range(count)
    ]
    return [
        height if k == 0 else max(height, placed[0] + k * gap) for k, height in enumerate(placed)
    ]


def _name_stays(ax: Axes, walks: list[Walk], quantity: str) -> None:
    """Name each place once, at its longest stay, where the words fit."""
    found: dict[tuple[str, str], tuple[float, float, float, str]] = {}
    for one in walks:
        heights = getattr(one, quantity)
        for place, mode, leg in one.stays:
            stay = one.days[leg + 1] - one.days[leg]
            if stay >= LEAST_STEP_DAYS and stay > found.get((place, mode), (0.0,))[0]:
                found[place, mode] = (
                    stay,
                    one.km[leg] / 1000,
                    (heights[leg] + heights[leg + 1]) / 2,
                    one.colour,
                )
    (_, right), (_, top) = ax.get_xlim(), ax.get_ylim()
    taken: list[tuple[float, float, float]] = []  # from, to, height
    for (place, mode), (stay, x, y, colour) in sorted(found.items(), key=lambda item: -item[1][0]):
        words = f"{place}: {mode}, {stay:.1f} d"
        long = len(words) * LETTER * right
        spots = [
            (x + (0.008 * right if side > 0 else -0.008 * right - long), y + lift * top, side)
            for lift in LIFTS
            for side in (1, -1)
        ]
        free = [
            spot
            for spot in spots
            if spot[0] > 0.01 * right
            and not any(
                spot[0] < b and a < spot[0] + long and abs(spot[1] - h) < top * 0.026
                for a, b, h in taken
            )
        ]
        if not free:
            continue
        at_x, at_y, side = free[0]
        taken.append((at_x, at_x + long, at_y))
        at_x += 0 if side > 0 else long
        ax.annotate(
            words,
            (at_x, at_y),
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=7,
            color=colour,
            path_effects=HALO,
        )


def _thousands(value: float, _: int) -> str:
    return f"{value:,.0f}".replace(",", "\u2009")


def ecdf(comparison: Comparison) -> Figure:
    """
    Draw the chance to have arrived by each day.

    Parameters
    ----------
    comparison
        What is drawn.

    Returns
    -------
    figure
        A curve a way, with marks at P10, P50 and P90.

    Examples
    --------
    >>> import instc
    >>> len(ecdf(instc.load_model().compare("Mumbai", "Moscow", draws=100)).axes[0].lines) > 5
    True
    """
    ways = {
        name: way for name, way in comparison.alternatives.items() if way.family != "best"
    } or comparison.alternatives
    figure = Figure(figsize=(10.5, 5.6), layout="constrained")
    ax = figure.subplots()
    latest, tails = 0.0, []
    for number, (name, way) in enumerate(ways.items()):
        days, colour = np.sort(comparison.sample("days", name)), COLOURS[group_of(name, way.family)]
        style = ("-", (0, (6, 1.5)), (0, (2, 1)))[
            sum(
                group_of(*pair) == group_of(name, way.family)
                for pair in [(n, w.family) for n, w in list(ways.items())[:number]]
            )
            % 3
        ]
        marks = np.quantile(days, [0.1, 0.5, 0.9])
        ax.plot(days, np.arange(1, len(days) + 1) / len(days), color=colour, lw=1.9, ls=style)
        ax.plot(marks, [0.1, 0.5, 0.9], "o", color=colour, ms=4.5, mec="white", mew=1)
        latest = max(latest, float(np.quantile(days, 0.995)))
        tails.append(
            (
                float(marks[1]),
                f"{way.label}: {marks[0]:.0f} · {marks[1]:.0f} · {marks[2]:.0f} d",
                colour,
                style,
            )
        )
    for level in (0.1, 0.5, 0.9):
        ax.axhline(level, color=MUTED, lw=0.5, zorder=1)
        ax.text(
            1.004,
            level,
            f"P{level * 100:.0f}",
            transform=ax.get_yaxis_transform(),
            va="center",
            color=MUTED,
            fontsize=8,
        )
    for median, words, colour, style in sorted(tails, key=lambda tail: tail[0]):
        ax.plot([], [], color=colour, lw=1.9, ls=style, label=words)
        del median
    ax.set(
        xlim=(0, latest * 1.02),
        ylim=(0, 1),
        xlabel="days since departure",
        ylabel="share of runs that have arrived",
    )
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


def tornado(comparison: Comparison) -> Figure:
    """
    Draw which parameters move the difference in days between the best INSTC way and the best Suez way.

    Parameters
    ----------
    comparison
        What is drawn.

    Returns
    -------
    figure
        A bar a parameter, from its P10 to its P90, the strongest above.

    Examples
    --------
    >>> import instc
    >>> len(tornado(instc.load_model().compare("Mumbai", "Moscow", draws=10)).axes[0].patches) > 5
    True
    """
    table = comparison.sensitivity().iloc[::-1]
    figure = Figure(figsize=(9.5, 0.42 * len(table) + 1.8), layout="constrained")
    ax = figure.subplots()
    base = float(table["base"].iloc[0])
    spots = np.arange(len(table))
    for column, colour, words in (
        ("low", COLOURS["suez"], "parameter at its P10"),
        ("high", COLOURS["west"], "parameter at its P90"),
    ):
        ax.barh(spots, table[column] - base, left=base, height=0.62, color=colour, label=words)
    ax.axvline(base, color=INK, lw=1)
    ax.axvline(0, color=MUTED, lw=0.8, ls=(0, (4, 3)))
    ax.set_yticks(
        spots,
        [
            f"{name}  (grade {grade})"
            for name, grade in zip(table.index, table["grade"], strict=True)
        ],
    )
    ax.grid(visible=False, axis="y")
    first, second = (comparison.alternatives[name].label for name in _pair(comparison))
    ax.set(xlabel=f"days by {first} less days by {second}; below 0 the first is faster")
    ax.legend(frameon=False, loc="lower right", fontsize=8.5)
    _entitle(
        figure, comparison, f"What moves the difference: {base:+.1f} days with all at their means"
    )
    return figure


def _pair(comparison: Comparison) -> Sequence[str]:
    return comparison._pair(None, None)  # noqa: SLF001  (the same two ways as `sensitivity`)


def equal_area_map(comparison: Comparison) -> Figure:
    """
    Draw the ways in Lambert's azimuthal equal-area projection about the Caspian, where the corridor stands straight.

    Parameters
    ----------
    comparison
        What is drawn.

    Returns
    -------
    figure
        Land, ways up to 2.4 times the shortest, and their ends; lines are drawn, lengths are those of the table.

    Examples
    --------
    >>> import instc
    >>> len(equal_area_map(instc.load_model().compare("Mumbai", "Moscow", draws=10)).axes)
    1
    """
    project = Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True).transform
    figure = Figure(figsize=(9, 8.4), layout="constrained")
    ax = figure.subplots()
    ax.set_facecolor(WATER)
    ax.set(aspect="equal", xticks=[], yticks=[])
    ways = {
        name: way for name, way in comparison.alternatives.items() if way.family != "best"
    } or comparison.alternatives
    shortest = min(way.itinerary.length_km for way in ways.values())
    near = {name: way for name, way in ways.items() if way.itinerary.length_km <= FAR * shortest}
    _ground(ax, project)
    points = []
    for (colour, mode), lines in sorted(
        _shared(near).items(), key=lambda item: item[0][0] != COLOURS["trunk"]
    ):
        for line in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))):
            points.append(
                np.column_stack(project(*shapely.get_coordinates(shapely.segmentize(line, 1.0)).T))
            )
            _draw_way(ax, points[-1], colour, mode)
    for way in near.values():
        ax.plot(
            [], [], color=COLOURS[group_of(way.corridor_id, way.family)], lw=2.6, label=way.label
        )
    ax.plot([], [], color=COLOURS["trunk"], lw=2.6, label="shared by several")
    for end in (comparison.question.origin, comparison.question.destination):
        x, y = project(end.lon, end.lat)
        ax.plot([x], [y], "o", color=INK, ms=7, mec="white", mew=1.4, zorder=6)
        ax.annotate(
            end.name,
            (x, y),
            xytext=(8, 4),
            textcoords="offset points",
            fontweight="bold",
            fontsize=10,
            path_effects=HALO,
            zorder=7,
        )
    _frame(ax, np.concatenate(points))
    ax.legend(
        loc="lower left",
        fontsize=8,
        frameon=True,
        facecolor="white",
        edgecolor=GRID,
        framealpha=0.94,
    )
    _entitle(
        figure,
        comparison,
        "Lambert azimuthal equal-area, 52°E 40°N; land: Natural Earth, rails: © OpenStreetMap contributors",
    )
    return figure


def _shared(ways: dict[str, Alternative]) -> dict[tuple[str, str], list[shapely.LineString]]:
    """Sort the moving links by colour and mode: what ways of several kinds use has the colour of none."""
    users: dict[str, set[str]] = {}
    rows: dict[str, Any] = {}
    for name, way in ways.items():
        for link in way.itinerary.links.itertuples():
            if link.length_km > 0 or link.mode == "passage":
                users.setdefault(link.Index, set()).add(group_of(name, way.family))
                rows[link.Index] = link
    sorted_: dict[tuple[str, str], list[shapely.LineString]] = {}
    for link_id, groups in users.items():
        colour = COLOURS["trunk" if len(groups) > 1 else min(groups)]
        mode = "sea" if rows[link_id].mode == "passage" else rows[link_id].mode
        sorted_.setdefault((colour, mode), []).append(rows[link_id].geometry)
    return sorted_


def _draw_way(ax: Axes, line: NDArray[np.float64], colour: str, mode: str) -> None:
    thin = mode in {"sea", "ferry", "inland_waterway"}
    ax.plot(*line.T, color="white", lw=3.2 if thin else 4.4, zorder=3, solid_capstyle="round")
    ax.plot(*line.T, color=colour, lw=1.6 if thin else 2.6, zorder=4, solid_capstyle="round")
    if mode == "rail":
        ax.plot(*line.T, color="white", lw=0.9, ls=(0, (3, 3)), zorder=5)


def _ground(ax: Axes, project: Callable[..., Any]) -> None:
    box = shapely.box(-40, -42, 150, 84)  # what lies beyond is far round the globe from 52 E
    for polygon in shapely.simplify(load_land(data_dir()), 0.05):
        seen = shapely.intersection(shapely.make_valid(polygon), box)
        for part in shapely.get_parts(seen):
            if part.geom_type == "Polygon" and part.area > 0.05:  # noqa: PLR2004  (square degrees: specks)
                x, y = project(*shapely.get_coordinates(part.exterior).T)
                ax.fill(x, y, facecolor=LAND, edgecolor="#9db4bf", lw=0.4, zorder=1)
                for ring in part.interiors:
                    ax.fill(
                        *project(*shapely.get_coordinates(ring).T),
                        facecolor=WATER,
                        edgecolor="#9db4bf",
                        lw=0.4,
                        zorder=1.5,
                    )
    along = np.linspace(-40, 80, 61)
    for lon in range(-40, 151, 10):
        ax.plot(*project(np.full(61, lon), along), color="#b9ccd6", lw=0.35, zorder=2)
    for lat in range(-40, 81, 10):
        ax.plot(
            *project(np.linspace(-40, 150, 96), np.full(96, lat)),
            color="#b9ccd6",
            lw=0.35,
            zorder=2,
        )


def _frame(ax: Axes, points: NDArray[np.float64]) -> None:
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.09 * float((high - low).max())
    ax.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin))


def _entitle(figure: Figure, comparison: Comparison, words: str) -> None:
    question = comparison.question
    figure.suptitle(
        f"{question.origin.name} to {question.destination.name}",
        x=0.012,
        ha="left",
        fontweight="bold",
        fontsize=13,
    )
    first = figure.axes[0]
    if len(figure.axes) == 1:
        first.set_title(words)
    note = f"{words}. " if len(figure.axes) > 1 else ""
    figure.supxlabel(
        f"{note}1 TEU; status as of {question.as_of}; scenario {', '.join(question.scenarios)}; {question.draws:,} draws, seed {question.seed}; USD of {question.price_year}; instc {question.versions['instc_version']}",
        fontsize=7.5, color=MUTED, x=0.012, ha="left",
    )  # fmt: skip
