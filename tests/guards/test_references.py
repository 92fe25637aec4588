"""Every reference has its target: labels, equations, figures, documents, citations, links, glue."""

import ast
import fnmatch
import re
from urllib.parse import unquote

import pytest
from guards.pages import CODE, ROLE, ROOT, Page, all_pages, blank, nothing

from tools import sources

# How labels begin, and which role looks for which kind of block ({ref} and {numref}: any).
PREFIXES = {
    "prf:definition": "def-", "prf:theorem": "thm-", "prf:lemma": "lem-", "prf:corollary": "cor-",
    "prf:example": "exa-", "prf:remark": "rem-", "prf:algorithm": "alg-", "prf:proposition": "prp-",
    "math": "eq-", "exercise-start": "ex-", "solution-start": "sol-",
}  # fmt: skip
LABELED = {"prf:ref": "prf:", "eq": "math", "ref": "", "numref": ""}
HREF = re.compile(r'\b(?:href|src)="([^"]+)"')
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


def targets(pages):
    """Return every label of the book with the kind of block that carries it."""
    found = {}
    for page in pages:
        found |= dict.fromkeys(page.labels, "")
        found |= {block.label: block.name for block in page.blocks if block.label}
    return found


def label_problems(pages):
    """Return labels that are there twice or do not begin as their kind of block should."""
    problems, seen = [], {}
    for page in pages:
        problems += [
            f"{page.name}.md: the label {label} is there twice" for label in page.labels_twice()
        ]
        for label in page.labels:
            if label in seen:
                problems.append(f"the label {label} is in {seen[label]}.md and in {page.name}.md")
            seen[label] = page.name
        for block in page.blocks:
            prefix = PREFIXES.get(block.name, "")
            if block.label and not block.label.startswith(prefix):
                problems.append(f"{page.name}.md:{block.line}: {block.label} should begin {prefix}")
    return problems


def roles(page):
    """Yield line, role and target of every role in the prose and in captions."""
    for first, text in [(1, page.prose), *page.captions]:
        for match in ROLE.finditer(text):
            inner = re.search(r"<([^<>]+)>\s*$", match[2])
            line = first + text.count("\n", 0, match.start())
            yield line, match[1], (inner[1] if inner else match[2]).strip()


def idle_equations(pages):
    """Return numbered equations that nobody refers to: they should have no number."""
    used = {target for page in pages for _, role, target in roles(page) if role == "eq"}
    blocks = [(page, block) for page in pages for block in page.blocks if block.name == "math"]
    return [f"{page.name}.md:{block.line}: {block.label} is numbered and never referred to"
            for page, block in blocks if block.label and block.label not in used]  # fmt: skip


def reference_problems(pages, citations, documents):
    """Return references without a target."""
    known, problems = targets(pages), []
    for page in pages:
        glued = glue_names(page)
        for line, role, target in roles(page):
            where = f"{page.name}.md:{line}: {{{role}}}`{target}`"
            if role in LABELED:
                if target not in known:
                    problems.append(f"{where} has no target")
                elif not known[target].startswith(LABELED[role]):
                    problems.append(f"{where} is a {known[target] or 'section or figure'}")
            elif role.startswith("cite"):
                keys = (key.strip() for key in target.split(","))
                problems += [
                    f"{where}: {k} is not in references.bib" for k in keys if k not in citations
                ]
            elif role == "doc" and document_of(target, page) not in documents:
                problems.append(f"{where} is no document")
            elif role.startswith("glue") and not matches(target.split(":")[0], glued):
                problems.append(f"{where} is not glued on this page")
            elif role not in KNOWN_ROLES and not role.startswith("glue"):
                problems.append(f"{where}: unknown role")
    return problems


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


KNOWN_ROLES = {"doc", "index", "term", "math", "download"}


