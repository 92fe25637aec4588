"""Tests for the data: what ships is what the sources say, and cannot be changed."""

import math
from importlib.resources import files

import numpy as np
import pytest
import sklearn
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mmlbook import datasets
from mmlbook.datasets import (
    load_breast_cancer,
    load_china,
    load_co2,
    load_diabetes,
    load_digits,
    load_iris,
    load_les_miserables,
    load_longley,
    load_penguins,
    load_seattle_day,
    load_seattle_weather,
    load_texts,
    make_bars,
    make_blobs,
    make_moons,
    make_rings,
    make_spirals,
)

LOADERS = [load_iris, load_digits, load_breast_cancer]
TEXTS_VERSION = "1.9.1"


def rng(seed=0):
    return np.random.default_rng(seed)


class TestTables:
    # --- known values ---------------------------------------------------------

    def test_first_flower_of_the_paper(self):
        """Fisher (1936), table I: Iris setosa 5.1, 3.5, 1.4, 0.2; 50 of each species."""
        iris = load_iris()
        assert_array_equal(iris.X[0], [5.1, 3.5, 1.4, 0.2])
        assert_array_equal(np.bincount(iris.y), [50, 50, 50])
        assert iris.feature_names == ("sepal length", "sepal width", "petal length", "petal width")

    def test_means_of_the_paper(self):
        """Fisher (1936), table II: mean petal length 1.462 (setosa), 4.260, 5.552."""
        iris = load_iris()
        means = [iris.X[iris.y == k, 2].mean() for k in range(3)]
        assert_allclose(means, [1.462, 4.260, 5.552], atol=5e-4)

    def test_digits_are_counts_of_dots(self):
        digits = load_digits()
        assert digits.X.shape == (1797, 64)
        assert_array_equal(np.unique(digits.X), np.arange(17))
        assert_array_equal(
            np.bincount(digits.y), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
        )

    def test_tumors(self):
        """The description of the data: 212 malignant, 357 benign; mean radius 6.981 to 28.11."""
        cancer = load_breast_cancer()
        assert cancer.X.shape == (569, 30)
        assert_array_equal(np.bincount(cancer.y), [212, 357])
        assert (cancer.X[:, 0].min(), cancer.X[:, 0].max()) == (6.981, 28.11)

    # --- oracle ---------------------------------------------------------------

    def test_diabetes_is_that_of_scikit_learn_before_scaling(self):
        ours, theirs = load_diabetes(), sklearn.datasets.load_diabetes(scaled=False)
        assert_array_equal(ours.X, theirs.data)
        assert_array_equal(ours.y, theirs.target)

    def test_first_weeks_at_mauna_loa(self):
        """The file of statsmodels: 317.3, 317.6, 317.5 and 316.4 in the weeks of April 1958."""
        co2 = load_co2()
        assert co2.X.shape == (521, 2)
        assert co2.y[1] == pytest.approx((317.3 + 317.6 + 317.5 + 316.4) / 4)
        months = co2.X @ [12, 1]
        assert_array_equal(np.unique(months), months)
        assert (months[-1] - months[0] + 1) - 521 == 5  # missing; two more lie before the first

    @pytest.mark.parametrize("load", LOADERS)
    def test_equals_scikit_learn_entry_by_entry(self, load):
        ours, theirs = load(), getattr(sklearn.datasets, load.__name__)()
        assert_array_equal(ours.X, theirs.data)
        assert_array_equal(ours.y, theirs.target)
        assert list(ours.target_names) == [str(name) for name in theirs.target_names]

    def test_names_equal_those_of_scikit_learn(self):
        iris = load_iris()
        named = [f"{n} ({u})" for n, u in zip(iris.feature_names, iris.units, strict=True)]
        assert named == sklearn.datasets.load_iris().feature_names
        theirs = sklearn.datasets.load_breast_cancer().feature_names
        assert load_breast_cancer().feature_names == tuple(theirs.tolist())
        assert list(load_digits().feature_names) == sklearn.datasets.load_digits().feature_names

    # --- conventions ----------------------------------------------------------

    @pytest.mark.parametrize("load", LOADERS)
    def test_record_is_complete(self, load):
        data = load()
        n, d = data.X.shape
        assert data.y.shape == (n,)
        assert len(data.feature_names) == len(data.units) == d
        assert set(data.y) == set(range(len(data.target_names)))
        assert (data.X.dtype, data.y.dtype) == (np.float64, np.int64)
        assert "doi:10.24432/" in data.source
        assert data.license == "CC BY 4.0"
        assert data.description
        assert repr(data).startswith(f"<Dataset {data.name}: {n} examples, {d} features")

    @pytest.mark.parametrize("load", LOADERS)
    def test_nothing_can_be_changed(self, load):
        data = load()
        assert load() is data
        for array in (data.X, data.y):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0
            with pytest.raises(ValueError, match="cannot set WRITEABLE"):
                array.flags.writeable = True
        with pytest.raises(AttributeError):
            data.X = None

    @pytest.mark.parametrize("name", ["digits.csv.gz", "breast_cancer.csv.gz", "china.csv.gz"])
    def test_packed_file_has_no_time_in_it(self, name):
        """Bytes 4 to 8 of a gzip file are the time of packing: zero, for equal builds."""
        packed = (files("mmlbook") / "data" / name).read_bytes()
        assert packed[4:8] == bytes(4)


