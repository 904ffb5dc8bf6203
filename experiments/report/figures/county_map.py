"""Figure 4, the county map: visits per 1,000 residents of each village and the ways to the tiers above, arm by arm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.report.figures import keys, style
from experiments.report.grid import filled
from experiments.report.study import Study

FILE, FLOWS = "curves/villages.csv", "curves/flows_up.csv"
FEW_EPISODES = 30
"""Villages with fewer illnesses than this are hatched: a rate of a handful of cases says nothing."""
LEAST_PER_WEEK = 1.0
LARGEST_PT2, WIDEST_PT = 150.0, 3.2
ROUND_MINUTES = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120)
DRAWN_FLOWS = ("township", "county")


def table(study: Study) -> pd.DataFrame:
    """Every village in every arm; a village whose difference is no more than luck says so."""
    data = filled(study.tables[FILE], study.arms, ["village"])
    return data.assign(few=data["episodes"].astype(float) < FEW_EPISODES, clear=data["changed"] == "yes")


def has_map(data: pd.DataFrame) -> bool:
    """Whether the villages lie anywhere."""
    places = data[["x_km", "y_km"]].astype(float).dropna()
    return len(places) > 0 and not bool((places == 0).all().all())


def minutes_per_km(data: pd.DataFrame) -> float:
    """Minutes on the road for a kilometre as the crow flies, median over villages; NaN if no village is away."""
    far = np.hypot(data["x_km"].astype(float), data["y_km"].astype(float))
    away = far > 0.5
    return float(np.median(data.loc[away, "minutes_to_county"].astype(float) / far[away])) if away.any() else math.nan


def drawn_flows(flows: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Ways that at least one resident a week takes, to places that lie on the map."""
    mine = flows[(flows["arm"] == arm) & flows["tier"].isin(DRAWN_FLOWS)]
    return mine[mine["per_week"].astype(float) >= LEAST_PER_WEEK]


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    arms: list[str]
    difference: str
    scale: str
    per_1000: str
    per_week: str
    away: str
    tiers: tuple[str, str]
    empty: str


def draw(data: pd.DataFrame, flows: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """A row of today, arm and difference for every arm; two panels abreast on a telephone."""
    arms = list(dict.fromkeys(data["arm"]))
    others = arms[1:]
    columns = 2 if width_mm < 120 else 3
    panels = [(arm, kind) for arm in others for kind in ("today", "arm", "difference")] or [(arms[0], "today")]
    if columns == 2:
        panels = [(arms[0], "today"), *((arm, kind) for arm in others for kind in ("arm", "difference"))]
        panels = [panels[0], ("", "key"), *panels[1:]] if others else panels
    box = _extent(data, flows)
    across = (width_mm - 4.0 - 3.0 * (columns - 1)) / columns
    high = min(max(across * (box[3] - box[2]) / (box[1] - box[0]), 0.45 * across), 1.3 * across)
    rows = -(-len(panels) // columns)
    key_mm = 14.0
    over = 2.0 + 3.3 * max(len(_lines(name, across)) for name in labels.arms)
    step = high + over + 10.0
    figure = style.sheet(width_mm, key_mm + step * rows)
    scales = _Scales.of(data, flows)
    _key(figure, scales, labels, width_mm)
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
            _scale_bar(figure, axes, data, labels, left, top + high + 7.2)
    return figure


@dataclass(frozen=True)
class _Scales:
    """One scale of areas and of widths for all panels."""

    rate: float
    change: float
    week: float

    @staticmethod
    def of(data: pd.DataFrame, flows: pd.DataFrame) -> _Scales:
        change = float(data["difference"].astype(float).abs().max())
        week = float(flows.loc[flows["tier"].isin(DRAWN_FLOWS), "per_week"].astype(float).max()) if len(flows) else 1.0
        rate = float(data["mean"].astype(float).max())
        return _Scales(rate or 1.0, change if change > 0 else 1.0, week if week > 0 else 1.0)

    def area(self, rate: float) -> float:
        """Points squared: the area and never the width tells the rate."""
        return LARGEST_PT2 * max(rate, 0.0) / self.rate


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


def _levels(axes: Axes, mine: pd.DataFrame, flows: pd.DataFrame, scales: _Scales) -> None:
    for row in flows.to_dict("records"):
        axes.plot(
            [row["x_km"], row["to_x_km"]],
            [row["y_km"], row["to_y_km"]],
            color=style.TIER_COLOURS[row["tier"]],
            linewidth=max(0.25, WIDEST_PT * float(row["per_week"]) / scales.week),
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


def _differences(axes: Axes, mine: pd.DataFrame, scales: _Scales) -> None:
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


def _scale_bar(figure: Figure, axes: Axes, data: pd.DataFrame, labels: Labels, left: float, y: float) -> None:
    """Under a panel, a bar as long as a round number of minutes on the road."""
    per_km = minutes_per_km(data)
    if not math.isfinite(per_km) or per_km <= 0:
        return
    whole_w, whole_h = figure.get_size_inches() / style.MM
    low, high = axes.get_xlim()
    mm_per_km = axes.get_position().width * whole_w / (high - low)
    minutes = max((m for m in ROUND_MINUTES if m * mm_per_km / per_km <= 18.0), default=1)
    long = minutes * mm_per_km / per_km
    ends = [left / whole_w, (left + long) / whole_w]
    figure.add_artist(Line2D(ends, [1 - (y - 0.9) / whole_h] * 2, color=style.INK, linewidth=1.6))
    style.write(figure, left + long + 1.5, y, labels.scale.format(minutes=minutes), size=style.TICK_PT - 0.5)


def _key(figure: Figure, scales: _Scales, labels: Labels, width_mm: float) -> None:
    """A circle and two lines of known size, so that areas and widths can be read."""
    whole_w, whole_h = figure.get_size_inches() / style.MM
    rate, week = _round(scales.rate), _round(scales.week)
    radius = math.sqrt(scales.area(rate) / math.pi) * 25.4 / 72
    axes = figure.add_axes((2.0 / whole_w, 1 - 12.0 / whole_h, (width_mm - 4.0) / whole_w, 12.0 / whole_h))
    axes.set_xlim(0, width_mm - 4.0)
    axes.set_ylim(0, 12.0)
    axes.axis("off")
    axes.scatter([radius + 0.5], [8.0], s=scales.area(rate), facecolor="#cccccc", edgecolor=style.INK, linewidth=0.6)
    x = 2 * radius + 2.5
    texts = [(x, 7.0, labels.per_1000.format(n=f"{rate:,.0f}"))]
    x += style.width_of(texts[0][2], style.TICK_PT) + 6.0
    for tier, name, y in zip(DRAWN_FLOWS, labels.tiers, (8.6, 4.4), strict=True):
        look: dict[str, Any] = {
            "color": style.TIER_COLOURS[tier],
            "linestyle": "-" if tier == "county" else (0, (3, 1)),
        }
        axes.plot([x, x + 8.0], [y, y], linewidth=WIDEST_PT * week / scales.week, **look)
        texts.append((x + 10.0, y - 1.0, f"{name}: {labels.per_week.format(n=f'{week:,.0f}')}"))
    for left, y, text in texts:
        axes.text(left, y, text, fontsize=style.TICK_PT)


def _round(most: float) -> float:
    """A round number of about half the largest."""
    if most <= 0:
        return 1.0
    step = 10 ** math.floor(math.log10(most))
    return float(max(step * math.floor(most / step), step)) if most / step >= 2 else float(step)
