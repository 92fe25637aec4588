"""The term language: what an author writes, kept exactly as written.

A `Term` is an immutable tree with a shape; vectors are columns and a term of shape ``(1, 1)`` is a
scalar.  Nothing is evaluated, sorted or simplified.  Terms can only be built by the constructors of
this module, and each of them checks shapes and ranges, so a term that exists is well formed.

Trusted for: shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

from mmlbook.derive.names import (
    IMPLIED,
    Binder,
    Function,
    Index,
    Stack,
    Symbol,
    Times,
    closure,
)

__all__ = [
    "Binder",
    "Dim",
    "Index",
    "ShapeError",
    "Size",
    "Symbol",
    "Term",
    "add",
    "as_term",
    "div",
    "entry",
    "eye",
    "free_indices",
    "function",
    "inv",
    "let",
    "mul",
    "neg",
    "number",
    "ones",
    "power",
    "symbol",
    "tr",
    "transpose",
    "zeros",
]

FUNCTIONS = ("sqrt", "abs", "sign", "cos", "sin", "exp", "log", "arccos", "gamma", "factorial")


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

    def __pow__(self, exponent: Operand) -> Term:
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

    def __post_init__(self) -> None:
        if self.least < 1:
            raise ValueError(f"the size {self.name} must be at least 1; got least={self.least}")

    def __str__(self) -> str:
        return self.name


Size: TypeAlias = "Dim | Stack | Times | int"
Shape: TypeAlias = "tuple[Size, Size]"
SCALAR: Shape = (1, 1)


class Term(_Arithmetic):
    r"""A typed expression; build it with the constructors and operators, never directly.

    Entries count from one, as on paper: ``u[1]`` is the first entry of ``u``.

    Examples
    --------
    >>> n = Dim("n")
    >>> x = symbol("x", n)
    >>> x.T @ x + 1
    Term(\vect{x}^{\T} \vect{x} + 1)
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


def show_shape(shape: Shape) -> str:
    """Return a shape as words for a message."""
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
    if isinstance(x, Stack):
        return add(*x.parts)
    if isinstance(x, Times):
        return mul(*x.parts)
    if isinstance(x, int | Fraction) and not isinstance(x, bool):
        return _term("num", (), Fraction(x), SCALAR)
    if isinstance(x, float):
        p, q = x.as_integer_ratio()
        raise TypeError(f"a term must be exact; got the float {x}, write number({p}, {q})")
    raise TypeError(f"cannot make a term from {x!r}")


def number(numerator: int, denominator: int = 1) -> Term:
    r"""Return an exact rational number.

    Examples
    --------
    >>> print(number(1, 2).latex())
    \tfrac{1}{2}
    """
    return as_term(Fraction(numerator, denominator))


def symbol(
    name: str,
    rows: Size = 1,
    columns: Size = 1,
    latex: str | None = None,
    group: str = "",
    **flags: bool,
) -> Term:
    """Return a symbol; authors use `Author.vec`, `.mat`, `.scalar`, ..., which record it."""
    if unknown := set(flags) - set(IMPLIED):
        raise TypeError(f"unknown property {sorted(unknown)} of {name}; known: {sorted(IMPLIED)}")
    properties = closure(frozenset(k for k, v in flags.items() if v))
    if properties & {"symmetric", "invertible", "permutation"} and rows != columns:
        raise ShapeError(f"{name} must be square; got shape {show_shape((rows, columns))}")
    if (properties & {"nonnegative"} and columns != 1) or (
        properties & {"natural"} and (rows, columns) != SCALAR
    ):
        raise ShapeError(
            f"{name} must be a scalar or a column to have a sign; got {show_shape((rows, columns))}"
        )
    if properties & {"orthonormal", "selection"} and 1 in (rows, columns):
        raise ShapeError(f"{name} must be a matrix; got shape {show_shape((rows, columns))}")
    if properties & {"standardized", "indicator", "one_hot"} and not group:
        raise TypeError(f"{name} must be random to be {', '.join(sorted(properties))}")
    if "orthonormal" in properties and rows == columns:
        properties |= {"invertible"}
    return _term("sym", (), Symbol(name, latex, properties, group), (rows, columns))


def let(name: str, body: Term, latex: str | None = None, entry: str | None = None) -> Term:
    """Return a term that prints as `name` and means `body`; `entry` is its entries' letter."""
    if free := free_indices(body):
        raise ShapeError(f"{name} depends on the running index {free.pop()}; name a closed term")
    return _term("let", (body,), (name, latex, entry), body.shape)


def eye(n: Size) -> Term:
    r"""Return the identity matrix.

    Examples
    --------
    >>> print(eye(Dim("d")).latex())
    \mat{I}_{d}
    """
    return _term("eye", (), None, (n, n))


def ones(n: Size) -> Term:
    r"""Return the vector of ones.

    Examples
    --------
    >>> print(ones(Dim("d")).latex())
    \vect{1}_{d}
    """
    return _term("ones", (), None, (n, 1))


