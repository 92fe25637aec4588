"""Tests for the chapter: vectors."""

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
import scipy.spatial.distance
import sklearn.feature_extraction.text
import sklearn.metrics.pairwise
import sklearn.neighbors
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from strategies import matrices, neighbor_problem, nonzero_vectors, unit, vector_lists, vectors

from mmlbook.datasets import load_digits, load_iris, load_texts
from mmlbook.linear_algebra.vectors import (
    angle_between,
    angle_between_arccos,
    bag_of_words,
    cosine_similarity,
    cross,
    distance,
    dot,
    k_nearest_neighbors,
    linear_combination,
    neighbors,
    norm,
    norm_ball_boundary,
    norm_unscaled,
    normalize,
    project_onto_hyperplane,
    scalar_triple_product,
    signed_distance_to_hyperplane,
    triangle_area,
)

EPS = np.finfo(float).eps
exponents = st.sampled_from([0.5, 1, 1.5, 2, 3, 10, math.inf])
norm_exponents = st.sampled_from([1, 1.5, 2, 3, 10, math.inf])


def exact(x):
    """The vector `x` as exact fractions."""
    return [Fraction(float(entry)) for entry in x]


def any_vectors(count, max_size=6):
    return vector_lists(count, max_size, elements=vectors)


class TestLinearCombination:
    # --- known values ---------------------------------------------------------

    def test_mean_of_three_points(self):
        assert_array_equal(
            linear_combination([0.25, 0.25, 0.5], [[0, 4], [4, 0], [6, 2]]), [4.0, 2.0]
        )

    def test_empty_combination_is_the_zero_vector(self):
        assert_array_equal(linear_combination([], np.empty((0, 3))), [0.0, 0.0, 0.0])

    # --- properties -----------------------------------------------------------

    @given(matrices(), st.data())
    def test_standard_basis_gives_back_the_rows(self, V, data):
        i = data.draw(st.integers(0, len(V) - 1))
        assert_array_equal(linear_combination(np.eye(len(V))[i], V), V[i])

    @given(matrices(rows=4), vectors(4), vectors(4))
    def test_is_linear_in_the_coefficients(self, V, a, b):
        together = linear_combination(a + b, V)
        assert_allclose(together, linear_combination(a, V) + linear_combination(b, V), atol=1e-14)

    # --- oracle ---------------------------------------------------------------

    @given(matrices(rows=3), vectors(3))
    def test_agrees_with_exact_sums(self, V, a):
        expected = [sum(c * x for c, x in zip(exact(a), exact(v), strict=True)) for v in V.T]
        assert_allclose(linear_combination(a, V), np.array(expected, dtype=float), atol=4 * EPS)

    # --- refusals -------------------------------------------------------------

    def test_refuses_other_number_of_coefficients(self):
        with pytest.raises(ValueError, match="coeffs must have length 2; got 3"):
            linear_combination([1, 2, 3], [[1, 2], [3, 4]])

    def test_refuses_a_single_vector(self):
        with pytest.raises(ValueError, match=r"vectors must be a matrix \(2 axes\); got 1 axis"):
            linear_combination([1], [1, 2])


class TestDot:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        assert dot([1, 2, 3], [4, -5, 6]) == 4 - 10 + 18

    def test_is_a_plain_number(self):
        assert type(dot([1], [2])) is float

    # --- properties -----------------------------------------------------------

    @given(any_vectors(2))
    def test_is_symmetric(self, uv):
        u, v = uv
        assert dot(u, v) == dot(v, u)

    @given(any_vectors(3))
    def test_distributes(self, uvw):
        u, v, w = uvw
        assert dot(u, v + w) == pytest.approx(dot(u, v) + dot(u, w), abs=1e-14)

    @given(any_vectors(2))
    def test_cauchy_schwarz(self, uv):
        u, v = uv
        assert dot(u, v) ** 2 <= dot(u, u) * dot(v, v) * (1 + 16 * EPS)

    # --- oracle ---------------------------------------------------------------

    @given(any_vectors(2))
    def test_error_is_within_the_bound_of_the_notes(self, uv):
        u, v = uv
        error = abs(
            Fraction(dot(u, v)) - sum(a * b for a, b in zip(exact(u), exact(v), strict=True))
        )
        assert error <= len(u) * EPS * float(np.abs(u) @ np.abs(v))

    def test_cancellation_may_exceed_the_result(self):
        """The sum is 2: of the three products two cancel, and with them the third is lost."""
        u, v = [1e10, 1, 1e10], [1e10, 2, -1e10]
        assert math.fsum(a * b for a, b in zip(u, v, strict=True)) == 2
        assert abs(dot(u, v) - 2) <= 3 * EPS * 2e20

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize(
        ("u", "v", "message"),
        [
            ([1, 2], [1], "v must have length 2; got 1"),
            ([[1]], [1], r"u must be a vector \(1 axis\); got 2 axes"),
            (1, [1], "u must be a vector"),
            ([1, np.nan], [1, 2], "u contains NaN or infinity"),
            ([1, 2], [1, -np.inf], "v contains NaN or infinity"),
        ],
    )
    def test_refuses_malformed_input(self, u, v, message):
        with pytest.raises(ValueError, match=message):
            dot(u, v)

    def test_overflow_is_not_silent(self):
        with pytest.warns(RuntimeWarning, match="overflow"):
            dot([1e200], [1e200])


