"""Figure 7, referral up and down: bars to the right and to the left of nought, by channel and arm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.grid import as_table, grid
from experiments.report.study import Study

UP, DOWN, RATIO = "up_referrals_per_1000", "down_referrals_per_1000", "down_up_ratio"


def channels(study: Study) -> list[str]:
    """The channels that anyone took in any arm, and the official count (empty group) last."""
    found = dict.fromkeys([*study.groups(UP, "channel"), *study.groups(DOWN, "channel"), ""])
    return [group for group in found if any(_taken(study, measure, group) for measure in (UP, DOWN))]


def _taken(study: Study, measure: str, group: str) -> bool:
    levels = [study.level(arm, measure, group) for arm in study.arms]
    return any(level is not None and level.number("mean") != 0 for level in levels)


def table(study: Study) -> pd.DataFrame:
    """The numbers of the figure: both directions of every channel in every arm, and the ratio of each arm."""
    wanted = [(measure, channel) for channel in channels(study) for measure in (UP, DOWN)]
    return as_table(grid(study, [*wanted, (RATIO, "")] if wanted else []))


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    channels: list[str]
    arms: list[str]
    up: str
    down: str
    ratio: str
    ratios: list[str]
    axis: str


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """One block of bars per channel on one symmetric axis; the ratio stands at the row's end."""
    narrow = width_mm < 120
    arms = list(dict.fromkeys(data["arm"]))
    groups = list(dict.fromkeys(data[data["measure"] != RATIO]["group"]))
    block = 4.2 * len(arms) + 3.0
    over = 5.0 if narrow else 0.0
    left, right = (6.0, 6.0) if narrow else (40.0, 38.0)
    head = keys.height_of(labels.arms, width_mm) + 7
    height = (block + over) * len(groups)
    below = 14.0 + (5.0 + 4.2 * len(arms) if narrow else 0.0)
    figure = style.sheet(width_mm, head + height + below)
    keys.key_of_arms(figure, labels.arms, lines=False)
    axes = style.panel(figure, left, head, width_mm - left - right, height)
    limit = _limit(data)
    axes.set_xlim(-limit, limit)
    axes.set_ylim(height, 0)
    axes.set_yticks([])
    axes.grid(axis="x", color=style.GRID, linewidth=0.5)
    axes.axvline(0, color=style.INK, linewidth=0.9)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.set_xlabel(labels.axis)
    centre = left + (width_mm - left - right) / 2
    style.write(figure, centre + 3, head - 1.5, labels.up, size=style.TICK_PT + 0.5, weight="bold")
    style.write(figure, centre - 3, head - 1.5, labels.down, size=style.TICK_PT + 0.5, weight="bold", at="right")
    if narrow:
        _write_ratios(figure, labels, 4, head + height + 14, head + height + 16)
    else:
        last = head + (block + over) * max(0, len(groups) - 1) + 1.5
        _write_ratios(figure, labels, width_mm - right + 3, head - 1.5, last)
    for line, group in enumerate(groups):
        top = (block + over) * line
        axes.axhline(top, color=style.GRID, linewidth=0.5)
        if narrow:
            style.write(figure, 4, head + top + 3.8, labels.channels[line], size=style.TICK_PT + 0.5)
        else:
            said = style.wrap(labels.channels[line], left - 4, style.TICK_PT + 0.5)
            for k, text in enumerate(said):
                style.write(
                    figure,
                    2,
                    head + top + block / 2 + 1.1 + 3.3 * (k - (len(said) - 1) / 2),
                    text,
                    size=style.TICK_PT + 0.5,
                )
        for bar in _bars(data, group, arms, top + over):
            _draw_bar(axes, *bar)
    return figure


def _write_ratios(figure: Figure, labels: Labels, x_mm: float, head_mm: float, top_mm: float) -> None:
    """The ratio of every arm: at the end of the last row, or below the axis where there is no room beside it."""
    style.write(figure, x_mm, head_mm, labels.ratio, size=style.TICK_PT, colour=style.QUIET)
    for k, ratio in enumerate(labels.ratios):
        at = top_mm + 4.2 * (k + 0.5) + 1.0
        style.write(figure, keys.arm_label(figure, x_mm, at, k, style.TICK_PT), at, ratio, size=style.TICK_PT)


def _limit(data: pd.DataFrame) -> float:
    ends = data[data["measure"] != RATIO][["mean", "hi"]].to_numpy(dtype=float)
    most = float(np.nanmax(ends)) if np.isfinite(ends).any() else 1.0
    step = 10 ** math.floor(math.log10(max(most, 1e-9)))
    return float(max(step * math.ceil(1.05 * most / step), 1e-9))


def _bars(
    data: pd.DataFrame, group: str, arms: list[str], top: float
) -> Iterator[tuple[int, float, float, float, float]]:
    """Place, height, value and interval of every bar; a direction that nobody took has none."""
    mine = data[data["group"] == group]
    for measure, sign in ((UP, 1.0), (DOWN, -1.0)):
        rows = mine[mine["measure"] == measure]
        if not (rows["mean"].astype(float) > 0).any():
            continue
        for row in rows.to_dict("records"):
            if not row["why"]:
                place = arms.index(row["arm"])
                low, high = float(np.maximum(0.0, row["lo"])), float(row["hi"])
                yield (
                    place,
                    top + 1.5 + 4.2 * (place + 0.5),
                    sign * float(row["mean"]),
                    sign * low,
                    sign * high,
                )


def _draw_bar(axes: Axes, place: int, at: float, value: float, low: float, high: float) -> None:
    """A bar from 0 with its whisker, and the arm's marker just beyond its end."""
    axes.barh([at], [value], height=3.0, color=style.GRID, edgecolor=style.QUIET, linewidth=0.5)
    if math.isfinite(low):
        axes.plot([low, high], [at, at], color=style.INK, linewidth=1.2)
    reach = max(abs(value), abs(low) if math.isfinite(low) else 0, abs(high) if math.isfinite(high) else 0)
    beyond = math.copysign(reach + 0.025 * axes.get_xlim()[1], high if math.isfinite(high) else value)
    axes.plot(
        [beyond],
        [at],
        **style.marks(place, size=4),
        clip_on=False,
    )
