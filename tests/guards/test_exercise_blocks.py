"""Exercises: enough of them, of three kinds, each with a solution that the page has checked."""

import ast
import importlib
import re

import pytest
from guards.pages import Page, all_pages, chapter_pages, nothing

from mmlbook.exercises import known

KINDS, LEAST = ("theory", "paper", "code"), 10


def sections(page):
    """Return for each exercise and solution the cells between its gates.

    The gates are ``{exercise-start}`` and ``{exercise-end}``; what is between them is top-level.
    """
    found, current = {}, None
    cells = {cell.line: cell for cell in page.cells}
    for block in page.blocks:
        if block.name.endswith("-start"):
            current = found[block.label or f"line {block.line}"] = (block, [])
        elif block.name.endswith("-end"):
            current = None
        elif current is not None and block.line in cells:
            current[1].append(cells[block.line])
    return found


def calls_of_check(cells):
    """Yield the exercises that cells check, by name."""
    for cell in cells:
        for node in ast.walk(ast.parse(cell.code)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("check", "mmlbook.check"):
                first = node.args[0] if node.args else None
                yield first.value if isinstance(first, ast.Constant) else "?"


def exercise_problems(page, least=LEAST):
    """Check the exercises of a page: label, kind, level, solution right behind."""
    problems, kinds, numbers = [], [], []
    gates = [b for b in page.blocks if re.fullmatch(r"(exercise|solution)-(start|end)", b.name)]
    names = [gate.name for gate in gates]
    order = ["exercise-start", "exercise-end", "solution-start", "solution-end"]
    if names != order * (len(names) // 4):
        problems.append("each exercise must be followed by its solution, each gate be closed")
    for start, solution in zip(gates[::4], gates[2::4], strict=False):
        label = start.options.get("label", "")
        where = label or f"line {start.line}"
        number = re.fullmatch(rf"ex-{page.stem.replace('_', '-')}-(\d+)", label)
        numbers.append(int(number[1]) if number else None)
        if not number:
            problems.append(f"{where}: the label is not ex-{page.stem}-n")
        if not start.argument:
            problems.append(f"{where}: no title")
        classes = start.options.get("class", "").split()
        kinds += [name for name in classes if name in KINDS]
        if len([name for name in classes if name in KINDS]) != 1:
            problems.append(f"{where}: not of one kind ({', '.join(KINDS)})")
        if len([name for name in classes if re.fullmatch("level-[123]", name)]) != 1:
            problems.append(f"{where}: no level from 1 to 3")
        if solution.argument != label:
            problems.append(f"{where}: the next solution belongs to {solution.argument}")
        if solution.options.get("label") != f"sol{label[2:]}":
            problems.append(f"{where}: the solution's label is not sol{label[2:]}")
        if solution.options.get("class") != "dropdown":
            problems.append(f"{where}: the solution does not fold")
    if len(numbers) < least:
        problems.append(f"{len(numbers)} exercises, fewer than {least}")
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append("the exercises are not numbered from 1 in order")
    problems += [f"no exercise of the kind {kind}" for kind in KINDS if kind not in kinds]
    return [f"{page.name}.md: {problem}" for problem in problems]


def answer_problems(page, answers):
    """Check that the solutions check the answers: each answer, each in its own solution."""
    problems, checked = [], []
    for label, (block, cells) in sections(page).items():
        calls = list(calls_of_check(cells))
        checked += calls
        if block.name == "solution-start":
            own = label.removeprefix("sol-")
            problems += [f"{label} checks {name}" for name in calls if name != own]
    everywhere = list(calls_of_check(page.cells))
    everywhere += re.findall(r'(?<!\w)check\("([^"]+)"', page.text)
    unknown = [name for name in dict.fromkeys(everywhere) if name not in answers]
    problems += [f"check({name!r}) but there is no such answer" for name in unknown]
    problems += [f"no solution checks {name}" for name in answers if name not in checked]
    for block in page.blocks:
        name = (block.label or "").removeprefix("ex-")
        if block.name == "exercise-start" and name not in answers and name in everywhere:
            problems.append(f"{name} is checked and has no answer")
    labels = {
        b.label.removeprefix("ex-") for b in page.blocks if b.name == "exercise-start" and b.label
    }
    problems += [
        f"the answer {name} belongs to no exercise" for name in answers if name not in labels
    ]
    return [f"{page.name}.md: {problem}" for problem in problems]


# --- the project ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", chapter_pages(), ids=lambda page: page.name)
def test_exercises_of_a_chapter(page):
    nothing(exercise_problems(page))


@pytest.mark.parametrize("page", chapter_pages(), ids=lambda page: page.name)
def test_answers_of_a_chapter(page):
    module = "mmlbook.exercises." + page.name.removeprefix("book/").replace("/", ".")
    answers = importlib.import_module(module).ANSWERS
    assert answers
    assert all(answer.hint for answer in answers.values())
    nothing(answer_problems(page, answers))


def test_every_check_of_the_book_has_an_answer():
    named = {n for page in all_pages() for n in re.findall(r'\bcheck\("([^"]+)"', page.text)}
    assert named
    assert named <= set(known())


# --- planted faults -------------------------------------------------------------------------------


def exercise(number, kind, code="", solution=True):
    text = f"```{{exercise-start}} Title\n:label: ex-stem-{number}\n:class: {kind} level-1\n```\n\n"
    text += "Do it.\n\n```{exercise-end}\n```\n\n"
    if solution:
        text += f"```{{solution-start}} ex-stem-{number}\n:label: sol-stem-{number}\n"
        text += ":class: dropdown\n```\n\nDone.\n\n"
        text += f"```{{code-cell}} python3\n{code or 'x = 1'}\n```\n\n```{{solution-end}}\n```\n\n"
    return text


WHOLE = "".join(exercise(n, KINDS[n % 3], f'check("stem-{n}", {n})') for n in range(1, 11))
ANSWERS = {f"stem-{n}": None for n in range(1, 11)}


def problems_of(text, answers=ANSWERS):
    page = Page("book/part/stem", text)
    return exercise_problems(page) + answer_problems(page, answers)


def test_accepts_good_exercises():
    assert problems_of(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (exercise(10, "paper", 'check("stem-10", 10)'), "", "9 exercises, fewer than 10"),
        (":class: theory", ":class: puzzle", "not of one kind"),
        (":class: theory level-1", ":class: theory", "no level"),
        (":class: code", ":class: paper", "no exercise of the kind code"),
        (":label: ex-stem-2", ":label: ex-stem-two", "the label is not"),
        (":label: ex-stem-3", ":label: ex-stem-4", "not numbered"),
        ("{solution-start} ex-stem-4", "{solution-start} ex-stem-5", "belongs to ex-stem-5"),
        (":label: sol-stem-4", ":label: sol-four", "the solution's label"),
        (":class: dropdown", "", "does not fold"),
        (exercise(5, "code", 'check("stem-5", 5)'), exercise(5, "code", solution=False),
         "must be followed by its solution"),
        ("{exercise-end}", "{exercise-stop}", "each gate be closed"),
        ("{exercise-start} Title", "{exercise-start}", "no title"),
        ('check("stem-6", 6)', "x = 6", "no solution checks stem-6"),
        ('check("stem-6", 6)', 'check("stem-60", 6)', "no such answer"),
        ('check("stem-6", 6)', 'check("stem-7", 6)', "sol-stem-6 checks stem-7"),
        ("Do it.", '```\ncheck("stem-99", 6)\n```', "check('stem-99') but there is no such answer"),
    ],
)  # fmt: skip
def test_finds_a_bad_exercise(old, new, complaint):
    assert old in WHOLE
    assert any(complaint in problem for problem in problems_of(WHOLE.replace(old, new)))


def test_finds_an_answer_without_an_exercise():
    found = problems_of(WHOLE, ANSWERS | {"stem-11": None})
    assert any("the answer stem-11 belongs to no exercise" in problem for problem in found)
