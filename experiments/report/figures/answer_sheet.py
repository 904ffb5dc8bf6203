"""Figure 1 as one sheet, for papers and READMEs: on the page its words stand beside the strips as text.

Numbers and verdict have two lines of their own at the right of each strip, so nothing collides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from experiments.report.figures import answer, keys, style
from experiments.report.figures.answer import Strip

NAMES_MM, WORDS_MM = 46.0, 52.0
HEAD_MM, LABEL_MM, ROW_MM, UNITS_MM, LINE_MM = 10.0, 5.5, 7.6, 6.0, 3.2
SIZE = style.TICK_PT


@dataclass(frozen=True)
class Block:
    """One primary measure in words: its name with unit and margin, and for each arm its name, numbers and verdict."""

    label: str
    arms: list[str]
    numbers: list[str]
    verdicts: list[str]
    factor: float = 1.0


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    blocks: list[Block]
    worse: str
    better: str


def draw(found: Sequence[Sequence[Strip]], labels: Labels, width_mm: float = style.WIDE_MM) -> Figure:
    """A block for every primary measure: a strip for every arm, and the axis in the measure's own unit below."""
    limit = answer.reach([strip for strips in found for strip in strips])
    high = HEAD_MM + sum(LABEL_MM + ROW_MM * len(strips) + UNITS_MM for strips in found) + 1.0
    figure = style.sheet(width_mm, high)
    wide = width_mm - NAMES_MM - WORDS_MM
    _head(figure, limit, labels, wide)
    top = HEAD_MM
    for strips, block in zip(found, labels.blocks, strict=True):
        style.write(figure, 2, top + 4.0, block.label, size=SIZE + 0.5, weight="bold")
        top += LABEL_MM
        for row, strip in enumerate(strips):
            box = (NAMES_MM / width_mm, 1 - (top + ROW_MM) / high, wide / width_mm, ROW_MM / high)
            answer.strip_onto(figure, strip, limit, box)
            _words(figure, strip, block, row, top, NAMES_MM + wide + 3.0)
            top += ROW_MM
        _units(figure, strips, limit, block.factor, top, wide)
        top += UNITS_MM
    return figure


def _head(figure: Figure, limit: float, labels: Labels, wide: float) -> None:
    axes = style.panel(figure, *_inside(HEAD_MM - 1.0, wide))
    answer.lines_of_reference(axes, limit)
    axes.xaxis.tick_top()
    answer.margins_on(axes, limit)
    style.write(figure, NAMES_MM, 3, f"← {labels.worse}", size=SIZE, colour=style.QUIET)
    style.write(figure, NAMES_MM + wide, 3, f"{labels.better} →", size=SIZE, colour=style.QUIET, at="right")


def _units(figure: Figure, strips: Sequence[Strip], limit: float, factor: float, top: float, wide: float) -> None:
    row = next((strip.row for strip in strips if strip.row is not None), None)
    if row is None:
        return
    axes = style.panel(figure, *_inside(top, wide))
    answer.lines_of_reference(axes, limit)
    answer.units_on(axes, limit, row.number("margin"), str(row["better"]), factor)


def _inside(top: float, wide: float) -> tuple[float, float, float, float]:
    """A flat panel under or over the strips, as far from their ends as their own axis."""
    edge = answer.EDGE_MM * wide / answer.STRIP_MM
    return NAMES_MM + edge, top, wide - 2 * edge, 0.8


def _words(figure: Figure, strip: Strip, block: Block, row: int, top: float, at_mm: float) -> None:
    """The arm at the left; difference with interval, and below it the verdict, at the right."""
    lines = style.wrap(block.arms[row], NAMES_MM - 8.0, SIZE)[:2]
    first = top + ROW_MM / 2 + 1.0 - LINE_MM * (len(lines) - 1) / 2
    start = keys.arm_label(figure, 2, first, strip.arm.place, SIZE)
    for number, line in enumerate(lines):
        style.write(figure, start, first + LINE_MM * number, line, size=SIZE)
    colour = style.TEXT_COLOURS.get(strip.colour, strip.colour)
    style.write(figure, at_mm, top + ROW_MM / 2 - 0.5, block.numbers[row], size=SIZE)
    style.write(figure, at_mm, top + ROW_MM / 2 + 2.7, block.verdicts[row], size=SIZE, colour=colour, weight="bold")
