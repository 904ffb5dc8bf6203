"""The county as the pathway reads it: numeric tables and small sums over them, one object per run.

Tables are read as rows (``world.place[f].tier``). What changes in a run (places used last, what the fund has
paid, waits as believed) are columns that the pathway writes through the methods here.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.luck.bell import normal_score
from sim.luck.quantiles import draw, table
from sim.network.beliefs import KINDS, beliefs, options, tastes
from sim.network.county import NOWHERE, County, county_of
from sim.network.experts import Experts
from sim.network.illnesses import A_LITTLE_SICKER, ConditionRow, band_of, illness_rows
from sim.network.payments import Payments
from sim.network.rows import CONSULT_STEP, DESKS_FROM, REVIEW_STEP, SURE, TESTS_STEP, RowBuilder, names_of
from sim.network.rules import rules_for
from sim.network.travel import ways
from sim.network.units import NO_DRAW, NO_UNIT, PlaceRow, UnitRow
from sim.people import People
from sim.policies import QUESTIONS
from sim.scenario.scenario import Scenario
from sim.vocabulary import TIERS
from sim.vocabulary.words import COUNTY, CRITICAL, OUT_OF_COUNTY, SERIOUS, TOWNSHIP, VILLAGE

CONSULT: Final = CONSULT_STEP
TESTS: Final = TESTS_STEP
REVIEW: Final = REVIEW_STEP
EMERGENCY_VISIT: Final = (CONSULT_STEP, TESTS_STEP, REVIEW_STEP)
TESTS_GAIN: Final = 0.3
"""Added to discernment d′ once needed tests are done (assumption)."""
UNTESTED_TIMES: Final = 0.7
"""Right handling of a case whose needed test cannot be done here, relative to the place's own (assumption)."""
OUT_CONSULT_MIN: Final = 8.0
"""Consultation at the hospital outside the county (tertiary specialist, new patient: assumption)."""

__all__ = ["CONSULT", "DESKS_FROM", "REVIEW", "TESTS", "World"]


