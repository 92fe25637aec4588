"""Tests for the chapter: matrices."""

from fractions import Fraction
from itertools import pairwise, permutations

import numpy as np
import pytest
import scipy.linalg
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from numpy.linalg import LinAlgError
from numpy.testing import assert_allclose, assert_array_equal
from strategies import matrices, unit, vectors

from mmlbook.datasets import load_digits, load_les_miserables
from mmlbook.linear_algebra.matrices import (
    block_matmul,
    centering_matrix,
    dense_layer,
    hadamard,
    inverse_2x2,
    is_inverse,
    kron,
    matmul,
    matrix_chain_order,
    matrix_power,
    matvec,
    outer,
    permutation_matrix,
    sherman_morrison_solve,
    strassen,
    trace,
    transpose,
    unvec,
    vec,
)
from mmlbook.linear_algebra.matrices import orders as product_orders

METHODS = ["dot", "columns", "rows", "outer"]
orders = st.integers(1, 6).flatmap(lambda n: st.permutations(range(n)))
integer = st.integers(-9, 9).map(float)


@st.composite
def chains(draw, count, max_size=5):
    """`count` matrices that can be multiplied in this order."""
    sizes = [draw(st.integers(1, max_size)) for _ in range(count + 1)]
    return [draw(matrices(a, b)) for a, b in pairwise(sizes)]


class TestMatvec:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize("by", ["rows", "columns"])
    def test_worked_by_hand(self, by):
        """The lecture's layer, 3 inputs and 2 outputs: 2 - 2 + 0 and 0 + 2 + 9."""
        assert_array_equal(matvec([[2, -1, 0], [0, 1, 3]], [1, 2, 3], by), [0.0, 11.0])

    @pytest.mark.parametrize("by", ["rows", "columns"])
    def test_without_columns_the_product_is_zero(self, by):
        assert_array_equal(matvec(np.empty((2, 0)), [], by), [0.0, 0.0])

    # --- properties -----------------------------------------------------------

    @given(matrices(), st.data())
    def test_standard_basis_gives_the_columns(self, A, data):
        j = data.draw(st.integers(0, A.shape[1] - 1))
        assert_array_equal(matvec(A, np.eye(A.shape[1])[j]), A[:, j])

    @given(matrices(columns=3), vectors(3), vectors(3), unit)
    def test_is_linear(self, A, x, y, c):
        together = matvec(A, c * x + y)
        assert_allclose(together, c * matvec(A, x) + matvec(A, y), atol=1e-14)

    # --- oracle ---------------------------------------------------------------

    @given(chains(1), st.data())
    def test_agrees_with_numpy(self, A, data):
        x = data.draw(vectors(A[0].shape[1]))
        for by in ("rows", "columns"):
            assert_allclose(matvec(A[0], x, by), np.matmul(A[0], x), atol=1e-15)

    # --- refusals -------------------------------------------------------------

    def test_refuses_what_does_not_fit(self):
        with pytest.raises(ValueError, match=r"A must have 2 columns.* got shape \(2, 3\)"):
            matvec([[1, 2, 3], [4, 5, 6]], [1, 2])
        with pytest.raises(ValueError, match="by must be one of 'rows', 'columns'"):
            matvec([[1]], [1], by="diagonals")
        with pytest.raises(ValueError, match="x contains NaN"):
            matvec([[1]], [np.nan])


