"""What does a place in the running order say on the scale of the normal curve?

A finish of 1st among 38 is not nine times a 9th: places are bunched in the middle and spread at the ends. The normal
score of a rank puts every race, whatever its field, on one scale with mean 0 and variance near 1, good is positive.

Known limits: the normal distribution is good to 1e-7 and its inverse to 1e-8, which is far below what a place tells.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Peter J. Acklam's coefficients for the inverse of the normal distribution (2003), relative error 1.15e-9.
_A = (
    -3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02,
    1.383577518672690e02, -3.066479806614716e01, 2.506628277459239,
)  # fmt: skip
_B = (
    -5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02,
    6.680131188771972e01, -1.328068155288572e01, 1.0,
)  # fmt: skip
_C = (
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838,
    -2.549732539343734, 4.374664141464968, 2.938163982698783,
)  # fmt: skip
_D = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1.0)
_TAIL = 0.02425

# Chebyshev form of the complementary error function (Press et al., Numerical Recipes 6.2), relative error 1.2e-7.
_E = (0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223)  # fmt: skip  # noqa: E501


def normal_cdf(z: ArrayLike) -> Floats:
    """The share of a standard normal below ``z``."""
    x = np.abs(np.asarray(z, float)) / math.sqrt(2)
    t = 1 / (1 + x / 2)
    upper = t * np.exp(-x * x + _polynomial(_E, t)) / 2
    return np.asarray(np.where(np.asarray(z) > 0, 1 - upper, upper), float)


def normal_quantile(p: ArrayLike) -> Floats:
    """The ``z`` below which a share ``p`` of a standard normal lies; ``p`` strictly between 0 and 1."""
    p = np.asarray(p, float)
    q, lower = p - 0.5, np.minimum(p, 1 - p)
    r = q * q
    middle = q * _polynomial(_A, r) / _polynomial(_B, r)
    t = np.sqrt(-2 * np.log(lower))
    tail = _polynomial(_C, t) / _polynomial(_D, t)
    z = np.where(lower < _TAIL, np.where(q < 0, tail, -tail), middle)
    return np.asarray(z, float)


def _polynomial(coefficients: Sequence[float], x: Floats) -> Floats:
    """Horner's rule, in place."""
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value


@cache
def _by_rank(n: int) -> Floats:
    """The scores of ``n`` places, the last first."""
    return normal_quantile((np.arange(n) + 0.5) / n)


def normal_scores(places: ArrayLike, best_is_low: bool = True) -> Floats:
    """Normal scores of one race's places (or ratings, with ``best_is_low=False``); NaN where the place is NaN.

    Places are ranked again among the cars that have one, so gaps do no harm. Equal values share their mean score.
    """
    values = np.asarray(places, float)
    scores = np.full(values.shape, np.nan)
    known = np.isfinite(values)
    n = int(known.sum())
    if n == 0:
        return scores
    sign = -1.0 if best_is_low else 1.0
    _, group, size = np.unique(sign * values[known], return_inverse=True, return_counts=True)
    first = np.cumsum(size) - size
    by_rank = _by_rank(n)
    mean = np.add.reduceat(by_rank, first) / size
    scores[known] = mean[group]
    return scores


def softmax(score: Floats) -> Floats:
    """Chances ``(cars,)`` that add to 1, each in proportion to the exponential of its score."""
    raised = np.exp(score - score.max())
    return np.asarray(raised / raised.sum(), float)
