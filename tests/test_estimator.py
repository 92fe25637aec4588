"""Tests for the estimator base: three tiny models keep every convention of scikit-learn."""

import pickle
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import NotFittedError as SklearnNotFittedError
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.validation import check_is_fitted

from mmlbook.datasets import load_iris
from mmlbook.estimator import (
    Classifier,
    DataConversionWarning,
    Estimator,
    NotFittedError,
    Regressor,
    Transformer,
)


@dataclass(eq=False)
class Ridge(Regressor):
    alpha: float = 1.0

    def fit(self, X, y):
        X, y = self._check_fit_y(X, y)
        H = X - X.mean(axis=0)
        self.coef_ = np.linalg.solve(H.T @ H + self.alpha * np.eye(X.shape[1]), H.T @ y)
        self.intercept_ = y.mean() - X.mean(axis=0) @ self.coef_
        return self

    def predict(self, X):
        return self._check_X(X) @ self.coef_ + self.intercept_


@dataclass(eq=False)
class NearestMean(Classifier):
    p: float = 2.0

    def fit(self, X, y):
        X, y = self._check_fit_y(X, y)
        self.means_ = np.array([X[y == k].mean(axis=0) for k in range(len(self.classes_))])
        return self

    def predict(self, X):
        differences = np.abs(self._check_X(X)[:, None, :] - self.means_)
        return self.classes_[np.sum(differences**self.p, axis=2).argmin(axis=1)]


@dataclass(eq=False)
class Standardize(Transformer):
    scale: bool = True

    def fit(self, X, y=None):
        X = self._check_fit(X)
        self.mean_ = X.mean(axis=0)
        spread = X.std(axis=0)
        self.scale_ = np.where((spread > 0) & self.scale, spread, 1.0)
        return self

    def transform(self, X):
        return (self._check_X(X) - self.mean_) / self.scale_


ROOT = Path(__file__).parents[1]
MODELS = [Ridge(), NearestMean(), Standardize()]
NAMES = ["regressor", "classifier", "transformer"]


class Frame:
    """The two things that matter of a data frame: its columns have names, and it is an array."""

    def __init__(self, values, columns):
        self.values, self.columns = np.asarray(values), columns

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
class TestConventions:
    @pytest.mark.filterwarnings("ignore:.*does not inherit from `sklearn.base:UserWarning")
    def test_passes_every_check_of_scikit_learn(self, model):
        """Completely: skipped is only what needs pandas or the array API of other libraries."""
        results = check_estimator(model, on_skip=None, on_fail="raise")
        skipped = {r["check_name"] for r in results if r["status"] != "passed"}
        assert {re.sub("regressor|classifier", "model", name) for name in skipped} <= {
            "check_array_api_input",
            "check_model_data_not_an_array",
        }
        assert len(results) > 40

    def test_survives_a_round_trip_through_pickle(self, model):
        X, y = np.arange(8.0).reshape(4, 2) % 5, [0, 0, 1, 1]
        fitted = clone(model).fit(X, y)
        again = pickle.loads(pickle.dumps(fitted))
        method = "transform" if isinstance(model, Transformer) else "predict"
        assert_array_equal(getattr(again, method)(X), getattr(fitted, method)(X))

    def test_clone_has_the_parameters_but_not_what_was_learned(self, model):
        fitted = clone(model).fit([[0.0], [1.0]], [0, 1])
        copy = clone(fitted)
        assert copy.get_params() == model.get_params()
        with pytest.raises(SklearnNotFittedError):
            check_is_fitted(copy)
        check_is_fitted(fitted)

    def test_refitting_forgets_the_old_columns(self, model):
        fitted = clone(model).fit(Frame([[0.0, 1.0], [1.0, 3.0]], ["a", "b"]), [0, 1])
        assert list(fitted.feature_names_in_) == ["a", "b"]
        fitted.fit([[0.0], [1.0]], [0, 1])
        assert fitted.n_features_in_ == 1
        assert not hasattr(fitted, "feature_names_in_")


class TestWithScikitLearn:
    def test_pipeline_and_grid_search(self):
        iris = load_iris()
        pipeline = make_pipeline(Standardize(), NearestMean())
        search = GridSearchCV(
            pipeline, {"nearestmean__p": [1.0, 2.0], "standardize__scale": [True]}
        )
        search.fit(iris.X, iris.y)
        assert search.best_params_["nearestmean__p"] in (1.0, 2.0)
        assert search.best_score_ > 0.8
        assert search.predict(iris.X).shape == iris.y.shape

    def test_cross_validation_keeps_classes_together(self):
        """A classifier is split by class: with sorted labels, plain folds would score 0."""
        iris = load_iris()
        assert cross_val_score(NearestMean(), iris.X, iris.y, cv=3).min() > 0.8

    def test_cross_validation_of_a_regressor(self):
        X = np.random.default_rng(0).standard_normal((30, 2))
        assert_allclose(cross_val_score(Ridge(alpha=0.0), X, X @ [1.0, 2.0] + 3), 1.0)


