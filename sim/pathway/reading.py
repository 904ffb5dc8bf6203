"""Tests that this place cannot report by itself: read at a distance, or made on a trip to the hospital (M6)."""

from __future__ import annotations

from math import inf
from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.reading import ROUTINE_CLASS, URGENT_CLASS
from sim.network.units import LUNCH_MIN, NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.record import note_result
from sim.pathway.verbs import SEIZED, Story, Verbs
from sim.vocabulary.words import COUNTY

U_READ: Final = int(Decision.remote_read)
U_TRIP: Final = int(Decision.test_trip)
U_TEST: Final = int(Decision.test_time)
NEVER_LEAVES: Final = -1.0


def centre_for(world: World, case: Case, place: PlaceRow, test: int) -> int:
    """Which rule has this test of this place read at a distance at this visit; -1 if none does."""
    for i in range(len(world.remote_reading.answers)):
        rule = world.remote_reading.answers[i]
        covers = rule.policy.reads(place.tier) == 1 and rule.tests[test] == 1 and rule.reader[place.place] != NO_UNIT
        if covers and rule.holds(case.v_arrival_min, place.place, case):
            return i
    return NOWHERE


def machine_here(world: World, case: Case, place: PlaceRow, test: int) -> int:
    """The machine for a test: the place's own, else one that a centre of readers has brought; -1 for none."""
    if place.tests[test] != NO_UNIT or world.has_readings == 0 or len(place.recorders) == 0:
        return place.tests[test]
    return place.recorders[test] if centre_for(world, case, place, test) != NOWHERE else NO_UNIT


def goes_to_readers(world: World, case: Case, place: PlaceRow, test: int, minute: float) -> int:
    """1 if this test is reported by a centre; an emergency is not kept waiting for one that is closed."""
    which = centre_for(world, case, place, test)
    if which == NOWHERE:
        return 0
    rule = world.remote_reading.answers[which]
    opens_min = world.unit[rule.reader[place.place]].door.opens_at(minute)
    if opens_min == inf:
        return 0
    return 1 if opens_min <= minute else rule.policy.waits_overnight(case.felt)


def remote_reports(do: Verbs, world: World, case: Case, place: PlaceRow, sent: int) -> Story:
    """The tests that were sent (bit i: test i) are read one after the other; answers how many."""
    sent_min: float = do.now()
    test: int = 0
    while test < len(place.tests):
        if (sent >> test) & 1 == 1:
            _ = yield from remote_report(do, world, case, place, test, sent_min)
        test += 1
    return sent


def remote_report(do: Verbs, world: World, case: Case, place: PlaceRow, test: int, sent_min: float) -> Story:
    """One test in the readers' queue; what is still in it when the centre closes stays in line for the morning."""
    which: int = centre_for(world, case, place, test)
    rule = world.remote_reading.answers[which]
    reader: int = rule.reader[place.place]
    length: int = rule.reading[case.felt]
    gain: float = rule.policy.gain()
    way_back_min: float = rule.policy.sent_in_min()
    machine: int = machine_here(world, case, place, test)
    urgency: int = URGENT_CLASS if case.felt == 1 else ROUTINE_CLASS
    if world.unit[reader].door.opens_at(do.now()) == inf:
        case.v_tests_missing += 1
        return 0
    _ = yield do.seize(reader, urgency, NEVER_LEAVES)
    start_min: float = do.now()
    read_min: float = world.draw(case, U_READ, place.tier, case.v_nth, test, length)
    _ = yield do.hold(read_min)
    do.release(reader, urgency)
    if way_back_min > 0.0:
        _ = yield do.hold(way_back_min)
    case.v_tests_done += 1
    note_result(case, place, test, do.now())
    case.v_reader = world.unit[reader].place
    case.v_read_gain = max(case.v_read_gain, gain)
    do.record_test(case, reader, test, sent_min, start_min, do.now(), world.unit[machine].price_yuan)
    return 1


def makes_a_trip(world: World, case: Case, place: PlaceRow) -> int:
    """1 if this patient, who lacks a test here, is sent to the hospital for it and goes."""
    if place.tier >= COUNTY:
        return 0
    u = uniform(world.key, case.episode, U_TRIP, place.tier, case.v_nth, 0)
    for i in range(len(world.remote_reading.answers)):
        rule = world.remote_reading.answers[i]
        if rule.policy.travels(place.tier, u) == 1 and rule.holds(case.v_arrival_min, place.place, case):
            return 1
    return 0


def trip_for_tests(do: Verbs, world: World, case: Case, place: PlaceRow, lacking: int) -> Story:
    """To the hospital for what is lacking (bit i: test i), into its queues as anybody, and back with the results."""
    hospital: PlaceRow = world.place[world.hospital_of[place.place]]
    way_min: float = world.travel_min(case, place.place, hospital.place)
    there_min: float = world.crossing_min(case, place.place, hospital.place, do.now())
    case.v_travel_min += 2.0 * way_min
    case.v_travel_km += 2.0 * world.travel_km(case, place.place, hospital.place)
    case.v_fare_yuan += 2.0 * world.fare_yuan(case, place.place, hospital.place)
    _ = yield do.hold(there_min)
    test: int = 0
    while test < len(hospital.tests):
        unit: int = hospital.tests[test]
        made = unit != NO_UNIT and (lacking >> test) & 1 == 1
        if made and world.unit[unit].door.opens_at(do.now()) - do.now() <= LUNCH_MIN:
            _ = yield from one_test_there(do, world, case, hospital, test)
        test += 1
    back_min: float = world.crossing_min(case, hospital.place, place.place, do.now())
    _ = yield do.hold(back_min)
    return 1


def one_test_there(do: Verbs, world: World, case: Case, hospital: PlaceRow, test: int) -> Story:
    """One test at the hospital, its report included; what could not be done there stays missing."""
    unit: int = hospital.tests[test]
    asked_min: float = do.now()
    opens_min: float = world.unit[unit].door.opens_at(asked_min)
    if opens_min > do.now():
        _ = yield do.until(opens_min)
    priority: int = world.lowest_class(unit)
    got: int = yield do.seize(unit, priority, NEVER_LEAVES)
    if got != SEIZED:
        return 0
    start_min: float = do.now()
    test_min: float = world.draw(case, U_TEST, hospital.tier, case.v_nth, test, world.unit[unit].service[0])
    _ = yield do.hold(test_min)
    do.release(unit, priority)
    report_min: float = do.now() + world.unit[unit].report_min
    _ = yield do.until(report_min)
    case.v_tests_done += 1
    case.v_tests_missing -= 1
    note_result(case, world.place[case.v_place], test, report_min)
    case.v_bill_yuan += world.unit[unit].price_yuan
    do.record_test(case, unit, test, asked_min, start_min, report_min, world.unit[unit].price_yuan)
    return 1
