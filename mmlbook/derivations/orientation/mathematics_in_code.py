"""Chapter: mathematics_in_code.  Text: book/orientation/mathematics_in_code.md."""

# ruff: noqa: D205, D401 -- the docstring of a derivation is its claim, in words

from __future__ import annotations

from mmlbook.derive import (
    Author,
    Sum,
    derivation,
    eq,
    exp,
    log,
    lt,
    ne,
    norm2,
    oo,
    series,
)

__all__ = [
    "expanded_square",
    "geometric_series",
    "horner_equals_polynomial",
    "logsumexp_shift",
    "rounding_error_of_sums",
    "stable_root",
    "sum_of_integers_and_squares",
    "welford_update",
]

CHAPTER = "orientation/mathematics_in_code"
CODE = "mmlbook.orientation.mathematics_in_code"


@derivation(chapter=CHAPTER, title="Sums of numbers and of squares")
def sum_of_integers_and_squares(d: Author) -> None:
    r"""$1 + 2 + \dots + n = \frac{n(n+1)}{2}$ and
    $1 + 4 + \dots + n^2 = \frac{n(n+1)(2n+1)}{6}$.
    """
    n, s, q = d.scalar("n", natural=True), d.scalar("s"), d.scalar("q")

    with d.chain(n * (n + 1) / 2 + (n + 1)) as c:
        c.eq(
            (n + 1) * (n + 2) / 2,
            by="If the formula holds for $n$, add the next number.  The factor $n + 1$ is "
            "common, and $\\frac{n}{2} + 1 = \\frac{n + 2}{2}$.  This is the formula for $n "
            "+ 1$.",
        )
    d.induction(
        s,
        n,
        n * (n + 1) / 2,
        first=1,
        start=1,
        recursion=s + (n + 1),
        by="It holds for $n = 1$, where both sides are 1, and passes from each number to the next.",
    )
    with d.chain(n * (n + 1) * (2 * n + 1) / 6 + (n + 1) ** 2) as c:
        c.eq(
            (n + 1) * (n + 2) * (2 * n + 3) / 6,
            by="The same with squares.  Take out $\\frac{n + 1}{6}$; there remains "
            "$n(2n + 1) + 6(n + 1) = (n + 2)(2n + 3)$.  This is the formula for $n + 1$, since "
            "$2(n + 1) + 1 = 2n + 3$.",
        )
    d.induction(
        q,
        n,
        n * (n + 1) * (2 * n + 1) / 6,
        first=1,
        start=1,
        recursion=q + (n + 1) ** 2,
        by="It holds for $n = 1$, since $1 \\cdot 2 \\cdot 3 = 6$, and passes on.",
    )


@derivation(chapter=CHAPTER, title="The geometric series")
def geometric_series(d: Author) -> None:
    r"""The powers $1, r, \dots, r^{n-1}$ of a number $r \neq 1$ add up to $\frac{1 - r^n}{1 - r}$.
    For $\abs{r} < 1$ this comes as close to $\frac{1}{1 - r}$ as you like.
    """
    k, n = d.scalar("k", natural=True), d.scalar("n", natural=True)
    r, q = d.scalar("r"), d.scalar("q", positive=True)
    d.assume(ne(1 - r, 0), witness={r: 2 + abs(r)})
    d.assume(lt(q, 1), witness={q: q / (1 + q)})

    with d.chain((1 - r) * r**k) as c:
        c.eq(r**k - r ** (k + 1), by="Multiply each power by $1 - r$: a difference of neighbors.")
    d.series(
        series(k, r**k, 0, n - 1),
        (1 - r**n) / (1 - r),
        telescoping=-(r**k) / (1 - r),
        by="In the sum of these differences, each power but the first and the last comes with a "
        "plus and with a minus.  What remains is $1 - r^n$.  Divide by $1 - r$.",
    )
    with d.chain(1 / (1 - r) - (1 - r**n) / (1 - r)) as c:
        c.eq(r**n / (1 - r), by="What is missing after $n$ terms.")
    d.limit(
        q**n,
        n,
        oo,
        0,
        by="The size of what is missing has the factor $q^n$ with $q = \\abs{r}$, which dies out.  "
        "For $r = 0$ nothing is missing.",
    )


