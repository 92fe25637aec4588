"""Derivations with integrals, infinite sums, induction and limits, each with its certificate."""

from mmlbook.derive import (
    binomial,
    cos,
    derivation,
    exp,
    factorial,
    integral,
    lt,
    number,
    oo,
    pi,
    series,
    sin,
)

CHAPTER = "probability/{}".format
SERIES = "calculus/series"
HALF = number(1, 2)


@derivation(chapter=CHAPTER("continuous"), title="The exponential distribution")
def exponential_distribution(d):
    """The density adds up to one; its mean and its spread are both the reciprocal of the rate."""
    x, lam = d.scalar("x", positive=True), d.scalar("lambda", positive=True)
    f = lam * exp(-lam * x)
    d.antiderivative(
        integral(x, f, 0, oo),
        -exp(-lam * x),
        1,
        by="The antiderivative falls from zero at infinity to minus one at the start.",
    )
    d.antiderivative(
        integral(x, x * f, 0, oo), -(x + 1 / lam) * exp(-lam * x), 1 / lam, by="By parts."
    )
    d.antiderivative(
        integral(x, (x - 1 / lam) ** 2 * f, 0, oo),
        -(x**2 + 1 / lam**2) * exp(-lam * x),
        1 / lam**2,
        by="By parts, twice.",
    )


@derivation(chapter=CHAPTER("continuous"), title="The exponential distribution forgets")
def exponential_memory(d):
    """The chance to wait for longer falls by a factor that does not depend on the past."""
    x, lam = d.scalar("x", positive=True), d.scalar("lambda", positive=True)
    s, t = d.scalar("s", positive=True), d.scalar("t", positive=True)
    f = lam * exp(-lam * x)
    d.antiderivative(integral(x, f, t, oo), -exp(-lam * x), exp(-lam * t), by="The tail.")
    with d.chain(exp(-lam * (s + t)) / exp(-lam * s)) as c:
        c.eq(exp(-lam * t), by="Exponents are subtracted: the first waiting time cancels.")


@derivation(chapter=CHAPTER("continuous"), title="The uniform distribution")
def uniform_distribution(d):
    """On an interval the mean is the middle, and the variance a twelfth of the squared length."""
    x, a = d.scalar("x"), d.scalar("a")
    h = d.scalar("h", positive=True)
    m = d.let("m", a + h / 2)
    d.antiderivative(integral(x, 1 / h, a, a + h), x / h, 1, by="Length times height.")
    d.antiderivative(
        integral(x, x / h, a, a + h), x**2 / (2 * h), a + h / 2, by="The area below a line."
    )
    d.antiderivative(
        integral(x, (x - m) ** 2 / h, a, a + h),
        (x - m) ** 3 / (3 * h),
        h**2 / 12,
        by="A third of the cube, at both ends.",
    )


@derivation(chapter=CHAPTER("gaussians"), title="Central moments of a Gaussian")
def gaussian_moments(d):
    """The deviation from the mean has mean zero; by parts, its square has the variance.

    The factor before the exponential cancels in all ratios, and is left out.
    """
    x, mu, s = d.scalar("x"), d.scalar("mu"), d.scalar("sigma", positive=True)
    g = exp(-((x - mu) ** 2) / (2 * s**2))
    d.gradient(g, x, -(x - mu) / s**2 * g, by="Chain rule.")
    d.antiderivative(
        integral(x, (x - mu) * g, -oo, oo),
        -(s**2) * g,
        0,
        by="Up to a factor the integrand is the rate of the bell, which vanishes at both ends.",
    )
    d.antiderivative(
        integral(x, (x - mu) ** 2 * g - s**2 * g, -oo, oo),
        -(s**2) * (x - mu) * g,
        0,
        by="By parts: squared deviations weigh as much as the variance.",
    )


