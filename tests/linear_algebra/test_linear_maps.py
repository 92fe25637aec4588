"""Tests for the chapter: linear maps, determinants and change of basis."""

import math
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
import scipy.ndimage
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import matrices, unit

from mmlbook.datasets import load_china, load_digits
from mmlbook.derivations import derivations
from mmlbook.derive import Mark
from mmlbook.linear_algebra.linear_maps import (
    AffineMap,
    adjugate,
    are_similar_invariants,
    change_of_basis,
    cramer,
    determinant,
    determinant_laplace,
    determinant_leibniz,
    image,
    is_injective,
    is_linear,
    is_surjective,
    kernel,
    matrix_of_map,
    permutation_sign,
    reflection_2d,
    rotation_2d,
    scaling_2d,
    shear_2d,
    slogdet,
    to_homogeneous,
    volume_parallelepiped,
    warp_image,
)
from mmlbook.linear_algebra.linear_systems import vandermonde
from mmlbook.linear_algebra.vectors import cross, scalar_triple_product

F = Fraction
PROBLEM_3 = [[2, 4, -1], [7, -2, 3], [9, 2, 2]]
EVERY_WAY = [determinant, determinant_laplace, determinant_leibniz]
small = st.integers(-3, 3)


def exact(x):
    """The entries of an array as fractions."""
    x = np.asarray(x)
    return np.array([F(entry) for entry in x.ravel().tolist()], dtype=object).reshape(x.shape)


@st.composite
def whole(draw, rows=None, columns=None, max_size=4):
    """A small matrix of whole numbers as fractions, often singular."""
    m = draw(st.integers(1, max_size)) if rows is None else rows
    d = m if columns is None else columns
    return exact(np.reshape(draw(st.lists(small, min_size=m * d, max_size=m * d)), (m, d)))


def true_det(A):
    """The determinant by SymPy, exactly."""
    value = sympy.Matrix(*A.shape, A.ravel().tolist()).det()
    return F(int(value.p), int(value.q))


def regular(A):
    return true_det(A) != 0


class TestIsLinear:
    @pytest.mark.parametrize(
        ("f", "linear"),
        [
            (lambda x: x[::-1], True),
            (lambda x: np.cumsum(x), True),
            (lambda x: 3 * x.sum(), True),
            (lambda x: np.outer(x, [1, 2]), True),
            (lambda x: 0 * x, True),
            (lambda x: x + 1e-3, False),
            (lambda x: x**2, False),
            (lambda x: x + 1e-6 * x**2, False),
            (np.abs, False),
            (np.sort, False),
            (lambda x: np.maximum(x, 0), False),
            (lambda x: np.round(x), False),
            (lambda x: x / np.linalg.norm(x), False),
        ],
    )
    def test_known_maps(self, f, linear):
        assert is_linear(f, 3, np.random.default_rng(1)) is linear

    def test_finds_what_keeps_multiples_and_not_sums(self):
        assert not is_linear(lambda x: np.cbrt((x**3).sum()), 2, np.random.default_rng(1))

    def test_finds_what_keeps_sums_and_not_multiples(self):
        """The real part in a two-dimensional picture of rational numbers cannot be drawn; a map
        that keeps sums of the vectors drawn, and not their multiples, can.
        """
        seen = []

        def f(x):
            seen.append(x)
            if len(seen) % 4 == 3:
                return seen[-3] + seen[-2]
            return x + (len(seen) % 4 == 0)

        assert not is_linear(f, 2, np.random.default_rng(1))

    def test_asks_as_often_as_it_is_told(self):
        calls = []
        is_linear(lambda x: calls.append(x) or x, 2, np.random.default_rng(1), n_trials=3)
        assert len(calls) == 12
        assert {x.shape for x in calls} == {(2,)}

    @given(matrices())
    def test_every_matrix_is(self, A):
        assert is_linear(lambda x: A @ x, A.shape[1], np.random.default_rng(1), n_trials=3)

    def test_refuses(self):
        with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
            is_linear(abs, 2, 0)
        with pytest.raises(ValueError, match="d must be at least 1"):
            is_linear(abs, 0, np.random.default_rng(1))
        with pytest.raises(ValueError, match="n_trials must be at least 1"):
            is_linear(abs, 1, np.random.default_rng(1), n_trials=0)


