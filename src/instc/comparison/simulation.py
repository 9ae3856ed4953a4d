"""What itineraries take under one set of draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instc.routing.pricing import HIRE
from instc.tables.parameters import check_draws, draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from instc.routing.pricing import Exposures, Objective
    from instc.tables.parameters import Consignment

BLOCK = 20_000  # draws at a time: memory stays that of the results
AT_ONCE = 500_000  # numbers that are summarised together
QUANTILES = {"p10": 0.10, "p50": 0.50, "p90": 0.90, "p95": 0.95}
SAMPLED = ("days", "usd_per_teu", "co2e_kg_per_teu")


def simulate(
    met: Exposures, parameters: pd.DataFrame, consignment: Consignment, *, draws: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    """
    Draw every parameter once and price every itinerary with it.

    Parameters
    ----------
    met
        From `exposures`.
    parameters
        From `load_parameters`.
    consignment
        What is carried.
    draws, seed
        Of the simulation.

    Returns
    -------
    samples
        ``days``, ``usd_per_teu`` (with hire and shares of the value), ``co2e_kg_per_teu``: draws x itineraries. The same
        draws serve all (common random numbers), so a difference of columns is a paired statement.

    Raises
    ------
    QuestionError
        The number of draws or the seed is out of range.

    Examples
    --------
    >>> import instc
    >>> from instc.routing.pricing import exposures
    >>> model = instc.load_model()
    >>> met = exposures({"gap": model.network.links.loc[["astara_ir.road-rasht.road"]]}, model.consignment)
    >>> simulate(met, model.parameters, model.consignment, draws=5, seed=1)["days"].shape
    (5, 1)
    """
    check_draws(draws, seed)
    samples = {name: np.empty((draws, len(met.time.columns))) for name in SAMPLED}
    for rows, _, totals in _blocks(met, parameters, consignment, draws, seed):
        for name, total in zip(SAMPLED, totals, strict=True):
            samples[name][rows] = total
    return samples


def _blocks(
    met: Exposures, parameters: pd.DataFrame, consignment: Consignment, draws: int, seed: int
) -> Iterator[tuple[slice, NDArray[np.float64], tuple[NDArray[np.float64], ...]]]:
    """Give rows, the values of the parameters, and days, USD and CO2e of the itineraries, block by block."""
    ids = met.parameter_ids
    count = len(met.time.columns)
    met_by = np.hstack(
        [
            met.time.reindex(ids).fillna(0.0) / 24,
            _money(met, ids, consignment),
            met.co2e.reindex(ids).fillna(0.0),
        ]
    ).T
    hire = ids.index(HIRE)
    for start in range(0, draws, BLOCK):
        rows = slice(start, min(start + BLOCK, draws))
        values = draw(parameters, ids, draws=rows.stop - start, seed=seed, start=start)
        days, usd, co2e = np.split(_times(met_by, values.T).T, [count, 2 * count], axis=1)
        yield rows, values, (days, usd + days * values[:, [hire]], co2e)


def _times(amounts: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply matrices, most of the first empty, in one order of adding on every machine."""
    total = np.zeros((len(amounts), values.shape[1]))
    part = np.empty(values.shape[1])
    for row, column in zip(*np.nonzero(amounts), strict=True):
        np.multiply(amounts[row, column], values[column], out=part)
        total[row] += part
    return total


def _money(met: Exposures, ids: list[str], consignment: Consignment) -> pd.DataFrame:
    return (
        met.cost.reindex(ids).fillna(0.0)
        + met.share.reindex(ids).fillna(0.0) * consignment.value_usd_per_teu
    )


def value_shares(
    met: Exposures, parameters: pd.DataFrame, *, draws: int, seed: int
) -> NDArray[np.float64]:
    """
    Draw what share of the cargo's value each itinerary pays.

    Parameters
    ----------
    met
        From `exposures`.
    parameters
        From `load_parameters`.
    draws, seed
        Of the simulation.

    Returns
    -------
    shares
        Draws x itineraries; with the same seed they belong to the draws of `simulate`.

    Examples
    --------
    >>> import instc
    >>> from instc.routing.pricing import exposures
    >>> model = instc.load_model()
    >>> met = exposures({"gap": model.network.links.loc[["astara_ir.road-rasht.road"]]}, model.consignment)
    >>> value_shares(met, model.parameters, draws=2, seed=1).tolist()
    [[0.0], [0.0]]
    """
    ids = list(met.share.index)
    if not ids:
        return np.zeros((draws, len(met.share.columns)))
    shares: NDArray[np.float64] = (
        draw(parameters, ids, draws=draws, seed=seed) @ met.share.to_numpy()
    )
    return shares