class TestScores:
    def test_coefficient_of_determination_by_hand(self):
        """y = 0, 2, 4, 6 around 3: total 20; predictions off by 1 everywhere: residual 4."""
        model = Ridge()
        model.predict = lambda X: np.array([1.0, 1.0, 5.0, 5.0])
        assert model.score([[0.0]] * 4, [0, 2, 4, 6]) == 0.8

    @pytest.mark.parametrize("offset", [0.0, 1.0])
    def test_constant_target(self, offset):
        model = Ridge()
        model.predict = lambda X: np.array([2.0, 2.0 + offset])
        expected = r2_score([2.0, 2.0], model.predict(None))
        assert model.score([[0.0], [1.0]], [2.0, 2.0]) == expected == 1.0 - offset

    def test_accuracy(self):
        model = NearestMean().fit([[0.0], [1.0], [9.0]], ["a", "a", "b"])
        X, y = [[0.0], [2.0], [8.0], [7.0]], ["a", "b", "b", "a"]
        assert model.score(X, y) == accuracy_score(y, model.predict(X)) == 0.5
        with pytest.raises(ValueError, match="y must have shape"):
            model.score(X, y[:3])

    def test_classes_are_sorted_and_predicted_by_name(self):
        model = NearestMean().fit([[5.0], [0.0], [9.0]], ["z", "a", "m"])
        assert list(model.classes_) == ["a", "m", "z"]
        assert list(model.predict([[4.9], [0.1], [8.0]])) == ["z", "a", "m"]


class TestParameters:
    def test_set_and_get(self):
        model = Ridge(alpha=2.0)
        assert model.get_params() == {"alpha": 2.0}
        assert model.set_params(alpha=3.0) is model
        assert model.alpha == 3.0

    def test_unknown_parameter_changes_nothing(self):
        model = Ridge(alpha=2.0)
        with pytest.raises(ValueError, match="no parameter 'beta'"):
            model.set_params(alpha=9.0, beta=1.0)
        assert model.alpha == 2.0


class TestRefusals:
    def test_unfitted_model_says_so(self):
        with pytest.raises(NotFittedError, match="call fit first") as caught:
            Ridge().predict([[1.0]])
        assert isinstance(caught.value, SklearnNotFittedError)
        assert isinstance(caught.value, AttributeError)
        assert isinstance(caught.value, ValueError)

    def test_unknown_attribute_is_not_blamed_on_fit(self):
        with pytest.raises(AttributeError, match="no attribute 'coef'"):
            _ = Ridge().coef
        with pytest.raises(AttributeError, match="no attribute 'nothing_'"):
            _ = Ridge().fit([[0.0], [1.0]], [0.0, 1.0]).nothing_

    @pytest.mark.parametrize(
        ("X", "message"),
        [
            ([1.0, 2.0], "Reshape your data"),
            (np.empty((0, 2)), r"0 sample\(s\)"),
            (np.empty((2, 0)), r"0 feature\(s\)"),
            ([[np.nan], [1.0]], "NaN"),
            ([[1j], [1.0]], "Complex data not supported"),
            ([[[1.0]], [[2.0]]], "must be a matrix"),
        ],
    )
    def test_malformed_table(self, X, message):
        with pytest.raises(ValueError, match=message):
            Ridge().fit(X, [0.0, 1.0])

    @pytest.mark.parametrize(
        ("model", "y", "message"),
        [
            (Ridge(), None, "requires y"),
            (Ridge(), [1.0], "y must have length 2"),
            (Ridge(), [1.0, np.inf], "infinity"),
            (Ridge(), np.eye(2), "y must be a vector"),
            (Ridge(), [1j, 0], "Complex data"),
            (NearestMean(), None, "requires y"),
            (NearestMean(), [1], "y must have length 2"),
            (NearestMean(), [1.0, np.nan], "NaN"),
            (NearestMean(), [0.5, 1.0], "Unknown label type"),
        ],
    )
    def test_malformed_target(self, model, y, message):
        with pytest.raises(ValueError, match=message):
            model.fit([[0.0], [1.0]], y)

    def test_column_as_target_is_taken_with_a_warning(self):
        with pytest.warns(DataConversionWarning, match="column-vector"):
            model = Ridge().fit([[0.0], [1.0]], [[0.0], [1.0]])
        assert model.coef_.shape == (1,)

    def test_other_number_of_columns(self):
        model = Standardize().fit([[0.0, 1.0]])
        with pytest.raises(ValueError, match="X has 1 features, but Standardize is expecting 2"):
            model.transform([[0.0]])


class TestColumnNames:
    def test_names_are_learned_and_compared(self):
        model = Standardize().fit(Frame([[0.0, 1.0]], ["a", "b"]))
        assert_array_equal(model.transform(Frame([[0.0, 1.0]], ["a", "b"])), [[0.0, 0.0]])
        with pytest.raises(ValueError, match="feature names should match"):
            model.transform(Frame([[0.0, 1.0]], ["b", "a"]))

    def test_names_on_one_side_only_are_warned_about(self):
        frame, plain = Frame([[0.0]], ["a"]), [[0.0]]
        with pytest.warns(UserWarning, match="does not have valid feature names"):
            Standardize().fit(frame).transform(plain)
        with pytest.warns(UserWarning, match="fitted without feature names"):
            Standardize().fit(plain).transform(frame)

    def test_names_that_are_not_strings_are_no_names(self):
        assert not hasattr(Standardize().fit(Frame([[0.0]], [7])), "feature_names_in_")

    def test_names_of_the_output(self):
        model = Standardize().fit([[0.0, 1.0]])
        assert list(model.get_feature_names_out()) == ["standardize0", "standardize1"]
        with pytest.raises(ValueError, match="length equal to 2"):
            model.get_feature_names_out(["a"])


def test_importing_the_base_does_not_import_scikit_learn():
    code = "import sys, mmlbook.estimator; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_without_scikit_learn_the_error_is_our_own():
    code = (
        "from mmlbook.estimator import Estimator, NotFittedError\n"
        "try:\n    Estimator().coef_\n"
        "except NotFittedError as e:\n    print(type(e) is NotFittedError)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert run.stdout.strip() == "True"


def test_plain_estimator_has_no_type():
    assert Estimator().__sklearn_tags__().estimator_type is None
