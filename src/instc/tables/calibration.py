"""What parameters learnt from measured journeys: read from ``geodata``, and put in force."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from instc.errors import TableError
from instc.tables.parameters import Z90, means, quantile
from instc.tables.schema import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

FILE = "calibration.json"
SCHEMA = "instc.calibration/1"
QUANTILES = ("p10", "p50", "p90")
NAME = attrgetter("parameter_id")
LEVELS = (-Z90, 0.0, Z90)  # of a standard normal


@dataclass(frozen=True)
class Learnt:
    """
    What one row of ``parameters`` learnt.

    Attributes
    ----------
    parameter_id, from_date
        The row.
    prior
        Its P10, P50 and P90 when it was fitted: a row that is another one by now is left alone.
    z_mean, z_sd
        Of its standard normal z, which becomes z_mean + z_sd z; 0 and 1 leave it as it is.
    journeys
        That meet it.
    """

    parameter_id: str
    from_date: str
    prior: tuple[float, float, float]
    z_mean: float
    z_sd: float
    journeys: int


def read_calibration(geodata: Path) -> dict[str, Any]:
    """
    Read what was learnt; nothing where no file is.

    Raises
    ------
    TableError
        The file is none of `instc calibrate`.
    """
    path = geodata / FILE
    if not path.exists():
        return {}
    try:
        told: dict[str, Any] = read_json(path)
        known = told["schema"] == SCHEMA
        rows_of(told)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        raise TableError(f"{path}: no calibration is recorded here (run: instc build)")
    return told


def rows_of(calibration: Mapping[str, Any]) -> list[Learnt]:
    """Give the rows that learnt something."""
    found = []
    for row in calibration.get("parameters", ()):
        prior = (float(row["p10"]), float(row["p50"]), float(row["p90"]))
        moved = (float(row["z_mean"]), float(row["z_sd"]), int(row["journeys"]))
        found.append(Learnt(row["parameter_id"], row["from_date"], prior, *moved))
    return found


def learnt(parameters: pd.DataFrame, calibration: Mapping[str, Any]) -> pd.DataFrame:
    """
    Put in force what was learnt.

    Parameters
    ----------
    parameters
        From `load_parameters`; not changed.
    calibration
        From `read_calibration`.

    Returns
    -------
    parameters
        With the quantiles and means that the journeys taught. A shifted lognormal of z_mean +
        z_sd z is one again, so any seed and any number of draws hold.
    """
    now = parameters[["from_date", *QUANTILES]]
    told = dict(zip(parameters.index, now.itertuples(index=False, name=None), strict=True))

    def is_told_so(row: Learnt) -> bool:
        return told.get(row.parameter_id) == (row.from_date, *row.prior)

    rows = list(filter(is_told_so, rows_of(calibration)))
    at = parameters.index.get_indexer(list(map(NAME, rows)))
    quantiles = parameters[list(QUANTILES)].to_numpy(copy=True)
    quantiles[at] = learnt_quantiles(parameters, rows)
    moved = parameters.assign(**dict(zip(QUANTILES, quantiles.T, strict=True)))
    return moved.assign(mean=means(moved))


def learnt_quantiles(parameters: pd.DataFrame, rows: list[Learnt]) -> NDArray[np.float64]:
    """Give P10, P50 and P90 of some rows after the journeys: rows x 3."""
    prior = parameters.loc[list(map(NAME, rows)), ["distribution"]]
    prior[list(QUANTILES)] = np.array([row.prior for row in rows]).reshape(-1, 3)
    z = [row.z_mean + row.z_sd * np.array(LEVELS) for row in rows]
    return quantile(prior, np.reshape(z, (-1, 3)).T).T
