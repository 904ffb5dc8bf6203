"""Waiting: from arrival at the door (or joining the queue of a station) to the start of the service.

Everyone who queued counts: those served, those who left, those turned away after queueing, those still
waiting when the run ends. The mean is the mean of the minutes spent waiting by all of them; median and
95th percentile come from the Kaplan-Meier curve, so they say how long one must wait who does not leave.
Someone who found no place in the waiting room never queued: such people are in `lost_share` and
`unserved_share`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.measures.registry import ARRIVAL_EDGE, Values, measure_of
from sim.measures.survival import kaplan_meier
from sim.measures.view import Floats, Ints, Mask, View
from sim.vocabulary.words import PRIORITIES, TIERS, Outcome

INSTANT_MIN: Final = 1e-9
THAN_MIN: Final = (30.0, 60.0, 120.0)
EVERYONE: Final = "everyone who queued"


@dataclass(frozen=True)
class Waits:
    """All waits that began in the window, of visits and of stations alike."""

    minutes: Floats
    outcome: Ints
    labels: tuple[tuple[str, Mask], ...]

    def groups(self) -> Iterator[tuple[str, Waits]]:
        """The waits of each group: tier, class, tier and class; station, and station and class."""
        for label, mask in self.labels:
            yield label, Waits(self.minutes[mask], self.outcome[mask], ())

    @property
    def in_queue(self) -> Mask:
        """Who got into the queue: not those turned away in the instant of their arrival."""
        mask: Mask = (self.outcome != Outcome.turned_away) | (self.minutes > INSTANT_MIN)
        return mask

    @property
    def queued(self) -> Floats:
        """Minutes waited by everyone who got into the queue."""
        return self.minutes[self.in_queue]


def waits_of(view: View) -> list[tuple[str, Waits]]:
    """The waits of every group, first the whole."""
    if "waits" not in view.memo:
        parts = (_of_visits(view), _of_steps(view))
        view.memo["waits"] = [group for waits in parts if len(waits.minutes) for group in waits.groups()]
    found: list[tuple[str, Waits]] = view.memo["waits"]
    return found


def waited_min(begins: Floats, starts: Floats, leaves: Floats, end_min: float) -> Floats:
    """Minutes from the beginning to the start, else to the leaving, else to the end of the run."""
    until = np.where(starts >= 0.0, starts, np.where(leaves >= 0.0, leaves, end_min))
    return np.asarray(until - begins, dtype=float)


def _of_visits(view: View) -> Waits:
    rows = view.arrivals
    rows = rows[_counted(view, rows["start_min"], rows["end_min"])]
    minutes = waited_min(rows["arrival_min"], rows["start_min"], rows["left_min"], view.ledger.end_min)
    labels: list[tuple[str, Mask]] = []
    classes = range(len(PRIORITIES))
    of_tier = {tier: rows["tier"] == tier for tier in view.tiers}
    of_class = {number: rows["priority"] == number for number in classes}
    labels += [(f"tier={TIERS[tier]}", mask) for tier, mask in of_tier.items()]
    labels += [(f"class={PRIORITIES[number]}", of_class[number]) for number in classes]
    for tier, mask in of_tier.items():
        labels += [(f"tier={TIERS[tier]},class={PRIORITIES[n]}", mask & of_class[n]) for n in classes]
    present = tuple((label, mask) for label, mask in labels if mask.any())
    return Waits(minutes, rows["outcome"].astype(np.int64), (("", np.ones(len(rows), bool)), *present))


def _of_steps(view: View) -> Waits:
    rows = view.ledger["steps"]
    rows = rows[view.inside(rows["joined_min"])]
    rows = rows[_counted(view, rows["start_min"], rows["end_min"])]
    minutes = waited_min(rows["joined_min"], rows["start_min"], rows["left_min"], view.ledger.end_min)
    names, classes = view.frame("units", "id"), view.ledger.words("class")
    labels: list[tuple[str, Mask]] = []
    for number in np.unique(rows["class"]) if len(classes) > 1 and not view.tiers else ():
        labels.append((f"class={classes[number]}", rows["class"] == number))
    for unit in np.unique(rows["unit"]):
        here = rows["unit"] == unit
        labels.append((f"station={names[unit]}", here))
        for number in np.unique(rows["class"][here]) if len(classes) > 1 else ():
            labels.append((f"station={names[unit]},class={classes[number]}", here & (rows["class"] == number)))
    return Waits(minutes, rows["outcome"].astype(np.int64), tuple(labels))


def _counted(view: View, starts: Floats, ends: Floats) -> Mask:
    """Whose waits count, as the view says; `all` is the honest one."""
    if view.counting == "started_by_end":
        return view.inside(starts)
    if view.counting == "completed_by_end":
        return view.inside(ends)
    return np.ones(len(starts), dtype=bool)


def _each(view: View, value: Callable[[Waits], float]) -> Values:
    """One value per group, the group labelled when not everyone was counted."""
    label = "" if view.counting == "all" else f"counting={view.counting}"
    return [(_and(group, label), value(waits)) for group, waits in waits_of(view)]


def _and(group: str, more: str) -> str:
    return ",".join(part for part in (group, more) if part)


def _share(mask: Mask) -> float:
    return float(mask.mean()) if len(mask) else float("nan")


def _curve_quantile(waits: Waits, share: float) -> float:
    seen = waits.outcome == Outcome.seen
    return kaplan_meier(waits.queued, seen[waits.in_queue]).quantile(share)


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
    return _each(view, lambda w: float(w.queued.mean()) if len(w.queued) else float("nan"))


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
    return _each(view, lambda w: _curve_quantile(w, 0.5))


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
    return _each(view, lambda w: _curve_quantile(w, 0.95))


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
    return _each(view, lambda w: _share(w.queued > INSTANT_MIN))


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
        values = _each(view, lambda w, limit=limit: _share(w.queued > limit))  # type: ignore[misc]
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
    return _each(view, lambda w: _share(w.outcome != Outcome.seen))


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
    return _each(view, lambda w: _share(w.outcome == Outcome.gave_up))


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
    return _each(view, lambda w: _share(w.outcome == Outcome.turned_away))
