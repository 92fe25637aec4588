"""Tests for the chapter: what is learning?"""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import scipy.spatial.distance
import sklearn.metrics
import sklearn.model_selection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPRegressor
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.estimator_checks import check_estimator
from strategies import matrices

from mmlbook.datasets import load_breast_cancer, load_iris
from mmlbook.derivations import derivations
from mmlbook.derive import Mark
from mmlbook.estimator import NotFittedError
from mmlbook.orientation.what_is_learning import (
    LookupTableClassifier,
    NearestNeighborClassifier,
    ThresholdClassifier,
    accuracy,
    count_parameters,
    tiny_mlp_forward,
    train_test_split,
)
from mmlbook.orientation.what_is_learning.learners import (
    best_threshold,
    most_frequent,
    nearest,
    nearest_by_loops,
    thresholds,
)

CHAPTER = derivations("orientation/what_is_learning")
MODELS = [LookupTableClassifier(), NearestNeighborClassifier(), ThresholdClassifier()]
IRIS, CANCER = load_iris(), load_breast_cancer()
grid = st.integers(-3, 3).map(float)


def rng(seed=0):
    return np.random.default_rng(seed)


@st.composite
def labeled(draw, max_examples=12, max_features=3, max_classes=3):
    """A few examples on a coarse grid, with repetitions and ties, and their labels."""
    n, d = draw(st.integers(1, max_examples)), draw(st.integers(1, max_features))
    X = draw(arrays(np.float64, (n, d), elements=grid))
    return X, draw(arrays(np.int64, n, elements=st.integers(0, max_classes - 1)))


class TestTrainTestSplit:
    def test_known_sizes(self):
        """Fisher's 150 flowers: a quarter is 37.5, and half a flower counts as one."""
        X_train, X_test, y_train, y_test = train_test_split(IRIS.X, IRIS.y, rng=rng())
        assert (X_train.shape, X_test.shape) == ((112, 4), (38, 4))
        assert (y_train.shape, y_test.shape) == ((112,), (38,))

    @given(st.integers(2, 40), st.integers(0, 99), st.floats(0.05, 0.95))
    def test_every_example_is_dealt_once_with_its_answer(self, n, seed, share):
        if not 0 < math.ceil(share * n) < n:
            return
        X = np.arange(2 * n).reshape(n, 2)
        X_train, X_test, y_train, y_test = train_test_split(X, np.arange(n), share, rng(seed))
        assert sorted([*y_train, *y_test]) == list(range(n))
        assert_array_equal(X_train, X[y_train])
        assert_array_equal(X_test, X[y_test])

    @given(st.integers(2, 200), st.floats(0.01, 0.99))
    def test_sizes_are_those_of_scikit_learn(self, n, share):
        try:
            ours = train_test_split(range(n), range(n), share, rng())
        except ValueError:
            return
        theirs = sklearn.model_selection.train_test_split(range(n), range(n), test_size=share)
        assert [len(part) for part in ours] == [len(part) for part in theirs]

    def test_is_random_and_repeatable(self):
        deal = [train_test_split(range(50), range(50), rng=rng(s))[3].tolist() for s in (1, 1, 2)]
        assert deal[0] == deal[1] != deal[2]
        free = [train_test_split(range(50), range(50))[3].tolist() for _ in range(2)]
        assert free[0] != free[1]

    def test_every_example_is_put_aside_equally_often(self):
        """Shares of 8,000 deals of 4, test share 1/4: within five standard errors."""
        source = rng(3)
        put = np.concatenate([train_test_split(range(4), range(4), rng=source)[3]
                              for _ in range(8000)])  # fmt: skip
        assert_allclose(np.bincount(put) / 8000, 0.25, atol=5 * math.sqrt(0.1875 / 8000))

    def test_takes_pictures_and_words(self):
        X_train, X_test, _, y_test = train_test_split(np.zeros((4, 8, 8)), list("abcd"), 0.5, rng())
        assert X_train.shape == X_test.shape == (2, 8, 8)
        assert set(y_test) < set("abcd")

    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            (([1, 2], [1]), ValueError, r"one length; got shapes \(2,\) and \(1,\)"),
            ((3, 4), ValueError, "one length"),
            (([1], [1]), ValueError, "leave both piles an example; got 0.25 of 1"),
            (([1, 2], [1, 2], 1.0), ValueError, "leave both piles"),
            (([1, 2], [1, 2], 1.5), ValueError, "leave both piles"),
            (([1, 2, 3], [1, 2, 3], 0.9), ValueError, "leave both piles"),
            (([1, 2], [1, 2], 0), ValueError, "test_size must be positive"),
            (([1, 2], [1, 2], "half"), TypeError, "test_size must be a real number"),
            (([1, 2], [1, 2], 0.5, 7), TypeError, "rng must be a numpy.random.Generator; got int"),
        ],
    )
    def test_refuses(self, arguments, error, message):
        with pytest.raises(error, match=message):
            train_test_split(*arguments)


