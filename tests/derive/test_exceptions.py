"""Side conditions have a second opinion: models look for a case in which one fails."""

import pytest

from mmlbook.derive import (
    check,
    conditions,
    derivation,
    eq,
    exp,
    eye,
    ge,
    inv,
    log,
    ne,
    norm,
    number,
    sqrt,
)
from mmlbook.derive.exceptions import exception
from mmlbook.derive.models import Hypothesis
from mmlbook.derive.relations import Relation
from mmlbook.derive.signs import Signs
from mmlbook.derive.terms import Dim, symbol

n, k = Dim("n"), Dim("k")
a, b, c = symbol("a"), symbol("b"), symbol("c", positive=True)
x, A = symbol("x", n), symbol("A", n, n)
X = symbol("X", n, k, full_column_rank=True)
regular = symbol("R", n, n, invertible=True)


# --- steps that hold only where nobody said ------------------------------------------------------


def a_quotient(d):
    "It holds, with exceptions."
    a = d.scalar("a")
    with d.chain(a / a) as chain:
        chain.eq(1, by="Cancel.")


def a_root(d):
    "It holds, with exceptions."
    a = d.scalar("a")
    with d.chain(sqrt(a) ** 2) as chain:
        chain.eq(a, by="The square of a root.")


def a_logarithm(d):
    "It holds, with exceptions."
    a, b = d.scalar("a"), d.scalar("b")
    with d.chain(log(a) + log(b)) as chain:
        chain.eq(log(b) + log(a), by="Exchange.")


def an_inverse(d):
    "It holds, with exceptions."
    n = d.dim("n")
    A = d.mat("A", n, n)
    with d.chain(inv(A) @ A) as chain:
        chain.eq(eye(n), by="An inverse.")


def an_inverse_on_the_wrong_side(d):
    "It holds, with exceptions."
    n, k = d.dims("n k")
    X = d.mat("X", n, k, full_column_rank=True)
    with d.chain(inv(X @ X.T) @ (X @ X.T)) as chain:
        chain.eq(eye(n), by="An inverse.")


def the_slope_of_a_length(d):
    "It holds, with exceptions."
    n = d.dim("n")
    x = d.vec("x", n)
    d.gradient(norm(x), x, x / norm(x), by="The direction of x.")


STEPS = [
    a_quotient, a_root, a_logarithm, an_inverse, an_inverse_on_the_wrong_side,
    the_slope_of_a_length,
]  # fmt: skip
FAULTS = {
    "every condition is shown": lambda m: m.setattr(Signs, "discharges", lambda self, o: True),
    "no condition is collected": lambda m: [
        m.setattr(owner, name, lambda *args, **kwargs: [])
        for owner, name in ((check, "obligations"), (check, "kinks"))
    ],
}


def report_of(author):
    return derivation(chapter="notes", title=author.__name__)(author).verify()


@pytest.mark.parametrize("author", STEPS)
def test_a_missing_hypothesis_is_missed(author):
    assert "is defined only where" in str(report_of(author).problems)


@pytest.mark.parametrize("author", STEPS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_conditions_is_a_conflict(author, fault, monkeypatch):
    FAULTS[fault](monkeypatch)
    report = report_of(author)
    assert not report.ok
    assert report.conflicts
    assert "shown and refuted at once" in str(report.problems)


def test_a_planted_sign_is_a_conflict(monkeypatch):
    """A sum of a positive number and any other one is taken for positive."""
    healthy = Signs._positive

    def careless(self, t, depth):
        return healthy(self, t, depth) or (
            t.op == "add" and any(healthy(self, x, depth) for x in t.args)
        )

    def a_root_of_a_sum(d):
        "It holds, with exceptions."
        a, c = d.scalar("a"), d.scalar("c", positive=True)
        with d.chain(sqrt(c + a) ** 2) as chain:
            chain.eq(a + c, by="The square of a root.")

    assert not report_of(a_root_of_a_sum).conflicts
    monkeypatch.setattr(Signs, "_positive", careless)
    assert report_of(a_root_of_a_sum).conflicts


# --- where it looks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "term", "words"),
    [("nonzero", a, "is not nonzero"), ("nonzero", x, "is not nonzero"),
     ("nonnegative", b, "is not nonnegative"), ("positive", abs(a), "is not positive"),
     ("positive", b, "is not positive"), ("invertible", A, "is not invertible"),
     ("invertible", X @ X.T, "is not invertible")],
)  # fmt: skip
def test_false_conditions_are_found(kind, term, words):
    assert words in exception([], [(kind, term)])


@pytest.mark.parametrize(
    "term",
    [a - 1, 2 * a - 3, a + b + 1, 1 + a * norm(x) ** 2, a - c, 5 - c, 1 + x.T @ A @ x * a],
)
def test_a_single_value_is_found_where_the_term_is_of_degree_one(term):
    assert "is not nonzero" in exception([], [("nonzero", term)])


@pytest.mark.parametrize("term", [c + 1, norm(x) ** 2 + c, 1 + a**2, number(2)])
def test_no_value_is_found_where_there_is_none(term):
    assert exception([], [("nonzero", term)]) == ""


def test_a_single_value_keeps_the_hypotheses():
    assert exception([], [("nonzero", a - 1)], facts=[ne(a, 1)]) == ""
    assert exception([], [("nonzero", a - 1)], facts=[ge(a, 2)]) == ""
    assert exception([], [("nonzero", a - 1)], facts=[ge(a, 0)])


@pytest.mark.parametrize(
    ("kind", "term"),
    [("nonzero", c), ("nonnegative", norm(x)), ("positive", c + a**2), ("invertible", X.T @ X),
     ("invertible", regular), ("nonzero", norm(x) + c), ("invertible", A.T @ A + c * eye(n))],
)  # fmt: skip
def test_true_conditions_are_left_alone(kind, term):
    assert exception([term], [(kind, term)]) == ""


def test_a_hypothesis_leaves_cases_out():
    given = Hypothesis(ne(a, 0), ())
    assert exception([1 / a], [("nonzero", a)])
    assert exception([1 / a], [("nonzero", a)], [given]) == ""


def test_a_fact_leaves_cases_out():
    assert exception([sqrt(a)], [("nonnegative", a)])
    assert exception([sqrt(a)], [("nonnegative", a)], (), [Relation(a, ">=", number(0))]) == ""


def test_a_witness_may_be_the_exception():
    given = Hypothesis(eq(a, b), ((a, b),))
    assert exception([1 / (a - b)], [], [given])


def test_what_cannot_be_told_is_no_exception():
    """A power far too large to compute is no case without a value."""
    assert exception([exp(exp(exp(10 + a**2)))], []) == ""


def test_every_obligation_has_a_kind_that_models_know():
    kinds = {"nonzero", "nonnegative", "positive", "invertible"}
    terms = [1 / a, sqrt(a), log(a), inv(A), a ** (b / 2)]
    assert {kind for t in terms for kind, _ in conditions.obligations(t)} <= kinds
    assert set(check._CONDITION) == kinds
