"""One unit at work: its servers, who is in service, who waits, and the day book it keeps.

A free unit is taken without an event. A release hands the unit to the first waiter by an event at zero
delay, at once, so that nobody slips in between. A unit withdrawn while busy leaves after its patient.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from typing import Final

import simpy

from sim.engine.clock import THE_REST, Clock, answered
from sim.network.units import UnitRow
from sim.vocabulary import DAY_MIN

SEIZED: Final = 0
GAVE_UP: Final = 1
TURNED_AWAY: Final = 2

Row = tuple[int, int, float, float, float, int, int, int, int, int, float, float, float, float]


class Waiter(simpy.Event):
    """A patient in a queue. ``waiting`` turns false when called, given up or turned away."""

    def __init__(self, clock: Clock, priority: int, joined_min: float) -> None:
        super().__init__(clock)
        self.priority = priority
        self.joined_min = joined_min
        self.waiting = True


class Pool:
    """The servers of one unit and its queue: first come, first served within each priority class."""

    __slots__ = (
        "_asked",
        "_away_min",
        "_busy_min",
        "_closes",
        "_day",
        "_gave_up",
        "_kept_idle_min",
        "_kept_min",
        "_last_min",
        "_next_edge",
        "_open",
        "_opens",
        "_overtime_min",
        "_queue_at_close",
        "_queue_min",
        "_seized_now",
        "_served",
        "_staffed_min",
        "_turned_away",
        "_turned_away_now",
        "_wait_sum_min",
        "away",
        "busy",
        "busy_ordinary",
        "clock",
        "n_waiting",
        "queues",
        "reserved",
        "reserved_open",
        "rostered",
        "row",
        "rows",
        "servers",
        "unit",
        "waiting_room",
    )

    def __init__(self, clock: Clock, row: UnitRow, rows: list[Row]) -> None:
        self.clock, self.row, self.rows, self.unit = clock, row, rows, row.unit
        self.servers = self.rostered = row.servers_at(0.0) + row.extra_beds
        self.waiting_room = row.waiting_room
        self.queues: list[deque[Waiter]] = [deque() for _ in range(row.classes)]
        self.n_waiting = self.busy = self.busy_ordinary = self.away = 0
        self.reserved, self.reserved_open = row.reserved, False
        self._seized_now, self._turned_away_now = answered(clock, SEIZED), answered(clock, TURNED_AWAY)
        self._opens, self._closes = row.door.opens, row.door.closes
        self._open = False
        self._last_min, self._day, self._next_edge = 0.0, 0, 0.0
        self._start_day()
        self._cross_edge()

    # -- the queue ---------------------------------------------------------------------------------

    def seize(self, priority: int, patience_min: float) -> simpy.Event:
        """Ask for one server. Patience below zero never runs out."""
        now = self.clock._now
        if now > self._last_min:
            self._account(now)
        self._asked += 1
        if self.busy < self.servers and self._may_hold(priority):
            self._take(priority, 0.0)
            return self._seized_now
        if self.n_waiting >= self.waiting_room or patience_min == 0.0:
            self._turned_away += 1
            return self._turned_away_now
        waiter = Waiter(self.clock, priority, now)
        self.queues[priority].append(waiter)
        self.n_waiting += 1
        if patience_min > 0.0:
            limit = simpy.Timeout(self.clock, patience_min)
            limit.callbacks.append(lambda _: self._give_up(waiter))
        return waiter

    def release(self, priority: int) -> None:
        """Give the server back; the first waiter is called at once."""
        now = self.clock._now
        if now > self._last_min:
            self._account(now)
        self.busy -= 1
        if priority not in self.row.reserved_for:
            self.busy_ordinary -= 1
        if self.n_waiting:
            self.call_next()

    def call_next(self) -> None:
        """Fill free servers from the queue: highest class first, first come first."""
        while self.busy < self.servers and self.n_waiting:
            waiter = self._first()
            if waiter is None:
                return
            waiter.waiting = False
            self.n_waiting -= 1
            self._take(waiter.priority, self.clock._now - waiter.joined_min)
            waiter.succeed(SEIZED)

    def _first(self) -> Waiter | None:
        for priority, queue in enumerate(self.queues):
            if not self._may_hold(priority):
                continue
            while queue:
                waiter = queue.popleft()
                if waiter.waiting:
                    return waiter
        return None

    def _may_hold(self, priority: int) -> bool:
        """Until release time, ordinary patients hold at most servers minus the reserved ones."""
        if self.reserved == 0 or self.reserved_open or priority in self.row.reserved_for:
            return True
        return self.busy_ordinary < self.servers - self.reserved

    def _take(self, priority: int, waited_min: float) -> None:
        self.busy += 1
        if priority not in self.row.reserved_for:
            self.busy_ordinary += 1
        self._served += 1
        self._wait_sum_min += waited_min

    def _give_up(self, waiter: Waiter) -> None:
        if waiter.waiting:
            self._account(self.clock._now)
            waiter.waiting = False
            self.n_waiting -= 1
            self._gave_up += 1
            self._wait_sum_min += self.clock._now - waiter.joined_min
            waiter._ok, waiter._value = True, GAVE_UP
            self.clock.schedule(waiter, THE_REST)

    # -- roster ------------------------------------------------------------------------------------

    def set_roster(self, rostered: int) -> None:
        """A calendar change. Busy servers leave after their patient; with nobody left the queue goes."""
        self._account(self.clock._now)
        self.rostered = rostered
        self._staff()

    def settle(self) -> None:
        """Book what has passed under the row's present numbers, before they change."""
        self._account(self.clock._now)

    def look_again(self) -> None:
        """The row has other numbers from today: places to wait, places kept, extra beds."""
        row, now = self.row, self.clock._now
        self.waiting_room, self.reserved = row.waiting_room, row.reserved
        if row.kind == "ward":
            self.rostered = row.servers_at(now) + row.extra_beds
        self._staff()

    def send_away(self, experts: int) -> None:
        """So many more (below zero: fewer) of the rostered are away: dispatched or on the road."""
        self._account(self.clock._now)
        self.away += experts
        self._staff()

    def _staff(self) -> None:
        self.servers = max(0, self.rostered - self.away)
        if self.servers == 0 and self.n_waiting and not self.row.keeps_queue:
            self.turn_away_queue()
        self.call_next()

    def set_reserved(self, reserved_open: bool) -> None:
        """Release time: what is unused of the reserved servers goes to everyone."""
        self._account(self.clock._now)
        self.reserved_open = reserved_open
        self.call_next()

    def turn_away_queue(self) -> None:
        """Nobody is left on the roster: those who wait are told so."""
        for queue in self.queues:
            while queue:
                waiter = queue.popleft()
                if waiter.waiting:
                    waiter.waiting = False
                    self.n_waiting -= 1
                    self._turned_away += 1
                    self._wait_sum_min += self.clock._now - waiter.joined_min
                    waiter.succeed(TURNED_AWAY)

    # -- the day book ------------------------------------------------------------------------------

    def _account(self, now: float) -> None:
        """Book what passed since the last change, cut at openings, closings and midnights."""
        while now >= self._next_edge:
            self._book(self._next_edge)
            self._cross_edge()
        self._book(now)

    def _book(self, until_min: float) -> None:
        span = until_min - self._last_min
        if span > 0.0:
            busy = self.busy
            staffed = self.servers - self.row.extra_beds if self._open else 0
            self._busy_min += span * busy
            self._staffed_min += span * staffed
            if busy > staffed:
                self._overtime_min += span * (busy - staffed)
            self._queue_min += span * self.n_waiting
            self._away_min += span * self.away
            if self.reserved and self._open and not self.reserved_open:
                kept = min(self.reserved, self.servers)
                self._kept_min += span * kept
                self._kept_idle_min += span * (kept - min(kept, busy - self.busy_ordinary))
            self._last_min = until_min

    def _cross_edge(self) -> None:
        """Step over an opening, a closing or a midnight, and find the next one."""
        now = self._last_min
        if now >= (self._day + 1) * DAY_MIN:
            self.close_day()
            self._day += 1
            self._start_day()
        index = bisect_right(self._closes, now)
        was_open, next_change = self._open, (self._day + 1) * DAY_MIN
        self._open = False
        if index < len(self._closes):
            self._open = self._opens[index] <= now
            next_change = min(next_change, self._closes[index] if self._open else self._opens[index])
        if was_open and not self._open:
            self._queue_at_close = self.n_waiting
        self._next_edge = next_change

    def _start_day(self) -> None:
        self._asked = self._served = self._gave_up = self._turned_away = self._queue_at_close = 0
        self._staffed_min = self._busy_min = self._overtime_min = 0.0
        self._wait_sum_min = self._queue_min = self._away_min = self._kept_min = self._kept_idle_min = 0.0

    def close_day(self) -> None:
        """Write the row of the day that ends; in the columns' order of the ledger table ``days``."""
        if self._open:
            self._queue_at_close = self.n_waiting
        self.rows.append(
            (
                self._day,
                self.unit,
                self._staffed_min,
                self._busy_min,
                self._overtime_min,
                self._asked,
                self._served,
                self._gave_up,
                self._turned_away,
                self._queue_at_close,
                self._wait_sum_min,
                self._away_min,
                self._kept_min,
                self._kept_idle_min,
            )
        )

    def finish(self, end_min: float) -> None:
        """Book up to the end of the run (a midnight closes its day by itself)."""
        self._account(end_min)
        if end_min > self._day * DAY_MIN:
            self.close_day()
