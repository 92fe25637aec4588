"""The vocabulary beyond ring operations: norms, products, sums over indices, functions.

Every word is a constructor that checks shapes.

Trusted for: shapes.
"""

from __future__ import annotations

from mmlbook.derive.terms import (
    SCALAR,
    Binder,
    Index,
    Operand,
    ShapeError,
    Term,
    _term,
    as_term,
    function,
    power,
    show_shape,
)

__all__ = [
    "Max",
    "Sum",
    "arccos",
    "column",
    "cos",
    "cross",
    "det",
    "diag",
    "exp",
    "had",
    "log",
    "norm",
    "norm1",
    "norm2",
    "norm_inf",
    "sign",
    "sin",
    "sqrt",
]


def _vector(t: Term, what: str) -> None:
    if t.shape[1] != 1 or t.scalar:
        raise ShapeError(f"{what} needs a column vector; got shape {show_shape(t.shape)}")


def norm(x: Term) -> Term:
    r"""Return the Euclidean norm.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(norm(symbol("x", Dim("d"))).latex())
    \norm{\vect{x}}
    """
    _vector(x, "a norm")
    return _term("norm", (x,), 2, SCALAR)


def norm2(x: Term) -> Term:
    r"""Return the squared Euclidean norm, the same term as ``norm(x)**2``.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(norm2(symbol("x", Dim("d"))).latex())
    \norm{\vect{x}}^{2}
    """
    return power(norm(x), 2)


def norm1(x: Term) -> Term:
    r"""Return the sum of absolute values.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(norm1(symbol("x", Dim("d"))).latex())
    \norm{\vect{x}}_{1}
    """
    _vector(x, "a norm")
    return _term("norm", (x,), 1, SCALAR)


def norm_inf(x: Term) -> Term:
    r"""Return the largest absolute value.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(norm_inf(symbol("x", Dim("d"))).latex())
    \norm{\vect{x}}_{\infty}
    """
    _vector(x, "a norm")
    return _term("norm", (x,), "inf", SCALAR)


def cross(u: Term, v: Term) -> Term:
    r"""Return the cross product of two vectors with three entries.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(cross(symbol("u", 3), symbol("v", 3)).latex())
    \vect{u} \times \vect{v}
    """
    for t in (u, v):
        if t.shape != (3, 1):
            raise ShapeError(
                f"a cross product needs vectors of length 3; got {show_shape(t.shape)}"
            )
    return _term("cross", (u, v), None, (3, 1))


def column(*entries: Operand) -> Term:
    r"""Return the vector with the given scalar entries.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(column(symbol("a"), 0, symbol("b")).latex())
    \begin{pmatrix} a \\ 0 \\ b \end{pmatrix}
    """
    terms = tuple(as_term(x) for x in entries)
    if len(terms) < 2 or not all(t.scalar for t in terms):
        raise ShapeError("a column needs at least two entries, all of them scalars")
    return _term("column", terms, None, (len(terms), 1))


def had(A: Term, B: Term) -> Term:
    r"""Return the product entry by entry (Hadamard's product).

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(had(symbol("u", Dim("d")), symbol("v", Dim("d"))).latex())
    \vect{u} \odot \vect{v}
    """
    if A.shape != B.shape or A.scalar:
        raise ShapeError(
            f"a product by entries needs two vectors or matrices of one shape; got "
            f"{show_shape(A.shape)} and {show_shape(B.shape)}"
        )
    return _term("had", (A, B), None, A.shape)


def diag(x: Term) -> Term:
    r"""Return the diagonal matrix with the entries of a vector.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(diag(symbol("x", Dim("d"))).latex())
    \diag\left(\vect{x}\right)
    """
    _vector(x, "a diagonal matrix")
    return _term("diag", (x,), None, (x.shape[0], x.shape[0]))


def det(A: Term) -> Term:
    r"""Return the determinant.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(det(symbol("A", Dim("d"), Dim("d"))).latex())
    \det\left(\mat{A}\right)
    """
    if A.shape[0] != A.shape[1] or A.scalar:
        raise ShapeError(f"a determinant needs a square matrix; got {show_shape(A.shape)}")
    return _term("det", (A,), None, SCALAR)


# --- sums over indices --------------------------------------------------------------------------


def Sum(index: Index | tuple[Index, Index], body: Operand) -> Term:
    r"""Return a sum over an index, or over all pairs i < j.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> n = Dim("n")
    >>> i, j, x = Index("i", n), Index("j", n), symbol("x", n)
    >>> Sum(i, x[i] ** 2)
    Term(\sum_{i=1}^{n} x_{i}^{2})
    >>> Sum((i, j), x[i] * x[j])
    Term(\sum_{1 \le i < j \le n} x_{i} x_{j})
    """
    t = as_term(body)
    return _term("sum", (t,), _binder(index, t), t.shape)


def Max(index: Index, body: Operand) -> Term:
    r"""Return the largest value of a scalar over an index.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, Index, symbol
    >>> x, i = symbol("x", Dim("d")), Index("i", Dim("d"))
    >>> print(Max(i, x[i] ** 2).latex())
    \max_{1 \le i \le d} x_{i}^{2}
    """
    t = as_term(body)
    if not t.scalar:
        raise ShapeError(f"a maximum needs a scalar; got shape {show_shape(t.shape)}")
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


# --- functions of one number --------------------------------------------------------------------


def sqrt(x: Operand) -> Term:
    r"""Return the square root.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(sqrt(symbol("t")).latex())
    \sqrt{t}
    """
    return function("sqrt", x)


def sign(x: Operand) -> Term:
    r"""Return the sign: -1, 0 or 1, entry by entry.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> print(sign(symbol("x", Dim("d"))).latex())
    \sign\left(\vect{x}\right)
    """
    return function("sign", x)


def cos(x: Operand) -> Term:
    r"""Return the cosine.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(cos(symbol("t")).latex())
    \cos t
    """
    return function("cos", x)


def sin(x: Operand) -> Term:
    r"""Return the sine.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(sin(symbol("t")).latex())
    \sin t
    """
    return function("sin", x)


def arccos(x: Operand) -> Term:
    r"""Return the angle between 0 and pi with the given cosine.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(arccos(symbol("t")).latex())
    \arccos t
    """
    return function("arccos", x)


def exp(x: Operand) -> Term:
    r"""Return the exponential.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(exp(symbol("t")).latex())
    \exp t
    """
    return function("exp", x)


def log(x: Operand) -> Term:
    r"""Return the natural logarithm.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(log(symbol("t")).latex())
    \log t
    """
    return function("log", x)
