"""What a terminal, Markdown and CSV show, read back by label and heading, is what the tables say."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from changed import changed
from instc.comparison.breakeven import BreakEven
from instc.comparison.text import (
    breakeven_text,
    comparison_csv,
    comparison_markdown,
    comparison_text,
    difference_text,
    legs_csv,
    legs_markdown,
    legs_text,
    sensitivity_text,
)
from surfaces import MARKS

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison
    from instc.model import Model


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every column be shown, each row on one line."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(scope="module")
def route(model: Model) -> Comparison:
    return model.simulate_route("Moscow", "Astara (Iran)", draws=100)


def row_after(text: str, label: str) -> list[str]:
    """Give the words behind a label that starts a line."""
    line = next(line for line in text.splitlines() if line.startswith(label))
    return [word for word in line[len(label) :].split() if not MARKS.fullmatch(f" {word}")]


def opened(answer: Comparison) -> pd.DataFrame:
    """The rows that a table opens with."""
    return answer.table[answer.table["hidden_reason"] == ""]


def test_the_table_opens_with_six_rows_and_says_how_many_more(answer: Comparison) -> None:
    more = len(answer.table) - len(opened(answer))
    assert more > 3
    said = f"{more} more ways, beaten or alike: --all."
    few, every = comparison_text(answer), comparison_text(answer, every=True)
    assert said in few.splitlines()
    assert said not in every
    hidden = set(answer.table["title"]) - set(opened(answer)["title"])
    for title in hidden:
        assert title not in few
        assert row_after(every, title)
        assert title in comparison_markdown(answer, every=True)
        assert title not in comparison_markdown(answer)


def test_each_row_shows_the_figures_of_its_way_under_their_headings(answer: Comparison) -> None:
    text = comparison_text(answer)
    head = row_after(text, "route")
    assert (
        head
        == "km days P10 P50 P90 $/TEU kg CO2e $ P10-P90 empty back fastest cheapest run sold est % days est % $ est % CO2e".split()
    )
    for row in opened(answer).itertuples():
        assert row_after(text, row.title) == [
            f"{row.length_km:,.0f}",
            f"{row.days_p10:.1f}",
            f"{row.days_p50:.1f}",
            f"{row.days_p90:.1f}",
            f"{row.usd_per_teu_p50:,.0f}",
            f"{row.co2e_kg_per_teu_p50:,.0f}",
            f"{row.usd_per_teu_p10:,.0f}-{row.usd_per_teu_p90:,.0f}",
            f"{row.empty_return_usd:,.0f}",
            f"{row.fastest_share:.0%}",
            f"{row.cheapest_share:.0%}",
            answer.alternatives[row.Index].run,
            {True: "yes", False: "no", None: "?"}[answer.alternatives[row.Index].served],
            f"{row.grade_d_share_of_days:.0%}",
            f"{row.grade_d_share_of_usd:.0%}",
            f"{row.grade_d_share_of_co2e:.0%}",
        ]


def test_a_narrow_table_leaves_out_what_has_no_room(
    answer: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = comparison_text(answer)
    assert "cheapest" not in row_after(text, "route")
    assert max(map(len, text.splitlines()[1:-1])) <= 80


def test_a_deadline_has_its_column(model: Model) -> None:
    answer = model.compare("Mumbai", "Moscow", draws=50, deadline=30)
    text = comparison_text(answer)
    assert "in 30 d" in text
    for row in opened(answer).itertuples():
        assert f"{row.by_deadline:.0%}" in row_after(text, row.title)


def test_ways_that_are_missing_for_one_reason_share_a_line(answer: Comparison) -> None:
    why = {"one": "shut", "two": "snowed in", "three": "shut"}
    text = comparison_text(changed(answer, _answer=answer._answer._replace(missing=why)))
    assert "Not available: one, three: shut." in text
    assert "Not available: two: snowed in." in text


def test_the_title_says_when_no_source_is_later(answer: Comparison) -> None:
    early = replace(answer.world.scenario, as_of="2020-01-01")
    first = changed(answer, world=changed(answer.world, scenario=early))
    assert "no source after it" in comparison_text(answer)
    assert "no source after it" not in comparison_text(first)


def test_markdown_shows_the_same_rows(answer: Comparison) -> None:
    text = comparison_markdown(answer)
    assert text.startswith("## Mumbai → Moscow\n")
    for row in opened(answer).itertuples():
        line = next(
            line
            for line in text.splitlines()
            if line.startswith((f"| {row.title} |", f"| {row.title} \\["))
        )
        cells = [cell.strip() for cell in line.split("|")[2:6]]
        assert cells == [
            f"{row.length_km:,.0f}",
            f"{row.days_p10:.1f}",
            f"{row.days_p50:.1f}",
            f"{row.days_p90:.1f}",
        ]


def test_csv_is_the_table(answer: Comparison) -> None:
    rows = list(csv.DictReader(comparison_csv(answer).splitlines()))
    assert [row["corridor_id"] for row in rows] == list(answer.table.index)
    assert [float(row["days_p50"]) for row in rows] == answer.table["days_p50"].tolist()


def test_the_break_even_keeps_a_and_b_apart(answer: Comparison) -> None:
    """Shares that all differ, each under the label of its way."""
    a, b = list(answer.alternatives)[:2]
    values = pd.DataFrame({"value_usd_per_teu": [1e3, 1e6], "a_wins": [0.0, 1.0]})
    found = BreakEven(a, b, 0.1, 0.2, 0.3, 0.4, values, {0.1: 2000.0, 0.5: 40_000.0, 0.9: None})
    text = breakeven_text(answer, found, "instc breakeven")
    ours, theirs = answer.alternatives[a].label, answer.alternatives[b].label
    assert f"{ours} (A) against {theirs} (B)" in text
    assert row_after(text, "A wins at every value") == ["10.0%"]
    assert row_after(text, "B wins at every value") == ["20.0%"]
    assert row_after(text, "A wins above some value") == ["30.0%"]
    assert row_after(text, "A wins below some value") == ["40.0%"]
    assert row_after(text, "10%") == ["2,000"]
    assert row_after(text, "50%") == ["40,000"]
    assert row_after(text, "90%") == "nowhere from 1e3 to 1e6".split()
    assert f"In half of the draws {ours} wins from 40,000 USD per TEU." in text
    assert text.rstrip().endswith("again: instc breakeven")


def test_the_curve_is_read_at_round_values(answer: Comparison) -> None:
    """From 0 at 1,000 to 1 at a million, by the logarithm: a third a factor of ten."""
    a, b = list(answer.alternatives)[:2]
    curve = pd.DataFrame({"value_usd_per_teu": [1e3, 1e6], "a_wins": [0.0, 1.0]})
    found = BreakEven(a, b, 0.0, 0.0, 1.0, 0.0, curve, {0.1: None, 0.5: None, 0.9: None})
    text = breakeven_text(answer, found, "again")
    values = row_after(text, "value, USD/TEU")
    shares = next(words for line in text.splitlines() if len(words := line.split()) == 11)[3:]
    at = dict(zip(values, shares, strict=True))
    assert (at["1,000"], at["10,000"], at["100,000"], at["1,000,000"]) == (
        "0%",
        "33%",
        "67%",
        "100%",
    )


@pytest.mark.parametrize(("quantity", "digits"), [("days", 1), ("usd_per_teu", 0)])
def test_a_lever_shows_its_ends_and_its_swing(
    answer: Comparison, quantity: str, digits: int
) -> None:
    levers = answer.sensitivity(quantity=quantity)
    text = sensitivity_text(answer, levers, "again")
    assert row_after(text, "lever") == "P10 P50 P90 unit at P10 at P90 swing flips grade".split()
    for row in levers.itertuples():
        *_, low, high, swing, flips, grade = row_after(text, row.name)
        assert low == f"{row.low:+,.{digits}f}"
        assert high == f"{row.high:+,.{digits}f}"
        assert swing == f"{row.swing:,.{digits}f}"
        assert grade == row.grade
        assert (flips == "-") is bool(np.isnan(row.flips_at))
    by_id = sensitivity_text(answer, levers, "again", ids=True)
    assert all(row_after(by_id, key) for key in levers.index)


def test_a_difference_is_after_less_before(model: Model, answer: Comparison) -> None:
    shut = model.with_scenario("chabahar-rail-open").compare("Mumbai", "St Petersburg", draws=100)
    calm = model.compare("Mumbai", "St Petersburg", draws=100)
    change = shut.difference(calm)
    text = difference_text(shut, calm, change, [], [])
    assert "today → chabahar-rail-open" in text
    moved = change[change["days"].abs() > 0.1]
    assert (moved["days_p50_before"] != moved["days_p50_after"]).any()
    for row in moved.itertuples():
        before, after, *paired, usd, co2e = row_after(text, row.label)
        assert (before, after) == (f"{row.days_p50_before:.1f}", f"{row.days_p50_after:.1f}")
        assert paired == [
            f"{change:+.1f}" for change in (row.change_p10, row.change_p50, row.change_p90)
        ]
        spent = row_after(text.partition("mean days")[2], row.label)
        assert spent == [
            f"{part:+.1f}"
            for part in (row.days, row.line_haul, row.handling, row.border, row.waiting)
        ]
        assert (usd, co2e) == (f"{row.usd_per_teu:+,.0f}", f"{row.co2e_kg_per_teu:+,.0f}")
    same = difference_text(answer, answer, answer.difference(answer), [], [])
    assert "nothing changes" in same


def test_what_is_new_and_what_is_lost_is_named(answer: Comparison) -> None:
    name, *_ = answer.alternatives
    label = answer.alternatives[name].title
    change = answer.difference(answer)
    text = difference_text(answer, answer, change, [name], [name])
    assert f"New: {label}, against {label} before." in text
    assert f"Lost: {label} (not among the ways)." in text
    alone = difference_text(answer, answer, change.drop(index=name), [name], [])
    assert f"New: {label}." in alone


def test_legs_are_those_of_the_way(route: Comparison) -> None:
    (way,) = route.alternatives.values()
    text, page = legs_text(route), legs_markdown(route)
    for leg in way.itinerary.legs().itertuples():
        ends = re.compile(rf"{re.escape(leg.start_name)} +{re.escape(leg.end_name)}(?= )")
        line = next(line for line in text.splitlines() if ends.search(line))
        assert f"{leg.hours / 24:.1f}" in line.split()
        assert f"| {leg.end_name} |" in page.replace("\\", "")
    assert f"{way.itinerary.length_km:,.0f} km" in text


def test_legs_as_csv_add_up(route: Comparison) -> None:
    (way,) = route.alternatives.values()
    rows = list(csv.DictReader(legs_csv(route).splitlines()))
    totals = way.itinerary.totals()
    assert len(rows) == len(way.itinerary.legs())
    for column, total in (("days_mean", totals["hours"] / 24), ("usd_mean", totals["usd"])):
        printed = sum(float(row[column]) for row in rows)
        assert printed == pytest.approx(total, abs=0.06 * len(rows))
    assert [row["source_ids"].split(";") for row in rows] == way.itinerary.legs()[
        "source_ids"
    ].tolist()
