"""The look of the book's figures, and the few pictures that the course draws again and again.

Colors, fonts and line weights are defined here once: the site's dark mode and the PDF take theirs
from this module.  The palette is the color-blind safe one of Okabe and Ito, darkened where needed
so that every line keeps a contrast of at least 3 to 1 on white.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from mmlbook import _check

__all__ = [
    "COLORS",
    "CYCLE",
    "DARK",
    "TEXT_WIDTH",
    "diverging",
    "figure",
    "image",
    "plane",
    "point",
    "score_field",
    "use_style",
    "vector",
]

TEXT_WIDTH = 5.2
"""Width of the printed text in inches; a full-width figure has it."""

COLORS = SimpleNamespace(
    ink="#1d2126",
    muted="#5b646d",
    grid="#d9dde1",
    paper="#ffffff",
    blue="#0b69a8",
    vermilion="#c8500a",
    green="#0a7d5a",
    purple="#a8548b",
    orange="#a97400",
    sky="#3d8fc4",
)
"""Named colors: blue is first choice, vermilion marks what the text talks about."""

CYCLE = ("blue", "vermilion", "green", "purple", "orange", "sky")
"""Order in which lines take their colors."""

DARK = {
    "#1d2126": "#e6e8ea",
    "#5b646d": "#a3adb7",
    "#d9dde1": "#3a414a",
    "#ffffff": "#16191d",
    "#0b69a8": "#5fb4ec",
    "#c8500a": "#ff9a5c",
    "#0a7d5a": "#4fcfa5",
    "#a8548b": "#e79fcd",
    "#a97400": "#e6b450",
    "#3d8fc4": "#8cc8f0",
}
"""What each color becomes on a dark page."""


def use_style() -> None:
    """Set Matplotlib's defaults to the book's: fonts, colors, line weights, no box around axes.

    Examples
    --------
    >>> use_style()
    >>> mpl.rcParams["axes.spines.top"]
    False
    """
    for face in files("mmlbook").joinpath("fonts").iterdir():
        if face.name.endswith(".otf"):
            with as_file(face) as path:
                font_manager.fontManager.addfont(path)
    mpl.rcParams.update(
        {
            "font.family": "Libertinus Serif",
            "font.size": 9.5,
            "mathtext.fontset": "custom",
            "mathtext.rm": "Libertinus Serif",
            "mathtext.it": "Libertinus Serif:italic",
            "mathtext.bf": "Libertinus Serif:bold",
            "mathtext.cal": "Libertinus Serif:italic",
            "mathtext.sf": "Libertinus Serif",
            "mathtext.tt": "DejaVu Sans Mono",
            "mathtext.fallback": "stix",
            "text.color": COLORS.ink,
            "axes.edgecolor": COLORS.muted,
            "axes.labelcolor": COLORS.ink,
            "axes.titlesize": 9.5,
            "axes.titlelocation": "left",
            "axes.linewidth": 0.6,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.prop_cycle": cycler(color=[getattr(COLORS, name) for name in CYCLE]),
            "xtick.color": COLORS.muted,
            "ytick.color": COLORS.muted,
            "xtick.labelcolor": COLORS.ink,
            "ytick.labelcolor": COLORS.ink,
            "xtick.labelsize": 8.5,
            "ytick.labelsize": 8.5,
            "xtick.major.width": 0.6,
            "ytick.major.width": 0.6,
            "xtick.major.size": 3,
            "ytick.major.size": 3,
            "lines.linewidth": 1.5,
            "lines.markersize": 4.5,
            "grid.color": COLORS.grid,
            "grid.linewidth": 0.5,
            "legend.frameon": False,
            "legend.fontsize": 8.5,
            "figure.figsize": (TEXT_WIDTH, 2.8),
            "figure.dpi": 100,
            "figure.facecolor": COLORS.paper,
            "figure.constrained_layout.use": True,
            "savefig.dpi": 200,
            "savefig.bbox": "tight",
            "savefig.pad_inches": 0.04,
            "svg.fonttype": "path",
            "svg.hashsalt": "mmlbook",
            "image.cmap": "gray_r",
            "image.interpolation": "nearest",
        }
    )


def figure(
    rows: int = 1, cols: int = 1, *, height: float = 2.8, width: float = TEXT_WIDTH, **options: Any
) -> tuple[Figure, Any]:
    """Open a figure in the house style; return it and its axes, as ``plt.subplots`` does.

    Parameters
    ----------
    rows, cols : int
        Number of axes.
    height, width : float
        Size in inches; the printed text is ``TEXT_WIDTH`` wide.
    **options
        Passed to ``matplotlib.pyplot.subplots``.

    Returns
    -------
    fig : Figure
        The figure.
    axes : Axes or ndarray of Axes
        One axes, or an array of them.

    Examples
    --------
    >>> fig, ax = figure(height=2.0)
    >>> fig.get_size_inches().tolist()
    [5.2, 2.0]
    """
    use_style()
    return plt.subplots(rows, cols, figsize=(width, height), **options)


def plane(
    ax: Axes,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    grid: bool = True,
    labels: tuple[str, str] = ("$x_1$", "$x_2$"),
) -> Axes:
    """Turn `ax` into a coordinate plane: equal scales, axes through the origin, unit grid.

    Examples
    --------
    >>> fig, ax = figure()
    >>> plane(ax, (-1, 3), (-1, 2)).get_aspect()
    1.0
    """
    ax.set(xlim=xlim, ylim=ylim, aspect="equal")
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.axhline(0, color=COLORS.muted, lw=0.7, zorder=0.5)
    ax.axvline(0, color=COLORS.muted, lw=0.7, zorder=0.5)
    ax.xaxis.set_major_locator(mpl.ticker.MultipleLocator(1))
    ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(1))
    ax.tick_params(length=0, labelcolor=COLORS.muted)
    if grid:
        ax.grid()
    ax.set_xlabel(labels[0])
    ax.set_ylabel(labels[1], rotation=0, labelpad=10)
    return ax


def vector(
    ax: Axes,
    end: ArrayLike,
    start: ArrayLike = (0.0, 0.0),
    *,
    label: str = "",
    color: str = COLORS.blue,
    offset: tuple[float, float] = (4.0, 4.0),
    dashed: bool = False,
) -> None:
    r"""Draw the arrow from `start` to `end`, with `label` at its tip.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    end, start : array_like, shape (2,)
        Tip and tail in data coordinates.
    label : str
        Text beside the tip, usually ``r"$\mathbf{u}$"``.
    color : str
        Color of arrow and label.
    offset : tuple of float
        Distance from tip to label, in points.
    dashed : bool
        Whether the line is dashed (for what is only constructed).

    Examples
    --------
    >>> fig, ax = figure()
    >>> vector(ax, (2, 1), label=r"$\mathbf{u}$")
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['$\\mathbf{u}$']
    """
    end, start = _check.vector(end, "end", length=2), _check.vector(start, "start", length=2)
    ax.annotate(
        "",
        xy=tuple(end),
        xytext=tuple(start),
        arrowprops={
            "arrowstyle": "-|>,head_length=0.45,head_width=0.2",
            "color": color,
            "lw": 1.6,
            "ls": (0, (4, 2)) if dashed else "-",
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
    ax.annotate(label, xy=tuple(end), xytext=offset, textcoords="offset points", color=color)
    ax.update_datalim([tuple(start), tuple(end)])


def point(
    ax: Axes,
    at: ArrayLike,
    *,
    label: str = "",
    color: str = COLORS.ink,
    offset: tuple[float, float] = (5.0, 4.0),
) -> None:
    """Mark a point of the plane and name it.

    Examples
    --------
    >>> fig, ax = figure()
    >>> point(ax, (1, 2), label="A")
    >>> len(ax.lines)
    1
    """
    x, y = _check.vector(at, "at", length=2)
    ax.plot([x], [y], "o", color=color, zorder=4)
    ax.annotate(label, xy=(x, y), xytext=offset, textcoords="offset points", color=color)


def image(ax: Axes, pixels: ArrayLike, *, title: str = "") -> None:
    """Show a matrix of gray values as a picture: 0 white, largest value black, no axes.

    Examples
    --------
    >>> fig, ax = figure()
    >>> image(ax, [[0, 1], [1, 0]], title="checkers")
    >>> ax.get_title(loc="left")
    'checkers'
    """
    ax.imshow(_check.matrix(pixels, "pixels"), cmap="gray_r")
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(True)
    ax.set_title(title)


def diverging() -> LinearSegmentedColormap:
    """Return the color map for signed values: vermilion, transparent at zero, blue.

    The transparent middle lets the page show through, light or dark.

    Examples
    --------
    >>> bool(diverging()(0.5)[3] < 0.05)
    True
    """
    low, high = to_rgba(COLORS.vermilion, 0.75), to_rgba(COLORS.blue, 0.75)
    stops = [low, (*low[:3], 0.0), (*high[:3], 0.0), high]
    return LinearSegmentedColormap.from_list(
        "mmlbook", list(zip((0, 0.5, 0.5, 1), stops, strict=True))
    )


def score_field(
    ax: Axes,
    score: Callable[[np.ndarray], np.ndarray],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    levels: Sequence[float] = (),
    resolution: int = 200,
) -> None:
    """Color the plane by a signed score and draw the line where the score is zero.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    score : callable
        Takes points, shape (n, 2), returns scores, shape (n,).
    xlim, ylim : tuple of float
        The rectangle.
    levels : sequence of float
        Further contour lines, labeled with their value.
    resolution : int
        Number of grid points along each side.

    Examples
    --------
    >>> fig, ax = figure()
    >>> score_field(ax, lambda X: X[:, 0], (-1, 1), (-1, 1), resolution=20)
    >>> len(ax.images)
    1
    """
    x1, x2 = np.linspace(*xlim, resolution), np.linspace(*ylim, resolution)
    points = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    values = np.asarray(score(points)).reshape(resolution, resolution)
    largest = np.abs(values).max()
    ax.imshow(
        values,
        extent=(*xlim, *ylim),
        origin="lower",
        cmap=diverging(),
        vmin=-largest,
        vmax=largest,
        interpolation="none",
        aspect="auto",
        zorder=0,
    )
    if levels:
        lines = ax.contour(x1, x2, values, sorted(levels), colors=COLORS.muted, linewidths=0.7)
        ax.clabel(lines, fmt="%g", fontsize=7.5, colors=COLORS.ink)
    ax.contour(x1, x2, values, [0.0], colors=COLORS.ink, linewidths=1.5)
