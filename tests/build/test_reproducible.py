"""Twice built from one commit: the same bytes, site and PDF."""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import book, sources

PDF = book.PDF


def differences(a: Path, b: Path) -> list[str]:
    """Return the files that two folders do not share byte by byte."""
    names = {
        path.relative_to(root) for root in (a, b) for path in root.rglob("*") if path.is_file()
    }
    return sorted(
        str(name)
        for name in names
        if not ((a / name).is_file() and (b / name).is_file())
        or not filecmp.cmp(a / name, b / name, shallow=False)
    )


def test_a_changed_byte_is_noticed(tmp_path):
    for name, text in (("a", "1"), ("b", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(text)
        (tmp_path / name / name).write_text("")
    assert differences(tmp_path / "a", tmp_path / "b") == ["a", "b", "page"]


@pytest.mark.site
@pytest.mark.pdf
@pytest.mark.slow
@pytest.mark.skipif(
    not os.environ.get("CI") and bool(book.git("status", "--porcelain")),
    reason="there are uncommitted changes; only a commit can be built twice",
)
def test_twice_built_is_the_same(tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(sources.ROOT), str(clone)], check=True)
    (clone / "node_modules").symlink_to(sources.ROOT / "node_modules")
    # one chapter is executed again, the others come from the first build
    shutil.copytree(sources.BUILD / "executed", clone / "_build" / "executed")
    (clone / "_build" / "executed" / f"book/{sources.chapters()[0]}.ipynb").unlink()
    subprocess.run(
        [sys.executable, "-m", "tools.book", "all"],
        cwd=clone,
        env=os.environ | {"PYTHONPATH": ""},
        check=True,
        capture_output=True,
        timeout=500,
    )
    assert differences(sources.BUILD / "html", clone / "_build" / "html") == []
    assert filecmp.cmp(PDF, clone / "_build" / PDF.name, shallow=False)
