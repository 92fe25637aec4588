"""Answers to the exercises of the chapter matrices."""

import numpy as np

from mmlbook.exercises import choice, function, number, vector

__all__ = ["ANSWERS"]

LEFT = np.arange(15.0).reshape(3, 5)
RIGHT = np.arange(20.0).reshape(5, 4) - 7
UPPER = np.array([[2.0, 1], [0, 3]])
LOWER = np.array([[1.0, 0], [1, 1]])
TALL = np.array([[1.0, 2], [3, 4], [5, 6]])
THREE = np.diag([1.0, 2, 3]) + np.ones((3, 3))

ANSWERS = {
    "matrices-1": vector([-1, 3], hint="Each column must be a multiple of (2, -1)."),
    "matrices-2": vector([-0.8, 0.6], hint="The determinant is 24 - 14; apply it to (1, 2)."),
    "matrices-3": number(
        "5085120", hint="A layer costs 2nmd + nm, with n = 32; add up the two layers."
    ),
    "matrices-4": number("2", hint="Compare the entries off the diagonal of both products."),
    "matrices-5": number("-2", hint="The second entry of B follows from 3 + 2b = 1."),
    "matrices-6": choice("bd", hint="What does W @ X do to a column of X, and what to a row?"),
    "matrices-7": function(
        cases=[
            ((LEFT, RIGHT, 2), LEFT @ RIGHT),
            ((LEFT, RIGHT, 1), LEFT @ RIGHT),
            ((LEFT, RIGHT, 9), LEFT @ RIGHT),
        ],
        hint="Three loops over range(0, size, s); slices stop at the end by themselves.",
    ),
    "matrices-8": number("31", hint="One for the right-hand side, and one for each image."),
    "matrices-9": choice(
        "MKL", hint="The cheapest is never above the others; which end keeps its 100 for good?"
    ),
    "matrices-10": vector([6, 5], hint="Exactly k steps, or at most k steps?"),
    "matrices-11": number("467", hint="Three places to start, two directions."),
    "matrices-12": number("-1/25", hint="The squared length of u is 25."),
    "matrices-13": function(
        cases=[
            ((UPPER, LOWER, [[8, 10], [16, 16]]), np.array([[1.0, 2], [3, 4]])),
            ((THREE, UPPER, THREE @ TALL + TALL @ UPPER), TALL),
        ],
        hint="vec(AX) is (I kron A) vec(X), and vec(XB) is (B' kron I) vec(X).",
    ),
}
