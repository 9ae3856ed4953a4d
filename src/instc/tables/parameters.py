"""The numbers that price links: quantiles, draws, groups."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.cores import on_cores
from instc.door import checked_class
from instc.errors import QuestionError, TableError, UnknownIdError, did_you_mean
from instc.remembered import Remembered
from instc.tables.normal import quantiles, shares
from instc.tables.periods import in_force
from instc.tables.schema import content_hash, read_table, refuse_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

Z90 = 1.2815515655446004  # the normal's quantile of 0.9
MAX_DRAWS = 1_000_000
LARGEST = 1e9  # USD, hours or kg that any parameter has: more is a slip, and sums would run over
LARGEST_SEED = 2**53 - 1  # every reader of JSON takes it exactly
LEAST = "least"  # distribution of what is made of others: the least of their draws
KEPT = 10_000  # draws of one name that are remembered
AT_ONCE = 4  # names that are drawn together: arrays that are worth a core, and stay in its cache
SYMMETRIC = 1e-12  # a shape this near to it is the normal
SKEWEST = 4  # how much longer the one side of a shape may be
UNITS = {
    "pace": "h/km",
    "dwell": "h",
    "rate": "USD/TEU-km",
    "fee": "USD/TEU",
    "intensity": "g/t-km",
    "hub_emission": "kg/TEU",
    "hire": "USD/day",
    "share": "share",
    "ratio": "1",
    "value": "USD/TEU",
    "value_rate": "share/day",
    "mass": "t/TEU",
    "distance": "km",
}
MONEY = ("rate", "fee", "hire")


@checked_class
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
    >>> box = Consignment(
    ...     teu=1, tonnes_per_teu=12, value_usd_per_teu=40_000, value_rate_per_day=0.006
    ... )
    >>> round(box.usd_per_day)
    240
    """

    teu: float
    tonnes_per_teu: float
    value_usd_per_teu: float
    value_rate_per_day: float

    def __post_init__(self) -> None:
        """Refuse numbers that can't be meant."""
        for name, value in vars(self).items():
            if not 0 <= value < math.inf:
                raise QuestionError(f"{name} {value:g}: must be a number that is not negative")

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
        Quantiles out of order or too skew, a wrong unit, money without a year, periods that
        overlap.
    """
    table = read_table("parameters", folder)
    _check(folder, content_hash([Path(table.attrs["file"])]))
    now = table[in_force(table, as_of)].set_index("parameter_id")
    return now.assign(mean=means(now)).sort_index()


@lru_cache(maxsize=4)  # every day asks for the same table
def _check(folder: Path | None, written: str) -> None:  # noqa: ARG001
    """Refuse a table with faults, once as it is written."""
    table = read_table("parameters", folder)
    refuse_rows(table, parameter_faults(table))


def consignment(
    parameters: pd.DataFrame, *, teu: float = 1.0, value_usd_per_teu: float | None = None
) -> Consignment:
    """
    Describe the default box, or one whose cargo is worth another sum.

    Raises
    ------
    QuestionError
        The value is not above 0, or above 1e9.
    """
    value = value_usd_per_teu
    if value is None:
        value = central(parameters, "value.cargo")
    if not 0 < value <= LARGEST:
        raise QuestionError(
            f"cargo value {value:g}: must be above 0 USD per TEU and at most {LARGEST:,.0f}"
        )
    tonnes = central(parameters, "mass.tonnes_per_teu")
    return Consignment(teu, tonnes, float(value), central(parameters, "value_rate.cargo"))


def central(parameters: pd.DataFrame, parameter_id: str) -> float:
    """
    Look up the median of one parameter, in the unit of its row.

    Raises
    ------
    UnknownIdError
        No parameter of this name is in force.
    """
    if parameter_id not in parameters.index:
        hint = did_you_mean(parameter_id, parameters.index)
        raise UnknownIdError(f'parameters.csv: no parameter "{parameter_id}" is in force{hint}')
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
        Draws x parameters, never below 0. A three-point shifted lognormal passes P10, P50 and P90
        exactly: x = P50 + (P90 - P50) expm1(s z) / expm1(s z90) with
        s = ln((P90 - P50) / (P50 - P10)) / z90.
    """
    values = np.empty_like(z, dtype=float)
    for place, row in enumerate(parameters.itertuples()):
        values[:, place] = _quantile(row.distribution, row.p10, row.p50, row.p90, z[:, place])
    return values


