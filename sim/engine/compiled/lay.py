"""Lays the tables of a run out in memory, so that compiled code finds them at addresses."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from sim.engine.compiled.shapes import BYTE, FLOAT, Number, Pair, Row, Run, Table, dtype_of, fields_of

NOTHING: Final = (0, 0)
ALIGNED: Final = np.int64
TYPECODES: Final = {"q": np.int64, "d": np.float64}


class Memory:
    """Everything that one run has laid out; what is laid stays where it is as long as this object lives."""

    def __init__(self, policy_at: Callable[[Any, str], dict[str, int]]) -> None:
        """``policy_at`` gives the fields of a rule that lead to its policy: ``policy``, ``call_0`` …"""
        self._held: list[Any] = []
        self._policy_at = policy_at
        self._columns: dict[int, tuple[int, int]] = {}
        self._shared: dict[int, tuple[int, int]] = {}
        self._rows: dict[int, Any] = {}

    def row(self, shape: Row | Pair, value: Any) -> np.ndarray[Any, Any]:
        """One row of its own, as an array of one record."""
        made = self.records(shape, 1)
        self.fill(shape, value, made[0])
        return made

    def records(self, shape: Row | Pair, count: int) -> np.ndarray[Any, Any]:
        """Room for so many rows."""
        dtype = dtype_of(shape)
        words = np.zeros(max(1, count * dtype.itemsize // 8), ALIGNED)
        self._held.append(words)
        return words.view(dtype)[:count]

    def fill(self, shape: Row | Pair, value: Any, record: Any) -> None:
        """Write a value into a record that is there."""
        if isinstance(shape, Pair):
            for i, (part, item) in enumerate(zip(shape.parts, value, strict=True)):
                self._field(f"part_{i}", part, item, record)
            return
        for name, part in fields_of(shape.of):
            if hasattr(value, name):
                if shape.question and isinstance(part, Run) and isinstance(part.of, Row):
                    part = Run(Row(part.of.of, shape.question))
                self._field(name, part, getattr(value, name), record)
        if shape.of.__name__ == "InForce":
            for name, number in self._policy_at(value.policy, shape.question).items():
                record[name] = number

    def _field(self, name: str, shape: Any, value: Any, record: Any) -> None:
        if isinstance(shape, Number):
            record[name] = value
        elif isinstance(shape, Run) and isinstance(shape.of, Row) and self._again(shape, value, record, name):
            return
        elif isinstance(shape, Run | Table):
            record[name], record[f"{name}__n"] = self.run(shape, value)
        else:
            self.fill(shape, value, record[name])

    def _again(self, shape: Run, value: Sequence[Any], record: Any, name: str) -> bool:
        """Write rows anew into the memory that they have: who is under way reads the new numbers.

        Not those of a tuple: it may be shared by others, who keep theirs.
        """
        rows = self._rows.get(int(record[name]))
        if rows is None or len(rows) != len(value) or isinstance(value, tuple):
            return False
        for item, row in zip(value, rows, strict=True):
            self.fill(shape.of, item, row)
        return True

    def run(self, shape: Any, value: Any) -> tuple[int, int]:
        """Where the items of a run begin, and how many there are."""
        if isinstance(value, array | np.ndarray):
            return self._column(value)
        if isinstance(value, bytes):
            return self._column(np.frombuffer(value, np.uint8)) if value else NOTHING
        if len(value) == 0:
            return NOTHING
        known = self._shared.get(id(value)) if isinstance(value, tuple) else None
        if known is None:
            known = self._items(shape, value)
            if isinstance(value, tuple):  # a tuple cannot change: whoever has it shares it
                self._held.append(value)
                self._shared[id(value)] = known
        return known

    def _items(self, shape: Run, value: Sequence[Any]) -> tuple[int, int]:
        of = shape.of
        if isinstance(of, Number):
            kind = np.float64 if of == FLOAT else (np.uint8 if of == BYTE else np.int64)
            return self._column(np.array(value, kind))
        if isinstance(of, Run | Table):
            pairs = np.array([self.run(of, item) for item in value], np.int64)
            return self._column(pairs)[0], len(value)
        rows = self.records(of, len(value))
        for item, record in zip(value, rows, strict=True):
            self.fill(of, item, record)
        self._rows[address_of(rows)] = rows
        return address_of(rows), len(value)

    def _column(self, values: Any) -> tuple[int, int]:
        """Memory that somebody else has already; an address may be asked for again."""
        if id(values) not in self._columns:
            self._held.append(values)
            view = values if isinstance(values, np.ndarray) else np.frombuffer(values, TYPECODES[values.typecode])
            self._columns[id(values)] = (address_of(view), len(view)) if len(view) else NOTHING
        return self._columns[id(values)]


def address_of(values: np.ndarray[Any, Any]) -> int:
    """Where an array begins."""
    return int(values.__array_interface__["data"][0])