class TestWeather:
    def test_known_days(self):
        """The file of vega_datasets: its first lines, its last, and the count of each word."""
        weather = load_seattle_weather()
        dates = weather.categories["date"]
        assert weather.X.shape == (1461, 4)  # three years, and one with a February 29
        assert (dates[0], dates[-1], dates[59]) == ("2012-01-01", "2015-12-31", "2012-02-29")
        assert_array_equal(weather.X[[0, -1]], [[0, 12.8, 5, 4.7], [0, 5.6, -2.1, 3.5]])
        names = [weather.target_names[k] for k in weather.y]
        assert names[:3] == ["drizzle", "rain", "rain"]
        assert [names.count(kind) for kind in weather.target_names] == [54, 411, 259, 23, 714]

    def test_every_day_once_and_possible(self):
        weather = load_seattle_weather()
        days = weather.categories["date"].astype("datetime64[D]")
        assert np.all(np.diff(days) == 1)
        assert np.all(weather.X[:, 1] >= weather.X[:, 2])
        assert np.all(weather.X[:, [0, 3]] >= 0)
        assert load_seattle_weather() is weather
        assert len(weather.units) == len(weather.feature_names) == 4


class TestNumbersToPredict:
    def test_a_day_in_seattle(self):
        day = load_seattle_day()
        assert_array_equal(day.X[:, 0], np.arange(24))
        assert (day.y.argmax(), day.y.max()) == (16, 75.6)
        assert repr(day) == (
            "<Dataset a day in Seattle: 24 examples, 1 features, target temperature>"
        )

    def test_longley(self):
        """NIST StRD, Longley: the first and the last observation."""
        longley = load_longley()
        assert longley.X.shape == (16, 6)
        assert_array_equal(longley.X[-1], [116.9, 554894, 4007, 2827, 130081, 1962])
        assert (longley.y[0], longley.y[-1]) == (60323, 70551)
        assert_array_equal(longley.X[:, 5], np.arange(1947, 1963))

    @pytest.mark.parametrize("load", [load_seattle_day, load_longley])
    def test_record_is_complete_and_fixed(self, load):
        data = load()
        assert load() is data
        assert len(data.feature_names) == len(data.units) == data.X.shape[1]
        assert data.y.shape == data.X.shape[:1]
        assert data.source
        assert data.license == "public domain"
        for array in (data.X, data.y):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


class TestPenguins:
    def test_counts_of_the_paper(self):
        """Horst, Hill and Gorman (2020): 152 Adelie, 68 chinstrap, 124 gentoo; 11 incomplete."""
        penguins = load_penguins()
        assert penguins.X.shape == (344, 5)
        assert_array_equal(np.bincount(penguins.y), [152, 68, 124])
        complete = np.isfinite(penguins.X).all(axis=1) & (penguins.categories["sex"] != "")
        assert complete.sum() == 333
        assert_array_equal(np.isnan(penguins.X).sum(axis=0), [2, 2, 2, 2, 0])

    def test_who_lives_where(self):
        penguins = load_penguins()
        homes = list(zip(penguins.y.tolist(), penguins.categories["island"].tolist(), strict=True))
        assert {home: homes.count(home) for home in set(homes)} == {
            (0, "Biscoe"): 44,
            (0, "Dream"): 56,
            (0, "Torgersen"): 52,
            (1, "Dream"): 68,
            (2, "Biscoe"): 124,
        }
        assert sorted(set(penguins.categories["sex"].tolist())) == ["", "female", "male"]

    def test_last_bird(self):
        penguins = load_penguins()
        assert_array_equal(penguins.X[-1], [50.2, 18.7, 198, 3775, 2009])
        assert penguins.target_names[penguins.y[-1]] == "Chinstrap"

    def test_record_is_complete_and_fixed(self):
        penguins = load_penguins()
        assert load_penguins() is penguins
        assert len(penguins.feature_names) == len(penguins.units) == 5
        assert penguins.license == "CC0-1.0"
        assert "doi:10.1371/" in penguins.source
        assert repr(penguins) == "<Dataset penguins: 344 examples, 5 features, 3 classes>"
        for array in (penguins.X, penguins.y, penguins.categories["island"]):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = array[1]
        with pytest.raises(TypeError, match="does not support item assignment"):
            penguins.categories["island"] = penguins.categories["sex"]


