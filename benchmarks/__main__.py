"""Print what every algorithm costs beside its reference, and store it under ``_build``."""

from __future__ import annotations

import importlib
import json
import platform
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy
import scipy
import sklearn
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.measure import Growth, Result, compare, exponent, import_seconds
from tools import sources

BUILD = Path(__file__).parents[1] / "_build"
IMPORT_TARGET = 1.2


def seconds(value: float) -> str:
    """Return a duration with a unit that suits it."""
    for unit, factor in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= factor:
            return f"{value / factor:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def verdict(ratio: float, target: float | None) -> str:
    """Return the ratio, colored by whether it meets the target."""
    if target is None:
        return f"{ratio:.2f}"
    return f"[{'green' if ratio <= target else 'bold red'}]{ratio:.2f}[/] (≤ {target:g})"


def table_of(results: list[Result]) -> Table:
    """Return the results as a table."""
    table = Table(title="mmlbook beside the libraries: one thread, best of seven")
    for name in ("algorithm", "size", "reference"):
        table.add_column(name)
    for name in ("ours", "theirs", "time ratio", "peak ours", "peak theirs"):
        table.add_column(name, justify="right")
    for r in results:
        table.add_row(
            r.name,
            r.size,
            r.reference,
            seconds(r.seconds),
            seconds(r.reference_seconds),
            verdict(r.ratio, r.target),
            f"{r.peak / 1e6:.2f} MB",
            f"{r.reference_peak / 1e6:.2f} MB",
        )
    return table


def chapters() -> dict[str, dict[str, float | bool]]:
    """Return how long each chapter took to execute, if the book has been built."""
    path = BUILD / "execution.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    return dict(found.get("chapters", {}))


def of_chapters() -> list[ModuleType]:
    """Return the files of this folder that belong to a chapter, in reading order."""
    stems = [chapter.rpartition("/")[2] for chapter in sources.chapters()]
    found = [stem for stem in stems if (Path(__file__).parent / f"{stem}.py").exists()]
    return [importlib.import_module(f"benchmarks.{stem}") for stem in found]


def main() -> None:
    """Measure everything, print it and store it."""
    console = Console()
    theirs = import_seconds("import numpy")
    ours = import_seconds("import mmlbook.linear_algebra.vectors")
    pairs = [pair for module in of_chapters() for pair in module.pairs()]
    results = [compare(p) for p in track(pairs, "measuring", console=console, transient=True)]
    console.print(table_of(results))
    growths: list[Growth] = [g for m in of_chapters() for g in getattr(m, "growths", list)()]
    for g in growths:
        console.print(f"{g.name}: time grows like d^{exponent(g):.2f}, work like d^{g.theory:g}")
    console.print(
        f"import mmlbook.linear_algebra.vectors: {seconds(ours)}, import numpy: "
        f"{seconds(theirs)}, ratio {verdict(ours / theirs, IMPORT_TARGET)}"
    )
    for name, entry in chapters().items():
        cached = " (from the cache)" if entry.get("cached") else ""
        console.print(f"chapter {name}: {seconds(float(entry['seconds']))}{cached}")
    aimed = [r.ratio <= r.target for r in results if r.target is not None]
    console.print(f"time targets met: {sum(aimed)} of {len(aimed)}")
    store(results, ours, theirs)


def store(results: list[Result], ours: float, theirs: float) -> None:
    """Write the measurements to ``_build/benchmarks/results.json``."""
    folder = BUILD / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "versions": {
            "python": platform.python_version(),
            **{m.__name__: m.__version__ for m in (numpy, scipy, sklearn)},
        },
        "import": {"seconds": ours, "numpy_seconds": theirs, "ratio": ours / theirs},
        "algorithms": [{**asdict(r), "ratio": r.ratio} for r in results],
        "chapters": chapters(),
    }
    (folder / "results.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