@derivation(chapter=CHAPTER("gaussians"), title="Skewness and kurtosis of a Gaussian")
def gaussian_higher_moments(d):
    """Third moments vanish, and the fourth is three times the squared variance.

    The mean is zero; the factor before the exponential cancels in all ratios, and is left out.
    """
    x, s = d.scalar("x"), d.scalar("sigma", positive=True)
    g = exp(-(x**2) / (2 * s**2))
    d.antiderivative(
        integral(x, x**3 * g, -oo, oo),
        -(s**2) * (x**2 + 2 * s**2) * g,
        0,
        by="By parts: the integrand is odd.",
    )
    d.antiderivative(
        integral(x, x**4 * g - 3 * s**2 * x**2 * g, -oo, oo),
        -(s**2) * x**3 * g,
        0,
        by="By parts: fourth powers weigh as much as squares, times three variances.",
    )


@derivation(chapter=CHAPTER("gaussians"), title="The radial part of the Gaussian integral")
def gaussian_radial(d):
    """In polar coordinates the bell over the plane has an elementary antiderivative."""
    r, t = d.scalar("r", positive=True), d.scalar("theta")
    with d.chain(exp(-((r * cos(t)) ** 2) / 2) * exp(-((r * sin(t)) ** 2) / 2)) as c:
        c.eq(exp(-(r**2) / 2 * (cos(t) ** 2 + sin(t) ** 2)), by="Add the exponents.")
    d.antiderivative(
        integral(r, r * exp(-(r**2) / 2), 0, oo),
        -exp(-(r**2) / 2),
        1,
        by="The radius is, up to the sign, the rate of the exponent.",
    )
    d.antiderivative(integral(t, 1, 0, 2 * pi), t, 2 * pi, by="All the way around.")


@derivation(chapter=CHAPTER("gaussians"), title="The moment generating function of a Gaussian")
def gaussian_mgf(d):
    """A factor exp(t x) moves the bell by t times the variance, and does not change its width."""
    x, mu, t, s = d.scalar("x"), d.scalar("mu"), d.scalar("t"), d.scalar("sigma", positive=True)
    with d.chain(t * x - (x - mu) ** 2 / (2 * s**2)) as c:
        c.eq(
            mu * t + HALF * s**2 * t**2 - (x - mu - s**2 * t) ** 2 / (2 * s**2),
            by="Complete the square.",
        )
    M = d.let("M", exp(mu * t + HALF * s**2 * t**2))
    d.gradient(M, t, (mu + s**2 * t) * M, by="Chain rule: at $t = 0$ the rate is the mean.")
    d.gradient(
        (mu + s**2 * t) * M,
        t,
        (s**2 + (mu + s**2 * t) ** 2) * M,
        by="Product rule: at $t = 0$ this is the second moment.",
    )


@derivation(chapter=CHAPTER("gaussians"), title="The posterior of a mean")
def gaussian_posterior(d):
    """Prior times likelihood is proportional to a Gaussian; precisions add."""
    x, y, m = d.scalar("mu"), d.scalar("y"), d.scalar("m")
    s, t = d.scalar("sigma", positive=True), d.scalar("tau", positive=True)
    lam = d.let("lambda", 1 / s**2 + 1 / t**2)
    b = d.let("b", y / s**2 + m / t**2)
    d.proportional(
        exp(-((y - x) ** 2) / (2 * s**2)) * exp(-((x - m) ** 2) / (2 * t**2)),
        exp(-lam / 2 * x**2 + b * x),
        in_=x,
        by="Multiply out; what does not contain the mean is a constant factor.",
    )
    with d.chain(-lam / 2 * x**2 + b * x) as c:
        c.eq(-lam / 2 * (x - b / lam) ** 2 + b**2 / (2 * lam), by="Complete the square.")
    with d.chain(b / lam) as c:
        c.eq(
            (t**2 * y + s**2 * m) / (s**2 + t**2),
            by="The mean is between observation and prior, nearer to the more precise one.",
        )


