"""Figure 12, staff hours: what the rostered clinician-hours of each tier are spent on, today and in each arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.figures.blocks import BAR_MM, Blocks, blocks, head_of, nice_limit
from experiments.report.grid import filled
from experiments.report.study import Study

FILE = "curves/staff_hours.csv"
INSIDE = ("clinic", "idle", "expert_session", "training", "road")
"""The parts of the rostered hours, in the order in which they are stacked."""
LOOKS: dict[str, dict[str, Any]] = {
    "clinic": {"facecolor": "#777777"},
    "idle": {"facecolor": "white"},
    "expert_session": {"facecolor": "white", "hatch": "////"},
    "training": {"facecolor": "white", "hatch": "xxxx"},
    "road": {"facecolor": "white", "hatch": "----"},
    "overtime": {"facecolor": "#222222"},
}


def table(study: Study) -> pd.DataFrame:
    """Hours a week of every tier, use and arm."""
    return filled(study.tables[FILE], study.arms, ["tier", "use"])


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    tiers: dict[str, str]
    arms: list[str]
    uses: dict[str, str]
    axis: str
    column: str
    empty: str


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """A block per tier on one axis of hours; an outline around what is rostered, overtime beyond it."""
    arms, tiers = list(dict.fromkeys(data["arm"])), list(dict.fromkeys(data["tier"]))
    above = head_of(labels.arms, width_mm, 0.0)
    uses = [*INSIDE, "overtime"]
    named = [labels.uses[use] for use in uses]
    head = above + keys.height_of(named, width_mm) + 7.0
    names = [labels.tiers[tier] for tier in tiers]
    sheet = blocks(width_mm, names, [len(arms)] * len(tiers), head_mm=head, left_mm=32.0, right_mm=40.0)
    keys.key_of_arms(sheet.figure, labels.arms, lines=False)
    keys.key_of_looks(sheet.figure, named, [LOOKS[use] for use in uses], above + 0.8)
    style.write(
        sheet.figure, width_mm - 2, head - 1.6, labels.column, size=style.TICK_PT, colour=style.QUIET, at="right"
    )
    longest = data[data["use"].isin(("rostered", "overtime"))].groupby(["arm", "tier"])["mean"].sum().max()
    sheet.axes.set_xlim(0, nice_limit(float(longest)))
    sheet.axes.set_xlabel(labels.axis)
    for block, tier in enumerate(tiers):
        for place, arm in enumerate(arms):
            mine = data[(data["tier"] == tier) & (data["arm"] == arm)]
            if (mine["why"] != "").all():
                sheet.empty(block, place, labels.empty)
            else:
                _bar(sheet, dict(zip(mine["use"], mine["mean"].astype(float), strict=True)), mine, block, place)
    return sheet.figure


def _bar(sheet: Blocks, hours: dict[str, float], mine: pd.DataFrame, block: int, place: int) -> None:
    """One tier of one arm: the parts, the outline, overtime beyond it; away and received in words."""
    at, start = sheet.at(block, place), 0.0
    for use in (*INSIDE, "overtime"):
        value = max(hours.get(use, 0.0), 0.0)
        sheet.axes.barh([at], [value], left=start, height=BAR_MM, edgecolor=style.INK, linewidth=0.3, **LOOKS[use])
        start += value
    rostered = mine[mine["use"] == "rostered"].iloc[0]
    whole = float(rostered["mean"])
    sheet.axes.barh([at], [whole], height=BAR_MM, facecolor="none", edgecolor=style.INK, linewidth=1.1)
    over = start - whole
    ends = (float(rostered["lo"]) + over, float(rostered["hi"]) + over)
    sheet.mark(block, place, place, start, ends)
    away = sum(hours.get(use, 0.0) for use in INSIDE[2:])
    sheet.say(block, place, f"{whole:,.1f} = {whole - away:,.1f} + {away:.1f}")
