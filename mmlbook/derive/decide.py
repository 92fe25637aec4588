"""Exact decisions: identities and derivatives, with generic entries at small sizes.

This is the opinion that is independent of the kernels: it shares no code with them, computes in
SymPy's polynomial rings, and may contradict a proof.  Where no kernel finds a proof it gives the
mark ``▦``.

Trusted for: asking `explicit` about every size, every entry and every running index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import comb
from typing import Any

from mmlbook.derive.explicit import Explicit, Poly, UndecidedError
from mmlbook.derive.names import count
from mmlbook.derive.relations import Relation
from mmlbook.derive.terms import Dim, Term, free_indices
from mmlbook.derive.traverse import dims, symbols

__all__ = [
    "derivative_opinion",
    "opinion",
    "proves",
    "proves_derivative",
    "proves_hessian",
    "small_sizes",
]

ENTRIES = (27, 16, 10, 9)  # at most, by the largest size of an inverse; more cost too much
MONOMIALS = 5_000  # in an entry of a power, at most


def small_sizes(terms: Sequence[Term]) -> list[dict[Dim, int]]:
    """Return the sizes at which identities are decided (one empty choice if no size is named)."""
    names = dims(*terms)
    if not names:
        return [{}]
    choices = [{n: n.least + (t + k) % 3 for k, n in enumerate(names)} for t in range(3)]
    tall = [s for s in symbols(*terms) if "full_column_rank" in s.data.properties]
    for sizes in choices:
        for rows, columns in (s.shape for s in tall):
            if isinstance(rows, Dim):
                sizes[rows] = max(sizes[rows], count(columns, sizes.__getitem__))
    return choices


def _everywhere(E: Explicit, terms: Sequence[Term], polys: Any) -> Iterator[Poly]:
    """Yield the differences for every value of the running indices that no sum binds."""
    free = sorted(set().union(*map(free_indices, terms)), key=lambda i: i.name)
    for place in product(*(range(1, E.size(i.over) + 1) for i in free)):
        E.indices = dict(zip(free, place, strict=True))
        yield from polys()


def _assumptions(
    E: Explicit, hypotheses: Sequence[Relation], everything: Sequence[Term]
) -> list[Poly]:
    out: list[Poly] = []
    for h in hypotheses:
        if h.op == "=":
            pairs = zip(E.evaluate(h.lhs), E.evaluate(h.rhs), strict=True)
            out += [p - q for r, s in pairs for p, q in zip(r, s, strict=True)]
    return out + E.conditions(everything)


def _relevant(terms: Sequence[Term], hypotheses: Sequence[Relation]) -> list[Relation]:
    own = set(symbols(*terms))
    return [h for h in hypotheses if own & set(symbols(h.lhs, h.rhs))]


def proves(lhs: Term, rhs: Term, hypotheses: Sequence[Relation] = ()) -> bool:
    """Return whether lhs = rhs is proved at the small sizes, wherever both sides are defined.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> from mmlbook.derive.vocabulary import norm, norm2, sqrt
    >>> u, v = symbol("u", Dim("n")), symbol("v", Dim("n"))
    >>> proves(norm2(u + v), norm2(u) + 2 * (u.T @ v) + norm2(v))
    True
    >>> proves(sqrt(norm2(u) * norm2(v)), norm(u) * norm(v))
    True
    >>> proves(norm(u + v), norm(u) + norm(v))
    False
    """
    return _decide([(lhs, rhs)], hypotheses, _identity)


def opinion(lhs: Term, rhs: Term, hypotheses: Sequence[Relation] = ()) -> str:
    """Return ``agrees``, ``differs`` or ``unknown``, at the sizes that are cheap.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> A, B = symbol("A", Dim("n"), Dim("n")), symbol("B", Dim("n"), Dim("n"))
    >>> opinion((A @ B).T, B.T @ A.T), opinion((A @ B).T, A.T @ B.T)
    ('agrees', 'differs')
    """
    return _opinion([(lhs, rhs)], hypotheses, _identity)


def derivative_opinion(
    f: Term, x: Term, claimed: Term, hypotheses: Sequence[Relation] = (), *, second: bool = False
) -> str:
    """Return what is found of a claimed gradient or Jacobian, or of a claimed Hessian."""
    return _opinion([(f, claimed), (x, x)], hypotheses, _hessian if second else _derivative)


def _opinion(
    pairs: Sequence[tuple[Term, Term]], hypotheses: Sequence[Relation], difference: Any
) -> str:
    terms = [t for pair in pairs for t in pair]
    used = _relevant(terms, hypotheses)
    everything = [*terms, *(t for h in used for t in (h.lhs, h.rhs))]
    restricted = used or any("orthonormal" in s.data.properties for s in symbols(*everything))
    said = []
    try:
        for sizes in filter(lambda s: _cheap(everything, s), small_sizes(everything)):
            E = Explicit(everything, sizes)
            polys = list(_everywhere(E, terms, lambda E=E: difference(E, pairs)))
            if all(E.is_zero(p, _assumptions(E, used, everything)) for p in polys):
                said.append("agrees")
            elif not restricted and all(a.kind == "inverse" for a in E.atoms):
                return "differs"
            else:
                return "unknown"
    except UndecidedError:
        return "unknown"
    return "agrees" if said else "unknown"


def _cheap(terms: Sequence[Term], sizes: dict[Dim, int]) -> bool:
    def number(n: Any) -> int:
        return count(n, sizes.__getitem__)

    entries = sum(
        number(s.shape[0]) * number(s.shape[1]) * (2 if s.data.group else 1)
        for s in symbols(*terms)
    )
    if any(_monomials(s, sizes) > MONOMIALS for t in terms for s in t.subterms() if s.op == "pow"):
        return False
    inverted = [number(s.shape[0]) for t in terms for s in t.subterms() if s.op == "inv"]
    return entries <= ENTRIES[min(max(inverted, default=0), 3)]


def _monomials(t: Term, sizes: dict[Dim, int]) -> int:
    """Return how many monomials an entry of a power can have."""
    variables = sum(
        count(n, sizes.__getitem__) * count(m, sizes.__getitem__)
        for n, m in (s.shape for s in symbols(t))
    )
    return comb(variables + _degree(t), variables)


def _degree(t: Term) -> int:
    """Return about the degree of a term."""
    parts = [_degree(a) for a in t.args] or [1]
    return t.data * parts[0] if t.op == "pow" else sum(parts) if t.op == "mul" else max(parts)


def proves_derivative(f: Term, x: Term, claimed: Term, hypotheses: Sequence[Relation] = ()) -> bool:
    """Return whether `claimed` is the gradient (f scalar) or Jacobian (f a column) of f in x."""
    return _decide([(f, claimed), (x, x)], hypotheses, _derivative)


def proves_hessian(f: Term, x: Term, claimed: Term, hypotheses: Sequence[Relation] = ()) -> bool:
    """Return whether `claimed` is the Hessian of f in a column x, at small sizes."""
    return _decide([(f, claimed), (x, x)], hypotheses, _hessian)


def _hessian(E: Explicit, pairs: Sequence[tuple[Term, Term]]) -> list[Poly]:
    (f, claimed), (x, _) = pairs
    ((value,),), H = E.evaluate(f), E.evaluate(claimed)
    variables = [row[0] for row in E.evaluate(x)]
    return [
        E.derivative(E.derivative(value, v), w) - H[i][j]
        for i, v in enumerate(variables)
        for j, w in enumerate(variables)
    ]


def _identity(E: Explicit, pairs: Sequence[tuple[Term, Term]]) -> list[Poly]:
    (lhs, rhs) = pairs[0]
    rows = zip(E.evaluate(lhs), E.evaluate(rhs), strict=True)
    return [p - q for r, s in rows for p, q in zip(r, s, strict=True)]


def _derivative(E: Explicit, pairs: Sequence[tuple[Term, Term]]) -> list[Poly]:
    (f, claimed), (x, _) = pairs
    values, G, variables = E.evaluate(f), E.evaluate(claimed), E.evaluate(x)
    if f.scalar:
        flat = [
            (g, v) for r, s in zip(G, variables, strict=True) for g, v in zip(r, s, strict=True)
        ]
        return [E.derivative(values[0][0], v) - g for g, v in flat]
    return [
        E.derivative(values[i][0], variables[j][0]) - G[i][j]
        for i in range(len(values))
        for j in range(len(variables))
    ]


def _decide(
    pairs: Sequence[tuple[Term, Term]], hypotheses: Sequence[Relation], difference: Any
) -> bool:
    terms = [t for pair in pairs for t in pair]
    used = _relevant(terms, hypotheses)
    everything = [*terms, *(t for h in used for t in (h.lhs, h.rhs))]
    if any(s.op == "E" for t in everything for s in t.subterms()):
        return False  # two outcomes are not enough for every distribution
    try:
        choices = small_sizes(everything)
        if not all(_cheap(everything, sizes) for sizes in choices):
            return False
        for sizes in choices:
            E = Explicit(everything, sizes)
            polys = list(_everywhere(E, terms, lambda E=E: difference(E, pairs)))
            if all(not E.reduce(p) for p in polys):
                continue
            if not all(E.is_zero(p, _assumptions(E, used, everything)) for p in polys):
                return False
    except UndecidedError:
        return False
    return True