@derivation(chapter=CHAPTER("bayes"), title="Beta prior, binomial likelihood")
def beta_binomial(d):
    r"""Observed successes and failures are added to the exponents of the prior.

    The probability is written with the odds, $\theta = u / (1 + u)$.
    """
    u = d.scalar("u", positive=True)
    a, b = d.scalar("alpha", positive=True), d.scalar("beta", positive=True)
    h, f = d.scalar("h", natural=True), d.scalar("f", natural=True)
    t, r = u / (1 + u), 1 / (1 + u)
    with d.chain(1 - t) as c:
        c.eq(r, by="Over the common denominator.")
    d.proportional(
        binomial(h + f, h) * t**h * r**f * (t ** (a - 1) * r ** (b - 1)),
        t ** (a + h - 1) * r ** (b + f - 1),
        in_=u,
        by="Exponents add; the binomial coefficient is a constant factor.",
    )


@derivation(chapter=CHAPTER("bayes"), title="Gamma prior, Poisson likelihood")
def gamma_poisson(d):
    """A count is added to the exponent of the prior, and one observation to its rate."""
    lam = d.scalar("lambda", positive=True)
    a, b, k = (
        d.scalar("a", positive=True),
        d.scalar("b", positive=True),
        d.scalar("k", natural=True),
    )
    d.proportional(
        lam**k * exp(-lam) / factorial(k) * (lam ** (a - 1) * exp(-b * lam)),
        lam ** (a + k - 1) * exp(-(b + 1) * lam),
        in_=lam,
        by="Exponents add; the factorial is a constant factor.",
    )


@derivation(chapter=SERIES, title="The geometric series")
def geometric_series(d):
    """Powers of a number below one add up; their weighted sum follows by the same device."""
    k, q = d.scalar("k", natural=True), d.scalar("q", positive=True)
    d.assume(lt(q, 1), witness={q: 1 / (2 + q)})
    d.series(
        series(k, q**k, 0, oo),
        1 / (1 - q),
        telescoping=-(q**k) / (1 - q),
        by="Every power is a difference of neighbors, divided by $1 - q$.",
    )
    d.series(
        series(k, k * q**k, 0, oo),
        q / (1 - q) ** 2,
        telescoping=-(k + q / (1 - q)) * q**k / (1 - q),
        by="Again a difference of neighbors.",
    )


@derivation(chapter=CHAPTER("discrete"), title="The geometric distribution")
def geometric_distribution(d):
    """Waiting for the first success takes the reciprocal of its probability, on average.

    A trial fails with probability $q$, and $k$ counts the failures before the first success.
    """
    k, q = d.scalar("k", natural=True), d.scalar("q", positive=True)
    d.assume(lt(q, 1), witness={q: 1 / (2 + q)})
    f = (1 - q) * q**k
    d.series(
        series(k, f, 0, oo),
        1,
        telescoping=-(q**k),
        by="The chance of no success in $k$ trials falls from one to zero.",
    )
    d.series(
        series(k, (k + 1) * f, 0, oo),
        1 / (1 - q),
        telescoping=-(k + 1 / (1 - q)) * q**k,
        by="The number of trials, weighted with its chance, is a difference of neighbors.",
    )


@derivation(chapter=SERIES, title="Sums of numbers and of squares")
def sums_of_powers(d):
    """The first n numbers, their squares and cubes add up to polynomials."""
    k, n = d.scalar("k", natural=True), d.scalar("n", natural=True)
    d.series(
        series(k, k, 0, n),
        n * (n + 1) / 2,
        telescoping=k * (k - 1) / 2,
        by="Each number is the growth of a product of neighbors.",
    )
    d.series(
        series(k, k**2, 0, n),
        n * (n + 1) * (2 * n + 1) / 6,
        telescoping=k * (k - 1) * (2 * k - 1) / 6,
        by="Each square is the growth of a polynomial of degree three.",
    )
    d.series(
        series(k, k**3, 0, n),
        (n * (n + 1) / 2) ** 2,
        telescoping=(k * (k - 1) / 2) ** 2,
        by="Each cube is the growth of a squared sum.",
    )


