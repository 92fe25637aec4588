"""Chapter vector_spaces: groups, and the rules of a vector space, tried out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["check_vector_space_axioms", "is_group"]


def is_group(table: ArrayLike) -> bool:
    r"""Return whether a table of a composition is that of a group.

    Parameters
    ----------
    table : array_like of int, shape (n, n)
        Entry `[i, j]` is the number, from 0, of element `i` composed with element `j`.

    Returns
    -------
    verdict : bool
        Whether every result is an element, parentheses do not matter, one element changes
        nothing, and every element can be undone.

    Raises
    ------
    ValueError
        If the table is not square, is empty or has an entry that is not a whole number.

    Notes
    -----
    Book: ``alg-is-group``.  Cost: :math:`2n^3` look-ups, for all ways to compose three elements.

    Source: Deisenroth, Faisal and Ong (2020), section 2.4.1.

    Examples
    --------
    >>> is_group([[0, 1, 2], [1, 2, 0], [2, 0, 1]])
    True
    >>> is_group([[0, 0], [0, 1]])
    False
    """
    checked = _check.matrix(table, "table", square=True)
    if not checked.size or not np.array_equal(checked, np.round(checked)):
        raise ValueError("table must hold whole numbers, at least one")

    T, elements = checked.astype(np.int64), np.arange(len(checked))
    if T.min() < 0 or T.max() >= len(T):
        return False
    associative = np.array_equal(T[T], T[:, T])
    neutral = [e for e in elements if np.array_equal(T[e], elements)]
    neutral = [e for e in neutral if np.array_equal(T[:, e], elements)]
    if not associative or not neutral:
        return False
    undone = neutral[0] == T
    return bool(np.all((undone & undone.T).any(axis=1)))


def check_vector_space_axioms(
    add: Callable[[Array, Array], Array],
    scale: Callable[[float, Array], Array],
    sampler: Callable[[np.random.Generator], Array],
    rng: np.random.Generator,
) -> tuple[str, ...]:
    r"""Try the rules of a vector space on random elements; return the rules that failed.

    Parameters
    ----------
    add : callable, on two elements of the same shape
        Takes two elements and returns their sum; elements are numbers or arrays.
    scale : callable, to an element of the same shape
        Takes a number and an element and returns the multiple.
    sampler : callable, always of the same shape
        Takes the generator and returns a random element.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    broken : tuple of str
        Names of rules for which a counterexample was found.  Empty says that none was found,
        and proves nothing.

    Raises
    ------
    TypeError
        If `rng` is not a generator.

    Notes
    -----
    Book: ``alg-vector-space-axioms``.  Zero is taken to be 0 times an element, and the negative
    -1 times it, which is so in every vector space.  Not checked: that sums and multiples stay in
    the set, which only its definition can say.  Cost: 30 rounds.

    Source: Axler (2024), section 1B.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> def positive(rng):
    ...     return np.exp(rng.normal(size=2))
    >>> check_vector_space_axioms(lambda u, v: u * v, lambda c, v: v**c, positive, rng)
    ()
    >>> check_vector_space_axioms(np.maximum, lambda c, v: v, positive, rng)
    ('zero',)
    """
    rng, broken = _check.generator(rng), dict[str, bool]()
    for _ in range(30):
        u, v, w = (sampler(rng) for _ in range(3))
        a, b = (float(k) / 4 for k in rng.integers(-8, 9, size=2))
        for name, (left, right) in _both_sides(add, scale, u, v, w, a, b).items():
            equal = np.allclose(left, right, rtol=1e-8, atol=1e-8)
            broken[name] = broken.get(name, False) or not equal
    return tuple(name for name, found in broken.items() if found)


def _both_sides(
    add: Callable[[Array, Array], Array],
    scale: Callable[[float, Array], Array],
    u: Array,
    v: Array,
    w: Array,
    a: float,
    b: float,
) -> dict[str, tuple[Array, Array]]:
    """Return both sides of every rule."""
    zero = scale(0.0, v)
    return {
        "parentheses": (add(add(u, v), w), add(u, add(v, w))),
        "order": (add(u, v), add(v, u)),
        "zero": (add(u, zero), u),
        "negative": (add(v, scale(-1.0, v)), zero),
        "one": (scale(1.0, v), v),
        "two factors": (scale(a * b, v), scale(a, scale(b, v))),
        "one factor, two vectors": (scale(a, add(u, v)), add(scale(a, u), scale(a, v))),
        "two factors, one vector": (scale(a + b, v), add(scale(a, v), scale(b, v))),
    }