class World(Experts, Payments):
    """Everything the patient process reads."""

    def __init__(self, scenario: Scenario, county: County, people: People, luck_key: int) -> None:
        assert scenario.calendar is not None
        self.key, self.county, self.people = luck_key, county, people
        self.end_min = scenario.calendar.end_min
        self.names = names_of(scenario, county)
        self.tests_gain, self.untested_times = TESTS_GAIN, UNTESTED_TIMES
        self.town_kinds = [len(KINDS) if village.spot.in_town else 0 for village in county.villages]
        self.last_place: list[int] = [NOWHERE] * len(people)
        self.scheme: list[int] = people.scheme.tolist()
        self.waits_sum = [0.0] * len(county.facilities)
        self.waits_seen = [0] * len(county.facilities)
        self.place: list[PlaceRow] = []
        self.unit: list[UnitRow] = []
        self.condition: list[ConditionRow] = []
        self.beliefs: NDArray[np.void] = beliefs(
            county, len(scenario.people.schemes) if scenario.people else 1
        )
        self.load(scenario)

    def load(self, scenario: Scenario) -> None:
        """Read every number of the scenario (again: on a date on which ``changes:`` set some)."""
        from_home, between = ways(scenario, self.county)
        self.home, self.between = from_home, between
        builder = RowBuilder(scenario, self.county, self.names)
        self.place[:], self.unit[:] = builder.places, builder.units
        self.condition[:] = illness_rows(scenario, self.names, builder.draws)
        self.illnesses = len(scenario.conditions)
        self._reviews(scenario, builder)
        self._out_consult(builder)
        self.options = options(scenario, self.county, from_home)
        self.tastes = tastes(scenario)
        for question in QUESTIONS:
            setattr(self, question, rules_for(question, scenario, self.county, from_home, self.people))
        self.talks = {id(answer.policy): builder.draws.number(getattr(answer.policy, "talk", None))
                      for answer in self.remote_consult.answers}  # fmt: skip
        self.rows, self.grid = table(builder.draws.found)
        self.read_schedules(scenario)
        self._ambulances(scenario)
        self.expert_rooms(builder)
        self._who_is_near()
        self.new_prices()

    def load_changes(self, scenario: Scenario) -> None:
        """The numbers of another date; calendars stay as they were stitched together at the start."""
        doors, steps = [row.door for row in self.place], [(row.door, row.steps) for row in self.unit]
        believed = self.beliefs["wait_min"].copy()
        self.beliefs[:] = beliefs(county_of(scenario), self.beliefs["price_yuan"].shape[1])
        self.beliefs["wait_min"] = believed
        self.county = county_of(scenario)
        self.load(scenario)
        for row, door in zip(self.place, doors, strict=True):
            row.door = door
        for unit, (door, servers) in zip(self.unit, steps, strict=True):
            unit.door, unit.steps = door, servers

    def _reviews(self, scenario: Scenario, builder: RowBuilder) -> None:
        by_tier = [scenario.reviews.get(tier) for tier in TIERS]
        self.reviews = [
            (review.share, builder.draws.number(review.after)) if review is not None else (0.0, NO_DRAW)
            for review in by_tier
        ]

    def _out_consult(self, builder: RowBuilder) -> None:
        """Numbers that belong to no unit: the consultation out of the county is a fixed length."""
        self.mean_tests = [
            float(np.mean([row.test_share[test] for row in self.condition[: self.illnesses]] or [0.0]))
            for test in range(len(self.names.tests))
        ]

    def _ambulances(self, scenario: Scenario) -> None:
        """All ambulances of the county are one unit, the last one."""
        self.ambulance_unit, self.ambulance = NO_UNIT, None
        if scenario.travel is not None and scenario.travel.ambulance is not None:
            self.ambulance = scenario.travel.ambulance
            if self.ambulance.vehicles > 0:
                self.ambulance_unit = len(self.unit)
                hospital = next((p.place for p in self.place if p.tier == COUNTY), 0)
                self.unit.append(
                    UnitRow(
                        self.ambulance_unit, "ambulances", "ambulances", "ambulance", hospital, COUNTY,
                        steps=((0.0, self.ambulance.vehicles),), service=(NO_DRAW,), patience=(NO_DRAW,),
                    )
                )  # fmt: skip

    def _who_is_near(self) -> None:
        """For each village: the nearest emergency room, recovery bed, family doctor, and places of follow-up."""
        minutes = self.home.minutes
        tiers = [place.tier for place in self.place]
        self.out_place = next((i for i, tier in enumerate(tiers) if tier == OUT_OF_COUNTY), NOWHERE)
        emergency = [place.place for place in self.place if place.emergency != NO_UNIT]
        recovery = [
            p.place for p in self.place if p.tier == TOWNSHIP and self.recovery_unit(p.place, 0.0) != NO_UNIT
        ]
        villages = range(len(self.county.villages))
        self.nearest_emergency = [self._nearest(minutes[v], emergency) for v in villages]
        self.recovery_place = [self._nearest(minutes[v], recovery) for v in villages]
        by_tier = [[i for i, tier in enumerate(tiers) if tier == wanted] for wanted in range(len(TIERS))]
        near = [[self._nearest(minutes[v], by_tier[tier]) for v in villages] for tier in range(len(TIERS))]
        self.follow_up_place = [self._follow_ups(near, row, villages) for row in self.condition]
        doctor = near[VILLAGE] if by_tier[VILLAGE] else near[TOWNSHIP]
        village, contracted = self.people.village.tolist(), self.people.contracted.tolist()
        self.own_doctor = [doctor[v] if has else NOWHERE for v, has in zip(village, contracted, strict=True)]

    @staticmethod
    def _follow_ups(near: list[list[int]], row: ConditionRow, villages: range) -> list[int]:
        """Where follow-ups of this illness are due; the next tier up where the county has none of that tier."""
        tiers = [*range(max(0, row.follow_up_tier), len(TIERS)), *range(len(TIERS))]
        return [
            next((near[tier][v] for tier in tiers if near[tier][v] != NOWHERE), NOWHERE) for v in villages
        ]

    @staticmethod
    def _nearest(minutes: list[float], places: list[int]) -> int:
        return min(places, key=lambda i: (minutes[i], i), default=NOWHERE)

    # -- ways --------------------------------------------------------------------------------------

    def travel_min(self, case: Any, start: int, target: int) -> float:
        """Minutes from a place (-1: home) to a place."""
        return (
            self.home.minutes[case.village][target]
            if start == NOWHERE
            else self.between.minutes[start][target]
        )

    def travel_km(self, case: Any, start: int, target: int) -> float:
        """Kilometres from a place (-1: home) to a place."""
        return self.home.km[case.village][target] if start == NOWHERE else self.between.km[start][target]

    def fare_yuan(self, case: Any, start: int, target: int) -> float:
        """Fare from a place (-1: home) to a place."""
        return self.home.yuan[case.village][target] if start == NOWHERE else self.between.yuan[start][target]

    def ambulance_min(self, case: Any, start: int, target: int) -> float:
        """Call to arrival: sets off from the receiving hospital, there and back."""
        if self.ambulance is None or self.place[target].tier == OUT_OF_COUNTY:
            return self.travel_min(case, start, target)
        km = self.travel_km(case, start, target)
        return float(self.ambulance.sets_off_in + 2.0 * km / self.ambulance.speed * 60.0)

    def emergency_instead(self, village: int, wanted: int) -> int:
        """The emergency room one goes to when the wanted place is closed: its own, else the nearest."""
        return wanted if self.place[wanted].emergency != NO_UNIT else self.nearest_emergency[village]

    # -- times -------------------------------------------------------------------------------------

    def draw(self, case: Any, decision: int, tier: int, nth: int, step: int, which: int) -> float:
        """A length of time: distribution ``which`` at this patient's luck."""
        return float(draw(self.key, case.episode, decision, tier, nth, step, self.rows, self.grid, which))

    def consult_min(self, case: Any, place: PlaceRow, decision: int) -> float:
        """Length of this consultation: as the clinic's, for follow-ups as the illness says."""
        if place.tier == OUT_OF_COUNTY:
            return OUT_CONSULT_MIN
        illness = self.condition[case.condition]
        which = illness.consult if illness.consult != NO_DRAW else self.unit[case.v_unit].service[0]
        if case.v_reason == 4 and self.unit[case.v_unit].review != NO_DRAW:
            which = self.unit[case.v_unit].review
        return illness.consult_times * self.draw(case, decision, place.tier, case.v_nth, 0, which)

    def stay_min(self, case: Any, place: PlaceRow, decision: int, nth: int) -> float:
        """Acute days of this stay, as long as they take here."""
        return place.stay_times * self.draw(case, decision, -1, nth, 0, self.condition[case.condition].acute)

    def recovery_min(self, case: Any, decision: int) -> float:
        """Recovery days in a township bed."""
        return self.draw(case, decision, -1, 0, 0, self.condition[case.condition].recovery)

    def recovery_kept_min(self, case: Any, place: PlaceRow, decision: int) -> float:
        """Recovery days in the bed of the acute phase."""
        return place.stay_times * self.draw(
            case, decision, -1, 0, 0, self.condition[case.condition].recovery_kept
        )

    def talk_min(self, case: Any, rule: Any, decision: int, tier: int) -> float:
        """Length of a talk with a remote expert."""
        return self.draw(case, decision, tier, case.v_nth, 0, self.talks[id(rule)])

    def review_share(self, case: Any, place: PlaceRow) -> float:
        """Chance that a rightly handled patient is asked back here."""
        own = self.condition[case.condition].review_share
        return own if own >= 0.0 else self.reviews[place.tier][0]

    def review_after(self, case: Any, place: PlaceRow) -> int:
        """Distribution of the time until then."""
        own = self.condition[case.condition].review_after
        return own if own != NO_DRAW else self.reviews[place.tier][1]

    # -- places ------------------------------------------------------------------------------------

    def count_visit(self, case: Any, tier: int) -> int:
        """How many visits to this tier the episode had before; counts this one."""
        if tier == VILLAGE:
            case.nth_village += 1
            return int(case.nth_village - 1)
        if tier == TOWNSHIP:
            case.nth_township += 1
            return int(case.nth_township - 1)
        if tier == COUNTY:
            case.nth_county += 1
            return int(case.nth_county - 1)
        case.nth_out += 1
        return int(case.nth_out - 1)

    @staticmethod
    def visits_before(case: Any, tier: int) -> int:
        """How many visits to this tier the episode had so far."""
        so_far = (case.nth_village, case.nth_township, case.nth_county, case.nth_out)
        return int(so_far[tier])

    def desk_priority(self, case: Any, unit: int) -> int:
        """The visit's class in the queue of another unit of the same place."""
        return min(case.v_priority, self.unit[unit].classes - 1)

    def desk_class(self, unit: int, ordinary: int) -> int:
        """Where one of the four ordinary classes queues at a unit."""
        return self.unit[unit].priority[ordinary]

    def lowest_class(self, unit: int) -> int:
        """The class served last at a unit."""
        return self.unit[unit].classes - 1

    def bed_class(self, place: PlaceRow, priority: int) -> int:
        """The visit's class in the queue for a bed here."""
        return 0 if place.ward == NO_UNIT else min(priority, self.unit[place.ward].classes - 1)

    def place_instead(self, case: Any, place: PlaceRow) -> int:
        """Where one goes who does not wait here: the nearest other place of the tier, else the next tier up."""
        others = [row.place for row in self.place if row.tier == place.tier and row.place != place.place]
        other = self._nearest(self.home.minutes[case.village], others)
        return place.up if other == NOWHERE else other

    def steps_of_visit(self, place: PlaceRow, urgent: int) -> tuple[int, ...]:
        """The steps of a visit here; in the emergency room only the clinical ones."""
        return EMERGENCY_VISIT if urgent == 1 else place.visit

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
        """Where a wrongly handled patient turns next: one tier up; from the county out only if it belongs there."""
        if place.up == NOWHERE or (place.tier == COUNTY and case.right_tier < OUT_OF_COUNTY):
            return place.place
        return place.up

    def asked_clinic(self, rule: Any, place: PlaceRow) -> int:
        """The clinic that a remote-consultation rule asks, at the hospital above this place."""
        return self.clinic_named(self.hospital_above(place.place), rule.of)

    # -- the case ----------------------------------------------------------------------------------

    def criterion(self, place: PlaceRow, shift: float) -> float:
        """The line above which a case looks to be beyond this place; a shift moves the share rightly kept."""
        if shift == 0.0:
            return place.criterion
        kept = 0.5 * math.erfc(-place.criterion / math.sqrt(2.0)) + shift
        return float(normal_score(min(max(kept, SURE), 1.0 - SURE)))

    def set_right_tier(self, case: Any, u: float) -> None:
        """The tier meant to handle this case; some serious cases belong outside the county."""
        row = self.condition[case.condition]
        case.right_tier = row.right_tier[case.band]
        if case.band >= SERIOUS and u < row.beyond_county and self.out_place != NOWHERE:
            case.right_tier = OUT_OF_COUNTY

    def worsen(self, case: Any) -> None:
        """A little sicker, or a whole band, as the illness says."""
        row = self.condition[case.condition]
        if row.worsens == 2:
            case.band = min(CRITICAL, case.band + 1)
        elif row.worsens == 1:
            case.severity += A_LITTLE_SICKER * (1.0 - case.severity)
            case.band = max(case.band, band_of(row.cuts, case.severity))
        case.right_tier = max(case.right_tier, row.right_tier[case.band])

    def perceived_quality(self, place: int, felt: int) -> float:
        """What people believe this place handles rightly, as it feels to them."""
        return float(self.beliefs[place]["quality"][felt])

    # -- waits as believed ----------------------------------------------------------------

    def note_wait(self, case: Any, wait_min: float) -> None:
        """Remember a wait for what will be believed next month."""
        self.waits_sum[case.v_place] += wait_min
        self.waits_seen[case.v_place] += 1

    def believe_last_month(self) -> None:
        """At a month's end people believe the mean wait of that month (28 days) at each place that saw anyone."""
        for place, seen in enumerate(self.waits_seen):
            if seen > 0:
                self.beliefs[place]["wait_min"] = self.waits_sum[place] / seen
            self.waits_sum[place], self.waits_seen[place] = 0.0, 0
