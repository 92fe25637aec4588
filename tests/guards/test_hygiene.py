"""No tracked file holds what belongs to one machine, to an unfinished thought, or to a registry."""

import re
import subprocess

import pytest
from guards.pages import ROOT, nothing


def joined(*pieces):
    """Return pieces as one text: so this file does not contain what it looks for."""
    return "".join(pieces)


FOLDERS = "home|root|Users|mnt|work|workspace|tmp|private"
REGISTRIES = joined(
    r"py", r"pi\.org|python", r"hosted\.org|npm", r"js\.(?:org|com)|yarnpkg\.com|anaconda\.org"
)
PATTERNS = {
    "an absolute path of a machine": rf"(?<![\w.:/~])/(?:{FOLDERS})/\w",
    "a path of Windows": r"\b[A-Z]:\\\\?(?:Users|Temp)\b",
    "a path outside the repository": joined(r"\.\./", "shared"),
    "the address of a registry": REGISTRIES,
    "the address of an index": joined(r"--(?:extra-)?index", r"-url|\bregistry\s*="),
    "an unfinished thought": joined(r"\b(?:TO", r"DO|FIX", r"ME|X", r"XX|HA", r"CK)\b"),
    "a merge marker": r"(?m)^(?:<{7}|>{7})(?: |$)",
    "a breakpoint": joined(r"\bbreak", r"point\(\)|\bpdb\.", r"set_trace"),
}
LARGEST = 2_000_000  # bytes


def tracked(root=ROOT):
    """Return the files that git tracks."""
    command = ["git", "ls-files", "-z"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [root / name for name in names.split("\0") if name and (root / name).is_file()]


def stains(text, where):
    """Return what should not be in a text."""
    return [
        f"{where}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match[0]}"
        for what, pattern in PATTERNS.items()
        for match in re.finditer(pattern, text)
    ]


def untidy(text, where):
    """Return lines that end with blanks, and whether the last one does not end."""
    lines = enumerate(text.splitlines(), 1)
    problems = [f"{where}:{n}: blanks at the end of the line" for n, s in lines if s != s.rstrip()]
    if text and not text.endswith("\n"):
        problems.append(f"{where}: no newline at the end")
    return problems


def file_problems(path, root):
    """Check one file; binary files only for their size."""
    name, data = path.relative_to(root).as_posix(), path.read_bytes()
    problems = [f"{name}: {len(data)} bytes"] if len(data) > LARGEST else []
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return problems
    checked = stains(text, name)
    if path.suffix in (".py", ".md", ".toml", ".yml", ".css", ".js"):
        checked += untidy(text, name)
    return problems + checked


# --- the project ----------------------------------------------------------------------------------


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git repository")
def test_tracked_files_are_clean():
    files = tracked()
    assert len(files) > 100
    nothing([problem for path in files for problem in file_problems(path, ROOT)])


# --- planted faults -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pieces",
    [
        ("see /ho", "me/me/notes"), ("'/m", "nt/x'"), ("(/wo", "rk/main)"), ("/tm", "p/out"),
        ("C:\\Us", "ers\\me"), ("../sha", "red/style.md"), ("https://py", "pi.org/simple"),
        ("https://registry.npm", "js.org/"), ("pip install --index", "-url x"), ("# TO", "DO: it"),
        ("FIX", "ME"), ("<<<<<<", "< ours"), ("break", "point()"),
    ],
)  # fmt: skip
def test_finds_a_stain(pieces):
    (found, *_) = stains(f"line\n{joined(*pieces)}\n", "f")
    assert found.startswith("f:2: ")


@pytest.mark.parametrize(
    "text",
    ["#!/usr/bin/env bash", "book/work/x", "https://example.org/home/x", "a todo list", "~/home/x",
     "$HOME/.pyenv", "tests/tmp/x"],
)  # fmt: skip
def test_accepts_what_is_clean(text):
    assert stains(text, "f") == []


def test_finds_untidy_lines():
    assert untidy("a\nb\n", "f") == []
    assert untidy("a \nb\n", "f") == ["f:1: blanks at the end of the line"]
    assert untidy("a", "f") == ["f: no newline at the end"]


def test_reads_files(tmp_path):
    (tmp_path / "a.py").write_text("x = 1 \n")
    (tmp_path / "b.bin").write_bytes(b"\xff" * (LARGEST + 1))
    assert file_problems(tmp_path / "a.py", tmp_path) == ["a.py:1: blanks at the end of the line"]
    assert file_problems(tmp_path / "b.bin", tmp_path) == [f"b.bin: {LARGEST + 1} bytes"]
