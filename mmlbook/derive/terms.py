"""The term language: what an author writes, kept exactly as written.

A `Term` is an immutable tree with a shape; vectors are columns and a term of shape ``(1, 1)`` is a
scalar.  Nothing is evaluated, sorted or simplified.  Terms can only be built by the constructors of
this module, and each of them checks shapes and ranges, so a term that exists is well formed.

Trusted for: shapes, and `substitute` (used to instantiate quoted and recalled results).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

__all__ = [
    "Binder",
    "Dim",
    "Index",
    "Max",
    "ShapeError",
    "Size",
    "Sum",
    "Symbol",
    "Term",
    "add",
    "arccos",
    "as_term",
    "column",
    "cos",
    "cross",
    "div",
    "exp",
    "eye",
    "function",
    "inv",
    "log",
    "mul",
    "neg",
    "norm",
    "norm1",
    "norm2",
    "norm_inf",
    "number",
    "ones",
    "power",
    "sign",
    "sin",
    "sqrt",
    "substitute",
    "tr",
    "zeros",
]

FUNCTIONS = ("sqrt", "abs", "sign", "cos", "sin", "exp", "log", "arccos")


class ShapeError(TypeError):
    """A term was asked for that has no meaning: shapes or index ranges do not fit."""


class _Arithmetic:
    """The operators shared by terms and sizes."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Term:
        return add(self, other)

    def __radd__(self, other: Operand) -> Term:
        return add(other, self)

    def __sub__(self, other: Operand) -> Term:
        return add(self, neg(other))

    def __rsub__(self, other: Operand) -> Term:
        return add(other, neg(self))

    def __mul__(self, other: Operand) -> Term:
        return mul(self, other)

    def __rmul__(self, other: Operand) -> Term:
        return mul(other, self)

    def __matmul__(self, other: Operand) -> Term:
        return mul(self, other)

    def __rmatmul__(self, other: Operand) -> Term:
        return mul(other, self)

    def __truediv__(self, other: Operand) -> Term:
        return div(self, other)

    def __rtruediv__(self, other: Operand) -> Term:
        return div(other, self)

    def __pow__(self, exponent: int) -> Term:
        return power(self, exponent)

    def __neg__(self) -> Term:
        return neg(self)

    def __abs__(self) -> Term:
        return function("abs", self)


@dataclass(frozen=True)
class Dim(_Arithmetic):
    """A size with a name, such as the dimension d of a vector; at least `least`.

    Examples
    --------
    >>> Dim("n") - 1
    Term(n - 1)
    """

    name: str
    least: int = 1

    def __str__(self) -> str:
        return self.name


Size: TypeAlias = "Dim | int"
Shape: TypeAlias = "tuple[Size, Size]"
SCALAR: Shape = (1, 1)


@dataclass(frozen=True)
class Index:
    """A running index with its range 1, ..., `over`."""

    name: str
    over: Size

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
    """Name, printed form and declared properties of a symbol.

    `properties` is a subset of ``nonzero``, ``nonnegative``, ``positive``, ``symmetric``,
    ``invertible``.
    """

    name: str
    latex: str | None = None
    properties: frozenset[str] = frozenset()


class Term(_Arithmetic):
    """A typed expression; build it with the constructors and operators, never directly.

    Entries count from one, as on paper: ``u[1]`` is the first entry of ``u``.

    Examples
    --------
    >>> n = Dim("n")
    >>> x = symbol("x", n)
    >>> x.T @ x + 1
    Term(\\vect{x}^{\\T} \\vect{x} + 1)
    >>> x + x.T
    Traceback (most recent call last):
        ...
    mmlbook.derive.terms.ShapeError: cannot add shapes (n, 1) and (1, n)
    """

    __slots__ = ("_hash", "args", "data", "op", "shape")

    op: str
    args: tuple[Term, ...]
    data: Any
    shape: Shape
    _hash: int

    __iter__ = None  # u[1], u[2], ... never ends by itself

    def __init__(self, *_: object) -> None:
        raise TypeError("terms are built by the constructors of mmlbook.derive, not by Term(...)")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("terms are immutable")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Term) or self._hash != other._hash:
            return False
        return (self.op, self.data, self.shape, self.args) == (
            other.op,
            other.data,
            other.shape,
            other.args,
        )

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Term({self.latex()})"

    def __getitem__(self, index: Index | int | tuple[Index | int, ...]) -> Term:
        return entry(self, *(index if isinstance(index, tuple) else (index,)))

    @property
    def T(self) -> Term:
        """The transpose."""
        return transpose(self)

    @property
    def scalar(self) -> bool:
        """Whether the shape is (1, 1)."""
        return self.shape == SCALAR

    def latex(self) -> str:
        """Return the textbook LaTeX of this term."""
        from mmlbook.derive.latex import latex

        return latex(self)

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex()}$"

    def subterms(self) -> Iterator[Term]:
        """Yield this term and everything inside it, the bodies of `let` names included."""
        yield self
        for arg in self.args:
            yield from arg.subterms()


