"""The way from a referral form to the hospital: how long it takes, a booked time, or straight to the ward."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.admission import calls_for_bed
from sim.pathway.case import NOWHERE, Case
from sim.pathway.record import record_hastens
from sim.pathway.verbs import Verbs
from sim.vocabulary.words import COUNTY, CRITICAL

U_FORM: Final = int(Decision.takes_form)
U_DIRECT: Final = int(Decision.direct_admission)
U_BOOKS: Final = int(Decision.books)


def handling(do: Verbs, world: World, case: Case, ordinary_min: float) -> float:
    """Minutes between the form and the hospital's slot; who is critical does not wait for paper."""
    if case.band >= CRITICAL:
        return 0.0
    minutes = ordinary_min
    if world.has_channel == 1:
        minutes = world.referral_channel.answer(do.now(), case.v_place, case).policy.handling_min(ordinary_min)
    return minutes * record_hastens(world, case, do.now())


def takes_a_form(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """1 if who would only be told to go up goes with a form, because the channel is worth it."""
    if world.has_channel == 0:
        return 0
    rule = world.referral_channel.answer(do.now(), case.v_place, case)
    taken: int = rule.policy.takes_a_form(uniform(world.key, case.episode, U_FORM, place.tier, case.v_nth, 0))
    return taken


def prepares(do: Verbs, world: World, case: Case, place: PlaceRow, target: int, start: int) -> None:
    """What the sender arranges with the form: a bed, or a time at the clinic. ``start``: sets off here or at home."""
    case.next_bed, case.next_booked = 0, 0
    if world.has_channel == 0 or world.place[target].tier != COUNTY or case.band >= CRITICAL:
        return
    rule = world.referral_channel.answer(do.now(), case.v_place, case)
    u_direct = uniform(world.key, case.episode, U_DIRECT, place.tier, case.v_nth, 0)
    if rule.policy.admits_directly(u_direct) == 1 and calls_for_bed(world, case, world.place[target]) == 1:
        ward = world.place[target].ward
        case.next_bed = 1 if ward != NO_UNIT and do.on_duty(ward) > 0 else 0
    if case.next_bed == 1:
        there_and_back(world, case, start, target)
    elif rule.policy.books(uniform(world.key, case.episode, U_BOOKS, place.tier, case.v_nth, 0)) == 1:
        case.next_booked = 1


def there_and_back(world: World, case: Case, start: int, target: int) -> None:
    """Who goes straight to the ward makes no visit there: the way is written with the visit that sends."""
    case.v_travel_min += world.travel_min(case, start, target) + world.travel_min(case, NOWHERE, target)
    case.v_travel_km += world.travel_km(case, start, target) + world.travel_km(case, NOWHERE, target)
    case.v_fare_yuan += world.fare_yuan(case, start, target) + world.fare_yuan(case, NOWHERE, target)
