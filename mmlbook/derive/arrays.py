"""Matrices as lists of rows, over any field: what `evaluate` and `models` compute with.

Trusted for: refutation only.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import combinations, permutations
from typing import Any

from mmlbook.derive.numbers import Dual, Field, Mod, UndefinedError

__all__ = ["Matrix", "determinant", "inverse", "part", "plus", "power", "product_of", "times"]

Matrix = list[list[Any]]
SMALL = 4  # rows of a determinant by its definition


def part(x: Any) -> Any:
    """Return the number under all dual parts."""
    return part(x.a) if isinstance(x, Dual) else x


def plus(A: Matrix, B: Matrix) -> Matrix:
    """Return a sum of matrices."""
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(A, B, strict=True)]


def times(k: Any, A: Matrix) -> Matrix:
    """Return a multiple of a matrix."""
    return [[k * x for x in row] for row in A]


def product_of(A: Matrix, B: Matrix) -> Matrix:
    """Return a product of matrices; of residues it is reduced once for each entry."""
    columns = list(zip(*B, strict=True))
    if all(x.__class__ is Mod for M in (A, B) for row in M for x in row):
        values = [[y.v for y in c] for c in columns]
        rows = ([x.v for x in row] for row in A)
        return [
            [Mod(sum(x * y for x, y in zip(row, c, strict=True))) for c in values] for row in rows
        ]
    return [[sum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in A]


def power(A: Matrix, k: int) -> Matrix:
    """Return a power by squaring."""
    if k == 1:
        return A
    half = power(A, k // 2)
    square = product_of(half, half)
    return product_of(square, A) if k % 2 else square


def inverse(A: Matrix, over: Field) -> Matrix:
    """Gauss and Jordan, over any field."""
    n = len(A)
    one = over.number(Fraction(1))
    M = [[*row, *(one if i == j else 0 * one for j in range(n))] for i, row in enumerate(A)]
    for c in range(n):
        p = next((r for r in range(c, n) if not over.equal(part(M[r][c]), 0)), None)
        if p is None:
            raise UndefinedError("inverse of a singular matrix")
        M[c], M[p] = M[p], M[c]
        M[c] = [x / M[c][c] for x in M[c]]
        for r in range(n):
            if r != c:
                M[r] = [x - M[r][c] * y for x, y in zip(M[r], M[c], strict=True)]
    return [row[n:] for row in M]


def determinant(A: Matrix, over: Field) -> Any:
    """Return the determinant by elimination; the definition as a sum of permutations if small."""
    n = len(A)
    if n <= SMALL:
        out = 0 * A[0][0]
        for p in permutations(range(n)):
            sign = (-1) ** sum(i > j for i, j in combinations(p, 2))
            out = out + reduce(lambda x, i: x * A[i][p[i]], range(n), sign)
        return out
    M, out = [list(row) for row in A], over.number(Fraction(1))
    for c in range(n):
        top = next((r for r in range(c, n) if not over.equal(part(M[r][c]), 0)), None)
        if top is None:
            return 0 * out
        if top != c:
            M[c], M[top], out = M[top], M[c], -out
        out = out * M[c][c]
        for r in range(c + 1, n):
            k = M[r][c] / M[c][c]
            M[r] = [x - k * y for x, y in zip(M[r], M[c], strict=True)]
    return out
