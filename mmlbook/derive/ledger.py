"""The ledger: every theorem the book quotes and does not derive, with its reference.

An entry is a typed statement, not a free text: quoting it means putting terms in the place of its
symbols.  Its witness says how to make it true, so it takes part in every check.

Trusted for: the statements below, which are believed on the authority of the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mmlbook.derive.analysis import factorial, oo, series
from mmlbook.derive.relations import Relation, eq
from mmlbook.derive.terms import Dim, Term, symbol
from mmlbook.derive.vocabulary import arccos, cos, exp, norm, norm2

__all__ = ["Entry", "entries", "lookup"]


@dataclass(frozen=True)
class Entry:
    """A quoted theorem.

    `words` is the statement for the reader, `reference` where its proof can be found, `parameters`
    the symbols to be replaced, `witness` how to choose some of them so that it holds.
    """

    name: str
    words: str
    reference: str
    parameters: tuple[Term, ...]
    relation: Relation
    witness: tuple[tuple[Term, Term], ...]


def _law_of_cosines() -> Entry:
    n = Dim("n")
    u, v = symbol("u", n, nonzero=True), symbol("v", n, nonzero=True)
    phi = symbol("phi", latex=r"\varphi")
    return Entry(
        name="law of cosines",
        words="In a triangle whose sides $u$ and $v$ enclose the angle $\\varphi$, the square of "
        "the third side is $\\norm{u}^2 + \\norm{v}^2 - 2 \\norm{u} \\norm{v} \\cos\\varphi$.",
        reference="Euclid, Elements, book II, propositions 12 and 13",
        parameters=(u, v, phi),
        relation=eq(norm2(u - v), norm2(u) + norm2(v) - 2 * norm(u) * norm(v) * cos(phi)),
        witness=((phi, arccos((u.T @ v) / (norm(u) * norm(v)))),),
    )


def _exponential_series() -> Entry:
    x, k = symbol("x"), symbol("k", natural=True)
    return Entry(
        name="exponential series",
        words="The exponential function is the sum of its power series.",
        reference="L. Euler, Introductio in analysin infinitorum, 1748, volume I, chapter VII",
        parameters=(x,),
        relation=eq(series(k, x**k / factorial(k), 0, oo), exp(x)),
        witness=((x, x),),
    )


@cache
def entries() -> dict[str, Entry]:
    """Return all entries by name.

    Examples
    --------
    >>> entries()["law of cosines"].reference
    'Euclid, Elements, book II, propositions 12 and 13'
    """
    return {e.name: e for e in (_law_of_cosines(), _exponential_series())}


def lookup(name: str) -> Entry:
    """Return an entry, or say which ones there are.

    Examples
    --------
    >>> lookup("folklore")
    Traceback (most recent call last):
        ...
    ValueError: 'folklore' is not in the ledger; entries: law of cosines, exponential series
    """
    if name not in entries():
        raise ValueError(f"{name!r} is not in the ledger; entries: {', '.join(entries())}")
    return entries()[name]
