"""THE PATIENT PROCESS: one episode of care, from the first symptom to the end.

Falls ill, feels how bad it is, chooses where to go (or stays home), travels, waits, is examined, is sent on or
kept, treated or admitted, steps down or goes home, comes back if it was wrongly handled, is seen again if a
review was planned. The process asks policies and carries out the answers; it alone makes anyone wait.

This folder is written in a small subset of Python (see README.md): numbers in, numbers out.
"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.choosing import first_choice
from sim.pathway.emergency import calls_share, emergency_place
from sim.pathway.verbs import Story, Verbs
from sim.pathway.visit import visit
from sim.vocabulary.words import SERIOUS, EpisodeReason, Exit, Reason, Sent

MOST_ATTEMPTS: Final = 25
FOLLOW_UP_DUE: Final = int(EpisodeReason.follow_up)
FIRST_CONTACT: Final = int(Reason.first_contact)
FOLLOW_UP: Final = int(Reason.follow_up)
AMBULANCE: Final = int(Reason.ambulance)
BY_AMBULANCE: Final = int(Sent.ambulance)
STAYED_HOME: Final = int(Exit.stayed_home)
U_FELT: Final = int(Decision.felt)
U_AMBULANCE: Final = int(Decision.ambulance)
U_BEYOND: Final = int(Decision.beyond_county)


def episode(do: Verbs, world: World, case: Case) -> Story:
    """One episode of care; answers the code of its exit."""
    falls_ill(world, case)
    case.first_place = case.next_place
    if case.next_place == NOWHERE:
        case.exit = STAYED_HOME
    else:
        case.first_tier = world.place[case.next_place].tier
    while case.next_place != NOWHERE and case.attempts < MOST_ATTEMPTS:
        case.attempts += 1
        _ = yield from visit(do, world, case)
    if case.r_channel != NOWHERE:
        do.record_referral(case, -1.0)
    case.ended_min = do.now()
    return case.exit


def begins(world: World, case: Case, band: int, severity: float) -> None:
    """What the illness is like, before anybody feels it."""
    case.band = case.first_band = band
    case.severity = severity
    case.other = world.condition[case.condition].other
    world.set_right_tier(case, uniform(world.key, case.episode, U_BEYOND, -1, 0, 0))


def falls_ill(world: World, case: Case) -> None:
    """From the first symptom to the decision where to go: a follow-up, the ambulance, or a choice."""
    if case.reason == FOLLOW_UP_DUE:
        case.next_place = world.follow_up_place[case.condition][case.village]
        case.next_reason = FOLLOW_UP
        return
    illness = world.condition[case.condition]
    serious = 1 if case.band >= SERIOUS else 0
    u = uniform(world.key, case.episode, U_FELT, -1, 0, 0)
    felt_share = illness.notices_sensitivity if serious == 1 else 1.0 - illness.notices_specificity
    case.felt = 1 if u < felt_share else 0
    if illness.time_critical_min > 0.0:
        u = uniform(world.key, case.episode, U_AMBULANCE, -1, 0, 0)
        share = calls_share(world, case, illness.by_ambulance[case.band])
        if u < share and world.nearest_emergency[case.village] != NOWHERE:
            case.next_place = emergency_place(world, case, case.onset_min)
            case.next_reason = AMBULANCE
            case.next_sent = BY_AMBULANCE
            return
    case.next_reason = FIRST_CONTACT
    case.next_place = first_choice(world, case)
