"""Whether a matrix has the properties that its symbol was declared with.

A model draws values that have them.  A value that a witness chose, or that was moved, need not.

Trusted for: refutation, and for refusing a hypothesis whose witness breaks what was declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from mmlbook.derive.arrays import Matrix, determinant, product_of
from mmlbook.derive.numbers import Field, UndefinedError

__all__ = ["dependent", "has_all", "keeps_its_place"]

NATURALS = 1000  # how far a natural number is looked for


def dependent(M: Matrix, over: Field) -> bool:
    """Return whether the columns are dependent; there may be no more of them than rows."""
    if len(M) < len(M[0]):
        raise UndefinedError("more columns than rows")
    if over.ordered:  # whatever the unit of its entries
        unit = max((abs(x) for row in M for x in row), default=0) or 1
        M = [[x / unit for x in row] for row in M]
    return over.equal(determinant(product_of(_turned(M), M), over), 0)


def keeps_its_place(M: Matrix, flags: frozenset[str], over: Field) -> bool:
    """Return whether a value is where its symbol may be: not zero, of full rank, not negative."""
    if flags & {"invertible", "full_column_rank"} and dependent(M, over):
        return False
    entries = [x for row in M for x in row]
    if "nonzero" in flags and all(over.equal(x, 0) for x in entries):
        return False
    return not ("nonnegative" in flags and over.ordered and any(map(over.negative, entries)))


def has_all(M: Matrix, flags: frozenset[str], over: Field) -> bool:
    """Return whether a value has all properties, as far as a field without an order shows them.

    Examples
    --------
    >>> from mmlbook.derive.numbers import field
    >>> over = field("rational")
    >>> has_all([[2, 0], [0, -1]], frozenset({"symmetric", "diagonal"}), over)
    True
    >>> has_all([[2, 0], [0, -1]], frozenset({"positive_semidefinite"}), over)
    False
    """
    entries = [x for row in M for x in row]
    wanted: dict[str, Callable[[], bool]] = {
        "positive": lambda: not any(over.equal(x, 0) for x in entries),
        "natural": lambda: any(over.equal(entries[0], k) for k in range(NATURALS)),
        "symmetric": lambda: _same(M, _turned(M), over),
        "diagonal": lambda: all(i == j or over.equal(x, 0) for i, j, x in _placed(M)),
        "selection": lambda: all(over.equal(x, 0) or over.equal(x, 1) for x in entries),
        "orthonormal": lambda: _orthonormal(M, over),
        "positive_semidefinite": lambda: not over.ordered or _semidefinite(M, over),
    }
    own = (test() for flag, test in wanted.items() if flag in flags)
    return keeps_its_place(M, flags, over) and all(own)


def _semidefinite(M: Matrix, over: Field) -> bool:
    """Return whether no principal minor is negative."""
    places = (p for k in range(len(M)) for p in combinations(range(len(M)), k + 1))
    return not any(
        over.negative(determinant([[M[i][j] for j in p] for i in p], over)) for p in places
    )


def _orthonormal(M: Matrix, over: Field) -> bool:
    return all(over.equal(x, int(i == j)) for i, j, x in _placed(product_of(_turned(M), M)))


def _turned(M: Matrix) -> Matrix:
    return [list(column) for column in zip(*M, strict=True)]


def _placed(M: Matrix) -> Iterator[tuple[int, int, Any]]:
    return ((i, j, x) for i, row in enumerate(M) for j, x in enumerate(row))


def _same(A: Matrix, B: Matrix, over: Field) -> bool:
    pairs = zip(A, B, strict=True)
    return all(over.equal(x, y) for r, s in pairs for x, y in zip(r, s, strict=True))
