"""The columns of a table: their cells, read as what its fields say, and the faults of its rows."""

from __future__ import annotations

import datetime as dt
import operator
import re
from itertools import filterfalse
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from instc.errors import MAX_FAULTS, TableError, did_you_mean, shorten
from instc.tables.periods import BEGIN, END, overlaps, span, turned
from instc.tables.spreadsheet import doubt, plain_cells, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from instc.tables.spreadsheet import Row

    Fault = tuple[int, str]  # label of a row, and what is wrong with it
    Columns = dict[str, NDArray[np.object_]]  # texts, by name

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_TEXT = ("number", "integer", "boolean")  # types of fields
LIMITS = {  # by the word of Table Schema: what lies beyond, and how a fault says it
    "minimum": (operator.lt, "is below"),
    "maximum": (operator.gt, "is above"),
    "exclusiveMinimum": (operator.le, "is not above"),
}


class Cells(NamedTuple):
    """Some texts of a column, and the labels of their rows."""

    rows: NDArray[np.intp]
    texts: NDArray[np.object_]

    def where(self, mask: NDArray[np.bool_]) -> Cells:
        """Keep those that are marked."""
        return Cells(self.rows[mask], self.texts[mask])

    def of(self, words: Iterable[str]) -> Cells:
        """Keep those that are one of some words: mostly there is no such word."""
        wanted = set(words)
        mask = np.zeros(len(self.texts), dtype=bool)
        if wanted:
            mask = np.array([text in wanted for text in self.texts.tolist()])
        return self.where(mask)


def values_of(path: Path, content: bytes, rules: dict[str, Any]) -> pd.DataFrame:
    """Read the cells of a file as what its schema says, with the faults of its rows."""
    key = rules["primaryKey"]
    index, cells, faults = cells_of(path, content, rules["fields"])
    values: dict[str, Any] = {}
    torn = {row for row, _ in faults}
    for field in rules["fields"]:
        column = field["name"]
        found, wrong = _typed(Cells(index.to_numpy(), cells[column]), field)
        values[column] = found
        faults += [fault for fault in wrong if fault[0] not in torn]
    values |= _as_text(values, rules["fields"])
    faults += _repeated(index, cells, key)
    faults += _period_faults(index, cells, key, {row for row, _ in faults})
    table = pd.DataFrame(values, index)
    table.attrs["faults"] = faults
    return table


