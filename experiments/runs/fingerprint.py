"""When two arms stopped being the same county: the first minute in which anything happened differently.

A fingerprint is one number per minute and kind of event, the sum of hashes of all that happened in it. It is
small enough to keep, and two ledgers share it up to a minute only if they share every event up to then.
An event carries what was known when it happened: an arrival does not carry the diagnosis made an hour later.
`sim.ledger.divergence` names row and column as well, but needs both ledgers; a study keeps none.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger.ledger import Ledger

Hashes = npt.NDArray[np.uint64]

EVENTS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "episodes": {
        "onset_min": ("episode", "condition", "band", "reason"),
        "ended_min": ("episode", "exit", "visits", "returns"),
    },
    "visits": {
        "set_off_min": ("episode", "facility"),
        "arrival_min": ("episode", "facility", "unit", "priority", "sent", "reason"),
        "start_min": ("episode", "unit", "expert"),
        "end_min": (
            "episode",
            "unit",
            "finding",
            "action",
            "handled",
            "bill_yuan",
            "patient_yuan",
            "fund_yuan",
        ),
        "left_min": ("episode", "unit", "outcome"),
    },
    "stays": {
        "asked_min": ("episode", "facility", "kind"),
        "admitted_min": ("episode", "unit", "kind"),
        "ended_min": ("episode", "unit", "outcome", "bill_yuan", "patient_yuan", "fund_yuan"),
    },
    "referrals": {
        "decided_min": ("episode", "from_facility", "to_facility", "channel"),
        "arrived_min": ("episode", "to_facility", "channel"),
    },
    "tests": {
        "asked_min": ("episode", "facility", "test"),
        "start_min": ("episode", "unit", "test"),
        "report_min": ("episode", "unit", "test"),
    },
    "steps": {
        "joined_min": ("patient", "unit", "step", "class"),
        "start_min": ("patient", "unit"),
        "end_min": ("patient", "unit"),
        "left_min": ("patient", "unit", "outcome"),
    },
}
"""Per table: the moments in it, and what was known at each."""


def _mix(bits: Hashes) -> Hashes:
    """Spread the bits of each number over all 64 (the finaliser of SplitMix64)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _bits(column: npt.NDArray[np.generic]) -> Hashes:
    """Any column as 64 bits, equal exactly where the numbers are equal."""
    if column.dtype.kind == "f":
        return np.ascontiguousarray(column, dtype=np.float64).view(np.uint64)
    return np.ascontiguousarray(column, dtype=np.int64).view(np.uint64)


def fingerprint(ledger: Ledger) -> pd.DataFrame:
    """One hash per table and minute in which something happened: columns table, minute, hash."""
    parts = []
    for table, moments in EVENTS.items():
        rows = ledger[table]
        minutes, hashes = [], []
        for place, (moment, known) in enumerate(moments.items()):
            happened = rows[rows[moment] >= 0]
            total = _mix(_bits(happened[moment]) + np.uint64(place + 1))
            for column in known:
                total = _mix(total ^ _mix(_bits(happened[column]) + np.uint64(0x9E3779B97F4A7C15)))
            minutes.append(np.floor(happened[moment]).astype(np.int64))
            hashes.append(total)
        minute, total = np.concatenate(minutes), np.concatenate(hashes)
        order = np.argsort(minute, kind="stable")
        found, first = np.unique(minute[order], return_index=True)
        summed = np.add.reduceat(total[order], first) if len(first) else np.zeros(0, np.uint64)
        parts.append(pd.DataFrame({"table": table, "minute": found, "hash": summed}))
    return pd.concat(parts, ignore_index=True)


def first_difference(today: pd.DataFrame, arm: pd.DataFrame) -> tuple[int, str] | None:
    """The first minute in which two fingerprints differ and the table that shows it, or None."""
    apart = pd.concat([today, arm]).drop_duplicates(keep=False)
    if apart.empty:
        return None
    minute = int(apart["minute"].min())
    tables = set(apart.loc[apart["minute"] == minute, "table"])
    return minute, next(table for table in EVENTS if table in tables)
