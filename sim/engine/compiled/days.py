"""The day book of a unit, and rows of the ledger: as ``sim.engine.pools`` keeps them."""

from __future__ import annotations

from typing import Any, Final

from sim.engine.compiled.engine_row import TABLES_AT, engine_at
from sim.engine.compiled.memory import load_float, load_int, numbers_up_to, store_int
from sim.engine.compiled.native.primitives import reader
from sim.ledger.columns import TABLES
from sim.vocabulary import DAY_MIN

DAYS: Final = TABLES["days"].dtype
DAYS_BYTES: Final = DAYS.itemsize
days_at = reader(DAYS)


def account(do: int, p: Any) -> None:
    """Book what passed since the last change, cut at openings, closings and midnights."""
    now = engine_at(do).now
    if now > p.last_min:
        while now >= p.next_edge:
            book(p, p.next_edge)
            cross_edge(do, p)
        book(p, now)


def book(p: Any, until_min: float) -> None:
    """Book a stretch in which nothing changed."""
    span = until_min - p.last_min
    if span > 0.0:
        staffed = p.servers - p.extra_beds if p.is_open == 1 else 0
        p.busy_min += span * p.busy
        p.staffed_min += span * staffed
        if p.busy > staffed:
            p.overtime_min += span * (p.busy - staffed)
        p.away_min += span * p.away
        if p.reserved > 0 and p.is_open == 1 and p.reserved_open == 0:
            kept = min(p.reserved, p.servers)
            p.kept_min += span * kept
            p.kept_idle_min += span * (kept - min(kept, p.busy - p.busy_ordinary))
        p.last_min = until_min


def cross_edge(do: int, p: Any) -> None:
    """Step over an opening, a closing or a midnight, and find the next one."""
    now = p.last_min
    if now >= (p.day + 1) * DAY_MIN:
        close_day(do, p)
        p.day += 1
        start_day(p)
    door = numbers_up_to(p.closes, p.doors_n, now)
    was_open, next_change = p.is_open, (p.day + 1) * DAY_MIN
    p.is_open = 0
    if door < p.doors_n:
        opens = load_float(p.opens + 8 * door)
        if opens <= now:
            p.is_open = 1
            next_change = min(next_change, load_float(p.closes + 8 * door))
        else:
            next_change = min(next_change, opens)
    if was_open == 1 and p.is_open == 0:
        p.queue_at_close = p.n_waiting
    p.next_edge = next_change


def start_day(p: Any) -> None:
    """An empty page."""
    p.asked = p.served = p.gave_up = p.turned_away = p.queue_at_close = 0
    p.staffed_min = p.busy_min = p.overtime_min = p.wait_sum_min = p.away_min = p.kept_min = p.kept_idle_min = 0.0


def close_day(do: int, p: Any) -> None:
    """Write the row of the day that ends."""
    if p.is_open == 1:
        p.queue_at_close = p.n_waiting
    if p.books == 0:
        return
    e = engine_at(do)
    row = days_at(e.days + DAYS_BYTES * e.days_n)
    e.days_n += 1
    row.day, row.unit = p.day, p.unit
    row.staffed_min, row.busy_min, row.overtime_min = p.staffed_min, p.busy_min, p.overtime_min
    row.asked, row.served, row.gave_up, row.turned_away = p.asked, p.served, p.gave_up, p.turned_away
    row.queue_at_close, row.wait_sum_min, row.away_min = p.queue_at_close, p.wait_sum_min, p.away_min
    row.kept_min, row.kept_idle_min = p.kept_min, p.kept_idle_min


def finish(do: int, p: Any, end_min: float) -> None:
    """Book up to the end of the run (a midnight closes its day by itself)."""
    account(do, p)
    if end_min > p.day * DAY_MIN:
        close_day(do, p)


def new_row(do: int, table: int) -> int:
    """Where the next row of a table of the ledger is written."""
    at = do + TABLES_AT + 32 * table
    rows = load_int(at + 8)
    if rows >= load_int(at + 16):
        engine_at(do).failed = 1
        return load_int(at)
    store_int(at + 8, rows + 1)
    return load_int(at) + load_int(at + 24) * rows
