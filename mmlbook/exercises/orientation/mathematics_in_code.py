"""Answers to the exercises of the chapter mathematics_in_code."""

import math

import numpy as np

from mmlbook.exercises import choice, expression, function, number, vector

__all__ = ["ANSWERS"]

P = np.array([[1.0, 2], [0, -1], [3, 1]])
Q = np.array([[2.0, 0], [1, 1]])
WEIGHTS = np.array([2.0, 0.5])

ANSWERS = {
    "mathematics-in-code-1": choice(
        "b", hint="If the root were a number of the format, sqrt would return it exactly."
    ),
    "mathematics-in-code-2": choice("b", hint="Exchange all three quantifiers, one by one."),
    "mathematics-in-code-3": expression("n^2", symbols=("n",), hint="1, 4, 9, 16."),
    "mathematics-in-code-4": number(2**24, hint="Up to which power of two is the gap at most 1?"),
    "mathematics-in-code-5": function(
        cases=[
            ((P, Q, WEIGHTS), np.array([[4.0, 3], [0, -0.5], [12, 6.5]])),
            ((Q, Q, np.ones(2)), np.array([[4.0, 2], [2, 2]])),
        ],
        hint="Which letters are left over? The letter k occurs three times and vanishes.",
    ),
    "mathematics-in-code-6": function(
        cases=[
            ((-1.0,), math.log(1 - math.exp(-1))),
            ((-math.log(2),), -math.log(2)),
            ((-1e-12,), math.log(1e-12) - 5e-13),
            ((-1e-30,), math.log(1e-30)),
            ((-2.0,), math.log1p(-math.exp(-2))),
        ],
        tolerance=1e-12,
        hint="Use -expm1(x) for x close to zero.",
    ),
    "mathematics-in-code-7": number(1, hint="How many pictures are in the middle of two?"),
    "mathematics-in-code-8": number(3, hint="Which formula subtracts numbers of the size 1e16?"),
    "mathematics-in-code-9": vector([11, 88, 709], hint="The logarithm of the largest number."),
    "mathematics-in-code-10": number(-13, hint="The exponent bits are 18, the bias is 15."),
    "mathematics-in-code-11": expression(
        "n^2*(n^2 - 1)/6", symbols=("n",), hint="For n = 2 the sum is 2, for n = 3 it is 12."
    ),
    "mathematics-in-code-12": number(4, hint="A quarter is one of them."),
    "mathematics-in-code-13": function(
        cases=[
            ((1, 2.0, 0.0, 1, 4.0, 0.0), np.array([2, 3.0, 2.0])),
            ((2, 3.0, 2.0, 1, 9.0, 0.0), np.array([3, 5.0, 26.0])),
            ((3, 1e8, 6.0, 2, 1e8 + 5, 4.0), np.array([5, 1e8 + 2, 40.0])),
        ],
        hint="Both groups keep their S, and each has moved away from its own mean.",
    ),
}
