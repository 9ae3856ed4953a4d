"""Which lever moves the difference between two ways most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instc.errors import UnknownIdError, did_you_mean
from instc.routing.pricing import HIRE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instc.routing.pricing import Exposures, Objective
    from instc.tables.parameters import Consignment

LEVERS = 10


def tornado(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    *,
    ways: tuple[str, str],
    quantity: Objective = "days",
    levers: Sequence[str] = (),
) -> pd.DataFrame:
    """
    Move one parameter at a time and see what it does to the difference of two ways.

    Parameters
    ----------
    met
        From `exposures`.
    parameters
        From `load_parameters`.
    consignment
        What is carried.
    ways
        Names of the way and of what it is compared with.
    quantity
        What differs.
    levers
        Parameter ids to keep; the ten strongest if empty.

    Returns
    -------
    levers
        Index ``parameter_id``, strongest first: ``quantity, unit, p10, p50, p90``, the difference (first way less second,
        the others at their means) with it at P10 and at P90 as ``low`` and ``high``, ``base`` with all at their means, the
        ``swing``, ``grade`` and ``source_id``.

    Raises
    ------
    UnknownIdError
        A lever is a parameter that neither way meets.

    Examples
    --------
    >>> import instc
    >>> len(instc.load_model().compare("Mumbai", "Moscow", draws=100).sensitivity())
    10
    """
    ids = met.parameter_ids
    for name in levers:
        if name not in ids:
            raise UnknownIdError(f'neither way meets a parameter "{name}"{did_you_mean(name, ids)}')
    first, second = (
        {
            table: getattr(met, table)[way].reindex(ids).fillna(0.0)
            for table in ("time", "cost", "share", "co2e")
        }
        for way in ways
    )
    weights = pd.DataFrame({table: first[table] - second[table] for table in first})
    rows = parameters.loc[ids]
    mean, hire = rows["mean"].astype(float), float(rows.at[HIRE, "mean"])
    days = weights["time"] / 24
    money = weights["cost"] + weights["share"] * consignment.value_usd_per_teu + days * hire
    money[HIRE] = float((days * mean).sum())  # hire times the mean difference in days
    slope = {
        "days": days,
        "usd_per_teu": money,
        "co2e_kg_per_teu": weights["co2e"],
        "generalised_usd": money + days * consignment.usd_per_day,
    }[quantity]
    base = float((slope * mean).sum()) - (
        money[HIRE] * hire if quantity in {"usd_per_teu", "generalised_usd"} else 0.0
    )
    low, high = (base + slope * (rows[column].astype(float) - mean) for column in ("p10", "p90"))
    table = rows[["quantity", "unit", "p10", "p50", "p90", "grade", "source_id"]].assign(
        low=low, high=high, base=base, swing=(high - low).abs()
    )
    table = table[table["swing"] > 0] if not levers else table.loc[list(levers)]
    ordered = (
        table.reset_index()
        .sort_values(["swing", "parameter_id"], ascending=[False, True], kind="stable")
        .set_index("parameter_id")
    )
    return ordered if levers else ordered.head(LEVERS)
