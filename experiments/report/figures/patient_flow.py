"""Figure 14, patient flow: boxes from illness to exit, each with its count per 1,000 ill in every arm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from experiments.report.figures import keys, style
from experiments.report.grid import NO_CASE, filled
from experiments.report.study import Study

FILE = "curves/patient_flow.csv"
LEVELS = (
    ("ill",),
    ("stayed_home", "set_off", "not_set_off"),
    ("left_unseen", "seen", "unseen_inside"),
    ("kept", "referred", "admitted"),
    ("exit_well", "exit_well_wrong", "exit_left", "seen_inside"),
)
"""Boxes from top to bottom; the parts of the box with the heavy line above them add up to it."""
WHOLE = {1: "ill", 2: "set_off", 3: "seen", 4: "seen"}
TRUNK = ("ill", "set_off", "seen")
LINE_MM, GAP_MM, SIZE = 3.5, 5.0, style.TICK_PT


def table(study: Study) -> pd.DataFrame:
    """Every box of every arm."""
    data = filled(study.tables[FILE], study.arms, ["step"])
    data.loc[(data["why"] == "") & data["mean"].isna(), "why"] = NO_CASE
    return data


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    boxes: dict[str, str]
    arms: list[str]
    identities: list[str]
    """Per arm: ill = exits + inside, in whole numbers."""
    mean: str
    empty: dict[str, str]


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """Boxes in rows; an arm is a line inside each box, so that arms stand in one column. The sum is printed below."""
    arms = list(dict.fromkeys(data["arm"]))
    rows = [row for level in LEVELS for row in _rows(level, width_mm)]
    widths = [_across(row, width_mm) for row in rows]
    names = [
        [style.wrap(labels.boxes[step], width - 3, SIZE) for step in row]
        for row, width in zip(rows, widths, strict=True)
    ]
    highs = [LINE_MM * (max(map(len, said)) + len(arms)) + 2.6 for said in names]
    head = keys.height_of(labels.arms, width_mm) + 3.0
    identities = [line for text in labels.identities for line in style.wrap(text, width_mm - 10, SIZE)]
    below = 6.0 + 3.6 * (len(identities) + 1)
    figure = style.sheet(width_mm, head + sum(highs) + GAP_MM * (len(rows) - 1) + below)
    keys.key_of_arms(figure, labels.arms, lines=False)
    top = head
    for row, width, high, said in zip(rows, widths, highs, names, strict=True):
        for place, (step, lines) in enumerate(zip(row, said, strict=True)):
            left = 2.0 + place * (width + 3.0) + (width_mm - 4.0 - len(row) * width - 3.0 * (len(row) - 1)) / 2
            mine = data[data["step"] == step]
            _box(figure, left, top, width, high, lines, mine, labels, step in TRUNK)
        top += high
        if row is not rows[-1]:
            _arrow(figure, width_mm / 2, top, top + GAP_MM)
            top += GAP_MM
    style.write(figure, 2, top + 5.0, labels.mean, size=SIZE, colour=style.QUIET)
    done = 0
    for place, text in enumerate(labels.identities):
        for number, line in enumerate(style.wrap(text, width_mm - 10, SIZE)):
            done += 1
            at = top + 5.0 + 3.6 * done
            begins = keys.arm_label(figure, 2.5, at, place, SIZE) if number == 0 else 6.0
            style.write(figure, begins, at, line, size=SIZE)
    return figure


def _rows(level: tuple[str, ...], width_mm: float) -> list[tuple[str, ...]]:
    """A level as one row of boxes, or as rows of two where four do not fit."""
    if width_mm < 120 and len(level) > 3:
        return [level[:2], level[2:]]
    return [level]


def _across(row: tuple[str, ...], width_mm: float) -> float:
    """How wide the boxes of a row are."""
    return min(46.0, (width_mm - 4.0 - 3.0 * (len(row) - 1)) / len(row))


def _box(
    figure: Figure,
    left: float,
    top: float,
    width: float,
    high: float,
    name: list[str],
    mine: pd.DataFrame,
    labels: Labels,
    heavy: bool,
) -> None:
    whole_w, whole_h = figure.get_size_inches() / style.MM
    corner = (left / whole_w, 1 - (top + high) / whole_h)
    look: dict[str, Any] = {
        "facecolor": "white",
        "edgecolor": style.INK if heavy else style.QUIET,
        "linewidth": 1.3 if heavy else 0.6,
    }
    figure.add_artist(Rectangle(corner, width / whole_w, high / whole_h, **look))
    at = top + 3.6
    for line in name:
        style.write(figure, left + 1.5, at, line, size=SIZE, weight="bold")
        at += LINE_MM
    for place, row in enumerate(mine.to_dict("records")):
        begins = keys.arm_label(figure, left + 1.2, at, place, SIZE)
        text = labels.empty[row["why"]] if row["why"] else counted(row["mean"], row["lo"], row["hi"])
        style.write(figure, begins, at, text, size=SIZE, colour=style.QUIET if row["why"] else style.INK)
        at += LINE_MM


def counted(mean: float, low: float, high: float) -> str:
    """People of 1,000 with their interval; below ten with one decimal."""
    places = 1 if 0 < mean < 10 else 0
    low = max(low, 0.0) if math.isfinite(low) else low
    ends = f" ({low:,.{places}f}–{high:,.{places}f})" if math.isfinite(low) and high > low else ""
    return f"{mean:,.{places}f}{ends}"


def _arrow(figure: Figure, x: float, top: float, bottom: float) -> None:
    whole_w, whole_h = figure.get_size_inches() / style.MM
    ends = [1 - (top + 0.6) / whole_h, 1 - (bottom - 0.9) / whole_h]
    figure.add_artist(Line2D([x / whole_w] * 2, ends, color=style.INK, linewidth=0.9))
    tip: dict[str, Any] = {"marker": "v", "markersize": 4, "color": style.INK, "linestyle": "none"}
    figure.add_artist(Line2D([x / whole_w], [1 - (bottom - 1.3) / whole_h], **tip))