class TestMatmul:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize("method", METHODS)
    def test_worked_by_hand(self, method):
        """1 * 5 + 2 * 7, 1 * 6 + 2 * 8; 3 * 5 + 4 * 7, 3 * 6 + 4 * 8."""
        assert_array_equal(matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]], method), [[19, 22], [43, 50]])

    @pytest.mark.parametrize("method", METHODS)
    def test_empty_sums_are_zero(self, method):
        assert_array_equal(matmul(np.empty((2, 0)), np.empty((0, 3)), method), np.zeros((2, 3)))

    # --- properties -----------------------------------------------------------

    @given(chains(3))
    def test_is_associative(self, ABC):
        A, B, C = ABC
        assert_allclose(matmul(matmul(A, B), C), matmul(A, matmul(B, C)), atol=1e-13)

    @given(chains(2))
    def test_transpose_exchanges_the_factors(self, AB):
        A, B = AB
        assert_allclose(matmul(A, B).T, matmul(B.T, A.T), atol=1e-14)

    def test_is_not_commutative(self):
        shear, flip = [[1, 1], [0, 1]], [[0, 1], [1, 0]]
        assert not np.array_equal(matmul(shear, flip), matmul(flip, shear))

    @given(chains(2), st.sampled_from(METHODS))
    def test_leaves_its_arguments_alone(self, AB, method):
        before = [M.copy() for M in AB]
        matmul(*AB, method)
        assert all(np.array_equal(M, N) for M, N in zip(AB, before, strict=True))

    # --- oracle ---------------------------------------------------------------

    @given(chains(2), st.sampled_from(METHODS))
    def test_agrees_with_numpy(self, AB, method):
        assert_allclose(matmul(*AB, method), np.matmul(*AB), atol=1e-14)

    @given(matrices(3, 2), matrices(2, 3))
    def test_agrees_with_exact_products(self, A, B):
        exact = sp.Matrix(A.tolist()).applyfunc(sp.Rational) * sp.Matrix(B.tolist()).applyfunc(
            sp.Rational
        )
        assert_allclose(matmul(A, B), np.array(exact.tolist(), dtype=float), atol=1e-15)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize("product", [matmul, lambda A, B: block_matmul(A, B, 2)])
    def test_refuses_what_does_not_fit(self, product):
        with pytest.raises(ValueError, match=r"got shapes \(2, 3\) and \(2, 3\)"):
            product(np.ones((2, 3)), np.ones((2, 3)))
        with pytest.raises(ValueError, match=r"B must be a matrix \(2 axes\); got 1 axis"):
            product(np.ones((2, 3)), np.ones(3))

    def test_refuses_an_unknown_method(self):
        with pytest.raises(ValueError, match="method must be one of"):
            matmul([[1]], [[1]], "strassen")


class TestTransposeTraceOuterHadamard:
    # --- known values ---------------------------------------------------------

    def test_trace_by_hand(self):
        assert trace([[1, 9], [9, 4]]) == 5.0
        assert trace(np.empty((0, 0))) == 0.0

    def test_outer_by_hand(self):
        assert_array_equal(outer([1, 2], [3, 4, 5]), [[3, 4, 5], [6, 8, 10]])

    # --- properties -----------------------------------------------------------

    @given(matrices())
    def test_transpose_twice(self, A):
        assert_array_equal(transpose(transpose(A)), A)
        assert not np.shares_memory(transpose(A), A)

    @given(chains(2), st.data())
    def test_trace_is_cyclic(self, AB, data):
        A, B = AB
        C = data.draw(matrices(B.shape[1], A.shape[0]))
        assert trace(A @ B @ C) == pytest.approx(trace(C @ A @ B), abs=1e-13)

    @given(matrices(3, 4), matrices(3, 4))
    def test_trace_of_a_product_adds_the_products_of_entries(self, A, B):
        assert trace(A.T @ B) == pytest.approx(hadamard(A, B).sum(), abs=1e-14)

    # --- oracle ---------------------------------------------------------------

    @given(matrices(3, 3), vectors(), vectors())
    def test_agree_with_numpy(self, A, u, v):
        assert_array_equal(transpose(A), np.transpose(A))
        assert trace(A) == pytest.approx(np.trace(A), abs=1e-15)
        assert_array_equal(outer(u, v), np.outer(u, v))
        assert_array_equal(hadamard(A, A.T), np.multiply(A, A.T))

    # --- refusals -------------------------------------------------------------

    def test_refusals(self):
        with pytest.raises(ValueError, match="A must be square"):
            trace([[1, 2]])
        with pytest.raises(ValueError, match=r"one shape; got \(1, 2\) and \(2, 1\)"):
            hadamard([[1, 2]], [[1], [2]])
        with pytest.raises(ValueError, match="u must be a vector"):
            outer([[1]], [1])
        with pytest.raises(ValueError, match="A must be a matrix"):
            transpose([1, 2])


