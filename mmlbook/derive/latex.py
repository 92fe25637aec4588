"""From terms to textbook LaTeX, and from long lines to short ones.

Trusted for: faithfulness.  The same LaTeX means the same term (a property test holds us to it), so
what the reader sees is what was checked.
"""

from __future__ import annotations

import re
from fractions import Fraction

from mmlbook.derive.names import Function
from mmlbook.derive.terms import Term

__all__ = ["break_lines", "latex", "letter", "visual_width", "wrapped"]

GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
})  # fmt: skip
ADD, NEG, MUL, BIG, TIGHT, ATOM = 1, 2, 3, 4, 8, 9
PRECEDENCE = {
    "add": ADD, "neg": NEG, "sum": NEG, "max": NEG, "mul": MUL, "cross": NEG, "had": NEG,
    "kron": NEG, "int": NEG, "series": NEG, "T": TIGHT, "inv": TIGHT, "pow": TIGHT, "rpow": TIGHT,
    "div": TIGHT,
}  # fmt: skip
BIG_ENDS = ("sum", "max", "int", "series")


def latex(t: Term) -> str:
    r"""Return the LaTeX of a term, in the author's order.

    Examples
    --------
    >>> from mmlbook.derive.terms import Dim, symbol
    >>> from mmlbook.derive.vocabulary import norm2
    >>> X, y, w = symbol("X", Dim("n"), Dim("d")), symbol("y", Dim("n")), symbol("w", Dim("d"))
    >>> print(latex(norm2(y - X @ w)))
    \norm{\vect{y} - \mat{X} \vect{w}}^{2}
    """
    return str(_PRINTERS[t.op](t))


def _precedence(t: Term) -> int:
    if t.op == "num":
        return NEG if t.data < 0 else (TIGHT if t.data.denominator > 1 else ATOM)
    if t.op == "fn":
        return TIGHT if _bare(t) or t.data == "factorial" else ATOM
    return PRECEDENCE.get(t.op, ATOM)


def _wrap(t: Term, level: int) -> str:
    return latex(t) if _precedence(t) >= level else _parens(latex(t))


def wrapped(t: Term) -> str:
    """Return the LaTeX of a term, in parentheses if it is a sum."""
    return _wrap(t, MUL)


def _parens(s: str) -> str:
    return rf"\left({s}\right)"


def letter(name: str, bold: str = "") -> str:
    """Return a name as a letter, with its subscript."""
    base, _, sub = name.partition("_")
    if base in GREEK:
        out = rf"\gvect{{\{base}}}" if bold else rf"\{base}"
    elif bold:
        out = rf"{bold}{{{base}}}"
    else:
        out = base if len(base) == 1 else rf"\mathrm{{{base}}}"
    return out + (f"_{{{sub}}}" if sub else "")


def _bold(t: Term) -> str:
    if t.scalar:
        return ""
    return r"\vect" if 1 in t.shape else r"\mat"


def _symbol(t: Term) -> str:
    return _braced(t.data.latex or letter(t.data.name, _bold(t)))


def _braced(s: str) -> str:
    """Return a printed form that can carry another superscript."""
    return f"{{{s}}}" if "^" in s else s


def _let(t: Term) -> str:
    name, printed, _ = t.data
    return _braced(printed or letter(name, _bold(t)))


def _number(q: Fraction) -> str:
    if q.denominator == 1:
        return str(q.numerator)
    return ("-" if q < 0 else "") + rf"\tfrac{{{abs(q.numerator)}}}{{{q.denominator}}}"


def _add(t: Term) -> str:
    return " ".join(_summands(t))


def _summands(t: Term) -> list[str]:
    """Return the terms of a sum, each but the first with its sign."""
    out = [_wrap(t.args[0], NEG)]
    for x in t.args[1:]:
        if x.op == "neg":
            out.append("- " + _wrap(x.args[0], NEG + (x.args[0].op == "neg")))
        elif x.op == "num" and x.data < 0:
            out.append("- " + _number(-x.data))
        else:
            out.append("+ " + _wrap(x, NEG))
    return out


def _neg(t: Term) -> str:
    (x,) = t.args
    return "-" + _wrap(x, NEG + (x.op in ("neg", "num", "cross", "had", "kron")))


