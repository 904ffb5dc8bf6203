"""What the calendar does to a unit of the compiled engine: rosters, absences, reserved places, new numbers."""

from __future__ import annotations

from numba import njit

from sim.engine.compiled.days import account, cross_edge, finish, start_day
from sim.engine.compiled.engine_row import engine_at, pool_at
from sim.engine.compiled.memory import load_int
from sim.engine.compiled.queues import NOBODY, TURNED_AWAY, call_next, pool_of, resolve

SIGNATURE = "void(int64, int64, int64)"


@njit
def staff(do: int, unit: int) -> None:
    """Who is there now; with nobody left those who wait are told so."""
    p = pool_at(pool_of(do, unit))
    p.servers = max(0, p.rostered - p.away)
    if p.servers == 0 and p.n_waiting > 0:
        for priority in range(p.classes):
            slot = load_int(p.queues + 16 * priority)
            while slot != NOBODY:
                resolve(do, slot, TURNED_AWAY)
                slot = load_int(p.queues + 16 * priority)
    call_next(do, unit)


@njit(SIGNATURE, cache=True)
def open_books(do: int, unit: int, _: int) -> None:
    """Minute 0 of a unit."""
    p = pool_at(pool_of(do, unit))
    start_day(p)
    cross_edge(do, p)


@njit(SIGNATURE, cache=True)
def settle(do: int, unit: int, _: int) -> None:
    """Book what has passed under the present numbers, before they change."""
    account(do, pool_at(pool_of(do, unit)))


@njit(SIGNATURE, cache=True)
def set_roster(do: int, unit: int, rostered: int) -> None:
    """A calendar change. Busy servers leave after their patient; with nobody left the queue goes."""
    p = pool_at(pool_of(do, unit))
    account(do, p)
    p.rostered = rostered
    staff(do, unit)


@njit(SIGNATURE, cache=True)
def send_away(do: int, unit: int, experts: int) -> None:
    """So many more (below zero: fewer) of the rostered are away: dispatched or on the road."""
    p = pool_at(pool_of(do, unit))
    account(do, p)
    p.away += experts
    staff(do, unit)


@njit(SIGNATURE, cache=True)
def set_reserved(do: int, unit: int, is_open: int) -> None:
    """Release time: what is unused of the reserved servers goes to everyone."""
    p = pool_at(pool_of(do, unit))
    account(do, p)
    p.reserved_open = is_open
    call_next(do, unit)


@njit(SIGNATURE, cache=True)
def restaff(do: int, unit: int, _: int) -> None:
    """The unit has other numbers from today."""
    staff(do, unit)


@njit("void(int64, int64, float64)", cache=True)
def close_books(do: int, unit: int, end_min: float) -> None:
    """The end of the run for a unit."""
    finish(do, pool_at(pool_of(do, unit)), end_min)


@njit("float64(int64)", cache=True)
def minute(do: int) -> float:
    """The minute it is."""
    return engine_at(do).now
