"""Small tables, shown alike on the page, in the PDF and in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Table"]


class Table:
    r"""A few columns of values under their names.

    Parameters
    ----------
    columns : mapping of str to sequence
        Column names (Markdown, so ``$\ell_2$`` works) and their values, all of one length.
    formats : mapping of str to str, optional
        A format specification for a column, such as ``".3f"``.

    Raises
    ------
    ValueError
        If there is no column, the columns differ in length, or a format names no column.

    Examples
    --------
    >>> Table({"metric": ["euclidean", "cosine"], "errors": [3, 12]})
    | metric | errors |
    | :-- | --: |
    | euclidean | 3 |
    | cosine | 12 |
    """

    def __init__(
        self, columns: Mapping[str, Sequence[Any]], *, formats: Mapping[str, str] | None = None
    ) -> None:
        self.columns = {name: list(values) for name, values in columns.items()}
        self.formats = dict(formats or {})
        lengths = {name: len(values) for name, values in self.columns.items()}
        if not lengths:
            raise ValueError("columns must name at least one column; got none")
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns must have one length; got {lengths}")
        if unknown := set(self.formats) - set(lengths):
            raise ValueError(f"formats must name columns; got {sorted(unknown)}")

    def _repr_markdown_(self) -> str:
        cells = [
            [format(value, self.formats.get(name, "")) for value in values]
            for name, values in self.columns.items()
        ]
        # a column of numbers is set flush right
        aligns = [
            "--:" if all(hasattr(value, "__float__") for value in values) else ":--"
            for values in self.columns.values()
        ]
        rows = [list(self.columns), aligns, *zip(*cells, strict=True)]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)

    def __repr__(self) -> str:
        return self._repr_markdown_()
