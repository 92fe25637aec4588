"""Docstrings keep their promises: an example, the parameters of the signature, label and source.

Public is what a module's ``__all__`` names, unless the module or a package above it begins with an
underscore.  A package whose ``__init__`` has an ``__all__`` speaks for the modules inside it: what
they export only to each other is not public.  An example may be missing from exceptions, from plain
data (constants, records without methods of their own) and from what an import only passes on.
"""

import enum
import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass, is_dataclass
from warnings import catch_warnings, simplefilter

import pytest
from guards.pages import nothing, page_of
from numpydoc.docscrape import NumpyDocString

import mmlbook
from mmlbook._check import Array
from tools import sources

SECTION = re.compile(r"(?i)\b(sections?|chapters?|pages?|theorem|propositions?|table)\s+[\dIVX]")
ARRAYS = re.compile(r"ArrayLike|Array\b|NDArray|ndarray")
SHAPE = re.compile(r"shapes? (\(|of )|same shape")


# --- what is public -------------------------------------------------------------------------------


def public_modules(package=mmlbook):
    """Return the modules of a package that speak for themselves."""
    found, facades = [package], []
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        inner = info.name.removeprefix(f"{package.__name__}.").split(".")
        inside = any(info.name.startswith(f"{facade}.") for facade in facades)
        if inside or any(part.startswith("_") for part in inner):
            continue
        module = importlib.import_module(info.name)
        if info.ispkg and getattr(module, "__all__", []):
            facades.append(info.name)
        if inner[0] != "derivations" or len(inner) == 1:  # a derivation's docstring is its claim
            found.append(module)
    return found


def exports(module):
    """Return the functions and classes that a module exports, by name."""
    names = getattr(module, "__all__", [])
    found = {f"{module.__name__}.{name}": getattr(module, name) for name in names}
    return {
        name: obj for name, obj in found.items() if inspect.isfunction(obj) or inspect.isclass(obj)
    }


def is_plain_data(obj):
    """Return whether a class is an exception, an enumeration's kin, or a record without methods."""
    if not inspect.isclass(obj):
        return False
    if issubclass(obj, BaseException):
        return True
    methods = [n for n, f in vars(obj).items() if inspect.isfunction(f) and not n.startswith("_")]
    record = (
        is_dataclass(obj)
        or issubclass(obj, (tuple, enum.Enum))
        or getattr(obj, "_is_protocol", False)
    )
    return record and not methods


# --- the rules ------------------------------------------------------------------------------------


def parsed(obj):
    with catch_warnings():
        simplefilter("error")
        return NumpyDocString(inspect.getdoc(obj) or "")


def parameters(obj):
    """Return the parameters of a function, or of a class's constructor, with their annotations."""
    found = inspect.signature(obj).parameters.values()
    return {p.name: str(p.annotation) for p in found if p.name not in ("self", "cls")}


def documented(entries):
    """Return name and type of documented parameters; `x, y : type` are two."""
    return {
        name.strip().lstrip("*"): entry.type for entry in entries for name in entry.name.split(",")
    }


def docstring_problems(obj):
    """Check what every public object owes: a docstring, an example, the parameters there are."""
    doc = inspect.getdoc(obj) if obj.__doc__ else None
    if not doc:
        return ["has no docstring"]
    if inspect.isclass(obj) and doc.startswith(f"{obj.__name__}("):
        return ["has only the docstring that dataclass writes"]
    problems = [] if ">>>" in doc or is_plain_data(obj) else ["shows no example"]
    try:
        sections = parsed(obj)
    except (ValueError, UserWarning) as error:
        return [*problems, f"is not in numpydoc's form: {error}"]
    told = documented(sections["Parameters"])
    if told and list(told) != list(parameters(obj)):
        problems.append(f"documents ({', '.join(told)}) but takes ({', '.join(parameters(obj))})")
    return problems


def algorithm_problems(obj):
    """Check what an algorithm of a chapter owes besides: shapes, all sections, label, source."""
    if is_plain_data(obj):
        return []
    doc, sections = inspect.getdoc(obj) or "", parsed(obj)
    wanted = ["Parameters"] if parameters(obj) else []
    wanted += ["Returns", "Raises", "Notes"] if inspect.isfunction(obj) else ["Notes"]
    problems = [f"has no section {name}" for name in wanted if not sections[name]]
    told = documented(sections["Parameters"])
    for name, annotation in parameters(obj).items():
        if ARRAYS.search(annotation) and not SHAPE.search(told.get(name, "")):
            problems.append(f"does not give the shape of {name}")
    for entry in sections["Returns"]:
        if "ndarray" in entry.type and not SHAPE.search(entry.type):
            problems.append(f"does not give the shape of the returned {entry.name}")
    if inspect.isfunction(obj):
        value = str(inspect.signature(obj).return_annotation)
        if ARRAYS.search(value) and "ndarray" not in "".join(e.type for e in sections["Returns"]):
            problems.append("does not say which array it returns")
    notes = "\n".join(sections["Notes"])
    if len(re.findall(r"Book: ``alg-[\w-]+``", notes)) != 1:
        problems.append("does not name its label of the book (Book: ``alg-…``.)")
    source = re.search(r"(?s)Source: (.+?)(?:\n\n|\Z)", doc)
    if not source or not SECTION.search(source[1]):
        problems.append("does not name its source with a section (Source: …, section n.)")
    return problems


