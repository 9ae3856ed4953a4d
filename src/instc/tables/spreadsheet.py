"""What spreadsheet programs make of a table: read where the meaning is certain, else left as is."""

from __future__ import annotations

import csv
import datetime as dt
import re
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from instc.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

MAX_CELLS = 300_000  # a table of people; what is larger is an accident
LONGEST_CELL = 131_072  # as Python's csv has it, until another package of the process lifts that
SEPARATORS = (",", ";", "\t")
UTF16 = (b"\xff\xfe", b"\xfe\xff")  # how such a file begins
SAID = re.compile(r'"?sep=(.)"?\s*')  # a first line in which a file names its separator
BREAK = re.compile(r"\s*[\r\n]\s*")
SPACED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?")
BY_COMMAS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
BY_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+|(?<=\.\d{3}\.\d{3}))")
COMMA = re.compile(r"[+-]?\d+,\d+")
MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?Z?$")
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
POINTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
MONTHS = 12


class Row(NamedTuple):
    """A row of a file: its number, where the header of a plain file is 1, and its cells."""

    number: int
    cells: list[str]


def read_rows(path: Path, content: bytes, names: list[str]) -> list[Row]:
    r"""
    Split a file into its rows, the header first.

    Parameters
    ----------
    path
        For messages.
    content
        UTF-8, or UTF-16 that says so; cells parted by commas, semicolons or tabs.
    names
        Columns that the header should have, by which the separator is known.

    Returns
    -------
    rows
        Without empty rows, empty cells at the end of all of them, and blanks around a cell; a line
        break in a cell is a blank.

    Raises
    ------
    TableError
        The bytes are no text, or no rows.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_rows(Path("a.csv"), b"key;km;\r\n;;\r\na;1,5;\r\n", ["key", "km"])[1]
    Row(number=3, cells=['a', '1,5'])
    """
    text = _decoded(path, content)
    first, _, rest = text.partition("\n")
    said = SAID.fullmatch(first)
    if said:
        rows = list(_parsed(path, rest, said[1], 2))
    else:
        rows = list(_parsed(path, text, _separator(first, names), 1))
    return _trimmed(rows)


def _decoded(path: Path, content: bytes) -> str:
    """Decode a file; what is neither kind of Unicode could be any of many tables of letters."""
    try:
        if content.startswith(UTF16):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"{path}: not UTF-8 (line {line}, byte {error.start}), perhaps of an old Windows code "
            'page: save it anew as "CSV UTF-8"'
        ) from error


def _separator(header: str, names: list[str]) -> str:
    """Find the separator by which a header names the most columns; a comma where none does."""
    found = {}
    for mark in SEPARATORS:
        cells = header.strip().split(mark)
        found[mark] = len({cell.strip(' "') for cell in cells} & set(names))
    return max(SEPARATORS, key=lambda mark: found[mark])


def _parsed(path: Path, text: str, mark: str, number: int) -> Iterable[Row]:
    """Read all rows, unless they hold more cells than a table has."""
    reader = csv.reader(StringIO(text, newline=""), strict=True, delimiter=mark)
    left = MAX_CELLS
    try:
        for row in reader:
            left -= len(row) + 1
            if left < 0:
                raise TableError(
                    f"{path}: more than {MAX_CELLS:,} cells, which no table of ours has "
                    f"(line {reader.line_num})"
                )
            whole = "".join(row)
            if len(whole) > LONGEST_CELL and max(map(len, row)) > LONGEST_CELL:
                raise TableError(
                    f"{path}: line {reader.line_num}: field larger than field limit "
                    f"({LONGEST_CELL})"
                )
            yield Row(number, _clean(row, whole))
            number += 1
    except csv.Error as error:
        raise TableError(f"{path}: line {reader.line_num}: {error}") from error


def _clean(row: list[str], whole: str) -> list[str]:
    """Take away the blanks around cells and the line breaks in them."""
    if "\n" in whole or "\r" in whole:
        row = [BREAK.sub(" ", cell) for cell in row]
    return list(map(str.strip, row))


