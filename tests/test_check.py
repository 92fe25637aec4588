"""Tests for the input checks."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays, integer_dtypes, unsigned_integer_dtypes
from numpy.testing import assert_array_equal
from strategies import matrices

from mmlbook import _check

ROOT = Path(__file__).parents[1]


class TestArrays:
    # --- known values ---------------------------------------------------------

    @pytest.mark.parametrize(
        "A",
        [
            [[1, 2], [3, 4]],
            ((1, 2), (3, 4)),
            np.array([[1, 2], [3, 4]], dtype=np.int8),
            np.array([[1, 2], [3, 4]], dtype=np.float32),
            [[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]],
            np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]),
        ],
    )
    def test_accepts_what_is_a_matrix_of_numbers(self, A):
        checked = _check.matrix(A)
        assert checked.dtype == np.float64
        assert_array_equal(checked, [[1.0, 2.0], [3.0, 4.0]])

    def test_booleans_are_zero_and_one(self):
        assert_array_equal(_check.vector([True, False]), [1.0, 0.0])

    def test_points_are_one_or_several(self):
        assert _check.points([1, 2]).shape == (2,)
        assert _check.points([[1, 2]], columns=2).shape == (1, 2)

    # --- properties -----------------------------------------------------------

    @given(matrices())
    def test_result_cannot_be_written_and_the_argument_still_can(self, A):
        checked = _check.matrix(A)
        with pytest.raises(ValueError, match="read-only"):
            checked[0, 0] = 7.0
        with pytest.raises(ValueError, match="read-only"):
            checked += 1.0
        A[0, 0] = 7.0
        assert checked.copy().flags.writeable

    @given(arrays(integer_dtypes() | unsigned_integer_dtypes(), (3,)))
    def test_integers_of_every_size_become_floats(self, b):
        assert_array_equal(_check.vector(b), [float(entry) for entry in b])

    def test_huge_finite_numbers_are_finite(self):
        """Their squares overflow, which must neither refuse them nor warn."""
        assert_array_equal(_check.vector([1e300, -1e300]), [1e300, -1e300])

    # --- refusals -------------------------------------------------------------

    @pytest.mark.parametrize(
        ("b", "error", "message"),
        [
            (["1", "2"], TypeError, "b must contain real numbers: got dtype <U1"),
            ([1j], TypeError, "b must contain real numbers: got dtype complex128"),
            ([{}], TypeError, "b must contain real numbers: float"),
            (np.array(["2024-01-01"], dtype="datetime64[D]"), TypeError, "real numbers"),
            (np.ma.array([1.0, 2.0], mask=[0, 1]), TypeError, "masked"),
            ([[1, 2], [3]], ValueError, "b must be a rectangular array of numbers"),
            ([10**400], ValueError, "b must be a rectangular array of numbers"),
            ([None, 1.0], ValueError, "b contains NaN or infinity"),
            ([1.0, np.nan, 1e300], ValueError, "b contains NaN or infinity"),
            ([-np.inf, np.inf], ValueError, "b contains NaN or infinity"),
            (3.0, ValueError, r"b must be a vector \(1 axis\); got 0 axes"),
            ([[1.0]], ValueError, r"b must be a vector \(1 axis\); got 2 axes"),
        ],
    )
    def test_refuses_what_is_no_vector(self, b, error, message):
        with pytest.raises(error, match=message):
            _check.vector(b)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"A": [1.0, 2.0]}, r"A must be a matrix \(2 axes\); got 1 axis"),
            ({"A": [[1, 2]], "square": True}, r"A must be square; got shape \(1, 2\)"),
            ({"A": [[1, 2]], "columns": 3}, r"A must have 3 columns; got shape \(1, 2\)"),
            ({"A": [[1, np.inf]], "name": "X"}, "X contains NaN or infinity"),
        ],
    )
    def test_refuses_what_is_no_such_matrix(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            _check.matrix(**arguments)

    def test_refuses_other_lengths_and_axes(self):
        with pytest.raises(ValueError, match="y must have length 3; got 2"):
            _check.vector([1, 2], "y", length=3)
        with pytest.raises(ValueError, match="X must be a vector or a matrix of rows; got 3 axes"):
            _check.points([[[1.0]]])
        with pytest.raises(ValueError, match=r"X must have 2 columns; got shape \(3,\)"):
            _check.points([1, 2, 3], columns=2)


class TestProperties:
    def test_symmetric_up_to_rounding(self):
        A = np.array([[1.0, 2.0], [2.0 * (1 + 1e-15), 1.0]])
        assert _check.symmetric(A) is A
        with pytest.raises(ValueError, match="S must be symmetric"):
            _check.symmetric(np.array([[1.0, 2.0], [2.0 + 1e-9, 1.0]]), "S")
        assert _check.symmetric(np.empty((0, 0))).shape == (0, 0)

    def test_symmetry_is_relative_to_the_largest_entry(self):
        A = np.array([[1e20, 1.0], [0.0, 1.0]])
        assert _check.symmetric(A) is A

    def test_nonzero(self):
        x = np.array([0.0, 5e-324])
        assert _check.nonzero(x, "x") is x
        with pytest.raises(ValueError, match="w must not be the zero vector"):
            _check.nonzero(np.zeros(2), "w")


class TestNumbers:
    @pytest.mark.parametrize("x", [2, 2.0, np.float32(2), np.int64(2), Fraction(2), np.array(2.0)])
    def test_accepts_real_numbers(self, x):
        assert _check.scalar(x, "x") == _check.positive(x, "x") == 2.0
        assert type(_check.scalar(x, "x")) is float

    @pytest.mark.parametrize("x", ["2", True, np.True_, None, 1j, [1.0, 2.0], b"2"])
    def test_refuses_what_is_no_number(self, x):
        with pytest.raises(TypeError, match="x must be a real number"):
            _check.scalar(x, "x")

    @pytest.mark.parametrize("x", [np.nan, np.inf, -np.inf])
    def test_scalar_is_finite(self, x):
        assert _check.scalar(-1.0, "x") == -1.0
        with pytest.raises(ValueError, match="x must be finite"):
            _check.scalar(x, "x")

    @pytest.mark.parametrize("x", [0, -0.0, -1, np.nan, -np.inf])
    def test_positive_is_more_than_zero(self, x):
        assert _check.positive(5e-324, "x") > 0
        for infinite in (False, True):
            with pytest.raises(ValueError, match="x must be positive"):
                _check.positive(x, "x", infinite=infinite)

    def test_positive_is_infinite_only_on_request(self):
        assert _check.positive(np.inf, "x", infinite=True) == np.inf
        with pytest.raises(ValueError, match="x must be positive and finite; got inf"):
            _check.positive(np.inf, "x")

    def test_integer_between_bounds(self):
        assert _check.integer(np.int8(3), "k", low=3, high=3) == 3
        assert type(_check.integer(np.int8(3), "k")) is int
        with pytest.raises(ValueError, match="k must be from 1 to 5; got 6"):
            _check.integer(6, "k", low=1, high=5)
        with pytest.raises(ValueError, match="k must be from 1 to 5; got 0"):
            _check.integer(0, "k", low=1, high=5)
        with pytest.raises(ValueError, match="k must be at least 1; got 0"):
            _check.integer(0, "k", low=1)

    @pytest.mark.parametrize("k", [2.0, "2", True, None])
    def test_refuses_what_is_no_integer(self, k):
        with pytest.raises(TypeError, match="k must be an integer"):
            _check.integer(k, "k")


class TestOthers:
    def test_choice(self):
        assert _check.choice("a", "kind", ("a", "b")) == "a"
        with pytest.raises(ValueError, match="kind must be one of 'a', 'b'; got 'c'"):
            _check.choice("c", "kind", ("a", "b"))

    def test_strings(self):
        assert _check.strings(("a", "b"), "words") == ["a", "b"]
        for words in ("ab", b"ab", ["a", 1]):
            with pytest.raises(TypeError, match="words must be a sequence of strings"):
                _check.strings(words, "words")

    def test_generator(self):
        rng = np.random.default_rng(0)
        assert _check.generator(rng) is rng
        for seed in (0, None, np.random.RandomState(0)):
            with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
                _check.generator(seed)


class TestImports:
    @pytest.mark.parametrize(
        "module",
        [
            "mmlbook",
            "mmlbook.datasets",
            "mmlbook.estimator",
            "mmlbook.iterate",
            "mmlbook.linear_algebra.vectors",
        ],
    )
    def test_numeric_wing_loads_neither_sympy_nor_matplotlib_nor_scikit_learn(self, module):
        code = f"import sys, {module}; print(*sys.modules)"
        run = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
        )
        loaded = set(run.stdout.split())
        assert module in loaded
        assert not loaded & {"sympy", "matplotlib", "scipy", "sklearn", "rich", "click"}
