"""Pictures that move: complete without a script, and right wherever they are moved."""

import math

import pytest

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
    """Return the address of the first chapter, which has the two vectors."""
    return f"{url}{chapters[0]}.html"


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


@pytest.mark.parametrize("values", [(1, 0.5, 0, 1), (2, 1, -1, 0.5), (0.5, -2, 1.25, 0)])
def test_numbers_are_those_of_the_machine(visit, url, chapters, values):
    (page,) = (f"{url}{name}.html" for name in chapters if name.endswith("/matrices"))
    tab = visit(page).tab
    tab.evaluate(MOVE, dict(zip(["a11", "a12", "a21", "a22"], values, strict=True)))
    shown = tab.evaluate(NUMBERS)
    a, b, c, d = values
    area = a * d - b * c
    assert float(shown["area"]) == pytest.approx(area, abs=0.0051)
    back = [float(x) for row in ("back1", "back2") for x in shown[row].split(",")]
    assert back == pytest.approx([d / area, -b / area, -c / area, a / area], abs=0.0051)


def test_a_flat_machine_has_no_way_back(visit, url, chapters):
    (page,) = (f"{url}{name}.html" for name in chapters if name.endswith("/matrices"))
    tab = visit(page).tab
    tab.evaluate(MOVE, {"a11": 1, "a12": 2, "a21": 0.5, "a22": 1})
    assert tab.evaluate(NUMBERS) == {"area": "0.00", "back1": "none", "back2": "none"}


def test_script_is_loaded_only_where_something_moves(visit, url, documents):
    page = visit(f"{url}{documents[1]}.html").tab
    assert page.locator("script[src*=explorables]").count() == 0
