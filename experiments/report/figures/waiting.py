"""Figure 5, waiting: the share still waiting after so many minutes, by tier, and beside it those never seen.

Who left counts as waiting until the moment of leaving (Kaplan and Meier), and the bars at the right edge show
how many they are: a wait of those who were seen, alone, hides them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.study import Study

UNSEEN = ("gave_up", "turned_away", "waiting")
SHADES = {"gave_up": "#555555", "turned_away": "#999999", "waiting": "#d0d0d0"}
TICKS = (0, 15, 60, 120, 240)
LEVELS = ((0.5, "median"), (0.05, "p95"))


def places(study: Study) -> list[str]:
    """The tiers (or stations) that have a curve, in the order of the file."""
    return [str(place) for place in dict.fromkeys(study.tables["curves/wait_survival.csv"]["tier"])]


def table(study: Study) -> pd.DataFrame:
    """The numbers of the figure: every arm × tier with its curve and, beside it, the unserved shares."""
    curves = study.tables["curves/wait_survival.csv"].assign(what="still_waiting")
    curves = curves.rename(columns={"share_still_waiting": "share"})
    ends = study.tables["curves/wait_ends.csv"]
    ends = ends[ends["outcome"].isin(UNSEEN)].rename(columns={"outcome": "what"})
    columns = ["arm", "tier", "what", "minute", "share", "lo", "hi", "n"]
    found = pd.concat([curves, ends]).reindex(columns=columns)
    known = set(zip(found["arm"], found["tier"], found["what"], strict=True))
    missing = [
        {"arm": arm.name, "tier": tier, "what": what, "why": "why_not_kept"}
        for arm in study.arms
        for tier in places(study)
        for what in ("still_waiting", *UNSEEN)
        if (arm.name, tier, what) not in known
    ]
    full = (
        pd.concat([found.assign(why=""), pd.DataFrame(missing, columns=[*columns, "why"])])
        if missing
        else found.assign(why="")
    )
    return full.reset_index(drop=True)


def crossing(curve: pd.DataFrame, share: float) -> float:
    """The minute at which so few still wait; NaN if the curve does not get there."""
    below = curve[curve["share"].astype(float) <= share]
    if below.empty or len(below) == len(curve):
        return float(below["minute"].iloc[0]) if len(below) else float("nan")
    after = below.index[0]
    before = curve.index[list(curve.index).index(after) - 1]
    t0, t1 = float(curve.loc[before, "minute"]), float(curve.loc[after, "minute"])
    s0, s1 = float(curve.loc[before, "share"]), float(curve.loc[after, "share"])
    return t0 + (t1 - t0) * (s0 - share) / (s0 - s1)


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    places: list[str]
    arms: list[str]
    ends: list[str]
    x: str
    y: str
    unseen: str


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """One panel per tier on common axes; today dashed with a hollow marker, arms by dash and marker."""
    narrow = width_mm < 120
    tiers = list(dict.fromkeys(data["tier"]))
    columns = 1 if narrow or len(tiers) == 1 else min(3, len(tiers))
    lines = -(-len(tiers) // columns)
    key = keys.height_of(labels.arms, width_mm)
    head = key + keys.height_of(labels.ends, width_mm) + 2
    left, bars, gap, high = 12.0, 11.0, 10.0, 52.0
    across = (width_mm - left - 3 - columns * (bars + 2) - (columns - 1) * gap) / columns
    step = high + 22
    figure = style.sheet(width_mm, head + lines * step)
    keys.key_of_arms(figure, labels.arms)
    keys.key_of_shades(figure, labels.ends, [SHADES[end] for end in UNSEEN], key)
    arms = list(dict.fromkeys(data["arm"]))
    for place, tier in enumerate(tiers):
        x = left + (place % columns) * (across + bars + 2 + gap)
        y = head + 7 + (place // columns) * step
        axes = style.panel(figure, x, y, across, high)
        style.write(figure, x, y - 2, labels.places[place], weight="bold")
        _curves(axes, data[(data["tier"] == tier) & (data["what"] == "still_waiting")], arms, tier)
        axes.set_xlabel(labels.x)
        axes.set_ylabel(labels.y if place % columns == 0 else "", labelpad=1)
        side = style.panel(figure, x + across + 2, y, bars, high)
        _unseen(side, data[(data["tier"] == tier) & (data["what"] != "still_waiting")], arms)
        style.write(
            figure,
            x + across + 2 + bars,
            y - 2,
            labels.unseen,
            size=style.TICK_PT,
            at="right",
            colour=style.QUIET,
        )
    return figure


def _curves(axes: Axes, curves: pd.DataFrame, arms: list[str], tier: str) -> None:
    axes.set_xscale("function", functions=(lambda t: np.sqrt(np.maximum(t, 0)), np.square))
    axes.set_xlim(0, 240)
    axes.set_ylim(0, 100)
    axes.set_xticks(TICKS)
    axes.set_xticklabels([str(tick) for tick in TICKS])
    axes.minorticks_off()
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.grid(axis="y", color=style.GRID, linewidth=0.5)
    colour = style.TIER_COLOURS.get(tier, style.INK)
    for place, arm in enumerate(arms):
        mine = curves[(curves["arm"] == arm) & curves["share"].notna()].sort_values("minute")
        if mine.empty:
            continue
        used = style.pen(place)
        minute, share, low, high = (mine[c].astype(float).to_numpy() for c in ("minute", "share", "lo", "hi"))
        axes.fill_between(minute, 100 * low, 100 * high, color=colour, alpha=0.16, linewidth=0)
        # everyone arrives waiting: where many are seen at once, the curve drops in the very first minute
        steps = (np.concatenate(([0.0], minute)), 100 * np.concatenate(([1.0], share)))
        axes.plot(*steps, color=colour, linewidth=1.3, linestyle=used.dash)
        for level, _ in LEVELS:
            at = crossing(mine, level)
            if np.isfinite(at):
                axes.plot(
                    [at],
                    [100 * level],
                    **(style.ring(place) if place == 0 else style.marks(place, size=4.5)),
                )


def _unseen(axes: Axes, ends: pd.DataFrame, arms: list[str]) -> None:
    """Bars from 0 on the same 0–100 % axis; the whole bar (all who were not seen) is what is compared."""
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.7, len(arms) - 0.3)
    axes.set_xticks([])
    axes.set_yticks([])
    for place, arm in enumerate(arms):
        floor = 0.0
        for what in UNSEEN:
            mine = ends[(ends["arm"] == arm) & (ends["what"] == what)]["share"].dropna()
            if len(mine):
                share = 100 * float(mine.iloc[0])
                axes.bar([place], [share], bottom=[floor], width=0.7, color=SHADES[what], linewidth=0)
                floor += share
        axes.plot(
            [place],
            [floor + 4],
            **style.marks(place, size=4),
        )
