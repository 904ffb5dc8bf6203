"""The tidy tables of a study, made of what its runs left: measures, means, differences, places, curves.

The order of rows follows the order of arms, replications and measures, never the order in which runs ended.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import bonferroni, deviation_of, difference, interval, pairs, replications_needed
from experiments.statistics.verdicts import Verdict, signed, verdict
from experiments.study.declared import Primary

MEASURES: Final = ("scenario", "replication", "measure", "group", "value", "unit")
SUMMARY: Final = ("arm", "measure", "group", "unit", "mean", "lo", "hi", "half_width", "n")
DIFFERENCES: Final = (
    *("arm", "measure", "group", "unit", "today", "value", "difference", "lo", "hi", "half_width", "n"),
    *("correlation", "saved", "primary", "better", "margin", "simultaneous_lo", "simultaneous_hi"),
    *("verdict", "verdict_zh", "replications_needed"),
)

Cell = tuple[str, str]
"""A measure and the group it is taken of."""


def measures_table(runs: Mapping[tuple[str, int], pd.DataFrame]) -> pd.DataFrame:
    """Every measure of every run in one long table.

    Args:
        runs: (arm, replication) -> measure, group, value, unit; in the order of arms, then replications.
    """
    parts = [
        table.assign(scenario=arm, replication=replication, group=table["group"].fillna(""))
        for (arm, replication), table in runs.items()
    ]
    if not parts:
        return pd.DataFrame(columns=list(MEASURES))
    return pd.concat(parts, ignore_index=True)[list(MEASURES)]


class Values:
    """Values by arm and cell, replication by replication, from the long table."""

    def __init__(self, measures: pd.DataFrame, arms: Sequence[str]) -> None:
        """Sort the long table into lists, nan where a run has no value."""
        self.arms = list(arms)
        runs: dict[str, dict[int, int]] = {}
        for arm in self.arms:
            numbers = sorted(set(measures.loc[measures["scenario"] == arm, "replication"]))
            runs[arm] = {int(number): place for place, number in enumerate(numbers)}
        self.replications = {arm: list(places) for arm, places in runs.items()}
        self.units: dict[Cell, str] = {}
        self._values: dict[str, dict[Cell, list[float]]] = {arm: {} for arm in self.arms}
        columns = [measures[name].tolist() for name in MEASURES]
        for arm, replication, measure, group, value, unit in zip(*columns, strict=True):
            cell, places = (measure, group), runs[arm]
            self.units.setdefault(cell, unit)
            values = self._values[arm].setdefault(cell, [math.nan] * len(places))
            values[places[replication]] = value

    @property
    def cells(self) -> list[Cell]:
        """Measures as the registry orders them, their groups in order of first appearance."""
        order = {measure: place for place, measure in enumerate(dict.fromkeys(cell[0] for cell in self.units))}
        return sorted(self.units, key=lambda cell: order[cell[0]])

    def of(self, arm: str, cell: Cell) -> list[float]:
        """The values of one cell in one arm; all nan if the arm never had it."""
        return self._values[arm].get(cell, [math.nan] * len(self.replications[arm]))


def summary_table(values: Values) -> pd.DataFrame:
    """Mean and simulation interval per arm, measure and group."""
    rows = []
    for arm in values.arms:
        for cell in values.cells:
            found = interval(values.of(arm, cell))
            if found.n:
                rows.append(
                    (
                        arm,
                        *cell,
                        values.units[cell],
                        found.mean,
                        found.lo,
                        found.hi,
                        found.half_width,
                        found.n,
                    )
                )
    return pd.DataFrame(rows, columns=list(SUMMARY))


def differences_table(values: Values, today: str, primary: Sequence[Primary]) -> pd.DataFrame:
    """Every arm against today, paired by replication; primary measures with margin and verdict."""
    others = [arm for arm in values.arms if arm != today]
    declared = {(p.measure, p.group): p for p in primary}
    comparisons = len(declared) * len(others)
    rows = [
        difference_row(arm, cell, values.units[cell], values.of(today, cell), values.of(arm, cell), found, comparisons)
        for arm in others
        for cell in values.cells
        for found in [declared.get(cell)]
    ]
    return _differences(rows)


def _differences(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a table, without those that no pair of runs has a value for."""
    table = pd.DataFrame(rows, columns=list(DIFFERENCES)).astype({"n": int, "replications_needed": "Int64"})
    return table[table["n"] > 0].reset_index(drop=True)


def difference_row(
    arm: str,
    cell: Cell,
    unit: str,
    today: Sequence[float],
    value: Sequence[float],
    primary: Primary | None,
    comparisons: int,
) -> dict[str, Any]:
    """One line of ``differences.csv``."""
    gap = difference(today, value, comparisons if primary else 0)
    row: dict[str, Any] = {
        "arm": arm,
        "measure": cell[0],
        "group": cell[1],
        "unit": unit,
        "today": gap.today,
        "value": gap.arm,
        "difference": gap.interval.mean,
        "lo": gap.interval.lo,
        "hi": gap.interval.hi,
        "half_width": gap.interval.half_width,
        "n": gap.interval.n,
        "correlation": gap.correlation,
        "saved": gap.saved,
        "primary": primary is not None,
    }
    if primary is None or gap.simultaneous is None:
        return row
    lo, hi = gap.simultaneous.lo, gap.simultaneous.hi
    word = verdict(*signed(lo, hi, primary.better), primary.margin)
    before, after = pairs(today, value)
    gaps = [b - a for a, b in zip(before, after, strict=True)]
    needed = to_settle(gaps, primary.margin, comparisons) if word is Verdict.UNDECIDED else None
    return row | {
        "better": primary.better,
        "margin": primary.margin,
        "simultaneous_lo": lo,
        "simultaneous_hi": hi,
        "verdict": word.value,
        "verdict_zh": word.zh,
        "replications_needed": needed,
    }


def to_settle(gaps: Sequence[float], margin: float, comparisons: int) -> int | None:
    """Replications after which an undecided measure would get a word, if the difference stays where it is.

    It settles once the interval leaves 0 out, or leaves both margins out, whichever comes first.
    """
    seen = abs(math.fsum(gaps) / len(gaps)) if gaps else 0.0
    width = max(seen, margin - seen)
    if width <= 0 or math.isnan(deviation_of(gaps)):
        return None
    return replications_needed(gaps, width, bonferroni(comparisons))


def noise_floor(values: Values, today: str, primary: Sequence[Primary], again: Values | None = None) -> pd.DataFrame:
    """Today against today with other luck: what "no difference" looks like without pairing.

    Args:
        again: today run once more with other luck; without it the second half of its replications stands against
            the first, which costs no run but shows half the study's precision.
    """
    n = len(values.replications[today])
    half = n if again is not None else n // 2
    declared = {(p.measure, p.group): p for p in primary}
    rows = []
    for cell in values.cells if half else []:
        seen = values.of(today, cell) + (again.of(today, cell) if again is not None else [])
        first, second, found = seen[:half], seen[half : 2 * half], declared.get(cell)
        row = difference_row(today, cell, values.units[cell], first, second, found, len(declared))
        rows.append(row | {"correlation": math.nan, "saved": math.nan})
    return _differences(rows)
