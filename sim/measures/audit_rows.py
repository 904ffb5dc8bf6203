"""Checks on the ledger as a record: money adds up, ids exist, codes have words, no number is missing."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ledger import TABLES
from sim.measures.audit import SLACK_YUAN, Finding, all_of, check_of, none_of
from sim.measures.columns import Tables
from sim.measures.view import Floats, Mask, totals
from sim.vocabulary import words

OWN_FRAME: Final = {
    "facility": "facilities",
    "first_facility": "facilities",
    "from_facility": "facilities",
    "to_facility": "facilities",
    "unit": "units",
    "resident": "residents",
    "village": "villages",
    "condition": "conditions",
}


@check_of("money that nobody paid, or that was paid twice: paid = charged")
def what_is_paid_is_what_was_charged(tables: Tables) -> Finding:
    """Patient and fund together pay the bill, and neither pays less than nothing."""
    found, charged = [], 0.0
    for name in ("visits", "stays"):
        rows = tables[name]
        bill, patient, fund = (np.ascontiguousarray(rows.passing(f"{who}_yuan")) for who in ("bill", "patient", "fund"))
        odd = np.abs(patient + fund - bill) > SLACK_YUAN * np.maximum(np.abs(bill), 1.0)
        found.append(none_of(odd, rows, "paid is not charged", ""))
        below = np.minimum(patient, fund) < -SLACK_YUAN
        found.append(none_of(below, rows, "somebody pays less than nothing", ""))
        charged += float(bill.sum())
    visits = tables["visits"]
    found.append(none_of(visits.passing("fare_yuan") < 0.0, visits, "a fare below nothing", ""))
    return all_of(found, f"{charged:,.0f} yuan charged, all of it paid by patients and fund")


@check_of("tests done and not charged")
def bills_cover_the_tests(tables: Tables) -> Finding:
    """The bills of an episode's visits are at least the prices of its tests."""
    episodes, visits, tests = tables["episodes"], tables["visits"], tables["tests"]
    ended = visits["end_min"] >= 0.0
    bills = _by_episode(tables, "visits", ended, "bill_yuan")
    prices = _by_episode(tables, "tests", tests["report_min"] >= 0.0, "price_yuan")
    wrong = prices > bills + SLACK_YUAN * np.maximum(bills, 1.0)
    going_on = tables.place("visits")[(visits["start_min"] >= 0.0) & ~ended]
    wrong[going_on[going_on >= 0]] = False
    said = "tests cost more than was charged"
    return none_of(wrong, episodes, said, "tests are charged")


def _by_episode(tables: Tables, name: str, mask: Mask, column: str) -> Floats:
    """Sums by row of `episodes`; rows of no episode are another check's business."""
    place = tables.place(name)
    mask = mask & (place >= 0)
    return totals(place[mask], len(tables["episodes"]), tables[name].passing(column)[mask])


@check_of("rows that point to nobody and nowhere")
def every_id_is_in_the_frame(tables: Tables) -> Finding:
    """Facilities, units, residents, villages and conditions exist."""
    found = []
    for name, table in TABLES.items():
        rows = tables[name]
        for column in table.names:
            if column in OWN_FRAME and len(rows):
                size, ids = len(tables.ledger.frame[OWN_FRAME[column]]), rows[column]
                low = 0 if column in ("resident", "village", "condition") else -1
                if ids.min() < low or ids.max() >= size:
                    found.append(none_of((ids < low) | (ids >= size), rows, f"{column} is not in the frame", ""))
    return all_of(found, "every id is in the frame")


@check_of("a missing number, or one beyond all bounds, that would spoil every mean")
def no_number_is_missing(tables: Tables) -> Finding:
    """No NaN and no infinity."""
    found = []
    for name, table in TABLES.items():
        rows = tables[name]
        for column in table.columns:
            if "f" in column.dtype:
                wrong = ~np.isfinite(rows.passing(column.name))
                found.append(none_of(wrong, rows, f"{column.name} is not a number", ""))
    return all_of(found, "every number is finite")


@check_of("a code that no word explains")
def every_code_has_a_word(tables: Tables) -> Finding:
    """Codes are in the vocabulary; -1 stands for none."""
    found = []
    for name, table in TABLES.items():
        rows = tables[name]
        for column in table.columns:
            if column.codes and not column.codes.startswith("names.") and len(rows):
                known, codes = {-1, *_codes(column.codes)}, rows[column.name]
                if not known.issuperset(range(int(codes.min()), int(codes.max()) + 1)):
                    wrong = ~np.isin(codes, list(known))
                    found.append(none_of(wrong, rows, f"{column.name} has no word", ""))
    return all_of(found, "every code has a word")


def _codes(name: str) -> list[int]:
    table = getattr(words, name)
    return list(range(len(table))) if isinstance(table, tuple) else [int(code) for code in table]


@check_of("a declared unit or condition that nothing ever touched: a branch never taken", fatal=False)
def everything_declared_was_used(tables: Tables) -> Finding:
    """Units that nobody asked and conditions that nobody had; to be looked at, not wrong in itself."""
    frame, days = tables.ledger.frame, tables["days"]
    units, conditions = frame["units"], frame["conditions"]
    asked = totals(days["unit"], len(units), days["asked"].astype(float))
    idle = list(units["id"].astype(str)[asked == 0.0])
    had = totals(tables["episodes"]["condition"], len(conditions))
    unseen = list(conditions["name"].astype(str)[had == 0.0])
    never = idle + unseen
    if not never:
        return Finding(True, 0.0, f"{len(units)} units and {len(had)} conditions, all used")
    shown = ", ".join(never[:8]) + (f" and {len(never) - 8} more" if len(never) > 8 else "")
    return Finding(False, float(len(never)), f"never used: {shown}")
