"""What is printed of journeys, prices and claims: three tables, and what their rows must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.capacity.branch import BRANCHES
from instc.door import check_date
from instc.errors import QuestionError, did_you_mean
from instc.evidence.readings import AXES, ENDS
from instc.evidence.rules import rule_name
from instc.scenarios.scenario import shipped_scenarios
from instc.tables.schema import read_table, refuse_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN = {"plan": 2, "bound": 1}  # how many of days_low and days_high may be blank, by kind
FITTED = ("measured", "bound")  # kinds of journeys that parameters may be learnt from
MONEY = ("USD/TEU", "USD/FEU")
SPANS = {"observations": ("days_low", "days_high")}
NEEDED = {  # of a claim, by rule
    "range": ("from_id", "to_id", "low", "high", "unit"),
    "length": ("low", "high", "unit"),
    "saving": ("from_id", "to_id", "against", "low", "high", "unit"),
    "less": ("from_id", "to_id", "against"),
    "steaming_days": ("expected", "low", "high", "unit"),
    "volume": ("expected", "low", "unit"),
    "tariff_change": ("subject_id", "low", "high", "unit"),
    "shorter_by": ("from_id", "to_id", "against", "low", "high", "unit"),
}


def load_printed(name: str, folder: Path | None = None) -> pd.DataFrame:
    """
    Load a table of what is printed.

    Parameters
    ----------
    name
        ``observations``, ``witnesses`` or ``claims``.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    printed
        In table order.

    Raises
    ------
    TableError
        A row turns a range or dates round, is older than the network, or lacks what its kind needs.

    Examples
    --------
    >>> "disputed" in set(load_printed("observations")["kind"])
    True
    """
    table = read_table(name, folder)
    refuse_rows(table, printed_faults(name, table, folder))
    return table


def printed_faults(
    name: str, table: pd.DataFrame, folder: Path | None = None
) -> list[tuple[int, str]]:
    """List what is wrong with the rows of such a table, of a folder whose scenarios are known."""
    check = CHECKS[name]
    low, high = SPANS.get(name, ("low", "high"))
    known = shipped_scenarios(folder) if "scenario" in table else []
    faults = []
    for label, row in table.iterrows():
        wrong = [*check(row), *_date_faults(row["as_of"])]
        if row[low] > row[high]:
            wrong.append(f"{low}: {row[low]:g} is above {high}, {row[high]:g}")
        scenario = row.get("scenario")
        if scenario and scenario not in known:
            wrong.append(f'scenario: unknown scenario "{scenario}"{did_you_mean(scenario, known)}')
        faults += [(label, fault) for fault in wrong]
    return faults


def _date_faults(day: str) -> Iterator[str]:
    """Say what is wrong with a day, if there is one."""
    try:
        if day:
            check_date(day)
    except QuestionError as error:
        yield f"as_of: {error}"


def _journey_faults(seen: pd.Series) -> Iterator[str]:
    """Say what is wrong with an observation, by column."""
    low, high, start, end = seen[["days_low", "days_high", "date_start", "date_end"]]
    missing = int(np.isnan(low)) + int(np.isnan(high))
    if missing > OPEN.get(seen["kind"], 0):
        yield "days_low, days_high: are required"
    if seen["kind"] in FITTED and not seen["run"]:
        yield "run: is required of a journey"
    if start and end and start > end:
        yield f"date_end: {end} is before date_start, {start}"


def _witness_faults(row: pd.Series) -> Iterator[str]:
    """Say what is wrong with a printed price or emission."""
    if (row["unit"] in MONEY) != (row["quantity"] == "usd_per_teu"):
        yield f"unit: {row['unit']} is no unit of {row['quantity']}"


def _claim_faults(claim: pd.Series) -> Iterator[str]:
    """Say what is wrong with a claim: a cell that its rule needs, an axis, a branch."""
    for name in NEEDED.get(rule_name(claim["quantity"]), ()):
        if claim[name] == "" or pd.isna(claim[name]):
            yield f"{name}: is required for {claim['quantity']}"
    known = [*AXES, *(f"{end}=" for end in ENDS)]
    for word in claim["open"].split():
        if word.partition("=")[0] not in {*AXES, *ENDS}:
            yield f'open: unknown axis "{word}"{did_you_mean(word, known)}'
    branches = claim["expected"].split() if claim["quantity"] == "volume" else []
    for word in branches:
        if word not in BRANCHES:
            yield f'expected: unknown branch "{word}"{did_you_mean(word, BRANCHES)}'


CHECKS = {
    "observations": _journey_faults,
    "witnesses": _witness_faults,
    "claims": _claim_faults,
}
