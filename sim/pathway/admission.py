"""Does this illness call for a bed here, and is somebody admitted whose illness does not?

Free beds look for patients: an admission without need takes a free bed and a fund that pays for it.
"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.case import Case
from sim.pathway.incentive import without_need_times
from sim.pathway.verbs import Verbs
from sim.vocabulary.words import CRITICAL

U_BED: Final = int(Decision.needs_bed)
U_SUPPLY: Final = int(Decision.supply_driven)


def calls_for_bed(world: World, case: Case, place: PlaceRow) -> int:
    """1 if the illness calls for a bed: the same luck wherever the patient turns."""
    share = world.condition[case.condition].needs_bed[case.band]
    if case.band < CRITICAL:
        share *= place.needs_times
    return 1 if uniform(world.key, case.episode, U_BED, -1, case.returns, 0) < share else 0


def admitted_without_need(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """1 if a kept patient is taken in without need: the more beds are free and the more the fund pays."""
    most = place.supply_driven[case.band]
    if most == 0.0 or place.ward == NO_UNIT:
        return 0
    beds, free = do.on_duty(place.ward), do.free(place.ward)
    if beds <= 0 or free <= 0:
        return 0
    chance = most * (free / beds) * world.fund_pays_of_stay(case, place.tier)
    chance *= without_need_times(do, world, case, place)
    return 1 if uniform(world.key, case.episode, U_SUPPLY, place.tier, case.v_nth, 0) < chance else 0
