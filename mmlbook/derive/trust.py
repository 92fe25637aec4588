"""What is trusted, counted: the files on which every mark rests, and how long they are.

Every file of the engine stands in one of the lists.  The trusted ones are two: the language, which
all three opinions read, and the kernels, which the other two opinions can contradict.  A fault in
the language can fool all three, so it counts twice.

A line of code is a line with a token that is neither a comment nor part of a docstring.  The page
about verification and the tests that keep the trusted base small count with the same functions.

Trusted for: nothing; it only counts.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterable
from pathlib import Path

from mmlbook.derive.kernels import TRUSTED

__all__ = [
    "CARRIERS",
    "KERNELS",
    "LANGUAGE",
    "OTHERS",
    "VETO",
    "lines_of_code",
    "trusted_base",
    "trusted_for",
]  # fmt: skip

# What is claimed: terms, relations, and what a kind of step stands for.  All opinions read it.
LANGUAGE = (
    "names", "terms", "vocabulary", "structure", "analysis", "traverse", "relations", "steps",
)  # fmt: skip
# What proves it.  The other opinions share nothing with these.
KERNELS = tuple(name for name in TRUSTED if name not in LANGUAGE)
# The second opinion, letters, and the third, numbers: they may veto a proof.
VETO = (
    "ideal", "explicit", "decide", "numbers", "arrays", "properties", "evaluate", "models",
    "limits", "exceptions",
)  # fmt: skip
# These prove nothing, but every verdict passes through them on its way to the page.
CARRIERS = ("author", "givens", "derivation", "opinions", "check", "marks", "latex", "display")
# These give weaker marks, tell, count, quote, or make false neighbors.
OTHERS = ("symbolic", "degree", "mutate", "ablation", "binding", "ledger", "report", "trust")

FOLDER = Path(__file__).parent
LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.INDENT,
    tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def lines_of_code(path: Path) -> int:
    """Return the number of lines that are neither blank, nor comment, nor docstring.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "two.py")
    ...     _ = path.write_text('"Docstring."' + chr(10) * 2 + "x = (1 +" + chr(10) + "2)  # sum")
    ...     lines_of_code(path)
    2
    """
    tree, docstrings = ast.parse(path.read_text(encoding="utf-8")), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            docstrings |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    with path.open("rb") as file:
        tokens = [t for t in tokenize.tokenize(file.readline) if t.type not in LAYOUT]
    return len({row for t in tokens for row in range(t.start[0], t.end[0] + 1)} - docstrings)


def trusted_base(names: Iterable[str] = TRUSTED) -> dict[str, int]:
    """Return the trusted files, or others, without their ending, and the lines of code in each.

    Examples
    --------
    >>> "words" in trusted_base(), "models" in trusted_base(), "models" in trusted_base(VETO)
    (True, False, True)
    """
    return {name: lines_of_code(FOLDER / f"{name}.py") for name in names}


def trusted_for(name: str) -> str:
    """Return what a file of the engine says it is trusted for, in its own words.

    Examples
    --------
    >>> trusted_for("signs")
    'the sign of a gap, and for showing the side conditions that `conditions` collects.'
    """
    words = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))) or ""
    said = re.search(r"(?s)Trusted for: (.+?)(?:\n\n|\Z)", words)
    if said is None:
        raise ValueError(f"{name}.py does not say what it is trusted for")
    return " ".join(said[1].split()).replace("``", "")
