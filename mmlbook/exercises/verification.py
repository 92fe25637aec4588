"""Answers to the exercises of the page on verification."""

from mmlbook.exercises import choice, number, vector

__all__ = ["ANSWERS"]

ANSWERS = {
    "verification-1": vector(
        [2, 1], hint="Rotate every word until A comes first; then transpose the symmetric ones."
    ),
    "verification-2": choice("c", hint="Which term of P might not exist?"),
    "verification-3": vector(
        [3, 4, 5], hint="A line ends one step, begins the next, and later lines rest on it."
    ),
    "verification-4": number("3", hint="A matrix with two rows and trace zero: square it."),
    "verification-5": choice(
        "bcd", hint="Write the transpose of each left side; all letters are their own transposes."
    ),
    "verification-6": choice(
        "bd", hint="Write each side as a sum over outcomes; try numbers that are always 1."
    ),
}