class TestInverse:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        assert_array_equal(inverse_2x2([[4, 7], [2, 6]]), [[0.6, -0.7], [-0.2, 0.4]])

    # --- properties -----------------------------------------------------------

    @given(st.lists(integer, min_size=4, max_size=4))
    def test_is_the_inverse_or_refuses(self, entries):
        a, b, c, d = entries
        if a * d == b * c:
            with pytest.raises(LinAlgError, match="determinant is zero"):
                inverse_2x2([[a, b], [c, d]])
        else:
            assert is_inverse([[a, b], [c, d]], inverse_2x2([[a, b], [c, d]]))

    @given(st.lists(integer, min_size=4, max_size=4))
    def test_agrees_with_exact_inverse(self, entries):
        A = sp.Matrix(2, 2, [Fraction(x) for x in entries])
        if A.det():
            exact = np.array(A.inv().tolist(), dtype=float)
            assert_allclose(inverse_2x2(np.reshape(entries, (2, 2))), exact, rtol=1e-14)

    def test_tolerance_is_included(self):
        assert is_inverse([[1.0]], [[1.5]], tol=0.5)
        assert not is_inverse([[1.0]], [[1.5]], tol=0.499)

    # --- oracle ---------------------------------------------------------------

    @given(matrices(4, 4))
    def test_accepts_numpys_inverse(self, B):
        A = B + 5 * np.eye(4)
        assert is_inverse(A, np.linalg.inv(A))
        assert not is_inverse(A, np.linalg.inv(A) + 1e-3)

    # --- refusals -------------------------------------------------------------

    def test_refusals(self):
        with pytest.raises(ValueError, match=r"A must be square|2 columns"):
            inverse_2x2(np.eye(3))
        with pytest.raises(ValueError, match="B must have 2 columns"):
            is_inverse(np.eye(2), np.eye(3))
        with pytest.raises(ValueError, match="tol must be positive"):
            is_inverse(np.eye(2), np.eye(2), tol=0)


class TestShermanMorrison:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        """A = 2I, u = v = (1, 1): the matrix is [[3, 1], [1, 3]] and takes (1, 1) to (4, 4)."""
        x = sherman_morrison_solve(lambda b: b / 2, [1, 1], [1, 1], [4, 4])
        assert_array_equal(x, [1.0, 1.0])

    # --- oracle ---------------------------------------------------------------

    @given(matrices(4, 4), vectors(4), vectors(4), vectors(4))
    def test_agrees_with_numpy(self, B, u, v, b):
        A = B + 12 * np.eye(4)
        x = sherman_morrison_solve(lambda c: np.linalg.solve(A, c), u, v, b)
        assert_allclose(x, np.linalg.solve(A + np.outer(u, v), b), atol=1e-13)

    # --- refusals -------------------------------------------------------------

    def test_refuses_a_change_that_makes_the_matrix_singular(self):
        with pytest.raises(LinAlgError, match="1 \\+ v'z is zero"):
            sherman_morrison_solve(lambda b: b, [1, 0], [-1, 0], [1, 1])

    def test_refuses_what_does_not_fit(self):
        with pytest.raises(ValueError, match="u must have length 2; got 3"):
            sherman_morrison_solve(lambda b: b, [1, 0, 0], [1, 0], [1, 1])
        with pytest.raises(ValueError, match=r"solve_A\(b\) must have length 2; got 1"):
            sherman_morrison_solve(lambda b: b[:1], [1, 0], [1, 0], [1, 1])


class TestBlockMatmul:
    @given(chains(2, max_size=7), st.integers(1, 8))
    def test_agrees_for_sizes_that_do_not_divide(self, AB, s):
        assert_allclose(block_matmul(*AB, s), np.matmul(*AB), atol=1e-14)

    @pytest.mark.parametrize("s", [0, -1])
    def test_refuses_empty_blocks(self, s):
        with pytest.raises(ValueError, match="block_size must be at least 1"):
            block_matmul([[1]], [[1]], s)


class TestStrassen:
    @given(chains(2, max_size=9), st.integers(1, 4))
    def test_agrees_for_odd_sizes_and_rectangles(self, AB, leaf):
        assert_allclose(strassen(*AB, leaf), np.matmul(*AB), atol=1e-13)

    def test_is_exact_for_whole_numbers(self):
        """An entry by entry product of Python's integers is the oracle."""
        rng = np.random.default_rng(7)
        A, B = rng.integers(-9, 10, (2, 33, 33))
        exact = [[sum(int(a) * int(b) for a, b in zip(row, col, strict=True)) for col in B.T]
                 for row in A]  # fmt: skip
        assert_array_equal(strassen(A, B, leaf_size=1), exact)

    def test_takes_seven_products(self, monkeypatch):
        """One level on 2 x 2 blocks calls the leaf seven times, two levels 49 times."""
        calls, seven = [], product_orders._seven

        def counted(A, B, leaf):
            calls.append(A.shape)
            return seven(A, B, leaf)

        monkeypatch.setattr(product_orders, "_seven", counted)
        strassen(np.eye(4), np.eye(4), leaf_size=1)
        assert calls.count((1, 1)) == 49
        assert calls.count((2, 2)) == 7

    @pytest.mark.parametrize("leaf", [0, -3])
    def test_refuses_empty_leaves(self, leaf):
        with pytest.raises(ValueError, match="leaf_size must be at least 1"):
            strassen([[1]], [[1]], leaf)