class TestAccuracy:
    def test_known_values(self):
        """The example of scikit-learn's documentation of accuracy_score: 2 of 4."""
        assert accuracy([0, 1, 2, 3], [0, 2, 1, 3]) == 0.5
        assert accuracy(["a"], ["b"]) == 0.0

    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1))
    def test_is_a_share_of_the_pairs(self, pairs):
        true, given_ = zip(*pairs, strict=True)
        expected = Fraction(sum(t == g for t, g in pairs), len(pairs))
        assert accuracy(true, given_) == pytest.approx(float(expected), rel=1e-15)
        assert accuracy(true, given_) == accuracy(given_, true)
        assert accuracy(true, given_) == sklearn.metrics.accuracy_score(true, given_)

    @pytest.mark.parametrize("pair", [([], []), ([1], [1, 2]), ([[1]], [[1]]), (1, 1)])
    def test_refuses(self, pair):
        with pytest.raises(ValueError, match="must be lists of one length, at least 1"):
            accuracy(*pair)


class TestHelpers:
    def test_most_frequent(self):
        assert most_frequent([2, 1, 2]) == 2
        assert most_frequent([2, 1]) == 1
        assert most_frequent([]) == 0

    def test_thresholds_by_hand(self):
        assert thresholds(np.array([3.0, 1.0, 3.0, 2.0])) == [1.5, 2.5]
        assert thresholds(np.array([4.0, 4.0])) == [4.0]

    @given(
        arrays(
            np.float64, st.integers(1, 8), elements=st.floats(allow_nan=False, allow_infinity=False)
        )
    )
    def test_thresholds_separate_whatever_rounding_does(self, x):
        values = np.unique(x)
        ts = thresholds(x)
        if len(values) == 1:
            assert ts == values.tolist()
        else:
            assert [np.sum(values <= t) for t in ts] == list(range(1, len(values)))

    def test_no_room_between_neighbors(self):
        eps = np.finfo(float).eps
        assert thresholds(np.array([1.0, 1 + eps])) == [1.0]
        assert thresholds(np.array([1 + eps, 1 + 2 * eps])) == [1 + eps]
        assert 1.6e308 < thresholds(np.array([1.6e308, 1.7e308]))[0] < 1.7e308
        assert best_threshold(np.array([0, 1, 1 + eps]), np.array([0, 0, 1])) == (1.0, 0, 1)

    @given(labeled())
    def test_loops_and_arrays_agree(self, data):
        X, _ = data
        for q in X:
            near = nearest(X, q + 0.25)
            assert near == nearest_by_loops(X, q + 0.25)
            distances = scipy.spatial.distance.cdist([q + 0.25], X)[0]
            assert distances[near] == pytest.approx(distances.min())

    @pytest.mark.parametrize("search", [nearest, nearest_by_loops])
    def test_squares_and_not_absolute_values(self, search):
        """From the origin: 9 and 8 in squares, but 3 and 4 blocks."""
        assert search(np.array([[0.0, 3.0], [2.0, 2.0]]), np.zeros(2)) == 1

    def test_the_first_of_equally_near_rows(self):
        X = np.array([[2.0], [-1.0], [1.0], [1.0]])
        assert nearest(X, np.zeros(1)) == nearest_by_loops(X, np.zeros(1)) == 1


