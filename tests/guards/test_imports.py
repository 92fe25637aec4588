"""Imports go one way: chapter, earlier chapters, shared tools; and the numeric wing stays light."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest
from guards.pages import ROOT, nothing

from tools import sources

NUMERIC = {"_check", "iterate", "estimator", "datasets", "table"}
HEAVY = {"sympy", "mpmath", "matplotlib"}
ORACLES = {"scipy", "sklearn", "pandas"}  # imported inside a function, for those who have them


def modules(root):
    """Return the modules of the package by name."""
    found = {}
    for path in sorted((root / "mmlbook").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path, name, known):
    """Yield what a module imports, and whether that happens when it is itself imported."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]

    def visit(node, now):
        if isinstance(node, ast.Import):
            yield from ((alias.name, now) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                source = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                yield (inner if inner in known else source), now
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        later = typing_only or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, now and not later)

    yield from visit(ast.parse(path.read_text()), True)


def place(name, chapters):
    """Return the wing of a module and the number of its chapter (-1 if it has none)."""
    parts = name.split(".")[1:]
    if not parts or parts[0] in ("cli", "__main__"):
        return "entry", -1
    wing = parts[0] if parts[0] in ("derive", "derivations", "exercises") else None
    rest = parts if wing is None else parts[1:]
    if len(rest) >= 2 and "/".join(rest[:2]) in chapters and wing != "derive":
        return wing or "chapter", chapters.index("/".join(rest[:2]))
    if wing:
        return f"{wing} tools", -1
    return ("numeric tools" if parts[0] in NUMERIC else "tools"), -1


MAY_IMPORT = {
    "chapter": {"chapter", "numeric tools"},
    "derivations": {"derivations", "derive tools"},
    "exercises": {"exercises tools", "chapter", "numeric tools"},
    "numeric tools": {"numeric tools"},
    "derive tools": {"derive tools"},
    "derivations tools": {"derive tools"},
    "exercises tools": {"exercises tools", "numeric tools"},
    "tools": {"tools", "numeric tools"},
}


def wrong_edges(root, chapters):
    """Return the imports that go the wrong way."""
    known, found = modules(root), []
    for name, path in known.items():
        wing, number = place(name, chapters)
        for target, _ in imports(path, name, known):
            if not target.startswith("mmlbook") or wing == "entry":
                continue
            other, theirs = place(target, chapters)
            ancestor = name.startswith(f"{target}.") and number == theirs == -1
            if other not in MAY_IMPORT[wing] and not ancestor:
                found.append(f"{name} ({wing}) imports {target} ({other})")
            elif theirs > number:
                found.append(f"{name} imports {target}, which comes later")
    return found


def cycles(root):
    """Return the modules of an import cycle; imports in functions and for typing do not count."""
    known = modules(root)
    graph = {
        name: {t for t, now in imports(path, name, known) if now and t in known and t != name}
        for name, path in known.items()
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return error.args[1]
    return []


def heavy_imports(root, chapters):
    """Return the imports of the numeric wing that would make it heavy."""
    known, found = modules(root), []
    for name, path in known.items():
        if place(name, chapters)[0] not in ("chapter", "numeric tools"):
            continue
        for target, now in imports(path, name, known):
            first = target.split(".")[0]
            if first in HEAVY or (now and first in ORACLES):
                found.append(f"{name} imports {target}")
    return found


def loaded(code, watched=HEAVY | ORACLES):
    """Return which of the watched modules a piece of code loads, in a fresh interpreter."""
    code += f"\nimport sys; print(*sorted({watched!r} & set(sys.modules)))"
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()


# --- the project ----------------------------------------------------------------------------------


def test_imports_go_one_way():
    nothing(wrong_edges(ROOT, sources.chapters()))


def test_no_cycle():
    nothing(cycles(ROOT))


def test_numeric_wing_never_imports_sympy_or_matplotlib():
    nothing(heavy_imports(ROOT, sources.chapters()))


def test_importing_the_package_is_light():
    nothing(loaded("import mmlbook", HEAVY | ORACLES | {"numpy", "click", "rich"}))


def test_the_numeric_wing_loads_neither():
    known = modules(ROOT)
    wing = [n for n in known if place(n, sources.chapters())[0] in ("chapter", "numeric tools")]
    assert len(wing) > 5
    nothing(loaded(f"import {', '.join(wing)}"))


# --- planted faults -------------------------------------------------------------------------------

CHAPTERS = ["p/early", "p/late"]


def plant(root, **files):
    (root / "mmlbook" / "p").mkdir(parents=True)
    for folder in ("", "p/"):
        (root / "mmlbook" / folder / "__init__.py").touch()
    for stem in ("_check", "plotting", "p/early", "p/late"):
        code = files.get(stem.replace("/", "_"), "")
        (root / "mmlbook" / f"{stem}.py").write_text(code)


def test_accepts_an_earlier_chapter(tmp_path):
    plant(tmp_path, p_late="from mmlbook.p import early\nfrom mmlbook import _check")
    assert wrong_edges(tmp_path, CHAPTERS) == []
    assert cycles(tmp_path) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"p_early": "from mmlbook.p.late import f"},
        {"p_early": "from mmlbook.p import late"},
        {"p_early": "from . import late"},
        {"p_early": "def f():\n    import mmlbook.p.late"},
        {"_check": "from mmlbook.p.early import f"},
        {"plotting": "import mmlbook.p.early"},
        {"p_late": "from mmlbook import plotting"},
    ],
)
def test_finds_an_import_that_goes_the_wrong_way(fault, tmp_path):
    plant(tmp_path, **fault)
    assert len(wrong_edges(tmp_path, CHAPTERS)) == 1


def test_finds_a_cycle(tmp_path):
    plant(tmp_path, p_early="import mmlbook.p.late", p_late="import mmlbook.p.early")
    assert set(cycles(tmp_path)) == {"mmlbook.p.early", "mmlbook.p.late"}


@pytest.mark.parametrize(
    "code",
    ["import sympy", "from matplotlib.pyplot import plot", "def f():\n    import sympy as sp",
     "from scipy import linalg"],
)  # fmt: skip
def test_finds_a_heavy_import(code, tmp_path):
    plant(tmp_path, p_late=code)
    assert len(heavy_imports(tmp_path, CHAPTERS)) == 1


def test_allows_an_oracle_inside_a_function(tmp_path):
    plant(tmp_path, p_late="def f():\n    import sklearn.utils")
    assert heavy_imports(tmp_path, CHAPTERS) == []


def test_sees_what_an_import_loads():
    assert "sympy" in loaded("import sympy")
