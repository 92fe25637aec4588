"""What is given: sizes, symbols, names for terms, hypotheses, quoted and recalled theorems.

Trusted for: refusing hypotheses without witness, quotes that are not in the ledger, and recalled
results whose hypotheses are not met.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mmlbook.derive import ledger
from mmlbook.derive.analysis import whole
from mmlbook.derive.binding import Binding
from mmlbook.derive.models import Hypothesis
from mmlbook.derive.names import Function, Index, count
from mmlbook.derive.relations import Relation, eq
from mmlbook.derive.signs import Signs
from mmlbook.derive.steps import Step
from mmlbook.derive.structure import E, Family
from mmlbook.derive.terms import (
    Dim,
    Size,
    Term,
    entry,
    free_indices,
    let,
    symbol,
)
from mmlbook.derive.traverse import dims, substitute, symbols, unfold

if TYPE_CHECKING:
    from mmlbook.derive.derivation import Derivation

__all__ = ["DerivationError", "Givens", "Line", "Quote", "Recall"]


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


class Givens:
    """Records what is given."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.names: dict[str, Dim | Index | Term | Function] = {}
        self.symbols: list[Term] = []
        self.functions: list[Function] = []
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

    def _declare(self, name: str, meaning: Dim | Index | Term | Function) -> None:
        if self.names.get(name, meaning) != meaning:
            raise self._refuse(f"the name {name!r} is used twice")
        if isinstance(meaning, Dim | Index) and not NAME.fullmatch(name):
            raise self._refuse(f"a size or an index is called by letters or digits; got {name!r}")
        printed = bare(_printed(meaning))
        if TAKEN.match(printed):
            raise self._refuse(f"${printed}$ means something else already")
        for other in self.names.values():
            if other != meaning and bare(_printed(other)) == printed:
                raise self._refuse(f"{name!r} prints like another name, ${printed}$")
        self.names[name] = meaning

    def _known(self, *terms: Term) -> None:
        if too_deep(terms):
            raise self._refuse(f"a term is nested too deeply, more than {DEPTH} levels")
        for s in symbols(*terms):
            if s not in self.symbols:
                raise self._refuse(f"the symbol {s.data.name!r} was not declared here")
        for n in dims(*terms):
            if self.names.get(n.name) != n:
                raise self._refuse(f"the size {n.name!r} was not declared here")
        for s in (s for t in terms for s in t.subterms()):
            if other := next((x for x in self.symbols if hidden(s, x)), None):
                raise self._refuse(f"${s.latex()}$ and ${other.latex()}$ can look alike")

    def _distinct(self, t: Term) -> None:
        """Refuse a name that prints like another, or like the entries of another."""
        for other in [*self.symbols, *self.lets]:
            if other != t and look_alike(t, other):
                raise self._refuse(f"${t.latex()}$ and ${other.latex()}$ can look alike")
        if any(f.printed == t.latex() for f in self.functions):
            raise self._refuse(f"${t.latex()}$ is also the name of a function")
        if t.latex().startswith((r"\mat{I}_", r"\vect{1}_", r"\vect{0}_", r"\mat{0}_")):
            raise self._refuse(f"${t.latex()}$ looks like an identity, a zero or a vector of ones")

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
        self._distinct(s)
        self.symbols.append(s)
        return s

    def vec(self, name: str, n: Size, latex: str | None = None, **flags: bool) -> Term:
        """Declare a column vector; flag: ``nonzero``."""
        return self._symbol(symbol(name, n, 1, latex, "", **flags))

    def mat(
        self, name: str, rows: Size, columns: Size, latex: str | None = None, **flags: bool
    ) -> Term:
        """Declare a matrix; flags: ``symmetric``, ``invertible``, ``full_column_rank``."""
        return self._symbol(symbol(name, rows, columns, latex, "", **flags))

    def family(self, name: str, rows: Size, over: Size, latex: str | None = None) -> Family:
        """Declare vectors with an index: ``x[i]`` is the column i of a matrix."""
        return Family(self.mat(name, rows, over, latex))

    def random(
        self,
        name: str,
        rows: Size = 1,
        latex: str | None = None,
        group: str | None = None,
        **flags: bool,
    ) -> Term:
        """Declare a random vector or number; symbols of different groups are independent.

        Flags beyond those of numbers: ``standardized`` (mean 0, covariance I), ``indicator`` (0 or
        1), ``one_hot`` (one entry 1, the others 0).  Without `group` it is independent of others.
        """
        return self._symbol(symbol(name, rows, 1, latex, group or name, **flags))

    def normal(self, name: str, mean: Term, root: Term, latex: str | None = None) -> Term:
        """Declare a random vector with this mean and with covariance ``root @ root.T``.

        Only the first two moments are used, so what is derived holds for every distribution that
        has them.
        """
        z = self.random(f"z_{name}", root.shape[1], standardized=True)
        return self.let(name, mean + root * z if z.scalar else mean + root @ z, latex)

    def bernoulli(self, name: str, p: Term) -> Term:
        """Declare a random number that is 1 with chance p and 0 otherwise; p is a symbol."""
        x = self.random(name, indicator=True)
        self.assume(eq(E(x), p), witness={p: E(x)})
        return x

    def categorical(self, name: str, p: Term) -> Term:
        """Declare a random one-hot vector; its entry k is 1 with chance p[k]; p is a symbol."""
        x = self.random(name, p.shape[0], one_hot=True)
        self.assume(eq(E(x), p), witness={p: E(x)})
        return x

    def function(self, name: str, latex: str | None = None) -> Function:
        """Declare a function of one number; nothing is known but that it has derivatives."""
        f = Function(name, latex)
        self._declare(name, f)
        if "'" in f.printed or any(f.printed == t.latex() for t in [*self.symbols, *self.lets]):
            raise self._refuse(f"the function ${f.printed}$ can look like something else")
        self.functions.append(f)
        return f

    def scalar(self, name: str, latex: str | None = None, **flags: bool) -> Term:
        """Declare a number; flags: ``nonzero``, ``nonnegative``, ``positive``."""
        return self._symbol(symbol(name, 1, 1, latex, "", **flags))

    def let(
        self, name: str, body: Term, latex: str | None = None, entry: str | None = None
    ) -> Term:
        """Give a term a name: it prints as the name and means the term."""
        self._known(body)
        t = let(name, body, latex, entry)
        self._declare(name, t)
        self._distinct(t)
        self.lets.append(t)
        return t

    def assume(self, relation: Relation, *, witness: Mapping[Term, Term]) -> None:
        """Assume a relation; `witness` says how to choose symbols so that it holds.

        In its own witness a symbol stands for its random value.
        """
        if not witness:
            raise self._refuse(f"the hypothesis ${relation.latex()}$ has no witness")
        if free := free_indices(relation.lhs) | free_indices(relation.rhs):
            raise self._refuse(f"a hypothesis cannot have the running index {free.pop()}")
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
                if _least(own) < generic.least:
                    raise self._refuse(f"{what} needs {generic} at least {generic.least}")
            signs = Signs([*self.facts, *(h.relation for h in self.hypotheses)])
            shown = {"nonzero": signs.nonzero, "positive": signs.positive,
                     "nonnegative": signs.nonnegative, "invertible": signs.invertible}  # fmt: skip
            declared = t.data.properties if t.op == "sym" else frozenset()
            natural = whole(t) and signs.nonnegative(t)
            for flag in p.data.properties - declared:
                if not (natural if flag == "natural" else shown.get(flag, lambda _: False)(t)):
                    raise self._refuse(f"{what} needs ${t.latex()}$ {flag}, which nothing shows")
        return values, sizes

    def _require(self, relation: Relation, what: str) -> None:
        known = [*self.facts, *(h.relation for h in self.hypotheses)]
        signs = Signs(known)
        if relation.op == "!=" and signs.nonzero(relation.lhs - relation.rhs):
            return
        if relation.op == "<=" and signs.nonnegative(relation.rhs - relation.lhs):
            return
        if relation.op == ">=" and signs.nonnegative(relation.lhs - relation.rhs):
            return
        if relation.op == "<" and signs.positive(relation.rhs - relation.lhs):
            return
        if relation.op == ">" and signs.positive(relation.lhs - relation.rhs):
            return
        pairs = {(k.op, unfold(k.lhs), unfold(k.rhs)) for k in known}
        if (relation.op, unfold(relation.lhs), unfold(relation.rhs)) not in pairs:
            raise self._refuse(f"{what} needs ${relation.latex()}$, which nothing shows")


