"""Figure 4, the county map: visits per 1,000 residents of each village and the ways to the tiers above, arm by arm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.figures.map_keys import DRAWN_FLOWS, LARGEST_PT2, WIDEST_PT, Labels, Scales, key, scale_bar
from experiments.report.grid import filled
from experiments.report.study import Study

FILE, FLOWS = "curves/villages.csv", "curves/flows_up.csv"
FEW_EPISODES = 30
"""Villages with fewer illnesses than this are hatched: a rate of a handful of cases says nothing."""
LEAST_PER_WEEK = 1.0


def table(study: Study) -> pd.DataFrame:
    """Every village in every arm; a village whose difference is no more than luck says so."""
    data = filled(study.tables[FILE], study.arms, ["village"])
    return data.assign(few=data["episodes"].astype(float) < FEW_EPISODES, clear=data["changed"] == "yes")


def has_map(data: pd.DataFrame) -> bool:
    """Whether the villages lie anywhere."""
    places = data[["x_km", "y_km"]].astype(float).dropna()
    return len(places) > 0 and not bool((places == 0).all().all())


def drawn_flows(flows: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Ways that at least one resident a week takes, to places that lie on the map."""
    mine = flows[(flows["arm"] == arm) & flows["tier"].isin(DRAWN_FLOWS)]
    return mine[mine["per_week"].astype(float) >= LEAST_PER_WEEK]


