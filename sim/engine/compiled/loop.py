"""The loop of a run, written around the machines of the stories: what comes next, and who it concerns."""

from __future__ import annotations

from typing import Final

from sim.engine.compiled.native.binary import Signature

HEAD: Final = '''"""Translated from the sources of the pathway: not to be edited, and made anew when they change."""
import math

import numpy as np

from sim.engine.compiled.calendar_changes import change_unit, close_unit
from sim.engine.compiled.days import new_row
from sim.engine.compiled.engine_row import (
    EVENT_BYTES, GIVES_UP, GOES_ON, KIND_BITS, RELEASES, SPARE, STOPS, TABLES_AT, WALKERS_FROM, WHAT, WHAT_BITS,
    engine_at, event_at,
)
from sim.engine.compiled.lines import (
    book_end, book_leave, book_line, book_moved_in, book_refuse, book_start,
)
from sim.engine.compiled.memory import (
    checked, copy_row, fetch_ahead, has, items_up_to, load_byte, load_float, load_half, load_int, load_short,
    load_small, store_float, store_int,
)
from sim.engine.compiled.native.primitives import array_reader, caller, power, reader
from sim.engine.compiled.heap import due_min, fetch_patient, hold, next_list, push, release_after, take_due, until
from sim.engine.compiled.queues import free, give_up, now, on_duty, queue_length, release, seize
from sim.engine.compiled.together import ask_also, seize_together
'''

EPISODES: Final = """
CASE_BYTES = {case_bytes}
SOON = 4


def goes_on_case(do, slot, answer):
    e = engine_at(do)
    case = e.cases + CASE_BYTES * slot
    fetch_ahead(load_int(e.world + {account}) + {account_bytes} * Case_at(case).resident, 1)
    if advance_episode(do, e.world, case, answer) == 1:
        write_episode(e.world, case, do)
        c = Case_at(case)
        c.alive = 0
        c.next_free = e.cases_free
        e.cases_free = slot


def falls_ill_next(do):
    e = engine_at(do)
    i = e.onset
    e.onset = i + 1
    if i + SOON < e.onsets_n:
        soon = load_half(e.onset_resident + 4 * (i + SOON))
        fetch_ahead(e.village + 4 * soon, 1)
        fetch_ahead(e.scheme + soon, 1)
        fetch_ahead(load_int(e.world + {last_place}) + 8 * soon, 1)
        fetch_ahead(load_int(e.world + {own_doctor}) + 8 * soon, 1)
    if load_small(e.onset_reason + i) < 0:
        e.onset_sequence = e.sequence
        e.sequence += 1
        return
    slot = e.cases_free
    if slot >= 0:
        e.cases_free = Case_at(e.cases + CASE_BYTES * slot).next_free
    else:
        slot = e.cases_n
        e.cases_n = slot + 1
    case = e.cases + CASE_BYTES * slot
    copy_row(case, e.case_model, CASE_BYTES)
    c = Case_at(case)
    c.me, c.alive, c.serial = slot, 1, e.case_serial
    e.case_serial += 1
    c.resident = load_half(e.onset_resident + 4 * i)
    c.episode = load_int(e.onset_episode + 8 * i)
    c.condition = load_short(e.onset_condition + 2 * i)
    c.reason = load_small(e.onset_reason + i)
    c.onset_min = load_float(e.onset_time_min + 8 * i)
    c.village = load_half(e.village + 4 * c.resident)
    c.scheme = load_small(e.scheme + c.resident)
    begins(e.world, case, load_small(e.onset_band + i), load_float(e.onset_severity + 8 * i))
    c.state = {entry}
    c.episode__back = -1
    goes_on_case(do, slot, 0)
    e.onset_sequence = e.sequence
    e.sequence += 1


def close_cases(do, slots, n):
    e = engine_at(do)
    for i in range(n):
        write_inside(e.world, e.cases + CASE_BYTES * load_int(slots + 8 * i), do, do, do, do, e.now)
"""

