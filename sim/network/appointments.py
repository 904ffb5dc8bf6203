"""Time slots of the hospital's clinics: how many places each has, and how many are taken."""

from __future__ import annotations

from array import array
from typing import Any, Final

from sim.network.rules import Rules
from sim.network.units import UnitRow
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import COUNTY

NO_SLOTS: Final = -1
REGISTRATION: Final = "registration"
MOST_TRIES: Final = 5000


class Slots:
    """The part of the world that has to do with booked times and registrations."""

    unit: list[UnitRow]
    names: Any
    appointments: Rules
    has_appointments: int
    """1 if anyone does more than walk in."""
    registration_desk: int
    slot_min: float
    slots_n: int
    slot_row: list[int]
    slot_places: list[int]
    slots_taken: array[int]

    def read_slots(self, scenario: Scenario) -> None:
        """Places per slot for each county clinic; what is taken stays taken when numbers change."""
        null = self.appointments.answers[-1].policy
        self.has_appointments = int(any(answer.policy != null for answer in self.appointments.answers))
        desks = self.names.desks
        self.registration_desk = desks.index(REGISTRATION) if REGISTRATION in desks else NO_SLOTS
        slotted = next((a.policy for a in self.appointments.answers if hasattr(a.policy, "per_clinician")), None)
        self.slot_min = 30.0 if slotted is None else slotted.slot
        self.slots_n = 0 if slotted is None else int((scenario.calendar.days + 14) * DAY_MIN / self.slot_min)
        self.slot_row, self.slot_places = [NO_SLOTS] * len(self.unit), []
        for unit in self.unit:
            if slotted is not None and unit.kind == "clinic" and unit.tier == COUNTY:
                self.slot_row[unit.unit] = len(self.slot_places)
                most = max(servers for _, servers in unit.steps)
                self.slot_places.append(max(1, round(most * slotted.per_clinician)))
        if not hasattr(self, "slots_taken"):
            self.slots_taken = array("q", [0]) * (self.slots_n * len(self.slot_places))

    def time_of_day(self, clinic: int, earliest_min: float, u: float) -> float:
        """A minute of the opening hours that are left on the first day on which this clinic is open."""
        door = self.unit[clinic].door
        start_min = door.opens_at(earliest_min)
        if start_min >= self.slots_n * self.slot_min:
            return earliest_min
        midnight = (start_min // DAY_MIN + 1.0) * DAY_MIN
        open_min, at_min = 0.0, start_min
        while at_min < midnight:
            closes_min = min(door.closes_at(at_min), midnight)
            open_min += closes_min - at_min
            at_min = door.opens_at(closes_min)
        left_min, at_min = u * open_min, start_min
        while at_min < midnight:
            closes_min = min(door.closes_at(at_min), midnight)
            if left_min < closes_min - at_min:
                return at_min + left_min
            left_min -= closes_min - at_min
            at_min = door.opens_at(closes_min)
        return start_min

    def slot_from(self, clinic: int, earliest_min: float) -> float:
        """Book the first slot of this clinic with a free place: its first minute in which the patient may come."""
        row = self.slot_row[clinic]
        if row == NO_SLOTS:
            return earliest_min
        at_min = earliest_min
        for _ in range(MOST_TRIES):
            at_min = self.unit[clinic].door.opens_at(at_min)
            if at_min >= self.slots_n * self.slot_min:
                return earliest_min
            slot = int(at_min // self.slot_min)
            if self.slots_taken[row * self.slots_n + slot] < self.slot_places[row]:
                self.slots_taken[row * self.slots_n + slot] += 1
                return at_min
            at_min = (slot + 1) * self.slot_min
        return earliest_min
