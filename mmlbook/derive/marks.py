"""The marks a reader sees, strongest first, and what each of them may say.

Trusted for: honest words.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

__all__ = ["Mark", "strongest", "weakest"]


class Mark(Enum):
    """How far a step has been checked; the machine assigns it.

    Examples
    --------
    >>> Mark.SIZES.symbol, Mark.SIZES.words
    ('▦', 'proved for every value at small sizes')
    >>> weakest([Mark.PROVED, Mark.SIZES])
    <Mark.SIZES: '▦'>
    """

    PROVED = "∀"
    SIZES = "▦"
    POINTS = "◇"
    COMPUTED = "∫"
    NUMERIC = "≈"
    QUOTED = "†"
    FAILED = "✗"

    @property
    def symbol(self) -> str:
        """The sign printed beside a step."""
        return self.value

    @property
    def words(self) -> str:
        """What the sign means."""
        return _WORDS[self]


_WORDS = {
    Mark.PROVED: "proved for every size and every value",
    Mark.SIZES: "proved for every value at small sizes",
    Mark.POINTS: "checked exactly at random points",
    Mark.COMPUTED: "computed by the algebra system, confirmed numerically",
    Mark.NUMERIC: "agrees to 30 digits at random points",
    Mark.QUOTED: "quoted theorem",
    Mark.FAILED: "not verified",
}


def weakest(marks: Iterable[Mark]) -> Mark:
    """Return the weakest of some marks (the strongest there is, if there are none)."""
    order = list(Mark)
    return max(marks, key=order.index, default=Mark.PROVED)


def strongest(marks: Iterable[Mark]) -> Mark:
    """Return the strongest of some marks."""
    return min(marks, key=list(Mark).index)
