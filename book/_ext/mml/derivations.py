"""The directives ``{derivation} name``, ``{derivation-index}`` and ``{ledger-list}``.

They show objects that were just checked.  A derivation that fails its check, or a step whose check
cannot fail, stops the build: no page can show an unchecked line.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from mml.blocks import block, block_title
from tools import sources

CLAIMS = ("theorem", "lemma", "corollary", "proposition")
BETWEEN = 2  # paragraphs between a theorem and its derivation
LONG_NAME = re.compile(r"`mmlbook\.[\w.]+\.(\w+)`")


class steps(nodes.General, nodes.Element):  # noqa: N801
    """The list of steps."""


class step(nodes.General, nodes.Element):  # noqa: N801
    """One step: attributes ``number`` and ``mark``; a reason and a formula inside."""


class evidence(nodes.General, nodes.Element):  # noqa: N801
    """How the steps were checked: folded on the site, in small print on paper."""


def label_of(name: str) -> str:
    """Return the label of a derivation's block.

    Examples
    --------
    >>> label_of("cauchy_schwarz")
    'drv-cauchy-schwarz'
    """
    return "drv-" + name.replace("_", "-")


def ranges(numbers: list[int]) -> str:
    """Return step numbers in words.

    Examples
    --------
    >>> ranges([1, 2, 3, 5]), ranges([4])
    ('steps 1–3, 5', 'step 4')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"{'step' if len(numbers) == 1 else 'steps'} {words}"


def grouped(shown: Any) -> list[tuple[str, str, str]]:
    """Return the evidence, steps with the same evidence together: numbers, mark, words."""
    groups: dict[tuple[str, str], list[int]] = {}
    for entry in shown:
        groups.setdefault((entry.mark, entry.evidence), []).append(entry.number)
    return [(ranges(numbers), mark, words) for (mark, words), numbers in groups.items()]


def in_print(shown: Any) -> str:
    """Return the evidence in one sentence, for paper; the site has it step by step.

    What a proof is for, every size or every value, the line above it has said.  That each step has
    refused its false neighbors goes without saying, as long as it has refused all, and enough.
    """
    from mmlbook.derive.derivation import DECOYS

    clauses: dict[str, list[int]] = {}
    for entry in shown:
        clause = re.split(r"[;.]", entry.evidence)[0]
        clause = clause.replace(", by exact algebra with generic entries", "")
        clause = clause.replace(" both sides have the same normal form", "")
        clause = clause.replace(", since by ", ", by ")
        clause = re.sub(r"^(Proved|Follows) for every (size and )?value[,:]? ", "", clause)
        clauses.setdefault(clause[0].lower() + clause[1:], []).append(entry.number)
    parts = [f"{ranges(numbers)} {words}" for words, numbers in clauses.items()]
    refusals: dict[str, list[int]] = {}
    for entry in shown:
        for refused, tried in re.findall(r"(\d+) of (\d+) false neighbors", entry.evidence):
            if refused != tried or int(tried) < DECOYS:
                refusals.setdefault(f"{refused} of {tried}", []).append(entry.number)
    parts += [f"{ranges(n)} refused {count} false neighbors" for count, n in refusals.items()]
    return f"Checked: {'; '.join(parts)}."


class SayOnce(SphinxPostTransform):
    """Leave out the claim of a derivation that stands under its theorem, with little between."""

    default_priority = 450  # after `UnifyBlocks`

    def run(self, **options: Any) -> None:
        """Walk the document."""
        for node in list(self.document.findall(is_derivation)):
            at = node.parent.index(node)
            before = node.parent.children[max(0, at - BETWEEN - 1) : at]
            while before and isinstance(before[-1], nodes.paragraph):
                before.pop()
            if before and isinstance(before[-1], block) and before[-1]["kind"] in CLAIMS:
                for child in [c for c in node.children if "claim" in c.get("classes", ())]:
                    node.remove(child)


def is_derivation(node: nodes.Node) -> bool:
    """Return whether a node is the block of a derivation."""
    return isinstance(node, block) and node["kind"] == "derivation"


def checked(name: str, derivation: Any) -> None:
    """Verify a derivation, or stop the build."""
    from mmlbook.derive import DerivationError

    try:
        derivation.check()
    except DerivationError as error:
        raise ExtensionError(f"derivation {name}: {error}") from error


