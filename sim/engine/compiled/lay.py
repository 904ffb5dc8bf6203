"""Lays the tables of a run out in memory, so that compiled code finds them at addresses."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final

import numpy as np

from sim.engine.compiled.shapes import BYTE, FLOAT, INT, Number, Pair, Row, Run, Table, dtype_of, fields_of

NOTHING: Final = (0, 0)
ALIGNED: Final = np.int64
LINE_BYTES: Final = 64
FEW: Final = 8
"""Runs of so few numbers are looked for among those that are there."""
TYPECODES: Final = {"q": np.int64, "d": np.float64}


class Memory:
    """Everything that one run has laid out; what is laid stays where it is as long as this object lives."""

    def __init__(self, policy_at: Callable[[Memory, Any, str], dict[str, int]]) -> None:
        """``policy_at``, given this memory, says which fields of a rule lead to its policy: ``policy``, ``call_0`` …"""
        self._held: list[Any] = []
        self._policy_at = policy_at
        self._columns: dict[int, tuple[int, int]] = {}
        self._shared: dict[int, tuple[int, int]] = {}
        self._rows: dict[int, Any] = {}

    def row(self, shape: Row | Pair, value: Any) -> np.ndarray[Any, Any]:
        """One row of its own, as an array of one record."""
        made = self.records(shape, 1)
        self.fill(shape, value, made)
        return made

    def records(self, shape: Row | Pair, count: int) -> np.ndarray[Any, Any]:
        """Room for so many rows."""
        dtype = dtype_of(shape)
        words = np.zeros(max(1, count * dtype.itemsize // 8), ALIGNED)
        self._held.append(words)
        return words.view(dtype)[:count]

    def rows_at(self, address: int) -> np.ndarray[Any, Any]:
        """The rows that were laid out there."""
        rows: np.ndarray[Any, Any] = self._rows[address]
        return rows

    def fill(self, shape: Row | Pair, value: Any, row: np.ndarray[Any, Any], only: Sequence[str] = ()) -> None:
        """Write a value into a record that is there: an array of one; ``only``: these fields of it."""
        self._fill(shape, [value], row, only)

    def _fill(
        self, shape: Row | Pair, values: Sequence[Any], rows: np.ndarray[Any, Any], only: Sequence[str] = ()
    ) -> None:
        """Rows of one shape, a field of all of them at a time."""
        if isinstance(shape, Pair):
            for i, (part, column) in enumerate(zip(shape.parts, zip(*values, strict=True), strict=True)):
                self._field(f"part_{i}", part, column, rows)
            return
        for name, part in _parts(shape):
            if only and name not in only:
                continue
            try:
                items = list(map(attrgetter(name), values))
            except AttributeError:  # of a model row a part may have no value yet
                found = [i for i, value in enumerate(values) if hasattr(value, name)]
                for i in found:
                    self._field(name, part, [getattr(values[i], name)], rows[i : i + 1])
            else:
                self._field(name, part, items, rows)
        if shape.of.__name__ == "InForce":
            for i, value in enumerate(values):
                for name, number in self._policy_at(self, value.policy, shape.question).items():
                    rows[name][i] = number

    def _field(self, name: str, shape: Any, values: Sequence[Any], rows: np.ndarray[Any, Any]) -> None:
        column = rows[name]
        if isinstance(shape, Number):
            column[:] = values
        elif not isinstance(shape, Run | Table):
            self._fill(shape, values, column)
        else:
            column[:], rows[f"{name}__n"] = np.array(self._runs(shape, values, column), np.int64).T

    def _runs(self, shape: Run | Table, values: Sequence[Any], column: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
        """Where the runs of a field begin and how many items they have; ``column``: where they began until now."""
        if isinstance(shape, Run) and isinstance(shape.of, Number) and len(values) > 1:
            return self._runs_of_numbers(shape, values)
        if not (isinstance(shape, Run) and isinstance(shape.of, Row) and self._rows):
            return [self.run(shape, value) for value in values]
        return [
            (at, len(value)) if self._again(shape.of, value, at) else self.run(shape, value)
            for at, value in zip(column.tolist(), values, strict=True)
        ]

    def _again(self, shape: Row, value: Sequence[Any], address: int) -> bool:
        """Write rows anew into the memory that they have: who is under way reads the new numbers.

        Not those of a tuple: it may be shared by others, who keep theirs.
        """
        rows = self._rows.get(address)
        if rows is None or len(rows) != len(value) or isinstance(value, tuple):
            return False
        self._fill(shape, value, rows)
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
            self._share(value, known)
        return known

    def _items(self, shape: Run, value: Sequence[Any]) -> tuple[int, int]:
        of = shape.of
        if isinstance(of, Number):
            return self._numbers("d" if of == FLOAT else ("B" if of == BYTE else "q"), value)
        if isinstance(of, Run | Table):
            return self._numbers("q", [number for item in value for number in self.run(of, item)])[0], len(value)
        rows = self.records(of, len(value))
        self._fill(of, value, rows)
        self._rows[address_of(rows)] = rows
        return address_of(rows), len(value)

    def _runs_of_numbers(self, shape: Run, values: Sequence[Any]) -> list[tuple[int, int]]:
        """The same for the runs of a whole field: what is new lies one behind the other, a few equal numbers once."""
        room = sum({id(value): len(value) for value in values}.values())
        made = np.empty(room, np.float64 if shape.of == FLOAT else np.int64)
        begins, numbers, laid, found = address_of(made), list[Any](), dict[Any, tuple[int, int]](), []
        for value in values:
            # not real numbers: 0.0 equals -0.0 and is not the same
            few = shape.of == INT and isinstance(value, tuple) and len(value) <= FEW
            name = value if few else id(value)
            if name not in laid:
                known = self._shared.get(id(value)) if isinstance(value, tuple) else None
                if known is None and isinstance(value, tuple | list) and value:
                    known = begins + 8 * len(numbers), len(value)
                    numbers += value
                    self._share(value, known)
                laid[name] = known or self.run(shape, value)
            found.append(laid[name])
        made[: len(numbers)] = numbers
        self._held += [made] if numbers else []
        return found

    def _share(self, value: Sequence[Any], known: tuple[int, int]) -> None:
        """A tuple cannot change: whoever has it shares its memory."""
        if isinstance(value, tuple):
            self._held.append(value)
            self._shared[id(value)] = known

    def _numbers(self, typecode: str, values: Sequence[Any]) -> tuple[int, int]:
        """Memory of their own for a few numbers."""
        made = array(typecode, values)
        self._held.append(made)
        return made.buffer_info()

    def _column(self, values: Any) -> tuple[int, int]:
        """Memory that somebody else has already; an address may be asked for again."""
        if id(values) not in self._columns:
            self._held.append(values)
            view = values if isinstance(values, np.ndarray) else np.frombuffer(values, TYPECODES[values.typecode])
            self._columns[id(values)] = (address_of(view), len(view)) if len(view) else NOTHING
        return self._columns[id(values)]


@cache
def _parts(shape: Row) -> tuple[tuple[str, Any], ...]:
    """Names and shapes of what a row holds; rules within a question's row are of that question."""
    return tuple(
        (name, Run(Row(part.of.of, shape.question)))
        if shape.question and isinstance(part, Run) and isinstance(part.of, Row)
        else (name, part)
        for name, part in fields_of(shape.of)
    )


def address_of(values: np.ndarray[Any, Any]) -> int:
    """Where an array begins."""
    return int(values.ctypes.data)


def in_lines(count: int, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Empty records that begin where a line of the cache does."""
    whole = np.zeros(count * dtype.itemsize + LINE_BYTES, np.uint8)
    first = -address_of(whole) % LINE_BYTES
    return whole[first : first + count * dtype.itemsize].view(dtype)