Operand: TypeAlias = "Term | Dim | int | Fraction | _Arithmetic"


def _term(op: str, args: tuple[Term, ...], data: Any, shape: Shape) -> Term:
    t: Term = object.__new__(Term)
    for name, value in (("op", op), ("args", args), ("data", data), ("shape", shape)):
        object.__setattr__(t, name, value)
    object.__setattr__(t, "_hash", hash((op, args, data, shape)))
    return t


def _show(shape: Shape) -> str:
    return f"({shape[0]}, {shape[1]})"


# --- leaves -------------------------------------------------------------------------------------


def as_term(x: Operand) -> Term:
    """Return `x` as a term: terms, sizes, integers and fractions are welcome, floats are not.

    Examples
    --------
    >>> as_term(3)
    Term(3)
    >>> as_term(0.5)
    Traceback (most recent call last):
        ...
    TypeError: a term must be exact; got the float 0.5, write number(1, 2)
    """
    if isinstance(x, Term):
        return x
    if isinstance(x, Dim):
        return _term("size", (), x, SCALAR)
    if isinstance(x, int | Fraction) and not isinstance(x, bool):
        return _term("num", (), Fraction(x), SCALAR)
    if isinstance(x, float):
        p, q = x.as_integer_ratio()
        raise TypeError(f"a term must be exact; got the float {x}, write number({p}, {q})")
    raise TypeError(f"cannot make a term from {x!r}")


def number(numerator: int, denominator: int = 1) -> Term:
    """Return an exact rational number."""
    return as_term(Fraction(numerator, denominator))


def symbol(
    name: str, rows: Size = 1, columns: Size = 1, latex: str | None = None, **flags: bool
) -> Term:
    """Return a symbol; authors use `Derivation.vec`, `.mat` and `.scalar`, which record it."""
    known = {"nonzero", "nonnegative", "positive", "symmetric", "invertible"}
    if unknown := set(flags) - known:
        raise TypeError(f"unknown property {sorted(unknown)} of {name}; known: {sorted(known)}")
    if (flags.get("symmetric") or flags.get("invertible")) and rows != columns:
        raise ShapeError(f"{name} must be square; got shape {_show((rows, columns))}")
    if (flags.get("positive") or flags.get("nonnegative")) and (rows, columns) != SCALAR:
        raise ShapeError(f"{name} must be a scalar to have a sign; got {_show((rows, columns))}")
    properties = frozenset(k for k, v in flags.items() if v)
    return _term("sym", (), Symbol(name, latex, properties), (rows, columns))


def let(name: str, body: Term, latex: str | None = None, entry: str | None = None) -> Term:
    """Return a term that prints as `name` and means `body`; `entry` is the letter of its entries."""
    if free := free_indices(body):
        raise ShapeError(f"{name} depends on the running index {free.pop()}; name a closed term")
    return _term("let", (body,), (name, latex, entry), body.shape)


def eye(n: Size) -> Term:
    """Return the identity matrix."""
    return _term("eye", (), None, (n, n))


def ones(n: Size) -> Term:
    """Return the vector of ones."""
    return _term("ones", (), None, (n, 1))


