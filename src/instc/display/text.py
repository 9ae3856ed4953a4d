"""Tables as text: aligned, CSV, Markdown."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SMALL = {"p10", "p50", "p90", "low", "high", "swing"}
FINE = SMALL | {"line_haul", "handling", "border", "waiting"}  # such numbers show three figures
WHOLE = 100  # from here on three figures are a whole number
FORMULA = tuple("=+-@\t＝＋－＠")  # noqa: RUF001  (full-width signs start a formula too)
MARKS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>|#"})  # of Markdown


def rows_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write rows as CSV with line feeds; no cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(map(inert, row))
    return out.getvalue()


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as a Markdown table."""
    text = _markdown_line(head) + _markdown_line(["---"] * len(head))
    for row in rows:
        text += _markdown_line(map(escaped_markdown, row))
    return text


def _markdown_line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def escaped_markdown(text: str) -> str:
    """Escape what Markdown would read as its own signs."""
    return text.translate(MARKS)


def table_text(
    table: pd.DataFrame, columns: Mapping[str, str], *, title: str, notes: Sequence[str] = ()
) -> str:
    """Write a table as `table_html` does, for a console: title, table and notes, no line end."""
    cells = {}
    for name, heading in columns.items():
        if name in table:
            column = [heading, *cell_texts(table[name])]
            if not pd.api.types.is_numeric_dtype(table[name]):
                width = max(map(len, column))
                column = [text.ljust(width) for text in column]
            cells[column[0]] = column[1:]
    body = pd.DataFrame(cells).to_string(index=False) if len(table) else "(no rows)"
    lines = map(str.rstrip, body.split("\n"))
    return "\n".join([title, *lines, *notes])


def cell_texts(column: pd.Series) -> list[str]:
    """
    Write the cells of a column as people read them; empty where there is nothing.

    By the column's name: shares in per cent, days with one digit, quantiles with three figures,
    other numbers whole; lists with commas.
    """
    if not pd.api.types.is_numeric_dtype(column):
        return [_listed(value) for value in column]
    pattern = _pattern(str(column.name))
    texts = []
    for value in column:
        if pd.isna(value):
            texts.append("")
        elif pattern:
            texts.append(pattern.format(value))
        else:
            texts.append(_three_figures(value))
    return texts


def _listed(value: Any) -> str:
    """Write a text, or several with commas."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _pattern(name: str) -> str:
    """Say how the numbers of a column are written; nothing where each has three figures."""
    if name in FINE:
        return ""
    if "share" in name:
        return "{:.0%}"
    if "days" in name:
        return "{:,.1f}"
    return "{:,.0f}"


def _three_figures(value: float) -> str:
    if abs(value) >= WHOLE:
        return f"{value:,.0f}"
    return f"{round(value, 9) + 0.0:.3g}"  # and no minus before a zero


def inert(value: Any) -> Any:
    """
    Keep a spreadsheet from reading a text as a formula: an apostrophe quotes it.

    A carriage return is a space: CSV is written with line feeds, so that nothing would quote it.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text
