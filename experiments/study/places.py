"""One row per place and measure: every post, centre and hospital, beside today."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from experiments.statistics.intervals import difference, interval
from experiments.study.tables import Values
from sim.vocabulary.words import TIERS

PLACES: Final = (
    *("arm", "facility", "name", "name_zh", "tier", "measure", "unit", "mean", "lo", "hi", "n"),
    *("today", "difference", "difference_lo", "difference_hi"),
)


def places_table(values: Values, facilities: pd.DataFrame) -> pd.DataFrame:
    """Mean, interval and paired difference from today of every measure that is taken of a place.

    Args:
        values: the measures by group ``facility=ID``.
        facilities: the frame of a run, for names and tiers.
    """
    today, *others = values.arms
    said = {f"facility={place['id']}": _said(place) for place in facilities.to_dict("records")}
    rows: list[dict[str, Any]] = []
    for arm in values.arms:
        for cell in values.cells:
            found = interval(values.of(arm, cell))
            if not found.n:
                continue
            row: dict[str, Any] = {"arm": arm} | said[cell[1]]
            row |= {"measure": cell[0], "unit": values.units[cell]}
            row |= {"mean": found.mean, "lo": found.lo, "hi": found.hi, "n": found.n}
            if arm in others:
                gap = difference(values.of(today, cell), values.of(arm, cell))
                row |= {"today": gap.today, "difference": gap.interval.mean}
                row |= {"difference_lo": gap.interval.lo, "difference_hi": gap.interval.hi}
            rows.append(row)
    return pd.DataFrame(rows, columns=list(PLACES))


def _said(place: dict[Any, Any]) -> dict[str, Any]:
    """What is said of a place beside its numbers."""
    tier = TIERS[place["tier"]] if place["tier"] >= 0 else ""
    return {"facility": place["id"], "name": place["name"], "name_zh": place["name_zh"], "tier": tier}
