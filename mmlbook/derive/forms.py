"""The forms of terms: products cut into numbers, sums into what is added and subtracted.

Trusted for: what `signs` reads off a term.
"""

from __future__ import annotations

from collections.abc import Iterator

from mmlbook.derive.terms import SCALAR, Shape, Term, _term, as_term, mul, number, power
from mmlbook.derive.traverse import rebuild, unfold

__all__ = [
    "at_most_one",
    "full_rank",
    "gram",
    "inner",
    "matrices",
    "plain",
    "product",
    "scaled",
    "segments",
    "signed",
    "squares",
    "starts_negative",
    "summands",
    "turned",
]

# --- matrices -----------------------------------------------------------------------------------


def plain(t: Term) -> Term:
    """Return a term without names, double transposes and transposed or nested products."""
    t = unfold(t)
    args = tuple(map(plain, t.args))
    if t.op == "T":
        (a,) = args
        if a.op == "T":
            return a.args[0]
        if matrices(a):
            return plain(mul(*(x if x.scalar else x.T for x in reversed(a.args))))
        if a.scalar or (a.op == "sym" and "symmetric" in a.data.properties):
            return a
    if t.op == "mul" and not any(a.scalar for a in args):
        return mul(*(x for a in args for x in (a.args if matrices(a) else (a,))))
    if t.op in ("sum", "max"):  # a name's own running index may be bound twice, which is sound
        return _term(t.op, args, t.data, t.shape)
    return rebuild(t, args) if args != t.args else t


def matrices(t: Term) -> bool:
    """Return whether a term is a product of matrices in which no number has come about."""
    return (
        t.op == "mul"
        and not any(a.scalar for a in t.args)
        and SCALAR not in inner(list(t.args))[:-1]
    )


def scaled(t: Term) -> tuple[Term | None, Term]:
    """Split a multiple c A, A c or A / c into the scalar and the matrix."""
    if t.op == "div":
        return 1 / t.args[1], t.args[0]
    scalars = [a for a in t.args if a.scalar]
    rest = [a for a in t.args if not a.scalar]
    if not scalars or not rest or rest[0].shape[0] != t.shape[0] or SCALAR in inner(rest):
        return None, t
    return mul(*scalars), mul(*rest)


def inner(factors: list[Term]) -> list[Shape]:
    """Return the shapes of the products of the first factors."""
    shapes = [factors[0].shape]
    for a in factors[1:]:
        shapes.append((shapes[-1][0], a.shape[1]))
    return shapes


def gram(t: Term) -> tuple[Term, Term | None] | None:
    """Return B and C if t is written B' B or B' C B, else None."""
    if t.op != "mul" or len(t.args) < 2 or any(a.scalar for a in t.args):
        return None
    first, last = t.args[0], t.args[-1]
    if plain(first.T) != last:
        return None
    return last, mul(*t.args[1:-1]) if len(t.args) > 2 else None


def full_rank(t: Term) -> bool:
    """Return whether a symbol, or the transpose of one, is declared to have full column rank."""
    if t.op == "T":
        return t.args[0].op == "sym" and "invertible" in t.args[0].data.properties
    return t.op == "sym" and bool(t.data.properties & {"full_column_rank", "invertible"})


# --- forms --------------------------------------------------------------------------------------


def summands(t: Term) -> tuple[list[Term], list[Term]]:
    """Return what a sum adds and what it subtracts; equal terms cancel."""
    plus, minus = list[Term](), list[Term]()
    for positive, x in signed(t, True):
        here, there = (plus, minus) if positive else (minus, plus)
        if x in there:
            there.remove(x)
        else:
            here.append(x)
    return plus, minus


def signed(t: Term, positive: bool) -> Iterator[tuple[bool, Term]]:
    """Yield what a sum is made of, with its signs."""
    if t.op == "add":
        for a in t.args:
            yield from signed(a, positive)
    elif t.op == "neg":
        yield from signed(t.args[0], not positive)
    elif t.op == "num" and t.data < 0:
        yield not positive, as_term(-t.data)
    elif t.op == "mul" and starts_negative(t):
        yield from signed(mul(-t.args[0], *t.args[1:]), not positive)
    else:
        yield positive, t


def starts_negative(t: Term) -> bool:
    """Return whether a product begins with a negative number."""
    first = t.args[0]
    return first.op == "num" and first.data < 0


def segments(t: Term) -> list[tuple[Term, ...]]:
    """Cut a scalar product into its scalar factors, read from left to right."""
    if t.op != "mul" or not t.scalar:
        return [(t,)]
    out, current, shape = list[tuple[Term, ...]](), tuple[Term, ...](), SCALAR
    for a in t.args:
        if a.scalar and shape != SCALAR:
            out.append((a,))
            continue
        shape = a.shape if shape == SCALAR else (shape[0], a.shape[1])
        current += (a,)
        if shape == SCALAR:
            out.append(current)
            current = ()
    return out


def product(segments: list[tuple[Term, ...]]) -> Term:
    """Return the product of segments."""
    return mul(*(a for s in segments for a in s)) if segments else number(1)


def turned(t: Term) -> Term:
    """Return a term without its transpose."""
    return t.args[0] if t.op == "T" else t


def at_most_one(t: Term) -> bool:
    """Return whether a number is a cosine, a sine or a sign, or an even power of one."""
    if t.op == "pow" and t.data % 2 == 0:
        t = t.args[0]
        if t.op == "entry" and t.args[0].op == "fn":
            t = t.args[0]
    return t.op == "fn" and t.data in ("cos", "sin", "sign")


def squares(t: Term) -> Iterator[Term]:
    """Yield the forms in which the square of a scalar term may have been written."""
    yield power(t, 2)
    if t.op == "fn" and t.data == "abs":
        yield power(t.args[0], 2)
    if t.op == "fn" and t.data == "sqrt":
        yield t.args[0]
    if t.op == "mul" and all(a.scalar for a in t.args) and len(t.args) == 2:
        for a in squares(t.args[0]):
            for b in squares(t.args[1]):
                yield mul(a, b)
