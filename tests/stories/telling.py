"""Tells a ledger as sentences: what happened to each patient of a story, minute by minute, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.ledger import TABLES, Ledger
from sim.ledger.ledger import in_order
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import (
    BANDS,
    Action,
    Channel,
    EpisodeReason,
    Exit,
    Expert,
    Outcome,
    Reason,
    Sent,
    StayKind,
    StayOutcome,
    TestPlace,
)

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
TOLD, ENDS, EXIT, FALLS_ILL, SETS_OFF, ARRIVES, SEEN, WAITS_FOR_BED, LIES = range(9)
"""Of what happens in one minute, what ends is told first."""
Line = tuple[float, int, str]
"""Minute, rank among what happens in that minute, sentence."""


def clock(minute: float) -> str:
    """Mo 09:05, or Mo 09:05 (week 2): whole minutes, what has begun counts."""
    whole = int(minute + 1e-6)
    day, rest = divmod(whole, int(DAY_MIN))
    week = f" (week {day // 7 + 1})" if day >= 7 else ""
    return f"{DAYS[day % 7]} {rest // 60:02d}:{rest % 60:02d}{week}"


class Telling:
    """One ledger and the names of its patients, by episode."""

    def __init__(self, ledger: Ledger, names: dict[int, str], money: bool) -> None:
        self.ledger, self.names, self.money = ledger, names, money
        self.place = dict(enumerate(ledger.frame["facilities"]["name"].astype(str)))
        self.unit = dict(enumerate(ledger.frame["units"]["name"].astype(str)))
        self.condition = dict(enumerate(ledger.frame["conditions"]["name"].astype(str)))

    def sentences(self) -> list[str]:
        """Everything that happened, in the order of time."""
        lines: list[Line] = []
        for table, tell in (
            ("episodes", self._episode), ("visits", self._visit), ("stays", self._stay), ("referrals", self._advice),
            ("tests", self._test),
        ):  # fmt: skip
            for row in in_order(TABLES[table], self.ledger[table]):
                if (episode := int(row["episode"])) in self.names:
                    who = self.names[episode]
                    lines += [(at, order, f"{clock(at)} {who} {said}") for at, order, said in tell(row)]
        return [said for _, _, said in sorted(lines, key=lambda line: (round(line[0], 6), line[1]))]

    def _episode(self, row: Any) -> Iterator[Line]:
        ill = self.condition[row["condition"]].replace("_", " ")
        if row["reason"] == EpisodeReason.follow_up:
            yield row["onset_min"], FALLS_ILL, "is due for a follow-up"
        else:
            yield row["onset_min"], FALLS_ILL, f"falls ill: {ill}, {BANDS[row['band']]}"
        if row["exit"] == Exit.inside:
            yield self.ledger.end_min, EXIT, "is still in care"
        elif row["exit"] != Exit.stayed_home:
            said = f"is {Exit(row['exit']).en}" if row["exit"] in _STATES else _ENDS[row["exit"]]
            yield row["ended_min"], EXIT, said
        else:
            yield row["ended_min"], SETS_OFF, "stays at home"

    def _visit(self, row: Any) -> Iterator[Line]:
        place = self.place[row["facility"]]
        way = "is fetched by ambulance to" if row["sent"] == Sent.ambulance else "sets off to"
        yield row["set_off_min"], SETS_OFF, f"{way} {place}{_sent(row)}"
        if row["arrival_min"] >= 0.0:
            yield row["arrival_min"], ARRIVES, f"arrives at {place}"
        if row["start_min"] >= 0.0:
            by = " by the visiting expert" if row["expert"] == Expert.visiting else ""
            room = self.unit[row["unit"]].split("_")[0] if row["unit"] >= 0 else "the clinic"
            yield row["start_min"], SEEN, f"is seen{by} in {place}, {room}"
            yield row["left_min"], ENDS, self._end_of_visit(row)
        elif row["outcome"] != Outcome.waiting:
            said = "gives up waiting" if row["outcome"] == Outcome.gave_up else "is turned away"
            yield row["left_min"], ENDS, f"{said} at {place}"

    def _end_of_visit(self, row: Any) -> str:
        said = _ACTIONS.get(row["action"], f"is {Action(row['action']).en}")
        if row["expert"] == Expert.remote:
            said += ", after a call to a specialist"
        if row["action"] in (Action.treated, Action.admitted) and row["handled"] == 0:
            said += ", wrongly handled"
        return said + self._paid(row)

    def _stay(self, row: Any) -> Iterator[Line]:
        place = self.place[row["facility"]]
        ward = f", {self.unit[row['unit']]}" if row["unit"] >= 0 else ""
        kind = {StayKind.recovery: " to recover", StayKind.supply_driven: " without need"}.get(row["kind"], "")
        waits = row["admitted_min"] > row["asked_min"] or row["admitted_min"] < 0.0
        if waits and row["kind"] == StayKind.acute:
            yield row["asked_min"], WAITS_FOR_BED, f"waits for a bed in {place}{ward}"
        if row["admitted_min"] >= 0.0:
            yield row["admitted_min"], LIES, f"lies in {place}{ward}{kind}"
        if row["ended_min"] >= 0.0:
            if row["outcome"] == StayOutcome.no_bed:
                yield row["ended_min"], ENDS, "finds no bed"
                return
            said = f"leaves the bed: {StayOutcome(row['outcome']).en}"
            yield row["ended_min"], ENDS, said + self._paid(row)

    def _advice(self, row: Any) -> Iterator[Line]:
        if not row["followed"] and row["channel"] in (Channel.advice, Channel.move):
            yield row["decided_min"], TOLD, f"is told to go to {self.place[row['to_facility']]} and does not"

    def _test(self, row: Any) -> Iterator[Line]:
        """Tests made here are part of the visit; what is done elsewhere is told."""
        test = self.ledger.meta["names"]["test"][row["test"]].replace("_", " ")
        if row["place"] == TestPlace.remote:
            yield row["report_min"], TOLD, f"has a report: {test}, read in {self._elsewhere(row)}"
        elif row["place"] == TestPlace.trip:
            yield row["asked_min"], SETS_OFF, f"is in {self._elsewhere(row)} for a test: {test}"

    def _elsewhere(self, row: Any) -> str:
        return self.place[int(self.ledger.frame["units"]["facility"][row["unit"]])]

    def _paid(self, row: Any) -> str:
        return f"; pays {row['patient_yuan']:.0f} of {row['bill_yuan']:.0f} yuan" if self.money else ""


_ACTIONS = {
    Action.advised_move: "is told where to go: no bed or supply here",
    Action.transferred: "is recognised as critical and transferred at once",
}
_STATES = (Exit.well, Exit.well_wrong)
_ENDS = {Exit.gave_up: "has given up", Exit.turned_away: "has been turned away"}


def _sent(row: Any) -> str:
    if row["sent"] in (Sent.formal, Sent.slip):
        return f" {Sent(row['sent']).en}"
    if row["reason"] in (Reason.review, Reason.returned) or row["sent"] == Sent.advice:
        return f", {Reason(row['reason']).en}"
    return ""
