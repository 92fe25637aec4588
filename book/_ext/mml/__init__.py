"""The book's own Sphinx extension: what Jupyter Book's pieces do not do, one file per concern."""

from __future__ import annotations

from sphinx.application import Sphinx

from mml import (
    blocks,
    derivations,
    downloads,
    explorables,
    html,
    latex,
    listings,
    mathematics,
    notebooks,
    pages,
)

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, object]:
    """Register every part."""
    # a hash of what every page depends on besides its text; a new value rebuilds all pages
    app.add_config_value("mml_inputs", "", "env", [str])
    for part in (
        notebooks,
        mathematics,
        blocks,
        listings,
        derivations,
        pages,
        html,
        latex,
        downloads,
        explorables,
    ):
        part.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
