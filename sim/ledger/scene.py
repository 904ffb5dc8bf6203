"""The scene of a divergence: what differs first between two ledgers, whose it is, where, and who was there.

Two engines that run the same county must write the same ledger, row by row, in the order in which the rows were
closed. When they do not, this is what one needs to see: the first event, the patient, the place, the queue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from sim.ledger.columns import TABLES
from sim.ledger.divergence import Divergence, first_divergence
from sim.ledger.ledger import Ledger, Rows
from sim.vocabulary import DAY_MIN

SHOWN: Final = 12
BEGINS: Final = {"visits": "arrival_min", "stays": "asked_min", "steps": "joined_min", "tests": "asked_min"}
STARTS: Final = {"visits": "start_min", "stays": "admitted_min", "steps": "start_min", "tests": "start_min"}
LEAVES: Final = {"visits": "left_min", "stays": "ended_min", "steps": "left_min", "tests": "report_min"}
Names = tuple[str, str]


def scene(left: Ledger, right: Ledger, names: Names = ("first", "second")) -> str:
    """What differs first, in lines to be read; empty when the two are the same to the last bit, order included.

    Args:
        names: what the two ledgers are called in the text.
    """
    odd = [name for name in TABLES if left[name].tobytes() != right[name].tobytes()]
    if not odd:
        return "\n".join(_frames(left, right))
    found = first_divergence(left, right)
    lines = [f"{name}: {len(left[name])} rows and {len(right[name])}" for name in odd]
    if found is None:
        return "\n".join([*lines, *_order(odd[0], left[odd[0]], right[odd[0]])])
    lines += [str(found).replace("first ledger", f"{names[0]} ledger").replace("second ledger", f"{names[1]} ledger")]
    for ledger, name in zip((left, right), names, strict=True):
        lines += [f"--- {name} ---", *_around(ledger, found)]
    return "\n".join(lines)


def _frames(left: Ledger, right: Ledger) -> Iterator[str]:
    for name in sorted(set(left.frame) | set(right.frame)):
        if not left.frame[name].equals(right.frame[name]):
            yield f"frame {name} differs:\n{left.frame[name]}\n{right.frame[name]}"


def _order(table: str, left: Rows, right: Rows) -> Iterator[str]:
    """The same rows in another order: the first that stands elsewhere."""
    same = left == right
    first = int(np.argmin(same)) if len(same) else 0
    yield f"{table}: the same rows in another order, from row {first} on"
    for row in (left[first], right[first]):
        yield "  " + _row(table, row)


def _around(ledger: Ledger, found: Divergence) -> Iterator[str]:
    """Who it is, what happened to them so far, and who else was there."""
    unit = found.whose
    if found.table != "days":
        yield from _who(ledger, found)
        story = list(_story(ledger, found))
        yield from (f"  {line}" for _, line, _ in story)
        units = [place for minute, _, place in story if place >= 0 and minute <= found.minute]
        unit = units[-1] if units else -1
    if unit >= 0:
        yield from _place(ledger, unit, found.minute)


def _who(ledger: Ledger, found: Divergence) -> Iterator[str]:
    if found.table == "steps":
        yield f"patient {found.whose}"
        return
    mine = ledger["episodes"][ledger["episodes"]["episode"] == found.whose]
    if not len(mine):
        yield f"episode {found.whose}: not in this ledger"
        return
    row = mine[0]
    yield (
        f"resident {row['resident']} of {_name(ledger, 'villages', int(row['village']))}, "
        f"{_name(ledger, 'conditions', int(row['condition']), 'name')}, ill since {clock(float(row['onset_min']))}"
    )


def _story(ledger: Ledger, found: Divergence) -> Iterator[tuple[float, str, int]]:
    """Every row of the patient: when it begins, the row in words, its unit."""
    told: list[tuple[float, str, int]] = []
    for name, table in TABLES.items():
        key = table.names[0]
        if name == "days" or (key == "patient") != (found.table == "steps"):
            continue
        for row in ledger[name][ledger[name][key] == found.whose]:
            begins = float(row[BEGINS.get(name, next(n for n in table.names if n.endswith("_min")))])
            place = int(row["unit"]) if "unit" in table.names else -1
            told.append((begins, f"{name}: {_row(name, row, ledger)}", place))
    yield from sorted(told, key=lambda line: line[0])


def _place(ledger: Ledger, unit: int, minute: float) -> Iterator[str]:
    """Who is served and who waits at a unit at a minute, and what happened there last."""
    yield f"at {_name(ledger, 'units', unit)}, {clock(minute)}:"
    for name in BEGINS:
        rows, key = ledger[name], TABLES[name].names[0]
        here = rows[rows["unit"] == unit]
        came, start, left = (here[column[name]] for column in (BEGINS, STARTS, LEAVES))
        gone = (left >= 0.0) & (left <= minute)
        served = here[(start >= 0.0) & (start <= minute) & ~gone]
        waits = here[(came <= minute) & ((start < 0.0) | (start > minute)) & ~gone]
        for word, group, since in (("in service", served, STARTS[name]), ("waiting", waits, BEGINS[name])):
            shown = ", ".join(f"{row[key]} since {clock(float(row[since]))}" for row in group[:SHOWN])
            if len(group):
                yield f"  {word} ({name}): {len(group)}: {shown}{' …' if len(group) > SHOWN else ''}"
    yield from _lately(ledger, unit, minute)


def _lately(ledger: Ledger, unit: int, minute: float) -> Iterator[str]:
    events: list[tuple[float, str]] = []
    for name in BEGINS:
        rows, key = ledger[name], TABLES[name].names[0]
        here = rows[rows["unit"] == unit]
        for column, word in ((BEGINS, "comes"), (STARTS, "starts"), (LEAVES, "leaves")):
            times = here[column[name]]
            events += [(float(row[column[name]]), f"{row[key]} {word} ({name})")
                       for row in here[(times >= 0.0) & (times <= minute)]]  # fmt: skip
    for when, what in sorted(events)[-SHOWN:]:
        yield f"  {clock(when)}: {what}"


def clock(minute: float) -> str:
    """A minute as day and time, to the last digit."""
    if minute < 0.0:
        return "never"
    day, rest = divmod(minute, DAY_MIN)
    return f"day {day:.0f} {int(rest // 60):02d}:{rest % 60:05.2f} ({minute!r})"


def _row(table: str, row: Any, ledger: Ledger | None = None) -> str:
    """A row in words: every column that says something."""
    parts = []
    for column in TABLES[table].columns:
        value = row[column.name]
        if ledger is not None and column.name in ("facility", "unit", "from_facility", "to_facility") and value >= 0:
            value = _name(ledger, "units" if column.name == "unit" else "facilities", int(value))
        parts.append(f"{column.name} {value}")
    return ", ".join(parts)


def _name(ledger: Ledger, frame: str, number: int, column: str = "id") -> str:
    rows = ledger.frame[frame]
    return str(rows[column].iloc[number]) if 0 <= number < len(rows) else f"{frame} {number}"
