"""Experts in the townships: their rooms, and what people expect of a place on the days they come."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.network.county import NOWHERE
from sim.network.rows import RowBuilder
from sim.network.units import NO_UNIT, PlaceRow, UnitRow
from sim.vocabulary.words import COUNTY, TOWNSHIP


class Experts:
    """The part of the world that has to do with expert dispatch."""

    place: list[PlaceRow]
    unit: list[UnitRow]
    beliefs: NDArray[np.void]
    expert_dispatch: Any
    condition: list[Any]
    names: Any

    def expert_rooms(self, builder: RowBuilder) -> None:
        """A consulting room for visiting experts at every place that some rule sends experts to (last units)."""
        if not hasattr(self, "expert_home"):
            self.expert_home: list[int] = [NOWHERE] * len(self.place)
            self.expert_specialty: list[int] = [NOWHERE] * len(self.place)
            self.experts_left: list[int] = [0] * len(self.place)
        for answer in reversed(self.expert_dispatch.answers):
            for place in self.places_with_experts(answer):
                clinic = self.clinic_named(self.hospital_above(place), answer.policy.of)
                if clinic == NO_UNIT or self.place[place].visiting != NO_UNIT:
                    continue
                model = self.unit[clinic]
                row = self.place[place]
                row.visiting = len(self.unit)
                self.unit.append(
                    UnitRow(
                        unit=row.visiting, id=f"{row.id}/visiting_expert", name="visiting_expert", kind="clinic",
                        place=place, tier=row.tier, door=row.door, steps=((0.0, 0),), classes=model.classes,
                        patience=model.patience, service=model.service, review=model.review, priority=model.priority,
                    )
                )  # fmt: skip

    def places_with_experts(self, answer: Any) -> list[int]:
        """Numbers of the places that a dispatch rule names; townships where it names none."""
        if getattr(answer.policy, "when", None) is None:
            return []
        chosen = answer.places
        if chosen is None:
            return [row.place for row in self.place if row.tier == TOWNSHIP]
        return sorted(place for place in chosen if self.place[place].tier < COUNTY)

    def hospital_above(self, place: int) -> int:
        """The county hospital that this place refers up to, in one or two steps; -1 if there is none."""
        up = self.place[place].up
        while up != NOWHERE and self.place[up].tier < COUNTY:
            up = self.place[up].up
        return up

    def clinic_named(self, place: int, path: str) -> int:
        """The clinic ``county/internal`` or ``H1/internal`` of a place; -1 if it has none of that name."""
        name = path.rpartition("/")[2]
        if place == NOWHERE or name not in self.names.specialties:
            return NO_UNIT
        return self.place[place].clinics[self.names.specialties.index(name)]

    def announce_expert(self, place: int, hospital: int, clinic: int) -> tuple[float, float]:
        """Today people expect the hospital's quality here; answers what they expected before."""
        before = tuple(float(share) for share in self.beliefs[place]["quality"])
        raised = np.maximum(self.beliefs[place]["quality"], self.beliefs[hospital]["quality"])
        self.beliefs[place]["quality"] = raised
        self.expert_home[place] = hospital
        self.expert_specialty[place] = self.names.specialties.index(self.unit[clinic].name)
        return before[0], before[1]

    def expert_has_room(self, place: PlaceRow, case: Any, waiting: int) -> int:
        """1 if today's list is not full and the illness is the expert's; takes a place on the list."""
        left = self.experts_left[place.place]
        mine = self.condition[case.condition].specialty == self.expert_specialty[place.place]
        if left <= 0 or not mine or case.v_reason > 3:
            return 0
        self.experts_left[place.place] = left - 1
        return 1
