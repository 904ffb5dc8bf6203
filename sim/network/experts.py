"""Experts who come down: their rooms, today's list, and what people expect on the days they come."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.network.county import NOWHERE
from sim.network.rules import InForce, Rules
from sim.network.units import NO_UNIT, PlaceRow, UnitRow
from sim.vocabulary.words import COUNTY, TOWNSHIP, Reason

REVIEW: Final = int(Reason.review)
FOLLOW_UP: Final = int(Reason.follow_up)
AMBULANCE: Final = int(Reason.ambulance)


@dataclass(slots=True)
class Room:
    """A consulting room for visiting experts of one specialty at one place.

    What patients are asked about it stands in columns of the world, by room: ``room_left`` of today's list,
    ``room_home``, the experts' hospital, and ``room_rule``, the rule that sent them.
    """

    number: int
    place: int
    specialty: int
    unit: int
    sessions: int = 0


class Experts:
    """The part of the world that has to do with expert dispatch."""

    end_min: float
    place: list[PlaceRow]
    unit: list[UnitRow]
    beliefs: NDArray[np.void]
    expert_dispatch: Rules
    condition: list[Any]
    names: Any
    rooms: list[Room]
    first_room: int
    room_left: array[int]
    room_home: array[int]
    room_rule: array[int]
    room_specialty: array[int]

    def expert_rooms(self) -> None:
        """A room wherever some rule sends experts of a specialty (last units; planned once per run)."""
        if not hasattr(self, "rooms"):
            wanted: dict[tuple[int, int], Room] = {}
            for answer in reversed(self.expert_dispatch.answers):
                for place in self.places_with_experts(answer):
                    clinic = self.clinic_named(self.hospital_above(place), answer.policy.of)
                    if clinic != NO_UNIT:
                        specialty = self.specialty_of(answer.policy.of)
                        number = len(self.unit) + len(wanted)
                        wanted.setdefault((place, specialty), Room(len(wanted), place, specialty, number))
            self.rooms = list(wanted.values())
            self.first_room = len(self.unit)
            self.room_left = array("q", [0]) * len(self.rooms)
            self.room_home = array("q", [NOWHERE]) * len(self.rooms)
            self.room_rule = array("q", [0]) * len(self.rooms)
            self.room_specialty = array("q", [room.specialty for room in self.rooms])
        for room in self.rooms:
            row, name = self.place[room.place], self.names.specialties[room.specialty]
            model = self.unit[self.place[self.hospital_above(room.place)].clinics[room.specialty]]
            row.visiting = (*row.visiting, room.unit)
            self.unit.append(
                UnitRow(
                    unit=room.unit, id=f"{row.id}/visiting_{name}", name=f"visiting_{name}", kind="clinic",
                    place=room.place, tier=row.tier, door=row.door, steps=((0.0, 0),), classes=model.classes,
                    patience=model.patience, service=model.service, review=model.review,
                    priority=model.priority,
                )
            )  # fmt: skip

    def places_with_experts(self, answer: InForce) -> list[int]:
        """Numbers of the places that a dispatch rule names; townships where it names none."""
        if getattr(answer.policy, "when", None) is None or answer.until_min <= 0.0:
            return []
        if answer.from_min >= self.end_min or answer.policy.posting(0.0, 0.0, 0.0)[0] == 0:
            return []
        if not answer.places:
            return [row.place for row in self.place if row.tier == TOWNSHIP]
        return [row.place for row in self.place if answer.places[row.place] and row.tier < COUNTY]

    def hospital_above(self, place: int) -> int:
        """The county hospital that this place refers up to, in one or two steps; -1 if there is none."""
        up = self.place[place].up
        while up != NOWHERE and self.place[up].tier < COUNTY:
            up = self.place[up].up
        return up if up != NOWHERE and self.place[up].tier == COUNTY else NOWHERE

    def specialty_of(self, clinic: str) -> int:
        """Number of the specialty of ``county/internal``; -1 if nobody has it."""
        name = clinic.rpartition("/")[2]
        return self.names.specialties.index(name) if name in self.names.specialties else NOWHERE

    def clinic_named(self, place: int, clinic: str) -> int:
        """The clinic ``county/internal`` or ``H1/internal`` of a place; -1 if there is none of that name."""
        specialty = self.specialty_of(clinic)
        return NO_UNIT if NOWHERE in (place, specialty) else self.place[place].clinics[specialty]

    # -- a day's sessions --------------------------------------------------------------------------

    def room_for(self, place: int, clinic: str) -> Room | None:
        """The room of an expert of this clinic at a place."""
        specialty = self.specialty_of(clinic)
        return next((r for r in self.rooms if (r.place, r.specialty) == (place, specialty)), None)

    def announce_expert(self, room: Room, hospital: int, rule: InForce) -> tuple[float, float]:
        """Today people expect the hospital's quality here; answers what they expected before."""
        minor, serious = (float(share) for share in self.beliefs[room.place]["quality"])
        raised = np.maximum(self.beliefs[room.place]["quality"], self.beliefs[hospital]["quality"])
        self.beliefs[room.place]["quality"] = raised
        self.room_home[room.number] = hospital
        self.room_rule[room.number] = self.expert_dispatch.answers.index(rule)
        return minor, serious

    def expert_has_room(self, unit: int, case: Any) -> int:
        """1 if today's list is not full and the expert is there for this patient; takes a place on the list."""
        room = unit - self.first_room
        if self.room_left[room] <= 0 or self.condition[case.condition].specialty != self.room_specialty[room]:
            return 0
        if case.v_reason in (REVIEW, FOLLOW_UP, AMBULANCE):
            return 0
        if not self.expert_dispatch.answers[self.room_rule[room]].concerns(case):
            return 0
        self.room_left[room] -= 1
        return 1

    def expert_home(self, unit: int) -> int:
        """The hospital of the expert who sits in this room today."""
        return self.room_home[unit - self.first_room]