def zeros(rows: Size, columns: Size = 1) -> Term:
    r"""Return the zero vector or matrix (the number 0 if both sizes are one).

    Examples
    --------
    >>> print(zeros(Dim("d")).latex())
    \vect{0}_{d}
    """
    return number(0) if (rows, columns) == SCALAR else _term("zeros", (), None, (rows, columns))


# --- algebra ------------------------------------------------------------------------------------


def add(*operands: Operand) -> Term:
    """Return the sum, in the order given."""
    terms = [as_term(x) for x in operands]
    for t in terms[1:]:
        if t.shape != terms[0].shape:
            raise ShapeError(
                f"cannot add shapes {show_shape(terms[0].shape)} and {show_shape(t.shape)}"
            )
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
        raise ShapeError(f"cannot multiply shapes {show_shape(a)} and {show_shape(b)}")
    return (a[0], b[1])


def div(numerator: Operand, denominator: Operand) -> Term:
    """Return a quotient by a scalar."""
    a, b = as_term(numerator), as_term(denominator)
    if not b.scalar:
        raise ShapeError(f"can only divide by a scalar; got shape {show_shape(b.shape)}")
    if b.op == "num" and b.data == 0:
        raise ZeroDivisionError("division by the number zero")
    if a.op == b.op == "num":
        return as_term(a.data / b.data)
    return _term("div", (a, b), None, a.shape)


def power(base: Operand, exponent: Operand) -> Term:
    r"""Return a power: of a square matrix to a positive integer, of a scalar to any scalar.

    Examples
    --------
    >>> power(symbol("t"), symbol("a") + 1)
    Term(t^{a + 1})
    """
    t = as_term(base)
    if isinstance(exponent, int) and not isinstance(exponent, bool) and exponent >= 1:
        _square(t, "a power")
        return t if exponent == 1 else _term("pow", (t,), exponent, t.shape)
    e = as_term(exponent)
    if not t.scalar or not e.scalar:
        raise TypeError(f"the exponent of a matrix must be a positive integer; got {exponent!r}")
    if e.op == "num" and e.data >= 1 and e.data.denominator == 1:
        return power(t, int(e.data))
    return _term("rpow", (t, e), None, SCALAR)


def transpose(t: Term) -> Term:
    """Return the transpose."""
    return _term("T", (t,), None, (t.shape[1], t.shape[0]))


def inv(t: Term) -> Term:
    r"""Return the inverse of a square matrix.

    Examples
    --------
    >>> print(inv(symbol("A", Dim("d"), Dim("d"))).latex())
    \mat{A}^{-1}
    """
    _square(t, "an inverse")
    if t.scalar:
        raise ShapeError("write 1 / x for the inverse of a scalar")
    return _term("inv", (t,), None, t.shape)


def tr(t: Term) -> Term:
    r"""Return the trace.

    Examples
    --------
    >>> print(tr(symbol("A", Dim("d"), Dim("d"))).latex())
    \tr\left(\mat{A}\right)
    """
    _square(t, "a trace")
    return _term("tr", (t,), None, SCALAR)


def _square(t: Term, what: str) -> None:
    if t.shape[0] != t.shape[1]:
        raise ShapeError(f"{what} needs a square matrix; got shape {show_shape(t.shape)}")


# --- entries and functions ---------------------------------------------------------------------


def entry(t: Term, *index: Index | int) -> Term:
    """Return an entry; every index must run over the size of its axis."""
    sizes = t.shape[:1] if t.shape[1] == 1 else t.shape
    if len(index) != len(sizes):
        raise ShapeError(
            f"shape {show_shape(t.shape)} needs {len(sizes)} index(es); got {len(index)}"
        )
    for i, size in zip(index, sizes, strict=True):
        if isinstance(i, Index) and i.over != size:
            raise ShapeError(f"index {i} runs to {i.over}, but the axis has size {size}")
        if isinstance(i, int) and not (isinstance(size, int) and 1 <= i <= size):
            raise ShapeError(
                f"entry {i} of an axis of size {size}: numbers count from 1 to the "
                "size, which must be a number"
            )
    return _term("entry", (t,), index, SCALAR)


def function(name: str | Function, operand: Operand) -> Term:
    """Apply a function of one number to every entry."""
    if not isinstance(name, Function) and name not in FUNCTIONS:
        raise ValueError(f"unknown function {name!r}; known: {', '.join(FUNCTIONS)}")
    t = as_term(operand)
    if name in ("arccos", "gamma", "factorial") and not t.scalar:
        raise ShapeError(f"{name} is a function of one number; got shape {show_shape(t.shape)}")
    return _term("fn", (t,), name, t.shape)


# --- running indices ----------------------------------------------------------------------------


def free_indices(t: Term) -> set[Index]:
    """Return the running indices of `t` that no sum binds."""
    own = {i for i in t.data if isinstance(i, Index)} if t.op in ("entry", "col") else set()
    inner = own.union(*(free_indices(a) for a in t.args))
    return inner - set(t.data.indices) if t.op in ("sum", "max") else inner
