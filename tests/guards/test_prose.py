"""Prose: numbers beside computed ones are computed, no filler words, American spelling."""

import re
import subprocess
import sys

import pytest
from guards.pages import CODE, ROOT, Page, all_pages, blank, nothing, words

from mmlbook.derivations import derivations

# A number that a computation could have produced: a decimal, or two digits or more.  Small whole
# numbers are words of the language ("2 dimensions"); what is quoted stands in a role or in code.
NUMBER = re.compile(r"(?<![\w.,])(?=[\d.,]*\d[.,]?\d)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)")

FILLER = (
    "in this section we will", "in this chapter we will", "it is important to note", "powerful",
    "crucial", "it should be noted", "it is worth noting", "needless to say", "as we all know",
    "it goes without saying", "delve", "leverage", "seamless", "cutting-edge", "state-of-the-art",
)  # fmt: skip


def typed_numbers(page):
    """Return the numbers typed in paragraphs that also print a computed number."""
    problems = []
    for line, text in page.passages:
        if "{glue" not in text:
            continue
        plain = re.sub(r"(?m)^\s*\d+\.\s", " ", words(text))
        for match in NUMBER.finditer(plain):
            at = line + plain.count("\n", 0, match.start())
            problems.append(f"{page.name}.md:{at}: {match[0]} is typed beside a computed number")
    return problems


def filler_in(text, where):
    """Return the filler phrases in a text."""
    plain = " ".join(words(text).split()).lower()
    return [f"{where}: {phrase!r}" for phrase in FILLER if re.search(rf"\b{phrase}\b", plain)]


def misspelled(*arguments, cwd=ROOT):
    """Return what codespell reports, with the settings of pyproject.toml."""
    command = [sys.executable, "-m", "codespell_lib", "--quiet-level", "3", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode in (0, 65), done.stderr
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


# --- the project ----------------------------------------------------------------------------------


def test_no_number_typed_beside_a_computed_one():
    assert sum("{glue" in text for page in all_pages() for _, text in page.passages) > 5
    nothing([p for page in all_pages() for p in typed_numbers(page)])


def test_no_filler():
    found = [
        problem
        for page in all_pages()
        for line, text in page.passages
        for problem in filler_in(text, f"{page.name}.md:{line}")
    ]
    for name, derivation in derivations().items():
        text = ". ".join([derivation.claim, *(step.by for step in derivation.steps)])
        found += filler_in(text, name)
    nothing(found)


def test_spelling():
    nothing(misspelled())


# --- planted faults -------------------------------------------------------------------------------

GLUE = "{glue:text}`stem-n:.2f`"


@pytest.mark.parametrize(
    "number", ["3.14", "150", "1,797", "0.5", "12 %", "(42)", "64-dimensional", "10.", "1936."]
)
def test_finds_a_typed_number(number):
    page = Page("p", f"Calm.\n\nThere are {GLUE} of them,\nnot {number} or so.")
    (found,) = typed_numbers(page)
    assert found.startswith("p.md:4: ")


@pytest.mark.parametrize(
    "text",
    [
        "There are 150 flowers.",
        f"There are {GLUE} and $150$ and `x[12]`.",
        f"There are {GLUE} in {{cite:t}}`Strang2016`, or 2.",
        f"There are {GLUE} in `3.5`.\n\nThen 150.",
        f"See [there](https://example.org/12.5): {GLUE}.",
        f"10. item {GLUE}",
    ],
)
def test_accepts_other_numbers(text):
    assert typed_numbers(Page("p", text)) == []


def test_finds_a_typed_number_in_a_caption():
    head = "---\nmystnb:\n  figure:\n    name: f\n    caption: |\n"
    page = Page("p", f"```{{code-cell}} python3\n{head}      {GLUE} of 150.\n---\nx;\n```")
    assert len(typed_numbers(page)) == 1


@pytest.mark.parametrize("phrase", FILLER)
def test_finds_filler(phrase):
    assert filler_in(f"Well. {phrase.capitalize()}\nthat it is so.", "p")
    assert filler_in(f"`{phrase}`", "p") == []


def test_finds_misspellings(tmp_path):
    wrong = ["colour", "optimise", "neighbour", "teh", "recieve"]  # codespell:ignore
    (tmp_path / "page.md").write_text("\n".join([*wrong, "neighbor", "$nd$"]))
    found = misspelled("--toml", str(ROOT / "pyproject.toml"), "page.md", cwd=tmp_path)
    assert [line.split()[1] for line in found] == wrong


def test_reads_code_spans_across_lines():
    assert blank(CODE, "a `b\nc` d") == "a  \n d"
