"""Chapter orthogonality: functions as vectors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["fourier_coefficients", "legendre_basis"]


def legendre_basis(degree: int) -> Array:
    r"""Return the Legendre polynomials, from powers by Gram-Schmidt on the interval from -1 to 1.

    Parameters
    ----------
    degree : int
        The highest degree.

    Returns
    -------
    C : ndarray, shape (degree + 1, degree + 1)
        Column `k` holds the coefficients of the polynomial of degree `k`, lowest power first.  Its
        value at 1 is 1.

    Raises
    ------
    TypeError
        If `degree` is not an integer.
    ValueError
        If `degree` is negative.

    Notes
    -----
    Book: ``alg-legendre``.  The integrals are exact fractions; only the result is rounded.
    With ``vandermonde(x, degree) @ C`` the polynomials are evaluated; for degrees above 20 or so
    powers are a bad way to do that.  Cost: about :math:`\text{degree}^4` operations on fractions.

    Source: Trefethen and Bau (1997), lecture 7; Strang (2016), section 10.5.

    Examples
    --------
    >>> legendre_basis(2)
    array([[ 1. ,  0. , -0.5],
           [ 0. ,  1. ,  0. ],
           [ 0. ,  0. ,  1.5]])
    """
    n = _check.integer(degree, "degree", low=0) + 1

    powers = np.array([[Fraction(int(i == j)) for j in range(n)] for i in range(n)])
    G = np.array([[Fraction(2 * ((i + j + 1) % 2), i + j + 1) for j in range(n)] for i in range(n)])
    C = powers.copy()
    for k in range(n):
        v = powers[:, k]
        for u in C[:, :k].T:
            C[:, k] -= (u @ G @ v) / (u @ G @ u) * u
        C[:, k] /= C[:, k].sum()
    return C.astype(np.float64)


def fourier_coefficients(
    f: Callable[[Any], Any], n_terms: int, period: float
) -> tuple[Array, Array]:
    r"""Project a periodic function onto waves: cosines and sines of up to `n_terms` turns.

    Parameters
    ----------
    f : callable
        Takes times, an ndarray of shape (N,), and returns the values there.
    n_terms : int
        The largest number of turns in a period.
    period : float
        After this time the function repeats.

    Returns
    -------
    a, b : ndarray, shape (n_terms + 1,)
        The projection is :math:`\sum_k a_k \cos(2 \pi k t / T) + b_k \sin(2 \pi k t / T)` with `k`
        from 0 and period `T`.  So ``a[0]`` is the mean, and ``b[0]`` is 0.

    Raises
    ------
    TypeError
        If `n_terms` is not an integer, or `period` not a real number.
    ValueError
        If `n_terms` is negative, `period` is not positive, or `f` does not return finite values,
        one for each time.

    Notes
    -----
    Book: ``alg-fourier``.  The integrals are means over equally spaced times, 64 for each of
    the terms and no fewer than 4096: to rounding for smooth functions, off by about the jump over
    the number of times at a jump.  Cost: `N` evaluations and :math:`4 N` times `n_terms` flops.

    Source: Strang (2016), section 10.5.

    Examples
    --------
    >>> a, b = fourier_coefficients(lambda t: 3 + np.sin(t), n_terms=1, period=2 * np.pi)
    >>> a.round(12) + 0.0, b.round(12)
    (array([3., 0.]), array([0., 1.]))
    """
    n_terms = _check.integer(n_terms, "n_terms", low=0)
    period = _check.positive(period, "period")

    n = max(4096, 64 * n_terms)
    turns = (np.arange(n) + 0.5) / n
    values = _check.vector(f(period * turns), "the values of f", length=n)
    a = np.array([np.cos(2 * np.pi * k * turns) @ values for k in range(n_terms + 1)])
    b = np.array([np.sin(2 * np.pi * k * turns) @ values for k in range(n_terms + 1)])
    a[0] /= 2
    return 2 / n * a, 2 / n * b
