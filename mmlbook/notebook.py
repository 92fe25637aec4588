"""What a page of the book needs inside a notebook."""

from __future__ import annotations

from typing import Any

__all__ = ["glue"]


def glue(name: str, value: Any) -> None:
    """Give a computed value a name under which the text of the page can print it.

    Outside the book's build this shows nothing.

    Parameters
    ----------
    name : str
        Name used by the text, unique on the page, such as ``"vectors-angle"``.
    value : object
        What to print; NumPy scalars are printed as plain numbers.

    Raises
    ------
    ValueError
        If `value` is a float that is not finite: a page never prints NaN.

    Notes
    -----
    The value travels in the cell's output, in the form that MyST-NB's ``{glue}`` role reads.

    Examples
    --------
    >>> glue("answer", 42)
    """
    from math import isfinite

    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"value of {name!r} must be finite; got {value}")
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import display
    except ImportError:
        return
    if get_ipython() is not None:
        display(  # type: ignore[no-untyped-call]
            {"application/papermill.record/text/plain": repr(value)},
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
            raw=True,
        )
