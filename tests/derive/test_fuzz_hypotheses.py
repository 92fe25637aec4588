"""Claims under random hypotheses: the kernels against the models, and errors that must show."""

import os
from fractions import Fraction

import pytest
from derive import fuzz_hypotheses as fuzz
from derive.sabotage import SABOTAGES, method

from mmlbook.derive.models import broken_hypothesis
from mmlbook.derive.nets import Nets
from mmlbook.derive.rewriting import Rewriting
from mmlbook.derive.scalars import Scalars


@pytest.mark.parametrize("name", fuzz.FAMILIES)
def test_witnesses_make_the_hypotheses_true(name):
    assert broken_hypothesis(fuzz.FAMILIES[name].hypotheses) is None


# --- sabotage of what turns hypotheses into rules -------------------------------------------------


class Quiet(dict):
    """What a match puts into a rule, hidden from the search for summed places."""

    def items(self):
        return ()


def _unseen_places(healthy):
    def patched(self, *args):
        yield from map(Quiet, healthy(self, *args))

    return patched


def _any_order(healthy):
    def patched(self, a, b, *others):
        yield from healthy(self, a, b, *others)
        kind, key, *_ = self.scalars.atoms[b]
        if kind == "entry":
            turned = ("entry", (*key[:2], key[2][::-1]))
            self.scalars.atom(*turned)
            yield from healthy(self, a, self.scalars.ids[turned], *others)

    return patched


def _images_pass(healthy):
    def patched(self, left, right):
        spots = self.spots
        self.spots = lambda a: frozenset(p for p in spots(a) if p.kind != "image")
        try:
            healthy(self, left, right)
        finally:
            del self.spots

    return patched


def _no_coefficient(healthy):
    def patched(self, left, right):
        healthy(self, {m: Fraction(1) for m in left} if len(left) == 1 else left, right)

    return patched


def _a_term_is_lost(healthy):
    def patched(self):
        for f in healthy(self):
            yield dict(list(f.items())[:-1]) if len(f) > 1 else f

    return patched


def _only_one_side(healthy):
    def patched(self, f, lead):
        healthy(self, {w: c for w, c in f.items() if w == lead} if len(f) > 2 else f, lead)

    return patched


def _undivided(healthy):
    def patched(self, f, lead):
        self._rule(lead, self.subtract({lead: f[lead]}, f))

    return patched


def _other_factors_are_lost(healthy):
    def patched(self, p):
        before = set(self.values)
        healthy(self, p)
        for a in self.values.keys() - before:
            (c,) = self.values[a].values()
            self.values[a] = {(): c}

    return patched


def _other_sign(healthy):
    def patched(self, p):
        healthy(self, {m: c if m else -c for m, c in p.items()})

    return patched


def _powers_are_equal(healthy):
    def patched(self, p):
        healthy(self, p)
        for a, (_, value) in self.powers.items():
            self.powers[a] = (1, value)

    return patched


def _anything_follows(healthy):
    return lambda self, p: healthy(self, p) or bool(self.equations)


PLANTED = {
    "what a rule has summed is summed again": SABOTAGES["what a rule has summed is summed again"],
    "a parameter of a rule is a summed place": method(Nets, "_fit", _unseen_places),
    "a match ignores the order": method(Nets, "_fit", _any_order),
    "rules with images": method(Nets, "rule", _images_pass),
    "a rule forgets its coefficient": method(Nets, "rule", _no_coefficient),
    "a rule fits without its sum": SABOTAGES["a rule fits without its sum"],
    "completion drops a term": method(Rewriting, "_overlaps", _a_term_is_lost),
    "a rule for words drops terms": method(Rewriting, "_solve", _only_one_side),
    "a rule for words is not divided": method(Rewriting, "_solve", _undivided),
    "rules are transposed on one side only": SABOTAGES["rules are transposed on one side only"],
    "every coefficient may be divided by": SABOTAGES["every coefficient may be divided by"],
    "anything follows": method(Rewriting, "_follows", _anything_follows),
    "a product forgets the other factor": method(
        Scalars, "_assume_product", _other_factors_are_lost
    ),
    "a number changes its sign": method(Scalars, "assume_zero", _other_sign),
    "a power is its base": method(Scalars, "_assume_product", _powers_are_equal),
}

# where each of them shows soon
AMONG = {
    "what a rule has summed is summed again": ["involution", "nilpotent"],
    "a parameter of a rule is a summed place": ["involution"],
    "a match ignores the order": ["nilpotent", "image"],
    "rules with images": ["between two"],
    "a rule forgets its coefficient": ["twice an image"],
    "a rule fits without its sum": ["idempotent", "orthonormal", "involution"],
    "completion drops a term": ["inverse"],
    "a rule for words drops terms": ["rank one more"],
    "a rule for words is not divided": ["twice an image"],
    "rules are transposed on one side only": ["named inverse", "image"],
    "every coefficient may be divided by": ["no multiple", "the same multiples"],
    "anything follows": ["two eigenvectors"],
    "a product forgets the other factor": ["reciprocal", "product of three"],
    "a number changes its sign": ["sum one", "sum of numbers"],
    "a power is its base": ["sign", "square of numbers"],
}


def test_the_healthy_kernels_pass():
    assert (
        fuzz.hunt(300, seed=1, among=sorted({x for names in AMONG.values() for x in names})) is None
    )


@pytest.mark.parametrize("name", PLANTED)
def test_sabotage_is_caught(monkeypatch, name):
    PLANTED[name](monkeypatch)
    assert fuzz.hunt(1000, seed=1, among=AMONG[name]) is not None


# --- the duel -------------------------------------------------------------------------------------


def the_kernels_win(pairs, seed):
    count = fuzz.duel(pairs, seed=seed)
    assert not count.unsound, count.unsound[:3]
    assert count.refuted > 0.5 * pairs
    assert count.by_hypotheses > 0.15 * pairs
    assert count.complete >= 0.85, count.missed[:3]


@pytest.mark.parametrize("seed", [2030, 2031, 2032])
def test_duel_under_hypotheses(seed):
    """Fifteen hundred claims, in three parts."""
    the_kernels_win(500, seed)


@pytest.mark.nightly
@pytest.mark.skipif("MMLBOOK_NIGHTLY" not in os.environ, reason="takes many minutes")
@pytest.mark.parametrize("seed", range(5000, 5012))
def test_long_duel_under_hypotheses(seed):
    """Thirty thousand claims, in twelve parts."""
    the_kernels_win(2500, seed)
