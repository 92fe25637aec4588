"""Answers to the exercises of the chapter vector_spaces."""

from mmlbook.exercises import choice, function, number, vector

__all__ = ["ANSWERS"]

PLANE = [[1, 0], [1, 1], [0, 1]]
LINE = [[0], [2], [0]]

ANSWERS = {
    "vector-spaces-1": choice("ace", hint="Is the zero function in it?  The sum?  The negative?"),
    "vector-spaces-2": choice("a", hint="What does the new column add to the span?"),
    "vector-spaces-3": number("6", hint="How many entries may you choose freely?"),
    "vector-spaces-4": vector(
        [1, 1, 1, 1], hint="What do vectors of U look like?  Those of V?  Which are both?"
    ),
    "vector-spaces-5": function(
        cases=[
            ((PLANE,), [[1, 0, 1], [1, 1, 0], [0, 1, 0]]),
            ((LINE,), [[0, 1, 0], [2, 0, 0], [0, 0, 1]]),
        ],
        hint="Take the unit vectors in order, and columns, not rows.",
    ),
    "vector-spaces-6": number("11", hint="The rank of the nine products is that of all 16."),
    "vector-spaces-7": choice("b", hint="What is len of a matrix with 3 rows and 4 columns?"),
    "vector-spaces-8": number("4", hint="Look for the plateau between errors and entries."),
    "vector-spaces-9": number("8", hint="The noise must be clearly below the tolerance."),
    "vector-spaces-10": vector([3, 1], hint="Which column is new?  How is the last one made?"),
    "vector-spaces-11": vector([9, 3, 9, 191], hint="What is kept and what is forgotten add up."),
    "vector-spaces-12": number("54", hint="The rank is at most 10; the product has 64 columns."),
    "vector-spaces-13": number("8", hint="Draw it.  Into how many pieces does it fall?"),
    "vector-spaces-14": vector(
        [1, 0, 1, 1, 0, 1, 0], hint="Multiply by H modulo 2, and read the result in binary."
    ),
}
