"""What the calendar does to a unit of the compiled engine: rosters, absences, reserved places, new numbers."""

from __future__ import annotations

from sim.engine.compiled.days import account, cross_edge, finish, start_day
from sim.engine.compiled.engine_row import engine_at, pool_at
from sim.engine.compiled.heap import NOBODY
from sim.engine.compiled.memory import load_int
from sim.engine.compiled.queues import TURNED_AWAY, call_next, pool_of, resolve

OPEN_BOOKS, SETTLE, SET_ROSTER, SEND_AWAY, SET_RESERVED, RESTAFF = range(6)
"""What may be done to a unit; each books first what has passed."""


def change_unit(do: int, unit: int, what: int, number: int) -> None:
    """Do one of these at the present minute; ``number``: servers, experts (below zero: they come back), or 1 for open.

    Busy servers leave after their patient. With nobody left on the roster the queue is told so.
    """
    p = pool_at(pool_of(do, unit))
    if what == OPEN_BOOKS:
        start_day(p)
        cross_edge(do, p)
        return
    account(do, p)
    if what == SETTLE:
        return
    if what == SET_RESERVED:
        p.reserved_open = number
    elif what == SET_ROSTER:
        p.rostered = number
    elif what == SEND_AWAY:
        p.away += number
    if what != SET_RESERVED:
        staff(do, unit)
    call_next(do, unit)


def staff(do: int, unit: int) -> None:
    """Who is there now; with nobody left those who wait are turned away, unless they stay in line."""
    p = pool_at(pool_of(do, unit))
    p.servers = max(0, p.rostered - p.away)
    if p.servers == 0 and p.n_waiting > 0 and p.keeps_queue == 0:
        for priority in range(p.classes):
            slot = load_int(p.queues + 16 * priority)
            while slot != NOBODY:
                resolve(do, slot, TURNED_AWAY)
                slot = load_int(p.queues + 16 * priority)


def close_unit(do: int, unit: int, end_min: float) -> None:
    """The end of the run for a unit."""
    engine_at(do).now = end_min
    finish(do, pool_at(pool_of(do, unit)), end_min)