def glue_names(page):
    """Return the names glued by the cells of a page; a computed part of a name is an asterisk."""
    found = set()
    for cell in page.cells:
        for node in ast.walk(ast.parse(cell.code)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "glue":
                name = node.args[0]
                pieces = name.values if isinstance(name, ast.JoinedStr) else [name]
                found.add("".join(p.value if isinstance(p, ast.Constant) else "*" for p in pieces))
    return found


def unused_glue(page):
    """Return the names that a page glues and does not print."""
    used = [t.split(":")[0] for _, role, t in roles(page) if role.startswith("glue")]
    unused = [name for name in sorted(glue_names(page)) if not fnmatch.filter(used, name)]
    return [f"{page.name}.md: {name} is glued and not printed" for name in unused]


def document_of(target, page):
    """Return the document that a path in a page means."""
    if target.startswith("/"):
        return target[1:]
    base = page.name.rsplit("/", 1)[0] + "/" if "/" in page.name else ""
    return normalized(base + target)


def normalized(path):
    parts = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def link_problems(name, text, exists, raw=()):
    """Return relative links of a Markdown file that lead nowhere; `exists` knows the files."""
    problems, base = [], name.rsplit("/", 1)[0] + "/" if "/" in name else ""
    found = [a or b for a, b in LINK.findall(blank(CODE, text))]
    for link in found + [link for block in raw for link in HREF.findall(block)]:
        path = unquote(link.partition("#")[0])
        if path and not SCHEME.match(link) and not exists(normalized(base + path)):
            problems.append(f"{name}: {link} leads nowhere")
    return problems


def bibliography(text):
    """Return the entries of a BibTeX file: key and fields."""
    entries = re.split(r"(?m)^@", text)[1:]
    return {
        re.match(r"\w+\{([^,]+),", entry)[1]: set(re.findall(r"(?m)^\s*(\w+)\s*=", entry.lower()))
        for entry in entries
    }


def bibliography_problems(entries):
    """Return works that cannot be found: without DOI and without URL."""
    return [f"{key} has neither DOI nor URL" for key, fields in entries.items()
            if not fields & {"doi", "url"}]  # fmt: skip


# --- the project ----------------------------------------------------------------------------------

PAGES = all_pages()
BIBLIOGRAPHY = bibliography((ROOT / "book" / "references.bib").read_text())


def site_has(path):
    """Say whether a path of the site or of the sources exists: page, file, or the PDF."""
    page = path.removesuffix(".html")
    built = page in sources.documents() or path == "mathematics-for-machine-learning.pdf"
    return built or (ROOT / path).exists()


def test_labels():
    assert len(targets(PAGES)) > 50
    nothing(label_problems(PAGES))


def test_references():
    assert sum(1 for page in PAGES for _ in roles(page)) > 100
    nothing(reference_problems(PAGES, BIBLIOGRAPHY, sources.documents()))


def test_everything_glued_is_printed():
    nothing([problem for page in PAGES for problem in unused_glue(page)])


def test_numbered_equations_are_referred_to():
    nothing(idle_equations(PAGES))


def test_links():
    problems = []
    for path in [
        *ROOT.glob("*.md"),
        *(ROOT / "book").rglob("*.md"),
        *(ROOT / ".github").rglob("*.md"),
    ]:
        name = path.relative_to(ROOT).as_posix()
        raw = [b.body for b in Page(name, path.read_text()).blocks if b.name == "raw"]
        problems += link_problems(name, path.read_text(), site_has, raw)
    nothing(problems)


def test_every_work_can_be_found():
    assert len(BIBLIOGRAPHY) > 10
    nothing(bibliography_problems(BIBLIOGRAPHY))


# --- planted faults -------------------------------------------------------------------------------

PAGE = """
(stem)=
# Title

```{prf:theorem} T
:label: thm-one

x
```

```{math}
:label: eq-one

x
```

```{code-cell} python3
glue("stem-n", 3)
```

See {prf:ref}`thm-one`, {eq}`eq-one`, {ref}`stem`, {ref}`the start <stem>`, {cite:t}`A2000`,
{cite:p}`A2000, B2001`, {doc}`other`, {glue:text}`stem-n:.2f`, {index}`word`.
"""


def problems_of(text):
    return reference_problems([Page("book/p/stem", text)], {"A2000", "B2001"}, {"book/p/other"})


def test_accepts_good_references():
    assert problems_of(PAGE) == []
    assert label_problems([Page("book/p/stem", PAGE)]) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{prf:ref}`thm-one`", "{prf:ref}`thm-two`", "has no target"),
        ("{prf:ref}`thm-one`", "{prf:ref}`eq-one`", "is a math"),
        ("{eq}`eq-one`", "{eq}`eq-two`", "has no target"),
        ("{ref}`stem`", "{ref}`gone`", "has no target"),
        ("<stem>", "<gone>", "has no target"),
        ("{index}`word`", "{numref}`fig-gone`", "has no target"),
        ("{cite:t}`A2000`", "{cite:t}`A2999`", "A2999 is not in references.bib"),
        ("A2000, B2001", "A2000, B2999", "B2999 is not in references.bib"),
        ("{doc}`other`", "{doc}`gone`", "is no document"),
        ("{glue:text}`stem-n:.2f`", "{glue:text}`stem-m:.2f`", "is not glued"),
        ("{index}`word`", "{idnex}`word`", "unknown role"),
    ],
)
def test_finds_a_bad_reference(old, new, complaint):
    assert old in PAGE
    (found,) = problems_of(PAGE.replace(old, new))
    assert complaint in found


def test_finds_bad_labels():
    (twice,) = label_problems([Page("p", PAGE + "\n(stem)=\n## Again\n")])
    assert "twice" in twice
    (both,) = label_problems([Page("p", PAGE), Page("q", "(stem)=\n# Other")])
    assert "in p.md and in q.md" in both
    (prefix,) = label_problems([Page("p", PAGE.replace(":label: thm-one", ":label: theorem-one"))])
    assert "should begin thm-" in prefix


def test_reads_computed_names_of_glue():
    page = PAGE.replace('glue("stem-n", 3)', 'for k in "mn":\n    glue(f"stem-{k}", 3)')
    assert problems_of(page) == unused_glue(Page("p", page)) == []
    assert problems_of(page.replace("stem-n:.2f", "other-n:.2f"))


def test_finds_an_idle_equation():
    assert idle_equations([Page("p", PAGE)]) == []
    (found,) = idle_equations([Page("p", PAGE.replace("{eq}`eq-one`, ", ""))])
    assert "eq-one is numbered" in found


def test_finds_unused_glue():
    assert unused_glue(Page("p", PAGE)) == []
    (found,) = unused_glue(Page("p", PAGE.replace("{glue:text}`stem-n:.2f`, ", "")))
    assert "stem-n is glued and not printed" in found


def test_finds_a_broken_link():
    there = {"book/here.md"}.__contains__
    text = "[a](here.md) [b](https://example.org/x) [c](#part) `[d](gone.md)`"
    assert link_problems("book/p.md", text, there) == []
    assert link_problems("book/p.md", "[a](gone.md)", there) == ["book/p.md: gone.md leads nowhere"]
    assert link_problems("p.md", "![a](gone.png)", there) == ["p.md: gone.png leads nowhere"]
    raw = ['<a href="gone.html">x</a>']
    assert link_problems("p.md", "", there, raw) == ["p.md: gone.html leads nowhere"]


def test_finds_a_work_that_cannot_be_found():
    entries = bibliography("@book{A,\n title = {T},\n doi = {1}\n}\n@book{B,\n  title={T}\n}\n")
    assert bibliography_problems(entries) == ["B has neither DOI nor URL"]
