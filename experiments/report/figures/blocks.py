"""Figures made of blocks of bars: a name at the left (above, on a telephone), one bar per arm, words at the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style

ROW_MM, BAR_MM, LINE_MM = 4.2, 3.0, 3.3
SIZE = style.TICK_PT + 0.5
PAGE_MM = 235.0
"""How tall a figure may be on paper."""


@dataclass(frozen=True)
class Blocks:
    """A sheet with one panel whose height is counted in mm from its top."""

    figure: Figure
    axes: Axes
    tops: list[float]
    """Where the first bar of each block begins, on the axis of the panel."""
    head_mm: float
    words_mm: float
    """Where the words at the right begin."""
    row_mm: float = ROW_MM

    def at(self, block: int, row: int) -> float:
        """The middle of a bar on the axis of the panel."""
        return self.tops[block] + self.row_mm * (row + 0.5)

    def say(self, block: int, row: int, text: str, colour: str = style.INK) -> None:
        """Words at the right end of a bar."""
        at = self.head_mm + self.at(block, row) + 1.0
        style.write(self.figure, self.words_mm, at, text, size=style.TICK_PT, colour=colour)

    def bar(self, block: int, row: int, place: int, value: float, ends: tuple[float, float]) -> None:
        """One bar from 0 with its whisker, and the arm's marker just beyond its end."""
        at = self.at(block, row)
        self.axes.barh([at], [value], height=BAR_MM, color=style.GRID, edgecolor=style.QUIET, linewidth=0.5)
        self.mark(block, row, place, value, ends)

    def mark(self, block: int, row: int, place: int, value: float, ends: tuple[float, float]) -> None:
        """The whisker at a bar's end, and the marker of its arm beyond it."""
        at, known = self.at(block, row), all(map(math.isfinite, ends))
        if known:
            self.axes.plot(list(ends), [at, at], color=style.INK, linewidth=1.2)
        low, high = self.axes.get_xlim()
        beyond = (max(value, *ends) if known else value) + 0.02 * (high - low)
        self.axes.plot([beyond], [at], **style.marks(place, size=4), clip_on=False)

    def empty(self, block: int, row: int, why: str) -> None:
        """Why there is no bar."""
        low, high = self.axes.get_xlim()
        x = max(low, 0.0) + 0.01 * (high - low)
        self.axes.text(x, self.at(block, row), why, fontsize=style.TICK_PT, color=style.QUIET, va="center")


def blocks(
    width_mm: float,
    names: Sequence[str],
    rows: Sequence[int],
    *,
    head_mm: float,
    below_mm: float = 13.0,
    left_mm: float = 42.0,
    right_mm: float = 30.0,
    least_row_mm: float = 3.4,
) -> Blocks:
    """Lay out a sheet: as many rows in each block as it has bars, room for its name, one common axis.

    Args:
        least_row_mm: how far rows may move together to keep a figure on one page.
    """
    narrow = width_mm < 120
    left = 4.0 if narrow else left_mm
    room = (width_mm - 6) if narrow else left_mm - 5
    said = [style.wrap(name, room, SIZE) for name in names]
    over = [LINE_MM * len(lines) + 1.0 if narrow else 0.0 for lines in said]
    room_mm = PAGE_MM - head_mm - below_mm - 3.0 * len(rows)
    row_mm = ROW_MM if narrow else max(least_row_mm, min(ROW_MM, room_mm / max(sum(rows), 1)))
    highs = [
        above + 3.0 + max(row_mm * count, 0.0 if narrow else LINE_MM * len(lines))
        for above, count, lines in zip(over, rows, said, strict=True)
    ]
    figure = style.sheet(width_mm, head_mm + sum(highs) + below_mm)
    axes = style.panel(figure, left, head_mm, width_mm - left - right_mm, max(sum(highs), 1.0))
    axes.set_ylim(max(sum(highs), 1.0), 0)
    axes.set_yticks([])
    axes.grid(axis="x", color=style.GRID, linewidth=0.5)
    tops, start = [], 0.0
    for above, high, count, lines in zip(over, highs, rows, said, strict=True):
        axes.axhline(start, color=style.GRID, linewidth=0.5)
        first = head_mm + start + (3.2 if narrow else (high - LINE_MM * len(lines)) / 2 + 2.6)
        for row, line in enumerate(lines):
            style.write(figure, 2, first + LINE_MM * row, line, size=SIZE)
        tops.append(start + above + (0.6 if narrow else (high - row_mm * count) / 2))
        start += high
    return Blocks(figure, axes, tops, head_mm, width_mm - right_mm + 5.0, row_mm)


def head_of(arms: Sequence[str], width_mm: float, more_mm: float = 3.0) -> float:
    """Room above the panel for the key of arms."""
    return keys.height_of(arms, width_mm) + more_mm


def nice_limit(most: float) -> float:
    """A round end of an axis just beyond the largest value."""
    if not math.isfinite(most) or most <= 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(most)) / 2
    return float(step * math.ceil(1.02 * most / step))
