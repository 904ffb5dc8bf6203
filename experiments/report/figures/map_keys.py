"""Keys of the county map: one scale of areas and widths for all panels, and a bar of minutes on the road."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.report.figures import style

LARGEST_PT2, WIDEST_PT = 150.0, 3.2
ROUND_MINUTES = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120)
DRAWN_FLOWS = ("township", "county")


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


@dataclass(frozen=True)
class Scales:
    """One scale of areas and of widths for all panels."""

    rate: float
    change: float
    week: float

    @staticmethod
    def of(data: pd.DataFrame, flows: pd.DataFrame) -> Scales:
        change = float(data["difference"].astype(float).abs().max())
        week = float(flows.loc[flows["tier"].isin(DRAWN_FLOWS), "per_week"].astype(float).max()) if len(flows) else 1.0
        rate = float(data["mean"].astype(float).max())
        return Scales(rate or 1.0, change if change > 0 else 1.0, week if week > 0 else 1.0)

    def area(self, rate: float) -> float:
        """Points squared: the area and never the width tells the rate."""
        return LARGEST_PT2 * max(rate, 0.0) / self.rate


def minutes_per_km(data: pd.DataFrame) -> float:
    """Minutes on the road for a kilometre as the crow flies, median over villages; NaN if no village is away."""
    far = np.hypot(data["x_km"].astype(float), data["y_km"].astype(float))
    away = far > 0.5
    return float(np.median(data.loc[away, "minutes_to_county"].astype(float) / far[away])) if away.any() else math.nan


def scale_bar(figure: Figure, axes: Axes, data: pd.DataFrame, labels: Labels, left: float, y: float) -> None:
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


def key(figure: Figure, scales: Scales, labels: Labels, width_mm: float) -> None:
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
