"""Money: what patients and the fund pay, to whom, and how much of it stays in the county.

A bill is what a visit (tests included) or a stay is charged; patient and fund together pay all of it.
Fares are paid by the patient besides and are never part of a bill.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.columns import Chosen
from sim.measures.registry import CASH_EDGE, Values, measure_of
from sim.measures.view import Floats, Mask, View, per_tier, ratio
from sim.vocabulary.words import OUT_OF_COUNTY

INDICATORS_2024: Final = "county-community indicators 2024; formula recalled, to be checked against the annex"
PRIMARY: Final = slice(0, 2)
WITHIN: Final = slice(0, OUT_OF_COUNTY)
POOR: Final = ("no", "yes")
"""Registered as poor or not; groups are told apart where the county has any who are."""


def insured(view: View) -> Mask:
    """Residents with any insurance."""
    words = view.ledger.words("scheme")
    if "uninsured" not in words:
        return np.ones(len(view.ledger.frame["residents"]), dtype=bool)
    mask: Mask = view.frame("residents", "scheme") != words.index("uninsured")
    return mask


def of_insured(view: View, rows: Chosen) -> Chosen:
    """Rows of insured residents; all of them when the ledger does not list residents."""
    if not len(view.ledger.frame["residents"]):
        return rows
    return rows.where(insured(view)[rows["resident"]])


def paid_by_tier(view: View, column: str) -> Floats:
    """Yuan by tier of the place that was paid, visits and stays."""
    return visits_paid(view, column) + per_tier(view.discharges, view.discharges[column])


def visits_paid(view: View, column: str) -> Floats:
    """Yuan by tier of the place that was paid, visits only."""
    return view.once(("paid for visits", column), lambda: per_tier(view.visits, view.visits[column]))


def _per_person(view: View, column: str) -> Values:
    by_tier = paid_by_tier(view, column)
    whole = [("", ratio(by_tier.sum(), view.person_years))]
    return whole + view.by_tier(ratio(by_tier, view.person_years)) + _by_poverty(view, column)


def _by_poverty(view: View, column: str) -> Values:
    """The same for residents who are registered as poor, and for all others."""
    poor = view.frame("residents", "poor").astype(np.int64) if len(view.ledger.frame["residents"]) else np.zeros(0, int)
    if not poor.any():
        return []
    paid = np.zeros(len(POOR))
    for rows in (view.visits, view.discharges):
        paid += np.bincount(poor[rows["resident"]], rows[column], minlength=len(POOR))
    years = view.person_years * np.bincount(poor, minlength=len(POOR)) / len(poor)
    return [(f"poor={label}", ratio(paid[code], years[code])) for code, label in enumerate(POOR)]


@measure_of(
    "居民人均年自付医疗费",
    "yuan",
    "yuan paid by patients on bills of visits and stays / (residents x years); fares apart",
    edges=CASH_EDGE,
    direction="lower",
)
def patient_yuan_per_person_year(view: View) -> Values:
    """What care costs a resident in a year."""
    return _per_person(view, "patient_yuan")


@measure_of(
    "医保基金人均年支出",
    "yuan",
    "yuan paid by the fund on bills of visits and stays / (residents x years)",
    edges=CASH_EDGE,
    direction="lower",
)
def fund_yuan_per_person_year(view: View) -> Values:
    """What the insurance fund pays for a resident in a year."""
    return _per_person(view, "fund_yuan")


@measure_of(
    "人均年医疗费用",
    "yuan",
    "yuan charged for visits and stays / (residents x years)",
    edges=CASH_EDGE,
)
def bill_yuan_per_person_year(view: View) -> Values:
    """What the network earns from a resident in a year."""
    return _per_person(view, "bill_yuan")


@measure_of(
    "人均年就医交通费",
    "yuan",
    "fares for the way to every place gone to, seen or not / (residents x years)",
    edges="journeys that set off in the window",
    direction="lower",
)
def fare_yuan_per_person_year(view: View) -> Values:
    """What the way to care costs a resident in a year."""
    rows = view.select("visits", "set_off_min")
    return [("", ratio(rows["fare_yuan"].sum(), view.person_years))]


@measure_of(
    "医保基金县域内支出率",
    "share",
    "fund yuan paid to places in the county / all fund yuan; insured residents, pharmacies not modelled (3.2)",
    edges=CASH_EDGE,
    direction="higher",
    source=INDICATORS_2024,
)
def fund_within_county_share(view: View) -> Values:
    """How much of the fund's money stays in the county."""
    paid = paid_by_tier(view, "fund_yuan")
    return [("", ratio(paid[WITHIN].sum(), paid.sum()))]


@measure_of(
    "县域内基层医保基金支出占比",
    "share",
    "fund yuan paid to village and township / fund yuan paid in the county (3.3); of=all: / all fund yuan",
    edges=CASH_EDGE,
    direction="higher",
    source=INDICATORS_2024,
)
def fund_primary_share(view: View) -> Values:
    """How much of the fund's money goes to primary care."""
    paid = paid_by_tier(view, "fund_yuan")
    primary = paid[PRIMARY].sum()
    return [("", ratio(primary, paid[WITHIN].sum())), ("of=all", ratio(primary, paid.sum()))]


@measure_of(
    "次均门诊费用",
    "yuan",
    "yuan charged for visits / visits; by tier",
    edges=CASH_EDGE,
    source="county reports (per event: 次均)",
)
def yuan_per_visit(view: View) -> Values:
    """What a visit costs."""
    return view.by_tier(ratio(visits_paid(view, "bill_yuan"), per_tier(view.visits)))


@measure_of(
    "次均住院费用",
    "yuan",
    "yuan charged for the stays that ended / their number; by tier",
    edges=CASH_EDGE,
    source="county reports (per event: 次均)",
)
def yuan_per_stay(view: View) -> Values:
    """What a stay costs."""
    rows = view.discharges
    return view.by_tier(ratio(per_tier(rows, rows["bill_yuan"]), per_tier(rows)))


@measure_of(
    "住院实际报销比",
    "share",
    "fund yuan / yuan charged, stays of insured residents",
    edges=CASH_EDGE,
    source="county reports",
)
def inpatient_reimbursed_share(view: View) -> Values:
    """How much of an insured patient's stay the fund pays."""
    rows = of_insured(view, view.discharges)
    return [("", ratio(rows["fund_yuan"].sum(), rows["bill_yuan"].sum()))]


@measure_of(
    "参保人县域内住院人均费用",
    "yuan",
    "yuan charged for stays of insured residents in the county / insured residents who had one (per person: 4.1)",
    edges=CASH_EDGE,
    source=INDICATORS_2024,
)
def inpatient_yuan_per_insured_inpatient(view: View) -> Values:
    """What an insured resident's year in county beds costs."""
    rows = of_insured(view, view.discharges)
    rows = rows.where(rows["tier"] != OUT_OF_COUNTY)
    return [("", ratio(rows["bill_yuan"].sum(), len(np.unique(rows["resident"]))))]
