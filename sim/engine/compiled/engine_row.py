"""The compiled engine's own rows: the clock with its calendar of events, a unit at work, somebody who waits."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.compiled.native.primitives import reader

COUNTY_TABLES: Final = ("episodes", "visits", "stays", "referrals", "tests", "days")
LEDGER_TABLES: Final = (*COUNTY_TABLES, "steps")

ENGINE: Final = np.dtype(
    [
        ("now", "f8"), ("sequence", "i8"), ("events", "i8"), ("world", "i8"), ("network", "i8"),
        ("heap", "i8"), ("heap_n", "i8"), ("heap_room", "i8"),
        ("soon", "i8"), ("soon_at", "i8"), ("soon_n", "i8"), ("soon_room", "i8"),
        ("far", "i8"), ("far_n", "i8"), ("far_room", "i8"), ("far_free", "i8"), ("far_waiting", "i8"),
        ("far_lists", "i8"), ("far_lists_n", "i8"), ("far_list", "i8"), ("far_min", "f8"), ("far_end", "f8"),
        ("case_bytes", "i8"), ("walker_bytes", "i8"),
        ("pools", "i8"),
        ("waiters", "i8"), ("waiters_free", "i8"), ("waiters_n", "i8"), ("waiters_room", "i8"),
        ("asked", "i8"),
        *((f"{table}{part}", "i8") for table in LEDGER_TABLES for part in ("", "_n", "_room", "_size")),
        ("onset", "i8"), ("onsets_n", "i8"), ("onset_sequence", "i8"),
        *((f"onset_{name}", "i8") for name in
          ("time_min", "resident", "episode", "condition", "severity", "band", "reason")),
        ("village", "i8"), ("scheme", "i8"),
        ("cases", "i8"), ("cases_free", "i8"), ("cases_n", "i8"), ("cases_room", "i8"), ("case_model", "i8"),
        ("case_serial", "i8"),
        ("arrival", "i8"), ("arrivals_n", "i8"), ("arrival_sequence", "i8"),
        *((f"arrival_{name}", "i8") for name in ("time_min", "patient", "stream", "sort", "row", "step")),
        ("walkers", "i8"), ("walkers_free", "i8"), ("walkers_n", "i8"), ("walkers_room", "i8"),
        ("walker_model", "i8"), ("counters", "i8"),
        ("inside", "i8"), ("to_come", "i8"), ("emptied", "i8"), ("stop_when_empty", "i8"),
        ("failed", "i8"),
    ]
)  # fmt: skip
"""One per run. Names that end in ``_n`` count, in ``_room`` say for how many there is room."""

EVENT: Final = np.dtype([("time", "f8"), ("sequence", "i8"), ("word", "i8")])
"""One thing to come, ordered by time, then by sequence; ``word``: what kind, who, and what else (:func:`word`)."""

FAR: Final = np.dtype([("time", "f8"), ("sequence", "i8"), ("word", "i8"), ("next", "i8")])
"""One thing to come in a later half hour: it waits unsorted in that half hour's list, so that the heap stays small."""
LIST_MIN: Final = 30.0

POOL: Final = np.dtype(
    [
        ("last_min", "f8"), ("next_edge", "f8"), ("busy_min", "f8"), ("staffed_min", "f8"), ("wait_sum_min", "f8"),
        ("queues", "i8"), ("servers", "i4"), ("busy", "i4"), ("busy_ordinary", "i4"), ("n_waiting", "i4"),
        ("reserved_for", "i8"), ("reserved", "i4"), ("reserved_open", "i4"), ("waiting_room", "i4"), ("is_open", "i4"),
        ("asked", "i4"), ("served", "i4"), ("away_min", "f8"), ("away", "i4"), ("extra_beds", "i4"),
        ("overtime_min", "f8"), ("kept_min", "f8"), ("kept_idle_min", "f8"), ("opens", "i8"), ("closes", "i8"),
        ("doors_n", "i4"), ("day", "i4"), ("unit", "i4"), ("rostered", "i4"), ("classes", "i4"), ("books", "i4"),
        ("keeps_queue", "i4"), ("gave_up", "i4"), ("turned_away", "i4"), ("queue_at_close", "i4"),
    ]
)  # fmt: skip
"""One unit at work, as :class:`sim.engine.pools.Pool`; ``reserved_for``: bit i for class i. Three lines of the cache,
what every request touches first."""

WAITER: Final = np.dtype(
    [
        ("who", "i8"), ("pool", "i8"), ("priority", "i8"), ("joined_min", "f8"), ("next", "i8"), ("before", "i8"),
        ("waiting", "i8"), ("serial", "i8"), ("together", "i8"), ("sibling", "i8"),
    ]
)  # fmt: skip
"""Somebody in a queue. Who needs several units at once stands in each queue: ``together`` is the first of these
rows and ``sibling`` the next (-1: the last)."""

engine_at = reader(ENGINE)
event_at = reader(EVENT)
far_at = reader(FAR)
pool_at = reader(POOL)
waiter_at = reader(WAITER)

EVENT_BYTES: Final = EVENT.itemsize
FAR_BYTES: Final = FAR.itemsize
POOL_BYTES: Final = POOL.itemsize
WAITER_BYTES: Final = WAITER.itemsize

TABLES_AT: Final = int(ENGINE.fields[LEDGER_TABLES[0]][1])  # type: ignore[index]
"""Where the fields of the ledger's tables begin: address, rows so far, room, bytes of a row, for each."""
SPARE: Final = 80
"""So much room is left in every table before the next event: more than one event can need."""

WALKERS_FROM: Final = 1 << 38
"""Numbers of those who come in streams; residents' cases are below."""
KIND_BITS: Final = 2
WHAT_BITS: Final = 22
WHAT: Final = (1 << WHAT_BITS) - 1
GOES_ON, GIVES_UP, RELEASES, STOPS = range(4)
"""Kinds of events: a patient goes on; a patience ends; a unit has been cleaned; the run is over."""
