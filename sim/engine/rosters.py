"""Rosters and reserved places of one unit on the calendar of a run: one change leads to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sim.engine.clock import CALENDAR
from sim.network.units import UnitRow
from sim.network.world import World
from sim.vocabulary import DAY_MIN


class Timetable(Protocol):
    """What a calendar is put on: the clock of either engine."""

    @property
    def now(self) -> float:
        """The minute it is."""

    def at(self, minute: float, order: Any, action: Callable[[Any], None], /) -> None:
        """Do something at an absolute minute."""


class Staffed(Protocol):
    """One unit at work, of either engine, as the calendar knows it."""

    @property
    def row(self) -> UnitRow:
        """Its numbers as the scenario has them."""

    @property
    def rostered(self) -> int:
        """Servers on the roster, whoever is away."""

    @property
    def away(self) -> int:
        """How many of them are elsewhere: dispatched, on the road, at a screen."""

    @property
    def reserved(self) -> int:
        """Servers kept until release time."""

    @property
    def busy(self) -> int:
        """Servers with a patient."""

    @property
    def n_waiting(self) -> int:
        """Patients in the queue."""

    def set_roster(self, rostered: int) -> None:
        """So many servers from now on."""

    def send_away(self, experts: int) -> None:
        """So many more (below zero: fewer) of the rostered are away."""

    def set_reserved(self, reserved_open: bool) -> None:
        """Keep places, or let everyone have what is unused of them."""

    def settle(self) -> None:
        """Book what has passed under the present numbers, before they change."""

    def look_again(self) -> None:
        """The row has other numbers from today."""


def keep_roster(clock: Timetable, pool: Staffed, step: int = 1) -> None:
    """Let the roster change when it says so; who is absent by then is not on it."""
    if step >= len(pool.row.steps):
        return
    minute = pool.row.steps[step][0]

    def change(_: Any) -> None:
        pool.set_roster(pool.row.servers_at(minute) + pool.row.extra_beds)
        keep_roster(clock, pool, step + 1)

    clock.at(minute, CALENDAR, change)


def keep_reserved(clock: Timetable, pool: Staffed, days: int, day: int = 0) -> None:
    """From midnight to release time some servers are kept; then what is unused goes to everyone."""
    if not pool.row.reserved:
        return

    def midnight(_: Any) -> None:
        pool.set_reserved(False)
        if 0.0 <= released < DAY_MIN:
            clock.at(day * DAY_MIN + released, CALENDAR, lambda _: pool.set_reserved(True))
        if day + 1 < days:
            keep_reserved(clock, pool, days, day + 1)

    released = pool.row.released_at_min
    clock.at(day * DAY_MIN, CALENDAR, midnight)


class Promised:
    """Clinicians of a clinic who are promised to other places today: nobody is in two places at once."""

    def __init__(self, clock: Timetable, world: World) -> None:
        self._clock, self._world = clock, world
        self._sent: list[tuple[int, float, float, int]] = []

    def at_hand(self, clinic: int, at_min: float, away_from: float, away_until: float) -> int:
        """Who is on the clinic's roster at a minute and not promised elsewhere between two others."""
        self._sent = [sent for sent in self._sent if sent[2] > self._clock.now]
        sent = sum(n for unit, start, end, n in self._sent if unit == clinic and start < away_until and away_from < end)
        return max(0, self._world.unit[clinic].servers_at(at_min) - sent)

    def promise(self, clinic: int, away_from: float, away_until: float, clinicians: int) -> None:
        """So many are away between these minutes."""
        self._sent.append((clinic, away_from, away_until, clinicians))

    def back_min(self, clinic: int) -> float:
        """When the first of those who are away now are back."""
        now = self._clock.now
        return min((end for unit, start, end, _ in self._sent if unit == clinic and start <= now < end), default=now)
