"""Answers as text, read back by heading and label: console, Markdown, CSV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from instc.comparison.record import hindrances
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
from instc.tables.modes import MODE_WORDS
from surfaces import console_table, csv_table, markdown_table, number, unmarked

if TYPE_CHECKING:
    import pandas as pd

    from instc.comparison.comparison import Comparison
    from instc.model import Model

ROUTES = ("route", "km", "days P10", "P50", "P90", "$/TEU", "kg CO2e")
WON = {"fastest": "fastest_share", "cheapest": "cheapest_share"}
ESTIMATED = {
    "est % days": "grade_d_share_of_days",
    "est % $": "grade_d_share_of_usd",
    "est % CO2e": "grade_d_share_of_co2e",
}
SOLD = {True: "yes", False: "no", None: "?"}
LEGS = ("leg", "from", "to", "km", "days", "$/TEU", "kg CO2e", "state")
COLUMNS = {  # by heading: column and the digit printed
    "km": ("length_km", 1), "days P10": ("days_p10", 0.1), "P50": ("days_p50", 0.1), "P90": ("days_p90", 0.1),
    "$/TEU": ("usd_per_teu_p50", 1), "kg CO2e": ("co2e_kg_per_teu_p50", 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read what a wide terminal shows: no cell is folded."""
    monkeypatch.setenv("COLUMNS", "240")


@pytest.fixture(scope="module")
def way(model: Model) -> Comparison:
    return model.simulate_route("Mumbai", "Moscow", draws=200, deadline=30)


@pytest.fixture(scope="module")
def late(model: Model) -> Comparison:
    return model.compare("Mumbai", "Moscow", draws=200, deadline=30)


def check_routes(rows: list[dict[str, str]], table: pd.DataFrame) -> None:
    table = table[table["hidden_reason"] == ""]
    assert [row["route"] for row in rows] == table["title"].tolist()
    for row, (_, true) in zip(rows, table.iterrows(), strict=True):
        for heading, (column, digit) in COLUMNS.items():
            assert number(row[heading]) == pytest.approx(true[column], abs=0.51 * digit), heading
        if "est %" in row:
            share = true["grade_d_share_of_days"]
            assert number(row["est %"]) == pytest.approx(share, abs=0.0051)


def test_the_table_of_a_comparison_reads_back(answer: Comparison) -> None:
    text = comparison_text(answer)
    rows = console_table(
        text, [*ROUTES, "$ P10-P90", "empty back", *WON, "run", "sold", *ESTIMATED]
    )
    check_routes(rows, answer.table)
    table = answer.table[answer.table["hidden_reason"] == ""]
    for row, (_, true) in zip(rows, table.iterrows(), strict=True):
        low, high = (number(end) for end in row["$ P10-P90"].split("-"))
        assert (low, high) == (true["usd_per_teu_p10"], true["usd_per_teu_p90"])
        for heading, column in (WON | ESTIMATED).items():
            assert number(row[heading]) == pytest.approx(true[column], abs=0.0051)
        assert row["sold"] == SOLD[true["served"]]
    assert f"again: {answer.again}" in text.splitlines()
    words = " ".join(text.split())  # a long sentence is folded
    assert all(said in words for said in (*answer.conclusions(), *answer.remarks()))
    for name, reason in hindrances(answer).items():
        assert name in text
        assert reason in text


def test_a_file_has_the_narrow_table(answer: Comparison) -> None:
    """At 100 columns a title is folded: its lines, joined, are the title, and no figure is cut."""
    lines = comparison_text(answer, to_file=True).splitlines()
    top = next(place for place, line in enumerate(lines) if line.startswith("route "))
    edge, row, rows = lines[top].index("km") - 3, [""], []
    for line in lines[top + 2 :]:
        if re.search(r" \d+%$", line) and row != [""]:
            rows.append(row)
            row = [""]
        if "more ways" in line:
            break
        figures = line[edge:].split()
        row = [f"{row[0]} {line[:edge].strip()}".strip(), *row[1:], *figures]
    rows.append(row)
    table = answer.table[answer.table["hidden_reason"] == ""]
    assert [unmarked(row[0]) for row in rows] == table["title"].tolist()
    for row, (_, true) in zip(rows, table.iterrows(), strict=True):
        shown = dict(zip([*COLUMNS, "sold", "est %"], row[1:], strict=True))
        for heading, (column, digit) in COLUMNS.items():
            assert number(shown[heading]) == pytest.approx(true[column], abs=0.51 * digit), heading
        share = true["grade_d_share_of_days"]
        assert number(shown["est %"]) == pytest.approx(share, abs=0.0051)
        assert shown["sold"] == SOLD[true["served"]]


