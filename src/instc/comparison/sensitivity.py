"""Which lever moves the difference between two ways most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instc.errors import QuestionError, UnknownIdError, did_you_mean
from instc.routing.pricing import HIRE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from instc.door import Objective
    from instc.routing.pricing import Exposures
    from instc.tables.parameters import Consignment

LEVERS = 10
SHOWN = ["quantity", "unit", "p10", "p50", "p90", "mean", "grade", "source_id"]
LARGEST = 1000.0  # factor


def tornado(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    *,
    ways: tuple[str, str],
    quantity: Objective = "days",
    levers: Sequence[str] = (),
    factor: float | None = None,
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
    factor
        By which each parameter is multiplied, such as 0.5; from its P10 to its P90 if None.

    Returns
    -------
    levers
        Index ``parameter_id``, strongest first: ``quantity, unit, p10, p50, p90, mean``, the
        difference (first way less second, the others at their means) with it at P10 and at P90, or
        as it is and multiplied, as ``low`` and ``high``, ``base`` with all at their means, the
        ``swing``, the value at which the difference changes its sign as ``flips_at`` (not a number
        where none above 0 does), ``grade`` and ``source_id``.

    Raises
    ------
    UnknownIdError
        A lever is a parameter that neither way meets.
    QuestionError
        The factor is below 0, or multiplies nothing.

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
    rows = parameters.loc[ids]
    mean = rows["mean"].astype(float)
    slope, base = _slope(_difference(met, ways), mean, consignment, quantity)
    ends = [rows["p10"].astype(float), rows["p90"].astype(float)]
    if factor is not None:
        ends = [mean, mean * _checked(factor)]
    low, high = (base + slope * (end - mean) for end in ends)
    table = rows[SHOWN].assign(low=low, high=high, base=base, swing=(high - low).abs())
    table["flips_at"] = _flips_at(mean, slope, base)
    if levers:
        return _strongest_first(table.loc[list(levers)])
    return _strongest_first(table[table["swing"] > 0]).head(LEVERS)


def _checked(factor: float) -> float:
    """Refuse a factor that can't be meant."""
    if not 0 <= factor <= LARGEST or factor == 1:
        raise QuestionError(f"factor {factor:g}: must be from 0 to {LARGEST:,.0f}, and not 1")
    return factor


def _flips_at(mean: pd.Series, slope: pd.Series, base: float) -> pd.Series:
    """Give the value of each parameter at which the difference is nothing, where one above 0 is."""
    value = mean - base / slope.where(slope != 0)
    return value.where(value > 0)


def _difference(met: Exposures, ways: tuple[str, str]) -> dict[str, pd.Series]:
    """Say how much more of each parameter the first way meets than the second."""
    first, second = ways
    more = {}
    for quantity in ("time", "cost", "share", "co2e"):
        table = getattr(met, quantity).reindex(met.parameter_ids)
        more[quantity] = table[first].fillna(0.0) - table[second].fillna(0.0)
    return more


def _slope(
    more: dict[str, pd.Series], mean: pd.Series, consignment: Consignment, quantity: Objective
) -> tuple[pd.Series, float]:
    """Give how the difference changes with each parameter, and what it is at the means of all."""
    days = more["time"] / 24
    if quantity == "days":
        return days, float((days * mean).sum())
    if quantity == "co2e_kg_per_teu":
        return more["co2e"], float((more["co2e"] * mean).sum())
    hire = float(mean[HIRE])
    usd = more["cost"] + more["share"] * consignment.value_usd_per_teu + days * hire
    usd[HIRE] = float((days * mean).sum())  # hire is paid for the difference in days
    slope = usd
    if quantity == "generalised_usd":
        slope = usd + days * consignment.usd_per_day
    return slope, float((slope * mean).sum()) - usd[HIRE] * hire  # once: the days hold it too


def _strongest_first(table: pd.DataFrame) -> pd.DataFrame:
    """Sort levers by what they move, and by name where that is the same."""
    order = table.reset_index().sort_values(
        ["swing", "parameter_id"], ascending=[False, True], kind="stable"
    )
    return order.set_index("parameter_id")
