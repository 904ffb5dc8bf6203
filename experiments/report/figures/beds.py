"""Figure 6, beds through the year: occupied beds by day over all replications, with the beds there are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.study import Study

COLUMNS = (
    "arm",
    "tier",
    "kind",
    "day",
    "date",
    "measured",
    "beds",
    "median",
    "q05",
    "q25",
    "q75",
    "q95",
    "n",
    "why",
)


def table(study: Study) -> pd.DataFrame:
    """The numbers of the figure: whole tiers, every arm, warm-up included and marked."""
    beds = study.tables["curves/beds_by_day.csv"]
    beds = beds[beds["kind"] == "all"] if (beds["kind"] == "all").any() else beds
    known = set(zip(beds["arm"], beds["tier"], strict=True))
    tiers = list(dict.fromkeys(beds["tier"]))
    missing = [
        {"arm": arm.name, "tier": tier, "why": "why_not_kept"}
        for arm in study.arms
        for tier in tiers
        if (arm.name, tier) not in known
    ]
    full = beds.assign(why="")
    if missing:
        full = pd.concat([full, pd.DataFrame(missing)])
    return full.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def policy_start(study: Study, arm: str) -> date | None:
    """The first day on which the arm's difference from today is in force; None if it is there from day 0."""
    days = [row["from"] for row in study.rows("exact_difference.csv", arm=arm) if row["from"]]
    return min((date.fromisoformat(day[:10]) for day in days), default=None)


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    tiers: list[str]
    arms: list[str]
    y: str
    warm_up: str
    start: str
    beds: str
    median: str
    empty: str


def draw(data: pd.DataFrame, labels: Labels, starts: dict[str, date | None], width_mm: float) -> Figure:
    """Small multiples on common axes: tiers one below the other, a panel per arm (stacked if narrow)."""
    narrow = width_mm < 120
    tiers, arms = list(dict.fromkeys(data["tier"])), list(dict.fromkeys(data["arm"]))
    columns = 1 if narrow else len(arms) if len(arms) <= 4 else 3
    per_tier = -(-len(arms) // columns)
    left, right, gap, high = 13.0, 15.0, 4.0, 30.0
    across = (width_mm - left - right - (columns - 1) * gap) / columns
    names = [style.wrap(label, across - 3, style.TICK_PT)[:3] for label in labels.arms]
    head = 3.0 + 3.3 * max(len(name) for name in names)
    step, over = high + head + 6, 6.0
    figure = style.sheet(width_mm, (step * per_tier + over) * len(tiers) + 1)
    top_value = 1.08 * float(data[["beds", "q95"]].astype(float).max().max())
    for line, tier in enumerate(tiers):
        start = (step * per_tier + over) * line
        style.write(figure, 2, start + 4, labels.tiers[line], weight="bold")
        for k, arm in enumerate(arms):
            x = left + (k % columns) * (across + gap)
            y = start + over + head + step * (k // columns)
            axes = style.panel(figure, x, y, across, high)
            axes.set_ylim(0, top_value)
            axes.grid(axis="y", color=style.GRID, linewidth=0.5)
            axes.set_ylabel(labels.y if k % columns == 0 else "", labelpad=2)
            axes.tick_params(labelleft=k % columns == 0)
            for row, text in enumerate(names[k]):
                at = y - 1.8 - 3.3 * (len(names[k]) - 1 - row)
                begins = keys.arm_label(figure, x, at, k, style.TICK_PT + 1) if row == 0 else x + 3.4
                style.write(figure, begins, at, text, size=style.TICK_PT)
            mine = data[(data["tier"] == tier) & (data["arm"] == arm)]
            if (mine["why"] != "").all():
                axes.text(
                    0.5,
                    0.5,
                    labels.empty,
                    transform=axes.transAxes,
                    ha="center",
                    fontsize=style.TICK_PT,
                    color=style.QUIET,
                )
                continue
            _panel(
                axes,
                mine,
                tier,
                starts.get(arm),
                labels,
                across,
                k % columns == columns - 1 or k == len(arms) - 1,
            )
    return figure


def _panel(
    axes: Axes,
    mine: pd.DataFrame,
    tier: str,
    start: date | None,
    labels: Labels,
    across_mm: float,
    named: bool,
) -> None:
    days, dates = mine["day"].astype(float).to_numpy(), [str(day) for day in mine["date"]]
    colour, top = style.TIER_COLOURS.get(tier, style.INK), axes.get_ylim()[1]
    axes.set_xlim(days[0], days[-1])
    measured = mine["measured"].astype(str).str.lower().isin(("true", "1")).to_numpy()
    warm = int(np.argmax(measured)) if measured.any() else len(days)
    if warm:
        axes.axvspan(days[0], days[0] + warm, color=style.SHADE, linewidth=0, zorder=0)
        if across_mm * warm / len(days) > style.width_of(labels.warm_up, style.TICK_PT - 0.5):
            _beside(axes, days[0], 0.02 * top, labels.warm_up, style.QUIET)
    for low, high, strength in (("q05", "q95", 0.2), ("q25", "q75", 0.4)):
        ends = (mine[low].astype(float), mine[high].astype(float))
        axes.fill_between(days, *ends, color=colour, alpha=strength, linewidth=0)
    axes.plot(days, mine["median"].astype(float), color=colour, linewidth=1.1)
    axes.plot(days, mine["beds"].astype(float), color=style.INK, linewidth=1.4, drawstyle="steps-post")
    if start is not None and str(start) in dates:
        at = days[dates.index(str(start))]
        axes.axvline(at, color=style.INK, linewidth=0.8, linestyle=(0, (3, 2)))
        _beside(axes, at, 0.02 * top, labels.start, style.INK)
    months = [place for place, day in enumerate(dates) if day.endswith("-01")]
    months = months[:: max(1, math.ceil(len(days) / 30.4 * 11.5 / across_mm))]
    axes.set_xticks([days[place] for place in months], [dates[place][:7] for place in months])
    if named:
        _names_at_the_right(axes, days[-1], mine.iloc[-1], labels)


def _beside(axes: Axes, day: float, height: float, text: str, colour: str, at: str = "bottom") -> None:
    """A small word just to the right of a day."""
    axes.annotate(
        text,
        (day, height),
        (2.5, 0),
        textcoords="offset points",
        fontsize=style.TICK_PT - 0.5,
        color=colour,
        va=at,
        annotation_clip=False,
    )


def _names_at_the_right(axes: Axes, day: float, end: pd.Series, labels: Labels) -> None:
    """What line and bands are, written where they end; pushed apart so that they never overlap."""
    wanted = sorted(
        [
            (float(end["beds"]), f"{end['beds']:.0f} {labels.beds}"),
            (float(end["q95"]), "90 %"),
            (float(end["median"]), labels.median),
            (float(end["q25"]), "50 %"),
        ]
    )
    top = axes.get_ylim()[1]
    heights = style.spread([value for value, _ in wanted], 0.1 * top, 0.03 * top, 1.06 * top)
    for (_, text), height in zip(wanted, heights, strict=True):
        _beside(axes, day, height, text, style.INK, "center")
