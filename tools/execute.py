"""Run the chapters' code, several at a time, each under its own key.

``_build/executed/<document>.ipynb`` holds the executed notebook, with the key under which it ran in
its metadata.  A notebook that fails is never kept, so a failure fails again.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from tools import sources

EXECUTED = sources.BUILD / "executed"
REPORT = sources.BUILD / "execution.json"
BUDGET = 20.0  # seconds for a chapter; over it, the chapter is reported
CELL_TIMEOUT = 60

KERNEL_ARGUMENTS = [
    "--IPKernelApp.log_level=40",
    "--InteractiveShell.xmode=Minimal",
    "--HistoryManager.enabled=False",
    "--InlineBackend.figure_formats=svg",
    "--InlineBackend.figure_formats=pdf",
]
# the same outputs at every commit: figures carry no date of their own
ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "0",
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": str(sources.ROOT),
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


REFUSED = re.compile(r"[a-z][a-z-]*-\d+: not yet\b")  # how mmlbook.exercises refuses an answer


class ExecutionError(sources.BuildError):
    """A page's code raised, warned on stderr or ran out of time."""


def read(text: str) -> nbformat.NotebookNode:
    """Return a page as a notebook of Markdown and code cells."""
    return read_myst_markdown_notebook(text, add_source_map=True)


def code(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the sources of the code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def store(document: str) -> Path:
    """Return where the executed notebook of a document is kept."""
    return EXECUTED / f"{document}.ipynb"


def load(document: str, key: str | None = None) -> nbformat.NotebookNode | None:
    """Return the executed notebook if it was run under the page's present key, else None."""
    path = store(document)
    if not path.is_file():
        return None
    notebook = nbformat.read(path, as_version=4)
    current = notebook.metadata.get("mmlbook", {}).get("key")
    return notebook if current == (key or sources.key(document)) else None


async def run(document: str, key: str) -> float:
    """Execute one page, keep the result, return the seconds it took."""
    notebook = read(sources.path_of(document).read_text())
    folder = sources.BUILD / "scratch" / document
    folder.mkdir(parents=True, exist_ok=True)
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        extra_arguments=list(KERNEL_ARGUMENTS),
        resources={"metadata": {"path": str(folder)}},
    )
    start = time.perf_counter()
    try:
        await client.async_execute(env=os.environ | ENVIRONMENT)
    except (CellExecutionError, CellTimeoutError) as error:
        text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        raise ExecutionError(f"{document}: {text}") from error
    seconds = time.perf_counter() - start
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            noisy = output.output_type == "stream" and output.name == "stderr"
            if noisy and "remove-stderr" not in cell.metadata.get("tags", ()):
                raise ExecutionError(f"{document}: a cell wrote on stderr:\n{output.text}")
            shown = output.get("data", {}).get("text/plain", "")
            if REFUSED.match(shown):
                raise ExecutionError(f"{document}: a solution is refused by its own check: {shown}")
    notebook.metadata["mmlbook"] = {"key": key, "seconds": round(seconds, 2)}
    path = store(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    nbformat.write(notebook, partial)
    partial.replace(path)
    return seconds


def execute(documents: list[str], *, workers: int = 0, start: float | None = None) -> list[str]:
    """Execute the pages whose key has changed; return the names of those that ran.

    Raises
    ------
    ExecutionError
        With the messages of all pages that failed, after the others have run.
    """
    start = time.perf_counter() if start is None else start
    keys = {name: sources.key(name) for name in documents if sources.path_of(name).is_file()}
    keys = {
        name: key for name, key in keys.items() if code(read(sources.path_of(name).read_text()))
    }
    stale = [name for name, key in keys.items() if load(name, key) is None]
    fresh = {name: load(name, keys[name]) for name in keys if name not in stale}
    report = {
        name: {"seconds": book.metadata["mmlbook"]["seconds"], "cached": True}
        for name, book in fresh.items()
    }
    failures: list[str] = []
    done = len(fresh)

    def say(name: str, what: str) -> None:
        clock = time.perf_counter() - start
        print(f"[{clock:6.1f} s] {done}/{len(keys)} {name}: {what}", flush=True)

    async def worker(limit: asyncio.Semaphore, name: str) -> None:
        nonlocal done
        async with limit:
            say(name, "running")
            try:
                seconds = await run(name, keys[name])
            except ExecutionError as error:
                failures.append(str(error))
                say(name, "FAILED")
                return
            done += 1
            report[name] = {"seconds": round(seconds, 2), "cached": False}
            say(name, f"done in {seconds:.1f} s")

    async def everything() -> None:
        limit = asyncio.Semaphore(workers or max(1, os.cpu_count() or 1))
        await asyncio.gather(*(worker(limit, name) for name in stale))

    asyncio.run(everything())
    chapters = {name.removeprefix("book/"): report[name] for name in keys if name in report}
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps({"chapters": chapters}, indent=1) + "\n")
    for name, entry in chapters.items():
        if entry["seconds"] > BUDGET:
            print(f"over budget: {name} took {entry['seconds']:.1f} s, {BUDGET:.0f} s are allowed")
    if failures:
        raise ExecutionError("\n\n".join(failures))
    return stale


if __name__ == "__main__":
    try:
        execute(sys.argv[1:] or sources.documents())
    except ExecutionError as error:
        sys.exit(str(error))
