"""All that brings the county's residents to care, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.illness.catalogue import catalogue
from sim.illness.follow_ups import follow_ups
from sim.illness.in_time import in_order_of_time
from sim.illness.managed import UNDER_CONTRACT, as_contracted, care_of, is_managed, unthinned
from sim.illness.onsets import MOST_BLOCKS, ROW, illness_onsets
from sim.illness.profiles import BLOCK_MIN, blocks_until, rulers
from sim.luck.philox import key
from sim.people.chronic import draw_controlled

if TYPE_CHECKING:
    from sim.people import People
    from sim.scenario.scenario import Scenario

TOUCHED_BY: Final = ("conditions", "chronic", "profiles", "people")
"""Blocks of a scenario that decide who falls ill when."""


@dataclass(frozen=True)
class Onsets:
    """Columns, one row per onset or due follow-up, sorted by time (same minute: by resident, then as listed).

    Attributes:
        time_min: when the resident feels it, or sets off for the follow-up.
        resident: row of the people.
        episode: resident << 32 | onset number: the address of all its luck.
        condition: row of the catalogue; follow-ups stand after the conditions.
        severity: rank in [0, 1) among cases of the condition.
        band: of severity, minor 0 to critical 3.
        reason: 0 new illness, 1 exacerbation of a chronic illness, 2 follow-up.
    """

    time_min: NDArray[np.float64]
    resident: NDArray[np.int32]
    episode: NDArray[np.int64]
    condition: NDArray[np.int16]
    severity: NDArray[np.float64]
    band: NDArray[np.int8]
    reason: NDArray[np.int8]

    def __len__(self) -> int:
        return int(self.time_min.size)


def draw_onsets(scenario: Scenario, people: People, seed: int, replication: int, horizon_min: float) -> Onsets:
    """Everything that befalls these residents before ``horizon_min``.

    Dated changes: each stretch between them is drawn under its own numbers with the same luck, and what falls
    inside it is kept. Before a change nothing differs; after it, only what it touches.

    Args:
        scenario: with its dated changes.
        people: the residents as drawn from ``scenario.at(0.0)``.
        seed: of the study.
        replication: another one is another year of luck for the same residents.
        horizon_min: end of the run.

    Raises:
        ValueError: a run of more than 63 years of 364 days, or a dated change of a prevalence.
    """
    if blocks_until(horizon_min) >= MOST_BLOCKS:
        raise ValueError(f"a run of {horizon_min / BLOCK_MIN:.0f} years: expected fewer than {MOST_BLOCKS}")
    at_first = scenario.at(0.0)
    drawn = [np.empty(0, ROW)]
    stretches = _stretches(scenario, horizon_min) if len(people) else []
    for from_min, until_min, then in stretches:
        living = people
        if then.chronic != at_first.chronic:
            _refuse_new_prevalence(at_first, then)
            living = replace(people, controlled=draw_controlled(then, people.chronic, seed))
        now = catalogue(then)
        along = rulers(then.profiles, then.calendar, now.shapes, blocks_until(until_min))
        luck = key(seed, replication)
        first_block = int(from_min // BLOCK_MIN)
        candidates = unthinned(now) if is_managed(then) else now
        drawn.append(illness_onsets(luck, living, candidates, along, first_block, from_min, until_min))
        drawn.append(follow_ups(luck, living, now, along, from_min, until_min))
        care = care_of(then)
        if care is not None:
            due = as_contracted(now, care)
            drawn.append(follow_ups(luck, living, due, along, from_min, until_min, UNDER_CONTRACT))
    return _sorted(np.concatenate(drawn))


def _stretches(scenario: Scenario, horizon_min: float) -> list[tuple[float, float, Scenario]]:
    """(from, until, scenario) of each stretch of time in which illness follows the same numbers."""
    starts = [0.0, *(minute for minute in scenario.change_minutes if 0.0 < minute < horizon_min)]
    kept: list[tuple[float, Scenario]] = []
    for start in starts:
        then = scenario.at(start)
        if (
            not kept
            or any(getattr(then, name) != getattr(kept[-1][1], name) for name in TOUCHED_BY)
            or (care_of(then) != care_of(kept[-1][1]))
        ):
            kept.append((start, then))
    ends = [start for start, _ in kept[1:]] + [horizon_min]
    return [(start, end, then) for (start, then), end in zip(kept, ends, strict=True)]


def _refuse_new_prevalence(at_first: Scenario, then: Scenario) -> None:
    for name, illness in then.chronic.items():
        if name not in at_first.chronic or illness.prevalence != at_first.chronic[name].prevalence:
            raise ValueError(
                f"chronic.{name}.prevalence: cannot change on a date, for residents are drawn once; "
                "change controlled or follow_ups_a_year instead"
            )


def _sorted(rows: NDArray[np.void]) -> Onsets:
    """Columns in the order of time; within a minute the address decides, which nothing else can shift."""
    order = in_order_of_time(np.ascontiguousarray(rows["time_min"]), np.ascontiguousarray(rows["episode"]))
    found = Onsets(**{name: np.empty(len(rows), ROW[name]) for name in Onsets.__dataclass_fields__})
    _lay(rows, order, found.time_min, found.resident, found.episode, found.condition, found.severity,
         found.band, found.reason)  # fmt: skip
    return found


@njit(cache=True)
def _lay(
    rows: Any, order: Any, time_min: Any, resident: Any, episode: Any, condition: Any, severity: Any, band: Any,
    reason: Any,
) -> None:  # fmt: skip
    """Each row is met once: it lies far from the one before."""
    for i in range(order.size):
        row = rows[order[i]]
        time_min[i], resident[i], episode[i], condition[i] = row.time_min, row.resident, row.episode, row.condition
        severity[i], band[i], reason[i] = row.severity, row.band, row.reason
