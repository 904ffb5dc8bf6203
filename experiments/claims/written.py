"""claims.md, which a reviewer reads, and claims.csv, where every number of it can be found again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from experiments.claims.declared import Claim
from experiments.claims.judged import COMES_TRUE, COMES_TRUE_PERHAPS, Line, Shown, Trial
from experiments.claims.words import because, change, level, margin, named, region, short, unit_of

COLUMNS: Final = (
    *("table", "name", "mechanism", "says", "before", "after", "measure", "group", "unit", "value_before"),
    *("value_after", "difference", "lo", "hi", "simultaneous_lo", "simultaneous_hi", "n", "claimed", "margin"),
    *("verdict", "outcome", "compared", "broken", "worst"),
)


@dataclass(frozen=True)
class Setup:
    """What was run, for the head of the page."""

    county: str
    command: str
    seed: int
    runs: int
    replications: int
    grid_replications: int
    long: str
    short: str
    broken: tuple[str, ...] = ()


def page(setup: Setup, structure: Sequence[Shown], trials: Sequence[Trial]) -> str:
    """The whole page."""
    parts = [_head(setup)]
    if structure:
        parts.append(_structure(structure))
    if trials:
        parts += [_summary(trials), *(_trial(trial) for trial in trials)]
    return "\n\n".join(parts) + "\n"


def _head(setup: Setup) -> str:
    said = [
        "# What the structure must show, and which claims come true",
        f"Written by `{setup.command}` from `experiments/claims/claims.yaml`; "
        f"county `{setup.county}`, seed {setup.seed}, "
        f"{setup.runs} runs. Claims: {setup.replications} replications of {setup.long}; structure: "
        f"{setup.replications}, exact properties and grids {setup.grid_replications}, of {setup.short}. "
        "Both of a pair share their luck.",
        "A *simulation interval* shows what would change if the same county were simulated again with other luck. It "
        "does not cover doubt about the inputs. Intervals of several steps of one row hold together at 95 %. Nothing "
        "was tuned: directions and margins stand in `claims.yaml` before any run.",
    ]
    if setup.broken:
        listed = "\n".join(f"- {line}" for line in setup.broken)
        said.append(f"**Some runs broke a law of the audit; these numbers must not be used:**\n\n{listed}")
    return "\n\n".join(said)


def _structure(rows: Sequence[Shown]) -> str:
    lines = ["## What the structure must show", _row("property", "numbers", "difference and interval", "runs", "")]
    lines[-1] += "\n" + _row("---", "---", "---", "---", "---")
    lines += [
        _row(row.says, _numbers(row), _intervals(row), str(row.replications), f"**{row.outcome}**") for row in rows
    ]
    return lines[0] + "\n\n" + "\n".join(lines[1:])


def _numbers(row: Shown) -> str:
    if row.tally is not None:
        more = f"; {row.tally.total:,.0f} {row.tally.total_what}" if row.tally.total_what else ""
        return f"{row.tally.compared:,} {row.tally.what}, {row.tally.broken:,} against it{more}"
    levels = [level(row.lines[0], row.lines[0].gap.today), *(level(line, line.gap.arm) for line in row.lines)]
    names = [row.lines[0].before, *(line.after for line in row.lines)]
    return "; ".join(f"{name} {value}" for name, value in zip(names, levels, strict=True))


def _intervals(row: Shown) -> str:
    if row.tally is not None:
        return "exact" if row.tally.broken == 0 else f"exact; worst {row.tally.worst:g}"
    return "; ".join(change(line) for line in row.lines)


def _summary(trials: Sequence[Trial]) -> str:
    rows = ["## Claims on trial", "", _row("mechanism", "claim", "difference and interval", "the claim")]
    rows.append(_row("---", "---", "---", "---"))
    for trial in trials:
        for line in (*trial.claims, *trial.side_effects):
            rows.append(_row(trial.entry.mechanism, _says(line), change(line), f"**{line.outcome}**"))
    return "\n".join(rows)


def _trial(trial: Trial) -> str:
    entry = trial.entry
    head = f"## {entry.mechanism}: {entry.title} (`{entry.arm}`)"
    rows = [_row("claim", "measure", "today → with it", "difference and interval", "margin", "verdict", "the claim")]
    rows.append(_row(*["---"] * 7))
    for kind, lines in (("", trial.claims), ("side effect: ", trial.side_effects)):
        for line in lines:
            levels = f"{level(line, line.gap.today)} → {level(line, line.gap.arm)}"
            rows.append(
                _row(
                    kind + _says(line),
                    named(line),
                    levels,
                    change(line),
                    margin(line),
                    line.verdict,
                    f"**{line.outcome}**",
                )
            )
    parts = [head, "\n".join(rows), *_explained(trial), *(_grid(trial, place) for place in range(len(trial.grids)))]
    return "\n\n".join(part for part in parts if part)


def _explained(trial: Trial) -> Iterator[str]:
    failed = [_says(line) for line in trial.claims if line.outcome not in (COMES_TRUE, COMES_TRUE_PERHAPS)]
    if failed:
        yield f"Not seen to come true: {'; '.join(failed)}. {because(trial.explained_by)}"
    if trial.explained_by:
        rows = [_row("beside it", "today", "with it", "difference and interval"), _row(*["---"] * 4)]
        for line in trial.explained_by:
            rows.append(_row(named(line), level(line, line.gap.today), level(line, line.gap.arm), change(line)))
        yield "\n".join(rows)


def _grid(trial: Trial, place: int) -> str:
    expected, cells = trial.grids[place]
    grid = trial.entry.grid
    rows, columns = [one.label for one in grid.rows.levels], [one.label for one in grid.columns.levels]
    first = cells[0][0]
    head = (
        f"**Where the sign flips**: {named(first)}, claimed {expected.claimed} ({unit_of(first)}). "
        f"{region(cells, rows, columns)}"
    )
    table = [_row(f"{grid.rows.name} ↓ / {grid.columns.name} →", *columns), _row(*["---"] * (len(columns) + 1))]
    table += [_row(row, *(short(line) for line in lines)) for row, lines in zip(rows, cells, strict=True)]
    return head + "\n\n" + "\n".join(table)


def _says(line: Line) -> str:
    return line.of.says if isinstance(line.of, Claim) else named(line)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def table(structure: Sequence[Shown], trials: Sequence[Trial]) -> pd.DataFrame:
    """Every number of the page, one difference a row."""
    rows: list[dict[str, Any]] = []
    for shown in structure:
        said = {"table": "structure", "name": shown.name, "says": shown.says}
        rows += [said | _cells(line) for line in shown.lines]
        if shown.tally is not None:
            tally = shown.tally
            counts = {"n": shown.replications, "compared": tally.compared, "broken": tally.broken, "worst": tally.worst}
            rows.append(said | counts | {"outcome": shown.outcome})
    for trial in trials:
        grids = [line for _, cells in trial.grids for lines in cells for line in lines]
        parts = (
            ("claim", trial.claims),
            ("side_effect", trial.side_effects),
            ("beside", trial.explained_by),
            ("grid", grids),
        )
        for kind, lines in parts:
            said = {"table": kind, "name": trial.entry.name, "mechanism": trial.entry.mechanism}
            rows += [
                said | {"says": _says(line) if isinstance(line.of, Claim) else ""} | _cells(line) for line in lines
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _cells(line: Line) -> dict[str, Any]:
    gap, (measure, group) = line.gap, line.of.cell
    both = gap.simultaneous or gap.interval
    return {
        "before": line.before, "after": line.after, "measure": measure, "group": group, "unit": line.of.unit,
        "value_before": gap.today, "value_after": gap.arm, "difference": gap.interval.mean, "lo": gap.interval.lo,
        "hi": gap.interval.hi, "simultaneous_lo": both.lo, "simultaneous_hi": both.hi, "n": gap.interval.n,
        "claimed": line.claimed, "margin": None if math.isnan(line.margin) else line.margin, "verdict": line.verdict,
        "outcome": line.outcome,
    }  # fmt: skip
