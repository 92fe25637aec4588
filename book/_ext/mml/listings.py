"""The directive ``{source} module.object`` prints the package's own code, without its docstring."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
import textwrap

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def resolve(qualified_name: str) -> object:
    """Return the object that a dotted name stands for."""
    module, _, name = qualified_name.rpartition(".")
    return getattr(importlib.import_module(module), name)


def without_docstring(obj: object) -> str:
    """Return the source of a function or class with the docstring cut out.

    Examples
    --------
    >>> print(without_docstring(resolve))
    def resolve(qualified_name: str) -> object:
        module, _, name = qualified_name.rpartition(".")
        return getattr(importlib.import_module(module), name)
    """
    source = textwrap.dedent(inspect.getsource(obj))  # type: ignore[arg-type]
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    lines = source.splitlines()
    if ast.get_docstring(definition) is not None:
        docstring = definition.body[0]
        end = docstring.end_lineno or docstring.lineno
        while end < len(lines) and not lines[end].strip():
            end += 1
        del lines[docstring.lineno - 1 : end]
    return "\n".join(lines)


def narrow(code: str) -> str:
    """Return code laid out for a printed line of 79 characters.

    Examples
    --------
    >>> narrow("x = 1").strip()
    'x = 1'
    """
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "79", "--isolated", "-"]
    run = subprocess.run(command, input=code, capture_output=True, text=True, check=True)
    return run.stdout.rstrip("\n")


WHOLE = 20  # lines of a listing that stay on one page


class Source(SphinxDirective):
    """``{source} mmlbook.module.object``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a listing whose caption names the object."""
        (name,) = self.arguments
        code = narrow(without_docstring(resolve(name)))
        block = nodes.literal_block(code, code, language="python3", classes=["listing"])
        self.set_source_info(block)
        label = nodes.paragraph("", "", classes=["listing-name"])
        label += nodes.literal(name, name)
        lines = code.count("\n") + 1
        kept = lines if lines <= WHOLE else WHOLE // 2
        together = nodes.raw("", rf"\mmlkeep{{{kept + 2}}}", format="latex")
        return [together, nodes.container("", label, block, classes=["listing-box"])]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("source", Source)
