"""The author's surface: what may be said in a derivation, and nothing else.

Every method checks what it is given; there is no way to hand in a check of one's own.

Trusted for: recording faithfully, and for refusing hypotheses without witness, quotes that are not
in the ledger, and recalled results whose hypotheses are not met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from mmlbook.derive import ledger
from mmlbook.derive.binding import WORDS, Binding
from mmlbook.derive.models import Hypothesis
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Signs
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import Dim, Index, Operand, Size, Term, as_term, let, symbol
from mmlbook.derive.traverse import substitute, symbols, unfold

if TYPE_CHECKING:
    from mmlbook.derive.derivation import Derivation

__all__ = ["Author", "Chain", "DerivationError"]


class DerivationError(Exception):
    """A derivation is not well formed, or has not been verified."""


@dataclass(frozen=True)
class Quote:
    """A ledger entry with its symbols replaced."""

    entry: ledger.Entry
    relation: Relation


@dataclass(frozen=True)
class Recall:
    """A result of an earlier derivation with its symbols replaced."""

    derivation: Derivation
    relation: Relation


@dataclass(frozen=True)
class Line:
    """A step, and the facts that were known before it."""

    step: Step
    facts: tuple[Relation, ...]


class Author:
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

    def __init__(self, name: str) -> None:
        self.name = name
        self.names: dict[str, object] = {}
        self.symbols: list[Term] = []
        self.lets: list[Term] = []
        self.hypotheses: list[Hypothesis] = []
        self.quotes: list[Quote] = []
        self.recalls: list[Recall] = []
        self.facts: list[Relation] = []
        self.lines: list[Line] = []
        self.results: list[Relation] = []
        self.bindings: list[Binding] = []

    def _refuse(self, message: str) -> DerivationError:
        return DerivationError(f"{self.name}: {message}")

    def _declare(self, name: str, meaning: object) -> None:
        if self.names.get(name, meaning) != meaning:
            raise self._refuse(f"the name {name!r} is used twice")
        self.names[name] = meaning

    def _known(self, *terms: Term) -> None:
        for s in symbols(*terms):
            if s not in self.symbols:
                raise self._refuse(f"the symbol {s.data.name!r} was not declared here")

    # --- given ----------------------------------------------------------------------------------

    def dim(self, name: str, least: int = 1) -> Dim:
        """Declare a size."""
        n = Dim(name, least)
        self._declare(name, n)
        return n

    def dims(self, names: str, least: int = 1) -> tuple[Dim, ...]:
        """Declare several sizes, written with spaces between them."""
        return tuple(self.dim(name, least) for name in names.split())

    def index(self, name: str, over: Size) -> Index:
        """Declare a running index 1, ..., `over`."""
        i = Index(name, over)
        self._declare(name, i)
        return i

    def indices(self, names: str, over: Size) -> tuple[Index, ...]:
        """Declare several running indices with one range."""
        return tuple(self.index(name, over) for name in names.split())

    def _symbol(self, s: Term) -> Term:
        self._declare(s.data.name, s)
        self.symbols.append(s)
        return s

    def vec(self, name: str, n: Size, latex: str | None = None, **flags: bool) -> Term:
        """Declare a column vector; flag: ``nonzero``."""
        return self._symbol(symbol(name, n, 1, latex, **flags))

    def mat(
        self, name: str, rows: Size, columns: Size, latex: str | None = None, **flags: bool
    ) -> Term:
        """Declare a matrix; flags: ``symmetric``, ``invertible``, ``full_column_rank``."""
        return self._symbol(symbol(name, rows, columns, latex, **flags))

    def scalar(self, name: str, latex: str | None = None, **flags: bool) -> Term:
        """Declare a number; flags: ``nonzero``, ``nonnegative``, ``positive``."""
        return self._symbol(symbol(name, 1, 1, latex, **flags))

    def let(
        self, name: str, body: Term, latex: str | None = None, entry: str | None = None
    ) -> Term:
        """Give a term a name: it prints as the name and means the term."""
        self._known(body)
        t = let(name, body, latex, entry)
        self._declare(name, t)
        self.lets.append(t)
        return t

    def assume(self, relation: Relation, *, witness: Mapping[Term, Term]) -> None:
        """Assume a relation; `witness` says how to choose symbols so that it holds.

        In its own witness a symbol stands for its random value.
        """
        if not witness:
            raise self._refuse(f"the hypothesis ${relation.latex()}$ has no witness")
        self._known(relation.lhs, relation.rhs, *witness, *witness.values())
        self._add_hypothesis(Hypothesis(relation, tuple(witness.items())))

    def _add_hypothesis(self, h: Hypothesis) -> None:
        taken = {s for other in self.hypotheses for s, w in other.witness if s != w}
        for s, w in h.witness:
            if s.op != "sym":
                raise self._refuse(f"a witness is chosen for a symbol, not for ${s.latex()}$")
            if s.shape != w.shape:
                raise self._refuse(f"the witness for {s.data.name!r} has another shape")
            if s in taken and s != w:
                raise self._refuse(f"two hypotheses choose {s.data.name!r}")
        self.hypotheses.append(h)

    def quote(self, name: str, **terms: Term) -> Relation:
        """Use a theorem of the ledger, with terms in the place of its parameters."""
        try:
            entry = ledger.lookup(name)
        except ValueError as error:
            raise self._refuse(str(error)) from None
        values, sizes = self._match(entry.parameters, terms, f"the quote of {name!r}")
        relation = self._instantiate(entry.relation, entry.witness, name, values, sizes)
        self.quotes.append(Quote(entry, relation))
        return relation

    def _instantiate(
        self,
        relation: Relation,
        witness: tuple[tuple[Term, Term], ...],
        source: str,
        values: Mapping[Term, Term],
        sizes: Mapping[Dim, Size],
    ) -> Relation:
        """Assume an instance of a quoted theorem, with its witness."""
        instance = relation.substitute(values, sizes)
        chosen = tuple((values[s], substitute(w, values, sizes)) for s, w in witness)
        self._add_hypothesis(Hypothesis(instance, chosen, source))
        return instance

    def recall(self, derivation: Derivation, **terms: Term) -> Relation:
        """Use the last result of an earlier derivation, with terms in place of its symbols."""
        what = f"the recall of {derivation.name!r}"
        relation = derivation.result
        needed = symbols(relation.lhs, relation.rhs)
        values, sizes = self._match(tuple(needed), terms, what)
        for h in derivation.hypotheses:
            if h.source == "assumed":
                self._require(h.relation.substitute(values, sizes), what)
            else:
                self._instantiate(h.relation, h.witness, h.source, values, sizes)
        instance = relation.substitute(values, sizes)
        self.recalls.append(Recall(derivation, instance))
        self.facts.append(instance)
        return instance

    def _match(
        self, parameters: tuple[Term, ...], terms: Mapping[str, Term], what: str
    ) -> tuple[dict[Term, Term], dict[Dim, Size]]:
        names = [p.data.name for p in parameters]
        if set(names) != set(terms):
            raise self._refuse(f"{what} needs {', '.join(names)}; got {', '.join(terms)}")
        self._known(*terms.values())
        values = {p: terms[p.data.name] for p in parameters}
        sizes: dict[Dim, Size] = {}
        for p, t in values.items():
            for generic, own in zip(p.shape, t.shape, strict=True):
                if not isinstance(generic, Dim):
                    continue
                if sizes.setdefault(generic, own) != own:
                    raise self._refuse(f"{what}: the sizes {sizes[generic]} and {own} differ")
                if (own.least if isinstance(own, Dim) else own) < generic.least:
                    raise self._refuse(f"{what} needs {generic} at least {generic.least}")
            signs = Signs([*self.facts, *(h.relation for h in self.hypotheses)])
            shown = {"nonzero": signs.nonzero, "positive": signs.positive,
                     "nonnegative": signs.nonnegative, "invertible": signs.invertible}  # fmt: skip
            for flag in p.data.properties:
                if not shown.get(flag, lambda _: False)(t):
                    raise self._refuse(f"{what} needs ${t.latex()}$ {flag}, which nothing shows")
        return values, sizes

    def _require(self, relation: Relation, what: str) -> None:
        known = [*self.facts, *(h.relation for h in self.hypotheses)]
        signs = Signs(known)
        if relation.op == "!=" and signs.nonzero(relation.lhs):
            return
        if relation.op == "<=" and signs.nonnegative(relation.rhs - relation.lhs):
            return
        if relation.op == ">=" and signs.nonnegative(relation.lhs - relation.rhs):
            return
        pairs = {(k.op, unfold(k.lhs), unfold(k.rhs)) for k in known}
        if (relation.op, unfold(relation.lhs), unfold(relation.rhs)) not in pairs:
            raise self._refuse(f"{what} needs ${relation.latex()}$, which nothing shows")

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
        if "symmetric" in x.data.properties:
            raise self._refuse("the entries of a symmetric matrix do not vary freely")

    def _free(self, x: Term) -> None:
        if x.op != "sym" or x in symbols(*(t for h in self.hypotheses for t in h.terms())):
            raise self._refuse(f"${x.latex()}$ must be a symbol that no hypothesis restricts")

    def solve(
        self, residual: Term, unknown: Term, solution: Term, *, coefficient: Operand, by: str
    ) -> None:
        """State that ``residual = 0`` exactly for ``unknown = solution``.

        The claim is ``residual = coefficient (unknown - solution)`` with an invertible coefficient.
        """
        self._free(unknown)
        self._step(Step("solve", (residual, unknown, solution, as_term(coefficient)), by))

    def minimum(self, f: Term, x: Term, at: Term, *, gap: Term, by: str) -> None:
        """State that `f` is least at ``x = at``: the excess `gap` is not negative."""
        self._free(x)
        self._step(Step("minimum", (f, x, at, gap), by))

    def implements(
        self,
        name: str,
        *,
        returns: Term,
        through: str | None = None,
        **inputs: Term | int | float,
    ) -> None:
        """State that a function of the package computes a term.

        `through` is applied to what it returns: ``"cos"`` or ``"abs"``.
        """
        if through is not None and through not in WORDS:
            raise self._refuse(f"through must be one of {', '.join(WORDS)}; got {through!r}")
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
