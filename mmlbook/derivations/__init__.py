"""Every derivation of the book, by chapter, and the ledger of what is quoted.

Importing this package loads nothing; the chapters are imported when they are first asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmlbook.derive import Derivation

__all__ = ["LedgerLine", "derivations", "ledger"]


@dataclass(frozen=True)
class LedgerLine:
    """A quoted theorem, and the derivations that rest on it."""

    name: str
    words: str
    reference: str
    used_by: tuple[str, ...]


def derivations(chapter: str | None = None) -> Mapping[str, Derivation]:
    """Return the derivations by name, in the order in which the chapters define them.

    Parameters
    ----------
    chapter : str, optional
        ``part/stem``; all chapters if not given.

    Examples
    --------
    >>> list(derivations("linear_algebra/vectors"))[:2]
    ['dot_is_cosine', 'cauchy_schwarz']
    """
    found = _all()
    if chapter is not None:
        found = {name: d for name, d in found.items() if d.chapter == chapter}
        if not found:
            raise ValueError(f"no derivations for chapter {chapter!r}")
    return MappingProxyType(found)


def ledger() -> tuple[LedgerLine, ...]:
    """Return every quoted theorem with its reference and who uses it.

    Examples
    --------
    >>> [line.name for line in ledger() if "dot_is_cosine" in line.used_by]
    ['law of cosines']
    """
    from mmlbook.derive.ledger import entries

    return tuple(
        LedgerLine(
            e.name,
            e.words,
            e.reference,
            tuple(name for name, d in derivations().items() if e.name in d.quoted),
        )
        for e in entries().values()
    )


@cache
def _all() -> dict[str, Derivation]:
    from mmlbook.derive import Derivation

    found: dict[str, Derivation] = {}
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        if module.ispkg:
            continue
        chapter = module.name.removeprefix(f"{__name__}.").replace(".", "/")
        for value in vars(importlib.import_module(module.name)).values():
            if not isinstance(value, Derivation) or value.chapter != chapter:
                continue
            if found.setdefault(value.name, value) is not value:
                raise ValueError(f"two derivations are called {value.name!r}")
    return found
