"""The end of a visit, in this order: emergency transfer, referral, advised move for want of a bed, treat, admit.

(The remote expert was asked while the finding was made.) One draw made the finding; an independent one decides
whether what is kept is handled rightly.
"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.admission import admitted_without_need, calls_for_bed
from sim.pathway.afterwards import after_care
from sim.pathway.bed import ACUTE, SUPPLY_DRIVEN, admitted
from sim.pathway.case import NOWHERE, Case
from sim.pathway.channel import handling, prepares, takes_a_form
from sim.pathway.choosing import choice_when_sent
from sim.pathway.emergency import emergency_place, goes_by_network
from sim.pathway.joint import joint_ward_for, to_the_joint_ward
from sim.pathway.skill import treated_rightly
from sim.pathway.supplies import something_is_missing
from sim.pathway.verbs import Story, Verbs
from sim.pathway.visiting import operated_here
from sim.pathway.way import way_home
from sim.vocabulary.words import (
    COUNTY,
    CRITICAL,
    MODERATE,
    OUT_OF_COUNTY,
    SERIOUS,
    TOWNSHIP,
    Action,
    Channel,
    Exit,
    Expert,
    Reason,
    Sent,
)  # fmt: skip

KEEP, BY_FORM, BY_ADVICE = 0, 1, 2
REFERRED: Final = int(Reason.referred)
ADVISED: Final = int(Reason.advised)
AMBULANCE: Final = int(Reason.ambulance)
REVIEW: Final = int(Reason.review)
FOLLOW_UP: Final = int(Reason.follow_up)
WELL: Final = int(Exit.well)
TREATED: Final = int(Action.treated)
SENT_FORMAL: Final = int(Action.sent_formal)
SENT_ADVICE: Final = int(Action.sent_advice)
ADMITTED: Final = int(Action.admitted)
ADVISED_MOVE: Final = int(Action.advised_move)
TRANSFERRED: Final = int(Action.transferred)
FOLLOWED_UP: Final = int(Action.followed_up)
REVIEWED: Final = int(Action.reviewed)
REMOTE: Final = int(Expert.remote)
SLIP: Final = int(Channel.slip)
U_FORMAL: Final = int(Decision.formal)
U_SLIP: Final = int(Decision.slip)
U_HANDLED: Final = int(Decision.handled)


def end_of_visit(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """What becomes of a patient who was seen; writes the visit and sets what comes next."""
    if case.v_reason == FOLLOW_UP or case.v_reason == REVIEW:
        case.v_action = FOLLOWED_UP if case.v_reason == FOLLOW_UP else REVIEWED
        if world.manages == 1 and case.v_reason == FOLLOW_UP:
            world.followed_min[case.resident] = do.now()
        way_home(world, case)
        do.record_visit(case)
        case.exit = WELL
        return 0
    if emergency_transfer(do, world, case, place) == 1:
        return 0
    operated: int = 0
    if len(place.operating) > 0:
        operated = yield from operated_here(do, world, case, place)
    if operated == 0:
        sent: int = yield from sent_up(do, world, case, place)
        if sent == 1:
            return 0
    needs_bed: int = calls_for_bed(world, case, place)
    no_ward = place.tier != OUT_OF_COUNTY and (place.ward == NO_UNIT or do.on_duty(place.ward) == 0)
    if needs_bed == 1 and no_ward:
        if advised_move(do, world, case, place) == 1:
            return 0
        needs_bed = 0
    handle(world, case, place)
    kind: int = ACUTE
    if needs_bed == 0 and admitted_without_need(do, world, case, place) == 1:
        needs_bed, kind = 1, SUPPLY_DRIVEN
    way_home(world, case)
    if needs_bed == 1:
        case.v_action = ADMITTED
        case.last_handled = case.v_handled
        seen_min: float = max(case.v_start_min, case.v_session_min)
        priority: int = case.v_priority
        below: int = NOWHERE if kind == SUPPLY_DRIVEN else joint_ward_for(do, world, case, place)
        do.record_visit(case)
        where: PlaceRow = place
        if below != NOWHERE:
            _ = yield from to_the_joint_ward(do, world, case, place, below)
            where = world.place[below]
        case.bed_priority = world.bed_class(where, priority)
        _ = yield from admitted(do, world, case, where, seen_min, kind)
        return 0
    if case.v_action < 0:
        case.v_action = TREATED
    handled: int = case.v_handled
    if handled == 1 and case.right_care_min < 0.0:
        case.right_care_min = max(case.v_start_min, case.v_session_min)
    do.record_visit(case)
    _ = yield from after_care(do, world, case, place, handled)
    return 0


def emergency_transfer(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """What is recognised as critical and beyond this place leaves at once by ambulance; 1 if it does."""
    at_once = case.band == CRITICAL or (place.tier < COUNTY and goes_by_network(world, case, do.now()) == 1)
    if case.v_finding == 0 or not at_once or case.v_beyond == 0:
        return 0
    target = emergency_place(world, case, do.now()) if place.tier < COUNTY else world.out_place
    if target == NOWHERE or target == place.place:
        return 0
    case.v_action = TRANSFERRED
    case.next_reason, case.next_sent = AMBULANCE, int(Sent.ambulance)
    send(do, world, case, place, target, int(Channel.emergency))
    return 1


def sent_up(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Referral with a form, spoken advice, or the slip the patient asked for; 1 if the patient goes on."""
    if place.up == NOWHERE:
        return 0
    judged_band: int = case.band
    if case.v_finding == 0:
        judged_band = min(case.band, MODERATE)
    elif case.v_beyond == 0:
        judged_band = max(case.band, SERIOUS)
    rule = world.referral.answer(do.now(), case.v_place, case)
    u: float = uniform(world.key, case.episode, U_FORMAL, place.tier, case.v_nth, 0)
    answer: int = KEEP
    if settled_by_voice(world, case) == 0:
        listed = rule.listed[case.condition]
        beyond = rule.policy.by_the_list(place.tier, listed, case.v_finding, judged_band)
        answer = rule.policy.decides(place.tier, beyond, judged_band, u)
    if answer == KEEP and something_is_missing(world, case, place) == 1:
        return sent_for_supplies(do, world, case, place)
    if answer == BY_ADVICE and takes_a_form(do, world, case, place) == 1:
        answer = BY_FORM
    if answer == BY_FORM:
        case.v_action = SENT_FORMAL
        case.next_reason, case.next_sent = REFERRED, int(Sent.formal)
        handling_min: float = handling(do, world, case, rule.policy.handling_min())
        if handling_min > 0.0:
            way_home(world, case)
        target = world.receiving(place, case)
        prepares(do, world, case, place, target, NOWHERE if handling_min > 0.0 else place.place)
        send(do, world, case, place, target, int(Channel.formal))
        if handling_min > 0.0:
            case.next_from = NOWHERE
            _ = yield do.hold(handling_min)
        return 1
    if answer == BY_ADVICE:
        return advised_up(do, world, case, place)
    if case.slip_to != NOWHERE and place.tier < COUNTY:
        return slip_on_request(do, world, case, place)
    return 0