class TestNorm:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize(
        ("p", "length"), [(1, 12.0), (2, math.sqrt(50)), (3, 216 ** (1 / 3)), (math.inf, 5.0)]
    )
    def test_worked_by_hand(self, p, length):
        """For (3, -4, 5): 3 + 4 + 5; 9 + 16 + 25; 27 + 64 + 125 = 216; the largest."""
        assert norm([3, -4, 5], p) == pytest.approx(length, rel=2 * EPS)

    def test_half(self):
        """(sqrt 4 + sqrt 9) squared, which is more than 4 + 9."""
        assert norm([4, -9], p=0.5) == 25.0

    @pytest.mark.parametrize("p", [0.5, 1, 2, 3, math.inf])
    def test_zero_vector_and_empty_vector(self, p):
        assert norm([0, 0], p) == norm([], p) == 0.0

    def test_euclidean_is_the_default(self):
        assert norm([5, 12]) == 13.0

    # --- properties -----------------------------------------------------------

    @given(vectors(), exponents)
    def test_is_positive_except_at_zero(self, x, p):
        assert (norm(x, p) > 0) == x.any()

    @given(vectors(), exponents, unit)
    def test_is_homogeneous(self, x, p, scale):
        assert norm(scale * x, p) == pytest.approx(abs(scale) * norm(x, p), rel=1e-13)

    @given(any_vectors(2), norm_exponents)
    def test_triangle_inequality(self, uv, p):
        u, v = uv
        assert norm(u + v, p) <= (norm(u, p) + norm(v, p)) * (1 + 64 * EPS)

    def test_triangle_inequality_fails_below_one(self):
        assert norm([1, 1], p=0.5) == 4.0 > norm([1, 0], p=0.5) + norm([0, 1], p=0.5)

    @given(vectors())
    def test_norm_chain(self, x):
        slack = 1 + 16 * EPS
        assert norm(x, math.inf) <= norm(x) * slack
        assert norm(x) <= norm(x, 1) * slack
        assert norm(x, 1) <= math.sqrt(len(x)) * norm(x) * slack

    @given(vectors(), st.integers(-1000, 1000), st.sampled_from([1, 1.5, 2, 3]))
    def test_scaling_by_any_power_of_two_hurts_nothing(self, x, k, p):
        """The whole range of exponents: here the bare formula gives 0 or infinity."""
        assert norm(np.ldexp(x, k), p) == pytest.approx(
            np.ldexp(norm(x, p), k), rel=32 * EPS, abs=0
        )

    def test_smallest_and_largest_numbers(self):
        tiny = 5e-324
        assert norm([tiny, 0]) == tiny
        assert norm([1.7e308, 0, 0], p=3) == 1.7e308
        assert norm([1.7e308, 1.0], p=1000) == 1.7e308

    def test_small_entries_still_count_where_they_can_be_seen(self):
        """A million entries whose squares are subnormal; the sum of the squares would be lost."""
        x = np.full(10**6, 1e-160)
        assert norm(x) == pytest.approx(1e-157, rel=1e-12)

    @given(vectors(), exponents)
    def test_leaves_its_argument_alone(self, x, p):
        before = x.copy()
        norm(x, p)
        assert_array_equal(x, before)
        assert x.flags.writeable

    # --- oracle ---------------------------------------------------------------

    @given(vectors(max_size=20), exponents)
    def test_agrees_with_numpy(self, x, p):
        assert norm(x, p) == pytest.approx(np.linalg.norm(x, p), rel=1e-13)

    @given(vectors(max_size=20))
    def test_agrees_with_hypot(self, x):
        assert norm(x) == pytest.approx(math.hypot(*x), rel=8 * EPS)

    def test_agrees_with_blas_where_squares_overflow(self):
        x = np.array([3.0, 4.0, 12.0]) * 1e300
        assert norm(x) == pytest.approx(scipy.linalg.norm(x), rel=4 * EPS)

    # --- the bare formula -----------------------------------------------------

    def test_bare_formula_agrees_in_the_middle_of_the_range(self):
        assert norm_unscaled([3, -4, 12]) == 13.0
        assert norm_unscaled([3, -4, 12], p=1) == 19.0

    def test_bare_formula_overflows_and_underflows(self):
        with pytest.warns(RuntimeWarning, match="overflow"):
            assert norm_unscaled([3e200, 4e200]) == math.inf
        assert norm_unscaled([3e-200, 4e-200]) == 0.0
        assert norm([3e200, 4e200]) == pytest.approx(5e200, rel=4 * EPS)
        assert norm([3e-200, 4e-200]) == pytest.approx(5e-200, rel=4 * EPS)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize("p", [0, -1, np.nan, -math.inf])
    @pytest.mark.parametrize("function", [norm, norm_unscaled, normalize])
    def test_refuses_an_exponent_that_is_not_positive(self, function, p):
        with pytest.raises(ValueError, match="p must be positive"):
            function([1.0], p)

    def test_bare_formula_refuses_infinity(self):
        with pytest.raises(ValueError, match="p must be positive and finite; got inf"):
            norm_unscaled([1.0], math.inf)

    def test_refuses_an_exponent_that_is_no_number(self):
        with pytest.raises(TypeError, match="p must be a real number; got 'fro'"):
            norm([1.0], "fro")

    def test_overflow_of_the_result_is_not_silent(self):
        with pytest.warns(RuntimeWarning, match="overflow"):
            assert norm([1.7e308, 1.7e308]) == math.inf


class TestNormalize:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize(
        ("p", "expected"), [(1, [0.375, -0.625]), (math.inf, [0.6, -1.0])], ids=["one", "max"]
    )
    def test_worked_by_hand(self, p, expected):
        assert_allclose(normalize([3, -5], p), expected, rtol=2 * EPS)

    # --- properties -----------------------------------------------------------

    @given(nonzero_vectors(), exponents)
    def test_has_norm_one(self, x, p):
        assert norm(normalize(x, p), p) == pytest.approx(1.0, rel=1e-13)

    @given(nonzero_vectors())
    def test_keeps_the_direction(self, x):
        u = normalize(x)
        assert_allclose(norm(x) * u, x, rtol=8 * EPS)

    @pytest.mark.parametrize("size", [5e-324, 1e-200, 1e200, 1.5e308])
    def test_direction_does_not_depend_on_size(self, size):
        assert_allclose(normalize([size, -size]), [math.sqrt(0.5), -math.sqrt(0.5)], rtol=4 * EPS)
        assert_allclose(normalize([size, -size], p=1), [0.5, -0.5], rtol=4 * EPS)

    # --- refusals -------------------------------------------------------------

    def test_refuses_the_zero_vector(self):
        with pytest.raises(ValueError, match="x must not be the zero vector"):
            normalize([0.0, 0.0])


