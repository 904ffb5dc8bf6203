"""Skill: what clinicians can do by now, and the hours that learning it cost."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from sim.measures.columns import Chosen
from sim.measures.registry import Values, measure_of
from sim.measures.view import Floats, View, ratio, totals
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import BANDS, TIERS, AwayFor

REVIEW_EDGE: Final = "review days in the window"
WEEK_MIN: Final = 7.0 * DAY_MIN


def reviews(view: View) -> Chosen:
    """What places could do on the review days of the window; nothing where no lever moves skill."""

    def chosen() -> Chosen:
        rows = view.tables["skill"]
        return rows.where(view.inside(rows["day"] * DAY_MIN))

    return view.once("skill reviews", chosen)


@measure_of(
    "处置能力",
    "share",
    "right handling of what is kept, mean over places and review days; by tier and severity; only where training or a "
    "programme moves it",
    edges=REVIEW_EDGE,
    direction="higher",
)
def skill_treats_share(view: View) -> Values:
    """How much of what they keep clinicians of a tier can handle rightly."""
    rows = reviews(view)
    if not len(rows):
        return []
    found: Values = []
    for band in BANDS:
        mean = _mean_by_tier(rows, rows[f"treats_{band}"])
        found += [(f"tier={TIERS[tier]},band={band}", float(mean[tier])) for tier in view.tiers]
    return found


@measure_of(
    "识别能力",
    "share",
    "of illness beyond the place, the share that an unaided clinician recognises, from d′ and the criterion; mean over "
    "places and review days; by tier",
    edges=REVIEW_EDGE,
    direction="higher",
)
def skill_recognises_share(view: View) -> Values:
    """How much of what is beyond them clinicians of a tier can recognise."""
    rows = reviews(view)
    if not len(rows):
        return []
    gap = (rows["criterion"] - rows["d_prime"]) / math.sqrt(2.0)
    recognised = np.array([0.5 * math.erfc(x) for x in gap])
    mean = _mean_by_tier(rows, recognised)
    return [(f"tier={TIERS[tier]}", float(mean[tier])) for tier in view.tiers]


@measure_of(
    "学习离岗时间",
    "h per week",
    "rostered clinician-hours missing in clinics for courses, talks (heard or given) or free clinics / weeks; by tier "
    "and by what for",
    edges="absences pro rata of their part in the window",
)
def learning_away_h_per_week(view: View) -> Values:
    """How many clinic hours training and outreach cost."""
    minutes = absent_min(view)
    if not len(minutes):
        return []
    rows = view.tables["absences"]
    tier = view.frame("units", "tier").astype(np.int64)[rows["unit"]]
    found: Values = []
    for use in (AwayFor.training, AwayFor.lecture, AwayFor.outreach, AwayFor.speaker):
        mine = rows["use"] == use
        hours = totals(tier[mine], len(TIERS), minutes[mine]) / 60.0 / (view.minutes / WEEK_MIN)
        found += [(f"tier={TIERS[t]},use={use.name}", float(hours[t])) for t in view.tiers if mine.any()]
    return found


def absent_min(view: View) -> Floats:
    """Clinic minutes missing in the window, by row of ``absences``; newcomers are none."""
    rows = view.tables["absences"]
    span = np.maximum(rows["until_min"] - rows["from_min"], 1e-9)
    inside = view.clipped(rows["from_min"], rows["until_min"]) / span
    return np.where(rows["clinicians"] > 0, rows["away_min"] * inside, 0.0)


def _mean_by_tier(rows: Chosen, values: Floats) -> Floats:
    tiers = rows["tier"].astype(np.int64)
    return np.asarray(ratio(totals(tiers, len(TIERS), values), totals(tiers, len(TIERS))))
