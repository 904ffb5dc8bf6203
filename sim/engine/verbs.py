"""The verbs of the patient process under SimPy: the only things a pathway may yield or do.

``x = yield do.hold(min)`` · ``x = yield do.until(min)`` · ``got = yield do.seize(unit, priority, patience)``
are waited for; ``do.release(unit, priority)``, ``do.now()``, ``do.free(unit)`` and the like happen at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import simpy

from sim.engine.clock import THE_REST, Clock
from sim.engine.pools import Pool


class Verbs:
    """What the engine does for a pathway; one object per run."""

    def __init__(self, clock: Clock, pools: Sequence[Pool]) -> None:
        self._clock = clock
        self._pools = pools
        self.start: Callable[[Any], None] = lambda _: None

    def hold(self, minutes: float) -> simpy.Event:
        """Let time pass: a consultation, a journey, a stay."""
        return simpy.Timeout(self._clock, minutes)

    def until(self, minute: float) -> simpy.Event:
        """Go on at an absolute minute that is not in the past."""
        return self._clock.until(minute)

    def seize(self, unit: int, priority: int, patience_min: float) -> simpy.Event:
        """Ask a unit for one server; answers SEIZED, GAVE_UP or TURNED_AWAY."""
        return self._pools[unit].seize(priority, patience_min)

    def release(self, unit: int, priority: int) -> None:
        """Give the server back; it is handed to the first waiter at once."""
        self._pools[unit].release(priority)

    def release_after(self, unit: int, priority: int, minutes: float) -> None:
        """Give the server back after cleaning (turnaround), when the patient has gone already."""
        self._clock.at(self._clock._now + minutes, THE_REST, lambda _: self._pools[unit].release(priority))

    def now(self) -> float:
        """Minutes from Monday 00:00 of day 0."""
        return self._clock._now

    def free(self, unit: int) -> int:
        """Servers that could be taken this instant."""
        pool = self._pools[unit]
        return max(0, pool.servers - pool.busy)

    def on_duty(self, unit: int) -> int:
        """Servers on the roster this instant."""
        return self._pools[unit].servers

    def queue_length(self, unit: int) -> int:
        """Patients waiting, those in service not counted."""
        return self._pools[unit].n_waiting
