"""Tests for the chapter: paper and code."""

import itertools
import math
import operator
import warnings
from fractions import Fraction

import numpy as np
import pytest
import scipy.special
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, mutually_broadcastable_shapes
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.distance import cdist
from strategies import matrices, vectors

from mmlbook.datasets import load_digits, load_seattle_weather
from mmlbook.derivations import derivations
from mmlbook.derivations.identities import check_identity
from mmlbook.derive import Mark
from mmlbook.orientation.mathematics_in_code import (
    FloatBits,
    broadcast_shapes,
    einsum_two,
    float_bits,
    horner,
    kahan_sum,
    logsumexp,
    machine_epsilon,
    pairwise_sq_dists,
    pairwise_sq_dists_loop,
    pairwise_sum,
    quadratic_roots,
    welford,
)
from mmlbook.orientation.mathematics_in_code.entries import array, common

CHAPTER = derivations("orientation/mathematics_in_code")
KINDS = [np.float16, np.float32, np.float64]
U = {kind: 2.0**-bits for kind, bits in zip(KINDS, (11, 24, 53), strict=True)}
A, B, X = sp.symbols("a b x")
tens = st.integers(-10, 10)


def rng(seed=0):
    return np.random.default_rng(seed)


def exactly(x):
    """The sum of floats, without any rounding."""
    return sum((Fraction(float(value)) for value in x), Fraction(0))


each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