WALKS: Final = """
WALKER_BYTES_ = {walker_bytes}


def book_open(do, w, uses):
    e = engine_at(do)
    x = Walker_at(w)
    step = {step_at}(load_int(e.network + {step_offset}) + {step_bytes} * x.step)
    line = e.steps_n
    for use in range(step.first_use, step.first_use + uses):
        unit = {use_at}(load_int(e.network + {use_offset}) + {use_bytes} * use).unit
        book_line(do, x.patient, x.stream, step.route, x.sort, step.step, unit, x.joined_min)
    return line


def seize_all(do, world, w, patience_min):
    x = Walker_at(w)
    step = {step_at}(load_int(world + {step_offset}) + {step_bytes} * x.step)
    n = 0
    for use in range(step.first_use, step.first_use + step.uses):
        u = load_int(world + {use_offset}) + {use_bytes} * use
        unit = {use_at}(u).unit
        if not is_kept(world, w, unit):
            ask_also(do, n, unit, load_int(load_int(u + {priority_offset}) + 8 * x.sort))
            n += 1
    return seize_together(do, x.me, n, patience_min)


def goes_on_walker(do, slot, answer):
    e = engine_at(do)
    w = e.walkers + WALKER_BYTES_ * slot
    if advance_walk(do, e.network, w, answer) == 1:
        x = Walker_at(w)
        x.alive = 0
        x.next_free = e.walkers_free
        e.walkers_free = slot
        e.inside -= 1
        if e.inside == 0 and e.to_come == 0 and e.emptied == 0:
            e.emptied = 1
            push(do, e.now, STOPS, 0, 0)


def arrives_next(do):
    e = engine_at(do)
    i = e.arrival
    e.arrival = i + 1
    slot = e.walkers_free
    if slot >= 0:
        e.walkers_free = Walker_at(e.walkers + WALKER_BYTES_ * slot).next_free
    else:
        slot = e.walkers_n
        e.walkers_n = slot + 1
    w = e.walkers + WALKER_BYTES_ * slot
    copy_row(w, e.walker_model, WALKER_BYTES_)
    x = Walker_at(w)
    x.me, x.alive = WALKERS_FROM + slot, 1
    x.patient = load_int(e.arrival_patient + 8 * i)
    x.stream = load_int(e.arrival_stream + 8 * i)
    x.sort = load_int(e.arrival_sort + 8 * i)
    x.row = load_int(e.arrival_row + 8 * i)
    x.step = load_int(e.arrival_step + 8 * i)
    counters = x.seen__n
    x.seen = e.counters + 8 * counters * slot
    for counter in range(counters):
        store_int(x.seen + 8 * counter, 0)
    x.state = {entry}
    x.walk__back = -1
    e.inside += 1
    e.to_come -= 1
    goes_on_walker(do, slot, 0)
    e.arrival_sequence = e.sequence
    e.sequence += 1
"""

RUN: Final = '''
def change(do, unit, what, number):
    change_unit(do, unit, what, number)


def close_books(do, unit, end_min):
    close_unit(do, unit, end_min)


def run(do, before):
    """All that happens before a minute: 0 done, 1 a table needs room, 2 everybody has left, 3 a table is full."""
    e = engine_at(do)
    while True:
        if e.failed != 0:
            return 3
        if e.heap_n + e.far_waiting + SPARE > e.heap_room or e.waiters_n + SPARE > e.waiters_room:
            return 1
        if e.far_n + SPARE > e.far_room or e.soon_n + SPARE > e.soon_room:
            return 1
        {rooms}
        time, which = math.inf, 0
        {demand}
        due = due_min(do)
        if due < time:
            time, which = due, 3
        if not time < e.far_min and e.far_min < before:
            next_list(do)
            continue
        if which == 0 or not time < before:
            return 0
        e.now = time
        if which == 3:
            word = take_due(do)
            kind, what, who = word & 3, (word >> KIND_BITS) & WHAT, word >> (KIND_BITS + WHAT_BITS)
            if e.heap_n > 0:
                fetch_patient(do, event_at(e.heap).word)
            if kind == GOES_ON:
                {goes_on}
            elif kind == GIVES_UP:
                give_up(do, who, what)
            elif kind == RELEASES:
                release(do, who, what)
            elif e.stop_when_empty == 1:
                return 2
        {begin}
'''

CASE_ROOMS: Final = """if e.cases_n >= e.cases_room:
            return 1
        for table in range(5):
            if load_int(do + TABLES_AT + 32 * table + 8) + SPARE > load_int(do + TABLES_AT + 32 * table + 16):
                return 1"""
DOORS: Final = {"run": Signature("i:if"), "change": Signature(":iiii"), "close_books": Signature(":iif")}
"""What Python calls."""
CASE_DOORS: Final = {"close_cases": Signature(":iii")}
WALK_ROOMS: Final = """if e.walkers_n >= e.walkers_room or e.steps_n + SPARE > e.steps_room:
            return 1"""
CASE_DEMAND: Final = """if e.onset < e.onsets_n:
            time, which = load_float(e.onset_time_min + 8 * e.onset), 1"""
WALK_DEMAND: Final = """if e.arrival < e.arrivals_n:
            comes = load_float(e.arrival_time_min + 8 * e.arrival)
            if comes < time or (comes == time and e.arrival_sequence < e.onset_sequence):
                time, which = comes, 2"""
GOES_ON: Final = {
    (True, False): "goes_on_case(do, who, what)",
    (False, True): "goes_on_walker(do, who - WALKERS_FROM, what)",
    (True, True): """if who < WALKERS_FROM:
                    goes_on_case(do, who, what)
                else:
                    goes_on_walker(do, who - WALKERS_FROM, what)""",
}
BEGIN: Final = {
    (True, False): "else:\n            falls_ill_next(do)",
    (False, True): "else:\n            arrives_next(do)",
    (True, True): "elif which == 1:\n            falls_ill_next(do)\n        else:\n            arrives_next(do)",
}


def run_source(episodes: bool, walks: bool) -> str:
    """The loop for runs with residents, with patients of streams, or both."""
    kind = (episodes, walks)
    return RUN.format(
        rooms="\n        ".join([CASE_ROOMS] * episodes + [WALK_ROOMS] * walks),
        demand="\n        ".join([CASE_DEMAND] * episodes + [WALK_DEMAND] * walks),
        goes_on=GOES_ON[kind],
        begin=BEGIN[kind],
    )
