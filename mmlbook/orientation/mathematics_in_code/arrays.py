"""Chapter mathematics_in_code: which shapes fit together, and products written with indices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from mmlbook import _check
from mmlbook.orientation.mathematics_in_code.entries import Floats, array, common

__all__ = ["broadcast_shapes", "einsum_two"]


def broadcast_shapes(*shapes: Sequence[int]) -> tuple[int, ...]:
    r"""Return the shape to which arrays are stretched when they are combined entry by entry.

    Parameters
    ----------
    *shapes : sequence of int
        The shapes, each from the first axis to the last.

    Returns
    -------
    shape : tuple of int
        The common shape; the empty one if there are no shapes.

    Raises
    ------
    ValueError
        If two sizes of one axis differ and neither is 1, or a size is negative.

    Notes
    -----
    Book: ``alg-broadcast-shapes``.  Shapes are aligned at their last axes; a missing size counts
    as 1, and a size of 1 becomes whatever the others want, 0 included.
    Cost: one comparison for each size.

    Source: Harris et al. (2020), pages 357 to 362.

    Examples
    --------
    >>> broadcast_shapes((5, 1, 3), (4, 1))
    (5, 4, 3)
    """
    for shape in shapes:
        for size in shape:
            _check.integer(size, "every size", low=0)

    n_axes = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (n_axes - len(s)) + tuple(s) for s in shapes]
    result = []
    for axis in range(n_axes):
        sizes = {shape[axis] for shape in aligned} - {1}
        if len(sizes) > 1:
            given = ", ".join(str(tuple(shape)) for shape in shapes)
            where = f"on axis {axis - n_axes}; got {given}"
            raise ValueError(f"shapes must agree or be 1 {where}")
        result.append(sizes.pop() if sizes else 1)
    return tuple(result)


def einsum_two(subscripts: str, A: ArrayLike, B: ArrayLike) -> Floats:
    r"""Multiply two arrays and add as the indices say: ``"ij,jk->ik"``.

    Parameters
    ----------
    subscripts : str
        One letter for each axis of `A`, a comma, those of `B`, an arrow, those of the result.
    A, B : array_like, shape (...)
        As many axes as letters; one letter means one size everywhere.

    Returns
    -------
    C : ndarray, shape (...)
        :math:`C_{\text{out}} = \sum A_{\ldots} B_{\ldots}`, over every letter that is not in the
        result.

    Raises
    ------
    ValueError
        If the subscripts are not of this form, a letter has two sizes or does not come from
        `A` or `B`, or an entry is not finite.

    Notes
    -----
    Book: ``alg-einsum-two``.  Cost: two flops for each combination of all indices.  Not handled
    here: the ellipsis, a missing arrow, more than two arrays, a good order of summation.

    Source: Einstein (1916), section 5.

    Examples
    --------
    >>> einsum_two("ij,j->i", [[1, 2], [3, 4]], [10, 1])
    array([12., 34.])
    """
    A, B = common(array(A, "A"), array(B, "B"))
    a, b, out = _letters(subscripts)
    size = _sizes(a, A, "A", {})
    size = _sizes(b, B, "B", size)

    C = np.zeros([size[s] for s in out], dtype=A.dtype)
    for values in product(*(range(n) for n in size.values())):
        at = dict(zip(size, values, strict=True))
        i, j, k = (tuple(at[s] for s in part) for part in (a, b, out))
        C[k] += A[i] * B[j]
    return C


def _letters(subscripts: str) -> tuple[str, str, str]:
    """Return the letters of both arrays and of the result."""
    plain = subscripts.replace(" ", "") if isinstance(subscripts, str) else ""
    match = re.fullmatch(r"([a-zA-Z]*),([a-zA-Z]*)->([a-zA-Z]*)", plain)
    if not match:
        raise ValueError(f"subscripts must look like 'ij,jk->ik'; got {subscripts!r}")
    a, b, out = match.groups()
    if len(set(out)) < len(out) or not set(out) <= set(a + b):
        raise ValueError(f"subscripts must name known letters once in the result; got {out!r}")
    return a, b, out


def _sizes(letters: str, array: Floats, name: str, size: dict[str, int]) -> dict[str, int]:
    """Return the known sizes of letters together with those of one more array."""
    if len(letters) != array.ndim:
        raise ValueError(f"{name} must have {len(letters)} axes, {letters!r}; got {array.ndim}")
    size = dict(size)
    for letter, n in zip(letters, array.shape, strict=True):
        if size.setdefault(letter, n) != n:
            raise ValueError(f"{name} must have size {size[letter]} along {letter!r}; got {n}")
    return size
