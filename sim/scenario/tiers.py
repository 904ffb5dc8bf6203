"""What a place has and does: doors, desks, clinics, tests, wards, skill and prices."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from sim.scenario.block import BandShares, Block, Named, SomeBandShares
from sim.scenario.queue import GIVES_UP, WHEN_FULL, Queue
from sim.vocabulary import Capacity, Count, Distribution, Factor, Hours, Minutes, Roster, Share, Yuan

CONSULT, TESTS, REVIEW = "consult", "tests", "review"
CLINIC_STEPS = (CONSULT, TESTS, REVIEW)


QUEUED = ("desks", "clinics", "emergency_room", "tests", "wards")
"""What people queue for in a place, by its key."""


def not_outside(kind: str) -> str:
    """What is said of a thing to queue for at the hospital outside the county, which is a drawn delay."""
    said = f"the hospital outside the county has no {kind.replace('_', ' ')}: all that is known of it is its delay."
    return f"{said} A hospital with queues and beds of its own is of tier county."


class PlaceQueue(Queue):
    """How people wait in a facility; what a clinic, desk or test does not say, the place's queue says."""

    @model_validator(mode="after")
    def _answers_exist_in_a_place(self) -> Self:
        if self.when_full not in WHEN_FULL:
            raise ValueError(f"when_full is {self.when_full!r}, expected {' or '.join(WHEN_FULL)}.")
        if self.gives_up not in GIVES_UP:
            raise ValueError(f"gives_up is {self.gives_up!r}, expected one of {', '.join(GIVES_UP)}.")
        return self


class Unit(Block):
    """Whatever serves patients in a place."""

    hours: Hours | None = Field(None, description="when it is open; empty: the hours of the place")
    queue: PlaceQueue | None = Field(None, description="its own queue; keys left out are the place's")

    def queue_in(self, place: PlaceQueue) -> PlaceQueue:
        """This unit's queue, completed by the queue of its place."""
        return place if self.queue is None else self.queue.over(place)


class Clinic(Unit):
    """A consulting room, or several, of one specialty."""

    clinicians: Roster = Field(description="consulting at once (医师): a number, or a roster by hours")
    consult: Distribution = Field(description="time of one consultation (接诊)")
    review: Distribution | None = Field(
        None, description="second look after tests (复看); empty: half of a consultation"
    )

    @property
    def second_look(self) -> Any:
        """The review that is written, or half of a consultation: a ``Distribution``."""
        return self.consult.times(0.5) if self.review is None else self.review


class EmergencyRoom(Clinic):
    """The emergency room (急诊): open when clinics are closed."""

    hours: Hours = Field("24/7", description="when it is open")


class Desk(Unit):
    """A desk where patients queue: registration, payment, pharmacy (挂号, 缴费, 取药)."""

    staff: Roster = Field(description="serving at once: a number, or a roster by hours")
    service: Distribution = Field(description="time of one patient at the desk")


class Test(Unit):
    """Tests of one kind (检验, 影像): patients queue for the machine, then wait for the report."""

    __test__ = False  # pytest would take a class of this name for a test

    machines: Roster = Field(description="machines or staff at work at once; 0: this place has none")
    service: Distribution = Field(description="time of one patient on the machine")
    report_after: Minutes = Field(0.0, description="from the end of the test to its report")
    price: Yuan = Field(description="price of one test")


class Ward(Unit):
    """Beds of one kind. Wards run round the clock, whatever the hours of the place."""

    beds: Capacity = Field(description="beds that are staffed (开放床位)")
    extra_beds: Count = Field(0, description="beds put up when the ward is full (加床)")
    turnaround: Minutes = Field(0.0, description="cleaning after the patient has gone, the bed not yet free")
    holds_until_next: bool = Field(True, description="a patient keeps the bed until the next place has one (滞留)")


class SupplyDriven(Block):
    """Admissions that the illness does not call for (不合理入院): free beds look for patients.

    The chance of a kept patient who needs no bed is ``chance`` times the share of free beds times what the fund
    pays of a stay here. A county fitted to all its admissions takes them out of need by ``needs_times``.
    """

    chance: SomeBandShares = Field(
        description="by severity: share admitted without need, were all beds free and the fund to pay everything"
    )
    stay: Distribution = Field(description="length of such a stay")
    needs_times: Factor = Field(1.0, le=1, description="multiplies needs_bed here, critical cases excepted")