class TestDistance:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        assert [distance([1, 1], [4, 5], p) for p in (1, 2, math.inf)] == [7.0, 5.0, 4.0]

    # --- properties -----------------------------------------------------------

    @given(any_vectors(2), norm_exponents)
    def test_is_symmetric_and_zero_only_for_equal_points(self, xy, p):
        x, y = xy
        assert distance(x, y, p) == distance(y, x, p)
        assert (distance(x, y, p) == 0) == np.array_equal(x, y)

    @given(any_vectors(3), norm_exponents)
    def test_a_detour_is_not_shorter(self, xyz, p):
        x, y, z = xyz
        assert distance(x, z, p) <= (distance(x, y, p) + distance(y, z, p)) * (1 + 64 * EPS)

    @given(any_vectors(3))
    def test_moving_both_points_changes_nothing(self, xyz):
        """Exact: sums on the dyadic grid have no rounding."""
        x, y, z = xyz
        assert distance(x + z, y + z) == distance(x, y)

    @given(vector_lists(2))
    def test_cosine_and_distance(self, uv):
        """For unit vectors the squared distance is 2 (1 - cos)."""
        u, v = map(normalize, uv)
        assert distance(u, v) ** 2 == pytest.approx(2 * (1 - dot(u, v)), abs=8 * EPS)

    # --- oracle ---------------------------------------------------------------

    @given(any_vectors(2), st.sampled_from([1, 2, 3]))
    def test_agrees_with_scipy(self, xy, p):
        expected = scipy.spatial.distance.minkowski(*xy, p)
        assert distance(*xy, p) == pytest.approx(expected, rel=1e-13)

    # --- refusals -------------------------------------------------------------

    def test_refuses_points_of_different_spaces(self):
        with pytest.raises(ValueError, match="y must have length 2; got 3"):
            distance([1, 2], [1, 2, 3])

    def test_refuses_a_difference_that_overflows(self):
        with np.errstate(over="ignore"), pytest.raises(ValueError, match="x - y contains"):
            distance([1.7e308], [-1.7e308])


class TestCosineSimilarity:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        """(3, 4) has length 5: cosines 3/5, 4/5, and with itself 1."""
        C = cosine_similarity([[3, 4], [0, -2]], [[7, 0], [0, 7], [6, 8]])
        assert_allclose(C, [[0.6, 0.8, 1.0], [0.0, -1.0, -0.8]], rtol=4 * EPS)

    def test_a_vector_drops_its_axis(self):
        X = [[3, 4], [0, 1]]
        assert cosine_similarity(X, [1, 0]).shape == (2,)
        assert cosine_similarity([1, 0], X).shape == (2,)
        assert cosine_similarity([3, 4], [1, 0]) == pytest.approx(0.6, rel=4 * EPS)

    # --- properties -----------------------------------------------------------

    @given(vector_lists(3), st.integers(-1000, 1000))
    def test_length_does_not_matter(self, rows, k):
        X = np.array(rows)
        C = cosine_similarity(X, X)
        assert_allclose(cosine_similarity(np.ldexp(X, k), X), C, atol=8 * EPS)
        assert_allclose(np.diag(C), 1.0, rtol=8 * EPS)
        assert_allclose(C, C.T, atol=8 * EPS)

    @given(vector_lists(4))
    def test_never_leaves_the_interval(self, rows):
        C = cosine_similarity(rows, rows)
        assert (C >= -1).all()
        assert (C <= 1).all()

    def test_rounding_beyond_one_is_cut_off(self):
        """Of a thousand random rows, some give more than one with themselves without the cut."""
        X = np.random.default_rng(0).standard_normal((1000, 3))
        U = X / np.sqrt(np.sum(X**2, axis=1))[:, None]
        assert np.sum(U * U, axis=1).max() > 1
        assert cosine_similarity(X, X).max() == 1
        assert cosine_similarity(X, -X).min() == -1

    def test_correlation_is_the_cosine_of_centered_columns(self):
        X = load_iris().X
        H = X - X.mean(axis=0)
        assert_allclose(cosine_similarity(H.T, H.T), np.corrcoef(X.T), atol=1e-14)

    # --- oracle ---------------------------------------------------------------

    @given(vector_lists(5))
    def test_agrees_with_scikit_learn(self, rows):
        X, Y = np.array(rows[:3]), np.array(rows[3:])
        expected = sklearn.metrics.pairwise.cosine_similarity(X, Y)
        assert_allclose(cosine_similarity(X, Y), expected, atol=8 * EPS)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize(
        ("X", "Y", "message"),
        [
            ([[1, 0], [0, 0]], [[1, 0]], "row 1 of X is zero"),
            ([[1, 0]], [[0, 0], [0, 0]], "row 0 of Y is zero"),
            ([[1, 0]], [0, 0], "Y is zero"),
            ([[1, 0]], [[1, 0, 0]], r"Y must have 2 columns; got shape \(1, 3\)"),
            ([[[1]]], [[1]], "X must be a vector or a matrix of rows; got 3 axes"),
            (1, [[1]], "X must be a vector or a matrix of rows; got 0 axes"),
        ],
    )
    def test_refuses_malformed_input(self, X, Y, message):
        with pytest.raises(ValueError, match=message):
            cosine_similarity(X, Y)