def _quantile(
    distribution: str, p10: float, p50: float, p90: float, z: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Map standard normals to values of one parameter."""
    if distribution == "uniform":
        values = 2 * p50 * shares(z)  # a wait of U(0, headway)
    elif distribution == "lognormal3":
        s = _skewness(p10, p50, p90)
        reach = z / Z90 if abs(s) < SYMMETRIC else np.expm1(s * z) / np.expm1(s * Z90)
        values = p50 + (p90 - p50) * reach
    else:
        values = np.full_like(z, p50)
    floored: NDArray[np.float64] = np.maximum(values, 0.0)
    return floored


def _skewness(p10: Any, p50: Any, p90: Any) -> Any:
    """Give s of `quantile`."""
    return np.log((p90 - p50) / (p50 - p10)) / Z90


def means(parameters: pd.DataFrame) -> NDArray[np.float64]:
    """
    Give the mean of each parameter in closed form.

    Of ``exp(s z)`` the mean is ``exp(s^2 / 2)``; uniform and fixed rows have their median.
    """
    p10, p50, p90 = (parameters[column].to_numpy(float) for column in ("p10", "p50", "p90"))
    skew = (parameters["distribution"] == "lognormal3").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(skew, _skewness(p10, p50, p90), 0.0)
        lift = np.expm1(s * s / 2) / np.expm1(s * Z90)
    average: NDArray[np.float64] = p50 + (p90 - p50) * np.where(np.abs(s) < SYMMETRIC, 0.0, lift)
    if "mean" in parameters:  # of what is made of others no row knows it
        made = (parameters["distribution"] == LEAST).to_numpy()
        average = np.where(made, parameters["mean"].to_numpy(float), average)
    return average


# Of every name the most that were drawn: fewer are their beginning. Some 40 MB at 10,000 draws.
_DRAWN: Remembered[list[NDArray[np.float64]]] = Remembered(512)


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
        From Philox raw bits keyed by SHA-256 of seed and name: no other name's draws depend on
        them.
    """
    if draws > KEPT or start:
        alone: NDArray[np.float64] = _normals([name], seed, draws, start)[0]
        return alone
    drawn = _remembered(name, seed, draws)
    if drawn is None:
        (drawn,) = _draw_ahead([name], seed, draws)
    return drawn


def _remembered(name: str, seed: int, draws: int) -> NDArray[np.float64] | None:
    """Give the normals of a name, if so many were drawn before."""
    for drawn in _DRAWN.get((name, seed), list):
        if len(drawn) == draws:
            return drawn
        if len(drawn) > draws:
            return drawn[:draws]
    return None


def _draw_ahead(names: list[str], seed: int, draws: int) -> list[NDArray[np.float64]]:
    """Draw the normals of some names at once, and remember them."""
    rows = list(_normals(names, seed, draws, 0))
    for name, drawn in zip(names, rows, strict=True):
        most = _DRAWN.get((name, seed), list)
        most[:] = [drawn]
    return rows


def _normals(names: list[str], seed: int, draws: int, start: int) -> NDArray[np.float64]:
    """Draw names x draws, and let nobody write to what may be remembered."""
    bits = np.empty((len(names), draws), dtype=np.uint64)
    for row, name in zip(bits, names, strict=True):
        said = f"{seed}:{name}".encode()
        key = int.from_bytes(hashlib.sha256(said).digest()[:16], "little")
        stream = np.random.Philox(key=key, counter=start // 4)  # four numbers a count
        row[:] = stream.random_raw(draws)
    uniform = (np.asarray(bits >> np.uint64(11), dtype=np.float64) + 0.5) * 2.0**-53
    result = quantiles(uniform)
    result.flags.writeable = False
    return result


def draw(
    parameters: pd.DataFrame,
    ids: Sequence[str],
    *,
    draws: int,
    seed: int,
    start: int = 0,
    most: int = MAX_DRAWS,
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
    most
        How many of the draws are given, the first of them.

    Returns
    -------
    values
        Draws x ids, float64. In a group z = sqrt(rho) g + sqrt(1 - rho) e.

    Raises
    ------
    QuestionError
        The number of draws or the seed is out of range.
    """
    check_draws(draws, seed)
    rows = parameters.loc[list(ids), ["group", "distribution", "p10", "p50", "p90"]]
    told = list(rows.itertuples(name=None))
    rho = central(parameters, "ratio.group_correlation")
    given = min(draws, most)
    kept = draws <= KEPT and start == 0
    make: Callable[..., Any] = _kept_values if kept else _values
    drawn = draws if kept else given  # what is kept was drawn, or will be
    values = np.empty((len(ids), given))
    if kept:
        _draw_together(told, seed, drawn)
    for place, row in enumerate(told):
        if row[2] == LEAST:
            alike = {"draws": drawn, "seed": seed, "start": start, "most": most}
            values[place] = draw(parameters, members(row[0]), **alike).min(axis=1)
        else:
            values[place] = make(*row, rho, seed, drawn, start)[:given]
    return values.T


def _draw_together(told: list[tuple[Any, ...]], seed: int, draws: int) -> None:
    """Draw the normals of parameters and of their groups, some at a time on each core."""
    names: list[str] = []
    for name, group, distribution, *_ in told:
        if distribution in {"fixed", LEAST}:
            continue
        names.append(name)
        if group:
            names.append(f"group:{group}")
    new = [name for name in dict.fromkeys(names) if _remembered(name, seed, draws) is None]

    def part(first: int) -> None:
        some = new[first : first + AT_ONCE]
        _draw_ahead(some, seed, draws)

    on_cores(part, range(0, len(new), AT_ONCE))


def members(name: str) -> list[str]:
    """
    Give the parameters of which one of distribution ``least`` is the least.

    Examples
    --------
    >>> members("service:one+two")
    ['service:one', 'service:two']
    """
    stem, _, parts = name.rpartition(":")
    return [f"{stem}:{part}" for part in parts.split("+")]


def _values(
    name: str,
    group: str,
    distribution: str,
    p10: float,
    p50: float,
    p90: float,
    rho: float,
    seed: int,
    draws: int,
    start: int,
) -> NDArray[np.float64]:
    """Draw one parameter, with what it shares with its group."""
    if distribution == "fixed":
        return _quantile(distribution, p10, p50, p90, np.zeros(draws))
    z = normals(name, seed, draws, start=start)
    if group:
        z = np.sqrt(rho) * _shared_normals(group, seed, draws, start) + np.sqrt(1 - rho) * z
    return _quantile(distribution, p10, p50, p90, z)


_kept_values = lru_cache(maxsize=512)(_values)  # other pairs and worlds meet the same; some 40 MB


@lru_cache(maxsize=32)  # the members of a group, in one block of draws
def _shared_normals(group: str, seed: int, draws: int, start: int) -> NDArray[np.float64]:
    return normals(f"group:{group}", seed, draws, start=start)


def check_draws(draws: int, seed: int) -> None:
    """Refuse a number of draws or a seed that can't be meant, by `QuestionError`."""
    if not 1 <= draws <= MAX_DRAWS:
        raise QuestionError(f"draws {draws}: must lie between 1 and {MAX_DRAWS:,}")
    if seed < 0:
        raise QuestionError(f"seed {seed}: must not be negative")
    if seed > LARGEST_SEED:
        raise QuestionError(f"seed {seed}: must be at most {LARGEST_SEED}")


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
    """
    faults: list[str] = []
    for row in table.itertuples():
        faults += [f"{row.Index}: {what}" for what in _row_faults(row)]
    if faults:
        raise TableError.of(where, faults)


def parameter_faults(table: pd.DataFrame) -> list[tuple[int, str]]:
    """List the faults of rows, and the days between two periods that no row tells of."""
    faults = []
    last: dict[str, tuple[str, str]] = {}
    for row in table.sort_values(["parameter_id", "from_date"]).itertuples():
        name = row.parameter_id
        faults += [(row.Index, f"{name}: {what}") for what in _row_faults(row)]
        until, quantity = last.get(name, ("", row.quantity))
        if until and until < row.from_date:
            gap = f"its period starts {row.from_date} and the one before ends {until}"
            faults.append((row.Index, f"{name}: {gap}"))
        if quantity != row.quantity:
            other = f"is a {row.quantity}, and a {quantity} in another row"
            faults.append((row.Index, f"{name}: {other}"))
        last[name] = (row.to_date, row.quantity)
    return faults


def _row_faults(row: Any) -> list[str]:
    """List what can't be of one parameter."""
    faults = []
    if row.unit != UNITS[row.quantity]:
        faults.append(f"a {row.quantity} is given in {UNITS[row.quantity]}, not {row.unit}")
    if row.quantity in MONEY and math.isnan(row.price_year):
        faults.append("money without a price_year")
    if row.quantity == "pace" and row.p10 <= 0:
        faults.append(f"p10 is {row.p10:g}: a pace must be above 0")
    elif row.p10 < 0:
        faults.append(f"p10 is {row.p10:g}: must not be negative")
    if max(row.p10, row.p50, row.p90) > LARGEST:
        faults.append(f"a value of {row.p90:g}: must be at most {LARGEST:,.0f}")
    return faults + _shape_faults(row)


def _shape_faults(row: Any) -> list[str]:
    """List what can't be of its quantiles."""
    if row.distribution == "fixed":
        equal = row.p10 == row.p50 == row.p90
        return [] if equal else ["fixed, but p10, p50 and p90 differ"]
    if not row.p10 < row.p50 < row.p90:
        return [f"p10 < p50 < p90 does not hold ({row.p10:g}, {row.p50:g}, {row.p90:g})"]
    above, below = row.p90 - row.p50, row.p50 - row.p10
    if row.distribution == "lognormal3" and not 1 / SKEWEST <= above / below <= SKEWEST:
        return ["(p90 - p50) / (p50 - p10) must lie between 1/4 and 4"]
    if row.distribution == "uniform":
        return _headway_faults(row)
    return []


def _headway_faults(row: Any) -> list[str]:
    """Say whether a wait is that of its headway."""
    hours = row.headway_h
    if not hours > 0:
        return ["uniform without a headway_h"]
    given, wanted = (row.p10, row.p50, row.p90), (0.1 * hours, 0.5 * hours, 0.9 * hours)
    if np.abs(np.subtract(given, wanted)).max() > 1e-6 * hours:
        ours, theirs = ("{:g}, {:g}, {:g}".format(*some) for some in (given, wanted))
        return [f"a wait of U(0, {hours:g} h) has p10, p50, p90 {theirs}, not {ours}"]
    return []
