"""The ways in Lambert's azimuthal equal-area projection, side by side."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.figure import Figure

from instc.comparison.branches import Step, cut, lay_out
from instc.comparison.kinds import kind_of
from instc.comparison.plane import FARTHEST, MIDDLE, angles, flat, middle_of, near_side
from instc.network.land import load_land
from instc.plotting.look import HALO, INK, LAND, WATER, basis, entitle, of_pair
from instc.plotting.sides import DASHES, colour_of, is_side_way, leading_words, shown
from instc.tables.modes import AFLOAT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison
    from instc.comparison.plane import Middle
    from instc.comparison.question import Alternative

GROUND = (
    "Lambert azimuthal equal-area, {lon:.0f}°{east} {lat:.0f}°{north}; "
    "land: Natural Earth, rails: © OpenStreetMap contributors"
)
WIDE, EDGE, HEAD, FOOT, KEY_ROW = 9.0, 0.12, 0.85, 0.6, 0.185  # inches
WIDTH_POINTS = 72 * WIDE
GAP_POINTS = 2.9  # between ways that share a line
SHORE: dict[str, Any] = {"edgecolor": "#9db4bf", "lw": 0.4}
MERIDIAN: dict[str, Any] = {"color": "#b9ccd6", "lw": 0.35, "zorder": 2}
NAMED = 1.7  # of the margin: room for the name of an end in the east
BOX = shapely.box(-40, -42, 150, 84)  # what lies beyond is far round the globe from 52 E
NET, WORLD = (-40, -40, 150, 80), (-180, -80, 180, 80)  # of meridians and parallels
SPECK = 0.05  # square degrees: land too small to see, and degrees of coast too fine

Link = tuple[str, shapely.LineString, str]  # id, line in the direction of travel, mode


def equal_area_map(comparison: Comparison) -> Figure:
    """
    Draw the ways in Lambert's azimuthal equal-area projection about the Caspian.

    There the corridor stands straight; what lies far round the globe is drawn about its own middle.
    The best way of each kind, whole in its own colour; lines are drawn, lengths are those of the
    table.
    """
    figure = Figure(figsize=(WIDE, WIDE))
    ax = figure.subplots()
    ax.set_facecolor(WATER)
    ax.set(aspect="equal", xticks=[], yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    ways = shown(comparison)
    days = comparison.table["days_p50"]
    middle = middle_of(_spots(ways.values()))
    _draw_land(ax, middle, comparison.world.home.folder)
    called = [f"{_named(way)} · {days[name]:.1f} d" for name, way in ways.items()]
    _draw_ways(ax, called, list(ways.values()), middle)
    for end in (comparison.origin, comparison.destination):
        (spot,) = flat(np.array([[end.lon, end.lat]]), middle).tolist()
        _draw_end(ax, end.name, spot)
    ax.set_title("Ways side by side, and their days at the median")
    title = leading_words(comparison, "days_p50", lambda name: f"{days[name]:.0f} days")
    _lay_out(figure, ax, len(ways))
    entitle(figure, f"{of_pair(comparison)}. {title}", [basis(comparison), _ground(*middle)])
    return figure


def _spots(ways: Iterable[Alternative]) -> NDArray[np.float64]:
    """List longitude and latitude of all points of ways."""
    lines = [line for way in ways for line in way.itinerary.lines]
    return np.asarray(shapely.get_coordinates(lines))


def _ground(lon: float, lat: float) -> str:
    """Say what the map is drawn on, and about which middle."""
    sides = {"east": "WE"[lon >= 0], "north": "SN"[lat >= 0]}
    return GROUND.format(lon=abs(lon), lat=abs(lat), **sides)


def _lay_out(figure: Figure, ax: Axes, rows: int) -> None:
    """Give the map its place on the paper: room for a title above, for key and foot below."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    height = (WIDE - 2 * EDGE) * (high - low) / (right - left)
    key = KEY_ROW * rows + EDGE
    whole = HEAD + height + key + FOOT
    figure.set_size_inches(WIDE, whole)
    ax.set_position((EDGE / WIDE, (FOOT + key) / whole, 1 - 2 * EDGE / WIDE, height / whole))
    figure.legend(loc="lower left", bbox_to_anchor=(0, FOOT / whole), fontsize=8, frameon=False)