@derivation(chapter=CHAPTER, title="The square of a distance, expanded")
def expanded_square(d: Author) -> None:
    r"""The squared distance of two points is made of three numbers, two of which belong to one
    point each: $\norm{\vect{x}}^2 - 2\vect{x}^{\T}\vect{y} + \norm{\vect{y}}^2$.
    """
    n = d.dim("d")
    x, y, j = d.vec("x", n), d.vec("y", n), d.index("j", n)

    with d.chain(Sum(j, (x[j] - y[j]) ** 2)) as c:
        c.eq(
            Sum(j, x[j] ** 2 - x[j] * y[j] - y[j] * x[j] + y[j] ** 2),
            by="Expand each square: each term of the first bracket with each of the second.",
        )
        c.eq(
            Sum(j, x[j] ** 2 - 2 * x[j] * y[j] + y[j] ** 2),
            by="A product does not depend on the order of its factors.",
        )
        c.eq(
            norm2(x) - 2 * (x.T @ y) + norm2(y),
            by="Collect: add all first, all second, all third terms, and write the sums in short.",
        )


@derivation(chapter=CHAPTER, title="A polynomial from the inside out")
def horner_equals_polynomial(d: Author) -> None:
    r"""What Horner's rule holds in its hand, times a power of $x$, is what the terms peeled off so
    far are worth. It needs $n$ multiplications where term by term needs $\frac{n(n+1)}{2}$.
    """
    x, y, a, R = d.scalar("x"), d.scalar("y"), d.scalar("a"), d.scalar("R")
    m, n, u, v = (
        d.scalar("m", natural=True),
        d.scalar("n", natural=True),
        d.scalar("u"),
        d.scalar("v"),
    )

    with d.chain(R + a * x**m + y * x ** (m + 1)) as c:
        c.eq(
            R + (a + x * y) * x**m,
            by="$R$ are the terms of degree below $m$, $a x^m$ is the next one, and $y$ stands "
            "for all above.  Peel off the factor $x^m$: what $y$ was for the terms above "
            "$m$, the new number $a + xy$ is from $m$ on.  At the end $m = 0$, nothing is "
            "left in $R$, and $x^0 = 1$.",
        )
    d.induction(
        u, n, n, first=0, start=0, recursion=u + 1, by="Each step needs one multiplication."
    )
    d.induction(
        v,
        n,
        n * (n + 1) / 2,
        first=0,
        start=0,
        recursion=v + (n + 1),
        by="Term by term, $a x^{n + 1}$ needs $n + 1$ multiplications, in addition to all before.",
    )


@derivation(chapter=CHAPTER, title="Shift before you exponentiate")
def logsumexp_shift(d: Author) -> None:
    r"""For every number $c$, $\log\sum_i e^{x_i} = c + \log\sum_i e^{x_i - c}$."""
    n = d.dim("n")
    x, c, i = d.vec("x", n), d.scalar("c"), d.index("i", n)

    with d.chain(log(Sum(i, exp(x[i])))) as chain:
        chain.eq(
            log(exp(c) * Sum(i, exp(x[i] - c))),
            by="Exponents add, and $x_i = c + (x_i - c)$.  So $e^c$ is a factor of each term.  It "
            "does not depend on $i$: push the sum inside.",
        )
        chain.eq(
            c + log(Sum(i, exp(x[i] - c))),
            by="The logarithm of a product is the sum of the logarithms, and $\\log e^c = c$.",
        )
    d.implements(f"{CODE}.logsumexp", returns=log(Sum(i, exp(x[i]))), x=x)


