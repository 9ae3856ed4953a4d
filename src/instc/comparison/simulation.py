"""What itineraries take under one set of draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from instc.comparison.journeys import LUCK, Journeys
from instc.routing.pricing import HIRE
from instc.routing.runs import DEDICATED_RUN
from instc.tables.parameters import check_draws, draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from instc.door import Objective
    from instc.routing.pricing import Exposures
    from instc.tables.parameters import Consignment

BLOCK = 20_000  # draws at a time: memory stays that of the results
AT_ONCE = 500_000  # numbers that are summarised together
QUANTILES = {"p10": 0.10, "p50": 0.50, "p90": 0.90, "p95": 0.95}
SAMPLED = ("days", "usd_per_teu", "co2e_kg_per_teu")


def simulate(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    *,
    draws: int,
    seed: int,
    journeys: Journeys | None = None,
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
    journeys
        How the itineraries are travelled; without luck and in ordinary traffic if None.

    Returns
    -------
    samples
        ``days``, ``usd_per_teu`` (with hire and shares of the value), ``co2e_kg_per_teu``: draws x
        itineraries. The same draws serve all (common random numbers), so a difference of columns
        is a paired statement.

    Raises
    ------
    QuestionError
        The number of draws or the seed is out of range.
    """
    check_draws(draws, seed)
    samples = {name: np.empty((draws, len(met.time.columns))) for name in SAMPLED}
    for block in _blocks(met, parameters, consignment, draws, seed, journeys):
        for name, total in block.totals.items():
            samples[name][block.rows] = total
    return samples


class _Block(NamedTuple):
    """
    Some draws.

    ``drawn`` are those of the parameters; ``unlucky`` the days before the luck of the journey, of
    which ``laid`` are due to how a dedicated run differs from the mean of them; ``totals`` those
    of the itineraries.
    """

    rows: slice
    drawn: NDArray[np.float64]
    unlucky: NDArray[np.float64]
    laid: NDArray[np.float64]
    totals: dict[str, NDArray[np.float64]]


def _blocks(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    draws: int,
    seed: int,
    journeys: Journeys | None,
) -> Iterator[_Block]:
    """Draw block by block, so that memory stays that of the results."""
    travelled = journeys or Journeys.certain(len(met.time.columns))
    ids = met.parameter_ids
    hire = ids.index(HIRE)
    amounts = {name: _amounts(met, ids, consignment, name) for name in SAMPLED}
    land = _on_land(met, ids) * travelled.dedicated
    blocks = [slice(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK)]
    for rows, luck in zip(blocks, travelled.luck(seed, draws, blocks), strict=True):
        count, start = rows.stop - rows.start, rows.start
        values = draw(parameters, ids, draws=count, seed=seed, start=start)
        totals = {name: _times(values, met_by) for name, met_by in amounts.items()}
        laid = np.zeros((1, 1))
        if travelled.dedicated.any():
            run = draw(parameters, [DEDICATED_RUN], draws=count, seed=seed, start=start)
            ordinary = _times(values, land)
            totals["days"] += ordinary * (run - 1)
            laid = ordinary * (run - parameters.at[DEDICATED_RUN, "mean"])
        unlucky = totals["days"]
        totals["days"] = unlucky * luck
        totals["usd_per_teu"] += totals["days"] * values[:, [hire]]
        yield _Block(rows, values, unlucky, laid, totals)


def _on_land(met: Exposures, ids: list[str]) -> NDArray[np.float64]:
    """Say how much of each parameter the days on land meet: parameters x itineraries."""
    return _rows(met.land, ids) / 24


def _amounts(
    met: Exposures, ids: list[str], consignment: Consignment, quantity: str
) -> NDArray[np.float64]:
    """Say how much of each parameter a quantity meets, hire left out: parameters x itineraries."""
    if quantity == "days":
        return _rows(met.time, ids) / 24
    if quantity == "usd_per_teu":
        return _rows(met.cost, ids) + _rows(met.share, ids) * consignment.value_usd_per_teu
    return _rows(met.co2e, ids)


