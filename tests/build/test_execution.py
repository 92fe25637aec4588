"""Execution cannot lie: a small book of two chapters, changed in every way that matters."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mmlbook.exercises import Verdict

ROOT = Path(__file__).parents[2]

TOC = """
format: jb-book
root: index
parts:
  - caption: One
    numbered: true
    chapters:
      - file: book/one/first
      - file: book/one/second
"""
PAGE = """---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# {title}

```{{code-cell}} python3
from mmlbook.one.{stem} import answer

answer()
```
"""


class Book:
    """A project of two chapters; the second's module uses a helper that the first does not."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(ROOT / "tools", folder / "tools")
        self.write("_toc.yml", TOC)
        self.write("index.md", "# Start\n")
        self.write("requirements/book.txt", "numpy==1\n")
        self.write("mmlbook/__init__.py", "")
        self.write("mmlbook/one/__init__.py", "")
        self.write("mmlbook/helper.py", "def base():\n    return 20\n")
        self.write("mmlbook/data/number.txt", "7")
        self.write(
            "mmlbook/datasets.py",
            "from pathlib import Path\n\n\n"
            "def number():\n"
            "    return int((Path(__file__).parent / 'data' / 'number.txt').read_text())\n",
        )
        self.write(
            "mmlbook/one/first.py",
            "from mmlbook.datasets import number\n\n\ndef answer():\n    return number()\n",
        )
        self.write(
            "mmlbook/one/second.py",
            "from mmlbook.helper import base\n\n\ndef answer():\n    return base() + 1\n",
        )
        for stem in ("first", "second"):
            self.write(f"book/one/{stem}.md", PAGE.format(title=stem.title(), stem=stem))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self) -> subprocess.CompletedProcess:
        """Execute what has changed."""
        return subprocess.run(
            [sys.executable, "-m", "tools.execute"],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": ""},
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    def ran(self) -> set[str]:
        """Execute; return which chapters ran, the others having come from the cache."""
        done = self.run()
        assert done.returncode == 0, done.stderr
        report = json.loads((self.folder / "_build/execution.json").read_text())["chapters"]
        return {name.removeprefix("one/") for name, entry in report.items() if not entry["cached"]}

    def shows(self, stem: str) -> str:
        """Return what the chapter's cell showed."""
        notebook = json.loads((self.folder / f"_build/executed/book/one/{stem}.ipynb").read_text())
        (cell,) = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        return "".join(cell["outputs"][0]["data"]["text/plain"])


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    book = Book(tmp_path_factory.mktemp("book"))
    assert book.ran() == {"first", "second"}
    assert (book.shows("first"), book.shows("second")) == ("7", "21")
    return book


@pytest.fixture
def book(built, tmp_path):
    """A copy of the built book, to be changed."""
    shutil.copytree(built.folder, tmp_path / "book")
    copy = Book.__new__(Book)
    copy.folder = tmp_path / "book"
    return copy


@pytest.mark.slow
class TestExecution:
    def test_nothing_changed_nothing_runs(self, book):
        assert book.ran() == set()

    def test_a_changed_helper_runs_exactly_its_users(self, book):
        book.write("mmlbook/helper.py", "def base():\n    return 40\n")
        assert book.ran() == {"second"}
        assert book.shows("second") == "41"
        assert book.ran() == set()

    def test_a_function_that_raises_fails_every_time(self, book):
        book.write("mmlbook/helper.py", "def base():\n    raise ArithmeticError('broken')\n")
        for _ in range(2):
            failed = book.run()
            assert failed.returncode != 0
            assert "ArithmeticError: broken" in failed.stderr

    def test_a_changed_text_runs_nothing(self, book):
        page = book.folder / "book/one/first.md"
        page.write_text(page.read_text() + "\nA new sentence.\n")
        assert book.ran() == set()

    def test_a_changed_cell_runs_its_chapter(self, book):
        page = book.folder / "book/one/first.md"
        page.write_text(page.read_text().replace("answer()", "answer() + 1"))
        assert book.ran() == {"first"}
        assert book.shows("first") == "8"

    def test_changed_data_run_the_chapters_that_load_them(self, book):
        book.write("mmlbook/data/number.txt", "9")
        assert book.ran() == {"first"}
        assert book.shows("first") == "9"

    def test_a_changed_lock_runs_everything(self, book):
        book.write("requirements/book.txt", "numpy==2\n")
        assert book.ran() == {"first", "second"}

    def test_what_is_written_on_stderr_fails(self, book):
        warn = "import warnings\n\n\ndef answer():\n    warnings.warn('look')\n    return 7\n"
        book.write("mmlbook/one/first.py", warn)
        failed = book.run()
        assert failed.returncode != 0
        assert "wrote on stderr" in failed.stderr

    def test_a_solution_that_its_check_refuses_fails(self, book):
        """The very words of `check` for a wrong answer."""
        refusal = repr(Verdict("vectors-2", False, "Add the squares first."))
        said = f"class Said:\n    def __repr__(self):\n        return {refusal!r}\n\n\n"
        book.write("mmlbook/one/first.py", said + "def answer():\n    return Said()\n")
        failed = book.run()
        assert failed.returncode != 0
        assert "a solution is refused by its own check: vectors-2: not yet." in failed.stderr

    def test_a_chapter_over_its_budget_is_reported(self, book):
        code = (book.folder / "tools/execute.py").read_text()
        book.write("tools/execute.py", code.replace("BUDGET = 20.0", "BUDGET = 0.001"))
        done = book.run()
        assert done.returncode == 0
        assert "over budget: one/first took" in done.stdout

    def test_progress_names_each_chapter_and_the_time(self, book):
        book.write("requirements/book.txt", "numpy==3\n")
        out = book.run().stdout
        assert "s] 0/2 book/one/first: running" in out
        assert "s] 2/2 " in out


class TestSources:
    def test_imports_are_followed_through_the_package(self):
        from tools import sources

        used = sources.modules_used("book/linear_algebra/vectors")
        assert {"mmlbook", "mmlbook._check", "mmlbook.linear_algebra.vectors.norms"} <= used
        assert "mmlbook.derivations.linear_algebra.vectors" in used
        assert "mmlbook.derive.terms" in used
        assert "mmlbook.exercises.linear_algebra.vectors" in used
        assert "mmlbook.estimator" not in used
        assert "mmlbook.cli" not in used

    def test_every_data_folder_of_the_package_belongs_to_a_module(self):
        from tools import sources

        held = {
            path.parent
            for path in sources.PACKAGE.rglob("*")
            if path.is_file() and path.suffix not in (".py", ".pyc", ".typed") and "." in path.name
        }
        assert held == set(sources.RESOURCES.values())

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("import mmlbook.a.b", {"mmlbook", "mmlbook.a", "mmlbook.a.b"}),
            ("from mmlbook.a import b", {"mmlbook", "mmlbook.a", "mmlbook.a.b"}),
            ("def f():\n    from mmlbook import a", {"mmlbook", "mmlbook.a"}),
            ("import numpy", set()),
        ],
    )
    def test_imports_of_a_piece_of_code(self, code, expected):
        import ast

        from tools import sources

        assert set(sources.imported(ast.parse(textwrap.dedent(code)))) == expected