def zeros(rows: Size, columns: Size = 1) -> Term:
    """Return the zero vector or matrix (the number 0 if both sizes are one)."""
    return number(0) if (rows, columns) == SCALAR else _term("zeros", (), None, (rows, columns))


# --- algebra ------------------------------------------------------------------------------------


def add(*operands: Operand) -> Term:
    """Return the sum, in the order given."""
    terms = [as_term(x) for x in operands]
    for t in terms[1:]:
        if t.shape != terms[0].shape:
            raise ShapeError(f"cannot add shapes {_show(terms[0].shape)} and {_show(t.shape)}")
    if len(terms) == 1:
        return terms[0]
    first = terms[0].args if terms[0].op == "add" else (terms[0],)
    return _term("add", (*first, *terms[1:]), None, terms[0].shape)


def neg(operand: Operand) -> Term:
    """Return the negative."""
    t = as_term(operand)
    return as_term(-t.data) if t.op == "num" else _term("neg", (t,), None, t.shape)


def mul(*operands: Operand) -> Term:
    """Return the product, read from left to right; a product that has become a scalar scales.

    Examples
    --------
    >>> A, x = symbol("A", 2, 3), symbol("x", 3)
    >>> (A @ x).shape
    (2, 1)
    >>> x @ A
    Traceback (most recent call last):
        ...
    mmlbook.derive.terms.ShapeError: cannot multiply shapes (3, 1) and (2, 3)
    """
    shape, flat = SCALAR, list[Term]()
    for t in map(as_term, operands):
        product = _product_shape(shape, t.shape)
        nested = t.op == "mul" and (shape == SCALAR)
        flat += t.args if nested else (t,)
        shape = product
    return flat[0] if len(flat) == 1 else _term("mul", tuple(flat), None, shape)


def _product_shape(a: Shape, b: Shape) -> Shape:
    if SCALAR in (a, b):
        return b if a == SCALAR else a
    if a[1] != b[0]:
        raise ShapeError(f"cannot multiply shapes {_show(a)} and {_show(b)}")
    return (a[0], b[1])


def div(numerator: Operand, denominator: Operand) -> Term:
    """Return a quotient by a scalar."""
    a, b = as_term(numerator), as_term(denominator)
    if not b.scalar:
        raise ShapeError(f"can only divide by a scalar; got shape {_show(b.shape)}")
    if b.op == "num" and b.data == 0:
        raise ZeroDivisionError("division by the number zero")
    if a.op == b.op == "num":
        return as_term(a.data / b.data)
    return _term("div", (a, b), None, a.shape)


def power(base: Operand, exponent: int) -> Term:
    """Return an integer power of a scalar or a square matrix; the exponent is at least one."""
    t = as_term(base)
    if not isinstance(exponent, int) or exponent < 1:
        raise TypeError(f"the exponent must be a positive integer; got {exponent!r}")
    _square(t, "a power")
    return t if exponent == 1 else _term("pow", (t,), exponent, t.shape)


def transpose(t: Term) -> Term:
    """Return the transpose."""
    return _term("T", (t,), None, (t.shape[1], t.shape[0]))


def inv(t: Term) -> Term:
    """Return the inverse of a square matrix."""
    _square(t, "an inverse")
    if t.scalar:
        raise ShapeError("write 1 / x for the inverse of a scalar")
    return _term("inv", (t,), None, t.shape)


def tr(t: Term) -> Term:
    """Return the trace."""
    _square(t, "a trace")
    return _term("tr", (t,), None, SCALAR)


def _square(t: Term, what: str) -> None:
    if t.shape[0] != t.shape[1]:
        raise ShapeError(f"{what} needs a square matrix; got shape {_show(t.shape)}")


def _vector(t: Term, what: str) -> None:
    if t.shape[1] != 1 or t.scalar:
        raise ShapeError(f"{what} needs a column vector; got shape {_show(t.shape)}")


# --- vectors ------------------------------------------------------------------------------------


def norm(x: Term) -> Term:
    """Return the Euclidean norm."""
    _vector(x, "a norm")
    return _term("norm", (x,), 2, SCALAR)


def norm2(x: Term) -> Term:
    """Return the squared Euclidean norm, the same term as ``norm(x)**2``."""
    return power(norm(x), 2)


