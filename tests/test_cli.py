"""The command `mmlbook`, as somebody who has only the package meets it."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from click.testing import CliRunner

import mmlbook
from mmlbook import cli, derivations
from mmlbook.derive import derivation
from mmlbook.derive.vocabulary import norm2


def run(*arguments, code=0):
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == code, result.output
    return result.output


@derivation(chapter="linear_algebra/vectors", title="A sign is wrong")
def wrong_sign(d):
    """Squares multiply out, but not like this."""
    n = d.dim("n")
    u, v = d.vec("u", n), d.vec("v", n)
    with d.chain(norm2(u - v)) as c:
        c.eq(norm2(u) + 2 * (u.T @ v) + norm2(v), by="multiply out")


@pytest.fixture
def broken(monkeypatch):
    known = {**derivations.derivations(), "wrong_sign": wrong_sign}
    monkeypatch.setattr(derivations, "derivations", lambda chapter=None: known)


class TestHelp:
    def test_version(self):
        assert mmlbook.__version__ in run("--version")

    def test_each_help_is_one_sentence(self):
        assert {"chapters", "find", "verify"} <= set(cli.main.commands)
        for command in [cli.main, *cli.main.commands.values()]:
            assert command.help.count(".") == 1
            assert command.help.endswith(".")
            assert "\n" not in command.help

    def test_no_command_shows_the_commands(self):
        output = CliRunner().invoke(cli.main, []).output
        assert all(name in output for name in ("chapters", "find", "verify"))

    @pytest.mark.parametrize("arguments", [["--help"], ["verify", "--help"], ["--version"]])
    def test_loads_no_mathematics(self, arguments):
        code = (
            "import sys\n"
            "from mmlbook.cli import main\n"
            f"main({arguments!r}, standalone_mode=False)\n"
            "print({'sympy', 'matplotlib', 'numpy', 'rich'} & set(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.splitlines()[-1:] == ["set()"], done.stderr


class TestChapters:
    def test_counts_what_the_chapter_has(self):
        (row,) = [line.split() for line in run("chapters").splitlines() if "vectors" in line]
        from mmlbook.exercises.linear_algebra.vectors import ANSWERS
        from mmlbook.linear_algebra import vectors

        found = derivations.derivations("linear_algebra/vectors")
        counts = [len(vectors.__all__), len(found), len(ANSWERS)]
        assert row[-4:] == ["mmlbook.linear_algebra.vectors", *map(str, counts)]

    def test_every_chapter_is_found_in_the_package(self):
        assert "linear_algebra/vectors" in {chapter.name for chapter in cli.chapters()}


class TestFind:
    def test_algorithm_by_name(self):
        output = run("find", "cross")
        assert "mmlbook.linear_algebra.vectors" in output
        assert any("algorithm" in x and "alg-cross" in x for x in output.splitlines())

    def test_algorithm_by_meaning(self):
        assert "alg-bag-of-words" in run("find", "word", "counts")

    def test_derivation_by_title(self):
        output = run("find", "SCHWARZ")
        assert any("derivation" in x and "drv-cauchy-schwarz" in x for x in output.splitlines())

    def test_quoted_theorem(self):
        assert "dot_is_cosine" in run("find", "law of cosines")

    def test_exercise_by_its_name_without_its_hint(self):
        output = run("find", "vectors-3")
        assert "ex-vectors-3" in output
        assert "three roots" not in output

    def test_names_come_before_mentions(self):
        lines = run("find", "distance").splitlines()
        kinds = [line.split()[1] for line in lines if line.strip().startswith("algorithm")]
        assert kinds[0] == "distance"

    def test_all_words_must_occur(self):
        assert "alg-dot" not in run("find", "triangle", "area")

    def test_suggests_close_matches(self):
        assert "did you mean cosine" in run("find", "kosine", code=1)

    def test_says_so_when_nothing_is_near(self):
        output = run("find", "qqqqqq", code=1)
        assert "nothing about 'qqqqqq'" in output
        assert "did you mean" not in output

    def test_no_latex_remains(self):
        assert "\\" not in run("find", "vectors")


PAPER = """
from mmlbook.derive import derivation

@derivation(chapter="my/paper", title="A square")
def square(d):
    "Squares multiply out."
    a, b = d.scalar("a"), d.scalar("b", nonzero=True)
    with d.chain((a + b) ** 2) as c:
        c.eq(a**2 + 2 * a * b + b**2, by="Multiply out.")