class TestKernelAndImage:
    def test_known_values(self):
        """Deisenroth, Faisal and Ong (2020), example 2.21: rank 2, a plane is lost."""
        A = exact([[1, 2, -1, 0], [1, 0, 0, 1]])
        theirs = exact([[0, -1], [F(1, 2), F(1, 2)], [1, 0], [0, 1]])
        assert kernel(A).shape == image(A.T).shape == (4, 2)
        assert not np.any(A @ kernel(A))
        both = sympy.Matrix(np.hstack([kernel(A), theirs]).tolist())
        assert both.rank() == sympy.Matrix(kernel(A).tolist()).rank() == 2
        assert image(A).tolist() == [[1, 2], [1, 0]]

    @given(st.integers(1, 4), st.integers(1, 4), st.data())
    def test_what_is_lost_and_what_is_left_add_up(self, m, d, data):
        A = data.draw(whole(m, d))
        lost, left = kernel(A).shape[1], image(A).shape[1]
        assert lost + left == d
        assert left == sympy.Matrix(m, d, A.ravel().tolist()).rank()
        assert not np.any(A @ kernel(A))
        assert sympy.Matrix(d, lost, kernel(A).ravel().tolist()).rank() == lost
        assert is_injective(A) == (lost == 0)
        assert is_surjective(A) == (left == m)

    @pytest.mark.parametrize(
        ("A", "injective", "surjective"),
        [
            ([[1, 0, 1], [0, 1, 1]], False, True),
            ([[1, 0], [0, 1], [1, 1]], True, False),
            ([[2, 1], [1, 1]], True, True),
            (PROBLEM_3, False, False),
        ],
    )
    def test_the_four_cases(self, A, injective, surjective):
        assert is_injective(A) is injective
        assert is_surjective(A) is surjective

    def test_refuses(self):
        for f in (kernel, image, is_injective, is_surjective):
            with pytest.raises(ValueError, match="A must be a matrix"):
                f([1, 2])


class TestMatrixOfMap:
    def test_derivative_of_polynomials(self):
        """Strang (2016), section 8.1: 1, x, x^2, x^3 to 0, 1, 2x, 3x^2."""

        def derivative(c):
            return [k * c[k] for k in range(1, len(c))]

        D = matrix_of_map(derivative, exact(np.eye(4)), exact(np.eye(3)))
        assert D.tolist() == [[0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 3]]

    @given(whole(3, 3), whole(3, 3), whole(2, 2))
    def test_takes_coordinates_to_coordinates(self, A, S, T):
        assume(regular(S) and regular(T))
        A = A[:2]
        M = matrix_of_map(lambda x: A @ x, S, T)
        assert_array_equal(T @ M, A @ S)
        assert_array_equal(change_of_basis(A, S, T), M)

    def test_basis_of_a_subspace(self):
        """Reverse the vectors of a plane in space."""
        plane = [[1, 0], [0, 1], [1, 0]]
        M = matrix_of_map(lambda x: x[::-1], plane, plane)
        assert_allclose(M, np.eye(2))

    def test_refuses(self):
        with pytest.raises(ValueError, match="basis_in must have independent columns"):
            matrix_of_map(lambda x: x, [[1, 2], [2, 4]], np.eye(2))
        with pytest.raises(ValueError, match="B must have independent columns"):
            matrix_of_map(lambda x: x, np.eye(2), [[1, 2], [2, 4]])
        with pytest.raises(ValueError, match="in the span"):
            matrix_of_map(lambda x: x, np.eye(2), [[1], [1]])