class TestLookupTable:
    def test_by_hand(self):
        model = LookupTableClassifier().fit([[1, 2], [3, 4], [1, 2], [1, 2]], ["b", "c", "a", "b"])
        assert model.predict([[1, 2], [3, 4], [2, 1]]).tolist() == ["b", "c", "b"]
        assert model.table_ == {(1.0, 2.0): 1, (3.0, 4.0): 2}
        assert model.majority_ == 1

    @given(labeled())
    def test_nobody_is_better_on_what_was_seen(self, data):
        """Brute force: no table with one answer per input makes fewer mistakes."""
        X, y = data
        score = accuracy(y, LookupTableClassifier().fit(X, y).predict(X))
        rows = {tuple(row) for row in X.tolist()}
        best = sum(max(sum((row == X).all(axis=1) & (y == k)) for k in range(3)) for row in rows)
        assert score == pytest.approx(best / len(y))

    @given(labeled())
    def test_one_answer_for_all_that_is_new(self, data):
        X, y = data
        new = LookupTableClassifier().fit(X, y).predict(X + 0.5)
        assert len(set(new.tolist())) == 1
        assert np.sum(y == new[0]) == np.bincount(y).max()

    def test_minus_zero_is_zero(self):
        model = LookupTableClassifier().fit([[0.0], [1.0], [2.0]], [0, 1, 1])
        assert model.predict([[-0.0]]).tolist() == [0]


class TestNearestNeighbor:
    def test_by_hand(self):
        """Distances from (4, 1): 5 to (0, 4), 2 to (4, 3), sqrt(2) to (5, 2)."""
        model = NearestNeighborClassifier().fit([[0, 4], [4, 3], [5, 2]], ["x", "y", "z"])
        assert model.predict([[4, 1], [0, 1]]).tolist() == ["z", "x"]

    @pytest.mark.parametrize("data", [IRIS, CANCER], ids=lambda d: d.name)
    def test_equals_scikit_learn(self, data):
        X_train, X_test, y_train, _ = train_test_split(data.X, data.y, rng=rng(1))
        ours = NearestNeighborClassifier().fit(X_train, y_train).predict(X_test)
        theirs = KNeighborsClassifier(1, algorithm="brute").fit(X_train, y_train)
        distances = np.sort(scipy.spatial.distance.cdist(X_test, X_train), axis=1)
        sure = distances[:, 1] - distances[:, 0] > 1e-9  # ties may go either way
        assert sure.mean() > 0.8
        assert_array_equal(ours[sure], theirs.predict(X_test)[sure])

    @given(labeled())
    def test_knows_what_it_has_seen(self, data):
        """Of several answers to one input it gives the first."""
        X, y = data
        given_ = NearestNeighborClassifier().fit(X, y).predict(X)
        first = [y[(row == X).all(axis=1)][0] for row in X]
        assert_array_equal(given_, first)

    @given(labeled(), st.integers(1, 5))
    def test_another_unit_for_all_features_changes_nothing(self, data, k):
        X, y = data
        q, unit = X + 0.25, 2.0**k
        here = NearestNeighborClassifier().fit(X, y).predict(q)
        there = NearestNeighborClassifier().fit(X * unit, y).predict(q * unit)
        assert_array_equal(here, there)


class TestThreshold:
    def test_by_hand(self):
        model = ThresholdClassifier(1).fit([[9, 1], [8, 2], [7, 4], [6, 5]], ["a", "b", "b", "b"])
        assert (model.threshold_, model.below_, model.above_) == (1.5, 0, 1)
        assert model.predict([[0, 1.5], [0, 1.6]]).tolist() == ["a", "b"]

    def test_setosa_has_the_shortest_petals(self):
        """Fisher (1936), table I: petals of setosa up to 1.9 cm, of the others from 3.0 cm."""
        model = ThresholdClassifier(2).fit(IRIS.X, IRIS.y)
        assert (model.threshold_, model.below_, model.above_) == (2.45, 0, 1)
        assert accuracy(IRIS.y, model.predict(IRIS.X)) == pytest.approx(2 / 3)

    @given(labeled(max_features=2))
    def test_no_threshold_and_no_pair_of_answers_is_better(self, data):
        X, y = data
        model = ThresholdClassifier(X.shape[1] - 1).fit(X, y)
        x = X[:, -1]
        best = max(
            np.mean(np.where(x <= t, a, b) == y)
            for t in np.arange(-4, 4.1, 0.5)
            for a in range(3)
            for b in range(3)
        )
        assert accuracy(y, model.predict(X)) == pytest.approx(best)

    @given(labeled())
    def test_first_of_equally_good_ones(self, data):
        X, y = data
        model = ThresholdClassifier().fit(X, y)
        x, score = X[:, 0], accuracy(y, model.predict(X))
        for t in (t for t in thresholds(x) if t < model.threshold_):
            sides = [most_frequent(y[x <= t]), most_frequent(y[x > t])]
            assert accuracy(y, np.where(x <= t, *sides)) < score

    @pytest.mark.parametrize("data", [IRIS, CANCER], ids=lambda d: d.name)
    def test_not_worse_than_the_stump_of_scikit_learn(self, data):
        for j in range(data.X.shape[1]):
            x = data.X[:, [j]]
            theirs = DecisionTreeClassifier(max_depth=1, random_state=0).fit(x, data.y)
            ours = ThresholdClassifier().fit(x, data.y)
            assert ours.score(x, data.y) >= theirs.score(x, data.y)

    def test_equals_the_stump_of_scikit_learn_for_two_species(self):
        """A clean cut: the criteria agree."""
        x, y = IRIS.X[:100, [2]], IRIS.y[:100]
        theirs = DecisionTreeClassifier(max_depth=1).fit(x, y)
        assert ThresholdClassifier().fit(x, y).threshold_ == pytest.approx(
            theirs.tree_.threshold[0]
        )

    def test_the_feature_must_be_there(self):
        with pytest.raises(ValueError, match="feature must be from 0 to 3; got 4"):
            ThresholdClassifier(4).fit(IRIS.X, IRIS.y)
        with pytest.raises(ValueError, match="feature must be from 0 to 3; got -1"):
            ThresholdClassifier(-1).fit(IRIS.X, IRIS.y)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
