"""The normal distribution: to the last bit what SciPy gives, from end to end."""

import numpy as np
import pytest
from scipy import special

from instc.tables.normal import MANY, quantiles, shares

SMALLEST, LARGEST = 2.0**-54, 1 - 2.0**-53  # of what 53 random bits give


def in_parts(function, numbers):
    """Ask as a simulation does, for no more than it takes to leave SciPy out."""
    parts = np.array_split(numbers, len(numbers) // MANY + 1)
    return np.concatenate([function(part) for part in parts])


@pytest.fixture(scope="module")
def drawn():
    bits = np.random.Philox(key=1).random_raw(200_000) >> np.uint64(11)
    uniform = (bits.astype(float) + 0.5) * 2.0**-53
    tails = np.geomspace(SMALLEST, 0.2, 20_000)
    edges = [SMALLEST, LARGEST, 0.5, np.exp(-2), 1 - np.exp(-2), np.exp(-32)]
    return np.concatenate([uniform, tails, np.minimum(1 - tails, LARGEST), edges])


def test_quantiles_are_those_of_scipy(drawn):
    assert (in_parts(quantiles, drawn) == special.ndtri(drawn)).all()
    assert (quantiles(drawn) == special.ndtri(drawn)).all()


def test_shares_are_those_of_scipy(drawn):
    numbers = special.ndtri(drawn)
    assert (in_parts(shares, numbers) == special.ndtr(numbers)).all()
    assert (shares(numbers) == special.ndtr(numbers)).all()
    wide = np.linspace(-40, 40, 10_001)
    assert (in_parts(shares, wide) == special.ndtr(wide)).all()


def test_what_is_certain_is_without_end():
    assert quantiles(np.array([0.0, 0.5, 1.0])).tolist() == [-np.inf, 0, np.inf]
    assert shares(np.array([-np.inf, 0.0, np.inf])).tolist() == [0, 0.5, 1]


def test_no_numbers_are_no_numbers():
    assert len(quantiles(np.empty(0))) == len(shares(np.empty(0))) == 0