def _named(way: Alternative) -> str:
    """Call a way as the page does; the best of a side also by its path."""
    return way.title if is_side_way(way) else way.head


def _draw_ways(ax: Axes, names: list[str], ways: list[Alternative], middle: Middle) -> None:
    """Draw ways beside each other where they share a line, each whole in its own colour."""
    trips = list(map(_moving, ways))
    tracks, pieces = cut([[(name, mode) for name, _, mode in trip] for trip in trips])
    runs = _runs(trips, tracks, pieces)
    lines = [_joined(runs[number], middle) for number in range(len(pieces))]
    afloat = np.array([piece[0][1] in AFLOAT for piece in pieces])
    _frame(ax, np.concatenate(lines))
    low, high = ax.get_xlim()
    gap = GAP_POINTS * (high - low) / WIDTH_POINTS
    dashes = _dashes(ways)
    lanes = lay_out(tracks, lines, gap)
    for name, way, lane, dash in zip(names, ways, lanes, dashes, strict=True):
        _draw_way(ax, lane.points, afloat[lane.piece], colour_of(way), dash)
        ax.plot([], [], color=colour_of(way), lw=2.2, ls=dash, label=name)


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


def _joined(links: list[Link], middle: Middle) -> NDArray[np.float64]:
    """Put the lines of links that follow each other onto the plane."""
    _, lines, _ = zip(*links, strict=True)
    return flat(shapely.get_coordinates(shapely.segmentize(lines, 1.0)), middle)


def _dashes(ways: list[Alternative]) -> list[Any]:
    """Give each way a dash: of those that share a colour, the one by sea."""
    return [DASHES[kind_of(way) != way.group] for way in ways]


def _draw_end(ax: Axes, name: str, at: tuple[float, float]) -> None:
    """Draw an end of the ways with its name."""
    x, y = at
    ax.plot([x], [y], "o", color=INK, ms=7, mec="white", mew=1.4, zorder=6)
    ax.annotate(
        name, at, xytext=(8, 4), textcoords="offset points", fontweight="bold",
        fontsize=10, path_effects=HALO, zorder=7,
    )  # fmt: skip


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


def _draw_land(ax: Axes, middle: Middle, folder: Path) -> None:
    """Draw land and lakes, and every tenth meridian and parallel."""
    coarse = shapely.make_valid(shapely.simplify(load_land(folder), SPECK))
    near = shapely.intersection(coarse, BOX) if middle == MIDDLE else near_side(coarse, middle)
    for part in shapely.get_parts(near):
        if part.geom_type == "Polygon" and part.area > SPECK:
            _fill(ax, part, middle)
    west, south, east, north = NET if middle == MIDDLE else WORLD
    for lon in range(west, east + 1, 10):
        _draw_meridian(ax, np.full(61, lon), np.linspace(south, north, 61), middle)
    for lat in range(south, north + 1, 10):
        _draw_meridian(ax, np.linspace(west, east, 96), np.full(96, lat), middle)


def _draw_meridian(
    ax: Axes, lon: NDArray[np.float64], lat: NDArray[np.float64], middle: Middle
) -> None:
    """Draw a meridian or a parallel, as far as it lies on the near side of the globe."""
    spots = np.column_stack([lon, lat])
    seen = angles(spots, middle)[:, np.newaxis] < FARTHEST
    ax.plot(*np.where(seen, flat(spots, middle), np.nan).T, **MERIDIAN)


def _fill(ax: Axes, land: shapely.Polygon, middle: Middle) -> None:
    """Fill a piece of land, and the water that lies in it."""
    outer = flat(shapely.get_coordinates(land.exterior), middle)
    ax.fill(*outer.T, facecolor=LAND, zorder=1, **SHORE)
    for ring in land.interiors:
        inner = flat(shapely.get_coordinates(ring), middle)
        ax.fill(*inner.T, facecolor=WATER, zorder=1.5, **SHORE)


def _frame(ax: Axes, points: NDArray[np.float64]) -> None:
    """Show what holds all points, and a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.09 * float((high - low).max())
    ax.set(
        xlim=(low[0] - margin, high[0] + NAMED * margin), ylim=(low[1] - margin, high[1] + margin)
    )