def norm1(x: Term) -> Term:
    """Return the sum of absolute values."""
    _vector(x, "a norm")
    return _term("norm", (x,), 1, SCALAR)


def norm_inf(x: Term) -> Term:
    """Return the largest absolute value."""
    _vector(x, "a norm")
    return _term("norm", (x,), "inf", SCALAR)


def cross(u: Term, v: Term) -> Term:
    """Return the cross product of two vectors with three entries."""
    for t in (u, v):
        if t.shape != (3, 1):
            raise ShapeError(f"a cross product needs vectors of length 3; got {_show(t.shape)}")
    return _term("cross", (u, v), None, (3, 1))


def column(*entries: Operand) -> Term:
    """Return the vector with the given scalar entries."""
    terms = tuple(as_term(x) for x in entries)
    if len(terms) < 2 or not all(t.scalar for t in terms):
        raise ShapeError("a column needs at least two entries, all of them scalars")
    return _term("column", terms, None, (len(terms), 1))


def entry(t: Term, *index: Index | int) -> Term:
    """Return an entry; every index must run over the size of its axis."""
    sizes = t.shape[:1] if t.shape[1] == 1 else t.shape
    if len(index) != len(sizes):
        raise ShapeError(f"shape {_show(t.shape)} needs {len(sizes)} index(es); got {len(index)}")
    for i, size in zip(index, sizes, strict=True):
        if isinstance(i, Index) and i.over != size:
            raise ShapeError(f"index {i} runs to {i.over}, but the axis has size {size}")
        if isinstance(i, int) and not (isinstance(size, int) and 1 <= i <= size):
            raise ShapeError(f"entry {i} of an axis of size {size}: numbers count from 1 to the "
                             "size, which must be a number")
    return _term("entry", (t,), index, SCALAR)


def Sum(index: Index | tuple[Index, Index], body: Operand) -> Term:
    """Return a sum over an index, or over all pairs i < j.

    Examples
    --------
    >>> n = Dim("n")
    >>> i, j, x = Index("i", n), Index("j", n), symbol("x", n)
    >>> Sum(i, x[i] ** 2)
    Term(\\sum_{i=1}^{n} x_{i}^{2})
    >>> Sum((i, j), x[i] * x[j])
    Term(\\sum_{1 \\le i < j \\le n} x_{i} x_{j})
    """
    t = as_term(body)
    return _term("sum", (t,), _binder(index, t), t.shape)


def Max(index: Index, body: Operand) -> Term:
    """Return the largest value of a scalar over an index."""
    t = as_term(body)
    if not t.scalar:
        raise ShapeError(f"a maximum needs a scalar; got shape {_show(t.shape)}")
    return _term("max", (t,), _binder(index, t), SCALAR)


def _binder(index: Index | tuple[Index, ...], body: Term) -> Binder:
    indices = (index,) if isinstance(index, Index) else tuple(index)
    if len(indices) == 2 and (indices[0].over != indices[1].over or indices[0] == indices[1]):
        raise ShapeError("a sum over pairs needs two different indices with one range")
    if len(indices) > 2:
        raise ShapeError("a sum runs over one index or over a pair")
    if _printed_bindings(body) & set(indices):
        raise ShapeError("an index is bound twice; use another letter for the inner sum")
    return Binder(indices)


def _printed_bindings(t: Term) -> set[Index]:
    """Return the indices bound in what is printed: the bodies of names are out of sight."""
    if t.op == "let":
        return set()
    own = set(t.data.indices) if t.op in ("sum", "max") else set()
    return own.union(*map(_printed_bindings, t.args))


def function(name: str, operand: Operand) -> Term:
    """Apply a function of one number to every entry."""
    if name not in FUNCTIONS:
        raise ValueError(f"unknown function {name!r}; known: {', '.join(FUNCTIONS)}")
    t = as_term(operand)
    return _term("fn", (t,), name, t.shape)


def sqrt(x: Operand) -> Term:
    """Return the square root."""
    return function("sqrt", x)


def sign(x: Operand) -> Term:
    """Return the sign: -1, 0 or 1, entry by entry."""
    return function("sign", x)


