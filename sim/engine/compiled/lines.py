"""The book of steps of the compiled engine: as ``sim.engine.step_book``, four whole numbers and four minutes a line."""

from __future__ import annotations

from sim.engine.compiled.engine_row import engine_at
from sim.engine.compiled.memory import inner, store_float, store_int
from sim.engine.step_book import END, JOINED, LEFT, OUTCOME, SEEN, SORT, START, USE, WAITING, WHO


@inner
def book_line(do: int, patient: int, use: int, sort: int, joined_min: float) -> None:
    """A patient asks for a unit."""
    e = engine_at(do)
    line = e.lines_n
    if line >= e.lines_room:
        e.failed = 1
        return
    e.lines_n = line + 1
    whole, minutes = e.line_whole + 32 * line, e.line_minutes + 32 * line
    store_int(whole + 8 * WHO, patient)
    store_int(whole + 8 * USE, use)
    store_int(whole + 8 * SORT, sort)
    store_int(whole + 8 * OUTCOME, WAITING)
    store_float(minutes + 8 * JOINED, joined_min)
    store_float(minutes + 8 * START, -1.0)
    store_float(minutes + 8 * END, -1.0)
    store_float(minutes + 8 * LEFT, -1.0)


@inner
def book_moved_in(do: int, line: int, uses: int, now: float) -> int:
    """The patient gave up the place he had kept and joined this queue."""
    for at in range(line, line + uses):
        store_float(engine_at(do).line_minutes + 32 * at + 8 * JOINED, now)
    return 0


@inner
def book_start(do: int, line: int, uses: int, now: float) -> int:
    """All services of the step begin."""
    e = engine_at(do)
    for at in range(line, line + uses):
        store_float(e.line_minutes + 32 * at + 8 * START, now)
        store_int(e.line_whole + 32 * at + 8 * OUTCOME, SEEN)
    return 0


@inner
def book_end(do: int, line: int, now: float) -> int:
    """One service has ended."""
    store_float(engine_at(do).line_minutes + 32 * line + 8 * END, now)
    return 0


@inner
def book_leave(do: int, line: int, now: float) -> int:
    """One unit is given back."""
    store_float(engine_at(do).line_minutes + 32 * line + 8 * LEFT, now)
    return 0


@inner
def book_refuse(do: int, line: int, uses: int, outcome: int, now: float) -> int:
    """The patient gave up or was turned away."""
    e = engine_at(do)
    for at in range(line, line + uses):
        store_int(e.line_whole + 32 * at + 8 * OUTCOME, outcome)
        store_float(e.line_minutes + 32 * at + 8 * LEFT, now)
    return 0