def test_a_deadline_has_its_column(late: Comparison) -> None:
    rows = markdown_table(comparison_markdown(late, every=True))
    kept = [number(row["in 30 d"]) for row in rows]
    assert kept == pytest.approx(late.table["by_deadline"].tolist(), abs=0.0051)
    shown = late.table[late.table["hidden_reason"] == ""]
    head = [*ROUTES, "in 30 d", "$ P10-P90", "empty back", *WON, "run", "sold", *ESTIMATED]
    rows = console_table(comparison_text(late), head)
    kept = [number(row["in 30 d"]) for row in rows]
    assert kept == pytest.approx(shown["by_deadline"].tolist(), abs=0.0051)


def test_markdown_reads_back(answer: Comparison) -> None:
    text = comparison_markdown(answer)
    check_routes(markdown_table(text), answer.table)
    assert text.startswith("## Mumbai → Moscow\n")
    assert f"`{answer.again}`" in text


def test_csv_reads_back(answer: Comparison) -> None:
    rows = csv_table(comparison_csv(answer))
    assert [row["corridor_id"] for row in rows] == list(answer.alternatives)
    for row, (_, true) in zip(rows, answer.table.iterrows(), strict=True):
        assert set(row) == {"corridor_id", *answer.table.columns}
        for column, value in true.items():
            if isinstance(value, (str, bool)):
                assert row[column] == str(value)
            elif value is not None:
                assert float(row[column]) == value


def test_legs_read_back(way: Comparison) -> None:
    """The same three figures a leg in console, Markdown and CSV, by the places between which it lies."""
    (one,) = way.alternatives.values()
    legs = one.itinerary.legs()
    text = legs_text(way)
    for rows in (console_table(text, LEGS), markdown_table(legs_markdown(way))):
        assert len(rows) == len(legs)
        for row, (_, leg) in zip(rows, legs.iterrows(), strict=True):
            said = (row["leg"], row["from"], row["to"])
            mode = MODE_WORDS.get(leg["mode"], leg["mode"])
            assert said == (mode, leg["start_name"], leg["end_name"])
            assert number(row["kg CO2e"]) == pytest.approx(leg["co2e_kg"], abs=0.55)
            assert number(row["km"]) == pytest.approx(leg["length_km"], abs=0.55)
            assert number(row["days"]) == pytest.approx(leg["hours"] / 24, abs=0.051)
            assert number(row["$/TEU"]) == pytest.approx(leg["usd"], abs=0.55)
            assert (row["state"] or "open") == leg["status"]
    for row, (_, leg) in zip(csv_table(legs_csv(way)), legs.iterrows(), strict=True):
        assert (row["mode"], row["from"], row["to"]) == (leg["mode"], leg["start"], leg["end"])
        assert float(row["usd_mean"]) == pytest.approx(leg["usd"], abs=0.051)
        assert float(row["freight_usd_mean"]) == pytest.approx(leg["freight_usd"], abs=0.051)
        assert row["source_ids"].split(";") == leg["source_ids"]
    total = way.table.iloc[0]
    for digits, word in (
        (f"{total['days_p50']:.1f}", "P50"),
        (f"{total['usd_per_teu_p50']:,.0f}", "USD"),
    ):
        assert re.search(rf"{word} {re.escape(digits)}\b|{re.escape(digits)} {word}", text)
    share = f"In {total['by_deadline']:.0%} of the draws it is there within 30 days."
    assert share in text.splitlines()


def shares_in(text: str) -> dict[str, float]:
    """Read the shares of draws by what they are said to be of."""
    rows = [re.match(r"([AB] wins .* value) +(\S+%)$", line) for line in text.splitlines()]
    return {row[1]: number(row[2]) for row in rows if row}