def _mul(t: Term) -> str:
    out = ""
    last = len(t.args) - 1
    for k, x in enumerate(t.args):
        big_end = x.op in BIG_ENDS and k == last
        s = latex(x) if big_end else _wrap(x, BIG if x.op == "mul" else MUL)
        if x.op == "fn" and _bare(x) and k < last:
            s = rf"\{x.data}" + _parens(latex(x.args[0]))
        if out and (s[0].isdigit() or s.startswith(r"\tfrac")):
            s = r"\cdot " + s
        out += (" " if out else "") + s
    return out


def _entry(t: Term) -> str:
    (x,) = t.args
    wide = any(isinstance(k, int) and k > 9 for k in t.data)
    index = (", " if wide else " ").join(map(str, t.data))
    if x.op == "sym" and x.data.latex is None and "_" not in x.data.name:
        base = letter(x.data.name if x.shape[1] == 1 else x.data.name.lower())
    elif x.op == "let" and x.data[2]:
        base = x.data[2]
    else:
        base = _parens(latex(x))
    return f"{base}_{{{index}}}"


def _norm(t: Term) -> str:
    index = {2: "", 1: "_{1}", "inf": r"_{\infty}"}[t.data]
    return rf"\norm{{{latex(t.args[0])}}}{index}"


def _sum(t: Term) -> str:
    names, size = [i.name for i in t.data.indices], t.data.indices[0].over
    below = (
        rf"_{{1 \le {names[0]} < {names[1]} \le {size}}}"
        if t.data.pairs
        else rf"_{{{names[0]}=1}}^{{{size}}}"
    )
    return rf"\sum{below} " + _body(t.args[0])


def _body(t: Term) -> str:
    return latex(t) if t.op in BIG_ENDS else _wrap(t, MUL)


def _integral(t: Term) -> str:
    body, *ends = t.args
    lower, upper = map(latex, ends)
    return rf"\int_{{{lower}}}^{{{upper}}} {_wrap(body, MUL)} \, \mathrm{{d}}{latex(t.data)}"


def _series(t: Term) -> str:
    body, *ends = t.args
    lower, upper = map(latex, ends)
    return rf"\sum_{{{latex(t.data)}={lower}}}^{{{upper}}} " + _body(body)


def _block(t: Term) -> str:
    width = t.data[1]
    rows = [t.args[k : k + width] for k in range(0, len(t.args), width)]
    body = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _column(t: Term) -> str:
    (A,), (j,) = t.args, t.data
    if A.op == "sym" and A.data.latex is None and "_" not in A.data.name:
        name = A.data.name
        bold = name if name in GREEK else name.lower()
        return rf"{letter(bold, chr(92) + 'vect')}_{{{j}}}"
    return rf"{_parens(latex(A))}_{{\cdot {j}}}"


def _max(t: Term) -> str:
    (i,) = t.data.indices
    return rf"\max_{{1 \le {i.name} \le {i.over}}} " + _body(t.args[0])


def _function(t: Term) -> str:
    (x,) = t.args
    inner = latex(x)
    if isinstance(t.data, Function):
        return t.data.printed + _parens(inner)
    if t.data == "factorial":
        return _wrap(x, ATOM) + "!"
    if t.data == "gamma":
        return r"\Gamma" + _parens(inner)
    if t.data == "sqrt":
        return rf"\sqrt{{{inner}}}"
    if t.data == "abs":
        return rf"\abs{{{inner}}}"
    return rf"\{t.data}" + (f" {inner}" if _bare(t) else _parens(inner))


def _bare(t: Term) -> bool:
    """Return whether a function stands before its argument without parentheses."""
    named = t.data in ("sqrt", "abs", "gamma", "factorial") or isinstance(t.data, Function)
    return not named and t.args[0].op == "sym" and t.args[0].scalar


def _power(t: Term) -> str:
    return f"{_wrap(t.args[0], ATOM)}^{{{t.data}}}"


