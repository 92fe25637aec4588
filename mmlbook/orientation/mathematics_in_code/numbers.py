"""Chapter mathematics_in_code: what a number is made of inside a machine."""

from __future__ import annotations

from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

__all__ = ["FloatBits", "float_bits", "machine_epsilon"]


class FloatBits(NamedTuple):
    """The three parts of a floating-point number, as zeros and ones."""

    sign: str
    exponent: str
    fraction: str


PARTS = {np.float16: (5, 10), np.float32: (8, 23), np.float64: (11, 52)}  # exponent, fraction


def float_bits(x: Any) -> FloatBits:
    r"""Return the bits of a number: its sign, its exponent, its fraction.

    Parameters
    ----------
    x : float or numpy.floating
        The number, in half, single or double precision; infinities and NaN are welcome.

    Returns
    -------
    bits : FloatBits
        ``sign``, ``exponent`` and ``fraction``, each a string of zeros and ones.

    Raises
    ------
    TypeError
        If `x` is not a number.

    Notes
    -----
    Book: ``alg-float-bits``.  With exponent bits :math:`E`, neither all zeros nor all ones, and
    fraction bits :math:`f_1 f_2 \ldots`, the number is
    :math:`\pm 2^{E - \text{bias}} (1 + f_1/2 + f_2/4 + \dots)`; the bias is 15, 127 or 1023.

    Source: Goldberg (1991), section 2.

    Examples
    --------
    >>> float_bits(np.float16(-1.5))
    FloatBits(sign='1', exponent='01111', fraction='1000000000')
    """
    if not isinstance(x, Real) or isinstance(x, bool):
        raise TypeError(f"x must be a real number; got {x!r}")
    number = x if isinstance(x, (np.float16, np.float32)) else np.float64(x)

    exponent, fraction = PARTS[type(number)]
    width = 1 + exponent + fraction
    bits = format(int(number.view(f"u{width // 8}")), f"0{width}b")
    return FloatBits(bits[0], bits[1 : 1 + exponent], bits[1 + exponent :])


def machine_epsilon(dtype: DTypeLike = np.float64) -> float:
    r"""Return the gap between 1 and the next larger number, found by halving.

    Parameters
    ----------
    dtype : dtype, default=numpy.float64
        A floating-point type of NumPy.

    Returns
    -------
    eps : float
        :math:`2^{-10}`, :math:`2^{-23}` or :math:`2^{-52}` for half, single, double precision.

    Raises
    ------
    TypeError
        If `dtype` is not a type of real floating-point numbers.

    Notes
    -----
    Book: ``alg-machine-epsilon``.  Rounding to nearest changes a number by at most the factor
    :math:`1 \pm u` with the unit round-off :math:`u = \varepsilon/2`.
    Cost: as many halvings as there are fraction bits.

    Source: Higham (2002), section 2.1.

    Examples
    --------
    >>> machine_epsilon(np.float32) == 2**-23
    True
    """
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"dtype must be a floating-point type; got {np.dtype(dtype)}")

    one = np.ones((), dtype)
    eps = one
    while one + eps / 2 > one:
        eps = eps / 2
    return float(eps)
