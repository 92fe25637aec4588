"""Pages come with the outputs of their executed notebooks, or the build stops.

MyST-NB reads every ``.md`` file through `read`, which splits the page into cells and puts the
outputs beside them that ``tools/execute.py`` keeps.  Sphinx does not see that a page's outputs
changed when its text did not; `outdated` tells it.
"""

from __future__ import annotations

from functools import cache

import nbformat
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from tools import execute, sources


@cache
def _documents() -> dict[str, str]:
    return {sources.path_of(name).read_text(): name for name in sources.documents()}


def read(text: str) -> nbformat.NotebookNode:
    """Return the page as a notebook with its outputs."""
    notebook = execute.read(text)
    if not execute.code(notebook):
        return notebook
    document = _documents().get(text)
    executed = document and execute.load(document)
    if not executed or execute.code(executed) != execute.code(notebook):
        raise ExtensionError(f"{document} has not been executed; run `make html`")
    outputs = [cell.outputs for cell in executed.cells if cell.cell_type == "code"]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.pop(0)
    return notebook


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages whose key differs from the one they were read under."""
    old: dict[str, str] = getattr(env, "mml_keys", {})
    env.mml_keys = {name: sources.key(name) for name in sources.documents()}  # type: ignore[attr-defined]
    return [name for name, key in env.mml_keys.items() if old.get(name) != key]  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Connect to the build."""
    app.connect("env-get-outdated", outdated)
