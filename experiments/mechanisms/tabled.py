"""mechanisms.csv: every number of the page, one difference a row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import pandas as pd

from experiments.mechanisms.entries import Claim
from experiments.mechanisms.factorials import Joined
from experiments.mechanisms.judged import Line, Shown, Trial

COLUMNS: Final = (
    *("table", "name", "mechanism", "says", "before", "after", "measure", "group", "unit", "value_before"),
    *("value_after", "difference", "lo", "hi", "simultaneous_lo", "simultaneous_hi", "n", "claimed", "margin"),
    *("verdict", "outcome", "replications_needed", "compared", "broken", "worst", "what", "total", "total_what"),
    *("where", "by", "code"),
)
STRUCTURE: Final = "structure"
CLAIM, SIDE_EFFECT, BESIDE, PART, GRID = "claim", "side_effect", "beside", "part", "grid"
FACTORIAL: Final = "factorial"


@dataclass(frozen=True)
class Made:
    """By what a row was made: what was typed, and which code ran."""

    by: str
    code: str


MadeOf = Callable[[str, str], Made]


def table(
    structure: Sequence[Shown], trials: Sequence[Trial], joined: Sequence[Joined] = (), made: MadeOf | None = None
) -> pd.DataFrame:
    """Every number of the page, one difference a row; ``made``: by what, of a part of the table and a name."""
    rows: list[dict[str, Any]] = []
    for shown in structure:
        said = {"table": STRUCTURE, "name": shown.name, "says": shown.says, "where": shown.where}
        rows += [said | _cells(line) for line in shown.lines]
        if shown.tally is not None:
            rows.append(said | {"n": shown.replications, "outcome": shown.outcome} | asdict(shown.tally))
    for trial in trials:
        rows += _rows_of(trial)
    for one in joined:
        said = {"table": FACTORIAL, "name": one.entry.name, "says": one.entry.title, "where": one.where}
        rows += [said | _cells(line) for found in one.found for line in found.effects]
    if made is not None:
        rows = [row | asdict(made(row["table"], row["name"])) for row in rows]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows_of(trial: Trial) -> Iterator[dict[str, Any]]:
    """All of one mechanism: claims, side effects, what stands beside them, earlier parts, grids."""
    parts: tuple[tuple[str, Sequence[Line]], ...] = (
        (CLAIM, trial.claims),
        (SIDE_EFFECT, trial.side_effects),
        (BESIDE, trial.explained_by),
        (PART, [line for lines in trial.earlier for line in lines]),
        (GRID, [line for _, cells in trial.grids for lines in cells for line in lines]),
    )
    for kind, lines in parts:
        said = {"table": kind, "name": trial.entry.name, "mechanism": trial.entry.mechanism}
        said["where"] = trial.grid_where if kind == GRID else trial.where
        for line in lines:
            claim = isinstance(line.of, Claim) and kind != PART
            yield said | {"says": line.of.says if isinstance(line.of, Claim) and claim else ""} | _cells(line)


def _cells(line: Line) -> dict[str, Any]:
    gap, (measure, group) = line.gap, line.of.cell
    both = gap.simultaneous or gap.interval
    return {
        "before": line.before, "after": line.after, "measure": measure, "group": group, "unit": line.of.unit,
        "value_before": gap.today, "value_after": gap.arm, "difference": gap.interval.mean, "lo": gap.interval.lo,
        "hi": gap.interval.hi, "simultaneous_lo": both.lo, "simultaneous_hi": both.hi, "n": gap.interval.n,
        "claimed": line.claimed, "margin": None if math.isnan(line.margin) else line.margin, "verdict": line.verdict,
        "outcome": line.outcome, "replications_needed": line.needed,
    }  # fmt: skip