class TestCheckIdentity:
    def test_known_identities(self):
        """The binomial formulas, and the sum of cubes as a product."""
        for lhs, rhs in [
            ((A + B) ** 2, A**2 + 2 * A * B + B**2),
            ((A + B) * (A - B), A**2 - B**2),
            (A**3 + B**3, (A + B) * (A**2 - A * B + B**2)),
            ((A**2 - B**2) / (A - B), A + B),
        ]:
            assert check_identity(lhs, rhs, [A, B]) is None

    def test_known_errors(self):
        """What students write on a bad day."""
        for lhs, rhs in [
            ((A + B) ** 2, A**2 + B**2),
            (1 / (A + B), 1 / A + 1 / B),
            (A / (A + B), 1 / B),
            ((A + B) ** 3, A**3 + B**3),
        ]:
            point = check_identity(lhs, rhs, [A, B])
            assert lhs.subs(point) != rhs.subs(point)
            assert set(point) == {A, B}
            assert all(value.is_Rational for value in point.values())

    def test_finds_a_difference_that_rounding_hides(self):
        tiny = sp.Rational(1, 10**40)
        assert check_identity(X + tiny, X, [X]) is not None

    def test_fractions_are_spread(self):
        points = [check_identity(X, X + 1, [X], rng=rng(s))[X] for s in range(40)]
        assert len(set(points)) > 30
        assert min(points) < 0 < max(points)
        assert any(not p.is_Integer for p in points)

    def test_needs_many_trials_for_a_rare_difference(self):
        """The product of x - k over k from -3 to 3 is zero there, and nowhere else."""
        rare = sp.prod([X - k for k in range(-3, 4)])
        assert check_identity(rare, 0 * X, [X]) is not None

    def test_number_of_trials(self):
        """A difference at the third point is found with three trials, not with two."""
        source, values = rng(5), []
        while len(values) < 3:
            values.append(check_identity(X, X + 1, [X], n_trials=1, rng=source)[X])
        zero_at_two = (X - values[0]) * (X - values[1])
        assert len(set(values)) == 3
        assert check_identity(zero_at_two, 0, [X], n_trials=2, rng=rng(5)) is None
        assert check_identity(zero_at_two, 0, [X], n_trials=3, rng=rng(5)) == {X: values[2]}

    def test_points_without_value_do_not_count(self):
        assert check_identity(X / X**2, 1 / X, [X], n_trials=200) is None

    @given(st.lists(tens, min_size=1, max_size=5), st.integers(0, 99))
    def test_an_identity_is_never_refuted(self, coeffs, seed):
        p = sum(c * X**k for k, c in enumerate(coeffs))
        assert check_identity(p, sp.expand((p + 1) ** 2 - p * p - 1) / 2, [X], 3, rng(seed)) is None

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((A + B, A, [A]), "lhs must be a quotient of polynomials"),
            ((A, sp.sqrt(A), [A]), "rhs must be a quotient of polynomials"),
            ((sp.sin(A), A, [A]), "lhs must be a quotient"),
            ((sp.Float(0.5), A, [A]), "lhs must be a quotient"),
            ((A, A, [A], 0), "n_trials must be at least 1"),
        ],
    )
    def test_refuses(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            check_identity(*arguments)

    def test_refuses_what_is_defined_nowhere(self):
        nowhere = sp.Pow(sp.Add(A, sp.Mul(-1, A, evaluate=False), evaluate=False), -1)
        with pytest.raises(ValueError, match="defined somewhere"):
            check_identity(nowhere, A, [A])

    def test_refuses_text(self):
        with pytest.raises(sp.SympifyError):
            check_identity("a", "a", [A])


class TestBroadcastShapes:
    def test_known_values(self):
        """The examples of NumPy's manual, Broadcasting."""
        assert broadcast_shapes((256, 256, 3), (3,)) == (256, 256, 3)
        assert broadcast_shapes((8, 1, 6, 1), (7, 1, 5)) == (8, 7, 6, 5)
        assert broadcast_shapes((15, 3, 5), (15, 1, 5)) == (15, 3, 5)
        assert broadcast_shapes() == ()
        assert broadcast_shapes((0, 3), (1, 1)) == (0, 3)

    @given(mutually_broadcastable_shapes(num_shapes=3, min_side=0))
    def test_equals_numpy(self, shapes):
        assert broadcast_shapes(*shapes.input_shapes) == shapes.result_shape

    @given(array_shapes(min_dims=0, max_side=3), array_shapes(min_dims=0, max_side=3))
    def test_refuses_what_numpy_refuses(self, a, b):
        try:
            expected = np.broadcast_shapes(a, b)
        except ValueError:
            with pytest.raises(ValueError, match="must agree or be 1"):
                broadcast_shapes(a, b)
        else:
            assert broadcast_shapes(a, b) == broadcast_shapes(list(b), a) == expected

    def test_says_which_axis(self):
        with pytest.raises(ValueError, match=r"on axis -2; got \(4, 3\), \(5, 1\)"):
            broadcast_shapes((4, 3), (5, 1))

    @pytest.mark.parametrize(("size", "error"), [(-1, ValueError), (2.0, TypeError)])
    def test_refuses_sizes(self, size, error):
        with pytest.raises(error, match="every size must be"):
            broadcast_shapes((size,))


class TestEinsumTwo:
    def test_by_hand(self):
        A, B = [[1, 2], [3, 4]], [[5, 6], [7, 8]]
        assert_array_equal(einsum_two("ij,jk->ik", A, B), [[19, 22], [43, 50]])
        assert_array_equal(einsum_two("ij,ij->", A, B), 5 + 12 + 21 + 32)
        assert_array_equal(einsum_two("i,j->ij", [1, 2], [3, 4]), [[3, 4], [6, 8]])
        assert_array_equal(einsum_two("ij,j -> ji", A, [1, 10]), [[1, 3], [20, 40]])
        assert_array_equal(einsum_two("ii,->i", A, 2), [2, 8])

    @given(st.data())
    def test_equals_numpy(self, data):
        size = dict(zip("ijkl", data.draw(st.tuples(*4 * [st.integers(0, 3)])), strict=True))
        a, b = (data.draw(st.text("ijkl", max_size=3)) for _ in range(2))
        out = "".join(data.draw(st.permutations(sorted(set(a + b)))))
        out = out[: data.draw(st.integers(0, len(out)))]
        source = rng(data.draw(st.integers(0, 99)))
        P, Q = (source.integers(-9, 10, size=[size[s] for s in part]) for part in (a, b))
        pattern = f"{a},{b}->{out}"
        assert_array_equal(einsum_two(pattern, P, Q), np.einsum(pattern, P, Q))

    def test_keeps_the_precision(self):
        x, y = np.float32([1, 2]), np.float16([1, 2])
        assert einsum_two("i,i->", y, y).dtype == np.float16
        assert einsum_two("i,i->", x, y).dtype == np.float32
        assert einsum_two("i,i->", x, [1, 2]).dtype == np.float64

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("ij,jk", [[1]], [[1]]), "must look like 'ij,jk->ik'"),
            ((7, [[1]], [[1]]), "must look like"),
            (("i,i->ii", [1], [1]), "known letters once in the result; got 'ii'"),
            (("i,i->k", [1], [1]), "known letters once in the result; got 'k'"),
            (("ij,j->i", [1], [1]), "A must have 2 axes, 'ij'; got 1"),
            (("i,ij->i", [1], [1]), "B must have 2 axes, 'ij'; got 1"),
            (("i,i->", [1, 2], [1, 2, 3]), "B must have size 2 along 'i'; got 3"),
            (("ii,i->", [[1, 2]], [1]), "A must have size 1 along 'i'; got 2"),
            (("i,i->", [np.nan], [1]), "A contains NaN"),
        ],
    )
    def test_refuses(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            einsum_two(*arguments)


@pytest.mark.parametrize("distances", [pairwise_sq_dists_loop, pairwise_sq_dists])
class TestPairwiseDistances:
    def test_by_hand(self, distances):
        D = distances([[0, 0], [1, 1], [3, 4]], [[3, 4], [0, 1]])
        assert_array_equal(D, [[25, 1], [13, 1], [0, 18]])

    @given(st.data())
    def test_equals_scipy(self, distances, data):
        d = data.draw(st.integers(1, 4))
        P, Q = data.draw(matrices(columns=d)), data.draw(matrices(columns=d))
        assert_allclose(distances(P, Q), cdist(P, Q, "sqeuclidean"), rtol=1e-12, atol=1e-14)

    @given(st.data())
    def test_whole_numbers_are_exact(self, distances, data):
        d = data.draw(st.integers(1, 5))
        P, Q = (
            data.draw(arrays(np.int64, (3, d), elements=st.integers(-1000, 1000))) for _ in range(2)
        )
        exact = ((P[:, None] - Q) ** 2).sum(axis=-1)
        assert_array_equal(distances(P, Q), exact)
        near = (P % 17).astype(np.float32), (Q % 17).astype(np.float32)
        assert_array_equal(distances(*near), ((P[:, None] % 17 - Q % 17) ** 2).sum(axis=-1))

    @each_kind
    def test_keeps_the_precision(self, distances, kind):
        P, Q = np.ones((2, 3), kind), np.zeros((4, 3), kind)
        assert distances(P, Q).dtype == kind
        assert distances(P, Q.astype(np.float64)).dtype == np.float64
        assert_array_equal(distances(P, Q), np.full((2, 4), 3))

    def test_no_points(self, distances):
        assert distances(np.zeros((0, 2)), np.zeros((3, 2))).shape == (0, 3)

    def test_leaves_its_arguments_alone(self, distances):
        P = rng().normal(size=(3, 2))
        before = P.copy()
        distances(P, P)
        assert_array_equal(P, before)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (([1, 2], [[1, 2]]), r"X must be a matrix \(2 axes\)"),
            (([[1, 2]], [[1]]), "Y must have 2 columns"),
            (([[np.inf]], [[1]]), "X contains NaN or infinity"),
        ],
    )
    def test_refuses(self, distances, arguments, message):
        with pytest.raises(ValueError, match=message):
            distances(*arguments)


