"""Conformance: the package's function computes the derived formula.

Trusted for: the sentence under a derivation that names the code.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mmlbook.derive.models import Hypothesis, Matrix, Model, models
from mmlbook.derive.numbers import UndefinedError, field
from mmlbook.derive.terms import Term

__all__ = ["Binding", "Conformance"]

INPUTS = 20
TOLERANCE = 1e-9
WORDS = {"cos": "The cosine", "abs": "The absolute value"}


@dataclass(frozen=True)
class Conformance:
    """How well code and formula agree."""

    name: str
    claim: str
    inputs: int
    error: float
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the code computes the formula."""
        return self.problem is None and self.error < TOLERANCE

    @property
    def agreement(self) -> str:
        """What the page may say of it; the same on every machine."""
        bound = r"10^{-12}" if self.error < 1e-12 else r"10^{-9}"
        return f"code and formula agree on {self.inputs} random inputs to better than ${bound}$"

    @property
    def sentence(self) -> str:
        """Claim and agreement together."""
        return f"{self.claim}; {self.agreement}."


# What does not belong into a line of text.
ARRAYS = {"pmatrix": "this column of entries", "bmatrix": "this product of blocks"}


@dataclass(frozen=True)
class Binding:
    """The claim that a function returns the value of a term."""

    name: str
    returns: Term
    inputs: tuple[tuple[str, Term | int | float | str], ...]
    through: str | None = None

    @property
    def claim(self) -> str:
        """What the function computes, in words."""
        options = ", ".join(f"{k}={v!r}" for k, v in self.inputs if not isinstance(v, Term))
        given = [t.latex() for _, t in self.inputs if isinstance(t, Term)]
        named = all(
            t.op == "sym" and t.data.name == k for k, t in self.inputs if isinstance(t, Term)
        )
        code = f"`{self.name}`" + (f" with `{options}`" if options else "")
        if not named and not any("matrix}" in t for t in given):  # no arrays in a line of text
            code += f" of ${', '.join(given)}$"
        if self.through:
            code = f"{WORDS[self.through]} of what {code} returns is"
        else:
            code += " computes"
        formula = self.returns.latex()
        for array, words in ARRAYS.items():
            if array in formula:
                return f"{code} {words}"
        return f"{code} ${formula}$"

    def check(self, hypotheses: Sequence[Hypothesis]) -> Conformance:
        """Compare code and formula on random inputs.

        Relative errors are measured in the largest entry.
        """
        try:
            function = _find(self.name)
        except (ImportError, AttributeError) as error:
            return Conformance(
                self.name, self.claim, 0, float("inf"), f"{self.name} cannot be found: {error}"
            )
        terms = [self.returns, *(t for _, t in self.inputs if isinstance(t, Term))]
        worst, done = 0.0, 0
        for drawn in models(terms, hypotheses, styles=("mixed",) * (2 * INPUTS), seed=1):
            model = Model(field("real"), drawn.sizes, drawn.seed, hypotheses)
            try:
                off = self._error(function, model)
            except (UndefinedError, ZeroDivisionError):
                continue
            except Exception as error:
                return Conformance(
                    self.name, self.claim, done, float("inf"), f"{self.name} raised: {error}"
                )
            worst = max(worst, float("inf") if math.isnan(off) else off)
            if (done := done + 1) == INPUTS:
                break
        return Conformance(
            self.name, self.claim, done, worst, None if done else "no input could be drawn"
        )

    def _error(self, function: Callable[..., Any], model: Model) -> float:
        import numpy as np

        values = {
            k: _as_input(t, model.evaluate(t)) if isinstance(t, Term) else t for k, t in self.inputs
        }
        got = np.asarray(function(**values), dtype=float).ravel()
        if self.through is not None:
            got = getattr(np, self.through)(got)
        want = np.array([float(x) for row in model.evaluate(self.returns) for x in row])
        if got.shape != want.shape:
            raise ValueError(f"it returned {got.size} numbers where the formula has {want.size}")
        return float(np.max(np.abs(got - want)) / max(1e-300, np.max(np.abs(want))))


def _find(name: str) -> Callable[..., Any]:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)  # type: ignore[no-any-return]


def _as_input(t: Term, value: Matrix) -> Any:
    """Return scalars as floats, columns with one axis, everything else with two."""
    import numpy as np

    array = np.array([[float(x) for x in row] for row in value])
    if t.scalar:
        return float(array[0, 0])
    return array[:, 0] if t.shape[1] == 1 else array
