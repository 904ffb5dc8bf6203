"""Waiting: from arrival at the door (or joining the queue of a station) to the start of the service.

Everyone who queued counts: those served, those who left, those turned away after queueing, those still
waiting when the run ends. The mean is the mean of the minutes spent waiting by all of them; median and
95th percentile come from the Kaplan-Meier curve, so they say how long one must wait who does not leave.
Someone who found no place in the waiting room never queued: such people are in `lost_share` and
`unserved_share`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sim.measures.registry import ARRIVAL_EDGE, Values, measure_of
from sim.measures.view import View
from sim.measures.waited import INSTANT_MIN, Waits, waits_of
from sim.vocabulary.words import Outcome

THAN_MIN: Final = (30.0, 60.0, 120.0)


def _each(view: View, value: Callable[[Waits], float]) -> Values:
    """One value per group, the group labelled when not everyone was counted."""
    label = "" if view.counting == "all" else f"counting={view.counting}"
    return [(_and(group, label), value(waits)) for group, waits in waits_of(view)]


def _and(group: str, more: str) -> str:
    return ",".join(part for part in (group, more) if part)


@measure_of(
    "平均候诊时间",
    "min",
    "minutes spent waiting by everyone who queued, served or not, divided by their number",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def wait_mean_min(view: View) -> Values:
    """How long people wait on average, also those who left and those still waiting."""
    return _each(view, lambda w: w.mean_min)


@measure_of(
    "候诊时间中位数",
    "min",
    "minutes within which half of those who wait have been called (Kaplan–Meier; leavers, those turned away "
    "and those still waiting are censored); empty if never half",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def wait_median_min(view: View) -> Values:
    """How long half of the patients must wait."""
    return _each(view, lambda w: w.quantiles_min[0.5])


@measure_of(
    "候诊时间95百分位数",
    "min",
    "minutes within which 95 % of those who wait have been called (Kaplan–Meier, as the median)",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def wait_p95_min(view: View) -> Values:
    """How long the unluckiest one in twenty must wait."""
    return _each(view, lambda w: w.quantiles_min[0.95])


@measure_of(
    "需等候比例",
    "share",
    "those who queued and were not served in the instant of their arrival / everyone who queued",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def waited_share(view: View) -> Values:
    """How many have to wait at all."""
    return _each(view, lambda w: w.longer_than(INSTANT_MIN))


@measure_of(
    "候诊超过时限比例",
    "share",
    "those who queued and waited longer than t minutes, served or not / everyone who queued; the group names t",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def wait_longer_than_share(view: View) -> Values:
    """How many wait beyond a limit."""
    limits = THAN_MIN if view.than_min is None else (view.than_min,)
    found: Values = []
    for limit in limits:
        values = _each(view, lambda w, limit=limit: w.longer_than(limit))  # type: ignore[misc]
        found += [(_and(group, f"than={limit:g}"), value) for group, value in values]
    return found


@measure_of(
    "未获服务比例",
    "share",
    "those who gave up, were turned away, or were still waiting at the end / everyone who came",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def unserved_share(view: View) -> Values:
    """How many came and were not seen; stands beside every wait."""
    return _each(view, lambda w: w.unserved_share)


@measure_of(
    "放弃等候比例",
    "share",
    "those who left the queue by themselves / everyone who came",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def gave_up_share(view: View) -> Values:
    """How many gave up waiting."""
    return _each(view, lambda w: w.ended(Outcome.gave_up))


@measure_of(
    "被拒收比例",
    "share",
    "those who found no place to wait or were sent home from the queue / everyone who came",
    edges=ARRIVAL_EDGE,
    direction="lower",
    subject="both",
)
def lost_share(view: View) -> Values:
    """How many were turned away."""
    return _each(view, lambda w: w.ended(Outcome.turned_away))
