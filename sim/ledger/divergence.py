"""Where two counties part: the first thing that happened in one ledger and not in the other.

Two runs with the same luck are identical, minute by minute, until the first event that the difference between
their scenarios can touch. This finds that event, and names the value that differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.ledger.columns import TABLES
from sim.ledger.ledger import Ledger, Rows, in_order
from sim.ledger.table import Table

DAY_MIN: Final = 1440.0
Minutes = npt.NDArray[np.float64]
AT_THE_END_OF_A_VISIT: Final = ("finding", "beyond", "action", "handled", "expert")
BILL: Final = ("bill_yuan", "patient_yuan", "fund_yuan")

SETTLED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "episodes": {"ended_min": ("exit", "visits", "returns")},
    "visits": {"end_min": (*AT_THE_END_OF_A_VISIT, *BILL, "first_contact"), "left_min": ("outcome",)},
    "stays": {"admitted_min": ("planned_min",), "ended_min": ("outcome", "blocked_min", *BILL)},
    "referrals": {"arrived_min": ("followed",)},
    "tests": {},
    "steps": {"left_min": ("outcome",)},
}
"""By which time column a value is settled; all others are settled when the row's story begins."""


@dataclass(frozen=True)
class Divergence:
    """The first differing event: when, in which table, whose row, which column, and both values."""

    minute: float
    table: str
    whose: int
    column: str
    left: float | None
    right: float | None

    def __str__(self) -> str:
        day, minute = divmod(self.minute, DAY_MIN)
        clock = f"day {day:.0f}, {int(minute // 60):02d}:{int(minute % 60):02d}"
        who = "unit" if self.table == "days" else TABLES[self.table].names[0]
        if self.left is None or self.right is None:
            side = "second" if self.left is None else "first"
            return f"{clock}: {self.table}, {who} {self.whose} has a row in the {side} ledger only"
        return (
            f"{clock}: {self.table}.{self.column} of {who} {self.whose} is {self.left:g} and {self.right:g}"
        )


def first_divergence(left: Ledger, right: Ledger) -> Divergence | None:
    """The first event that differs between two ledgers; None when they are the same, bit for bit.

    Rows of one episode (or patient) are compared in their order in time. A day book is written at midnight: a
    difference that no patient has felt (a roster) is reported at the end of that day.
    """
    found = [_first_in(TABLES[name], left[name], right[name]) for name in SETTLED]
    found.append(_first_day(left["days"], right["days"]))
    events = [event for event in found if event is not None]
    return min(events, key=lambda event: event.minute) if events else None


def _first_in(table: Table, left: Rows, right: Rows) -> Divergence | None:
    """The first difference in one table of patients."""
    a, b = _changed(in_order(table, left), in_order(table, right))
    if not len(a) and not len(b):
        return None
    pairs_a, pairs_b, alone_a, alone_b = _paired(a, b, table.names[0])
    found = [_first_alone(table, alone_a, True), _first_alone(table, alone_b, False)]
    for name in table.names:
        differs = pairs_a[name] != pairs_b[name]
        if differs.any():
            a_rows, b_rows = pairs_a[differs], pairs_b[differs]
            minutes = np.minimum(_settled(table, name, a_rows), _settled(table, name, b_rows))
            first = int(np.argmin(minutes))
            values = float(a_rows[name][first]), float(b_rows[name][first])
            whose = int(a_rows[table.names[0]][first])
            found.append(Divergence(float(minutes[first]), table.name, whose, name, *values))
    events = [event for event in found if event is not None]
    return min(events, key=lambda event: event.minute) if events else None


