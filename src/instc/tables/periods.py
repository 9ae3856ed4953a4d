"""Rows that hold for a period: which of them hold on a day, and which contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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
    begun = table[BEGIN] <= day  # an empty text comes before every day
    endless = table[END] == ""
    return begun & (endless | (table[END] > day))


def turned(table: pd.DataFrame) -> list[int]:
    """List the rows whose period ends before it begins, or on that day."""
    if END not in table.columns:
        return []
    ended = table[END] != ""
    return list(table.index[ended & (table[END] <= table[BEGIN])])


def overlaps(table: pd.DataFrame, key: list[str]) -> list[tuple[int, int]]:
    """
    List the rows that hold on a day on which another row of their subject holds.

    Parameters
    ----------
    table
        With ``from_date`` and ``to_date``, ISO; any other has no periods.
    key
        Columns that tell the rows apart; without ``from_date``, they name the subject.

    Returns
    -------
    pairs
        Labels of the row that begins first, and of the one that overlaps it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("suez", "2021-03-23", "2021-03-29"), ("suez", "2020-01-01", "")]
    >>> overlaps(pd.DataFrame(rows, columns=["id", "from_date", "to_date"]), ["id"])
    [(1, 0)]
    """
    if END not in table.columns:
        return []
    subject = subject_columns(key)
    ordered = table.sort_values([*subject, BEGIN], kind="stable")
    longest: dict[tuple[str, ...], tuple[str, int]] = {}  # by subject: its latest end, and whose
    pairs = []
    cells = ordered[[*subject, BEGIN, END]].itertuples(name=None)
    for row, *named, begin, end in cells:
        until, other = longest.get(tuple(named), ("", row))
        if begin < until:
            pairs.append((other, row))
        if (end or LAST) > until:
            longest[tuple(named)] = (end or LAST, row)
    return pairs


def subject_columns(key: list[str]) -> list[str]:
    """Give the columns of a key that name what the rows speak of."""
    return [column for column in key if column != BEGIN]


def span(table: pd.DataFrame, row: int, key: list[str]) -> str:
    """Say what a row speaks of, and of which days: ``suez from 2021-03-23 to 2021-03-29``."""
    cells = table.loc[row]
    name = "/".join(cells[subject_columns(key)]).strip("/").replace("//", "/")
    days = f"from {cells[BEGIN] or 'ever'}"
    if cells[END]:
        return f"{name} {days} to {cells[END]}"
    return f"{name} {days} on"
