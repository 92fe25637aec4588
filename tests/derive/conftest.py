"""Random well-formed terms for the property tests of the derivation engine."""

import random

import pytest

from mmlbook.derive import terms, vocabulary
from mmlbook.derive.terms import Dim, Index, ShapeError, symbol

N = Dim("n")
I, J, K = (Index(k, N) for k in "ijk")
VECTORS = [symbol(name, N) for name in "uvw"]
SCALARS = [symbol("a"), symbol("b", positive=True), symbol("lambda", nonnegative=True)]
MATRICES = [symbol("A", N, N), symbol("S", N, N, symmetric=True)]


def scalar(rng, depth, free=()):
    if depth == 0:
        leaves = [*SCALARS, terms.number(2), terms.number(-3), terms.number(1, 2), N + 0]
        leaves += [rng.choice(VECTORS)[i] for i in free]
        return rng.choice(leaves)
    less = depth - 1
    pick = rng.randrange(15)
    if pick < 2:
        return terms.add(*(scalar(rng, less, free) for _ in range(rng.randint(2, 3))))
    if pick < 4:
        return terms.mul(*(scalar(rng, less, free) for _ in range(rng.randint(2, 3))))
    if pick == 4:
        return -scalar(rng, less, free)
    if pick == 5:
        return terms.div(scalar(rng, less, free), scalar(rng, less, free))
    if pick == 6:
        return terms.power(scalar(rng, less, free), rng.randint(2, 3))
    if pick == 7:
        return abs(scalar(rng, less, free))
    if pick == 8:
        return vector(rng, less).T @ vector(rng, less)
    if pick == 9:
        return rng.choice([vocabulary.norm, vocabulary.norm1, vocabulary.norm_inf])(
            vector(rng, less)
        )
    if pick == 10:
        return vocabulary.norm2(vector(rng, less))
    if pick == 11:
        unused = [i for i in (I, J, K) if i not in free]
        if unused:
            i = unused[0]
            kind = rng.choice([vocabulary.Sum, vocabulary.Max])
            return kind(i, scalar(rng, less, (*free, i)))
        return scalar(rng, less, free)
    if pick == 12 and not free:
        return vocabulary.Sum((I, J), scalar(rng, less, (I, J)))
    if pick == 13:
        return terms.function(rng.choice(["cos", "sign", "exp"]), scalar(rng, less, free))
    return terms.tr(matrix(rng, less))


def vector(rng, depth):
    if depth == 0:
        return rng.choice([*VECTORS, terms.ones(N)])
    less = depth - 1
    pick = rng.randrange(6)
    if pick == 0:
        return vector(rng, less) + vector(rng, less)
    if pick == 1:
        return -vector(rng, less)
    if pick == 2:
        return scalar(rng, less) * vector(rng, less)
    if pick == 3:
        return matrix(rng, less) @ vector(rng, less)
    if pick == 4:
        return vector(rng, less) / scalar(rng, less)
    return terms.function("abs", vector(rng, less))


def matrix(rng, depth):
    if depth == 0:
        return rng.choice([*MATRICES, terms.eye(N)])
    less = depth - 1
    pick = rng.randrange(5)
    if pick == 0:
        return matrix(rng, less) + matrix(rng, less)
    if pick == 1:
        return matrix(rng, less).T
    if pick == 2:
        return matrix(rng, less) @ matrix(rng, less)
    if pick == 3:
        return vector(rng, less) @ vector(rng, less).T
    return scalar(rng, less) * matrix(rng, less)


@pytest.fixture(scope="session")
def random_terms():
    """Return a function that draws many random scalar terms."""

    def draw(count, seed, depth=3):
        rng = random.Random(seed)
        out = []
        while len(out) < count:
            try:
                out.append(scalar(rng, rng.randint(1, depth)))
            except (ShapeError, ZeroDivisionError):
                continue
        return out

    return draw
