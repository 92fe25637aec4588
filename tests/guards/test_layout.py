"""Every chapter has its four files, no module lacks a chapter, the lists of chapters agree."""

import ast
import tomllib
from pathlib import Path

from guards.pages import ROOT, chapter_pages, nothing

from tools import sources

HOMES = (
    "book/{0}/{1}.md",
    "mmlbook/{0}/{1}.py",
    "mmlbook/derivations/{0}/{1}.py",
    "tests/{0}/test_{1}.py",
)
# The modules that belong to no chapter.  They are few; a new one needs a reason.
TOOLS = {
    "__init__", "__main__", "_check", "cli", "datasets", "estimator", "iterate", "notebook",
    "plotting", "table",
}  # fmt: skip
TOOL_PACKAGES = {"datasets", "derive", "derivations", "exercises"}


def missing_files(chapters, root):
    """Return the files that chapters lack; a module may be a package, tests may be split."""
    missing = []
    for chapter in chapters:
        part, stem = chapter.split("/")
        for home in HOMES:
            path = root / home.format(part, stem)
            package = path.with_suffix("") / "__init__.py"
            if not path.is_file() and not (home.startswith("mmlbook") and package.is_file()):
                missing.append(path.relative_to(root).as_posix())
    return missing


def modules_in(folder):
    """Return the names of the modules and packages in a folder, private ones aside."""
    files = [path.stem for path in folder.glob("*.py")]
    packages = [path.parent.name for path in folder.glob("*/__init__.py")]
    return sorted(name for name in files + packages if not name.startswith("_"))


def homeless(chapters, root):
    """Return the files and modules that belong neither to a chapter nor to the shared tools."""
    package = root / "mmlbook"
    parts = {chapter.split("/")[0] for chapter in chapters}
    parts |= {p.parent.name for p in package.glob("*/__init__.py")} - TOOL_PACKAGES
    found = [f"mmlbook/{p.name}" for p in package.glob("*.py") if p.stem not in TOOLS]
    wings = [package, package / "derivations", package / "exercises"]
    parts |= {p.parent.name for wing in wings[1:] for p in wing.glob("*/__init__.py")}
    for part in sorted(parts):
        homes = [(wing / part, "") for wing in wings] + [(root / "tests" / part, "test_")]
        for folder, prefix in homes:
            for name in modules_in(folder):
                if f"{part}/{name.removeprefix(prefix)}" not in chapters:
                    found.append(f"{folder.relative_to(root).as_posix()}/{name}")
    for page in sorted((root / "book").glob("[a-z]*/*.md")):
        if f"{page.parent.name}/{page.stem}" not in chapters and page.parent.name[0] != "_":
            found.append(page.relative_to(root).as_posix())
    return found


