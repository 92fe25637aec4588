"""Typeset the book with XeLaTeX, refuse what a careful typesetter would, cut it by chapter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from tools.sources import BuildError

PACKAGES = "texlive-xetex texlive-latex-extra texlive-fonts-recommended latexmk"
OVERFULL = {"h": 2.0, "v": 10.0}  # points that a line, or a page, may be too wide or too high


def complaints(log: str) -> list[str]:
    r"""Return what is wrong according to a LaTeX log.

    Examples
    --------
    >>> complaints(r"Overfull \hbox (3.1pt too wide) in paragraph at lines 1--2")
    ['3.1 pt too wide: in paragraph at lines 1--2']
    >>> complaints(r"Overfull \hbox (1.9pt too wide) in paragraph at lines 1--2")
    []
    """
    log = re.sub(r"(?<=.{79})\n", "", log)  # TeX breaks its lines at 79 characters
    found = re.findall(r"LaTeX Warning: (?:Reference|Hyper reference|Citation)[^\n]*undefined", log)
    found += re.findall(r"Missing character:[^;\n]*", log)
    found += re.findall(r"LaTeX Warning: Label[^\n]*multiply defined", log)
    overfull = r"Overfull \\([hv])box \(([\d.]+)pt too (wide|high)\)([^\n]*)"
    for direction, excess, which, place in re.findall(overfull, log):
        if float(excess) > OVERFULL[direction]:
            found.append(f"{excess} pt too {which}: {place.strip()}")
    return list(dict.fromkeys(found))


def require_tex() -> None:
    """Stop with what to install if TeX is not there."""
    missing = [name for name in ("xelatex", "latexmk", "makeindex") if not shutil.which(name)]
    if missing:
        sys.exit(
            f"The PDF needs TeX; not found: {', '.join(missing)}.\n"
            f"On Debian or Ubuntu: apt-get install --no-install-recommends {PACKAGES}"
        )


def typeset(folder: Path, name: str, target: Path, say: Callable[[str], None]) -> None:
    """Run XeLaTeX until references settle, check the log, keep the PDF."""
    require_tex()
    environment = os.environ | {"FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    ) as process:
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if match := re.match(r"Run number (\d+) of rule '(\w+)", line):
                say(f"pdf: {match[2]}, run {match[1]}")
    if process.returncode:
        text = "".join(lines)
        start = text.find("\n! ")
        raise BuildError("XeLaTeX stopped:" + text[start : start + 1500])
    if problems := complaints((folder / f"{name}.log").read_text(errors="replace")):
        raise BuildError("the PDF is not clean:\n  " + "\n  ".join(problems))
    shutil.copyfile(folder / f"{name}.pdf", target)


def publish(pdf: Path, site: Path) -> None:
    """Copy the book beside the pages, and each chapter as a PDF of its own."""
    from tools import sources

    shutil.copyfile(pdf, site / pdf.name)
    out = site / "_pdf"
    out.mkdir(exist_ok=True)
    reader = PdfReader(pdf)
    starts = chapter_pages(reader)
    for chapter, (first, last) in zip(sources.chapters(), starts, strict=True):
        writer = PdfWriter()
        writer.append(reader, pages=(first, last), import_outline=False)
        writer.add_metadata({"/Title": chapter.rsplit("/", 1)[-1].replace("_", " ").capitalize()})
        writer.write(out / f"{chapter.rsplit('/', 1)[-1]}.pdf")


def chapter_pages(reader: PdfReader) -> list[tuple[int, int]]:
    """Return first page and end of each numbered chapter, read from the bookmarks."""
    entries: list[tuple[int, str, int]] = []

    def walk(items: list, level: int) -> None:  # parts hold chapters, chapters hold sections
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            else:
                page = reader.get_destination_page_number(item)
                entries.append((level, str(item.title), page))

    walk(reader.outline, 0)
    starts = []
    for position, (level, title, page) in enumerate(entries):
        if re.match(r"\d+ ", title):
            later = (p for other, _, p in entries[position + 1 :] if other <= level)
            starts.append((page, next((p for p in later if p > page), len(reader.pages))))
    return starts