class TestAngle:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize(
        ("u", "v", "angle"),
        [
            ([1, 0], [0, 5], math.pi / 2),
            ([1, 1], [3, 0], math.pi / 4),
            ([2, 0], [-1, 0], math.pi),
            ([1, 2], [4, 8], 0.0),
            ([1, 0, 0], [1, math.sqrt(3), 0], math.pi / 3),
        ],
    )
    def test_worked_by_hand(self, u, v, angle):
        assert angle_between(u, v) == pytest.approx(angle, abs=4 * EPS)

    @pytest.mark.parametrize("d", [2, 3, 10, 1000])
    def test_diagonal_and_edge_of_a_cube(self, d):
        """The cosine is one over the square root of the dimension."""
        angle = angle_between(np.ones(d), np.eye(d)[0])
        assert angle == pytest.approx(math.acos(1 / math.sqrt(d)), rel=4 * EPS)

    # --- properties -----------------------------------------------------------

    @given(vector_lists(2))
    def test_is_symmetric_and_supplementary(self, uv):
        u, v = uv
        assert angle_between(u, v) == angle_between(v, u)
        assert angle_between(u, -v) == pytest.approx(math.pi - angle_between(u, v), abs=8 * EPS)

    @given(vector_lists(3))
    def test_angles_obey_the_triangle_inequality(self, uvw):
        u, v, w = uvw
        assert angle_between(u, w) <= angle_between(u, v) + angle_between(v, w) + 32 * EPS

    @given(st.integers(1, 300))
    def test_small_angles_keep_all_their_digits(self, k):
        """The angle between (1, 0) and (1, t) is arctan t, which is t for tiny t."""
        t = 10.0**-k
        assert angle_between([1, 0], [1, t]) == pytest.approx(math.atan(t), rel=8 * EPS, abs=0)

    @pytest.mark.parametrize("size", [1e-300, 1e300])
    def test_size_does_not_matter(self, size):
        assert angle_between([size, 0], [0, size]) == pytest.approx(math.pi / 2, rel=2 * EPS)

    # --- oracle ---------------------------------------------------------------

    @given(vector_lists(2))
    def test_agrees_with_the_arc_cosine_to_half_the_digits(self, uv):
        assert angle_between(*uv) == pytest.approx(angle_between_arccos(*uv), abs=1e-7)

    @given(vector_lists(2, max_size=2))
    def test_agrees_with_complex_numbers_in_the_plane(self, uv):
        assume(len(uv[0]) == 2)
        u, v = (complex(*w) for w in uv)
        assert angle_between(*uv) == pytest.approx(abs(np.angle(u.conjugate() * v)), abs=8 * EPS)

    # --- the arc cosine -------------------------------------------------------

    def test_arc_cosine_does_not_see_small_angles(self):
        assert angle_between_arccos([1, 0], [1, 1e-9]) == 0.0
        assert angle_between([1, 0], [1, 1e-9]) == pytest.approx(1e-9, rel=4 * EPS)

    def test_arc_cosine_is_right_in_the_middle(self):
        assert angle_between_arccos([1, 1], [0, 2]) == pytest.approx(math.pi / 4, rel=4 * EPS)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize("function", [angle_between, angle_between_arccos])
    @pytest.mark.parametrize(
        ("u", "v", "message"),
        [
            ([0, 0], [1, 0], "u must not be the zero vector"),
            ([1, 0], [0, 0], "v must not be the zero vector"),
            ([1, 0], [1, 0, 0], "v must have length 2; got 3"),
        ],
    )
    def test_refuses_what_has_no_angle(self, function, u, v, message):
        with pytest.raises(ValueError, match=message):
            function(u, v)


class TestCross:
    # --- known values ---------------------------------------------------------

    def test_right_hand_rule(self):
        e1, e2, e3 = np.eye(3)
        assert_array_equal(cross(e1, e2), e3)
        assert_array_equal(cross(e2, e3), e1)
        assert_array_equal(cross(e3, e1), e2)

    # --- properties -----------------------------------------------------------

    @given(vectors(3), vectors(3))
    def test_changes_sign_when_swapped(self, u, v):
        assert_array_equal(cross(u, v), -cross(v, u))

    @given(vectors(3), vectors(3))
    def test_is_perpendicular_to_both(self, u, v):
        """Exact: products of three numbers of the grid have at most 33 bits."""
        w = cross(u, v)
        assert dot(u, w) == dot(v, w) == 0.0

    @given(vectors(3), vectors(3))
    def test_lagrange_identity(self, u, v):
        left = dot(cross(u, v), cross(u, v))
        right = dot(u, u) * dot(v, v) - dot(u, v) ** 2
        assert left == pytest.approx(right, abs=1e-13)

    # --- oracle ---------------------------------------------------------------

    @given(vectors(3), vectors(3))
    def test_agrees_with_numpy(self, u, v):
        assert_array_equal(cross(u, v), np.cross(u, v))

    # --- refusals -------------------------------------------------------------

    def test_refuses_other_dimensions(self):
        with pytest.raises(ValueError, match="u must have length 3; got 2"):
            cross([1, 2], [1, 2, 3])
        with pytest.raises(ValueError, match="v must have length 3; got 4"):
            cross([1, 2, 3], [1, 2, 3, 4])


