"""Placeholder."""
from docutils import nodes
from sphinx.util.docutils import SphinxDirective
class Derivation(SphinxDirective):
    required_arguments = 1
    def run(self):
        return [nodes.paragraph("", "derivation " + self.arguments[0])]
def setup(app):
    app.add_directive("derivation", Derivation)
