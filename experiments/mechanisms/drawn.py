"""The small figures: where over two inputs a sign holds or flips, and levers together.

Laid out in millimetres, so that every word has its room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.mechanisms.factorials import Cell, Joined, Together
from experiments.mechanisms.judged import FAILS, HOLDS, Line, Trial
from experiments.mechanisms.words import short, unit_of
from experiments.report.figures import style
from experiments.report.figures.style import INK, MM, QUIET, SHADE, house_style, marks
from experiments.report.figures.svg import svg
from experiments.report.wording import table

WIDE_MM, EDGE_MM, GAP_MM, WIDEST_PANEL_MM = 170.0, 2.0, 5.0, 66.0
LEVELS_MM, CELL_MM, LINE_MM, SIZE, SMALL = 30.0, 12.0, 3.2, 7.5, 6.5
FILLS: Final = {HOLDS: "#0072B2", FAILS: "#D55E00"}
SIGNS: Final = {HOLDS: "holds", FAILS: "flips"}
KEY: Final = (
    (HOLDS, "holds: interval on the claimed side"),
    (FAILS, "flips: on the other side"),
    ("?", "?: cannot be told"),
)


@dataclass(frozen=True)
class Layout:
    """Where things stand on a sheet: panels side by side, heads above them."""

    figure: Figure
    left_mm: float
    top_mm: float
    across_mm: float
    high_mm: float

    def panel(self, place: int) -> Any:
        """The axes of one panel, without ticks."""
        axes = style.panel(
            self.figure, self.left_mm + place * (self.across_mm + GAP_MM), self.top_mm, self.across_mm, self.high_mm
        )
        axes.grid(visible=False)
        axes.tick_params(length=0)
        return axes

    def lines(self, x_mm: float, first_mm: float, said: Sequence[str], **look: Any) -> None:
        """Lines of text, one below the other."""
        for number, line in enumerate(said):
            style.write(self.figure, x_mm, first_mm + LINE_MM * number, line, **look)


def layout(many: int, left_mm: float, heads: Sequence[Sequence[str]], high_mm: float, below_mm: float) -> Layout:
    """A sheet for so many panels; heads are the titles of the panels, wrapped."""
    across = min(WIDEST_PANEL_MM, (WIDE_MM - left_mm - EDGE_MM - GAP_MM * (many - 1)) / many)
    top = 2.0 + LINE_MM * max(map(len, heads)) + 2.0
    return Layout(style.sheet(WIDE_MM, top + high_mm + below_mm), left_mm, top, across, high_mm)


def region_figure(trial: Trial) -> str:
    """One panel for each watched sign: inputs along the axes, the difference and its word in every cell."""
    assert trial.entry.grid is not None
    grid, name, many = trial.entry.grid, trial.entry.name, len(trial.grids)
    left = LEVELS_MM + EDGE_MM
    across = min(WIDEST_PANEL_MM, (WIDE_MM - left - EDGE_MM - GAP_MM * (many - 1)) / many)
    heads = [_head(cells[0][0], across, f"claimed {expected.claimed}") for expected, cells in trial.grids]
    rows, columns = [one.label for one in grid.rows.levels], [one.label for one in grid.columns.levels]
    below = [style.wrap(label, across / len(columns) - 1.0, SMALL) for label in columns]
    named = style.wrap(f"→ {grid.columns.name}", across, SIZE)
    foot = LINE_MM * (max(map(len, below)) + len(named)) + 9.0
    with house_style():
        sheet = layout(many, left, heads, CELL_MM * len(rows), foot)
        sheet.lines(EDGE_MM, 5.0, style.wrap(f"↓ {grid.rows.name}", LEVELS_MM - 2.0, SIZE), size=SIZE, colour=QUIET)
        for row, label in enumerate(rows):
            said = style.wrap(label, LEVELS_MM - 2.0, SMALL)
            middle = sheet.top_mm + CELL_MM * (row + 0.5) - LINE_MM * (len(said) - 1) / 2 + 1.0
            sheet.lines(left - 2.0, middle, said, size=SMALL, at="right")
        for place, (_, cells) in enumerate(trial.grids):
            start = left + place * (across + GAP_MM)
            _title(sheet, start, heads[place])
            _map(sheet.panel(place), cells)
            under = sheet.top_mm + CELL_MM * len(rows) + 3.2
            for column, said in enumerate(below):
                sheet.lines(start + across * (column + 0.5) / len(below), under, said, size=SMALL, at="center")
            after = under + LINE_MM * max(map(len, below)) + 0.6
            sheet.lines(start, after, named, size=SIZE, colour=QUIET)
        _key(sheet.figure)
        words = f"{trial.entry.title}: where the sign holds and where it flips"
        return svg(sheet.figure, f"region-{name}", words, f"{grid.rows.name} by {grid.columns.name}")


def _head(line: Line, across_mm: float, claimed: str) -> list[str]:
    """The measure in words; then of what, its unit and the claim. The first lines, up to an empty one, are the name."""
    name = str(table("measures").get(line.of.measure, {}).get("en") or line.of.measure.replace("_", " "))
    unit = "%" if line.of.unit == "share" and not claimed else unit_of(line)
    of = [f"{key} {value}".replace("_", " ") for key, value in line.of.of.items()]
    below = ", ".join(said for said in (*of, unit, claimed) if said)
    return [*style.wrap(name, across_mm, SIZE), "", *style.wrap(below, across_mm, SMALL)]


def _title(sheet: Layout, start_mm: float, head: Sequence[str]) -> None:
    cut = head.index("")
    sheet.lines(start_mm, 5.0, head[:cut], size=SIZE, weight="bold")
    sheet.lines(start_mm, 5.0 + LINE_MM * cut, head[cut + 1 :], size=SMALL, colour=QUIET)


def _map(axis: Any, cells: Sequence[Sequence[Line]]) -> None:
    """Cells filled where the sign holds, hatched where it flips, empty where it cannot be told."""
    for row, lines in enumerate(cells):
        for column, line in enumerate(lines):
            axis.add_patch(
                Rectangle((column - 0.5, row - 0.5), 1, 1, edgecolor=INK, linewidth=0.6, **_look(line.outcome))
            )
            middle, half = short(line).rsplit(" ", 1)[0].split(" ± ")
            if line.outcome == FAILS:  # words are not read through hatching
                clear = Rectangle((column - 0.42, row - 0.42), 0.84, 0.84, facecolor="white", alpha=0.75, linewidth=0)
                axis.add_patch(clear)
            for below, said in ((-0.22, middle), (0.06, f"± {half}"), (0.34, SIGNS.get(line.outcome, "?"))):
                axis.text(column, row + below, said, ha="center", va="baseline", fontsize=SMALL)
    axis.set_xlim(-0.5, len(cells[0]) - 0.5)
    axis.set_ylim(len(cells) - 0.5, -0.5)
    axis.set_xticks([])
    axis.set_yticks([])


def _look(outcome: str) -> dict[str, Any]:
    if outcome not in FILLS:
        return {"facecolor": SHADE, "alpha": 0.5}
    return {"facecolor": FILLS[outcome], "alpha": 0.28, "hatch": "////" if outcome == FAILS else None}


def _key(figure: Figure) -> None:
    """What the fillings mean, at the foot of the sheet."""
    wide, high = figure.get_size_inches() / MM
    x = EDGE_MM
    for outcome, said in KEY:
        corner = x / wide, 1.6 / high
        figure.add_artist(Rectangle(corner, 4 / wide, 2.8 / high, edgecolor=INK, linewidth=0.4, **_look(outcome)))
        style.write(figure, x + 5.5, high - 1.9, said, size=SMALL)
        x += 5.5 + style.width_of(said, SMALL) + 4.0
    style.write(figure, x, high - 1.9, "±: half of its simulation interval", size=SMALL, colour=QUIET)


def factorial_figure(joined: Joined) -> str:
    """One panel for each measure: a row for every combination of levers, the mean as a mark on its own axis."""
    entry, many = joined.entry, len(joined.found)
    cells = [cell for cell in sorted(joined.found[0].means) if _pulls(joined, cell)]
    names = [" + ".join(_levers(joined, cell)) or "none of them" for cell in cells]
    left = EDGE_MM + 2.0 + min(58.0, max(style.width_of(name, SIZE) for name in names))
    across = (WIDE_MM - left - EDGE_MM - 4.0 - GAP_MM * (many - 1)) / many
    heads = [_head(found.effects[0], across, "") for found in joined.found]
    with house_style():
        sheet = layout(many, left, heads, 5.5 * len(cells), 13.0)
        for row, name in enumerate(names):
            at = sheet.top_mm + 5.5 * (row + 0.5) + 1.0
            style.write(sheet.figure, left - 3.0, at, name, size=SIZE, at="right")
        for place, (found, head) in enumerate(zip(joined.found, heads, strict=True)):
            _title(sheet, left + place * (sheet.across_mm + GAP_MM), head)
            _rows(sheet.panel(place), found, cells)
        note = "Means over replications; what each lever adds, with its interval, stands in the table."
        high = float(sheet.figure.get_size_inches()[1] / MM)
        style.write(sheet.figure, EDGE_MM, high - 2.0, note, size=SMALL, colour=QUIET)
        return svg(sheet.figure, f"together-{entry.name}", entry.title, "; ".join(names))


def _pulls(joined: Joined, cell: Cell) -> bool:
    """Whether every lever of a combination does something: one that needs another is nothing without it."""
    on = _levers(joined, cell)
    return all(one.only_with is None or one.only_with in on for one in joined.entry.factors if one.name in on)


def _levers(joined: Joined, cell: Cell) -> list[str]:
    return [one.name for one, on in zip(joined.entry.factors, cell, strict=True) if on]


def _rows(axis: Any, found: Together, cells: Sequence[Cell]) -> None:
    factor = 100.0 if found.effects[0].of.unit == "share" else 1.0
    values = [found.means[cell] * factor for cell in cells]
    axis.axvline(values[0], color=QUIET, linewidth=0.7, linestyle=(0, (3, 2)))
    for row, value in enumerate(values):
        axis.plot([value], [row], **marks(0 if row == 0 else 1))
    spread = max(values) - min(values) or 1.0
    axis.set_xlim(min(values) - 0.12 * spread, max(values) + 0.12 * spread)
    axis.set_ylim(len(cells) - 0.5, -0.5)
    axis.set_yticks([])
    axis.locator_params(axis="x", nbins=5)
    axis.grid(axis="x", color=style.GRID, linewidth=0.5)
