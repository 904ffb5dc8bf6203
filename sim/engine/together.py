"""Several units taken in one instant: a nurse and a bed, when both are free, and neither before.

Who waits for several stands in the queue of each, in his rank and order; while one of them is taken he is
passed over by those who need only what is free. So nothing is held in vain, and nobody waits for another who
waits for him.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import simpy

from sim.engine.clock import THE_REST, Clock, answered
from sim.engine.pools import GAVE_UP, SEIZED, TURNED_AWAY, Pool, Waiter


class SharedPool(Pool):
    """A unit that some patients need together with another."""

    __slots__ = ()

    def _first(self) -> Waiter | None:
        for priority, queue in enumerate(self.queues):
            if not self._may_hold(priority):
                continue
            while queue and not queue[0].waiting:
                queue.popleft()
            for place, waiter in enumerate(queue):
                if waiter.waiting and (not isinstance(waiter, Part) or waiter.others_are_free()):
                    del queue[place]
                    return waiter
        return None

    def could_take(self, priority: int) -> bool:
        """Is a server free for this class?"""
        return self.busy < self.servers and self._may_hold(priority)

    def ask(self) -> None:
        """Somebody asks for this unit together with others."""
        self._account(self.clock._now)
        self._asked += 1

    def take_at_once(self, priority: int) -> None:
        """All are free: no event, no wait."""
        self._take(priority, 0.0)

    def is_full(self) -> bool:
        """Is there no place to wait?"""
        return self.n_waiting >= self.waiting_room

    def refuse(self) -> None:
        """Somebody could not even wait."""
        self._turned_away += 1

    def join(self, part: Part) -> None:
        """Queue up in rank and order."""
        self.queues[part.priority].append(part)
        self.n_waiting += 1

    def part_leaves(self, part: Part, answer: int) -> None:
        """A part of somebody who was called, turned away or gave up elsewhere leaves this queue too."""
        now = self.clock._now
        self._account(now)
        part.waiting = False
        self.n_waiting -= 1
        if answer == SEIZED:
            self._take(part.priority, now - part.joined_min)
            return
        self._wait_sum_min += now - part.joined_min
        if answer == GAVE_UP:
            self._gave_up += 1
        else:
            self._turned_away += 1


class Part(Waiter):
    """One patient's place in one of the queues he stands in."""

    def __init__(self, pool: SharedPool, priority: int, whole: Whole) -> None:
        super().__init__(pool.clock, priority, pool.clock._now)
        self.pool, self.whole = pool, whole

    def others_are_free(self) -> bool:
        """Could all the other units be taken in this instant?"""
        return all(part is self or part.pool.could_take(part.priority) for part in self.whole.parts)

    def succeed(self, value: Any = None) -> Part:
        """The pool has called (or turned away) this part: the same goes for all the others."""
        self.whole.resolve(int(value), self)
        return self


class Whole(simpy.Event):
    """A patient who waits for several units at once."""

    def __init__(self, clock: Clock, asked: Sequence[tuple[SharedPool, int]]) -> None:
        super().__init__(clock)
        self.clock = clock
        self.parts = [Part(pool, priority, self) for pool, priority in asked]
        for part in self.parts:
            part.pool.join(part)

    def resolve(self, answer: int, by: Part | None = None) -> None:
        """End the wait everywhere; the pool of ``by`` has booked its own part already."""
        for part in self.parts:
            if part is not by:
                part.pool.part_leaves(part, answer)
        self._ok, self._value = True, answer
        self.clock.schedule(self, THE_REST)

    def give_up(self) -> None:
        """Patience has run out, unless the patient was called before."""
        if self.parts[0].waiting:
            self.resolve(GAVE_UP)


def seize_together(clock: Clock, asked: Sequence[tuple[SharedPool, int]], patience_min: float) -> simpy.Event:
    """Ask for one server of each of these units at once; patience below zero never runs out."""
    for pool, _ in asked:
        pool.ask()
    if all(pool.could_take(priority) for pool, priority in asked):
        for pool, priority in asked:
            pool.take_at_once(priority)
        return answered(clock, SEIZED)
    if patience_min == 0.0 or any(pool.is_full() for pool, _ in asked):
        for pool, _ in asked:  # who cannot wait for all of them waits for none
            pool.refuse()
        return answered(clock, TURNED_AWAY)
    whole = Whole(clock, asked)
    if patience_min > 0.0:
        limit = simpy.Timeout(clock, patience_min)
        limit.callbacks.append(lambda _: whole.give_up())
    return whole
