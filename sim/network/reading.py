"""Centres of remote reading: their readers, the machines they bring, and what a report is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.luck.bell import normal_score
from sim.network.county import NOWHERE
from sim.network.experts import Experts
from sim.network.rows import SURE, RowBuilder, door_of
from sim.network.rules import InForce, Rules
from sim.network.units import NO_DRAW, NO_UNIT, PlaceRow, UnitRow
from sim.scenario.scenario import Scenario
from sim.vocabulary import intervals, steps
from sim.vocabulary.words import COUNTY, TOWNSHIP

READER: Final = "reader"
URGENT_CLASS, ROUTINE_CLASS = 0, 1


@dataclass(slots=True)
class Centre:
    """One pool of readers: which answer opened it, its unit, its hospital, the clinic that its readers leave."""

    answer: int
    unit: int
    hospital: int
    clinic: int
    recorders: dict[tuple[int, int], int]


class Reading(Experts):
    """The part of the world that has to do with reports from a distance."""

    remote_reading: Rules
    has_readings: int
    has_trips: int
    hospital_of: list[int]
    centres: list[Centre]
    shifts: dict[int, list[tuple[Any, int, float, float]]]

    def read_centres(self, builder: RowBuilder) -> None:
        """How long reading takes, which tests each answer covers: before the table of distributions is made."""
        for answer in self.remote_reading.answers:
            read = getattr(answer.policy, "read", None)
            if read is not None:
                answer.reading = builder.draws.number(read.routine), builder.draws.number(read.emergency)
                answer.tests = bytes(int(name in answer.policy.tests) for name in self.names.tests)
                answer.talk = builder.draws.number(answer.policy.records)

    def reading_rooms(self, scenario: Scenario) -> None:
        """A unit of readers for each centre, and the machines it brings (last units; planned once per run)."""
        answers = self.remote_reading.answers
        if not hasattr(self, "centres"):
            self.centres = self._plan_centres()
            self.has_readings = 1 if self.centres else 0
            self.has_trips = 1 if any(answer.policy.travels(TOWNSHIP, 0.0) for answer in answers) else 0
        self.shifts = {}
        self.hospital_of = [self.hospital_above(row.place) for row in self.place]
        for centre in self.centres:
            answer = answers[centre.answer]
            answer.reader = tuple(
                centre.unit if row.tier <= TOWNSHIP and (not answer.places or answer.places[row.place]) else NO_UNIT
                for row in self.place
            )
            self._readers(centre, answer, scenario)
            for (place, test), number in centre.recorders.items():
                self._recorder(place, test, number, answer)

    def _plan_centres(self) -> list[Centre]:
        found: list[Centre] = []
        number = len(self.unit)
        for i, answer in enumerate(self.remote_reading.answers):
            if not answer.tests or answer.until_min <= 0.0 or answer.from_min >= self.end_min:
                continue
            places = [
                row for row in self.place if row.tier <= TOWNSHIP and (not answer.places or answer.places[row.place])
            ]
            hospitals = [self.hospital_above(row.place) for row in places]
            hospital = next((place for place in hospitals if place != NOWHERE), NOWHERE)
            if hospital == NOWHERE:
                continue
            clinic = NO_UNIT
            if answer.policy.from_clinic is not None:
                clinic = self.clinic_named(hospital, answer.policy.from_clinic)
            lacking = [
                (row.place, test)
                for row in places
                for test, name in enumerate(self.names.tests)
                if name in answer.policy.equips and row.tests[test] == NO_UNIT
            ]
            recorders = {key: number + 1 + n for n, key in enumerate(lacking)}
            found.append(Centre(i, number, hospital, clinic, recorders))
            number += 1 + len(lacking)
        return found

    def _readers(self, centre: Centre, answer: InForce, scenario: Scenario) -> None:
        """Own staff keep their hours; clinicians of the hospital are called from their clinic every morning."""
        calendar, policy = scenario.calendar, answer.policy
        days, holidays = calendar.days + 14, calendar.public_holidays
        roster: Sequence[tuple[float, int]] = ((0.0, 0),)
        if centre.clinic == NO_UNIT:
            roster = steps({policy.hours: policy.readers}, calendar.start, days, holidays)
        else:
            for start, end in intervals(policy.hours, calendar.start, calendar.days, holidays):
                if answer.from_min <= start < answer.until_min:
                    day = int(start // 1440.0)
                    self.shifts.setdefault(day, []).append((centre, policy.readers, float(start), float(end)))
        which = sum(other.hospital == centre.hospital for other in self.centres[: self.centres.index(centre)])
        name = "reading" if which == 0 else f"reading_{which + 1}"
        self.unit.append(
            UnitRow(
                centre.unit, f"{self.place[centre.hospital].id}/{name}", name, READER, centre.hospital, COUNTY,
                door=door_of(policy.hours, calendar), steps=roster, classes=2, patience=(NO_DRAW, NO_DRAW),
                service=(answer.reading[0],), reads=1, keeps_queue=True,
            )
        )  # fmt: skip

    def _recorder(self, place: int, test: int, number: int, answer: InForce) -> None:
        """A machine of the centre at a place that had none."""
        row, name = self.place[place], self.names.tests[test]
        if len(row.recorders) == 0:
            row.recorders = (NO_UNIT,) * len(self.names.tests)
        row.recorders = (*row.recorders[:test], number, *row.recorders[test + 1 :])
        self.unit.append(
            UnitRow(
                number, f"{row.id}/{name}_recorder", f"{name}_recorder", "test", place, row.tier, door=row.door,
                patience=(NO_DRAW,), service=(answer.talk,), price_yuan=answer.policy.price,
            )
        )  # fmt: skip

    def d_prime_with_report(self, place: PlaceRow, d_prime: float, reader: int, gain: float) -> float:
        """Discernment with a report: so many points more recognised than without, at most as by the reader."""
        spotted = 0.5 * math.erfc((place.criterion - d_prime) / math.sqrt(2.0)) + gain
        lifted = place.criterion + float(normal_score(min(max(spotted, SURE), 1.0 - SURE)))
        return min(lifted, max(d_prime, self.place[reader].d_prime))
