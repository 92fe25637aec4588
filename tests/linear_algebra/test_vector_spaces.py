"""Tests for the chapter: vector spaces, bases and rank."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
import scipy.linalg
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mmlbook.datasets import load_digits, load_penguins
from mmlbook.derivations import derivations
from mmlbook.derive import Mark
from mmlbook.linear_algebra.linear_systems import general_solution, rref
from mmlbook.linear_algebra.vector_spaces import (
    AffineSubspace,
    basis_of_span,
    check_vector_space_axioms,
    column_space,
    coordinates,
    cr_factorization,
    extend_to_basis,
    is_direct_sum,
    is_group,
    is_linearly_independent,
    left_null_space,
    null_space,
    rank,
    rank_gf2,
    row_space,
    span_contains,
    subspace_intersection,
    subspace_sum,
)

F = Fraction
small = st.integers(-3, 3).map(Fraction)
PROBLEM_3 = [[2, 4, -1], [7, -2, 3], [9, 2, 2]]


def exact(x):
    """The entries of an array as fractions."""
    x = np.asarray(x)
    return np.array([F(entry) for entry in x.ravel().tolist()], dtype=object).reshape(x.shape)


@st.composite
def grids(draw, rows=None, columns=None, max_size=5):
    """A small matrix of fractions, of any rank: often a product of two thin ones."""
    m = rows or draw(st.integers(1, max_size))
    d = columns or draw(st.integers(1, max_size))
    r = draw(st.integers(0, min(m, d)))
    left = draw(st.lists(small, min_size=m * r, max_size=m * r))
    right = draw(st.lists(small, min_size=r * d, max_size=r * d))
    A = np.array(left, dtype=object).reshape(m, r) @ np.array(right, dtype=object).reshape(r, d)
    return A + exact(np.zeros((m, d)))


def true_rank(A):
    """The rank by SymPy, exactly."""
    return sympy.Matrix(*A.shape, A.ravel().tolist()).rank()


def same_span(U, V):
    """Whether two matrices of fractions have the same column space, by SymPy's ranks."""
    return true_rank(U) == true_rank(V) == true_rank(np.hstack([U, V]))


def cyclic(n):
    """Addition on a clock with n hours."""
    return (np.arange(n)[:, None] + np.arange(n)) % n


class TestIsGroup:
    def test_known_groups(self):
        """Deisenroth, Faisal and Ong (2020), example 2.10; the four-group; permutations of 3."""
        assert all(is_group(cyclic(n)) for n in range(1, 8))
        assert is_group(np.bitwise_xor.outer(range(4), range(4)))
        order = list(permutations(range(3)))
        table = [[order.index(tuple(p[i] for i in q)) for q in order] for p in order]
        assert is_group(table)

    def test_multiplication_on_a_clock(self):
        """Without zero it is a group exactly for a prime number of hours."""
        for n in range(2, 12):
            units = np.arange(1, n)
            table = np.outer(units, units) % n - 1
            assert is_group(table) == sympy.isprime(n)

    @given(st.integers(1, 7), st.data())
    def test_names_do_not_matter(self, n, data):
        new = np.array(data.draw(st.permutations(range(n))))
        table = np.empty((n, n), dtype=int)
        table[np.ix_(new, new)] = new[cyclic(n)]
        assert is_group(table)

    def test_agrees_with_the_definition_for_every_table(self):
        """All 16 tables of two elements and all 19683 of three, by the words of the definition."""
        for n in (1, 2):
            for entries in product(range(n), repeat=n * n):
                table = np.array(entries).reshape(n, n)
                assert is_group(table) == by_definition(table)
        found = [np.reshape(t, (3, 3)) for t in product(range(3), repeat=9) if is_group_fast(t)]
        assert len(found) == 3
        assert all(is_group(table) and by_definition(table) for table in found)

    @pytest.mark.parametrize(
        "table",
        [
            [[0, 1], [1, 2]],  # leaves the set
            [[0, 1, 2], [1, 0, 0], [2, 0, 0]],  # parentheses matter
            [[0, 0], [1, 1]],  # neutral on one side only
            [[0, 1], [0, 1]],
            [[0, 1], [1, 1]],  # nothing undoes 1
            [[0, -1], [-1, 0]],
        ],
    )
    def test_finds_what_is_missing(self, table):
        assert not is_group(table)

    def test_refuses(self):
        with pytest.raises(ValueError, match="table must be square"):
            is_group([[0, 1]])
        with pytest.raises(ValueError, match="table must hold whole numbers"):
            is_group([[0.5]])
        with pytest.raises(ValueError, match="at least one"):
            is_group(np.empty((0, 0)))