class DerivationDirective(SphinxDirective):
    """``{derivation} name``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Verify the derivation and return its block."""
        from mmlbook.derivations import derivations

        (name,) = self.arguments
        known = derivations()
        if name not in known:
            raise self.error(f"there is no derivation {name!r} in mmlbook.derivations")
        checked(name, known[name])
        shown = known[name].display()

        label = label_of(name)
        domain = cast(StandardDomain, self.env.get_domain("std"))
        domain.anonlabels[label] = (self.env.docname, label)
        domain.labels[label] = (self.env.docname, label, f"Derivation: {shown.title}")

        node = block(kind="derivation", heading="Derivation", docname=self.env.docname, ids=[label])
        node += block_title("", "", *self._inline(shown.title))
        for paragraph in self._blocks(shown.claim):
            paragraph["classes"].append("claim")  # type: ignore[index]
            node += paragraph
        facts = {
            "Given": list(shown.given),
            "Write": [f"${name}$ for ${body}$" for name, body in shown.lets],
            "Quoted:": list(shown.quoted),
        }
        if any(facts.values()):
            given = nodes.paragraph("", "", classes=["given"])
            for word, entries in facts.items():
                if entries:
                    given += [nodes.Text(" ")] if given.children else []
                    given += nodes.strong("", word + " ")
                    given += self._inline("; ".join(entries) + ".")
            node += given
        listing = steps()
        for entry in shown.steps:
            item = step(number=entry.number, mark=entry.mark)
            if entry.reason:
                reason = entry.reason[0].upper() + entry.reason[1:]
                ends = reason.rstrip(")").endswith((".", ":", "?", "…"))
                reason = reason if ends else reason + "."
                item += nodes.paragraph("", "", *self._inline(reason), classes=["step-reason"])
            item += nodes.math_block(entry.latex, entry.latex, nowrap=False, number=None)
            listing += item
        node += listing
        symbol, words = shown.mark
        verdict = nodes.paragraph("", "", classes=["verdict"])
        verdict += nodes.inline("", symbol, classes=["mark"])
        verdict += nodes.Text(" ")
        verdict += self._inline(words[0].upper() + words[1:] + ".")
        node += verdict
        if shown.code is not None:
            sentence = LONG_NAME.sub(r"`\1`", shown.code[1].rstrip(".") + ".")
            code = self._inline(sentence[0].upper() + sentence[1:])
            node += nodes.paragraph("", "", *code, classes=["code-claim"])
        proof = evidence(print=in_print(shown.steps))
        bullets = nodes.bullet_list()
        for numbers, mark, words in grouped(shown.steps):
            bullets += nodes.list_item(
                "", nodes.paragraph("", "", *self._inline(f"{mark} {numbers}: {words}"))
            )
        proof += bullets
        node += proof
        return [node]

    def _blocks(self, text: str) -> list[nodes.Node]:
        return self.parse_text_to_nodes(text)

    def _inline(self, text: str) -> list[nodes.Node]:
        (paragraph,) = self.parse_text_to_nodes(text)
        return paragraph.children


# --- the index ----------------------------------------------------------------------------------

MODULES = "mmlbook.derivations."
# What an index entry calls that which has proved a step, in the order of the entry.
METHODS = {
    "definition": "definition",
    "words": "words",
    "indices": "sums over indices",
    "differentials": "differentials",
    "growth": "growth",
    "signs": "rules for signs",
    "small sizes": "generic entries alone",
    "algebra system": "algebra system",
    "": "random points alone",
}


