"""Straight to the ward: a referred patient for whom the sender arranged a bed."""

from __future__ import annotations

from sim.network.units import PlaceRow
from sim.network.world import World
from sim.pathway.bed import ACUTE, admitted
from sim.pathway.case import NOWHERE, Case
from sim.pathway.decide import handle
from sim.pathway.verbs import Story, Verbs
from sim.vocabulary.words import REFERRED


def to_the_ward(do: Verbs, world: World, case: Case) -> Story:
    """Direct admission: the way, then a bed; no visit at the hospital, and no second opinion before it."""
    place: PlaceRow = world.place[case.next_place]
    travel_min: float = world.crossing_min(case, case.next_from, place.place, do.now())
    case.next_place, case.next_bed = NOWHERE, 0
    _ = yield do.hold(travel_min)
    world.last_place[case.resident] = place.place
    do.record_referral(case, do.now())
    case.v_nth = world.count_visit(case, place.tier)
    handle(world, case, place)
    case.last_handled, case.v_handled = case.v_handled, -1
    case.bed_priority = world.bed_class(place, world.desk_class(place.ward, REFERRED))
    asked_min: float = do.now()
    return (yield from admitted(do, world, case, place, asked_min, ACUTE))
