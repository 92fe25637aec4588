"""Pictures in shades of gray."""

from __future__ import annotations

from functools import cache

import numpy as np

from mmlbook.datasets.records import Picture, frozen, read

__all__ = ["load_china"]


@cache
def load_china() -> Picture:
    """Return a photograph of a tower in Beijing's Summer Palace, small and gray.

    Returns
    -------
    china : Picture
        106 rows of 160 pixels, from 0 for white to 255 for black.

    Notes
    -----
    Made of the file ``china.jpg`` of scikit-learn: each pixel is the mean over a block of 4 by 4
    pixels and three colors, rounded, and turned from light to dark.

    Source: danielbuechele on Flickr, in scikit-learn 1.9.1.

    Examples
    --------
    >>> load_china().pixels[60, 40:44]
    array([220., 225., 222., 213.])
    """
    rows = read("china.csv.gz").decode().splitlines()
    return Picture(
        name="china",
        pixels=frozen(np.loadtxt(rows, delimiter=",")),
        source="danielbuechele, flickr.com/photos/danielbuechele/6061409035; file china.jpg of "
        "scikit-learn 1.9.1",
        license="CC BY 2.0",
        description="A tower of the Summer Palace in Beijing; made gray and four times smaller.",
    )
