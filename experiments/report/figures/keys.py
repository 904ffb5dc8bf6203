"""Keys of figures: which marker is which arm, which shade is which end of a wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from experiments.report.figures.style import INK, MM, TICK_PT, marks, pen, width_of, wrap, write

LEFT_MM, LINE_MM, SIZE = 2.0, 4.6, TICK_PT + 0.5
BEFORE_MM, AFTER_MM = 7.5, 4.5
"""Room for the marker before a name, and after the name."""


@dataclass(frozen=True)
class Entry:
    """Where one entry of a key stands, and its name in as many lines as it takes."""

    x_mm: float
    y_mm: float
    lines: list[str]


def _entries(labels: Sequence[str], width_mm: float) -> list[Entry]:
    """Entries from left to right and then on the next line; a name too long for the sheet breaks."""
    found: list[Entry] = []
    x, y, below = LEFT_MM, 3.0, 3.0
    for label in labels:
        lines = wrap(label, width_mm - LEFT_MM - BEFORE_MM - 1.0, SIZE) or [""]
        needed = BEFORE_MM + AFTER_MM + max(width_of(line, SIZE) for line in lines)
        if x > LEFT_MM and x + needed - AFTER_MM > width_mm:
            x, y = LEFT_MM, below + LINE_MM
        found.append(Entry(x, y, lines))
        below = max(below, y + 3.4 * (len(lines) - 1))
        x += needed
    return found


def height_of(labels: Sequence[str], width_mm: float) -> float:
    """How high a key will be, in mm, before there is a sheet to draw it on."""
    return max((entry.y_mm + 3.4 * len(entry.lines) - 0.3 for entry in _entries(labels, width_mm)), default=0.0)


def key_of_arms(figure: Figure, labels: Sequence[str], lines: bool = True, places: Sequence[int] | None = None) -> None:
    """Every arm's marker (on its line, if the figure draws lines) and name, at the top of the sheet.

    Args:
        places: the places of the arms in the study; if not given, all of them from today on.
    """
    whole_w, whole_h = figure.get_size_inches() / MM
    for place, entry in zip(places or range(len(labels)), _entries(labels, whole_w), strict=True):
        height = 1 - (entry.y_mm - 1.1) / whole_h
        if lines:
            ends = [entry.x_mm / whole_w, (entry.x_mm + 6) / whole_w]
            figure.add_artist(Line2D(ends, [height, height], color=INK, linewidth=1, linestyle=pen(place).dash))
        figure.add_artist(Line2D([(entry.x_mm + 3) / whole_w], [height], **marks(place)))
        _write_name(figure, entry, 0.0)


def key_of_shades(figure: Figure, labels: Sequence[str], shades: Sequence[str], top_mm: float) -> None:
    """A square of each shade before its word, below ``top_mm``."""
    whole_w, whole_h = figure.get_size_inches() / MM
    for shade, entry in zip(shades, _entries(labels, whole_w), strict=True):
        corner = ((entry.x_mm + 3) / whole_w, 1 - (top_mm + entry.y_mm) / whole_h)
        figure.add_artist(Rectangle(corner, 3 / whole_w, 2.6 / whole_h, facecolor=shade, edgecolor="none"))
        _write_name(figure, entry, top_mm)


def _write_name(figure: Figure, entry: Entry, top_mm: float) -> None:
    for row, line in enumerate(entry.lines):
        write(figure, entry.x_mm + BEFORE_MM, top_mm + entry.y_mm + 3.4 * row, line, size=SIZE)


def arm_label(figure: Figure, x_mm: float, y_mm: float, place: int, size: float = SIZE) -> float:
    """The marker of an arm before its name; returns where the name may begin, in mm."""
    whole_w, whole_h = figure.get_size_inches() / MM
    at = ([(x_mm + 1.2) / whole_w], [1 - (y_mm - 1.05) / whole_h])
    figure.add_artist(Line2D(*at, **marks(place, size=0.62 * size)))
    return x_mm + 3.4


def key_of_looks(figure: Figure, labels: Sequence[str], looks: Sequence[dict[str, Any]], top_mm: float) -> None:
    """A square of each filling (shade or hatching) before its word, below ``top_mm``."""
    whole_w, whole_h = figure.get_size_inches() / MM
    for look, entry in zip(looks, _entries(labels, whole_w), strict=True):
        corner = ((entry.x_mm + 2.4) / whole_w, 1 - (top_mm + entry.y_mm) / whole_h)
        figure.add_artist(Rectangle(corner, 4 / whole_w, 2.8 / whole_h, edgecolor=INK, linewidth=0.4, **look))
        _write_name(figure, entry, top_mm)