DEPTH = 60
NAME = re.compile(r"[A-Za-z]\w*'*")
FUNCTIONS = "exp|log|sin|cos|arccos|sign|det|tr|diag|max|sum|int|E|T|infty|norm|abs|sqrt|frac|binom"
TAKEN = re.compile(rf"[-+\d.]|\\({FUNCTIONS})(?![A-Za-z])|\\operatorname{{vec}}")


def _printed(x: Dim | Index | Term | Function) -> str:
    """Return how something declared prints."""
    return x.latex() if isinstance(x, Term) else x.printed if isinstance(x, Function) else x.name


def bare(source: str) -> str:
    r"""Return LaTeX without the spaces that do not print.

    Examples
    --------
    >>> bare(r"x_{i j}"), bare(r"\bar x")
    ('x_{ij}', '\\bar x')
    """
    return re.sub(r"(\\[A-Za-z]+ (?=[A-Za-z]))|\s+", lambda m: m[1] or "", source)


def too_deep(terms: Sequence[Term]) -> bool:
    """Return whether a term is nested more deeply than the engine can recurse."""
    level = {id(t): t for t in terms}
    for _ in range(DEPTH):
        level = {id(a): a for t in level.values() for a in t.args}
    return bool(level)


def _least(n: Size) -> int:
    """Return the least value that a size can have."""
    return count(n, lambda name: int(name.least))


def hidden(t: Term, s: Term) -> bool:
    """Return whether a column, a constant or a function in a term prints like a symbol."""
    if t.op == "col":
        return s.latex().startswith(t.latex().rpartition("_")[0] + "_")
    if t.op == "const":
        return s.latex() == t.latex()
    return t.op == "fn" and t.data == "gamma" and s.latex() == r"\Gamma"


def look_alike(s: Term, t: Term) -> bool:
    """Return whether two names, or entries of them, may print alike.

    Examples
    --------
    >>> n = Dim("n")
    >>> look_alike(symbol("x", n), symbol("x_1")), look_alike(symbol("x_1"), symbol("x_2"))
    (True, False)
    """
    (name, letter, count), (other, other_letter, other_count) = _looks(s), _looks(t)
    subscript = {x[: x.rindex("_")] for x in (name, other) if "_" in x}
    return (
        name == other
        or (count == other_count > 0 and letter == other_letter)
        or (count == 0 != other_count and "_" in name and other_letter in subscript)
        or (other_count == 0 != count and "_" in other and letter in subscript)
    )


def _looks(t: Term) -> tuple[str, str, int]:
    """Return how a name prints, the letter of its entries, and how many indices they have."""
    if t.scalar:
        return bare(t.latex()), "", 0
    sizes = t.shape[:1] if t.shape[1] == 1 else t.shape
    at = (1 if isinstance(n, int) else Index("i", n) for n in sizes)
    one = entry(t, *at).latex()
    return bare(t.latex()), bare(one[: one.rindex("_{")]), len(sizes)
