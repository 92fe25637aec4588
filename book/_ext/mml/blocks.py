"""Definitions, theorems, exercises, solutions, boxes: one kind of node, written alike everywhere.

sphinx-proof and sphinx-exercise give the directives, the numbers and the references.  Once both
have done their work, `UnifyBlocks` turns their nodes into `block` nodes that already carry the
printed heading, so the site and the PDF cannot disagree about it.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node
from sphinx_proof.nodes import NODE_TYPES, proof_node

KINDS = ("theory", "paper", "code")
BOXES = ("before", "frameworks")


class block(nodes.General, nodes.Element):  # noqa: N801  (docutils names its nodes in lower case)
    """A headed unit of text: ``kind``, ``heading``, ``docname``; a title may come first."""


class block_title(nodes.TextElement):  # noqa: N801
    """The name of a block, such as "Cauchy-Schwarz"."""


def number(env: BuildEnvironment, docname: str, kind: str, label: str) -> str:
    """Return the number that Sphinx gave an item, such as "3.2"."""
    numbers = env.toc_fignumbers.get(docname, {}).get(kind, {})
    return ".".join(map(str, numbers[label]))


def _body(node: nodes.Element) -> list[nodes.Node]:
    """Return a node's children, without the title and the section that the extensions wrap."""
    children = [child for child in node.children if not isinstance(child, nodes.title)]
    if len(children) == 1 and isinstance(children[0], nodes.section):
        return children[0].children
    return children


def _name(node: nodes.Element) -> block_title | None:
    """Return the name in parentheses that an extension put into the title."""
    title = next((child for child in node.children if isinstance(child, nodes.title)), None)
    children = list(title.children) if title else []
    if children and children[0].astext().lstrip().startswith(("Exercise", "Solution")):
        children = children[1:]
    text = "".join(child.astext() for child in children).strip()
    if not text:
        return None
    name = block_title()
    for position, child in enumerate(children):
        if isinstance(child, nodes.Text):
            words = str(child)
            if position == 0:
                words = words.removeprefix(" (")
            if position == len(children) - 1:
                words = words.removesuffix(")")
            name += nodes.Text(words)
        else:
            name += child.deepcopy()
    return name


class UnifyBlocks(SphinxPostTransform):
    """Replace the extensions' nodes by blocks; references to them by links with their numbers."""

    default_priority = 400

    def run(self, **options: Any) -> None:
        """Walk the document."""
        self._references()
        for node in list(self.document.findall(self._is_source)):
            if node.parent is not None:
                self._replace(node)

    @staticmethod
    def _is_source(node: nodes.Node) -> bool:
        proofs = (*NODE_TYPES.values(), proof_node)
        boxed = isinstance(node, nodes.admonition) and bool({*BOXES} & {*node["classes"]})
        return boxed or isinstance(node, (*proofs, exercise_enumerable_node, solution_node))

    def _replace(self, node: nodes.Element) -> None:
        if isinstance(node, proof_node):
            new = block(kind="proof", heading="")
            body = [child.deepcopy() for child in node.children[0].children]
            first = next(body[0].findall(nodes.Text))
            first.parent.replace(
                first, [nodes.emphasis("", "Proof."), nodes.Text(str(first).removeprefix("Proof."))]
            )
            if not isinstance(body[-1], nodes.paragraph):
                body.append(nodes.paragraph())
            body[-1] += nodes.inline("", "□", classes=["qed"])
        elif isinstance(node, nodes.admonition):
            (kind,) = {*BOXES} & {*node["classes"]}
            new = block(kind=kind, heading=node.children[0].astext())
            body = node.children[1:]
        elif isinstance(node, solution_node):
            target = self.env.sphinx_exercise_registry[node["target_label"]]
            which = number(self.env, target["docname"], "exercise", node["target_label"])
            new = block(kind="solution", heading=f"Solution to Exercise {which}")
            new["exercise"] = node["target_label"]
            body = _body(node)
        else:
            kind = node.get("realtype") or "exercise"
            docname = node.get("docname") or self.env.proof_list[node["label"]]["docname"]
            which = number(self.env, docname, node.get("countertype", "exercise"), node["ids"][0])
            new = block(kind=kind, heading=f"{kind.title()} {which}")
            if kind == "exercise":
                new["style"] = next((kind for kind in KINDS if kind in node["classes"]), "")
                levels = [c for c in node["classes"] if c.startswith("level-")]
                new["level"] = int(levels[0][-1]) if levels else 0
            name, body = _name(node), _body(node)
            if name is not None:
                new += name
        new["docname"] = node.get("docname") or self.env.docname
        if label := node.get("label"):
            new["label"] = label
            if label in getattr(self.env, "proof_list", {}):
                new["docname"] = self.env.proof_list[label]["docname"]
        new += [child.deepcopy() for child in body]
        ids = [] if isinstance(node, proof_node) else list(node["ids"])
        node.replace_self(new)
        new["ids"], new["classes"], new["names"] = ids, [], []

    def _references(self) -> None:
        """Write the numbers of referenced exercises and figures into the links."""
        if self.app.builder.format != "latex":
            return
        for node in list(self.document.findall(addnodes.number_reference)):
            docname, _, label = node.get("refuri", "").lstrip("%").partition("#")
            label = label or node.get("refid", "")
            link = nodes.reference("", node.astext(), internal=True)
            link["refuri"] = f"%{docname}#{label}" if docname else f"#{label}"
            if docname:
                node.replace_self(link)
            else:
                link["refid"] = label
                del link["refuri"]
                node.replace_self(link)


