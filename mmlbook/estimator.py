"""What every estimator shares: parameters in, `fit`, learned attributes out.

A model is a dataclass on one of the four bases.  Its fields are its hyperparameters, `fit` learns
attributes with a trailing underscore, and the rest of scikit-learn's conventions comes from here:
cloning, search over parameters, pipelines, scores and refusals.  Importing this module does not
import scikit-learn.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmlbook import _check
from mmlbook._check import Array

__all__ = [
    "Classifier",
    "DataConversionWarning",
    "Estimator",
    "NotFittedError",
    "Regressor",
    "Transformer",
]


class NotFittedError(ValueError, AttributeError):
    """A learned attribute was asked for before `fit`."""


class DataConversionWarning(UserWarning):
    """A target was given as a column and is used as a vector."""


class Estimator:
    """Base of all models, which are dataclasses whose fields are hyperparameters.

    Attributes
    ----------
    n_features_in_ : int
        Number of columns of `X` seen by `fit`.
    feature_names_in_ : ndarray of str
        Names of these columns, if `X` came with names.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(eq=False)
    ... class Mean(Estimator):
    ...     shift: float = 0.0
    ...
    ...     def fit(self, X, y=None):
    ...         self.mean_ = self._check_fit(X).mean(axis=0) + self.shift
    ...         return self
    >>> Mean(shift=1.0).fit([[0.0, 2.0], [4.0, 4.0]]).mean_
    array([3., 4.])
    """

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the hyperparameters by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.init}  # type: ignore[arg-type]

    def set_params(self, **params: Any) -> Self:
        """Replace hyperparameters; unknown names are an error."""
        known = self.get_params()
        for name in params:
            if name not in known:
                raise ValueError(f"{type(self).__name__} has no parameter {name!r}")
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def __getattr__(self, name: str) -> Any:
        if name.endswith("_") and not name.endswith("__") and not self.__sklearn_is_fitted__():
            raise _not_fitted(f"{type(self).__name__} has no {name} yet: call fit first")
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __sklearn_is_fitted__(self) -> bool:
        return "n_features_in_" in vars(self)

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import Tags, TargetTags  # type: ignore[import-untyped]

        return Tags(estimator_type=None, target_tags=TargetTags(required=False))

    def _check_fit(self, X: ArrayLike) -> Array:
        """Return the checked table `X` and remember its columns; for the first line of `fit`."""
        table, names = _table(X), _column_names(X)
        self.n_features_in_ = table.shape[1]
        vars(self).pop("feature_names_in_", None)
        if names is not None:
            self.feature_names_in_ = names
        return table

    def _check_X(self, X: ArrayLike) -> Array:
        """Return the checked table `X`, as wide as `fit` saw it; for all other methods."""
        expected = self.n_features_in_  # raises NotFittedError before fit
        self._check_names(X)
        table = _table(X)
        if table.shape[1] != expected:
            raise ValueError(
                f"X has {table.shape[1]} features, but {type(self).__name__} is expecting "
                f"{expected} features as input"
            )
        return table

    def _check_names(self, X: ArrayLike) -> None:
        """Compare the names of the columns with those that `fit` saw."""
        learned: Any = vars(self).get("feature_names_in_")
        names = _column_names(X)
        if learned is None and names is not None:
            warnings.warn(
                f"X has feature names, but {type(self).__name__} was fitted without feature names",
                stacklevel=4,
            )
        elif learned is not None and names is None:
            warnings.warn(
                f"X does not have valid feature names, but {type(self).__name__} was fitted with "
                "feature names",
                stacklevel=4,
            )
        elif learned is not None and names is not None and not np.array_equal(names, learned):
            raise ValueError(
                "The feature names should match those that were passed during fit: "
                f"{list(learned)}; got {names}"
            )


class Regressor(Estimator):
    """Base of models that predict numbers; give it `fit(X, y)` and `predict(X)`.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(eq=False)
    ... class Constant(Regressor):
    ...     def fit(self, X, y):
    ...         X, y = self._check_fit_y(X, y)
    ...         self.mean_ = y.mean()
    ...         return self
    ...
    ...     def predict(self, X):
    ...         return np.full(len(self._check_X(X)), self.mean_)
    >>> Constant().fit([[0.0], [1.0]], [2.0, 4.0]).predict([[5.0]])
    array([3.])
    """

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        r"""Return the coefficient of determination, :math:`1 - \sum e_i^2 / \sum (y_i - \bar y)^2`.

        For constant `y` it is 1 if the prediction is perfect, else 0.
        """
        y = _check.vector(y, "y")
        residual = float(np.sum((y - self.predict(X)) ** 2))
        total = float(np.sum((y - np.mean(y)) ** 2))
        return 1.0 - residual / total if total > 0 else float(residual == 0)

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import RegressorTags

        tags = super().__sklearn_tags__()
        tags.estimator_type, tags.regressor_tags = "regressor", RegressorTags()
        tags.target_tags.required = True
        return tags

    def _check_fit_y(self, X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Return the checked `X` and `y`; for the first line of `fit`."""
        table = self._check_fit(X)
        return table, _check.vector(_target(self, y), "y", length=len(table))