def _rows(table: pd.DataFrame, ids: list[str]) -> NDArray[np.float64]:
    """Give the rows of some ids: nothing where a table has none."""
    cells = np.append(table.to_numpy(dtype=float), np.zeros((1, len(table.columns))), axis=0)
    rows = cells[table.index.get_indexer(ids)]  # of -1, no row: the last
    return np.where(np.isnan(rows), 0.0, rows)


def _times(values: NDArray[np.float64], amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply matrices in one order of adding on every machine; most amounts are nothing."""
    totals = np.zeros((amounts.shape[1], len(values)))
    columns = np.ascontiguousarray(values.T)
    part = np.empty(len(values))
    for parameter, itinerary in zip(*np.nonzero(amounts), strict=True):
        np.multiply(columns[parameter], amounts[parameter, itinerary], out=part)
        totals[itinerary] += part
    return totals.T


def value_shares(
    met: Exposures, parameters: pd.DataFrame, *, draws: int, seed: int
) -> NDArray[np.float64]:
    """
    Draw what share of the cargo's value each itinerary pays: draws x itineraries.

    With the same seed they belong to the draws of `simulate`.
    """
    ids = list(met.share.index)
    if not ids:
        return np.zeros((draws, len(met.share.columns)))
    drawn = draw(parameters, ids, draws=draws, seed=seed)
    shares: NDArray[np.float64] = drawn @ met.share.to_numpy()
    return shares


class _Sums:
    """Sums over the draws, of which variances and covariances are made."""

    def __init__(self) -> None:
        self.sums: dict[str, Any] = {}

    def add(self, **parts: NDArray[np.float64]) -> None:
        """Add what a block gives, by name."""
        for name, part in parts.items():
            self.sums[name] = self.sums.get(name, 0.0) + part

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Give a sum."""
        return np.asarray(self.sums[name])


def variance_split(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    *,
    draws: int,
    seed: int,
    quantity: Objective = "days",
    journeys: Journeys | None = None,
) -> pd.DataFrame:
    """
    Split the variance of each itinerary by what causes it.

    Parameters
    ----------
    met, parameters, consignment, draws, seed, journeys
        As in `simulate`.
    quantity
        ``days``, ``usd_per_teu`` or ``co2e_kg_per_teu``.

    Returns
    -------
    split
        Cov(term, total) / Var(total) over the draws: one row a parameter, or a group of correlated
        ones, one the luck of the single journey; one column an itinerary; signs kept, columns sum
        to 1 (to 0 where nothing varies).
    """
    ids = met.parameter_ids
    hire, centre = ids.index(HIRE), parameters.loc[ids, "mean"].to_numpy(float)
    over, middle = _Sums(), None
    for block in _blocks(met, parameters, consignment, draws, seed, journeys):
        if middle is None:  # any constant does: it keeps the sums small
            middle = block.totals[quantity].mean(axis=0)
        total, moved = block.totals[quantity] - middle, block.drawn - centre
        over.add(products=moved.T @ total, moved=moved.sum(axis=0))
        over.add(squares=(total * total).sum(axis=0), total=total.sum(axis=0))
        for name, term in _terms(block, hire, quantity).items():
            over.add(**{name: term.sum(axis=0), f"{name} of": (term * total).sum(axis=0)})
    covariance = over["products"] - np.outer(over["moved"], over["total"]) / draws
    covariance *= _amounts(_at_the_mean_run(met, parameters, journeys), ids, consignment, quantity)
    terms = {
        name: over[f"{name} of"] - over[name] * over["total"] / draws
        for name in (HIRE, LUCK, DEDICATED_RUN)
    }
    if quantity == "usd_per_teu":  # hire times days is a term of its own
        covariance[hire] = terms[HIRE]
    del terms[HIRE]
    variance = over["squares"] - over["total"] * over["total"] / draws
    return _shares(
        np.vstack([covariance, *terms.values()]), variance, [*ids, *terms], met, parameters
    )


def _terms(block: _Block, hire: int, quantity: Objective) -> dict[str, NDArray[np.float64]]:
    """Give what of a quantity is no amount of a parameter alone: draws x itineraries."""
    days, luck = block.unlucky, block.totals["days"] - block.unlucky
    laid = np.broadcast_to(block.laid, days.shape)
    if quantity == "days":
        return {HIRE: 0 * days, LUCK: luck, DEDICATED_RUN: laid}
    rate = 0.0 * days  # no CO2e comes of the days
    if quantity == "usd_per_teu":
        rate = block.drawn[:, [hire]]
    return {HIRE: (days - laid) * rate, LUCK: luck * rate, DEDICATED_RUN: laid * rate}


def _shares(
    covariance: NDArray[np.float64],
    variance: NDArray[np.float64],
    names: list[str],
    met: Exposures,
    parameters: pd.DataFrame,
) -> pd.DataFrame:
    """Divide covariances by the variance of each itinerary, and add up those of a group."""
    shares = np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 0)
    table = pd.DataFrame(shares, index=names, columns=met.time.columns)
    groups = parameters["group"].reindex(names).fillna("")
    split = table.groupby(np.where(groups == "", names, "group:" + groups)).sum()
    return split[(split != 0).any(axis=1)]


