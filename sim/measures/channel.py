"""The channel of referral: how long its paper takes, and what is kept for it that nobody uses."""

from __future__ import annotations

import numpy as np

from sim.measures.registry import DAY_EDGE, DECIDED_EDGE, Values, measure_of
from sim.measures.staff import day_sum, of_kind
from sim.measures.view import View, ratio
from sim.vocabulary.words import Channel


@measure_of(
    "预留号源床位闲置率",
    "share",
    "open server-minutes kept for some classes and not held by them / server-minutes kept, until release time; "
    "kind=clinic slots, kind=ward beds",
    edges=DAY_EDGE,
    direction="lower",
    source="mechanism M9: an unused quota wastes capacity",
)
def kept_unused_share(view: View) -> Values:
    """How much of what is kept for the referred nobody uses."""
    kept, idle = day_sum(view, "kept_min"), day_sum(view, "kept_idle_min")
    found = [("", ratio(idle.sum(), kept.sum()))]
    for kind in ("clinic", "ward"):
        mine = of_kind(view, (kind,))
        found.append((f"kind={kind}", ratio(idle[mine].sum(), kept[mine].sum())))
    return [(group, float(value)) for group, value in found]


@measure_of(
    "转诊办理时间",
    "h",
    "hours from the referral form to the receiving door, way included, mean over formal referrals that arrived",
    edges=DECIDED_EDGE,
    direction="lower",
    source="mechanism M2: referral office",
)
def formal_referral_delay_h(view: View) -> Values:
    """How long a form takes."""
    rows = view.referrals.where((view.referrals["channel"] == Channel.formal) & (view.referrals["followed"] == 1))
    hours = (rows["arrived_min"] - rows["decided_min"]) / 60.0
    return [("", float(np.mean(hours)) if len(rows) else float("nan"))]
