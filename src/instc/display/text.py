"""Tables as text: aligned, CSV, Markdown."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FINE = frozenset(
    {"p10", "p50", "p90", "low", "high", "swing", "line_haul", "handling", "border", "waiting"}
)  # columns whose numbers may be small: three figures
BOM = "\ufeff"  # by which Excel knows that the letters of a CSV file are UTF-8
WHOLE = 100  # from here on three figures are a whole number
FORMULA = tuple("=+-@\t＝＋－＠")  # noqa: RUF001  (full-width signs start a formula too)
SIGNS_OF_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|#]")


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def rows_csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Write any rows as CSV, in lines that end with LF; no cell of it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(list(map(inert, row)))
    return out.getvalue()


def inert(value: Any) -> Any:
    """
    Keep a spreadsheet from reading a text as a formula.

    Returns
    -------
    value
        A text that a formula could start is quoted by an apostrophe, and a carriage return in it
        is a space (CSV is written with line feeds, so that nothing else would quote it); all else
        as it is.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")
    if text.lstrip(" \n").startswith(FORMULA):
        return f"'{text}"
    return text


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write rows as a Markdown table."""
    text = _markdown_line(head) + _markdown_line(["---"] * len(head))
    for row in rows:
        text += _markdown_line(list(map(escaped_markdown, row)))
    return text


def _markdown_line(cells: Sequence[str]) -> str:
    """Write a row of a Markdown table."""
    return f"| {' | '.join(cells)} |\n"


def escaped_markdown(text: str) -> str:
    """Escape what Markdown would read as its own signs."""
    return SIGNS_OF_MARKDOWN.sub(r"\\\g<0>", text)


def table_text(
    table: pd.DataFrame, columns: Mapping[str, str], *, title: str, notes: Sequence[str] = ()
) -> str:
    """Write a table as text for a console: title, table, notes; the last line has no line end."""
    cells = {}
    for name in columns:
        if name in table:
            heading, *texts = _aligned(columns[name], table[name])
            cells[heading] = texts
    body = "(no rows)"
    if len(table):
        body = pd.DataFrame(cells).to_string(index=False)
    lines = [line.rstrip() for line in body.split("\n")]
    return "\n".join([title, *lines, *notes])


def _aligned(heading: str, column: pd.Series) -> list[str]:
    """Give the heading and cells of a column: words padded to one width, figures as they are."""
    texts = [heading, *cell_texts(column)]
    if pd.api.types.is_numeric_dtype(column):
        return texts
    width = max(map(len, texts))
    return [text.ljust(width) for text in texts]


def cell_texts(column: pd.Series) -> list[str]:
    """
    Write the cells of a column as people read them.

    Returns
    -------
    texts
        One a row; empty where there is nothing. Shares in per cent, days with one digit, quantiles
        with three figures, other numbers whole, by the column's name; lists with commas.
    """
    if not pd.api.types.is_numeric_dtype(column):
        return list(map(_words, column))
    write: Callable[[float], str] = _pattern(str(column.name)).format
    if column.name in FINE:
        write = _three_figures
    return ["" if pd.isna(value) else write(value) for value in column]


def _words(value: Any) -> str:
    """Write a cell that is no number."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _pattern(name: str) -> str:
    """Tell how figures are written by the name of their column."""
    if "share" in name:
        return "{:.0%}"
    if "days" in name:
        return "{:,.1f}"
    return "{:,.0f}"


def _three_figures(value: float) -> str:
    """Write a number that may be small; there is no minus before 0."""
    if abs(value) >= WHOLE:
        return f"{value:,.0f}"
    return f"{round(value, 9) + 0.0:.3g}"
