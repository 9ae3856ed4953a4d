"""A fit of intervals: what doubtful numbers become once journeys have been seen, without BLAS."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

Floats = NDArray[np.float64]

NEWTON = 8  # steps to the mode, always
LOG_ROOT_2PI = 0.9189385332046727
NARROWEST = 1e-12  # curvature: a far tail has none


class Posterior(NamedTuple):
    """
    The mode of the logarithms of days, for each of some spreads: spreads x journeys.

    ``pull`` is what each journey pulls at the prior, ``factor`` the Cholesky factor of I + r K r
    with ``root`` as r, ``evidence`` the logarithm of how likely the intervals are.
    """

    pull: Floats
    root: Floats
    factor: Floats
    evidence: Floats


def interval(low: Floats, high: Floats, centre: Floats, spread: Floats) -> tuple[Floats, ...]:
    """
    Say how likely an interval is, and how that changes with the centre.

    Parameters
    ----------
    low, high
        Of the interval.
    centre, spread
        Mean and standard deviation of a normal.

    Returns
    -------
    value, slope, bend
        Logarithm of its share; its derivative; its second derivative with the sign changed.
    """
    below, above = (low - centre) / spread, (high - centre) / spread
    flip = below + above > 0  # count in the tail that is the smaller
    near, far = np.where(flip, -below, above), np.where(flip, -above, below)
    most = log_ndtr(near)
    value = most + np.log1p(-np.exp(np.minimum(log_ndtr(far) - most, -NARROWEST)))
    at_low, at_high = (np.exp(-0.5 * z * z - LOG_ROOT_2PI - value) for z in (below, above))
    slope = (at_low - at_high) / spread
    bend = slope**2 - (below * at_low - above * at_high) / spread**2
    return value, slope, np.maximum(bend, NARROWEST)


def mode(prior: Floats, covariance: Floats, low: Floats, high: Floats, spread: Floats) -> Posterior:
    """
    Find the most likely logarithms of days, by steps of Newton, for each of some spreads.

    Parameters
    ----------
    prior, covariance
        Of the logarithms of the mean days of the journeys, before any was seen.
    low, high
        What was seen, in logarithms.
    spread
        Of the luck of each journey: spreads x journeys; its mean days are those of the prior.
    """
    pull = np.zeros_like(spread)
    off = np.zeros_like(spread)
    for _ in range(NEWTON):
        centre = prior + off - spread**2 / 2
        _, slope, bend = interval(low, high, centre, spread)
        root = np.sqrt(bend)
        factor = cholesky(root[:, :, None] * covariance * root[:, None, :])
        wanted = bend * off + slope
        inner = solve(factor, root * times(covariance, wanted))
        pull = wanted - root * inner
        off = times(covariance, pull)
    value, _, bend = interval(low, high, prior + off - spread**2 / 2, spread)
    root = np.sqrt(bend)
    factor = cholesky(root[:, :, None] * covariance * root[:, None, :])
    size = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    evidence = value.sum(axis=1) - (pull * off).sum(axis=1) / 2 - size
    return Posterior(pull, root, factor, evidence)


def times(matrix: Floats, rows: Floats) -> Floats:
    """Multiply each row by a symmetric matrix, adding in one order."""
    product: Floats = (rows[:, :, None] * matrix).sum(axis=1)
    return product


def cholesky(matrices: Floats) -> Floats:
    """Factor I + each of some matrices."""
    count = matrices.shape[1]
    rest = matrices + np.eye(count)
    factor = np.zeros_like(rest)
    for column in range(count):
        below = rest[:, column:, column] / np.sqrt(rest[:, column, column])[:, None]
        factor[:, column:, column] = below
        rest[:, column:, column:] -= below[:, :, None] * below[:, None, :]
    return factor


def solve(factor: Floats, right: Floats) -> Floats:
    """Solve L L' x = right for each of some factors."""
    count = right.shape[1]
    found = right.copy()
    for row in range(count):
        found[:, row] /= factor[:, row, row]
        found[:, row + 1 :] -= factor[:, row + 1 :, row] * found[:, [row]]
    for row in reversed(range(count)):
        found[:, row] /= factor[:, row, row]
        found[:, :row] -= factor[:, row, :row] * found[:, [row]]
    return found
