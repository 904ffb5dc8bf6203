"""Checks on the ledger as a record: money adds up, ids exist, codes have words, no number is missing."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.ledger import TABLES
from sim.ledger.ledger import Ledger, Rows
from sim.measures.audit import SLACK_YUAN, Finding, all_of, check_of, none_of
from sim.measures.audit_people import place_of
from sim.measures.view import Floats, totals
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
def what_is_paid_is_what_was_charged(ledger: Ledger) -> Finding:
    """Patient and fund together pay the bill, and neither pays less than nothing."""
    found, charged = [], 0.0
    for name in ("visits", "stays"):
        rows, table = ledger[name], TABLES[name]
        paid = rows["patient_yuan"] + rows["fund_yuan"]
        slack = SLACK_YUAN * np.maximum(np.abs(rows["bill_yuan"]), 1.0)
        odd = np.abs(paid - rows["bill_yuan"]) > slack
        found.append(none_of(odd, rows, table, "paid is not charged", ""))
        below = np.minimum(rows["patient_yuan"], rows["fund_yuan"]) < -SLACK_YUAN
        found.append(none_of(below, rows, table, "somebody pays less than nothing", ""))
        charged += float(rows["bill_yuan"].sum())
    fares = ledger["visits"]
    found.append(none_of(fares["fare_yuan"] < 0.0, fares, TABLES["visits"], "a fare below nothing", ""))
    return all_of(found, f"{charged:,.0f} yuan charged, all of it paid by patients and fund")


@check_of("tests done and not charged")
def bills_cover_the_tests(ledger: Ledger) -> Finding:
    """The bills of an episode's visits are at least the prices of its tests."""
    episodes, visits, tests = ledger["episodes"], ledger["visits"], ledger["tests"]
    done = tests[tests["report_min"] >= 0.0]
    ended = visits[visits["end_min"] >= 0.0]
    open_visit = visits[(visits["start_min"] >= 0.0) & (visits["end_min"] < 0.0)]
    bills = _by_episode(ledger, ended, "bill_yuan")
    prices = _by_episode(ledger, done, "price_yuan")
    settled = ~np.isin(episodes["episode"], open_visit["episode"])
    wrong = settled & (prices > bills + SLACK_YUAN * np.maximum(bills, 1.0))
    said = "tests cost more than was charged"
    return none_of(wrong, episodes, TABLES["episodes"], said, "tests are charged")


def _by_episode(ledger: Ledger, rows: Rows, column: str) -> Floats:
    """Sums by row of `episodes`; rows of no episode are another check's business."""
    place = place_of(ledger, rows["episode"])
    return totals(place[place >= 0], len(ledger["episodes"]), rows[column][place >= 0])


@check_of("rows that point to nobody and nowhere")
def every_id_is_in_the_frame(ledger: Ledger) -> Finding:
    """Facilities, units, residents, villages and conditions exist."""
    found = []
    for name, table in TABLES.items():
        rows = ledger[name]
        for column in table.names:
            if column in OWN_FRAME:
                size = len(ledger.frame[OWN_FRAME[column]])
                low = 0 if column in ("resident", "village", "condition") else -1
                wrong = (rows[column] < low) | (rows[column] >= size)
                found.append(none_of(wrong, rows, table, f"{column} is not in the frame", ""))
    return all_of(found, "every id is in the frame")


@check_of("a missing number, or one beyond all bounds, that would spoil every mean")
def no_number_is_missing(ledger: Ledger) -> Finding:
    """No NaN and no infinity."""
    found = []
    for name, table in TABLES.items():
        rows = ledger[name]
        for column in table.columns:
            if "f" in column.dtype:
                wrong = ~np.isfinite(rows[column.name])
                found.append(none_of(wrong, rows, table, f"{column.name} is not a number", ""))
    return all_of(found, "every number is finite")


@check_of("a code that no word explains")
def every_code_has_a_word(ledger: Ledger) -> Finding:
    """Codes are in the vocabulary; -1 stands for none."""
    found = []
    for name, table in TABLES.items():
        rows = ledger[name]
        for column in table.columns:
            if column.codes and not column.codes.startswith("names."):
                known = np.array([-1, *(int(code) for code in _codes(column.codes))])
                wrong = ~np.isin(rows[column.name], known)
                found.append(none_of(wrong, rows, table, f"{column.name} has no word", ""))
    return all_of(found, "every code has a word")


def _codes(name: str) -> list[int]:
    table = getattr(words, name)
    return list(range(len(table))) if isinstance(table, tuple) else [int(code) for code in table]


@check_of("a declared unit or condition that nothing ever touched: a branch never taken", fatal=False)
def everything_declared_was_used(ledger: Ledger) -> Finding:
    """Units that nobody asked and conditions that nobody had; to be looked at, not wrong in itself."""
    units, days = ledger.frame["units"], ledger["days"]
    asked = totals(days["unit"], len(units), days["asked"].astype(float))
    idle = list(units["id"].astype(str)[asked == 0.0])
    had = totals(ledger["episodes"]["condition"], len(ledger.frame["conditions"]))
    unseen = list(ledger.frame["conditions"]["name"].astype(str)[had == 0.0])
    never = idle + unseen
    if not never:
        return Finding(True, 0.0, f"{len(units)} units and {len(had)} conditions, all used")
    shown = ", ".join(never[:8]) + (f" and {len(never) - 8} more" if len(never) > 8 else "")
    return Finding(False, float(len(never)), f"never used: {shown}")
