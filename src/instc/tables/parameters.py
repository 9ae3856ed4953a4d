"""The numbers that price links: quantiles, draws, groups."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.errors import QuestionError, TableError, UnknownIdError, did_you_mean
from instc.tables.normal import quantiles, shares
from instc.tables.schema import content_hash, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

Z90 = 1.2815515655446004  # the normal's quantile of 0.9
MAX_DRAWS = 1_000_000
KEPT = 10_000  # draws of one name that are remembered
UNITS = {
    "pace": "h/km", "dwell": "h", "rate": "USD/TEU-km", "fee": "USD/TEU", "intensity": "g/t-km", "hub_emission": "kg/TEU",
    "hire": "USD/day", "share": "share", "ratio": "1", "value": "USD/TEU", "value_rate": "share/day", "mass": "t/TEU", "distance": "km",
}  # fmt: skip
MONEY = ("rate", "fee", "hire")


@dataclass(frozen=True)
class Consignment:
    """
    What is carried, and how impatient its owner is.

    Attributes
    ----------
    teu
        Boxes, twenty-foot equivalents.
    tonnes_per_teu
        Cargo, t.
    value_usd_per_teu
        Value of the cargo, USD.
    value_rate_per_day
        Share of the value that a day in transit costs.

    Examples
    --------
    >>> round(Consignment(teu=1, tonnes_per_teu=12, value_usd_per_teu=40_000, value_rate_per_day=0.006).usd_per_day)
    240
    """

    teu: float
    tonnes_per_teu: float
    value_usd_per_teu: float
    value_rate_per_day: float

    @property
    def usd_per_day(self) -> float:
        """Cost of a day to the owner, USD per TEU."""
        return self.value_usd_per_teu * self.value_rate_per_day


def load_parameters(as_of: str, folder: Path | None = None) -> pd.DataFrame:
    """
    Load the parameters in force on a day.

    Parameters
    ----------
    as_of
        ISO date.
    folder
        Folder of the tables; the shipped one by default.

    Returns
    -------
    parameters
        Index ``parameter_id``; columns of the table and ``mean``.

    Raises
    ------
    TableError
        Quantiles out of order or too skew, a wrong unit, money without a year, periods that overlap.

    Examples
    --------
    >>> bool(load_parameters("2026-07-31")["p50"].notna().all())
    True
    """
    table = read_table("parameters", folder)
    _check(folder, content_hash([Path(table.attrs["file"])]))
    now = table[
        (table["from_date"] <= as_of) & ((table["to_date"] == "") | (table["to_date"] > as_of))
    ].set_index("parameter_id")
    return now.assign(mean=means(now)).sort_index()


@lru_cache(maxsize=4)  # every day asks for the same table
def _check(folder: Path | None, written: str) -> None:  # noqa: ARG001
    table = read_table("parameters", folder)
    faults = _faults(table)
    if faults:
        raise TableError(f"{table.attrs['file']}: {'; '.join(faults)}")


def consignment(
    parameters: pd.DataFrame, *, teu: float = 1.0, value_usd_per_teu: float | None = None
) -> Consignment:
    """
    Describe the default box, or one of another value.

    Parameters
    ----------
    parameters
        From `load_parameters`.
    teu
        Boxes.
    value_usd_per_teu
        Value of the cargo, USD; the default of the tables if None.

    Returns
    -------
    consignment
        One loaded box as the tables describe it.

    Raises
    ------
    QuestionError
        The value is not positive and finite.

    Examples
    --------
    >>> consignment(load_parameters("2026-07-31")).teu
    1.0
    """
    value = central(parameters, "value.cargo") if value_usd_per_teu is None else value_usd_per_teu
    if not 0 < value < float("inf"):
        raise QuestionError(f"cargo value {value:g}: must be above 0 USD per TEU")
    return Consignment(
        teu,
        central(parameters, "mass.tonnes_per_teu"),
        float(value),
        central(parameters, "value_rate.cargo"),
    )


def central(parameters: pd.DataFrame, parameter_id: str) -> float:
    """
    Look up the median of one parameter.

    Parameters
    ----------
    parameters
        From `load_parameters`.
    parameter_id
        Its id.

    Returns
    -------
    value
        P50, in the unit of the row.

    Raises
    ------
    UnknownIdError
        No parameter of this name is in force.

    Examples
    --------
    >>> central(load_parameters("2026-07-31"), "mass.tonnes_per_teu")
    12.0
    """
    if parameter_id not in parameters.index:
        raise UnknownIdError(
            f'parameters.csv: no parameter "{parameter_id}" is in force{did_you_mean(parameter_id, parameters.index)}'
        )
    return float(parameters.at[parameter_id, "p50"])


def quantile(parameters: pd.DataFrame, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Map standard normals to values of the parameters.

    Parameters
    ----------
    parameters
        Rows with ``p10, p50, p90, distribution``.
    z
        Standard normals, draws x parameters.

    Returns
    -------
    values
        Draws x parameters, never below 0. A three-point shifted lognormal passes P10, P50 and P90 exactly:
        x = P50 + (P90 - P50) expm1(s z) / expm1(s z90) with s = ln((P90 - P50) / (P50 - P10)) / z90.

    Examples
    --------
    >>> import pandas as pd
    >>> row = pd.DataFrame({"p10": [1.0], "p50": [2.0], "p90": [4.0], "distribution": ["lognormal3"]})
    >>> quantile(row, np.array([[-Z90], [0.0], [Z90]])).round(9).ravel().tolist()
    [1.0, 2.0, 4.0]
    """
    values = np.empty_like(z, dtype=float)
    for place, row in enumerate(parameters.itertuples()):
        values[:, place] = _quantile(row.distribution, row.p10, row.p50, row.p90, z[:, place])
    return values