class TestScalarTripleProduct:
    # --- known values ---------------------------------------------------------

    def test_box(self):
        assert scalar_triple_product([2, 0, 0], [0, 3, 0], [0, 0, 4]) == 24.0
        assert scalar_triple_product([0, 3, 0], [2, 0, 0], [0, 0, 4]) == -24.0

    # --- properties -----------------------------------------------------------

    @given(vectors(3), vectors(3), vectors(3))
    def test_turning_the_edges_around_changes_nothing(self, u, v, w):
        """Exact on the grid."""
        assert scalar_triple_product(u, v, w) == scalar_triple_product(v, w, u)

    @given(vectors(3), vectors(3), unit, unit)
    def test_flat_edges_have_no_volume(self, u, v, a, b):
        assert abs(scalar_triple_product(u, v, a * u + b * v)) <= 64 * EPS

    # --- oracle ---------------------------------------------------------------

    @given(vectors(3), vectors(3), vectors(3))
    def test_is_the_determinant(self, u, v, w):
        assert scalar_triple_product(u, v, w) == pytest.approx(np.linalg.det([u, v, w]), abs=1e-14)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize(("name", "position"), [("u", 0), ("v", 1), ("w", 2)])
    def test_refuses_other_dimensions(self, name, position):
        edges = [[1, 2, 3]] * 3
        edges[position] = [1, 2]
        with pytest.raises(ValueError, match="must have length 3; got 2") as caught:
            scalar_triple_product(*edges)
        assert str(caught.value).startswith(name)


class TestTriangleArea:
    # --- known values ---------------------------------------------------------

    def test_half_of_base_times_height(self):
        assert triangle_area([1, 1], [5, 1], [2, 4]) == 6.0
        assert triangle_area([0, 0, 1], [0, 4, 1], [0, 2, 4]) == 6.0

    def test_in_four_dimensions(self):
        """Corners e1, e2, e3: equilateral with side sqrt 2, so the area is sqrt 3 / 2."""
        area = triangle_area(*np.eye(4)[:3])
        assert area == pytest.approx(math.sqrt(3) / 2, rel=4 * EPS)

    def test_points_of_a_line_have_no_area(self):
        assert triangle_area([0], [2], [5]) == 0.0
        assert triangle_area([0, 0], [1, 2], [3, 6]) == 0.0

    # --- properties -----------------------------------------------------------

    @given(any_vectors(3))
    def test_order_of_the_corners_does_not_matter(self, abc):
        a, b, c = abc
        area = triangle_area(a, b, c)
        assert triangle_area(b, a, c) == pytest.approx(area, rel=1e-13, abs=0)
        assert triangle_area(c, a, b) == pytest.approx(area, rel=1e-13, abs=0)

    def test_needle_keeps_its_digits(self):
        """Base 1, height 1e-9: the difference of squares on the left of Lagrange gives 0."""
        u, v = np.array([1.0, 0.0]), np.array([1.0, 1e-9])
        assert dot(u, u) * dot(v, v) - dot(u, v) ** 2 == 0.0
        assert triangle_area([0, 0], u, v) == pytest.approx(0.5e-9, rel=4 * EPS)

    # --- oracle ---------------------------------------------------------------

    @given(vectors(3), vectors(3), vectors(3))
    def test_is_half_the_cross_product(self, a, b, c):
        expected = np.linalg.norm(np.cross(b - a, c - a)) / 2
        assert triangle_area(a, b, c) == pytest.approx(expected, rel=1e-13)

    @given(any_vectors(3))
    def test_agrees_with_exact_gram_determinant(self, abc):
        a, b, c = map(exact, abc)
        u = [y - x for x, y in zip(a, b, strict=True)]
        v = [y - x for x, y in zip(a, c, strict=True)]
        uu, vv = sum(x * x for x in u), sum(x * x for x in v)
        uv = sum(x * y for x, y in zip(u, v, strict=True))
        assert triangle_area(*abc) == pytest.approx(math.sqrt(uu * vv - uv**2) / 2, rel=1e-13)

    # --- refusals -------------------------------------------------------------

    def test_refuses_corners_of_different_spaces(self):
        with pytest.raises(ValueError, match="b must have length 2; got 3"):
            triangle_area([0, 0], [1, 0, 0], [0, 1])
        with pytest.raises(ValueError, match="c must have length 2; got 1"):
            triangle_area([0, 0], [1, 0], [0])


class TestHyperplanes:
    # --- known values ---------------------------------------------------------

    def test_distance_of_the_origin_from_a_line(self):
        """For 2x + 4y = 5 it is 5 / sqrt 20, on the negative side."""
        s = signed_distance_to_hyperplane([0, 0], [2, 4], -5)
        assert s == pytest.approx(-5 / math.sqrt(20), rel=4 * EPS)

    def test_foot_of_the_perpendicular(self):
        """From (4, 1) to x = y: the foot is the mean of the coordinates."""
        foot = project_onto_hyperplane([4, 1], [1, -1], 0)
        assert_allclose(foot, [2.5, 2.5], rtol=4 * EPS)

    def test_several_points(self):
        X = [[0, 0], [3, 4], [-3, 4]]
        s = signed_distance_to_hyperplane(X, [3, 4], 5)
        assert_array_equal(s, [1.0, 6.0, 2.4])
        assert project_onto_hyperplane(X, [3, 4], 5).shape == (3, 2)

    # --- properties -----------------------------------------------------------

    @given(st.integers(1, 5).flatmap(lambda d: st.tuples(matrices(columns=d), nonzero_vectors(d))))
    def test_projection_lies_in_the_plane_and_straight_below(self, Xw):
        X, w = Xw
        b = 0.5
        s = signed_distance_to_hyperplane(X, w, b)
        P = project_onto_hyperplane(X, w, b)
        scale = 1 + np.abs(s).max()
        assert_allclose(signed_distance_to_hyperplane(P, w, b), 0, atol=16 * EPS * scale)
        assert_allclose(X - P, np.outer(s, w) / np.linalg.norm(w), atol=16 * EPS * scale)

    @given(vector_lists(3), unit)
    def test_no_point_of_the_plane_is_nearer(self, vectors, b):
        x, other, w = vectors
        s = signed_distance_to_hyperplane(x, w, b)
        point = project_onto_hyperplane(other, w, b)
        assert abs(s) <= distance(x, point) + 16 * EPS * (1 + abs(b) / norm(w))

    @given(vector_lists(2), unit, st.sampled_from([0.25, 2.0, 1024.0]))
    def test_scaling_the_equation_changes_nothing(self, xw, b, c):
        x, w = xw
        s = signed_distance_to_hyperplane(x, w, b)
        assert signed_distance_to_hyperplane(x, c * w, c * b) == s
        assert signed_distance_to_hyperplane(x, -w, -b) == -s

    def test_leaves_its_arguments_alone(self):
        X, w = np.ones((2, 2)), np.ones(2)
        project_onto_hyperplane(X, w, 1.0)
        assert_array_equal(X, 1.0)
        assert_array_equal(w, 1.0)

    # --- oracle ---------------------------------------------------------------

    @given(vector_lists(2), unit)
    def test_projection_solves_the_constrained_least_squares(self, xw, b):
        """The nearest point of the plane is x plus the least-norm solution of w.h = -(w.x + b)."""
        x, w = xw
        h, *_ = np.linalg.lstsq(w[None, :], [-(w @ x + b)])
        assert_allclose(project_onto_hyperplane(x, w, b), x + h, atol=1e-12 * (1 + 1 / norm(w)))

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize("function", [signed_distance_to_hyperplane, project_onto_hyperplane])
    @pytest.mark.parametrize(
        ("X", "w", "b", "message"),
        [
            ([[1, 2]], [0, 0], 1, "w must not be the zero vector"),
            ([[1, 2, 3]], [1, 0], 1, r"X must have 2 columns; got shape \(1, 3\)"),
            ([1, 2, 3], [1, 0], 1, r"X must have 2 columns; got shape \(3,\)"),
            ([[1, 2]], [1, 0], math.inf, "b must be finite; got inf"),
            ([[1, math.nan]], [1, 0], 1, "X contains NaN"),
        ],
    )
    def test_refuses_malformed_input(self, function, X, w, b, message):
        with pytest.raises(ValueError, match=message):
            function(X, w, b)


