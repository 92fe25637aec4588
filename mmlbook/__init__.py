"""Mathematics for Machine Learning, executable.

Every algorithm of the course, written from scratch with NumPy (``mmlbook.linear_algebra`` and its
siblings), and every derivation, checked by machine (``mmlbook.derivations``).  Importing the
package loads neither SymPy nor Matplotlib.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmlbook.exercises import check
    from mmlbook.notebook import glue

__all__ = ["check", "glue"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import what pages use only when a page asks for it."""
    if name == "check":
        from mmlbook.exercises import check

        return check
    if name == "glue":
        from mmlbook.notebook import glue

        return glue
    raise AttributeError(f"module 'mmlbook' has no attribute {name!r}")
