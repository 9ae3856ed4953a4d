"""Tables as text: CSV without formulas, Markdown without signs, figures by their column."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from instc.display.text import (
    FORMULA,
    cell_texts,
    escaped_markdown,
    inert,
    markdown,
    rows_csv,
    table_text,
)
from surfaces import markdown_table


@pytest.mark.parametrize("sign", FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\n", " \n "])
def test_a_text_that_a_formula_could_start_is_quoted(sign, before):
    assert inert(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("value", [-1, 2.5, None, True, "Rasht", "a=b", "'=1", ["=1"]])
def test_all_else_stays_as_it_is(value):
    assert inert(value) == value


def test_csv_is_read_back_with_its_lines_and_commas():
    rows = [["a,b", 'say "x"'], ["two\nlines", "c\rd"], ["=1", 5]]
    text = rows_csv(["one", "two"], rows)
    back = list(csv.reader(io.StringIO(text)))
    assert back == [["one", "two"], ["a,b", 'say "x"'], ["two\nlines", "c d"], ["'=1", "5"]]
    assert "\r" not in text


@pytest.mark.parametrize("text", ["a|b", "*x*", "<b>", "[x](y)", "`c`", "a\\b", "{#}", "_"])
def test_markdown_reads_back_what_was_written(text):
    assert escaped_markdown(text) != text
    assert markdown_table(markdown(["route", "km"], [[text, "5"]])) == [{"route": text, "km": "5"}]


@pytest.mark.parametrize(
    ("name", "values", "texts"),
    [
        ("length_km", [1234.5, 0.4], ["1,234", "0"]),
        ("days_p50", [32.04, 0.05], ["32.0", "0.1"]),
        ("fastest_share", [0.256, 1.0], ["26%", "100%"]),
        ("swing", [0.0364, 189.6, -2.345], ["0.0364", "190", "-2.35"]),
        ("waiting", [-1e-12, 100.0], ["0", "100"]),
        ("usd", [float("nan"), 5.0], ["", "5"]),
        ("label", ["x", ["a", "b"]], ["x", "a, b"]),
    ],
)
def test_a_figure_is_written_by_the_name_of_its_column(name, values, texts):
    assert cell_texts(pd.Series(values, name=name)) == texts


def test_columns_that_are_not_there_are_left_out():
    table = pd.DataFrame({"label": ["a"], "km": [5.0]})
    text = table_text(table, {"label": "route", "gone": "gone", "km": "km"}, title="t")
    assert text.splitlines() == ["t", "route km", "a      5"]
