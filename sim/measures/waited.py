"""Waits, group by group, in order of their length: what the measures of waiting and the curves are made of.

All waits are sorted once; every group takes its part of them, so that no group is sorted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.measures.columns import Chosen, by_code, shortest_first
from sim.measures.survival import Curve, kaplan_meier_in_order
from sim.measures.view import Floats, Ints, Mask, View
from sim.vocabulary.words import PRIORITIES, TIERS, Outcome

Codes = npt.NDArray[np.int8]
Places = npt.NDArray[np.intp]

INSTANT_MIN: Final = 1e-9
SHARES: Final = (0.5, 0.95)


@dataclass(frozen=True)
class Waits:
    """The waits of one group that began in the window, shortest first."""

    minutes: Floats
    outcome: Codes

    def ended(self, outcome: Outcome) -> float:
        """The share of all who came whose wait ended so."""
        return float(self.ends[outcome] / len(self.outcome)) if len(self.outcome) else float("nan")

    @property
    def unserved_share(self) -> float:
        """The share of all who came that were not seen."""
        came = len(self.outcome)
        return float((came - self.ends[Outcome.seen]) / came) if came else float("nan")

    @cached_property
    def ends(self) -> Ints:
        """How many waits ended in each way."""
        return np.bincount(self.outcome, minlength=len(Outcome))

    @cached_property
    def in_queue(self) -> Mask:
        """Who got into the queue: not those turned away in the instant of their arrival."""
        mask: Mask = (self.outcome != Outcome.turned_away) | (self.minutes > INSTANT_MIN)
        return mask

    @property
    def queued(self) -> Floats:
        """Minutes waited by everyone who got into the queue."""
        return self.minutes if self.in_queue.all() else self.minutes[self.in_queue]

    @cached_property
    def mean_min(self) -> float:
        """Minutes waited by everyone who got into the queue, divided by their number."""
        return float(self.queued.mean()) if len(self.queued) else float("nan")

    def longer_than(self, limit_min: float) -> float:
        """The share of everyone who got into the queue that waited longer than so many minutes."""
        queued = self.queued
        if not len(queued):
            return float("nan")
        return float((len(queued) - np.searchsorted(queued, limit_min, side="right")) / len(queued))

    @property
    def curve(self) -> Curve:
        """Who still waits after how long: the called leave it, all others are censored."""
        return kaplan_meier_in_order(self.queued, self.outcome[self.in_queue] == Outcome.seen)

    @cached_property
    def quantiles_min(self) -> dict[float, float]:
        """The minutes within which half, and 95 %, have been called."""
        curve = self.curve
        return {share: curve.quantile(share) for share in SHARES}


def waits_of(view: View) -> list[tuple[str, Waits]]:
    """The waits of every group, first the whole."""
    return view.once(("waits", view.counting), lambda: [*_of_visits(view), *_of_steps(view)])


def waited_min(begins: Floats, starts: Floats, leaves: Floats, end_min: float) -> Floats:
    """Minutes from the beginning to the start, else to the leaving, else to the end of the run."""
    until = np.where(starts >= 0.0, starts, np.where(leaves >= 0.0, leaves, end_min))
    return np.asarray(until - begins, dtype=float)


def _of_visits(view: View) -> list[tuple[str, Waits]]:
    """All waits of visits, then by tier, by class, and by tier and class."""
    rows = _counted(view, view.arrivals)
    if not len(rows):
        return []
    minutes = waited_min(rows["arrival_min"], rows["start_min"], rows["left_min"], view.ledger.end_min)
    order = shortest_first(minutes)
    whole = Waits(minutes[order], rows["outcome"][order])
    tier, priority = rows["tier"][order], rows["priority"][order]
    number = len(PRIORITIES)
    of_both = {code: _part(whole, rows) for code, rows in by_code(tier * number + priority)}
    labels = [*((f"tier={TIERS[t]}", tier == t) for t in view.tiers)]
    labels += [(f"class={word}", priority == code) for code, word in enumerate(PRIORITIES)]
    groups = [("", whole), *((label, _part(whole, mask)) for label, mask in labels if mask.any())]
    return groups + [
        (f"tier={TIERS[t]},class={word}", of_both[t * number + code])
        for t in view.tiers
        for code, word in enumerate(PRIORITIES)
        if t * number + code in of_both
    ]


def _part(waits: Waits, which: Mask | Places) -> Waits:
    """Some of the waits, still shortest first."""
    return Waits(waits.minutes[which], waits.outcome[which])


def _of_steps(view: View) -> list[tuple[str, Waits]]:
    """The waits at stations: by class where there are no places, by station, and by station and class."""
    rows = _counted(view, view.select("steps", "joined_min"))
    if not len(rows):
        return []
    minutes = waited_min(rows["joined_min"], rows["start_min"], rows["left_min"], view.ledger.end_min)
    names, classes = view.frame("units", "id"), view.ledger.words("class")
    order = shortest_first(minutes)
    whole, unit, of_class = Waits(minutes[order], rows["outcome"][order]), rows["unit"][order], rows["class"][order]
    groups = []
    if len(classes) > 1 and not view.tiers:
        groups += [(f"class={classes[code]}", _part(whole, here)) for code, here in by_code(of_class)]
    for number, here in by_code(unit):
        station = f"station={names[number]}"
        groups.append((station, _part(whole, here)))
        if len(classes) > 1:
            # places of `here` are in order of the waits, so that each class of it is as well
            of_both = by_code(of_class[here])
            groups += [(f"{station},class={classes[code]}", _part(whole, here[mine])) for code, mine in of_both]
    return groups


def _counted(view: View, rows: Chosen) -> Chosen:
    """Those whose waits count, as the view says; `all` is the honest one."""
    if view.counting == "started_by_end":
        return rows.where(view.inside(rows["start_min"]))
    if view.counting == "completed_by_end":
        return rows.where(view.inside(rows["end_min"]))
    return rows
