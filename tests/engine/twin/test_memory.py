"""Rows laid out in memory and read back; tables that begin tiny and have to grow; runs asked for what they lack."""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.engine.compiled.county_run import CompiledRun
from sim.engine.compiled.kernel import Kernel
from sim.engine.compiled.lay import Memory, address_of
from sim.engine.compiled.room import Rooms
from sim.engine.compiled.shapes import (
    BOOL,
    BYTE,
    FLOAT,
    INT,
    Number,
    Pair,
    Row,
    Run,
    Table,
    dtype_of,
    fields_of,
    place_of,
    size_of,
)  # fmt: skip
from tests.engine.twin.same import live_the_same
from tests.hamlet import SEED, hamlet
from tests.networks import COMES, DRAINS, comers, run


@dataclass
class InnerRow:
    """A row within a row."""

    number: int
    share: float


@dataclass
class ThingRow:
    """One of everything that a row may hold."""

    number: int = -7
    share: float = 0.1
    yes: bool = True
    text: str = "left out"
    whole: tuple[int, ...] = (1, -2, 3)
    real: tuple[float, ...] = (0.5, -0.25)
    nothing: tuple[int, ...] = ()
    mask: bytes = b"\x01\x00\x01\xff"
    steps: tuple[tuple[float, int], ...] = ((0.0, 2), (90.5, 1))
    inner: InnerRow = field(default_factory=lambda: InnerRow(5, 0.75))
    rows: list[InnerRow] = field(default_factory=lambda: [InnerRow(i, i / 7) for i in range(3)])
    ways: list[tuple[int, ...]] = field(default_factory=lambda: [(1, 2), (), (3,)])
    column: array[float] = field(default_factory=lambda: array("d", [1.5, 2.5]))
    grid: NDArray[np.float64] = field(default_factory=lambda: np.array([0.125, 0.25, 0.5]))


def read(shape: Any, at: int) -> Any:
    """What lies at an address, as compiled code would find it."""
    if isinstance(shape, Number):
        kind = {FLOAT: ctypes.c_double, BYTE: ctypes.c_uint8}.get(shape, ctypes.c_int64)
        return kind.from_address(at).value
    if isinstance(shape, Run | Table):
        first, count = (ctypes.c_int64.from_address(at + 8 * i).value for i in range(2))
        of = FLOAT if isinstance(shape, Table) else shape.of
        return tuple(read(of, first + size_of(of) * i) for i in range(count))
    if isinstance(shape, Pair):
        return tuple(read(part, at + place_of(shape, f"part_{i}")) for i, part in enumerate(shape.parts))
    return {name: read(part, at + place_of(shape, name)) for name, part in fields_of(shape.of)}


LAID = {
    "number": -7, "share": 0.1, "yes": 1, "whole": (1, -2, 3), "real": (0.5, -0.25), "nothing": (),
    "mask": (1, 0, 1, 255), "steps": ((0.0, 2), (90.5, 1)), "inner": {"number": 5, "share": 0.75},
    "rows": tuple({"number": i, "share": i / 7} for i in range(3)), "ways": ((1, 2), (), (3,)),
    "column": (1.5, 2.5), "grid": (0.125, 0.25, 0.5),
}  # fmt: skip


def memory() -> Memory:
    return Memory(lambda memory, policy, question: {})


def test_a_row_is_read_back_as_it_was_laid_out() -> None:
    laid, shape = memory(), Row(ThingRow)
    row = laid.row(shape, ThingRow())
    assert read(shape, address_of(row)) == LAID
    assert dict(fields_of(ThingRow))["yes"] == BOOL
    assert "text" not in (dtype_of(shape).names or ()), "what is no number is left out"


def test_new_numbers_are_written_where_the_old_ones_stood() -> None:
    """Who is under way has kept the address of a row: there stand the numbers of the new date."""
    laid, shape, thing = memory(), Row(ThingRow), ThingRow()
    row = laid.row(shape, thing)
    second = read(INT, address_of(row) + place_of(shape, "rows")) + size_of(Row(InnerRow))
    thing.rows = [InnerRow(10 + i, 0.5) for i in range(3)]
    thing.whole = (9, 9, 9, 9)
    laid.fill(shape, thing, row)
    assert read(Row(InnerRow), second) == {"number": 11, "share": 0.5}
    assert read(shape, address_of(row))["whole"] == (9, 9, 9, 9)


def test_a_column_is_shared_and_not_copied() -> None:
    laid, shape, thing = memory(), Row(ThingRow), ThingRow()
    row = laid.row(shape, thing)
    thing.column[1] = 99.0
    assert read(shape, address_of(row))["column"] == (1.5, 99.0)


def test_a_tuple_is_laid_out_once_however_many_hold_it() -> None:
    laid, shape, whole = memory(), Row(ThingRow), (4, 5, 6)
    rows = [laid.row(shape, ThingRow(whole=whole)) for _ in range(2)]
    assert rows[0][0]["whole"] == rows[1][0]["whole"]


