"""Days and USD over km: every way of the map, ending at its medians, with its stays named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from instc.comparison.kinds import drawn
from instc.plotting.charts import draw_chart, save_chart
from instc.plotting.time_distance import (
    MARGIN,
    Name,
    Spot,
    Stay,
    Walk,
    _crossed,
    _is_free,
    _longest_stays,
    _marks,
    walk,
)  # fmt: skip
from surfaces import chart_axes, labelled_lines

if TYPE_CHECKING:
    from pathlib import Path

    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=300)


@pytest.fixture(scope="module")
def walks(answer: Comparison) -> dict[str, Walk]:
    """Follow the ways that are drawn, by label."""
    ways = {name: answer.alternatives[name] for name in drawn(answer)}
    return {way.head: walk(name, way, answer.table.loc[name]) for name, way in ways.items()}


def test_a_walk_ends_at_the_medians_and_its_legs_keep_their_shares(answer: Comparison) -> None:
    for name, way in answer.alternatives.items():
        row = answer.table.loc[name]
        followed, legs = walk(name, way, row), way.itinerary.legs()
        assert followed.km[-1] == pytest.approx(row["length_km"], abs=0.06)
        assert followed.days[-1] == pytest.approx(row["days_p50"])
        assert followed.usd[-1] == pytest.approx(row["usd_per_teu_p50"])
        for line, column in ((followed.days, "hours"), (followed.usd, "usd")):
            shares = legs[column] / legs[column].sum()
            assert np.diff(line) / line[-1] == pytest.approx(shares.to_numpy(), abs=1e-9)


def test_it_reads_back(answer: Comparison, walks: dict[str, Walk], tmp_path: Path) -> None:
    """By the label that a hair ties to a line's end: the corners of the line are the way's legs."""
    file = save_chart(answer, "time-distance", tmp_path / "chart.svg")
    panels = chart_axes(file.read_text(encoding="utf-8"))
    for panel, quantity in zip(panels, ("days", "usd"), strict=True):
        told = labelled_lines(panel)
        assert set(told) == set(walks)
        for label, (line, figure) in told.items():
            heights = getattr(walks[label], quantity)
            assert line[:, 0] * 1000 == pytest.approx(walks[label].km, abs=0.01)
            assert line[:, 1] == pytest.approx(heights, abs=0.01)
            assert figure == pytest.approx(heights[-1], abs=0.51)


def test_a_stay_that_is_named_is_as_long_as_it_says(
    answer: Comparison, walks: dict[str, Walk]
) -> None:
    """Read from the figure: letters with a halo are shapes in a file."""
    stays: dict[str, list[float]] = {}
    for followed in walks.values():
        for place, mode, leg in followed.stays:
            days = followed.days[leg + 1] - followed.days[leg]
            stays.setdefault(f"{place}: {mode}", []).append(days)
    panel = draw_chart(answer, "time-distance").axes[0]
    told = [re.fullmatch(r"(.*), ([\d.]+) d", text.get_text()) for text in panel.texts]
    found = {hit[1]: float(hit[2]) for hit in told if hit}
    assert len(found) > 3
    for name, days in found.items():
        assert days >= 1
        assert min(abs(days - one) for one in stays[name]) < 0.051


def test_words_do_not_stand_on_each_other(answer: Comparison) -> None:
    """Boxes of all words of both panels, as they are drawn."""
    figure = draw_chart(answer, "time-distance")
    figure.draw_without_rendering()
    for panel in figure.axes:
        boxes = [text.get_window_extent() for text in panel.texts]
        for place, one in enumerate(boxes):
            inner = one.expanded(0.98, 0.7)  # room above and below letters is nobody's
            assert not [other for other in boxes[:place] if inner.overlaps(other)]


def test_stays_are_vertical(answer: Comparison) -> None:
    followed = walk(
        "suez_baltic", answer.alternatives["suez_baltic"], answer.table.loc["suez_baltic"]
    )
    assert followed.stays
    for _, _, leg in followed.stays:
        assert followed.km[leg + 1] == followed.km[leg]
        assert followed.days[leg + 1] >= followed.days[leg]


def test_the_title_says_days_and_what_of_them_stands(answer: Comparison) -> None:
    """Moving, handling, borders and waiting are parts of a way; all but the first stand."""
    title = " ".join(draw_chart(answer, "time-distance").get_suptitle().split())
    (days, standing), *_ = re.findall(r": (\d+) days, of which (\d+) standing", title)
    name = answer.table.loc[drawn(answer), "days_p50"].idxmin()
    parts = answer.alternatives[name].itinerary.part_days()
    share = 1 - parts["line_haul"] / sum(parts.values())
    median = answer.table.at[name, "days_p50"]
    assert (int(days), int(standing)) == (round(median), round(median * share))


def followed(name: str, hours: list[tuple[str, float]]) -> Walk:
    days = np.cumsum([0.0, *[each for _, each in hours]])
    stays = [Stay(place, "border", leg) for leg, (place, _) in enumerate(hours) if place]
    km = np.arange(len(days)) * 1000.0
    return Walk(name, name.title(), "#000000", km, days, days * 10, stays)


def test_each_place_is_named_once_at_its_longest_stay_of_a_day() -> None:
    one = followed("one", [("Baku", 2.0), ("", 5.0), ("Alat", 0.5)])
    other = followed("other", [("", 1.0), ("Baku", 3.0), ("Alat", 0.9), ("Rasht", 1.0)])
    third = followed("third", [("Baku", 1.5)])
    names = _longest_stays([one, other, third], "usd")
    assert [name.words for name in names] == ["Baku: border, 3.0 d", "Rasht: border, 1.0 d"]
    baku, _ = names
    assert (baku.x, baku.y) == (1.0, 25.0)  # from 10 to 40 USD, after 1,000 km


@pytest.mark.parametrize(
    ("spot", "is_free"),
    [
        (Spot(20, 30, 50, "left"), True),
        (Spot(0.5, 30, 80, "left"), False),  # on the axis
        (Spot(20, 30, 1, "left"), False),  # on the other axis
        (Spot(60, 100 / MARGIN + 1, 80, "left"), False),  # where ways are named
        (Spot(45, 55, 51, "left"), False),  # over the other's words
        (Spot(45, 55, 53, "left"), True),  # above them
        (Spot(60, 70, 50, "left"), True),  # where they end
    ],
)
def test_words_fit_where_none_stand(spot: Spot, *, is_free: bool) -> None:
    taken = [Spot(40, 60, 50, "left")]
    assert _is_free(spot, taken, right=100, top=100) is is_free


def test_a_name_goes_where_its_hair_crosses_no_other() -> None:
    hair = shapely.LineString([(0.5, 0.1), (0.5, 0.9)])
    name = Name("Astara: border, 1.0 d", 4.0, 5.0, "#000000", 1.0)
    left, right = Spot(1.0, 3.0, 5.0, "right"), Spot(6.0, 8.0, 5.0, "left")
    assert _crossed(name, left, [hair], 10, 10) == 0
    assert _crossed(name, right, [hair], 10, 10) == 1
    assert _crossed(name, left, [*_marks(name, left, 10, 10)], 10, 10) == 2
