"""The book as files: which documents there are, and what each of them depends on.

A chapter's *key* is a hash of everything its outputs may depend on: its code cells, the modules of
the package that they import (transitively), the data those modules ship, the lock file and the
Python version.  Equal keys mean equal outputs; a cached output is used only under its own key.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
PACKAGE = ROOT / "mmlbook"
LOCK = ROOT / "requirements" / "book.txt"


class BuildError(Exception):
    """A stage of the build did not succeed; the message says why."""


# folders of the package that hold data, and the module that reads them
RESOURCES = {"mmlbook.datasets": PACKAGE / "data", "mmlbook.plotting": PACKAGE / "fonts"}

CODE_CELL = re.compile(r"(?ms)^(`{3,})\{code-cell\}[^\n]*\n(.*?)^\1\s*$")
# directives that print something of the package: {source} object, {derivation} name
SHOWN = re.compile(r"(?m)^[`:]{3,}\{source\}\s+([\w.]+)\s*$")
DERIVATION = re.compile(r"(?m)^[`:]{3,}\{derivation\}\s+(\w+)\s*$")


def toc() -> dict:
    """Return the table of contents as written."""
    return yaml.safe_load((ROOT / "_toc.yml").read_text())


def documents() -> list[str]:
    """Return the names of all documents in reading order, the root first."""
    contents = toc()
    names = [contents["root"]]
    for part in contents.get("parts", []):
        names += [entry["file"] for entry in part["chapters"]]
    return names


def chapters() -> list[str]:
    """Return the chapters as ``part/stem``, in reading order: the documents of numbered parts."""
    return [
        entry["file"].removeprefix("book/")
        for part in toc()["parts"]
        if part.get("numbered")
        for entry in part["chapters"]
    ]


def path_of(document: str) -> Path:
    """Return the source file of a document."""
    return ROOT / f"{document}.md"


def code_cells(text: str) -> list[str]:
    """Return the code cells of a page, options included."""
    return [match[2] for match in CODE_CELL.finditer(text)]


def module_file(name: str) -> Path | None:
    """Return the file of a module of the package, or None if there is none of that name."""
    base = ROOT.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the package's modules that a piece of code imports, anywhere in it."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] == "mmlbook":
                # importing a.b.c runs a, a.b and a.b.c
                yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


@cache
def imports_of(module: str) -> frozenset[str]:
    """Return the modules of the package that a module imports directly."""
    path = module_file(module)
    if path is None:
        return frozenset()
    tree = ast.parse(path.read_text())
    return frozenset(name for name in imported(tree) if module_file(name)) - {module}


def closure(modules: set[str]) -> set[str]:
    """Return the modules together with all they import, directly or not."""
    reached, waiting = set(), {name for name in modules if module_file(name)}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= imports_of(name) - reached
    return reached


@cache
def derivation_modules() -> dict[str, str]:
    """Return for each function of the derivation wing the module that defines it."""
    found = {}
    for path in sorted((PACKAGE / "derivations").glob("*/*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = module
    return found


def modules_used(document: str, text: str | None = None) -> set[str]:
    """Return every module of the package that a page's cells or directives can reach."""
    text = path_of(document).read_text() if text is None else text
    direct: set[str] = set()
    for cell in code_cells(text):
        body = re.sub(r"(?s)\A---\n.*?\n---\n|\A(?::[^\n]*\n)+", "", cell)
        direct |= set(imported(ast.parse(body)))
        if re.search(r"\bcheck\(", body):  # answers are looked up by the exercise's name
            answers = document.removeprefix("book/").replace("/", ".")
            direct.add(f"mmlbook.exercises.{answers}")
    direct |= {name.rsplit(".", 1)[0] for name in SHOWN.findall(text)}
    for name in DERIVATION.findall(text):
        if name in derivation_modules():
            direct.add(derivation_modules()[name])
    return closure(direct)


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def key(document: str) -> str:
    """Return the hash of all that the outputs of a page depend on."""
    text = path_of(document).read_text()
    modules = modules_used(document, text)
    state = hashlib.sha256()
    state.update(f"{sys.version_info[:3]}".encode())
    for cell in code_cells(text):
        state.update(cell.encode() + b"\0")
    for name in SHOWN.findall(text) + DERIVATION.findall(text):
        state.update(name.encode() + b"\0")
    files = [LOCK, ROOT / "tools" / "execute.py", *filter(None, map(module_file, sorted(modules)))]
    for module, folder in RESOURCES.items():
        if module in modules and folder.is_dir():
            files += sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        if path.is_file():
            state.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + _digest(path))
    return state.hexdigest()[:24]