@derivation(chapter=CHAPTER, title="How far rounding can carry a sum")
def rounding_error_of_sums(d: Author) -> None:
    r"""If every addition is right up to a factor $1 + \delta$ with $\abs{\delta} \le u$, the sum
    of $n$ numbers, one after the other, is wrong by at most $((1 + u)^{n-1} - 1)A$, where $A$ is
    the sum of their sizes $\abs{x_i}$. For small $u$ that is $(n - 1)uA$.
    """
    n = d.scalar("n", natural=True)
    s, s_hat = d.scalar("s"), d.scalar("s_hat", latex=r"\hat{s}")
    x, delta = d.scalar("x"), d.scalar("delta", latex=r"\delta")
    e, u, A = d.scalar("E"), d.scalar("u", positive=True), d.scalar("A")

    with d.chain((s_hat + x) * (1 + delta) - (s + x)) as c:
        c.eq(
            (s_hat - s) * (1 + delta) + delta * (s + x),
            by="The machine has $\\hat{s}$ where $s$ would be right, adds $x$, and rounds.  The "
            "new error is the old one, hardly changed, and a fresh one, in proportion to the "
            "new sum.",
        )
    d.induction(
        e,
        n,
        ((1 + u) ** (n - 1) - 1) * A,
        first=1,
        start=0,
        recursion=(1 + u) * e + u * A,
        by="A single number has no error.  In each step $\\abs{1 + \\delta} \\le 1 + u$, "
        "$\\abs{s + x} \\le A$, and at worst both errors add up: $\\abs{p + q} \\le \\abs{p} + "
        "\\abs{q}$.  So a bound $E$ for the error becomes $(1 + u)E + uA$.",
    )
    d.limit(
        ((1 + u) ** (n - 1) - 1) * A / u,
        u,
        0,
        (n - 1) * A,
        by="Multiply out the power: $1 + (n - 1)u$, and terms with $u^2$ and higher.",
    )


@derivation(chapter=CHAPTER, title="The root that does not cancel")
def stable_root(d: Author) -> None:
    r"""The roots of $ax^2 + bx + c$ have the product $\frac{c}{a}$.  So for $b > 0$ the root that
    comes from a difference, $\frac{-b + s}{2a}$ with $s = \sqrt{b^2 - 4ac}$, is also
    $\frac{-2c}{b + s}$.
    """
    a, b, c = d.scalar("a", nonzero=True), d.scalar("b", positive=True), d.scalar("c")
    s = d.scalar("s", nonnegative=True)
    d.assume(eq(s**2, b**2 - 4 * a * c), witness={c: (b**2 - s**2) / (4 * a)})
    x1 = d.let("x_1", (-b - s) / (2 * a))
    x2 = d.let("x_2", (-b + s) / (2 * a))

    with d.chain(x1 * x2) as chain:
        chain.eq(
            c / a,
            by="A sum times a difference is a difference of squares: $(-b - s)(-b + s) = "
            "b^2 - s^2 = 4ac$.  Divide by $4a^2$ (this is Vieta's rule).",
        )
    with d.chain(x2) as chain:
        chain.eq(
            (s - b) * (s + b) / (2 * a * (b + s)),
            by="Multiply above and below by $b + s$, which is positive.",
        )
        chain.eq(
            -(2 * c / (b + s)),
            by="Insert $(s - b)(s + b) = s^2 - b^2 = -4ac$.  Now $b$ and $s$ are added; nothing "
            "cancels.",
        )


@derivation(chapter=CHAPTER, title="A mean that is kept up to date")
def welford_update(d: Author) -> None:
    r"""Mean $\mu$ and sum of squared deviations $S$ of $n$ numbers become those of $n + 1$ numbers
    when $t$ comes in: $\mu' = \mu + \frac{t - \mu}{n + 1}$ and $S' = S + (t - \mu)(t - \mu')$.
    """
    n = d.dim("n")
    x, t, i = d.vec("x", n), d.scalar("t"), d.index("i", n)
    old = d.let("mu", 1 / n * Sum(i, x[i]), latex=r"\mu")
    new = d.let("mu_new", 1 / (n + 1) * (Sum(i, x[i]) + t), latex=r"\mu'")
    S = d.let("S", Sum(i, (x[i] - old) ** 2))

    with d.chain(new) as c:
        c.eq(
            old + (t - old) / (n + 1),
            by="The sum of the old numbers is $n$ times their mean, $n\\mu = (n + 1)\\mu - \\mu$.",
        )
    with d.chain(n * (new - old)) as c:
        c.eq(t - new, by="From $(n + 1)(\\mu' - \\mu) = t - \\mu$, subtract $\\mu' - \\mu$ once.")
    with d.chain(Sum(i, (x[i] - new) ** 2) + (t - new) ** 2) as c:
        c.eq(
            S + n * (new - old) ** 2 + (t - new) ** 2,
            by="This is $S'$.  About any number but their mean the old ones have a larger sum "
            "of squares, by $n$ times the squared difference (the theorem on the best single "
            "number).",
        )
        c.eq(
            S + (t - old) * (t - new),
            by="One factor $n(\\mu' - \\mu)$ is $t - \\mu'$, by step 2.  Take it out; the rest is "
            "$(\\mu' - \\mu) + (t - \\mu') = t - \\mu$.",
        )