class TestTexts:
    def test_titles_and_texts(self):
        texts = load_texts()
        assert len(texts.titles) == len(texts.texts) == len(set(texts.titles)) == 14
        assert "famous Iris database" in texts.texts[texts.titles.index("iris")]
        assert "faces" in texts.texts[texts.titles.index("Olivetti faces")]
        assert texts.license == "BSD-3-Clause"
        assert repr(texts) == "<Texts descriptions of data sets: 14 texts>"
        assert load_texts() is texts

    def test_license_travels_with_the_texts(self):
        text = (files("mmlbook") / "data" / "COPYING-scikit-learn.txt").read_text()
        assert text.startswith("BSD 3-Clause License")
        assert "The scikit-learn developers" in text

    @pytest.mark.skipif(sklearn.__version__ != TEXTS_VERSION, reason="texts differ by version")
    def test_equals_scikit_learn(self):
        assert TEXTS_VERSION in load_texts().source
        folder = files("sklearn.datasets") / "descr"
        theirs = [f.read_text() for f in folder.iterdir() if f.name.endswith(".rst")]
        assert sorted(load_texts().texts) == sorted(theirs)
        assert load_texts().texts[5] == sklearn.datasets.load_iris().DESCR


class TestChina:
    def test_is_the_picture_of_scikit_learn(self):
        """Means over blocks of 4 by 4 pixels and three colors; decoders differ in rounding."""
        pytest.importorskip("PIL")
        theirs = sklearn.datasets.load_sample_image("china.jpg")[:424].astype(float)
        light = theirs.reshape(106, 4, 160, 4, 3).mean(axis=(1, 3, 4))
        assert_allclose(load_china().pixels, 255 - light, atol=1.5)

    def test_record_is_complete_and_fixed(self):
        china = load_china()
        assert load_china() is china
        assert china.pixels.shape == (106, 160)
        assert (china.pixels.min() >= 0) & (china.pixels.max() <= 255)
        assert china.license == "CC BY 2.0"
        assert "danielbuechele" in china.source
        assert repr(china) == "<Picture china: 106 rows of 160 pixels>"
        with pytest.raises(ValueError, match="read-only"):
            china.pixels[0] = 0


class TestLesMiserables:
    def test_known_counts(self):
        """Knuth's 80 characters less three who meet nobody; 254 pairs; Cosette and Valjean 31."""
        graph = load_les_miserables()
        assert graph.A.shape == (77, 77)
        assert np.count_nonzero(graph.A) == 2 * 254
        cosette, valjean = (graph.vertices.index(name) for name in ("Cosette", "Valjean"))
        assert graph.A[cosette, valjean] == graph.A.max() == 31
        assert graph.license == "BSD-3-Clause"
        assert load_les_miserables() is graph

    def test_is_symmetric_without_loops_and_read_only(self):
        A = load_les_miserables().A
        assert_array_equal(A, A.T)
        assert not A.diagonal().any()
        assert not A.flags.writeable

    def test_license_travels_with_the_data(self):
        text = (files("mmlbook") / "data" / "COPYING-networkx.txt").read_text()
        assert "NetworkX Developers" in text


GENERATORS = [
    lambda n, **kw: make_blobs(n, [[0, 0], [3, 3]], **kw),
    make_moons,
    make_rings,
    make_spirals,
    make_bars,
]
IDS = ["blobs", "moons", "rings", "spirals", "bars"]


@pytest.mark.parametrize("make", GENERATORS, ids=IDS)
class TestAllGenerators:
    def test_same_seed_same_data(self, make):
        X, y = make(20, rng=rng(7))
        again = make(20, rng=rng(7))
        assert_array_equal(again[0], X)
        assert_array_equal(again[1], y)

    def test_shapes_and_types(self, make):
        X, y = make(9, rng=rng())
        assert X.shape[0] == 9
        assert X.shape[1] == (16 if make is make_bars else 2)
        assert (X.dtype, y.dtype, y.shape) == (np.float64, np.int64, (9,))

    def test_refuses_a_seed_in_place_of_a_generator(self, make):
        with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator; got int"):
            make(5, rng=0)

    def test_refuses_too_few_samples(self, make):
        with pytest.raises(ValueError, match="n_samples must be at least"):
            make(-1, rng=rng())


