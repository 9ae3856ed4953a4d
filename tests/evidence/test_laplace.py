"""Intervals of a normal, factors and modes, beside other ways to the same numbers."""

import numpy as np
import pytest
from scipy.stats import norm

from instc.evidence.laplace import cholesky, interval, mode, solve


def test_the_share_of_an_interval_and_its_slopes_are_those_of_the_normal():
    low, high = np.array([0.2, -9.0, 3.0]), np.array([0.9, 30.0, 3.1])
    centre, spread = np.array([0.0, 0.1, -2.0]), np.array([0.7, 0.3, 0.4])
    value, slope, bend = interval(low, high, centre, spread)
    shares = norm.cdf((high - centre) / spread) - norm.cdf((low - centre) / spread)
    assert value[:2] == pytest.approx(np.log(shares[:2]))
    step = 1e-5
    up, down = (interval(low, high, centre + sign * step, spread)[0] for sign in (1, -1))
    assert slope == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-6)
    assert bend[[0, 2]] == pytest.approx((-(up - 2 * value + down) / step**2)[[0, 2]], rel=1e-2)


def test_factors_solve_and_the_mode_of_narrow_readings_is_the_mean_of_a_normal():
    matrix = np.array([[[0.5, 0.2], [0.2, 0.3]]])
    right = np.array([[1.0, 2.0]])
    assert solve(cholesky(matrix), right)[0] == pytest.approx(
        np.linalg.solve(np.eye(2) + matrix[0], right[0])
    )
    covariance, spread = matrix[0], np.array([[0.5, 0.4]])
    seen_at = np.array([1.0, 0.4])
    found = mode(np.zeros(2), covariance, seen_at - 1e-3, seen_at + 1e-3, spread)
    wanted = np.linalg.solve(covariance + np.diag(spread[0] ** 2), seen_at + spread[0] ** 2 / 2)
    assert found.pull[0] == pytest.approx(wanted, rel=1e-3)