def neighbors_by_definition(X, q, k, metric):
    """Sort all rows by distance, then by index: the definition, by brute force."""
    d = [getattr(scipy.spatial.distance, SCIPY_NAMES[metric])(x, q) for x in X]
    return sorted(range(len(X)), key=lambda i: (d[i], i))[:k]


SCIPY_NAMES = {
    "euclidean": "euclidean",
    "manhattan": "cityblock",
    "chebyshev": "chebyshev",
    "cosine": "cosine",
}


class TestKNearestNeighbors:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize(
        ("metric", "nearest", "distances"),
        [
            ("euclidean", [2, 0, 1], [4.0, math.sqrt(18), 5.0]),
            ("manhattan", [2, 1, 0], [4.0, 5.0, 6.0]),
            ("chebyshev", [0, 2, 1], [3.0, 4.0, 5.0]),
        ],
    )
    def test_the_nearest_depends_on_the_metric(self, metric, nearest, distances):
        X = [[3, 3], [5, 0], [0, 4]]
        indices, d = k_nearest_neighbors(X, [0, 0], 3, metric)
        assert_array_equal(indices, nearest)
        assert_allclose(d, distances, rtol=2 * EPS)

    def test_cosine(self):
        """Directions 0, 45, 90 and 180 degrees: one minus the cosine is 0, 1 - 1/sqrt 2, 1, 2."""
        X = [[-1, 0], [0, 9], [5, 5], [2, 0]]
        indices, d = k_nearest_neighbors(X, [1, 0], 4, "cosine")
        assert_array_equal(indices, [3, 2, 1, 0])
        assert_allclose(d, [0, 1 - math.sqrt(0.5), 1, 2], atol=4 * EPS)

    def test_ties_go_to_the_lower_index(self):
        X = [[0, 1], [1, 0], [0, -1], [-1, 0], [0, 0], [0, 0]]
        indices, d = k_nearest_neighbors(X, [0, 0], 4)
        assert_array_equal(indices, [4, 5, 0, 1])
        assert_array_equal(d, [0, 0, 1, 1])

    def test_ties_of_unlike_differences(self):
        """The square of 13 is 4 + 9 and also 4 + 4 + 1 + 4, in entries of different size."""
        X = [[0, 2, 3, 0], [2, 2, 1, 2], [0, 0, 3, 2]]
        indices, d = k_nearest_neighbors(X, [0, 0, 0, 0], 3)
        assert_array_equal(indices, [0, 1, 2])
        assert d[0] == d[1] == d[2] == math.sqrt(13)

    def test_shapes(self):
        X = np.arange(12.0).reshape(6, 2)
        for query, shape in [(X[0], (3,)), (X[:4], (4, 3)), (X[:0], (0, 3))]:
            indices, d = k_nearest_neighbors(X, query, 3)
            assert indices.shape == d.shape == shape
            assert indices.dtype == np.intp

    # --- properties -----------------------------------------------------------

    @given(neighbor_problem(), st.sampled_from(["euclidean", "manhattan", "chebyshev"]))
    def test_is_the_definition(self, problem, metric):
        """On a coarse grid with many ties, where all distances are exact."""
        X, Q, k = problem
        indices, d = k_nearest_neighbors(X, Q, k, metric)
        for q, row, dist in zip(Q, indices, d, strict=True):
            assert_array_equal(row, neighbors_by_definition(X, q, k, metric))
            p = {"euclidean": 2, "manhattan": 1, "chebyshev": math.inf}[metric]
            assert_allclose(dist, [distance(X[i], q, p) for i in row], rtol=4 * EPS)

    @given(neighbor_problem())
    def test_cosine_distances_are_the_smallest(self, problem):
        X, Q, k = problem
        assume(X.any(axis=1).all())
        assume(Q.any(axis=1).all())
        indices, d = k_nearest_neighbors(X, Q, k, "cosine")
        D = scipy.spatial.distance.cdist(Q, X, "cosine")
        assert_allclose(d, np.sort(D, axis=1)[:, :k], atol=8 * EPS)
        assert_allclose(np.take_along_axis(D, indices, axis=1), d, atol=8 * EPS)

    @given(neighbor_problem())
    def test_fewer_neighbors_are_the_first_of_more(self, problem):
        X, Q, k = problem
        few, many = k_nearest_neighbors(X, Q, k), k_nearest_neighbors(X, Q, len(X))
        assert_array_equal(few[0], many[0][:, :k])
        assert_array_equal(few[1], many[1][:, :k])
        assert_array_equal(np.sort(many[0], axis=1), np.tile(np.arange(len(X)), (len(Q), 1)))

    @pytest.mark.parametrize("metric", ["euclidean", "manhattan", "chebyshev"])
    def test_far_from_the_origin_nothing_cancels(self, metric):
        """Moved by 2^26 all distances stay exact; the expanded square would be noise."""
        rng = np.random.default_rng(0)
        X = rng.integers(-1000, 1000, (500, 3)) / 1024
        far = X + 2.0**26
        near, moved = (k_nearest_neighbors(Z, Z[:50], 5, metric) for Z in (X, far))
        assert_array_equal(near[0], moved[0])
        assert_array_equal(near[1], moved[1])

    def test_expanded_square_would_be_noise(self):
        """The reason for the test above: scikit-learn's expanded square at the same place."""
        X = np.array([[0.0], [1.0], [2.0]]) / 1024 + 2.0**26
        D = sklearn.metrics.pairwise.euclidean_distances(X, X)
        assert abs(D[0, 1] - 1 / 1024) > 1e-4
        assert_array_equal(k_nearest_neighbors(X, X[0], 3)[1], np.array([0, 1, 2]) / 1024)

    @pytest.mark.parametrize("k", [-1000, -400, 400, 1000])
    @pytest.mark.parametrize("metric", ["euclidean", "manhattan", "chebyshev"])
    def test_scale_does_not_matter(self, metric, k):
        X = np.random.default_rng(1).standard_normal((300, 4))
        indices, d = k_nearest_neighbors(X, X[:20], 7, metric)
        scaled = k_nearest_neighbors(np.ldexp(X, k), np.ldexp(X[:20], k), 7, metric)
        assert_array_equal(scaled[0], indices)
        assert_allclose(scaled[1], np.ldexp(d, k), rtol=4 * EPS)

    def test_one_far_row_spoils_nothing(self):
        """The preselection's error grows with the largest row; the result must not."""
        X = np.random.default_rng(2).standard_normal((200, 3))
        far = np.vstack([X, [[1e12, -1e12, 1e12]]])
        expected, found = k_nearest_neighbors(X, X[:20], 5), k_nearest_neighbors(far, X[:20], 5)
        assert_array_equal(found[0], expected[0])
        assert_array_equal(found[1], expected[1])

    def test_preselection_stays_small_far_from_the_origin(self):
        """Its error bound grows with the distance from the center, not from the origin."""
        X = np.random.default_rng(5).standard_normal((2000, 3)) + 1e8
        sizes = [len(near) for near in neighbors._candidates(X, X[:50], 5, 2)]
        assert min(sizes) >= 5
        assert max(sizes) < 100

    def test_small_angles_are_told_apart(self):
        """Directions at 1e-9 and 2e-9: one minus the cosine would be 0 for both."""
        indices, d = k_nearest_neighbors([[1, 2e-9], [1, 1e-9]], [1, 0], 2, "cosine")
        assert_array_equal(indices, [1, 0])
        assert_allclose(d, [0.5e-18, 2e-18], rtol=1e-6)

    def test_many_blocks_are_as_good_as_one(self, monkeypatch):
        X = np.random.default_rng(3).standard_normal((100, 3))
        expected = k_nearest_neighbors(X, X, 4)
        monkeypatch.setattr("mmlbook.linear_algebra.vectors.neighbors.BLOCK", 250)
        found = k_nearest_neighbors(X, X, 4)
        assert_array_equal(found[0], expected[0])
        assert_array_equal(found[1], expected[1])

    def test_leaves_its_arguments_alone(self):
        X = np.random.default_rng(4).standard_normal((10, 2))
        before = X.copy()
        for metric in SCIPY_NAMES:
            k_nearest_neighbors(X, X[0], 2, metric)
        assert_array_equal(X, before)

    # --- oracle ---------------------------------------------------------------

    @pytest.mark.parametrize("metric", SCIPY_NAMES)
    def test_agrees_with_scikit_learn_on_digits(self, metric):
        X = load_digits().X
        theirs = sklearn.neighbors.NearestNeighbors(
            n_neighbors=6, algorithm="brute", metric=metric
        ).fit(X[:-100])
        _, d = k_nearest_neighbors(X[:-100], X[-100:], 6, metric)
        assert_allclose(d, theirs.kneighbors(X[-100:])[0], rtol=1e-9, atol=1e-12)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize(
        ("X", "query", "k", "metric", "message"),
        [
            ([[1], [2]], [1], 0, "euclidean", "k must be from 1 to 2; got 0"),
            ([[1], [2]], [1], 3, "euclidean", "k must be from 1 to 2; got 3"),
            ([[1], [2]], [1], 1, "hamming", "metric must be one of 'euclidean'.*got 'hamming'"),
            ([[1], [2]], [1, 2], 1, "euclidean", "query must have 1 columns"),
            ([[1], [0]], [1], 1, "cosine", "row 1 of X is zero"),
            ([[1], [2]], [[1], [0]], 1, "cosine", "row 1 of query is zero"),
            ([1, 2], [1], 1, "euclidean", "X must be a matrix"),
            ([[1, 2]], [[1, math.nan]], 1, "euclidean", "query contains NaN"),
        ],
    )
    def test_refuses_malformed_input(self, X, query, k, metric, message):
        with pytest.raises(ValueError, match=message):
            k_nearest_neighbors(X, query, k, metric)

    def test_refuses_a_number_of_neighbors_that_is_not_whole(self):
        with pytest.raises(TypeError, match=r"k must be an integer; got 1\.0"):
            k_nearest_neighbors([[1], [2]], [1], 1.0)