class TestEveryLearner:
    @pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
    def test_keeps_the_conventions_of_scikit_learn(self, model):
        check_estimator(type(model)())

    def test_answers_by_name(self, model):
        names = np.array(IRIS.target_names)[IRIS.y]
        given_ = type(model)().fit(IRIS.X, names).predict(IRIS.X[:3])
        assert given_.tolist() == ["setosa"] * 3
        assert type(model)().fit(IRIS.X, names).score(IRIS.X, names) == accuracy(
            names, type(model)().fit(IRIS.X, names).predict(IRIS.X)
        )

    def test_refuses_to_answer_before_it_has_seen_anything(self, model):
        with pytest.raises(NotFittedError, match="call fit first"):
            type(model)().predict([[1.0]])

    def test_refuses_another_number_of_features(self, model):
        with pytest.raises(ValueError, match="X has 3 features"):
            type(model)().fit(IRIS.X, IRIS.y).predict(IRIS.X[:, :3])


class TestTinyNetwork:
    W1, b1, W2, b2 = [[1, 0, -1], [2, 1, 0]], [0.5, -4], [[1, 1], [3, -2]], [0, 1]

    def test_by_hand(self):
        """z1 = (1 - 3 + 0.5, 2 + 2 - 4), a1 = max(z1, 0), and the outputs from that."""
        z1, a1, z2 = tiny_mlp_forward([1, 2, 3], self.W1, self.b1, self.W2, self.b2,
                                      lambda z: np.maximum(z, 0))  # fmt: skip
        assert (z1.tolist(), a1.tolist(), z2.tolist()) == ([-1.5, 0], [0, 0], [0, 1])

    def test_bends_by_the_hyperbolic_tangent(self):
        _, a1, z2 = tiny_mlp_forward([1, 2, 3], self.W1, self.b1, self.W2, self.b2)
        assert_allclose(a1, [math.tanh(-1.5), 0])
        assert_allclose(z2, [math.tanh(-1.5), 3 * math.tanh(-1.5) + 1])

    @given(matrices(5, 3), matrices(4, 3), matrices(2, 4))
    def test_rows_go_their_own_ways(self, X, W1, W2):
        b1, b2 = W1[:, 0], W2[:, 0]
        batch = tiny_mlp_forward(X, W1, b1, W2, b2)
        for i, x in enumerate(X):
            for many, one in zip(batch, tiny_mlp_forward(x, W1, b1, W2, b2), strict=True):
                assert_allclose(many[i], one, atol=1e-15)

    @given(matrices(3, 2), matrices(2, 3), matrices(4, 2))
    def test_without_activation_the_layers_collapse(self, W1, W2, X):
        b1, b2 = W1[:, 0], W2[:, 0]
        deep = tiny_mlp_forward(X, W1, b1, W2, b2, lambda z: z).z2
        assert_allclose(deep, X @ (W2 @ W1).T + (W2 @ b1 + b2), atol=1e-12)

    @pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
    def test_equals_the_network_of_scikit_learn(self):
        data = rng(5)
        X = data.normal(size=(20, 3))
        theirs = MLPRegressor(
            hidden_layer_sizes=(4,), activation="tanh", max_iter=1, random_state=0
        )
        theirs.fit(X, X[:, :2])
        (V1, V2), (c1, c2) = theirs.coefs_, theirs.intercepts_
        assert_allclose(tiny_mlp_forward(X, V1.T, c1, V2.T, c2).z2, theirs.predict(X))

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"x": [1, 2]}, "x must have 3 columns"),
            ({"b1": [1]}, "b1 must have length 2; got 1"),
            ({"W2": [[1, 2, 3]]}, "W2 must have 2 columns"),
            ({"b2": [1]}, "b2 must have length 2; got 1"),
            ({"W1": [[1, 2, np.nan]]}, "W1 contains NaN"),
        ],
    )
    def test_refuses(self, change, message):
        good = {"x": [1, 2, 3], "W1": self.W1, "b1": self.b1, "W2": self.W2, "b2": self.b2}
        with pytest.raises(ValueError, match=message):
            tiny_mlp_forward(**(good | change))