class TestChangeOfBasis:
    def test_known_values(self):
        """Deisenroth, Faisal and Ong (2020), example 2.24."""
        A = exact([[1, 2, 0], [-1, 1, 3], [3, 7, 1], [-1, 2, 4]])
        S = exact([[1, 0, 1], [1, 1, 0], [0, 1, 1]])
        T = exact([[1, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]])
        new = [[-4, -4, -2], [6, 0, 0], [4, 8, 4], [1, 6, 3]]
        assert change_of_basis(A, S, T).tolist() == new

    @given(matrices(3, 2), matrices(2, 2), matrices(3, 3))
    def test_equals_the_formula(self, A, S, T):
        S, T = S + 3 * np.eye(2), T + 4 * np.eye(3)
        assert_allclose(change_of_basis(A, S, T), np.linalg.inv(T) @ A @ S, atol=1e-12)

    @given(whole(3, 3), whole(3, 3))
    def test_back_again(self, A, T):
        assume(regular(T))
        there = change_of_basis(A, T, T)
        T_inv = np.array(sympy.Matrix(T.tolist()).inv().tolist(), dtype=object)
        assert_array_equal(change_of_basis(there, exact(T_inv), exact(T_inv)), A)

    def test_mixes_fractions_and_whole_numbers(self):
        new = change_of_basis([[1, 1], [0, 1]], exact([[1, 0], [0, 2]]), [[2, 0], [0, 1]])
        assert new.tolist() == [[F(1, 2), 1], [0, 2]]

    def test_refuses(self):
        eye = np.eye(2)
        with pytest.raises(ValueError, match=r"B_in must have shape \(3, 3\); got \(2, 2\)"):
            change_of_basis(np.ones((2, 3)), eye, eye)
        with pytest.raises(ValueError, match=r"B_out must have shape \(3, 3\); got \(2, 2\)"):
            change_of_basis(np.ones((3, 2)), eye, eye)
        with pytest.raises(ValueError, match="B_in must have independent columns"):
            change_of_basis(eye, np.ones((2, 2)), eye)
        nearly = [[0.1, 0.3], [0.2, 0.6]]
        with pytest.raises(ValueError, match="B_out must have independent columns"):
            change_of_basis(eye, eye, nearly)
        with pytest.raises(ValueError, match="B_in must be square"):
            change_of_basis(eye, [[1, 2]], eye)


class TestSimilarInvariants:
    @given(whole(3, 3), whole(3, 3))
    @example(
        exact([[-3, -2, -1], [2, -1, -1], [-3, -2, -1]]),  # the rank, but for rounding, is two
        exact([[-3, -2, 0], [2, -1, 1], [-1, 3, 0]]),
    )
    def test_agree_after_a_change_of_basis(self, A, T):
        assume(regular(T))
        B = change_of_basis(A, T, T)
        assert are_similar_invariants(A, B)
        assert are_similar_invariants(A.astype(float), B.astype(float))

    @pytest.mark.parametrize(
        "B",
        [
            [[1, 0], [0, 5]],  # another trace
            [[1, 0], [0, 4]],  # another determinant
            [[2.0000001, 1], [1, 3]],
        ],
    )
    def test_finds_a_difference(self, B):
        assert not are_similar_invariants([[2, 1], [1, 3]], B)

    def test_finds_another_rank(self):
        """Trace and determinant are zero for both."""
        assert not are_similar_invariants([[0, 1], [0, 0]], [[0, 0], [0, 0]])

    def test_size_does_not_matter(self):
        A, B = np.array([[2.0, 1], [1, 3]]), np.array([[1.0, 0], [0, 4]])
        assert not are_similar_invariants(1e-9 * A, 1e-9 * B)
        assert not are_similar_invariants(1e200 * A, 1e200 * B)
        assert are_similar_invariants(1e200 * A, 1e200 * A.T)

    def test_is_exact_over_fractions(self):
        A, B = exact([[1, 0], [0, 1]]), exact([[1, 0], [0, 1]])
        B[0, 0] += F(1, 10**30)
        B[1, 1] -= F(1, 10**30)
        assert not are_similar_invariants(A, B)

    def test_refuses(self):
        with pytest.raises(ValueError, match=r"one shape; got \(1, 1\) and \(2, 2\)"):
            are_similar_invariants([[1]], np.eye(2))
        with pytest.raises(ValueError, match="A must be square"):
            are_similar_invariants([[1, 2]], np.eye(2))
        with pytest.raises(ValueError, match="B must be square"):
            are_similar_invariants(np.eye(2), [[1, 2]])


class TestPermutationSign:
    def test_known_values(self):
        """The six permutations of three, as in the formula for three rows."""
        signs = {p: permutation_sign(p) for p in permutations(range(3))}
        assert [p for p in signs if signs[p] == 1] == [(0, 1, 2), (1, 2, 0), (2, 0, 1)]
        assert permutation_sign([]) == permutation_sign([0]) == 1

    @pytest.mark.parametrize("n", range(1, 7))
    def test_counts_inversions(self, n):
        for p in permutations(range(n)):
            assert permutation_sign(p) == (-1) ** sum(a > b for a, b in combinations(p, 2))

    @given(st.permutations(range(7)), st.permutations(range(7)))
    def test_multiplies(self, p, q):
        both = [p[k] for k in q]
        assert permutation_sign(both) == permutation_sign(p) * permutation_sign(q)

    def test_leaves_its_argument_alone(self):
        p = [2, 0, 1]
        permutation_sign(p)
        assert p == [2, 0, 1]

    @pytest.mark.parametrize("p", [[0, 0], [1, 2], [0.5, 0], [-1, 0]])
    def test_refuses(self, p):
        with pytest.raises(ValueError, match=r"p must hold each of 0, \.\.\., 1 once"):
            permutation_sign(p)


