"""Asking a person where to go: the choice with and without a policy's felt price, and after advice."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.choice import SENT_ON, choose
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY

U_TIER: Final = int(Decision.choice_tier)
U_SITE: Final = int(Decision.choice_site)
U_COMPLY: Final = int(Decision.comply)


def first_choice(world: World, case: Case) -> int:
    """The place a new patient sets off to, or -1; a gate may close the way to the hospital first wanted."""
    u_tier = uniform(world.key, case.episode, U_TIER, -1, 0, 0)
    u_site = uniform(world.key, case.episode, U_SITE, -1, 0, 0)
    wants = _choose(world, case, case.other, NOWHERE, 0, 0, 0.0, 0.0, u_tier, u_site)
    case.wanted_tier = NOWHERE if wants == NOWHERE else world.place[wants].tier
    rule = world.first_contact.answer(case.onset_min, NOWHERE, case)
    u_comply = uniform(world.key, case.episode, U_COMPLY, -1, 0, 0)
    county_yuan = rule.bypass_yuan(COUNTY, case.felt, u_comply)
    out_yuan = rule.bypass_yuan(OUT_OF_COUNTY, case.felt, u_comply)
    if county_yuan == 0.0 and out_yuan == 0.0:
        return wants
    goes = _choose(world, case, case.other, NOWHERE, 0, 0, county_yuan, out_yuan, u_tier, u_site)
    if case.wanted_tier >= COUNTY and goes != NOWHERE and world.place[goes].tier < COUNTY:
        case.slip_to = wants
    return goes


def choice_when_sent(
    world: World, case: Case, sender: int, advised_tier: int, lowest: int, needs_bed: int
) -> int:
    """Where a person goes who was told to go on by a place of tier ``sender``, or -1 for not at all."""
    u_tier = uniform(world.key, case.episode, U_TIER, sender, case.v_nth, 1 + needs_bed)
    u_site = uniform(world.key, case.episode, U_SITE, sender, case.v_nth, 1 + needs_bed)
    return _choose(world, case, SENT_ON, advised_tier, lowest, needs_bed, 0.0, 0.0, u_tier, u_site)


def _choose(
    world: World, case: Case, kind: int, advised: int, lowest: int, needs_bed: int,
    county_yuan: float, out_yuan: float, u_tier: float, u_site: float,
) -> int:  # fmt: skip
    """One answer of the nested logit for this person."""
    last = world.last_place[case.resident]
    last_min, last_yuan = 0.0, 0.0
    if last != NOWHERE:
        last_min, last_yuan = world.home.minutes[case.village][last], world.home.yuan[case.village][last]
    return choose(
        world.options[case.village], world.beliefs, world.tastes, case.scheme, case.felt,
        kind + world.town_kinds[case.village], last, last_min,
        last_yuan, world.own_doctor[case.resident], advised, lowest, needs_bed, county_yuan, out_yuan, u_tier, u_site,
    )  # fmt: skip
