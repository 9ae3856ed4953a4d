"""
The standard normal distribution, to the last bit as `scipy.special` gives it.

Importing SciPy takes longer than all draws of a question, so these are its rational approximations
(Cephes, Moshier 1989) in NumPy. Logarithms and exponentials are the C library's, as there: NumPy's
own differ in the last bit, by machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MANY = 10_000  # for more numbers than that, importing SciPy is worth it
TAIL = 0.13533528323661269189  # exp(-2)
SQRT_2PI, SQRT_HALF = 2.50662827463100050242, 0.70710678118654752440
FAR = 8.0
CENTRE = (
    (-59.9633501014107895267, 98.0010754185999661536, -56.6762857469070293439,
     13.9312609387279679503, -1.23916583867381258016),
    (1.0, 1.95448858338141759834, 4.67627912898881538453, 86.3602421390890590575,
     -225.462687854119370527, 200.260212380060660359, -82.0372256168333339912,
     15.9056225126211695515, -1.18331621121330003142),
)  # fmt: skip
NEAR_TAIL = (
    (4.05544892305962419923, 31.5251094599893866154, 57.1628192246421288162, 44.0805073893200834700,
     14.6849561928858024014, 2.18663306850790267539, -0.140256079171354495875,
     -0.0350424626827848203418, -8.57456785154685413611e-4),
    (1.0, 15.7799883256466749731, 45.3907635128879210584, 41.3172038254672030440,
     15.0425385692907503408, 2.50464946208309415979, -0.142182922854787788574,
     -0.0380806407691578277194, -9.33259480895457427372e-4),
)  # fmt: skip
FAR_TAIL = (
    (3.23774891776946035970, 6.91522889068984211695, 3.93881025292474443415, 1.33303460815807542389,
     0.201485389549179081538, 0.0123716634817820021358, 3.01581553508235416007e-4,
     2.65806974686737550832e-6, 6.23974539184983293730e-9),
    (1.0, 6.02427039364742014255, 3.67983563856160859403, 1.37702099489081330271,
     0.216236993594496635890, 0.0134204006088543189037, 3.28014464682127739104e-4,
     2.89247864745380683936e-6, 6.79019408009981274425e-9),
)  # fmt: skip
ERF = (
    (9.60497373987051638749, 90.0260197203842689217, 2232.00534594684319226,
     7003.32514112805075473, 55592.3013010394962768),
    (1.0, 33.5617141647503099647, 521.357949780152679795, 4594.32382970980127987,
     22629.0000613890934246, 49267.3942608635921086),
)  # fmt: skip
ERFC = (
    (2.46196981473530512524e-10, 0.564189564831068821977, 7.46321056442269912687,
     48.6371970985681366614, 196.520832956077098242, 526.445194995477358631,
     934.528527171957607540, 1027.55188689515710272, 557.535335369399327526),
    (1.0, 13.2281951154744992508, 86.7072140885989742329, 354.937778887819891062,
     975.708501743205489753, 1823.90916687909736289, 2246.33760818710981792,
     1656.66309194161350182, 557.535340817727675546),
)  # fmt: skip


def quantiles(shares: Floats) -> Floats:
    """Give the number below which each share of the distribution lies."""
    if shares.shape[-1] > MANY or not ((shares > 0) & (shares < 1)).all():
        from scipy.special import ndtri  # noqa: PLC0415  (0.1 s)

        exact: Floats = ndtri(shares)
        return exact
    middle = shares - 0.5
    square = middle * middle
    numbers = _ratio(square, square, CENTRE)  # as if all were near the median
    numbers *= middle
    numbers += middle
    numbers *= SQRT_2PI
    outer = np.flatnonzero((shares <= TAIL) | (shares > 1 - TAIL))
    below = shares.take(outer)
    distance = _from_tail(np.minimum(below, 1 - below))
    np.put(numbers, outer, np.copysign(distance, middle.take(outer)))
    return numbers


def _from_tail(shares: Floats) -> Floats:
    """Give how far from 0 the number lies beyond which a small share is left."""
    scale = np.sqrt(-2 * _by_c(np.log, shares))
    inverse = 1 / scale
    correction = _ratio(inverse, inverse, NEAR_TAIL)
    far = scale >= FAR
    if far.any():
        correction[far] = _ratio(inverse[far], inverse[far], FAR_TAIL)
    distance: Floats = (scale - _by_c(np.log, scale) / scale) - correction
    return distance


def shares(numbers: Floats) -> Floats:
    """Give the share of the distribution that lies below each number."""
    scaled = numbers * SQRT_HALF
    size = np.abs(scaled)
    if len(numbers) > MANY or (size >= FAR).any():
        from scipy.special import ndtr  # noqa: PLC0415  (0.1 s)

        exact: Floats = ndtr(numbers)
        return exact
    below = np.empty_like(scaled)
    central = size < 1
    inner, outer = scaled[central], size[~central]
    square = inner * inner
    below[central] = 0.5 + 0.5 * _ratio(inner, square, ERF)
    tail = 0.5 * _ratio(_by_c(np.exp, -outer * outer), outer, ERFC)
    below[~central] = np.where(scaled[~central] > 0, 1 - tail, tail)
    return below


def _ratio(
    factor: Floats, at: Floats, terms: tuple[tuple[float, ...], tuple[float, ...]]
) -> Floats:
    """Divide a factor times one polynomial by another."""
    ratio = _polynomial(at, terms[0])
    ratio *= factor
    ratio /= _polynomial(at, terms[1])
    return ratio


def _polynomial(at: Floats, terms: tuple[float, ...]) -> Floats:
    """Sum a polynomial by Horner's rule, the highest power first."""
    total = np.full_like(at, terms[0])
    for term in terms[1:]:
        total *= at
        total += term
    return total


def _by_c(function: np.ufunc, numbers: Floats) -> Floats:
    """Apply a function of the C library, which NumPy asks for complex numbers."""
    applied: Floats = function(numbers.astype(complex)).real
    return applied
