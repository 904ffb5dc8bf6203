"""Several units taken in one instant: as ``sim.engine.together``, over the same rows of waiters."""

from __future__ import annotations

from sim.engine.compiled.days import account
from sim.engine.compiled.engine_row import GIVES_UP, WAITER_BYTES, engine_at, pool_at, waiter_at
from sim.engine.compiled.heap import NOBODY, push
from sim.engine.compiled.memory import load_int, store_int
from sim.engine.compiled.queues import SEIZED, TURNED_AWAY, WAITS, could_take, join, pool_of, seize, take


def ask_also(do: int, nth: int, unit: int, priority: int) -> None:
    """Note one of the units that are asked for in this instant."""
    asked = engine_at(do).asked + 16 * nth
    store_int(asked, unit)
    store_int(asked + 8, priority)


def seize_together(do: int, who: int, n: int, patience_min: float) -> int:
    """Ask for one server of each noted unit at once: as :func:`sim.engine.compiled.queues.seize`."""
    e = engine_at(do)
    asked = e.asked
    if n == 1:
        return seize(do, who, load_int(asked), load_int(asked + 8), patience_min)
    for i in range(n):
        p = pool_at(pool_of(do, load_int(asked + 16 * i)))
        account(do, p)
        p.asked += 1
    all_free, full = True, patience_min == 0.0
    for i in range(n):
        unit, priority = load_int(asked + 16 * i), load_int(asked + 16 * i + 8)
        p = pool_at(pool_of(do, unit))
        all_free = all_free and could_take(do, unit, priority)
        full = full or p.n_waiting >= p.waiting_room
    if all_free:
        for i in range(n):
            take(pool_at(pool_of(do, load_int(asked + 16 * i))), load_int(asked + 16 * i + 8), 0.0)
        return SEIZED
    if full:
        for i in range(n):
            pool_at(pool_of(do, load_int(asked + 16 * i))).turned_away += 1
        return TURNED_AWAY
    first, before = NOBODY, NOBODY
    for i in range(n):
        slot = join(do, who, load_int(asked + 16 * i), load_int(asked + 16 * i + 8))
        first = slot if first == NOBODY else first
        waiter_at(e.waiters + WAITER_BYTES * slot).together = first
        if before != NOBODY:
            waiter_at(e.waiters + WAITER_BYTES * before).sibling = slot
        before = slot
    if patience_min > 0.0:
        push(do, e.now + patience_min, GIVES_UP, first, waiter_at(e.waiters + WAITER_BYTES * first).serial)
    return WAITS
