"""Sessions of remote consultation: rooms at the hospital, their hours, and how many cases are booked for each."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from math import inf
from typing import Any

from sim.network.reading import Reading
from sim.network.rules import InForce, Rules
from sim.network.units import NO_UNIT, Door, UnitRow
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, intervals


@dataclass(slots=True)
class SessionRoom:
    """The screen of one hospital for one answer: its unit, the clinic that the specialists leave, its bookings."""

    answer: int
    hospital: int
    unit: int
    clinic: int


class RemoteSessions(Reading):
    """The part of the world that has to do with consultations by appointment."""

    remote_consult: Rules
    session_rooms: list[SessionRoom]
    first_screen: int
    screen_hours: list[Door]
    screen_cases: list[int]
    booked_from: list[int]
    booked: array[int]

    def open_screens(self, scenario: Scenario) -> None:
        """A room with a screen at each hospital above a place that books (last units; planned once per run)."""
        answers = self.remote_consult.answers
        if not hasattr(self, "session_rooms"):
            self._plan_screens()
        self.screen_hours, self.screen_cases = [], []
        for i, answer in enumerate(answers):
            if answer.policy.by_session() == 1:
                screens = {room.hospital: room.unit for room in self.session_rooms if room.answer == i}
                answer.reader = tuple(screens.get(hospital, NO_UNIT) for hospital in self.hospital_of)
        for room in self.session_rooms:
            answer = answers[room.answer]
            hours = self._session_hours(answer, scenario)
            self.screen_hours.append(hours)
            self.screen_cases.append(answer.policy.cases_at_most)
            for opens, closes in zip(hours.opens, hours.closes, strict=True):
                shift: tuple[Any, int, float, float] = (room, answer.policy.specialists, opens, closes)
                self.shifts.setdefault(int(opens // DAY_MIN), []).append(shift)
            model, row = self.unit[room.clinic], self.place[room.hospital]
            name = f"sessions_{model.name}"
            self.unit.append(
                UnitRow(
                    room.unit, f"{row.id}/{name}", name, "clinic", room.hospital, row.tier, door=hours,
                    steps=((0.0, 0),), patience=(-1,), service=model.service,
                )
            )  # fmt: skip
        if not hasattr(self, "booked"):
            self.booked_from, total = [], 0
            for hours in self.screen_hours:
                self.booked_from.append(total)
                total += len(hours.opens)
            self.booked = array("q", [0]) * total

    def _plan_screens(self) -> None:
        self.session_rooms, self.first_screen = [], len(self.unit)
        for i, answer in enumerate(self.remote_consult.answers):
            if answer.policy.by_session() == 0:
                continue
            for hospital in sorted({place for place in self.hospital_of if place >= 0}):
                clinic = self.clinic_named(hospital, answer.policy.of)
                if clinic != NO_UNIT:
                    number = self.first_screen + len(self.session_rooms)
                    self.session_rooms.append(SessionRoom(i, hospital, number, clinic))

    def _session_hours(self, answer: InForce, scenario: Scenario) -> Door:
        calendar = scenario.calendar
        found = intervals(answer.policy.when, calendar.start, calendar.days, calendar.public_holidays)
        kept = [(float(start), float(end)) for start, end in found if answer.from_min <= start < answer.until_min]
        return Door(tuple(start for start, _ in kept), tuple(end for _, end in kept))

    def book_session(self, unit: int, not_before_min: float) -> float:
        """When the next session with room begins; takes a place in it. Infinity if none has."""
        room = unit - self.first_screen
        opens = self.screen_hours[room].opens
        index = bisect_right(opens, not_before_min)
        while index < len(opens):
            if self.booked[self.booked_from[room] + index] < self.screen_cases[room]:
                self.booked[self.booked_from[room] + index] += 1
                return opens[index]
            index += 1
        return inf