def test_the_break_even_says_which_way_is_a_and_which_is_b(answer: Comparison) -> None:
    """A is the corridor, B its rival, in the headline, in the shares and in the curve."""
    asked = answer.breakeven("suez_black_sea", way="instc_west_road")
    text = breakeven_text(answer, asked, "again")
    ours, theirs = (answer.alternatives[name].label for name in ("instc_west_road", "by_sea"))
    assert f"{ours} (A) against {theirs} (B); a day costs 0.60% of the cargo's value." in text
    shares = shares_in(text)
    assert shares == pytest.approx(
        {
            "A wins at every value": asked.a_dominates,
            "B wins at every value": asked.b_dominates,
            "A wins above some value": asked.a_above,
            "A wins below some value": asked.a_below,
        },
        abs=0.00051,
    )
    days, usd = (
        [answer.sample(quantity, name) for name in ("instc_west_road", "suez_black_sea")]
        for quantity in ("days", "usd_per_teu")
    )
    slower_and_dearer = (days[0] > days[1]) & (usd[0] > usd[1])
    assert shares["B wins at every value"] >= slower_and_dearer.mean() - 0.02 > 0.3
    assert shares["A wins at every value"] < shares["B wins at every value"]


def test_the_curve_of_the_break_even_reads_back(answer: Comparison) -> None:
    asked = answer.breakeven("suez_black_sea", way="instc_west_road")
    lines = breakeven_text(answer, asked, "again").splitlines()
    top = next(place for place, line in enumerate(lines) if line.startswith("value, USD/TEU"))
    values, won = lines[top].split()[2:], lines[top + 2].split()[3:]
    assert [number(value) for value in values] == [1e3, 1e4, 2e4, 4e4, 1e5, 2e5, 5e5, 1e6]
    for value, share in zip(values, won, strict=True):
        at = np.log(number(value))
        curve = np.interp(at, np.log(asked.curve["value_usd_per_teu"]), asked.curve["a_wins"])
        assert number(share) == pytest.approx(curve, abs=0.0051)
    for level, value in asked.crossings.items():
        row = next(line for line in lines if re.match(rf"{level:.0%} ", line))
        assert row.endswith("nowhere from 1e3 to 1e6" if value is None else f" {value:,.0f}")


def test_levers_read_back_with_their_ends(answer: Comparison) -> None:
    levers = answer.sensitivity("suez_black_sea", way="instc_west_road")
    text = sensitivity_text(answer, levers, "again")
    head = ("lever", "P10", "P50", "P90", "unit", "at P10", "at P90", "swing", "flips", "grade")
    rows = console_table(text, head)
    assert [row["lever"] for row in rows] == list(levers["name"])
    for row, (_, true) in zip(rows, levers.iterrows(), strict=True):
        for heading, column in (("at P10", "low"), ("at P90", "high"), ("swing", "swing")):
            assert number(row[heading]) == pytest.approx(true[column], abs=0.051)
        for heading in ("P10", "P50", "P90"):
            assert number(row[heading]) == pytest.approx(true[heading.lower()], rel=0.006)
        assert (row["unit"], row["grade"]) == (true["unit"], true["grade"])
    base = levers["base"].iloc[0]
    assert (
        "rail to Rasht, lorry to Astara (Iran), then rail less ship to Novorossiysk, then rail: "
        f"{base:+.1f} days at the means" in text
    )


def test_a_difference_says_before_and_after(model: Model, answer: Comparison) -> None:
    """Winter is later than summer: the row says so by the order of its two medians and by the sign of waiting."""
    ends = ("Mumbai", "Astrakhan")
    summer = model.compare(*ends, draws=200)
    winter = model.with_scenario("winter").compare(*ends, draws=200)
    text = difference_text(winter, summer, winter.difference(summer), [], [])
    head = ("route", "P50", "→", "Δ P10", "Δ P50", "Δ P90", "$/TEU", "CO2e")
    spent = ("route", "mean days", "line-haul", "handling", "border", "waiting")
    title = winter.table.at["instc_caspian", "title"]
    (row,) = [row for row in console_table(text, head) if row["route"] == title]
    assert number(row["P50"]) == pytest.approx(
        summer.table.at["instc_caspian", "days_p50"], abs=0.051
    )
    assert number(row["→"]) == pytest.approx(
        winter.table.at["instc_caspian", "days_p50"], abs=0.051
    )
    assert number(row["Δ P10"]) <= number(row["Δ P50"]) <= number(row["Δ P90"])
    (row,) = [row for row in console_table(text, spent) if row["route"] == title]
    assert number(row["waiting"]) > 2
    assert f"{ends[0]} → {ends[1]}: today → winter" in text
    opened = difference_text(answer, answer, answer.difference(answer), ["suez_baltic"], [])
    title = answer.alternatives["suez_baltic"].title
    assert f"New: {title}, against {title} before." in " ".join(opened.split())
    lost = difference_text(answer, answer, answer.difference(answer), [], ["suez_baltic"])
    assert f"Lost: {title} (not among the ways)." in " ".join(lost.split())