@derivation(chapter=SERIES, title="The first terms of the geometric series")
def geometric_sum(d):
    """The first n + 1 powers add up to a quotient; what is missing to the series vanishes."""
    k, n = d.scalar("k", natural=True), d.scalar("n", natural=True)
    q = d.scalar("q", positive=True)
    d.assume(lt(q, 1), witness={q: 1 / (2 + q)})
    d.series(
        series(k, q**k, 0, n),
        (1 - q ** (n + 1)) / (1 - q),
        telescoping=-(q**k) / (1 - q),
        by="The sum of differences of neighbors is the last minus the first.",
    )
    with d.chain(1 / (1 - q) - (1 - q ** (n + 1)) / (1 - q)) as c:
        c.eq(q ** (n + 1) / (1 - q), by="Subtract the finite sum from that of the series.")
    d.limit(q ** (n + 1) / (1 - q), n, oo, 0, by="Powers of a number below one tend to zero.")


@derivation(chapter=SERIES, title="The binomial theorem")
def binomial_theorem(d):
    """The binomial coefficients, with powers, add up to a power of a sum."""
    k, n = d.scalar("k", natural=True), d.scalar("n", natural=True)
    q = d.scalar("q", positive=True)
    d.series(
        series(k, binomial(n, k) * q**k, 0, n),
        (1 + q) ** n,
        wz=-(k / (n + 1)) * binomial(n + 1, k) * q**k / (1 + q) ** (n + 1),
        by="Divided by the right side the terms change by differences that cancel in the sum.",
    )


@derivation(chapter="optimization/adam", title="The bias correction of Adam")
def adam_bias(d):
    """A running mean that starts at zero is too small by a factor that is known."""
    u, n = d.scalar("m"), d.scalar("t", natural=True)
    b, g = d.scalar("beta", positive=True), d.scalar("g")
    d.assume(lt(b, 1), witness={b: b / (1 + b)})
    d.induction(
        u,
        n,
        (1 - b**n) * g,
        first=0,
        start=0,
        recursion=b * u + (1 - b) * g,
        by="If the gradient is constant, each step replaces a part of what is missing.",
    )
    d.limit(b**n * g, n, oo, 0, by="In the end nothing is missing.")


@derivation(chapter="calculus/automatic_differentiation", title="Powers of dual numbers")
def dual_powers(d):
    r"""The dual part of a power is the rate of the power.

    The dual part of $(a + b \varepsilon) (p + q \varepsilon)$ is $a q + b p$.
    """
    u, n = d.scalar("u"), d.scalar("n", natural=True)
    a, b = d.scalar("a", nonzero=True), d.scalar("b")
    d.induction(
        u,
        n,
        n * a ** (n - 1) * b,
        first=0,
        start=0,
        recursion=a * u + b * a**n,
        by="Multiply the power once more, and use the rule for products.",
    )


@derivation(chapter="optimization/gradient_descent", title="Linear convergence")
def linear_convergence(d):
    """An error that shrinks by one factor in every step tends to zero, geometrically."""
    u, n = d.scalar("e"), d.scalar("n", natural=True)
    r, e0 = d.scalar("rho", positive=True), d.scalar("a")
    d.assume(lt(r, 1), witness={r: r / (1 + r)})
    d.induction(u, n, r**n * e0, first=0, start=e0, recursion=r * u, by="One factor per step.")
    d.limit(r**n * e0, n, oo, 0, by="Powers of a number below one tend to zero.")


@derivation(chapter=CHAPTER("discrete"), title="Factorial moments of a Poisson distribution")
def poisson_mean(d):
    """The mean of k is the rate, and that of k (k - 1) its square, in multiples of the total."""
    k, lam = d.scalar("k", natural=True), d.scalar("lambda", positive=True)
    t = lam**k / factorial(k)
    d.series(
        series(k, k * t, 0, oo),
        lam * series(k, t, 0, oo),
        telescoping=-(k * t),
        rest=series(k, lam * t, 0, oo),
        by="Each term is the rate times the term before.",
    )
    d.series(
        series(k, k * (k - 1) * t, 0, oo),
        lam**2 * series(k, t, 0, oo),
        telescoping=-(k * (k - 1) * t) - lam * k * t,
        rest=series(k, lam**2 * t, 0, oo),
        by="The same twice.",
    )
