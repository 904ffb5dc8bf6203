"""The numeric rows of places and units: what the pathway and the engine read, and nothing else.

A *unit* is anything that serves: a clinic, a desk, a test machine, a ward, an emergency room, a station.
Distributions are named by their row in the run's table of quantiles (-1: none).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final

NO_DRAW: Final = -1
NO_UNIT: Final = -1
UNLIMITED_PLACES: Final = 1_000_000_000
LUNCH_MIN: Final = 150.0
"""Who finds a door closed for no longer than this waits in front of it (assumption: a lunch break)."""


@dataclass(slots=True, frozen=True, repr=False)
class Door:
    """When a place lets people in: intervals of minutes, in order, not touching."""

    opens: tuple[float, ...]
    closes: tuple[float, ...]

    def opens_at(self, minute: float) -> float:
        """This minute if the door is open, else when it opens next (infinity if never again)."""
        index = bisect_right(self.closes, minute)
        if index == len(self.closes):
            return inf
        return max(minute, self.opens[index])

    def closes_at(self, minute: float) -> float:
        """When the opening ends that this minute lies in, or else the next one (infinity if never)."""
        index = bisect_right(self.closes, minute)
        return inf if index == len(self.closes) else self.closes[index]

    def while_staffed(self, steps: Sequence[tuple[float, int]]) -> Door:
        """The same door, but closed while nobody is on the roster."""
        if all(servers > 0 for _, servers in steps):
            return self
        opens: list[float] = []
        closes: list[float] = []
        ends = [*(minute for minute, _ in steps[1:]), float("inf")]
        for (start, servers), end in zip(steps, ends, strict=True):
            for opened, closed in zip(self.opens, self.closes, strict=True):
                if servers > 0 and max(opened, start) < min(closed, end):
                    opens.append(max(opened, start))
                    closes.append(min(closed, end))
        return Door(tuple(opens), tuple(closes))

    def opens_in(self, start_min: float, end_min: float) -> float:
        """Minutes of opening between two moments."""
        within = slice(bisect_right(self.closes, start_min), bisect_left(self.opens, end_min))
        total = 0.0
        for opens, closes in zip(self.opens[within], self.closes[within], strict=True):
            total += max(0.0, min(closes, end_min) - max(opens, start_min))
        return total


ALWAYS: Final = Door((0.0,), (float("inf"),))


@dataclass(slots=True)
class UnitRow:
    """One unit. ``steps``: (minute, servers) from which on so many serve; the first is at minute 0.

    ``empty_until_min``: its clinicians are elsewhere until then, and nobody is left; -1: not so.
    ``keeps_queue``: what waits stays in line while nobody is on the roster, as films do and people do not.
    """

    unit: int
    id: str
    name: str
    kind: str
    place: int
    tier: int
    door: Door = ALWAYS
    steps: Sequence[tuple[float, int]] = ((0.0, 1),)
    classes: int = 1
    waiting_room: int = UNLIMITED_PLACES
    when_full: int = -1
    reserved: int = 0
    reserved_for: frozenset[int] = frozenset()
    released_at_min: float = -1.0
    patience: tuple[int, ...] = ()
    service: tuple[int, ...] = ()
    review: int = NO_DRAW
    turnaround_min: float = 0.0
    report_min: float = 0.0
    price_yuan: float = 0.0
    priority: tuple[int, ...] = (0, 0, 0, 0)
    holds_until_next: bool = False
    extra_beds: int = 0
    gives_up: int = 0
    empty_until_min: float = -1.0
    reads: int = 0
    keeps_queue: bool = False

    def servers_at(self, minute: float) -> int:
        """How many serve at a minute."""
        low, high = 0, len(self.steps)
        while low + 1 < high:
            middle = (low + high) // 2
            if self.steps[middle][0] <= minute:
                low = middle
            else:
                high = middle
        return self.steps[low][1]


@dataclass(slots=True)
class PlaceRow:
    """One facility as the pathway reads it. Unit lists are indexed by specialty, test or ward code.

    ``more``: points of right handling that a programme, or a course in a specialty, has added, by specialty and then
    by band; ``d_more``: discernment likewise, by specialty; empty: none.
    """

    place: int
    id: str
    tier: int
    up: int
    group: int
    door: Door
    visit: tuple[int, ...]
    clinics: tuple[int, ...]
    desks: tuple[int, ...]
    tests: tuple[int, ...]
    emergency: int = NO_UNIT
    ward: int = NO_UNIT
    recovery_ward: int = NO_UNIT
    intensive_ward: int = NO_UNIT
    visiting: tuple[int, ...] = ()
    rounds: tuple[int, ...] = ()
    operating: tuple[int, ...] = ()
    recorders: tuple[int, ...] = ()
    d_prime: float = 0.0
    criterion: float = 0.0
    treats: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    more: tuple[float, ...] = ()
    d_more: tuple[float, ...] = ()
    visit_yuan: float = 0.0
    emergency_yuan: float = 0.0
    bed_day_yuan: float = 0.0
    stay_times: float = 1.0
    lacks: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    supply_driven: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    supply_driven_days: int = NO_DRAW
    needs_times: float = 1.0
    delay: int = NO_DRAW
    priority: tuple[int, ...] = (0, 0, 0, 0)
    wards: dict[str, int] = field(default_factory=dict)