class TestDeterminants:
    @pytest.mark.parametrize("way", EVERY_WAY)
    def test_known_values(self, way):
        """Problem 3; Strang (2016), section 5.2, the tridiagonal -1, 2, -1 has d + 1."""
        assert way(exact(PROBLEM_3)) == 0
        for d in range(1, 6):
            T = 2 * np.eye(d) - np.eye(d, k=1) - np.eye(d, k=-1)
            assert way(exact(T)) == d + 1
            assert way(T) == pytest.approx(d + 1, rel=1e-14)

    @pytest.mark.parametrize("way", EVERY_WAY)
    def test_smallest(self, way):
        assert way(np.empty((0, 0))) == 1
        assert way([[-7]]) == -7
        assert isinstance(way([[-7]]), float)
        assert isinstance(way([[F(1, 2)]]), F)
        assert way([[F(1, 2), 1], [1, 1]]) == F(-1, 2)
        zero = way(exact(np.zeros((2, 2))))
        assert zero == 0
        assert isinstance(zero, F)

    @given(whole())
    def test_agrees_with_sympy(self, A):
        for way in EVERY_WAY:
            assert way(A) == true_det(A)

    @given(matrices())
    def test_agrees_with_numpy(self, A):
        if A.shape[0] == A.shape[1]:
            bound = 1e-13 * max(1, np.linalg.norm(A)) ** len(A)
            for way in EVERY_WAY:
                assert_allclose(way(A), np.linalg.det(A), rtol=1e-9, atol=bound)

    @given(whole(3, 3), whole(3, 3))
    def test_product_transpose_and_scale(self, A, B):
        assert determinant(A @ B) == determinant(A) * determinant(B)
        assert determinant(A.T) == determinant(A)
        assert determinant(-2 * A) == -8 * determinant(A)

    @given(whole(3, 3), whole(3, 1), st.integers(0, 2), small)
    def test_three_demands(self, A, v, j, t):
        """Linear in each column, zero for two equal columns, 1 for the identity."""

        def with_column(w):
            B = A.copy()
            B[:, j] = w
            return determinant(B)

        u, v = A[:, j].copy(), v[:, 0]
        assert with_column(u + t * v) == with_column(u) + t * with_column(v)
        assert with_column(A[:, j - 1]) == 0
        assert determinant(exact(np.eye(3))) == 1

    @given(st.permutations(range(5)))
    def test_of_a_permutation(self, p):
        assert determinant(np.eye(5)[p]) == permutation_sign(p)

    @given(st.lists(small.map(F), min_size=1, max_size=5))
    def test_vandermonde(self, x):
        gaps = math.prod(b - a for a, b in combinations(x, 2))
        assert determinant(vandermonde(x, len(x) - 1)) == gaps

    def test_triple_product(self):
        rng = np.random.default_rng(3)
        u, v, w = rng.normal(size=(3, 3))
        assert determinant([u, v, w]) == pytest.approx(scalar_triple_product(u, v, w))
        assert determinant_laplace([u, v, w]) == pytest.approx(u @ cross(v, w))

    def test_area_of_a_polygon(self):
        """Pick's theorem: a lattice triangle without inner or boundary points has area 1/2."""
        assert abs(determinant([[1, 1, 1], [0, 3, 1], [0, 2, 1]])) == pytest.approx(1)

    def test_what_is_beyond_floats(self):
        big = np.diag([1e200, 1e200])
        assert determinant(big) == math.inf
        assert determinant(big @ np.diag([1, -1])) == -math.inf
        assert determinant(1e-200 * np.eye(2)) == 0
        assert determinant(np.diag([1e200, 1e200, 0])) == 0
        assert determinant(np.diag([10.0**k for k in (200, 200, -200, -200)])) == math.inf

    @pytest.mark.parametrize("d", [1, 2, 3, 4, 5])
    def test_cost(self, d, monkeypatch):
        """Products of entries, counted: Leibniz (d - 1) d!, and Laplace by its recursion."""
        A, count = exact(np.arange(d * d).reshape(d, d) + 1), 0
        multiply = F.__mul__

        def counting(a, b):
            nonlocal count
            count += 1
            return multiply(a, b)

        monkeypatch.setattr(F, "__mul__", counting)
        determinant_laplace(A)
        laplace = [0]
        for k in range(1, d + 1):
            laplace.append(k * (laplace[-1] + 1))
        assert count == laplace[-1]
        count = 0
        determinant_leibniz(A)
        assert count == (d - 1) * math.factorial(d)

    @pytest.mark.parametrize("way", [*EVERY_WAY, slogdet, adjugate])
    def test_refuses(self, way):
        with pytest.raises(ValueError, match=r"A must be square; got shape \(1, 2\)"):
            way([[1, 2]])
        with pytest.raises(ValueError, match="A contains NaN or infinity"):
            way([[math.nan]])

    def test_leaves_its_argument_alone(self):
        A = np.array([[1.0, 2], [3, 4]])
        for f in (*EVERY_WAY, slogdet, adjugate, volume_parallelepiped):
            f(A)
        assert A.tolist() == [[1, 2], [3, 4]]