def variance_split(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    *,
    draws: int,
    seed: int,
    quantity: Objective = "days",
) -> pd.DataFrame:
    """
    Split the variance of each itinerary by what causes it.

    Parameters
    ----------
    met
        From `exposures`.
    parameters
        From `load_parameters`.
    consignment
        What is carried.
    draws, seed
        Of the simulation.
    quantity
        ``days``, ``usd_per_teu`` or ``co2e_kg_per_teu``.

    Returns
    -------
    split
        Cov(term, total) / Var(total) over the draws: one row a parameter, or a group of correlated ones; one column an
        itinerary; signs kept, columns sum to 1 (to 0 where nothing varies).

    Examples
    --------
    >>> import instc
    >>> from instc.routing.pricing import exposures
    >>> model = instc.load_model()
    >>> met = exposures({"gap": model.network.links.loc[["astara_ir.road-rasht.road"]]}, model.consignment)
    >>> variance_split(met, model.parameters, model.consignment, draws=100, seed=1)["gap"].round(6).to_dict()
    {'pace.road_ir': 1.0}
    """
    ids, place = met.parameter_ids, SAMPLED.index(quantity)
    weights = (
        met.time.reindex(ids).fillna(0.0) / 24,
        _money(met, ids, consignment),
        met.co2e.reindex(ids).fillna(0.0),
    )[place].to_numpy()
    hire, centre, middle = ids.index(HIRE), parameters.loc[ids, "mean"].to_numpy(float), None
    products, rented, squares, sums, moved_sums, rent_sums = (
        0.0,
    ) * 6  # over the draws; arrays after the first block
    for _, values, totals in _blocks(met, parameters, consignment, draws, seed):
        middle = (
            totals[place].mean(axis=0) if middle is None else middle
        )  # any constant does: it keeps the sums small
        total, moved, rent = totals[place] - middle, values - centre, totals[0] * values[:, [hire]]
        products, rented, squares = (
            products + moved.T @ total,
            rented + (rent * total).sum(axis=0),
            squares + (total * total).sum(axis=0),
        )
        sums, moved_sums, rent_sums = (
            sums + total.sum(axis=0),
            moved_sums + moved.sum(axis=0),
            rent_sums + rent.sum(axis=0),
        )
    covariance = np.asarray(products - np.outer(moved_sums, sums) / draws) * weights
    if quantity == "usd_per_teu":  # hire times days is a term of its own
        covariance[hire] = rented - rent_sums * sums / draws
    variance = np.asarray(squares - sums * sums / draws)
    shares = np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 0)
    table = pd.DataFrame(shares, index=ids, columns=met.time.columns)
    groups = parameters.loc[ids, "group"]
    split = table.groupby(np.where(groups == "", ids, "group:" + groups)).sum()
    return split[(split != 0).any(axis=1)]


def win_shares(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Give the share of draws in which each column is the least.

    Parameters
    ----------
    sample
        Draws x alternatives.

    Returns
    -------
    shares
        Sum 1; ties are split.

    Examples
    --------
    >>> win_shares(np.array([[1.0, 2.0], [3.0, 3.0]])).tolist()
    [0.75, 0.25]
    """
    won = np.zeros(sample.shape[1])
    for start in range(0, len(sample), BLOCK):
        block = sample[start : start + BLOCK]
        least = block == block.min(axis=1, keepdims=True)
        won += (least / least.sum(axis=1, keepdims=True)).sum(axis=0)
    shares: NDArray[np.float64] = won / len(sample)
    return shares


def summary(sample: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """
    Summarise each column of a sample.

    Parameters
    ----------
    sample
        Draws x alternatives.

    Returns
    -------
    summary
        ``p10, p50, p90, p95`` (linear between order statistics) and ``mean``, an array of alternatives each.

    Examples
    --------
    >>> summary(np.array([[1.0], [2.0], [3.0]]))["p50"].tolist()
    [2.0]
    """
    told = np.empty((len(QUANTILES) + 1, sample.shape[1]))
    width = max(1, AT_ONCE // len(sample))
    for start in range(0, sample.shape[1], width):
        some = slice(start, start + width)
        columns = np.ascontiguousarray(sample[:, some].T)
        told[:-1, some] = np.quantile(columns, list(QUANTILES.values()), axis=1)
        told[-1, some] = columns.mean(axis=1)
    return dict(zip((*QUANTILES, "mean"), told, strict=True))
