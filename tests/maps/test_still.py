"""The still picture: every way in its colour, where the page draws it, and nothing from outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import reduce
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from instc.colours import COLOURS
from instc.comparison.kinds import drawn
from instc.maps import comparison_map
from instc.maps.still import HALVES, WIDTH, Frame, _ground, _path, _plane, picture, still_svg

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model

SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 24_000  # of the one in the page


@pytest.fixture(scope="module")
def still(answer: Comparison) -> ET.Element:
    return ET.fromstring(still_svg(answer))  # noqa: S314  (our own text)


def ways_of(still: ET.Element) -> list[ET.Element]:
    return [one for one in still.iter(f"{SVG}path") if "still-way" in one.get("class", "")]


def points_of(path: str) -> np.ndarray:
    start, _, steps = path.removeprefix("M").partition("l")
    moves = np.array([*start.split(), *re.findall(r"-?\d+", steps)], dtype=float)
    return moves.reshape(-1, 2).cumsum(axis=0)


def test_a_path_a_way_in_its_colour(still: ET.Element, answer: Comparison) -> None:
    wanted = {
        answer.alternatives[name].head: answer.alternatives[name].group for name in drawn(answer)
    }
    told = {path[0].text: path.get("stroke") for path in ways_of(still)}
    assert told == {head: COLOURS[group] for head, group in wanted.items()}


def test_ways_run_from_end_to_end_beside_each_other(still: ET.Element) -> None:
    """All begin and end at the same two places; on the way the lines of two colours lie apart."""
    lines = [points_of(path.get("d", "")) for path in ways_of(still)]
    for end in (0, -1):
        spots = np.array([line[end] for line in lines])
        assert np.ptp(spots, axis=0).max() <= 3 * HALVES
    middles = [shapely.LineString(line) for line in lines]
    for one, other in permutations(middles, 2):
        hidden = one.intersection(other.buffer(1.2 * HALVES)).length
        assert hidden < 0.16 * one.length  # crossings, both ends, a road along a railway: 0.152


def test_the_south_pacific_is_sea(model: Model) -> None:
    """Land that holds the other side of the globe would be drawn inside out."""
    drawn_there = still_svg(model.compare("NZAKL", "CLVAP", draws=10))
    (shores,) = re.findall(r'class="still-l".*? d="([^"]*)"', drawn_there)
    rings = [points_of(ring) for ring in re.findall(r"M[^z]*", shores)]
    pieces = [shapely.Polygon(ring).buffer(0) for ring in rings]
    land = reduce(shapely.symmetric_difference, pieces)
    assert 0.02 < land.area / (WIDTH * HALVES) ** 2 < 0.2
    way = points_of(re.findall(r'class="still-way.*? d="([^"]*)"', drawn_there)[0])
    assert not land.contains(shapely.LineString(way).interpolate(0.5, normalized=True))


def test_the_key_says_the_figures(still: ET.Element, answer: Comparison) -> None:
    said = [" ".join("".join(one.itertext()).split()) for one in still.iter(f"{SVG}text")]
    for name in drawn(answer):
        row, head = answer.table.loc[name], answer.alternatives[name].head
        begins = f"{head} {row['days_p50']:.1f} days ({row['days_p10']:.1f} to "
        assert sum(text.startswith(begins) for text in said) == 1
    assert {"Mumbai", "Moscow", "Bandar Abbas", "Arabian Sea"} <= set(said)


def test_it_asks_for_nothing_and_is_small_in_the_page(answer: Comparison) -> None:
    page = comparison_map(answer).get_root().render()
    (inside,) = re.findall(r'<svg class="still".*?</svg>', page, flags=re.DOTALL)
    assert len(inside.encode()) <= MOST_BYTES
    assert not re.search(r"<(script|img|image|use|foreignObject)\b|url\(|https?://|href", inside)
    assert page.index('<main id="plain"') < page.index('<svg class="still"') < page.index("</main>")


def test_the_same_answer_gives_the_same_picture(still: ET.Element, answer: Comparison) -> None:
    assert ET.tostring(ET.fromstring(still_svg(answer))) == ET.tostring(still)  # noqa: S314


def test_the_plane_keeps_areas() -> None:
    """A cell of one degree has its area on the sphere, at the middle and far from it."""
    for lon, lat in ((52, 40), (20, -20), (130, 60)):
        cell = np.array([(lon, lat), (lon + 1, lat), (lon + 1, lat + 1), (lon, lat + 1)], float)
        band = np.sin(np.radians(lat + 1)) - np.sin(np.radians(lat))
        true = 6371.0**2 * np.radians(1) * band
        ring = shapely.segmentize(shapely.LinearRing(cell), 0.02)
        flat = shapely.Polygon(_plane(shapely.get_coordinates(ring), (52, 40)))
        assert flat.area == pytest.approx(true, rel=2e-3)
    assert _plane(np.array([(52.0, 40.0)]), (52, 40)).tolist() == [[0, 0]]


def test_steps_are_half_pixels() -> None:
    assert _path(np.array([(0.0, 0.0), (1.0, 0.0), (1.0, -2.5)]), 0) == "M0 0l2 0 0-5"


def test_y_runs_down() -> None:
    frame = Frame(west=-10, north=20, scale=2, height=100)
    assert frame.put(np.array([(0.0, 0.0), (-10.0, 20.0)])).tolist() == [[20, 40], [0, 0]]


def test_the_caspian_is_water_and_moscow_on_land() -> None:
    land = shapely.MultiPolygon(list(_ground()[0]))
    assert not land.contains(shapely.Point(50.6, 41.9))
    assert land.contains(shapely.Point(37.6, 55.75))


def test_a_name_is_no_tag(toy_data: dict[str, Any]) -> None:
    text = picture(toy_data, [])
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
    assert f'width="{WIDTH}"' in text


@pytest.fixture
def toy_data() -> dict[str, Any]:
    """A way of one straight line between two places with hostile names."""
    end = {"id": "a", "name": "<b>A", "lon": 50, "lat": 30, "k": []}
    return {
        "meta": {"centre": None, "ends": [end, {**end, "id": "b", "name": "B", "lat": 40}]},
        "routes": [{"label": "<b>way"}],
        "trips": [{"group": "west", "kind": "west", "legs": [0]}],
        "legs": [{"a": "a", "b": "b", "p": [0]}],
        "fig": [[1000.0, [1, 2, 3], [4, 5, 6], [7, 8, 9], "A", 0.0]],
        "worlds": [{"rows": [[0, 0, 0, 1.0, 1]]}],
        "lines": [[50000, 30000, 0, 10000]],
        "places": [],
        "names": [],
    }
