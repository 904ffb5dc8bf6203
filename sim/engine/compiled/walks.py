"""Patients of arrival streams on the compiled engine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.clock import CALENDAR
from sim.engine.compiled.kernel import Kernel
from sim.engine.compiled.lay import address_of
from sim.engine.compiled.shapes import Row
from sim.engine.streams import Streams
from sim.illness.draws import PATIENTS_OF_A_STREAM
from sim.illness.streams import NO_ROW
from sim.network.steps import Network, Walker

STEPS_A_PATIENT = 2
"""Rows of steps for which there is room at first; if they do not do, there will be more."""


class Walks:
    """Lays out the routes and lets the patients of all streams in."""

    def __init__(self, kernel: Kernel, streams: Streams) -> None:
        self._kernel, self._streams = kernel, streams
        self._network = kernel.memory.row(Row(Network), streams.network)
        kernel.row["network"] = address_of(self._network)
        self._open_patients()
        self._open_arrivals()
        self._changed = False

    def _open_patients(self) -> None:
        kernel, counters = self._kernel, self._streams.network.counters
        dtype = kernel.module.rows["Walker_at"]
        self._model = np.zeros(1, dtype)
        kernel.memory.fill(Row(Walker), Walker(0, 0, 0, 0, NO_ROW, counters), self._model)
        self._model[0]["seen__n"] = counters
        kernel.row["walker_model"], kernel.row["walker_bytes"] = address_of(self._model), dtype.itemsize
        kernel.rooms.open("walkers", dtype, 4096)
        kernel.rooms.open("counters", "i8", int(kernel.row["walkers_room"]) * max(1, counters))
        patients = len(self._streams.arrivals) + len(self._streams.starters)
        kernel.rooms.open_table("steps", STEPS_A_PATIENT * patients)

    def _open_arrivals(self) -> None:
        """Who is there at minute 0 comes first, then everybody in the order of time."""
        streams, kernel = self._streams, self._kernel
        plan, came = streams.built.plan, streams.arrivals
        first = len(plan.streams) * PATIENTS_OF_A_STREAM
        n = len(streams.starters)
        there = np.array(streams.starters, np.int64).reshape(-1, 2)
        begins = np.array([*plan.begins, 0], np.int64)
        columns: list[tuple[str, Any, Any]] = [
            ("time_min", np.zeros(n), came.time_min),
            ("patient", np.arange(first, first + n), came.patient),
            ("stream", np.full(n, len(plan.streams)), came.stream),
            ("sort", there[:, 1], came.sort),
            ("row", np.full(n, NO_ROW), came.row),
            ("step", there[:, 0], begins[came.stream]),
        ]
        whole = [(name, np.concatenate([at_first, later]) if n else later) for name, at_first, later in columns]
        kernel.rooms.columns("arrival_", whole)
        kernel.row["arrivals_n"] = kernel.row["to_come"] = n + len(came)

    def start(self) -> None:
        """Put dated changes of routes on the calendar."""
        plan = self._streams.built.plan
        for minute, later in self._streams.built.later:
            self._kernel.calendar.at(minute, CALENDAR, lambda _, later=later: self._replace(plan, later))  # type: ignore[misc]

    def _replace(self, plan: Any, later: Any) -> None:
        plan.replace_by(later)
        self._changed = True

    def synchronise(self) -> None:
        """Routes of another date, in the memory of the engine too."""
        if self._changed:
            self._kernel.memory.fill(Row(Network), self._streams.network, self._network)
            self._changed = False

    def table(self) -> NDArray[np.void]:
        """The ledger's table ``steps``."""
        return self._kernel.rooms.table("steps")
