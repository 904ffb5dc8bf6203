"""What visiting experts do besides clinics: rounds in a township ward, and operations there (M4)."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.admission import calls_for_bed
from sim.pathway.case import Case
from sim.pathway.skill import treated_rightly
from sim.pathway.verbs import SEIZED, Story, Verbs
from sim.vocabulary.words import Expert

OPERATED: Final = int(Expert.operated)
U_HANDLED: Final = int(Decision.handled)
U_ROUND: Final = int(Decision.round_time)
U_OPERATION: Final = int(Decision.operation_time)
NEVER_LEAVES: Final = -1.0


def acute_days_with_rounds(
    do: Verbs, world: World, case: Case, place: PlaceRow, acute_min: float, handled: int
) -> Story:  # fmt: skip
    """The acute days in a ward to which experts come: 1 if the case is handled rightly at their end.

    At each round the expert sees the patient at the bedside, the list permitting; what the place handled wrongly and
    the expert would not is put right from then on.
    """
    ends_min: float = do.now() + acute_min
    right: int = handled
    rounds: int = 0
    room: int = world.room_among(place.rounds, case)
    next_min: float = ends_min
    if room != NO_UNIT:
        next_min = world.session_after(room, do.now())
    while next_min < ends_min:
        _ = yield do.until(next_min)
        comes_min: float = world.announced_from(room, do.now())
        if do.on_duty(room) == 0 and comes_min > do.now() and comes_min < ends_min:
            _ = yield do.until(comes_min)  # the boat lands later than planned
        if do.on_duty(room) > 0 and world.takes_place(room, case) == 1:
            bedside: int = world.lowest_class(room)
            got: int = yield do.seize(room, bedside, NEVER_LEAVES)
            if got == SEIZED:
                look_min: float = world.draw(case, U_ROUND, place.tier, case.v_nth, rounds, world.unit[room].service[0])
                _ = yield do.hold(look_min)
                do.release(room, bedside)
                if right == 0 and expert_handles(world, case, place, room) == 1:
                    right = 1
                    case.right_care_min = do.now()
        rounds += 1
        next_min = world.session_after(room, max(next_min, do.now()))
    if ends_min > do.now():
        _ = yield do.until(ends_min)
    return right


def expert_handles(world: World, case: Case, place: PlaceRow, room: int) -> int:
    """1 if the expert of this room handles the case rightly: the luck of the place, the expert's hand."""
    u = uniform(world.key, case.episode, U_HANDLED, place.tier, case.v_nth, 0)
    return 1 if u < treated_rightly(world, case, world.place[world.expert_home(room)]) else 0


def operated_here(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """On a day of operations: who needs a bed and would be sent up is operated on and stays; 1 if so.

    Only what is within the expert's reach, and while ward and list have room; the patient waits for the session.
    """
    room: int = world.room_among(place.operating, case)
    if room == NO_UNIT or case.v_finding == 0 or calls_for_bed(world, case, place) == 0:
        return 0
    begins_min: float = world.announced_from(room, do.now())
    if begins_min < 0.0 or place.ward == NO_UNIT or do.free(place.ward) <= 0:
        return 0
    if case.right_tier > world.place[world.expert_home(room)].tier or world.takes_place(room, case) == 0:
        return 0
    if begins_min > do.now():
        _ = yield do.until(begins_min)
    if do.on_duty(room) <= 0:
        return 0
    table: int = world.desk_priority(case, room)
    got: int = yield do.seize(room, table, NEVER_LEAVES)
    if got != SEIZED:
        return 0
    operation_min: float = world.draw(case, U_OPERATION, place.tier, case.v_nth, 0, world.unit[room].service[0])
    _ = yield do.hold(operation_min)
    do.release(room, table)
    case.v_expert = OPERATED
    case.v_adviser = world.expert_home(room)
    return 1
