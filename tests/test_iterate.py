"""Tests for the one driver of iterative methods."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmlbook.iterate import Trajectory, iterate


class TestIterate:
    # --- known values ---------------------------------------------------------

    def test_newton_for_the_square_root_of_nine(self):
        """From 9 by hand: (9 + 1) / 2 = 5, then (5 + 9/5) / 2 = 3.4."""
        path = iterate(lambda x: (x + 9 / x) / 2, 9.0, until=lambda x: x < 3.5)
        assert path == Trajectory((9.0, 5.0, 3.4), converged=True)
        assert path.last == 3.4

    # --- properties -----------------------------------------------------------

    @given(st.integers(0, 20), st.integers(0, 20))
    def test_takes_no_step_too_many(self, needed, allowed):
        """Counting up to `needed` with `allowed` steps stops at whichever comes first."""
        path = iterate(lambda k: k + 1, 0, until=lambda k: k == needed, max_iter=allowed)
        assert path.states == tuple(range(min(needed, allowed) + 1))
        assert path.converged is (needed <= allowed)

    def test_tests_each_state_once(self):
        seen = []
        iterate(lambda k: k + 1, 0, until=lambda k: seen.append(k) or k == 3)
        assert seen == [0, 1, 2, 3]

    def test_result_is_immutable(self):
        path = iterate(lambda k: k, 0, until=lambda k: True)
        with pytest.raises(dataclasses.FrozenInstanceError):
            path.converged = False

    def test_hundred_steps_unless_told_otherwise(self):
        assert iterate(lambda k: k + 1, 0, until=lambda k: False).last == 100

    # --- refusals -------------------------------------------------------------

    def test_refuses_a_negative_number_of_steps(self):
        with pytest.raises(ValueError, match="max_iter must be at least 0; got -1"):
            iterate(lambda k: k, 0, until=lambda k: True, max_iter=-1)
