"""Tests for the chapter: linear equation systems."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.interpolate
import scipy.linalg
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import matrices, vectors

from mmlbook.derivations import derivations
from mmlbook.derive import Mark
from mmlbook.linear_algebra.linear_systems import (
    back_substitution,
    elementary_matrix,
    forward_substitution,
    gaussian_elimination,
    general_solution,
    inverse_gauss_jordan,
    lu_decomposition,
    null_space_minus_one_trick,
    polynomial_interpolation,
    rref,
    solve,
    solve_many,
    tridiagonal_solve,
    vandermonde,
)

F = Fraction
small = st.integers(-4, 4).map(Fraction)
PROBLEM_2 = [[3, 1], [4, -2]], [9, 5]
PROBLEM_3 = [[2, 4, -1], [7, -2, 3], [9, 2, 2]], [5, 6, 11]
POINT, DIRECTION = [F(17, 16), F(23, 32), F(0)], [F(-5, 16), F(13, 32), F(1)]


def exact(x):
    """The entries of an array as fractions."""
    x = np.asarray(x)
    return np.array([F(entry) for entry in x.ravel().tolist()], dtype=object).reshape(x.shape)


def grids(rows=None, columns=None, max_size=4):
    """Small matrices of fractions, of any shape and rank."""

    @st.composite
    def draw_one(draw):
        m = rows or draw(st.integers(1, max_size))
        d = columns or draw(st.integers(1, max_size))
        entries = draw(st.lists(small, min_size=m * d, max_size=m * d))
        return np.array(entries, dtype=object).reshape(m, d)

    return draw_one()


@st.composite
def good_systems(draw, max_size=6):
    """A well-conditioned matrix and a right side."""
    d = draw(st.integers(1, max_size))
    A = draw(matrices(d, d)) + 2 * d * np.eye(d)[draw(st.permutations(range(d)))]
    return A, draw(vectors(d))


class TestElementaryMatrix:
    def test_known_values(self):
        """Strang (2016), section 2.3: subtract twice row 1 from row 2; exchange rows 2 and 3."""
        assert_array_equal(
            elementary_matrix("add", 3, 1, 0, -2), [[1, 0, 0], [-2, 1, 0], [0, 0, 1]]
        )
        assert_array_equal(elementary_matrix("swap", 3, 1, 2), np.eye(3)[[0, 2, 1]])
        assert_array_equal(elementary_matrix("scale", 2, 0, c=5), [[5, 0], [0, 1]])

    @given(matrices(3), st.integers(-4, 4))
    def test_does_what_it_says(self, A, c):
        assert_array_equal((elementary_matrix("add", 3, 0, 2, c) @ A)[0], A[0] + c * A[2])
        assert_array_equal(elementary_matrix("swap", 3, 0, 2) @ A, A[[2, 1, 0]])

    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            (("turn", 2, 0), ValueError, "kind must be one of"),
            (("swap", 2, 0), TypeError, "j must be an integer"),
            (("swap", 2, 1, 1), ValueError, "different rows"),
            (("swap", 2, 2, 1), ValueError, "i must be from 0 to 1"),
            (("add", 2, 0, 1), TypeError, "c must be a real number"),
            (("scale", 2, 0, None, 0), ValueError, "must not be zero"),
        ],
    )
    def test_refuses(self, arguments, error, message):
        with pytest.raises(error, match=message):
            elementary_matrix(*arguments)


class TestGaussianElimination:
    def test_problem_2_by_hand(self):
        U, y = gaussian_elimination(*PROBLEM_2)
        assert_array_equal(U, [[4, -2], [0, 2.5]])
        assert_array_equal(y, [5, 5.25])
        U, y = gaussian_elimination(exact(PROBLEM_2[0]), PROBLEM_2[1], pivoting="none")
        assert U.tolist() == [[3, 1], [0, F(-10, 3)]]
        assert y.tolist() == [9, -7]

    @given(good_systems(), st.sampled_from(["partial"]))
    def test_keeps_the_solution(self, system, pivoting):
        A, b = system
        U, y = gaussian_elimination(A, b, pivoting)
        assert_array_equal(U, np.triu(U))
        assert_allclose(A @ back_substitution(U, y), b, atol=1e-12)

    def test_a_tiny_pivot_ruins_the_answer(self):
        """Golub and Van Loan (2013), section 3.4.1, with a pivot below machine precision."""
        A, b = [[1e-17, 1], [1, 1]], [1, 2]
        assert_array_equal(back_substitution(*gaussian_elimination(A, b, "none")), [0, 1])
        assert_array_equal(back_substitution(*gaussian_elimination(A, b)), [1, 1])

    def test_growth_of_wilkinson(self):
        """Higham (2002), section 9.3: the last pivot of this matrix is 2 to the power d - 1."""
        W = np.eye(20) - np.tril(np.ones((20, 20)), -1)
        W[:, -1] = 1
        U, _ = gaussian_elimination(W, np.ones(20))
        assert U[-1, -1] == 2.0**19

    def test_refuses(self):
        with pytest.raises(np.linalg.LinAlgError, match="pivot 1 is zero"):
            gaussian_elimination([[1, 2], [2, 4]], [1, 1])
        with pytest.raises(np.linalg.LinAlgError, match="pivot 0 is zero"):
            gaussian_elimination([[0, 1], [1, 0]], [1, 1], "none")
        with pytest.raises(ValueError, match="pivoting must be one of"):
            gaussian_elimination([[1]], [1], "full")
        with pytest.raises(ValueError, match="square"):
            gaussian_elimination([[1, 2]], [1])


class TestRref:
    def test_problem_3(self):
        R, pivots = rref(np.column_stack([exact(PROBLEM_3[0]), exact(PROBLEM_3[1])]))
        assert pivots == (0, 1)
        assert R.tolist() == [
            [1, 0, F(5, 16), F(17, 16)],
            [0, 1, F(-13, 32), F(23, 32)],
            [0, 0, 0, 0],
        ]

    @given(grids())
    def test_agrees_with_sympy_exactly(self, A):
        theirs, places = sympy.Matrix(A.tolist()).rref()
        R, pivots = rref(A)
        assert pivots == places
        assert [F(int(x.p), int(x.q)) for x in theirs] == R.ravel().tolist()

    @given(grids())
    def test_floats_find_the_same_pivots(self, A):
        R, pivots = rref(A)
        ours, same = rref(A.astype(float))
        assert same == pivots
        assert_allclose(ours, R.astype(float), atol=1e-9)

    @given(grids())
    def test_the_form_is_reduced_and_stays(self, A):
        R, pivots = rref(A)
        assert list(pivots) == sorted(set(pivots))
        assert_array_equal(R[:, list(pivots)], np.eye(len(A))[:, : len(pivots)])
        assert not R[len(pivots) :].any()
        assert_array_equal(rref(R)[0], R)

    def test_tolerance_decides(self):
        A = [[1, 1], [1, 1 + 1e-10]]
        assert rref(A)[1] == (0, 1)
        assert rref(A, tol=1e-8)[1] == (0,)
        with pytest.raises(ValueError, match="tol must not be negative"):
            rref(A, tol=-1)


class TestTriangular:
    @given(good_systems())
    def test_agrees_with_scipy(self, system):
        A, b = system
        L, U = np.tril(A, -1) + 9 * np.eye(len(b)), np.triu(A, 1) + 9 * np.eye(len(b))
        assert_allclose(
            forward_substitution(L, b), scipy.linalg.solve_triangular(L, b, lower=True), atol=1e-13
        )
        assert_allclose(back_substitution(U, b), scipy.linalg.solve_triangular(U, b), atol=1e-13)

    @pytest.mark.parametrize("substitute", [forward_substitution, back_substitution])
    def test_refuses(self, substitute):
        with pytest.raises(ValueError, match=r"must be (lower|upper) triangular"):
            substitute([[1, 2], [3, 4]], [1, 1])
        with pytest.raises(np.linalg.LinAlgError, match="zero on its diagonal"):
            substitute([[1, 0], [0, 0]], [1, 1])
        with pytest.raises(ValueError, match="length 2"):
            substitute([[1, 0], [0, 1]], [1])


class TestLu:
    @given(matrices())
    def test_agrees_with_scipy(self, A):
        A = A @ A.T
        assume(np.linalg.cond(A) < 1e6)
        for ours, theirs in zip(lu_decomposition(A), scipy.linalg.lu(A), strict=True):
            assert_allclose(ours, theirs, atol=1e-9)

    @given(grids(3, 3))
    def test_exact_factors_multiply_back(self, A):
        P, L, U = lu_decomposition(A)
        assert_array_equal(P @ L @ U, A)
        assert_array_equal(np.triu(L), np.eye(3))
        assert_array_equal(np.triu(U), U)
        assert np.abs(L).max() <= 1
        assert_array_equal(P @ P.T, np.eye(3))

    def test_singular_matrices_have_factors(self):
        _, _, U = lu_decomposition(np.zeros((2, 2)))
        assert_array_equal(U, np.zeros((2, 2)))


class TestSolve:
    def test_problems_1_and_2(self):
        assert solve([[3]], [6]) == [2]
        assert solve(exact(PROBLEM_2[0]), PROBLEM_2[1]).tolist() == [F(23, 10), F(21, 10)]
        assert_allclose(solve(*PROBLEM_2), [2.3, 2.1])

    def test_problem_3_has_no_single_solution(self):
        with pytest.raises(np.linalg.LinAlgError, match="zero on its diagonal"):
            solve(exact(PROBLEM_3[0]), PROBLEM_3[1])

    @given(good_systems())
    def test_agrees_with_numpy(self, system):
        A, b = system
        assert_allclose(solve(A, b), np.linalg.solve(A, b), atol=1e-12)
        assert_allclose(
            solve_many(A, np.column_stack([b, A[0]])),
            np.linalg.solve(A, np.column_stack([b, A[0]])),
            atol=1e-12,
        )

    @given(grids(3, 3), st.lists(small, min_size=3, max_size=3))
    def test_exact_solutions_are_exact(self, A, x):
        assume(len(rref(A)[1]) == 3)
        assert solve(A, A @ np.array(x)).tolist() == x

    def test_fractions_and_decimals_become_floats(self):
        assert solve(exact(PROBLEM_2[0]), [0.5, 0.25]).dtype == np.float64

    def test_refuses(self):
        with pytest.raises(ValueError, match="B must have 2 rows"):
            solve_many(np.eye(2), np.eye(3))
        with pytest.raises(ValueError, match="b must have length 2"):
            solve(np.eye(2), np.ones(3))


class TestInverse:
    def test_exact(self):
        inverse = inverse_gauss_jordan(exact(PROBLEM_2[0]))
        assert inverse.tolist() == [[F(1, 5), F(1, 10)], [F(2, 5), F(-3, 10)]]

    @given(good_systems())
    def test_agrees_with_numpy(self, system):
        A, _ = system
        assert_allclose(inverse_gauss_jordan(A), np.linalg.inv(A), atol=1e-12)

    def test_refuses(self):
        with pytest.raises(np.linalg.LinAlgError, match="singular"):
            inverse_gauss_jordan(exact(PROBLEM_3[0]))
        with pytest.raises(ValueError, match="square"):
            inverse_gauss_jordan([[1, 2]])


class TestGeneralSolution:
    def test_problem_3_is_a_line(self):
        found = general_solution(exact(PROBLEM_3[0]), PROBLEM_3[1])
        assert found.status == "infinitely many"
        assert found.particular.tolist() == POINT
        assert found.directions[:, 0].tolist() == DIRECTION

    def test_problem_4_is_a_line(self):
        found = general_solution(exact([[2, 4]]), [5])
        assert found.particular.tolist() == [F(5, 2), 0]
        assert found.directions.tolist() == [[-2], [1]]

    @pytest.mark.parametrize("k", range(9, 14))
    def test_problem_3_with_another_right_side(self, k):
        found = general_solution(PROBLEM_3[0], [5, 6, k])
        assert found.status == ("infinitely many" if k == 11 else "none")
        assert (found.particular is None) == (k != 11)

    @given(grids(), st.data())
    def test_agrees_with_the_ranks_and_solves(self, A, data):
        b = np.array(data.draw(st.lists(small, min_size=len(A), max_size=len(A))), dtype=object)
        found = general_solution(A, b)
        d, rank = A.shape[1], sympy.Matrix(A.tolist()).rank()
        assert found.directions.shape == (d, d - rank)
        assert not np.any(A @ found.directions)
        solvable = sympy.Matrix(np.column_stack([A, b]).tolist()).rank() == rank
        assert solvable == (found.particular is not None)
        if solvable:
            assert_array_equal(A @ found.particular, b)
            assert found.status == ("one" if rank == d else "infinitely many")

    @given(grids(3, 4), st.lists(small, min_size=4, max_size=4))
    def test_agrees_with_linsolve(self, A, x):
        symbols = sympy.symbols("x0:4")
        b = A @ np.array(x, dtype=object)
        (theirs,) = sympy.linsolve((sympy.Matrix(A.tolist()), sympy.Matrix(b.tolist())), *symbols)
        found = general_solution(A, b)
        free = [j for j in range(4) if j not in rref(A)[1]]
        ours = [
            found.particular[i] + sum(found.directions[i, k] * symbols[j] for k, j in
                                      enumerate(free)) for i in range(4)
        ]  # fmt: skip
        assert all(sympy.simplify(a - b) == 0 for a, b in zip(ours, theirs, strict=True))

    @given(grids(), st.sampled_from([1e-12, 1.0, 1e12]))
    def test_units_of_the_right_side_do_not_matter(self, A, unit):
        b = (A @ np.ones(A.shape[1], dtype=int)).astype(float)
        assert general_solution(A.astype(float), unit * b).status != "none"

    def test_no_unknowns(self):
        """Nothing combines to zero, and to zero only."""
        assert general_solution(np.empty((2, 0)), [0, 0]).status == "one"
        assert general_solution(np.empty((2, 0)), [0, 1]).status == "none"

    def test_minus_one_trick(self):
        """Deisenroth, Faisal and Ong (2020), example 2.8."""
        A = [[1, 3, 0, 0, 3], [0, 0, 1, 0, 9], [0, 0, 0, 1, -4]]
        N = null_space_minus_one_trick(A)
        assert_array_equal(N.T, [[3, -1, 0, 0, 0], [3, 0, 9, -4, -1]])

    def test_refuses(self):
        with pytest.raises(ValueError, match="b must have length 1"):
            general_solution([[1, 2]], [1, 2])


class TestTridiagonal:
    @given(st.integers(1, 8), st.data())
    def test_agrees_with_scipy(self, d, data):
        lower, upper = data.draw(vectors(d - 1)) if d > 1 else np.empty(0), np.ones(d - 1)
        diag, b = data.draw(vectors(d)) + 4, data.draw(vectors(d))
        bands = np.array([np.r_[0, upper], diag, np.r_[lower, 0]])
        expected = scipy.linalg.solve_banded((1, 1), bands, b)
        assert_allclose(tridiagonal_solve(lower, diag, upper, b), expected, atol=1e-13)

    def test_refuses(self):
        with pytest.raises(np.linalg.LinAlgError, match="pivot 0 is zero"):
            tridiagonal_solve([1], [0, 1], [1], [1, 1])
        with pytest.raises(np.linalg.LinAlgError, match="pivot 1 is zero"):
            tridiagonal_solve([1], [1, 1], [1], [1, 1])
        with pytest.raises(ValueError, match="lower must have length 1"):
            tridiagonal_solve([1, 1], [1, 1], [1], [1, 1])


class TestInterpolation:
    def test_vandermonde_agrees_with_numpy(self):
        x = np.linspace(-1, 2, 7)
        assert_allclose(vandermonde(x, 4), np.vander(x, 5, increasing=True))
        assert vandermonde([F(1, 2)], 2).tolist() == [[1, F(1, 2), F(1, 4)]]

    @given(st.lists(small, min_size=1, max_size=5, unique=True), st.data())
    def test_exact_coefficients_are_recovered(self, x, data):
        a = np.array(data.draw(st.lists(small, min_size=len(x), max_size=len(x))))
        y = vandermonde(x, len(x) - 1) @ a
        assert polynomial_interpolation(x, y).tolist() == a.tolist()

    def test_agrees_with_scipy(self):
        x, y = np.linspace(-1, 1, 8), np.cos(np.arange(8))
        t = np.linspace(-1, 1, 20)
        theirs = scipy.interpolate.BarycentricInterpolator(x, y)(t)
        assert_allclose(vandermonde(t, 7) @ polynomial_interpolation(x, y), theirs, atol=1e-12)

    def test_refuses(self):
        with pytest.raises(ValueError, match="a node twice"):
            polynomial_interpolation([1, 1], [2, 3])
        with pytest.raises(ValueError, match="y must have length 2"):
            polynomial_interpolation([1, 2], [2])
        with pytest.raises(ValueError, match="degree must be at least 0"):
            vandermonde([1], -1)


class TestDerivations:
    def test_the_unique_solution_is_what_the_code_computes(self):
        d = derivations()["interpolation_unique"]
        assert d.check().mark is Mark.PROVED
        assert d.bindings[0].name.endswith("linear_systems.solve")
        assert d.verify().code_error < 1e-9

    def test_problem_3_is_the_line_of_the_derivation(self):
        assert derivations()["problem_3"].check().mark is Mark.PROVED
        A, b = (np.array(part) for part in PROBLEM_3)
        assert (A @ np.array(POINT)).tolist() == b.tolist()
        assert not np.any(A @ np.array(DIRECTION))

    def test_cost_of_elimination_is_what_the_derivation_says(self):
        """Count the operations of the three loops."""
        for d in range(1, 9):
            counted = sum((d - k) + 2 * (d - k) ** 2 for k in range(1, d))
            assert 6 * counted == 4 * d**3 - 3 * d**2 - d
