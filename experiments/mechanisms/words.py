"""How the numbers and outcomes of the claims are said: rounded to what luck allows, shares as percentages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from experiments.mechanisms.judged import FAILS, HOLDS, NOTHING, UNTOLD, Line, Shown, moves
from experiments.report.numbers import decimals, plain
from experiments.statistics.intervals import Interval
from sim.measures import find

SHARES: Final = ("share",)
MARK: Final = {HOLDS: "holds", FAILS: "**flips**", UNTOLD: "?", NOTHING: "="}


def named(line: Line) -> str:
    """The measure and of what, as code."""
    measure, group = line.of.cell
    return f"`{measure}` {group}".strip()


def level(line: Line, value: float) -> str:
    """A mean, with its unit."""
    half, factor, unit = _scaled(line)
    return plain(value * factor, decimals(half * factor, value * factor)) + ("\u202f%" if factor != 1.0 else unit)


def change(line: Line, found: Interval | None = None) -> str:
    """A difference with its interval."""
    found = found or line.shown
    _, factor, unit = _scaled(line)
    places = decimals(found.half_width * factor, found.mean * factor)
    ends = [plain(end * factor, places, signed=True) for end in (found.mean, found.lo, found.hi)]
    word = " points" if factor != 1.0 else unit
    if math.isnan(found.lo):
        return f"{ends[0]}{word} (no interval: {found.n} pairs)"
    return f"{ends[0]}{word} ({ends[1]} to {ends[2]})"


def short(line: Line) -> str:
    """A difference with its half-width, for one cell of a grid."""
    found, (_, factor, _) = line.shown, _scaled(line)
    places = decimals(found.half_width * factor, found.mean * factor)
    middle, half = plain(found.mean * factor, places, signed=True), plain(found.half_width * factor, places)
    return f"{middle} ± {half} {MARK[line.outcome]}"


def numbers_of(shown: Shown) -> str:
    """The means of a property, arm by arm, or how many cases were compared and how many are against it."""
    if shown.tally is not None:
        more = f"; {shown.tally.total:,.0f} {shown.tally.total_what}" if shown.tally.total_what else ""
        return f"{shown.tally.compared:,} {shown.tally.what}, {shown.tally.broken:,} against it{more}"
    levels = [level(line, line.gap.arm) for line in shown.lines]
    levels = [level(shown.lines[0], shown.lines[0].gap.today), *levels]
    names = [shown.lines[0].before, *(line.after for line in shown.lines)]
    return "; ".join(f"{name} {value}" for name, value in zip(names, levels, strict=True))


def intervals_of(shown: Shown) -> str:
    """The step from each arm of a property to the next."""
    if shown.tally is not None:
        return "exact" if shown.tally.broken == 0 else f"exact; worst {shown.tally.worst:g}"
    return "; ".join(change(line) for line in shown.lines)


def wanted(lines: Sequence[Line]) -> str:
    """How many replications of that length would tell what cannot be told, or that none would."""
    open_lines = [line for line in lines if line.outcome == UNTOLD]
    if any(line.needed is None for line in open_lines):
        return "no number of replications within reach would tell"
    return f"about {max(line.needed or 0 for line in open_lines):,} replications would tell"


def outcome_of(line: Line) -> str:
    """What became of a claim; where it cannot be told, what it would take."""
    said = f"**{line.outcome}**"
    return f"{said}; {wanted([line])}" if line.outcome == UNTOLD else said


def row(*cells: str) -> str:
    """One row of a table."""
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def unit_of(line: Line) -> str:
    """What the numbers of a grid are in."""
    unit = find(line.of.measure).unit
    return "points" if unit in SHARES else unit


def margin(line: Line) -> str:
    """The smallest change that matters."""
    _, factor, unit = _scaled(line)
    return f"{line.margin * factor:g}" + (" points" if factor != 1.0 else unit)


def _scaled(line: Line) -> tuple[float, float, str]:
    """(half-width of the interval shown, factor for printing, unit)."""
    unit = find(line.of.measure).unit
    half = line.shown.half_width
    return (half, 100.0, "") if unit in SHARES else (half, 1.0, _after(unit))


def _after(unit: str) -> str:
    """Units that are said after a number; rates are said by the measure's name."""
    return f" {unit}" if unit in ("min", "h", "days", "yuan", "per person-year") else ""


def region(grid: Sequence[Sequence[Line]], rows: Sequence[str], columns: Sequence[str]) -> str:
    """In one sentence: where over the grid the sign holds, flips, cannot be told."""
    where: dict[str, list[str]] = {HOLDS: [], FAILS: [], UNTOLD: [], NOTHING: []}
    for row, lines in zip(rows, grid, strict=True):
        for column, line in zip(columns, lines, strict=True):
            where[line.outcome].append(f"{row} / {column}")
    total = len(rows) * len(columns)
    if len(where[HOLDS]) == total:
        return f"The sign holds in all {total} cells."
    said = []
    for outcome, words in (
        (HOLDS, "holds"),
        (FAILS, "flips"),
        (UNTOLD, "cannot be told"),
        (NOTHING, "stays at nothing"),
    ):
        cells = where[outcome]
        if cells:
            listed = "" if len(cells) == total else ": " + "; ".join(cells)
            said.append(f"{words} in {len(cells)} of {total} cells{listed if len(cells) <= total / 2 else ''}")
    return f"The sign {', '.join(said)}."


def _relative(line: Line) -> float:
    """How much a queue or a share moved, as a part of what it was."""
    before = abs(line.gap.today)
    return abs(line.gap.interval.mean) / before if before > 0.0 else math.inf


def because(lines: Sequence[Line]) -> str:
    """The queues and shares that were seen to move, the largest change first, or that none was."""
    largest = sorted((line for line in lines if moves(line)), key=_relative, reverse=True)
    moved = [f"{named(line)} {level(line, line.gap.today)} → {level(line, line.gap.arm)}" for line in largest]
    if not lines:
        return ""
    return "What moved: " + "; ".join(moved) + "." if moved else "Nothing beside it was seen to move."