class TestWhatTheExpandedSquareLoses:
    def test_digits_agree_bit_for_bit(self):
        """Counts of dots are whole numbers, and so are all sums on the way, below 2^24."""
        P = load_digits().X[:40]
        exact = pairwise_sq_dists_loop(P, P)
        assert_array_equal(pairwise_sq_dists(P, P), exact)
        assert_array_equal(pairwise_sq_dists(P.astype(np.float32), P.astype(np.float32)), exact)

    @pytest.mark.parametrize("shift", [0.0, 1e3, 1e6])
    def test_the_loop_does_not_mind_a_shift(self, shift):
        """Its error is relative to the distance: (d + 2) u, for the points as they are stored."""
        P = rng(1).normal(size=(10, 5)) + shift
        exact = [[sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(p, q, strict=True))
                  for q in P.tolist()] for p in P.tolist()]  # fmt: skip
        D = pairwise_sq_dists_loop(P, P)
        for i, j in itertools.product(range(10), repeat=2):
            assert abs(Fraction(D[i, j]) - exact[i][j]) <= 7.01 * U[np.float64] * exact[i][j]

    def test_the_expanded_square_does(self):
        P = rng(1).normal(size=(10, 5)) + 1e8
        wrong = np.abs(pairwise_sq_dists(P, P) - pairwise_sq_dists_loop(P, P))
        assert wrong.max() > 1

    @given(st.integers(0, 99), st.sampled_from([1e3, 1e8]))
    def test_is_never_negative(self, seed, shift):
        P = rng(seed).normal(size=(20, 3)) + shift
        D = pairwise_sq_dists(P, P)
        assert np.all(D >= 0)
        size = np.sum(P**2, axis=1).max()
        assert np.abs(D - cdist(P, P, "sqeuclidean")).max() <= 10 * 4 * U[np.float64] * size


