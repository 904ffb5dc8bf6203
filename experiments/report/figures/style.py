"""The house style of all figures: fixed colours and markers, millimetres on paper, live text in the SVG.

A tier has one colour and an arm has one marker and one dash in every figure. Nothing is told by colour alone:
shape or position carries it, colour repeats it, so a grey print reads the same.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito, Color Universal Design (2008): told apart by all common kinds of colour vision.
TIER_COLOURS = {
    "village": "#009E73",
    "township": "#E69F00",
    "county": "#0072B2",
    "out_of_county": "#CC79A7",
    "none": "#999999",
}
VERDICT_COLOURS = {
    "better": "#0072B2",
    "worse": "#D55E00",
    "undecided": "#555555",
    "no material difference": "#999999",
}
TEXT_COLOURS = {"#999999": "#666666"}
"""Colours of drawings that are too light for words, and the darker ones that words take."""
INK, QUIET, GRID, SHADE = "#222222", "#666666", "#dddddd", "#eeeeee"


@dataclass(frozen=True)
class Pen:
    """How one arm is drawn everywhere: marker, filled or hollow, dash."""

    marker: str
    hollow: bool
    dash: Any
    """Solid, or matplotlib's (offset, (on, off, …)) in points."""
    sign: str
    """The marker as a character, for text beside figures."""


PENS = (
    Pen("o", True, (0, (4, 2)), "○"),
    Pen("o", False, "-", "●"),
    Pen("^", False, (0, (6, 1.5, 1, 1.5)), "▲"),
    Pen("s", False, (0, (1, 1)), "■"),
    Pen("D", False, (0, (8, 2)), "◆"),
    Pen("v", False, (0, (3, 1, 1, 1, 1, 1)), "▼"),
    Pen("P", False, (0, (2, 3)), "✚"),
    Pen("X", False, (0, (5, 5)), "✖"),
)
WIDE_MM, NARROW_MM = 170.0, 92.0
LABEL_PT, TICK_PT = 9.0, 7.5
MM = 1 / 25.4


def marks(place: int, colour: str = INK, size: float = 5.0) -> dict[str, Any]:
    """How matplotlib draws the marker of an arm: one shape per arm, today hollow."""
    return {
        "color": colour,
        "marker": pen(place).marker,
        "markersize": size,
        "markeredgecolor": colour,
        "markeredgewidth": 1.0,
        "markerfacecolor": "white" if pen(place).hollow else colour,
        "linestyle": "none",
    }


def ring(place: int) -> dict[str, Any]:
    """A marker around others that may lie at the very same point, so that none hides another."""
    return marks(place, size=8.0) | {"markerfacecolor": "none", "zorder": 5}


def pen(place: int) -> Pen:
    """The pen of the arm at this place in the study (0 is today)."""
    return PENS[place % len(PENS)]


@contextmanager
def house_style(fonts: Sequence[str] = ("DejaVu Sans",)) -> Iterator[None]:
    """Settings under which every figure is drawn; the layout of an SVG needs no font with Chinese glyphs."""
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "tiercare",
        "font.family": list(fonts),
        "font.size": LABEL_PT,
        "axes.labelsize": LABEL_PT,
        "xtick.labelsize": TICK_PT,
        "ytick.labelsize": TICK_PT,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "axes.edgecolor": QUIET,
        "axes.linewidth": 0.6,
        "axes.unicode_minus": True,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def sheet(width_mm: float, height_mm: float) -> Figure:
    """An empty figure of a size on paper."""
    return Figure(figsize=(width_mm * MM, height_mm * MM))


def panel(figure: Figure, left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> Axes:
    """Axes at a place on the sheet, measured from its upper left corner; no box, no grid yet."""
    whole_w, whole_h = figure.get_size_inches() / MM
    axes: Axes = figure.add_axes(
        (left_mm / whole_w, 1 - (top_mm + height_mm) / whole_h, width_mm / whole_w, height_mm / whole_h)
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=2, width=0.6, pad=2)
    axes.set_axisbelow(True)
    return axes


def write(
    figure: Figure,
    x_mm: float,
    y_mm: float,
    text: str,
    *,
    size: float = LABEL_PT,
    colour: str = INK,
    at: str = "left",
    weight: str = "normal",
) -> None:
    """Text at a place on the sheet, measured from its upper left corner to the text's baseline."""
    whole_w, whole_h = figure.get_size_inches() / MM
    figure.text(
        x_mm / whole_w,
        1 - y_mm / whole_h,
        text,
        fontsize=size,
        color=colour,
        ha=at,
        va="baseline",
        fontweight=weight,
    )


def width_of(text: str, size: float = LABEL_PT) -> float:
    """About how wide a text is on paper, in mm: Chinese characters are square, Latin ones about half."""
    ems = sum(1.0 if ord(letter) > 0x2E7F else 0.56 for letter in text)
    return ems * size * 25.4 / 72


def wrap(text: str, width_mm: float, size: float = LABEL_PT) -> list[str]:
    """Break a label into lines that fit: between words (not at a fixed space), or between Chinese characters."""
    pieces = re.findall(r"[\u2e80-\uffff]|[^ \t\n\u2e80-\uffff]+[ \t\n]*|[ \t\n]+", text)
    lines, line = [], ""
    for piece in pieces:
        if line and width_of((line + piece).rstrip(), size) > width_mm and piece not in "，。、；：）（":
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def spread(wanted: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """Heights of labels, close to where they are wanted and never closer to each other than ``room``."""
    groups: list[tuple[list[float], float]] = []
    for value in wanted:
        groups.append(([value], value))
        while len(groups) > 1:
            (below, at_below), (above, at_above) = groups[-2:]
            if at_above - at_below >= room * (len(below) + len(above)) / 2:
                break
            joined = [*below, *above]
            groups[-2:] = [(joined, sum(joined) / len(joined))]
    heights = []
    for members, centre in groups:
        half = room * (len(members) - 1) / 2
        centre = min(max(centre, low + half), high - half)
        heights += [centre - half + room * k for k in range(len(members))]
    return heights
