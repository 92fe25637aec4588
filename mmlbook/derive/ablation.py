"""Hypothesis ablation: take one given thing away, and see which step then fails.

What nothing needs is noise for the reader, or was meant to be used and is not.  So every given
thing of a derivation is removed, one at a time, and the proof is run again without it: assumed and
quoted relations, recalled results, declared properties of symbols, least sizes.  Only kernels,
signs and side conditions are asked; models and decoys have nothing to add.

A quote or a recall has requirements of its own.  If something is removed that they require, what
was quoted or recalled is gone as well.

Trusted for: nothing; it tells what a verified derivation could do without.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from mmlbook.derive import check
from mmlbook.derive.author import Author
from mmlbook.derive.givens import DerivationError, Line, Quote, Recall
from mmlbook.derive.models import Hypothesis
from mmlbook.derive.names import closure, declared
from mmlbook.derive.opinions import Context, prove, signs_shown
from mmlbook.derive.relations import Relation
from mmlbook.derive.steps import Step
from mmlbook.derive.terms import Dim, Term, _term, add, mul
from mmlbook.derive.traverse import dims, substitute, unfold

if TYPE_CHECKING:
    from mmlbook.derive.derivation import Derivation

__all__ = ["Finding", "ablate"]

BOUNDS = {"nonzero": r"\neq", "positive": ">", "nonnegative": r"\ge"}
WAYS = ("kernels", "small", "signs")  # for all sizes; for small ones; agreement in models only


@dataclass(frozen=True)
class Finding:
    r"""Whether one given thing of a derivation is needed.

    Attributes
    ----------
    what : str
        The thing that was removed, in words with formulas between dollars.
    needed : bool
        Whether some step fails without it.
    step : int or None
        The number of the first step that fails.

    Examples
    --------
    >>> Finding(r"$\vect{w} \neq \vect{0}$", needed=True, step=2).step
    2
    """

    what: str
    needed: bool
    step: int | None = None


def ablate(derivation: Derivation) -> tuple[Finding, ...]:
    r"""Remove every given thing of a derivation, one at a time, and report which are needed.

    A step fails when it is no longer proved, or only for small sizes where it was proved for all,
    or when a side condition is no longer shown.  Of a step that only models agree with, signs and
    side conditions are asked.  A derivation must be verified before it is ablated: a step that
    fails with everything given raises `DerivationError`.

    Examples
    --------
    >>> from mmlbook.derivations import derivations
    >>> first, *_ = ablate(derivations()["distance_to_hyperplane"])
    >>> first.what, first.needed, first.step
    ('$\\vect{w}^{\\T} \\vect{z} + b = 0$', True, 5)
    """
    given = _given(derivation)
    ways = [_way(line, given) for line in given.lines]
    findings = []
    for what, rest in _removals(given):
        step = _first_failure(_settled(rest), ways)
        findings.append(Finding(what, step is not None, step))
    _KNOWN.clear()
    return tuple(findings)


# --- what is given ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Loan:
    """A quote or a recall: what was put in, what was known then, and what it gave."""

    source: Quote | Recall
    terms: tuple[tuple[str, Term], ...]
    known: tuple[Relation, ...]
    gave: tuple[Relation, ...]

    @property
    def what(self) -> str:
        """Words for the reader."""
        relation = self.source.relation.latex()
        if isinstance(self.source, Quote):
            return f"{self.source.entry.name}: ${relation}$"
        return f"from *{self.source.derivation.title}*: ${relation}$"

    @property
    def theorems(self) -> set[str]:
        """The names of the quoted theorems that come with it."""
        if isinstance(self.source, Quote):
            return {self.source.entry.name}
        return {h.source for h in self.source.derivation.hypotheses} - {"assumed"}


@dataclass(frozen=True)
class _Given:
    """The plain data of a derivation that its steps rest on."""

    symbols: tuple[Term, ...]
    hypotheses: tuple[Hypothesis, ...]
    lines: tuple[Line, ...]
    loans: tuple[_Loan, ...]

    def without(self, gone: Sequence[Relation]) -> _Given:
        """Return the same without some relations, wherever they were known."""

        def rest(facts: tuple[Relation, ...]) -> tuple[Relation, ...]:
            return tuple(f for f in facts if f not in gone)

        return replace(
            self,
            hypotheses=tuple(h for h in self.hypotheses if h.relation not in gone),
            lines=tuple(replace(x, facts=rest(x.facts)) for x in self.lines),
            loans=tuple(replace(x, known=rest(x.known)) for x in self.loans),
        )

    def substitute(self, values: Mapping[Term, Term], sizes: Mapping[Dim, Dim]) -> _Given:
        """Return the same with other symbols or sizes."""

        @cache
        def term(t: Term) -> Term:
            return substitute(t, values, sizes)

        @cache
        def relation(r: Relation) -> Relation:
            return Relation(term(r.lhs), r.op, term(r.rhs))

        def relations(facts: tuple[Relation, ...]) -> tuple[Relation, ...]:
            return tuple(map(relation, facts))

        def hypothesis(h: Hypothesis) -> Hypothesis:
            witness = tuple((term(s), term(w)) for s, w in h.witness)
            return replace(h, relation=relation(h.relation), witness=witness)

        def line(x: Line) -> Line:
            step = replace(x.step, slots=tuple(map(term, x.step.slots)))
            return Line(step, relations(x.facts))

        def loan(x: _Loan) -> _Loan:
            terms = tuple((name, term(t)) for name, t in x.terms)
            return replace(x, terms=terms, known=relations(x.known), gave=relations(x.gave))

        return _Given(
            tuple(map(term, self.symbols)),
            tuple(map(hypothesis, self.hypotheses)),
            tuple(map(line, self.lines)),
            tuple(map(loan, self.loans)),
        )


def _given(derivation: Derivation) -> _Given:
    d = derivation
    bare = _Given(d.symbols, d.hypotheses, d.lines, ())
    sources: list[Quote | Recall] = [*d.quotes, *d.recalls]
    return replace(bare, loans=tuple(_loan(bare, source) for source in sources))


# --- quotes and recalls -------------------------------------------------------------------------


def _loan(given: _Given, source: Quote | Recall) -> _Loan:
    """Find out what was put into a quote or recall, and with which facts its conditions held."""
    known = dict.fromkeys([(), *(line.facts for line in given.lines)])
    generic = source.entry.relation if isinstance(source, Quote) else source.derivation.result
    for terms in _matches(generic, source.relation):
        for facts in known:
            before = tuple(f for f in facts if f != source.relation)
            loan = _Loan(source, tuple(terms.items()), before, (source.relation,))
            gave = _borrow(given, loan)
            if source.relation in gave:
                return replace(loan, gave=gave)
    raise DerivationError(f"nothing explains ${source.relation.latex()}$")


def _borrow(given: _Given, loan: _Loan) -> tuple[Relation, ...]:
    """Quote or recall again; return what that gives, which is nothing if a condition fails."""
    author = Author("ablation")
    author.symbols, author.facts = list(given.symbols), list(loan.known)
    author.names = {n.name: n for n in dims(*given.symbols, *(t for _, t in loan.terms))}
    kept = [h for h in given.hypotheses if h.source not in loan.theorems]
    author.hypotheses = list(kept)
    try:
        if isinstance(loan.source, Quote):
            relation = author.quote(loan.source.entry.name, **dict(loan.terms))
        else:
            relation = author.recall(loan.source.derivation, **dict(loan.terms))
    except DerivationError:
        return ()
    return (relation, *(h.relation for h in author.hypotheses[len(kept) :]))


def _matches(generic: Relation, instance: Relation) -> Iterator[dict[str, Term]]:
    """Yield the terms that may stand for the symbols of a general relation in an instance of it."""
    for found in _match(unfold(generic.lhs), unfold(instance.lhs), {}):
        yield from _match(unfold(generic.rhs), unfold(instance.rhs), found)


def _match(generic: Term, t: Term, found: dict[str, Term]) -> Iterator[dict[str, Term]]:
    if generic.op == "sym":
        name = generic.data.name
        if found.get(name, t) == t:
            yield {**found, name: t}
    elif generic.op == t.op:
        for parts in _partitions(t, len(generic.args)):
            yield from _match_all(generic.args, parts, found)


def _match_all(
    generic: Sequence[Term], parts: Sequence[Term], found: dict[str, Term]
) -> Iterator[dict[str, Term]]:
    if not generic:
        yield found
        return
    for more in _match(generic[0], parts[0], found):
        yield from _match_all(generic[1:], parts[1:], more)


def _partitions(t: Term, count: int) -> Iterator[list[Term]]:
    """Yield the arguments of `t`; those of flat sums and products also gathered into fewer."""
    if len(t.args) == count:
        yield list(t.args)
    elif t.op in ("add", "mul") and len(t.args) > count:
        build = add if t.op == "add" else mul
        for cuts in combinations(range(1, len(t.args)), count - 1):
            yield [build(*t.args[a:b]) for a, b in pairwise((0, *cuts, len(t.args)))]


# --- removing -----------------------------------------------------------------------------------


def _removals(given: _Given) -> Iterator[tuple[str, _Given]]:
    """Yield every given thing in words, and the derivation without it."""
    for h in given.hypotheses:
        if h.source == "assumed":
            yield f"${h.relation.latex()}$", given.without([h.relation])
    for loan in given.loans:
        yield loan.what, given.without(loan.gave)
    for s in given.symbols:
        for flag in declared(s.data.properties):
            yield _words(s, flag), given.substitute({s: _less(s, flag)}, {})
    for n in dims(*given.symbols):
        if n.least > 1:
            yield f"${n} \\ge {n.least}$", given.substitute({}, {n: Dim(n.name)})


def _less(s: Term, flag: str) -> Term:
    """Return a symbol with one declared property less, and without what follows from it alone."""
    others = closure(frozenset(declared(s.data.properties)) - {flag})
    return _term(s.op, s.args, replace(s.data, properties=others), s.shape)


def _words(s: Term, flag: str) -> str:
    if flag in BOUNDS:
        zero = "0" if s.scalar else r"\vect{0}"
        return f"${s.latex()} {BOUNDS[flag]} {zero}$"
    return f"${s.latex()}$: {flag.replace('_', ' ')}"


def _settled(given: _Given) -> _Given:
    """Take away what quotes and recalls gave whose conditions no longer hold."""
    for loan in given.loans:
        if not set(_borrow(given, loan)) >= set(loan.gave):
            given = given.without(loan.gave)
    return given


# --- failing ------------------------------------------------------------------------------------


def _first_failure(given: _Given, ways: Sequence[str]) -> int | None:
    for number, (line, way) in enumerate(zip(given.lines, ways, strict=True), 1):
        if not _stands(line, given, way):
            return number
    return None


def _way(line: Line, given: _Given) -> str:
    """Return the strongest of `WAYS` in which a step stands."""
    for way in WAYS:
        if _stands(line, given, way):
            return way
    raise DerivationError(f"the step ({line.step.by}) fails with everything given; verify it first")


def _stands(line: Line, given: _Given, way: str) -> bool:
    """Return whether side conditions are shown and a step is proved in one of the `WAYS`."""
    recalled = tuple(x.source.relation for x in given.loans if isinstance(x.source, Recall))
    hypotheses = Context(given.hypotheses, line.facts).relevant(line.step)
    return _checked(line.step, Context(hypotheses, line.facts, recalled=recalled), way)


def _checked(step: Step, context: Context, way: str) -> bool:
    key = (step, context.hypotheses, context.facts, context.recalled, way)
    if key not in _KNOWN:
        if check._conditions(step, context)[1]:
            _KNOWN[key] = False
        elif way == "signs":
            _KNOWN[key] = signs_shown(step, context) is not None
        else:
            _KNOWN[key] = prove(step, context, small=way == "small") is not None
    return _KNOWN[key]


_KNOWN: dict[Hashable, bool] = {}  # emptied when a derivation is done
