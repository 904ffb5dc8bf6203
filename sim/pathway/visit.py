"""One visit: the way there, the door, the queues, the clinician, the end of the visit."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import LUNCH_MIN, PlaceRow
from sim.network.world import World
from sim.pathway.afterwards import left_unseen
from sim.pathway.appointment import own_booking
from sim.pathway.case import NOWHERE, Case
from sim.pathway.clinic import through_the_steps
from sim.pathway.decide import end_of_visit
from sim.pathway.direct import to_the_ward
from sim.pathway.emergency import door_class, is_expected, way_saved_min
from sim.pathway.pay import pay_visit
from sim.pathway.session import booked_session
from sim.pathway.verbs import SEIZED, TURNED_AWAY, Story, Verbs
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, EpisodeReason, Outcome, Reason, Sent

SEEN: Final = int(Outcome.seen)
GAVE_UP_WAITING: Final = int(Outcome.gave_up)
NOT_LET_IN: Final = int(Outcome.turned_away)
FOLLOW_UP_DUE: Final = int(EpisodeReason.follow_up)
REVIEW: Final = int(Reason.review)
FOLLOW_UP: Final = int(Reason.follow_up)
AMBULANCE: Final = int(Reason.ambulance)
WITH_FORM: Final = int(Sent.formal)
WITH_SLIP: Final = int(Sent.slip)
BY_AMBULANCE: Final = int(Sent.ambulance)
U_SET_OFF: Final = int(Decision.set_off)
U_BOOKED: Final = int(Decision.booked_time)
U_OUT_WAIT: Final = int(Decision.delay)
MORNING_SPREAD_MIN: Final = 120.0
EMERGENCY_CLASS: Final = 0
REFERRED_CLASS: Final = 1
BOOKED_CLASS: Final = 2
WALK_IN_CLASS: Final = 3


def visit(do: Verbs, world: World, case: Case) -> Story:
    """One registration at one place, from setting off to what comes next; answers SEIZED if seen."""
    if case.next_bed == 1:
        _ = yield from to_the_ward(do, world, case)
        return SEIZED
    _ = yield from go_there(do, world, case)
    place: PlaceRow = world.place[case.v_place]
    if place.tier == OUT_OF_COUNTY:
        wait: float = world.draw(case, U_OUT_WAIT, place.tier, case.v_nth, 0, place.delay)
        _ = yield do.hold(wait)
    else:
        opens_min: float = world.unit[case.v_unit].door.opens_at(do.now())
        if opens_min > do.now():
            _ = yield do.until(opens_min)
    got: int = yield from through_the_steps(do, world, case, place)
    if got == SEIZED and case.v_booked == 1:
        _ = yield from booked_session(do, world, case, place)
    case.v_left_min = do.now()
    if got != SEIZED:
        case.v_outcome = NOT_LET_IN if got == TURNED_AWAY else GAVE_UP_WAITING
        _ = yield from left_unseen(do, world, case, place, got)
        return got
    case.v_outcome = SEEN
    pay_visit(world, case, place)
    _ = yield from end_of_visit(do, world, case, place)
    return got


def go_there(do: Verbs, world: World, case: Case) -> Story:
    """Choose the hour, travel, and arrive at the door of the next place (or of the emergency room).

    ``by_ambulance`` is -1 for those who come to the emergency room by themselves.
    """
    target: int = case.next_place
    urgent: int = 1 if case.felt == 1 and case.next_reason != REVIEW and case.next_reason != FOLLOW_UP else 0
    by_ambulance: int = 1 if case.next_sent == BY_AMBULANCE else -case.next_urgent
    travel_min: float = world.travel_min(case, case.next_from, target)
    tier: int = world.place[target].tier
    if case.next_booked == 1:
        u_booked = uniform(world.key, case.episode, U_BOOKED, tier, world.visits_before(case, tier), 0)
        booked_min: float = world.booked_min(clinic_of(world, case, target), do.now() + travel_min, u_booked)
        leaves_min: float = world.sails_by(case, case.next_from, target, booked_min - travel_min)
        _ = yield do.until(max(do.now(), leaves_min))
    elif world.has_appointments == 1 and by_ambulance == 0 and urgent == 0 and tier == COUNTY:
        clinic = clinic_of(world, case, target)
        own_min: float = own_booking(world, case, target, clinic, do.now() + travel_min, do.now())
        if own_min >= 0.0:
            case.next_booked = 1
            boat_min: float = world.sails_by(case, case.next_from, target, own_min - travel_min)
            _ = yield do.until(max(do.now(), boat_min))
    if by_ambulance == 0 and tier != OUT_OF_COUNTY:
        arrival_min = world.boards_min(case, case.next_from, target, do.now()) + travel_min
        opens_min: float = world.unit[clinic_of(world, case, target)].door.opens_at(arrival_min)
        if opens_min - arrival_min > LUNCH_MIN:
            if urgent == 1 and world.nearest_emergency[case.village] != NOWHERE:
                target = world.emergency_instead(case.village, target)
                travel_min = world.travel_min(case, case.next_from, target)
                by_ambulance = -1
            else:
                u: float = uniform(world.key, case.episode, U_SET_OFF, tier, world.visits_before(case, tier), 0)
                later_min: float = opens_min + u * MORNING_SPREAD_MIN - travel_min
                if world.has_ferries == 1:
                    clinic = clinic_of(world, case, target)
                    later_min = world.boat_for_door(case, case.next_from, target, clinic, later_min, LUNCH_MIN)
                _ = yield do.until(max(do.now(), later_min))
    boards_min: float = world.boards_min(case, case.next_from, target, do.now())
    if boards_min > do.now():
        _ = yield do.until(boards_min)
    start_visit(do, world, case, target, by_ambulance)
    if by_ambulance == 1:
        by_boat = world.boat_to(case, case.next_from, target) != NOWHERE
        car: int = NOWHERE if by_boat else world.ambulance_unit
        got: int = TURNED_AWAY
        if car != NOWHERE:
            got = yield do.seize(car, 0, -1.0)
        if got == SEIZED:
            saved_min = way_saved_min(world, case, case.next_from, target, do.now())
            called_min: float = world.ambulance_min(case, case.next_from, target) - saved_min
            _ = yield do.hold(called_min)
            do.release(car, 0)
        else:
            _ = yield do.hold(travel_min)  # over water, or no ambulance in the county today: by whatever there is
    else:
        _ = yield do.hold(travel_min)
    case.v_arrival_min = do.now()
    world.last_place[case.resident] = target
    if case.r_channel != NOWHERE:
        do.record_referral(case, case.v_arrival_min)
    return 0


def start_visit(do: Verbs, world: World, case: Case, target: int, by_ambulance: int) -> None:
    """Fill in the visit: which place, which queue, which class, which reason."""
    place = world.place[target]
    case.v_place = target
    case.v_nth = world.count_visit(case, place.tier)
    case.v_reason = case.next_reason
    case.v_sent = case.next_sent
    case.v_first = is_first_contact(case)
    case.v_set_off_min = do.now()
    case.v_travel_min = world.travel_min(case, case.next_from, target)
    case.v_travel_km = world.travel_km(case, case.next_from, target)
    case.v_fare_yuan = world.fare_yuan(case, case.next_from, target)
    case.v_unit = place.emergency if by_ambulance != 0 else clinic_of(world, case, target)
    ordinary = WALK_IN_CLASS
    if by_ambulance != 0:
        ordinary = EMERGENCY_CLASS
    elif case.next_booked == 1:
        ordinary = BOOKED_CLASS
    elif case.next_sent == WITH_FORM or case.next_sent == WITH_SLIP:
        ordinary = REFERRED_CLASS
    elif case.next_reason == REVIEW or case.next_reason == FOLLOW_UP:
        ordinary = BOOKED_CLASS
    if by_ambulance != 0 and world.has_network == 1:
        case.v_ahead = is_expected(world, case, do.now()) if by_ambulance == 1 else 0
        ordinary = door_class(world, case.v_ahead, do.now())
    case.v_class = ordinary
    case.v_priority = world.desk_class(case.v_unit, ordinary) if place.tier != OUT_OF_COUNTY else ordinary
    case.next_place, case.next_urgent, case.next_booked = NOWHERE, 0, 0


def clinic_of(world: World, case: Case, target: int) -> int:
    """The clinic of a place that sees this illness."""
    return world.place[target].clinics[world.condition[case.condition].specialty]


def is_first_contact(case: Case) -> int:
    """1 if this is the first visit of a new episode, should it reach a clinician; not brought or planned."""
    if case.visits > 0 or case.reason == FOLLOW_UP_DUE:
        return 0
    return 0 if case.next_reason == AMBULANCE or case.next_reason == REVIEW else 1