_PRINTERS = {
    "num": lambda t: _number(t.data),
    "size": lambda t: t.data.name,
    "sym": _symbol,
    "let": _let,
    "eye": lambda t: rf"\mat{{I}}_{{{t.shape[0]}}}",
    "ones": lambda t: rf"\vect{{1}}_{{{t.shape[0]}}}",
    "zeros": lambda t: (r"\vect{0}" if 1 in t.shape else r"\mat{0}") + rf"_{{{t.shape[0]}" + (
        "}" if t.shape[1] == 1 else rf" \times {t.shape[1]}}}"
    ),
    "add": _add,
    "neg": _neg,
    "mul": _mul,
    "div": lambda t: rf"\frac{{{latex(t.args[0])}}}{{{latex(t.args[1])}}}",
    "pow": _power,
    "T": lambda t: _wrap(t.args[0], ATOM) + r"^{\T}",
    "inv": lambda t: _wrap(t.args[0], ATOM) + "^{-1}",
    "tr": lambda t: r"\tr" + _parens(latex(t.args[0])),
    "norm": _norm,
    "cross": lambda t: _wrap(t.args[0], MUL) + r" \times " + _wrap(t.args[1], MUL),
    "column": lambda t: r"\begin{pmatrix} "
    + r" \\ ".join(map(latex, t.args))
    + r" \end{pmatrix}",
    "had": lambda t: _wrap(t.args[0], MUL) + r" \odot " + _wrap(t.args[1], MUL),
    "diag": lambda t: r"\diag" + _parens(latex(t.args[0])),
    "det": lambda t: r"\det" + _parens(latex(t.args[0])),
    "entry": _entry,
    "sum": _sum,
    "max": _max,
    "fn": _function,
    "block": _block,
    "kron": lambda t: _wrap(t.args[0], MUL) + r" \otimes " + _wrap(t.args[1], MUL),
    "vec": lambda t: r"\operatorname{vec}" + _parens(latex(t.args[0])),
    "col": _column,
    "E": lambda t: rf"\E\left[{latex(t.args[0])}\right]",
    "rpow": lambda t: rf"{_wrap(t.args[0], ATOM)}^{{{latex(t.args[1])}}}",
    "const": lambda t: {"pi": r"\pi", "oo": r"\infty"}[t.data],
    "binom": lambda t: rf"\binom{{{latex(t.args[0])}}}{{{latex(t.args[1])}}}",
    "int": _integral,
    "series": _series,
}  # fmt: skip


# --- long lines ---------------------------------------------------------------------------------

_FRACTION = re.compile(r"\\t?frac\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
                       r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")  # fmt: skip
_MATRIX = re.compile(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}")


def visual_width(source: str) -> int:
    r"""Estimate how many characters wide a formula is when set.

    Examples
    --------
    >>> visual_width(r"\frac{a + b}{2}"), visual_width(r"\sum_{i=1}^{n} x_{i}")
    (5, 5)
    """
    s, previous = source, ""
    while s != previous:
        previous = s
        s = _FRACTION.sub(lambda m: max(m[1], m[2], key=visual_width), s)
    s = _MATRIX.sub(lambda m: "((" + max(m[1].split(r"\\"), key=visual_width) + "))", s)
    s = re.sub(r"\\(begin|end)\{\w+\}|\\qquad", "", s)
    s = re.sub(r"\\sum_\{1 [^}]*\}", "SSSSSSS", s)
    s = re.sub(r"\\(sum|max)_\{[^}]*\}(\^\{[^}]*\})?", "SSS", s)
    s = re.sub(r"\\(vect|mat|gvect|left|right|tilde|bar|hat|mathrm)\b", "", s)
    s = re.sub(r"\\norm|\\abs", "||", s)
    s = re.sub(r"\\(cos|sin|log|exp|tr|max|min|sign)\b", "xxx", s)
    s = re.sub(r"\\[a-zA-Z]+", "x", s)
    s = re.sub(r"[_^]\{([^{}]*)\}", lambda m: "x" * ((len(m[1]) + 1) // 2), s)
    return len(re.sub(r"[{}&\\]|(?<! [-+=<>x]) (?![-+=<>x] )", "", s))


def break_lines(left: str, relation: str, right: Term | str, width: int = 70) -> str:
    """Return ``left relation right`` as one display, broken into aligned lines if it is long."""
    text = right if isinstance(right, str) else latex(right)
    head = f"{left} " if left else "{}"
    whole = f"{head}{relation} {text}".strip()
    if visual_width(whole) <= width:
        return whole
    lines = _split(right, width - 4)
    if left and visual_width(left) + visual_width(lines[0]) + 3 > width:
        body = rf"&{left} \\ &{relation} {lines[0]}"
    else:
        body = f"{head}&{relation} {lines[0]}"
    body += "".join(rf" \\ &\qquad {line}" for line in lines[1:])
    return rf"\begin{{aligned}} {body} \end{{aligned}}"


def _split(right: Term | str, width: int) -> list[str]:
    """Cut a sum into lines of at most `width`; anything else stays in one piece."""
    if isinstance(right, str):
        return [right]
    if right.op != "add":
        return [latex(right)]
    first, *others = _summands(right)
    lines = [first]
    for piece in others:
        if visual_width(lines[-1] + " " + piece) > width:
            lines.append(piece)
        else:
            lines[-1] += " " + piece
    return lines
