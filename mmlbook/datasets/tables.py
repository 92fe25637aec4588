"""Real data in tables, one example a row."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import numpy as np

from mmlbook.datasets.records import Dataset, frozen, read, read_table

__all__ = [
    "load_breast_cancer",
    "load_co2",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "load_longley",
    "load_penguins",
    "load_seattle_day",
    "load_seattle_weather",
]


@cache
def load_iris() -> Dataset:
    """Return Fisher's irises: 150 flowers of three species, measured in centimeters.

    Returns
    -------
    iris : Dataset
        150 examples, 4 features, 3 classes of 50.

    Notes
    -----
    The numbers are those of Fisher's paper, as in R and scikit-learn; the file of the UCI
    repository differs from them in two flowers.

    Source: Fisher (1936), table I.

    Examples
    --------
    >>> load_iris().X[0]
    array([5.1, 3.5, 1.4, 0.2])
    """
    names, table = read_table("iris.csv")
    return Dataset(
        name="iris",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1].astype(np.int64)),
        feature_names=names[:-1],
        units=("cm",) * 4,
        target_names=("setosa", "versicolor", "virginica"),
        source="R. A. Fisher (1936); UCI Machine Learning Repository, doi:10.24432/C56C76",
        license="CC BY 4.0",
        description="Length and width of the sepals and petals of 150 flowers of three species.",
    )


@cache
def load_digits() -> Dataset:
    """Return 1797 handwritten digits, each a picture of 8 by 8 pixels.

    Returns
    -------
    digits : Dataset
        1797 examples, 64 features in rows of 8 pixels, 10 classes.

    Notes
    -----
    Each pixel counts the inked dots, 0 to 16, in a block of 4 by 4 of a finer picture.  This is
    the test part of the original data, written by 13 people.

    Source: Alpaydin and Kaynak (1998).

    Examples
    --------
    >>> load_digits().X[0].reshape(8, 8)[0]
    array([ 0.,  0.,  5., 13.,  9.,  1.,  0.,  0.])
    """
    names, table = read_table("digits.csv.gz")
    return Dataset(
        name="digits",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1].astype(np.int64)),
        feature_names=names[:-1],
        units=("dots",) * 64,
        target_names=tuple("0123456789"),
        source="E. Alpaydin, C. Kaynak (1998); UCI Machine Learning Repository, "
        "doi:10.24432/C50P49 (test part)",
        license="CC BY 4.0",
        description="Handwritten digits as 8 by 8 counts of inked dots, from 0 to 16.",
    )


@cache
def load_breast_cancer() -> Dataset:
    """Return 569 tumors, each described by 30 measurements of its cell nuclei under a microscope.

    Returns
    -------
    cancer : Dataset
        569 examples, 30 features, 2 classes: 212 malignant and 357 benign.

    Notes
    -----
    Ten properties of the nuclei in a picture, each as the mean, the standard error, and the mean
    of the three largest ("worst").

    Source: Street, Wolberg and Mangasarian (1993).

    Examples
    --------
    >>> cancer = load_breast_cancer()
    >>> cancer.feature_names[0], cancer.X[0, 0], cancer.target_names[cancer.y[0]]
    ('mean radius', np.float64(17.99), 'malignant')
    """
    names, table = read_table("breast_cancer.csv.gz")
    return Dataset(
        name="breast cancer",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1].astype(np.int64)),
        feature_names=names[:-1],
        units=("",) * 30,
        target_names=("malignant", "benign"),
        source="W. N. Street, W. H. Wolberg, O. L. Mangasarian (1993); UCI Machine Learning "
        "Repository, doi:10.24432/C5DW2B",
        license="CC BY 4.0",
        description="Thirty measurements of cell nuclei in pictures of 569 breast tumors.",
    )


@cache
def load_seattle_day() -> Dataset:
    """Return the usual temperatures in Seattle at the 24 full hours of August 1.

    Returns
    -------
    day : Dataset
        24 examples, 1 feature (the hour), and the temperature in degrees Fahrenheit.

    Notes
    -----
    Source: NOAA, in the file ``seattle-temps.csv`` of vega_datasets 0.9.0.

    Examples
    --------
    >>> day = load_seattle_day()
    >>> day.X[:2, 0], day.y[:2]
    (array([0., 1.]), array([61.7, 60.6]))
    """
    names, table = read_table("seattle-day.csv")
    return Dataset(
        name="a day in Seattle",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("h",),
        target_names=names[-1:],
        source="NOAA; vega_datasets 0.9.0, seattle-temps.csv",
        license="public domain",
        description="Temperature in degrees Fahrenheit at each full hour of August 1, 2010, as the "
        "file says; its even course from day to day is that of averages over many years.",
    )


@cache
def load_seattle_weather() -> Dataset:
    """Return the weather in Seattle, day by day from 2012 to 2015.

    Returns
    -------
    weather : Dataset
        1461 examples (days), 4 features, 5 classes; `categories` holds the dates.

    Notes
    -----
    The classes are what the day was like, from drizzle to sun.

    Source: NOAA, in the file ``seattle-weather.csv`` of vega_datasets 0.9.0.

    Examples
    --------
    >>> weather = load_seattle_weather()
    >>> str(weather.categories["date"][0]), weather.X[0]
    ('2012-01-01', array([ 0. , 12.8,  5. ,  4.7]))
    """
    rows = np.array([line.split(",") for line in read("seattle-weather.csv").decode().split()[1:]])
    kinds = ("drizzle", "fog", "rain", "snow", "sun")
    return Dataset(
        name="Seattle's weather",
        X=frozen(rows[:, 1:5].astype(np.float64)),
        y=frozen(np.searchsorted(kinds, rows[:, 5]).astype(np.int64)),
        feature_names=("precipitation", "highest temperature", "lowest temperature", "wind speed"),
        units=("mm", "degrees Celsius", "degrees Celsius", "m/s"),
        target_names=kinds,
        source="NOAA; vega_datasets 0.9.0, seattle-weather.csv",
        license="public domain",
        description="Rain, highest and lowest temperature and wind in Seattle on 1461 days.",
        categories=MappingProxyType({"date": frozen(np.strings.replace(rows[:, 0], "/", "-"))}),
    )


@cache
def load_longley() -> Dataset:
    """Return Longley's table: the economy of the United States in the years 1947 to 1962.

    Returns
    -------
    longley : Dataset
        16 examples (years), 6 features, and the number of employed people in thousands.

    Notes
    -----
    Four of the columns grow almost in step; the table has tested programs for least squares
    ever since.

    Source: Longley (1967), table in the appendix.

    Examples
    --------
    >>> longley = load_longley()
    >>> longley.X[0], longley.y[0]
    (array([8.30000e+01, 2.34289e+05, 2.35600e+03, 1.59000e+03, 1.07608e+05,
           1.94700e+03]), np.float64(60323.0))
    """
    names, table = read_table("longley.csv")
    return Dataset(
        name="Longley's economy",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("1954 = 100", "million dollars", "thousands", "thousands", "thousands", "year"),
        target_names=names[-1:],
        source="J. W. Longley (1967), doi:10.1080/01621459.1967.10500896; NIST StRD",
        license="public domain",
        description="Six indicators of the economy of the United States, and employment.",
    )


@cache
def load_penguins() -> Dataset:
    """Return the penguins of the Palmer Archipelago: 344 birds of three species on three islands.

    Returns
    -------
    penguins : Dataset
        344 examples, 5 features, 3 classes (species); `categories` holds island and sex.

    Notes
    -----
    What was not measured is NaN among the numbers and an empty word among the categories; 333
    birds are complete.

    Source: Gorman, Williams and Fraser (2014); ``penguins.csv`` of palmerpenguins 0.1.6.

    Examples
    --------
    >>> penguins = load_penguins()
    >>> penguins.X[0]
    array([  39.1,   18.7,  181. , 3750. , 2007. ])
    >>> str(penguins.categories["island"][0]), str(penguins.categories["sex"][0])
    ('Torgersen', 'male')
    """
    header, *lines = read("penguins.csv").decode().splitlines()
    columns = dict(zip(header.split(","), np.array([s.split(",") for s in lines]).T, strict=True))
    columns = {name: np.where(words == "NA", "", words) for name, words in columns.items()}
    species = ("Adelie", "Chinstrap", "Gentoo")
    numbers = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year")
    X = np.column_stack([[float(word or "nan") for word in columns[name]] for name in numbers])
    words = {name: frozen(columns[name]) for name in ("island", "sex")}
    return Dataset(
        name="penguins",
        X=frozen(X),
        y=frozen(np.searchsorted(species, columns["species"]).astype(np.int64)),
        feature_names=("bill length", "bill depth", "flipper length", "body mass", "year"),
        units=("mm", "mm", "mm", "g", "year"),
        target_names=species,
        source="K. B. Gorman, T. D. Williams, W. R. Fraser (2014), "
        "doi:10.1371/journal.pone.0090081; palmerpenguins 0.1.6",
        license="CC0-1.0",
        description="Bills, flippers and weights of 344 penguins of three species.",
        categories=MappingProxyType(words),
    )


@cache
def load_diabetes() -> Dataset:
    """Return 442 diabetes patients, and how far the disease had progressed a year later.

    Returns
    -------
    diabetes : Dataset
        442 examples, 10 features in the units of measurement, and a measure of progression.

    Notes
    -----
    These are the measured numbers; scikit-learn's loader centers and scales them unless asked for
    ``scaled=False``.  The sexes are coded 1 and 2.

    Source: Efron, Hastie, Johnstone and Tibshirani (2004), section 1.

    Examples
    --------
    >>> diabetes = load_diabetes()
    >>> diabetes.X[0, 2:4], diabetes.y[:2]
    (array([ 32.1, 101. ]), array([151.,  75.]))
    """
    names, table = read_table("diabetes.csv")
    return Dataset(
        name="diabetes",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("years", "code", "kg/m^2", "mmHg", "mg/dl", "mg/dl", "mg/dl", "ratio", "log(mg/dl)",
               "mg/dl"),
        target_names=names[-1:],
        source="B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), "
        "doi:10.1214/009053604000000067; scikit-learn 1.9.1, diabetes_data_raw.csv.gz",
        license="BSD-3-Clause",
        description="Age, sex, body mass index, blood pressure and six serum measurements.",
    )  # fmt: skip


@cache
def load_co2() -> Dataset:
    """Return the carbon dioxide in the air at Mauna Loa, month by month from 1958 to 2001.

    Returns
    -------
    co2 : Dataset
        521 examples (months), 2 features (year and month), and parts per million by volume.

    Notes
    -----
    Each number is the mean of the weekly values of a month.  Seven months are missing.

    Source: Keeling and Whorf, in the file ``co2.csv`` of statsmodels 0.15.0.

    Examples
    --------
    >>> co2 = load_co2()
    >>> co2.X[0], co2.y[:2]
    (array([1958.,    3.]), array([316.1, 317.2]))
    """
    names, table = read_table("co2.csv")
    return Dataset(
        name="carbon dioxide at Mauna Loa",
        X=frozen(table[:, :-1]),
        y=frozen(table[:, -1]),
        feature_names=names[:-1],
        units=("year", "month"),
        target_names=names[-1:],
        source="C. D. Keeling, T. P. Whorf (2004), Carbon Dioxide Information Analysis Center; "
        "statsmodels 0.15.0, co2.csv",
        license="public domain",
        description="Monthly means of carbon dioxide in the air, in parts per million.",
    )
