"""Answers to the exercises of the chapter what_is_learning."""

import numpy as np

from mmlbook.exercises import choice, function, number

__all__ = ["ANSWERS"]

LUCK = 0.02  # the mean of two hundred deals depends that much on the random numbers

KNOWN = np.array([[0.0, 0], [4, 3], [5, 2], [-1, 7]])
ASKED = np.array([[4.0, 1], [0, 1], [0, 6]])

ANSWERS = {
    "what-is-learning-2": choice("c", hint="Which of the three does the table of flowers pass?"),
    "what-is-learning-3": number("2", hint="Take a small step from c: which errors grow?"),
    "what-is-learning-4": number("62", hint="Do not forget the biases: one for each unit."),
    "what-is-learning-5": function(
        cases=[
            ((KNOWN, ASKED), np.array([2, 0, 3])),
            ((KNOWN[::-1], ASKED), np.array([1, 3, 0])),
            ((KNOWN[:, :1], ASKED[:1, :1]), np.array([1])),
        ],
        hint="Sum the squares over the features, the last axis; then argmin over the examples.",
    ),
    "what-is-learning-6": number("4", hint="From which flowers must the model not learn?"),
    "what-is-learning-7": choice("c", hint="Which column will the user meet?"),
    "what-is-learning-8": number(
        "0.773", tolerance=LUCK, hint="Only the labels of the seen flowers are drawn anew."
    ),
    "what-is-learning-9": number("0", hint="Count the two species in the table, once without it."),
    "what-is-learning-10": number("26", hint="When is (5/6)^n below 1/100?"),
    "what-is-learning-11": number("8", hint="Two orders, and a sign for each unit."),
    "what-is-learning-12": number("156", hint="Are theta_1 and theta_2 close to one?"),
}
