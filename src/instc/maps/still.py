"""A still picture of the map, made without a browser: for pages without script, print and mail."""

from __future__ import annotations

import html
import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from instc.colours import COLOURS
from instc.comparison.branches import lay_out
from instc.comparison.kinds import DRAWN, drawn
from instc.comparison.plane import FARTHEST, MIDDLE, near_side
from instc.comparison.scenario_grid import alone
from instc.maps.basemap import arcs_of
from instc.maps.edge import THOUSANDTHS, is_beyond
from instc.maps.page_data import data_of
from instc.maps.self_contained import asset
from instc.network.land import load_land

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from instc.comparison.comparison import Comparison

    Points = NDArray[np.float64]

Row = dict[str, Any]
Box = tuple[float, float, float, float]  # left, top, right, bottom; pixels

NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
EARTH_KM = 6371.0
WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 1000, 560, 1100  # pixels of the map, without its key
MARGIN, GAP, LINE = 48, 5.0, 3.6  # round the ways, between neighbours, of a line; pixels
HALVES = 2  # coordinates are written in half pixels
ACROSS = WIDTH * HALVES
FINE, COARSE = 0.35, 2.0  # pixels by which lines and shores are made coarser
SPECK = 12  # square pixels, below which an island is left out
KEY_ROW = 34
LETTER = 7.2  # pixels of a letter, about
GREAT = 1  # rank of names of seas and countries, from `names.json`
LAND, WATER, COAST, BORDER = "#f7f5f0", "#dce8ee", "#9db4bf", "#cfc8bb"
TEXT, QUIET, HALO = "#1d2a33", "#566570", "#ffffff"
STYLE = (
    "@media screen and (prefers-color-scheme:dark){.still-w{fill:#0f1a22}"
    ".still-l{fill:#1d2932;stroke:#3d5361}.still-b{stroke:#3f4d57}"
    ".still-t{fill:#eef3f5;stroke:#0f1a22}.still-q{fill:#a5b5be;stroke:#0f1a22}"
    ".still-best{stroke:#eef3f5}.still-caspian{stroke:#b2efb8}.still-east{stroke:#e2b4ec}"
    ".still-chabahar{stroke:#ca9861}.still-lorry{stroke:#fce11c}.still-transsib{stroke:#846bfa}"
    ".still-china{stroke:#b4685d}.still-middle{stroke:#7cfd88}.still-k{stroke:none}}"
    "@media(max-width:600px){.still-n{display:none}.still-k text,.still-e{font-size:62px}}"
)
END_LOOK, STOP_LOOK = ' class="still-e" font-weight="700"', ' class="still-n" font-size="26"'
SIDES = ((9, 4, "start"), (-9, 4, "end"), (0, -10, "middle"), (0, 18, "middle"))


class Frame(NamedTuple):
    """
    Where a plane in km lies on the picture.

    Attributes
    ----------
    west, north
        Its upper left corner, km.
    scale
        Pixels per km.
    height
        Pixels.
    """

    west: float
    north: float
    scale: float
    height: int

    def put(self, points: Points) -> Points:
        """Turn km into pixels."""
        return (points - (self.west, self.north)) * (self.scale, -self.scale)


def still_svg(comparison: Comparison) -> str:
    """
    Draw the map of an answer as a picture that stands alone.

    Parameters
    ----------
    comparison
        What is drawn: the best way of each kind, as on the charts, in the colours of the map,
        beside each other where they share a line, on the same equal-area plane.

    Returns
    -------
    svg
        One ``svg`` with a title, land, a path a way, both ends, and a key with the median days;
        it names no address but its namespace, and follows a dark screen.

    Examples
    --------
    >>> import instc
    >>> answer = instc.load_model().simulate_route("INNSA", "IRSRP", mode="sea", draws=10)
    >>> still_svg(answer).count('<path class="still-way')
    1
    """
    data = data_of(alone(comparison))
    world = data["worlds"][0]
    names = [data["routes"][row[0]]["id"] for row in world["rows"]]
    shown = set(drawn(comparison))
    rows = [[*row[:4], int(name in shown)] for row, name in zip(world["rows"], names, strict=True)]
    chosen = {**data, "worlds": [{**world, "rows": rows}]}
    return picture(chosen, shores_of(data, comparison), FINE).replace("<svg", f"<svg{NAMESPACE}", 1)