def visit_block_html(self: Any, node: block) -> None:
    """Open a block on the site."""
    kind = node["kind"]
    if kind == "solution":
        self.body.append(self.starttag(node, "details", CLASS="solution"))
        self.body.append(f"<summary>{node['heading']}</summary>\n")
        return
    self.body.append(self.starttag(node, "div", CLASS=f"block {kind}"))
    if not node["heading"]:
        return
    title = next((child for child in node.children if isinstance(child, block_title)), None)
    self.body.append('<p class="block-title">')
    self.body.append(f'<span class="block-number">{self.encode(node["heading"])}</span>')
    if title is not None:
        self.body.append(' <span class="block-name">')
        for child in title.children:
            child.walkabout(self)
        self.body.append("</span>")
    if kind == "exercise" and node.get("level"):
        level = node["level"]
        self.body.append(
            f' <span class="badge">{node["style"]}</span>'
            f'<span class="level" role="img" aria-label="difficulty {level} of 3">'
            f"{'●' * level}{'○' * (3 - level)}</span>"
        )
    if node.get("ids"):
        self.add_permalink_ref(node, "Link to this")
    self.body.append("</p>\n")


def depart_block_html(self: Any, node: block) -> None:
    """Close a block on the site."""
    self.body.append("</details>\n" if node["kind"] == "solution" else "</div>\n")


def skip(self: Any, node: nodes.Node) -> None:
    """Write nothing: the title was written with the block."""
    raise nodes.SkipNode


def visit_block_latex(self: Any, node: block) -> None:
    """Open a block in the PDF."""
    title = next((child for child in node.children if isinstance(child, block_title)), None)
    name = ""
    if title is not None:
        mark = len(self.body)
        for child in title.children:
            child.walkabout(self)
        name = "".join(self.body[mark:])
        del self.body[mark:]
    anchors = "".join(
        self.hypertarget(f"{node['docname']}:{label}", withdoc=False) for label in node["ids"]
    )
    extra = ""
    if node["kind"] == "exercise" and node.get("level"):
        extra = f"{node['style']}\\mmllevel{{{node['level']}}}"
    heading = self.encode(node["heading"])
    # (an anchor without the last command would be a place to break the page)
    self.body.append(
        f"\n\\begin{{mmlblock}}{{{node['kind']}}}{{{heading}}}{{{name}}}{{{extra}}}"
        f"{anchors}\\nopagebreak%\n"
    )


def depart_block_latex(self: Any, node: block) -> None:
    """Close a block in the PDF."""
    if solution := node.get("solution"):
        self.body.append(f"\\mmlsolutionref{{{self.idescape(solution)}}}")
    self.body.append("\n\\end{mmlblock}\n")


def setup(app: Sphinx) -> None:
    """Register the node and the transform."""
    app.add_node(
        block,
        html=(visit_block_html, depart_block_html),
        latex=(visit_block_latex, depart_block_latex),
    )
    app.add_node(block_title, html=(skip, None), latex=(skip, None))
    app.add_post_transform(UnifyBlocks)