class TestGenerators:
    @given(st.integers(3, 50))
    def test_classes_are_as_even_as_can_be(self, n):
        _, y = make_blobs(n, np.eye(3), rng=rng())
        counts = np.bincount(y)
        assert counts.max() - counts.min() <= 1
        assert counts.sum() == n

    def test_blobs_have_the_centers_and_the_spread(self):
        """Means of 10,000 points: within five standard errors, 5 * 2 / 100; spread likewise."""
        centers = np.array([[0.0, 10.0, 5.0], [7.0, -3.0, 5.0]])
        X, y = make_blobs(20_000, centers, spread=2.0, rng=rng())
        for k in range(2):
            assert_allclose(X[y == k].mean(axis=0), centers[k], atol=0.1)
            assert_allclose(X[y == k].std(axis=0), 2.0, atol=5 * 2 / math.sqrt(20_000))

    def test_moons_lie_on_two_arcs(self):
        X, y = make_moons(101, rng=rng())
        centers = np.array([[0.0, 0.0], [1.0, 0.5]])[y]
        assert_allclose(np.hypot(*(X - centers).T), 1.0, rtol=1e-14)
        assert (X[y == 0, 1] >= 0).all()
        assert (X[y == 1, 1] <= 0.5 + 1e-15).all()

    def test_moons_equal_those_of_scikit_learn(self):
        X, y = make_moons(100, rng=rng())
        theirs, labels = sklearn.datasets.make_moons(100, shuffle=False)
        assert_allclose(X, theirs, atol=1e-15)
        assert_array_equal(y, labels)

    def test_rings_have_their_radii_and_all_angles(self):
        X, y = make_rings(300, radii=[1, 2, 4], rng=rng())
        assert_allclose(np.hypot(*X.T), np.array([1, 2, 4])[y], rtol=1e-14)
        for k in range(3):
            assert set(zip(*np.sign(X[y == k].T), strict=True)) == {
                (i, j) for i in (-1, 1) for j in (-1, 1)
            }

    @pytest.mark.parametrize("turns", [0.5, 1.0, 1.75])
    def test_spirals_are_turned_copies(self, turns):
        X, y = make_spirals(90, arms=3, turns=turns, rng=rng())
        z = (X[:, 0] + 1j * X[:, 1]).reshape(3, 30)
        assert_allclose(z[1], z[0] * np.exp(2j * np.pi / 3), rtol=1e-13)
        assert_allclose(z[2], z[0] * np.exp(4j * np.pi / 3), rtol=1e-13)
        assert_allclose(np.abs(z[0]), np.linspace(0.1, 1, 30), rtol=1e-13)
        assert np.unwrap(np.angle(z[0]))[-1] == pytest.approx(2 * np.pi * turns, rel=1e-13)
        assert_array_equal(y, np.repeat([0, 1, 2], 30))

    @pytest.mark.parametrize("make", [make_moons, make_rings, make_spirals])
    def test_noise_has_its_standard_deviation(self, make):
        clean, noisy = (make(20_000, noise=noise, rng=rng()) for noise in (0.0, 0.3))
        difference = noisy[0] - clean[0]
        assert difference.std() == pytest.approx(0.3, abs=5 * 0.3 / math.sqrt(80_000))
        assert difference.mean() == pytest.approx(0.0, abs=5 * 0.3 / math.sqrt(40_000))
        assert_array_equal(noisy[1], clean[1])
        assert not np.array_equal(make(20_000, noise=0.3, rng=rng(1))[0], noisy[0])

    @pytest.mark.parametrize("make", [make_moons, make_rings, make_spirals])
    def test_refuses_negative_noise(self, make):
        with pytest.raises(ValueError, match="noise must not be negative; got -1"):
            make(10, noise=-1, rng=rng())

    def test_refuses_negative_spread_and_no_center(self):
        with pytest.raises(ValueError, match="spread must not be negative"):
            make_blobs(2, [[0.0]], spread=-1, rng=rng())
        with pytest.raises(ValueError, match="the number of classes must be at least 1; got 0"):
            make_rings(2, radii=[], rng=rng())

    @given(st.integers(1, 30), st.integers(1, 6), st.integers(0, 5))
    def test_bars_are_constant_along_their_direction(self, n, size, seed):
        X, y = make_bars(n, size, rng=rng(seed))
        pictures = X.reshape(n, size, size)
        assert set(np.unique(X)) <= {0.0, 1.0}
        for picture, label in zip(pictures, y, strict=True):
            lines = picture if label == 0 else picture.T
            assert (lines == lines[:, :1]).all()

    def test_bars_are_fair(self):
        """Shares of 10,000 coins, within five standard errors."""
        X, y = make_bars(10_000, 2, rng=rng())
        assert y.mean() == pytest.approx(0.5, abs=0.025)
        assert X.mean() == pytest.approx(0.5, abs=0.025)
        assert X.all(axis=1).mean() == pytest.approx(0.25, abs=0.022)

    def test_all_names_are_public(self):
        assert {f"make_{name}" for name in IDS} <= set(datasets.__all__)
