"""Figure 13, what moves the answer: the main difference with one input at a time at the ends of its range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.figures import style
from experiments.report.figures.blocks import BAR_MM, Blocks, blocks, head_of
from experiments.report.figures.gains import key_of_others
from experiments.report.grid import filled
from experiments.report.study import Study

FILE = "sensitivity/sensitivity.csv"
MOST_INPUTS = 10
ASSUMED = "assumption"
OF_VERDICTS = ("base_verdict", "verdict", "stays", "flips_share", "flips_at", "becomes")
"""What section 8 tells in words; a figure carries no verdict."""


def main(study: Study) -> tuple[str, str]:
    """The first primary measure that was tried, and its group."""
    tried = study.tables[FILE]
    known = list(zip(tried["measure"], tried["group"], strict=True))
    wanted = [(entry["measure"], entry["group"]) for entry in study.primary]
    return next((cell for cell in wanted if cell in known), known[0] if known else ("", ""))


def table(study: Study) -> pd.DataFrame:
    """Both ends of the ten inputs that move the main difference most, in every arm; widest first."""
    tried = study.tables[FILE]
    measure, group = main(study)
    mine = tried[(tried["measure"] == measure) & (tried["group"] == group)]
    full = filled(mine.drop(columns=list(OF_VERDICTS)), study.others, ["input", "end"])
    full["difference"] = full["difference"].astype(float)
    swing = full.groupby(["arm", "input"])["difference"].agg(lambda ends: ends.max() - ends.min())
    widest = swing.groupby("input").max().sort_values(ascending=False, kind="stable").index[:MOST_INPUTS]
    full = full[full["input"].isin(widest)]
    order = full["input"].map({name: place for place, name in enumerate(widest)})
    return full.assign(_order=order).sort_values("_order", kind="stable").drop(columns="_order").reset_index(drop=True)


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    arms: dict[int, str]
    inputs: dict[str, str]
    axis: str
    margin: float
    factor: float
    """From the unit of the table to the unit of the axis."""
    empty: str


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """A block per input; a bar from one end to the other, a whisker at each, the marker at the present value."""
    arms, inputs = list(dict.fromkeys(data["arm"])), list(dict.fromkeys(data["input"]))
    head = head_of(list(labels.arms.values()), width_mm)
    names = [labels.inputs[name] for name in inputs]
    sheet = blocks(width_mm, names, [len(arms)] * len(inputs), head_mm=head, left_mm=50.0, right_mm=46.0)
    key_of_others(sheet.figure, labels.arms)
    low, high = _range(data, labels)
    sheet.axes.set_xlim(low, high)
    sheet.axes.set_xlabel(labels.axis)
    sheet.axes.axvline(0, color=style.INK, linewidth=0.9)
    for margin in (-labels.margin, labels.margin):
        if math.isfinite(margin) and low < margin * labels.factor < high:
            sheet.axes.axvline(margin * labels.factor, color=style.QUIET, linewidth=0.8, linestyle=(0, (3, 2)))
    rows = data.to_dict("records")
    for block, name in enumerate(inputs):
        for row, arm in enumerate(arms):
            mine = {row["end"]: row for row in rows if (row["input"], row["arm"]) == (name, arm)}
            if set(mine) != {"low", "high"} or any(row["why"] for row in mine.values()):
                sheet.empty(block, row, labels.empty)
            else:
                _bar(sheet, mine, block, row, list(labels.arms)[row], labels.factor)
    return sheet.figure


def _range(data: pd.DataFrame, labels: Labels) -> tuple[float, float]:
    """All ends with their whiskers, and nought."""
    values = data[["difference", "lo", "hi", "base"]].astype(float).to_numpy().ravel() * labels.factor
    known = [*values[~pd.isna(values)], 0.0]
    room = 0.06 * ((max(known) - min(known)) or 1.0)
    return min(known) - room, max(known) + room


def _bar(sheet: Blocks, mine: dict[str, Any], block: int, row: int, place: int, factor: float) -> None:
    at = sheet.at(block, row)
    ends = {end: factor * float(mine[end]["difference"]) for end in ("low", "high")}
    left, width = min(ends.values()), abs(ends["high"] - ends["low"])
    assumed = ASSUMED in str(mine["low"]["source"]).lower()
    look: dict[str, Any] = {"facecolor": "white" if assumed else style.GRID, "hatch": "//////" if assumed else None}
    sheet.axes.barh([at], [width], left=left, height=BAR_MM, edgecolor=style.QUIET, linewidth=0.5, **look)
    for end in ("low", "high"):
        whisker = [factor * float(mine[end]["lo"]), factor * float(mine[end]["hi"])]
        if all(map(math.isfinite, whisker)):
            sheet.axes.plot(whisker, [at, at], color=style.INK, linewidth=0.8)
    base = float(mine["low"]["base"])
    if math.isfinite(base):
        sheet.axes.plot([factor * base], [at], **style.marks(place, size=4))
    said = [f"{mine[end]['value']}: {ends[end]:+.3g}".replace("-", "\u2212") for end in ("low", "high")]
    sheet.say(block, row, " | ".join(said))
