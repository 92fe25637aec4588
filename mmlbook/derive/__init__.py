"""Machine-checked derivations: write the steps as on paper, and let the machine try to break them.

`derivation` turns a function into a `Derivation`; everything a term can say is imported from here.
How a step is checked is told in `mmlbook.derive.check`, what a mark may say in
`mmlbook.derive.marks`.

=====================  ============================================================
`terms`, `vocabulary`  what can be written
`relations`            what can be claimed of it
`traverse`             looking into terms, replacing symbols
`latex`, `display`     how it is shown
`author`               what an author may do
`steps`                what a step claims
`scalars`, `words`     kernels: normal forms of numbers and of products of matrices, all sizes
`indices`              kernel: normal forms of sums over indices, all sizes
`differentials`        kernel: rates of change, all sizes
`kernels`              the kernels together, and the list of what is trusted
`explicit`, `decide`   an independent opinion: generic entries at small sizes
`signs`                proof that something is nonnegative, positive, not zero
`models`, `numbers`    refutation in random models
`degree`               how unlikely it is that random points miss a falsehood
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
from mmlbook.derive.terms import Dim, Index, ShapeError, Term, eye, inv, number, ones, tr, zeros
from mmlbook.derive.vocabulary import (
    Max,
    Sum,
    arccos,
    column,
    cos,
    cross,
    det,
    diag,
    exp,
    had,
    log,
    norm,
    norm1,
    norm2,
    norm_inf,
    sign,
    sin,
    sqrt,
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
    "det",
    "diag",
    "eq",
    "exp",
    "eye",
    "ge",
    "had",
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