def shores_of(data: Row, comparison: Comparison) -> list[shapely.Polygon]:
    """Give the land that every page holds, or the world's where lines leave that."""
    if is_beyond(data["lines"]):
        land = load_land(comparison.world.home.folder)
        return list(near_side(land, data["meta"]["centre"] or MIDDLE))
    return list(_ground()[0])


def picture(data: Row, land: Iterable[shapely.Polygon], coarse: float = COARSE) -> str:
    """
    Draw the first world of a page's data.

    Parameters
    ----------
    data
        From `instc.maps.page_data.data_of`.
    land
        Polygons, EPSG:4326.
    coarse
        By how many pixels shores and borders are made coarser.

    Returns
    -------
    svg
        For a page: without its namespace.
    """
    centre = data["meta"]["centre"] or MIDDLE
    rows = _drawn(data)
    ways = [_steps(data, trip) for _, trip, _ in rows]
    lines = [_plane(points, centre) for points in _lines(data["lines"])]
    ends = _plane(_spots(data["meta"]["ends"], "lon", "lat"), centre)
    used = [lines[max(step, ~step)] for way in ways for step in way]
    frame = _frame(np.concatenate([ends, *used]))
    lanes = lay_out(ways, lines, GAP / frame.scale)
    tall = frame.height + len(rows) * KEY_ROW + 8
    title = f"{data['meta']['ends'][0]['name']} to {data['meta']['ends'][1]['name']}"
    parts = [
        _head(f"{title}: the ways on a map", tall),
        f'<rect class="still-w" width="{ACROSS}" height="{frame.height * HALVES}" fill="{WATER}"/>',
        _shapes(land, centre, frame, coarse),
        f'<g fill="none" stroke-width="{LINE * HALVES}" stroke-linejoin="round">',
    ]
    for (route, trip, _), lane in zip(rows, lanes, strict=True):
        parts.append(_way(route, trip, frame.put(lane.points)))
    taken = _boxes([frame.put(lane.points) for lane in lanes])
    parts += ["</g>", _places(data, rows, centre, frame, taken), _key(rows, frame.height), "</svg>"]
    return "".join(parts)


def _head(title: str, tall: int) -> str:
    """Open the picture, with its title and what follows the screen."""
    return (
        f'<svg class="still" role="img" viewBox="0 0 {ACROSS} {tall * HALVES}" '
        f'width="{WIDTH}" height="{tall}" font-family="system-ui,sans-serif" '
        f'font-size="{15 * HALVES}"><title>{_text(title)}</title>'
        f"<style>.still{{max-width:100%;height:auto}}{STYLE}</style>"
    )


def _drawn(data: Row) -> list[tuple[Row, Row, list[Any]]]:
    """List route, trip and figures of the ways that are drawn, the fastest first."""
    rows = []
    for route, trip, figure, _, place in data["worlds"][0]["rows"]:
        if place == DRAWN:
            rows.append((data["routes"][route], data["trips"][trip], data["fig"][figure]))
    return sorted(rows, key=lambda row: float(row[2][1][1]))


def _steps(data: Row, trip: Row) -> list[int]:
    """List the pieces of a trip in travel order."""
    steps: list[int] = []
    for leg in trip["legs"]:
        steps += data["legs"][leg]["p"]
    return steps


def _lines(shapes: Sequence[Sequence[int]]) -> list[Points]:
    """Give longitude and latitude along each piece of line."""
    return [np.reshape(steps, (-1, 2)).cumsum(axis=0) / THOUSANDTHS for steps in shapes]


def _spots(rows: Iterable[Row], x: str, y: str) -> Points:
    """Give longitude and latitude of places."""
    return np.array([(row[x], row[y]) for row in rows], dtype=float).reshape(-1, 2)


def _plane(points: Points, centre: Sequence[float]) -> Points:
    """Put degrees onto Lambert's azimuthal equal-area plane, km."""
    lon, lat = np.radians(points).T
    lon0, lat0 = np.radians(centre)
    turn = lon - lon0
    across = np.cos(lat) * np.sin(turn)
    up = np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(turn)
    near = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(turn)
    angle = np.minimum(np.arccos(np.clip(near, -1, 1)), np.radians(FARTHEST))
    far = np.hypot(across, up)
    reach = np.divide(2 * np.sin(angle / 2), far, out=np.zeros_like(far), where=far > 0)
    return np.column_stack([across * reach, up * reach]) * EARTH_KM


