"""Figure 3, where people go first and where visits happen: shares by tier, one marker per arm."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.figures import keys, style
from experiments.report.grid import as_table, grid
from experiments.report.study import Study

MEASURES = ("first_contact_share", "visit_share")
TIERS = ("village", "township", "county", "out_of_county")


def table(study: Study) -> pd.DataFrame:
    """The numbers of the figure: both measures, all tiers and arms, and what was reported."""
    wanted = [(measure, f"tier={tier}") for measure in MEASURES for tier in TIERS]
    reported = {(row["measure"], row["group"]): row.number("reported") for row in study.rows("targets.csv")}
    data = as_table(grid(study, wanted))
    data["reported"] = [reported.get((m, g)) for m, g in zip(data["measure"], data["group"], strict=True)]
    return data


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    panels: tuple[str, str]
    tiers: list[str]
    arms: list[str]
    axis: str
    empty: str


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """Aligned dots, 0 to 100 % in both panels; in a narrow drawing the panels stand one above the other."""
    narrow = width_mm < 120
    arms = list(dict.fromkeys(data["arm"]))
    band = max(9.0, 3.4 * len(arms) + 3.0)
    head = keys.height_of(labels.arms, width_mm) + 2
    left, height = 27.0, band * len(TIERS)
    across = (width_mm - left - 5) if narrow else (width_mm - left - 5 - 8) / 2
    step = height + 20
    figure = style.sheet(width_mm, head + (2 * step if narrow else step))
    keys.key_of_arms(figure, labels.arms, lines=False)
    for place, measure in enumerate(MEASURES):
        x = left if narrow else left + place * (across + 8)
        y = head + 6 + (place * step if narrow else 0)
        axes = style.panel(figure, x, y, across, height)
        axes.set_xlim(0, 100)
        axes.set_ylim(height, 0)
        axes.set_yticks([])
        axes.set_xticks([0, 25, 50, 75, 100])
        axes.grid(axis="x", color=style.GRID, linewidth=0.5)
        axes.set_xlabel(labels.axis)
        style.write(figure, x, y - 2, labels.panels[place], weight="bold")
        mine = data[data["measure"] == measure]
        for line, tier in enumerate(TIERS):
            top = band * line
            axes.axhline(top, color=style.GRID, linewidth=0.5)
            if narrow or place == 0:
                said = style.wrap(labels.tiers[line], left - 4, style.TICK_PT + 0.5)
                for k, text in enumerate(said):
                    at = y + top + band / 2 + 1.1 + 3.3 * (k - (len(said) - 1) / 2)
                    style.write(figure, 2, at, text, size=style.TICK_PT + 0.5)
            rows = mine[mine["group"] == f"tier={tier}"]
            if (rows["why"] != "").all():
                axes.text(2, top + band / 2, labels.empty, fontsize=style.TICK_PT, color=style.QUIET, va="center")
            for k, (_, row) in enumerate(rows.iterrows()):
                if row["why"]:
                    continue
                at = top + band * (k + 1) / (len(arms) + 1)
                colour = style.TIER_COLOURS[tier]
                axes.plot([100 * row["lo"], 100 * row["hi"]], [at, at], color=colour, linewidth=1.4)
                axes.plot(
                    [100 * row["mean"]],
                    [at],
                    **style.marks(k, colour),
                )
            known = rows["reported"].dropna()
            if len(known):
                axes.plot(
                    [100 * float(known.iloc[0])] * 2,
                    [top + 1, top + band - 1],
                    color=style.INK,
                    linewidth=1.6,
                )
    return figure
