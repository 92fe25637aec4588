"""Every derivation of the book, by chapter, and the ledger of what is quoted.

Importing this package loads nothing; the chapters are imported when they are first asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmlbook.derive import Derivation

__all__ = ["LedgerLine", "derivations", "ledger", "order"]


@dataclass(frozen=True)
class LedgerLine:
    """A quoted theorem, and the derivations that rest on it."""

    name: str
    words: str
    reference: str
    used_by: tuple[str, ...]


def derivations(chapter: str | None = None) -> Mapping[str, Derivation]:
    """Return the derivations by name, in the order of the book.

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
def order() -> tuple[str, ...]:
    """Return the chapters, ``part/stem``, in the order of the book.

    Examples
    --------
    >>> "linear_algebra/vectors" in order()
    True
    """
    package = Path(__file__).parents[1]
    places = (package / "_toc.yml", package.parent / "_toc.yml")  # installed, and in the tree
    table = next(path for path in places if path.is_file()).read_text(encoding="utf-8")
    return tuple(re.findall(r"- file: book/(\w+/\w+)", table))


def _place(chapter: str) -> tuple[int, str]:
    known = order()
    return (known.index(chapter) if chapter in known else len(known), chapter)


@cache
def _all() -> dict[str, Derivation]:
    from mmlbook.derive import Derivation

    found: dict[str, Derivation] = {}
    modules = (m.name for m in pkgutil.walk_packages(__path__, f"{__name__}.") if not m.ispkg)
    chapters = (name.removeprefix(f"{__name__}.").replace(".", "/") for name in modules)
    for chapter in sorted(chapters, key=_place):
        module = importlib.import_module(f"{__name__}.{chapter.replace('/', '.')}")
        for value in vars(module).values():
            if not isinstance(value, Derivation) or value.chapter != chapter:
                continue
            if found.setdefault(value.name, value) is not value:
                raise ValueError(f"two derivations are called {value.name!r}")
    return found
