"""Patients of arrival streams in a run: each comes at an absolute minute and walks the stream's route."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any, Final, cast

import simpy

from sim.engine.clock import CALENDAR, DEMAND, Clock, PatientProcess
from sim.engine.pools import Pool
from sim.engine.step_book import StepBook
from sim.engine.streams import Streams
from sim.engine.together import SharedPool, seize_together
from sim.illness.draws import PATIENTS_OF_A_STREAM
from sim.illness.streams import NO_ROW, Arrivals
from sim.network.steps import Walker
from sim.network.units import UnitRow
from sim.pathway.walk import walk
from sim.pathway.walk_keep import Walking, is_kept

Row = tuple[float, int, int, int, int]
UNPACKED: Final = 4096


def pools_of(clock: Clock, units: Sequence[UnitRow], days: list[Any], shared: set[int]) -> list[Pool]:
    """A pool for each unit; those that are taken together with others know of it."""
    return [(SharedPool if unit.unit in shared else Pool)(clock, unit, days) for unit in units]


def _rows(arrivals: Arrivals) -> Iterator[Row]:
    """One arrival after the other as plain numbers, unpacked a few thousand at a time."""
    columns = (arrivals.time_min, arrivals.patient, arrivals.stream, arrivals.sort, arrivals.row)
    for first in range(0, len(arrivals), UNPACKED):
        yield from zip(*(column[first : first + UNPACKED].tolist() for column in columns), strict=True)


class Walkers:
    """Lets the patients of all streams in, one event after the other, and knows how many are inside.

    ``do`` gets the book of steps as ``do.steps``; ``emptied`` happens when the last patient has left.
    """

    def __init__(
        self,
        clock: Clock,
        do: Any,
        streams: Streams,
    ) -> None:
        self._clock, self._network, self._built, self._starters = (
            clock, streams.network, streams.built, streams.starters,
        )  # fmt: skip
        arrivals, starters = streams.arrivals, streams.starters
        self.book = do.steps = StepBook(self._network.step, self._network.use)
        do.seize_all = self._seize_all
        self._pools: Sequence[Pool] = do._pools
        self._do = cast(Walking, do)
        self._rows = _rows(arrivals)
        self._to_come = len(arrivals) + len(starters)
        self.inside = 0
        self.emptied = simpy.Event(clock)

    def start(self) -> None:
        """Put dated changes, the patients who are there at minute 0 and the first arrival on the calendar."""
        for minute, plan in self._built.later:
            self._clock.at(minute, CALENDAR, lambda _, plan=plan: self._built.plan.replace_by(plan))  # type: ignore[misc]
        if self._to_come == 0:
            self.emptied.succeed()
        first = len(self._built.plan.streams) * PATIENTS_OF_A_STREAM
        stream = len(self._built.plan.streams)
        for number, (step, sort) in enumerate(self._starters):
            self._at(0.0, Walker(first + number, stream, sort, step, NO_ROW, self._network.counters))
        self._next()

    def _next(self) -> None:
        row = next(self._rows, None)
        if row is None:
            return
        minute, patient, stream, sort, at = row
        step = self._built.plan.begins[stream]
        walker = Walker(patient, stream, sort, step, at, self._network.counters)
        self._at(minute, walker, chain=True)

    def _at(self, minute: float, walker: Walker, chain: bool = False) -> None:
        def comes(_: simpy.Event) -> None:
            self.inside += 1
            self._to_come -= 1
            PatientProcess(self._clock, self._story(walker))
            if chain:
                self._next()

        self._clock.at(minute, DEMAND, comes)

    def _seize_all(self, w: Walker, patience_min: float) -> simpy.Event:
        net, step = self._network, self._network.step[w.step]
        uses = [net.use[n] for n in range(step.first_use, step.first_use + step.uses)]
        asked = [(self._pools[u.unit], u.priority[w.sort]) for u in uses if not is_kept(net, w, u.unit)]
        if len(asked) == 1:
            return asked[0][0].seize(asked[0][1], patience_min)
        return seize_together(self._clock, cast("list[tuple[SharedPool, int]]", asked), patience_min)

    def _story(self, walker: Walker) -> Generator[simpy.Event, Any, Any]:
        _ = yield from walk(self._do, self._network, walker)
        self.inside -= 1
        if self.inside == 0 and self._to_come == 0 and not self.emptied.triggered:
            self.emptied.succeed()
