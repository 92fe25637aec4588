"""The printer: the same LaTeX means the same term, and KaTeX and XeLaTeX accept all of it.

Small terms are listed completely, larger ones drawn at random, all of them from one set of symbols
and names as an author could declare them in one derivation.
"""

from __future__ import annotations

import importlib
import os
import random
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest

from mmlbook.derivations import derivations
from mmlbook.derive import (
    Author,
    Derivation,
    DerivationError,
    Dim,
    E,
    Function,
    Index,
    Max,
    ShapeError,
    Sum,
    binomial,
    block,
    col,
    column,
    cross,
    derivation,
    det,
    diag,
    eye,
    had,
    integral,
    inv,
    kron,
    latex,
    norm,
    norm1,
    norm_inf,
    number,
    ones,
    oo,
    pi,
    series,
    tr,
    vec,
    zeros,
)
from mmlbook.derive import terms as T  # noqa: N812
from mmlbook.derive.display import display, step_latex
from mmlbook.derive.givens import look_alike
from mmlbook.derive.terms import let, symbol

ROOT = Path(__file__).parents[2]
N, M = Dim("n"), Dim("m")
I, J, K = (Index(name, N) for name in "ijk")
H = Index("h", M)
a, phi = symbol("a"), symbol("phi", latex=r"\varphi")
b, lam, s = symbol("b", positive=True), symbol("lambda", nonnegative=True), symbol("t_x")
u, v, theta = symbol("u", N), symbol("v", N), symbol("theta", N)
y, p, q = symbol("y", M), symbol("p", 3), symbol("q", 3)
A, S, X = symbol("A", N, N), symbol("S", N, N, symmetric=True), symbol("X", M, N)
G, Q, Lam = symbol("G", 3, 3), symbol("Q", M, M), symbol("Lambda", N, N)
mean = let("u_bar", 1 / N * Sum(I, u[I]), latex=r"\bar{u}")
res, cen = let("r", y - X @ u), let("u_c", u - mean * ones(N), latex=r"\tilde{\vect{u}}", entry="c")
hat = let("w_hat", inv(A) @ u, latex=r"\hat{\vect{w}}")
P = let("P", X.T @ X)
l, z, f = symbol("l", natural=True), symbol("z", N, group="z"), Function("f")
LEAVES = {
    (1, 1): [a, phi, b, lam, s, mean, T.as_term(N), N - 1, number(2), number(-3), number(1, 2),
             number(-1, 2), p[1], u[I], A[I, J], cen[J], G[1, 2], X[H, I], pi, l],
    (N, 1): [u, v, theta, cen, hat, ones(N), zeros(N), z, col(A, I)],
    (M, 1): [y, res, ones(M)],
    (3, 1): [p, q, column(a, 0, b)],
    (N, N): [A, S, Lam, P, eye(N), zeros(N, N)],
    (M, N): [X],
    (M, M): [Q, eye(M)],
    (3, 3): [G],
}  # fmt: skip
ERRORS = (ShapeError, TypeError, ValueError, ZeroDivisionError)
UNARY = [
    T.neg, T.transpose, inv, tr, det, diag, norm, norm1, norm_inf, lambda x: x**2, lambda x: x**3,
    *(lambda x, f=f: T.function(f, x) for f in T.FUNCTIONS),
    lambda x: Sum(I, x), lambda x: Max(J, x), lambda x: Sum((I, J), x), lambda x: Sum(H, x),
    lambda x: x[I], lambda x: x[2], lambda x: x[I, J], lambda x: x[1, 2], lambda x: x[H, J],
    E, vec, lambda x: col(x, I), lambda x: col(x, 2), lambda x: T.function(f, x),
    lambda x: T.function(f.prime, x), lambda x: block([[x]]), lambda x: x ** number(-1),
    lambda x: integral(a, x, 0, b), lambda x: integral(a, x, -oo, oo),
    lambda x: series(l, x, 0, oo), lambda x: series(l, x, 1, b),
]  # fmt: skip
BINARY = [
    T.add, lambda x, z: x - z, T.mul, T.div, had, cross, column,
    lambda x, z: T.add(x, z, a), lambda x, z: T.mul(x, z, b), lambda x, z: T.add(a, T.neg(x), z),
    kron, lambda x, z: x**z, binomial, lambda x, z: block([[x, z]]), lambda x, z: block([[x], [z]]),
    lambda x, z: integral(a, x, z, b), lambda x, z: series(l, x, 0, z),
]  # fmt: skip


