"""From facilities to numeric rows: one row per place, one per unit, and the table of distributions.

Called once per run, and again for every date on which ``changes:`` set a number; the numbers of places and
units are the same each time, because they follow from the union of what the facilities have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sim.luck.bell import normal_score
from sim.network.county import NOWHERE, County, Facility
from sim.network.units import ALWAYS, NO_DRAW, NO_UNIT, Door, PlaceRow, UnitRow
from sim.scenario.calendar import Calendar
from sim.scenario.queue import Queue
from sim.scenario.scenario import Scenario
from sim.scenario.tiers import CONSULT, REVIEW, TESTS
from sim.vocabulary import BANDS, PRIORITIES, intervals, steps
from sim.vocabulary.words import OUT_OF_COUNTY

CONSULT_STEP, TESTS_STEP, REVIEW_STEP, DESKS_FROM = range(4)
CLINIC_STEPS: Final = {CONSULT: CONSULT_STEP, TESTS: TESTS_STEP, REVIEW: REVIEW_STEP}
GIVES_UP: Final = {"goes_home": 0, "emergency_room": 1, "tomorrow": 2, "elsewhere": 3}
GENERAL: Final = "general"
RECOVERY: Final = "recovery"
INTENSIVE: Final = "icu"
SURE: Final = 1e-6
"""Sensitivity and specificity are kept this far from 0 and 1, so that discernment stays finite."""


@dataclass(slots=True)
class Draws:
    """Distributions by number, in the order in which they were first named."""

    found: list[Any] = field(default_factory=list)

    def number(self, distribution: Any | None) -> int:
        """Row of a distribution in the run's table of quantiles, -1 for none."""
        if distribution is None:
            return NO_DRAW
        self.found.append(distribution)
        return len(self.found) - 1


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of specialties, desks and tests stand for, in this scenario."""

    specialties: tuple[str, ...]
    desks: tuple[str, ...]
    tests: tuple[str, ...]


def names_of(scenario: Scenario, county: County) -> Names:
    """All specialties, desks and tests of the county, in order of first mention."""

    def union(*lists: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for names in lists for name in names))

    models = [place.model for place in county.facilities]
    return Names(
        union(*(m.clinics for m in models), [c.specialty for c in scenario.conditions.values()], ["general"]),
        union(*(m.desks for m in models)),
        union(*(m.tests for m in models), *(c.tests for c in scenario.conditions.values())),
    )


def door_of(hours: str, calendar: Calendar) -> Door:
    """Opening hours as minutes of the run, two weeks beyond its end included."""
    return _door(hours, calendar.start, calendar.days + 14, tuple(calendar.public_holidays))


@lru_cache(maxsize=512)
def _door(hours: str, start: Any, days: int, holidays: tuple[Any, ...]) -> Door:
    if hours.strip() == "24/7":
        return ALWAYS
    table = intervals(hours, start, days, holidays)
    return Door(tuple(table[:, 0].tolist()), tuple(table[:, 1].tolist()))


def discernment(sensitivity: float, specificity: float) -> tuple[float, float]:
    """(d′, criterion) of signal detection: how far apart the two kinds of case look, and where the line is."""
    sure = (min(max(share, SURE), 1 - SURE) for share in (sensitivity, specificity))
    hit, kept = (normal_score(share) for share in sure)
    return hit + kept, kept


class RowBuilder:
    """Rows of one county at one date."""

    def __init__(self, scenario: Scenario, county: County, names: Names) -> None:
        assert scenario.calendar is not None
        self.calendar, self.county, self.names = scenario.calendar, county, names
        self.draws = Draws()
        self.units: list[UnitRow] = []
        self.places: list[PlaceRow] = []
        self._by_distribution: dict[int, int] = {}
        for number, facility in enumerate(county.facilities):
            self.places.append(self._place(number, facility))

    def _place(self, number: int, facility: Facility) -> PlaceRow:
        model = facility.model
        classes = model.queue.priority
        d_prime, criterion = discernment(model.skill.spots_serious.sensitivity, model.skill.spots_serious.specificity)
        row = PlaceRow(
            place=number, id=facility.id, tier=facility.tier,
            up=self.county.number(facility.up[0]) if facility.up else NOWHERE,
            group=0, door=door_of(model.hours, self.calendar), visit=(), clinics=(), desks=(), tests=(),
            d_prime=d_prime, criterion=criterion, treats=tuple(model.skill.treats[band] for band in BANDS),
            visit_yuan=model.prices.visit, emergency_yuan=model.prices.emergency, bed_day_yuan=model.prices.bed_day,
            stay_times=model.stay_times, delay=self._draw(model.delay),
        )  # fmt: skip
        row.priority = class_numbers(classes)
        row.lacks = tuple(model.supplies.missing[band] * (1.0 - model.supplies.met) for band in BANDS)
        if model.supply_driven is not None:
            row.supply_driven = tuple(model.supply_driven.chance[band] for band in BANDS)
            row.supply_driven_days = self._draw(model.supply_driven.stay)
            row.needs_times = model.supply_driven.needs_times
        self._clinics(row, facility)
        self._desks(row, facility)
        self._wards(row, facility)
        return row

    def _clinics(self, row: PlaceRow, facility: Facility) -> None:
        model = facility.model
        by_name = {
            name: self._unit(row, "clinic", name, clinic, clinic.clinicians, (clinic.consult,), clinic.second_look)
            for name, clinic in model.clinics.items()
        }
        first = next(iter(by_name.values()), NO_UNIT)
        room = model.emergency_room
        if room is not None:
            row.emergency = self._unit(
                row, "emergency", "emergency", room, room.clinicians, (room.consult,), room.second_look
            )
        if row.tier != OUT_OF_COUNTY and not by_name and room is None:
            raise ValueError(f"{row.id} has no clinic and no emergency room: nobody can be seen there")
        if not by_name:
            first = row.emergency
        row.clinics = tuple(
            by_name.get(name, by_name.get(GENERAL, first)) for name in self.names.specialties
        )  # fmt: skip
        row.visit = tuple(
            CLINIC_STEPS[step] if step in CLINIC_STEPS else DESKS_FROM + self.names.desks.index(step)
            for step in model.visit
        )

    def _desks(self, row: PlaceRow, facility: Facility) -> None:
        model = facility.model
        desks = {
            name: self._unit(row, "desk", name, desk, desk.staff, (desk.service,)) for name, desk in model.desks.items()
        }
        row.desks = tuple(desks.get(name, NO_UNIT) for name in self.names.desks)
        tests = {}
        for name, test in model.tests.items():
            number = self._unit(row, "test", name, test, test.machines, (test.service,))
            unit = self.units[number]
            unit.report_min, unit.price_yuan = test.report_after, test.price
            if any(machines > 0 for _, machines in unit.steps):  # on another date there may be some
                tests[name] = number
        row.tests = tuple(tests.get(name, NO_UNIT) for name in self.names.tests)

    def _wards(self, row: PlaceRow, facility: Facility) -> None:
        for name, ward in facility.model.wards.items():
            number = self._unit(row, "ward", name, ward, ward.beds, ())
            unit = self.units[number]
            unit.door, unit.extra_beds = ALWAYS, ward.extra_beds
            unit.turnaround_min, unit.holds_until_next = ward.turnaround, ward.holds_until_next
            row.wards[name] = number
        row.intensive_ward = row.wards.get(INTENSIVE, NO_UNIT)
        row.recovery_ward = row.wards.get(RECOVERY, NO_UNIT)
        ordinary = [unit for name, unit in row.wards.items() if name not in (INTENSIVE, RECOVERY)]
        row.ward = row.wards.get(GENERAL, ordinary[0] if ordinary else NO_UNIT)

    def _unit(
        self,
        row: PlaceRow,
        kind: str,
        name: str,
        model: Any,
        roster: Any,
        service: Sequence[Any],
        review: Any = None,
    ) -> int:
        queue: Queue = model.queue_in(self.county.facilities[row.place].model.queue)
        number = len(self.units)
        reserved_for = (
            frozenset(queue.priority.index(c) for c in queue.reserved.for_) if queue.reserved else frozenset()
        )
        limited = kind in ("clinic", "emergency")
        door = door_of(model.hours, self.calendar) if model.hours else row.door
        on_duty = steps(roster, self.calendar.start, self.calendar.days + 14, self.calendar.public_holidays)
        unit = UnitRow(
            unit=number, id=f"{row.id}/{name}", name=name, kind=kind, place=row.place, tier=row.tier,
            door=door.while_staffed(on_duty), steps=on_duty,
            classes=len(queue.priority), waiting_room=queue.waiting_room, reserved_for=reserved_for,
            patience=tuple(self._draw(queue.patience_of(c)) if limited else NO_DRAW for c in queue.priority),
            service=tuple(self._draw(one) for one in service), review=self._draw(review),
            gives_up=GIVES_UP[queue.gives_up], priority=class_numbers(queue.priority),
        )  # fmt: skip
        if queue.reserved is not None:
            most = max(servers for _, servers in unit.steps)
            kept = queue.reserved.places
            unit.reserved = kept if kept is not None else round((queue.reserved.share or 0.0) * most)
            unit.released_at_min = queue.reserved.released_at
        self.units.append(unit)
        return number

    def _draw(self, distribution: Any | None) -> int:
        """Equal objects share their row: a tier's clinics are one distribution, however many places have it."""
        if distribution is None:
            return NO_DRAW
        known = self._by_distribution.get(id(distribution))
        if known is None:
            known = self._by_distribution[id(distribution)] = self.draws.number(distribution)
        return known


def class_numbers(classes: Sequence[str]) -> tuple[int, ...]:
    """Where each of the four ordinary classes queues in a place's own list; a class it does not name is last."""
    last = len(classes) - 1
    return tuple(classes.index(name) if name in classes else last for name in PRIORITIES)