def methods(kernels: list[tuple[str, ...]]) -> list[str]:
    """Return in a word or two each what the steps of a derivation were proved with.

    Examples
    --------
    >>> methods([("words",), ("signs", "words"), ()])
    ['words', 'rules for signs', 'random points alone']
    """
    used = {name for step in kernels for name in step or ("",)}
    if unknown := used - set(METHODS):
        raise ExtensionError(f"the index has no words for the kernels {sorted(unknown)}")
    return [words for name, words in METHODS.items() if name in used]


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "step"), plural(7, "step")
    ('1 step', '7 steps')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def short_evidence(derivation: Any) -> str:
    """Return one line about how a derivation was checked: steps, methods, decoys, quotes, code."""
    report, shown = derivation.check(), derivation.display()
    used = methods([s.evidence.kernels for s in report.steps])
    tried = sum(s.evidence.decoys for s in report.steps)
    refused = sum(s.evidence.refused for s in report.steps)
    parts = [plural(len(report.steps), "step"), *used]
    parts.append(f"{refused} of {tried} false neighbors refused")
    parts += [f"quotes the {name} †" for name in derivation.quoted]
    if shown.code is not None:
        function = shown.code[0].rsplit(".", 1)[-1]
        parts.append(f"computed by `{function}`")
    return " · ".join(parts)


def first_paragraph(claim: str) -> str:
    r"""Return the claim without the remarks that follow it.

    Examples
    --------
    >>> first_paragraph("The claim.\n\nA remark.")
    'The claim.'
    """
    return claim.strip().partition("\n\n")[0]


def shown_derivations() -> set[str]:
    """Return the names of the derivations that some page shows."""
    return {
        name
        for document in sources.documents()
        for name in sources.DERIVATION.findall(sources.path_of(document).read_text())
    }


def depend_on_the_package(env: BuildEnvironment) -> None:
    """Let the page that is being read be as old as the youngest module that it lists."""
    for folder in ("derive", "derivations"):
        for file in sorted((sources.PACKAGE / folder).rglob("*.py")):
            env.note_dependency(str(file))


class LedgerList(SphinxDirective):
    """``{ledger-list}``: the quoted theorems, with reference and with what rests on them."""

    def run(self) -> list[nodes.Node]:
        """Return a list."""
        from mmlbook.derivations import derivations, ledger

        depend_on_the_package(self.env)
        shown, items = shown_derivations(), []
        for line in ledger():
            users = ", ".join(
                f"{{ref}}`{derivations()[name].title} <{label_of(name)}>`"
                if name in shown
                else derivations()[name].title
                for name in line.used_by
            )
            used = f" Used by: {users}." if users else ""
            name_ = line.name[0].upper() + line.name[1:]
            items.append(f"- **{name_}.** {line.words} *{line.reference}.*{used}")
        return self.parse_text_to_nodes("\n".join(items))


class DerivationIndex(SphinxDirective):
    """``{derivation-index}``: every derivation, by chapter: claim, mark, evidence in short."""

    def run(self) -> list[nodes.Node]:
        """Return a summary and one section for each chapter."""
        from mmlbook.derivations import derivations

        depend_on_the_package(self.env)
        self.shown = shown_derivations()
        by_chapter: dict[str, list[Any]] = {}
        for derivation in derivations().values():
            by_chapter.setdefault(derivation.chapter, []).append(derivation)
        order = {name: k for k, name in enumerate(sources.chapters())}
        chapters = sorted(by_chapter, key=lambda name: order.get(name, len(order)))
        everything = [d for name in chapters for d in by_chapter[name]]
        for derivation in everything:
            checked(derivation.name, derivation)
        out = self.parse_text_to_nodes(self.summary(everything))
        number = 0
        for chapter in chapters:
            out.append(self.section(chapter, by_chapter[chapter], number))
            number += len(by_chapter[chapter])
        return out

    @staticmethod
    def summary(everything: list[Any]) -> str:
        """Return the totals, as a paragraph and a table of marks."""
        from mmlbook.derive import Mark

        steps = [s.evidence for d in everything for s in d.check().steps]
        tried, refused = sum(e.decoys for e in steps), sum(e.refused for e in steps)
        counts = Counter(e.mark for e in steps)
        rows = [f"| {m.symbol} | {m.words} | {counts[m]:,} |" for m in Mark if counts[m]]
        return "\n".join(
            [
                f"{plural(len(everything), 'derivation')}, {plural(len(steps), 'step')}. For the "
                f"steps {plural(tried, 'false neighbor')} were made; {refused:,} were refused.",
                "",
                *("| mark | what it says | steps |", "| :-: | :-- | --: |"),
                *rows,
            ]
        )

    def section(self, chapter: str, entries: list[Any], before: int) -> nodes.section:
        """Return the section of one chapter."""
        name = f"derivations-of-{chapter.replace('/', '-').replace('_', '-')}"
        section = nodes.section(ids=[name], names=[name])
        title, _ = self.parse_inline(self.titles().get(chapter, chapter))
        section += nodes.title("", "", *title)
        where = f"{plural(len(entries), 'derivation')} in `{MODULES}{chapter.replace('/', '.')}`"
        if chapter in sources.chapters():
            where = f"{{doc}}`/book/{chapter}`: {where}"
        section += self.parse_text_to_nodes(where)
        listing = steps()
        for count, derivation in enumerate(entries, before + 1):
            item = step(number=count, mark=derivation.check().mark.symbol)
            title_ = f"**{derivation.title}**"
            if derivation.name in self.shown:
                title_ = f"{{ref}}`{derivation.title} <{label_of(derivation.name)}>`"
            words = f"{title_}: {first_paragraph(derivation.claim)}"
            item += self.parse_text_to_nodes(words)
            fine = nodes.inline("", "", classes=["fine"])
            fine += self.parse_text_to_nodes(short_evidence(derivation))[0].children
            item += nodes.paragraph("", "", fine)
            listing += item
        section += listing
        return section

    @staticmethod
    def titles() -> dict[str, str]:
        """Return the titles of the chapters that are written."""
        found = {}
        for chapter in sources.chapters():
            heading = re.search(r"(?m)^# (.+)$", sources.path_of(f"book/{chapter}").read_text())
            found[chapter] = heading[1] if heading else chapter
        return found