def _frame(points: Points) -> Frame:
    """Choose the scale at which all points lie on a picture of the given width."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    room = WIDTH - 2 * MARGIN, MOST_HEIGHT - 2 * MARGIN
    scale = min(room[0] / wide, room[1] / high)
    height = max(LEAST_HEIGHT, round(high * scale) + 2 * MARGIN)
    left, top = (WIDTH / scale - wide) / 2, (height / scale - high) / 2
    return Frame(west - left, north + top, scale, height)


def _path(points: Points, coarse: float, *, close: bool = False) -> str:
    """Write a line as steps of half a pixel."""
    kept = shapely.get_coordinates(shapely.simplify(shapely.LineString(points), coarse))
    whole = np.round(kept * HALVES).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[steps.any(axis=1)]
    said = " ".join(map(str, steps.ravel().tolist())).replace(" -", "-")
    return f"M{whole[0, 0]} {whole[0, 1]}l{said}{'z' if close else ''}"


def _way(route: Row, trip: Row, points: Points) -> str:
    """Draw a way in its colour; one by sea that shares its ink is dashed."""
    dash = "" if trip["kind"] == trip["group"] else ' stroke-dasharray="18 9"'
    return (
        f'<path class="still-way still-{trip["group"]}" stroke="{COLOURS[trip["group"]]}"{dash} '
        f'd="{_path(points, FINE)}"><title>{_text(route["label"])}</title></path>'
    )


# ---------------------------------------------------------------- ground


@cache
def _ground() -> tuple[tuple[shapely.Polygon, ...], tuple[shapely.LineString, ...]]:
    """Give land and borders of the page's own ground."""
    topology = json.loads(asset("basemap.topojson"))
    shapes, transform = topology["objects"], topology["transform"]
    grid = transform["scale"], transform["translate"]
    arcs = [np.cumsum(arc, axis=0) * grid[0] + grid[1] for arc in topology["arcs"]]

    def joined(numbers: Sequence[int]) -> Points:
        first, *others = (arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers)
        return np.concatenate([first, *(run[1:] for run in others)])

    land = []
    for outer, *inner in arcs_of(shapes["land"]):
        land.append(shapely.Polygon(joined(outer), [joined(ring) for ring in inner]))
    borders = [shapely.LineString(joined(arc)) for arc in arcs_of(shapes["borders"])]
    return tuple(land), tuple(borders)


def _shapes(
    land: Iterable[shapely.Polygon], centre: Sequence[float], frame: Frame, coarse: float
) -> str:
    """Draw shores and borders, as far as they lie in the frame."""
    box = shapely.box(-2, -2, WIDTH + 2, frame.height + 2)

    def seen(shapes: Iterable[shapely.Geometry]) -> NDArray[Any]:
        fine = shapely.segmentize(np.array(list(shapes), dtype=object), 2)
        flat = shapely.transform(fine, lambda points: frame.put(_plane(points, centre)))
        flat = shapely.simplify(flat, coarse, preserve_topology=False)  # few points are soon valid
        parts: NDArray[Any] = shapely.get_parts(shapely.intersection(shapely.make_valid(flat), box))
        return parts

    shores = []
    for one in seen(land):
        if one.geom_type == "Polygon" and one.area >= SPECK:
            rings = [one.exterior, *one.interiors]
            shores += [_path(np.array(ring.coords), 0, close=True) for ring in rings]
    borders = [line for line in seen(_ground()[1]) if line.geom_type == "LineString"]
    lines = [_path(np.array(line.coords), 0) for line in borders if line.length > coarse]
    return (
        f'<path class="still-l" fill="{LAND}" fill-rule="evenodd" stroke="{COAST}" '
        f'd="{"".join(shores)}"/><path class="still-b" fill="none" stroke="{BORDER}" '
        f'stroke-dasharray="6 5" d="{"".join(lines)}"/>'
    )


# ---------------------------------------------------------------- words