def by_definition(table):
    """The definition of a group, word for word."""
    everyone = range(len(table))
    associative = all(
        table[table[a, b], c] == table[a, table[b, c]] for a, b, c in product(everyone, repeat=3)
    )
    neutral = [e for e in everyone if all(table[e, a] == table[a, e] == a for a in everyone)]
    return associative and any(
        all(any(table[a, b] == table[b, a] == e for b in everyone) for a in everyone)
        for e in neutral
    )


def is_group_fast(entries):
    """Every row and column of a group's table is a permutation; then ask the definition."""
    rows = [entries[i : i + 3] for i in (0, 3, 6)]
    latin = all(len(set(line)) == 3 for line in [*rows, *zip(*rows, strict=True)])
    return latin and by_definition(np.reshape(entries, (3, 3)))


class TestAxioms:
    @pytest.mark.parametrize(
        ("add", "scale", "sampler"),
        [
            (np.add, np.multiply, lambda rng: rng.normal(size=4)),
            (np.add, np.multiply, lambda rng: rng.normal(size=(2, 3))),
            (np.multiply, lambda c, v: v**c, lambda rng: np.exp(rng.normal(size=3))),
        ],
    )
    def test_spaces(self, add, scale, sampler):
        assert check_vector_space_axioms(add, scale, sampler, np.random.default_rng(1)) == ()

    @pytest.mark.parametrize(
        ("add", "scale", "broken"),
        [
            (lambda u, v: u - v, lambda c, v: c * v, {"parentheses", "order"}),
            (lambda u, v: (u + v) / 2, lambda c, v: c * v, {"parentheses", "zero"}),
            (np.maximum, lambda c, v: v, {"zero"}),
            (np.add, lambda c, v: c * v + 1, {"zero", "one"}),
            (np.add, lambda c, v: 0 * v, {"one"}),
            (np.add, lambda c, v: abs(c) * v, {"negative", "two factors, one vector"}),
            (np.add, lambda c, v: c**2 * v, {"negative", "two factors, one vector"}),
            (np.add, lambda c, v: np.abs(v) * c, {"one", "one factor, two vectors"}),
            (lambda u, v: u, lambda c, v: c * v, {"order"}),
        ],
    )
    def test_finds_the_broken_rule(self, add, scale, broken):
        rng = np.random.default_rng(1)
        found = check_vector_space_axioms(add, scale, lambda r: r.normal(size=2), rng)
        assert broken <= set(found)

    def test_one_rule_alone(self):
        """Rounding before scaling breaks the two rules about factors, and nothing about sums."""
        rng = np.random.default_rng(1)
        found = check_vector_space_axioms(
            np.add, lambda c, v: np.round(c) * v, lambda r: r.normal(size=2), rng
        )
        assert set(found) == {"two factors", "two factors, one vector"}

    def test_refuses_a_seed(self):
        with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
            check_vector_space_axioms(np.add, np.multiply, lambda rng: 0, 1)


class TestIndependence:
    def test_known_values(self):
        """Deisenroth, Faisal and Ong (2020), example 2.14: three independent vectors."""
        V = np.array([[1, 2, -3, 4], [1, 1, 0, 2], [-1, -2, 1, 1]]).T
        assert is_linearly_independent(V)
        assert not is_linearly_independent(PROBLEM_3)
        assert is_linearly_independent(np.empty((3, 0)))
        assert not is_linearly_independent([[0], [0]])

    @given(grids())
    def test_agrees_with_sympy(self, V):
        assert is_linearly_independent(V) == (true_rank(V) == V.shape[1])

    @given(grids(max_size=3))
    def test_floats_agree(self, V):
        assert is_linearly_independent(V.astype(float)) == is_linearly_independent(V)

    def test_tolerance_decides(self):
        V = [[1, 1], [1, 1 + 1e-9]]
        assert is_linearly_independent(V)
        assert not is_linearly_independent(V, tol=1e-6)
        with pytest.raises(ValueError, match="tol must not be negative"):
            is_linearly_independent(V, tol=-1)


