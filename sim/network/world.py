"""The county as the pathway reads it: numeric tables and small sums over them, one object per run.

Tables are read as rows (``world.place[f].tier``). What changes in a run (places used last, what the fund has
paid, waits as believed) are columns that the pathway writes through the methods here.
"""

from __future__ import annotations

import math
from array import array
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.illness.managed import is_managed
from sim.luck.bell import normal_score
from sim.luck.quantiles import table
from sim.network.aids import ReferralAids
from sim.network.appointments import Slots
from sim.network.beliefs import KINDS, beliefs, options, quality_believed, tastes
from sim.network.channels import Channels
from sim.network.county import NOWHERE, County, county_of
from sim.network.experience import Experience
from sim.network.fund import Fund
from sim.network.illnesses import A_LITTLE_SICKER, ConditionRow, band_of, illness_rows
from sim.network.joint import JointWards
from sim.network.lengths import Lengths
from sim.network.payments import Payments
from sim.network.remote_sessions import RemoteSessions
from sim.network.rows import CONSULT_STEP, DESKS_FROM, REVIEW_STEP, SURE, TESTS_STEP, RowBuilder, names_of
from sim.network.rules import InForce, Rules, rules_for
from sim.network.travel import ways
from sim.network.units import NO_UNIT, PlaceRow, UnitRow
from sim.people import People
from sim.policies import QUESTIONS
from sim.scenario.scenario import Scenario
from sim.vocabulary.words import COUNTY, CRITICAL, OUT_OF_COUNTY, SERIOUS, TOWNSHIP, VILLAGE

CONSULT: Final = CONSULT_STEP
TESTS: Final = TESTS_STEP
REVIEW: Final = REVIEW_STEP
NEVER_MIN: Final = -1e12
"""The minute of a follow-up that has not been."""
TESTS_GAIN: Final = 0.3
"""Added to discernment d′ once needed tests are done (assumption)."""
UNTESTED_TIMES: Final = 0.7
"""Right handling of a case whose needed test cannot be done here, relative to the place (assumption)."""

__all__ = ["CONSULT", "DESKS_FROM", "REVIEW", "TESTS", "World"]


