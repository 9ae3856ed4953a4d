"""What CO2e counts: from well to wheel, or from tank to wheel by ratios in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from instc.errors import QuestionError, TableError

if TYPE_CHECKING:
    import pandas as pd

WHOLE = "wtw"  # well to wheel: what every factor holds
SCOPES = (WHOLE, "ttw")
EMITTED = ("intensity", "hub_emission")  # quantities that are scaled
SCALED = ["p10", "p50", "p90", "mean"]
WORSE = "D"  # a factor that a ratio made of another is ours, unless the ratio is of its own source


def scoped(parameters: pd.DataFrame, ratios: pd.DataFrame, scope: str) -> pd.DataFrame:
    """
    Give the parameters with CO2e of another scope.

    Parameters
    ----------
    parameters
        From `load_parameters`: well to wheel.
    ratios
        Table ``scopes``: what tank to wheel is of well to wheel, by parameter or by how its id
        begins; the longest that fits holds.
    scope
        ``wtw`` or ``ttw``.

    Returns
    -------
    parameters
        Factors times their ratio, with the worse of both grades; the rest as it is.

    Raises
    ------
    QuestionError
        No such scope is known.
    TableError
        A factor has no ratio.

    Examples
    --------
    >>> from instc.tables.parameters import load_parameters
    >>> from instc.tables.schema import read_table
    >>> usual = load_parameters("2026-07-31")
    >>> tank = scoped(usual, read_table("scopes"), "ttw")
    >>> round(float(tank.at["intensity.road", "p50"] / usual.at["intensity.road", "p50"]), 3)
    0.806
    """
    if scope not in SCOPES:
        raise QuestionError(f'scope "{scope}": must be one of {", ".join(SCOPES)}')
    if scope == WHOLE:
        return parameters
    changed = parameters.copy()
    emitted = changed.index[changed["quantity"].isin(EMITTED)]
    for name in emitted:
        row = _row_of(name, ratios)
        changed.loc[name, SCALED] *= row["ratio"]
        changed.loc[name, "grade"] = max(changed.at[name, "grade"], row["grade"])
        if row["ratio"] == 0:
            changed.loc[name, "distribution"] = "fixed"  # nothing varies about nothing
    return changed


def _row_of(name: str, ratios: pd.DataFrame) -> pd.Series:
    """Give the row whose id is the longest beginning of a name."""
    lengths = [len(start) if name.startswith(start) else 0 for start in ratios["parameter_id"]]
    if not any(lengths):
        raise TableError(f"scopes.csv: no row fits {name}: add one")
    return ratios.iloc[int(np.argmax(lengths))]
