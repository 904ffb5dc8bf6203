"""Inside a place: the steps of a visit one after the other, each with its own queue.

Who has registered is seen that day, the second look after tests included. The finding is made at the end of
the last clinical step, while the clinician is still with the patient.
"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import LUNCH_MIN, NO_DRAW, NO_UNIT, PlaceRow
from sim.network.world import CONSULT, DESKS_FROM, REVIEW, TESTS, World
from sim.pathway.appointment import still_registered
from sim.pathway.case import NOWHERE, Case
from sim.pathway.finding import judge
from sim.pathway.reading import goes_to_readers, machine_here, makes_a_trip, remote_reports, trip_for_tests
from sim.pathway.record import is_recognised, note_result, talk_times
from sim.pathway.verbs import SEIZED, Story, Verbs
from sim.vocabulary.words import OUT_OF_COUNTY, Expert, Reason

PLANNED_REVIEW: Final = int(Reason.review)
FOLLOW_UP: Final = int(Reason.follow_up)
VISITING: Final = int(Expert.visiting)
U_CONSULT: Final = int(Decision.consult_time)
U_REVIEW: Final = int(Decision.review_time)
U_DESK: Final = int(Decision.desk_time)
U_PATIENCE: Final = int(Decision.patience)
U_NEEDED: Final = int(Decision.test_needed)
U_TEST: Final = int(Decision.test_time)
NEVER_LEAVES: Final = -1.0
TURNS_BACK: Final = 0.0
NOBODY_THERE: Final = -1


def through_the_steps(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Registration, consultation, tests, second look, pharmacy: SEIZED once all are done."""
    if place.tier == OUT_OF_COUNTY:
        return (yield from seen_out_of_county(do, world, case, place))
    meets_visiting_expert(do, world, case, place)
    urgent: int = 1 if case.v_unit == place.emergency else 0
    tests_wanted: int = wants_tests(world, case, place, urgent)
    registered: int = still_registered(world, case, place, urgent)
    steps: int = len(world.steps_of_visit(place, urgent))
    i: int = 0
    while i < steps:
        step: int = world.steps_of_visit(place, urgent)[i]
        got: int = SEIZED
        if step == CONSULT:
            got = yield from consultation(do, world, case, place, tests_wanted)
        elif step == TESTS:
            if tests_wanted == 1:
                _ = yield from tests(do, world, case, place)
        elif step == REVIEW:
            if tests_wanted == 1:
                got = yield from second_look(do, world, case, place)
        elif registered == 1 and step - DESKS_FROM == world.registration_desk:
            got = SEIZED
        elif place.desks[step - DESKS_FROM] != NO_UNIT:
            got = yield from desk(do, world, case, place, step - DESKS_FROM)
        if got != SEIZED and case.v_start_min < 0.0:
            return got
        i += 1
    if tests_wanted == 1 and TESTS not in world.steps_of_visit(place, urgent):
        _ = yield from tests(do, world, case, place)  # only a centre of readers, or a trip, brings tests here
    if tests_wanted == 1 and REVIEW not in world.steps_of_visit(place, urgent):
        _ = yield from judge(do, world, case, place)  # no second look: whoever reads the report decides
        case.v_end_min = do.now()
    return SEIZED


def gone_for_today(do: Verbs, world: World, unit: int) -> bool:
    """Nobody is on the roster of this unit, and nobody comes back soon."""
    if do.on_duty(unit) > 0:
        return False
    return world.unit[unit].door.opens_at(do.now()) - do.now() > LUNCH_MIN or is_empty(do, world, unit)


def is_empty(do: Verbs, world: World, unit: int) -> bool:
    """Its clinicians are at a course, nobody is left, and they are not back within a lunch break."""
    return world.unit[unit].empty_until_min - do.now() > LUNCH_MIN


def consultation(do: Verbs, world: World, case: Case, place: PlaceRow, tests_wanted: int) -> Story:
    """Wait for the clinician and talk; without tests the finding is made here."""
    unit = world.unit[case.v_unit]
    limit_min = NEVER_LEAVES
    if unit.patience[case.v_priority] != NO_DRAW:
        limit_min = world.draw(case, U_PATIENCE, place.tier, case.v_nth, 0, unit.patience[case.v_priority])
    if is_empty(do, world, case.v_unit) and do.on_duty(case.v_unit) == 0:
        limit_min = TURNS_BACK
    got: int = yield do.seize(case.v_unit, case.v_priority, limit_min)
    if got != SEIZED:
        return got
    case.v_start_min = do.now()
    case.visits += 1
    world.note_wait(case, case.v_start_min - case.v_arrival_min)
    talk_min: float = world.consult_min(case, place, U_CONSULT) * talk_times(world, case)
    _ = yield do.hold(talk_min)
    if tests_wanted == 0:
        _ = yield from judge(do, world, case, place)
    case.v_end_min = do.now()
    do.release(case.v_unit, case.v_priority)
    return SEIZED