class TestMatrixPower:
    # --- known values ---------------------------------------------------------

    def test_fibonacci(self):
        """F(31) = 1346269, F(30) = 832040 (OEIS A000045)."""
        assert_array_equal(
            matrix_power([[1, 1], [1, 0]], 30), [[1346269, 832040], [832040, 514229]]
        )

    def test_zeroth_power_is_the_identity(self):
        assert_array_equal(matrix_power(np.zeros((2, 2)), 0), np.eye(2))

    # --- properties -----------------------------------------------------------

    @given(matrices(3, 3), st.integers(0, 6), st.integers(0, 6))
    def test_exponents_add(self, A, j, k):
        product = matrix_power(A, j) @ matrix_power(A, k)
        assert_allclose(matrix_power(A, j + k), product, atol=1e-9)

    def test_counts_walks(self):
        """Walks of length 3 in the graph of the novel, counted one step at a time."""
        A = (load_les_miserables().A > 0).astype(float)
        walks = np.eye(len(A))
        for _ in range(3):
            walks = np.array([A[row > 0].T @ row[row > 0] for row in walks])
        assert_array_equal(matrix_power(A, 3), walks)

    # --- oracle ---------------------------------------------------------------

    @given(matrices(3, 3), st.integers(0, 20))
    def test_agrees_with_numpy(self, A, k):
        assert_allclose(matrix_power(A, k), np.linalg.matrix_power(A, k), rtol=1e-10, atol=1e-9)

    # --- refusals -------------------------------------------------------------

    def test_refusals(self):
        with pytest.raises(ValueError, match="k must be at least 0"):
            matrix_power(np.eye(2), -1)
        with pytest.raises(TypeError, match="k must be an integer"):
            matrix_power(np.eye(2), 0.5)
        with pytest.raises(ValueError, match="A must be square"):
            matrix_power([[1, 2]], 2)


def cheapest(p):
    """The least cost by trying every order, without any table."""
    if len(p) <= 2:
        return 0
    return min(
        cheapest(p[: k + 1]) + cheapest(p[k:]) + p[0] * p[k] * p[-1] for k in range(1, len(p) - 1)
    )


def cost_of(order, p):
    """The cost and the shape of an order given as nested pairs."""
    if isinstance(order, int):
        return 0, p[order], p[order + 1]
    (left, m, d), (right, also_d, k) = (cost_of(half, p) for half in order)
    assert d == also_d
    return left + right + m * d * k, m, k


class TestMatrixChainOrder:
    def test_textbook(self):
        """Cormen and others (2022), figure 14.5."""
        cost, order = matrix_chain_order([30, 35, 15, 5, 10, 20, 25])
        assert cost == 15125
        assert order == ((0, (1, 2)), ((3, 4), 5))

    def test_one_matrix_costs_nothing(self):
        assert matrix_chain_order([3, 4]) == (0, 0)

    @given(st.lists(st.integers(1, 9), min_size=2, max_size=7))
    def test_agrees_with_all_orders(self, p):
        cost, order = matrix_chain_order(p)
        assert cost == cheapest(p) == cost_of(order, p)[0]

    def test_refusals(self):
        with pytest.raises(ValueError, match="dims must have at least 2 entries; got 1"):
            matrix_chain_order([3])
        with pytest.raises(ValueError, match="a dimension must be at least 1; got 0"):
            matrix_chain_order([3, 0, 2])


class TestKron:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        assert_array_equal(
            kron([[1, 2], [3, 0]], [[0, 1]]), [[0, 1, 0, 2], [0, 3, 0, 0]]
        )  # fmt: skip

    # --- properties -----------------------------------------------------------

    @given(chains(3, max_size=4))
    def test_vec_identity(self, AXB):
        A, X, B = AXB
        assert_allclose(kron(B.T, A) @ vec(X), vec(A @ X @ B), atol=1e-14)

    @given(chains(2, max_size=3), chains(2, max_size=3))
    def test_mixed_product(self, AC, BD):
        (A, C), (B, D) = AC, BD
        assert_allclose(kron(A, B) @ kron(C, D), kron(A @ C, B @ D), atol=1e-14)

    @given(matrices())
    def test_unvec_undoes_vec(self, A):
        assert_array_equal(unvec(vec(A), A.shape), A)

    # --- oracle ---------------------------------------------------------------

    @given(matrices(max_size=4), matrices(max_size=4))
    def test_agrees_with_numpy(self, A, B):
        assert_array_equal(kron(A, B), np.kron(A, B))
        assert_array_equal(vec(A), A.flatten(order="F"))

    # --- refusals -------------------------------------------------------------

    def test_refusals(self):
        with pytest.raises(ValueError, match="a must have length 6; got 4"):
            unvec([1, 2, 3, 4], (2, 3))
        with pytest.raises(ValueError, match="a size of the shape must be at least 0"):
            unvec([1, 2], (-1, -2))
        with pytest.raises(ValueError, match="B must be a matrix"):
            kron([[1]], [1])


