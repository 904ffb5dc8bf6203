"""Is this my county? Reported figures of today beside what the model gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from experiments.study.declared import group_of

TARGETS: Final = (
    *("measure", "group", "unit", "reported", "within", "use", "source"),
    *("simulated", "lo", "hi", "n", "met"),
)


def targets_table(targets: Sequence[Any], summary: pd.DataFrame, arm: str) -> pd.DataFrame:
    """One row per reported figure.

    ``met`` is yes if the simulated mean lies within the tolerance, no if it does not, and not measured if the
    runs have no such measure or group.

    Args:
        targets: entries of the scenario's ``targets:`` block.
        summary: means of the study; those of ``arm`` are used.
    """
    mine = summary[summary["arm"] == arm].set_index(["measure", "group"])
    rows = []
    for target in targets:
        cell = (target.measure, group_of(target.of))
        row: dict[str, Any] = {
            "measure": cell[0],
            "group": cell[1],
            "reported": float(target.value),
            "within": float(target.within),
            "use": getattr(target, "use", "") or "",
            "source": getattr(target, "source", "") or "",
            "met": "not measured",
        }
        if cell in mine.index:
            found = mine.loc[cell]
            close = abs(float(found["mean"]) - float(target.value)) <= float(target.within) + 1e-12
            row |= {"unit": found["unit"], "simulated": found["mean"], "lo": found["lo"], "hi": found["hi"]}
            row |= {"n": found["n"], "met": "yes" if close else "no"}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(TARGETS)).astype({"n": "Int64"})
