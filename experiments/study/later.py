"""Serious illness that reaches right care later, or sooner, under an arm than the same illness does today.

Counted among serious illnesses that both runs of a pair know; later and sooner are by at least what matters (`gains:`).
One whose end was not seen in time to tell counts as neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import interval, mean_of
from sim.measures.paired import Matters, care_sign
from sim.vocabulary.words import SERIOUS

LATER: Final = (
    "arm",
    "serious",
    *(f"{side}{end}" for side in ("later", "sooner") for end in ("_per_1000", "_low", "_high")),
    "n",
)


def later_in(pair: pd.DataFrame, matters: Matters) -> dict[str, int]:
    """How many serious illnesses both runs know, and how many of them reach right care later and sooner."""
    serious = (pair["band_today"] >= SERIOUS) & pair["there_today"] & pair["there_arm"]
    sign = care_sign(pair, matters)[(serious & (pair["ill_today"] | pair["ill_arm"])).to_numpy()]
    return {"serious": len(sign), "later": int((sign < 0).sum()), "sooner": int((sign > 0).sum())}


def later_table(runs: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Per arm the means per 1,000 serious illnesses, with simulation intervals over replications."""
    rows = []
    for arm in dict.fromkeys(run["arm"] for run in runs):
        mine = [run for run in runs if run["arm"] == arm and run["serious"]]
        if not mine:
            continue
        row: dict[str, Any] = {"arm": arm, "serious": mean_of([float(run["serious"]) for run in mine])}
        for side in ("later", "sooner"):
            found = interval([1000.0 * run[side] / run["serious"] for run in mine])
            low, high = max(0.0, found.lo), min(1000.0, found.hi)  # nan stays nan: it comes second
            row |= {f"{side}_per_1000": found.mean, f"{side}_low": low, f"{side}_high": high, "n": found.n}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(LATER))
