"""Explorables: a picture that the reader can move, drawn complete without any script.

``{explorable} two-vectors`` and its like write the picture and its numbers as they are at the
start, computed by the package; a few lines of JavaScript redraw them when a slider or a point is
moved.  In print the page's figures stand in for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mmlbook.datasets import load_digits, load_iris
from mmlbook.linear_algebra.matrices import inverse_2x2
from mmlbook.linear_algebra.vectors import angle_between, dot, norm, triangle_area
from mmlbook.orientation.what_is_learning import (
    LookupTableClassifier,
    NearestNeighborClassifier,
    ThresholdClassifier,
    train_test_split,
)

START = {"u1": 4.0, "u2": 3.0, "v1": 2.0, "v2": 4.0}


def two_vectors(u: np.ndarray, v: np.ndarray) -> dict[str, str]:
    """Return the numbers that the picture shows beside two vectors.

    Examples
    --------
    >>> numbers = two_vectors(np.array([4.0, 3.0]), np.array([2.0, 4.0]))
    >>> numbers["dot"], numbers["shadow"], numbers["area"]
    ('20.0', '4.00', '10.0')
    """
    return {
        "dot": f"{dot(u, v):.1f}",
        "lengths": f"{norm(u):.2f}, {norm(v):.2f}",
        "angle": f"{np.degrees(angle_between(u, v)):.1f}°",
        "shadow": f"{dot(u, v) / norm(u):.2f}",
        "area": f"{2 * triangle_area([0, 0], u, v):.1f}",
    }


LABELS = {
    "dot": "dot product",
    "lengths": "lengths of u and v",
    "angle": "angle between them",
    "shadow": "shadow of v on u",
    "area": "area they span",
}


def picture() -> str:
    """Return the explorable as HTML, drawn for the starting vectors."""
    u = np.array([START["u1"], START["u2"]])
    v = np.array([START["v1"], START["v2"]])
    foot = u * dot(u, v) / dot(u, u)
    grid = "".join(
        f'<path class="grid" d="M{k} -6V6M-6 {k}H6"/>' for k in range(-5, 6) if k
    )  # the unit lines
    controls = "".join(
        f'<label>{name[0]}<sub>{name[1]}</sub> <input type="range" name="{name}" min="-5" max="5" '
        f'step="0.5" value="{value:g}"></label>'
        for name, value in START.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{LABELS[name]}</th><td data-number="{name}">{value}</td></tr>'
        for name, value in two_vectors(u, v).items()
    )
    tip = "{:g} {:g}".format
    return (
        '<div class="explorable" data-explorable="two-vectors">'
        '<svg viewBox="-6 -6 12 12" role="img" aria-label="Two arrows u and v from the origin, the '
        'parallelogram they span, and the shadow of v on the line of u.">'
        f'{grid}<path class="axis" d="M0 -6V6M-6 0H6"/>'
        f'<path class="area" d="M0 0L{tip(u[0], -u[1])}L{tip(*(u + v) * [1, -1])}'
        f'L{tip(v[0], -v[1])}Z"/>'
        f'<path class="drop" d="M{tip(v[0], -v[1])}L{tip(foot[0], -foot[1])}"/>'
        f'<path class="shadow" d="M0 0L{tip(foot[0], -foot[1])}"/>'
        f'<path class="u" d="M0 0L{tip(u[0], -u[1])}"/>'
        f'<path class="v" d="M0 0L{tip(v[0], -v[1])}"/>'
        f'<circle class="u" cx="{u[0]:g}" cy="{-u[1]:g}" r="0.28"/>'
        f'<circle class="v" cx="{v[0]:g}" cy="{-v[1]:g}" r="0.28"/></svg>'
        f'<div class="panel"><div class="controls">{controls}</div>'
        f'<table aria-live="polite">{rows}</table></div></div>'
    )


MACHINE = np.array([[1.0, 0.5], [0.0, 1.0]])
MACHINE_LABELS = {
    "area": "area, with its sign",
    "orientation": "orientation",
    "back1": "inverse, first row",
    "back2": "inverse, second row",
}


def linear_machine(A: np.ndarray) -> dict[str, str]:
    """Return the numbers that the picture shows beside a 2 by 2 matrix.

    Examples
    --------
    >>> linear_machine(np.array([[1.0, 0.5], [0.0, 1.0]]))
    {'area': '1.00', 'orientation': 'kept', 'back1': '1.00, -0.50', 'back2': '0.00, 1.00'}
    >>> linear_machine(np.array([[1.0, 2.0], [0.5, 1.0]]))
    {'area': '0.00', 'orientation': 'flat', 'back1': 'none', 'back2': 'none'}
    """
    area = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
    if not area:
        return {"area": "0.00", "orientation": "flat", "back1": "none", "back2": "none"}
    first, second = (f"{x:.2f}, {y:.2f}" for x, y in inverse_2x2(A) + 0.0)  # no minus zero
    side = "kept" if area > 0 else "mirrored"
    return {"area": f"{area:.2f}", "orientation": side, "back1": first, "back2": second}


def machine_picture() -> str:
    """Return the machine that moves a digit, as HTML; a unit of the plane is two of the picture."""
    pixels = load_digits().X[4].reshape(8, 8)
    cells = {
        ink: "".join(
            f"M{j / 8} {1 - i / 8}h.125v-.125h-.125z" for i, j in np.argwhere(pixels == ink)
        )
        for ink in np.unique(pixels[pixels > 0])
    }
    ink = "".join(f'<path d="{d}" fill-opacity="{k / 16:.2f}"/>' for k, d in cells.items())
    (a, b), (c, d) = MACHINE
    grid = "".join(f'<path class="grid" d="M{k} -6V6M-6 {k}H6"/>' for k in (-4, -2, 2, 4))
    controls = "".join(
        f'<label>a<sub>{i + 1}{j + 1}</sub> <input type="range" name="a{i + 1}{j + 1}" min="-2" '
        f'max="2" step="0.25" value="{MACHINE[i, j]:g}"></label>'
        for i in (0, 1)
        for j in (0, 1)
    )
    rows = "".join(
        f'<tr><th scope="row">{MACHINE_LABELS[name]}</th><td data-number="{name}">{value}</td></tr>'
        for name, value in linear_machine(MACHINE).items()
    )
    tips = "".join(
        f'<path class="{name}" d="M0 0L{2 * x:g} {-2 * y:g}"/>'
        f'<circle class="{name}" cx="{2 * x:g}" cy="{-2 * y:g}" r="0.28"/>'
        for name, x, y in (("u", a, c), ("v", b, d))
    )
    return (
        '<div class="explorable" data-explorable="linear-machine">'
        '<svg viewBox="-6 -6 12 12" role="img" aria-label="A handwritten four on the unit square, '
        'moved by a two by two matrix, and two arrows: the columns of the matrix.">'
        f'{grid}<path class="axis" d="M0 -6V6M-6 0H6"/>'
        f'<g class="moved" transform="matrix({2 * a:g} {-2 * c:g} {2 * b:g} {-2 * d:g} 0 0)">'
        f'<path class="area" d="M0 0H1V1H0Z"/><g class="ink">{ink}</g></g>{tips}</svg>'
        f'<div class="panel"><div class="controls">{controls}</div>'
        f'<table aria-live="polite">{rows}</table></div></div>'
    )


FLOWER = (4.9, 1.6)
LEARNER_LABELS = {
    "table": "by heart",
    "nearest": "nearest neighbor",
    "threshold": "one threshold",
}
SHAPES = ("m-.14 0a.14 .14 0 1 0 .28 0a.14 .14 0 1 0-.28 0z", "m-.12-.12h.24v.24h-.24z",
          "m-.15 .12h.3l-.15-.26z")  # a dot, a square, a triangle  # fmt: skip


def flowers() -> tuple[np.ndarray, np.ndarray]:
    """Return the petals and the species that the learners of the picture have seen."""
    iris = load_iris()
    rng = np.random.default_rng(1)
    seen, _, species, _ = train_test_split(iris.X[:, 2:], iris.y, rng=rng)
    return seen, species


def three_learners(flower: tuple[float, float]) -> dict[str, str]:
    """Return what three learners say of a flower with these petals.

    Examples
    --------
    >>> three_learners((1.4, 0.2))
    {'table': 'setosa', 'nearest': 'setosa', 'threshold': 'setosa'}
    >>> three_learners((6.0, 1.0))
    {'table': 'versicolor, a guess', 'nearest': 'virginica', 'threshold': 'versicolor'}
    """
    X, y = flowers()
    names = load_iris().target_names
    models = (LookupTableClassifier(), NearestNeighborClassifier(), ThresholdClassifier(feature=0))
    said = [names[model.fit(X, y).predict([flower])[0]] for model in models]
    known = any(np.array_equal(flower, row) for row in X)
    said[0] += "" if known else ", a guess"
    return dict(zip(LEARNER_LABELS, said, strict=True))


def learners_picture() -> str:
    """Return the plane of petals with its flowers, as HTML; a centimeter is two of the picture."""
    X, y = flowers()
    names = load_iris().target_names
    stump = ThresholdClassifier(feature=0).fit(X, y)
    majority = LookupTableClassifier().fit(X, y).majority_
    marks = "".join(
        f'<path class="flower s{k}" data-at="{a:g} {b:g} {k}" '
        f'd="M{2 * a:g} {-2 * b:g}{SHAPES[k]}"/>'
        for (a, b), k in zip(X, y, strict=True)
    )
    a, b = FLOWER
    near = X[np.argmin(np.sum((X - FLOWER) ** 2, axis=1))]
    controls = "".join(
        f'<label>{label} <input type="range" name="{name}" min="{low}" max="{high}" step="0.1" '
        f'value="{value:g}"></label>'
        for label, name, low, high, value in (
            ("length", "a", 1, 7, a),
            ("width", "b", 0.1, 2.6, b),
        )
    )
    rows = "".join(
        f'<tr><th scope="row">{LEARNER_LABELS[name]}</th><td data-number="{name}">{value}</td></tr>'
        for name, value in three_learners(FLOWER).items()
    )
    grid = "".join(f'<path class="grid" d="M{2 * k} 0V-5.5"/>' for k in range(1, 8))
    grid += "".join(f'<path class="grid" d="M1 {-2 * k}H14.6"/>' for k in (1, 2))
    return (
        '<div class="explorable wide" data-explorable="three-learners" '
        f'data-species="{" ".join(names)}" data-threshold="{stump.threshold_:g} {stump.below_} '
        f'{stump.above_}" data-majority="{majority}">'
        '<svg viewBox="0.8 -5.7 14 5.9" role="img" aria-label="The plane of petal length and petal '
        "width with the flowers seen, a vertical line at the threshold, and a new flower joined to "
        'its nearest neighbor.">'
        f'{grid}<path class="axis" d="M1 0H14.6M1 0V-5.5"/>'
        f'<path class="cut" d="M{2 * stump.threshold_:g} 0V-5.5"/>{marks}'
        f'<path class="near" d="M{2 * a:g} {-2 * b:g}L{2 * near[0]:g} {-2 * near[1]:g}"/>'
        f'<circle class="new" cx="{2 * a:g}" cy="{-2 * b:g}" r="0.3"/></svg>'
        f'<div class="panel"><div class="controls">{controls}</div>'
        f'<table aria-live="polite">{rows}</table></div></div>'
    )


PICTURES = {
    "two-vectors": picture,
    "linear-machine": machine_picture,
    "three-learners": learners_picture,
}


class Explorable(SphinxDirective):
    """``{explorable} two-vectors``, with a sentence that says what to try."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the picture, and the sentence, on the site only."""
        if self.arguments[0] not in PICTURES:
            raise self.error(f"there is no explorable {self.arguments[0]!r}")
        box = nodes.container(classes=["explorable-box"])
        box += nodes.raw("", PICTURES[self.arguments[0]](), format="html")
        box += self.parse_content_to_nodes()
        return [box]


def context(
    app: Sphinx, pagename: str, templatename: str, variables: dict[str, Any], doctree: Any
) -> None:
    """Load the script only on pages that have something to move."""
    variables["explorables"] = "data-explorable=" in variables.get("body", "")


def only_on_screen(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave explorables out of print and out of notebooks."""
    for box in list(doctree.findall(nodes.container)):
        if "explorable-box" in box["classes"] and app.builder.format != "html":
            box.parent.remove(box)


def setup(app: Sphinx) -> None:
    """Register directive and hooks."""
    app.add_directive("explorable", Explorable)
    app.connect("html-page-context", context)
    app.connect("doctree-resolved", only_on_screen)
