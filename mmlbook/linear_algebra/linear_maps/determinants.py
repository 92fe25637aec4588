"""Chapter linear_maps: by how much a map stretches volume, computed in several ways."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook.linear_algebra.linear_systems import lu_decomposition
from mmlbook.linear_algebra.linear_systems.entries import Numbers, matrix, square

__all__ = [
    "determinant",
    "determinant_laplace",
    "determinant_leibniz",
    "permutation_sign",
    "slogdet",
    "volume_parallelepiped",
]


def permutation_sign(p: ArrayLike) -> int:
    r"""Return 1 if an even number of exchanges sorts the list, and -1 if it takes an odd number.

    Parameters
    ----------
    p : array_like, shape (n,)
        The numbers from 0 to ``n - 1`` in any order.

    Returns
    -------
    sign : int
        The parity as 1 or -1.

    Raises
    ------
    ValueError
        If `p` is not a permutation.

    Notes
    -----
    Book: ``alg-permutation-sign``.  Cost: at most ``n - 1`` exchanges.

    Source: Strang (2016), section 5.2.

    Examples
    --------
    >>> permutation_sign([1, 0, 2]), permutation_sign([1, 2, 0])
    (-1, 1)
    """
    order = _check.vector(p, "p").tolist()
    if sorted(order) != list(range(len(order))):
        raise ValueError(f"p must hold each of 0, ..., {len(order) - 1} once; got {p!r}")

    sign = 1
    for k in range(len(order)):
        while (home := int(order[k])) != k:
            order[k], order[home] = order[home], order[k]
            sign = -sign
    return sign


def determinant(A: ArrayLike) -> float | Fraction:
    r"""Return the determinant: the product of the pivots, with the sign of the row exchanges.

    Parameters
    ----------
    A : array_like, shape (d, d)
        A square matrix; floats, or fractions for the exact value.

    Returns
    -------
    det : float or Fraction
        The factor by which :math:`x \mapsto A x` multiplies volume, negative if it mirrors.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-determinant``.  Cost: :math:`\tfrac23 d^3 + O(d^2)` flops, nearly all for the
    factorization.  Not handled here: values too large or too small for a float, which become
    infinite or zero; use ``slogdet``.

    Source: Strang (2016), section 5.2.

    Examples
    --------
    >>> determinant([[0, 2], [3, 0]])
    -6.0
    >>> determinant([[Fraction(1, 3), 1], [1, 1]])
    Fraction(-2, 3)
    """
    sign, pivots = sign_and_pivots(square(A))
    zeros = [u for u in pivots if u == 0]
    det: float | Fraction = math.prod(zeros or pivots, start=sign)
    return det + 0


def determinant_laplace(A: ArrayLike) -> float | Fraction:
    r"""Return the determinant by expansion along the first row: a definition, not a method.

    Parameters
    ----------
    A : array_like, shape (d, d)
        A square matrix; floats or fractions.

    Returns
    -------
    det : float or Fraction
        The determinant.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-laplace``.  Cost: about :math:`2.72\, d!` multiplications; ten rows take minutes,
    twenty take longer than you live.  Use ``determinant``.

    Source: Strang (2016), section 5.2.

    Examples
    --------
    >>> determinant_laplace([[2, 4, -1], [7, -2, 3], [9, 2, 2]])
    0.0
    """
    A = square(A)

    if len(A) == 0:
        return 1
    det: float | Fraction = 0
    for j, a in enumerate(A[0].tolist()):
        minor = np.delete(A[1:], j, axis=1)
        det += (-1) ** j * a * determinant_laplace(minor)
    return det


def determinant_leibniz(A: ArrayLike) -> float | Fraction:
    r"""Return the determinant as a sum over all permutations: a definition, not a method.

    Parameters
    ----------
    A : array_like, shape (d, d)
        A square matrix; floats or fractions.

    Returns
    -------
    det : float or Fraction
        The determinant.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-laplace``.  Cost: :math:`d!` products of `d` entries each.  Use ``determinant``.

    Source: Strang (2016), section 5.2.

    Examples
    --------
    >>> determinant_leibniz([[0, 2], [3, 0]])
    -6.0
    """
    a = square(A).tolist()

    det: float | Fraction = 0
    for p in permutations(range(len(a))):
        det += permutation_sign(p) * math.prod(a[i][p[i]] for i in range(len(a)))
    return det


def slogdet(A: ArrayLike) -> tuple[int, float]:
    r"""Return the sign of the determinant and the logarithm of its size.

    Parameters
    ----------
    A : array_like, shape (d, d)
        A square matrix; floats or fractions.

    Returns
    -------
    sign : int
        1, -1, or 0 if the matrix is singular.
    logabsdet : float
        :math:`\log|\det A|`, minus infinity if the matrix is singular.

    Raises
    ------
    ValueError
        If `A` is not a finite square matrix.

    Notes
    -----
    Book: ``alg-slogdet``.  A sum of logarithms where the determinant is a product, so that nothing
    overflows.  Cost: that of ``determinant``.

    Source: Golub and Van Loan (2013), section 3.2, for the pivots.

    Examples
    --------
    >>> slogdet(np.diag([-1e300, 1e300]))[0]
    -1
    >>> slogdet([[1, 2], [2, 4]])
    (0, -inf)
    """
    sign, pivots = sign_and_pivots(square(A))
    if not all(pivots):
        return 0, -math.inf
    sign *= (-1) ** sum(u < 0 for u in pivots)
    return sign, math.fsum(log_of(abs(u)) for u in pivots)


def volume_parallelepiped(V: ArrayLike) -> float:
    r"""Return the volume of the box spanned by `k` vectors, in any dimension.

    Parameters
    ----------
    V : array_like, shape (d, k)
        The edges in columns; floats or fractions.

    Returns
    -------
    volume : float
        :math:`\sqrt{\det V^\top V}`: a length for one edge, an area for two.

    Raises
    ------
    ValueError
        If `V` is not a finite matrix.

    Notes
    -----
    Book: ``alg-volume``.  Cost: :math:`d k^2` flops for the products, then that of
    ``determinant``.  Not handled here: flat boxes, for which the products lose half of the digits.

    Source: Strang (2016), section 5.3, for the square case.

    Examples
    --------
    >>> volume_parallelepiped([[3, 0], [0, 2], [4, 0]])
    10.0
    """
    V = matrix(V, "V")

    return math.sqrt(max(determinant(V.T @ V), 0))


def sign_and_pivots(A: Numbers) -> tuple[int, list[Any]]:
    """Return what elimination says: the sign of its row exchanges, and its pivots."""
    P, _, U = lu_decomposition(A)
    return permutation_sign([column.argmax() for column in P.T]), U.diagonal().tolist()


def log_of(x: float | Fraction) -> float:
    """Return the logarithm of a positive number, of a fraction even if it is no float."""
    if isinstance(x, Fraction):
        return math.log(x.numerator) - math.log(x.denominator)
    return math.log(x)