def second_look(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Back to the same clinician's queue with the results; the finding is made here.

    An expert who has left by then has told a clinician of the place what to look for.
    """
    unit: int = case.v_unit
    if case.v_expert == VISITING and do.on_duty(unit) == 0:
        unit = place.clinics[world.condition[case.condition].specialty]
    priority: int = world.desk_priority(case, unit)
    got: int = NOBODY_THERE
    if not gone_for_today(do, world, unit):
        got = yield do.seize(unit, priority, NEVER_LEAVES)
    if got == SEIZED:
        review = world.unit[unit].review
        if review != NO_DRAW:
            look_min: float = world.draw(case, U_REVIEW, place.tier, case.v_nth, 0, review)
            _ = yield do.hold(look_min)
        _ = yield from judge(do, world, case, place)
        do.release(unit, priority)
    else:
        _ = yield from judge(do, world, case, place)
    case.v_end_min = do.now()
    return SEIZED


def desk(do: Verbs, world: World, case: Case, place: PlaceRow, which: int) -> Story:
    """Registration, payment or pharmacy: a queue of its own, nobody leaves it; passed where nobody serves."""
    unit: int = place.desks[which]
    if gone_for_today(do, world, unit):
        return SEIZED
    priority: int = world.desk_priority(case, unit)
    got: int = yield do.seize(unit, priority, NEVER_LEAVES)
    if got != SEIZED:
        return got
    service_min: float = world.draw(case, U_DESK, place.tier, case.v_nth, which, world.unit[unit].service[0])
    _ = yield do.hold(service_min)
    do.release(unit, priority)
    return SEIZED


def wants_tests(world: World, case: Case, place: PlaceRow, urgent: int) -> int:
    """1 if a test that this illness needs is to be done here; counts those that cannot be, notes what is known."""
    if case.v_reason == PLANNED_REVIEW or case.v_reason == FOLLOW_UP:
        return 0
    illness = world.condition[case.condition]
    wanted = 0
    can_test = TESTS in world.steps_of_visit(place, urgent)
    for test in range(len(illness.test_share)):
        if needs_test(world, case, test) == 1:
            if case.v_ahead == 1 and test == world.ahead_test:
                case.v_tests_known = case.v_tests_known | (1 << test)  # it was there before the patient
            elif is_recognised(world, case, place, test) == 1:
                case.v_tests_known = case.v_tests_known | (1 << test)
            elif can_test_here(world, case, place, test, can_test):
                wanted = 1
            else:
                case.v_tests_missing += 1
    if case.v_tests_missing > 0 and world.has_trips == 1:
        wanted = max(wanted, makes_a_trip(world, case, place))
    return wanted


def can_test_here(world: World, case: Case, place: PlaceRow, test: int, has_step: bool) -> bool:
    """A machine of its own, in a visit that has a step for tests; or one of a centre that reads at a distance."""
    if has_step and place.tests[test] != NO_UNIT:
        return True
    return world.has_readings == 1 and machine_here(world, case, place, test) != NO_UNIT


def needs_test(world: World, case: Case, test: int) -> int:
    """1 if this illness needs this test to be handled rightly; the same at every place and visit."""
    share = world.condition[case.condition].test_share[test]
    if share <= 0.0:
        return 0
    return 1 if uniform(world.key, case.episode, U_NEEDED, -1, 0, test) < share else 0


def asks_for(world: World, case: Case, place: PlaceRow, test: int) -> int:
    """1 if this test is done here: it is needed, and no result of it stands."""
    return needs_test(world, case, test) if (case.v_tests_known >> test) & 1 == 0 else 0


def tests(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Each needed test that the place has: queue, machine, report; then wait for the last report."""
    all_reported_min: float = do.now()
    sent: int = 0
    lacking: int = 0
    test: int = 0
    while test < len(place.tests):
        unit: int = machine_here(world, case, place, test)
        if unit == NO_UNIT and world.has_trips == 1 and asks_for(world, case, place, test) == 1:
            lacking = lacking | (1 << test)
        if unit != NO_UNIT and asks_for(world, case, place, test) == 1:
            asked_min: float = do.now()
            priority: int = world.desk_priority(case, unit)
            got: int = NOBODY_THERE
            if not gone_for_today(do, world, unit):
                got = yield do.seize(unit, priority, NEVER_LEAVES)
            if got == SEIZED:
                start_min: float = do.now()
                service = world.unit[unit].service[0]
                service_min: float = world.draw(case, U_TEST, place.tier, case.v_nth, test, service)
                _ = yield do.hold(service_min)
                do.release(unit, priority)
                case.v_bill_yuan += world.unit[unit].price_yuan
                if world.has_readings == 1 and goes_to_readers(world, case, place, test, do.now()) == 1:
                    sent = sent | (1 << test)
                elif place.tests[test] == NO_UNIT:
                    case.v_tests_missing += 1  # recorded, and nobody here can read it
                else:
                    report_min: float = do.now() + world.unit[unit].report_min
                    all_reported_min = max(all_reported_min, report_min)
                    case.v_tests_done += 1
                    note_result(case, place, test, report_min)
                    do.record_test(case, unit, test, asked_min, start_min, report_min, world.unit[unit].price_yuan)
            else:
                case.v_tests_missing += 1
        test += 1
    if sent > 0:
        _ = yield from remote_reports(do, world, case, place, sent)
    if lacking > 0 and makes_a_trip(world, case, place) == 1:
        _ = yield from trip_for_tests(do, world, case, place, lacking)
    if all_reported_min > do.now():
        _ = yield do.until(all_reported_min)
    return 0


def meets_visiting_expert(do: Verbs, world: World, case: Case, place: PlaceRow) -> None:
    """On session days, those whose illness is the expert's are seen by the expert, while there is room."""
    if case.v_unit == place.emergency:
        return
    for i in range(len(place.visiting)):
        room = place.visiting[i]
        if case.v_expert == 0 and do.on_duty(room) > 0 and world.expert_has_room(room, case) == 1:
            case.v_unit = room
            case.v_priority = world.desk_priority(case, room)
            case.v_expert = VISITING
            case.v_adviser = world.expert_home(room)


def seen_out_of_county(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """The hospital outside the county: no queue of ours, only the time it takes."""
    case.v_start_min = do.now()
    case.visits += 1
    talk_min: float = world.consult_min(case, place, U_CONSULT)
    _ = yield do.hold(talk_min)
    case.v_end_min = do.now()
    case.v_bill_yuan += world.out_tests_yuan
    case.v_adviser = NOWHERE
    return SEIZED
