"""What `pip install mmlbook` brings: everything, and nothing that needs the book's sources."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir"]
    run(sys.executable, "-m", "pip", "wheel", *options, str(folder), str(ROOT))
    (path,) = folder.glob("mmlbook-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with the wheel installed in it, and how to run Python with it alone."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--target"]
    run(sys.executable, "-m", "pip", "install", *options, str(folder), str(wheel))
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return folder, {"cwd": folder.parent, "env": environment}


def names(wheel):
    return set(zipfile.ZipFile(wheel).namelist())


def test_pure_python(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")


def test_holds_every_file_of_the_package(wheel):
    files = (path for path in (ROOT / "mmlbook").rglob("*") if path.is_file())
    ours = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert len(ours) > 50
    assert not ours - names(wheel)


@pytest.mark.parametrize(
    "name",
    [
        "mmlbook/py.typed",
        "mmlbook/_toc.yml",
        "mmlbook/data/iris.csv",
        "mmlbook/data/texts.json",
        "mmlbook/fonts/OFL.txt",
        "mmlbook/linear_algebra/vectors/__init__.py",
        "mmlbook/derivations/linear_algebra/vectors.py",
        "mmlbook/exercises/linear_algebra/vectors.py",
    ],
)
def test_holds(wheel, name):
    assert name in names(wheel)


def test_holds_nothing_else(wheel):
    assert {name.split("/")[0].split("-")[0] for name in names(wheel)} == {"mmlbook"}
    assert not [name for name in names(wheel) if "__pycache__" in name or name.endswith(".pyc")]


def test_carries_its_licenses(wheel):
    carried = {name.partition("/licenses/")[2] for name in names(wheel)}
    assert {"LICENSE", "LICENSE-text", "mmlbook/fonts/OFL.txt"} <= carried


def test_works_on_its_own(installed):
    folder, options = installed
    code = f"""
import mmlbook, sys
assert mmlbook.__file__.startswith({str(folder)!r}), mmlbook.__file__
assert not {{"sympy", "matplotlib"}} & set(sys.modules)
from mmlbook.datasets import load_digits, load_iris, load_texts
assert load_iris().X.shape == (150, 4) and len(load_digits().X) and load_texts().texts
assert mmlbook.check("vectors-6", "sqrt(5)/2") and not mmlbook.check("vectors-6", "5/2")
from mmlbook.derivations import derivations
assert derivations()["triangle_inequality"].verify().ok
from mmlbook import plotting
plotting.figure()
print("works")
"""
    assert run(sys.executable, "-c", code, **options) == "works\n"


def test_command_works_on_its_own(installed):
    folder, options = installed
    command = str(folder / "bin" / "mmlbook")
    assert "vectors" in run(command, "chapters", **options)
    assert "alg-cross" in run(command, "find", "cross", **options)
    assert "1 of 1" in run(command, "verify", "triangle_inequality", **options)
