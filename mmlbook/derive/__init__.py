"""Machine-checked derivations: write the steps as on paper, and let the machine try to break them.

`derivation` turns a function into a `Derivation`; the terms come from `mmlbook.derive.terms`.  How
a step is checked is told in `mmlbook.derive.check`, what a mark may say in `mmlbook.derive.marks`.

=====================  ============================================================
`terms`, `relations`   what can be written
`latex`, `display`     how it is shown
`author`               what an author may do
`steps`                what a step claims
`explicit`             exact proof with generic entries at small sizes
`signs`                proof that something is nonnegative, positive, not zero
`models`, `numbers`    refutation in random models
`mutate`, `check`      decoys, and the verdict on a step
`binding`              does the package's code compute the formula?
`ledger`               theorems that are quoted
=====================  ============================================================
"""

from mmlbook.derive.author import Author, Chain, DerivationError
from mmlbook.derive.derivation import Derivation, derivation
from mmlbook.derive.display import Display, DisplayStep
from mmlbook.derive.marks import Mark
from mmlbook.derive.relations import Relation, eq, ge, le, ne
from mmlbook.derive.report import Report, StepReport
from mmlbook.derive.terms import (
    Dim,
    Index,
    Max,
    ShapeError,
    Sum,
    Term,
    arccos,
    column,
    cos,
    cross,
    exp,
    eye,
    inv,
    log,
    norm,
    norm1,
    norm2,
    norm_inf,
    number,
    ones,
    sign,
    sin,
    sqrt,
    tr,
    zeros,
)

__all__ = [
    "Author",
    "Chain",
    "Derivation",
    "DerivationError",
    "Dim",
    "Display",
    "DisplayStep",
    "Index",
    "Mark",
    "Max",
    "Relation",
    "Report",
    "ShapeError",
    "StepReport",
    "Sum",
    "Term",
    "arccos",
    "column",
    "cos",
    "cross",
    "derivation",
    "eq",
    "exp",
    "eye",
    "ge",
    "inv",
    "le",
    "log",
    "ne",
    "norm",
    "norm1",
    "norm2",
    "norm_inf",
    "number",
    "ones",
    "sign",
    "sin",
    "sqrt",
    "tr",
    "zeros",
]
