"""Memory of the compiled engine that grows while the run goes on: calendars, patients' rows, tables of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.compiled.engine_row import ENGINE, SPARE
from sim.engine.compiled.lay import address_of
from sim.ledger.columns import TABLES
from sim.ledger.ledger import Rows


class Rooms:
    """All growing memory of one run, with its address and size in the engine's row."""

    def __init__(self) -> None:
        self.engine = np.zeros(1, ENGINE)
        self.row = self.engine[0]
        self.do = address_of(self.engine)
        self._dtypes: dict[str, Any] = {}
        self._held: dict[str, Any] = {}
        self._old: list[Any] = []

    def open(self, name: str, dtype: Any, room: int) -> None:
        """Room for so many rows of a kind."""
        self._dtypes[name] = np.dtype(dtype)
        self._make(name, max(room, 2 * SPARE), 0)

    def open_table(self, name: str, room: int) -> None:
        """Room for so many rows of a table of the ledger."""
        self.open(name, TABLES[name].dtype, room)
        self.row[f"{name}_size"] = TABLES[name].dtype.itemsize

    def _make(self, name: str, room: int, kept: int) -> None:
        dtype = self._dtypes[name]
        made = np.empty(room, dtype)
        if kept:
            made[:kept] = self._held[name][:kept]
        self._old.append(self._held.get(name) if name == "counters" else None)
        self._held[name] = made
        self.row[name] = address_of(made)
        if f"{name}_room" in (ENGINE.names or ()):
            self.row[f"{name}_room"] = room

    def grow(self) -> None:
        """Twice the room for everything that is nearly full."""
        for name in list(self._dtypes):
            if f"{name}_n" not in (ENGINE.names or ()):
                continue
            rows, room = int(self.row[f"{name}_n"]), len(self._held[name])
            if name == "heap":
                rows += int(self.row["far_waiting"])
            if rows + 2 * SPARE > room:
                self._make(name, 2 * room, min(rows, room))
        if "counters" in self._held:
            wanted = int(self.row["walkers_room"]) * (self._dtypes["counters"].shape or (1,))[0]
            if len(self._held["counters"]) < wanted:
                self._make("counters", wanted, 0)

    def make_room(self, name: str, more: int) -> None:
        """Room for so many more rows of a kind."""
        rows, room = int(self.row[f"{name}_n"]), len(self._held[name])
        if rows + more > room:
            self._make(name, max(2 * room, rows + more), rows)

    def table(self, name: str) -> Rows:
        """The rows of a table of the ledger so far."""
        rows: Rows = self._held[name][: int(self.row[f"{name}_n"])]
        return rows

    def held(self, name: str) -> Any:
        """The memory of a kind of rows."""
        return self._held[name]

    def columns(self, prefix: str, columns: Sequence[tuple[str, Any]]) -> None:
        """Columns that are read and never written."""
        for name, values in columns:
            kept = np.ascontiguousarray(values)
            self._old.append(kept)
            self.row[f"{prefix}{name}"] = address_of(kept) if len(kept) else 0
