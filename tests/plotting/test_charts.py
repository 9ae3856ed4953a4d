"""Charts say what the tables say, fit their paper, and come out the same twice."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from instc.colours import COLOURS
from instc.comparison.branches import flat
from instc.comparison.kinds import drawn
from instc.comparison.shown import undominated
from instc.errors import QuestionError, WriteError
from instc.plotting.charts import (
    FORMATS,
    NEAR,
    Kind,
    Spot,
    Stay,
    Walk,
    _apart,
    _is_free,
    _longest_stays,
    check_ending,
    draw_chart,
    save_chart,
    walk,
)
from surfaces import chart_axes, chart_lines, chart_texts, labelled_lines

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.model import Model

KINDS = get_args(Kind)
SIGNATURES = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=300)


def test_walk_ends_at_the_totals(answer: Comparison) -> None:
    """Each walk is a sum of means: km, days, and USD with hire for the days."""
    for name, way in answer.alternatives.items():
        followed, totals = walk(name, way), way.itinerary.totals()
        assert followed.km[-1] == pytest.approx(totals["length_km"])
        assert followed.days[-1] == pytest.approx(totals["hours"] / 24)
        assert followed.usd[-1] == pytest.approx(totals["usd"])


def panels(answer: Comparison, kind: Kind, tmp_path: Path) -> list[Element]:
    file = save_chart(answer, kind, tmp_path / "chart.svg")
    return chart_axes(file.read_text(encoding="utf-8"))


def named(answer: Comparison) -> dict[str, Alternative]:
    """Give the ways that a chart shows, by label."""
    shown = undominated(answer.table).index
    return {answer.alternatives[name].head: answer.alternatives[name] for name in shown}


def test_time_distance_reads_back(answer: Comparison, tmp_path: Path) -> None:
    """By the label that a hair ties to a line's end: the corners of the line are the way's legs, in km, days and USD."""
    all_days, near_days, all_usd, near_usd = panels(answer, "time-distance", tmp_path)
    ways = named(answer)
    shortest = min(way.itinerary.length_km for way in ways.values())
    near = {label for label, way in ways.items() if way.itinerary.length_km <= NEAR * shortest}
    for panel, quantity in (
        (all_days, "days"),
        (near_days, "days"),
        (all_usd, "usd"),
        (near_usd, "usd"),
    ):
        told = labelled_lines(panel)
        assert set(told) == (near if panel in {near_days, near_usd} else set(ways))
        for label, (line, figure) in told.items():
            followed = walk(ways[label].corridor_id, ways[label])
            heights = getattr(followed, quantity)
            assert line[:, 0] * 1000 == pytest.approx(followed.km, abs=0.01)
            assert line[:, 1] == pytest.approx(heights, abs=0.01)
            assert figure == pytest.approx(heights[-1], abs=0.51)


def test_a_stay_that_is_named_is_as_long_as_it_says(answer: Comparison) -> None:
    """Read from the figure: letters with a halo are shapes in a file."""
    near_days = draw_chart(answer, "time-distance").axes[1]
    stays: dict[str, list[float]] = {}
    for label, way in named(answer).items():
        followed = walk(label, way)
        for place, mode, leg in followed.stays:
            days = followed.days[leg + 1] - followed.days[leg]
            stays.setdefault(f"{place}: {mode}", []).append(days)
    told = [re.fullmatch(r"(.*), ([\d.]+) d", text.get_text()) for text in near_days.texts]
    found = {hit[1]: float(hit[2]) for hit in told if hit}
    assert len(found) > 3
    for name, days in found.items():
        assert days >= 1
        assert min(abs(days - one) for one in stays[name]) < 0.051


def test_the_ecdf_reads_back(answer: Comparison, tmp_path: Path) -> None:
    """By label: three quantiles in the legend, and a curve that has half of its draws on either side of its median."""
    (panel,) = panels(answer, "ecdf", tmp_path)
    legend = [words.rpartition(": ") for words, _ in chart_texts(panel) if words.endswith(" d")]
    table = answer.table.set_index("head")
    told = {
        label: [float(word) for word in days.removesuffix(" d").split(" · ")]
        for label, _, days in legend
    }
    assert set(told) == set(named(answer))
    for label, days in told.items():
        true = table.loc[label, ["days_p10", "days_p50", "days_p90"]].tolist()
        assert days == pytest.approx(true, abs=0.51)
    curves = [line for line in chart_lines(panel, "1.9") if len(line) > 5]
    medians = sorted(float(np.interp(0.5, line[:, 1], line[:, 0])) for line in curves)
    wanted = sorted(table.loc[list(told), "days_p50"])
    assert medians == pytest.approx(wanted, abs=0.25)


def test_the_tornado_reads_back(answer: Comparison, tmp_path: Path) -> None:
    """Levers from above in the order of their swing, each with its grade; the title says the difference at the means."""
    (panel,) = panels(answer, "tornado", tmp_path)
    table = answer.sensitivity()
    heights = {words: height for words, height in chart_texts(panel) if "(grade " in words}
    told = sorted(heights, key=heights.get)  # from above
    wanted = [f"{name}  (grade {grade})" for name, grade in table["grade"].items()]
    assert told == wanted
    words = [text for text, _ in chart_texts(panel)]
    base = table["base"].iloc[0]
    assert f"What moves the difference: {base:+.1f} days with all at their means" in words
    first, second = (answer.alternatives[table.attrs[side]].label for side in ("way", "against"))
    assert f"days by {first} less days by {second}; below 0 the first is faster" in words


def test_the_map_names_its_ways_and_its_ends(answer: Comparison, tmp_path: Path) -> None:
    (panel,) = panels(answer, "map", tmp_path)
    words = {text for text, _ in chart_texts(panel)}
    haloed = {text.get_text() for text in draw_chart(answer, "map").axes[0].texts}
    days = answer.table["days_p50"]
    shown = {f"{answer.alternatives[name].head} · {days[name]:.1f} d" for name in drawn(answer)}
    assert shown <= words
    assert len(shown) > 5
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


def test_stays_are_vertical(answer: Comparison) -> None:
    followed = walk("suez_baltic", answer.alternatives["suez_baltic"])
    assert followed.stays
    for _, _, leg in followed.stays:
        assert followed.km[leg + 1] == followed.km[leg]
        assert followed.days[leg + 1] >= followed.days[leg]


def test_marks_of_the_ecdf_are_the_quantiles_of_the_table(answer: Comparison) -> None:
    lines = draw_chart(answer, "ecdf").axes[0].lines
    marks = [line.get_xdata() for line in lines if list(line.get_ydata()) == [0.1, 0.5, 0.9]]
    table = undominated(answer.to_frame())
    wanted = table[["days_p10", "days_p50", "days_p90"]].to_numpy()
    assert np.allclose(np.array(marks), wanted, atol=0.006)  # the table is rounded to 0.01 day


def test_bars_of_the_tornado_are_those_of_the_table(answer: Comparison) -> None:
    table = answer.sensitivity()
    bars = draw_chart(answer, "tornado").axes[0].patches
    widths = sorted(abs(bar.get_width()) for bar in bars)
    wanted = sorted([*(table["low"] - table["base"]).abs(), *(table["high"] - table["base"]).abs()])
    assert widths == pytest.approx(wanted)


@given(heights=st.lists(st.floats(0, 100), min_size=1, max_size=12), gap=st.floats(0.1, 8))
def test_labels_keep_apart_in_order(heights: list[float], gap: float) -> None:
    placed = _apart(sorted(heights), gap)
    assert len(placed) == len(heights)
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(placed))


@pytest.mark.parametrize(
    ("heights", "placed"),
    [
        ([5.0, 20.0], [5.0, 20.0]),  # far enough: as they are
        ([5.0, 6.0], [4.5, 6.5]),  # apart by 2 about their middle
        ([5.0, 6.0, 7.0], [4.0, 6.0, 8.0]),
        ([0.0, 0.0], [1.0, 3.0]),  # none below the axis
    ],
)
def test_labels_move_as_little_as_it_takes(heights: list[float], placed: list[float]) -> None:
    assert _apart(heights, 2.0) == pytest.approx(placed)


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
        (Spot(45, 55, 51, "left"), False),  # over the other's words
        (Spot(45, 55, 53, "left"), True),  # above them
        (Spot(60, 70, 50, "left"), True),  # where they end
    ],
)
def test_words_fit_where_none_stand(spot: Spot, *, is_free: bool) -> None:
    taken = [Spot(40, 60, 50, "left")]
    assert _is_free(spot, taken, right=100, top=100) is is_free


def test_on_each_panel_a_way_ends_at_its_sum(answer: Comparison) -> None:
    """Read the labels back: each says the total of its way, in days above and USD below."""
    days, _, usd, _ = draw_chart(answer, "time-distance").axes
    for head, way in named(answer).items():
        totals = way.itinerary.totals()
        for panel, total in ((days, totals["hours"] / 24), (usd, totals["usd"])):
            figure = f"{total:,.0f}".replace(",", "\u2009")
            assert f"{head}: {figure}" in {text.get_text() for text in panel.texts}


def test_an_ending_names_its_format() -> None:
    assert check_ending("chart.SVG") == "svg"


@pytest.mark.parametrize("kind", KINDS)
def test_same_answer_same_bytes(kind: Kind, answer: Comparison, tmp_path: Path) -> None:
    first, second = (
        save_chart(answer, kind, tmp_path / name).read_bytes() for name in ("a.svg", "b.svg")
    )
    assert first == second


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_is_what_it_says(ending: str, answer: Comparison, tmp_path: Path) -> None:
    assert (
        save_chart(answer, "ecdf", tmp_path / f"chart.{ending}")
        .read_bytes()
        .startswith(SIGNATURES[ending])
    )


def test_wrong_endings_kinds_and_folders_are_refused(answer: Comparison, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"ends in \.svg, \.png or \.pdf"):
        save_chart(answer, "ecdf", tmp_path / "chart.jpg")
    with pytest.raises(QuestionError, match='did you mean "ecdf"'):
        draw_chart(answer, "ecfd")  # type: ignore[arg-type]
    with pytest.raises(WriteError, match="does not exist"):
        save_chart(answer, "ecdf", tmp_path / "missing" / "chart.svg")
