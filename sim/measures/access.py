"""Access: time and distance on the way to care, by village distance and by insurance."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.columns import Chosen
from sim.measures.money import POOR
from sim.measures.registry import ONSET_EDGE, Values, measure_of
from sim.measures.view import Floats, Ints, View, distance_labels, per_tier, ratio, totals

ON_THE_WAY: Final = "journeys that set off in the window"


def _journeys(view: View) -> Chosen:
    return view.select("visits", "set_off_min")


def _by_distance(view: View, rows: Chosen, values: Floats) -> Values:
    """Sums per person-year by travel time from the village to the county hospital."""
    if not len(view.ledger.frame["villages"]):
        return []
    labels = distance_labels()
    people = totals(view.distance_band, len(labels), view.frame("villages", "residents"))
    sums = totals(view.distance_band[rows["village"]], len(labels), values)
    rates = ratio(sums, people * view.years)
    return [(f"distance={label}", float(rates[i])) for i, label in enumerate(labels) if people[i] > 0.0]


@measure_of(
    "人均年就医路途时间",
    "h",
    "hours on the way to places of care, there and back, seen or not / (residents x years); by "
    "tier of the place and by travel time from the village to the county hospital",
    edges=ON_THE_WAY,
    direction="lower",
)
def travel_h_per_person_year(view: View) -> Values:
    """How long a resident is on the way in a year."""
    rows = _journeys(view)
    hours = rows["travel_min"].astype(float) / 60.0
    whole = [("", ratio(hours.sum(), view.person_years))]
    by_tier = view.by_tier(ratio(per_tier(rows, hours), view.person_years))
    return whole + by_tier + _by_distance(view, rows, hours)


@measure_of(
    "人均年就医路程",
    "km",
    "kilometres to places of care, there and back, seen or not / (residents x years); by tier of the place",
    edges=ON_THE_WAY,
    direction="lower",
)
def travel_km_per_person_year(view: View) -> Values:
    """How far a resident travels for care in a year."""
    rows = _journeys(view)
    km = rows["travel_km"].astype(float)
    whole = [("", ratio(km.sum(), view.person_years))]
    return whole + view.by_tier(ratio(per_tier(rows, km), view.person_years))


@measure_of(
    "未满足需求比例",
    "share",
    "serious or critical episodes that were never handled rightly, and had ended / such "
    "episodes that had ended; by insurance scheme, by travel time from the village to the "
    "county hospital, and by registration as poor",
    edges=ONSET_EDGE,
    direction="lower",
)
def unmet_serious_need_share(view: View) -> Values:
    """Whose serious illness is never put right."""
    rows = view.illnesses
    rows = rows.where((rows["band"] >= 2) & (rows["ended_min"] >= 0.0))
    unmet = rows["right_care_min"] < 0.0
    found = [("", ratio(unmet.sum(), len(rows)))]
    for key, code, labels in _people(view, rows):
        for number, label in enumerate(labels):
            here = code == number
            if here.any():
                found.append((f"{key}={label}", ratio(unmet[here].sum(), here.sum())))
    return found


def _people(view: View, rows: Chosen) -> list[tuple[str, Ints, list[str]]]:
    """Codes and words of the residents whom rows are about."""
    if not len(view.ledger.frame["residents"]):
        return []
    scheme = view.frame("residents", "scheme").astype(np.int64)[rows["resident"]]
    poor = view.frame("residents", "poor").astype(np.int64)
    return [
        ("scheme", scheme, view.ledger.words("scheme")),
        ("distance", view.distance_band[rows["village"]], distance_labels()),
        *([("poor", poor[rows["resident"]], list(POOR))] if poor.any() else []),
    ]
