"""Queues of the compiled engine: the same order of things as ``sim.engine.pools``.

Written by hand beside the SimPy engine's, and held against it row by row in ``tests/engine/twin``.
"""

from __future__ import annotations

from typing import Any, Final

from sim.engine.compiled.days import account
from sim.engine.compiled.engine_row import (
    GIVES_UP,
    GOES_ON,
    POOL_BYTES,
    WAITER_BYTES,
    WHAT,
    engine_at,
    pool_at,
    waiter_at,
)
from sim.engine.compiled.heap import FULL, NOBODY, push
from sim.engine.compiled.memory import load_int, store_int

SEIZED: Final = 0
GAVE_UP: Final = 1
TURNED_AWAY: Final = 2
WAITS: Final = -1


def pool_of(do: int, unit: int) -> int:
    """The row of a unit at work."""
    return engine_at(do).pools + POOL_BYTES * unit


def now(do: int) -> float:
    """Minutes from Monday 00:00 of day 0."""
    return engine_at(do).now


def free(do: int, unit: int) -> int:
    """Servers that could be taken this instant."""
    p = pool_at(pool_of(do, unit))
    return max(0, p.servers - p.busy)


def on_duty(do: int, unit: int) -> int:
    """Servers on the roster this instant."""
    return pool_at(pool_of(do, unit)).servers


def queue_length(do: int, unit: int) -> int:
    """Patients waiting, those in service not counted."""
    return pool_at(pool_of(do, unit)).n_waiting


def may_hold(p: Any, priority: int) -> bool:
    """Until release time, ordinary patients hold at most servers minus the reserved ones."""
    if p.reserved == 0 or p.reserved_open == 1 or (p.reserved_for >> priority) & 1:
        return True
    return p.busy_ordinary < p.servers - p.reserved


def could_take(do: int, unit: int, priority: int) -> bool:
    """Is a server free for this class?"""
    p = pool_at(pool_of(do, unit))
    return p.busy < p.servers and may_hold(p, priority)


def take(p: Any, priority: int, waited_min: float) -> None:
    """Take a server."""
    p.busy += 1
    if not (p.reserved_for >> priority) & 1:
        p.busy_ordinary += 1
    p.served += 1
    p.wait_sum_min += waited_min


def seize(do: int, who: int, unit: int, priority: int, patience_min: float) -> int:
    """Ask for one server: SEIZED or TURNED_AWAY at once, else WAITS. Patience below zero never runs out."""
    p = pool_at(pool_of(do, unit))
    account(do, p)
    p.asked += 1
    if p.busy < p.servers and may_hold(p, priority):
        take(p, priority, 0.0)
        return SEIZED
    if p.n_waiting >= p.waiting_room or patience_min == 0.0:
        p.turned_away += 1
        return TURNED_AWAY
    slot = join(do, who, unit, priority)
    if patience_min > 0.0:
        waiter = waiter_at(engine_at(do).waiters + WAITER_BYTES * slot)
        push(do, engine_at(do).now + patience_min, GIVES_UP, slot, waiter.serial)
    return WAITS


def join(do: int, who: int, unit: int, priority: int) -> int:
    """Queue up in rank and order; the number of the row."""
    e = engine_at(do)
    slot = e.waiters_free
    if slot != NOBODY:
        e.waiters_free = waiter_at(e.waiters + WAITER_BYTES * slot).next
    else:
        slot = e.waiters_n
        if slot >= e.waiters_room:
            e.failed = FULL
            slot = 0
        else:
            e.waiters_n = slot + 1
    w = waiter_at(e.waiters + WAITER_BYTES * slot)
    p = pool_at(pool_of(do, unit))
    queue = p.queues + 16 * priority
    last = load_int(queue + 8)
    w.who, w.pool, w.priority, w.joined_min, w.waiting = who, unit, priority, e.now, 1
    w.next, w.before, w.together, w.sibling = NOBODY, last, NOBODY, NOBODY
    if last == NOBODY:
        store_int(queue, slot)
    else:
        waiter_at(e.waiters + WAITER_BYTES * last).next = slot
    store_int(queue + 8, slot)
    p.n_waiting += 1
    return slot


