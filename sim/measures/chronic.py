"""Chronic illness: who is contracted and under control, and how often the managed end in a bed."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.columns import Chosen
from sim.measures.money import of_insured
from sim.measures.registry import ADMISSION_EDGE, ONSET_EDGE, Values, measure_of
from sim.measures.view import YEAR_DAYS, Floats, View, per_tier, ratio, totals
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import OUT_OF_COUNTY, EpisodeReason

BY_MONTH: Final = "mean over the months that begin in the window; where no policy moves it, the state at the start"
INDICATORS_2024: Final = "county-community indicators 2024; formula recalled, to be checked against the annex"


@measure_of(
    "家庭医生签约率",
    "share",
    "residents with a family-doctor contract / residents; of=chronic: of those with a chronic illness",
    edges=BY_MONTH,
    direction="higher",
)
def contracted_share(view: View) -> Values:
    """How many have their own doctor."""
    if not len(view.ledger.frame["residents"]):
        return []
    months, ill = managed_months(view), view.frame("residents", "chronic") != 0
    if len(months):
        everyone = months.where(months["chronic"] < 0)
        signed_min = contracted_from_min(view)
        begins = everyone["day"].astype(float)[:, None] * DAY_MIN
        ill_then = ((signed_min >= 0.0) & (signed_min <= begins))[:, ill].sum()
        return [
            ("", ratio(everyone["contracted"].sum(), everyone["ill"].sum())),
            ("of=chronic", ratio(ill_then, ill.sum() * len(begins))),
        ]
    contracted = view.frame("residents", "contracted")
    return [
        ("", ratio(contracted.sum(), len(contracted))),
        ("of=chronic", ratio(contracted[ill].sum(), ill.sum())),
    ]


@measure_of(
    "慢病控制率",
    "share",
    "residents under control / residents with the chronic illness; who has two illnesses counts twice in the whole",
    edges=BY_MONTH,
    direction="higher",
)
def controlled_share(view: View) -> Values:
    """How many have their chronic illness under control."""
    if not len(view.ledger.frame["residents"]):
        return []
    months = managed_months(view)
    if len(months):
        return _by_illness(view, "controlled", "ill")
    ill, controlled = view.frame("residents", "chronic"), view.frame("residents", "controlled")
    words = view.ledger.words("chronic")
    have = [(ill >> bit) & 1 == 1 for bit in range(len(words))]
    held = [mask & ((controlled >> bit) & 1 == 1) for bit, mask in enumerate(have)]
    parts = [(f"chronic={word}", ratio(h.sum(), m.sum())) for word, h, m in zip(words, held, have, strict=True)]
    return [("", ratio(sum(h.sum() for h in held), sum(m.sum() for m in have))), *parts]


@measure_of(
    "慢病随访管理率",
    "share",
    "residents with the chronic illness who are under contract and were followed up within one and a half intervals / "
    "residents with the chronic illness; only where a policy looks after them",
    edges=BY_MONTH,
    direction="higher",
)
def followed_up_share(view: View) -> Values:
    """How many of the chronically ill are really followed up."""
    return _by_illness(view, "followed", "ill") if len(managed_months(view)) else []


@measure_of(
    "慢病急性加重率",
    "per 1,000 a year",
    "attacks of chronic illness x 1,000 / (residents x years)",
    edges=ONSET_EDGE,
    direction="lower",
)
def attacks_per_1000(view: View) -> Values:
    """How often chronic illness flares up."""
    attacks = np.count_nonzero(view.illnesses["reason"] == EpisodeReason.exacerbation)
    return [("", ratio(1000.0 * attacks, view.person_years))]


def contracted_from_min(view: View) -> Floats:
    """From when each resident has a contract; -1 never."""
    day = view.frame("residents", "contract_day").astype(float)
    minutes: Floats = np.where(day >= 0.0, day * DAY_MIN, -1.0)
    return minutes


def managed_months(view: View) -> Chosen:
    """The months of the window as the policies that look after chronic illness keep them."""

    def chosen() -> Chosen:
        rows = view.tables["managed"]
        return rows.where(view.inside(rows["day"] * DAY_MIN))

    return view.once("managed months", chosen)


def _by_illness(view: View, above: str, below: str) -> Values:
    months, words = managed_months(view), view.ledger.words("chronic")
    mine = months.where(months["chronic"] >= 0)
    counts = [totals(mine["chronic"], len(words), mine[column]) for column in (above, below)]
    parts = [(f"chronic={word}", float(share)) for word, share in zip(words, ratio(*counts), strict=True)]
    return [("", ratio(counts[0].sum(), counts[1].sum())), *parts]


@measure_of(
    "慢性病健康管理人群住院率",
    "per person-year",
    "chronic residents admitted at least once while managed (under a family-doctor contract) / the years for which "
    "chronic residents were managed (5.1); of=admissions: their admissions / the same years",
    edges=ADMISSION_EDGE,
    direction="lower",
    source=INDICATORS_2024,
)
def managed_chronic_admission_rate(view: View) -> Values:
    """How often managed chronic patients end in a bed."""
    if not len(view.ledger.frame["residents"]):
        return []
    signed_min = contracted_from_min(view)
    managed_min = np.where(view.frame("residents", "chronic") != 0, signed_min, -1.0)
    who, admitted_min = view.admissions["resident"], view.admissions["admitted_min"]
    who = who[(managed_min[who] >= 0.0) & (admitted_min >= managed_min[who])]
    people_years = view.clipped(managed_min, np.full(len(managed_min), -1.0)).sum() / (YEAR_DAYS * DAY_MIN)
    return [
        ("", ratio(len(np.unique(who)), people_years)),
        ("of=admissions", ratio(len(who), people_years)),
    ]


@measure_of(
    "参保人县域内住院人次占比",
    "share",
    "new admissions of insured residents in the county / all new admissions of insured residents (4.2); "
    "of=beds: every bed given, transfers and step-downs counted again",
    edges=ADMISSION_EDGE,
    direction="higher",
    source=INDICATORS_2024,
)
def insured_within_county_admission_share(view: View) -> Values:
    """How many of the insured are admitted inside the county."""
    beds = of_insured(view, view.select("stays", "admitted_min"))
    new = of_insured(view, view.admissions)
    return [
        ("", ratio(per_tier(new)[:OUT_OF_COUNTY].sum(), len(new))),
        ("of=beds", ratio(per_tier(beds)[:OUT_OF_COUNTY].sum(), len(beds))),
    ]