class TestSlogdet:
    @given(matrices())
    def test_agrees_with_numpy(self, A):
        if A.shape[0] == A.shape[1]:
            sign, log = slogdet(A)
            theirs = np.linalg.slogdet(A)
            assert sign == theirs.sign or theirs.logabsdet < -20
            if theirs.logabsdet > -10:
                assert_allclose(log, theirs.logabsdet, rtol=1e-9, atol=1e-9)

    def test_large(self):
        A = np.random.default_rng(0).normal(size=(200, 200))
        sign, log = slogdet(A)
        assert (sign, log) == pytest.approx(np.linalg.slogdet(A), rel=1e-10)
        assert slogdet(A[::-1])[0] == sign  # 100 exchanges
        assert slogdet(A[[1, 0, *range(2, 200)]])[0] == -sign

    def test_signs(self):
        assert slogdet([[0, 1], [1, 0]]) == (-1, 0)
        assert slogdet(-np.eye(3)) == (-1, 0)
        assert slogdet(-np.eye(4)) == (1, 0)
        assert slogdet(np.zeros((2, 2))) == (0, -math.inf)
        assert slogdet(np.empty((0, 0))) == (1, 0)

    def test_is_the_logarithm_of_the_determinant(self):
        A = exact([[1, 2], [3, 4]])
        assert slogdet(A) == (-1, pytest.approx(math.log(2)))
        assert slogdet(exact(PROBLEM_3)) == (0, -math.inf)

    def test_small_and_large_numbers_cancel(self):
        assert slogdet(np.diag([1e-200, 1e-200, 1e200, 1e200]))[1] == pytest.approx(0, abs=1e-12)
        tiny = [[F(1, 10**400), F(0)], [F(0), F(1, 10**400)]]
        assert slogdet(tiny)[1] == pytest.approx(-800 * math.log(10))


class TestVolume:
    def test_known_values(self):
        """A 3-4-5 edge; the unit cube; a square in four dimensions."""
        assert volume_parallelepiped([[3], [4]]) == 5
        assert volume_parallelepiped(np.eye(3)) == 1
        assert volume_parallelepiped([[1, 0], [0, 1], [1, 0], [0, 1]]) == pytest.approx(2)
        assert volume_parallelepiped(np.empty((3, 0))) == 1

    @given(matrices(3, 3))
    def test_is_the_size_of_the_determinant(self, V):
        assert_allclose(volume_parallelepiped(V), abs(np.linalg.det(V)), atol=1e-6)

    @given(matrices(5, 3))
    def test_is_the_product_of_the_heights(self, V):
        """Computed by orthogonal triangularization, which shares nothing with ours."""
        heights = np.abs(np.diag(np.linalg.qr(V).R))
        assert_allclose(volume_parallelepiped(V), np.prod(heights), atol=1e-6)

    @given(st.lists(unit, min_size=6, max_size=6))
    def test_area_is_the_length_of_the_cross_product(self, entries):
        u, v = np.reshape(entries, (2, 3))
        area = np.linalg.norm(cross(u, v))
        assert_allclose(volume_parallelepiped(np.array([u, v]).T), area, atol=1e-7)

    def test_flat_boxes(self):
        assert volume_parallelepiped(np.ones((2, 3))) == pytest.approx(0, abs=1e-7)
        assert volume_parallelepiped([[0.1, 0.3], [0.2, 0.6]]) == pytest.approx(0, abs=1e-7)
        below_zero = [[2.1, 2.8], [0.9, 1.2], [0.3, 0.4]]  # its Gram determinant, by rounding
        assert volume_parallelepiped(below_zero) == 0
        assert volume_parallelepiped(exact([[1, 2], [2, 4], [3, 6]])) == 0

    def test_refuses(self):
        with pytest.raises(ValueError, match="V must be a matrix"):
            volume_parallelepiped([1, 2])


