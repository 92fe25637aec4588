r"""Formulas use the macros and bold letters of the notation table, and what KaTeX and LaTeX share.

Standard are the commands listed here; each is known to KaTeX and to LaTeX with unicode-math.  A
macro that is in neither list is a spelling mistake or belongs into ``book/notation.toml``.
"""

import re
import tomllib

import pytest
from guards.pages import ROOT, Page, all_pages, formulas_of, nothing, words

from mmlbook.derivations import derivations
from mmlbook.derive.display import step_latex

COMMANDS = r"""
frac tfrac dfrac binom sqrt left right bigl bigr Bigl Bigr bigm big Big middle begin end
quad qquad text mathrm mathcal mathbb mathsf operatorname underbrace overbrace overline underline
substack limits nolimits displaystyle textstyle not phantom stackrel overset underset
le ge leq geq ne neq equiv approx sim simeq propto ll gg in notin ni subset subseteq supset cup cap
setminus emptyset forall exists nexists neg land lor to mapsto rightarrow leftarrow Rightarrow
Leftarrow Leftrightarrow iff implies uparrow downarrow longrightarrow cdot times div pm mp circ odot
oplus otimes ast star dagger perp parallel mid nmid vert Vert lvert rvert lVert rVert langle rangle
lfloor rfloor lceil rceil infty partial nabla sum prod int iint oint dots ldots cdots vdots ddots
prime succ succeq prec preceq top bot angle triangle square ell colon Re Im
sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh exp log ln lg max min sup inf lim limsup
liminf arg det dim ker deg gcd Pr
hat widehat bar tilde widetilde vec dot ddot
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi
Sigma Upsilon Phi Psi Omega
"""
STANDARD = set(COMMANDS.split())
SPACES = set(",;:! {}|%&#_\\$")
ENVIRONMENTS = {"aligned", "gathered", "cases", "array", "matrix", "pmatrix", "bmatrix",
                "vmatrix", "smallmatrix"}  # fmt: skip
RAW_BOLD = {
    "mathbf",
    "boldsymbol",
    "bm",
    "bold",
    "symbf",
    "symbfup",
    "symbfit",
    "textbf",
    "mathbfit",
}
KINDS = {"vector": "vect", "matrix": "mat", "greek": "gvect"}  # what [[letter]] calls them
NOTATION = tomllib.loads((ROOT / "book" / "notation.toml").read_text())
BOLD = re.compile(r"\\(vect|mat|gvect)(?![a-zA-Z])\s*(?:\{([^{}]*)\}|(\\?\w+))")


def macros(notation):
    return {macro["name"] for macro in notation["macro"]}


def bold_letters(notation):
    """Return the bold letters of the table: those of [[letter]] entries and of the concepts."""
    found = {kind: set() for kind in ("vect", "mat", "gvect")}
    for entry in notation.get("letter", []):
        if kind := KINDS.get(entry["kind"]):
            letters = entry["letters"]
            found[kind] |= set(letters.split() if isinstance(letters, str) else letters)
    for concept in notation["concept"]:
        for kind, braced, bare in BOLD.findall(concept["symbol"] + concept["remark"]):
            found[kind].add(braced or bare)
    return found


def formula_problems(latex, notation=NOTATION):
    """Check one formula."""
    problems = []
    for name in dict.fromkeys(re.findall(r"\\([a-zA-Z]+)", latex)):
        if name in RAW_BOLD:
            problems.append(f"raw bold \\{name}; use \\vect, \\mat or \\gvect")
        elif name not in STANDARD | macros(notation):
            problems.append(f"unknown macro \\{name}")
    signs = re.findall(r"\\([^a-zA-Z])", latex.replace(r"\\", ""))
    problems += [f"unknown sign \\{s}" for s in signs if s not in SPACES and not s.isspace()]
    for name in re.findall(r"\\begin\{([^}]*)\}", latex):
        if name not in ENVIRONMENTS:
            problems.append(f"environment {name}; inside a display use aligned, never align")
    if latex.count("{") - latex.count(r"\{") != latex.count("}") - latex.count(r"\}"):
        problems.append("unbalanced braces")
    if len(re.findall(r"\\left(?![a-z])", latex)) != len(re.findall(r"\\right(?![a-z])", latex)):
        problems.append(r"\left without \right")
    if "$" in latex:
        problems.append("a dollar sign inside a formula")
    return problems + letter_problems(latex, bold_letters(notation))


def letter_problems(latex, letters):
    """Check the bold letters of a formula: one letter each, and in the table."""
    problems = []
    for kind, braced, bare in dict.fromkeys(BOLD.findall(latex)):
        letter = (braced or bare).strip()
        wanted = r"\\[a-zA-Z]+" if kind == "gvect" else r"[a-z01]" if kind == "vect" else r"[A-Z0]"
        if not re.fullmatch(wanted, letter):
            problems.append(f"\\{kind}{{{letter}}} is not one letter of its kind")
        elif letter not in letters[kind]:
            problems.append(f"\\{kind}{{{letter}}} is not in book/notation.toml")
    return problems


def page_formula_problems(page):
    """Check the formulas of a page."""
    return [
        f"{page.name}.md:{line}: {problem} in ${' '.join(latex.split())}$"
        for line, latex in page.formulas
        for problem in formula_problems(latex)
    ]