def test_runs_of_many_rows_lie_one_behind_the_other_and_equal_ones_once() -> None:
    laid, long = memory(), tuple(range(20))
    things = [ThingRow(whole=whole) for whole in [(4, 5), (6,), (4, 5), long, (), long]]
    things += [ThingRow(real=(0.0, 1.0)), ThingRow(real=(-0.0, 1.0))]
    shape = Run(Row(ThingRow))
    first, count = laid.run(shape, things)
    each = size_of(Row(ThingRow))
    assert [read(Row(ThingRow), first + each * i)["whole"] for i in range(6)] == [t.whole for t in things[:6]]
    begins = [read(INT, first + each * i + place_of(Row(ThingRow), "whole")) for i in range(6)]
    assert begins[0] == begins[2] == begins[1] - 16
    assert begins[3] == begins[5], "one object"
    signs = [math.copysign(1.0, read(Row(ThingRow), first + each * i)["real"][0]) for i in (6, 7)]
    assert (count, signs) == (8, [1.0, -1.0]), "0.0 equals -0.0 and is not the same"


def test_rows_that_two_hold_are_not_changed_for_one_of_them_alone() -> None:
    @dataclass
    class HolderRow:
        rows: tuple[InnerRow, ...]

    HolderRow.__shapes__ = (("rows", Run(Row(InnerRow))),)  # type: ignore[attr-defined]
    laid, shape, both = memory(), Row(HolderRow), (InnerRow(1, 0.5),)
    first, second = (laid.row(shape, HolderRow(both)) for _ in range(2))
    laid.fill(shape, HolderRow((InnerRow(2, 0.5),)), first)
    assert read(shape, address_of(first))["rows"] == ({"number": 2, "share": 0.5},)
    assert read(shape, address_of(second))["rows"] == ({"number": 1, "share": 0.5},)


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Every table begins as small as can be; how often each had to grow."""
    counted: Counter[str] = Counter()
    opened, made = Rooms.open, Rooms._make

    def open_small(self: Rooms, name: str, dtype: Any, room: int) -> None:
        opened(self, name, dtype, room if name in ("counters", "days") else 1)

    def make(self: Rooms, name: str, room: int, kept: int) -> None:
        counted[name] += 1
        made(self, name, room, kept)

    monkeypatch.setattr(Rooms, "open", open_small)
    monkeypatch.setattr(Rooms, "_make", make)
    return counted


def test_a_county_whose_tables_begin_tiny_is_the_same(grown: Counter[str]) -> None:
    live_the_same(hamlet(6, **{"people__illness_rate": 4.0, "tiers__county__clinics__internal__clinicians": 1}))
    assert all(grown[name] >= 2 for name in ("heap", "far", "waiters", "cases", "referrals")), grown
    assert all(grown[name] >= 4 for name in ("episodes", "visits", "tests")), grown


def test_a_network_whose_tables_begin_tiny_is_the_same(grown: Counter[str], tmp_path: Any) -> None:
    """Everybody comes in the first minutes and waits for hours; each remembers his second attempts."""
    text = DRAINS + "stations: {first: {servers: 1, queue: {gives_up: goes_home}}}" + COMES % "[first]"
    run(tmp_path, text, comers(*[f"{i // 50},a,3,0" for i in range(1500)]))
    assert all(grown[name] >= 3 for name in ("waiters", "walkers", "steps", "counters")), grown


def test_a_queue_that_is_turned_away_all_at_once_finds_room(grown: Counter[str], tmp_path: Any) -> None:
    """A thousand wait when the roster ends: all of them go on in one minute of the calendar."""
    text = DRAINS + 'stations: {first: {servers: {"Mo-Su 00:00-02:00": 1}}}' + COMES % "[first]"
    ledger = run(tmp_path, text, comers(*[f"{i // 50},a,3,0" for i in range(1200)]))
    assert (ledger["steps"]["outcome"] == 2).sum() > 1000
    assert grown["heap"] >= 3


def test_a_table_that_is_full_in_the_middle_of_an_event_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kernel, "_nothing_to_come", lambda self: True)
    kernel = Kernel.__new__(Kernel)
    kernel.module = type("Full", (), {"run": staticmethod(lambda do, before: 3)})
    kernel.do, kernel._books_until_min, kernel.row = 0, 9.0, {"now": 0.0}
    with pytest.raises(MemoryError, match="full in the middle of an event"):
        kernel.go_on(1.0)


def test_who_goes_to_a_lecture_lays_nothing_out_anew() -> None:
    lecture = {
        "kind": "lectures", "lasts": "1 h", "every": "2 days", "gain": "1 points", "learned": "10 %", "lag": "9 weeks",
        "half_life": "1130 days",
    }  # fmt: skip
    counts = []
    for weeks in (1, 3):
        started = CompiledRun(hamlet(weeks, policies__training=lecture), SEED, 0)
        before = len(started.kernel.memory._held)
        absences = started.go()["absences"]
        counts.append((len(absences), len(started.kernel.memory._held) - before))
    (few, little), (many, more) = counts
    assert many > few + 5
    assert more == little
