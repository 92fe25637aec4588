"""Build the book: ``python -m tools.book html|pdf|all``.

Jupyter Book's configuration is read and completed here; Sphinx is then run on it directly, because
three of Jupyter Book's own parts stand in the way of a book that opens offline and prints well: its
theme (icon fonts, scripts of other hosts), its Thebe and comment extensions, and its LaTeX class.
A stage whose inputs have not changed since it last succeeded is not run again.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tools import execute, sources
from tools.sources import BUILD, ROOT, BuildError

HTML = BUILD / "html"
LATEX = BUILD / "latex"
NAME = "mathematics-for-machine-learning"
PDF = BUILD / f"{NAME}.pdf"
UNUSED = {
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "jupyter_book",
    "sphinx_thebe",
    "sphinx_comments",
    "sphinx.ext.intersphinx",
    "sphinx_design",
    "sphinx_book_theme",
}
CLOCK = time.perf_counter()


def say(text: str) -> None:
    """Print a line with the time since the start."""
    print(f"[{time.perf_counter() - CLOCK:6.1f} s] {text}", flush=True)


def git(*arguments: str) -> str:
    """Return what a git command prints, or nothing outside a checkout."""
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.strip() if run.returncode == 0 else ""


def fix_dates() -> None:
    """Let the date of everything built be that of the commit."""
    date = git("log", "-1", "--format=%ct") or "0"
    os.environ["SOURCE_DATE_EPOCH"] = date


def digest(paths: list[Path]) -> str:
    """Return a hash of the files named and of those in the folders named."""
    state = hashlib.sha256(os.environ.get("SOURCE_DATE_EPOCH", "").encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                state.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()


def configuration() -> dict:
    """Return Sphinx's configuration: Jupyter Book's reading of ``_config.yml``, completed."""
    sys.path[:0] = [str(ROOT), str(ROOT / "book" / "_ext")]
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml", cli_config={"latex_individualpages": False}, sourcedir=ROOT
    )
    config["extensions"] = [name for name in config["extensions"] if name not in UNUSED]
    config["external_toc_path"] = str(ROOT / "_toc.yml")
    for name in ("html_favicon", "html_logo"):
        config[name] = config.get(name) or None
    import mmlbook

    config["version"] = config["release"] = mmlbook.__version__
    config["project"] = config["html_title"]
    config["html_context"] = {
        "commit": git("describe", "--always", "--dirty", "--abbrev=10"),
        "repository": config.get("html_theme_options", {}).get("repository_url", ""),
        "pdf_name": PDF.name,
    }
    config["html_theme_options"] = {}
    config["nitpicky"] = True
    config["mml_inputs"] = digest([ROOT / "book/_ext", ROOT / "book/_theme", ROOT / "_config.yml"])
    config["mml_inputs"] += digest(sorted((ROOT / "book").glob("*.toml")))
    for name in ("comments_config", "use_jupyterbook_latex", "latex_doc_overrides"):
        config.pop(name, None)
    return config


def sphinx(builder: str, out: Path) -> None:
    """Run one Sphinx builder; any warning is an error."""
    log = BUILD / f"{builder}.log"
    with patch_docutils(str(ROOT)), docutils_namespace(), log.open("w") as status:
        app = Sphinx(
            srcdir=ROOT,
            confdir=None,
            outdir=out,
            doctreedir=BUILD / "doctrees" / builder,
            buildername=builder,
            confoverrides=configuration(),
            status=status,
            warning=sys.stderr,
            warningiserror=True,
            keep_going=True,
        )
        try:
            app.build()
        except SphinxError as error:
            shutil.rmtree(BUILD / "doctrees" / builder, ignore_errors=True)
            raise BuildError(f"the {builder} build stopped: {error}") from error
    if app.statuscode:
        # a page read with warnings must be read again next time
        shutil.rmtree(BUILD / "doctrees" / builder, ignore_errors=True)
        raise BuildError(f"the {builder} build printed warnings (above); warnings are errors")


def fingerprint() -> str:
    """Return a hash of every file that the built book depends on."""
    folders = ["book", "mmlbook", "tools", "requirements", "tests/errata"]
    files = ["index.md", "_config.yml", "_toc.yml", "package-lock.json"]
    version = git("describe", "--always", "--dirty", "--abbrev=10")
    return version + digest([ROOT / name for name in [*folders, *files]])


def stage(name: str, result: Path, make: Callable[[], None], stamp: str) -> None:
    """Run a stage unless its stamp says that the result is up to date."""
    mark = BUILD / f"{name}.stamp"
    if result.exists() and mark.is_file() and mark.read_text() == stamp:
        say(f"{name}: nothing has changed")
        return
    mark.unlink(missing_ok=True)
    say(f"{name}: building")
    make()
    mark.write_text(stamp)
    say(f"{name}: done")


def build_html() -> None:
    """Build the site."""
    sphinx("html", HTML)


def build_pdf() -> None:
    """Build the PDF of the whole book."""
    from tools import pdf

    sphinx("latex", LATEX)
    pdf.typeset(LATEX, NAME, PDF, say)


def publish_pdf() -> None:
    """Put the PDF, whole and by chapter, beside the pages."""
    from tools import pdf

    pdf.publish(PDF, HTML)


def main() -> int:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["html", "pdf", "all"])
    what = parser.parse_args().what
    BUILD.mkdir(exist_ok=True)
    fix_dates()
    try:
        say("execute: reading the chapters")
        ran = execute.execute(sources.documents(), start=CLOCK)
        say(f"execute: {len(ran)} ran, the others are as they were")
        stamp = fingerprint()
        if what in ("html", "all"):
            stage("html", HTML / "index.html", build_html, stamp)
        if what in ("pdf", "all"):
            stage("pdf", PDF, build_pdf, stamp)
            if HTML.is_dir():
                publish_pdf()
    except KeyboardInterrupt:
        say("interrupted; what is finished is kept, the same command goes on from here")
        return 130
    except BuildError as error:
        print(f"\n{error}\n", file=sys.stderr)
        say("failed")
        return 1
    if what in ("html", "all"):
        say(f"site: {(HTML / 'index.html').relative_to(ROOT)}")
    if what in ("pdf", "all"):
        say(f"PDF:  {PDF.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
