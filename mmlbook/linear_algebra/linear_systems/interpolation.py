"""Chapter linear_systems: polynomials through points."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook.linear_algebra.linear_systems import entries
from mmlbook.linear_algebra.linear_systems.entries import Numbers
from mmlbook.linear_algebra.linear_systems.factorization import solve

__all__ = ["polynomial_interpolation", "vandermonde"]


def vandermonde(x: ArrayLike, degree: int) -> Numbers:
    r"""Return the matrix of powers: row `i` is :math:`1, x_i, x_i^2, \dots`.

    Parameters
    ----------
    x : array_like, shape (n,)
        Nodes; floats or fractions.
    degree : int
        The highest power.

    Returns
    -------
    V : ndarray, shape (n, degree + 1)
        With coefficients `a`, lowest first, `V @ a` is the polynomial's values at the nodes.

    Raises
    ------
    ValueError
        If `x` is not a finite vector, or `degree` is negative.

    Notes
    -----
    Book: ``alg-interpolation``.  Cost: `n` times `degree` multiplications.

    Source: Golub and Van Loan (2013), section 4.6.

    Examples
    --------
    >>> vandermonde([2, 3], degree=2)
    array([[1., 2., 4.],
           [1., 3., 9.]])
    """
    x = entries.vector(x, "x", np.size(x))
    degree = _check.integer(degree, "degree", low=0)

    powers = [x**0]
    for _ in range(degree):
        powers.append(powers[-1] * x)
    return np.column_stack(powers)


def polynomial_interpolation(x: ArrayLike, y: ArrayLike) -> Numbers:
    r"""Return the coefficients of the polynomial of lowest degree through all points.

    Parameters
    ----------
    x : array_like, shape (n,)
        Nodes, all different; floats, or fractions for exact coefficients.
    y : array_like, shape (n,)
        Values at the nodes.

    Returns
    -------
    a : ndarray, shape (n,)
        Coefficients of :math:`a_0 + a_1 x + \dots + a_{n-1} x^{n-1}`.

    Raises
    ------
    ValueError
        If two nodes are equal, the lengths differ or an entry is not finite.

    Notes
    -----
    Book: ``alg-interpolation``.  Cost: :math:`\tfrac23 n^3 + O(n^2)` flops; Newton's form needs
    only :math:`O(n^2)` and is more accurate.

    Source: Golub and Van Loan (2013), section 4.6.

    Examples
    --------
    >>> polynomial_interpolation([0, 1, 2], [1, 2, 5])
    array([1., 0., 1.])
    """
    x = entries.vector(x, "x", np.size(x))
    if len(set(x.tolist())) < len(x):
        raise ValueError("x must not contain a node twice")
    x, y = entries.same_kind(x, entries.vector(y, "y", len(x)))

    return solve(vandermonde(x, len(x) - 1), y)
