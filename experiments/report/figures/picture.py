"""What every figure hands to the page: two drawings (paper, telephone), words, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from experiments.report.figures.style import NARROW_MM, WIDE_MM, house_style
from experiments.report.figures.svg import svg
from experiments.report.wording import Words


@dataclass(frozen=True)
class Picture:
    """One finished figure in one language."""

    number: int
    title: Markup
    subtitle: Markup
    alt: tuple[str, ...]
    source: str
    columns: str
    data: pd.DataFrame
    wide: Markup = field(default=Markup(""))
    narrow: Markup = field(default=Markup(""))
    why: str = ""
    """Why there is no drawing; empty if there is one."""
    draw: Callable[[float], Figure] | None = None
    """Draws it again at a width in mm, for files that are not SVG."""

    @property
    def name(self) -> str:
        return f"figure_{self.number}"


def both_widths(
    draw: Callable[[float], Figure], number: int, words: Words, title: str, alt: tuple[str, ...]
) -> tuple[Markup, Markup]:
    """Draw a figure for paper (170 mm) and for a telephone; returns the two as inline SVG."""
    drawings: list[Markup] = []
    for kind, width_mm in (("w", WIDE_MM), ("n", NARROW_MM)):
        with house_style():
            figure = draw(width_mm)
            first = f"f{number}w{words.lang}" if drawings else ""
            drawings.append(Markup(svg(figure, f"f{number}{kind}{words.lang}", title, " ".join(alt), first)))
    return drawings[0], drawings[1]
