"""The clinician's finding: is this beyond this place? Signal detection, and perhaps a call to a specialist.

The noise is drawn once. Tests and advice sharpen discernment (d′) and leave the criterion: the share of the rest
that is rightly kept stays the same, so better d′ never lowers sensitivity.
"""

from __future__ import annotations

from typing import Final

from sim.luck.bell import normal_score
from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.incentive import keeps_shift
from sim.pathway.record import record_sharpens
from sim.pathway.skill import discernment_here
from sim.pathway.verbs import SEIZED, Story, Verbs
from sim.vocabulary.words import CRITICAL, Expert, Reason

PLANNED_REVIEW: Final = int(Reason.review)
FOLLOW_UP: Final = int(Reason.follow_up)
REMOTE: Final = int(Expert.remote)
UNANSWERED: Final = int(Expert.unanswered)
U_FINDING: Final = int(Decision.finding)
U_SUPPORTED: Final = int(Decision.decision_support)
U_ASK: Final = int(Decision.expert)
U_TALK: Final = int(Decision.remote_talk)
ASKING_CLASS: Final = 1


def judge(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Make the finding; ask a specialist where the policy says so, and make it again. Answers the finding."""
    if case.v_reason == PLANNED_REVIEW or case.v_reason == FOLLOW_UP:
        return 0
    case.v_beyond = 1 if case.right_tier > place.tier else 0
    case.v_finding = finds(world, case, place)
    rule = world.remote_consult.answer(do.now(), case.v_place, case)
    u = uniform(world.key, case.episode, U_ASK, place.tier, case.v_nth, 0)
    if case.v_adviser == NOWHERE and rule.policy.asks(place.tier, case.v_finding, u) == 1:
        if rule.policy.by_session() == 1:
            case.v_booked = 1 if case.felt == 0 and case.band < CRITICAL else 0
            return case.v_finding
        clinic: int = world.asked_clinic(rule, place)
        if clinic != NO_UNIT and world.unit[clinic].door.opens_at(do.now()) == do.now():
            asked: int = world.desk_class(clinic, ASKING_CLASS)
            talk_min: float = world.talk_min(case, rule, U_TALK, place.tier)
            got: int = yield do.seize(clinic, asked, rule.policy.waits_at_most_min())
            if got == SEIZED:
                _ = yield do.hold(talk_min)
                do.release(clinic, asked)
                case.v_expert = REMOTE
                case.v_adviser = world.unit[clinic].place
                case.v_finding = finds(world, case, place)
            else:
                case.v_expert = UNANSWERED
    return case.v_finding


def finds(world: World, case: Case, place: PlaceRow) -> int:
    """1 if the illness is judged to be beyond this place, with the help that is there."""
    noise = normal_score(uniform(world.key, case.episode, U_FINDING, place.tier, case.v_nth, 0))
    rule = world.referral.answer(case.v_start_min, case.v_place, case)
    discernment = discernment_here(world, case, place)
    if world.has_decision_support == 1:
        u = uniform(world.key, case.episode, U_SUPPORTED, place.tier, case.v_nth, 0)
        discernment = rule.policy.discerns(place.tier, discernment, u)
    if case.v_reader != NOWHERE:
        discernment = world.d_prime_with_report(place, discernment, case.v_reader, case.v_read_gain)
    if case.v_adviser != NOWHERE:
        discernment = max(discernment, world.place[case.v_adviser].d_prime)
    if case.v_tests_done + case.v_tests_known > 0:
        discernment += world.tests_gain
    discernment += record_sharpens(world, case)
    shift = rule.policy.criterion_shift(place.tier, rule.listed[case.condition]) + keeps_shift(world, case, place)
    criterion = world.criterion(place, shift)
    return 1 if noise + discernment * case.v_beyond > criterion else 0
