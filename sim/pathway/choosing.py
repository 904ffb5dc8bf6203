"""Asking a person where to go: the choice with and without a policy's felt price, and after advice."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.choice import SENT_ON, choose, choose_at_the_gate
from sim.vocabulary.words import COUNTY, OUT_OF_COUNTY, TOWNSHIP, VILLAGE

U_TIER: Final = int(Decision.choice_tier)
U_SITE: Final = int(Decision.choice_site)
U_COMPLY: Final = int(Decision.comply)
U_TURNED: Final = int(Decision.turned)
U_AGAIN: Final = int(Decision.choice_again)


def first_choice(world: World, case: Case) -> int:
    """The place a new patient sets off to, or -1; a gate may close the way to the hospital first wanted."""
    u_tier = uniform(world.key, case.episode, U_TIER, -1, 0, 0)
    u_site = uniform(world.key, case.episode, U_SITE, -1, 0, 0)
    wants = _choose(world, case, case.other, NOWHERE, 0, 0, u_tier, u_site)
    case.wanted_tier = NOWHERE if wants == NOWHERE else world.place[wants].tier
    if case.wanted_tier < COUNTY:
        return wants
    rule = world.first_contact.answer(case.onset_min, NOWHERE, case)
    u_comply = uniform(world.key, case.episode, U_COMPLY, -1, 0, 0)
    county_yuan = rule.policy.bypass_yuan(COUNTY, case.felt, u_comply)
    out_yuan = rule.policy.bypass_yuan(OUT_OF_COUNTY, case.felt, u_comply)
    if county_yuan == 0.0 and out_yuan == 0.0:
        return wants
    goes = _at_the_gate(world, case, county_yuan, out_yuan, u_site)
    if goes != NOWHERE and world.place[goes].tier < COUNTY:
        case.slip_to = wants
    return goes


def _at_the_gate(world: World, case: Case, county_yuan: float, out_yuan: float, u_site: float) -> int:
    """Where who wanted the hospital goes now that it has a felt price, or is closed to them."""
    last = world.last_place[case.resident]
    kind = case.other + world.town_kinds[case.village]
    u_turned = uniform(world.key, case.episode, U_TURNED, -1, 0, 0)
    u_again = uniform(world.key, case.episode, U_AGAIN, -1, 0, 0)
    return choose_at_the_gate(
        world.options[case.village], world.beliefs, world.tastes, world.purse(case), case.felt, kind, last,
        world.minutes_to(case, last), world.yuan_to(case, last), world.own_doctor[case.resident],
        case.wanted_tier, county_yuan, out_yuan, more(world, case, VILLAGE), more(world, case, TOWNSHIP),
        more(world, case, COUNTY), more(world, case, OUT_OF_COUNTY), u_site, u_turned, u_again,
    )  # fmt: skip


def choice_when_sent(world: World, case: Case, sender: int, advised_tier: int, lowest: int, needs_bed: int) -> int:
    """Where a person goes who was told to go on by a place of tier ``sender``, or -1 for not at all."""
    u_tier = uniform(world.key, case.episode, U_TIER, sender, case.v_nth, 1 + needs_bed)
    u_site = uniform(world.key, case.episode, U_SITE, sender, case.v_nth, 1 + needs_bed)
    return _choose(world, case, SENT_ON, advised_tier, lowest, needs_bed, u_tier, u_site)


def _choose(
    world: World, case: Case, kind: int, advised: int, lowest: int, needs_bed: int, u_tier: float, u_site: float
) -> int:
    """One answer of the nested logit for this person."""
    last = world.last_place[case.resident]
    return choose(
        world.options[case.village], world.beliefs, world.tastes, world.purse(case), case.felt,
        kind + world.town_kinds[case.village], last, world.minutes_to(case, last), world.yuan_to(case, last),
        world.own_doctor[case.resident], advised, lowest, needs_bed, more(world, case, VILLAGE),
        more(world, case, TOWNSHIP), more(world, case, COUNTY), more(world, case, OUT_OF_COUNTY), u_tier, u_site,
    )  # fmt: skip


def more(world: World, case: Case, tier: int) -> float:
    """Quality that this person has come to expect of a tier, over what is believed of its places."""
    if world.learns == 0:
        return 0.0
    return world.personal_quality(case.resident, tier, case.felt)
