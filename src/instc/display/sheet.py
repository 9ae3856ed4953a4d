"""Rows as a workbook that Excel and LibreOffice open: figures as numbers, all else as text."""

from __future__ import annotations

import datetime as dt
import io
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any

from instc.display.plain import visible
from instc.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001  (the same each time, so the same bytes)
MOST_TEXT, MOST_ROWS = 32_767, 1_048_576  # that a cell and a sheet hold
WIDEST = 60  # letters that a column shows


def rows_xlsx(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """
    Write rows as a workbook of one sheet, the same bytes each time; no cell of it is a formula.

    Parameters
    ----------
    head
        Names of the columns.
    rows
        Numbers stay numbers; a cell that holds nothing, or no finite number, is empty.

    Returns
    -------
    workbook
        The content of a file that ends in ``.xlsx``.

    Raises
    ------
    QuestionError
        There are more rows, or there is a longer text, than a sheet holds.

    Examples
    --------
    >>> rows_xlsx(["way", "days"], [["=1+1", 24.5]])[:2]
    b'PK'
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  (only where a workbook is asked for)

    if len(rows) >= MOST_ROWS:
        raise QuestionError(f"{len(rows):,} rows: a sheet holds {MOST_ROWS:,}, write a CSV instead")
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": MADE, "comments": "made by instc"})
    sheet, bold = book.add_worksheet("instc"), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(head):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value)
    for column, width in enumerate(_widths(head, rows)):
        sheet.set_column(column, column, width)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write a cell by what it holds."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, Real):
        if isfinite(value):
            sheet.write_number(row, column, float(value))
    else:
        text = visible(str(value))
        if len(text) > MOST_TEXT:
            raise QuestionError(
                f"row {row}, column {column + 1}: its text has {len(text):,} signs and a cell "
                f"holds {MOST_TEXT:,}, write a CSV instead"
            )
        sheet.write_string(row, column, text)


def _widths(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Give the widths of columns that show their names and most of their texts."""
    widths = []
    for column, name in enumerate(head):
        widest = len(name)
        for row in rows:
            widest = max(widest, len(str(row[column])))
        widths.append(min(widest, WIDEST) + 1)
    return widths
