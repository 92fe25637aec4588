"""Relations between terms: what a hypothesis, a quoted theorem or a finished chain says.

Trusted for: keeping a claim as it was stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mmlbook.derive.terms import Dim, Operand, ShapeError, Size, Term, as_term, zeros
from mmlbook.derive.traverse import substitute

__all__ = ["Relation", "definite", "eq", "ge", "gt", "le", "lt", "ne", "semidefinite"]

SIGNS = {
    "=": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "!=": r"\neq",
    "succ": r"\succ", "succeq": r"\succeq",
}  # fmt: skip
ORDERS = frozenset(SIGNS) - {"=", "!="}  # what has a meaning in an ordered field only


@dataclass(frozen=True)
class Relation:
    r"""Two terms of one shape and how they compare.

    ``=``, ``!=``, ``<=``, ``>=``, ``<``, ``>``; and ``succ``, ``succeq`` for a symmetric matrix
    that is positive definite, positive semidefinite.

    Examples
    --------
    >>> from mmlbook.derive.terms import number, symbol
    >>> print(Relation(symbol("t"), ">=", number(0)).latex())
    t \ge 0
    """

    lhs: Term
    op: str
    rhs: Term

    def __post_init__(self) -> None:
        if self.lhs.shape != self.rhs.shape:
            a, b = self.lhs.shape, self.rhs.shape
            raise ShapeError(f"cannot compare shapes ({a[0]}, {a[1]}) and ({b[0]}, {b[1]})")
        if self.op in ("<=", ">=", "<", ">") and not self.lhs.scalar:
            raise ShapeError("an inequality compares scalars")
        if self.op in ("succ", "succeq") and self.lhs.shape[0] != self.lhs.shape[1]:
            raise ShapeError("only a square matrix can be definite")

    def latex(self) -> str:
        """Return the LaTeX of the relation."""
        right = r"\vect{0}" if self.rhs.op == "zeros" else self.rhs.latex()
        right = "0" if self.op in ("succ", "succeq") else right
        return f"{self.lhs.latex()} {SIGNS[self.op]} {right}"

    def substitute(self, values: Mapping[Term, Term], sizes: Mapping[Dim, Size]) -> Relation:
        """Return the relation with symbols replaced by terms."""
        return Relation(
            substitute(self.lhs, values, sizes), self.op, substitute(self.rhs, values, sizes)
        )


def _relation(lhs: Operand, op: str, rhs: Operand) -> Relation:
    a, b = as_term(lhs), as_term(rhs)
    if b.op == "num" and b.data == 0:
        b = zeros(*a.shape)
    return Relation(a, op, b)


def eq(lhs: Operand, rhs: Operand) -> Relation:
    r"""Return the claim lhs = rhs (0 stands for a zero of any shape).

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(eq(symbol("a"), symbol("b")).latex())
    a = b
    """
    return _relation(lhs, "=", rhs)


def le(lhs: Operand, rhs: Operand) -> Relation:
    r"""Return the claim lhs <= rhs.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(le(symbol("a"), symbol("b")).latex())
    a \le b
    """
    return _relation(lhs, "<=", rhs)


def ge(lhs: Operand, rhs: Operand) -> Relation:
    r"""Return the claim lhs >= rhs.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(ge(symbol("a"), symbol("b")).latex())
    a \ge b
    """
    return _relation(lhs, ">=", rhs)


def ne(lhs: Operand, rhs: Operand) -> Relation:
    r"""Return the claim lhs != rhs (0 stands for a zero of any shape).

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(ne(symbol("a"), 0).latex())
    a \neq 0
    """
    return _relation(lhs, "!=", rhs)


def lt(lhs: Operand, rhs: Operand) -> Relation:
    r"""Return the claim lhs < rhs.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(lt(symbol("a"), symbol("b")).latex())
    a < b
    """
    return _relation(lhs, "<", rhs)


def gt(lhs: Operand, rhs: Operand) -> Relation:
    r"""Return the claim lhs > rhs.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(gt(symbol("a"), 0).latex())
    a > 0
    """
    return _relation(lhs, ">", rhs)


def definite(A: Term) -> Relation:
    r"""Return the claim that a matrix is symmetric and positive definite.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(definite(symbol("A", Dim("n"), Dim("n"))).latex())
    \mat{A} \succ 0
    """
    return Relation(A, "succ", zeros(*A.shape))


def semidefinite(A: Term) -> Relation:
    r"""Return the claim that a matrix is symmetric and positive semidefinite.

    Examples
    --------
    >>> from mmlbook.derive.terms import symbol
    >>> print(semidefinite(symbol("A", Dim("n"), Dim("n"))).latex())
    \mat{A} \succeq 0
    """
    return Relation(A, "succeq", zeros(*A.shape))
