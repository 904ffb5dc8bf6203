"""Experts who come down, day by day: who is announced where, whom they have room for, what people expect of them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.network.county import NOWHERE, County
from sim.network.rules import InForce, Rules
from sim.network.units import NO_DRAW, NO_UNIT, Door, PlaceRow, UnitRow
from sim.policies.expert_dispatch import ACTIVITIES
from sim.scenario.scenario import Scenario
from sim.vocabulary import DAY_MIN, intervals
from sim.vocabulary.words import COUNTY, TOWNSHIP, Reason

REVIEW: Final = int(Reason.review)
FOLLOW_UP: Final = int(Reason.follow_up)
AMBULANCE: Final = int(Reason.ambulance)


@dataclass(slots=True)
class Room:
    """Where experts of one specialty are at work at one place: a consulting room, the ward, the theatre.

    What patients are asked about it stands in columns of the world, by room: ``room_left`` of today's list,
    ``room_home``, the experts' hospital, ``room_rule``, the rule that sent them, and ``room_from`` and
    ``room_until``, between which they are announced for today.
    """

    number: int
    place: int
    specialty: int
    activity: int
    unit: int
    service: int = NO_DRAW
    sessions: int = 0


class ExpertDays:
    """The part of the world that has to do with experts who are posted today."""

    end_min: float
    loads: int
    place: list[PlaceRow]
    unit: list[UnitRow]
    beliefs: NDArray[np.void]
    expert_dispatch: Rules
    condition: list[Any]
    names: Any
    county: County
    nearest_of_tier: list[list[int]]
    served: list[int]
    rooms: list[Room]
    first_room: int
    room_left: array[int]
    room_home: array[int]
    room_rule: array[int]
    room_specialty: array[int]
    room_from: array[float]
    room_until: array[float]
    room_sessions: list[Door]
    counts_specialties: int
    seen_of: array[int]

    def specialty_of(self, clinic: str) -> int:
        """Number of the specialty of ``county/internal``; -1 if nobody has it."""
        name = clinic.rpartition("/")[2]
        return self.names.specialties.index(name) if name in self.names.specialties else NOWHERE

    def plan_sessions(self, scenario: Scenario) -> None:
        """All sessions of the run by day, from the rules in force; by room, so that a ward knows of its next round."""
        calendar = scenario.calendar
        self.sessions: dict[int, list[tuple[InForce, float, float]]] = {}
        held: list[set[tuple[float, float]]] = [set() for _ in self.rooms]
        for answer in reversed(self.expert_dispatch.answers):
            when = getattr(answer.policy, "when", None)
            if when is None:
                continue
            rooms = [self.room_for(place, answer.policy) for place in self.places_with_experts(answer)]
            for start, end in intervals(when, calendar.start, calendar.days, calendar.public_holidays):
                day = int(start // DAY_MIN)
                date = calendar.start + timedelta(days=day)
                if not answer.from_min <= start < answer.until_min or answer.policy.holds_on(date.day) == 0:
                    continue
                self.sessions.setdefault(day, []).append((answer, float(start), float(end)))
                for room in rooms:
                    if room is not None:
                        held[room.number].add((float(start), float(end)))
        for room in self.rooms:
            opens, closes = zip(*sorted(held[room.number]), strict=True) if held[room.number] else ((), ())
            self.room_sessions[room.number] = Door(opens, closes)

    def places_with_experts(self, answer: InForce) -> list[int]:
        """Numbers of the places that a dispatch rule names; townships where it names none."""
        if getattr(answer.policy, "when", None) is None or answer.until_min <= 0.0:
            return []
        if answer.from_min >= self.end_min or answer.policy.posting(0.0, 0.0, 0.0)[0] == 0:
            return []
        if not answer.places:
            return [row.place for row in self.place if row.tier == TOWNSHIP]
        return [row.place for row in self.place if answer.places[row.place] and row.tier < COUNTY]

    def room_for(self, place: int, policy: Any) -> Room | None:
        """The room of an expert of this answer at a place."""
        key = place, self.specialty_of(policy.of), ACTIVITIES.index(policy.does)
        return next((r for r in self.rooms if (r.place, r.specialty, r.activity) == key), None)

    def by_need(self, places: Sequence[int], clinic: str) -> list[int]:
        """Places in the order of their patients of a specialty last month; residents at first, then list order."""
        specialty, size = self.specialty_of(clinic), self.counts_specialties
        if size == 0:
            return list(places)
        return sorted(places, key=lambda place: (-self.load_of[place * size + specialty], -self.served[place], place))

    def count_anew(self) -> None:
        """At a month's end: the patients of this month are the expected load of the next."""
        self.load_of = list(self.seen_of)
        for i in range(len(self.seen_of)):
            self.seen_of[i] = 0

    def post_experts(self, room: Room, hospital: int, rule: InForce, start_min: float, end_min: float) -> None:
        """Today experts of a hospital are in this room between these minutes."""
        self.room_home[room.number] = hospital
        self.room_rule[room.number] = self.expert_dispatch.answers.index(rule)
        earlier = self.room_until[room.number] > start_min - start_min % DAY_MIN
        self.room_from[room.number] = min(self.room_from[room.number], start_min) if earlier else start_min
        self.room_until[room.number] = max(self.room_until[room.number], end_min)
        own = self.unit[self.place[hospital].clinics[room.specialty]].service
        takes = own if rule.talk == NO_DRAW else (rule.talk,)
        if self.unit[room.unit].service != takes:  # the room was somebody's who takes another time
            self.unit[room.unit].service = takes
            self.loads += 1

    def announce_expert(self, room: Room, hospital: int) -> tuple[float, float]:
        """Today people expect the hospital's quality here; answers what they expected before."""
        minor, serious = (float(share) for share in self.beliefs[room.place]["quality"])
        raised = np.maximum(self.beliefs[room.place]["quality"], self.beliefs[hospital]["quality"])
        self.beliefs[room.place]["quality"] = raised
        return minor, serious

    def expert_has_room(self, unit: int, case: Any) -> int:
        """1 if today's list is not full and the expert is there for this patient; takes a place on the list."""
        if case.v_reason in (REVIEW, FOLLOW_UP, AMBULANCE):
            return 0
        return self.takes_place(unit, case)

    def takes_place(self, unit: int, case: Any) -> int:
        """The same for whoever is here already, whatever brought them."""
        room = unit - self.first_room
        if self.room_left[room] <= 0 or self.condition[case.condition].specialty != self.room_specialty[room]:
            return 0
        if not self.expert_dispatch.answers[self.room_rule[room]].concerns(case):
            return 0
        self.room_left[room] -= 1
        return 1

    def expert_home(self, unit: int) -> int:
        """The hospital of the expert who sits in this room today."""
        return self.room_home[unit - self.first_room]

    def room_among(self, rooms: tuple[int, ...], case: Any) -> int:
        """Of these rooms the one for this illness; -1 if there is none."""
        for i in range(len(rooms)):
            if self.room_specialty[rooms[i] - self.first_room] == self.condition[case.condition].specialty:
                return rooms[i]
        return NO_UNIT

    def session_after(self, unit: int, minute: float) -> float:
        """When the next session of this room begins that the calendar names (infinity if none does)."""
        door = self.room_sessions[unit - self.first_room]
        index = bisect_right(door.opens, minute)
        if index == len(door.opens):
            return inf
        return door.opens[index]

    def announced_from(self, unit: int, minute: float) -> float:
        """From when on experts are in this room today (now, if they are there); -1 if nobody comes any more today."""
        room = unit - self.first_room
        if self.room_until[room] <= minute or self.room_from[room] - minute > DAY_MIN:
            return -1.0
        return max(minute, self.room_from[room])
