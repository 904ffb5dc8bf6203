"""Where two counties part: the first thing that happened in one ledger and not in the other.

Two runs with the same luck are identical, minute by minute, until the first event that the difference between
their scenarios can touch. This finds that event, and names the value that differs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.ledger.columns import TABLES
from sim.ledger.ledger import Ledger, Rows, in_order
from sim.ledger.table import Table
from sim.vocabulary import DAY_MIN

Minutes = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
BILL: Final = ("bill_yuan", "patient_yuan", "fund_yuan")

SETTLED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "episodes": {"ended_min": ("exit", "visits", "returns")},
    "visits": {
        "start_min": ("unit", "expert", "first_contact"),
        "end_min": ("finding", "beyond", "action", "handled", *BILL),
        "left_min": ("outcome", "travel_min", "travel_km", "fare_yuan"),
    },
    "stays": {"admitted_min": ("unit",), "ended_min": ("outcome", "planned_min", "blocked_min", *BILL)},
    "referrals": {"arrived_min": ("followed",)},
    "tests": {"start_min": ("unit",)},
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
        left, right = f"{self.left:g}", f"{self.right:g}"
        if left == right:  # they part further behind the point
            left, right = repr(self.left), repr(self.right)
        return f"{clock}: {self.table}.{self.column} of {who} {self.whose} is {left} and {right}"


def first_divergence(left: Ledger, right: Ledger) -> Divergence | None:
    """The first event that differs between two ledgers; None when they are the same, bit for bit.

    Rows of one episode (or patient) are compared in their order in time, units by their ids. A day book is
    written at midnight: a difference that no patient has felt (a roster) is reported at the end of that day.
    """
    numbers = _numbers_of_left(left, right)
    found = [_first_in(TABLES[name], left[name], _renumbered(right[name], numbers)) for name in SETTLED]
    found.append(_first_day(left["days"], _renumbered(right["days"], numbers)))
    events = [event for event in found if event is not None]
    if not events:
        return None
    first = min(events, key=lambda event: event.minute)
    return replace(first, minute=min(first.minute, max(left.end_min, right.end_min)))


def _numbers_of_left(left: Ledger, right: Ledger) -> Ints:
    """For each unit of the right ledger its number in the left one; new numbers for those only it has."""
    known = {name: number for number, name in enumerate(_names(left))}
    numbers = [known.get(name, len(known) + place) for place, name in enumerate(_names(right))]
    return np.array([*numbers, -1], dtype=np.int64)  # the last entry answers for -1, no unit


def _names(ledger: Ledger) -> list[tuple[str, str]]:
    """What tells a unit from all others: a ward and a clinic of one place may share an id."""
    units = ledger.frame["units"]
    return list(zip(units["id"].astype(str), units["kind"].astype(str), strict=True))


def _renumbered(rows: Rows, numbers: Ints) -> Rows:
    """The rows with the unit numbers of the other ledger."""
    if "unit" not in (rows.dtype.names or ()) or (numbers[:-1] == np.arange(len(numbers) - 1)).all():
        return rows
    changed = rows.copy()
    changed["unit"] = numbers[rows["unit"]]
    return changed


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
    """When the value of a column was settled, row by row; infinity where it was still open at the end."""
    moments = _moments(table)
    if name in moments:
        return _times(rows, (name,))[:, 0]
    for moment, columns in SETTLED[table.name].items():
        if name in columns:
            return _times(rows, (moment,))[:, 0]
    begins: Minutes = _times(rows, moments).min(axis=1)
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
    """The first day book that differs, at the midnight at which it is written; idle units have none."""
    table = TABLES["days"]
    a, b = (in_order(table, _at_work(rows)) for rows in (left, right))
    a, b = a[~np.isin(_as_bytes(a), _as_bytes(b))], b[~np.isin(_as_bytes(b), _as_bytes(a))]
    if not len(a) and not len(b):
        return None
    day = min(int(rows["day"][0]) for rows in (a, b) if len(rows))
    unit = min(int(rows["unit"][0]) for rows in (a, b) if len(rows) and rows["day"][0] == day)
    mine, other = (rows[(rows["day"] == day) & (rows["unit"] == unit)] for rows in (a, b))
    minute = (day + 1.0) * DAY_MIN
    if len(mine) and len(other):
        name = next(name for name in table.names if mine[name][0] != other[name][0])
        return Divergence(minute, "days", unit, name, float(mine[name][0]), float(other[name][0]))
    here, there = (0.0, None) if len(mine) else (None, 0.0)
    return Divergence(minute, "days", unit, "unit", here, there)


def _at_work(rows: Rows) -> Rows:
    """Day books in which anything stands."""
    names = [name for name in rows.dtype.names or () if name not in ("day", "unit")]
    used = np.zeros(len(rows), dtype=bool)
    for name in names:
        used |= rows[name] != 0
    chosen: Rows = rows[used]
    return chosen