SUMS = [kahan_sum, pairwise_sum]


@pytest.mark.parametrize("add", SUMS)
class TestSums:
    def test_by_hand(self, add):
        assert add([1, 2, 3, 4, 5, 6, 7]) == 28
        assert add([2.5]) == 2.5
        assert add([]) == 0

    @given(vectors(max_size=40))
    def test_exact_where_nothing_is_rounded(self, add, x):
        assert add(x) == float(exactly(x))

    @each_kind
    def test_every_number_counts_once(self, add, kind):
        """Powers of two show in the binary digits of the sum which of them were added."""
        for n in range(1, 12):
            assert add(2.0 ** np.arange(n, dtype=kind)) == 2**n - 1

    def test_equals_fsum_on_real_data(self, add):
        temperatures = load_seattle_weather().X[:, 1]
        assert add(temperatures) == pytest.approx(math.fsum(temperatures), rel=1e-15)

    @given(st.integers(0, 99), st.integers(1, 600))
    def test_error_bound(self, add, seed, n):
        """Higham (2002), (4.4) and (4.8), in single precision against exact fractions."""
        x = rng(seed).normal(size=n).astype(np.float32) * np.float32(1e3)
        u, size = U[np.float32], float(exactly(np.abs(x)))
        factor = 2 + n * u if add is kahan_sum else math.ceil(math.log2(n)) * (1 + 1e-5)
        assert abs(Fraction(add(x)) - exactly(x)) <= Fraction(1.001 * factor * u * size)

    @each_kind
    def test_is_calculated_in_the_given_precision(self, add, kind):
        """The first number above 1 is lost in no precision, half of it is (ties go to even)."""
        eps = 2 * U[kind]
        assert add(np.array([1, eps], kind)) == 1 + eps
        assert add(np.array([1, eps / 2], kind)) == 1

    @pytest.mark.parametrize(
        ("x", "message"), [([[1]], r"x must be a vector"), ([np.inf], "x contains NaN or infinity")]
    )
    def test_refuses(self, add, x, message):
        with pytest.raises(ValueError, match=message):
            add(x)


class TestOrdersOfSummation:
    def test_kahan_remembers_what_was_lost(self):
        """16 numbers of which none changes 1 by itself, in every precision."""
        for kind in KINDS:
            x = np.array([1] + 16 * [U[kind]], kind)
            assert kahan_sum(x) == 1 + 16 * U[kind]
            assert np.cumsum(x)[-1] == 1

    def test_pairwise_adds_neighbors(self):
        """In half precision 2048 + 1 is 2048, but 1 + 1 is 2."""
        assert pairwise_sum(np.float16([2048, 1, 1, 1])) == 2050
        assert pairwise_sum(np.float16([1, 1, 2048])) == 2050
        assert pairwise_sum(np.float16([2048, 1, 1])) == 2048

    def test_the_bound_of_the_chapter(self):
        """Derived there: one after the other, (1 + u)^(n - 1) - 1 times the sum of sizes."""
        for kind in KINDS:
            for seed in range(5):
                x = rng(seed).normal(size=500).astype(kind)
                bound = ((1 + Fraction(U[kind])) ** 499 - 1) * exactly(np.abs(x))
                assert abs(Fraction(float(np.cumsum(x)[-1])) - exactly(x)) <= bound