def _trimmed(rows: list[Row]) -> list[Row]:
    """Leave out empty rows, and the empty cells that stick out behind the header's last."""
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        return filled
    width = _width(filled[0].cells)
    for _, cells in filled:
        if len(cells) > width:
            del cells[max(width, _width(cells)) :]
    return filled


def _width(cells: list[str]) -> int:
    """Count cells up to the last that is not empty."""
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return width


def plain_cells(field: dict[str, Any]) -> Callable[[str], str]:
    """
    Give the function that writes a cell of a column as the table wants it.

    Parameters
    ----------
    field
        Of the table's schema.

    Returns
    -------
    plain
        From text to text; what could mean two things, or nothing, stays as it is.

    Examples
    --------
    >>> plain_cells({"type": "number"})("1.234,5"), plain_cells({"type": "boolean"})("TRUE")
    ('1234.5', 'true')
    >>> plain_cells({"type": "date"})("31/12/2026"), plain_cells({"type": "date"})("05/06/2026")
    ('2026-12-31', '05/06/2026')
    """
    kind = field["type"]
    pattern = field.get("constraints", {}).get("pattern", "")
    if kind == "date" or pattern.startswith("^\\d{4}(-"):
        return _date
    return {"number": _number, "integer": _whole, "boolean": _truth}.get(kind, str)


def _truth(text: str) -> str:
    """Write a truth value in small letters."""
    small = text.casefold()
    return small if small in {"true", "false"} else text


def _whole(text: str) -> str:
    """Write a whole number without marks between thousands, for it has no decimals."""
    if BY_COMMAS.fullmatch(text):
        return text.replace(",", "")
    return _number(text)


def _number(text: str) -> str:
    """Write a number with a decimal point and nothing else; ``1,234`` stays in doubt."""
    if SPACED.fullmatch(text):
        bare = re.sub(r"\s", "", text)
        return bare.replace(",", ".")
    if BY_POINTS.fullmatch(text):
        bare = text.replace(".", "")
        return bare.replace(",", ".")
    by_commas, comma = BY_COMMAS.fullmatch(text), COMMA.fullmatch(text)
    if by_commas and not comma:
        return text.replace(",", "")
    if comma and not by_commas:
        return text.replace(",", ".")
    return text


def _date(text: str) -> str:
    """Write a day as YYYY-MM-DD; where day and month can be either, it stays as it is."""
    text = MIDNIGHT.sub("", text)
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return _day(text, found[1], found[2], found[3])
    found = POINTED.fullmatch(text)
    if found:
        return _day(text, found[3], found[2], found[1])
    found = SLASHED.fullmatch(text)
    if found is None:
        return text
    first, second = int(found[1]), int(found[2])
    if first > MONTHS or first == second:
        return _day(text, found[3], found[2], found[1])
    if second > MONTHS:
        return _day(text, found[3], found[1], found[2])
    return text


def _day(text: str, *parts: str) -> str:
    """Write year, month and day; the text itself where the calendar has no such day."""
    try:
        return dt.date(*map(int, parts)).isoformat()
    except ValueError:
        return text


def doubt(text: str, field: dict[str, Any]) -> str:
    """
    Say which two things a cell could mean, and what to write instead; empty where it can't.

    Examples
    --------
    >>> doubt("1,234", {"type": "number"})
    ': 1234 or 1.234? write it without a comma'
    """
    if field["type"] == "number" and BY_COMMAS.fullmatch(text) and COMMA.fullmatch(text):
        return f": {text.replace(',', '')} or {text.replace(',', '.')}? write it without a comma"
    found = SLASHED.fullmatch(text)
    if field["type"] == "date" and found and max(int(found[1]), int(found[2])) <= MONTHS:
        return ": which is the day and which the month? write YYYY-MM-DD"
    return ""
