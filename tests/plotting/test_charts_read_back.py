"""Charts as files, read back by label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from instc.plotting.charts import FAR, NEAR, Kind, draw_chart, save_chart, walk
from surfaces import chart_axes, chart_lines, chart_texts, labelled_lines

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from instc.comparison.comparison import Comparison
    from instc.comparison.question import Alternative
    from instc.model import Model


@pytest.fixture(scope="module")
def answer(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=300)


def panels(answer: Comparison, kind: Kind, tmp_path: Path) -> list[Element]:
    file = save_chart(answer, kind, tmp_path / "chart.svg")
    return chart_axes(file.read_text(encoding="utf-8"))


def named(answer: Comparison) -> dict[str, Alternative]:
    """Give the ways that a chart shows, by label."""
    return {way.label: way for way in answer.alternatives.values() if way.family != "best"}


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
    table = answer.table.set_index("label")
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
    ways = named(answer)
    shortest = min(way.itinerary.length_km for way in ways.values())
    shown = {label for label, way in ways.items() if way.itinerary.length_km <= FAR * shortest}
    assert words & set(ways) == shown
    assert "shared by several" in words
    assert haloed == {"Mumbai", "Moscow"}
