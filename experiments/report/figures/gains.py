"""Figures 10 and 11, who gains and who loses: the same residents under each arm against today, by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.figures.blocks import blocks, head_of, nice_limit
from experiments.report.grid import filled
from experiments.report.study import Study

FILE = "gains.csv"
FEWEST_ILL = 200
"""Bands with fewer residents who fell ill are drawn together with their neighbour."""
GROUPINGS = ("overall", "age", "scheme", "chronic", "contract", "village_tercile")
SIDES = ("better", "worse")


def by_distance(study: Study) -> pd.DataFrame:
    """The numbers of figure 10: bands of travel time, small ones merged."""
    return _merged(_of(study, ("travel_min",)))


def by_group(study: Study) -> pd.DataFrame:
    """The numbers of figure 11: everyone, then each grouping."""
    return _of(study, GROUPINGS)


def _of(study: Study, groupings: Sequence[str]) -> pd.DataFrame:
    data = study.tables[FILE]
    mine = data[data["grouping"].isin(groupings)]
    order = mine["grouping"].map({name: place for place, name in enumerate(groupings)})
    mine = mine.assign(_order=order).sort_values("_order", kind="stable").drop(columns="_order")
    return filled(mine, study.others, ["grouping", "group"])


def _merged(data: pd.DataFrame) -> pd.DataFrame:
    """Bands under 200 people joined with the band before, the first with the one after.

    Rates are means weighted by people. The interval of a joined band has the weighted mean of the half-widths,
    which is never narrower than it should be.
    """
    known = data[data["why"] == ""]
    if known.empty:
        return data
    people = known.groupby("group", sort=False)["residents_ill"].min().astype(float)
    bands: list[list[str]] = []
    for group in dict.fromkeys(known["group"]):
        small = people[group] < FEWEST_ILL or (bands and sum(people[name] for name in bands[-1]) < FEWEST_ILL)
        if bands and small:
            bands[-1].append(group)
        else:
            bands.append([group])
    lines = []
    for arm in dict.fromkeys(data["arm"]):
        for band in bands:
            mine = data[(data["arm"] == arm) & data["group"].isin(band)]
            lines.append(_joined(mine, band))
    return pd.DataFrame(lines, columns=data.columns)


def _joined(mine: pd.DataFrame, band: list[str]) -> dict[str, Any]:
    """Several lines of one arm as one."""
    first = {str(name): value for name, value in mine.iloc[0].items()}
    if len(mine) == 1 or first["why"]:
        return first | {"group": _from_to(band)}
    weights = mine["residents_ill"].astype(float)
    line = first | {"group": _from_to(band), "residents_ill": float(weights.sum())}
    for side in SIDES:
        names = [f"{side}_{end}" for end in ("per_1000", "low", "high")]
        means = {name: float(np.average(mine[name].astype(float), weights=weights)) for name in names}
        line |= means
    return line


def _from_to(band: list[str]) -> str:
    """``0-30`` and ``30-60`` together are ``0-60``; what is not written so is joined by a plus."""
    if len(band) == 1:
        return band[0]
    start, _, _ = band[0].partition("-")
    _, dash, end = band[-1].partition("-")
    if dash:
        return f"{start}-{end}"
    return f"{start}+" if band[-1].endswith("+") else " + ".join(band)


@dataclass(frozen=True)
class Labels:
    """The words of figures 10 and 11 in one language."""

    arms: dict[int, str]
    """Name of each arm by its place in the study; today is none of them."""
    groups: list[str]
    axis: str
    y: str
    ill: str
    better: str
    worse: str
    empty: str


ALL = 1000.0
"""Of 1,000 who fell ill no more than 1,000 can gain or lose."""


def limit(data: pd.DataFrame) -> float:
    """Where the symmetric axis ends; never beyond all of 1,000."""
    ends = data[["better_per_1000", "better_high", "worse_per_1000", "worse_high"]].to_numpy(dtype=float)
    return min(ALL, nice_limit(1.06 * float(np.nanmax(ends)) if np.isfinite(ends).any() else 1.0))


def leaves(value: float, high: float, most: float) -> bool:
    """Whether an interval goes on beyond the axis; one that was cut at 1,000 does, unless all its runs lie there."""
    return high > most or (high >= ALL and value < ALL)


def draw_by_distance(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """Bars up for better and down for worse, one per arm in each band; people of the band in a strip below."""
    arms, bands = list(dict.fromkeys(data["arm"])), list(dict.fromkeys(data["group"]))
    left, right, high, strip = 17.0, 4.0, 62.0, 12.0
    head = keys.height_of(list(labels.arms.values()), width_mm) + 5.0
    figure = style.sheet(width_mm, head + high + 16.0 + strip + 5.0)
    key_of_others(figure, labels.arms)
    axes = style.panel(figure, left, head, width_mm - left - right, high)
    most = limit(data)
    axes.set_xlim(-0.5, len(bands) - 0.5)
    axes.set_ylim(-most, most)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.grid(axis="y", color=style.GRID, linewidth=0.5)
    axes.axhline(0, color=style.INK, linewidth=0.9)
    axes.set_ylabel(labels.y, labelpad=2)
    axes.set_xticks(range(len(bands)), bands)
    axes.set_xlabel(labels.axis, labelpad=2)
    style.write(figure, left, head - 1.2, f"↑ {labels.better}", size=style.TICK_PT, weight="bold")
    style.write(figure, 2.0, head + high + 8.2, f"↓ {labels.worse}", size=style.TICK_PT, weight="bold")
    wide = 0.76 / len(arms)
    for line, band in enumerate(bands):
        for k, arm in enumerate(arms):
            row = data[(data["group"] == band) & (data["arm"] == arm)].iloc[0]
            x = line - 0.38 + wide * (k + 0.5)
            if row["why"]:
                axes.text(x, 0, labels.empty, rotation=90, fontsize=style.TICK_PT, color=style.QUIET, ha="center")
                continue
            for side, sign in (("better", 1.0), ("worse", -1.0)):
                _upright(axes, x, 0.86 * wide, sign, row, side, list(labels.arms)[k], most)
    below = style.panel(figure, left, head + high + 15.0, width_mm - left - right, strip)
    _strip(below, data, bands, labels.ill)
    return figure


def _upright(
    axes: Axes, x: float, wide: float, sign: float, row: pd.Series, side: str, place: int, most: float
) -> None:
    value, low, high = (float(row[f"{side}_{end}"]) for end in ("per_1000", "low", "high"))
    axes.bar([x], [sign * value], width=wide, color=style.GRID, edgecolor=style.QUIET, linewidth=0.5)
    if np.isfinite(low):
        axes.plot([x, x], [sign * max(low, 0.0), sign * min(high, most)], color=style.INK, linewidth=1.2)
        if leaves(value, high, most):
            _arrowhead(axes, x, sign * most, "^" if sign > 0 else "v")
    beyond = sign * (min(most, max(value, high if np.isfinite(high) else value)) + 0.035 * most)
    axes.plot([x], [beyond], **style.marks(place, size=4), clip_on=False)


def _arrowhead(axes: Axes, x: float, y: float, mark: str) -> None:
    """The interval goes on beyond the edge."""
    axes.plot([x], [y], marker=mark, markersize=4, color=style.INK, clip_on=False, gid="leaves")


def _strip(axes: Axes, data: pd.DataFrame, bands: list[str], name: str) -> None:
    """How many people each band stands for."""
    known = data[data["why"] == ""]
    people = [float(known.loc[known["group"] == band, "residents_ill"].astype(float).mean()) for band in bands]
    axes.set_xlim(-0.5, len(bands) - 0.5)
    axes.set_ylim(0, 2.0 * max([p for p in people if np.isfinite(p)], default=1.0))
    axes.set_yticks([])
    axes.set_xticks([])
    axes.bar(range(len(bands)), people, width=0.76, color=style.QUIET)
    for x, count in enumerate(people):
        axes.annotate(
            f"{count:,.0f}", (x, count), (0, 2), textcoords="offset points", ha="center", fontsize=style.TICK_PT - 0.5
        )
    axes.set_xlabel(name, labelpad=2, fontsize=style.TICK_PT, color=style.QUIET)


def draw_by_group(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """A dot table: worse to the left, better to the right of nought; a line through the value of everyone."""
    arms, pairs = (
        list(dict.fromkeys(data["arm"])),
        list(dict.fromkeys(zip(data["grouping"], data["group"], strict=True))),
    )
    head = head_of(list(labels.arms.values()), width_mm, 8.0)
    sheet = blocks(
        width_mm, labels.groups, [len(arms)] * len(pairs), head_mm=head, right_mm=6.0, left_mm=52.0, least_row_mm=2.4
    )
    key_of_others(sheet.figure, labels.arms)
    most = limit(data)
    sheet.axes.set_xlim(-most, most)
    sheet.axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    sheet.axes.axvline(0, color=style.INK, linewidth=0.9)
    sheet.axes.set_xlabel(labels.axis)
    left = 4.0 if width_mm < 120 else 52.0
    centre = left + (width_mm - left - 6.0) / 2
    style.write(sheet.figure, centre + 3, head - 1.6, f"{labels.better} →", size=style.TICK_PT, weight="bold")
    style.write(
        sheet.figure, centre - 3, head - 1.6, f"← {labels.worse}", size=style.TICK_PT, weight="bold", at="right"
    )
    for line, (grouping, group) in enumerate(pairs):
        for k, arm in enumerate(arms):
            mine = data[(data["arm"] == arm) & (data["grouping"] == grouping) & (data["group"] == group)].iloc[0]
            at = sheet.at(line, k)
            if mine["why"]:
                sheet.empty(line, k, labels.empty)
                continue
            for side, sign in (("better", 1.0), ("worse", -1.0)):
                value, low, high = (float(mine[f"{side}_{end}"]) for end in ("per_1000", "low", "high"))
                if np.isfinite(low):
                    ends = [sign * max(low, 0.0), sign * min(high, most)]
                    sheet.axes.plot(ends, [at, at], color=style.INK, linewidth=1.2)
                    if leaves(value, high, most):
                        _arrowhead(sheet.axes, sign * most, at, ">" if sign > 0 else "<")
                sheet.axes.plot([sign * value], [at], **style.marks(list(labels.arms)[k], size=4.5))
                if grouping == "overall":
                    sheet.axes.axvline(sign * value, color=style.QUIET, linewidth=0.6, linestyle=(0, (2, 3)), zorder=0)
    return sheet.figure


def key_of_others(figure: Figure, arms: dict[int, str]) -> None:
    """The key without today: nobody gains or loses against himself."""
    keys.key_of_arms(figure, list(arms.values()), lines=False, places=list(arms))