class TestSpan:
    @given(grids(), st.data())
    def test_agrees_with_ranks(self, V, data):
        v = np.array(data.draw(st.lists(small, min_size=len(V), max_size=len(V))), dtype=object)
        inside = true_rank(np.column_stack([V, v])) == true_rank(V)
        assert span_contains(V, v) == inside

    @given(grids(max_size=3), st.data(), st.sampled_from([2.0**-40, 1.0, 2.0**40]))
    def test_combinations_are_inside_in_any_unit(self, V, data, unit):
        k = V.shape[1]
        a = np.array(data.draw(st.lists(small, min_size=k, max_size=k)), dtype=object)
        assert span_contains(V.astype(float), unit * (V @ a).astype(float))

    def test_tolerance_and_empty_span(self):
        assert not span_contains([[1], [1]], [1, 1.001])
        assert span_contains([[1], [1]], [1, 1.001], tol=0.01)
        assert span_contains(np.empty((2, 0)), [0, 0])
        assert not span_contains(np.empty((2, 0)), [0, 1])

    def test_refuses(self):
        with pytest.raises(ValueError, match="v must have length 2"):
            span_contains([[1], [1]], [1])


class TestBases:
    def test_known_values(self):
        """Deisenroth, Faisal and Ong (2020), example 2.17: columns 1, 2 and 4 are a basis."""
        V = np.array([[1, 2, -1, -1, -1], [2, -1, 1, 2, -2], [3, -4, 3, 5, -3], [-1, 8, -5, -6, 1]])
        assert_array_equal(basis_of_span(V.T), V.T[:, [0, 1, 3]])

    @given(grids())
    def test_a_basis_is_independent_and_spans(self, V):
        B = basis_of_span(V)
        assert true_rank(B) == B.shape[1] == true_rank(V)
        assert true_rank(np.hstack([B, V])) == B.shape[1]
        columns = [list(column) for column in V.T]
        assert all(list(b) in columns for b in B.T)

    @given(grids())
    def test_extension_keeps_the_vectors_and_is_a_basis(self, V):
        B = basis_of_span(V)
        whole = extend_to_basis(B)
        d, k = B.shape
        assert whole.shape == (d, d)
        assert_array_equal(whole[:, :k], B)
        assert true_rank(whole) == d
        added = whole[:, k:].astype(float)
        assert_array_equal(added.sum(axis=0), np.ones(d - k))
        assert set(np.unique(added)) <= {0.0, 1.0}

    @pytest.mark.parametrize("unit", [1e-30, 1e-9, 1.0, 1e9, 1e30])
    def test_units_do_not_matter(self, unit):
        V = unit * np.array([[1.0, 2], [1, 3], [0, 1]])
        assert_array_equal(extend_to_basis(V), np.column_stack([V, [1, 0, 0]]))
        assert subspace_sum(V, [[1], [0], [0]]).shape[1] == 3
        assert subspace_intersection(V, [[1], [0], [0]]).shape[1] == 0
        assert subspace_intersection(V, [[1], [2], [1]]).shape[1] == 1

    @given(grids(), st.data())
    def test_coordinates_recover_the_coefficients(self, V, data):
        B = basis_of_span(V)
        k = B.shape[1]
        a = np.array(data.draw(st.lists(small, min_size=k, max_size=k)), dtype=object)
        assert coordinates(B @ a if k else V[:, 0] * 0, B).tolist() == a.tolist()

    def test_refuses(self):
        with pytest.raises(ValueError, match="V must have independent columns"):
            extend_to_basis(PROBLEM_3)
        with pytest.raises(ValueError, match="B must have independent columns"):
            coordinates([1, 1], [[1, 2], [1, 2]])
        with pytest.raises(ValueError, match="v must be in the span"):
            coordinates([1, 2], [[1], [1]])
        with pytest.raises(ValueError, match="v must have length 2"):
            coordinates([1], [[1], [1]])


