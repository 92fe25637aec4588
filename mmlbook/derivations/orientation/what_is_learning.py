"""Chapter: what_is_learning.  Text: book/orientation/what_is_learning.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import Author, Sum, derivation, eq, exp, number, ones, oo

__all__ = [
    "best_constant_squared",
    "linear_layers_collapse",
    "memorizer_is_chance",
    "mlp_parameter_count",
    "table_coverage",
]

CHAPTER = "orientation/what_is_learning"


@derivation(chapter=CHAPTER, title="Without a clue")
def memorizer_is_chance(d: Author) -> None:
    r"""If nothing that is known tells anything about the label, and all $K$ labels are equally
    frequent, then every way of guessing is right in a share of $1/K$.
    """
    K = d.dim("K")
    k = d.index("k", K)
    p, s = d.vec("p", K), d.vec("s", K)
    d.assume(eq(p, 1 / K * ones(K)), witness={p: 1 / K * ones(K)})
    d.assume(eq(Sum(k, s[k]), number(1)), witness={s: s + (1 - Sum(k, s[k])) / K * ones(K)})

    with d.chain(Sum(k, s[k] * p[k])) as c:
        c.eq(
            Sum(k, s[k] * (1 / K)),
            by="A share $s_k$ of the guesses is $k$.  Since the guess knows nothing of the label, "
            "a share $p_k$ of those is right, and $p_k$ is $1/K$.",
        )
        c.eq(1 / K * Sum(k, s[k]), by="Every summand has the factor $1/K$.")
        c.eq(1 / K, by="The shares of the guesses add up to one.")


@derivation(chapter=CHAPTER, title="How much a table has not seen")
def table_coverage(d: Author) -> None:
    r"""Of $M$ equally likely inputs, $n$ examples leave on average a share of
    $\left(1 - \tfrac1M\right)^n$ unseen; with $n = cM$ examples that is close to $e^{-c}$ in a
    large table.
    """
    M, u = d.scalar("M", positive=True), d.scalar("u")
    n, c = d.scalar("n", natural=True), d.scalar("c")

    with d.chain(u - 1 / M * u) as chain:
        chain.eq(
            (1 - 1 / M) * u,
            by="Let the share $u$ be unseen.  The next example hits any given input with chance "
            "$1/M$, so on average this part of $u$ goes.",
        )
    d.induction(
        u,
        n,
        (1 - 1 / M) ** n,
        first=0,
        start=1,
        recursion=(1 - 1 / M) * u,
        by="At first everything is unseen.  Every example takes one factor more.",
    )
    d.limit(
        (1 - 1 / M) ** (c * M),
        M,
        oo,
        exp(-c),
        by="Let the table and the number of examples grow together, $n = cM$.",
    )


@derivation(chapter=CHAPTER, title="The best single number")
def best_constant_squared(d: Author) -> None:
    r"""Of all numbers $c$ the mean $\bar{y}$ has the least sum of squared errors."""
    n = d.dim("n")
    y, c, i = d.vec("y", n), d.scalar("c"), d.index("i", n)
    mean = d.let("y_bar", 1 / n * Sum(i, y[i]), latex=r"\bar{y}")
    L = d.let("L", Sum(i, (y[i] - c) ** 2))

    with d.chain(L) as chain:
        chain.eq(
            Sum(i, (y[i] - mean + (mean - c)) ** 2),
            by="Go from $y_i$ to $c$ by way of the mean.",
        )
        chain.eq(
            Sum(i, (y[i] - mean) ** 2) + 2 * (mean - c) * Sum(i, y[i] - mean) + n * (mean - c) ** 2,
            by="Square, term by term.  What does not depend on $i$ moves out of the sum.",
        )
        chain.eq(
            Sum(i, (y[i] - mean) ** 2) + n * (c - mean) ** 2,
            by="The middle sum is that of all $y_i$ minus $n$ times their mean, which is zero.  "
            "One term is left that depends on $c$.",
        )
    d.minimum(
        L,
        c,
        mean,
        gap=n * (c - mean) ** 2,
        by="A square is never negative, and zero only for $c = \\bar{y}$.",
    )


@derivation(chapter=CHAPTER, title="What there is to tune")
def mlp_parameter_count(d: Author) -> None:
    r"""A network with 3 inputs, $h$ hidden units and 2 outputs has $6h + 2$ parameters."""
    h = d.scalar("h", natural=True)

    with d.chain(3 * h + h + 2 * h + 2) as c:
        c.eq(
            6 * h + 2,
            by="Each of the $h$ units has 3 weights and a bias, each of the 2 outputs $h$ weights "
            "and a bias.",
        )


@derivation(chapter=CHAPTER, title="Two layers that are one")
def linear_layers_collapse(d: Author) -> None:
    r"""Without an activation, output $r$ of two layers is a weighted sum of the inputs and a bias:
    what a single layer computes.
    """
    n, h, m = d.dims("d h m")
    x, b, a = d.vec("x", n), d.vec("b", h), d.vec("c", m)
    W, V = d.mat("W", h, n), d.mat("V", m, h)
    j, k, r = d.index("j", n), d.index("k", h), d.index("r", m)

    with d.chain(Sum(k, V[r, k] * (Sum(j, W[k, j] * x[j]) + b[k])) + a[r]) as c:
        c.eq(
            Sum(k, Sum(j, V[r, k] * W[k, j] * x[j])) + Sum(k, V[r, k] * b[k]) + a[r],
            by="Multiply out: $v_{rk}$ goes to each summand of unit $k$.",
        )
        c.eq(
            Sum(j, Sum(k, V[r, k] * W[k, j] * x[j])) + (Sum(k, V[r, k] * b[k]) + a[r]),
            by="Add the same numbers in another order, for each input $j$ over all units $k$.",
        )
        c.eq(
            Sum(j, Sum(k, V[r, k] * W[k, j]) * x[j]) + (Sum(k, V[r, k] * b[k]) + a[r]),
            by="The input $x_j$ is a common factor.  In front of it stands a number that does not "
            "depend on the input: a weight.  The last bracket is a bias.",
        )
