"""Answers to the exercises of the chapter orthogonality."""

from mmlbook.exercises import choice, expression, number, vector

__all__ = ["ANSWERS"]

ROUNDED = 5e-3  # where a decimal rounded to two or three places is welcome

ANSWERS = {
    "orthogonality-1": number("7", hint="The trace of the identity, minus the trace of P."),
    "orthogonality-2": number("4", hint="All four vectors have a length of 1 or 2."),
    "orthogonality-3": vector(
        [17 / 21, 34 / 21, 65 / 21],
        tolerance=ROUNDED,
        hint="By how much is the equation missed?  Divide by the squared length of the normal.",
    ),
    "orthogonality-4": expression(
        "x**2 - x + 1/6", symbols=["x"], hint="The second is x - 1/2, with squared length 1/12."
    ),
    "orthogonality-5": number("99", hint="One for each entry below the diagonal."),
    "orthogonality-6": vector(
        [4 / 3, -2 / 3, 1 / 3], tolerance=ROUNDED, hint="The sum is 5 too large; share it out."
    ),
    "orthogonality-7": choice("b", hint="When is the Gram matrix the identity?"),
    "orthogonality-8": choice("a", hint="Two dot products must be zero."),
    "orthogonality-9": choice("a", hint="How many of the rests are small?"),
    "orthogonality-10": vector([-2, -1, 2], hint="The normal is (4, 2, 2)."),
    "orthogonality-11": number("120", hint="Which angle do the two planes enclose?"),
    "orthogonality-12": number(
        "3.98", tolerance=ROUNDED, hint="Fit on the rows before 1991, predict all the others."
    ),
}
