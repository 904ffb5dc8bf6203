"""One run on the compiled engine: the same county, the same stories, the same calendar, the same ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.engine.compiled.calendar import Calendar, UnitAtWork, bits
from sim.engine.compiled.engine_row import EVENT, FAR, LIST_MIN, POOL, WAITER
from sim.engine.compiled.lay import Memory, address_of, in_lines
from sim.engine.compiled.room import Rooms
from sim.network.stations import DRAIN_DAYS
from sim.network.units import UnitRow
from sim.vocabulary import DAY_MIN, WEEK_MIN

NOBODY: Final = -1
NEEDS_ROOM, EVERYBODY_LEFT, NO_ROOM = 1, 2, 3


class Kernel:
    """The compiled loop of one run with its memory and its calendar."""

    def __init__(self, module: Any, memory: Memory) -> None:
        self.module, self.memory, self.rooms, self.calendar = module, memory, Rooms(), Calendar()
        self.do, self.row = self.rooms.do, self.rooms.row
        self.units: list[UnitAtWork] = []
        for name in ("far_free", "waiters_free", "cases_free", "walkers_free"):
            self.row[name] = NOBODY
        self.row["arrival_sequence"], self.row["sequence"] = 1, 2
        self.rooms.open("heap", EVENT, 4096)
        self.rooms.open("far", FAR, 4096)
        self.rooms.open("soon", "i8", 1024)
        self.rooms.open("waiters", WAITER, 4096)
        self.rooms.held("waiters")["serial"] = 0
        self.rooms.open("asked", ("i8", (2,)), 64)

    def open_units(self, units: Sequence[UnitRow], books: Sequence[bool], days: int) -> None:
        """All units at minute 0, each with its queues; ``days``: rows of the day book per unit that keeps one."""
        self.rooms.open_table("days", sum(books) * (days + 2) + 1)
        self._books, self._books_until_min = sum(books), (days + 1) * DAY_MIN
        self._far_lists = np.full(int((days + 2) * DAY_MIN / LIST_MIN), NOBODY, np.int64)
        self.row["far_lists"], self.row["far_lists_n"] = address_of(self._far_lists), len(self._far_lists)
        self.row["far_end"] = LIST_MIN * len(self._far_lists)
        self.pools = in_lines(len(units), POOL)
        self._queues = np.full((sum(unit.classes for unit in units), 2), NOBODY, np.int64)
        self.row["pools"] = address_of(self.pools)
        self._lay_out(units, books)
        for record, unit in zip(self.pools, units, strict=True):
            self.units.append(UnitAtWork(self.module, self.row, self.do, record, unit))
        for at_work in self.units:
            at_work.open_books()

    def _lay_out(self, units: Sequence[UnitRow], books: Sequence[bool]) -> None:
        """Rows of units, a field of all of them at a time."""
        pools, doors = self.pools, {id(unit.door): unit.door for unit in units}
        self._doors = {at: (np.array(door.opens), np.array(door.closes)) for at, door in doors.items()}
        where = {at: (address_of(opens), address_of(closes), len(opens)) for at, (opens, closes) in self._doors.items()}
        pools["opens"], pools["closes"], pools["doors_n"] = np.array([where[id(unit.door)] for unit in units]).T
        for name in ("unit", "classes", "waiting_room", "reserved", "extra_beds", "keeps_queue"):
            pools[name] = [getattr(unit, name) for unit in units]
        pools["queues"] = address_of(self._queues) + 16 * (np.cumsum(pools["classes"]) - pools["classes"])
        pools["servers"] = pools["rostered"] = [unit.servers_at(0.0) + unit.extra_beds for unit in units]
        pools["reserved_for"], pools["books"] = [bits(unit.reserved_for) for unit in units], books

    def go_on(self, before_min: float) -> bool:
        """All that happens before a minute, whatever room it takes; true once everybody has left.

        A week at a time: whoever interrupts is heard between two of them.

        Raises:
            MemoryError: a table was full in the middle of an event.
        """
        reached_min = float(self.row["now"])
        while True:
            until_min = min(before_min, self._books_until_min, reached_min + WEEK_MIN)
            answer = self.module.run(self.do, until_min)
            if answer == NEEDS_ROOM:
                self.rooms.grow()
            elif answer == NO_ROOM:
                raise MemoryError("a table of the compiled engine was full in the middle of an event")
            elif answer == EVERYBODY_LEFT or until_min == before_min or self._nothing_to_come():
                return bool(answer == EVERYBODY_LEFT)
            else:
                self.make_books(until_min)
                reached_min = until_min

    def _nothing_to_come(self) -> bool:
        """Who is still inside then waits for ever."""
        return int(self.row["heap_n"]) == int(self.row["far_waiting"]) == int(self.row["to_come"]) == 0

    def make_books(self, minute: float) -> None:
        """Room for the pages of all day books up to a day after this minute, should the run last so long."""
        if minute + DAY_MIN > self._books_until_min:
            self._books_until_min = minute + DRAIN_DAYS * DAY_MIN
            pages = self._books * (int(self._books_until_min // DAY_MIN) + 2)
            self.rooms.make_room("days", pages - int(self.row["days_n"]))

    def run(self, end_min: float, synchronise: Any) -> None:
        """Up to the end: what the calendar says at a minute comes before all else of that minute."""
        while self.calendar.next_min <= end_min:
            self.act(synchronise)
        self.go_on(end_min)

    def run_until_empty(self, last_min: float, synchronise: Any) -> None:
        """Until everybody has left, or up to a minute."""
        while self.calendar.next_min < last_min:
            if self.act(synchronise):
                return
        self.go_on(last_min)

    def act(self, synchronise: Any) -> bool:
        """Go on to the next minute of the calendar, and act; true if everybody has left before that."""
        minute = self.calendar.next_min
        if self.go_on(minute):
            return True
        self.row["now"] = minute
        self.make_room()
        self.make_books(minute)
        self.calendar.act()
        synchronise()
        return False

    def make_room(self) -> None:
        """The calendar may call everybody who waits at once."""
        waiting = int(self.row["waiters_n"]) + 2
        self.rooms.make_room("far", waiting)
        self.rooms.make_room("soon", waiting)
        self.rooms.make_room("heap", int(self.row["far_waiting"]) + waiting)

    def close_units(self, end_min: float) -> None:
        """Book up to the end of the run."""
        for unit in self.units:
            unit.close(end_min)

    @property
    def events(self) -> int:
        """How many events were taken off the calendar."""
        return int(self.row["events"]) + int(self.row["onset"]) + int(self.row["arrival"])