def built(make, *args):
    """Return a list with the term, or nothing if there is no such term."""
    try:
        return [make(*args)]
    except ERRORS:
        return []


def grown(left, right):
    """Return every term made by one operation from the terms of one or of two lists."""
    out = [t for make, x in product(UNARY, left) for t in built(make, x)]
    pairs = [*product(left, right), *product(right, left)]
    return out + [t for make, pair in product(BINARY, pairs) for t in built(make, *pair)]


def drawn(count, seed):
    """Return random terms of every shape, some of them large."""
    rng = random.Random(seed)
    pool = [t for leaves in LEAVES.values() for t in leaves]
    leaves, out = len(pool), []
    while len(out) < count:
        x, z = rng.choice(pool), rng.choice(pool[:leaves] if rng.random() < 0.5 else pool)
        make = rng.choice(UNARY) if rng.random() < 0.5 else None
        for t in built(make, x) if make else built(rng.choice(BINARY), x, z):
            if sum(1 for _ in t.subterms()) <= 60:
                pool.append(t)
                out.append(t)
    return out


# --- the same LaTeX means the same term -----------------------------------------------------------


def seen(source):
    """Return what TeX reads: commands and characters, without the spaces between them."""
    return " ".join(re.findall(r"\\[A-Za-z]+|\\.|\S", source))


def collisions(terms):
    """Return pairs of different terms that print alike."""
    printed, out = {}, []
    for t in terms:
        other = printed.setdefault(seen(t.latex()), t)
        if other != t:
            out.append((other, t))
    return out


def reduced(pair):
    """Return the smallest pair inside a pair of different terms that print alike."""
    s, t = pair
    if (s.op, s.data, len(s.args)) == (t.op, t.data, len(t.args)):
        for x, z in zip(s.args, t.args, strict=True):
            if x != z and seen(x.latex()) == seen(z.latex()):
                return reduced((x, z))
    return pair


def smallest(terms):
    """Return the smallest pair of different terms that print alike, or None."""
    pairs = [reduced(pair) for pair in collisions(terms)]
    return min(pairs, key=lambda pair: len(seen(pair[0].latex())), default=None)


@pytest.fixture(scope="module")
def small_terms():
    """Return all terms of one operation, and all of two operations on a few leaves."""
    leaves = [t for group in LEAVES.values() for t in group]
    few = [a, u, cen, A, p, number(2), number(-3), T.as_term(N)]
    return [*leaves, *grown(leaves, leaves), *grown(grown(few, few), few)]


def test_the_leaves_can_be_declared_together():
    named = [t for group in LEAVES.values() for t in group if t.op in ("sym", "let")]
    assert [(s, t) for s in named for t in named if s != t and look_alike(s, t)] == []


def test_the_vocabulary_is_complete(small_terms):
    """Every operation that terms know, and the printer therefore, occurs."""
    assert {t.op for x in small_terms for t in x.subterms()} == set(latex._PRINTERS)


def test_same_latex_means_same_term_among_small_terms(small_terms):
    assert len(small_terms) > 50_000
    assert smallest(small_terms) is None


def test_same_latex_means_same_term_among_large_terms():
    assert smallest(drawn(8000, seed=2)) is None


@pytest.mark.nightly
@pytest.mark.skipif("MMLBOOK_NIGHTLY" not in os.environ, reason="needs much memory")
def test_same_latex_means_same_term_among_very_many():
    leaves = [t for group in LEAVES.values() for t in group]
    one = grown(leaves, leaves)
    two = grown(one, [a, u, A, p, cen, number(2), number(-3), T.as_term(N)])
    assert smallest([*leaves, *one, *two, *drawn(100_000, seed=3)]) is None


LOWER = {"add": latex.NEG, "mul": latex.TIGHT, "sum": latex.MUL, "max": latex.MUL,
         "cross": latex.MUL, "had": latex.MUL, "neg": latex.MUL, "kron": latex.MUL,
         "series": latex.MUL}  # fmt: skip


@pytest.mark.parametrize("op", LOWER)
def test_a_missing_parenthesis_is_noticed(monkeypatch, small_terms, op):
    monkeypatch.setitem(latex.PRECEDENCE, op, LOWER[op])
    assert smallest(small_terms) is not None


