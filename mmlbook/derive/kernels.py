"""The kernels together: whether a claim is proved for all sizes, by which kernel, with what.

The laws are switched on one after the other: first the rules of rings, transposes and traces alone,
then the rules for inverses, then the hypotheses, and last the kernel of indices.  So the first
success also says what a proof needs.

Trusted for: trying kernels that are trusted, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmlbook.derive import differentials, mixed, words
from mmlbook.derive.relations import Relation
from mmlbook.derive.scalars import OutOfReachError
from mmlbook.derive.terms import ShapeError, Term, eye, mul
from mmlbook.derive.traverse import symbols, unfold

__all__ = ["TRUSTED", "Proof", "prove", "prove_derivative", "prove_hessian"]

# What a mark ``∀`` rests on: these files, the ledger, and Python's integers and fractions.
TRUSTED = (
    "names", "terms", "vocabulary", "structure", "analysis", "traverse", "relations",
    "polynomials", "scalars", "rewriting", "chance", "words", "nets", "indices", "mixed",
    "differentials", "growth", "kernels", "forms", "signs", "conditions", "steps",
)  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """A proof for all sizes and values: the kernel, and the laws it needs beyond those of rings."""

    kernel: str
    uses: tuple[str, ...] = ()


def prove(lhs: Term, rhs: Term, hypotheses: Sequence[Relation] = ()) -> Proof | None:
    """Return a proof that lhs = rhs for all sizes and values, or None if no kernel finds one.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, eye, inv, symbol
    >>> A = symbol("A", Dim("n"), Dim("n"))
    >>> prove((A @ A).T, A.T @ A.T)
    Proof(kernel='words', uses=())
    >>> prove(A @ inv(A), eye(Dim("n")))
    Proof(kernel='words', uses=('inverse',))
    """
    if lhs.shape != rhs.shape:
        return None
    if unfold(lhs) == unfold(rhs):
        return Proof("definition")
    used = _relevant((lhs, rhs), hypotheses)
    inverse = any(s.op == "inv" for t in (lhs, rhs) for s in t.subterms())
    inverse = inverse or any(
        s.op == "inv" for h in used for t in (h.lhs, h.rhs) for s in t.subterms()
    )
    for kernel, given, inverses in _attempts(used, inverse):
        if kernel == "words":
            done = words.equal(lhs, rhs, given, inverses)
        else:
            done = mixed.equal(lhs, rhs, given)
        if done:
            laws = [("inverse", inverses), ("hypotheses", bool(given))]
            return Proof(kernel, tuple(name for name, on in laws if on))
    for a, b in ((unfold(lhs), unfold(rhs)), (unfold(rhs), unfold(lhs))):
        if a.op == "inv":  # N = M^-1 means M N = I
            return prove(mul(a.args[0], b), eye(a.shape[0]), hypotheses)
    return None


def _attempts(
    hypotheses: Sequence[Relation], inverse: bool
) -> Iterator[tuple[str, Sequence[Relation], bool]]:
    for given in ((), hypotheses) if hypotheses else ((),):
        yield "words", given, False
        if inverse:
            yield "words", given, True
        yield "indices", given, False


def _relevant(terms: Sequence[Term], hypotheses: Sequence[Relation]) -> list[Relation]:
    """Return the equations that share a symbol with the terms, directly or through others."""
    own, used = set(symbols(*terms)), list[Relation]()
    equations = [h for h in hypotheses if h.op == "="]
    while more := [h for h in equations if h not in used and own & set(symbols(h.lhs, h.rhs))]:
        used += more
        own |= {s for h in more for s in symbols(h.lhs, h.rhs)}
    return [h for h in equations if h in used]


def prove_derivative(
    f: Term, x: Term, derivative: Term, hypotheses: Sequence[Relation] = ()
) -> Proof | None:
    """Return a proof that `derivative` is the gradient or Jacobian of f in x, for all sizes.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> A, u = symbol("A", Dim("n"), Dim("n")), symbol("u", Dim("n"))
    >>> prove_derivative(u.T @ A @ u, u, (A + A.T) @ u)
    Proof(kernel='differentials, words', uses=())
    >>> prove_derivative(u.T @ A @ u, u, 2 * (A @ u)) is None
    True
    """
    try:
        left, right = differentials.claim(f, x, derivative)
    except (KeyError, ShapeError, OutOfReachError):
        return None
    proof = prove(left, right, hypotheses)
    return Proof(f"differentials, {proof.kernel}", proof.uses) if proof else None


def prove_hessian(
    f: Term, x: Term, hessian: Term, hypotheses: Sequence[Relation] = ()
) -> Proof | None:
    """Return a proof that `hessian` is the matrix of second derivatives of f in a column x.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> A, u = symbol("A", Dim("n"), Dim("n")), symbol("u", Dim("n"))
    >>> prove_hessian(u.T @ A @ u, u, A + A.T)
    Proof(kernel='differentials, words', uses=())
    >>> prove_hessian(u.T @ A @ u, u, 2 * A) is None
    True
    """
    try:
        left, right = differentials.second_claim(f, x, hessian)
    except (KeyError, ShapeError, OutOfReachError):
        return None
    proof = prove(left, right, hypotheses)
    return Proof(f"differentials, {proof.kernel}", proof.uses) if proof else None