class TestCentering:
    @given(matrices())
    def test_subtracts_the_means(self, X):
        assert_allclose(centering_matrix(len(X)) @ X, X - X.mean(axis=0), atol=1e-15)

    @pytest.mark.parametrize("n", [1, 2, 7])
    def test_is_a_symmetric_projection(self, n):
        H = centering_matrix(n)
        assert_array_equal(H, H.T)
        assert_allclose(H @ H, H, atol=1e-15)
        assert trace(H) == pytest.approx(n - 1)

    def test_centers_the_digits(self):
        X = load_digits().X[:50]
        assert_allclose((centering_matrix(50) @ X).mean(axis=0), 0, atol=1e-13)

    def test_refuses_no_example(self):
        with pytest.raises(ValueError, match="n must be at least 1"):
            centering_matrix(0)


class TestPermutationMatrix:
    @given(orders)
    def test_reorders_and_is_undone_by_its_transpose(self, p):
        P, x = permutation_matrix(p), np.arange(len(p)) * 10.0
        assert_array_equal(P @ x, x[list(p)])
        assert_array_equal(P.T @ P, np.eye(len(p)))

    def test_product_composes(self):
        for p in permutations(range(3)):
            for q in permutations(range(3)):
                together = permutation_matrix(np.array(q)[list(p)])
                assert_array_equal(permutation_matrix(p) @ permutation_matrix(q), together)

    @pytest.mark.parametrize("p", [[0, 0], [1, 2], [0, 0.5], [-1, 0]])
    def test_refuses_what_is_no_permutation(self, p):
        with pytest.raises(ValueError, match="p must hold each of"):
            permutation_matrix(p)


class TestDenseLayer:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        """The lecture's layer: 2 * 1 - 2 + 1 and 2 + 3 * 3 - 1."""
        W, b = [[2, -1, 0], [0, 1, 3]], [1, -1]
        assert_array_equal(dense_layer([1, 2, 3], W, b), [1.0, 10.0])
        assert_array_equal(dense_layer([[1, 2, 3], [0, 0, 0]], W, b), [[1.0, 10.0], [1.0, -1.0]])

    # --- properties -----------------------------------------------------------

    @given(matrices(columns=3), matrices(columns=3), st.data())
    def test_every_row_is_its_own_product(self, X, W, data):
        b = data.draw(vectors(len(W)))
        for x, z in zip(X, dense_layer(X, W, b), strict=True):
            assert_allclose(z, matvec(W, x) + b, atol=1e-14)

    @given(matrices(4, 3), matrices(2, 3), matrices(5, 2), vectors(2), vectors(5))
    def test_two_layers_without_activation_are_one(self, X, W1, W2, b1, b2):
        twice = dense_layer(dense_layer(X, W1, b1), W2, b2)
        assert_allclose(twice, dense_layer(X, W2 @ W1, W2 @ b1 + b2), atol=1e-13)

    # --- oracle ---------------------------------------------------------------

    @given(matrices(4, 3), matrices(2, 3), vectors(2))
    def test_agrees_with_blas(self, X, W, b):
        Z = scipy.linalg.blas.dgemm(1.0, X, W, trans_b=True) + np.outer(np.ones(4), b)
        assert_allclose(dense_layer(X, W, b), Z, atol=1e-14)

    # --- refusals -------------------------------------------------------------

    def test_refuses_what_broadcasting_would_accept(self):
        with pytest.raises(ValueError, match="X must have 2 columns"):
            dense_layer(np.ones((2, 3)), np.ones((3, 2)), np.ones(3))
        with pytest.raises(ValueError, match="b must have length 2; got 1"):
            dense_layer(np.ones((2, 3)), np.ones((2, 3)), [1])
