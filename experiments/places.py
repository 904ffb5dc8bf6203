"""One row per place and measure: every post, centre and hospital, its clinics and wards, beside today."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from experiments.statistics import difference, interval
from experiments.study_tables import Values
from sim.vocabulary.words import TIERS

PLACES: Final = (
    *(
        "arm",
        "facility",
        "unit_id",
        "name",
        "name_zh",
        "tier",
        "measure",
        "group",
        "unit",
        "mean",
        "lo",
        "hi",
        "n",
    ),
    *("today", "difference", "difference_lo", "difference_hi"),
)


def places_table(values: Values, facilities: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Mean, interval and paired difference from today of every measure that is taken of a place or a unit.

    Args:
        values: the measures whose group begins with ``facility=`` or ``unit=``.
        facilities, units: the frame of a run, for names and tiers.
    """
    today, *others = values.arms
    named = _places(facilities, units)
    rows: list[dict[str, Any]] = []
    for arm in values.arms:
        for cell in values.cells:
            found = interval(values.of(arm, cell))
            if not found.n:
                continue
            kind, _, rest = cell[1].partition("=")
            row: dict[str, Any] = {"arm": arm} | named.get((kind, rest.partition(",")[0]), {})
            row |= {"measure": cell[0], "group": cell[1], "unit": values.units[cell]}
            row |= {"mean": found.mean, "lo": found.lo, "hi": found.hi, "n": found.n}
            if arm in others:
                gap = difference(values.of(today, cell), values.of(arm, cell))
                row |= {"today": gap.today, "difference": gap.interval.mean}
                row |= {"difference_lo": gap.interval.lo, "difference_hi": gap.interval.hi}
            rows.append(row)
    return pd.DataFrame(rows, columns=list(PLACES))


def _places(facilities: pd.DataFrame, units: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """What is said of each place and unit beside its numbers."""
    places = facilities.to_dict("records")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for place in places:
        found["facility", place["id"]] = _said(place)
    for unit in units.to_dict("records"):
        mine = _said(places[unit["facility"]]) if unit["facility"] >= 0 else {}
        found["unit", unit["id"]] = mine | {"unit_id": unit["id"], "name": unit["name"]}
    return found


def _said(place: dict[Any, Any]) -> dict[str, Any]:
    tier = TIERS[place["tier"]] if place["tier"] >= 0 else ""
    return {"facility": place["id"], "name": place["name"], "name_zh": place["name_zh"], "tier": tier}
