"""``indicators.csv``: the monitoring list of 2024 in its order, then the operational ones, for the county's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import difference, interval
from experiments.study.declared import group_of
from experiments.study.tables import Values
from sim.measures import INDICATORS, MEASURES, OPERATIONAL, Indicator

INDICATOR_COLUMNS: Final = (
    "number", "name_zh", "name", "measure", "group", "unit", "wanted", "reported", "arm", "value", "value_lo",
    "value_hi", "difference", "lo", "hi", "n", "why_not", "trap", "definition",
)  # fmt: skip
Cell = tuple[str, str]


def indicators_table(values: Values, targets: Sequence[Any]) -> pd.DataFrame:
    """One row per indicator and arm, today first; what cannot be computed has one row that says why.

    Args:
        values: measures of all runs. targets: the scenario's ``targets:``, for what the county itself reports.
    """
    reported = {(target.measure, group_of(target.of)): float(target.value) for target in targets}
    rows = [row for item in (*INDICATORS, *OPERATIONAL) for row in _rows(item, values, reported)]
    return pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS)).astype({"n": "Int64"})


def _rows(item: Indicator, values: Values, reported: Mapping[Cell, float]) -> list[dict[str, Any]]:
    said: dict[str, Any] = {
        "number": item.number, "name_zh": item.name_zh, "name": item.name, "why_not": item.why_not, "trap": item.trap,
    }  # fmt: skip
    if item.measure is None:
        return [said]
    known, cell = MEASURES[item.measure], (item.measure, item.group)
    said |= {"measure": cell[0], "group": cell[1], "unit": known.unit, "definition": known.definition}
    said |= {"wanted": known.direction, "reported": reported.get(cell)}
    today, *others = values.arms
    first = interval(values.of(today, cell))
    if all(interval(values.of(arm, cell)).n == 0 for arm in values.arms):
        return [said | {"arm": today, "why_not": "no run has a value"}]
    rows = [said | {"arm": today, "value": first.mean, "value_lo": first.lo, "value_hi": first.hi, "n": first.n}]
    for arm in others:
        level = interval(values.of(arm, cell))
        gap = difference(values.of(today, cell), values.of(arm, cell)).interval
        rows.append(
            said
            | {"arm": arm, "value": level.mean, "value_lo": level.lo, "value_hi": level.hi}
            | {"difference": gap.mean, "lo": gap.lo, "hi": gap.hi, "n": gap.n}
        )
    return rows
