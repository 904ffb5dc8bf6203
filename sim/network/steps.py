"""The numeric rows of a route: what a walking patient reads, and nothing else.

A *step* asks for zero or more units at once (its *uses*), lasts as long as their services, and leads on by a
*branch*. Distributions are named by their row in the run's table of quantiles (-1: none), classes of patients
by their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.network.units import ALWAYS, NO_DRAW, NO_UNIT, Door

LEAVES: Final = -1
"""Instead of a step: the patient leaves."""
NEXT: Final = -2
"""Instead of a step: the step that would have followed (``when_full: next_station``)."""
TOMORROW: Final = -3
"""Instead of a step: the same step, at the same clock time of the next day."""
NOT_COUNTED: Final = -1


@dataclass(slots=True)
class StepRow:
    """One step of one route. Tuples are indexed by class."""

    step: int
    route: int
    name: str
    luck: int  # the name as a number: adding a step elsewhere leaves the luck of this one alone
    first_use: int
    uses: int
    branch: tuple[int, ...]  # first row of the branch, by class
    after: int = NO_DRAW
    patience: tuple[int, ...] = ()
    gives_up: int = LEAVES
    when_full: int = LEAVES
    counter: int = NOT_COUNTED  # where a walker counts visits to it, unless it is met at most once


@dataclass(slots=True)
class UseRow:
    """One unit that a step asks for."""

    unit: int
    luck: int
    service: tuple[int, ...]  # by class
    priority: tuple[int, ...]  # by class
    holds: bool = False
    waiting_counts: bool = False
    turnaround_min: float = 0.0
    door: Door = ALWAYS
    always_open: bool = True
    room: int = NO_UNIT  # the unit's places (in service and waiting), where patients block each other for them


@dataclass(slots=True)
class BranchRow:
    """One way on: luck below ``upto``, and not below that of the row before, leads to step ``to``."""

    upto: float
    to: int


@dataclass(slots=True)
class StreamRow:
    """One stream of arrivals. ``replays``: by use, the column of the trace with its service, or -1."""

    stream: int
    name: str
    replays: tuple[int, ...] = ()


@dataclass(slots=True)
class Network:
    """Everything that walking patients read. ``trace``: columns of minutes, each with a value per patient."""

    key: int
    step: list[StepRow]
    use: list[UseRow]
    branch: list[BranchRow]
    stream: list[StreamRow]
    trace: list[list[float]]
    quantile_rows: NDArray[np.void]
    quantile_grid: NDArray[np.float64]
    counters: int = 0


class Walker:
    """One patient of a stream: who, and where in the route; the row that the walking process writes to."""

    __slots__ = (
        "asked_min", "deadline_min", "joined_min", "kept", "kept_line", "kept_step", "line", "patient", "row",
        "seen", "sort", "step", "stream", "visit",
    )  # fmt: skip

    patient: int
    stream: int
    sort: int
    step: int
    row: int
    seen: list[int]
    visit: int
    line: int
    asked_min: float
    joined_min: float
    deadline_min: float
    kept_step: int
    kept: int
    kept_line: int

    def __init__(self, patient: int, stream: int, sort: int, step: int, row: int, counters: int) -> None:
        self.patient, self.stream, self.sort = patient, stream, sort
        self.step, self.row = step, row
        self.seen = [0] * counters
        self.visit = 0  # how many times the patient had come to this step before
        self.line = 0  # first row of this step in the book
        self.asked_min = 0.0  # when the patient asked for the units of this step
        self.joined_min = 0.0  # when he joined their queue; later, if he had to wait outside a full room
        self.deadline_min = -1.0
        self.kept_step = LEAVES
        self.kept = 0  # bit i: the i-th use of ``kept_step`` is still kept, for want of the next place
        self.kept_line = 0