def leave_queue(do: int, slot: int) -> None:
    """Step out of the queue, and give the row back."""
    e = engine_at(do)
    w = waiter_at(e.waiters + WAITER_BYTES * slot)
    p = pool_at(pool_of(do, w.pool))
    queue = p.queues + 16 * w.priority
    if w.before == NOBODY:
        store_int(queue, w.next)
    else:
        waiter_at(e.waiters + WAITER_BYTES * w.before).next = w.next
    if w.next == NOBODY:
        store_int(queue + 8, w.before)
    else:
        waiter_at(e.waiters + WAITER_BYTES * w.next).before = w.before
    p.n_waiting -= 1
    w.waiting = 0
    w.serial += 1
    w.next = e.waiters_free
    e.waiters_free = slot


def release(do: int, unit: int, priority: int) -> None:
    """Give the server back; the first waiter is called at once."""
    p = pool_at(pool_of(do, unit))
    account(do, p)
    p.busy -= 1
    if not (p.reserved_for >> priority) & 1:
        p.busy_ordinary -= 1
    if p.n_waiting > 0:
        call_next(do, unit)


def call_next(do: int, unit: int) -> None:
    """Fill free servers from the queue: highest class first, first come first."""
    p = pool_at(pool_of(do, unit))
    while p.busy < p.servers and p.n_waiting > 0:
        slot = first_in_line(do, p)
        if slot == NOBODY:
            return
        resolve(do, slot, SEIZED)


def first_in_line(do: int, p: Any) -> int:
    """Who may be called; one who needs other units too is passed over until all are free."""
    waiters = engine_at(do).waiters
    for priority in range(p.classes):
        if not may_hold(p, priority):
            continue
        slot = load_int(p.queues + 16 * priority)
        while slot != NOBODY:
            if waiter_at(waiters + WAITER_BYTES * slot).together == NOBODY or others_are_free(do, slot):
                return slot
            slot = waiter_at(waiters + WAITER_BYTES * slot).next
    return NOBODY


def others_are_free(do: int, slot: int) -> bool:
    """Could all other units be taken in this instant that this patient waits for?"""
    waiters = engine_at(do).waiters
    part = waiter_at(waiters + WAITER_BYTES * slot).together
    while part != NOBODY:
        w = waiter_at(waiters + WAITER_BYTES * part)
        if part != slot and not could_take(do, w.pool, w.priority):
            return False
        part = w.sibling
    return True


def resolve(do: int, slot: int, answer: int) -> None:
    """A waiter is called, turned away or gives up: out of every queue he stands in, and he goes on."""
    e = engine_at(do)
    first = waiter_at(e.waiters + WAITER_BYTES * slot)
    who, part = first.who, first.together
    if part == NOBODY:
        settle_part(do, slot, answer)
    else:
        settle_part(do, slot, answer)
        while part != NOBODY:
            following = waiter_at(e.waiters + WAITER_BYTES * part).sibling
            if part != slot:
                account(do, pool_at(pool_of(do, waiter_at(e.waiters + WAITER_BYTES * part).pool)))
                settle_part(do, part, answer)
            part = following
    push(do, e.now, GOES_ON, who, answer)


def settle_part(do: int, slot: int, answer: int) -> None:
    """One queue's part of it, in the day book of the unit."""
    e = engine_at(do)
    w = waiter_at(e.waiters + WAITER_BYTES * slot)
    p = pool_at(pool_of(do, w.pool))
    waited_min, priority = e.now - w.joined_min, w.priority
    leave_queue(do, slot)
    if answer == SEIZED:
        take(p, priority, waited_min)
        return
    p.wait_sum_min += waited_min
    if answer == GAVE_UP:
        p.gave_up += 1
    else:
        p.turned_away += 1


def give_up(do: int, slot: int, serial: int) -> None:
    """Patience has run out, unless the patient was called before."""
    e = engine_at(do)
    w = waiter_at(e.waiters + WAITER_BYTES * slot)
    if w.waiting == 1 and w.serial & WHAT == serial:
        account(do, pool_at(pool_of(do, w.pool)))
        resolve(do, slot, GAVE_UP)