class World(RemoteSessions, Payments, Fund, JointWards, Lengths, ReferralAids, Channels, Slots, Experience):
    """Everything the patient process reads."""

    first_contact: Rules
    referral: Rules
    referral_channel: Rules
    records: Rules
    appointments: Rules
    remote_consult: Rules
    step_down: Rules
    expert_dispatch: Rules
    remote_reading: Rules
    emergency: Rules
    insurance: Rules
    provider_payment: Rules
    key: int
    illnesses: int
    tests_gain: float
    untested_times: float
    emergency_visit: tuple[int, ...]
    place: list[PlaceRow]
    unit: list[UnitRow]
    condition: list[ConditionRow]
    town_kinds: list[int]
    scheme: array[int]
    options: list[NDArray[np.void]]
    beliefs: NDArray[np.void]
    tastes: NDArray[np.void]
    rows: NDArray[np.void]
    grid: NDArray[np.float64]
    last_place: array[int]
    manages: int
    followed_min: array[float]
    onsets: Any
    waits_sum: array[float]
    waits_seen: array[int]

    def __init__(self, scenario: Scenario, county: County, people: People, luck_key: int) -> None:
        assert scenario.calendar is not None
        self.key, self.county, self.people = luck_key, county, people
        self.end_min = scenario.calendar.end_min
        self.loads = 0
        self.lessons = 0  # how often the rows of places and illnesses have moved since the numbers were read
        self.emptied: set[int] = set()  # units to or from which somebody has gone since an engine last looked
        self.names = names_of(scenario, county)
        self.tests_gain, self.untested_times = TESTS_GAIN, UNTESTED_TIMES
        self.town_kinds = [len(KINDS) if village.spot.in_town else 0 for village in county.villages]
        self.last_place = array("q", [NOWHERE]) * len(people)
        self.scheme = array("q", people.scheme.astype(np.int64).tobytes())
        self.manages = 1 if is_managed(scenario) else 0
        self.followed_min = array("d", [NEVER_MIN]) * (len(people) if self.manages else 1)
        self.waits_sum = array("d", [0.0]) * len(county.facilities)
        self.waits_seen = array("q", [0]) * len(county.facilities)
        self.place, self.unit, self.condition = [], [], []
        self.emergency_visit = (CONSULT_STEP, TESTS_STEP, REVIEW_STEP)
        self.beliefs = beliefs(county, len(scenario.people.schemes) if scenario.people else 1)
        self.load(scenario)

    def load(self, scenario: Scenario, minute: float = 0.0) -> None:
        """Read every number of the scenario as it is at a minute (``changes:`` may have set some)."""
        self.loads += 1
        from_home, between = ways(scenario, self.county)
        self.home, self.between = from_home, between
        self.read_ferries(scenario)
        builder = RowBuilder(scenario, self.county, self.names)
        self.place[:], self.unit[:] = builder.places, builder.units
        self.condition[:] = illness_rows(scenario, self.names, builder.draws)
        self.illnesses = len(scenario.conditions)
        self.read_reviews(scenario, builder)
        self._out_consult(builder)
        self.options = options(scenario, self.county, self.felt_ways(from_home))
        self.tastes = tastes(scenario)
        for question in QUESTIONS:
            setattr(self, question, rules_for(question, scenario, self.county, from_home, self.people))
        for answer in self.remote_consult.answers:
            answer.talk = builder.draws.number(getattr(answer.policy, "talk", None))
            answer.clinic = self._clinics_asked(getattr(answer.policy, "of", ""))
        self.read_catalogues()
        for answer in self.expert_dispatch.answers:
            answer.talk = builder.draws.number(getattr(answer.policy, "takes", None))
        self.read_centres(builder)
        self.distributions = tuple(builder.draws.found)
        self.rows, self.grid = table(self.distributions)
        self.read_schedules(scenario)
        self.open_fund()
        self.open_experience(scenario)
        self.read_ambulances(scenario)
        self.expert_rooms()
        self.plan_sessions(scenario)
        self.read_channels(minute)
        self.read_slots(scenario)
        self.reading_rooms(scenario)
        self.open_screens(scenario)
        self.who_is_near()
        self.find_centres()
        self.find_joint_wards()
        self.new_prices(minute)

    def load_changes(self, scenario: Scenario, minute: float) -> None:
        """The numbers of another date, into the same rows: who is under way reads the new ones.

        Calendars stay as they were stitched together at the start.
        """
        rows: list[list[Any]] = [self.place, self.unit, self.condition]
        before = [list(table) for table in rows]
        calendars = [(row.door, row.steps) for row in self.unit], [row.door for row in self.place]
        believed = self.beliefs["wait_min"].copy()
        self.county = county_of(scenario)
        self.beliefs[:] = beliefs(self.county, self.schemes)
        self.beliefs["wait_min"] = believed
        if self.learns == 1:
            self.beliefs["quality"] = self.quality_at_first
        self.load(scenario, minute)
        for table_now, table_before in zip(rows, before, strict=True):
            for old, new in zip(table_before, table_now, strict=True):
                for name in old.__slots__:
                    setattr(old, name, getattr(new, name))
            table_now[:] = table_before
        for unit, (door, steps) in zip(self.unit, calendars[0], strict=True):
            unit.door, unit.steps = door, steps
        for place, door in zip(self.place, calendars[1], strict=True):
            place.door = door

    def _out_consult(self, builder: RowBuilder) -> None:
        """Numbers that belong to no unit: the consultation out of the county is a fixed length."""
        self.mean_tests = [
            float(np.mean([row.test_share[test] for row in self.condition[: self.illnesses]] or [0.0]))
            for test in range(len(self.names.tests))
        ]

    def answers_in_force(self, question: str) -> tuple[InForce, ...]:
        """All answers to a question that is asked every morning, the last one first, the null answer last."""
        rules: Rules = getattr(self, question)
        return rules.answers

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

    def visits_before(self, case: Any, tier: int) -> int:
        """How many visits to this tier the episode had so far."""
        if tier == VILLAGE:
            return int(case.nth_village)
        if tier == TOWNSHIP:
            return int(case.nth_township)
        return int(case.nth_county if tier == COUNTY else case.nth_out)

    def desk_priority(self, case: Any, unit: int) -> int:
        """The visit's class in the queue of another unit of the same place."""
        return int(min(case.v_priority, self.unit[unit].classes - 1))

    def desk_class(self, unit: int, ordinary: int) -> int:
        """Where one of the four ordinary classes queues at a unit."""
        return self.unit[unit].priority[ordinary]

    def lowest_class(self, unit: int) -> int:
        """The class served last at a unit."""
        return self.unit[unit].classes - 1

    def bed_class(self, place: PlaceRow, priority: int) -> int:
        """The visit's class in the queue for a bed here."""
        return 0 if place.ward == NO_UNIT else min(priority, self.unit[place.ward].classes - 1)

    def steps_of_visit(self, place: PlaceRow, urgent: int) -> tuple[int, ...]:
        """The steps of a visit here; in the emergency room only the clinical ones."""
        return self.emergency_visit if urgent == 1 else place.visit

    def asked_clinic(self, rule: Any, place: PlaceRow) -> int:
        """The clinic that a remote-consultation rule asks, at the hospital above this place."""
        return int(rule.clinic[place.place])

    def _clinics_asked(self, of: str) -> tuple[int, ...]:
        """By place, the clinic of that name at the hospital above it."""
        return tuple(self.clinic_named(self.hospital_above(place.place), of) for place in self.place)

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
        return quality_believed(self.beliefs, place, felt)

    # -- waits as believed ----------------------------------------------------------------

    def note_wait(self, case: Any, wait_min: float) -> None:
        """Remember a wait for what will be believed next month."""
        self.waits_sum[case.v_place] += wait_min
        self.waits_seen[case.v_place] += 1
        if self.counts_specialties > 0:
            self.seen_of[case.v_place * self.counts_specialties + self.condition[case.condition].specialty] += 1

    def believe_last_month(self) -> None:
        """At a month's end people believe that month's mean wait (28 days) of each place that saw anyone."""
        for place, seen in enumerate(self.waits_seen):
            if seen > 0:
                self.beliefs[place]["wait_min"] = self.waits_sum[place] / seen
            self.waits_sum[place], self.waits_seen[place] = 0.0, 0
        self.count_anew()
