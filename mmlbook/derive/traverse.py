"""Walking through terms: collect what is in them, unfold names, replace symbols.

Trusted for: `unfold` and `substitute`, with which quoted and recalled results are instantiated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from mmlbook.derive.names import Binder, Index, leaves, resize
from mmlbook.derive.structure import E, block, col, kron, random_groups, vec
from mmlbook.derive.terms import (
    Dim,
    ShapeError,
    Size,
    Term,
    _term,
    add,
    as_term,
    div,
    entry,
    free_indices,
    function,
    inv,
    let,
    mul,
    neg,
    power,
    show_shape,
    tr,
    transpose,
)
from mmlbook.derive.vocabulary import (
    Max,
    Sum,
    column,
    cross,
    det,
    diag,
    had,
    norm,
    norm1,
    norm_inf,
)

__all__ = [
    "bound_indices",
    "dims",
    "free_symbols",
    "rebuild",
    "substitute",
    "symbols",
    "unfold",
]

REMEMBERED = 10_000  # terms whose unfolding and symbols are kept

_BUILD: dict[str, Callable[..., Term]] = {
    "add": lambda t, a: add(*a),
    "neg": lambda t, a: neg(a[0]),
    "mul": lambda t, a: mul(*a),
    "div": lambda t, a: div(*a),
    "pow": lambda t, a: power(a[0], t.data),
    "T": lambda t, a: transpose(a[0]),
    "inv": lambda t, a: inv(a[0]),
    "tr": lambda t, a: tr(a[0]),
    "norm": lambda t, a: {2: norm, 1: norm1, "inf": norm_inf}[t.data](a[0]),
    "cross": lambda t, a: cross(*a),
    "column": lambda t, a: column(*a),
    "had": lambda t, a: had(*a),
    "diag": lambda t, a: diag(a[0]),
    "det": lambda t, a: det(a[0]),
    "entry": lambda t, a: entry(a[0], *t.data),
    "sum": lambda t, a: Sum(t.data.indices if t.data.pairs else t.data.indices[0], a[0]),
    "max": lambda t, a: Max(t.data.indices[0], a[0]),
    "fn": lambda t, a: function(t.data, a[0]),
    "block": lambda t, a: block([a[i : i + t.data[1]] for i in range(0, len(a), t.data[1])]),
    "kron": lambda t, a: kron(*a),
    "vec": lambda t, a: vec(a[0]),
    "col": lambda t, a: col(a[0], *t.data),
    "E": lambda t, a: E(a[0]),
    "rpow": lambda t, a: power(*a),
    "binom": lambda t, a: _term("binom", a, None, t.shape),
    "int": lambda t, a: _term("int", a, t.data, t.shape),
    "series": lambda t, a: _term("series", a, t.data, t.shape),
    "let": lambda t, a: let(t.data[0], a[0], *t.data[1:]) if a[0] != t.args[0] else t,
}


def rebuild(t: Term, args: tuple[Term, ...]) -> Term:
    """Return `t` with other arguments, through the checking constructors."""
    return _BUILD[t.op](t, args) if t.args else t


@lru_cache(maxsize=REMEMBERED)
def unfold(t: Term) -> Term:
    """Return `t` with every `let` name replaced by its body."""
    if t.op == "let":
        return unfold(t.args[0])
    args = tuple(map(unfold, t.args))
    if t.op in ("sum", "max"):  # a name's own running index may now be bound twice, which is sound
        return _term(t.op, args, t.data, t.shape)
    return rebuild(t, args)


def bound_indices(t: Term) -> set[Index]:
    """Return every index bound by a sum or maximum inside `t`."""
    return {i for s in t.subterms() if s.op in ("sum", "max") for i in s.data.indices}


def symbols(*terms: Term) -> list[Term]:
    """Return the symbols inside the terms, each once, in order of appearance."""
    return list(dict.fromkeys(s for t in terms for s in _symbols(t)))


@lru_cache(maxsize=REMEMBERED)
def _symbols(t: Term) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(s for s in t.subterms() if s.op == "sym"))


def free_symbols(*terms: Term) -> set[Term]:
    """Return the symbols inside the terms that no integral or sum binds.

    Examples
    --------
    >>> from mmlbook.derive.analysis import oo, series
    >>> from mmlbook.derive.terms import symbol
    >>> k, q = symbol("k", natural=True), symbol("q")
    >>> free_symbols(series(k, q**k, 0, oo))
    {Term(q)}
    """
    out = set[Term]()
    for t in terms:
        inner = {t} if t.op == "sym" else free_symbols(*t.args)
        out |= inner - {t.data} if t.op in ("int", "series") else inner
    return out


def dims(*terms: Term) -> list[Dim]:
    """Return the named sizes inside the terms, each once, in order of appearance."""
    found: dict[Dim, None] = {}
    for t in terms:
        for s in t.subterms():
            sizes: list[Any] = [*s.shape]
            sizes += [i.over for i in s.data if isinstance(i, Index)] if s.op == "col" else []
            if s.op == "size":
                sizes.append(s.data)
            if s.op in ("sum", "max"):
                sizes += [i.over for i in s.data.indices]
            found |= dict.fromkeys(x for size in sizes for x in leaves(size))
    return list(found)


def substitute(
    t: Term, values: Mapping[Term, Term], sizes: Mapping[Dim, Size] | None = None
) -> Term:
    r"""Return `t` with symbols replaced by terms and named sizes by sizes.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> from mmlbook.derive.vocabulary import norm2
    >>> n, m = Dim("n"), Dim("m")
    >>> x, y = symbol("x", n), symbol("y", m)
    >>> substitute(norm2(x), {x: y}, {n: m})
    Term(\norm{\vect{y}}^{2})
    """
    sizes = sizes or {}
    captured = {i for v in values.values() for i in free_indices(v)} & bound_indices(t)
    if captured:
        raise ShapeError(f"the index {captured.pop()} would be captured by a sum")
    return _substitute(unfold(t), values, sizes)


def _substitute(t: Term, values: Mapping[Term, Term], sizes: Mapping[Dim, Size]) -> Term:
    def size(s: Size) -> Any:
        return resize(s, lambda n: sizes.get(n, n))

    def index(i: Index | int) -> Index | int:
        return Index(i.name, size(i.over)) if isinstance(i, Index) else i

    shape = (size(t.shape[0]), size(t.shape[1]))
    if t in values:
        if values[t].shape != shape:
            raise ShapeError(
                f"{t.latex()} has shape {show_shape(shape)}; got {show_shape(values[t].shape)}"
            )
        return values[t]
    if t.op == "size":
        new = size(t.data)
        return as_term(new)
    if not t.args:
        return _term(t.op, (), t.data, shape)
    if t.op in ("int", "series"):
        values = {s: v for s, v in values.items() if s != t.data}
        if t.data in symbols(*(v for s, v in values.items() if s in symbols(t))):
            raise ShapeError(f"the variable {t.data.data.name} would be captured")
    if t.op == "E":
        for s, v in values.items():
            if not random_groups(v) <= random_groups(s) and s in symbols(t):
                raise ShapeError(f"{v.latex()} is random, {s.latex()} is not, or another way")
    args = tuple(_substitute(a, values, sizes) for a in t.args)
    if t.op == "entry":
        return entry(args[0], *map(index, t.data))
    if t.op == "col":
        return col(args[0], *map(index, t.data))
    if t.op in ("sum", "max"):
        binder = Binder(tuple(Index(i.name, size(i.over)) for i in t.data.indices))
        return _term(t.op, args, binder, shape)
    return rebuild(t, args)
