"""Pictures that move: complete without a script, and right wherever they are moved."""

import math

import numpy as np
import pytest

from mmlbook.datasets import load_iris
from mmlbook.orientation.what_is_learning import (
    LookupTableClassifier,
    NearestNeighborClassifier,
    ThresholdClassifier,
    train_test_split,
)

pytestmark = pytest.mark.site

NUMBERS = """() => Object.fromEntries([...document.querySelectorAll('[data-number]')]
  .map((cell) => [cell.dataset.number, cell.textContent]))"""
MOVE = """(values) => { for (const [name, value] of Object.entries(values)) {
  const input = document.querySelector(`.explorable input[name=${name}]`);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
} }"""


@pytest.fixture
def chapter(url, chapters):
    """Return the address of the chapter that has the two vectors."""
    (name,) = (name for name in chapters if name.endswith("/vectors"))
    return f"{url}{name}.html"


@pytest.fixture
def flowers(url, chapters):
    """Return the address of the chapter that has the three learners."""
    (name,) = (name for name in chapters if name.endswith("/what_is_learning"))
    return f"{url}{name}.html"


def test_complete_without_a_script(visit, chapter):
    page = visit(chapter, java_script_enabled=False).tab
    box = page.locator(".explorable")
    assert box.locator("svg path.shadow").is_visible()
    assert "20.0" in box.inner_text()
    assert not box.locator("input").first.is_visible()


@pytest.mark.parametrize("values", [(4, 3, 2, 4), (3, 0, 0, 2), (1, 2, -2, -4), (2.5, -1, -3, 4.5)])
def test_numbers_are_those_of_the_vectors(visit, chapter, values):
    """Computed here with the standard library alone."""
    u1, u2, v1, v2 = values
    page = visit(chapter).tab
    page.evaluate(MOVE, dict(zip(["u1", "u2", "v1", "v2"], values, strict=True)))
    shown = page.evaluate(NUMBERS)
    dot = u1 * v1 + u2 * v2
    turn = math.degrees(abs(math.atan2(v2, v1) - math.atan2(u2, u1)))
    assert float(shown["dot"]) == pytest.approx(dot, abs=0.051)
    assert float(shown["area"]) == pytest.approx(abs(u1 * v2 - u2 * v1), abs=0.051)
    assert float(shown["shadow"]) == pytest.approx(dot / math.hypot(u1, u2), abs=0.0051)
    assert float(shown["angle"].rstrip("°")) == pytest.approx(min(turn, 360 - turn), abs=0.051)


def test_zero_vector_has_no_angle(visit, chapter):
    page = visit(chapter).tab
    page.evaluate(MOVE, {"u1": 0, "u2": 0})
    shown = page.evaluate(NUMBERS)
    assert (shown["angle"], shown["shadow"], shown["dot"]) == ("none", "none", "0.0")


def test_a_tip_can_be_dragged(visit, chapter):
    page = visit(chapter).tab
    box = page.locator(".explorable svg")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    unit = place["width"] / 12

    def at(x, y):
        return place["x"] + unit * (x + 6), place["y"] + unit * (6 - y)

    page.mouse.move(*at(2, 4))
    page.mouse.down()
    page.mouse.move(*at(-3, 4), steps=5)
    page.mouse.up()
    assert page.evaluate(NUMBERS)["dot"] == "0.0"
    assert page.locator(".explorable input[name=v1]").input_value() == "-3"


@pytest.mark.parametrize("chapter", ["/matrices", "/linear_maps"])
@pytest.mark.parametrize(
    "values", [(1, 0.5, 0, 1), (2, 1, -1, 0.5), (0.5, -2, 1.25, 0), (0, 1, 1, 0)]
)
def test_numbers_are_those_of_the_machine(visit, url, chapters, chapter, values):
    (page,) = (f"{url}{name}.html" for name in chapters if name.endswith(chapter))
    tab = visit(page).tab
    tab.evaluate(MOVE, dict(zip(["a11", "a12", "a21", "a22"], values, strict=True)))
    shown = tab.evaluate(NUMBERS)
    a, b, c, d = values
    area = a * d - b * c
    assert float(shown["area"]) == pytest.approx(area, abs=0.0051)
    assert shown["orientation"] == ("kept" if area > 0 else "mirrored")
    back = [float(x) for row in ("back1", "back2") for x in shown[row].split(",")]
    assert back == pytest.approx([d / area, -b / area, -c / area, a / area], abs=0.0051)


def test_a_flat_machine_has_no_way_back(visit, url, chapters):
    (page,) = (f"{url}{name}.html" for name in chapters if name.endswith("/matrices"))
    tab = visit(page).tab
    tab.evaluate(MOVE, {"a11": 1, "a12": 2, "a21": 0.5, "a22": 1})
    flat = {"area": "0.00", "orientation": "flat", "back1": "none", "back2": "none"}
    assert tab.evaluate(NUMBERS) == flat


def learners_say(at):
    """Return what the package's own learners say of a flower."""
    iris = load_iris()
    X, _, y, _ = train_test_split(iris.X[:, 2:], iris.y, rng=np.random.default_rng(1))
    models = (LookupTableClassifier(), NearestNeighborClassifier(), ThresholdClassifier(feature=0))
    said = [iris.target_names[model.fit(X, y).predict([at])[0]] for model in models]
    said[0] += "" if any((row == at).all() for row in X) else ", a guess"
    return dict(zip(("table", "nearest", "threshold"), said, strict=True))


def test_three_learners_without_a_script(visit, flowers):
    box = visit(flowers, java_script_enabled=False).tab.locator(".explorable")
    assert box.locator("svg circle.new").is_visible()
    assert "a guess" in box.inner_text()
    assert not box.locator("input").first.is_visible()


@pytest.mark.parametrize("at", [(1.4, 0.2), (4.9, 1.6), (5.1, 1.9), (6.9, 0.1), (2.5, 2.6)])
def test_answers_are_those_of_the_learners(visit, flowers, at):
    tab = visit(flowers).tab
    tab.evaluate(MOVE, dict(zip("ab", at, strict=True)))
    assert tab.evaluate(NUMBERS) == learners_say(at)


def test_a_flower_can_be_dragged(visit, flowers):
    tab = visit(flowers).tab
    box = tab.locator(".explorable svg")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    unit = place["width"] / 14

    def at(a, b):
        return place["x"] + unit * (2 * a - 0.8), place["y"] + unit * (5.7 - 2 * b)

    tab.mouse.move(*at(4.9, 1.6))
    tab.mouse.down()
    tab.mouse.move(*at(1.5, 0.8), steps=5)
    tab.mouse.up()
    assert tab.locator(".explorable input[name=a]").input_value() == "1.5"
    assert tab.evaluate(NUMBERS) == learners_say((1.5, 0.8))


def test_script_is_loaded_only_where_something_moves(visit, url, documents):
    page = visit(f"{url}{documents[1]}.html").tab
    assert page.locator("script[src*=explorables]").count() == 0
