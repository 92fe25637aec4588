"""Tests for the chapter: analytic geometry."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
import scipy.special
import scipy.stats.tests
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.transform import Rotation
from strategies import matrices, nonzero_vectors, positive_definite, vectors

from mmlbook.datasets import load_longley
from mmlbook.derivations import derivations
from mmlbook.derive import Mark
from mmlbook.linear_algebra.linear_systems import vandermonde
from mmlbook.linear_algebra.orthogonality import (
    fourier_coefficients,
    givens_rotation,
    gram_matrix,
    gram_schmidt,
    householder_vector,
    inner_product,
    is_inner_product_matrix,
    least_squares_normal_equations,
    least_squares_qr,
    legendre_basis,
    orthogonal_complement,
    project_onto_affine,
    project_onto_line,
    project_onto_subspace,
    projection_matrix,
    qr_givens,
    qr_gram_schmidt,
    qr_householder,
    rotation_3d,
    rotation_nd,
)

EPS = np.finfo(float).eps
METHODS = ("classical", "modified", "twice")
LINE = [[1, 0], [1, 1], [1, 2]], [6, 0, 0]  # Strang (2016), section 4.2
SPLIT = Fraction(1, 7)


@st.composite
def tall(draw, max_size=5):
    """A matrix with independent columns: a well-conditioned one."""
    k = draw(st.integers(1, max_size))
    m = draw(st.integers(k, max_size + 2))
    A = draw(matrices(m, k))
    A[:k] += 2 * k * np.eye(k)
    return A


def with_condition(kappa, m=20, d=8):
    """A matrix with singular values from 1 down to 1/kappa."""
    rng = np.random.default_rng(7)
    U, V = (scipy.linalg.qr(rng.normal(size=(n, d)), mode="economic")[0] for n in (m, d))
    return U * np.geomspace(1, 1 / kappa, d) @ V.T


def lauchli(d=4, e=1e-9):
    """Lauchli (1961): a row of ones above a small multiple of the identity."""
    return np.vstack([np.ones(d), e * np.eye(d)])


def kahan(d=30, theta=1.2):
    """Kahan (1966): a triangle that looks harmless on its diagonal."""
    s, c = np.sin(theta), np.cos(theta)
    return np.diag(s ** np.arange(d)) @ (np.eye(d) - c * np.triu(np.ones((d, d)), 1))


HARD = {
    "Hilbert": scipy.linalg.hilbert(9),
    "Lauchli": lauchli(),
    "Vandermonde": np.vander(np.linspace(0, 1, 20), 9),
    "Kahan": kahan(),
    "random": with_condition(1e7),
}


def loss(Q):
    """How far the columns are from orthonormal."""
    return np.linalg.norm(np.eye(Q.shape[1]) - Q.T @ Q, 2)


class TestInnerProduct:
    def test_known_values(self):
        """Deisenroth, Faisal and Ong (2020), example 3.3: x1 y1 - (x1 y2 + x2 y1) + 2 x2 y2."""
        A = [[1, -1], [-1, 2]]
        assert inner_product([1, 2], [3, 4], A) == 3 - (4 + 6) + 2 * 8
        assert inner_product([1, 2], [3, 4]) == 11
        assert_array_equal(gram_matrix(np.eye(2), A), A)

    @given(positive_definite(), st.data())
    def test_axioms_and_cauchy_schwarz(self, A, data):
        x, y, z = (data.draw(vectors(len(A))) for _ in range(3))
        assert inner_product(x, y, A) == pytest.approx(inner_product(y, x, A), abs=1e-12)
        assert inner_product(x + 2 * z, y, A) == pytest.approx(
            inner_product(x, y, A) + 2 * inner_product(z, y, A), abs=1e-12
        )
        assert inner_product(x, x, A) > 0 or not x.any()
        product = inner_product(x, x, A) * inner_product(y, y, A)
        assert inner_product(x, y, A) ** 2 <= product * (1 + 1e-12) + 1e-12

    @given(matrices(rows=4, columns=3), positive_definite().filter(lambda A: len(A) == 4))
    def test_gram_matrix_holds_all_pairs(self, V, A):
        expected = [[sum(V[:, i] * (A @ V[:, j])) for j in range(3)] for i in range(3)]
        assert_allclose(gram_matrix(V, A), expected, atol=1e-12)

    @pytest.mark.parametrize(
        ("A", "answer"),
        [
            ([[9, 6], [6, 5]], True),  # Deisenroth, Faisal and Ong (2020), example 3.4
            ([[9, 6], [6, 3]], False),  # the same example
            ([[9, 6], [6, 4]], False),
            ([[1, 2], [0, 1]], False),
            ([[0, 1], [1, 0]], False),
            ([[-1]], False),
            (np.diag([1, 1e-30]), True),
            (scipy.linalg.hilbert(8), True),
            (np.ones((3, 3)) / 3, False),
            ([[1e-320, 1], [1, 1]], False),
        ],
    )
    def test_which_matrices(self, A, answer):
        assert is_inner_product_matrix(A) is answer

    @pytest.mark.parametrize("seed", range(40))
    def test_rounding_does_not_make_a_ruler(self, seed):
        """Dependent columns: some Gram matrices get a last pivot that rounding made positive."""
        B = np.random.default_rng(seed).normal(size=(3, 2))
        V = np.column_stack([B, B @ [0.3, 0.7]])
        assert not is_inner_product_matrix(gram_matrix(V))

    @given(matrices(4, 4))
    def test_agrees_with_the_eigenvalues(self, B):
        A = B + B.T + 2 * np.eye(4)
        smallest = np.linalg.eigvalsh(A)[0]
        assume(abs(smallest) > 1e-6)
        assert is_inner_product_matrix(A) == (smallest > 0)

    def test_refuses(self):
        with pytest.raises(ValueError, match="A must be symmetric positive definite"):
            inner_product([1, 0], [0, 1], [[1, 2], [2, 1]])
        with pytest.raises(ValueError, match=r"A must have shape \(2, 2\)"):
            inner_product([1, 0], [0, 1], np.eye(3))
        with pytest.raises(ValueError, match="y must have length 2"):
            inner_product([1, 0], [0, 1, 2])
        with pytest.raises(ValueError, match="square"):
            is_inner_product_matrix([[1, 2]])
        with pytest.raises(ValueError, match="positive definite"):
            gram_matrix(np.eye(2), -np.eye(2))


class TestProjections:
    def test_known_values(self):
        """Deisenroth, Faisal and Ong (2020), examples 3.10 and 3.11."""
        b = np.array([1.0, 2, 2])
        assert_allclose(project_onto_line([1, 1, 1], b), 5 / 9 * b)
        assert_allclose(projection_matrix(b[:, None]), np.outer(b, b) / 9, atol=1e-15)
        P = np.array([[5, 2, -1], [2, 2, 2], [-1, 2, 5]]) / 6
        assert_allclose(projection_matrix(LINE[0]), P, atol=1e-15)
        assert_allclose(project_onto_subspace(LINE[1], LINE[0]), [5, 2, -1], atol=1e-14)

    @given(tall(), st.data())
    def test_is_the_closest_point(self, B, data):
        x = data.draw(vectors(len(B)))
        p = project_onto_subspace(x, B)
        assert_allclose(B.T @ (x - p), 0, atol=1e-12)
        other = B @ data.draw(vectors(B.shape[1]))
        assert_allclose(
            np.sum((x - other) ** 2), np.sum((x - p) ** 2) + np.sum((p - other) ** 2), atol=1e-10
        )
        assert_allclose(projection_matrix(B) @ x, p, atol=1e-13)
        expected = B @ np.linalg.lstsq(B, x, rcond=None)[0]
        assert_allclose(p, expected, atol=1e-12)

    @given(tall())
    def test_matrix_is_a_symmetric_projection(self, B):
        P = projection_matrix(B)
        assert_allclose(P, P.T, atol=1e-14)
        assert_allclose(P @ P, P, atol=1e-13)
        assert np.trace(P) == pytest.approx(B.shape[1])
        assert_allclose(P, B @ np.linalg.pinv(B), atol=1e-12)

    @given(nonzero_vectors(4), vectors(4), st.sampled_from([1e-200, 1.0, 1e200]))
    def test_line_is_a_subspace_and_knows_no_unit(self, b, x, unit):
        expected = project_onto_subspace(x, b[:, None])
        assert_allclose(project_onto_line(x, unit * b), expected, atol=1e-14)
        assert_allclose(project_onto_line(x, -b), expected, atol=1e-14)

    @given(tall(), st.data())
    def test_affine(self, B, data):
        x, x0 = (data.draw(vectors(len(B))) for _ in range(2))
        p = project_onto_affine(x, x0, B)
        assert_allclose(B.T @ (x - p), 0, atol=1e-12)
        assert_allclose(project_onto_subspace(p - x0, B), p - x0, atol=1e-12)

    def test_nothing_to_project_onto(self):
        assert_array_equal(project_onto_subspace([1, 2], np.empty((2, 0))), [0, 0])
        assert_array_equal(project_onto_affine([1, 2], [3, 3], np.empty((2, 0))), [3, 3])

    @pytest.mark.parametrize("project", [projection_matrix, orthogonal_complement])
    def test_accurate_for_hard_columns(self, project):
        """The space of nearly dependent columns, against the singular vectors."""
        B = with_condition(1e6)
        U = np.linalg.svd(B)[0][:, :8]
        ours = project(B)
        P = ours if project is projection_matrix else np.eye(20) - ours @ ours.T
        assert_allclose(P @ P, P, atol=1e-14)
        assert_allclose(P, U @ U.T, atol=1e-9)

    @given(matrices(max_size=5))
    def test_complement_agrees_with_scipy(self, B):
        s = np.linalg.svd(B, compute_uv=False)
        assume(not ((s > 1e-14) & (s < 1e-8)).any())
        N = orthogonal_complement(B)
        theirs = scipy.linalg.null_space(B.T, rcond=1e-11)
        assert N.shape == theirs.shape
        assert_allclose(N.T @ N, np.eye(N.shape[1]), atol=1e-13)
        assert_allclose(B.T @ N, 0, atol=1e-12)
        assert_allclose(N @ N.T, theirs @ theirs.T, atol=1e-7)

    @pytest.mark.parametrize("seed", range(20))
    def test_complement_of_dependent_columns(self, seed):
        """What rounding leaves of a dependent column is no direction."""
        B = np.random.default_rng(seed).normal(size=(6, 2))
        N = orthogonal_complement(np.column_stack([B, B @ [0.3, 0.7]]))
        assert N.shape == (6, 4)
        assert_allclose(B.T @ N, 0, atol=1e-13)

    def test_refuses(self):
        with pytest.raises(ValueError, match="b must not be the zero vector"):
            project_onto_line([1, 2], [0, 0])
        with pytest.raises(ValueError, match="b must have length 2"):
            project_onto_line([1, 2], [1, 0, 0])
        with pytest.raises(ValueError, match="at least as many rows as columns"):
            projection_matrix([[1, 2]])
        for B in ([[1, 2], [2, 4]], [[0], [0]], [[0.1, 0.3], [0.3, 0.9], [0.7, 2.1]]):
            with pytest.raises(np.linalg.LinAlgError, match="of B depends on the columns"):
                projection_matrix(B)
        with pytest.raises(ValueError, match="x must have length 2"):
            project_onto_subspace([1], np.eye(2))
        with pytest.raises(ValueError, match="x must have length 3"):
            project_onto_affine([1], [1, 2, 3], np.eye(3))


class TestGramSchmidt:
    @pytest.mark.parametrize("method", METHODS)
    def test_known_values(self, method):
        """Strang (2016), section 4.4, example 5."""
        V = np.array([[1, 2, 3], [-1, 0, -3], [0, -2, 3]])
        Q = np.array([[1, -1, 0], [1, 1, -2], [1, 1, 1]]).T / np.sqrt([2, 6, 3])
        assert_allclose(gram_schmidt(V, method), Q, atol=1e-14)

    def test_triangle_of_the_same_example(self):
        _, R = qr_gram_schmidt([[1, 2, 3], [-1, 0, -3], [0, -2, 3]])
        r2, r6, r3 = np.sqrt([2, 6, 3])
        assert_allclose(R, [[r2, r2, 3 * r2], [0, r6, -r6], [0, 0, r3]], atol=1e-14)

    @given(tall(), st.sampled_from(METHODS))
    def test_spans_the_same_step_by_step(self, V, method):
        Q = gram_schmidt(V, method)
        assert_allclose(Q.T @ Q, np.eye(V.shape[1]), atol=1e-12)
        R = Q.T @ V
        assert_allclose(np.tril(R, -1), 0, atol=1e-12)
        assert np.all(np.diagonal(R) > 0)
        assert_allclose(Q @ R, V, atol=1e-12)

    @given(positive_definite(5), st.sampled_from(METHODS), st.data())
    def test_in_another_inner_product(self, A, method, data):
        V = data.draw(matrices(len(A), len(A))) + 2 * len(A) * np.eye(len(A))
        Q = gram_schmidt(V, method, A)
        assert_allclose(Q.T @ A @ Q, np.eye(len(A)), atol=1e-11)
        assert_allclose(np.tril(np.linalg.solve(V, Q), -1), 0, atol=1e-12)

    @pytest.mark.parametrize("kappa", [1e2, 1e4, 1e6, 1e7])
    def test_losses_are_those_of_the_theory(self, kappa):
        """Higham (2002), section 19.8: eps kappa for modified, eps kappa^2 for classical, eps."""
        A = with_condition(kappa)
        modified, classical = loss(gram_schmidt(A)), loss(gram_schmidt(A, "classical"))
        assert modified <= 20 * EPS * kappa
        assert classical <= 20 * EPS * kappa**2
        assert loss(gram_schmidt(A, "twice")) <= 20 * EPS
        if kappa >= 1e4:
            assert modified >= 0.001 * EPS * kappa  # and no better than that
            assert classical >= 10 * modified

    @pytest.mark.parametrize("A", HARD.values(), ids=HARD)
    def test_hard_matrices(self, A):
        kappa, m = np.linalg.cond(A), len(A)
        for method in METHODS:
            Q = gram_schmidt(A, method)
            bound = {"classical": kappa**2, "modified": kappa, "twice": 1}[method]
            assert loss(Q) <= 4 * m * EPS * bound
        Q, R = qr_gram_schmidt(A)
        assert np.linalg.norm(Q @ R - A, 2) <= 4 * m * EPS * np.linalg.norm(A, 2)

    def test_classical_fails_on_lauchli(self):
        """All columns but the first keep a common direction: dot products of one half."""
        Q = gram_schmidt(lauchli(), "classical")
        assert_allclose(Q[:, 1:].T @ Q[:, 1:], np.eye(3) / 2 + 0.5, atol=1e-6)
        assert loss(gram_schmidt(lauchli())) < 1e-8
        assert loss(gram_schmidt(lauchli(), "twice")) < 1e-15

    @pytest.mark.parametrize("unit", [1e-200, 1e-160, 1e160, 1e200])
    def test_units_do_not_matter(self, unit):
        A = with_condition(10)
        assert_allclose(gram_schmidt(unit * A), gram_schmidt(A), atol=1e-13)

    def test_refuses(self):
        for method in METHODS:
            with pytest.raises(np.linalg.LinAlgError, match="column 1 of V depends"):
                gram_schmidt([[0.1, 0.3], [0.3, 0.9]], method)
        with pytest.raises(np.linalg.LinAlgError, match="column 0 of A depends"):
            qr_gram_schmidt([[0], [0]])
        with pytest.raises(np.linalg.LinAlgError, match="column 1 of A depends"):
            qr_gram_schmidt([[1, 2]])
        with pytest.raises(ValueError, match="method must be one of"):
            gram_schmidt([[1]], "best")
        with pytest.raises(ValueError, match="positive definite"):
            gram_schmidt([[1]], A=[[0]])


class TestQr:
    def test_householder_vector_known_value(self):
        """Trefethen and Bau (1997), lecture 10: sign(x1) |x| e1 + x, made a unit vector."""
        assert_allclose(householder_vector([3, 4]), np.array([8, 4]) / np.sqrt(80))
        assert_allclose(householder_vector([-3, 4]), np.array([-8, 4]) / np.sqrt(80))
        assert_array_equal(householder_vector([0, 0]), [1, 0])
        with pytest.raises(ValueError, match="x must not be empty"):
            householder_vector([])

    @given(nonzero_vectors(), st.sampled_from([1e-300, 1.0, 1e300]))
    def test_mirror_hits_the_axis(self, x, unit):
        v = householder_vector(unit * x)
        assert np.linalg.norm(v) == pytest.approx(1, abs=1e-15)
        image = x - 2 * v * (v @ x)
        target = np.zeros(len(x))
        target[0] = -np.copysign(np.linalg.norm(x), x[0])
        assert_allclose(image, target, atol=4 * EPS * np.linalg.norm(x) * len(x))

    def test_no_cancellation(self):
        """With the other sign the first entry of the normal would be 0 here."""
        x = np.array([1.0, 1e-10])
        v = householder_vector(x)
        assert_allclose(x - 2 * v * (v @ x), [-1, 0], atol=EPS)

    @given(st.tuples(*[st.integers(-1024, 1024).map(lambda k: k / 1024)] * 2))
    def test_givens_rotation(self, pair):
        G = givens_rotation(*pair)
        assert_allclose(G @ pair, [np.hypot(*pair), 0], atol=1e-15)
        assert_allclose(G @ G.T, np.eye(2), atol=1e-15)
        assert np.linalg.det(G) == pytest.approx(1)

    def test_givens_rotation_known_values(self):
        assert_allclose(givens_rotation(3, 4), [[0.6, 0.8], [-0.8, 0.6]])
        assert_array_equal(givens_rotation(0, 0), np.eye(2))
        assert_allclose(givens_rotation(1e300, 1e300) * np.sqrt(2), [[1, 1], [-1, 1]])
        with pytest.raises(ValueError, match="b must be finite"):
            givens_rotation(1, np.inf)
        with pytest.raises(TypeError, match="a must be a real number"):
            givens_rotation("1", 2)

    @given(matrices(), st.sampled_from([qr_householder, qr_givens]))
    def test_factors(self, A, qr):
        Q, R = qr(A)
        k = min(A.shape)
        assert Q.shape == (len(A), k)
        assert R.shape == (k, A.shape[1])
        assert_array_equal(R, np.triu(R))
        assert_allclose(Q.T @ Q, np.eye(k), atol=1e-14)
        assert_allclose(Q @ R, A, atol=1e-14)

    @given(tall(), st.sampled_from([qr_householder, qr_givens, qr_gram_schmidt]))
    def test_agrees_with_numpy_up_to_signs(self, A, qr):
        Q, R = qr(A)
        signs = np.sign(np.diagonal(R))
        theirs_q, theirs_r = np.linalg.qr(A)
        theirs_signs = np.sign(np.diagonal(theirs_r))
        assert_allclose(Q * signs, theirs_q * theirs_signs, atol=1e-12)
        assert_allclose(R * signs[:, None], theirs_r * theirs_signs[:, None], atol=1e-12)

    @pytest.mark.parametrize("A", HARD.values(), ids=HARD)
    @pytest.mark.parametrize("qr", [qr_householder, qr_givens])
    def test_orthogonal_whatever_the_matrix(self, A, qr):
        Q, R = qr(A)
        assert loss(Q) <= 10 * np.sqrt(len(A)) * EPS
        assert np.linalg.norm(Q @ R - A, 2) <= 10 * np.sqrt(len(A)) * EPS * np.linalg.norm(A, 2)

    def test_exact_rank_deficiency_is_no_problem(self):
        for qr in (qr_householder, qr_givens):
            Q, R = qr(np.outer([1, 2, 2], [1, 1, 1]))
            assert_allclose(np.abs(R), [[3, 3, 3], [0, 0, 0], [0, 0, 0]], atol=1e-14)
            assert loss(Q) < 1e-15
            assert_array_equal(qr(np.zeros((3, 2)))[1], np.zeros((2, 2)))

    def test_zeros_need_no_rotation(self, monkeypatch):
        from mmlbook.linear_algebra.orthogonality import factors

        count, rotate = [], factors.givens_rotation
        monkeypatch.setattr(
            factors, "givens_rotation", lambda a, b: count.append(1) or rotate(a, b)
        )
        qr_givens(np.triu(np.ones((9, 9)) + np.arange(9), -1))
        assert len(count) == 8


def digits(x, certified):
    """How many digits are correct in the worst entry."""
    error = np.max(np.abs(np.asarray(x) / np.asarray(certified) - 1))
    return min(15.9, -np.log10(max(error, 1e-16)))


def exact(A, b):
    """The minimizer in exact fractions, as floats."""
    A = [[Fraction(str(float(a))) for a in row] for row in np.asarray(A)]
    return least_squares_normal_equations(A, [Fraction(str(float(y))) for y in b]).astype(float)


def longley():
    data = load_longley()
    return np.column_stack([np.ones(16), data.X]), data.y


LONGLEY = [
    -3482258.63459582,
    15.0618722713733,
    -0.358191792925910e-01,
    -2.02022980381683,
    -1.03322686717359,
    -0.511041056535807e-01,
    1829.15146461355,
]
NORRIS = """
0.2 0.1 337.4 338.8 118.2 118.1 884.6 888.0 10.1 9.2 226.5 228.1 666.3 668.5 996.3 998.5 448.6 449.1
777.0 778.9 558.2 559.2 0.4 0.3 0.6 0.1 775.5 778.1 666.9 668.8 338.0 339.3 447.5 448.9 11.6 10.8
556.0 557.7 228.1 228.3 995.8 998.0 887.6 888.8 120.2 119.6 0.3 0.3 0.3 0.6 556.8 557.6 339.1 339.3
887.2 888.0 999.0 998.5 779.0 778.9 11.1 10.2 118.3 117.6 229.2 228.9 669.1 668.4 448.9 449.2 0.5
0.2"""
DELTA = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]
DELTA += DELTA[9::-1]


def wampler(number):
    """Wampler's five problems (NIST StRD): polynomials of degree 5 on 0, ..., 20, plus a residual
    that is orthogonal to all of them."""
    A = np.vander(np.arange(21.0), 6, increasing=True)
    truth = 10.0 ** -np.arange(6) if number == 2 else np.ones(6)
    residual = {3: 1, 4: 100, 5: 10_000}.get(number, 0) * np.array(DELTA)
    return A, np.round(A @ truth, 5) + residual, truth


class TestLeastSquares:
    def test_known_values(self):
        """Strang (2016), section 4.2, example 3: the closest line is 5 - 3t."""
        assert_allclose(least_squares_qr(*LINE), [5, -3], atol=1e-14)
        assert_allclose(least_squares_normal_equations(*LINE), [5, -3], atol=1e-14)

    def test_fractions_are_exact(self):
        A = [[1, 0], [1, 1], [1, 2]]
        assert least_squares_normal_equations(A, [SPLIT, 0, 0]).tolist() == [
            Fraction(5, 42),
            Fraction(-1, 14),
        ]

    @given(tall(), st.data())
    def test_agrees_with_numpy(self, A, data):
        b = data.draw(vectors(len(A)))
        theirs = np.linalg.lstsq(A, b, rcond=None)[0]
        assert_allclose(least_squares_qr(A, b), theirs, atol=1e-13)
        assert_allclose(least_squares_normal_equations(A, b), theirs, atol=1e-12)

    # --- reference problems with certified solutions -----------------------------------------

    def test_longley(self):
        """Certified by NIST (StRD, Longley); our fractions give the same 15 digits."""
        A, b = longley()
        assert_allclose(exact(A, b), LONGLEY, rtol=2e-14)
        lapack = digits(np.linalg.lstsq(A, b, rcond=None)[0], LONGLEY)
        ours = digits(least_squares_qr(A, b), LONGLEY)
        assert ours >= lapack - 1
        assert ours >= 9
        assert digits(least_squares_normal_equations(A, b), LONGLEY) < ours - 2

    def test_norris(self):
        """Certified by NIST (StRD, Norris)."""
        x, y = np.array(NORRIS.split(), dtype=float).reshape(-1, 2).T
        A, certified = vandermonde(x, 1), [-0.262323073774029, 1.00211681802045]
        assert_allclose(exact(A, y), certified, rtol=1e-13)
        lapack = digits(np.linalg.lstsq(A, y, rcond=None)[0], certified)
        assert digits(least_squares_qr(A, y), certified) >= lapack - 1

    @pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
    def test_wampler(self, number):
        A, b, truth = wampler(number)
        assert not np.any(A.T.astype(object).astype(int) @ np.array(DELTA))
        assert_allclose(exact(A, b), truth, rtol=1e-15)
        lapack = digits(np.linalg.lstsq(A, b, rcond=None)[0], truth)
        ours = digits(least_squares_qr(A, b), truth)
        assert ours >= lapack - 1
        assert ours >= {1: 8, 2: 11, 3: 8, 4: 6, 5: 4}[number]
        if number <= 2:
            assert digits(least_squares_normal_equations(A, b), truth) < ours - 1

    @pytest.mark.parametrize("name", ["AtmWtAg", "SiRstv", "SmLs01", "SmLs04", "SmLs07"])
    def test_analysis_of_variance(self, name):
        """Certified by NIST (StRD, ANOVA): the residual standard deviation, as shipped by SciPy."""
        path = Path(scipy.stats.tests.__file__).parent / "data" / "nist_anova" / f"{name}.dat"
        lines = path.read_text().splitlines()
        certified = next(
            float(s.split()[-1]) for s in lines if s.split()[:2] == ["Standard", "Deviation"]
        )
        groups, y = np.loadtxt(lines[60:]).T
        A = (groups[:, None] == np.unique(groups)).astype(float)
        rest = y - A @ least_squares_qr(A, y)
        ours = np.sqrt(rest @ rest / (len(y) - A.shape[1]))
        theirs = y - A @ np.linalg.lstsq(A, y, rcond=None)[0]
        lapack = np.sqrt(theirs @ theirs / (len(y) - A.shape[1]))
        assert digits(ours, certified) >= digits(lapack, certified) - 1

    def test_normal_equations_fail_on_lauchli(self):
        """The small number squared is lost beside 1, and the matrix becomes singular."""
        A, b = lauchli(3), np.array([3.0, 1e-9, 1e-9, 1e-9])
        assert_allclose(least_squares_qr(A, b), 1, rtol=1e-6)
        with pytest.raises(np.linalg.LinAlgError, match="zero on its diagonal"):
            least_squares_normal_equations(A, b)

    def test_normal_equations_square_the_condition(self):
        A = with_condition(1e7)
        b = A @ np.ones(8)
        assert np.abs(least_squares_qr(A, b) - 1).max() < 1e-7
        assert np.abs(least_squares_normal_equations(A, b) - 1).max() > 1e-5

    def test_refuses(self):
        with pytest.raises(np.linalg.LinAlgError, match="column 1 of A depends"):
            least_squares_qr([[1, 2], [1, 2], [1, 2]], [1, 2, 3])
        with pytest.raises(ValueError, match="at least as many rows as columns"):
            least_squares_qr([[1, 2]], [1])
        for solve in (least_squares_qr, least_squares_normal_equations):
            with pytest.raises(ValueError, match="b must have length 2"):
                solve(np.eye(2), [1])


class TestRotations:
    @given(nonzero_vectors(3), st.floats(-10, 10))
    def test_agrees_with_scipy(self, axis, phi):
        unit = axis / np.linalg.norm(axis)
        expected = Rotation.from_rotvec(phi * unit).as_matrix()
        assert_allclose(rotation_3d(axis, phi), expected, atol=1e-14)

    @given(st.integers(2, 6), st.floats(-10, 10), st.data())
    def test_in_a_plane_of_d_dimensions(self, d, phi, data):
        i, j = data.draw(st.permutations(range(d)))[:2]
        R = rotation_nd(d, i, j, phi)
        G = np.zeros((d, d))
        G[j, i], G[i, j] = 1, -1
        assert_allclose(R, scipy.linalg.expm(phi * G), atol=1e-13)
        assert np.linalg.det(R) == pytest.approx(1)

    def test_known_values(self):
        """A third of a turn about the diagonal of the cube permutes the axes."""
        assert_allclose(rotation_3d([1, 1, 1], 2 * np.pi / 3), np.eye(3)[[2, 0, 1]], atol=1e-15)
        assert_allclose(rotation_nd(4, 1, 3, np.pi / 2)[:, 1], np.eye(4)[3], atol=1e-15)

    def test_tiny_angles_keep_their_squares(self):
        R = rotation_3d([0, 0, 1], 1e-9)
        assert R[1, 0] == 1e-9
        assert_allclose(rotation_3d([1, 1, 1], 1e-9) - np.eye(3),
                        -(rotation_3d([1, 1, 1], -1e-9) - np.eye(3)), atol=1e-17)  # fmt: skip

    def test_refuses(self):
        with pytest.raises(ValueError, match="axis must not be the zero vector"):
            rotation_3d([0, 0, 0], 1)
        with pytest.raises(ValueError, match="axis must have length 3"):
            rotation_3d([1, 0], 1)
        with pytest.raises(ValueError, match="different coordinates"):
            rotation_nd(3, 1, 1, 1)
        with pytest.raises(ValueError, match="j must be from 0 to 2"):
            rotation_nd(3, 0, 3, 1)
        with pytest.raises(ValueError, match="d must be at least 2"):
            rotation_nd(1, 0, 0, 1)
        with pytest.raises(ValueError, match="phi must be finite"):
            rotation_nd(2, 0, 1, np.nan)


class TestFunctions:
    def test_legendre_agrees_with_scipy(self):
        x = np.linspace(-1, 1, 41)
        theirs = np.column_stack([scipy.special.eval_legendre(k, x) for k in range(11)])
        assert_allclose(vandermonde(x, 10) @ legendre_basis(10), theirs, atol=1e-12)

    def test_legendre_known_values(self):
        C = legendre_basis(3)
        assert_array_equal(C[:, 2], [-0.5, 0, 1.5, 0])
        assert_array_equal(C[:, 3], [0, -1.5, 0, 2.5])
        assert_array_equal(legendre_basis(0), [[1]])
        assert_array_equal(legendre_basis(25).sum(axis=0)[:8], np.ones(8))

    def test_square_wave(self):
        """Its sine coefficients are 4 / (pi k) for odd k, and all else is zero."""
        a, b = fourier_coefficients(lambda t: np.sign(np.sin(t)), 9, 2 * np.pi)
        k = np.arange(1, 10)
        assert_allclose(b[1:], np.where(k % 2, 4 / (np.pi * k), 0), atol=1e-5)
        assert_allclose(a, 0, atol=1e-12)

    @given(vectors(5), vectors(5), st.floats(0.1, 10))
    def test_waves_are_recovered(self, a, b, period):
        b[0] = 0
        k = np.arange(5)

        def wave(t):
            phases = 2 * np.pi / period * np.outer(t, k)
            return np.cos(phases) @ a + np.sin(phases) @ b

        ours = fourier_coefficients(wave, 6, period)
        assert_allclose(ours[0], [*a, 0, 0], atol=1e-12)
        assert_allclose(ours[1], [*b, 0, 0], atol=1e-12)

    def test_many_terms(self):
        a, b = fourier_coefficients(lambda t: np.cos(2 * np.pi * 100 * t), 100, 1)
        assert a[100] == pytest.approx(1)
        assert np.abs(b).max() < 1e-12

    def test_refuses(self):
        with pytest.raises(ValueError, match="degree must be at least 0"):
            legendre_basis(-1)
        with pytest.raises(ValueError, match="n_terms must be at least 0"):
            fourier_coefficients(np.sin, -1, 1)
        with pytest.raises(ValueError, match="period must be positive"):
            fourier_coefficients(np.sin, 1, 0)
        with pytest.raises(ValueError, match="the values of f must have length 4096"):
            fourier_coefficients(lambda t: t[:5], 1, 1)


class TestDerivations:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("projection_onto_line", "project_onto_line"),
            ("projection_onto_subspace", "projection_matrix"),
            ("normal_equations", "least_squares_normal_equations"),
            ("qr_solves_least_squares", "least_squares_qr"),
            ("rodrigues", "rotation_3d"),
        ],
    )
    def test_the_code_computes_what_was_derived(self, name, code):
        d = derivations()[name]
        report = d.check()
        assert report.mark is Mark.PROVED
        assert d.bindings[0].name.endswith(f"orthogonality.{code}")
        assert report.code_error < 1e-9
