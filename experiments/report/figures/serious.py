"""Figure 8, serious illness: of 1,000 seriously ill, how many make each step of good care, and how many are lost."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.figures.blocks import blocks, head_of
from experiments.report.grid import NO_CASE, filled
from experiments.report.study import Study

FILE = "curves/serious_steps.csv"
STEPS = ("ill", "sought_care", "recognised", "right_place", "right_care", "in_time", "right_care_in_the_end")
NESTED = STEPS[:-1]


def table(study: Study) -> pd.DataFrame:
    """The steps of every arm, with those lost between a step and the one before, per 1,000 seriously ill."""
    data = filled(study.tables[FILE], study.arms, ["step"])
    data.loc[(data["why"] == "") & data["mean"].isna(), "why"] = NO_CASE
    before = dict(zip(NESTED[1:], NESTED, strict=False))
    means = {(row["arm"], row["step"]): float(row["mean"]) for row in data.to_dict("records")}
    pairs = list(zip(data["arm"], data["step"], strict=True))
    lost = [means[arm, before[step]] - means[arm, step] if step in before else float("nan") for arm, step in pairs]
    return data.assign(lost=lost)


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    steps: dict[str, str]
    arms: list[str]
    axis: str
    column: str
    empty: dict[str, str]


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """A block of bars per step, 0 to 1,000 people; at the right how many there are, and how many were lost."""
    arms = list(dict.fromkeys(data["arm"]))
    steps = [step for step in STEPS if step in set(data["step"])]
    head = head_of(labels.arms, width_mm, 7.0)
    sheet = blocks(
        width_mm, [labels.steps[step] for step in steps], [len(arms)] * len(steps), head_mm=head, right_mm=28.5
    )
    keys.key_of_arms(sheet.figure, labels.arms, lines=False)
    style.write(
        sheet.figure, width_mm - 2, head - 1.6, labels.column, size=style.TICK_PT, colour=style.QUIET, at="right"
    )
    sheet.axes.set_xlim(0, 1000)
    sheet.axes.set_xticks([0, 250, 500, 750, 1000])
    sheet.axes.set_xlabel(labels.axis)
    for block, step in enumerate(steps):
        for place, arm in enumerate(arms):
            row = data[(data["arm"] == arm) & (data["step"] == step)].iloc[0]
            if row["why"]:
                sheet.empty(block, place, labels.empty[row["why"]])
                continue
            ends = (float(row["lo"]), float(row["hi"])) if step != "ill" else (float("nan"), float("nan"))
            sheet.bar(block, place, place, float(row["mean"]), ends)
            lost = "" if pd.isna(row["lost"]) else f"  (−{float(row['lost']):.0f})"
            sheet.say(block, place, f"{float(row['mean']):,.0f}{lost}")
    return sheet.figure