class TestCofactors:
    @given(whole())
    def test_adjugate_agrees_with_sympy(self, A):
        theirs = sympy.Matrix(*A.shape, A.ravel().tolist()).adjugate().tolist()
        assert adjugate(A).tolist() == theirs

    @given(whole())
    def test_product_is_the_determinant(self, A):
        """Singular matrices included."""
        for product in (A @ adjugate(A), adjugate(A) @ A):
            assert_array_equal(product, determinant(A) * exact(np.eye(len(A))))

    def test_smallest(self):
        assert adjugate([[5.0]]).tolist() == [[1]]
        assert isinstance(adjugate([[F(5)]])[0, 0], F)
        assert adjugate([[1.5, 2], [3, 4]]) == pytest.approx(np.array([[4, -2], [-3, 1.5]]))

    @given(whole(3, 3), whole(3, 1))
    def test_cramer_solves(self, A, b):
        assume(regular(A))
        x = cramer(A, b[:, 0])
        assert_array_equal(A @ x, b[:, 0])
        assert all(isinstance(entry, F) for entry in x)

    @given(matrices(4, 4), matrices(4, 1))
    def test_cramer_agrees_with_numpy(self, A, b):
        A = A + 5 * np.eye(4)
        assert_allclose(cramer(A, b[:, 0]), np.linalg.solve(A, b[:, 0]), atol=1e-12)

    def test_cramer_refuses(self):
        with pytest.raises(np.linalg.LinAlgError, match="its determinant is zero"):
            cramer(exact(PROBLEM_3), [5, 6, 11])
        with pytest.raises(ValueError, match="b must have length 2"):
            cramer(np.eye(2), [1, 2, 3])
        with pytest.raises(ValueError, match="A must be square"):
            cramer([[1, 2]], [1])


class TestPlaneMaps:
    angles = st.floats(-7, 7)

    def test_known_values(self):
        assert_allclose(rotation_2d(np.pi / 2) @ [1, 0], [0, 1], atol=1e-15)
        assert_allclose(reflection_2d(0), [[1, 0], [0, -1]])
        assert_allclose(reflection_2d(np.pi / 2), [[-1, 0], [0, 1]], atol=1e-15)
        assert shear_2d(2).tolist() == [[1, 2], [0, 1]]
        assert scaling_2d(2, 3).tolist() == [[2, 0], [0, 3]]

    @given(angles, angles)
    def test_how_they_compose(self, a, b):
        assert_allclose(rotation_2d(a) @ rotation_2d(b), rotation_2d(a + b), atol=1e-13)
        both = reflection_2d(a) @ reflection_2d(b)
        assert_allclose(both, rotation_2d(2 * (a - b)), atol=1e-13)
        assert_allclose(shear_2d(a) @ shear_2d(b), shear_2d(a + b))
        assert_allclose(scaling_2d(a, b) @ scaling_2d(b, a), a * b * np.eye(2))

    @given(angles)
    def test_a_mirror_keeps_its_line(self, phi):
        line, across = [np.cos(phi), np.sin(phi)], np.array([-np.sin(phi), np.cos(phi)])
        assert_allclose(reflection_2d(phi) @ line, line, atol=1e-14)
        assert_allclose(reflection_2d(phi) @ across, -across, atol=1e-14)

    @given(angles, angles)
    def test_area_and_orientation(self, a, b):
        assert determinant(rotation_2d(a)) == pytest.approx(1)
        assert determinant(reflection_2d(a)) == pytest.approx(-1)
        assert determinant(shear_2d(a)) == 1
        assert determinant(scaling_2d(a, b)) == pytest.approx(a * b, abs=1e-300)

    def test_refuses(self):
        for f, name in ((rotation_2d, "phi"), (reflection_2d, "phi"), (shear_2d, "k")):
            with pytest.raises(ValueError, match=f"{name} must be finite"):
                f(math.inf)
            with pytest.raises(TypeError, match=f"{name} must be a real number"):
                f("1")
        with pytest.raises(ValueError, match="sx must be finite"):
            scaling_2d(math.nan, 1)
        with pytest.raises(ValueError, match="sy must be finite"):
            scaling_2d(1, math.nan)


