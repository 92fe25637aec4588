"""Chapter matrices: a layer of a neural network, without its activation."""

from __future__ import annotations

from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook._check import Array

__all__ = ["dense_layer"]


def dense_layer(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    r"""Send a batch through a layer: :math:`XW^\top + \mathbf{1}b^\top`.

    Parameters
    ----------
    X : array_like, shape (n, d) or (d,)
        Examples in rows, or a single example.
    W : array_like, shape (m, d)
        One row of weights for each output.
    b : array_like, shape (m,)
        One bias for each output.

    Returns
    -------
    Z : ndarray, shape (n, m) or (m,)
        The outputs, one row for each example.

    Raises
    ------
    ValueError
        If `X` has not as many columns as `W`, `b` not as many entries as `W` has rows, or an
        entry is not finite.

    Notes
    -----
    Book: ``alg-dense-layer``.  Row `i` of the result is :math:`Wx_i + b`, transposed.
    Cost: :math:`2nmd + nm` flops.  Not handled here: an activation function.

    Source: Goodfellow, Bengio and Courville (2016), section 6.5.4.

    Examples
    --------
    >>> dense_layer([[1, 2, 3], [0, 0, 1]], W=[[1, 0, 0], [1, 1, 1]], b=[0.5, -1])
    array([[1.5, 5. ],
           [0.5, 0. ]])
    """
    W = _check.matrix(W, "W")
    X = _check.points(X, "X", columns=W.shape[1])
    b = _check.vector(b, "b", length=len(W))

    Z: Array = X @ W.T + b
    return Z