def cos(x: Operand) -> Term:
    """Return the cosine."""
    return function("cos", x)


def sin(x: Operand) -> Term:
    """Return the sine."""
    return function("sin", x)


def arccos(x: Operand) -> Term:
    """Return the angle between 0 and pi with the given cosine."""
    return function("arccos", x)


def exp(x: Operand) -> Term:
    """Return the exponential."""
    return function("exp", x)


def log(x: Operand) -> Term:
    """Return the natural logarithm."""
    return function("log", x)


# --- rebuilding ---------------------------------------------------------------------------------

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
    "entry": lambda t, a: entry(a[0], *t.data),
    "sum": lambda t, a: Sum(t.data.indices if t.data.pairs else t.data.indices[0], a[0]),
    "max": lambda t, a: Max(t.data.indices[0], a[0]),
    "fn": lambda t, a: function(t.data, a[0]),
    "let": lambda t, a: let(t.data[0], a[0], *t.data[1:]) if a[0] != t.args[0] else t,
}


def rebuild(t: Term, args: tuple[Term, ...]) -> Term:
    """Return `t` with other arguments, through the checking constructors."""
    return _BUILD[t.op](t, args) if t.args else t


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


def free_indices(t: Term) -> set[Index]:
    """Return the running indices of `t` that no sum binds."""
    if t.op == "entry":
        own = {i for i in t.data if isinstance(i, Index)}
    else:
        own = set()
    inner = own.union(*(free_indices(a) for a in t.args))
    return inner - set(t.data.indices) if t.op in ("sum", "max") else inner


def symbols(*terms: Term) -> list[Term]:
    """Return the symbols inside the terms, each once, in order of appearance."""
    return list(dict.fromkeys(s for t in terms for s in t.subterms() if s.op == "sym"))


def dims(*terms: Term) -> list[Dim]:
    """Return the named sizes inside the terms, each once, in order of appearance."""
    found: dict[Dim, None] = {}
    for t in terms:
        for s in t.subterms():
            sizes: list[Any] = [*s.shape]
            if s.op == "size":
                sizes.append(s.data)
            if s.op in ("sum", "max"):
                sizes += [i.over for i in s.data.indices]
            found |= dict.fromkeys(x for x in sizes if isinstance(x, Dim))
    return list(found)


def substitute(
    t: Term, values: Mapping[Term, Term], sizes: Mapping[Dim, Size] | None = None
) -> Term:
    """Return `t` with symbols replaced by terms and named sizes by sizes.

    Examples
    --------
    >>> n, m = Dim("n"), Dim("m")
    >>> x, y = symbol("x", n), symbol("y", m)
    >>> substitute(norm2(x), {x: y}, {n: m})
    Term(\\norm{\\vect{y}}^{2})
    """
    sizes = sizes or {}
    captured = {i for v in values.values() for i in free_indices(v)} & bound_indices(t)
    if captured:
        raise ShapeError(f"the index {captured.pop()} would be captured by a sum")
    return _substitute(unfold(t), values, sizes)


def _substitute(t: Term, values: Mapping[Term, Term], sizes: Mapping[Dim, Size]) -> Term:
    def size(s: Size) -> Size:
        return sizes.get(s, s) if isinstance(s, Dim) else s

    def index(i: Index | int) -> Index | int:
        return Index(i.name, size(i.over)) if isinstance(i, Index) else i

    shape = (size(t.shape[0]), size(t.shape[1]))
    if t in values:
        if values[t].shape != shape:
            raise ShapeError(f"{t.latex()} has shape {_show(shape)}; got {_show(values[t].shape)}")
        return values[t]
    if t.op == "size":
        new = size(t.data)
        return as_term(new)
    if not t.args:
        return _term(t.op, (), t.data, shape)
    args = tuple(_substitute(a, values, sizes) for a in t.args)
    if t.op == "entry":
        return entry(args[0], *map(index, t.data))
    if t.op in ("sum", "max"):
        binder = Binder(tuple(Index(i.name, size(i.over)) for i in t.data.indices))
        return _term(t.op, args, binder, shape)
    return rebuild(t, args)