class TestWelford:
    def test_by_hand(self):
        means, variances = welford([2, 4, 9])
        assert_allclose(means, [2, 3, 5], rtol=1e-15)
        assert_allclose(variances, [0, 1, 26 / 3], rtol=1e-15)

    @given(vectors(max_size=12))
    def test_equals_numpy_for_every_length(self, x):
        means, variances = welford(x)
        for k in range(1, len(x) + 1):
            assert means[k - 1] == pytest.approx(np.mean(x[:k]), abs=1e-14)
            assert variances[k - 1] == pytest.approx(np.var(x[:k]), abs=1e-14)

    @given(st.lists(tens, min_size=1, max_size=20), tens)
    def test_a_shift_moves_only_the_mean(self, x, shift):
        here, there = welford(x), welford(np.add(x, float(shift)))
        assert_allclose(there[0], here[0] + shift, atol=1e-12)
        assert_allclose(there[1], here[1], atol=1e-11)

    def test_far_from_zero(self):
        """Variance 22.5 about 1e9 + 10 (divisor n): the classical example 4, 7, 13, 16."""
        x = np.array([4, 7, 13, 16]) + 1e9
        assert welford(x)[1][-1] == pytest.approx(22.5, rel=1e-14)

    def test_real_data_in_single_precision(self):
        kelvin = load_seattle_weather().X[:, 1] + 273.15
        single = kelvin.astype(np.float32)
        variance = welford(single)[1][-1]
        assert variance.dtype == np.float32
        assert variance == pytest.approx(np.var(kelvin), rel=1e-6)
        assert abs(np.mean(single**2) - np.mean(single) ** 2 - np.var(kelvin)) > 1e-3

    @each_kind
    def test_keeps_the_precision(self, kind):
        means, variances = welford(np.array([1, 3], kind))
        assert means.dtype == variances.dtype == kind

    @pytest.mark.parametrize(
        ("x", "message"), [([], "x must contain a number"), ([[1]], "vector"), ([np.nan], "NaN")]
    )
    def test_refuses(self, x, message):
        with pytest.raises(ValueError, match=message):
            welford(x)


class TestLogsumexp:
    def test_known_values(self):
        assert logsumexp([0.0, 0.0]) == pytest.approx(math.log(2), rel=1e-15)
        assert logsumexp(np.log([1, 2, 3])) == pytest.approx(math.log(6), rel=1e-15)
        assert logsumexp([1000, 1000]) == pytest.approx(1000 + math.log(2), rel=1e-15)
        assert logsumexp([-1000, -1000]) == pytest.approx(-1000 + math.log(2), rel=1e-15)
        assert logsumexp(5) == 5

    @given(st.data())
    def test_equals_scipy(self, data):
        shape = data.draw(array_shapes(max_dims=3, max_side=3))
        x = data.draw(arrays(np.float64, shape, elements=st.floats(-1e5, 1e5)))
        axes = range(-len(shape), len(shape))
        axis = data.draw(st.one_of(st.none(), st.sampled_from(axes)))
        assert_allclose(
            logsumexp(x, axis), scipy.special.logsumexp(x, axis), rtol=1e-13, atol=1e-13
        )

    def test_several_axes(self):
        x = rng().normal(size=(2, 3, 4))
        assert_allclose(logsumexp(x, (0, 2)), scipy.special.logsumexp(x, (0, 2)), rtol=1e-14)

    @given(vectors(), st.integers(-900, 900))
    def test_the_derivation(self, x, c):
        assert logsumexp(x + c) == pytest.approx(c + logsumexp(x), abs=1e-12)

    @given(vectors())
    def test_lies_above_the_largest(self, x):
        assert x.max() <= logsumexp(x) <= x.max() + math.log(len(x)) + 1e-15

    def test_logarithms_of_zero(self):
        assert logsumexp([-np.inf, 3.0]) == 3
        assert logsumexp([-np.inf, -np.inf]) == -np.inf
        both = logsumexp([[-np.inf, 0], [-np.inf, -np.inf]], axis=1)
        assert_array_equal(both, [0, -np.inf])

    @each_kind
    def test_keeps_the_precision_and_never_overflows(self, kind):
        largest = np.finfo(kind).max
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = logsumexp(np.array([[largest, -largest], [0, 0]], kind), axis=1)
        assert result.dtype == kind
        assert result[0] == largest
        assert result[1] == pytest.approx(math.log(2), rel=4 * U[kind])

    @pytest.mark.parametrize(
        ("x", "message"),
        [([], "x must have an entry"), ([np.nan], "NaN"), ([np.inf], "NaN or infinity")],
    )
    def test_refuses(self, x, message):
        with pytest.raises(ValueError, match=message):
            logsumexp(x)
        with pytest.raises(TypeError, match="real numbers"):
            logsumexp(["a"])


