"""Time and memory of two calls, measured side by side in one process."""

from __future__ import annotations

import math
import subprocess
import sys
import time
import timeit
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Growth", "Pair", "Result", "compare", "exponent", "import_seconds"]


@dataclass(frozen=True)
class Pair:
    """One task, solved by us and by others; `target` is the time ratio we allow ourselves."""

    name: str
    size: str
    reference: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    target: float | None = None


@dataclass(frozen=True)
class Growth:
    """An algorithm whose time shall grow like a power of the size: `make(d)` returns the call."""

    name: str
    make: Callable[[int], Callable[[], Any]]
    theory: float
    sizes: tuple[int, int] = (400, 1200)


@dataclass(frozen=True)
class Result:
    """Seconds and peak bytes of both."""

    name: str
    size: str
    reference: str
    seconds: float
    reference_seconds: float
    peak: int
    reference_peak: int
    target: float | None

    @property
    def ratio(self) -> float:
        """How many times longer ours takes."""
        return self.seconds / self.reference_seconds


def compare(pair: Pair, rounds: int = 7) -> Result:
    """Check that both calls agree, then time them in turns and keep the best of each.

    Garbage collection is off while timing; the first call of each only warms up.
    """
    np.testing.assert_allclose(
        np.asarray(pair.ours(), dtype=float),
        np.asarray(pair.theirs(), dtype=float),
        rtol=1e-7,
        atol=1e-9,
        err_msg=pair.name,
    )
    timers = [timeit.Timer(call, timer=time.process_time) for call in (pair.ours, pair.theirs)]
    counts = [_count(timer) for timer in timers]
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for i, (timer, count) in enumerate(zip(timers, counts, strict=True)):
            best[i] = min(best[i], timer.timeit(count) / count)
    return Result(
        pair.name,
        pair.size,
        pair.reference,
        best[0],
        best[1],
        _peak(pair.ours),
        _peak(pair.theirs),
        pair.target,
    )


def exponent(growth: Growth, rounds: int = 3) -> float:
    """Return the slope of time against size between two sizes, on logarithmic scales."""
    small, large = (min(timeit.repeat(growth.make(d), number=1, repeat=rounds))
                    for d in growth.sizes)  # fmt: skip
    return math.log(large / small) / math.log(growth.sizes[1] / growth.sizes[0])


def import_seconds(statement: str, rounds: int = 9) -> float:
    """Return the time that a fresh interpreter needs for an import, without its own start."""

    def run(code: str) -> float:
        command = [sys.executable, "-c", code]
        return timeit.timeit(lambda: subprocess.run(command, check=True), number=1)

    bare, full = float("inf"), float("inf")
    for _ in range(rounds):
        bare, full = min(bare, run("pass")), min(full, run(statement))
    return full - bare


def _count(timer: timeit.Timer, seconds: float = 0.02) -> int:
    """Return how many calls take about `seconds`."""
    once = timer.timeit(1)
    return max(1, min(10_000, int(seconds / max(once, 1e-7))))


def _peak(call: Callable[[], Any]) -> int:
    """Return the peak of memory allocated during one call, in bytes."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
