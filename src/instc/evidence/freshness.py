"""Rows by age: which facts are past the half-life of their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instc.tables.ages import LENGTH, OURS, ages, half_lives
from instc.tables.periods import in_force

if TYPE_CHECKING:
    from instc.scenarios.world import World

COLUMNS = ["key", "quantity", "year", "age", "half_life", "grade", "source_id"]


def by_age(world: World) -> pd.DataFrame:
    """
    List the rows in force whose source has a year, the most outdated first.

    Parameters
    ----------
    world
        Whose day and tables are asked.

    Returns
    -------
    rows
        ``key, quantity, year, age, half_life`` (years), ``grade, source_id``, ordered by age in
        half-lives: parameters, and ``length`` of each link. Estimates of ours have no document,
        so no age: they are left out.

    Examples
    --------
    >>> import instc
    >>> bool((by_age(instc.load_model())["age"] >= 0).all())
    True
    """
    sources = world.table("sources")
    years = sources.set_index("source_id")["year"]
    table = world.table("parameters")
    now = table[in_force(table, world.as_of)]
    rows = pd.DataFrame(
        {
            "key": now["parameter_id"],
            "quantity": now["quantity"],
            "age": ages(now, sources),
            "half_life": half_lives(now),
            "grade": now["grade"],
            "source_id": now["source_id"],
        }
    )
    links = world.table("links")
    long = links[links["length_km"] > 0].assign(to_date="")
    lengths = pd.DataFrame(
        {
            "key": long["link_id"],
            "quantity": "length",
            "age": ages(long, sources),
            "half_life": LENGTH,
            "grade": long["grade"],
            "source_id": long["source_id"],
        }
    )
    found = pd.concat([rows, lengths], ignore_index=True)
    found["year"] = found["source_id"].map(years)
    found = found[found["age"].notna() & (found["source_id"] != OURS)]
    order = (found["age"] / found["half_life"]).sort_values(ascending=False, kind="stable").index
    return found.loc[order, COLUMNS].astype({"year": int, "age": int}).reset_index(drop=True)