def _at_the_mean_run(
    met: Exposures, parameters: pd.DataFrame, journeys: Journeys | None
) -> Exposures:
    """Give what is met where dedicated runs take the mean of their ratio."""
    if journeys is None or not journeys.dedicated.any():
        return met
    return laid_at(met, journeys.dedicated, float(parameters.at[DEDICATED_RUN, "mean"]))


def laid_at(met: Exposures, dedicated: NDArray[np.bool_], ratio: float) -> Exposures:
    """Give what is met where the land part of dedicated runs takes so many times as long."""
    land = met.land.reindex(met.time.index).fillna(0.0) * dedicated
    return replace(met, time=met.time + land * (ratio - 1))


def drawn_terms(
    met: Exposures,
    parameters: pd.DataFrame,
    consignment: Consignment,
    *,
    ways: Iterable[str],
    quantity: Objective,
    draws: int,
    most: int,
    seed: int,
) -> Iterator[tuple[str, NDArray[np.intp], NDArray[np.float64]]]:
    """
    Give what parameters add to itineraries around their medians, draw by draw.

    Parameters
    ----------
    met, parameters, consignment, draws, seed
        As in `simulate`.
    ways
        Which itineraries.
    quantity
        ``days``, ``usd_per_teu`` or ``co2e_kg_per_teu``; hours pay hire.
    most
        Draws that are looked at, the first of all.

    Yields
    ------
    way, numbers, terms
        Of those that are met and vary: which of ``met.parameter_ids``; parameters x draws, in the
        draws of `simulate`.
    """
    ids, places = met.parameter_ids, list(met.time.columns)
    values = draw(parameters, ids, draws=draws, seed=seed, most=most).T
    hire = ids.index(HIRE)
    moved = values - parameters.loc[ids, "p50"].to_numpy(float)[:, np.newaxis]
    amounts = _amounts(met, ids, consignment, quantity)
    hours = np.zeros_like(amounts)
    if quantity == "usd_per_teu":
        hours = _amounts(met, ids, consignment, "days")
    for way in ways:
        at_rates, at_hire = amounts[:, places.index(way)], hours[:, places.index(way)]
        is_met = (at_rates != 0) | (at_hire != 0)
        is_met[hire] = True
        each = at_rates[is_met, np.newaxis] + at_hire[is_met, np.newaxis] * values[hire]
        each[is_met[:hire].sum()] = values.T @ at_hire
        terms = moved[is_met] * each
        varies = terms.any(axis=1)
        yield way, np.flatnonzero(is_met)[varies], terms[varies]


def win_shares(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Give the share of draws in which each column of draws x alternatives is the least.

    They sum to 1: ties are split.
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
    Summarise each column of draws x alternatives.

    Returns
    -------
    summary
        ``p10, p50, p90, p95`` (linear between order statistics) and ``mean``, an array of
        alternatives each.
    """
    told = np.empty((len(QUANTILES) + 1, sample.shape[1]))
    width = max(1, AT_ONCE // len(sample))
    for start in range(0, sample.shape[1], width):
        some = slice(start, start + width)
        columns = np.ascontiguousarray(sample[:, some].T)
        told[:-1, some] = np.quantile(columns, list(QUANTILES.values()), axis=1)
        told[-1, some] = columns.mean(axis=1)
    return dict(zip((*QUANTILES, "mean"), told, strict=True))
