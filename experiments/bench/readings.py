"""What the bench has read off its clocks: one number per line, and the same numbers as tables of medians."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Reading:
    """One number of one process. A ratio is to the SimPy process that ran beside it."""

    part: str
    row: str
    size: int  # episodes, facilities or weeks: what grows in this part
    round: int
    quantity: str
    value: float
    unit: str


@dataclass(frozen=True)
class Table:
    """A table of the page: a title, column heads, cells as text, and what a reader must know."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def values(readings: Iterable[Reading], row: str, quantity: str, size: int | None = None) -> list[float]:
    """All values of one cell, round by round."""
    return [
        reading.value
        for reading in readings
        if reading.row == row and reading.quantity == quantity and size in (None, reading.size)
    ]


def cell(numbers: Sequence[float], digits: int = 2) -> str:
    """Median (min–max), or a dash where nothing was read."""
    if not numbers:
        return "–"
    middle = number(statistics.median(numbers), digits)
    if len(numbers) == 1:
        return middle
    return f"{middle} ({number(min(numbers), digits)}–{number(max(numbers), digits)})"


def number(value: float, digits: int = 2) -> str:
    """A number with so many significant digits, large ones with thousands apart and in full."""
    if value == 0.0:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    text = f"{value:.{digits}g}"
    return f"{float(text):f}".rstrip("0").rstrip(".") if "e" in text else text


def write_csv(readings: Sequence[Reading], path: Path) -> None:
    """Every reading as a line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in fields(Reading)])
        for reading in readings:
            writer.writerow([f"{part:.6g}" if isinstance(part, float) else part for part in astuple(reading)])


def markdown(table: Table) -> str:
    """The table as Markdown."""
    lines = [f"## {table.title}", "", _line(table.heads), _line(["---"] * len(table.heads))]
    lines += [_line(row) for row in table.rows]
    lines += ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"