"""


class TestVerify:
    def test_one_derivation(self):
        output = run("verify", "triangle_inequality")
        found = derivations.derivations()["triangle_inequality"].verify()
        refused = sum(step.evidence.refused for step in found.steps)
        assert found.mark.symbol in output
        (row,) = [line.split() for line in output.splitlines() if "triangle_inequality" in line]
        assert row[1:6] == [
            found.mark.symbol,
            str(len(found.steps)),
            str(refused),
            "of",
            str(refused),
        ]
        assert f"{found.mark.symbol} {found.mark.words}" in output
        assert "1 of 1 derivations verified" in output

    def test_hyphens_are_underscores(self):
        assert "1 of 1 derivations verified" in run("verify", "triangle-inequality")

    def test_a_chapter(self):
        count = len(derivations.derivations("linear_algebra/vectors"))
        assert f"{count} of {count} derivations verified" in run("verify", "vectors")

    @pytest.mark.parametrize(
        ("names", "chapter"), [([], None), (["linear_algebra/vectors"], "linear_algebra/vectors")]
    )
    def test_all_or_a_chapter_are_chosen(self, names, chapter, monkeypatch):
        """Each of them is verified in `test_derivations`."""
        chosen = []
        monkeypatch.setattr(cli, "check_all", lambda those, verbose: chosen.extend(those) or [])
        run("verify", *names)
        assert [one.name for one in chosen] == list(derivations.derivations(chapter))

    def test_verbose_shows_steps_and_evidence(self):
        output = run("verify", "-v", "triangle_inequality")
        found = derivations.derivations()["triangle_inequality"].verify()
        assert " ".join(output.split()).count("false neighbors") == len(found.steps)
        assert "‖u + v‖ ≤ ‖u‖ + ‖v‖" in output

    def test_unknown_name(self):
        output = run("verify", "cauchy_schwartz", code=2)
        assert "did you mean cauchy_schwarz" in output

    @pytest.mark.usefixtures("broken")
    def test_false_derivation_fails(self):
        output = run("verify", "wrong_sign", "triangle_inequality", code=1)
        assert "✗" in output
        assert "wrong_sign: step 1 (multiply out) is false" in output
        assert "1 of 2 derivations verified" in output

    def test_a_file_of_ones_own(self, tmp_path):
        paper = tmp_path / "paper.py"
        paper.write_text(PAPER)
        output = run("verify", str(paper))
        assert "1 of 1 derivations verified" in output
        assert "not needed: b ≠ 0" in output
        paper.write_text(PAPER.replace("2 * a * b", "a * b"))
        output = run("verify", str(paper), code=1)
        assert "the left side is" in output

    def test_files_that_do_not_do(self, tmp_path):
        empty, broken = tmp_path / "empty.py", tmp_path / "broken.py"
        empty.write_text("x = 1")
        broken.write_text("x = ")
        assert "defines no derivation" in run("verify", str(empty), code=2)
        assert "cannot be read" in run("verify", str(tmp_path / "absent.py"), code=2)
        assert "does not run" in run("verify", str(broken), code=1)

    def test_many_are_checked_by_several_processes(self, monkeypatch):
        monkeypatch.setattr(cli, "WORTH_PROCESSES", 2)
        names = ["triangle_inequality", "norm_chain"]
        assert [o.name for o in cli.check_all([cli.Chosen(n) for n in names])] == names

    def test_progress_is_shown_to_a_terminal_only(self, capfd):
        cli.check_all([cli.Chosen("triangle_inequality")])
        assert capfd.readouterr() == ("", "")


class TestProcess:
    def test_console_script_is_declared(self):
        (script,) = entry_points(group="console_scripts", name="mmlbook")
        assert script.load() is cli.main

    @pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
    def test_output_to_a_pipe_is_plain(self, encoding):
        command = [sys.executable, "-m", "mmlbook", "verify", "triangle_inequality"]
        environment = {"PYTHONIOENCODING": encoding, "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run(command, capture_output=True, env=environment)
        assert done.returncode == 0, done.stderr
        assert done.stderr == b""
        assert b"\x1b" not in done.stdout
        assert b"\r" not in done.stdout
        assert "1 of 1 derivations verified" in done.stdout.decode(encoding)


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\vect{u}^{\T} \vect{v}", "uᵀ v"),
        (r"\tfrac{1}{2} \sum_{i<j} x_i^2", "1/2 ∑_(i<j) x_i²"),
        (r"\norm{\frac{a + b}{\norm{c}}}^{2}", "‖(a + b)/‖c‖‖²"),
        (r"\left(x\right) \neq \varphi", "(x) ≠ φ"),
        (r"2^{n + 1}, \; \sqrt{d}", "2^(n + 1),  √d"),
        ("x^", "x^()"),
        ("}{", ""),
    ],
)
def test_formula_in_plain_signs(latex, shown):
    assert cli.formula(latex) == shown
