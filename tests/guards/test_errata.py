"""Each confirmed error has a number, a version that put it right, and a test that keeps it so."""

import re
import tomllib

import pytest
from guards.pages import ROOT, nothing

import mmlbook
from tools import sources

FIELDS = {"id", "chapter", "what", "fixed"}


def version(text):
    return tuple(int(part) for part in re.findall(r"\d+", text))


def errata_problems(entries, folder, chapters, released):
    """Compare the list of errata with the tests and with the chapters."""
    problems, ids = [], [str(entry.get("id", "")) for entry in entries]
    for entry, name in zip(entries, ids, strict=True):
        if set(entry) != FIELDS or not all(entry.values()):
            problems.append(f"{name or 'an entry'}: the fields are not {', '.join(sorted(FIELDS))}")
            continue
        if not re.fullmatch(r"E\d+", name):
            problems.append(f"{name}: an id is E and a number")
        if not (folder / f"test_{name.lower()}.py").is_file():
            problems.append(f"{name} has no test test_{name.lower()}.py")
        if entry["chapter"] not in chapters:
            problems.append(f"{name}: there is no chapter {entry['chapter']}")
        if version(entry["fixed"]) > version(released):
            problems.append(f"{name} was fixed in {entry['fixed']}, later than {released}")
    numbers = [version(name) for name in ids]
    if numbers != sorted(set(numbers), reverse=True):
        problems.append("the errata are not in order, newest first")
    for path in sorted(folder.glob("test_*.py")):
        if path.stem.removeprefix("test_").upper() not in ids:
            problems.append(f"{path.name} belongs to no erratum")
        if "def test_" not in path.read_text():
            problems.append(f"{path.name} tests nothing")
    return problems


def test_errata_have_their_tests():
    entries = tomllib.loads((ROOT / "book" / "errata.toml").read_text()).get("erratum", [])
    folder = ROOT / "tests" / "errata"
    assert folder.is_dir()
    nothing(errata_problems(entries, folder, sources.chapters(), mmlbook.__version__))


# --- planted faults -------------------------------------------------------------------------------

GOOD = {"id": "E1", "chapter": "p/s", "what": "a sign", "fixed": "0.1.1"}


def problems_of(entries, folder):
    (folder / "test_e1.py").write_text("def test_sign(): ...\n")
    return errata_problems(entries, folder, ["p/s"], "0.2.0")


def test_accepts_a_good_list(tmp_path):
    assert problems_of([GOOD], tmp_path) == []


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ([GOOD | {"id": "E2"}, GOOD], "E2 has no test"),
        ([GOOD | {"chapter": "p/t"}], "no chapter p/t"),
        ([GOOD | {"fixed": "0.3.0"}], "later than"),
        ([GOOD | {"what": ""}], "the fields are not"),
        ([{"id": "E1"}], "the fields are not"),
        ([GOOD, GOOD], "not in order"),
        ([GOOD | {"id": "1"}], "an id is E and a number"),
        ([], "belongs to no erratum"),
    ],
)
def test_finds_a_bad_entry(entries, complaint, tmp_path):
    assert any(complaint in problem for problem in problems_of(entries, tmp_path))


def test_finds_an_empty_test(tmp_path):
    (tmp_path / "test_e1.py").write_text("")
    assert errata_problems([GOOD], tmp_path, ["p/s"], "1") == ["test_e1.py tests nothing"]
