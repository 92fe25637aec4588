"""The author's surface: what may be said in a derivation, and nothing else.

Every method checks what it is given; there is no way to hand in a check of one's own.

Trusted for: recording faithfully.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from mmlbook.derive.analysis import infinite
from mmlbook.derive.binding import WORDS, Binding
from mmlbook.derive.givens import DerivationError, Givens, Line
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Signs
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import Operand, Term, as_term, show_shape
from mmlbook.derive.traverse import substitute, symbols

if TYPE_CHECKING:
    pass

__all__ = ["Author", "Chain", "DerivationError"]


class Author(Givens):
    r"""Records what the author of a derivation says.

    Examples
    --------
    >>> from mmlbook.derive.vocabulary import norm2
    >>> d = Author("squares")
    >>> n = d.dim("n")
    >>> u, v = d.vec("u", n), d.vec("v", n)
    >>> with d.chain(norm2(u + v)) as c:
    ...     c.eq(norm2(u) + 2 * (u.T @ v) + norm2(v), by="multiply out")
    >>> len(d.lines), d.results[-1].rhs
    (1, Term(\norm{\vect{u}}^{2} + 2 \vect{u}^{\T} \vect{v} + \norm{\vect{v}}^{2}))
    """

    # --- steps ----------------------------------------------------------------------------------

    def _step(self, step: Step) -> None:
        self._known(*step.slots)
        self.lines.append(Line(step, tuple(self.facts)))
        relation = step.relation()
        if relation is not None:
            self.facts.append(relation)

    def chain(self, start: Operand) -> Chain:
        """Start a chain of equalities and inequalities."""
        return Chain(self, as_term(start))

    def gradient(self, f: Term, x: Term, gradient: Term, *, by: str) -> None:
        """State the gradient of a scalar; it has the shape of `x`."""
        if not f.scalar or gradient.shape != x.shape:
            raise self._refuse("a gradient needs a scalar and has the shape of the variable")
        self._differentiable(f, x)
        self._step(Step("gradient", (f, x, gradient), by))

    def jacobian(self, f: Term, x: Term, jacobian: Term, *, by: str) -> None:
        """State the Jacobian of a column; one row for every entry of `f`."""
        if f.shape[1] != 1 or x.shape[1] != 1 or jacobian.shape != (f.shape[0], x.shape[0]):
            raise self._refuse("a Jacobian needs columns, and has one row for every output")
        self._differentiable(f, x)
        self._step(Step("jacobian", (f, x, jacobian), by))

    def _differentiable(self, f: Term, x: Term) -> None:
        self._free(x)
        if any(t.op == "max" or (t.op == "norm" and t.data != 2) for t in f.subterms()):
            raise self._refuse("a maximum and the norms 1 and infinity have kinks")
        if x.data.group:
            raise self._refuse("an expectation does not vary with a random symbol")
        if "natural" in x.data.properties:
            raise self._refuse("a natural number has no rate of change")
        if x.data.properties & {"symmetric", "orthonormal", "selection", "one_hot"}:
            raise self._refuse("the entries of a symmetric matrix do not vary freely")

    def _free(self, x: Term) -> None:
        if x.op != "sym" or x in symbols(*(t for h in self.hypotheses for t in h.terms())):
            raise self._refuse(f"${x.latex()}$ must be a symbol that no hypothesis restricts")

    def hessian(self, f: Term, x: Term, hessian: Term, *, by: str) -> None:
        """State the matrix of the second derivatives of a scalar in a column."""
        n = x.shape[0]
        if not f.scalar or x.shape[1] != 1 or hessian.shape != (n, n):
            raise self._refuse("a Hessian needs a scalar and a column, and is a square matrix")
        self._differentiable(f, x)
        self._step(Step("hessian", (f, x, hessian), by))

    def definite(self, A: Term, sign: str = ">0", *, by: str) -> None:
        """State that a matrix is positive definite (``">0"``) or semidefinite (``">=0"``)."""
        kinds = {">0": "succ", ">=0": "succeq"}
        if sign not in kinds or A.shape[0] != A.shape[1]:
            raise self._refuse('a square matrix is definite (">0") or semidefinite (">=0")')
        self._step(Step(kinds[sign], (A,), by))

    def antiderivative(self, integral: Term, F: Operand, value: Operand, *, by: str) -> None:
        """State the value of an integral; F is an antiderivative of the integrand."""
        slots = (integral, as_term(value), as_term(F))
        if integral.op != "int" or not all(t.scalar for t in slots):
            raise self._refuse("an antiderivative needs an integral, and is a scalar")
        self._step(Step("antiderivative", slots, by))

    def series(
        self,
        total: Term,
        value: Operand,
        *,
        telescoping: Operand | None = None,
        rest: Term | None = None,
        wz: Term | None = None,
        by: str,
    ) -> None:
        """State the value of a sum, with a certificate.

        `telescoping` is a term T with a(k) = T(k+1) - T(k).  With `rest`, another sum over the same
        range with terms r(k), a(k) - r(k) = T(k+1) - T(k), and the value contains the rest.  `wz`
        is a term G(n, k) for a sum of F(n, k) over k = 0, ..., n with value v(n):
        F(n+1, k) / v(n+1) - F(n, k) / v(n) = G(n, k+1) - G(n, k)  (Wilf and Zeilberger).
        """
        if total.op != "series" or (telescoping is None) == (wz is None):
            raise self._refuse("a sum needs one certificate: telescoping or wz")
        if wz is not None:
            lower, upper = total.args[1:]
            if lower != as_term(0) or "natural" not in flags_of(upper):
                raise self._refuse("the sum must run from 0 to a symbol that is declared natural")
            self._step(Step("wz", (total, as_term(value), wz), by))
            return
        if rest is not None and (rest.op, rest.data, rest.args[1:]) != (
            "series", total.data, total.args[1:]
        ):  # fmt: skip
            raise self._refuse("a sum and its rest must run over one variable and one range")
        others = () if rest is None else (rest,)
        slots = (total, as_term(value), as_term(telescoping or 0), *others)
        self._step(Step("telescope", slots, by))

    def induction(
        self,
        u: Term,
        n: Term,
        closed: Operand,
        *,
        first: Operand = 0,
        start: Operand,
        recursion: Term,
        by: str,
    ) -> None:
        """State the closed form of a sequence u(first) = start, u(n + 1) = recursion(u, n)."""
        if u.op != "sym" or "natural" not in flags_of(n) or u not in symbols(recursion):
            raise self._refuse("a recursion needs a symbol for the sequence and a natural number")
        self._free(n)
        slots = (u, n, as_term(first), as_term(start), recursion, as_term(closed))
        self._step(Step("induction", slots, by))

    def limit(self, f: Term, x: Term, end: Operand, value: Operand, *, by: str) -> None:
        """State that f tends to a value as x tends to an end, which may be infinite."""
        self._free(x)
        if "nonnegative" in x.data.properties and not Signs().nonnegative(as_term(end)):
            raise self._refuse(f"${x.latex()}$ is not negative and cannot come to this end")
        if "natural" in x.data.properties and not infinite(as_term(end)):
            raise self._refuse(f"${x.latex()}$ is a natural number and comes close to no other")
        if not f.scalar or not as_term(value).scalar:
            raise self._refuse("only a number has a limit here; take the entries one by one")
        self._step(Step("limit", (f, x, as_term(end), as_term(value)), by))

    def proportional(self, a: Term, b: Term, *, in_: Term, by: str) -> None:
        """State that a and b, as functions of a symbol, differ by a constant factor."""
        self._free(in_)
        if in_.data.group:
            raise self._refuse("a random symbol is not a variable")
        if not a.scalar or not b.scalar:
            raise self._refuse("only numbers are proportional")
        self._step(Step("proportional", (a, b, in_), by))

    def solve(
        self,
        residual: Term,
        unknown: Term,
        solution: Term,
        *,
        coefficient: Operand,
        side: str = "left",
        by: str,
    ) -> None:
        """State that ``residual = 0`` exactly for ``unknown = solution``.

        The claim is ``residual = coefficient (unknown - solution)`` with an invertible coefficient;
        with ``side="right"`` the coefficient stands on the right.
        """
        if side not in ("left", "right"):
            raise self._refuse(f"the coefficient stands on the left or right; got {side!r}")
        self._free(unknown)
        self._same_shape("the solution", solution, unknown)
        kind = "solve" if side == "left" else "solve_right"
        step = Step(kind, (residual, unknown, solution, as_term(coefficient)), by)
        ((r, product),) = step.claims().equal
        self._same_shape("the coefficient times (unknown - solution)", product, r)
        self._step(step)

    def _same_shape(self, what: str, t: Term, like: Term) -> None:
        if t.shape != like.shape:
            raise self._refuse(
                f"{what} must have the shape of ${like.latex()}$, "
                f"{show_shape(like.shape)}; got {show_shape(t.shape)}"
            )

    def minimum(self, f: Term, x: Term, at: Term, *, gap: Term, by: str) -> None:
        """State that `f` is least at ``x = at``: the excess `gap` is not negative."""
        self._free(x)
        self._same_shape("the minimizer", at, x)
        if not f.scalar or not gap.scalar:
            raise self._refuse("only a number has a least value, and its excess is a number")
        try:
            substitute(f, {x: at})
        except ZeroDivisionError:
            raise self._refuse(f"${f.latex()}$ divides by zero at ${at.latex()}$") from None
        self._step(Step("minimum", (f, x, at, gap), by))

    def implements(
        self,
        name: str,
        *,
        returns: Term,
        through: str | None = None,
        **inputs: Term | int | float | str,
    ) -> None:
        """State that a function of the package computes a term.

        `through` is applied to what it returns: ``"cos"`` or ``"abs"``.
        """
        if through is not None and through not in WORDS:
            raise self._refuse(f"through must be one of {', '.join(WORDS)}; got {through!r}")
        if not all(part.isidentifier() for part in name.split(".")) or "." not in name:
            raise self._refuse(f"a function has a name like package.module.function; got {name!r}")
        self._known(returns, *(t for t in inputs.values() if isinstance(t, Term)))
        self.bindings.append(Binding(name, returns, tuple(inputs.items()), through))


class Chain:
    """A chain of equalities and inequalities; use it in a ``with`` block.

    Examples
    --------
    >>> from mmlbook.derive import derivation, norm2
    >>> @derivation(chapter="linear_algebra/vectors", title="Double the arrow")
    ... def doubled(d):
    ...     "Twice the arrow has four times the squared length."
    ...     x = d.vec("x", d.dim("d"))
    ...     with d.chain(norm2(2 * x)) as c:
    ...         c.eq(4 * norm2(x), by="Take the factor out of both entries of each product.")
    >>> doubled.verify().ok
    True
    """

    def __init__(self, author: Author, start: Term) -> None:
        author._known(start)
        self._author, self._start, self._now, self._op = author, start, start, "="
        self._length = 0

    def __enter__(self) -> Chain:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            return
        if not self._length:
            raise self._author._refuse("a chain needs at least one step")
        result = Relation(self._start, self._op, self._now)
        self._author.facts.append(result)
        self._author.results.append(result)

    def eq(self, term: Operand, *, by: str) -> None:
        """Continue with an equality; `by` is the reason in words."""
        self._link("eq", as_term(term), None, by)

    def le(self, term: Operand, *, by: str, gap: Operand | None = None) -> None:
        """Continue with <=; `gap` is the difference in a form that shows it is nonnegative."""
        self._link("le", as_term(term), gap, by)

    def ge(self, term: Operand, *, by: str, gap: Operand | None = None) -> None:
        """Continue with >=; `gap` is the difference in a form that shows it is nonnegative."""
        self._link("ge", as_term(term), gap, by)

    def _link(self, kind: str, term: Term, gap: Operand | None, by: str) -> None:
        if term.shape != self._now.shape:
            raise self._author._refuse(
                f"${term.latex()}$ has shape {term.shape}, the line before has {self._now.shape}"
            )
        if kind != "eq":
            op = "<=" if kind == "le" else ">="
            if self._op not in ("=", op):
                raise self._author._refuse("a chain cannot go up and down")
            self._op = op
        slots = (self._now, term) if gap is None else (self._now, term, as_term(gap))
        self._author._step(Step(kind, slots, by, continues=self._length > 0))
        self._now, self._length = term, self._length + 1


def flags_of(t: Term) -> frozenset[str]:
    """Return the declared properties of a symbol; none of any other term."""
    return t.data.properties if t.op == "sym" else frozenset()
