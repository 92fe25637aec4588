"""Mathematics for Machine Learning, executable.

Every algorithm of the course, written from scratch with NumPy (``mmlbook.linear_algebra`` and its
siblings), and every derivation, checked by machine (``mmlbook.derivations``).  Importing the
package loads neither SymPy nor Matplotlib.
"""

__version__ = "0.1.0"
