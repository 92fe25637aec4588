"""Chapter what_is_learning: a network small enough to look into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["Layers", "count_parameters", "tiny_mlp_forward"]


class Layers(NamedTuple):
    """All numbers between input and output, first to last."""

    z1: Array
    a1: Array
    z2: Array


def tiny_mlp_forward(
    x: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    activation: Callable[[Array], Array] = np.tanh,
) -> Layers:
    r"""Send a list of numbers through two layers and keep every number on the way.

    Parameters
    ----------
    x : array_like, shape (d,) or (n, d)
        One input, or several in rows.
    W1, b1 : array_like, shapes (h, d) and (h,)
        A row of weights and a bias for each of the `h` hidden units.
    W2, b2 : array_like, shapes (m, h) and (m,)
        A row of weights and a bias for each of the `m` outputs.
    activation : callable, same shape out as in, default=numpy.tanh
        Bends each sum of the first layer.

    Returns
    -------
    z1, a1, z2 : ndarray, shapes (h,), (h,) and (m,), or with an axis of length n in front
        The sums of the first layer, the same bent, and the outputs.

    Raises
    ------
    ValueError
        If the sizes do not fit, or an entry is not finite.

    Notes
    -----
    Book: ``alg-tiny-mlp-forward``.  Unit `k` adds up :math:`\sum_j w_{kj} x_j + b_k`.
    Cost: :math:`2h(d + m)` flops, and `h` activations.

    Source: Goodfellow, Bengio and Courville (2016), section 6.1.

    Examples
    --------
    >>> tiny_mlp_forward([1, 2], [[3, -1]], [-1], [[2], [4]], [0, 1]).z2
    array([0., 1.])
    """
    W1, W2 = _check.matrix(W1, "W1"), _check.matrix(W2, "W2", columns=len(W1))
    x = _check.points(x, "x", columns=W1.shape[1])
    b1, b2 = _check.vector(b1, "b1", length=len(W1)), _check.vector(b2, "b2", length=len(W2))

    z1 = x @ W1.T + b1
    a1 = activation(z1)
    z2 = a1 @ W2.T + b2
    return Layers(z1, a1, z2)


def count_parameters(layer_sizes: Sequence[int]) -> int:
    r"""Count the weights and biases of a network, :math:`\sum_l (n_l + 1)\,n_{l+1}`.

    Parameters
    ----------
    layer_sizes : sequence of int
        How many numbers there are in each layer, the inputs first; two layers at least.

    Returns
    -------
    count : int
        The number of parameters.

    Raises
    ------
    ValueError
        If there are fewer than two layers, or a layer is empty.
    TypeError
        If a size is not an integer.

    Notes
    -----
    Book: ``alg-tiny-mlp-forward``.  Each unit has a weight for each number of the layer before,
    and a bias.

    Source: Goodfellow, Bengio and Courville (2016), section 6.1.

    Examples
    --------
    >>> count_parameters([3, 2, 2])
    14
    """
    sizes = [_check.integer(size, "a layer's size", low=1) for size in layer_sizes]
    if len(sizes) < 2:
        raise ValueError(f"layer_sizes must name two layers at least; got {len(sizes)}")
    return sum((inputs + 1) * units for inputs, units in pairwise(sizes))
