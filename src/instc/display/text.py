"""Tables as text: aligned, CSV, Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

import csv
import io
from typing import TYPE_CHECKING


def rows_csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    r"""
    Write any rows as CSV.

    Parameters
    ----------
    head
        Column names.
    rows
        Cells; a text that a spreadsheet would run as a formula is quoted by an apostrophe.

    Returns
    -------
    text
        Lines that end with LF.

    Examples
    --------
    >>> rows_csv(["a"], [["=1+1"]])
    "a\n'=1+1\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[inert(value) for value in row] for row in rows])
    return out.getvalue()


def escaped_markdown(text: str) -> str:
    """Escape what Markdown would read as its own signs."""
    return "".join("\\" + c if c in "\\`*_{}[]<>|#" else c for c in text)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write rows as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        "| " + " | ".join(escaped_markdown(cell) if number > 1 else cell for cell in row) + " |\n"
        for number, row in enumerate(lines)
    )


FINE = frozenset(
    {"p10", "p50", "p90", "low", "high", "swing", "line_haul", "handling", "border", "waiting"}
)  # columns whose numbers may be small: three figures
WHOLE = 100  # from here on three figures are a whole number
FORMULA = tuple("=+-@\t＝＋－＠")  # noqa: RUF001  (full-width signs start a formula too)


def table_text(
    table: pd.DataFrame, columns: Mapping[str, str], *, title: str, notes: Sequence[str] = ()
) -> str:
    """
    Write a table as plain text for a console.

    Parameters
    ----------
    table, columns, title, notes
        As in `table_html`.

    Returns
    -------
    text
        Title, table and notes, without a line end.

    Examples
    --------
    >>> print(table_text(pd.DataFrame({"length_km": [1234.5]}), {"length_km": "km"}, title="One"))
    One
       km
    1,234
    """
    shown = [name for name in columns if name in table]
    cells = pd.DataFrame({columns[name]: cell_texts(table[name]) for name in shown})
    words = {
        columns[name]: "{:<"
        + str(max([len(columns[name]), *map(len, cell_texts(table[name]))]))
        + "}"
        for name in shown
        if not pd.api.types.is_numeric_dtype(table[name])
    }
    for heading, pad in words.items():
        cells[heading] = [pad.format(text) for text in cells[heading]]
    body = (
        cells.rename(
            columns={heading: pad.format(heading) for heading, pad in words.items()}
        ).to_string(index=False)
        if len(table)
        else "(no rows)"
    )
    return "\n".join([title, *(line.rstrip() for line in body.split("\n")), *notes])


def cell_texts(column: pd.Series) -> list[str]:
    """
    Write the cells of a column as people read them.

    Parameters
    ----------
    column
        Shares in per cent, days with one digit, quantiles with three figures, other numbers whole, by the column's name; lists with commas.

    Returns
    -------
    texts
        One a row; empty where there is nothing.

    Examples
    --------
    >>> cell_texts(pd.Series([1234.56], name="length_km"))
    ['1,235']
    """
    if not pd.api.types.is_numeric_dtype(column):
        return [
            ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            for value in column
        ]
    if column.name in FINE:
        return [
            ""
            if pd.isna(value)
            else f"{value:,.0f}"
            if abs(value) >= WHOLE
            else f"{round(value, 9) + 0.0:.3g}"
            for value in column
        ]
    pattern = (
        "{:.0%}"
        if "share" in str(column.name)
        else "{:,.1f}"
        if "days" in str(column.name)
        else "{:,.0f}"
    )
    return ["" if pd.isna(value) else pattern.format(value) for value in column]


def inert(value: Any) -> Any:
    """
    Keep a spreadsheet from reading a text as a formula.

    Parameters
    ----------
    value
        Cell.

    Returns
    -------
    value
        A text that a formula could start is quoted by an apostrophe, and a carriage return in it is a space (CSV is written
        with line feeds, so that nothing else would quote it); all else as it is.

    Examples
    --------
    >>> inert("=1+1"), inert("Rasht"), inert(-1)
    ("'=1+1", 'Rasht', -1)
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text
