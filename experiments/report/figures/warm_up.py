"""Figure 15, warm-up: the series that drifts most, as a moving mean over replications, and where measuring begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.grid import filled
from experiments.report.study import Study

FILE = "curves/warm_up.csv"


def table(study: Study) -> pd.DataFrame:
    """The series day by day in every arm; ``drawn`` says which arms the figure shows."""
    data = filled(study.tables[FILE], study.arms, ["day"])
    return data.assign(drawn=np.where(data["arm"].isin(shown_arms(data)), "yes", "no"))


def shown_arms(data: pd.DataFrame) -> list[str]:
    """Today and the arm that drifts most: more bands than two hide each other. All others stand in the table."""
    arms = list(dict.fromkeys(data["arm"]))
    worst = [name for name in dict.fromkeys(data["worst_arm"].dropna()) if name]
    return [arm for arm in arms if arm == arms[0] or arm in worst]


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    arms: list[str]
    series: str
    mark: str
    cut: str
    empty: str


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """One panel from 0 on over the calendar: band and line per arm, warm-up shaded, MSER-5 and the cut marked."""
    arms, seen = list(dict.fromkeys(data["arm"])), shown_arms(data)
    missing = [arm for arm in seen if (data.loc[data["arm"] == arm, "why"] != "").all()]
    left, right, high = 14.0, 6.0, 48.0
    places = [arms.index(arm) for arm in seen]
    named = [labels.arms[place] for place in places]
    top = keys.height_of(named, width_mm) + 15.0 + 4.0 * len(missing)
    figure = style.sheet(width_mm, top + high + 9.0)
    keys.key_of_arms(figure, named, places=places)
    axes = style.panel(figure, left, top, width_mm - left - right, high)
    days = sorted(data["day"].astype(int).unique())
    mine = data[data["arm"].isin(seen) & (data["why"] == "")]
    most = float(mine[["mean", "hi"]].astype(float).max().max())
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0, 1.12 * most if most > 0 else 1.0)
    axes.grid(axis="y", color=style.GRID, linewidth=0.5)
    style.write(figure, left, top - 11.0, labels.series, size=style.TICK_PT, colour=style.QUIET)
    for number, arm in enumerate(missing):
        at = top - 11.0 - 4.0 * (number + 1)
        style.write(figure, keys.arm_label(figure, left, at, arms.index(arm)), at, labels.empty, size=style.TICK_PT)
    for arm in seen:
        _line(axes, mine[mine["arm"] == arm], arms.index(arm))
    _marks(axes, mine, days, labels, width_mm - left - right)
    return figure


def _line(axes: Axes, rows: pd.DataFrame, place: int) -> None:
    if rows.empty:
        return
    x, y = rows["day"].astype(float).to_numpy(), rows["mean"].astype(float).to_numpy()
    axes.fill_between(x, rows["lo"].astype(float), rows["hi"].astype(float), color=style.QUIET, alpha=0.18, linewidth=0)
    axes.plot(x, y, color=style.INK, linewidth=1.1, linestyle=style.pen(place).dash)
    every = max(1, len(x) // 6)
    axes.plot(x[place::every], y[place::every], **style.marks(place, size=4))


def _marks(axes: Axes, mine: pd.DataFrame, days: list[int], labels: Labels, across_mm: float) -> None:
    measured = mine.loc[mine["measured"].astype(str).str.lower().isin(("true", "1", "1.0")), "day"].astype(int)
    cut = int(measured.min()) if len(measured) else days[-1]
    if cut > days[0]:
        axes.axvspan(days[0], cut, color=style.SHADE, linewidth=0, zorder=0)
    marks: list[tuple[float, str, Any]] = [(float(cut), labels.cut, "-")]
    worst = [name for name in dict.fromkeys(mine["worst_arm"]) if name]
    settled = mine.loc[mine["arm"].isin(worst), "settled_day"].astype(float)
    if len(settled) and math.isfinite(settled.iloc[0]):
        marks.append((max(float(settled.iloc[0]), float(days[0])), labels.mark, (0, (1, 1.5))))
    for row, (day, text, dash) in enumerate(sorted(marks, key=lambda mark: -mark[0])):
        # the mark farther left is named one row higher, so that its name passes over the other's line
        axes.axvline(day, ymax=1.0 + 0.085 * (row + 1), color=style.INK, linewidth=1.0, linestyle=dash, clip_on=False)
        late = day > days[0] + 0.6 * (days[-1] - days[0])
        place = (-3.0 if late else 3.0, 2.0 + 11.5 * row)
        axes.annotate(
            text,
            (day, axes.get_ylim()[1]),
            place,
            textcoords="offset points",
            fontsize=style.TICK_PT - 0.5,
            ha="right" if late else "left",
            annotation_clip=False,
        )
    dates = dict(zip(mine["day"].astype(int), mine["date"].astype(str), strict=True))
    months = [day for day in days if dates.get(day, "").endswith("-01")]
    months = months[:: max(1, math.ceil(len(days) / 30.4 * 13.0 / across_mm))]
    axes.set_xticks(months, [dates[day][:7] for day in months])
