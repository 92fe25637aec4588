"""What terms are made of besides other terms: sizes of blocks, indices, symbols, functions.

A size is a number, a name (`terms.Dim`), a `Stack` of sizes (blocks under each other) or a `Times`
of sizes (the pairs of a Kronecker product).  Two axes match only if they are made in one way.

Trusted for: `IMPLIED`, the properties that follow from others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Binder",
    "Function",
    "Index",
    "Stack",
    "Symbol",
    "Times",
    "closure",
    "count",
    "declared",
    "leaves",
    "resize",
]

IMPLIED = {
    "positive": ("nonnegative", "nonzero"),
    "natural": ("nonnegative",),
    "positive_definite": ("positive_semidefinite", "invertible"),
    "positive_semidefinite": ("symmetric",),
    "diagonal": ("symmetric",),
    "permutation": ("orthonormal", "selection", "invertible"),
    "orthonormal": ("full_column_rank",),
    "nonzero": (),
    "nonnegative": (),
    "symmetric": (),
    "invertible": (),
    "full_column_rank": (),
    "selection": (),
    "standardized": (),
    "indicator": ("nonnegative",),
    "one_hot": (),
}  # fmt: skip


def closure(flags: frozenset[str]) -> frozenset[str]:
    """Return the flags and all that they imply.

    Examples
    --------
    >>> sorted(closure(frozenset({"positive_definite"})))
    ['invertible', 'positive_definite', 'positive_semidefinite', 'symmetric']
    """
    more = flags.union(*(IMPLIED[f] for f in flags))
    return flags if more == flags else closure(more)


def declared(flags: frozenset[str]) -> list[str]:
    """Return the properties that do not follow from others.

    Examples
    --------
    >>> declared(closure(frozenset({"positive_definite"})))
    ['positive_definite']
    """
    implied = {g for f in flags for g in closure(frozenset({f})) - {f}}
    return sorted(flags - implied)


@dataclass(frozen=True)
class Stack:
    """The size of blocks under each other: the sum of their sizes."""

    parts: tuple[Any, ...]

    def __str__(self) -> str:
        return " + ".join(map(str, self.parts))


@dataclass(frozen=True)
class Times:
    """The number of pairs of two sizes; the first runs slowly."""

    parts: tuple[Any, ...]

    def __str__(self) -> str:
        return " ".join(f"({p})" if isinstance(p, Stack) else str(p) for p in self.parts)


def stack(*parts: Any) -> Any:
    """Return the size of blocks of these sizes; one block is itself, numbers add up."""
    if all(isinstance(p, int) for p in parts):
        return sum(parts)
    return parts[0] if len(parts) == 1 else Stack(parts)


def times(*parts: Any) -> Any:
    """Return the size of all pairs; a size of one leaves the other alone."""
    if all(isinstance(p, int) for p in parts):
        return parts[0] * parts[1]
    rest = tuple(p for p in parts if p != 1)
    return rest[0] if len(rest) == 1 else Times(rest)


def count(size: Any, value: Callable[[Any], int]) -> int:
    """Return a size as a number, given the values of names.

    Examples
    --------
    >>> count(Stack(("n", Times(("m", 3)))), {"n": 2, "m": 4}.get)
    14
    """
    if isinstance(size, Stack):
        return sum(count(p, value) for p in size.parts)
    if isinstance(size, Times):
        return count(size.parts[0], value) * count(size.parts[1], value)
    return size if isinstance(size, int) else value(size)


def leaves(size: Any) -> Iterator[Any]:
    """Yield the names of which a size is made."""
    if isinstance(size, Stack | Times):
        for p in size.parts:
            yield from leaves(p)
    elif not isinstance(size, int):
        yield size


def resize(size: Any, new: Callable[[Any], Any]) -> Any:
    """Return a size with its names replaced."""
    if isinstance(size, Stack | Times):
        build = stack if isinstance(size, Stack) else times
        return build(*(resize(p, new) for p in size.parts))
    return size if isinstance(size, int) else new(size)


@dataclass(frozen=True)
class Index:
    """A running index with its range 1, ..., `over`."""

    name: str
    over: Any

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Binder:
    """Which indices a sum or a maximum runs over: one index, or all pairs i < j."""

    indices: tuple[Index, ...]

    @property
    def pairs(self) -> bool:
        """Whether this runs over pairs i < j."""
        return len(self.indices) == 2


@dataclass(frozen=True)
class Symbol:
    """Name, printed form and declared properties of a symbol; see `IMPLIED` for the properties.

    `group` is not empty for a random symbol: symbols of different groups are independent.
    """

    name: str
    latex: str | None = None
    properties: frozenset[str] = frozenset()
    group: str = ""


@dataclass(frozen=True)
class Function:
    """A function of one number of which nothing is known but its name; `order` counts primes."""

    name: str
    latex: str | None = None
    order: int = 0

    def __call__(self, x: Any) -> Any:
        """Return the function of a term, entry by entry."""
        from mmlbook.derive.terms import function

        return function(self, x)

    @property
    def prime(self) -> Function:
        """The derivative."""
        return Function(self.name, self.latex, self.order + 1)

    @property
    def printed(self) -> str:
        """How the function prints, without its argument."""
        from mmlbook.derive.latex import letter

        return (self.latex or letter(self.name)) + "'" * self.order
