"""Hypothesis strategies for the objects of the book."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

# Multiples of 1/1024 in [-1, 1]: exact in binary, far from underflow, quick to shrink.
unit = st.integers(-1024, 1024).map(lambda k: k / 1024)


def vectors(length=None, max_size=6):
    """A vector on the dyadic grid, of given length or of 1 to `max_size` entries."""
    sizes = st.integers(1, max_size) if length is None else st.just(length)
    return sizes.flatmap(lambda d: arrays(np.float64, d, elements=unit))


def nonzero_vectors(length=None, max_size=6):
    """A vector that is not zero."""
    return vectors(length, max_size).filter(lambda x: x.any())


@st.composite
def vector_lists(draw, count, max_size=6, elements=nonzero_vectors):
    """`count` vectors of one common length."""
    d = draw(st.integers(1, max_size))
    return [draw(elements(d)) for _ in range(count)]


@st.composite
def matrices(draw, rows=None, columns=None, max_size=6):
    """A matrix on the dyadic grid, of any shape and rank."""
    n = draw(st.integers(1, max_size)) if rows is None else rows
    d = draw(st.integers(1, max_size)) if columns is None else columns
    return draw(arrays(np.float64, (n, d), elements=unit))


@st.composite
def positive_definite(draw, max_size=6):
    """A positive definite matrix with condition number at most ``1 + n**2``."""
    n = draw(st.integers(1, max_size))
    B = draw(arrays(np.float64, (n, n), elements=unit))
    return B @ B.T + np.eye(n)


@st.composite
def regression_problem(draw, max_examples=8, max_features=4):
    """A design matrix `X` and targets `y`, of any shape and rank."""
    N, D = draw(st.integers(1, max_examples)), draw(st.integers(1, max_features))
    X = draw(arrays(np.float64, (N, D), elements=unit))
    y = draw(arrays(np.float64, N, elements=unit))
    return X, y


@st.composite
def neighbor_problem(draw, max_rows=40, max_columns=4):
    """Points with many ties and repetitions, queries, and a number of neighbors."""
    n, d = draw(st.integers(1, max_rows)), draw(st.integers(1, max_columns))
    m = draw(st.integers(1, 4))
    grid = st.integers(-2, 2).map(float)
    X = draw(arrays(np.float64, (n, d), elements=grid))
    Q = draw(arrays(np.float64, (m, d), elements=grid))
    return X, Q, draw(st.integers(1, n))
