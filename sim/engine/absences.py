"""Clinicians who are missing in their clinic for weeks or an hour: the roster without them, and the book of it.

A clinic that nobody is left in is closed: who comes is turned away until somebody is back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final

import numpy as np

from sim.engine.clock import CALENDAR
from sim.engine.rosters import Staffed, Timetable
from sim.ledger import TABLES
from sim.ledger.ledger import Rows
from sim.network.world import World
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import AwayFor

Steps = Sequence[tuple[float, int]]
_minute: Final = itemgetter(0)


class Absences:
    """Who is missing where, and until when. Newcomers are missing less than nobody."""

    def __init__(self, clock: Timetable, world: World, pools: Sequence[Staffed]) -> None:
        self._clock, self._world, self._pools = clock, world, pools
        self._planned: dict[int, Steps] = {}
        self._missing: dict[int, list[tuple[float, int]]] = {}
        self._rows: list[tuple[Any, ...]] = []

    def leave(self, unit: int, clinicians: int, until_min: float, use: AwayFor) -> None:
        """From this minute until another, so many of a clinic's roster are elsewhere (below zero: newcomers)."""
        if clinicians == 0:
            return
        row, now, end_min = self._world.unit[unit], self._clock.now, self._world.end_min
        last_min = min(until_min, end_min)
        first_day, next_day = now // DAY_MIN * DAY_MIN, -(-last_min // DAY_MIN) * DAY_MIN
        rostered = self._open_min(unit, row.steps, first_day, min(next_day, end_min))
        before = self._open_min(unit, row.steps, now, last_min)
        self._planned.setdefault(unit, row.steps)
        self._missing.setdefault(unit, []).append((until_min, clinicians))
        self._staff(unit)
        after = self._open_min(unit, row.steps, now, last_min)
        self._rows.append((unit, now, last_min, clinicians, int(use), rostered, before - after))
        if until_min < end_min:
            self._clock.at(until_min, CALENDAR, lambda _: self._back(unit))

    def numbers_changed(self) -> None:
        """A date of ``changes:`` has set the rows anew: whose clinic is empty stays so."""
        for unit in self._planned:
            self._mark_empty(unit)

    def table(self) -> Rows:
        """The ledger table ``absences``."""
        return np.array(self._rows, TABLES["absences"].dtype)

    def _back(self, unit: int) -> None:
        now = self._clock.now
        self._missing[unit] = [absence for absence in self._missing[unit] if absence[0] > now]
        self._staff(unit)

    def _staff(self, unit: int) -> None:
        """The roster as planned without those who are missing; hours with nobody on the roster stay so."""
        row, pool = self._world.unit[unit], self._pools[unit]
        gone = sum(clinicians for _, clinicians in self._missing[unit])
        row.steps = tuple((minute, max(0, n - gone) if n else 0) for minute, n in self._planned[unit])
        self._mark_empty(unit)
        pool.set_roster(row.servers_at(self._clock.now) + row.extra_beds)

    def _mark_empty(self, unit: int) -> None:
        """Whoever comes to a clinic that nobody is left in must know until when."""
        row, now = self._world.unit[unit], self._clock.now
        planned = max((n for _, n in self._planned[unit]), default=0)
        gone = sum(clinicians for _, clinicians in self._missing[unit])
        back = [until for until, clinicians in self._missing[unit] if clinicians > 0]
        row.empty_until_min = max(back, default=now) if planned > 0 and gone >= planned else -1.0
        self._world.emptied.add(unit)

    def _open_min(self, unit: int, steps: Steps, start_min: float, end_min: float) -> float:
        """Rostered clinician-minutes while the door is open."""
        door = self._world.unit[unit].door
        first = max(0, bisect_right(steps, start_min, key=_minute) - 1)
        within = steps[first : bisect_left(steps, end_min, key=_minute)]
        edges = [*(max(start_min, minute) for minute, _ in within), end_min]
        total = 0.0
        for (_, servers), (begin, end) in zip(within, pairwise(edges), strict=True):
            if servers > 0 and begin < end:
                total += servers * door.opens_in(begin, end)
        return total
