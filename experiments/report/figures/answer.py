"""Figure 1, the answer: every primary measure and arm as a difference from today, counted in margins.

One strip of drawing per arm, with the verdict as text of the page beside it: words inside a chart collide,
words beside it wrap. Only the paired difference is drawn, never two arms with an interval each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator

from experiments.report.figures import style
from experiments.report.grid import NO_CASE, NOT_KEPT, ONE_RUN
from experiments.report.study import Arm, Row, Study

STRIP_MM, ROW_MM, EDGE_MM, WIDEST = 88.0, 6.5, 2.0, 6.0
COLUMNS = (
    "measure",
    "group",
    "arm",
    "unit",
    "today",
    "value",
    "difference",
    "lo",
    "hi",
    "margin",
    "better",
    "in_margins",
    "lo_in_margins",
    "hi_in_margins",
    "n",
    "verdict",
    "why",
)


@dataclass(frozen=True)
class Strip:
    """One arm of one primary measure: its line in the differences, turned so that right is good."""

    arm: Arm
    measure: str
    group: str
    row: Row | None
    why: str
    middle: float = math.nan
    low: float = math.nan
    high: float = math.nan

    @property
    def colour(self) -> str:
        """The colour of the verdict; shape and place on the axis say the same."""
        word = str(self.row["verdict"]) if self.row else ""
        return style.VERDICT_COLOURS.get(word.split(",")[0], style.VERDICT_COLOURS["undecided"])


def strips(study: Study) -> list[Strip]:
    """Every primary measure in every arm but today, present or with the reason why it is not."""
    return [_strip(study, arm, entry["measure"], entry["group"]) for entry in study.primary for arm in study.others]


def _strip(study: Study, arm: Arm, measure: str, group: str) -> Strip:
    row = study.difference(arm, measure, group)
    if row is None:
        return Strip(arm, measure, group, None, NOT_KEPT)
    if math.isnan(row.number("difference")):
        return Strip(arm, measure, group, row, NO_CASE)
    sign = -1.0 if row["better"] == "lower" else 1.0
    margin = row.number("margin")
    middle, one, other = (
        sign * row.number(column) / margin if margin > 0 else math.nan
        for column in ("difference", "simultaneous_lo", "simultaneous_hi")
    )
    why = ONE_RUN if math.isnan(one) else ""
    return Strip(arm, measure, group, row, why, middle, min(one, other), max(one, other))


def table(study: Study) -> pd.DataFrame:
    """The numbers of the figure, one line per strip."""
    return pd.DataFrame(list(_lines(study)), columns=list(COLUMNS))


def _lines(study: Study) -> Iterator[dict[str, object]]:
    for strip in strips(study):
        line: dict[str, object] = {
            "measure": strip.measure,
            "group": strip.group,
            "arm": strip.arm.name,
            "why": strip.why,
        }
        if strip.row is not None:
            kept = ("unit", "today", "value", "difference", "margin", "better", "n", "verdict")
            line |= {column: strip.row[column] for column in kept}
            line |= {"lo": strip.row["simultaneous_lo"], "hi": strip.row["simultaneous_hi"]}
        line |= {"in_margins": strip.middle, "lo_in_margins": strip.low, "hi_in_margins": strip.high}
        yield line


def reach(found: list[Strip]) -> float:
    """How many margins the axis shows on either side; what lies beyond ends in an arrowhead."""
    ends = [abs(end) for strip in found for end in (strip.low, strip.high, strip.middle) if math.isfinite(end)]
    return min(WIDEST, max(2.0, math.ceil(max(ends, default=1.0) * 1.1)))


def lines_of_reference(axes: Axes, limit: float) -> None:
    axes.set_xlim(-limit, limit)
    axes.set_ylim(-1, 1)
    axes.axvspan(-1, 1, color=style.SHADE, linewidth=0, zorder=0)
    for at, heavy in ((-1, 0.6), (0, 1.0), (1, 0.6)):
        axes.axvline(at, color=style.QUIET, linewidth=heavy, zorder=1)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)


def draw_strip(strip: Strip, limit: float) -> Figure:
    """One strip: interval as a line, difference as the arm's marker, arrowhead where it leaves the panel.

    Drawn straight onto the sheet, on the scale of the axis above all strips: a page has dozens of strips, and
    an axis for each would take most of the time.
    """
    figure = style.sheet(STRIP_MM, ROW_MM)
    strip_onto(figure, strip, limit, (0.0, 0.0, 1.0, 1.0))
    return figure


def strip_onto(figure: Figure, strip: Strip, limit: float, box: tuple[float, float, float, float]) -> None:
    """One strip inside a box of a sheet: left, bottom, width and height as shares of the sheet."""
    left, bottom, wide, high = box
    middle = bottom + 0.5 * high

    def across(value: float) -> float:
        return left + wide * (0.5 + 0.5 * (1 - 2 * EDGE_MM / STRIP_MM) * value / limit)

    band = across(1) - across(-1)
    figure.add_artist(Rectangle((across(-1), bottom), band, high, facecolor=style.SHADE, edgecolor="none"))
    for at, heavy in ((-1, 0.6), (0, 1.0), (1, 0.6)):
        figure.add_artist(Line2D([across(at)] * 2, [bottom, bottom + high], color=style.QUIET, linewidth=heavy))
    inner = 0.97 * limit
    if math.isfinite(strip.low):
        ends = [across(max(-inner, min(inner, end))) for end in (strip.low, strip.high)]
        figure.add_artist(Line2D(ends, [middle, middle], color=strip.colour, linewidth=2.2, solid_capstyle="butt"))
        for leaves, edge, point in ((strip.low < -inner, -inner, -1), (strip.high > inner, inner, 1)):
            if leaves:
                _arrowhead(figure, (across(edge), middle), (-0.02 * point * wide, 0.22 * high), strip.colour)
    if abs(strip.middle) <= 0.94 * limit:
        marks = style.marks(strip.arm.place, strip.colour, 7.0)
        hollow = strip.row is not None and strip.row["verdict"] == "undecided"
        marks["markerfacecolor"] = "white" if hollow else strip.colour
        figure.add_artist(Line2D([across(strip.middle)], [middle], **marks))


def _arrowhead(figure: Figure, tip: tuple[float, float], back: tuple[float, float], colour: str) -> None:
    """An open arrowhead, so that nobody takes it for the marker of an arm."""
    along, aside = [tip[0] + back[0], tip[0], tip[0] + back[0]], [tip[1] + back[1], tip[1], tip[1] - back[1]]
    figure.add_artist(Line2D(along, aside, color=colour, linewidth=2.2, solid_joinstyle="miter"))


def draw_axis(limit: float, worse: str, better: str) -> Figure:
    """The axis above all strips, in margins, with the two words that say which way is good."""
    figure = style.sheet(STRIP_MM, 9)
    axes = style.panel(figure, EDGE_MM, 8, STRIP_MM - 2 * EDGE_MM, 1)
    lines_of_reference(axes, limit)
    axes.xaxis.tick_top()
    margins_on(axes, limit)
    style.write(figure, 2, 3, f"← {worse}", size=style.TICK_PT, colour=style.QUIET)
    style.write(figure, STRIP_MM - 2, 3, f"{better} →", size=style.TICK_PT, colour=style.QUIET, at="right")
    return figure


def margins_on(axes: Axes, limit: float) -> None:
    """Ticks in margins, those of one margin always among them."""
    step = 1 if limit <= 4 else 2
    ticks = [float(t) for t in range(-int(limit), int(limit) + 1) if t % step == 0 or abs(t) == 1]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.set_xticklabels([f"{tick:+.0f}".replace("-", "−") if tick else "0" for tick in ticks])


def units_on(axes: Axes, limit: float, margin: float, better: str, factor: float) -> None:
    """Ticks in a measure's own unit."""
    ticks = sorted({-float(int(limit)), -1.0, 0.0, 1.0, float(int(limit))})
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    sign = -1.0 if better == "lower" else 1.0
    labels = [f"{sign * tick * margin * factor:+.4g}" if tick else "0" for tick in ticks]
    axes.set_xticklabels([label.replace("-", "−") for label in labels])


def draw_own_units(limit: float, margin: float, better: str, factor: float) -> Figure:
    """The second row of ticks below the strips of a measure: the same axis in the measure's own unit."""
    figure = style.sheet(STRIP_MM, 4.2)
    axes = style.panel(figure, EDGE_MM, 0, STRIP_MM - 2 * EDGE_MM, 1)
    lines_of_reference(axes, limit)
    units_on(axes, limit, margin, better, factor)
    return figure