def label_problems(objects, page_text):
    """Compare the labels that algorithms name with those of the algorithms on their page."""
    on_page = set(re.findall(r"(?m)^:label:\s*(alg-[\w-]+)\s*$", page_text))
    named = {}
    for name, obj in objects.items():
        for label in re.findall(r"Book: ``(alg-[\w-]+)``", inspect.getdoc(obj) or ""):
            named.setdefault(label, []).append(name)
    problems = [f"{names[0]}: the page has no {label}" for label, names in named.items()
                if label not in on_page]  # fmt: skip
    return problems + [f"no function names {label}" for label in sorted(on_page - set(named))]


# --- the project ----------------------------------------------------------------------------------

PUBLIC = {name: obj for module in public_modules() for name, obj in exports(module).items()}
CHAPTERS = {
    name: exports(importlib.import_module("mmlbook." + name.replace("/", ".")))
    for name in sources.chapters()
}


def test_there_is_something_to_check():
    assert {"mmlbook.check", "mmlbook.iterate.iterate", "mmlbook.derive.norm"} <= set(PUBLIC)
    assert "mmlbook.linear_algebra.vectors.norm" in PUBLIC
    assert not any("._" in name for name in PUBLIC)


def test_every_module_exports_what_it_names():
    for module in public_modules():
        assert all(hasattr(module, name) for name in getattr(module, "__all__", [])), module


def test_public_objects_keep_their_promises():
    nothing([f"{name} {p}" for name, obj in PUBLIC.items() for p in docstring_problems(obj)])


def test_algorithms_keep_their_promises():
    algorithms = {name: obj for found in CHAPTERS.values() for name, obj in found.items()}
    nothing([f"{name} {p}" for name, obj in algorithms.items() for p in algorithm_problems(obj)])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_labels_agree_with_the_page(chapter):
    nothing(label_problems(CHAPTERS[chapter], page_of(f"book/{chapter}").text))


# --- planted faults -------------------------------------------------------------------------------


def good(x: Array, p: float = 2) -> Array:
    """Do something.

    Parameters
    ----------
    x : array_like, shape (d,)
        A vector.
    p : float, default=2
        A number.

    Returns
    -------
    y : ndarray, shape (d,)
        Another vector.

    Raises
    ------
    ValueError
        If not.

    Notes
    -----
    Book: ``alg-good``.

    Source: Somebody (2000), section 2.1.

    Examples
    --------
    >>> 1 + 1
    2
    """
    return x


def changed(old, new, rule):
    """Return what a rule says of `good` with a change in its docstring."""
    assert old in good.__doc__

    def copy(x: Array, p: float = 2) -> Array: ...

    copy.__doc__ = good.__doc__.replace(old, new)
    return rule(copy)


def test_accepts_a_good_docstring():
    assert docstring_problems(good) == algorithm_problems(good) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (">>> 1 + 1", "1 + 1", "shows no example"),
        ("p : float", "q : float", "documents (x, q) but takes (x, p)"),
        ("    p : float, default=2\n        A number.\n", "", "documents (x) but takes (x, p)"),
        ("x : array_like, shape (d,)", "x, z : array", "documents (x, z, p) but takes (x, p)"),
    ],
)
def test_finds_a_docstring_that_breaks_a_promise(old, new, complaint):
    assert changed(old, new, docstring_problems) == [complaint]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("array_like, shape (d,)", "array_like", "does not give the shape of x"),
        ("ndarray, shape (d,)", "ndarray", "does not give the shape of the returned y"),
        ("y : ndarray, shape (d,)", "y : something", "does not say which array it returns"),
        ("Book: ``alg-good``", "Book: somewhere", "does not name its label"),
        ("Source: Somebody (2000), section 2.1.", "Well known.", "does not name its source"),
        (", section 2.1", "", "does not name its source with a section"),
        ("Raises\n    ------\n    ValueError\n        If not.\n", "", "has no section Raises"),
    ],
)
def test_finds_an_algorithm_that_breaks_a_promise(old, new, complaint):
    (found,) = changed(old, new, algorithm_problems)
    assert complaint in found


def test_finds_a_missing_docstring():
    assert docstring_problems(lambda x: x) == ["has no docstring"]

    @dataclass
    class Record:
        x: int

    (found,) = docstring_problems(Record)
    assert "dataclass writes" in found


def test_finds_labels_that_do_not_meet():
    page = "```{prf:algorithm} Good\n:label: alg-good\n"
    assert label_problems({"good": good}, page) == []
    assert label_problems({"good": good}, "") == ["good: the page has no alg-good"]
    (orphan,) = label_problems({"good": good}, page + "\n:label: alg-orphan\n")
    assert orphan == "no function names alg-orphan"
