"""Where people go: visits and first contacts by tier.

A *visit* is one registration that reached a clinician; its tests and second look belong to it.
*In-network* is every listed facility, the out-of-county hospital included. *Rural* residents live outside
the county town.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.registry import VISIT_EDGE, Values, measure_of
from sim.measures.view import View, distance_labels, per_tier, ratio, totals
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, TOWNSHIP, VILLAGE, Reason

PRIMARY: Final = (VILLAGE, TOWNSHIP)
INDICATORS_2024: Final = "county-community indicators 2024 (紧密型县域医共体监测指标体系)"


@measure_of(
    "人均年就诊次数",
    "per person-year",
    "in-network visits, out-of-county included / (residents x years of 364 days); also by tier, by insurance "
    "scheme and by travel time from the village to the county hospital",
    edges=VISIT_EDGE,
)
def visits_per_person_year(view: View) -> Values:
    """How often a resident sees a clinician."""
    whole = [("", ratio(len(view.visits), view.person_years))]
    return whole + view.by_tier(ratio(per_tier(view.visits), view.person_years)) + _by_people(view)


def _by_people(view: View) -> Values:
    """Visits per person-year of each insurance scheme and each band of distance."""
    if not len(view.ledger.frame["residents"]):
        return []
    found: Values = []
    scheme, band = view.frame("residents", "scheme"), view.distance_band[view.frame("residents", "village")]
    who = view.visits["resident"]
    for key, code, labels in (
        ("scheme", scheme, view.ledger.words("scheme")),
        ("distance", band.astype(np.int8), distance_labels()),
    ):
        people = totals(code, len(labels))
        count = totals(code[who], len(labels))
        values = ratio(count, people * view.years)
        found += [(f"{key}={label}", float(values[i])) for i, label in enumerate(labels) if people[i]]
    return found


@measure_of("就诊构成", "share", "visits of a tier / all in-network visits, out-of-county included", edges=VISIT_EDGE)
def visit_share(view: View) -> Values:
    """At which tier visits take place."""
    return view.by_tier(ratio(per_tier(view.visits), len(view.visits)))


@measure_of("县域内就诊构成", "share", "visits of a tier / visits at village, township and county", edges=VISIT_EDGE)
def visit_split_within_county(view: View) -> Values:
    """At which tier the visits inside the county take place."""
    counts = per_tier(view.visits)
    split = view.by_tier(ratio(counts, counts[:OUT_OF_COUNTY].sum()))
    return [row for row in split if row[0] != "tier=out_of_county"]


@measure_of(
    "基层就诊率",
    "share",
    "visits at village and township / visits at village, township and county (3.1)",
    edges=VISIT_EDGE,
    direction="higher",
    source=INDICATORS_2024,
)
def primary_visit_share(view: View) -> Values:
    """The share of the county's visits that primary care takes."""
    counts = per_tier(view.visits)
    return [("", ratio(counts[list(PRIMARY)].sum(), counts[:OUT_OF_COUNTY].sum()))]


@measure_of(
    "县域内就诊率",
    "share",
    "residents' visits inside the county / all their in-network visits",
    edges=VISIT_EDGE,
    direction="higher",
    source="county reports; 88.4 to 92.2 % in the counties described",
)
def within_county_visit_share(view: View) -> Values:
    """The share of visits that stay in the county."""
    counts = per_tier(view.visits)
    return [("", ratio(counts[:OUT_OF_COUNTY].sum(), counts.sum()))]


@measure_of(
    "首诊构成",
    "share",
    "first contacts at a tier / all first contacts; a first contact is the first visit of a new episode, "
    "follow-ups, reviews and ambulance arrivals excluded",
    edges=VISIT_EDGE,
)
def first_contact_share(view: View) -> Values:
    """Where new illness is first seen."""
    return view.by_tier(ratio(per_tier(view.first_contacts), len(view.first_contacts)))


@measure_of(
    "农村居民基层首诊率",
    "share",
    "first contacts at village or township / all first contacts, residents outside the county town; "
    "belongs=primary: conditions that the catalogue assigns to village or township, "
    "belongs=other: all others",
    edges=VISIT_EDGE,
    direction="higher",
    source="rural Jilin to 2018: 82.5 % and 61.2 %",
)
def primary_first_contact_share(view: View) -> Values:
    """How many rural residents turn to primary care first."""
    rows = view.first_contacts
    rows = rows.where(view.rural[rows["village"]])
    at_primary = np.isin(rows["tier"], PRIMARY)
    primary = np.isin(view.frame("conditions", "belongs_to"), PRIMARY)[rows["condition"]]
    return [
        ("", ratio(at_primary.sum(), len(rows))),
        ("belongs=primary", ratio(at_primary[primary].sum(), primary.sum())),
        ("belongs=other", ratio(at_primary[~primary].sum(), (~primary).sum())),
    ]


@measure_of(
    "越级就诊率",
    "share",
    "rural first contacts at county or beyond for conditions that belong to primary care / all rural first "
    "contacts for such conditions",
    edges=VISIT_EDGE,
    direction="lower",
)
def bypass_share(view: View) -> Values:
    """How many pass primary care by with what primary care is meant for."""
    rows = view.first_contacts
    rows = rows.where(view.rural[rows["village"]])
    rows = rows.where(np.isin(view.frame("conditions", "belongs_to"), PRIMARY)[rows["condition"]])
    return [("", ratio((rows["tier"] >= COUNTY).sum(), len(rows)))]


def _by_reason(view: View, reason: Reason) -> Values:
    rows = view.visits.where(view.visits["reason"] == reason)
    whole = [("", ratio(len(rows), view.person_years))]
    return whole + view.by_tier(ratio(per_tier(rows), view.person_years))


@measure_of(
    "人均年复查次数",
    "per person-year",
    "planned reviews at the place that treated / (residents x years)",
    edges=VISIT_EDGE,
)
def reviews_per_person_year(view: View) -> Values:
    """How often people come back because they were asked to."""
    return _by_reason(view, Reason.review)


@measure_of(
    "人均年慢病随访次数",
    "per person-year",
    "chronic follow-ups in the clinic / (residents x years)",
    edges=VISIT_EDGE,
)
def follow_ups_per_person_year(view: View) -> Values:
    """How often chronic illness is followed up."""
    return _by_reason(view, Reason.follow_up)


@measure_of(
    "人均年未愈返诊次数",
    "per person-year",
    "visits of patients who came back unwell after wrong handling / (residents x years)",
    edges=VISIT_EDGE,
    direction="lower",
)
def returns_per_person_year(view: View) -> Values:
    """How often people come back because it was not put right."""
    return _by_reason(view, Reason.returned)