class TestRank:
    @given(grids())
    def test_agrees_with_sympy_and_numpy(self, A):
        assert rank(A) == true_rank(A) == np.linalg.matrix_rank(A.astype(float))

    @given(grids(max_size=3))
    def test_floats_agree(self, A):
        assert rank(A.astype(float)) == rank(A)

    @given(grids(), st.data())
    def test_theorems(self, A, data):
        """Rank of the transpose, of the Gram matrix, of a product."""
        B = data.draw(grids(rows=A.shape[1]))
        assert rank(A.T) == rank(A.T @ A) == rank(A)
        assert rank(A @ B) <= min(rank(A), rank(B))
        assert rank(A @ B) >= rank(A) + rank(B) - A.shape[1]  # Sylvester

    def test_tolerance(self):
        assert [rank(np.diag([1, 1e-3, 1e-6]), tol) for tol in (0, 1e-4, 0.1)] == [3, 2, 1]

    def test_a_basis_that_hides_its_dependence(self):
        """Golub and Van Loan (2013), section 5.4.3: ones above a diagonal of ones, minus ones.

        No pivot is small, and yet the matrix is singular but for a part in 2 to the 49.
        """
        W = np.eye(50) - np.triu(np.ones((50, 50)), 1)
        assert rank(W, tol=0.5) == 50
        assert np.linalg.svd(W, compute_uv=False)[-1] < 1e-14

    @given(grids())
    def test_cr(self, A):
        C, R = cr_factorization(A)
        r = true_rank(A)
        assert C.shape == (len(A), r)
        assert R.shape == (r, A.shape[1])
        assert_array_equal(C @ R if r else 0 * A, A)
        assert true_rank(C) == true_rank(R) == r
        assert_array_equal(R, rref(A)[0][:r])

    def test_cr_of_problem_3(self):
        C, R = cr_factorization(exact(PROBLEM_3))
        assert C.tolist() == [[2, 4], [7, -2], [9, 2]]
        assert R.tolist() == [[1, 0, F(5, 16)], [0, 1, F(-13, 32)]]

    def test_data(self):
        """Three pixels of the digits are never inked; SciPy and NumPy say 61, too."""
        X = load_digits().X
        assert rank(X) == rank_gf2(X) == np.linalg.matrix_rank(X) == 61
        penguins = load_penguins()
        homes = [penguins.categories["island"] == name for name in ("Biscoe", "Dream", "Torgersen")]
        kinds = [penguins.y == k for k in range(3)]
        table = np.column_stack([np.ones(344), *homes, *kinds]).astype(float)
        assert rank(table) == np.linalg.matrix_rank(table) == 5