@pytest.mark.parametrize(
    ("op", "printer"),
    [
        ("eye", lambda t: r"\mat{I}"),
        ("norm", lambda t: rf"\norm{{{t.args[0].latex()}}}"),
        ("sum", lambda t: r"\sum_{i} " + latex._body(t.args[0])),
        ("zeros", lambda t: r"\vect{0}"),
        ("entry", lambda t: latex.letter(t.args[0].data.name) + "_{i}" if t.args[0].op == "sym"
         else latex._entry(t)),
        ("let", lambda t: t.args[0].latex()),
    ],
)  # fmt: skip
def test_a_printer_that_drops_something_is_noticed(monkeypatch, small_terms, op, printer):
    monkeypatch.setitem(latex._PRINTERS, op, printer)
    assert smallest(small_terms) is not None


def test_a_collision_is_reduced_to_its_core():
    x, z = symbol("x", latex="x"), symbol("z", latex="x")
    assert smallest([norm(u) * (1 + x) / b, norm(u) * (1 + z) / b]) == (x, z)


LOOK_ALIKES = {
    "a scalar with a subscript and an entry": lambda d: (d.scalar("x_1"), d.vec("x", 3)[1]),
    "a scalar with two subscripts and an entry": lambda d: (
        d.scalar("a_ij"), d.mat("A", N, N)[I, J]),
    "entries from the eleventh on": lambda d: (
        d.mat("B", 11, 11)[1, 11], symbol("B", 11, 11)[11, 1]),
    "entries of a capital and of a small letter": lambda d: (
        d.mat("A", N, N)[I, J], d.mat("a", N, N)[I, J]),
    "entries of a name and of a symbol": lambda d: (
        d.let("r", ones(N), entry="c")[I], d.vec("c", N)[I]),
    "an identity and a matrix": lambda d: (d.mat("I_n", N, N), eye(N)),
    "printed forms": lambda d: (d.scalar("phi", latex=r"\varphi"), d.scalar("varphi")),
    "the number pi and a symbol": lambda d: (d.scalar("pi"), pi),
    "the gamma function and a factor": lambda d: (
        d.scalar("Gamma") * (d.scalar("a") + 1), T.function("gamma", d.scalar("a") + 1)),
    "a column and a vector": lambda d: (d.vec("x_1", N), col(d.mat("X", N, 3), 1)),
    "a function and a factor": lambda d: (
        d.scalar("q", latex="f") * (d.scalar("a") + 1), d.function("f")(d.scalar("a") + 1)),
    "a function and a derivative": lambda d: (
        d.function("f").prime(d.scalar("a")), d.function("g", latex="f'")(d.scalar("a"))),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_looks_alike_cannot_be_declared_together(name):
    try:
        author = Author("a test")
        pair = LOOK_ALIKES[name](author)
        author._known(*pair)  # what every step, name and hypothesis asks
    except DerivationError:
        return
    assert smallest(pair) is None


# --- KaTeX and XeLaTeX accept it ------------------------------------------------------------------

CORPUS = sorted(path.stem for path in (ROOT / "tests/derive/corpus").glob("*.py"))
BROKEN = [r"\vect{x}^{2}^{\T}", r"\frac{1}{2", r"\unknown{x}", r"\left(x", r"\begin{aligned} x"]


def of_a_page(d):
    """Return every formula that a page shows of a derivation of the book."""
    shown = display(d, d.verify(decoys=0))
    prose = [shown.claim, *shown.given, *shown.quoted, shown.mark[1], *(shown.code or ())]
    prose += [text for step in shown.steps for text in (step.reason, step.evidence)]
    formulas = [source for text in prose for source in re.findall(r"\$([^$]+)\$", text)]
    return [*formulas, *(x for pair in shown.lets for x in pair), *(s.latex for s in shown.steps)]


def of_the_steps(d):
    """Return the formulas of steps, names and hypotheses of a derivation, verified or not."""
    given = [t.latex() for t in (*d.symbols, *d.lets, *(t.args[0] for t in d.lets))]
    return [*given, *(h.relation.latex() for h in d.hypotheses),
            *(step_latex(step) for step in d.steps)]  # fmt: skip


@pytest.fixture(scope="module")
def formulas():
    """Return about 400 random terms, and every formula of every derivation, each once."""
    found = [t.latex() for t in (*drawn(400, seed=4), *(t for g in LEAVES.values() for t in g))]
    found += [source for d in derivations().values() for source in of_a_page(d)]
    for name in CORPUS:
        module = importlib.import_module(f"derive.corpus.{name}")
        texts = [d for d in vars(module).values() if isinstance(d, Derivation)]
        found += [source for d in texts for source in of_the_steps(d)]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def mathematics():
    """Return the book's typesetting, which the package alone does not bring along."""
    from mml import mathematics

    if not mathematics.KATEX.is_dir() and not os.environ.get("CI"):
        pytest.skip("KaTeX is not installed: make setup")
    return mathematics


def test_there_is_much_to_typeset(formulas):
    assert len(formulas) > 600


def katex_accepts(mathematics, source):
    """Return whether strict KaTeX typesets a formula; anything but a parse error is raised."""
    try:
        return "<math" in mathematics.render(source, True)
    except Exception as error:
        if "KaTeX parse error" not in str(error):
            raise
        return False


@pytest.mark.book
def test_strict_katex_accepts_every_formula(mathematics, formulas):
    assert [source for source in formulas if not katex_accepts(mathematics, source)] == []


@pytest.mark.book
@pytest.mark.parametrize("source", BROKEN)
def test_strict_katex_refuses_a_broken_formula(mathematics, source):
    assert not katex_accepts(mathematics, source)


def xelatex(folder, mathematics, formulas):
    """Typeset formulas with the fonts and macros of the printed book; return status and log."""
    fonts = [*(ROOT / "book/_fonts").glob("*.otf"), *(ROOT / "mmlbook/fonts").glob("*.otf")]
    for path in (*fonts, ROOT / "book/_latex/mml-fonts.sty"):
        (folder / path.name).symlink_to(path)
    body = "\n".join(rf"\[ {source} \]" for source in formulas)
    (folder / "all.tex").write_text(
        "\\documentclass{book}\n\\usepackage{fontspec}\n\\usepackage{mml-fonts}\n"
        f"{mathematics.pdf_macros()}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )
    command = ["xelatex", "-no-pdf", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.returncode, (folder / "all.log").read_text(errors="replace")


needs_tex = pytest.mark.skipif(
    not shutil.which("xelatex") and not os.environ.get("CI"),
    reason="XeLaTeX is not installed: tools/setup tex",
)


@pytest.mark.book
@needs_tex
def test_xelatex_accepts_every_formula(tmp_path, mathematics, formulas):
    status, log = xelatex(tmp_path, mathematics, formulas)
    assert status == 0, log[-2000:]
    assert "Output written on all.xdv" in log
    assert "Missing character" not in log


@pytest.mark.book
@needs_tex
@pytest.mark.parametrize("source", BROKEN[:3])
def test_xelatex_refuses_a_broken_formula(tmp_path, mathematics, source):
    status, log = xelatex(tmp_path, mathematics, ["x", source])
    assert status != 0
    assert re.search(r"^(! |.*Emergency stop)", log, re.MULTILINE)


@pytest.mark.book
@pytest.mark.parametrize(
    "term",
    [let("w_star", u, latex=r"\vect{w}^{*}").T, symbol("K", N, N, latex=r"\mat{K}^{*}").T,
     symbol("z", latex="z^{*}") ** 2],
    ids=lambda t: t.latex(),
)  # fmt: skip
def test_a_superscript_in_a_printed_form_does_not_meet_another(mathematics, term):
    assert katex_accepts(mathematics, term.latex())


def test_a_sequence_is_renamed_as_a_term_and_not_as_a_text():
    """A sequence called t must not rename the t in LaTeX's own commands."""

    @derivation(chapter="linear_algebra/vectors", title="Numbers up to n")
    def numbers_up_to(d):
        "The sum of the first numbers."
        n, t = d.scalar("n", natural=True), d.scalar("t")
        closed = n * (n + 1) / 2
        d.induction(t, n, closed, start=0, recursion=t + (n + 1), by="One more.")

    (step,) = numbers_up_to.display().steps
    assert "t_{n + 1} = t_{n} + " in step.latex
    assert r"\left_" not in step.latex
    assert step.latex.count("t_{n}") == 2