def toc_problems(text, root):
    """Return entries of a table of contents without a page."""
    contents = sources.yaml.safe_load(text)
    files = [contents["root"]]
    files += [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    return [name for name in files if not (root / f"{name}.md").is_file()]


def course_problems(course, chapters, titles):
    """Compare the course at a glance with the chapters that exist and their titles."""
    problems, planned, earlier = [], [], set()
    for part in course:
        for chapter in part["chapter"]:
            stem = chapter["stem"]
            planned.append(f"{part['name']}/{stem}")
            if stem in earlier:
                problems.append(f"{stem} is there twice")
            problems += [f"{stem} needs {n}, which does not come earlier"
                         for n in chapter["needs"] if n not in earlier]  # fmt: skip
            if titles.get(planned[-1], chapter["title"]) != chapter["title"]:
                problems.append(f"{stem} is called {titles[planned[-1]]!r} on its page")
            earlier.add(stem)
    problems += [f"{name} is not in course.toml" for name in chapters if name not in planned]
    if [name for name in planned if name in chapters] != [n for n in chapters if n in planned]:
        problems.append("course.toml and _toc.yml differ in their order")
    return problems


def docstring_problems(chapters, root):
    """Check the first line of each chapter's module: that it names the chapter and its text."""
    problems = []
    for chapter in chapters:
        base = root / "mmlbook" / chapter
        path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
        first = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
        if not first.startswith("Chapter: ") or not first.endswith(f"Text: book/{chapter}.md."):
            problems.append(f"{path.relative_to(root)}: {first!r}")
    return problems


def title_of(page):
    return next(line[2:] for line in page.prose.splitlines() if line.startswith("# "))


TITLES = {page.name.removeprefix("book/"): title_of(page) for page in chapter_pages()}
COURSE = tomllib.loads((ROOT / "book" / "course.toml").read_text())["part"]


# --- the project ----------------------------------------------------------------------------------


def test_every_chapter_has_its_four_files():
    nothing(missing_files(sources.chapters(), ROOT))


def test_no_module_without_a_chapter():
    nothing(homeless(sources.chapters(), ROOT))


def test_every_entry_of_the_contents_is_a_page():
    nothing(toc_problems((ROOT / "_toc.yml").read_text(), ROOT))


def test_course_agrees_with_the_contents():
    assert sources.chapters()
    nothing(course_problems(COURSE, sources.chapters(), TITLES))


def test_modules_name_their_text():
    nothing(docstring_problems(sources.chapters(), ROOT))


# --- planted faults -------------------------------------------------------------------------------


def plant(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('"""Chapter: s.  Text: book/p/s.md."""\n')


WHOLE = ("book/p/s.md", "mmlbook/p/s.py", "mmlbook/derivations/p/s.py", "tests/p/test_s.py",
         "mmlbook/p/__init__.py", "mmlbook/derivations/p/__init__.py")  # fmt: skip


def test_finds_a_missing_file(tmp_path):
    plant(tmp_path, *WHOLE)
    assert missing_files(["p/s"], tmp_path) == []
    for name in WHOLE[:4]:
        (tmp_path / name).unlink()
        assert missing_files(["p/s"], tmp_path) == [name]
        plant(tmp_path, name)


def test_takes_a_package_for_a_module(tmp_path):
    plant(tmp_path, *WHOLE[:1], *WHOLE[2:], "mmlbook/p/s/__init__.py")
    assert missing_files(["p/s"], tmp_path) == []


def test_finds_a_module_without_a_chapter(tmp_path):
    plant(tmp_path, *WHOLE)
    assert homeless(["p/s"], tmp_path) == []
    strays = {
        "mmlbook/p/stray.py": "mmlbook/p/stray",
        "mmlbook/p/folder/__init__.py": "mmlbook/p/folder",
        "mmlbook/derivations/p/stray.py": "mmlbook/derivations/p/stray",
        "mmlbook/exercises/p/stray.py": "mmlbook/exercises/p/stray",
        "tests/p/test_stray.py": "tests/p/test_stray",
        "book/p/stray.md": "book/p/stray.md",
        "mmlbook/helpers.py": "mmlbook/helpers.py",
    }
    for name, stray in strays.items():
        plant(tmp_path, name)
        assert homeless(["p/s"], tmp_path) == [stray]
        (tmp_path / name).unlink()


def test_finds_an_entry_without_a_page(tmp_path):
    plant(tmp_path, "index.md")
    toc = "{root: index, parts: [{chapters: [{file: book/p/gone}]}]}"
    assert toc_problems(toc, tmp_path) == ["book/p/gone"]


def chapter(stem, *needs, title="T"):
    return {"stem": stem, "title": title, "needs": list(needs)}


def test_finds_a_course_that_disagrees():
    course = [{"name": "p", "chapter": [chapter("a"), chapter("b", "a")]}]
    assert course_problems(course, ["p/a", "p/b"], {"p/a": "T"}) == []
    (order,) = course_problems(course, ["p/b", "p/a"], {})
    assert "order" in order
    (absent,) = course_problems(course, ["p/c"], {})
    assert "p/c is not in" in absent
    (title,) = course_problems(course, ["p/a"], {"p/a": "Other"})
    assert "'Other'" in title
    late = [{"name": "p", "chapter": [chapter("a", "b"), chapter("b")]}]
    assert course_problems(late, [], {}) == ["a needs b, which does not come earlier"]
    twice = [{"name": "p", "chapter": [chapter("a"), chapter("a")]}]
    assert course_problems(twice, [], {}) == ["a is there twice"]


def test_finds_a_docstring_without_the_text(tmp_path: Path):
    plant(tmp_path, *WHOLE)
    assert docstring_problems(["p/s"], tmp_path) == []
    (tmp_path / "mmlbook/p/s.py").write_text('"""Some functions."""\n')
    assert docstring_problems(["p/s"], tmp_path) == ["mmlbook/p/s.py: 'Some functions.'"]
