"""Rosters and reserved places of one unit on the calendar of a run: one change leads to the next."""

from __future__ import annotations

from typing import Any

from sim.engine.clock import CALENDAR, Clock
from sim.engine.pools import Pool
from sim.vocabulary import DAY_MIN


def keep_roster(clock: Clock, pool: Pool, step: int = 1) -> None:
    """Let the roster change when it says so."""
    if step >= len(pool.row.steps):
        return
    minute, servers = pool.row.steps[step]

    def change(_: Any) -> None:
        pool.set_roster(servers + pool.row.extra_beds)
        keep_roster(clock, pool, step + 1)

    clock.at(minute, CALENDAR, change)


def keep_reserved(clock: Clock, pool: Pool, days: int, day: int = 0) -> None:
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