def _as_text(values: dict[str, Any], fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Turn the columns of words into the text of pandas, all at once: each call takes a while."""
    names = [field["name"] for field in fields if field["type"] not in NO_TEXT]
    columns = list(map(values.__getitem__, names))
    whole = pd.array(np.concatenate([[], *columns]), dtype="str")
    found, begin = {}, 0
    for name, column in zip(names, columns, strict=True):
        end = begin + len(column)
        found[name] = whole[begin:end]
        begin = end
    return found


def cells_of(
    path: Path, content: bytes, fields: list[dict[str, Any]]
) -> tuple[pd.Index, Columns, list[Fault]]:
    """Read the cells of a file as texts, written as the columns want them; list torn rows."""
    rows = _rows(path, content, [field["name"] for field in fields])
    faults = _wrong_width(rows, len(fields))
    index: pd.Index = pd.RangeIndex(len(rows))
    if rows and rows[-1].number != len(rows) + 1:  # empty rows keep their numbers
        index = pd.Index([row.number - 2 for row in rows])
    cells = {}
    for place, field in enumerate(fields):
        plain = plain_cells(field)
        texts = [row.cells[place] for row in rows]
        if plain is not str:
            written = set(texts)  # most cells of a column are alike
            told = dict(zip(written, map(plain, written), strict=True))
            texts = list(map(told.__getitem__, texts))
        cells[field["name"]] = np.array(texts, dtype=object)
    return index, cells, faults


def _rows(path: Path, content: bytes, names: list[str]) -> list[Row]:
    """Split a file into the rows under its header, which must name the columns in order."""
    rows = read_rows(path, content, names)
    if not rows:
        raise TableError(f"{path}: empty; the header must be {','.join(names)}")
    faults = _wrong_header(rows[0].cells, names)
    if faults:
        raise TableError.of(path, faults)
    return rows[1:]


def _wrong_header(header: list[str], names: list[str]) -> list[str]:
    """List the columns that are unknown or missing; where none is, say the right order."""
    unknown = [name for name in header if name not in names]
    missing = [name for name in names if name not in header]
    hints = hints_of(unknown, names)
    faults = [f'row 1: unknown column "{shorten(it)}"{hints.get(it, "")}' for it in unknown]
    faults += [f'row 1: column "{it}" is missing' for it in missing]
    if not faults and header != names:
        faults = [f"row 1: columns must be in the order {','.join(names)}"]
    return faults


def _wrong_width(rows: list[Row], width: int) -> list[Fault]:
    """List the rows that have more or fewer cells than there are columns, and make them fit."""
    faults = []
    for number, cells in rows:
        if len(cells) == width:
            continue
        what = f"{len(cells)} cells instead of {width}; a text or number with a comma needs quotes"
        faults.append((number - 2, f"row {number}: {what}"))
        del cells[width:]
        cells.extend([""] * (width - len(cells)))
    return faults


def _typed(cells: Cells, field: dict[str, Any]) -> tuple[NDArray[Any], list[Fault]]:
    """Give the values of a column of texts, and list the cells that its field forbids."""
    written = cells.texts != ""
    filled = cells.where(written)
    values: NDArray[Any] = cells.texts
    if field["type"] in {"number", "integer"}:
        values = np.full(len(cells.texts), np.nan)
        values[written], faults = _numbers(filled, field)
    elif field["type"] == "boolean":
        values = cells.texts == "true"
        strange = filled.of(set(filled.texts.tolist()) - {"true", "false"})
        faults = _each(strange, field, "is neither true nor false")
    else:
        faults = _wrong_texts(filled, field)
    if field.get("constraints", {}).get("required", False):
        faults = _each(cells.where(~written), field, "is required") + faults
    return values, faults


def _numbers(filled: Cells, field: dict[str, Any]) -> tuple[NDArray[np.float64], list[Fault]]:
    """Read cells as numbers, NaN where one is none, and list those that the field forbids."""
    rules = field.get("constraints", {})
    numbers = pd.to_numeric(filled.texts, errors="coerce").astype(float)
    good = np.isfinite(numbers)
    what = "is not a number"
    if field["type"] == "integer":
        good[good] = numbers[good] % 1 == 0
        what = "is not a whole number"
    elif "unit" in field:
        what += f" ({field['unit']})"
    faults = _each(filled.where(~good), field, what)
    for rule, (is_beyond, words) in LIMITS.items():
        if rule in rules:
            beyond = filled.where(is_beyond(numbers, rules[rule]))
            faults += _each(beyond, field, f"{words} {rules[rule]}")
    if "enum" in rules:
        strange = filled.where(good & ~np.isin(numbers, rules["enum"]))
        faults += _each(strange, field, f"is none of {', '.join(map(str, rules['enum']))}")
    return np.where(good, numbers, np.nan), faults


def _wrong_texts(filled: Cells, field: dict[str, Any]) -> list[Fault]:
    """List the cells of a column of words or dates that its field forbids."""
    rules = field.get("constraints", {})
    words, faults = set(filled.texts.tolist()), []  # most cells of a column are alike
    if field["type"] == "date":
        undated = filled.of(filterfalse(_is_date, words))
        faults += _each(undated, field, "is not a date (YYYY-MM-DD)")
    if "enum" in rules:
        faults += _unknown_words(filled.of(words.difference(rules["enum"])), field)
    if "pattern" in rules:
        fits = re.compile(rules["pattern"].strip("^$")).fullmatch
        unfit = filled.of(filterfalse(fits, words))
        faults += _each(unfit, field, f"does not match {rules['pattern']}")
    return faults


def _is_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar, YYYY-MM-DD."""
    if not DATE.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _each(wrong: Cells, field: dict[str, Any], what: str) -> list[Fault]:
    """Say of each wrong cell of a column, by its row in the file, what is wrong."""
    faults = []
    for row, text in zip(wrong.rows.tolist(), wrong.texts.tolist(), strict=True):
        why = what + doubt(text, field)
        faults.append((row, f'row {row + 2}, {field["name"]}: "{shorten(text)}" {why}'))
    return faults


def _unknown_words(strange: Cells, field: dict[str, Any]) -> list[Fault]:
    """Say of each cell that is none of a field's words which one it could mean."""
    known = list(map(str, field["constraints"]["enum"]))
    choice = f" (one of {', '.join(known)})"
    hints = hints_of(strange.texts, known)
    faults = []
    for row, word in zip(strange.rows.tolist(), strange.texts.tolist(), strict=True):
        hint = hints.get(word) or choice
        said = f'{field["name"]}: unknown value "{shorten(word)}"{hint}'
        faults.append((row, f"row {row + 2}, {said}"))
    return faults


def hints_of(strange: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Say what the first words could mean, as many as a refusal names: each takes a while."""
    first = list(dict.fromkeys(strange))[:MAX_FAULTS]
    return {word: did_you_mean(word, known) for word in first}


def _period_faults(index: pd.Index, cells: Columns, key: list[str], torn: set[int]) -> list[Fault]:
    """List the periods that end before they begin, or overlap another of their subject."""
    if END not in cells:
        return []
    sound = np.isin(index, list(torn), invert=True)
    columns = {name: cells[name][sound] for name in dict.fromkeys([*key, BEGIN, END])}
    rows, faults = index[sound].tolist(), []

    def said(place: int) -> str:
        return span({name: column[place] for name, column in columns.items()}, key)

    for place in turned(columns):
        what = f"{said(place)} ends before it begins"
        faults.append((rows[place], f"row {rows[place] + 2}: {what}"))
    for other, place in overlaps(columns, key):
        what = f"{said(place)} overlaps row {rows[other] + 2}, {said(other)}"
        faults.append((rows[place], f"row {rows[place] + 2}: {what}"))
    return faults


def _repeated(index: pd.Index, cells: Columns, key: list[str]) -> list[Fault]:
    """List the rows whose primary key an earlier row has."""
    faults, seen = [], set()
    keys = zip(*(cells[column].tolist() for column in key), strict=True)
    for row, values in zip(index.tolist(), keys, strict=True):
        if values in seen:
            shown = shorten("/".join(values))
            faults.append((row, f"row {row + 2}: {'/'.join(key)} {shown} is there twice"))
        seen.add(values)
    return faults
