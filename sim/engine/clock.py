"""Time of a run: SimPy's environment with the order of an instant written down.

At one and the same instant things happen in this order: calendar changes of places, then new demand in
list order, then the rest as scheduled.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heappush
from typing import Any, Final

import simpy
from simpy.events import PENDING, EventPriority

CALENDAR: Final = EventPriority(-1)
DEMAND: Final = EventPriority(0)
THE_REST: Final = EventPriority(1)  # SimPy's own NORMAL


class Clock(simpy.Environment):
    """Minutes from Monday 00:00 of day 0."""

    def __init__(self) -> None:
        super().__init__(0.0)
        self.events_scheduled = 0

    def at(self, minute: float, order: EventPriority, action: Callable[[simpy.Event], None]) -> None:
        """Do something at an absolute minute (``timeout(minute - now)`` would not land on it)."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        event.callbacks.append(action)
        heappush(self._queue, (minute, order, next(self._eid), event))

    def until(self, minute: float) -> simpy.Event:
        """An event to yield: go on at this absolute minute."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        heappush(self._queue, (minute, THE_REST, next(self._eid), event))
        return event

    @property
    def events(self) -> int:
        """How many events were scheduled so far (tests count these, never seconds)."""
        probe = next(self._eid)
        self.events_scheduled += 1
        return probe - self.events_scheduled + 1


class PatientProcess(simpy.Process):
    """A patient's process. It starts in the instant it is made, without an event of its own."""

    def __init__(self, clock: Clock, story: Generator[simpy.Event, Any, Any]) -> None:
        self.env = clock
        self.callbacks = []
        self._value = PENDING
        self._generator = story
        self._target = None  # type: ignore[assignment]  # SimPy's own type leaves out that nobody is awaited yet
        self._resume(answered(clock, None))


def answered(clock: Clock, value: object) -> simpy.Event:
    """An event that has happened already: SimPy goes on at once with its value, and schedules nothing."""
    event = simpy.Event(clock)
    event._ok = True
    event._value = value
    event.callbacks = None  # type: ignore[assignment]  # SimPy's own mark of an event that is over
    return event
