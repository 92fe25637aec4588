"""Chapter: What is learning?  Text: book/orientation/what_is_learning.md."""

from mmlbook.orientation.what_is_learning.evaluation import accuracy, train_test_split
from mmlbook.orientation.what_is_learning.learners import (
    LookupTableClassifier,
    NearestNeighborClassifier,
    ThresholdClassifier,
)
from mmlbook.orientation.what_is_learning.networks import count_parameters, tiny_mlp_forward

__all__ = [
    "LookupTableClassifier",
    "NearestNeighborClassifier",
    "ThresholdClassifier",
    "accuracy",
    "count_parameters",
    "tiny_mlp_forward",
    "train_test_split",
]