class TestBagOfWords:
    # --- known values ---------------------------------------------------------

    def test_worked_by_hand(self):
        counts, vocabulary = bag_of_words(["To be, or not to be.", "I am a NOT gate; be_2 not!"])
        assert vocabulary == ["am", "be", "be_2", "gate", "not", "or", "to"]
        assert_array_equal(counts, [[0, 2, 0, 0, 1, 1, 2], [1, 0, 1, 1, 2, 0, 0]])

    def test_given_vocabulary_keeps_its_order_and_ignores_other_words(self):
        counts, vocabulary = bag_of_words(["the cat sat", "the dog"], ("the", "bird", "cat"))
        assert vocabulary == ["the", "bird", "cat"]
        assert_array_equal(counts, [[1, 0, 1], [1, 0, 0]])

    def test_text_without_words_is_the_zero_vector(self):
        counts, _ = bag_of_words(["", "a cat"])
        assert_array_equal(counts, [[0], [1]])

    def test_letters_of_all_alphabets(self):
        assert bag_of_words(["Größe ΑΒ größe"])[1] == ["größe", "αβ"]

    # --- properties -----------------------------------------------------------

    @given(st.lists(st.text("ab B.-9_é", max_size=20), min_size=1, max_size=4))
    def test_columns_are_sorted_and_none_is_empty(self, texts):
        texts.append("ab")
        counts, vocabulary = bag_of_words(texts)
        assert vocabulary == sorted(set(vocabulary))
        assert (counts.sum(axis=0) > 0).all()

    @given(st.permutations(["one two", "two three three", "four"]))
    def test_order_of_the_texts_permutes_the_rows(self, texts):
        first, vocabulary = bag_of_words(sorted(texts))
        second, same = bag_of_words(texts)
        assert vocabulary == same
        assert_array_equal(second, first[[sorted(texts).index(text) for text in texts]])

    # --- oracle ---------------------------------------------------------------

    @given(st.lists(st.text("ab B.-9_éΣ'\n", max_size=30), min_size=1, max_size=4))
    def test_agrees_with_scikit_learn(self, texts):
        texts.append("ab ba")
        theirs = sklearn.feature_extraction.text.CountVectorizer()
        expected = theirs.fit_transform(texts).toarray()
        counts, vocabulary = bag_of_words(texts)
        assert vocabulary == list(theirs.get_feature_names_out())
        assert_array_equal(counts, expected)

    def test_agrees_with_scikit_learn_on_real_texts(self):
        texts = load_texts().texts
        theirs = sklearn.feature_extraction.text.CountVectorizer()
        expected = theirs.fit_transform(texts).toarray()
        counts, vocabulary = bag_of_words(texts)
        assert vocabulary == list(theirs.get_feature_names_out())
        assert_array_equal(counts, expected)

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize(
        ("texts", "vocabulary", "error", "message"),
        [
            ("one text", None, TypeError, "texts must be a sequence of strings"),
            ([b"bytes"], None, TypeError, "texts must be a sequence of strings"),
            (["text", 5], None, TypeError, "texts must be a sequence of strings"),
            (["text"], "words", TypeError, "vocabulary must be a sequence of strings"),
            (["a b c"], None, ValueError, "at least one word"),
            ([], None, ValueError, "at least one word"),
            (["text"], [], ValueError, "at least one word"),
            (["text"], ["up", "up"], ValueError, "each word once"),
        ],
    )
    def test_refuses_malformed_input(self, texts, vocabulary, error, message):
        with pytest.raises(error, match=message):
            bag_of_words(texts, vocabulary)


