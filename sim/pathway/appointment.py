"""A booked time at the hospital's clinic, and a registration that is still good."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import PlaceRow
from sim.network.world import World
from sim.pathway.case import Case
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import Sent

WITH_FORM: Final = int(Sent.formal)
WITH_SLIP: Final = int(Sent.slip)
U_BOOKS: Final = int(Decision.books_slot)
U_AWAY: Final = int(Decision.no_show)
U_IN_SLOT: Final = int(Decision.in_slot)
U_WANTED: Final = int(Decision.slot_wanted)
NOT_BOOKED: Final = -1.0


def own_booking(world: World, case: Case, target: int, clinic: int, earliest_min: float, now_min: float) -> float:
    """The minute of the time that this patient booked at a clinic, or NOT_BOOKED for who just goes."""
    if case.next_sent == WITH_FORM or case.next_sent == WITH_SLIP:
        return NOT_BOOKED
    rule = world.appointments.answer(now_min, target, case)
    tier = world.place[target].tier
    nth = world.visits_before(case, tier)
    if rule.policy.books(tier, uniform(world.key, case.episode, U_BOOKS, tier, nth, 0)) == 0:
        return NOT_BOOKED
    wanted_min = world.time_of_day(clinic, earliest_min, uniform(world.key, case.episode, U_WANTED, tier, nth, 0))
    opens_min = world.slot_from(clinic, wanted_min)
    if rule.policy.stays_away(uniform(world.key, case.episode, U_AWAY, tier, nth, 0)) == 1:
        opens_min = world.slot_from(clinic, opens_min + DAY_MIN)
    ends_min = (opens_min // world.slot_min + 1.0) * world.slot_min
    return opens_min + uniform(world.key, case.episode, U_IN_SLOT, tier, nth, 0) * (ends_min - opens_min)


def still_registered(world: World, case: Case, place: PlaceRow, urgent: int) -> int:
    """1 if an earlier registration here is good for this visit; notes the new one where it is not."""
    if world.has_appointments == 0 or urgent == 1:
        return 0
    rule = world.appointments.answer(case.v_arrival_min, case.v_place, case)
    good_min = rule.policy.registered_min()
    if case.registered_at == place.place and case.v_arrival_min - case.registered_min <= good_min:
        case.v_spared_yuan = min(place.visit_yuan, rule.policy.spared_yuan())
        return 1
    case.registered_at, case.registered_min = place.place, case.v_arrival_min
    return 0