class TestRankGf2:
    def test_hamming_code(self):
        """MacKay (2003), section 1.2: three independent parity checks of seven bits."""
        H = [[1, 1, 1, 0, 1, 0, 0], [0, 1, 1, 1, 0, 1, 0], [1, 0, 1, 1, 0, 0, 1]]
        assert rank_gf2(H) == 3
        assert rank_gf2([[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == 2
        assert rank([[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == 3

    @given(st.integers(1, 4), st.integers(1, 5), st.data())
    def test_counts_the_row_space(self, m, d, data):
        """Brute force: the rows combine to exactly 2 to the rank different words."""
        bits = data.draw(st.lists(st.integers(0, 1), min_size=m * d, max_size=m * d))
        A = np.array(bits).reshape(m, d)
        words = {tuple(np.array(c) @ A % 2) for c in product((0, 1), repeat=m)}
        assert len(words) == 2 ** rank_gf2(A)

    @given(st.integers(1, 5), st.integers(1, 5), st.data())
    def test_bound_and_invariances(self, m, d, data):
        entries = data.draw(st.lists(st.integers(-9, 9), min_size=m * d, max_size=m * d))
        A = np.array(entries).reshape(m, d)
        assert rank_gf2(A) <= rank(exact(A))
        assert rank_gf2(A) == rank_gf2(A.T) == rank_gf2(A + 2 * A[::-1]) == rank_gf2(-A)

    def test_refuses(self):
        with pytest.raises(ValueError, match="A must hold whole numbers"):
            rank_gf2([[0.5]])


class TestFourSubspaces:
    def test_problem_3(self):
        A = exact(PROBLEM_3)
        assert column_space(A).T.tolist() == [[2, 7, 9], [4, -2, 2]]
        assert row_space(A).T.tolist() == [[1, 0, F(5, 16)], [0, 1, F(-13, 32)]]
        assert null_space(A).T.tolist() == [[F(-5, 16), F(13, 32), 1]]
        assert left_null_space(A).T.tolist() == [[-1, -1, 1]]

    @given(grids())
    def test_dimensions_and_right_angles(self, A):
        m, d = A.shape
        r = true_rank(A)
        C, R, N, L = column_space(A), row_space(A), null_space(A), left_null_space(A)
        assert [B.shape for B in (C, R, N, L)] == [(m, r), (d, r), (d, d - r), (m, m - r)]
        assert [true_rank(B) for B in (C, R, N, L)] == [r, r, d - r, m - r]
        assert not np.any(A @ N)
        assert not np.any(A.T @ L)
        assert not np.any(R.T @ N)
        assert not np.any(C.T @ L)
        assert same_span(C, A)
        assert same_span(R, A.T)
        assert true_rank(np.hstack([R, N])) == d

    @given(grids())
    def test_agrees_with_sympy(self, A):
        matrix = sympy.Matrix(*A.shape, A.ravel().tolist())
        ours = [[F(int(x.p), int(x.q)) for x in v] for v in matrix.nullspace()]
        assert null_space(A).T.tolist() == ours
        theirs = [[F(int(x.p), int(x.q)) for x in v] for v in matrix.columnspace()]
        assert column_space(A).T.tolist() == theirs

    @given(grids(max_size=3))
    def test_agrees_with_scipy(self, A):
        """The same span: projecting onto SciPy's orthonormal basis changes nothing."""
        A = A.astype(float)
        Q, N = scipy.linalg.null_space(A), null_space(A)
        assert Q.shape == N.shape
        assert_allclose(Q @ (Q.T @ N), N, atol=1e-9)

    def test_is_the_negative_of_the_trick(self):
        free = null_space(PROBLEM_3)[:, 0]
        assert_allclose(free, general_solution(PROBLEM_3, [5, 6, 11]).directions[:, 0])
        assert free[2] == 1


class TestTwoSubspaces:
    def test_two_planes(self):
        """The planes z = 0 and x = y meet in the line of (1, 1, 0)."""
        U, V = [[1, 0], [0, 1], [0, 0]], [[1, 0], [1, 0], [0, 1]]
        assert_array_equal(subspace_intersection(U, V), [[1], [1], [0]])
        assert_array_equal(subspace_sum(U, V), [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
        assert not is_direct_sum(U, V)
        assert is_direct_sum(U, [[1], [1], [1]])

    @given(grids(rows=4, max_size=4), grids(rows=4, max_size=4))
    def test_dimension_formula(self, U, V):
        total, common = subspace_sum(U, V), subspace_intersection(U, V)
        assert true_rank(total) == total.shape[1] == true_rank(np.hstack([U, V]))
        assert true_rank(common) == common.shape[1]
        assert total.shape[1] + common.shape[1] == true_rank(U) + true_rank(V)
        assert same_span(total, np.hstack([U, V]))
        for other in (U, V):
            assert true_rank(np.hstack([other, common])) == true_rank(other)
        assert is_direct_sum(U, V) == (common.shape[1] == 0)

    @given(grids(rows=3, max_size=2), grids(rows=3, max_size=2))
    def test_floats_agree(self, U, V):
        for operation in (subspace_sum, subspace_intersection):
            ours = operation(U.astype(float), V.astype(float))
            assert_allclose(ours, operation(U, V).astype(float), atol=1e-9)

    @pytest.mark.parametrize("operation", [subspace_sum, subspace_intersection, is_direct_sum])
    def test_refuses(self, operation):
        with pytest.raises(ValueError, match="V must have 2 rows"):
            operation(np.eye(2), np.eye(3))


class TestAffine:
    def test_two_lines_and_a_plane(self):
        line = AffineSubspace([0, 1], [[1], [1]])
        assert line.dimension == 1
        assert line.contains([2, 3])
        assert not line.contains([2, 2])
        assert line.intersect(AffineSubspace([0, 0], [[1], [1]])) is None
        meet = line.intersect(AffineSubspace([0, 5], [[1], [-1]]))
        assert_array_equal(meet.point, [2, 3])
        assert meet.dimension == 0
        assert_array_equal(line.parametrize([2]), [2, 3])

    def test_solutions_of_problem_3(self):
        found = general_solution(exact(PROBLEM_3), [5, 6, 11])
        line = AffineSubspace(found.particular, found.directions)
        assert line.contains([F(17, 16) - 5, F(23, 32) + F(13, 2), 16])
        assert not line.contains([0, 0, 0])

    @given(grids(rows=4, max_size=4), grids(rows=4, max_size=4), st.data())
    def test_intersection_holds_what_both_hold(self, U, V, data):
        def draw(k):
            return np.array(data.draw(st.lists(small, min_size=k, max_size=k)), dtype=object)

        U, V = basis_of_span(U), basis_of_span(V)
        common = draw(4)
        a, b = draw(U.shape[1]), draw(V.shape[1])
        first = AffineSubspace(common + (U @ a if len(a) else 0), U)
        second = AffineSubspace(common + (V @ b if len(b) else 0), V)
        meet = first.intersect(second)
        assert meet is not None
        assert meet.contains(common)
        assert meet.dimension == subspace_intersection(U, V).shape[1]
        for place in (meet.point, meet.parametrize(np.ones(meet.dimension, dtype=int))):
            assert first.contains(place)
            assert second.contains(place)

    @given(grids(rows=3, max_size=3), grids(rows=3, max_size=3), st.data())
    def test_empty_exactly_if_the_equations_contradict(self, U, V, data):
        U, V = basis_of_span(U), basis_of_span(V)
        p = np.array(data.draw(st.lists(small, min_size=3, max_size=3)), dtype=object)
        meet = AffineSubspace(exact(np.zeros(3)), U).intersect(AffineSubspace(p, V))
        both = np.hstack([U, V])
        solvable = true_rank(np.column_stack([both, p])) == true_rank(both)
        assert (meet is not None) == solvable

    @given(grids(rows=3, max_size=2), st.data())
    def test_floats_far_from_the_origin(self, D, data):
        """Rounding of a far point does not push its own points out of the set."""
        D = basis_of_span(D).astype(float)
        point = np.array([1e6, -3e5, 1 / 3])
        t = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=2, max_size=2))) / 7
        flat = AffineSubspace(point, D)
        place = flat.parametrize(t[: flat.dimension])
        assert flat.contains(place)
        assert flat.intersect(AffineSubspace(place, D)).dimension == flat.dimension
        assume(flat.dimension < 3)
        outside = extend_to_basis(D)[:, -1]
        assert not flat.contains(place + outside)

    def test_kinds_mix(self):
        whole = AffineSubspace([0, 1], [[1], [1]])
        parts = AffineSubspace([F(0), F(5)], [[F(1)], [F(-1)]])
        assert whole.intersect(parts).point.tolist() == [2, 3]
        assert parts.intersect(whole).point.tolist() == [F(2), F(3)]
        assert whole.contains([F(1, 3), F(4, 3)])
        assert parts.contains([0.5, 4.5])

    def test_refuses(self):
        line = AffineSubspace([0, 1], [[1], [1]])
        with pytest.raises(ValueError, match="directions must be independent"):
            AffineSubspace([0, 0], [[1, 2], [1, 2]])
        with pytest.raises(ValueError, match="point must have length 2"):
            AffineSubspace([0], [[1], [1]])
        with pytest.raises(ValueError, match="x must have length 2"):
            line.contains([1])
        with pytest.raises(ValueError, match="t must have length 1"):
            line.parametrize([1, 2])
        with pytest.raises(ValueError, match="other must lie in dimension 2; got 3"):
            line.intersect(AffineSubspace([0, 0, 0], np.eye(3)))


class TestDerivations:
    def test_coordinates_are_what_the_code_computes(self):
        d = derivations()["coordinates_are_unique"]
        assert d.check().mark is Mark.PROVED
        assert d.bindings[0].name.endswith("vector_spaces.coordinates")
        assert d.verify().code_error < 1e-9

    @pytest.mark.parametrize("K", [2, 3, 5])
    def test_dummy_trap_in_numbers(self, K):
        assert derivations()["dummy_trap"].check().mark is Mark.PROVED
        labels = np.concatenate([np.arange(K), np.random.default_rng(0).integers(0, K, 9)])
        Z = np.eye(K)[labels]
        ones = np.ones((len(labels), 1))
        assert rank(Z) == rank(np.hstack([ones, Z])) == rank(np.hstack([ones, Z[:, 1:]])) == K

    @given(grids(rows=2, columns=3))
    def test_three_vectors_in_a_plane(self, M):
        """The cross product of the derivation is a dependence, or all three are parallel."""
        x = np.cross(M[0].astype(float), M[1].astype(float))
        assert not np.any(M.astype(float) @ x)
        assert x.any() == (true_rank(M) == 2)
