"""Chapter: Vectors: lists of features.  Text: book/linear_algebra/vectors.md."""

from mmlbook.linear_algebra.vectors.angles import (
    angle_between,
    angle_between_arccos,
    cosine_similarity,
)
from mmlbook.linear_algebra.vectors.hyperplanes import (
    project_onto_hyperplane,
    signed_distance_to_hyperplane,
)
from mmlbook.linear_algebra.vectors.neighbors import k_nearest_neighbors
from mmlbook.linear_algebra.vectors.norms import (
    distance,
    norm,
    norm_ball_boundary,
    norm_unscaled,
    normalize,
)
from mmlbook.linear_algebra.vectors.products import (
    cross,
    dot,
    linear_combination,
    scalar_triple_product,
    triangle_area,
)
from mmlbook.linear_algebra.vectors.words import bag_of_words

__all__ = [
    "angle_between",
    "angle_between_arccos",
    "bag_of_words",
    "cosine_similarity",
    "cross",
    "distance",
    "dot",
    "k_nearest_neighbors",
    "linear_combination",
    "norm",
    "norm_ball_boundary",
    "norm_unscaled",
    "normalize",
    "project_onto_hyperplane",
    "scalar_triple_product",
    "signed_distance_to_hyperplane",
    "triangle_area",
]