class TestCountParameters:
    @given(st.integers(1, 50))
    def test_agrees_with_the_derivation(self, h):
        assert count_parameters([3, h, 2]) == 6 * h + 2

    @given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
    def test_counts_the_entries(self, sizes):
        entries = sum(np.ones((m, n)).size + np.ones(m).size
                      for n, m in pairwise(sizes))  # fmt: skip
        assert count_parameters(sizes) == entries
        assert count_parameters(tuple(sizes)) == entries

    @pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
    def test_scikit_learn_has_as_many(self):
        net = MLPRegressor(hidden_layer_sizes=(5, 5), max_iter=1)
        net.fit(np.eye(3), np.eye(3)[:, :2])
        theirs = sum(part.size for part in [*net.coefs_, *net.intercepts_])
        assert count_parameters([3, 5, 5, 2]) == theirs == 62

    def test_refuses(self):
        with pytest.raises(ValueError, match="two layers at least; got 1"):
            count_parameters([3])
        with pytest.raises(ValueError, match="must be at least 1; got 0"):
            count_parameters([3, 0, 2])
        with pytest.raises(TypeError, match="must be an integer"):
            count_parameters([3, 2.5])


class TestDerivations:
    def test_what_they_prove(self):
        assert list(CHAPTER) == [
            "memorizer_is_chance", "table_coverage", "best_constant_squared",
            "mlp_parameter_count", "linear_layers_collapse",
        ]  # fmt: skip
        proved = [d.verify().mark is Mark.PROVED for d in CHAPTER.values()]
        assert proved == [True, False, True, True, True]

    def test_only_the_limit_is_left_to_the_algebra_system(self):
        marks = [s.evidence.mark for s in CHAPTER["table_coverage"].verify().steps]
        assert marks == [Mark.PROVED, Mark.PROVED, Mark.COMPUTED]

    @pytest.mark.parametrize("n", [1, 3, 10])
    def test_coverage_by_counting_all_sequences(self, n):
        """Every sequence of n draws from 3 inputs; the share of inputs that do not occur in it."""
        sequences = np.indices((3,) * n).reshape(n, -1)
        unseen = np.mean([[(s != k).all() for k in range(3)] for s in sequences.T])
        assert unseen == pytest.approx((1 - 1 / 3) ** n)

    @given(arrays(np.float64, st.integers(1, 8), elements=grid), st.integers(-12, 12))
    def test_no_constant_beats_the_mean(self, y, quarters):
        c = quarters / 4
        excess = np.sum((y - c) ** 2) - np.sum((y - y.mean()) ** 2)
        assert excess == pytest.approx(len(y) * (c - y.mean()) ** 2, abs=1e-9)

    def test_a_memorizer_of_noise_is_right_by_chance(self):
        """6,000 unseen inputs with 3 equally likely labels, within five standard errors."""
        data = rng(9)
        X, y = data.normal(size=(12_000, 1)), data.integers(3, size=12_000)
        X_train, X_test, y_train, y_test = train_test_split(X, y, 0.5, data)
        model = LookupTableClassifier().fit(X_train, y_train)
        assert model.score(X_train, y_train) == 1
        assert model.score(X_test, y_test) == pytest.approx(1 / 3, abs=5 * math.sqrt(2 / 9 / 6000))
