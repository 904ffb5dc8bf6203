"""The small figures: where over two inputs a sign holds or flips, and levers together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.mechanisms.factorials import Joined
from experiments.mechanisms.judged import FAILS, HOLDS, Line, Trial
from experiments.mechanisms.words import short, unit_of
from experiments.report.figures.style import INK, MM, QUIET, SHADE, TICK_PT, house_style, marks, pen
from experiments.report.figures.svg import svg

PANEL_MM, HIGH_MM = 75.0, 58.0
FILLS = {HOLDS: "#0072B2", FAILS: "#D55E00"}
SIGNS = {HOLDS: "holds", FAILS: "flips"}


def region_figure(trial: Trial) -> str:
    """One panel for each watched sign: inputs along the axes, the difference and its word in every cell."""
    assert trial.entry.grid is not None
    grid, name = trial.entry.grid, trial.entry.name
    with house_style():
        figure, axes = _panels(len(trial.grids))
        for place, (axis, (expected, cells)) in enumerate(zip(axes, trial.grids, strict=True)):
            _map(axis, cells)
            axis.set_title(_title(cells[0][0], f"claimed {expected.claimed}"), fontsize=TICK_PT + 1, loc="left")
            axis.set_xlabel(grid.columns.name)
            axis.set_xticks(range(len(grid.columns.levels)), [one.label for one in grid.columns.levels])
            axis.set_yticks(range(len(grid.rows.levels)), [one.label for one in grid.rows.levels])
            if place == 0:
                axis.set_ylabel(grid.rows.name)
        words = f"{trial.entry.title}: where the sign holds and where it flips"
        return svg(figure, f"region-{name}", words, f"{grid.rows.name} by {grid.columns.name}; numbers in the table")


def _map(axis: Any, cells: Sequence[Sequence[Line]]) -> None:
    """Cells filled where the sign holds, hatched where it flips, empty where it cannot be told."""
    for row, lines in enumerate(cells):
        for column, line in enumerate(lines):
            known = line.outcome in FILLS
            face = FILLS.get(line.outcome, "white")
            hatch = "////" if line.outcome == FAILS else None
            look: dict[str, Any] = {"facecolor": face, "alpha": 0.28} if known else {"facecolor": SHADE, "alpha": 0.5}
            corner = column - 0.5, row - 0.5
            axis.add_patch(Rectangle(corner, 1, 1, edgecolor=INK, linewidth=0.6, hatch=hatch, **look))
            said = short(line).rsplit(" ", 1)[0]
            axis.text(column, row, f"{said}\n{SIGNS.get(line.outcome, '?')}", ha="center", va="center", fontsize=6.5)
    axis.set_xlim(-0.5, len(cells[0]) - 0.5)
    axis.set_ylim(len(cells) - 0.5, -0.5)
    axis.grid(visible=False)
    axis.tick_params(length=0)


def factorial_figure(joined: Joined) -> str:
    """One panel for each measure: the first lever along the axis, the second as lines, the third as a pair of them."""
    entry = joined.entry
    first, *others = entry.factors
    with house_style():
        figure, axes = _panels(len(joined.found))
        for axis, found in zip(axes, joined.found, strict=True):
            line = found.effects[0]
            factor = 100.0 if line.of.unit == "share" else 1.0
            for place, rest in enumerate(sorted({cell[1:] for cell in found.means})):
                values = [found.means[at, *rest] * factor for at in (0, 1)]
                on = [one.name for one, is_on in zip(others, rest, strict=True) if is_on]
                axis.plot((0, 1), values, color=QUIET, linestyle=pen(place).dash, linewidth=1.0)
                axis.plot((0, 1), values, **marks(place))
                said = " + ".join(on) or " or ".join(f"no {other.name}" for other in others)
                beside = {"xytext": (5, 0), "textcoords": "offset points", "va": "center", "fontsize": 6.5}
                axis.annotate(said, (1, values[1]), **beside)
            axis.set_xticks((0, 1), (f"no {first.name}", first.name))
            axis.set_xlim(-0.2, 1.9)
            axis.set_title(_title(line, ""), fontsize=TICK_PT + 1, loc="left")
        return svg(figure, f"together-{entry.name}", entry.title, "means over replications; intervals in the table")


def _panels(many: int) -> tuple[Figure, list[Any]]:
    figure = Figure(figsize=(PANEL_MM * MM * many, HIGH_MM * MM), layout="constrained")
    axes = figure.subplots(1, many, squeeze=False)[0].tolist()
    return figure, axes


def _title(line: Line, claimed: str) -> str:
    """The measure, then of what, its unit and the claim on a line of their own: panels stand side by side."""
    unit = "%" if line.of.unit == "share" and not claimed else unit_of(line)
    of = ", ".join(f"{key} {value}" for key, value in line.of.of.items())
    below = ", ".join(said for said in (of, unit, claimed) if said)
    return f"{line.of.measure}\n{below}"
