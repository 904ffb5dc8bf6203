"""mechanisms.csv: every number of the page, one difference a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from experiments.mechanisms.entries import Claim
from experiments.mechanisms.factorials import Joined
from experiments.mechanisms.judged import Line, Shown, Trial

COLUMNS: Final = (
    *("table", "name", "mechanism", "says", "before", "after", "measure", "group", "unit", "value_before"),
    *("value_after", "difference", "lo", "hi", "simultaneous_lo", "simultaneous_hi", "n", "claimed", "margin"),
    *("verdict", "outcome", "replications_needed", "compared", "broken", "worst"),
)


def table(structure: Sequence[Shown], trials: Sequence[Trial], joined: Sequence[Joined] = ()) -> pd.DataFrame:
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
                said | {"says": line.of.says if isinstance(line.of, Claim) else ""} | _cells(line) for line in lines
            ]
    for one in joined:
        said = {"table": "factorial", "name": one.entry.name, "says": one.entry.title}
        rows += [said | _cells(line) for found in one.found for line in found.effects]
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