class TestNormBallBoundary:
    # --- known values ---------------------------------------------------------

    def test_corners_of_the_square(self):
        s = norm_ball_boundary(math.inf, 9)
        corners = [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1], [1, 0]]
        assert_allclose(s, corners, atol=4 * EPS)

    def test_circle(self):
        points = norm_ball_boundary(2, 13)
        angles = np.linspace(0, 2 * math.pi, 13)
        assert_allclose(points, np.column_stack([np.cos(angles), np.sin(angles)]), atol=4 * EPS)

    # --- properties -----------------------------------------------------------

    @given(exponents, st.integers(2, 40))
    def test_every_point_has_norm_one_and_the_curve_is_closed(self, p, n):
        points = norm_ball_boundary(p, n)
        assert points.shape == (n, 2)
        assert_allclose([norm(x, p) for x in points], 1.0, rtol=1e-13)
        assert_array_equal(points[0], points[-1])

    @given(st.integers(10, 40))
    def test_balls_grow_with_the_exponent(self, n):
        """The norm chain, seen from outside."""
        radii = [np.linalg.norm(norm_ball_boundary(p, n), axis=1) for p in (0.5, 1, 2, 4, math.inf)]
        assert (np.diff(radii, axis=0) >= -8 * EPS).all()

    def test_runs_counterclockwise(self):
        x, y = norm_ball_boundary(3, 20).T
        assert np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) > 0

    # --- refusals -------------------------------------------------------------

    def test_refuses_malformed_input(self):
        with pytest.raises(ValueError, match="n_points must be at least 2; got 1"):
            norm_ball_boundary(2, 1)
        with pytest.raises(ValueError, match="p must be positive"):
            norm_ball_boundary(0, 5)
        with pytest.raises(TypeError, match="n_points must be an integer"):
            norm_ball_boundary(2, 5.5)