class TestAffineMap:
    def test_known_values(self):
        """A quarter turn about the point (1, 0)."""
        turn = AffineMap([[0, -1], [1, 0]], [1, -1])
        assert turn([1, 0]).tolist() == [1, 0]
        assert turn([[1, 0], [2, 0], [1, 1]]).tolist() == [[1, 0], [1, 1], [0, 0]]

    @given(whole(2, 3), whole(2, 1), whole(3, 2), whole(3, 1), whole(2, 1))
    def test_compose_is_one_after_the_other(self, A, b, C, c, x):
        f, g = AffineMap(A, b[:, 0]), AffineMap(C, c[:, 0])
        both = f.compose(g)
        assert_array_equal(both(x[:, 0]), f(g(x[:, 0])))
        product = to_homogeneous(A, b[:, 0]) @ to_homogeneous(C, c[:, 0])
        assert_array_equal(to_homogeneous(both.A, both.b), product)

    @given(whole(3, 3), whole(3, 1), whole(3, 1))
    def test_inverse_undoes(self, A, b, x):
        assume(regular(A))
        f = AffineMap(A, b[:, 0])
        assert_array_equal(f.inverse()(f(x[:, 0])), x[:, 0])
        assert_array_equal(f(f.inverse()(x[:, 0])), x[:, 0])

    @given(whole(2, 3), whole(2, 1), whole(4, 3))
    def test_rows_are_points(self, A, b, X):
        f = AffineMap(A, b[:, 0])
        assert_array_equal(f(X), [f(x) for x in X])
        assert_allclose(f(X.astype(float)).astype(float), f(X).astype(float))

    @given(whole(2, 3), whole(2, 1), whole(3, 1))
    def test_homogeneous(self, A, b, x):
        H = to_homogeneous(A, b[:, 0])
        image = H @ np.append(x[:, 0], F(1))
        assert_array_equal(image, [*AffineMap(A, b[:, 0])(x[:, 0]), 1])
        assert H.shape == (3, 4)

    def test_cannot_be_changed(self):
        f = AffineMap(np.eye(2), [1, 2])
        with pytest.raises(AttributeError):
            f.A = 0
        A = np.eye(2)
        g = AffineMap(A, [0, 0])
        with pytest.raises(ValueError, match="read-only"):
            g.A[0, 0] = 5

    def test_refuses(self):
        with pytest.raises(ValueError, match="b must have length 2"):
            AffineMap(np.eye(2), [1])
        with pytest.raises(ValueError, match="b must have length 2"):
            to_homogeneous(np.eye(2), [1])
        f = AffineMap(np.ones((2, 3)), [0, 0])
        with pytest.raises(ValueError, match="x must have 3 columns"):
            f([1, 2])
        with pytest.raises(ValueError, match="other must have 3 outputs; got 2"):
            f.compose(f)
        with pytest.raises(np.linalg.LinAlgError, match="singular"):
            AffineMap([[1, 1], [1, 1]], [0, 0]).inverse()
        with pytest.raises(ValueError, match="A must be square"):
            f.inverse()