def draw(data: pd.DataFrame, flows: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """Today, arm and difference abreast; of several arms today once, then the pairs, one abreast on a telephone."""
    arms = list(dict.fromkeys(data["arm"]))
    others = arms[1:]
    columns = 2 if width_mm < 120 else 3 if len(others) < 2 else 4
    first = [(arms[0], "today")]
    pairs = [(arm, kind) for arm in others for kind in ("arm", "difference")]
    panels = first + pairs if columns == 3 or not others else [*first, *[("", "key")] * (columns - 1), *pairs]
    box = _extent(data, flows)
    across = (width_mm - 4.0 - 3.0 * (columns - 1)) / columns
    high = min(max(across * (box[3] - box[2]) / (box[1] - box[0]), 0.45 * across), 1.3 * across)
    rows = -(-len(panels) // columns)
    key_mm = 14.0
    over = 2.0 + 3.3 * max(len(_lines(name, across)) for name in labels.arms)
    step = high + over + 10.0
    figure = style.sheet(width_mm, key_mm + step * rows)
    scales = Scales.of(data, flows)
    key(figure, scales, labels, width_mm)
    for number, (arm, kind) in enumerate(panels):
        if kind == "key":
            continue
        left = 2.0 + (number % columns) * (across + 3.0)
        top = key_mm + over + step * (number // columns)
        axes = _panel(figure, (left, top, across, high), box)
        shown = arms[0] if kind == "today" else arm
        place = arms.index(shown)
        name = labels.difference if kind == "difference" else labels.arms[place]
        _name(figure, left, top - 1.6, _lines(name, across), place, kind != "difference")
        mine = data[data["arm"] == shown]
        if (mine["why"] != "").all():
            axes.text(0.5, 0.5, labels.empty, transform=axes.transAxes, ha="center", fontsize=style.TICK_PT)
        elif kind == "difference":
            _differences(axes, mine, scales)
        else:
            _levels(axes, mine, drawn_flows(flows, shown), scales)
            _said_away(figure, flows, shown, labels, left, top + high + 3.2)
        if number == 0:
            scale_bar(figure, axes, data, labels, left, top + high + 7.2)
    return figure


def _lines(name: str, across_mm: float) -> list[str]:
    return style.wrap(name, across_mm - 5.0, style.TICK_PT)[:4]


def _extent(data: pd.DataFrame, flows: pd.DataFrame) -> tuple[float, float, float, float]:
    drawn = flows[flows["tier"].isin(DRAWN_FLOWS)]
    x = np.concatenate([data["x_km"].astype(float).dropna(), drawn["to_x_km"].astype(float), [0.0]])
    y = np.concatenate([data["y_km"].astype(float).dropna(), drawn["to_y_km"].astype(float), [0.0]])
    edge = 0.08 * max(float(np.ptp(x)), float(np.ptp(y)), 1.0)
    return x.min() - edge, x.max() + edge, y.min() - 1.6 * edge, y.max() + edge


def _panel(figure: Figure, place: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> Axes:
    axes = style.panel(figure, *place)
    axes.set_xlim(box[0], box[1])
    axes.set_ylim(box[2], box[3])
    axes.set_aspect("equal", adjustable="box")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor("#fafafa")
    axes.spines["bottom"].set_visible(False)
    return axes


def _levels(axes: Axes, mine: pd.DataFrame, flows: pd.DataFrame, scales: Scales) -> None:
    for row in flows.to_dict("records"):
        axes.plot(
            [row["x_km"], row["to_x_km"]],
            [row["y_km"], row["to_y_km"]],
            color=style.TIER_COLOURS[row["tier"]],
            linewidth=max(0.25, round(WIDEST_PT * float(row["per_week"]) / scales.week, 1)),
            linestyle="-" if row["tier"] == "county" else (0, (3, 1)),
            alpha=0.8,
            solid_capstyle="round",
            zorder=2,
        )
    for few, hatch in ((False, None), (True, "//////")):
        some = mine[(mine["few"] == few) & (mine["why"] == "")]
        areas = [scales.area(rate) for rate in some["mean"].astype(float)]
        look: dict[str, Any] = {
            "facecolor": "white" if few else "#cccccc",
            "edgecolor": style.INK,
            "linewidth": 0.6,
            "hatch": hatch,
        }
        axes.scatter(some["x_km"].astype(float), some["y_km"].astype(float), s=areas, zorder=3, **look)
    axes.plot([0], [0], marker="P", markersize=6, color=style.INK, markeredgecolor="white", zorder=4)


def _differences(axes: Axes, mine: pd.DataFrame, scales: Scales) -> None:
    change = mine["difference"].astype(float)
    for sign, marker in ((1, "^"), (-1, "v")):
        some = mine["clear"] & (sign * change > 0) & ~mine["few"]
        areas = LARGEST_PT2 * change[some].abs() / scales.change
        look: dict[str, Any] = {
            "facecolor": style.INK if sign > 0 else "white",
            "edgecolor": style.INK,
            "linewidth": 0.8,
        }
        axes.scatter(mine.loc[some, "x_km"], mine.loc[some, "y_km"], s=areas, marker=marker, zorder=3, **look)
    rest = mine[~(mine["clear"] & ~mine["few"])]
    axes.scatter(rest["x_km"].astype(float), rest["y_km"].astype(float), s=4, color=style.QUIET, zorder=2)
    axes.plot([0], [0], marker="P", markersize=6, color=style.INK, markeredgecolor="white", zorder=4)


def _name(figure: Figure, left: float, y: float, lines: list[str], place: int, bold: bool) -> None:
    for row, line in enumerate(lines):
        at = y - 3.3 * (len(lines) - 1 - row)
        begins = keys.arm_label(figure, left, at, place, style.TICK_PT) if row == 0 else left + 3.4
        style.write(figure, begins, at, line, size=style.TICK_PT, weight="bold" if bold else "normal")


def _said_away(figure: Figure, flows: pd.DataFrame, arm: str, labels: Labels, left: float, y: float) -> None:
    """Those who leave the county are told, not drawn: their hospital lies beyond the map."""
    away = flows[(flows["arm"] == arm) & (flows["tier"] == "out_of_county")]["per_week"].astype(float).sum()
    style.write(figure, left, y, labels.away.format(n=f"{away:,.0f}"), size=style.TICK_PT - 0.5, colour=style.QUIET)
