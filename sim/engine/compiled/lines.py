"""The book of steps of the compiled engine: as ``sim.engine.step_book``, each line a row of the ledger's table."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.engine.compiled.engine_row import engine_at
from sim.engine.compiled.native.primitives import reader
from sim.engine.step_book import SEEN, WAITING
from sim.ledger.columns import STEPS

STEPS_BYTES: Final = STEPS.dtype.itemsize
NAMES: Final = {"class": "sort"}
"""No field of compiled code can be called ``class``."""
steps_at = reader(np.dtype([(NAMES.get(column.name, column.name), column.dtype) for column in STEPS.columns]))


def line_at(do: int, line: int) -> Any:
    """A line of the book."""
    return steps_at(engine_at(do).steps + STEPS_BYTES * line)


def book_line(do: int, patient: int, stream: int, route: int, sort: int, step: int, unit: int, now: float) -> None:
    """A patient asks for a unit."""
    e = engine_at(do)
    line = e.steps_n
    if line >= e.steps_room:
        e.failed = 1
        return
    e.steps_n = line + 1
    row = line_at(do, line)
    row.patient, row.stream, row.route, row.sort, row.step, row.unit = patient, stream, route, sort, step, unit
    row.joined_min = now
    row.start_min = row.end_min = row.left_min = -1.0
    row.outcome = WAITING


def book_moved_in(do: int, line: int, uses: int, now: float) -> int:
    """The patient gave up the place he had kept and joined this queue."""
    for at in range(line, line + uses):
        line_at(do, at).joined_min = now
    return 0


def book_start(do: int, line: int, uses: int, now: float) -> int:
    """All services of the step begin."""
    for at in range(line, line + uses):
        row = line_at(do, at)
        row.start_min, row.outcome = now, SEEN
    return 0


def book_end(do: int, line: int, now: float) -> int:
    """One service has ended."""
    line_at(do, line).end_min = now
    return 0


def book_leave(do: int, line: int, now: float) -> int:
    """One unit is given back."""
    line_at(do, line).left_min = now
    return 0


def book_refuse(do: int, line: int, uses: int, outcome: int, now: float) -> int:
    """The patient gave up or was turned away."""
    for at in range(line, line + uses):
        row = line_at(do, at)
        row.outcome, row.left_min = outcome, now
    return 0
