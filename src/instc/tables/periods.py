"""Rows that hold for a period, and which of them hold on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
    begun = table["from_date"] <= day  # an empty text comes before every day
    endless = table["to_date"] == ""
    return begun & (endless | (table["to_date"] > day))
