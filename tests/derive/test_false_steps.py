"""Steps of every kind: the false ones of `false_steps` are not proved, the true ones are."""

import pytest
from derive.false_steps import FALSE_STEPS, QUIET_STEPS, TRUE_STEPS, UNDEFINED

from mmlbook.derive import (
    DerivationError,
    E,
    ShapeError,
    binomial,
    derivation,
    eq,
    exp,
    ge,
    integral,
    number,
    series,
    sign,
    sqrt,
)
from mmlbook.derive.check import Context, prove, refute
from mmlbook.derive.conditions import obligations
from mmlbook.derive.signs import Signs


def words(entry):
    step, _ = entry
    return f"{step.kind} {'; '.join(t.latex() for t in step.slots)}"


def given(hypotheses):
    return Context(tuple(hypotheses), ())


@pytest.mark.parametrize("entry", [*FALSE_STEPS, *QUIET_STEPS], ids=words)
def test_false_steps_are_not_proved(entry):
    step, hypotheses = entry
    assert prove(step, given(hypotheses)) is None


@pytest.mark.parametrize("entry", FALSE_STEPS, ids=words)
def test_models_refute_false_steps(entry):
    step, hypotheses = entry
    assert refute(step, given(hypotheses)).status == "refuted"


@pytest.mark.parametrize("entry", QUIET_STEPS, ids=words)
def test_models_say_nothing_else(entry):
    """Otherwise the step belongs to those that are refuted."""
    step, hypotheses = entry
    assert refute(step, given(hypotheses)).status != "refuted"


@pytest.mark.parametrize("entry", TRUE_STEPS, ids=words)
def test_true_steps_are_proved(entry):
    step, hypotheses = entry
    assert prove(step, given(hypotheses)) is not None
    assert refute(step, given(hypotheses)).status == "agree"


@pytest.mark.parametrize("term", UNDEFINED, ids=lambda t: t.latex())
def test_what_may_be_undefined_has_a_side_condition(term):
    assert not all(map(Signs().discharges, obligations(term)))


# --- false derivations that were once verified, or proved and refuted at once ---------------------


def a_variable_that_a_hypothesis_chooses(d):
    k, n = d.scalar("k", natural=True), d.scalar("n", natural=True)
    d.assume(eq(k, 3), witness={k: number(3)})
    with d.chain(series(k, k**2, 0, n)) as chain:
        chain.eq(series(k, 3 * k, 0, n), by="Since k = 3.")


def a_variable_that_a_hypothesis_bounds(d):
    k = d.scalar("k", natural=True)
    d.assume(ge(k, 5), witness={k: k + 5})
    with d.chain(series(k, k - 5, 0, 3)) as chain:
        chain.ge(0, by="Every term is nonnegative.")


def an_integral_over_a_chosen_variable(d):
    x = d.scalar("x")
    d.assume(eq(x, 1), witness={x: number(1)})
    d.antiderivative(integral(x, x, 0, 1), x, 1, by="Since x = 1.")


def an_induction_that_leaves_out_the_first_step(d):
    u, n = d.scalar("u"), d.scalar("n", natural=True, positive=True)
    d.induction(u, n, n, first=0, start=0, recursion=u + sign(n), by="Add one.")


def an_induction_from_below_zero(d):
    u, n = d.scalar("u"), d.scalar("n", natural=True)
    d.induction(u, n, 0 * n, first=-1, start=0, recursion=u + abs(n) - n, by="Add nothing.")


def an_induction_for_one_number(d):
    u, n = d.scalar("u"), d.scalar("n", natural=True)
    d.assume(eq(n, 0), witness={n: number(0)})
    d.induction(u, n, n**2, first=0, start=0, recursion=u + 1, by="Since n = 0.")


def a_quotient_by_a_value_that_may_vanish(d):
    k, n, two = d.scalar("k", natural=True), d.scalar("n", natural=True), number(2)
    certificate = -(k / (n + 1)) * binomial(n + 1, k) / (2 * two ** (n + 1))
    total = series(k, n * binomial(n, k) / two**n, 0, n)
    d.series(total, 2 * n, wz=certificate, by="Both sides vanish for n = 0.")


def a_sum_over_positive_numbers_from_zero(d):
    k, n = d.scalar("k", natural=True, positive=True), d.scalar("n", natural=True)
    with d.chain(series(k, sign(k), 0, n)) as chain:
        chain.eq(series(k, 1, 0, n), by="The sign of a positive number.")


def an_integral_that_runs_below_zero(d):
    x = d.scalar("x", positive=True)
    with d.chain(integral(x, sqrt(x**2), 1, -1)) as chain:
        chain.eq(integral(x, x, 1, -1), by="The root of a square.")


def an_integral_across_a_pole(d):
    x = d.scalar("x", nonzero=True)
    d.antiderivative(integral(x, 1 / x**2, -1, 1), -1 / x, -2, by="A power.")


def a_root_inside_two_sums(d):
    k, a = d.scalar("k", natural=True), d.scalar("a")
    inner = series(k, sqrt(k - 1) ** 2, 0, 5)
    with d.chain(series(k, a * inner, 1, 9)) as chain:
        chain.eq(series(k, a * series(k, k - 1, 0, 5), 1, 9), by="Root and square.")


def a_sum_up_to_any_number(d):
    k, a = d.scalar("k", natural=True), d.scalar("a")
    d.series(series(k, 1, 0, a), a + 1, telescoping=k, by="Count.")


def a_sum_that_runs_down(d):
    k = d.scalar("k", natural=True)
    d.series(series(k, 1, 0, -5), -4, telescoping=k, by="Count.")


def proportional_to_nothing(d):
    x = d.scalar("x")
    d.proportional(exp(x), 0 * x, in_=x, by="Both products vanish.")


def proportional_in_what_is_random(d):
    x = d.random("x")
    d.proportional(E(x) * x, x, in_=x, by="A constant factor.")


def the_rate_of_an_expectation(d):
    x = d.random("x")
    d.gradient(E(x**2), x, 2 * E(x), by="Under the expectation.")


REFUSED = [
    a_variable_that_a_hypothesis_chooses,
    a_variable_that_a_hypothesis_bounds,
    an_integral_over_a_chosen_variable,
    an_induction_that_leaves_out_the_first_step,
    an_induction_from_below_zero,
    an_induction_for_one_number,
    a_quotient_by_a_value_that_may_vanish,
    a_sum_over_positive_numbers_from_zero,
    an_integral_that_runs_below_zero,
    an_integral_across_a_pole,
    a_root_inside_two_sums,
    a_sum_up_to_any_number,
    a_sum_that_runs_down,
    proportional_to_nothing,
    proportional_in_what_is_random,
    the_rate_of_an_expectation,
]


@pytest.mark.parametrize("script", REFUSED, ids=lambda script: script.__name__)
def test_false_derivations_are_not_verified(script):
    script.__doc__ = "False."
    try:
        report = derivation(chapter="linear_algebra/vectors", title="Test")(script).verify()
    except (DerivationError, ShapeError):
        return
    assert not report.ok
