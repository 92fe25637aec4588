"""Machine-checked derivations: write the steps as on paper, and let the machine try to break them.

`derivation` turns a function into a `Derivation`; everything a term can say is imported from here.
How a step is checked is told in `mmlbook.derive.check`, what a mark may say in
`mmlbook.derive.marks`.

==========================  ===============================================================
`names`, `terms`            what can be written: sizes, symbols, terms
`vocabulary`, `structure`   norms, sums over indices, functions; blocks, pairs, expectations
`analysis`                  integrals, sums with ends, powers, factorials
`relations`                 what can be claimed of terms
`traverse`                  looking into terms, replacing symbols
`latex`, `display`          how they are shown
`author`                    what an author may do
`steps`                     what a step claims
`polynomials`, `scalars`    kernel 4: numbers, by normal forms
`rewriting`, `chance`,      kernel 1: products of matrices, for all sizes
`words`
`nets`, `indices`           kernel 3: sums over indices, for all sizes
`mixed`                     both together
`differentials`             kernel 2: rates of change, for all sizes
`growth`                    kernel 5: limits
`signs`, `conditions`       kernel 6: nonnegative, positive, definite; where a term is defined
`kernels`                   the kernels together, and the list of what is trusted
`ideal`, `explicit`,        an independent opinion: generic entries at small sizes
`decide`
`numbers`, `arrays`,        refutation in random models
`properties`, `evaluate`,
`models`, `exceptions`
`symbolic`                  limits by SymPy, for the mark ``∫``
`degree`                    how unlikely it is that random points miss a falsehood
`mutate`, `check`           decoys, and the verdict on a step
`derivation`, `report`,     a whole derivation, what was found, and the marks
`marks`
`binding`                   does the package's code compute the formula?
`ledger`                    theorems that are quoted
==========================  ===============================================================
"""

from mmlbook.derive.analysis import binomial, factorial, gamma, integral, oo, pi, series
from mmlbook.derive.author import Author, Chain, DerivationError
from mmlbook.derive.derivation import Derivation, derivation
from mmlbook.derive.display import Display, DisplayStep
from mmlbook.derive.marks import Mark
from mmlbook.derive.names import Function, Index
from mmlbook.derive.relations import Relation, definite, eq, ge, gt, le, lt, ne, semidefinite
from mmlbook.derive.report import Report, StepReport
from mmlbook.derive.structure import E, Family, block, col, kron, vec
from mmlbook.derive.terms import Dim, ShapeError, Term, eye, inv, number, ones, tr, zeros
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
    "E",
    "Family",
    "Function",
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
    "binomial",
    "block",
    "col",
    "column",
    "cos",
    "cross",
    "definite",
    "derivation",
    "det",
    "diag",
    "eq",
    "exp",
    "eye",
    "factorial",
    "gamma",
    "ge",
    "gt",
    "had",
    "integral",
    "inv",
    "kron",
    "le",
    "log",
    "lt",
    "ne",
    "norm",
    "norm1",
    "norm2",
    "norm_inf",
    "number",
    "ones",
    "oo",
    "pi",
    "semidefinite",
    "series",
    "sign",
    "sin",
    "sqrt",
    "tr",
    "vec",
    "zeros",
]
