"""Chapter linear_maps: what makes a map linear, what it loses and what it reaches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array
from mmlbook.linear_algebra.linear_systems.entries import Numbers, matrix
from mmlbook.linear_algebra.vector_spaces import column_space, null_space, rank

__all__ = ["image", "is_injective", "is_linear", "is_surjective", "kernel"]

TOLERANCE = 1e-9  # rounding in f, relative to the values of f


def is_linear(
    f: Callable[[Array], ArrayLike], d: int, rng: np.random.Generator, n_trials: int = 20
) -> bool:
    r"""Try at random vectors whether a map keeps sums and multiples.

    Parameters
    ----------
    f : callable of an ndarray, shape (d,)
        Returns a number, a vector or a matrix.
    d : int
        How many entries the argument of `f` has.
    rng : numpy.random.Generator
        Draws the vectors and the numbers.
    n_trials : int, default=20
        How often.

    Returns
    -------
    linear : bool
        False if sum or multiple failed once, by more than rounding.  True is no proof.

    Raises
    ------
    TypeError
        If `rng` is no generator, or `d` or `n_trials` is not an integer.
    ValueError
        If `d` or `n_trials` is less than 1.

    Notes
    -----
    Book: ``alg-is-linear``.  Cost: four evaluations of `f` per trial.  Not handled here: maps that
    are linear nearby and not far away; the vectors are drawn near zero and far from it, but only
    between 1/100 and 100.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> is_linear(lambda x: x[::-1], 3, rng), is_linear(lambda x: x + 1, 3, rng)
    (True, False)
    """
    d, n_trials = _check.integer(d, "d", low=1), _check.integer(n_trials, "n_trials", low=1)
    _check.generator(rng)

    for _ in range(n_trials):
        u, v = rng.normal(size=(2, d)) * 10 ** rng.uniform(-2, 2)
        a = rng.normal()
        fu, fv, f_sum, f_multiple = (np.asarray(f(x), float) for x in (u, v, u + v, a * u))
        size = TOLERANCE * max(np.abs(fu).max(initial=0), np.abs(fv).max(initial=0))
        sums = np.abs(f_sum - (fu + fv)) <= size
        multiples = np.abs(f_multiple - a * fu) <= size * max(1, abs(a))
        if not (sums.all() and multiples.all()):
            return False
    return True


def kernel(A: ArrayLike) -> Numbers:
    r"""Return a basis of what the map :math:`x \mapsto A x` sends to zero.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats or fractions.

    Returns
    -------
    B : ndarray, shape (d, d - r)
        A basis in columns; no columns if nothing but zero is lost.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-kernel-image``.  The null space of the matrix, seen as what a map forgets.  Cost:
    that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.3.

    Examples
    --------
    >>> kernel([[1, 0, 1], [0, 1, 1]])
    array([[-1.],
           [-1.],
           [ 1.]])
    """
    return null_space(A)


def image(A: ArrayLike) -> Numbers:
    r"""Return a basis of what the map :math:`x \mapsto A x` reaches.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats or fractions.

    Returns
    -------
    B : ndarray, shape (m, r)
        A basis in columns: independent columns of `A`.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-kernel-image``.  The column space of the matrix.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.3.

    Examples
    --------
    >>> image([[1, 0, 1], [0, 1, 1]])
    array([[1., 0.],
           [0., 1.]])
    """
    return column_space(A)


def is_injective(A: ArrayLike) -> bool:
    r"""Return whether different vectors have different images under :math:`x \mapsto A x`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for a fact instead of a judgment.

    Returns
    -------
    injective : bool
        Whether there is a pivot in every column.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-kernel-image``.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.

    Examples
    --------
    >>> is_injective([[1, 0], [0, 1], [1, 1]]), is_injective([[1, 0, 1], [0, 1, 1]])
    (True, False)
    """
    return rank(A) == len(matrix(A).T)


def is_surjective(A: ArrayLike) -> bool:
    r"""Return whether every vector is an image under :math:`x \mapsto A x`.

    Parameters
    ----------
    A : array_like, shape (m, d)
        Any matrix; floats, or fractions for a fact instead of a judgment.

    Returns
    -------
    surjective : bool
        Whether there is a pivot in every row.

    Raises
    ------
    ValueError
        If `A` is not a finite matrix.

    Notes
    -----
    Book: ``alg-kernel-image``.  Cost: that of ``rref``.

    Source: Deisenroth, Faisal and Ong (2020), section 2.7.

    Examples
    --------
    >>> is_surjective([[1, 0], [0, 1], [1, 1]]), is_surjective([[1, 0, 1], [0, 1, 1]])
    (False, True)
    """
    return rank(A) == len(matrix(A))
