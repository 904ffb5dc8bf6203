"""Keys of figures: which marker is which arm, which shade is which end of a wait."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from experiments.report.figures.style import INK, MM, TICK_PT, marks, pen, width_of, write

LEFT_MM, LINE_MM, SIZE = 2.0, 4.6, TICK_PT + 0.5


def _places(labels: Sequence[str], width_mm: float) -> list[tuple[float, float]]:
    """Where each entry begins, left to right and then on the next line."""
    found, x, y = [], LEFT_MM, 3.0
    for label in labels:
        needed = 12.0 + width_of(label, SIZE)
        if x > LEFT_MM and x + needed > width_mm:
            x, y = LEFT_MM, y + LINE_MM
        found.append((x, y))
        x += needed
    return found


def height_of(labels: Sequence[str], width_mm: float) -> float:
    """How high a key will be, in mm, before there is a sheet to draw it on."""
    return _places(labels, width_mm)[-1][1] + 3.1 if labels else 0.0


def key_of_arms(figure: Figure, labels: Sequence[str], lines: bool = True) -> None:
    """Every arm's marker (on its line, if the figure draws lines) and name, at the top of the sheet."""
    whole_w, whole_h = figure.get_size_inches() / MM
    for place, (label, (x, y)) in enumerate(zip(labels, _places(labels, whole_w), strict=True)):
        height = 1 - (y - 1.1) / whole_h
        if lines:
            ends = [x / whole_w, (x + 6) / whole_w]
            figure.add_artist(Line2D(ends, [height, height], color=INK, linewidth=1, linestyle=pen(place).dash))
        figure.add_artist(Line2D([(x + 3) / whole_w], [height], **marks(place)))
        write(figure, x + 7.5, y, label, size=SIZE)


def key_of_shades(figure: Figure, labels: Sequence[str], shades: Sequence[str], top_mm: float) -> None:
    """A square of each shade before its word, below ``top_mm``."""
    whole_w, whole_h = figure.get_size_inches() / MM
    for label, shade, (x, y) in zip(labels, shades, _places(labels, whole_w), strict=True):
        corner = (x / whole_w, 1 - (top_mm + y) / whole_h)
        figure.add_artist(Rectangle(corner, 3 / whole_w, 2.6 / whole_h, facecolor=shade, edgecolor="none"))
        write(figure, x + 5, top_mm + y, label, size=SIZE)


def arm_label(figure: Figure, x_mm: float, y_mm: float, place: int, size: float = SIZE) -> float:
    """The marker of an arm before its name; returns where the name may begin, in mm."""
    whole_w, whole_h = figure.get_size_inches() / MM
    at = ([(x_mm + 1.2) / whole_w], [1 - (y_mm - 1.05) / whole_h])
    figure.add_artist(Line2D(*at, **marks(place, size=0.62 * size)))
    return x_mm + 3.4
