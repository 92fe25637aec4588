"""Answers to the exercises of the chapter linear_systems."""

from mmlbook.exercises import choice, number, vector

__all__ = ["ANSWERS"]

ROUNDED = 1e-3  # where a decimal rounded to three places is welcome

ANSWERS = {
    "linear-systems-1": vector([5, 2, -1], hint="Twice the second minus the first."),
    "linear-systems-2": choice(
        "b", hint="Try a matrix of four ones: of what are its columns multiples, before and after?"
    ),
    "linear-systems-3": number("-5", hint="What are the three left sides to each other?"),
    "linear-systems-4": vector([2, -1], hint="The second entry of y is 5 - 3/4 * 10."),
    "linear-systems-5": vector(
        [1, 5, 3, 4], hint="Three equations: carbon, hydrogen, oxygen.  Clear the denominators."
    ),
    "linear-systems-6": number(
        "1354", hint="The matrix as the derivation counts, and 2d^2 - d for the right side."
    ),
    "linear-systems-7": choice("b", hint="Compute the inverse of that matrix, roughly."),
    "linear-systems-8": vector(
        [3, 0, 4, 0, 3], hint="Which columns have a pivot?  The other variables are zero."
    ),
    "linear-systems-9": number("20", hint="Print both columns for all n, and read down."),
    "linear-systems-10": vector([4, -1, -7, 2], hint="The second pivot is 1/2."),
    "linear-systems-11": vector([0, 3, 0, 4, -1], hint="Put rows with -1 into places 1, 3 and 5."),
    "linear-systems-12": choice("b", hint="How many pivots fit into fewer rows than columns?"),
    "linear-systems-13": number("3/2", hint="Four against two and two thirds."),
    "linear-systems-14": number(
        "2593/300", tolerance=ROUNDED, hint="A 4 on the diagonal, -1 for each erased neighbor."
    ),
}
