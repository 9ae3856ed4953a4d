"""The luck of the single journey: what makes one box late where the parameters would not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from instc.routing.runs import DEDICATED, DEDICATED_RUN
from instc.tables.parameters import central, normals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from instc.comparison.question import Alternative
    from instc.routing.pricing import Exposures

SPREAD_LAND, SPREAD_SEA = "ratio.journey_spread_land", "ratio.journey_spread_sea"
LUCK = "luck of the single journey"  # its row where a variance is split


@dataclass(frozen=True, eq=False)
class Journeys:
    """
    How itineraries are travelled.

    Attributes
    ----------
    sides
        Side whose luck each has: ways of one side share it.
    spread
        Standard deviation of the logarithm of the luck of each.
    dedicated
        Which have their land part laid on for them.
    """

    sides: tuple[str, ...]
    spread: NDArray[np.float64]
    dedicated: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        ways: Sequence[Alternative],
        met: Exposures,
        parameters: pd.DataFrame,
        mean_of: int = 1,
    ) -> Journeys:
        """
        Say how ways are travelled.

        Parameters
        ----------
        ways
            In the order of the columns of ``met``.
        met
            What they meet.
        parameters
            In force.
        mean_of
            Journeys of which the mean is told.
        """
        dedicated = np.array([way.run == DEDICATED for way in ways], dtype=bool)
        share = land_share(met, parameters, dedicated)
        return cls(
            tuple(way.luck for way in ways),
            spread_of_mean(blended(parameters, share), mean_of),
            dedicated,
        )

    @classmethod
    def certain(cls, count: int) -> Journeys:
        """Give so many itineraries without luck, in ordinary traffic."""
        return cls(("",) * count, np.zeros(count), np.zeros(count, dtype=bool))

    def luck(
        self, seed: int, draws: int, rows: Sequence[slice]
    ) -> Iterator[NDArray[np.float64] | float]:
        """
        Draw the luck of each journey, block by block: draws x itineraries.

        Its mean over all draws is 1, so that the mean of the days is that of the legs.
        """
        if not self.spread.any():
            yield from [1.0] * len(rows)
            return
        drawn = {side: normals(f"journey:{side}", seed, draws) for side in sorted({*self.sides})}

        def block(some: slice) -> NDArray[np.float64]:
            z = np.stack([drawn[side][some] for side in self.sides], axis=1)
            factor: NDArray[np.float64] = np.exp(self.spread * z)
            return factor

        if len(rows) == 1:
            factor = block(rows[0])
            yield factor / factor.mean(axis=0)
            return
        total = sum(block(some).sum(axis=0) for some in rows)
        for some in rows:
            yield block(some) / (total / draws)


def land_share(
    met: Exposures, parameters: pd.DataFrame, dedicated: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Give the share of the mean hours of each itinerary that are spent on land."""
    land, hours = _mean_hours(met.land, parameters), _mean_hours(met.time, parameters)
    laid = land.copy()
    if dedicated.any():
        laid[dedicated] *= parameters.at[DEDICATED_RUN, "mean"]
    hours = hours - land + laid
    return np.divide(laid, hours, out=np.zeros_like(hours), where=hours > 0)


def _mean_hours(amounts: pd.DataFrame, parameters: pd.DataFrame) -> NDArray[np.float64]:
    """Sum the hours of itineraries at the means of their parameters, in one order of adding."""
    mean = parameters["mean"].reindex(amounts.index).to_numpy(float)
    hours: NDArray[np.float64] = (amounts.to_numpy() * mean[:, None]).sum(axis=0)
    return hours


def blended(parameters: pd.DataFrame, land: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the spread of journeys of which a share of the hours is on land, 0 to 1."""
    sea, ashore = central(parameters, SPREAD_SEA), central(parameters, SPREAD_LAND)
    spread: NDArray[np.float64] = np.sqrt(sea**2 * (1 - land) + ashore**2 * land)
    return spread


def spread_of_mean(spread: NDArray[np.float64], journeys: int) -> NDArray[np.float64]:
    """
    Give the spread of the mean of independent journeys, as that of a lognormal of its variance.

    Examples
    --------
    >>> spread_of_mean(np.array([0.3]), 1).round(12).tolist()
    [0.3]
    >>> spread_of_mean(np.array([0.3]), 1_000_000).round(4).tolist()
    [0.0003]
    """
    if journeys == 1:
        return spread
    of_mean: NDArray[np.float64] = np.sqrt(np.log1p(np.expm1(spread**2) / journeys))
    return of_mean
