"""Beds: admissions, occupancy, length of stay, turnover, and who waits for a bed.

Occupancy counts bed-days cut to the window, everyone in them; length of stay and turnover count discharges.
An *admission* is counted once per patient: a transfer or a step-down continues it. Institutions' returns
count every ward that takes the patient; that is `institution_admissions_per_person_year`, printed beside
it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ledger.order import ordered
from sim.measures.columns import Chosen, in_wards
from sim.measures.registry import ADMISSION_EDGE, BED_EDGE, DISCHARGE_EDGE, Values, measure_of
from sim.measures.view import YEAR_DAYS, Floats, View, per_tier, ratio, totals
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import OUT_OF_COUNTY, TIERS, StayKind, StayOutcome

READMITTED_DAYS: Final = 30.0
BULLETIN: Final = "definition of the health statistics bulletin"


def open_bed_min(view: View) -> Floats:
    """Open bed-minutes of each unit in the window, extra beds not counted."""
    return view.once("open beds", lambda: _open_bed_min(view))


def _open_bed_min(view: View) -> Floats:
    beds = view.ledger.frame["beds"].sort_values(["unit", "from_min"])
    total = np.zeros(len(view.ledger.frame["units"]))
    if len(beds):
        begins = beds["from_min"].to_numpy(dtype=float)
        unit = beds["unit"].to_numpy()
        ends = np.where(np.append(unit[1:] == unit[:-1], False), np.append(begins[1:], 0.0), view.ledger.end_min)
        np.add.at(total, unit, beds["beds"].to_numpy() * view.clipped(begins, ends))
    return total


def occupied_min(view: View) -> Floats:
    """Occupied bed-minutes of each unit in the window, extra beds included, cleaning not."""
    stays = in_wards(view.tables)
    minutes = view.clipped(stays["admitted_min"], stays["ended_min"])
    return totals(stays["unit"], len(view.ledger.frame["units"]), minutes)


def _of_units(view: View, minutes: Floats) -> Floats:
    """Sums by tier of something counted by unit."""
    tier = view.frame("units", "tier").astype(np.int64)
    return totals(tier[tier >= 0], len(TIERS), minutes[tier >= 0])


def _tiers_with_beds(view: View, values: Floats) -> Values:
    beds = _of_units(view, open_bed_min(view))
    return [group for tier, group in zip(view.tiers, view.by_tier(values), strict=True) if beds[tier] > 0.0]


@measure_of(
    "人均年住院次数",
    "per person-year",
    "new admissions, anywhere in the network / (residents x years); a transfer or step-down is no new one",
    edges=ADMISSION_EDGE,
    source="national: 0.21 in 2023",
)
def admissions_per_person_year(view: View) -> Values:
    """How often a resident is admitted."""
    whole = [("", ratio(len(view.admissions), view.person_years))]
    return whole + view.by_tier(ratio(per_tier(view.admissions), view.person_years))


@measure_of(
    "人均年入院人次（机构口径）",
    "per person-year",
    "every bed given, transfers and step-downs counted again / (residents x years)",
    edges=ADMISSION_EDGE,
    source="institutions' returns",
)
def institution_admissions_per_person_year(view: View) -> Values:
    """Admissions as the institutions report them."""
    stays = view.select("stays", "admitted_min")
    whole = [("", ratio(len(stays), view.person_years))]
    return whole + view.by_tier(ratio(per_tier(stays), view.person_years))


@measure_of(
    "县域内住院率",
    "share",
    "new admissions inside the county / all new admissions of residents",
    edges=ADMISSION_EDGE,
    direction="higher",
    source="county reports",
)
def within_county_admission_share(view: View) -> Values:
    """The share of admissions that stay in the county."""
    counts = per_tier(view.admissions)
    return [("", ratio(counts[:OUT_OF_COUNTY].sum(), counts.sum()))]


@measure_of(
    "床位使用率",
    "share",
    "occupied bed-days, extra beds included / open bed-days; can exceed 1 only by declared extra beds",
    edges=BED_EDGE,
    source=BULLETIN,
)
def bed_occupancy(view: View) -> Values:
    """How full the beds are."""
    return _tiers_with_beds(view, ratio(_of_units(view, occupied_min(view)), _of_units(view, open_bed_min(view))))


@measure_of(
    "床位周转次数",
    "per bed and year",
    "stays that ended / (open beds x years of 364 days)",
    edges=DISCHARGE_EDGE,
    source=BULLETIN,
)
def bed_turnover(view: View) -> Values:
    """How many patients a bed serves in a year."""
    bed_years = _of_units(view, open_bed_min(view)) / (DAY_MIN * YEAR_DAYS)
    return _tiers_with_beds(view, ratio(per_tier(view.discharges), bed_years))


@measure_of(
    "平均住院日",
    "days",
    "days in bed of the stays that ended / their number; by tier and by kind (acute, recovery)",
    edges=DISCHARGE_EDGE,
    source=BULLETIN,
)
def length_of_stay_days(view: View) -> Values:
    """How long people lie in a bed."""
    rows = view.discharges
    days = (rows["ended_min"] - rows["admitted_min"]) / DAY_MIN
    found = [("", ratio(days.sum(), len(rows)))]
    found += view.by_tier(ratio(per_tier(rows, days), per_tier(rows)))
    for kind in StayKind:
        here = rows["kind"] == kind
        found.append((f"kind={kind.name}", ratio(days[here].sum(), here.sum())))
    return found


def _asked(view: View) -> Chosen:
    stays = view.select("stays", "asked_min")
    return stays.where(stays["tier"] != OUT_OF_COUNTY)


@measure_of(
    "等床时间",
    "h",
    "hours from the request to the bed, to the giving up, or to the end of the run, of all who asked / their number",
    edges="beds asked for in the window, followed to the end of the run",
    direction="lower",
)
def bed_wait_mean_h(view: View) -> Values:
    """How long one waits for a bed."""
    rows = _asked(view)
    gone = np.where(rows["ended_min"] >= 0.0, rows["ended_min"], view.ledger.end_min)
    until = np.where(rows["admitted_min"] >= 0.0, rows["admitted_min"], gone)
    hours = (until - rows["asked_min"]) / 60.0
    return _tiers_with_beds(view, ratio(per_tier(rows, hours), per_tier(rows)))


@measure_of(
    "未获床位比例",
    "share",
    "requests for a bed that got none / all requests",
    edges="beds asked for in the window, followed to the end of the run",
    direction="lower",
)
def no_bed_share(view: View) -> Values:
    """How many ask for a bed in vain."""
    rows = _asked(view)
    none = rows.where(rows["admitted_min"] < 0.0)
    return _tiers_with_beds(view, ratio(per_tier(none), per_tier(rows)))


@measure_of(
    "压床天数",
    "days per 1,000 a year",
    "bed-days of patients ready to go but held for want of the next place x 1,000 / (residents x years)",
    edges=DISCHARGE_EDGE,
    direction="lower",
)
def blocked_bed_days_per_1000(view: View) -> Values:
    """How many bed-days are blocked."""
    rows = view.discharges
    days = per_tier(rows, rows["blocked_min"] / DAY_MIN)
    return _tiers_with_beds(view, ratio(1000.0 * days, view.person_years))


@measure_of(
    "下转康复比例",
    "share",
    "acute stays at the county that went on in a recovery bed below / acute stays at the county that ended",
    edges=DISCHARGE_EDGE,
)
def stepped_down_share(view: View) -> Values:
    """How many go down to recover."""
    rows = view.discharges
    rows = rows.where((rows["tier"] == TIERS.index("county")) & (rows["kind"] == StayKind.acute))
    return [("", ratio((rows["outcome"] == StayOutcome.stepped_down).sum(), len(rows)))]


@measure_of(
    "30天再入院率",
    "share",
    "discharges home followed by a new admission of the same resident within 30 days / discharges home; only "
    "discharges 30 days or more before the end of the run, so that all are watched equally long",
    edges=DISCHARGE_EDGE,
    direction="lower",
)
def readmitted_30_days_share(view: View) -> Values:
    """How many are back in a bed within a month."""
    within = READMITTED_DAYS * DAY_MIN
    home = view.discharges.where(view.discharges["outcome"] == StayOutcome.home)
    home = home.where(home["ended_min"] + within <= view.ledger.end_min)
    stays = view.tables["stays"]
    again = stays.where((stays["admitted_min"] >= 0.0) & (stays["from_facility"] < 0))
    who, when = again["resident"], again["admitted_min"]
    order = ordered([who, when])
    who, when = who[order], when[order]
    # one axis for resident and time, so that one search finds the next admission of the same resident
    span = 2.0 * (view.ledger.end_min + within + 1.0)
    axis = who * span + when
    home_at = home["resident"] * span + home["ended_min"]
    following = np.searchsorted(axis, home_at, side="right")
    known = following < len(axis)
    back = np.zeros(len(home), dtype=bool)
    back[known] = axis[following[known]] <= home_at[known] + within
    return [("", ratio(back.sum(), len(home)))]
