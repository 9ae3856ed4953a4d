"""Rows that hold for a period: which of them hold on a day, and which contradict each other."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Columns: TypeAlias = Mapping[str, Iterable[str]] | pd.DataFrame

BEGIN, END = "from_date", "to_date"
LAST = "9999"  # comes after every day


def in_force(table: pd.DataFrame, day: str) -> pd.Series:
    """
    Tell which rows of a table hold on a day.

    Parameters
    ----------
    table
        With ``from_date`` and ``to_date``, ISO; an empty cell is a period without that end.
    day
        ISO date.

    Returns
    -------
    mask
        True where ``from_date <= day < to_date``: a period holds its first day and not its last.
    """
    held = map(holds, table[BEGIN], table[END], repeat(day))
    return pd.Series(list(held), table.index, dtype=bool)


def holds(begin: str, end: str, day: str) -> bool:
    """Tell whether a day is in a period; an empty text is no end, and comes before every day."""
    return begin <= day and (not end or end > day)


def turned(columns: Columns) -> list[int]:
    """List the places of the rows whose period ends before it begins, or on that day."""
    if END not in columns:
        return []
    days = zip(columns[BEGIN], columns[END], strict=True)
    return [row for row, (begin, end) in enumerate(days) if end and end <= begin]


def overlaps(columns: Columns, key: list[str]) -> list[tuple[int, int]]:
    """
    List the rows that hold on a day on which another row of their subject holds.

    Parameters
    ----------
    columns
        A table, or its columns by name, with ``from_date`` and ``to_date``, ISO; any other has no
        periods.
    key
        Columns that tell the rows apart; without ``from_date``, they name the subject.

    Returns
    -------
    pairs
        Places of the row that begins first, and of the one that overlaps it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("suez", "2021-03-23", "2021-03-29"), ("suez", "2020-01-01", "")]
    >>> overlaps(pd.DataFrame(rows, columns=["id", "from_date", "to_date"]), ["id"])
    [(1, 0)]
    """
    if END not in columns:
        return []
    subjects = list(zip(*(columns[name] for name in subject_columns(key)), strict=True))
    longest: dict[tuple[str, ...], tuple[str, int]] = {}  # by subject: its latest end, and whose
    pairs = []
    rows = zip(subjects, columns[BEGIN], range(len(subjects)), columns[END], strict=True)
    for subject, begin, row, end in sorted(rows):
        until, other = longest.get(subject, ("", row))
        if begin < until:
            pairs.append((other, row))
        if (end or LAST) > until:
            longest[subject] = (end or LAST, row)
    return pairs


def subject_columns(key: list[str]) -> list[str]:
    """Give the columns of a key that name what the rows speak of."""
    return [column for column in key if column != BEGIN]


def span(row: Mapping[str, str] | pd.Series, key: list[str]) -> str:
    """Say what a row speaks of, and of which days: ``suez from 2021-03-23 to 2021-03-29``."""
    name = "/".join(row[column] for column in subject_columns(key))
    name = name.strip("/").replace("//", "/")
    days = f"from {row[BEGIN] or 'ever'}"
    if row[END]:
        return f"{name} {days} to {row[END]}"
    return f"{name} {days} on"