class TestHorner:
    def test_by_hand(self):
        assert horner([5, 0, 2], 3) == 23
        assert horner([7], 100) == 7
        assert_array_equal(horner([1, 1], [[0, 1], [2, 3]]), [[1, 2], [3, 4]])

    @given(st.lists(tens, min_size=1, max_size=6), st.lists(tens, min_size=1, max_size=4))
    def test_equals_polyval(self, coeffs, x):
        assert_array_equal(horner(coeffs, x), np.polyval(coeffs[::-1], x))

    @given(st.lists(tens, min_size=1, max_size=6), st.integers(-8, 8))
    def test_equals_the_sum_of_powers(self, coeffs, k):
        x = Fraction(k, 4)
        assert horner(coeffs, float(x)) == sum(a * x**j for j, a in enumerate(coeffs))

    def test_counts(self):
        """n multiplications and n additions, counted by a number that keeps account."""
        counts = {"*": 0, "+": 0}

        class Counting(float):
            def __mul__(self, other):
                counts["*"] += 1
                return Counting(float(self) * float(other))

            def __radd__(self, other):
                counts["+"] += 1
                return Counting(float(other) + float(self))

        y = x = Counting(3)
        for a in (2.0, 0.0, 5.0):
            y = operator.add(a, x * y)
        assert counts == {"*": 3, "+": 3}

    @each_kind
    def test_keeps_the_precision(self, kind):
        assert horner(np.ones(3, kind), np.ones(2, kind)).dtype == kind

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (([], 1), "coeffs must contain a coefficient"),
            (([[1]], 1), "vector"),
            (([1], np.nan), "NaN"),
        ],
    )
    def test_refuses(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            horner(*arguments)


class TestQuadraticRoots:
    def test_known_values(self):
        assert quadratic_roots(1, -3, 2) == (1, 2)
        assert quadratic_roots(-2, 2, 4) == (-1, 2)
        assert quadratic_roots(1, 0, -4) == (-2, 2)
        assert quadratic_roots(1, 2, 1) == (-1, -1)
        assert quadratic_roots(3, 0, 0) == (0, 0)
        assert quadratic_roots(1, 5, 0) == (-5, 0)
        assert quadratic_roots(1, -5, 0) == (0, 5)

    @given(st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 9))
    def test_finds_the_roots_it_was_made_from(self, p, q, a):
        """a (x - p)(x - q); the discriminant a^2 (p - q)^2 is exact."""
        roots = quadratic_roots(a, -a * (p + q), a * p * q)
        assert_allclose(roots, sorted([p, q]), rtol=4e-16)
        assert_allclose(quadratic_roots(-a, a * (p + q), -a * p * q), sorted([p, q]), rtol=4e-16)

    @given(st.integers(1, 14), st.sampled_from([-1, 1]), st.sampled_from([-1, 1]))
    def test_both_roots_have_all_their_digits(self, k, sign, other):
        """Against 60 digits, for roots about 10^k and 10^-k, of all signs."""
        b, c = sign * (10.0**k + 1), float(other)
        expected = sorted(sp.real_roots(X**2 + sp.Rational(b) * X + sp.Rational(c)))
        expected = [float(sp.N(root, 60)) for root in expected]
        assert_allclose(quadratic_roots(1, b, c), expected, rtol=1e-15)

    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            ((0, 1, 1), ValueError, r"a must not be zero, nor b\*b < 4\*a\*c; got a=0.0"),
            ((1, 1, 1), ValueError, "a must not be zero"),
            ((1, np.nan, 1), ValueError, "b must be finite"),
            ((1, 1, "1"), TypeError, "c must be a real number"),
        ],
    )
    def test_refuses(self, arguments, error, message):
        with pytest.raises(error, match=message):
            quadratic_roots(*arguments)


