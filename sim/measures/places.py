"""The same measures place by place: one row per facility and measure, for the planner's table and map."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sim.ledger.ledger import Ledger
from sim.measures.beds import occupied_min, open_bed_min
from sim.measures.columns import Chosen
from sim.measures.staff import WEEK_MIN, day_sum
from sim.measures.view import Floats, View, ratio, totals
from sim.measures.waited import INSTANT_MIN, waited_min
from sim.vocabulary.words import Outcome

COLUMNS: Final = ("measure", "group", "value", "unit")
UNITS: Final = {
    "visits_per_week": "per week",
    "first_contacts_per_week": "per week",
    "wait_mean_min": "min",
    "unserved_share": "share",
    "clinician_use": "share",
    "overtime_h_per_week": "h per week",
    "admissions_per_week": "per week",
    "bed_occupancy": "share",
    "bill_yuan_per_week": "yuan per week",
    "fund_yuan_per_week": "yuan per week",
}


def by_place(ledger: Ledger, window: tuple[float, float] | None = None) -> pd.DataFrame:
    """Measures of each facility: columns measure, group (``facility=ID``), value, unit.

    Definitions are those of the measures of the same name; what counts people is given per week. A place
    without clinics or beds has no row for their use.
    """
    begin, end = window or (ledger.warm_up_min, ledger.end_min)
    view = View(ledger, begin, end)
    ids = ledger.frame["facilities"]["id"].astype(str)
    found = _table(view)
    rows = [
        (name, f"facility={ids[place]}", float(value), UNITS[name])
        for name, values in found.items()
        for place, value in enumerate(values)
        if not (np.isnan(value) and name in ("clinician_use", "bed_occupancy", "overtime_h_per_week"))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": float})


def _table(view: View) -> dict[str, Floats]:
    """Every measure as an array by facility."""
    weeks = view.minutes / WEEK_MIN
    came = view.arrivals
    waited = waited_min(came["arrival_min"], came["start_min"], came["left_min"], view.ledger.end_min)
    lost = (came["outcome"] == Outcome.turned_away) & (waited <= INSTANT_MIN)
    queued, unserved = came.where(~lost), came.where(came["outcome"] != Outcome.seen)
    staffed, busy, overtime = (
        _of_clinics(view, day_sum(view, f"{name}_min")) for name in ("staffed", "busy", "overtime")
    )
    bills, funds = (
        _by(view, view.visits, view.visits[column]) + _by(view, view.discharges, view.discharges[column])
        for column in ("bill_yuan", "fund_yuan")
    )
    return {
        "visits_per_week": _by(view, view.visits) / weeks,
        "first_contacts_per_week": _by(view, view.first_contacts) / weeks,
        "wait_mean_min": ratio(_by(view, queued, waited[~lost]), _by(view, queued)),
        "unserved_share": ratio(_by(view, unserved), _by(view, came)),
        "clinician_use": ratio(busy - overtime, staffed),
        "overtime_h_per_week": np.where(staffed > 0.0, overtime / 60.0 / weeks, np.nan),
        "admissions_per_week": _by(view, view.admissions) / weeks,
        "bed_occupancy": ratio(_of_units(view, occupied_min(view)), _of_units(view, open_bed_min(view))),
        "bill_yuan_per_week": bills / weeks,
        "fund_yuan_per_week": funds / weeks,
    }


def _by(view: View, rows: Chosen, weights: Floats | None = None) -> Floats:
    """Counts or sums by facility."""
    size = len(view.ledger.frame["facilities"])
    return rows.counts("facility", size).astype(float) if weights is None else totals(rows["facility"], size, weights)


def _of_units(view: View, values: Floats) -> Floats:
    """Sums by facility of something counted by unit."""
    place = view.frame("units", "facility").astype(np.int64)
    known = place >= 0
    return totals(place[known], len(view.ledger.frame["facilities"]), values[known])


def _of_clinics(view: View, values: Floats) -> Floats:
    clinic = view.frame("units", "kind").astype(str) == "clinic"
    return _of_units(view, np.where(clinic, values, 0.0))
