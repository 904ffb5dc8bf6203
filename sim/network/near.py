"""What is near: ways and fares, the nearest emergency room or recovery bed, who comes next up the tiers."""

from __future__ import annotations

from array import array
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.network.county import NOWHERE, County
from sim.network.illnesses import ConditionRow
from sim.network.travel import Ways
from sim.network.units import NO_DRAW, NO_UNIT, PlaceRow, UnitRow
from sim.people import People
from sim.scenario.scenario import Scenario
from sim.vocabulary import TIERS
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, TOWNSHIP, VILLAGE

NO_AMBULANCE: Final = 0.0
"""Speed of ambulances where the scenario says nothing of them."""


class Near:
    """The part of the world that has to do with distance."""

    county: County
    people: People
    place: list[PlaceRow]
    unit: list[UnitRow]
    condition: list[ConditionRow]
    home: Ways
    between: Ways
    out_place: int
    nearest_emergency: list[int]
    recovery_place: list[int]
    follow_up_place: list[list[int]]
    nearest_of_tier: list[list[int]]
    second_of_tier: list[list[int]]
    own_doctor: array[int]
    contract_day: NDArray[np.int32]
    """Day from which each resident has a family-doctor contract; 0 from the start, -1 never."""
    ambulance_unit: int
    ambulance_sets_off_min: float
    ambulance_km_per_h: float

    def read_ambulances(self, scenario: Scenario) -> None:
        """All ambulances of the county are one unit, behind those of the places."""
        self.ambulance_unit, self.ambulance_sets_off_min, self.ambulance_km_per_h = NO_UNIT, 0.0, NO_AMBULANCE
        ambulance = None if scenario.travel is None else scenario.travel.ambulance
        if ambulance is None:
            return
        self.ambulance_sets_off_min, self.ambulance_km_per_h = ambulance.sets_off_in, ambulance.speed
        if ambulance.vehicles > 0:
            self.ambulance_unit = len(self.unit)
        hospital = next((p.place for p in self.place if p.tier == COUNTY), 0)
        self.unit.append(
            UnitRow(
                len(self.unit), "ambulances", "ambulances", "ambulance", hospital, COUNTY,
                steps=((0.0, ambulance.vehicles),), service=(NO_DRAW,), patience=(NO_DRAW,),
            )
        )  # fmt: skip

    def who_is_near(self) -> None:
        """For each village: the nearest emergency room, recovery bed, family doctor, places of follow-up."""
        minutes = self.home.minutes
        tiers = [place.tier for place in self.place]
        self.out_place = next((i for i, tier in enumerate(tiers) if tier == OUT_OF_COUNTY), NOWHERE)
        emergency = [place.place for place in self.place if place.emergency != NO_UNIT]
        recovery = [
            p.place for p in self.place if p.tier == TOWNSHIP and self._has_beds(self.recovery_unit(p.place, 0.0))
        ]
        villages = range(len(self.county.villages))
        self.nearest_emergency = [self._nearest(minutes[v], emergency) for v in villages]
        self.recovery_place = [self._nearest(minutes[v], recovery) for v in villages]
        by_tier = [[i for i, tier in enumerate(tiers) if tier == wanted] for wanted in range(len(TIERS))]
        near = [[self._nearest(minutes[v], by_tier[tier]) for v in villages] for tier in range(len(TIERS))]
        self.nearest_of_tier = near
        self.served = [0] * len(self.place)  # residents of the villages for which a place is the nearest township
        for village, nearest in zip(self.county.villages, near[TOWNSHIP], strict=True):
            if nearest != NOWHERE:
                self.served[nearest] += village.residents
        self.second_of_tier = [
            [self._nearest(minutes[v], [i for i in by_tier[tier] if i != near[tier][v]]) for v in villages]
            for tier in range(len(TIERS))
        ]
        self.follow_up_place = [self._follow_ups(near, row, villages) for row in self.condition]
        doctor = near[VILLAGE] if by_tier[VILLAGE] else near[TOWNSHIP]
        of_village = np.array([*doctor, NOWHERE], np.int64)  # one more, should nobody live anywhere
        own = np.where(self.people.contracted, of_village[self.people.village], NOWHERE)
        self.own_doctor = array("q", own.tobytes())
        if not hasattr(self, "contract_day"):  # who has signed since keeps his day, whatever changes on a date
            self.contract_day = np.where(self.people.contracted, 0, -1).astype(np.int32)

    def _has_beds(self, ward: int) -> bool:
        return ward != NO_UNIT and any(beds > 0 for _, beds in self.unit[ward].steps)

    @staticmethod
    def _follow_ups(near: list[list[int]], row: ConditionRow, villages: range) -> list[int]:
        """Where follow-ups of this illness are due; the next tier up where there is none of that tier."""
        tiers = [*range(max(0, row.follow_up_tier), len(TIERS)), *range(len(TIERS))]
        return [next((near[tier][v] for tier in tiers if near[tier][v] != NOWHERE), NOWHERE) for v in villages]

    @staticmethod
    def _nearest(minutes: list[float], places: list[int]) -> int:
        """Of places in their order: of two that are as near, the first."""
        return min(places, key=minutes.__getitem__, default=NOWHERE)

    def travel_min(self, case: Any, start: int, target: int) -> float:
        """Minutes from a place (-1: home) to a place."""
        return self.home.minutes[case.village][target] if start == NOWHERE else self.between.minutes[start][target]

    def travel_km(self, case: Any, start: int, target: int) -> float:
        """Kilometres from a place (-1: home) to a place."""
        return self.home.km[case.village][target] if start == NOWHERE else self.between.km[start][target]

    def fare_yuan(self, case: Any, start: int, target: int) -> float:
        """Fare from a place (-1: home) to a place."""
        return self.home.yuan[case.village][target] if start == NOWHERE else self.between.yuan[start][target]

    def minutes_to(self, case: Any, place: int) -> float:
        """Minutes from home to the place used last; 0 if there is none."""
        return 0.0 if place == NOWHERE else self.home.minutes[case.village][place]

    def yuan_to(self, case: Any, place: int) -> float:
        """Fare from home to the place used last; 0 if there is none."""
        return 0.0 if place == NOWHERE else self.home.yuan[case.village][place]

    def ambulance_min(self, case: Any, start: int, target: int) -> float:
        """Call to arrival: sets off from the receiving hospital, there and back."""
        if self.ambulance_km_per_h == NO_AMBULANCE or self.place[target].tier == OUT_OF_COUNTY:
            return self.travel_min(case, start, target)
        km = self.travel_km(case, start, target)
        return self.ambulance_sets_off_min + 2.0 * km / self.ambulance_km_per_h * 60.0

    def emergency_instead(self, village: int, wanted: int) -> int:
        """The emergency room one goes to when the wanted place is closed: its own, else the nearest."""
        return wanted if self.place[wanted].emergency != NO_UNIT else self.nearest_emergency[village]

    # -- which place next ---------------------------------------------------------------------------

    def place_instead(self, case: Any, place: PlaceRow) -> int:
        """Where one goes who does not wait here: the nearest other place of the tier, else the next tier up."""
        other = self.nearest_of_tier[place.tier][case.village]
        if other == place.place:
            other = self.second_of_tier[place.tier][case.village]
        return place.up if other == NOWHERE else other

    def recovery_unit(self, place: int, minute: float) -> int:
        """The ward that takes step-downs: recovery beds if there are any that day, else general ones."""
        row = self.place[place]
        if row.recovery_ward != NO_UNIT and self.unit[row.recovery_ward].servers_at(minute) > 0:
            return row.recovery_ward
        return row.ward

    def receiving(self, place: PlaceRow, case: Any) -> int:
        """The place that receives a formal referral from here: the hospital this place refers up to."""
        up = place.up
        while up != NOWHERE and self.place[up].tier < COUNTY and case.right_tier >= COUNTY:
            up = self.place[up].up
        return place.up if up == NOWHERE else up

    def one_tier_up(self, case: Any, place: PlaceRow) -> int:
        """Where a wrongly handled patient turns next: one tier up, out of the county only if it belongs there."""
        if place.up == NOWHERE or (place.tier == COUNTY and case.right_tier < OUT_OF_COUNTY):
            return place.place
        return place.up
