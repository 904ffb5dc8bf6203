"""Figure 9, money: what patients and the fund pay for a resident and year, by tier paid, and what the policy costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.figures.blocks import BAR_MM, Blocks, blocks, head_of, nice_limit
from experiments.report.grid import as_table, grid
from experiments.report.numbers import decimals
from experiments.report.study import Study

PATIENT, FUND, WITHIN = "patient_yuan_per_person_year", "fund_yuan_per_person_year", "fund_within_county_share"
POLICY = "policy_cost_yuan_per_year"
TIERS = ("village", "township", "county", "out_of_county")
NO_COSTS = "why_no_costs"
WHOLE_YUAN = 100.0
"""From here on a total is told in whole yuan."""


def table(study: Study) -> pd.DataFrame:
    """Totals, parts by tier, the fund's share in the county, and the policy's own cost, in every arm.

    The policy's cost is divided by the residents, so that it stands on the axis of the others.
    """
    parts = [(measure, group) for measure in (PATIENT, FUND) for group in ("", *(f"tier={tier}" for tier in TIERS))]
    data = as_table(grid(study, [*parts, (WITHIN, ""), (POLICY, "")]))
    policy = data["measure"] == POLICY
    data.loc[policy & ((data["why"] != "") | (data["mean"].astype(float) == 0.0)), "why"] = NO_COSTS
    residents = float(study.fact("county.residents", 0) or 0) or float("nan")
    numbers = ["mean", "lo", "hi", "difference", "difference_lo", "difference_hi"]
    data[numbers] = data[numbers].astype(float)
    data.loc[policy, numbers] = data.loc[policy, numbers] / residents
    return data


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    patient: str
    fund: str
    policy: str
    tiers: list[str]
    arms: list[str]
    axis: str
    column: str
    empty: dict[str, str]


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """Three blocks on one axis of yuan; bars stacked by tier because their total is what is paid."""
    narrow = width_mm < 120
    arms = list(dict.fromkeys(data["arm"]))
    shades = [style.TIER_COLOURS[tier] for tier in TIERS]
    above = head_of(labels.arms, width_mm, 0.0)
    head = above + keys.height_of(labels.tiers, width_mm) + 7.0
    names = [labels.patient, labels.fund, labels.policy]
    sheet = blocks(width_mm, names, [len(arms)] * 3, head_mm=head, right_mm=34.0 if not narrow else 33.0)
    keys.key_of_arms(sheet.figure, labels.arms, lines=False)
    keys.key_of_shades(sheet.figure, labels.tiers, shades, above + 0.8)
    style.write(
        sheet.figure, width_mm - 2, head - 1.6, labels.column, size=style.TICK_PT, colour=style.QUIET, at="right"
    )
    whole = data[(data["group"] == "") & data["measure"].isin((PATIENT, FUND, POLICY))]
    ends = whole[["mean", "hi"]].to_numpy(dtype=float)
    sheet.axes.set_xlim(0, nice_limit(float(pd.Series(ends.ravel()).max())))
    sheet.axes.set_xlabel(labels.axis)
    for block, measure in enumerate((PATIENT, FUND, POLICY)):
        for place, arm in enumerate(arms):
            _bar(sheet, data[(data["measure"] == measure) & (data["arm"] == arm)], block, place, labels)
    return sheet.figure


def _bar(sheet: Blocks, mine: pd.DataFrame, block: int, place: int, labels: Labels) -> None:
    """One arm's bar: its parts by tier if they are known, the total with its interval."""
    total = mine[mine["group"] == ""].iloc[0]
    if total["why"]:
        sheet.empty(block, place, labels.empty[total["why"]])
        return
    at, start = sheet.at(block, place), 0.0
    for tier in TIERS:
        part = mine[(mine["group"] == f"tier={tier}") & (mine["why"] == "")]
        if len(part):
            value = float(part["mean"].iloc[0])
            look: dict[str, Any] = {"color": style.TIER_COLOURS[tier], "edgecolor": "white", "linewidth": 0.5}
            sheet.axes.barh([at], [value], left=start, height=BAR_MM, **look)
            start += value
    low, high, value = float(total["lo"]), float(total["hi"]), float(total["mean"])
    if not start:
        sheet.axes.barh([at], [value], height=BAR_MM, color=style.GRID, edgecolor=style.QUIET, linewidth=0.5)
    sheet.mark(block, place, place, value, (low, high))
    sheet.say(block, place, total_said(value, low, high))


def total_said(value: float, low: float, high: float) -> str:
    """A total and its interval, to two digits of the half-width; whole yuan where luck leaves no more."""
    places = max(0, decimals((high - low) / 2, value)) if abs(value) < WHOLE_YUAN else 0
    said = [f"{number:,.{places}f}" for number in (value, low, high)]
    return f"{said[0]} ({said[1]}–{said[2]})" if math.isfinite(low) else said[0]
