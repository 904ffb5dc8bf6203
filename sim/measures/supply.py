"""Admissions that the illness does not call for: how many, and how many bed-days they take."""

from __future__ import annotations

from sim.measures.registry import ADMISSION_EDGE, BED_EDGE, Values, measure_of
from sim.measures.view import View, per_tier, ratio
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import StayKind


@measure_of(
    "不合理入院比例",
    "share",
    "new admissions whose illness called for no bed / new admissions; by tier",
    edges=ADMISSION_EDGE,
    direction="lower",
    source="record reviews: 26.5 % at township centres [L21], 15.2 % at county hospitals [L22]",
)
def unneeded_admission_share(view: View) -> Values:
    """How many are in a bed without need."""
    rows = view.admissions
    without = rows.where(rows["kind"] == StayKind.supply_driven)
    whole = [("", ratio(len(without), len(rows)))]
    return whole + view.by_tier(ratio(per_tier(without), per_tier(rows)))


@measure_of(
    "不合理住院床日",
    "days per 1,000 a year",
    "bed-days of admissions whose illness called for no bed x 1,000 / (residents x years)",
    edges=BED_EDGE,
    direction="lower",
)
def unneeded_bed_days_per_1000(view: View) -> Values:
    """What beds without need are spent."""
    stays = view.tables["stays"]
    rows = stays.where((stays["kind"] == StayKind.supply_driven) & (stays["admitted_min"] >= 0.0))
    days = view.clipped(rows["admitted_min"], rows["ended_min"]) / DAY_MIN
    return [("", ratio(1000.0 * days.sum(), view.person_years))]
