"""A ward run together: who lies there from the first day, and the way there (M15)."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.verbs import Story, Verbs
from sim.vocabulary.words import COUNTY, Channel

STEP_DOWN: Final = int(Channel.step_down)
U_JOINT: Final = int(Decision.joint_ward)


def joint_ward_for(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """The township in whose joint ward a patient of the hospital lies from the first day; -1 for none.

    Only while a bed is free there: nobody waits for one below while the hospital might have one.
    """
    if world.has_joint == 0 or place.tier != COUNTY:
        return NOWHERE
    below = world.joint_place[case.village]
    rule = world.step_down.answer(do.now(), place.place, case)
    u = uniform(world.key, case.episode, U_JOINT, -1, 0, 0)
    if below == NOWHERE or rule.policy.takes_directly(case.band, u) == 0:
        return NOWHERE
    ward = world.place[below].ward
    return below if ward != NO_UNIT and do.free(ward) > 0 else NOWHERE


def to_the_joint_ward(do: Verbs, world: World, case: Case, place: PlaceRow, below: int) -> Story:
    """The paper and the road, or the next boat; it counts as a patient sent down."""
    rule = world.step_down.answer(do.now(), place.place, case)
    paper_min: float = rule.policy.transfer_min()
    way_min: float = paper_min + world.crossing_min(case, place.place, below, do.now() + paper_min)
    case.r_from, case.r_to, case.r_channel = place.place, below, STEP_DOWN
    case.r_decided_min, case.r_beyond = do.now(), -1
    _ = yield do.hold(way_min)
    do.record_referral(case, do.now())
    return below


def place_to_recover(world: World, case: Case, minute: float, here: int) -> int:
    """The township to whose beds a recovering patient goes: a joint ward where the rule runs one."""
    if world.has_joint == 1 and world.step_down.answer(minute, here, case).policy.joint_wards() > 0:
        return world.joint_place[case.village]
    return world.recovery_place[case.village]
