"""The page of a report, read back by label: nothing but the page is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from instc.report import report_page
from surfaces import SVG, chart_named, html_table, is_short_for, number, page_tree, titled, words_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from instc.comparison.comparison import Comparison
    from instc.model import Model

SPANS, PARTS = "Days of each way, P10 to P90", "Mean days by part"
WORDS = {
    "line_haul": "moving",
    "handling": "terminals",
    "border": "borders",
    "waiting": "waiting",
}
LEVELS = ("p10", "p50", "p90")


@pytest.fixture(scope="module")
def pair(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", against=["instc_west_road", "suez_baltic"], draws=200)


@pytest.fixture(scope="module")
def page(pair: Comparison) -> str:
    return report_page(pair)


def ticks(chart: Element) -> list[tuple[float, float]]:
    """Read where the ticks of a chart stand, and which days they say."""
    texts = [text for text in chart.iter(f"{SVG}text") if text.get("text-anchor") == "middle"]
    return [(float(text.get("x", 0)), float(text.text or 0)) for text in texts]


def bars(page: str) -> dict[str, list[float]]:
    """Read the chart of spans: by label, the left end, the dot and the right end of a bar, in the days of the ticks."""
    chart = chart_named(page_tree(page), SPANS)
    places, days = zip(*ticks(chart), strict=True)
    scale = np.poly1d(np.polyfit(places, days, 1))
    assert scale(places) == pytest.approx(days, abs=0.01 * max(days))
    told = {}
    for group in chart.iter(f"{SVG}g"):
        label, bar, dot = (group.find(f"{SVG}{tag}") for tag in ("text", "rect", "circle"))
        left, width = float(bar.get("x")), float(bar.get("width"))
        told[words_of(label)] = [
            float(scale(x)) for x in (left, float(dot.get("cx")), left + width)
        ]
    return told


def test_the_bars_of_p10_and_p90_stand_at_their_days(page: str, pair: Comparison) -> None:
    """Left end, dot and right end of each bar are the three quantiles, on the scale that the ticks say."""
    told = bars(page)
    for way in pair.to_dict()["alternatives"]:
        (label,) = (name for name in told if is_short_for(name, way["label"]))
        days = [way["days"][level] for level in LEVELS]
        assert days[0] < days[1] < days[2]
        assert told[label] == pytest.approx(days, abs=0.02)


@pytest.mark.parametrize(("most", "step"), [(33, 5), (98, 10), (185, 20), (455, 50), (990, 100)])
def test_ticks_are_round_days_from_none_to_the_last(pair: Comparison, most: int, step: int) -> None:
    """About ten of them, and however long the journeys, the bars keep to the picture."""
    days = pair.samples["days"] * most / pair.table["days_p95"].max()
    page = report_page(replace(pair, samples=pair.samples | {"days": days}))
    chart = chart_named(page_tree(page), SPANS)
    assert [day for _, day in ticks(chart)] == list(range(0, most + 1, step))
    right = float(chart.get("viewBox", "").split()[2])
    first = ticks(chart)[0][0]
    ends = [float(bar.get("x", 0)) + float(bar.get("width", 0)) for bar in chart.iter(f"{SVG}rect")]
    assert first + 0.7 * (right - first) < max(ends) < right


def test_the_page_reads_back(page: str, pair: Comparison) -> None:
    """By label: the table of ways, and what the bars say when a pointer rests on them."""
    tree = page_tree(page)
    ways = {way["label"]: way for way in pair.to_dict()["alternatives"]}
    table, *_ = tree.iter("table")
    for row, (label, way) in zip(html_table(table), ways.items(), strict=True):
        assert row["way"].startswith(label)
        assert number(row["km"]) == pytest.approx(way["length_km"], abs=0.51)
        for heading, level in (("days P10", "p10"), ("P50", "p50"), ("P90", "p90")):
            assert number(row[heading]) == pytest.approx(way["days"][level], abs=0.051)
        assert number(row["USD/TEU"]) == way["usd_per_teu"]["p50"]
        assert number(row["kg CO2e/TEU"]) == way["co2e_kg_per_teu"]["p50"]
        assert number(row["fastest in"]) == pytest.approx(way["fastest_share"], abs=0.0051)
        assert number(row["cheapest in"]) == pytest.approx(way["cheapest_share"], abs=0.0051)
        assert row["grade"] == way["worst_grade"]
    said = [title for titles in titled(chart_named(tree, SPANS)).values() for title in titles]
    for title, (label, way) in zip(said, ways.items(), strict=True):
        p10, p50, p90 = (f"{way['days'][level]:.1f}" for level in LEVELS)
        assert title == f"{label}: P10 {p10}, P50 {p50}, P90 {p90} days"


def test_the_parts_are_as_wide_as_their_days(page: str, pair: Comparison) -> None:
    """One scale for all ways; each part begins where the one before it ends, and the last one in the picture."""
    chart = chart_named(page_tree(page), PARTS)
    shapes = [shape for shape in chart if shape.find(f"{SVG}title") is not None]
    right = float(chart.get("viewBox", "").split()[2])
    ratios, starts = [], set()
    for place, way in enumerate(pair.alternatives.values()):
        row = shapes[len(WORDS) * place : len(WORDS) * (place + 1)]
        days = way.itinerary.part_days()
        for shape, (part, words) in zip(row, WORDS.items(), strict=True):
            assert words_of(shape) == f"{words}: {days[part]:.1f} days"
        edges = [(float(shape.get("x", 0)), float(shape.get("width", 0))) for shape in row]
        for (x, width), (after, _) in pairwise(edges):
            assert after == pytest.approx(x + width, abs=0.11)
        assert sum(edges[-1]) < right
        starts.add(edges[0][0])
        ratios += [
            width / days[part] for (_, width), part in zip(edges, WORDS, strict=True) if width > 5
        ]
    assert len(shapes) == len(WORDS) * len(pair.alternatives)
    assert len(starts) == 1
    assert max(ratios) == pytest.approx(min(ratios), rel=0.02)


def test_the_spread_names_what_causes_it(page: str, pair: Comparison) -> None:
    """The five strongest at most, in order, in per cent."""
    split = pair.variance()
    fastest = pair.table["days_p50"].idxmin()
    label = pair.alternatives[fastest].label
    (said,) = re.findall(rf"<p>{re.escape(label)}: (.*?)\.</p>", page)
    told = [cause.rsplit(" ", 1) for cause in said.split(", ")]
    wanted = split[fastest].sort_values(ascending=False).head(len(told))
    assert [name for name, _ in told] == list(wanted.index)
    assert len(told) == min(5, (split[fastest] > 0).sum())
    assert [number(share) for _, share in told] == pytest.approx(wanted.tolist(), abs=0.0051)


def test_the_assumptions_are_those_of_the_question(model: Model) -> None:
    """Cargo, day, scenarios, money, draws: what a reader must know to argue with the figures."""
    changed = model.with_scenario("rasht-astara-open", "winter")
    answer = changed.compare("Mumbai", "Moscow", cargo_value=50_000, draws=100, seed=7)
    said = words_of(page_tree(report_page(answer)))
    box = answer.question.consignment
    for words in (
        f"{box.tonnes_per_teu:g} t, USD 50,000, whose time costs {box.value_rate_per_day:.2%}",
        f"on {answer.question.as_of}; scenarios: rasht-astara-open, winter.",
        f"USD of {answer.question.price_year}. 100 draws, seed 7;",
    ):
        assert words in said
