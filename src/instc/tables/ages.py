"""How old a number is against how fast its kind ages, and what its grade must rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.version import DATA_DATE

if TYPE_CHECKING:
    import pandas as pd

HALF_LIVES = {  # years after which half of what a number of this kind says is lost
    "rate": 1,
    "hire": 1,
    "fee": 3,
    "share": 3,
    "dwell": 3,
    "pace": 5,
    "intensity": 10,
    "hub_emission": 10,
    "ratio": 10,
    "value": 10,
    "value_rate": 10,
    "mass": 10,
    "distance": 30,
}
LENGTH = 30  # the same of the length of a link
TOO_OLD = 2  # half-lives: what is older drops one grade
DROPPED = "Older than its period"  # how the note of such a row begins to say so
OURS = "author_estimate"  # no document, so no age
IN_PRINT = ("A", "B", "C")


def half_lives(parameters: pd.DataFrame) -> pd.Series:
    """Give the half-life of each row by its quantity, years."""
    return parameters["quantity"].map(HALF_LIVES)


def ages(parameters: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """
    Give how old each row is, in years.

    Parameters
    ----------
    parameters
        Table ``parameters``.
    sources
        Table ``sources``.

    Returns
    -------
    ages
        From the year of its source to the end of its period, or to the date of the data; 0 where
        the source is the younger, NaN where it has no year.

    Examples
    --------
    >>> from instc.tables.schema import read_table
    >>> table = read_table("parameters")
    >>> float(ages(table, read_table("sources")).min())
    0.0
    """
    works = sources.drop_duplicates("source_id").set_index("source_id")  # a fault told elsewhere
    years = parameters["source_id"].map(works["year"]).astype(float)  # of no row: text to pandas
    ends = parameters["to_date"].where(parameters["to_date"] != "", DATA_DATE)
    return (np.minimum(ends, DATA_DATE).str[:4].astype(float) - years).clip(lower=0)


def grade_faults(parameters: pd.DataFrame, sources: pd.DataFrame) -> list[tuple[int, str]]:
    """List the rows that are graded above what stands in print, or what their age allows."""
    good = parameters["grade"].isin(IN_PRINT)
    bare = good & ~parameters["printed"].str.contains("p50")
    told = parameters["note"].str.contains(DROPPED)
    age, half_life = ages(parameters, sources), half_lives(parameters)
    old = good & ~told & (age > TOO_OLD * half_life)
    faults: list[tuple[int, str]] = []
    for row in parameters[bare].itertuples():
        what = f"{row.parameter_id}: grade {row.grade} without p50 in printed"
        faults.append((row.Index, what))
    for row in parameters[old].itertuples():
        years = f"is {age[row.Index]:.0f} years old, the half-life of a {row.quantity} is"
        what = f"{row.parameter_id}: {years} {half_life[row.Index]}"
        remedy = f'give it one grade less and say "{DROPPED}" in its note'
        faults.append((row.Index, f"{what}: {remedy}"))
    return faults