class TestNumbers:
    def test_known_epsilons(self):
        """IEEE 754: 10, 23 and 52 fraction bits."""
        assert [machine_epsilon(kind) for kind in KINDS] == [2**-10, 2**-23, 2**-52]
        assert machine_epsilon() == machine_epsilon("float64") == np.finfo(float).eps

    @each_kind
    def test_is_the_gap_above_one(self, kind):
        eps = kind(machine_epsilon(kind))
        assert np.nextafter(kind(1), kind(2)) == 1 + eps
        assert 2 * U[kind] == eps

    @pytest.mark.parametrize("dtype", [int, complex, bool, str])
    def test_refuses_other_types(self, dtype):
        with pytest.raises(TypeError, match="dtype must be a floating-point type"):
            machine_epsilon(dtype)

    def test_known_bits(self):
        """IEEE 754, single precision: 0.15625 is 1.25 times 2^-3 (3E200000)."""
        bits = float_bits(np.float32(0.15625))
        assert int("".join(bits), 2) == 0x3E200000
        assert bits == ("0", "01111100", "01" + 21 * "0")
        assert float_bits(1.0) == FloatBits("0", "0" + 10 * "1", 52 * "0")
        assert float_bits(np.float16(np.inf)) == ("0", 5 * "1", 10 * "0")
        assert float_bits(-0.0) == ("1", 11 * "0", 52 * "0")
        assert float_bits(np.float16(np.nan)).fraction != 10 * "0"

    @each_kind
    @given(data=st.data())
    def test_bits_give_the_number_back(self, kind, data):
        info = np.finfo(kind)
        x = kind(data.draw(st.floats(float(info.min), float(info.max), width=info.bits)))
        sign, exponent, fraction = float_bits(x)
        assert (1 + len(exponent) + len(fraction)) == info.bits
        bias = 2 ** (len(exponent) - 1) - 1
        E, f = int(exponent, 2), Fraction(int(fraction, 2), 2 ** len(fraction))
        value = Fraction(2) ** (max(E, 1) - bias) * (f + (E > 0))
        assert Fraction(float(x)) == (-value if sign == "1" else value)

    def test_whole_numbers_and_fractions(self):
        assert float_bits(2) == float_bits(2.0)
        assert float_bits(Fraction(1, 2)) == float_bits(0.5)

    @pytest.mark.parametrize("x", ["1", True, None, 1j, [1.0]])
    def test_refuses_what_is_not_a_number(self, x):
        with pytest.raises(TypeError, match="x must be a real number"):
            float_bits(x)


class TestEntries:
    def test_whole_numbers_become_double(self):
        assert array([1, 2], "x").dtype == array(np.int8([1]), "x").dtype == np.float64
        assert array(np.float32(1), "x").dtype == np.float32

    def test_nothing_can_be_changed(self):
        for kind in KINDS:
            with pytest.raises(ValueError, match="read-only"):
                array(np.ones((2, 2), kind), "x")[0, 0] = 3

    def test_the_finer_precision_wins(self):
        kinds = [a.dtype for a in common(np.ones(1, np.float16), np.ones(1, np.float32))]
        assert kinds == [np.float32, np.float32]

    def test_refuses(self):
        with pytest.raises(TypeError, match="masked"):
            array(np.ma.masked_array([1.0, 2.0], [True, False]), "x")
        with pytest.raises(ValueError, match="NaN or infinity"):
            array([-np.inf], "x")
        assert array([-np.inf, 1], "x", minus_infinity=True)[0] == -np.inf


class TestDerivations:
    def test_all_are_there(self):
        assert list(CHAPTER) == [
            "sum_of_integers_and_squares", "geometric_series", "expanded_square",
            "horner_equals_polynomial", "logsumexp_shift", "rounding_error_of_sums", "stable_root",
            "welford_update",
        ]  # fmt: skip

    def test_results(self):
        results = {name: d.result.latex() for name, d in CHAPTER.items()}
        assert results["expanded_square"].endswith(
            r"= \norm{\vect{x}}^{2} - 2 \vect{x}^{\T} \vect{y} + \norm{\vect{y}}^{2}"
        )
        assert results["stable_root"].endswith(r"= -\frac{2 c}{b + s}")

    @pytest.mark.parametrize("name", [n for n in CHAPTER if n != "rounding_error_of_sums"])
    def test_proved_for_every_size(self, name):
        assert CHAPTER[name].check().mark is Mark.PROVED

    def test_sums_by_brute_force(self):
        for n in range(1, 30):
            assert sum(range(1, n + 1)) == n * (n + 1) // 2
            assert sum(k * k for k in range(1, n + 1)) == n * (n + 1) * (2 * n + 1) // 6

    @given(st.integers(1, 30), st.fractions(-2, 2, max_denominator=9))
    def test_geometric_series_with_fractions(self, n, r):
        assume(r != 1)
        assert sum(r**k for k in range(n)) == (1 - r**n) / (1 - r)
