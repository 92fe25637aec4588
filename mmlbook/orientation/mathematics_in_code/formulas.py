"""Chapter mathematics_in_code: formulas rewritten so that a machine can follow them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook.orientation.mathematics_in_code.entries import array, common, vector

__all__ = ["horner", "logsumexp", "quadratic_roots"]


def logsumexp(x: ArrayLike, axis: int | tuple[int, ...] | None = None) -> Any:
    r"""Return :math:`\log \sum_i e^{x_i}` without leaving the range of the machine.

    Parameters
    ----------
    x : array_like, shape (...)
        Logarithms; minus infinity is the logarithm of zero.  Half and single precision are kept.
    axis : int, tuple of int or None, default=None
        The axes over which to add; all of them if not given.

    Returns
    -------
    result : float or ndarray, shape (...)
        A number if `axis` is None, else an array without those axes.

    Raises
    ------
    ValueError
        If there is nothing to add, or an entry is NaN or plus infinity.

    Notes
    -----
    Book: ``alg-logsumexp``.  The largest number is taken out first, so that every exponent is at
    most zero and one of them is zero.  Cost: one exponential for each entry.

    Source: Goodfellow, Bengio and Courville (2016), section 4.1.

    Examples
    --------
    >>> round(logsumexp([1000, 1000]) - 1000, 6)
    0.693147
    """
    x = array(x, "x", minus_infinity=True)
    if not x.size:
        raise ValueError(f"x must have an entry to add; got shape {x.shape}")

    c = np.max(x, axis=axis, keepdims=True, initial=np.finfo(x.dtype).min)
    with np.errstate(over="ignore", divide="ignore"):
        total = np.sum(np.exp(x - c), axis=axis, keepdims=True)
        result = np.squeeze(c + np.log(total), axis=axis)
    return float(result) if axis is None else result


def horner(coeffs: ArrayLike, x: ArrayLike) -> Any:
    r"""Evaluate :math:`a_0 + a_1 x + \dots + a_n x^n` as :math:`a_0 + x(a_1 + x(a_2 + \dots))`.

    Parameters
    ----------
    coeffs : array_like, shape (n + 1,)
        The coefficients, that of the lowest power first.
    x : array_like, shape (...)
        Where to evaluate.

    Returns
    -------
    y : float or ndarray, shape (...)
        The values, of the shape of `x`; a number for a number.

    Raises
    ------
    ValueError
        If there is no coefficient, or an entry is not finite.

    Notes
    -----
    Book: ``alg-horner``.  Cost: :math:`n` multiplications and :math:`n` additions for each value.

    Source: Higham (2002), section 5.1.

    Examples
    --------
    >>> horner([5, 0, 2], 3)
    23.0
    """
    coeffs, x = common(vector(coeffs, "coeffs"), array(x, "x"))
    if not coeffs.size:
        raise ValueError("coeffs must contain a coefficient; got none")

    y = np.full(x.shape, coeffs[-1])
    for a in coeffs[-2::-1]:
        y = a + x * y
    return float(y) if x.ndim == 0 else y


def quadratic_roots(a: float, b: float, c: float) -> tuple[float, float]:
    r"""Solve :math:`ax^2 + bx + c = 0` without subtracting numbers that are nearly equal.

    Parameters
    ----------
    a, b, c : float
        The coefficients; `a` is not zero.

    Returns
    -------
    x1, x2 : float
        The roots, the smaller first.

    Raises
    ------
    ValueError
        If `a` is zero, or :math:`b^2 < 4ac`, so that there is no real root.

    Notes
    -----
    Book: ``alg-quadratic-roots``.  Cost: one square root.  Not handled here: an overflow or
    underflow on the way, and :math:`b^2 \approx 4ac`, where the discriminant itself cancels.

    Source: Higham (2002), section 1.8.

    Examples
    --------
    >>> quadratic_roots(1, -100000001, 100000000)
    (1.0, 100000000.0)
    """
    a, b, c = (_check.scalar(value, name) for value, name in ((a, "a"), (b, "b"), (c, "c")))
    discriminant = b * b - 4 * a * c
    if a == 0 or discriminant < 0:
        raise ValueError(f"a must not be zero, nor b*b < 4*a*c; got a={a}, b={b}, c={c}")

    q = -b - math.copysign(math.sqrt(discriminant), b)
    if q == 0:  # b = c = 0
        return 0.0, 0.0
    x1, x2 = q / (2 * a), 2 * c / q
    return min(x1, x2), max(x1, x2)
