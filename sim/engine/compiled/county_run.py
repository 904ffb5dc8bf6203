"""One replication of a county on the compiled engine."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final

import numpy as np

from sim.engine.compiled.engine_row import COUNTY_TABLES
from sim.engine.compiled.kernel import Kernel
from sim.engine.compiled.lay import Memory, address_of
from sim.engine.compiled.module import module_for
from sim.engine.compiled.rules import Policies, refuse
from sim.engine.compiled.shapes import Number, Row, fields_of
from sim.engine.compiled.walks import Walks
from sim.engine.frame import RanOn, county_ledger
from sim.engine.morning import Mornings
from sim.engine.prepared import prepare
from sim.engine.streams import Streams
from sim.ledger import Ledger
from sim.network.world import World
from sim.pathway.case import Case
from sim.scenario.scenario import Scenario

NAMES: Final = tuple(name for name, shape in fields_of(World) if isinstance(shape, Number))
NUMBERS: Final = attrgetter(*NAMES)
"""What the world has that is a number of its own."""
LEARN: Final = ("place", "condition")
"""What a review of skill moves in the world."""
VISITS_AN_EPISODE: Final = 1.7
"""Rows of visits for which there is room at first, by episode; if they do not do, there will be more."""


class CompiledRun:
    """The parts of one run, put together and set going.

    Raises:
        Refused: a policy or a part of the pathway cannot be compiled; file, line and reason are said.
    """

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        refuse(scenario)
        self.start = prepare(scenario, seed, replication)
        world = self.world = self.start.world
        self.streams = Streams.of_county(scenario, world, seed, replication) if scenario.arrivals else None
        memory = Memory(Policies().at)
        module = module_for(True, self.streams is not None)
        self.kernel = Kernel(module, memory)
        self.place = memory.row(Row(World), world)
        self.kernel.row["world"] = address_of(self.place)
        self._loads, self._lessons, self._numbers = world.loads, world.lessons, ()
        units, books = list(world.unit), [True] * len(world.unit)
        self.walks: Walks | None = None
        if self.streams is not None:
            units += [*self.streams.built.stations, *self.streams.built.plan.rooms]
            books += [True] * len(self.streams.built.stations) + [False] * len(self.streams.built.plan.rooms)
        self.kernel.open_units(units, books, scenario.calendar.days)
        if self.streams is not None:
            self.walks = Walks(self.kernel, self.streams)
        self._open_demand()
        self._open_tables()

    def _open_demand(self) -> None:
        """Onsets in list order, and who the residents are."""
        start, kernel = self.start, self.kernel
        names = ("time_min", "resident", "episode", "condition", "severity", "band", "reason")
        kernel.rooms.columns("onset_", [(name, getattr(start.onsets, name)) for name in names])
        kernel.rooms.columns("", [("village", start.people.village.astype(np.int32)),
                                  ("scheme", start.people.scheme.astype(np.int8))])  # fmt: skip
        kernel.row["onsets_n"] = len(start.onsets)

    def _open_tables(self) -> None:
        kernel, onsets = self.kernel, len(self.start.onsets)
        dtype = kernel.module.rows["Case_at"]
        self._model = np.zeros(1, dtype)
        kernel.memory.fill(Row(Case), Case, self._model)
        kernel.row["case_model"], kernel.row["case_bytes"] = address_of(self._model), dtype.itemsize
        kernel.rooms.open("cases", dtype, 8192)
        kernel.rooms.open_table("episodes", onsets)
        kernel.rooms.open_table("visits", int(VISITS_AN_EPISODE * onsets))
        for name, share in (("stays", 0.1), ("referrals", 0.1), ("tests", 0.6)):
            kernel.rooms.open_table(name, int(share * onsets))

    def go(self) -> Ledger:
        """Run to the end and return the ledger."""
        start, kernel, world = self.start, self.kernel, self.world
        mornings = Mornings(kernel.calendar, world, kernel.units, start.scenario, _nothing)
        mornings.start()
        if self.walks is not None:
            self.walks.start()
        kernel.run(world.end_min, self._synchronise)
        kernel.close_units(world.end_min)
        self._close_those_inside()
        tables = {name: kernel.rooms.table(name) for name in COUNTY_TABLES} | mornings.slow.tables()
        if self.walks is not None:
            tables["steps"] = self.walks.table()
        ran = RanOn("compiled", kernel.events, start.seed, start.replication)
        return county_ledger(start.scenario, world, start.people, self.streams, ran, tables)

    def _synchronise(self) -> None:
        """What a morning has changed in the world, in the memory of the engine too."""
        if self.world.loads != self._loads:
            self._loads, self._lessons, self._numbers = self.world.loads, self.world.lessons, ()
            self.kernel.memory.fill(Row(World), self.world, self.place)
        else:
            if self.world.lessons != self._lessons:
                self._lessons = self.world.lessons
                self.kernel.memory.fill(Row(World), self.world, self.place, LEARN)
            numbers = NUMBERS(self.world)
            if numbers != self._numbers:  # mostly a roster has changed, and nothing else
                self._numbers = numbers
                for name, number in zip(NAMES, numbers, strict=True):
                    self.place[0][name] = number
            self._who_is_away()
        self.world.emptied.clear()
        if self.walks is not None:
            self.walks.synchronise()

    def _who_is_away(self) -> None:
        """Clinics that somebody has left or come back to: hundreds of times a week where doctors teach and learn."""
        rows = self.kernel.memory.rows_at(int(self.place[0]["unit"]))
        for unit in self.world.emptied:
            rows["empty_until_min"][unit] = self.world.unit[unit].empty_until_min

    def _close_those_inside(self) -> None:
        """Nobody disappears: who is inside is written in the order in which they fell ill."""
        kernel = self.kernel
        cases = kernel.rooms.held("cases")[: int(kernel.row["cases_n"])]
        inside = np.flatnonzero(cases["alive"] == 1)
        slots = np.ascontiguousarray(inside[np.argsort(cases["serial"][inside], kind="stable")], np.int64)
        for table in ("episodes", "visits", "stays", "referrals"):
            kernel.rooms.make_room(table, len(slots))
        kernel.module.close_cases(kernel.do, address_of(slots), len(slots))


def _nothing() -> Any:
    """At dawn the compiled engine has nothing to pack."""
