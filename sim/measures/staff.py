"""Clinicians' time: how busy, how much overtime, how much of it away, and what experts do with theirs."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.registry import DAY_EDGE, VISIT_EDGE, Values, measure_of
from sim.measures.skill import absent_min
from sim.measures.view import Floats, Mask, View, per_tier, ratio, totals
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import TIERS, Expert

WORKING_DAY_MIN: Final = 480.0
WEEK_MIN: Final = 7.0 * DAY_MIN
TAKING_PART: Final = (Expert.visiting, Expert.remote, Expert.operated)
EXPERT_ROOMS: Final = {"visiting": "clinic", "rounds": "rounds", "operating": "operations"}
"""How rooms of visiting experts are named, and what happens there."""
CLINICAL: Final = ("clinic", "emergency")


def day_sum(view: View, column: str) -> Floats:
    """A column of the day books, summed by unit over the window."""

    def summed() -> Floats:
        days = view.tables["days"]
        return totals(days["unit"], len(view.ledger.frame["units"]), days.passing(column) * view.day_parts)

    return view.once(("day books", column), summed)


def by_kind(view: View, kinds: tuple[str, ...], values: Floats) -> Floats:
    """Sums by tier over the units of these kinds."""
    tier = view.frame("units", "tier").astype(np.int64)
    mine = of_kind(view, kinds) & (tier >= 0)
    return totals(tier[mine], len(TIERS), values[mine])


def of_kind(view: View, kinds: tuple[str, ...]) -> Mask:
    """Which units are of these kinds."""
    return view.once(("units of", kinds), lambda: np.isin(view.frame("units", "kind").astype(str), kinds))


def _known(view: View, values: Floats) -> Values:
    """Tiers that have such units."""
    return [(group, value) for group, value in view.by_tier(values) if not np.isnan(value)]


def _use(view: View, kinds: tuple[str, ...]) -> Values:
    rostered = by_kind(view, kinds, day_sum(view, "staffed_min"))
    at_work = by_kind(view, kinds, day_sum(view, "busy_min") - day_sum(view, "overtime_min"))
    return _known(view, ratio(at_work, rostered))


def _h_per_week(view: View, column: str) -> Values:
    by_unit = day_sum(view, column)
    if column == "away_min":
        missing = totals(view.tables["absences"]["unit"], len(by_unit), absent_min(view))
        by_unit = by_unit + missing
    minutes = by_kind(view, CLINICAL, by_unit)
    tier = view.frame("units", "tier").astype(np.int64)
    there = totals(tier[(tier >= 0) & of_kind(view, CLINICAL)], len(TIERS))
    return _known(view, np.where(there > 0, minutes / 60.0 / (view.minutes / WEEK_MIN), np.nan))


@measure_of(
    "医师利用率",
    "share",
    "minutes with patients inside the roster / rostered minutes, in clinics (emergency room "
    "apart); overtime is not in it, so it never exceeds 1; those away are not on the roster",
    edges=DAY_EDGE,
)
def clinician_use(view: View) -> Values:
    """How busy clinicians are."""
    return _use(view, ("clinic",))


@measure_of(
    "急诊利用率",
    "share",
    "minutes with patients inside the roster / rostered minutes, in emergency rooms",
    edges=DAY_EDGE,
)
def emergency_use(view: View) -> Values:
    """How busy the emergency room is."""
    return _use(view, ("emergency",))


@measure_of(
    "窗口与检查利用率",
    "share",
    "minutes in use inside the roster / rostered minutes, at desks and test machines",
    edges=DAY_EDGE,
)
def desk_and_test_use(view: View) -> Values:
    """How busy registration, payment, pharmacy and machines are."""
    return _use(view, ("desk", "test"))


@measure_of(
    "加班时间",
    "h per week",
    "clinician-hours worked outside the roster, clinics and emergency rooms / weeks",
    edges=DAY_EDGE,
    direction="lower",
)
def overtime_h_per_week(view: View) -> Values:
    """How much overtime is worked."""
    return _h_per_week(view, "overtime_min")


@measure_of(
    "外派离岗时间",
    "h per week",
    "clinician-hours away from a tier (dispatched, travelling, training) / weeks; the road before opening and after "
    "closing is in it",
    edges=DAY_EDGE,
)
def clinician_away_h_per_week(view: View) -> Values:
    """How many hours are missing where clinicians were sent away from."""
    return _h_per_week(view, "away_min")


@measure_of(
    "医师日均担负诊疗人次",
    "per clinician-day",
    "visits / days of 8 rostered clinician-hours, clinics and emergency rooms",
    edges=VISIT_EDGE,
    source="health statistics bulletin; a roster stands for the head count",
)
def visits_per_clinician_day(view: View) -> Values:
    """How many patients a clinician sees in a day."""
    days = by_kind(view, CLINICAL, day_sum(view, "staffed_min")) / WORKING_DAY_MIN
    return _known(view, ratio(per_tier(view.visits), days))


@measure_of(
    "专家接诊时间",
    "h per week",
    "hours of consultation with an expert taking part, visiting or remote, tests in between "
    "included / weeks; the hours they are missing at home are clinician_away_h_per_week",
    edges=VISIT_EDGE,
)
def expert_h_per_week(view: View) -> Values:
    """How many hours experts spend with patients below."""
    rows = view.visits.where(view.visits["expert"] > 0)
    hours = view.clipped(rows["start_min"], rows["end_min"]) / 60.0
    weekly = totals(rows["expert"], len(Expert), hours) / (view.minutes / WEEK_MIN)
    return [(f"expert={kind.name}", float(weekly[kind])) for kind in (Expert.visiting, Expert.remote)]


@measure_of(
    "专家参与就诊",
    "per 1,000 a year",
    "visits with an expert, visiting, remote or operating, x 1,000 / (residents x years)",
    edges=VISIT_EDGE,
)
def expert_visits_per_1000(view: View) -> Values:
    """How many patients meet an expert near home."""
    counts = view.visits.counts("expert", len(Expert))
    rates = ratio(1000.0 * counts, view.person_years)
    return [(f"expert={kind.name}", float(rates[kind])) for kind in TAKING_PART]


@measure_of(
    "专家下沉时间",
    "h per week",
    "rostered hours of visiting experts at the places below, by what they came for (clinic, ward rounds, operations) "
    "/ weeks; the road is in clinician_away_h_per_week only",
    edges=DAY_EDGE,
)
def expert_posted_h_per_week(view: View) -> Values:
    """How many hours of experts are given to the places below."""
    name = view.frame("units", "name").astype(str)
    hours = day_sum(view, "staffed_min") / 60.0 / (view.minutes / WEEK_MIN)
    rooms = [(activity, np.char.startswith(name, f"{called}_")) for called, activity in EXPERT_ROOMS.items()]
    return [(f"activity={activity}", float(hours[mine].sum())) for activity, mine in rooms]
