"""Is my answer right?  ``check("vectors-3", answer)`` says so, and gives a hint if it is not.

An answer may be written in any equivalent form.  Text is read by a parser of our own that knows
numbers, letters and a few functions, and nothing else (`mmlbook.exercises.reading`).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from mmlbook.exercises.answers import Answer, choice, expression, function, number, vector

__all__ = ["Answer", "Verdict", "check", "choice", "expression", "function", "number", "vector"]

PAGES = ("verification",)  # exercises that belong to no chapter


@dataclass(frozen=True)
class Verdict:
    """What `check` says: true if the answer is right.

    Examples
    --------
    >>> Verdict("vectors-2", False, "Add the squares first.")
    vectors-2: not yet. Add the squares first.
    """

    exercise: str
    right: bool
    hint: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        if self.right:
            return f"{self.exercise}: right"
        return f"{self.exercise}: not yet. {self.hint}".rstrip()


@cache
def known() -> dict[str, Answer]:
    """Return the answers of all chapters, and of the pages besides, by exercise.

    Examples
    --------
    >>> "vectors-2" in known()
    True
    """
    answers: dict[str, Answer] = {}
    for part in sorted(files("mmlbook.exercises").iterdir(), key=lambda entry: entry.name):
        if not part.is_dir() or part.name.startswith("_"):
            continue
        for file in sorted(part.iterdir(), key=lambda entry: entry.name):
            stem = file.name.removesuffix(".py")
            if file.name.endswith(".py") and not stem.startswith("_"):
                answers |= import_module(f"mmlbook.exercises.{part.name}.{stem}").ANSWERS
    for page in PAGES:
        answers |= import_module(f"mmlbook.exercises.{page}").ANSWERS
    return answers


def check(exercise: str, answer: Any) -> Verdict:
    """Say whether an answer is right.

    Parameters
    ----------
    exercise : str
        Name of the exercise, such as ``"vectors-3"``.
    answer : object
        A number, a list of numbers, text such as ``"5/7"``, ``"sqrt(2) - 1"`` or ``"60 degrees"``,
        the letter of a choice, or the function you wrote: what the exercise asks for.

    Returns
    -------
    verdict : Verdict
        True if right; shows a hint if not.

    Raises
    ------
    ValueError
        If there is no such exercise, or the text cannot be read.
    TypeError
        If the answer is not of the kind that the exercise asks for.

    Examples
    --------
    >>> check("vectors-6", "sqrt(5)/2")
    vectors-6: right
    >>> check("vectors-6", 1.118033988749895)
    vectors-6: right
    >>> check("vectors-6", "5/2")
    vectors-6: not yet. Divide the score of the origin by the length of (2, 4).
    """
    if exercise not in known():
        near = difflib.get_close_matches(str(exercise), known(), n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise ValueError(
            f"exercise must name an exercise with a definite answer; got {exercise!r}{hint}"
        )
    wanted = known()[exercise]
    right = wanted.accepts(answer)
    return Verdict(exercise, right, "" if right else wanted.hint)