def settled_by_voice(world: World, case: Case) -> int:
    """1 if a specialist on the line guides the treatment here: not serious, within the specialist's reach."""
    if case.v_expert != REMOTE or case.v_adviser == NOWHERE or case.band >= SERIOUS:
        return 0
    return 1 if case.right_tier <= world.place[case.v_adviser].tier else 0


def advised_up(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """Told to go up, without a form: the patient chooses, and may stay; 1 if the patient goes."""
    advised = max(COUNTY, place.tier + 1)
    case.v_action = SENT_ADVICE
    target = choice_when_sent(world, case, place.tier, advised, place.tier + 1, 0)
    if target == NOWHERE:
        open_referral(do, world, case, place, world.receiving(place, case), int(Channel.advice))
        do.record_referral(case, -1.0)
        return 0
    case.next_reason, case.next_sent = ADVISED, int(Sent.advice)
    send(do, world, case, place, target, int(Channel.advice))
    return 1


def sent_for_supplies(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """Could be kept, but for what is missing here: told where to go, and treated without it if they stay."""
    target = choice_when_sent(world, case, place.tier, max(COUNTY, place.tier + 1), place.tier + 1, 0)
    goes = told_where_to_go(do, world, case, place, target)
    if goes == 0:
        case.v_tests_missing += 1
    return goes


def slip_on_request(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """After the gate: some who wanted the hospital ask for a slip and get it; 1 if they go."""
    rule = world.first_contact.answer(case.onset_min, NOWHERE, case)
    quality = world.perceived_quality(place.place, case.felt)
    if world.learns == 1:
        quality += world.personal_quality(case.resident, place.tier, case.felt)
    share = rule.policy.slip_share(quality)
    target = case.slip_to
    case.slip_to = NOWHERE
    if uniform(world.key, case.episode, U_SLIP, -1, 0, 0) >= share:
        return 0
    case.v_action = SENT_FORMAL
    case.next_reason, case.next_sent = REFERRED, int(Sent.slip)
    send(do, world, case, place, target, int(Channel.slip))
    return 1


def advised_move(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """No bed here for a patient who needs one: told where to go, which is not a formal referral."""
    target = choice_when_sent(world, case, place.tier, NOWHERE, TOWNSHIP, 1)
    return told_where_to_go(do, world, case, place, target)


def told_where_to_go(do: Verbs, world: World, case: Case, place: PlaceRow, target: int) -> int:
    """Something is lacking here: 1 if the patient goes on to where he was told, 0 if he stays."""
    if target == NOWHERE:
        open_referral(do, world, case, place, world.receiving(place, case), int(Channel.move))
        do.record_referral(case, -1.0)
        return 0
    case.v_action = ADVISED_MOVE
    case.next_reason, case.next_sent = ADVISED, int(Sent.advice)
    send(do, world, case, place, target, int(Channel.move))
    return 1


def send(do: Verbs, world: World, case: Case, place: PlaceRow, target: int, channel: int) -> None:
    """Close the visit and set off from here to the next place."""
    open_referral(do, world, case, place, target, channel)
    case.next_place = target
    case.next_from = place.place
    if world.learns == 1 and case.v_first == 1 and channel != SLIP:
        world.experienced(case, place.tier, 0)
    do.record_visit(case)


def open_referral(do: Verbs, world: World, case: Case, place: PlaceRow, target: int, channel: int) -> None:
    """Note who sends whom where; it is written when the patient arrives, or does not go."""
    case.r_from, case.r_to, case.r_channel = place.place, target, channel
    case.r_decided_min = do.now()
    case.r_beyond = case.v_beyond


def handle(world: World, case: Case, place: PlaceRow) -> None:
    """Was what is kept handled rightly? An expert's hand counts; a needed test that is missing counts against."""
    treats = treated_rightly(world, case, place)
    if case.v_adviser != NOWHERE:
        treats = max(treats, treated_rightly(world, case, world.place[case.v_adviser]))
    if case.v_reader != NOWHERE:
        by_reader = treated_rightly(world, case, world.place[case.v_reader])
        treats = max(treats, min(treated_rightly(world, case, place) + case.v_read_gain, by_reader))
    if case.v_tests_missing > 0 and place.tier != OUT_OF_COUNTY:
        treats *= world.untested_times
    u = uniform(world.key, case.episode, U_HANDLED, place.tier, case.v_nth, 0)
    case.v_handled = 1 if u < treats else 0
