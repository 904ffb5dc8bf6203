"""Figure 2, is this our county: each reported figure of today against what the model gives for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.report.figures import style
from experiments.report.study import Study

COLUMNS = (
    "measure",
    "group",
    "unit",
    "reported",
    "within",
    "use",
    "simulated",
    "lo",
    "hi",
    "n",
    "met",
    "deviation_percent",
    "lo_percent",
    "hi_percent",
    "within_percent",
    "why",
)
ROW_MM, LABEL_MM = 8.0, 62.0


def table(study: Study) -> pd.DataFrame:
    """The numbers of the figure: deviations in per cent of the reported value, one line per target."""
    lines = []
    for row in study.rows("targets.csv"):
        reported, simulated = row.number("reported"), row.number("simulated")
        line = {column: row[column] for column in COLUMNS[:11]}
        line["why"] = "why_zero" if reported == 0 else "why_no_case" if math.isnan(simulated) else ""
        if not line["why"]:
            for name, column in (("deviation", "simulated"), ("lo", "lo"), ("hi", "hi")):
                line[f"{name}_percent"] = 100 * (row.number(column) - reported) / abs(reported)
            line["within_percent"] = 100 * row.number("within") / abs(reported)
        lines.append(line)
    return pd.DataFrame(lines, columns=list(COLUMNS))


@dataclass(frozen=True)
class Labels:
    """The words of this figure in one language."""

    rows: list[str]
    axis: str
    empty: list[str]


def limit_of(data: pd.DataFrame) -> float:
    """Half the width of the axis, in per cent, the same for every row."""
    parts = data[["deviation_percent", "lo_percent", "hi_percent", "within_percent"]].to_numpy(dtype=float)
    most = float(np.nanmax(np.abs(parts))) if np.isfinite(parts).any() else 10.0
    return float(min(100.0, 5.0 * math.ceil(1.08 * most / 5.0)))


def draw(data: pd.DataFrame, labels: Labels, width_mm: float) -> Figure:
    """Dots on a common axis; the grey bar is each target's tolerance. Narrow: labels above the rows."""
    narrow = width_mm < 120
    row_mm = ROW_MM + 4.5 if narrow else ROW_MM
    left, top = (4.0, 2.0) if narrow else (LABEL_MM + 4, 2.0)
    height = row_mm * len(data)
    figure = style.sheet(width_mm, top + height + 13)
    axes = style.panel(figure, left, top, width_mm - left - 5, height)
    limit = limit_of(data)
    axes.set_xlim(-limit, limit)
    axes.set_ylim(height, 0)
    axes.set_yticks([])
    axes.set_xlabel(labels.axis)
    for line, (_, row) in enumerate(data.iterrows()):
        middle = row_mm * (line + 1) - ROW_MM / 2
        span = (middle - ROW_MM / 2, middle + ROW_MM / 2)
        axes.vlines([tick for tick in axes.get_xticks() if abs(tick) < limit], *span, color=style.GRID, linewidth=0.5)
        axes.vlines([0], *span, color=style.QUIET, linewidth=1)
        said = labels.rows[line]
        if narrow:
            style.write(figure, 4, top + row_mm * line + 3.6, said, size=style.TICK_PT + 0.5)
        else:
            lines = style.wrap(said, LABEL_MM, style.TICK_PT + 0.5)[:2]
            for k, text in enumerate(lines):
                style.write(
                    figure,
                    LABEL_MM + 1,
                    top + middle + 1.1 + 3.2 * (k - (len(lines) - 1) / 2),
                    text,
                    size=style.TICK_PT + 0.5,
                    at="right",
                )
        if row["why"]:
            axes.text(
                0,
                middle,
                labels.empty[line],
                fontsize=style.TICK_PT,
                color=style.QUIET,
                ha="center",
                va="center",
            )
            continue
        within = min(float(row["within_percent"]), limit)
        axes.barh(
            [middle],
            [2 * within],
            left=[-within],
            height=4.6,
            color=style.SHADE,
            edgecolor=style.GRID,
            linewidth=0.5,
            zorder=0.5,
        )
        colour = style.INK if row["met"] == "yes" else style.VERDICT_COLOURS["worse"]
        low, high = (float(np.clip(row[c], -limit, limit)) for c in ("lo_percent", "hi_percent"))
        axes.plot([low, high], [middle, middle], color=colour, linewidth=1.4)
        at = float(np.clip(row["deviation_percent"], -0.985 * limit, 0.985 * limit))
        beyond = abs(float(row["deviation_percent"])) > limit
        mark = (">" if at > 0 else "<") if beyond else "o" if row["met"] == "yes" else "D"
        axes.plot(
            [at],
            [middle],
            marker=mark,
            markersize=6,
            markeredgecolor=colour,
            markeredgewidth=1.2,
            markerfacecolor="white" if row["use"] == "fitted" else colour,
            linestyle="none",
            clip_on=False,
        )
        if row["met"] != "yes":
            said = f"{row['deviation_percent']:+.0f} %".replace("-", "−")
            outward = 0 < at < 0.8 * limit or at < -0.8 * limit
            axes.text(
                (max(high, at) if outward else min(low, at)) + (0.03 if outward else -0.03) * limit,
                middle,
                said,
                fontsize=style.TICK_PT,
                color=colour,
                ha="left" if outward else "right",
                va="center",
            )
    return figure
