"""Experts who come down: the rooms that are kept for them, planned once per run from the rules."""

from __future__ import annotations

from array import array
from typing import Final

from sim.network.county import NOWHERE
from sim.network.expert_days import ExpertDays, Room
from sim.network.units import ALWAYS, NO_DRAW, NO_UNIT, UnitRow
from sim.policies.expert_dispatch import ACTIVITIES
from sim.vocabulary.words import COUNTY

ROOMS: Final = (("visiting", "visiting"), ("rounds", "rounds"), ("operating", "operating"))
"""By activity, as :data:`ACTIVITIES` of the policies: how a room is named, and the column of the place's row."""


class Experts(ExpertDays):
    """The part of the world that has to do with expert dispatch."""

    def expert_rooms(self) -> None:
        """A room wherever some rule sends experts of a specialty for something (last units; planned once per run)."""
        if not hasattr(self, "rooms"):
            self._plan_rooms()
        for room in self.rooms:
            row, name = self.place[room.place], self.names.specialties[room.specialty]
            model = self.unit[self.place[self.hospital_above(room.place)].clinics[room.specialty]]
            called, column = ROOMS[room.activity]
            setattr(row, column, (*getattr(row, column), room.unit))
            self.unit.append(
                UnitRow(
                    unit=room.unit, id=f"{row.id}/{called}_{name}", name=f"{called}_{name}", kind="clinic",
                    place=room.place, tier=row.tier, door=row.door, steps=((0.0, 0),), classes=model.classes,
                    patience=model.patience, review=model.review, priority=model.priority,
                    service=model.service if room.service == NO_DRAW else (room.service,),
                )
            )  # fmt: skip

    def _plan_rooms(self) -> None:
        wanted: dict[tuple[int, int, int], Room] = {}
        for answer in reversed(self.expert_dispatch.answers):
            for place in self.places_with_experts(answer):
                clinic = self.clinic_named(self.hospital_above(place), answer.policy.of)
                if clinic != NO_UNIT:
                    key = place, self.specialty_of(answer.policy.of), ACTIVITIES.index(answer.policy.does)
                    number = len(self.unit) + len(wanted)
                    wanted.setdefault(key, Room(len(wanted), *key, number, answer.talk))
        self.rooms = list(wanted.values())
        self.first_room = len(self.unit)
        self.room_left = array("q", [0]) * len(self.rooms)
        self.room_home = array("q", [NOWHERE]) * len(self.rooms)
        self.room_rule = array("q", [0]) * len(self.rooms)
        self.room_specialty = array("q", [room.specialty for room in self.rooms])
        self.room_from, self.room_until = (array("d", [-1.0]) * len(self.rooms) for _ in range(2))
        self.room_sessions = [ALWAYS] * len(self.rooms)
        counts = any(answer.policy.ranks_places() for answer in self.expert_dispatch.answers)
        self.counts_specialties = len(self.names.specialties) if counts else 0
        self.seen_of = array("q", [0]) * (self.counts_specialties * len(self.place))
        self.load_of = list(self.seen_of)

    def hospital_above(self, place: int) -> int:
        """The county hospital that this place refers up to, in one or two steps; -1 if there is none."""
        up = self.place[place].up
        while up != NOWHERE and self.place[up].tier < COUNTY:
            up = self.place[up].up
        return up if up != NOWHERE and self.place[up].tier == COUNTY else NOWHERE

    def clinic_named(self, place: int, clinic: str) -> int:
        """The clinic ``county/internal`` or ``H1/internal`` of a place; -1 if there is none of that name."""
        specialty = self.specialty_of(clinic)
        return NO_UNIT if NOWHERE in (place, specialty) else self.place[place].clinics[specialty]
