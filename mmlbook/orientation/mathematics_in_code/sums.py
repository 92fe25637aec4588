"""Chapter mathematics_in_code: adding many numbers without losing what rounding takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook.orientation.mathematics_in_code.entries import Floats, vector

__all__ = ["kahan_sum", "pairwise_sum", "welford"]


def kahan_sum(x: ArrayLike) -> float:
    r"""Add from first to last, and add what was rounded off to the next number.

    Parameters
    ----------
    x : array_like, shape (n,)
        The numbers; half and single precision are kept.

    Returns
    -------
    total : float
        The sum; 0 of no numbers.

    Raises
    ------
    ValueError
        If an entry is not finite.

    Notes
    -----
    Book: ``alg-kahan-sum``.  Cost: :math:`4n` flops, one after the other.  The error is at most
    :math:`(2u + O(nu^2)) \sum_i |x_i|`, where :math:`u` is half of the machine epsilon.
    Not handled here: sums that overflow, and numbers larger than the sum so far, of which the
    lost digits are not caught (Neumaier's variant exchanges the roles).

    Source: Kahan (1965), page 40; Higham (2002), section 4.3.

    Examples
    --------
    >>> x = [1.0] + 10 * [1e-16]
    >>> 1.0 + 1e-16 == 1.0, kahan_sum(x)
    (True, 1.000000000000001)
    """
    x = vector(x, "x")

    total = lost = x.dtype.type(0)
    for value in x:
        wanted = value - lost
        new = total + wanted
        lost = (new - total) - wanted
        total = new
    return float(total)


def pairwise_sum(x: ArrayLike) -> float:
    r"""Add neighbors, then the neighbors among the sums, until one number is left.

    Parameters
    ----------
    x : array_like, shape (n,)
        The numbers; half and single precision are kept.

    Returns
    -------
    total : float
        The sum; 0 of no numbers.

    Raises
    ------
    ValueError
        If an entry is not finite.

    Notes
    -----
    Book: ``alg-pairwise-sum``.  Cost: :math:`n - 1` additions in :math:`\lceil \log_2 n \rceil`
    rounds, so the error is at most about :math:`u \lceil \log_2 n \rceil \sum_i |x_i|`, where
    :math:`u` is half of the machine epsilon.

    Source: Higham (2002), section 4.2.

    Examples
    --------
    >>> pairwise_sum([1, 2, 3, 4, 5])
    15.0
    """
    x = vector(x, "x")

    while len(x) > 1:
        even = len(x) // 2 * 2
        sums = x[0:even:2] + x[1:even:2]
        x = np.concatenate([sums, x[even:]])
    return float(x[0]) if len(x) else 0.0


def welford(x: ArrayLike) -> tuple[Floats, Floats]:
    r"""Return the mean and the variance of the first numbers, for each length, in one pass.

    Parameters
    ----------
    x : array_like, shape (n,)
        The numbers; half and single precision are kept.

    Returns
    -------
    means : ndarray, shape (n,)
        Entry :math:`k` is the mean of the first :math:`k` numbers.
    variances : ndarray, shape (n,)
        Entry :math:`k` is their mean squared deviation from that mean (divisor :math:`k`).

    Raises
    ------
    ValueError
        If there is no number, or one is not finite.

    Notes
    -----
    Book: ``alg-welford``.  Cost: :math:`O(n)`; only two numbers are remembered on the way.
    Not handled here: weights, forgetting, several passes' results put together.

    Source: Welford (1962), pages 419 to 420.

    Examples
    --------
    >>> welford([1, 3, 5])
    (array([1., 2., 3.]), array([0.        , 1.        , 2.66666667]))
    """
    x = vector(x, "x")
    if not x.size:
        raise ValueError("x must contain a number; got none")

    means, variances = np.empty_like(x), np.empty_like(x)
    mean = S = x.dtype.type(0)
    for n, value in enumerate(x, start=1):
        before = value - mean
        mean = mean + before / n
        S = S + before * (value - mean)
        means[n - 1], variances[n - 1] = mean, S / n
    return means, variances
