"""Referral up and down: by form (the only one that counts as 上转), by word, by slip, by ambulance."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.measures.columns import Chosen
from sim.measures.registry import DECIDED_EDGE, VISIT_EDGE, Values, measure_of
from sim.measures.view import View, ratio, totals
from sim.vocabulary.words import OUT_OF_COUNTY, Channel, Expert, Sent

WITH_A_FORM: Final = (Channel.formal, Channel.slip)


def _up(view: View) -> Chosen:
    return view.referrals.where(view.referrals["direction"] > 0)


def _down(view: View) -> Chosen:
    return view.referrals.where(view.referrals["direction"] < 0)


def _by_channel(view: View, rows: Chosen) -> Values:
    counts = totals(rows["channel"], len(Channel))
    rates = ratio(1000.0 * counts, view.person_years)
    return [(f"channel={channel.name}", float(rates[channel])) for channel in Channel]


@measure_of(
    "每千人年上转人次",
    "per 1,000 a year",
    "referrals up with a form (转诊单, slips on request included) x 1,000 / (residents x years); "
    "channel=...: each way of sending up by itself, spoken advice and ambulance too",
    edges=DECIDED_EDGE,
    source="county reports: 0.25 to 2.4 by the systems described; about 5 as the baseline",
)
def up_referrals_per_1000(view: View) -> Values:
    """How many are sent up."""
    rows = _up(view)
    with_form = np.isin(rows["channel"], WITH_A_FORM).sum()
    return [("", ratio(1000.0 * with_form, view.person_years)), *_by_channel(view, rows)]


@measure_of(
    "每千人年下转人次",
    "per 1,000 a year",
    "patients sent down, step-down to a recovery bed included, x 1,000 / (residents x years); also by channel",
    edges=DECIDED_EDGE,
)
def down_referrals_per_1000(view: View) -> Values:
    """How many are sent down."""
    rows = _down(view)
    return [("", ratio(1000.0 * len(rows), view.person_years)), *_by_channel(view, rows)]


@measure_of(
    "下转/上转比",
    "ratio",
    "patients sent down / patients sent up with a form",
    edges=DECIDED_EDGE,
    source="county reports",
)
def down_up_ratio(view: View) -> Values:
    """Whether referral runs both ways."""
    with_form = np.isin(_up(view)["channel"], WITH_A_FORM).sum()
    return [("", ratio(len(_down(view)), with_form))]


@measure_of(
    "上转到达率",
    "share",
    "patients sent or advised up who went / all who were sent or advised up; by channel",
    edges=DECIDED_EDGE,
    source="转诊结案率 of county platforms",
)
def up_referrals_followed_share(view: View) -> Values:
    """How many go where they were sent."""
    rows = _up(view)
    found = [("", ratio((rows["followed"] == 1).sum(), len(rows)))]
    for channel in Channel:
        here = rows["channel"] == channel
        if here.any():
            found.append((f"channel={channel.name}", ratio((rows["followed"][here] == 1).sum(), here.sum())))
    return found


@measure_of(
    "不必要上转比例",
    "share",
    "patients sent or advised up whose illness was not beyond the sender / all sent or advised up "
    "(moves for want of a bed or supply not counted)",
    edges=DECIDED_EDGE,
    direction="lower",
)
def needless_referral_share(view: View) -> Values:
    """How many are sent up without need."""
    rows = _up(view)
    rows = rows.where(rows["channel"] != Channel.move)
    return [("", ratio((rows["beyond"] == 0).sum(), len(rows)))]


@measure_of(
    "有序转诊率",
    "share",
    "visits out of the county with a referral form / all visits out of the county",
    edges=VISIT_EDGE,
    direction="higher",
    source="county platforms",
)
def ordered_outflow_share(view: View) -> Values:
    """How many of those who leave the county were sent."""
    rows = view.visits.where(view.visits["tier"] == OUT_OF_COUNTY)
    return [("", ratio(np.isin(rows["sent"], (Sent.formal, Sent.slip)).sum(), len(rows)))]


@measure_of(
    "远程会诊预约等候时间",
    "h",
    "mean hours from the clinician's last word to the end of the visit with its talk, of visits with a remote expert: "
    "0 for calls at once, the wait for a session otherwise",
    edges=VISIT_EDGE,
    direction="lower",
)
def remote_consult_delay_h(view: View) -> Values:
    """How long cases wait for a specialist who is not there at once."""
    rows = view.visits.where((view.visits["expert"] == Expert.remote) & (view.visits["left_min"] >= 0.0))
    return [("", float((rows["left_min"] - rows["end_min"]).mean() / 60.0))] if len(rows) else []