def _quantile(
    distribution: str, p10: float, p50: float, p90: float, z: NDArray[np.float64]
) -> NDArray[np.float64]:
    if distribution == "uniform":
        values = 2 * p50 * shares(z)  # a wait of U(0, headway)
    elif distribution == "lognormal3":
        s = _skewness(p10, p50, p90)
        straight = abs(s) < 1e-12  # noqa: PLR2004  (a shape this near to symmetric is the normal)
        values = p50 + (p90 - p50) * (z / Z90 if straight else np.expm1(s * z) / np.expm1(s * Z90))
    else:
        values = np.full_like(z, p50)
    floored: NDArray[np.float64] = np.maximum(values, 0.0)
    return floored


def _skewness(p10: Any, p50: Any, p90: Any) -> Any:
    return np.log((p90 - p50) / (p50 - p10)) / Z90


def means(parameters: pd.DataFrame) -> NDArray[np.float64]:
    """
    Give the mean of each parameter in closed form.

    Parameters
    ----------
    parameters
        Rows with ``p10, p50, p90, distribution``.

    Returns
    -------
    means
        Of ``exp(s z)`` the mean is ``exp(s^2 / 2)``; uniform and fixed rows have their median.

    Examples
    --------
    >>> import pandas as pd
    >>> means(pd.DataFrame({"p10": [1.0], "p50": [2.0], "p90": [3.0], "distribution": ["lognormal3"]})).tolist()
    [2.0]
    """
    p10, p50, p90 = (parameters[column].to_numpy(float) for column in ("p10", "p50", "p90"))
    skew = (parameters["distribution"] == "lognormal3").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(skew, _skewness(p10, p50, p90), 0.0)
        lift = np.where(np.abs(s) < 1e-12, 0.0, np.expm1(s * s / 2) / np.expm1(s * Z90))  # noqa: PLR2004
    average: NDArray[np.float64] = p50 + (p90 - p50) * lift
    return average


def normals(name: str, seed: int, draws: int, *, start: int = 0) -> NDArray[np.float64]:
    """
    Draw the standard normals that belong to one name.

    Parameters
    ----------
    name
        Parameter id, or ``group:NAME``.
    seed
        Seed of the run.
    draws
        How many.
    start
        How many of them are left out first; a multiple of 4.

    Returns
    -------
    normals
        From Philox raw bits keyed by SHA-256 of seed and name: no other name's draws depend on them.

    Examples
    --------
    >>> bool((normals("pace.sea", 1, 4, start=4) == normals("pace.sea", 1, 8)[4:]).all())
    True
    """
    kept = draws <= KEPT and start == 0
    return _kept_normals(name, seed, draws) if kept else _normals(name, seed, draws, start)


@lru_cache(
    maxsize=512
)  # every world of a session asks for the same; read-only, some 40 MB at 10,000 draws
def _kept_normals(name: str, seed: int, draws: int) -> NDArray[np.float64]:
    return _normals(name, seed, draws, 0)


