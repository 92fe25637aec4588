"""One driver for every iterative method of the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mmlbook import _check

__all__ = ["Trajectory", "iterate"]

S = TypeVar("S")


@dataclass(frozen=True)
class Trajectory(Generic[S]):
    """Every state visited, first to last, and whether the last one satisfied `until`.

    Attributes
    ----------
    states : tuple
        The states; the first is the start.
    converged : bool
        Whether the last state satisfied the condition to stop.

    Examples
    --------
    >>> Trajectory((4, 2, 1), converged=True).last
    1
    """

    states: tuple[S, ...]
    converged: bool

    @property
    def last(self) -> S:
        """The final state."""
        return self.states[-1]


def iterate(
    step: Callable[[S], S], start: S, *, until: Callable[[S], bool], max_iter: int = 100
) -> Trajectory[S]:
    """Apply `step` until the state satisfies `until`, at most `max_iter` times.

    Parameters
    ----------
    step : callable
        Gives the next state; it must not modify the one it is given.
    start : object
        The first state.
    until : callable
        Says of a state whether to stop there.
    max_iter : int, default=100
        How many steps to take at most; not negative.

    Returns
    -------
    path : Trajectory
        All states, and whether the last one satisfied `until`: running out of steps is no error.

    Raises
    ------
    ValueError
        If `max_iter` is negative.

    Notes
    -----
    Each state is tested once.  Cost: memory for every state.

    Examples
    --------
    >>> halving = iterate(lambda x: x / 2, 1.0, until=lambda x: x < 0.2)
    >>> halving.states, halving.converged
    ((1.0, 0.5, 0.25, 0.125), True)
    """
    max_iter = _check.integer(max_iter, "max_iter", low=0)

    states, converged = [start], bool(until(start))
    while not converged and len(states) <= max_iter:
        states.append(step(states[-1]))
        converged = bool(until(states[-1]))
    return Trajectory(tuple(states), converged)
