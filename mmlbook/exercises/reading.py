"""Read a formula that a reader typed, and nothing but a formula.

The text is split by Python's own grammar into a tree; only the node types below are understood, and
they are turned into arithmetic by hand.  Nothing is ever executed, looked up or imported; the size
of text, tree and numbers is bounded.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence

__all__ = ["read", "value"]

LONGEST = 200  # characters
LARGEST = 1e100  # of any number on the way
Formula = Callable[[Mapping[str, float]], float]

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "abs": abs,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}


def _bounded(result: float, text: str) -> float:
    if not abs(result) <= LARGEST:
        raise ValueError(f"answer {text!r} leads to a number that is too large or undefined")
    return result


def _build(node: ast.expr, symbols: Sequence[str], text: str) -> Formula:
    """Turn a node of the grammar into a function of the symbols' values."""
    match node:
        case ast.Constant(value=int() | float() as constant) if not isinstance(constant, bool):
            if abs(constant) > LARGEST:
                raise ValueError(f"answer {text!r} holds a number that is too large")
            return lambda at: float(constant)
        case ast.Name(id=name) if name in symbols:
            return lambda at: at[name]
        case ast.Name(id=name) if name in CONSTANTS:
            return lambda at: CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _build(operand, symbols, text)
            return lambda at: -inner(at)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, symbols, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            apply = OPERATORS[type(op)]
            a, b = _build(left, symbols, text), _build(right, symbols, text)
            return lambda at: _bounded(apply(a(at), b(at)), text)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            f, inner = FUNCTIONS[name], _build(argument, symbols, text)
            return lambda at: _bounded(f(inner(at)), text)
        case ast.Name(id=name):
            allowed = ", ".join([*symbols, "pi", "e"])
            raise ValueError(f"answer {text!r} uses {name!r}; the letters here are {allowed}")
    raise ValueError(
        f"answer {text!r} is not a formula of numbers, + - * / ^ and functions as sqrt"
    )


def read(text: str, symbols: Sequence[str] = ()) -> Formula:
    """Return the function of its letters that a formula stands for.

    Parameters
    ----------
    text : str
        Such as ``"sqrt(2) - 1"``, ``"2*d^2"`` or ``"60 degrees"``, at most 200 characters.
    symbols : sequence of str
        The letters that may occur, besides ``pi`` and ``e``.

    Returns
    -------
    formula : callable
        Takes a mapping from letter to value, returns a float.

    Raises
    ------
    ValueError
        If the text is anything else than such a formula.

    Examples
    --------
    >>> read("2*d^2", ["d"])({"d": 3.0})
    18.0
    >>> read("__import__(1)")
    Traceback (most recent call last):
    ...
    ValueError: answer '__import__(1)' is not a formula of numbers, + - * / ^ and functions as sqrt
    """
    if len(text) > LONGEST:
        raise ValueError(f"answer must have at most {LONGEST} characters; got {len(text)}")
    formula, turned = re.subn(r"\s*(?:°|degrees?|deg)\s*\Z", "", text.strip())
    formula = formula.replace("^", "**").replace("·", "*").replace("−", "-")
    formula = re.sub(
        r"√\s*(\w+|\()", lambda m: "sqrt(" if m[1] == "(" else f"sqrt({m[1]})", formula
    )
    try:
        tree = ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise ValueError(f"answer {text!r} cannot be read as a formula") from error
    built = _build(tree, symbols, text)
    scale = math.pi / 180 if turned else 1.0

    def evaluate(at: Mapping[str, float]) -> float:
        try:
            return scale * float(built(at))
        except (ArithmeticError, RecursionError) as error:
            raise ValueError(f"answer {text!r} has no value: {error}") from error
        except ValueError as error:
            if str(error).startswith("answer"):
                raise
            raise ValueError(f"answer {text!r} has no value: {error}") from error

    return evaluate


def value(text: str) -> float:
    """Return the number that a text without letters stands for.

    Examples
    --------
    >>> value("5/8"), value("1e-3")
    (0.625, 0.001)
    """
    return read(text)({})