class Classifier(Estimator):
    """Base of models that predict classes; give it `fit(X, y)` and `predict(X)`.

    Attributes
    ----------
    classes_ : ndarray
        The classes, sorted.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(eq=False)
    ... class Majority(Classifier):
    ...     def fit(self, X, y):
    ...         X, y = self._check_fit_y(X, y)
    ...         self.class_ = np.bincount(y).argmax()
    ...         return self
    ...
    ...     def predict(self, X):
    ...         return np.repeat(self.classes_[self.class_], len(self._check_X(X)))
    >>> Majority().fit([[0.0], [1.0], [2.0]], ["b", "a", "b"]).predict([[5.0]])
    array(['b'], dtype='<U1')
    """

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the accuracy, the share of examples whose class is predicted."""
        y = np.asarray(y)
        y_hat = self.predict(X)
        if y.shape != y_hat.shape:
            raise ValueError(f"y must have shape {y_hat.shape}; got {y.shape}")
        return float(np.mean(y == y_hat))

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags

        tags = super().__sklearn_tags__()
        tags.estimator_type, tags.classifier_tags = "classifier", ClassifierTags()
        tags.target_tags.required = True
        return tags

    def _check_fit_y(self, X: ArrayLike, y: ArrayLike) -> tuple[Array, NDArray[np.intp]]:
        """Return the checked `X` and the classes as indices into ``classes_``."""
        table, labels = self._check_fit(X), _target(self, y)
        if len(labels) != len(table):
            raise ValueError(f"y must have length {len(table)}; got {len(labels)}")
        if labels.dtype.kind == "f":
            if not np.isfinite(labels).all():
                raise ValueError("y contains NaN or infinity")
            if (labels != np.floor(labels)).any():
                raise ValueError("Unknown label type: continuous; y must contain classes")
        self.classes_, indices = np.unique(labels, return_inverse=True)
        return table, indices


class Transformer(Estimator):
    """Base of models that turn a table into another; give it `fit(X)` and `transform(X)`.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(eq=False)
    ... class Center(Transformer):
    ...     def fit(self, X, y=None):
    ...         self.mean_ = self._check_fit(X).mean(axis=0)
    ...         return self
    ...
    ...     def transform(self, X):
    ...         return self._check_X(X) - self.mean_
    >>> Center().fit_transform([[1.0], [3.0]])
    array([[-1.],
           [ 1.]])
    """

    def fit_transform(self, X: ArrayLike, y: ArrayLike | None = None) -> Array:
        """Learn from `X` and return it transformed."""
        transformed: Array = self.fit(X, y).transform(X)
        return transformed

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Return a name for each column of the transformed table."""
        if input_features is not None and len(np.asarray(input_features)) != self.n_features_in_:
            raise ValueError(f"input_features should have length equal to {self.n_features_in_}")
        stem = type(self).__name__.lower()
        return np.array([f"{stem}{j}" for j in range(self._n_features_out())], dtype=object)

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import TransformerTags

        tags = super().__sklearn_tags__()
        tags.transformer_tags = TransformerTags(preserves_dtype=[])
        return tags

    def _n_features_out(self) -> int:
        """Return the number of columns after the transformation; as many as before."""
        return int(self.n_features_in_)


def _not_fitted(message: str) -> NotFittedError:
    """Return the error; where scikit-learn is in use, it is of scikit-learn's kind as well."""
    theirs = sys.modules.get("sklearn.exceptions")
    if theirs is None:
        return NotFittedError(message)
    both: type[NotFittedError] = type("NotFittedError", (NotFittedError, theirs.NotFittedError), {})
    return both(message)


def _table(X: ArrayLike) -> Array:
    """Return `X` as a finite matrix with at least one row and one column."""
    if hasattr(X, "toarray"):
        raise TypeError("X is sparse, but dense data is required: pass X.toarray()")
    raw = np.asarray(X)
    if raw.dtype.kind == "c":
        raise ValueError("Complex data not supported: X must contain real numbers")
    if raw.ndim == 1:
        raise ValueError(
            "Expected 2D array X, got 1D array instead. Reshape your data: X.reshape(-1, 1) for "
            "a single feature, X.reshape(1, -1) for a single example"
        )
    table = _check.matrix(raw, "X")
    for count, what in zip(table.shape, ("sample", "feature"), strict=True):
        if count == 0:
            raise ValueError(
                f"Found array X with 0 {what}(s) (shape={table.shape}) while a minimum of 1 is "
                "required."
            )
    return table


def _target(model: Estimator, y: ArrayLike) -> NDArray[Any]:
    """Return the targets as a vector, from a column with a warning."""
    if y is None:
        raise ValueError(
            f"{type(model).__name__} requires y to be passed, but the target y is None"
        )
    target = np.asarray(y)
    if target.ndim == 2 and target.shape[1] == 1:
        warnings.warn(
            "A column-vector y was passed when a 1d array was expected: use y.ravel()",
            DataConversionWarning,
            stacklevel=4,
        )
        target = target.ravel()
    if target.ndim != 1:
        raise ValueError(f"y must be a vector; got shape {target.shape}")
    if target.dtype.kind == "c":
        raise ValueError("Complex data not supported: y must contain real numbers")
    return target


def _column_names(X: ArrayLike) -> NDArray[np.object_] | None:
    """Return the names of the columns of a data frame, if they are strings."""
    names = getattr(X, "columns", None)
    if names is None or not all(isinstance(name, str) for name in names):
        return None
    return np.array(list(names), dtype=object)
