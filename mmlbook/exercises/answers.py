"""The kinds of answers an exercise can have, and when two answers are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from mmlbook.exercises.reading import read, value

__all__ = ["Answer", "choice", "expression", "function", "number", "vector"]

# Where two expressions are compared: positive numbers without arithmetic of their own.
POINTS = (0.7390851332, 1.6180339887, 2.2360679775, 3.1415926536, 5.8598744820)


class Answer(Protocol):
    """What an exercise expects.

    Examples
    --------
    >>> answer: Answer = number("1/2", hint="Halve it.")
    >>> answer.accepts(0.5), answer.hint
    (True, 'Halve it.')
    """

    @property
    def hint(self) -> str:
        """What to say if it is wrong."""
        ...

    def accepts(self, answer: Any) -> bool:
        """Return whether an answer is right."""
        ...


def _number(answer: Any, what: str = "a number") -> float:
    """Return an answer as a float, from a number or from text."""
    if isinstance(answer, str):
        return value(answer)
    if isinstance(answer, bool | np.bool_) or not hasattr(answer, "__float__") or np.ndim(answer):
        raise TypeError(f"answer must be {what} or text such as '5/7'; got {answer!r}")
    return float(answer)


def _close(a: Any, b: Any, tolerance: float) -> bool:
    """Return whether two arrays agree up to a tolerance relative to the larger of 1 and b."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return a.shape == b.shape and bool(
        np.all(np.abs(a - b) <= tolerance * np.maximum(1, np.abs(b)))
    )


@dataclass(frozen=True)
class _Number:
    wanted: float
    tolerance: float
    hint: str

    def accepts(self, answer: Any) -> bool:
        return _close(_number(answer), self.wanted, self.tolerance)


@dataclass(frozen=True)
class _Vector:
    wanted: tuple[float, ...]
    tolerance: float
    hint: str

    def accepts(self, answer: Any) -> bool:
        if isinstance(answer, str):
            answer = [entry for entry in answer.strip().strip("()[]").split(",") if entry.strip()]
        if np.ndim(answer) != 1:
            raise TypeError(f"answer must be a list of {len(self.wanted)} numbers; got {answer!r}")
        return _close([_number(entry) for entry in answer], self.wanted, self.tolerance)


@dataclass(frozen=True)
class _Expression:
    wanted: str
    symbols: tuple[str, ...]
    hint: str

    def accepts(self, answer: Any) -> bool:
        text = answer if isinstance(answer, str) else repr(_number(answer, "an expression"))
        theirs, ours = read(text, self.symbols), read(self.wanted, self.symbols)
        for start in range(len(POINTS)):
            at = {
                name: POINTS[(start + place) % len(POINTS)]
                for place, name in enumerate(self.symbols)
            }
            if not _close(theirs(at), ours(at), 1e-9):
                return False
        return True


def _bare(text: str) -> str:
    """Return a text without blanks, signs and capitals."""
    return re.sub(r"[\s,.()]", "", text).lower()


@dataclass(frozen=True)
class _Choice:
    wanted: str
    hint: str

    def accepts(self, answer: Any) -> bool:
        if isinstance(answer, list | tuple) and all(isinstance(part, str) for part in answer):
            answer = "".join(answer)
        if not isinstance(answer, str):
            raise TypeError(f"answer must be the letter of a choice, or the word; got {answer!r}")
        return _bare(answer) == _bare(self.wanted)


@dataclass(frozen=True)
class _Function:
    cases: tuple[tuple[tuple[Any, ...], Any], ...]
    tolerance: float
    hint: str

    def accepts(self, answer: Any) -> bool:
        if not callable(answer):
            raise TypeError(f"answer must be the function you wrote; got {answer!r}")
        return all(
            _close(answer(*(_copy(argument) for argument in arguments)), wanted, self.tolerance)
            for arguments, wanted in self.cases
        )


def _copy(argument: Any) -> Any:
    return argument.copy() if isinstance(argument, np.ndarray) else argument


def number(wanted: str | float, *, tolerance: float = 1e-6, hint: str = "") -> Answer:
    """Expect one number, up to a tolerance relative to the larger of 1 and the number.

    Examples
    --------
    >>> number("3/5").accepts(0.6), number("pi/3").accepts("60 degrees")
    (True, True)
    """
    return _Number(_number(wanted), tolerance, hint)


def vector(wanted: Sequence[float], *, tolerance: float = 1e-6, hint: str = "") -> Answer:
    """Expect several numbers in order.

    Examples
    --------
    >>> vector([1, 2]).accepts("(1, 4/2)")
    True
    """
    return _Vector(tuple(_number(entry) for entry in wanted), tolerance, hint)


def expression(wanted: str, *, symbols: Sequence[str], hint: str = "") -> Answer:
    """Expect a formula in the given letters, for positive values of them.

    Examples
    --------
    >>> expression("1/sqrt(d)", symbols=("d",)).accepts("sqrt(d)/d")
    True
    """
    return _Expression(wanted, tuple(symbols), hint)


def choice(wanted: str, *, hint: str = "") -> Answer:
    """Expect the letter of one of several offers, several letters in order, or a name.

    Examples
    --------
    >>> choice("b").accepts("(B)"), choice("lmk").accepts("L, M, K")
    (True, True)
    >>> choice("New York").accepts("new york")
    True
    """
    return _Choice(wanted, hint)


def function(
    cases: Sequence[tuple[tuple[Any, ...], Any]], *, tolerance: float = 1e-9, hint: str = ""
) -> Answer:
    """Expect a function that gives the wanted values.

    Examples
    --------
    >>> function(cases=[((2,), 4), ((3,), 9)]).accepts(lambda x: x * x)
    True
    """
    cases = tuple((tuple(arguments), wanted) for arguments, wanted in cases)
    return _Function(cases, tolerance, hint)