def _places(
    data: Row,
    rows: list[tuple[Row, Row, list[Any]]],
    centre: Sequence[float],
    frame: Frame,
    crossed: list[Box],
) -> str:
    """Mark both ends, and ports and borders on the ways, as far as their names have room."""
    passed: set[str] = set()
    for _, trip, _ in rows:
        for leg in trip["legs"]:
            passed.update((data["legs"][leg]["a"], data["legs"][leg]["b"]))
    ends = data["meta"]["ends"]
    known = {end["id"] for end in ends}
    stops = [one for one in data["places"] if one["id"] in passed - known and one["k"]]
    stops.sort(key=lambda one: "port" not in one["k"])
    spots = np.concatenate([_spots(ends, "lon", "lat"), _spots(stops, "x", "y")])
    names = [end["name"] for end in ends] + [stop["n"] for stop in stops]
    taken: list[Box] = []
    marks, words = [], []
    for number, (name, (x, y)) in enumerate(
        zip(names, frame.put(_plane(spots, centre)).tolist(), strict=True)
    ):
        end = number < len(ends)
        label = _label(name, x, y, taken, bold=end)
        if label or end:
            size = 13 if end else 8
            marks.append(f'<circle cx="{x * HALVES:.0f}" cy="{y * HALVES:.0f}" r="{size}"/>')
            words.append(label)
    quiet = _ground_names(data["names"], centre, frame, [*taken, *crossed])
    return (
        f'<g class="still-q still-n" fill="{QUIET}" font-style="italic">{quiet}</g>'
        f'<g class="still-t" fill="{TEXT}" stroke="{HALO}" stroke-width="4">{"".join(marks)}</g>'
        f'<g class="still-t" fill="{TEXT}" stroke="{HALO}" stroke-width="7" '
        f'stroke-linejoin="round" paint-order="stroke">{"".join(words)}</g>'
    )


def _boxes(lines: Iterable[Points]) -> list[Box]:
    """Give the ground that lines cross, as boxes of ten pixels."""
    cells = np.unique(np.concatenate([*lines]).astype(int) // 10, axis=0) * 10
    return [(x, y, x + 10, y + 10) for x, y in cells.tolist()]


def _ground_names(
    names: Iterable[Row],
    centre: Sequence[float],
    frame: Frame,
    taken: list[Box],
) -> str:
    """Name the greater seas and countries, where nothing else is written."""
    said = []
    for name in names:
        if name["p"] > GREAT:
            continue
        spots = np.array(name["at"], dtype=float)[:, ::-1]
        for x, y in frame.put(_plane(spots, centre)).tolist():
            half = len(name["en"]) * LETTER / 2
            box = (x - half, y - 14, x + half, y + 6)
            inside = box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < frame.height
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                spot = f'x="{x * HALVES:.0f}" y="{y * HALVES:.0f}"'
                said.append(f'<text {spot} text-anchor="middle">{name["en"]}</text>')
                break
    return "".join(said)


def _text(words: str) -> str:
    """Write words as text of one line, in which nothing is a tag."""
    return html.escape(" ".join(words.split()))


def _label(name: str, x: float, y: float, taken: list[Box], *, bold: bool) -> str:
    """Write a name where it hits no other one; nothing where there is no room."""
    long = len(name) * LETTER * (1.15 if bold else 1)
    for right, down, anchor in SIDES:
        left = x + right - long * {"start": 0, "end": 1, "middle": 0.5}[anchor]
        box = (left, y + down - 13, left + long, y + down + 4)
        inside = box[0] > 0 and box[2] < WIDTH and box[1] > 0
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            heavy = (
                ' class="still-e" font-weight="700"' if bold else ' class="still-n" font-size="26"'
            )
            turn = "" if anchor == "start" else f' text-anchor="{anchor}"'
            spot = f'x="{(x + right) * HALVES:.0f}" y="{(y + down) * HALVES:.0f}"'
            return f"<text {spot}{turn}{heavy}>{_text(name)}</text>"
    return ""


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    """Tell whether two boxes meet."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _key(rows: list[tuple[Row, Row, list[Any]]], top: int) -> str:
    """List the ways with their colours and figures below the map."""
    kids = []
    for number, (route, trip, (_, days, usd, co2e, *_)) in enumerate(rows):
        y = (top + 24 + number * KEY_ROW) * HALVES
        colour = trip["group"]
        dash = "" if trip["kind"] == colour else ' stroke-dasharray="18 9"'
        kids.append(
            f'<path class="still-{colour}" stroke="{COLOURS[colour]}"{dash} '
            f'stroke-width="{2 * LINE * HALVES}" d="M0 {y - 10}h56"/><text x="72" y="{y}">'
            f'<tspan font-weight="700">{_text(route["label"])}</tspan> {days[1]:.1f} days'
            f'<tspan class="still-n"> ({days[0]:.1f} to {days[2]:.1f} in eight of ten runs), '
            f"{usd[1]:,.0f} USD, {co2e[1]:,.0f} kg CO2e per TEU</tspan></text>"
        )
    return f'<g class="still-t still-k" fill="{TEXT}">{"".join(kids)}</g>'