def _changed(left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Only the rows of those episodes (or patients) of which something differs; a common start is skipped."""
    same = min(len(left), len(right))
    if same and len(left) == len(right) and left.tobytes() == right.tobytes():
        return left[:0], right[:0]
    key = left.dtype.names[0] if left.dtype.names else ""
    a, b = _as_bytes(left), _as_bytes(right)
    odd = np.concatenate([left[key][~np.isin(a, b)], right[key][~np.isin(b, a)]])
    return left[np.isin(left[key], odd)], right[np.isin(right[key], odd)]


def _as_bytes(rows: Rows) -> npt.NDArray[np.bytes_]:
    """Each row as one value that can be compared; the final byte keeps trailing zeros."""
    n, size = len(rows), rows.dtype.itemsize
    raw = np.full((n, size + 1), 1, dtype=np.uint8)
    raw[:, :size] = np.ascontiguousarray(rows).view(np.uint8).reshape(n, size)
    return raw.view(f"S{size + 1}").reshape(n)


def _paired(left: Rows, right: Rows, key: str) -> tuple[Rows, Rows, Rows, Rows]:
    """The n-th row of each episode beside the n-th of the same episode, and the rows without a partner."""
    names = [(key, np.int64), ("nth", np.int64)]
    a, b = (np.rec.fromarrays([rows[key], _nth(rows[key])], dtype=names) for rows in (left, right))
    _, in_a, in_b = np.intersect1d(a, b, assume_unique=True, return_indices=True)
    alone_a, alone_b = np.ones(len(left), dtype=bool), np.ones(len(right), dtype=bool)
    alone_a[in_a] = alone_b[in_b] = False
    return left[in_a], right[in_b], left[alone_a], right[alone_b]


def _nth(keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """How many rows of the same key stand before each row; equal keys stand together."""
    index = np.arange(len(keys))
    begins = np.ones(len(keys), dtype=bool)
    begins[1:] = keys[1:] != keys[:-1]
    return index - np.maximum.accumulate(np.where(begins, index, 0))


def _times(rows: Rows, names: tuple[str, ...]) -> Minutes:
    """Moments side by side, infinity where it has not happened."""
    times = np.stack([rows[name] for name in names], axis=1)
    return np.where(times < 0.0, np.inf, times)


def _moments(table: Table) -> tuple[str, ...]:
    """The table's columns that are moments (a planned or blocked length is none)."""
    lengths = ("planned_min", "blocked_min", "travel_min")
    return tuple(name for name in table.names if name.endswith("_min") and name not in lengths)


def _settled(table: Table, name: str, rows: Rows) -> Minutes:
    """When the value of a column was settled, row by row."""
    moments = _moments(table)
    if name in moments:
        return _times(rows, (name,))[:, 0]
    begins: Minutes = _times(rows, moments).min(axis=1)
    for moment, columns in SETTLED[table.name].items():
        if name in columns:
            at = _times(rows, (moment,))[:, 0]
            latest = np.stack([rows[moment] for moment in moments], axis=1).max(axis=1)
            minutes: Minutes = np.where(np.isinf(at), latest, at)
            return minutes
    return begins


def _first_alone(table: Table, rows: Rows, in_left: bool) -> Divergence | None:
    """The first row that only one of the ledgers has."""
    if not len(rows):
        return None
    begins = _times(rows, _moments(table)).min(axis=1)
    first = int(np.argmin(begins))
    whose, minute = int(rows[table.names[0]][first]), float(begins[first])
    here, there = (0.0, None) if in_left else (None, 0.0)
    return Divergence(minute, table.name, whose, table.order[-1], here, there)


def _first_day(left: Rows, right: Rows) -> Divergence | None:
    """The first day book that differs, at the midnight at which it is written."""
    table = TABLES["days"]
    a, b = in_order(table, left), in_order(table, right)
    same = min(len(a), len(b))
    differs = np.flatnonzero(_as_bytes(a[:same]) != _as_bytes(b[:same]))
    if len(differs):
        at = int(differs[0])
        name = next(name for name in table.names if a[name][at] != b[name][at])
        minute = (float(min(a["day"][at], b["day"][at])) + 1.0) * DAY_MIN
        return Divergence(minute, "days", int(a["unit"][at]), name, float(a[name][at]), float(b[name][at]))
    if len(a) == len(b):
        return None
    longer, sides = (a, (0.0, None)) if len(a) > len(b) else (b, (None, 0.0))
    minute = (float(longer["day"][same]) + 1.0) * DAY_MIN
    return Divergence(minute, "days", int(longer["unit"][same]), "unit", *sides)