def display_problems(page):
    """Check how displays stand in the text: a blank line before, no LaTeX environments outside."""
    problems, inside, previous = [], False, ""
    for number, line in enumerate(page.prose.splitlines(), 1):
        if line.strip().startswith("$$") and not inside:
            if previous.strip() or page.text.splitlines()[number - 2].strip():
                problems.append(f"{page.name}.md:{number}: no blank line before $$")
            inside = not re.search(r"\$\$.*\$\$", line)
        elif "$$" in line:
            inside = False
        elif not inside and re.search(r"\\begin\{|\\\[|\\\(", re.sub(r"\$[^$]*\$", "", line)):
            problems.append(f"{page.name}.md:{number}: a LaTeX environment outside a formula")
        previous = line
    if inside:
        problems.append(f"{page.name}.md: a $$ is not closed")
    return problems + [
        f"{page.name}.md: a stray dollar sign: {stray}" for stray in stray_dollars(page)
    ]


def stray_dollars(page):
    """Return the surroundings of dollar signs that belong to no formula."""
    return [m[0].strip() for m in re.finditer(r".{0,20}(?<!\\)\$.{0,20}", words(page.prose))]


def shown_by(derivation):
    """Return every formula that the block of a derivation shows, without verifying it."""
    found = [step_latex(step) for step in derivation.steps]
    found += [term.latex() for term in derivation.symbols]
    found += [part for t in derivation.lets for part in (t.latex(), t.args[0].latex())]
    found += [h.relation.latex() for h in derivation.hypotheses]
    found += [quote.relation.latex() for quote in derivation.quotes]
    found += [binding.returns.latex() for binding in derivation.bindings]
    prose = " ".join([derivation.claim, *(step.by for step in derivation.steps)])
    return found + [latex for _, latex in formulas_of(prose)]


# --- the project ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_formulas_of_a_page(page):
    nothing(page_formula_problems(page) + display_problems(page))


def test_formulas_of_derivations():
    problems = [
        f"{name}: {problem} in ${latex}$"
        for name, derivation in derivations().items()
        for latex in shown_by(derivation)
        for problem in formula_problems(latex)
    ]
    nothing(problems)


def test_formulas_of_the_notation_table():
    problems = []
    for entry in NOTATION["concept"]:
        for _, latex in formulas_of(f"{entry['symbol']} {entry['remark']}"):
            problems += [f"{entry['concept']}: {p} in ${latex}$" for p in formula_problems(latex)]
    nothing(problems)


def test_macros_of_the_table_are_used_nowhere_else():
    for macro in NOTATION["macro"]:
        assert macro["name"] not in STANDARD, macro["name"]
        assert macro["site"].count("#1") == (macro["arguments"] > 0), macro["name"]
        assert macro["means"], macro["name"]


# --- planted faults -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latex", "complaint"),
    [
        (r"\vectt{x}", r"unknown macro \vectt"),
        (r"\mathbf{x}", "raw bold"),
        (r"\boldsymbol{\theta}", "raw bold"),
        (r"\bm x", "raw bold"),
        (r"\begin{align} a \end{align}", "never align"),
        (r"\frac{a}{b", "unbalanced"),
        (r"\left( x", r"\left without"),
        (r"a \? b", r"unknown sign \?"),
        (r"\vect{X}", "not one letter of its kind"),
        (r"\vect{xy}", "not one letter of its kind"),
        (r"\mat{x}", "not one letter of its kind"),
        (r"\gvect{x}", "not one letter of its kind"),
        (r"\mat{O}", "not in book/notation.toml"),
    ],
)
def test_finds_a_bad_formula(latex, complaint):
    assert any(complaint in problem for problem in formula_problems(latex))


def test_accepts_a_good_formula():
    good = r"\norm{\vect{x}}^2 = \vect{x}^{\T}\vect{x}, \; \{a \mid b\}"
    good += r"\begin{aligned} c \\ d \end{aligned} \mathcal H"
    assert formula_problems(good) == []


def test_a_letter_of_the_table_is_known():
    table = {
        "macro": [{"name": "mat"}],
        "concept": [],
        "letter": [{"kind": "matrix", "letters": "O Q"}],
    }
    assert formula_problems(r"\mat{O}", table) == []
    assert formula_problems(r"\mat{P}", table) == [r"\mat{P} is not in book/notation.toml"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("text\n$$\nx\n$$", "no blank line"),
        ("```{prf:theorem} T\n:label: t\n$$\nx\n$$\n```", "no blank line"),
        ("text\n\n$$\nx\n", "not closed"),
        ("\\begin{align}\nx\n\\end{align}", "outside a formula"),
        ("costs 5$ a day", "stray dollar"),
    ],
)
def test_finds_a_bad_display(text, complaint):
    found = display_problems(Page("p", text))
    assert any(complaint in problem for problem in found), found


def test_accepts_a_good_display():
    text = (
        "text with $a$\n\n$$\nx\n$$\n\n```{prf:theorem} T\n:label: t\n\n$$\nx\n$$\n```\n\n$$ y $$"
    )
    assert display_problems(Page("p", text)) == []


def test_finds_a_bad_formula_on_a_page():
    page = Page("p", "text\n\n$$\n\\bm x\n$$")
    assert page_formula_problems(page) == [
        "p.md:3: raw bold \\bm; use \\vect, \\mat or \\gvect in $\\bm x$"
    ]
