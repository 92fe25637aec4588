"""Tests of the answer checker: equivalent forms are right, everything hostile is refused."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmlbook import check
from mmlbook.exercises import choice, expression, function, known, number, vector
from mmlbook.exercises.reading import read, value

HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "open('/etc/passwd').read()",
    "exec('x=1')",
    "eval('1')",
    "lambda: 1",
    "[x for x in (1,)]",
    "{1: 2}",
    "f'{1}'",
    "'a'*10",
    "d.real",
    "d[0]",
    "x := 1",
    "1 if 1 else 2",
    "not 1",
    "1 < 2",
    "1 and 2",
    "True",
    "None",
    "...",
    "1j",
    "b'1'",
    "print(1)",
    "sqrt",
    "sqrt(1, 2)",
    "sqrt(x=1)",
    "sqrt(*[1])",
    "pow(2, 3)",
    "globals()",
    "1; 2",
    "1\n2",
    "import os",
    "@",
    "",
    " ",
    "\x00",
    "1//2",
    "1 % 2",
    "1 @ 2",
    "1 << 999",
    "~1",
    "9**9**9**9",
    "10^400",
    "1e999",
    "1/0",
    "0^-1",
    "log(0)",
    "sqrt(-1)",
    "arccos(2)",
    "exp(1000)",
    "exp(exp(exp(9)))",
    "(" * 150 + ")" * 150,
    "-" * 199 + "1e",
    "1" * 201,
    "9" * 200,
    "sqrt(" * 39 + "2",
]


class TestReading:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("5/8", 0.625),
            (" 2^10 ", 1024),
            ("2**-1", 0.5),
            ("-3^2", -9),
            ("sqrt(2) - 1", math.sqrt(2) - 1),
            ("√2", math.sqrt(2)),
            ("√(1+3)", 2),
            ("1e-3", 0.001),
            ("60 degrees", math.pi / 3),
            ("180°", math.pi),
            ("ln(e)", 1),
            ("arccos(-1)", math.pi),
            ("2·3 − 1", 5),
            ("abs(-7)", 7),
        ],
    )
    def test_reads_what_readers_write(self, text, expected):
        assert value(text) == pytest.approx(expected, rel=1e-15)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_refuses_hostile_text_quickly(self, text):
        start = time.perf_counter()
        with pytest.raises(ValueError, match="answer"):
            value(text)
        assert time.perf_counter() - start < 1

    @given(st.text(max_size=60))
    def test_any_text_is_a_number_or_refused(self, text):
        try:
            result = value(text)
        except ValueError:
            return
        assert math.isfinite(result)

    def test_names_the_letters_that_may_occur(self):
        with pytest.raises(ValueError, match="uses 'n'; the letters here are d, pi, e"):
            read("1/n", ["d"])


class TestAnswers:
    @pytest.mark.parametrize("answer", ["3/5", 0.6, np.float64(0.6), "0.6", "6/10", "1 - 2/5"])
    def test_number_in_any_form(self, answer):
        assert number("3/5").accepts(answer)

    @pytest.mark.parametrize("answer", ["2/5", 0.61, "-3/5", float("inf")])
    def test_wrong_number(self, answer):
        assert not number("3/5").accepts(answer)

    def test_nan_is_never_right(self):
        assert not number("3/5").accepts(float("nan"))

    def test_tolerance_is_a_bound(self):
        assert number(1, tolerance=1e-3).accepts(1.0009)
        assert not number(1, tolerance=1e-3).accepts(1.0011)

    @pytest.mark.parametrize("answer", [None, [0.6], True, {}, object()])
    def test_number_of_another_kind(self, answer):
        with pytest.raises(TypeError, match="answer must be a number"):
            number("3/5").accepts(answer)

    @pytest.mark.parametrize("answer", ["1/sqrt(d)", "d^(-1/2)", "sqrt(1/d)", "sqrt(d)/d"])
    def test_expression_in_any_form(self, answer):
        assert expression("1/sqrt(d)", symbols=("d",)).accepts(answer)

    @pytest.mark.parametrize("answer", ["1/d", "sqrt(d)", "1/sqrt(d+1)", "1/sqrt(2)", 0.5])
    def test_wrong_expression(self, answer):
        assert not expression("1/sqrt(d)", symbols=("d",)).accepts(answer)

    def test_expression_tells_letters_apart(self):
        assert not expression("a/b", symbols=("a", "b")).accepts("b/a")

    @pytest.mark.parametrize("answer", [[1, 2], (1.0, 2.0), np.array([1, 2]), "1, 2", "(1, 4/2)"])
    def test_vector_in_any_form(self, answer):
        assert vector([1, 2]).accepts(answer)

    @pytest.mark.parametrize("answer", [[2, 1], [1, 2, 3], [1], "1, 3"])
    def test_wrong_vector(self, answer):
        assert not vector([1, 2]).accepts(answer)

    def test_choice(self):
        assert choice("b").accepts(" (B). ")
        assert not choice("b").accepts("c")

    def test_function_is_run_on_copies(self):
        def double(x):
            x *= 2
            return x

        case = np.array([1.0, 2.0])
        assert function(cases=[((case,), [2.0, 4.0])]).accepts(double)
        assert case.tolist() == [1.0, 2.0]

    def test_wrong_function(self):
        assert not function(cases=[((2.0,), 4.0), ((3.0,), 9.0)]).accepts(lambda x: 2 * x)

    def test_function_of_another_kind(self):
        with pytest.raises(TypeError, match="the function you wrote"):
            function(cases=[((2.0,), 4.0)]).accepts(4.0)


class TestCheck:
    def test_unknown_exercise_names_near_ones(self):
        with pytest.raises(ValueError, match="did you mean vectors-"):
            check("vector-2", 1)

    def test_verdict_is_true_or_gives_the_hint(self):
        assert check("vectors-6", "sqrt(5)/2")
        wrong = check("vectors-6", 1)
        assert not wrong
        assert known()["vectors-6"].hint in repr(wrong)

    @pytest.mark.parametrize("name", list(known()))
    def test_every_answer_has_a_hint(self, name):
        assert known()[name].hint

    @pytest.mark.parametrize("name", list(known()))
    def test_no_answer_accepts_anything(self, name):
        """An answer that every guess satisfies checks nothing."""
        guesses = [0, 1e6, "a", "z", [0.0], "1e6", lambda *arguments: np.zeros(1)]
        verdicts = []
        for guess in guesses:
            try:
                verdicts.append(bool(check(name, guess)))
            except (TypeError, ValueError):
                verdicts.append(False)
        assert not all(verdicts)
        assert sum(verdicts) <= 1