class SpotsSerious(Block):
    """How well illness beyond this place is recognised by an unaided clinician (识别)."""

    sensitivity: Share = Field(description="of illness beyond this place, the share recognised")
    specificity: Share = Field(description="of the rest, the share rightly kept")


class Skill(Block):
    """Two things: recognising what belongs elsewhere, and handling rightly what is kept."""

    spots_serious: SpotsSerious = Field(description="recognition of what is beyond this place")
    treats: BandShares = Field(description="right handling of what is kept, by true severity (处置正确率)")


class Prices(Block):
    """What a place charges."""

    visit: Yuan = Field(description="one visit, tests not included")
    bed_day: Yuan = Field(0.0, description="one day in bed")
    emergency: Yuan = Field(default_factory=float, description="one visit to the emergency room; empty: as any visit")

    @model_validator(mode="before")
    @classmethod
    def _emergency_as_any_visit(cls, given: Any) -> Any:
        if isinstance(given, dict) and "visit" in given:
            return {"emergency": given["visit"], **given}
        return given


class Supplies(Block):
    """What is not in stock (缺药、缺血、缺耗材): a cause of going up that is no judgement on the illness.

    Nobody has measured how often; without a number nothing is missing. ``met`` is what shared services bring (M24).
    """

    missing: SomeBandShares = Field(
        {}, validate_default=True, description="share of cases that cannot be kept here because something is missing"
    )
    met: Share = Field(0.0, description="of these, the share that a shared pharmacy, blood bank or supply meets")


class Tier(Block):
    """What each place of a tier has unless its own row says otherwise."""

    hours: Hours = Field("24/7", description="when the doors are open")
    visit: tuple[str, ...] = Field(
        (CONSULT,), description="steps of an outpatient visit (就诊流程): consult, tests, review and desks"
    )
    desks: Named[Desk] = Field({}, description="desks by name; those in visit must stand here")
    clinics: Named[Clinic] = Field({}, description="consulting rooms by specialty")
    emergency_room: EmergencyRoom | None = Field(None, description="emergency room, if there is one")
    queue: PlaceQueue = Field(PlaceQueue(), description="how people wait here, unless a unit says otherwise")
    tests: Named[Test] = Field({}, description="tests that can be done here, by name")
    wards: Named[Ward] = Field({}, description="wards by name; recovery and rehabilitation take step-downs")
    skill: Skill = Field(description="what clinicians here recognise and handle rightly")
    prices: Prices = Field(description="what is charged here")
    stay_times: Factor = Field(1.0, description="multiplies the length of acute stays spent here")
    supplies: Supplies = Field(Supplies(), description="drugs, blood and supplies that are missing here")
    supply_driven: SupplyDriven | None = Field(
        None, description="admissions that the illness does not call for; empty: none, all are need"
    )
    delay: Distribution | None = Field(
        None, description="out_of_county only: from arrival to being seen, drawn instead of a queue"
    )
    sends_up: Share | None = Field(None, description="share of visits sent up, for referral rules that ask it")

    @model_validator(mode="after")
    def _a_visit_can_be_walked(self) -> Self:
        allowed = (*CLINIC_STEPS, *self.desks)
        for step in self.visit:
            if step not in allowed:
                raise ValueError(
                    f"visit names {step!r}, which is no desk of this place. Allowed: {', '.join(allowed)}."
                )
        for step in CLINIC_STEPS:
            if self.visit.count(step) > 1:
                raise ValueError(f"visit names {step} {self.visit.count(step)} times, expected once.")
        order = [step for step in self.visit if step in CLINIC_STEPS]
        if CONSULT not in order or order != sorted(order, key=CLINIC_STEPS.index):
            raise ValueError(
                f"visit has {', '.join(order) or 'no consult'}; expected consult, then tests, then review."
            )
        if set(self.desks) & set(CLINIC_STEPS):
            raise ValueError("no desk can be named consult, tests or review: these are steps of the clinic.")
        return self
