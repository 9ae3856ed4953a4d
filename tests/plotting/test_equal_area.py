"""The map of a paper: every way whole in its own colour, named as on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from instc.colours import COLOURS
from instc.comparison.kinds import drawn
from instc.comparison.plane import flat
from instc.plotting.charts import draw_chart
from instc.plotting.sides import is_side_way

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=300)


def test_the_map_names_its_ways_and_its_ends(answer: Comparison) -> None:
    figure = draw_chart(answer, "map")
    words = {text.get_text() for text in figure.legends[0].get_texts()}
    haloed = {text.get_text() for text in figure.axes[0].texts}
    days = answer.table["days_p50"]
    ways = {name: answer.alternatives[name] for name in drawn(answer)}
    assert len(words) == len(ways) > 5
    for name, way in ways.items():
        called = way.title if is_side_way(way) else way.head
        assert f"{called} · {days[name]:.1f} d" in words
    assert haloed == {"Mumbai", "Moscow"}


def test_every_way_of_the_map_is_whole_in_its_own_colour(answer: Comparison) -> None:
    """Length of the strokes in its colour over the length of its line, on the plane."""
    lines = draw_chart(answer, "map").axes[0].lines
    for name in drawn(answer):
        way = answer.alternatives[name]
        own = [line for line in lines if line.get_color() == COLOURS[way.group]]
        parts = [shapely.segmentize(line, 1.0) for line in way.itinerary.lines if line.length > 0]
        whole = sum(length_of(flat(shapely.get_coordinates(part))) for part in parts)
        drawn_km = sum(length_of(np.column_stack(line.get_data())) for line in own)
        assert drawn_km >= 0.9 * whole  # corners are rounded
    over = [line for line in lines if line.get_zorder() == 4]
    assert {line.get_color() for line in over} <= set(COLOURS.values())
    assert not [line for line in lines if line.get_zorder() > 4 and len(line.get_xdata()) > 2]


def length_of(points: np.ndarray) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum()) if len(points) > 1 else 0.0


def test_what_is_written_stays_apart(answer: Comparison) -> None:
    """The map, its key, its title and its foot have each their own part of the paper."""
    figure = draw_chart(answer, "map")
    figure.draw_without_rendering()
    key = figure.legends[0].get_window_extent()
    foot = figure._supxlabel.get_window_extent()
    title, head = figure._suptitle.get_window_extent(), figure.axes[0].get_window_extent()
    heights = [foot.y0, foot.y1, key.y0, key.y1, head.y0, head.y1, title.y0]
    assert heights == sorted(heights)
    assert figure.axes[0].texts[-1].get_window_extent().x1 < head.x1


def test_ways_far_round_the_globe_are_drawn_about_their_own_middle(model: Model) -> None:
    """About 52 E 40 N the Pacific is a rim round Africa."""
    figure = draw_chart(model.compare("NZAKL", "CLVAP", draws=10), "map")
    (line,) = [one for one in figure.axes[0].lines if one.get_zorder() == 4]
    points = np.column_stack(line.get_data())
    straight = float(np.hypot(*(points[-1] - points[0])))
    assert length_of(points) < 1.1 * straight
    assert "52°E" not in figure._supxlabel.get_text()
    assert (
        "52°E 40°N"
        in draw_chart(model.compare("Tehran", "Moscow", draws=10), "map")._supxlabel.get_text()
    )