class TestWarpImage:
    picture = load_digits().X[4].reshape(8, 8)

    def test_nothing_is_exactly_nothing(self):
        china = load_china().pixels
        assert_array_equal(warp_image(china, AffineMap(np.eye(2), [0, 0])), china)

    def test_quarter_turn_and_mirrors(self):
        """By the letters of the picture: numpy.rot90 turns counterclockwise, too."""
        P, zero = self.picture, [0, 0]
        assert_allclose(warp_image(P, AffineMap(rotation_2d(np.pi / 2), zero)), np.rot90(P))
        assert_array_equal(warp_image(P, AffineMap(scaling_2d(-1, 1), zero)), P[:, ::-1])
        assert_array_equal(warp_image(P, AffineMap(scaling_2d(1, -1), zero)), P[::-1])
        assert_allclose(warp_image(P, AffineMap(reflection_2d(-np.pi / 4), zero)), P.T)

    def test_shifts(self):
        P = np.arange(1.0, 13).reshape(3, 4)
        right = warp_image(P, AffineMap(np.eye(2), [1, 0]))
        assert_array_equal(right, np.column_stack([np.zeros(3), P[:, :-1]]))
        up = warp_image(P, AffineMap(np.eye(2), [0, 1]))
        assert_array_equal(up, np.vstack([P[1:], np.zeros(4)]))
        half = warp_image(P, AffineMap(np.eye(2), [0.5, 0]))
        assert_allclose(half[:, 1:], (P[:, 1:] + P[:, :-1]) / 2)
        assert_allclose(half[:, 0], P[:, 0] / 2)
        quarter = warp_image(P, AffineMap(np.eye(2), [0, 0.25]))
        assert_allclose(quarter[:-1], 0.75 * P[:-1] + 0.25 * P[1:])
        assert not warp_image(P, AffineMap(np.eye(2), [100, 0])).any()
        assert not warp_image(P, AffineMap(np.eye(2), [0, -1e9])).any()

    @settings(max_examples=30)
    @given(matrices(2, 2), st.lists(unit, min_size=2, max_size=2), st.integers(2, 6))
    def test_agrees_with_scipy(self, A, b, rows):
        """SciPy counts rows down and columns to the right, from the first pixel."""
        A, b = A + 2 * np.eye(2), 3 * np.array(b)
        P = np.random.default_rng(rows).random((rows, 5))
        ours = warp_image(P, AffineMap(A, b))
        to_xy = np.array([[0.0, 1], [-1, 0]])
        middle = np.array([(rows - 1) / 2, 2])
        back = np.linalg.inv(to_xy) @ np.linalg.inv(A) @ to_xy
        offset = middle - back @ middle - np.linalg.inv(to_xy) @ np.linalg.inv(A) @ b
        theirs = scipy.ndimage.affine_transform(P, back, offset, order=1, mode="grid-constant")
        assert_allclose(ours, theirs, atol=1e-10)

    @given(st.floats(-3, 3), st.floats(-3, 3))
    def test_is_linear_in_the_picture(self, s, phi):
        f = AffineMap(rotation_2d(phi), [0.3, s])
        Q = np.flip(self.picture)
        both = warp_image(2 * self.picture - Q, f)
        assert_allclose(both, 2 * warp_image(self.picture, f) - warp_image(Q, f), atol=1e-12)

    def test_area_is_multiplied(self):
        """The ink of a picture far from the frame grows with the determinant."""
        P = np.zeros((61, 61))
        P[20:41, 20:41] = 1 + np.add.outer(np.hanning(21), np.hanning(21))
        A = np.array([[1.2, 0.3], [-0.2, 1.1]])
        ink = warp_image(P, AffineMap(A, [1, 2])).sum()
        assert ink / P.sum() == pytest.approx(np.linalg.det(A), rel=5e-3)

    def test_exact_maps_serve_too(self):
        f = AffineMap(exact([[0, -1], [1, 0]]), exact([0, 0]))
        assert_array_equal(warp_image(self.picture, f), np.rot90(self.picture))

    def test_refuses(self):
        with pytest.raises(ValueError, match="image must be a matrix"):
            warp_image([1, 2], AffineMap(np.eye(2), [0, 0]))
        with pytest.raises(ValueError, match=r"one of the plane; got shape \(3, 3\)"):
            warp_image(np.eye(2), AffineMap(np.eye(3), [0, 0, 0]))
        with pytest.raises(np.linalg.LinAlgError, match="singular"):
            warp_image(np.eye(2), AffineMap([[1, 1], [1, 1]], [0, 0]))


class TestDerivations:
    @pytest.mark.parametrize("name", list(derivations("linear_algebra/linear_maps")))
    def test_is_proved(self, name):
        assert derivations()[name].check().mark is Mark.PROVED

    @given(whole(3, 3), whole(3, 1), whole(3, 1))
    def test_rank_one_update(self, A, u, v):
        """The lemma, with the adjugate and so for singular matrices, too."""
        updated = determinant(A + u @ v.T)
        assert updated == determinant(A) + (v.T @ adjugate(A) @ u)[0, 0]

    @given(whole(4, 4), st.integers(0, 3))
    def test_expansion_along_any_row(self, A, i):
        assert A[i] @ adjugate(A)[:, i] == determinant(A)
        assert A[i - 1] @ adjugate(A)[:, i] == 0

    @given(whole(2, 3), whole(2, 3))
    def test_gram_determinant(self, A, B):
        """Cauchy and Binet, for two vectors in space."""
        minors = [determinant(A[:, [i, j]]) * determinant(B[:, [i, j]])
                  for i, j in combinations(range(3), 2)]  # fmt: skip
        assert determinant(A @ B.T) == sum(minors)
