"""Serious illness: sought care, recognised, handled rightly, and in time.

*Serious* means serious or critical. Counts are natural frequencies: of so many, so many.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ledger.order import ordered
from sim.measures.columns import Chosen, anew, shortest_first
from sim.measures.registry import ONSET_EDGE, VISIT_EDGE, Values, measure_of
from sim.measures.survival import Curve, kaplan_meier_in_order
from sim.measures.view import View, per_tier, ratio
from sim.vocabulary.words import BANDS, SERIOUS

NEVER_MIN: Final = 1e12


def _serious_first_contacts(view: View) -> Chosen:
    rows = view.first_contacts
    return view.once("serious first contacts", lambda: rows.where(rows["band"] >= SERIOUS))


def _missed(rows: Chosen) -> Chosen:
    return rows.where((rows["beyond"] == 1) & (rows["finding"] == 0))


def serious(view: View) -> Chosen:
    """Serious and critical episodes that began in the window."""
    return view.once("serious", lambda: view.illnesses.where(view.illnesses["band"] >= SERIOUS))


@measure_of(
    "每千人年首诊漏判重症",
    "per 1,000 a year",
    "first contacts of serious or critical illness beyond the place where it was not recognised "
    "as such x 1,000 / (residents x years); also by tier",
    edges=VISIT_EDGE,
    direction="lower",
)
def missed_serious_per_1000(view: View) -> Values:
    """How many serious illnesses are missed at first contact."""
    rows = _missed(_serious_first_contacts(view))
    whole = [("", ratio(1000.0 * len(rows), view.person_years))]
    return whole + view.by_tier(ratio(1000.0 * per_tier(rows), view.person_years))


@measure_of(
    "重症首诊漏判比例",
    "share",
    "serious or critical first contacts beyond the place that were not recognised as such / all serious or "
    "critical first contacts",
    edges=VISIT_EDGE,
    direction="lower",
)
def missed_serious_share(view: View) -> Values:
    """Of a thousand serious first contacts, how many are missed."""
    rows = _serious_first_contacts(view)
    return [("", ratio(len(_missed(rows)), len(rows)))]


@measure_of(
    "重症就诊比例",
    "share",
    "serious or critical episodes with at least one visit / all serious or critical episodes",
    edges=ONSET_EDGE,
    direction="higher",
)
def serious_sought_care_share(view: View) -> Values:
    """Of the seriously ill, how many reach a clinician."""
    rows = serious(view)
    return [("", ratio((rows["visits"] > 0).sum(), len(rows)))]


@measure_of(
    "重症首次就诊判明比例",
    "share",
    "serious or critical episodes whose first visit, ambulance arrivals included, was at a "
    "place that can handle them or that recognised that it cannot / all serious or critical "
    "episodes",
    edges=ONSET_EDGE,
    direction="higher",
)
def serious_recognised_share(view: View) -> Values:
    """Of the seriously ill, how many are in the right hands, or sent on, at their first visit."""
    episodes = serious(view)
    visits = view.tables["visits"]
    theirs = Chosen(visits, view.tables.rows_of("visits", episodes["episode"]))
    seen = theirs.where(theirs["start_min"] >= 0.0)
    whose = seen["episode"]
    order = ordered([whose, seen["start_min"]])
    first = order[anew(whose[order])]
    right = (seen["beyond"][first] == 0) | (seen["finding"][first] == 1)
    return [("", ratio(right.sum(), len(episodes)))]


@measure_of(
    "重症获正确处置比例",
    "share",
    "serious or critical episodes that were handled rightly before they ended / all serious or critical episodes",
    edges=ONSET_EDGE,
    direction="higher",
)
def serious_right_care_share(view: View) -> Values:
    """Of the seriously ill, how many are handled rightly."""
    rows = serious(view)
    return [("", ratio((rows["right_care_min"] >= 0.0).sum(), len(rows)))]


def _delay_h(view: View, share: float) -> Values:
    """Quantiles of onset to right care in hours: serious and critical together, then by band."""
    curves = view.once("onset to right care", lambda: _delays(view))
    return [(label, curve.quantile(share) / 60.0) for label, curve in curves]


def _delays(view: View) -> list[tuple[str, Curve]]:
    """Who still waits for right care; who ended without it never gets it, who is still inside is censored."""
    rows = view.illnesses
    onset, right = rows["onset_min"], rows["right_care_min"]
    cared = right >= 0.0
    inside = np.where(rows["ended_min"] < 0.0, view.ledger.end_min - onset, NEVER_MIN)
    waited = np.where(cared, right - onset, inside)
    order = shortest_first(waited)
    waited, cared, band = waited[order], cared[order], rows["band"][order]
    groups = [("", band >= SERIOUS), *((f"band={word}", band == number) for number, word in enumerate(BANDS))]
    return [(label, kaplan_meier_in_order(waited[mask], cared[mask])) for label, mask in groups if mask.any()]


@measure_of(
    "发病至正确处置时间中位数",
    "h",
    "hours from onset within which half of the ill are handled rightly (Kaplan–Meier: those "
    "whose episode ended without it never are, those still inside are censored); group '': "
    "serious and critical; by band",
    edges=ONSET_EDGE,
    direction="lower",
)
def right_care_delay_median_h(view: View) -> Values:
    """How soon half of the patients get right care."""
    return _delay_h(view, 0.5)


@measure_of(
    "发病至正确处置时间90百分位数",
    "h",
    "hours from onset within which nine in ten of the ill are handled rightly (as the median); empty if never",
    edges=ONSET_EDGE,
    direction="lower",
)
def right_care_delay_p90_h(view: View) -> Values:
    """How late right care comes for the unluckiest tenth."""
    return _delay_h(view, 0.9)


@measure_of(
    "时间敏感疾病及时救治比例",
    "share",
    "serious or critical episodes of time-critical conditions handled rightly within their "
    "limit from onset / all such episodes whose limit had passed by the end of the run",
    edges=ONSET_EDGE,
    direction="higher",
)
def time_critical_in_time_share(view: View) -> Values:
    """How many strokes and heart attacks are treated in time."""
    rows = serious(view)
    limit = view.frame("conditions", "time_critical_min").astype(float)[rows["condition"]]
    watched = (limit > 0.0) & (rows["onset_min"] + limit <= view.ledger.end_min)
    rows, limit = rows.where(watched), limit[watched]
    in_time = (rows["right_care_min"] >= 0.0) & (rows["right_care_min"] - rows["onset_min"] <= limit)
    return [("", ratio(in_time.sum(), len(rows)))]


@measure_of(
    "处置不当比例",
    "share",
    "visits whose illness was kept and wrongly handled / visits whose illness was kept; by tier",
    edges=VISIT_EDGE,
    direction="lower",
)
def wrongly_handled_share(view: View) -> Values:
    """How often what is kept is handled wrongly."""
    kept = view.visits.where(view.visits["handled"] >= 0)
    wrong = kept.where(kept["handled"] == 0)
    whole = [("", ratio(len(wrong), len(kept)))]
    return whole + view.by_tier(ratio(per_tier(wrong), per_tier(kept)))


@measure_of(
    "特异度",
    "share",
    "of first contacts not beyond the place, those rightly kept; by tier",
    edges=VISIT_EDGE,
    direction="higher",
)
def rightly_kept_share(view: View) -> Values:
    """How often what belongs here is recognised as such."""
    rows = view.first_contacts.where(view.first_contacts["beyond"] == 0)
    return view.by_tier(ratio(per_tier(rows.where(rows["finding"] == 0)), per_tier(rows)))


@measure_of(
    "灵敏度",
    "share",
    "of first contacts beyond the place, those recognised as such; by tier",
    edges=VISIT_EDGE,
    direction="higher",
)
def recognised_share(view: View) -> Values:
    """How often what is beyond a place is recognised there."""
    rows = view.first_contacts.where(view.first_contacts["beyond"] == 1)
    return view.by_tier(ratio(per_tier(rows.where(rows["finding"] == 1)), per_tier(rows)))


@measure_of(
    "未就诊比例",
    "share",
    "episodes of illness whose patient stayed at home / all episodes of illness; by band",
    edges=ONSET_EDGE,
)
def stayed_home_share(view: View) -> Values:
    """How many of the ill never set off."""
    rows = view.illnesses
    home = rows["first_facility"] < 0
    found = [("", ratio(home.sum(), len(rows)))]
    for number, word in enumerate(BANDS):
        here = rows["band"] == number
        found.append((f"band={word}", ratio(home[here].sum(), here.sum())))
    return found