def open_steps_html(self: Any, node: steps) -> None:
    """Open the list."""
    self.body.append('<ol class="steps">\n')


def close_steps_html(self: Any, node: steps) -> None:
    """Close the list."""
    self.body.append("</ol>\n")


def open_step_html(self: Any, node: step) -> None:
    """Open a step."""
    self.body.append(f'<li><span class="step-number">{node["number"]}</span><div>')


def close_step_html(self: Any, node: step) -> None:
    """Close a step with its mark."""
    self.body.append(f'</div><span class="step-mark">{node["mark"]}</span></li>\n')


def open_evidence_html(self: Any, node: evidence) -> None:
    """Open the folded evidence."""
    self.body.append('<details class="evidence"><summary>How each step was checked</summary>\n')


def close_evidence_html(self: Any, node: evidence) -> None:
    """Close it."""
    self.body.append("</details>\n")


def nothing(self: Any, node: nodes.Node) -> None:
    """Write nothing."""


def is_last(node: step) -> bool:
    """Return whether no other step follows."""
    return not any(isinstance(n, step) for n in node.parent[node.parent.index(node) + 1 :])


def open_step_latex(self: Any, node: step) -> None:
    """Open a step; the last one is not left alone on a page."""
    if is_last(node):
        self.body.append("\n\\nopagebreak")
    self.body.append(f"\n\\begin{{mmlstep}}{{{node['number']}}}{{{node['mark']}}}")


def close_step_latex(self: Any, node: step) -> None:
    """Close a step; the verdict stays with the last one."""
    self.body.append("\\end{mmlstep}\n" + "\\nopagebreak\n" * is_last(node))


def open_evidence_latex(self: Any, node: evidence) -> None:
    """Begin the small print."""
    self.body.append("\n\\begin{mmlevidence}")


def close_evidence_latex(self: Any, node: evidence) -> None:
    """Say in one sentence how the steps were checked."""
    self.body.append(f"{node['print']}\\end{{mmlevidence}}\n")


def setup(app: Sphinx) -> None:
    """Register directive and nodes."""
    app.add_post_transform(SayOnce)
    app.add_directive("derivation", DerivationDirective)
    app.add_directive("derivation-index", DerivationIndex)
    app.add_directive("ledger-list", LedgerList)
    app.add_node(steps, html=(open_steps_html, close_steps_html), latex=(nothing, nothing))
    app.add_node(
        step, html=(open_step_html, close_step_html), latex=(open_step_latex, close_step_latex)
    )
    app.add_node(
        evidence,
        html=(open_evidence_html, close_evidence_html),
        latex=(open_evidence_latex, close_evidence_latex),
    )
