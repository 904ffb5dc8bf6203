"""A county small enough to be worked out by hand: every row is written down, nothing is simulated.

`County` keeps the rows consistent (day books, counts per episode), so that a test only says what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.ledger import TABLES, Ledger
from sim.vocabulary.words import (
    Action,
    Channel,
    EpisodeReason,
    Exit,
    Outcome,
    Reason,
    StayKind,
    StayOutcome,
    TestPlace,
)
from tests.ledger.hamlet import (
    BEDS,
    BEYOND,
    CLINIC_OF,
    FAR,
    LAB,
    NAMES,
    TIER_OF,
    beds,
    conditions,
    facilities,
    residents,
    units,
    villages,
)

DAY, HOUR, WEEK = 1440.0, 60.0, 10080.0
ROSTERED_MIN = 600.0


@dataclass
class County:
    """Write down what happened, then ask for the ledger."""

    end_min: float = WEEK
    warm_up_min: float = 0.0
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def falls_ill(self, who: int, what: int, at: float, band: int = 0, **more: Any) -> dict[str, Any]:
        """One episode; its exit is right handling unless said otherwise."""
        onsets = sum(row["resident"] == who for row in self.rows["episodes"])
        village = int(residents()["village"][who]) if who < 5 else FAR
        row = {
            "episode": (who << 32) | onsets, "resident": who, "village": village, "condition": what,
            "band": band, "reason": EpisodeReason.new_illness, "felt_serious": int(band >= 2),
            "onset_min": at, "first_facility": -1, "first_tier": -1, "right_care_min": -1.0,
            "ended_min": -1.0, "exit": Exit.inside, "visits": 0, "returns": 0,
        } | more  # fmt: skip
        self.rows["episodes"].append(row)
        return row

    def sees(
        self,
        ill: dict[str, Any],
        where: int,
        arrival: float,
        waits: float = 0.0,
        takes: float = 10.0,
        **more: Any,
    ) -> dict[str, Any]:
        """One visit to a place, seen after a wait; say `outcome` for those who were not seen."""
        seen = more.get("outcome", Outcome.seen) == Outcome.seen
        start, end = (arrival + waits, arrival + waits + takes) if seen else (-1.0, -1.0)
        gone = end if seen else (-1.0 if more["outcome"] == Outcome.waiting else arrival + waits)
        row = {
            "episode": ill["episode"], "resident": ill["resident"], "village": ill["village"],
            "condition": ill["condition"], "band": ill["band"], "reason": Reason.first_contact,
            "facility": where, "tier": TIER_OF[where], "unit": CLINIC_OF[where], "priority": 3, "sent": 0,
            "first_contact": 0, "wanted_tier": TIER_OF[where], "set_off_min": arrival - 30.0,
            "arrival_min": arrival, "start_min": start, "end_min": end, "left_min": gone,
            "outcome": Outcome.seen, "finding": 0, "beyond": 0, "action": Action.treated if seen else -1,
            "handled": 1 if seen else -1, "expert": 0, "bill_yuan": 0.0, "patient_yuan": 0.0,
            "fund_yuan": 0.0, "fare_yuan": 0.0, "travel_min": 60.0, "travel_km": 10.0,
        } | more  # fmt: skip
        row["bill_yuan"] = row["patient_yuan"] + row["fund_yuan"]
        if ill["first_facility"] < 0:
            ill["first_facility"], ill["first_tier"] = where, TIER_OF[where]
        if seen:
            new = ill["reason"] != EpisodeReason.follow_up and row["reason"] != Reason.ambulance
            row["first_contact"] = int(ill["visits"] == 0 and new)
            ill["visits"] += 1
            ill["returns"] += row["reason"] == Reason.returned
            if row["handled"] == 1 and ill["right_care_min"] < 0.0:
                ill["right_care_min"] = start
        self.rows["visits"].append(row)
        return row

    def lies(
        self, ill: dict[str, Any], ward: int, asked: float, admitted: float, ended: float, **more: Any
    ) -> dict[str, Any]:
        """One stay in a ward; -1 for never admitted or still in bed."""
        where = int(units()["facility"][ward]) if ward >= 0 else BEYOND
        outcome = StayOutcome.home if ended >= 0.0 else StayOutcome.inside
        row = {
            "episode": ill["episode"], "resident": ill["resident"], "village": ill["village"],
            "condition": ill["condition"], "band": ill["band"], "facility": where, "tier": TIER_OF[where],
            "unit": ward, "kind": StayKind.acute, "asked_min": asked, "admitted_min": admitted,
            "ended_min": ended, "planned_min": max(ended - admitted, 0.0), "blocked_min": 0.0,
            "outcome": outcome, "from_facility": -1, "bill_yuan": 0.0, "patient_yuan": 0.0, "fund_yuan": 0.0,
        } | more  # fmt: skip
        row["bill_yuan"] = row["patient_yuan"] + row["fund_yuan"]
        self.rows["stays"].append(row)
        return row

    def is_sent(self, ill: dict[str, Any], source: int, target: int, at: float, arrived: float, **more: Any) -> None:
        """One referral; `arrived` -1 if not followed."""
        row = {
            "episode": ill["episode"], "from_facility": source, "from_tier": TIER_OF[source],
            "to_facility": target, "to_tier": TIER_OF[target], "direction": 1 if target > source else -1,
            "channel": Channel.formal, "decided_min": at, "arrived_min": arrived, "band": ill["band"],
            "beyond": 1, "followed": int(arrived >= 0.0),
        } | more  # fmt: skip
        self.rows["referrals"].append(row)

    def is_tested(self, ill: dict[str, Any], where: int, asked: float, report: float, **more: Any) -> None:
        """One laboratory test."""
        row = {
            "episode": ill["episode"], "facility": where, "unit": LAB, "test": 0, "asked_min": asked,
            "start_min": asked, "report_min": report, "price_yuan": 0.0, "place": TestPlace.on_site,
        } | more  # fmt: skip
        self.rows["tests"].append(row)

    def gets_well(self, ill: dict[str, Any], at: float, how: Exit = Exit.well) -> None:
        """The end of an episode."""
        ill["ended_min"], ill["exit"] = at, how

    def ledger(self) -> Ledger:
        """What was written down, with the day books that follow from it."""
        self.rows["days"] = day_books(self.rows, self.end_min)
        tables = {name: as_rows(name, self.rows[name]) for name in TABLES}
        frame = {
            "facilities": facilities(), "units": units(), "beds": beds(), "villages": villages(),
            "residents": residents(), "conditions": conditions(),
        }  # fmt: skip
        meta = {
            "title": "Five patients", "start": "2026-01-05", "warm_up_min": self.warm_up_min,
            "end_min": self.end_min, "seed": 1, "replication": 0, "residents": 5, "digest": "",
            "engine": "by hand", "windows": {}, "names": NAMES,
        }  # fmt: skip
        return Ledger(tables, frame, meta)


def as_rows(name: str, rows: Sequence[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.void]]:
    """Dictionaries as rows of a table, in the declared order."""
    table = TABLES[name]
    return table.of([tuple(row[column] for column in table.names) for row in rows])


def day_books(rows: dict[str, list[dict[str, Any]]], end_min: float) -> list[dict[str, Any]]:
    """One row per unit and day, worked out from visits and stays."""
    books = []
    for day in range(int(np.ceil(end_min / DAY))):
        for unit in range(8):
            book: dict[str, Any] = dict.fromkeys(TABLES["days"].names, 0)
            book |= {"day": day, "unit": unit, "staffed_min": BEDS.get(unit, 0) * DAY or ROSTERED_MIN}
            for row in rows["visits"] + rows["stays"]:
                if row["unit"] == unit:
                    _book(book, row, day, end_min)
            book["overtime_min"] = max(0.0, book["busy_min"] - book["staffed_min"])
            books.append(book)
    return books


def _book(book: dict[str, Any], row: dict[str, Any], day: int, end_min: float) -> None:
    asked, begun, ended = (
        (row["arrival_min"], row["start_min"], row["end_min"])
        if "arrival_min" in row
        else (row["asked_min"], row["admitted_min"], row["ended_min"])
    )
    today = (day * DAY, (day + 1) * DAY)
    left = row.get("left_min", ended)
    until = ended if ended >= 0.0 else end_min
    if begun >= 0.0:
        book["busy_min"] += max(0.0, min(until, today[1]) - max(begun, today[0]))
    book["asked"] += today[0] <= asked < today[1]
    wait_ends = begun if begun >= 0.0 else left
    if today[0] <= wait_ends < today[1]:
        book["wait_sum_min"] += wait_ends - asked
        turned_away = row["outcome"] == Outcome.turned_away and "arrival_min" in row
        book["served" if begun >= 0.0 else "turned_away" if turned_away else "gave_up"] += 1
    book["queue_at_close"] += asked < today[1] and not 0.0 <= wait_ends < today[1]