def _normals(name: str, seed: int, draws: int, start: int) -> NDArray[np.float64]:
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "little")
    bits = np.random.Philox(key=key, counter=start // 4).random_raw(draws)  # four numbers a count
    uniform = (np.asarray(bits >> np.uint64(11), dtype=np.float64) + 0.5) * 2.0**-53
    result = quantiles(uniform)
    result.flags.writeable = False
    return result


def draw(
    parameters: pd.DataFrame, ids: Sequence[str], *, draws: int, seed: int, start: int = 0
) -> NDArray[np.float64]:
    """
    Draw parameters, correlated inside their groups.

    Parameters
    ----------
    parameters
        From `load_parameters`.
    ids
        Which, in which order.
    draws
        How many, 1 to 1,000,000.
    seed
        0 or above.
    start
        How many draws are left out first; a multiple of 4.

    Returns
    -------
    values
        Draws x ids, float64. In a group z = sqrt(rho) g + sqrt(1 - rho) e.

    Raises
    ------
    QuestionError
        The number of draws or the seed is out of range.

    Examples
    --------
    >>> draw(load_parameters("2026-07-31"), ["pace.sea"], draws=3, seed=1).shape
    (3, 1)
    """
    check_draws(draws, seed)
    rows = parameters.loc[list(ids), ["group", "distribution", "p10", "p50", "p90"]]
    rho = central(parameters, "ratio.group_correlation")
    make = _kept_values if draws <= KEPT and start == 0 else _values
    values = np.empty((len(ids), draws))
    for place, row in enumerate(rows.itertuples()):
        values[place] = make(
            row.Index,
            row.group,
            rho,
            row.distribution,
            row.p10,
            row.p50,
            row.p90,
            seed,
            draws,
            start,
        )
    return values.T


def _values(
    name: str,
    group: str,
    rho: float,
    distribution: str,
    p10: float,
    p50: float,
    p90: float,
    seed: int,
    draws: int,
    start: int,
) -> NDArray[np.float64]:
    z = normals(name, seed, draws, start=start)
    if group:
        z = np.sqrt(rho) * _shared_normals(group, seed, draws, start) + np.sqrt(1 - rho) * z
    return _quantile(distribution, p10, p50, p90, z)


_kept_values = lru_cache(maxsize=512)(
    _values
)  # other pairs and worlds meet the same; some 40 MB at 10,000 draws


@lru_cache(maxsize=32)  # the members of a group, in one block of draws
def _shared_normals(group: str, seed: int, draws: int, start: int) -> NDArray[np.float64]:
    return normals(f"group:{group}", seed, draws, start=start)


def check_draws(draws: int, seed: int) -> None:
    """
    Refuse a number of draws or a seed that can't be meant.

    Parameters
    ----------
    draws
        1 to 1,000,000.
    seed
        0 or above.

    Raises
    ------
    QuestionError
        It is out of range.

    Examples
    --------
    >>> check_draws(10_000, 1)
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise QuestionError(f"draws {draws}: must lie between 1 and {MAX_DRAWS:,}")
    if seed < 0:
        raise QuestionError(f"seed {seed}: must not be negative")


def check_rows(table: pd.DataFrame, *, where: str) -> None:
    """
    Refuse parameters whose values can't be.

    Parameters
    ----------
    table
        Rows of parameters, index ``parameter_id``.
    where
        What they come from, for the message.

    Raises
    ------
    TableError
        Quantiles out of order or too skew, a pace of nothing, money without a year.

    Examples
    --------
    >>> check_rows(load_parameters("2026-07-31"), where="parameters.csv")
    """
    faults = [f"{row.Index}: {what}" for row in table.itertuples() for what in _row_faults(row)]
    if faults:
        raise TableError(f"{where}: {'; '.join(faults)}")


def _faults(table: pd.DataFrame) -> list[str]:
    faults = []
    last: dict[str, str] = {}
    for row in table.sort_values(["parameter_id", "from_date"]).itertuples():
        where = f"row {row.Index + 2}, {row.parameter_id}"
        faults += [f"{where}: {what}" for what in _row_faults(row)]
        if row.parameter_id in last and last[row.parameter_id] != row.from_date:
            faults.append(
                f"{where}: its period starts {row.from_date} and the one before ends {last[row.parameter_id] or 'never'}"
            )
        last[row.parameter_id] = row.to_date
    return faults


def _row_faults(row: pd.DataFrame) -> list[str]:
    faults = []
    if row.unit != UNITS[row.quantity]:
        faults.append(f"a {row.quantity} is given in {UNITS[row.quantity]}, not {row.unit}")
    if row.quantity in MONEY and math.isnan(row.price_year):
        faults.append("money without a price_year")
    if row.p10 < 0 or (row.quantity == "pace" and row.p10 <= 0):
        faults.append(
            f"p10 is {row.p10:g}: {'a pace must be above 0' if row.quantity == 'pace' else 'must not be negative'}"
        )
    return faults + _shape_faults(row)


def _shape_faults(row: pd.DataFrame) -> list[str]:
    if row.distribution == "fixed":
        return [] if row.p10 == row.p50 == row.p90 else ["fixed, but p10, p50 and p90 differ"]
    if not row.p10 < row.p50 < row.p90:
        return [f"p10 < p50 < p90 does not hold ({row.p10:g}, {row.p50:g}, {row.p90:g})"]
    if (
        row.distribution == "lognormal3"
        and not 1 / 4 <= (row.p90 - row.p50) / (row.p50 - row.p10) <= 4  # noqa: PLR2004
    ):
        return ["(p90 - p50) / (p50 - p10) must lie between 1/4 and 4"]
    return _headway_faults(row) if row.distribution == "uniform" else []


def _headway_faults(row: pd.DataFrame) -> list[str]:
    if not row.headway_h > 0:
        return ["uniform without a headway_h"]
    wanted = (0.1 * row.headway_h, 0.5 * row.headway_h, 0.9 * row.headway_h)
    if any(
        abs(value - share) > 1e-6 * row.headway_h
        for value, share in zip((row.p10, row.p50, row.p90), wanted, strict=True)
    ):
        return [
            f"a wait of U(0, {row.headway_h:g} h) has p10, p50, p90 {', '.join(f'{value:g}' for value in wanted)}, not {row.p10:g}, {row.p50:g}, {row.p90:g}"
        ]
    return []
