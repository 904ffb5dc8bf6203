"""A booked session with a specialist: the patient comes back, and both doctors meet over the case (M7, M21)."""

from __future__ import annotations

from math import inf
from typing import Final

from sim.luck.decisions import Decision
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.case import Case
from sim.pathway.finding import finds
from sim.pathway.verbs import SEIZED, Story, Verbs
from sim.vocabulary.words import Expert

REMOTE: Final = int(Expert.remote)
U_TALK: Final = int(Decision.remote_talk)
NEVER_LEAVES: Final = -1.0


def booked_session(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Home, back for the session, and the talk: 1 if the specialist has seen the case."""
    case.v_booked = 0
    rule = world.remote_consult.answer(do.now(), case.v_place, case)
    screen: int = NO_UNIT
    if rule.policy.by_session() == 1:
        screen = rule.reader[place.place]
    if screen == NO_UNIT:
        return 0
    way_min: float = world.travel_min(case, -1, place.place)
    talk_min: float = world.talk_min(case, rule, U_TALK, place.tier)
    there_min: float = do.now() + 2.0 * way_min
    if world.has_ferries == 1:
        there_min = world.boards_min(case, -1, place.place, do.now() + way_min) + way_min
    starts_min: float = world.book_session(screen, there_min)
    if starts_min == inf:
        return 0
    case.v_travel_min += 2.0 * way_min
    case.v_travel_km += 2.0 * world.travel_km(case, -1, place.place)
    case.v_fare_yuan += 2.0 * world.fare_yuan(case, -1, place.place)
    _ = yield do.until(starts_min)
    if do.on_duty(screen) == 0:
        return 0
    got: int = yield do.seize(screen, 0, NEVER_LEAVES)
    if got != SEIZED:
        return 0
    doctor: int = NO_UNIT
    if do.on_duty(case.v_unit) > 0:
        theirs: int = yield do.seize(case.v_unit, case.v_priority, NEVER_LEAVES)
        if theirs == SEIZED:
            doctor = case.v_unit
    _ = yield do.hold(talk_min)
    do.release(screen, 0)
    if doctor != NO_UNIT:
        do.release(doctor, case.v_priority)
    case.v_session_min = do.now() - talk_min
    case.v_expert = REMOTE
    case.v_adviser = world.unit[screen].place
    case.v_finding = finds(world, case, place)
    return 1
