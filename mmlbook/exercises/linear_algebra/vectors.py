"""Answers to the exercises of the chapter vectors."""

import numpy as np

from mmlbook.exercises import choice, expression, function, number, vector

__all__ = ["ANSWERS"]

UNIT_SQUARE = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
RIGHT_TRIANGLE = np.array([[5.0, 5], [9, 5], [5, 8]])
PAIR = np.array([[4.0, 3], [2, 4]])
COMPASS = np.array([[1.0, 0], [0, 2], [-3, 0]])

ROUNDED = 1e-3  # where a decimal rounded to three places is welcome

ANSWERS = {
    "vectors-1": choice(
        "c", hint="Try weights (1, 1) and ratings (5, -5): is she indifferent to both?"
    ),
    "vectors-2": vector([19, 13, 12], hint="The sum, the root of the sum of squares, the largest."),
    "vectors-3": number("-27", hint="The cross product of v and w is a multiple of u; which?"),
    "vectors-4": number("4", hint="One vector must be a multiple of the other; which multiple?"),
    "vectors-5": expression(
        "1/sqrt(d)", symbols=("d",), hint="The dot product is 1; how long is the diagonal?"
    ),
    "vectors-6": number(
        "sqrt(5)/2",
        tolerance=ROUNDED,
        hint="Divide the score of the origin by the length of (2, 4).",
    ),
    "vectors-7": number("9", hint="The sum vector is (1, 1, 1): add three roots, then square."),
    "vectors-8": function(
        cases=[
            ((PAIR,), np.array([[1, 2 / np.sqrt(5)], [2 / np.sqrt(5), 1]])),
            ((COMPASS,), np.array([[1.0, 0, -1], [0, 1, 0], [-1, 0, 1]])),
        ],
        hint="X[:, None, :] * X[None, :, :] holds all products of entries; sum its last axis.",
    ),
    "vectors-9": function(
        cases=[
            ((UNIT_SQUARE,), 1.0),
            ((UNIT_SQUARE + np.array([7.0, -3]),), 1.0),
            ((RIGHT_TRIANGLE,), 6.0),
        ],
        hint="Do not forget the edge from the last corner to the first, nor the sign.",
    ),
    "vectors-10": choice(
        "b", hint="The query has length one: by how much can it change a distance of 46.8 or 50.3?"
    ),
    "vectors-11": number(
        "sqrt(2) - 1", tolerance=ROUNDED, hint="The detour costs twice 1 - 1/sqrt(2)."
    ),
    "vectors-12": choice(
        "LMK", hint="What do words such as 'the' do to a table?  Three letters: counts first."
    ),
    "vectors-13": number(
        "24", hint="A centimeter has 10,000 micrometers; a tie counts as right if it can."
    ),
    "vectors-14": expression(
        "2/w", symbols=("w",), hint="Which signed distance has a point whose score is 1?"
    ),
    "vectors-15": number("10", hint="The mean is one of the three points."),
    "vectors-16": choice(
        "California housing",
        hint="A word in all texts weighs nothing.  Divide by the lengths of the weighted lists.",
    ),
}
