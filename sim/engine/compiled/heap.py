"""Things to come on the compiled engine: by time, then in the order in which they were put there.

What is due this very minute stands in line (``soon``): all that was on the calendar for it before comes first.
What lies in a later half hour waits unsorted in that half hour's list, so that the heap that is sorted stays small.
"""

from __future__ import annotations

import math
from typing import Any, Final

from sim.engine.compiled.engine_row import (
    EVENT_BYTES,
    FAR_BYTES,
    GOES_ON,
    KIND_BITS,
    LIST_MIN,
    RELEASES,
    WALKERS_FROM,
    WHAT,
    WHAT_BITS,
    engine_at,
    event_at,
    far_at,
)
from sim.engine.compiled.memory import fetch_ahead, load_int, store_int

NOBODY: Final = -1
FULL: Final = 1


def push(do: int, time: float, kind: int, who: int, what: int) -> None:
    """Put something on the calendar, behind all that is there for the same minute."""
    e = engine_at(do)
    sequence = e.sequence
    e.sequence = sequence + 1
    word = kind | ((what & WHAT) << KIND_BITS) | (who << (KIND_BITS + WHAT_BITS))
    if time == e.now:
        stand_in_line(do, word)
    elif time < e.far_min or time >= e.far_end:
        insert(do, time, sequence, word)
    else:
        lay_by(do, time, sequence, word)


def stand_in_line(do: int, word: int) -> None:
    """Put something behind all that is due this very minute."""
    e = engine_at(do)
    if e.soon_n >= e.soon_room:
        e.failed = FULL
        return
    store_int(e.soon + 8 * e.soon_n, word)
    e.soon_n += 1


def fetch_patient(do: int, word: int) -> None:
    """Patients are met cold in memory: while others go on, the row of who comes soon is on its way."""
    e = engine_at(do)
    who = word >> (KIND_BITS + WHAT_BITS)
    if who >= WALKERS_FROM:
        fetch_ahead(e.walkers + e.walker_bytes * (who - WALKERS_FROM), e.walker_bytes)
    elif who < e.cases_n:
        fetch_ahead(e.cases + e.case_bytes * who, e.case_bytes)


def due_min(do: int) -> float:
    """The minute of what comes next, in line or in the heap; infinity if nothing does."""
    e = engine_at(do)
    if e.soon_at < e.soon_n:
        return e.now
    return event_at(e.heap).time if e.heap_n > 0 else math.inf


def take_due(do: int) -> int:
    """Take what comes next: what was on the calendar for this minute before stands first."""
    e = engine_at(do)
    if e.soon_at < e.soon_n and (e.heap_n == 0 or event_at(e.heap).time > e.now):
        e.events += 1
        word = load_int(e.soon + 8 * e.soon_at)
        e.soon_at += 1
        if e.soon_at == e.soon_n:
            e.soon_at = e.soon_n = 0
        return word
    word = event_at(e.heap).word
    drop_first(do)
    return word


def insert(do: int, time: float, sequence: int, word: int) -> None:
    """Put something into the heap of this half hour."""
    e = engine_at(do)
    if e.heap_n >= e.heap_room:
        e.failed = FULL
        return
    heap, at = e.heap, e.heap_n
    e.heap_n = at + 1
    while at > 0:
        up = (at - 1) >> 2
        above = event_at(heap + EVENT_BYTES * up)
        if above.time < time or (above.time == time and above.sequence < sequence):
            break
        move(heap + EVENT_BYTES * at, above)
        at = up
    made = event_at(heap + EVENT_BYTES * at)
    made.time, made.sequence, made.word = time, sequence, word


def lay_by(do: int, time: float, sequence: int, word: int) -> None:
    """Put something into the list of a later half hour."""
    e = engine_at(do)
    slot = e.far_free
    if slot != NOBODY:
        e.far_free = far_at(e.far + FAR_BYTES * slot).next
    else:
        slot = e.far_n
        if slot >= e.far_room:
            e.failed = FULL
            return
        e.far_n = slot + 1
    made = far_at(e.far + FAR_BYTES * slot)
    head = e.far_lists + 8 * int(time / LIST_MIN)
    made.time, made.sequence, made.word, made.next = time, sequence, word, load_int(head)
    store_int(head, slot)
    e.far_waiting += 1


def next_list(do: int) -> None:
    """The list of the next half hour goes into the heap."""
    e = engine_at(do)
    slot = load_int(e.far_lists + 8 * e.far_list)
    e.far_list += 1
    e.far_min = e.far_list * LIST_MIN if e.far_list < e.far_lists_n else math.inf
    while slot != NOBODY:
        event = far_at(e.far + FAR_BYTES * slot)
        following = event.next
        fetch_ahead(e.far + FAR_BYTES * following, FAR_BYTES)
        insert(do, event.time, event.sequence, event.word)
        event.next = e.far_free
        e.far_free = slot
        slot = following
        e.far_waiting -= 1


def move(to: int, event: Any) -> None:
    """Copy an event to another place of the heap."""
    place = event_at(to)
    place.time, place.sequence, place.word = event.time, event.sequence, event.word


def drop_first(do: int) -> None:
    """Take the first event off the calendar."""
    e = engine_at(do)
    e.events += 1
    heap, n = e.heap, e.heap_n - 1
    e.heap_n = n
    if n == 0:
        return
    last = event_at(heap + EVENT_BYTES * n)
    time, sequence = last.time, last.sequence
    at = 0
    while True:
        child = 4 * at + 1
        if child >= n:
            break
        end = min(child + 4, n)
        best = child
        first = event_at(heap + EVENT_BYTES * child)
        for other in range(child + 1, end):
            candidate = event_at(heap + EVENT_BYTES * other)
            if candidate.time < first.time or (candidate.time == first.time and candidate.sequence < first.sequence):
                best, first = other, candidate
        if time < first.time or (time == first.time and sequence < first.sequence):
            break
        move(heap + EVENT_BYTES * at, first)
        at = best
    move(heap + EVENT_BYTES * at, last)


def hold(do: int, who: int, minutes: float) -> None:
    """Let time pass for a patient."""
    push(do, engine_at(do).now + minutes, GOES_ON, who, 0)


def until(do: int, who: int, minute: float) -> None:
    """Let a patient go on at an absolute minute."""
    push(do, minute, GOES_ON, who, 0)


def release_after(do: int, unit: int, priority: int, minutes: float) -> None:
    """Give a server back after cleaning, when the patient has gone already."""
    push(do, engine_at(do).now + minutes, RELEASES, unit, priority)
