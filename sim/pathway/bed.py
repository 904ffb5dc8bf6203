"""In a bed: admission, acute days, recovery here or in a township bed, and home.

Step-down keeps the county bed until the township bed is free, at most for a time (blocking after service).
"""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.afterwards import after_care
from sim.pathway.case import NOWHERE, Case
from sim.pathway.incentive import luck_of_consent, shortened_min, well_enough
from sim.pathway.joint import place_to_recover
from sim.pathway.pay import pay_stay
from sim.pathway.verbs import SEIZED, Story, Verbs
from sim.pathway.visiting import acute_days_with_rounds
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import (
    COUNTY,
    CRITICAL,
    OUT_OF_COUNTY,
    Channel,
    Exit,
    Reason,
    Sent,
    StayKind,
    StayOutcome,
)  # fmt: skip

ACUTE: Final = int(StayKind.acute)
RECOVERY: Final = int(StayKind.recovery)
SUPPLY_DRIVEN: Final = int(StayKind.supply_driven)
WENT_HOME: Final = int(StayOutcome.home)
STEPPED_DOWN: Final = int(StayOutcome.stepped_down)
NO_BED: Final = int(StayOutcome.no_bed)
TURNED_AWAY: Final = int(Exit.turned_away)
ADVISED: Final = int(Reason.advised)
ON_ADVICE: Final = int(Sent.advice)
U_DAYS: Final = int(Decision.bed_days)
U_SUPPLY_DAYS: Final = int(Decision.supply_driven_days)
U_RECOVERS: Final = int(Decision.recovery)
U_RECOVERY_DAYS: Final = int(Decision.recovery_days)
U_DOCTOR: Final = int(Decision.step_down_doctor)
U_PATIENT: Final = int(Decision.step_down_patient)
U_UNIT: Final = int(Decision.step_down_unit)
WAITS_FOR_BED_MIN: Final = 1440.0


def admitted(do: Verbs, world: World, case: Case, place: PlaceRow, seen_min: float, kind: int) -> Story:
    """A bed, the days the illness needs, and what comes after; moves on where no bed comes free in a day.

    ``seen_min``: start of the consultation that admits. ``kind``: acute care, or an admission not called for.
    """
    handled: int = case.last_handled
    start_stay(do, case, place, kind, NOWHERE)
    case.s_unit = NO_UNIT if place.tier == OUT_OF_COUNTY else place.ward
    if case.s_unit != NO_UNIT:
        if case.band == CRITICAL and place.intensive_ward != NO_UNIT and do.free(place.intensive_ward) > 0:
            case.s_unit = place.intensive_ward
        case.bed_priority = min(case.bed_priority, world.lowest_class(case.s_unit))
        got: int = yield do.seize(case.s_unit, case.bed_priority, WAITS_FOR_BED_MIN)
        if got != SEIZED:
            return no_bed(do, world, case, place)
    case.s_admitted_min = do.now()
    if handled == 1 and case.right_care_min < 0.0:
        case.right_care_min = seen_min
    acute_min: float = shortened_min(do, world, case, place, bed_min(world, case, place))
    case.s_planned_min = acute_min
    if len(place.rounds) > 0:
        handled = yield from acute_days_with_rounds(do, world, case, place, acute_min, handled)
    else:
        _ = yield do.hold(acute_min)
    moved: int = 0
    if recovers_in_bed(world, case) == 1:
        if place.tier >= COUNTY:
            moved = yield from steps_down(do, world, case, place)
        if moved == 0:
            kept_min: float = world.recovery_kept_min(case, place, U_RECOVERY_DAYS)
            case.s_planned_min += kept_min
            _ = yield do.hold(kept_min)
    if moved == 0:
        handled = well_enough(do, world, case, place, handled)
        end_stay(do, world, case, place, WENT_HOME)
    return (yield from after_care(do, world, case, place, handled))


def bed_min(world: World, case: Case, place: PlaceRow) -> float:
    """How long the first part of this stay lasts: as the illness needs, or as such admissions last here."""
    if case.s_kind == SUPPLY_DRIVEN:
        return world.draw(case, U_SUPPLY_DAYS, place.tier, case.v_nth, 0, place.supply_driven_days)
    return world.stay_min(case, place, U_DAYS, case.returns)


def recovers_in_bed(world: World, case: Case) -> int:
    """1 if the illness has a recovery phase that is spent in a bed."""
    if case.s_kind == SUPPLY_DRIVEN:
        return 0
    share = world.condition[case.condition].recovery_share
    return 1 if uniform(world.key, case.episode, U_RECOVERS, -1, 0, 0) < share else 0


def steps_down(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Acute days over: to a township bed, if the policy, all who must agree and a free bed allow it; 1 if so."""
    rule = world.step_down.answer(do.now(), case.s_place, case)
    u_doctor = uniform(world.key, case.episode, U_DOCTOR, -1, 0, 0)
    u_patient = uniform(world.key, case.episode, U_PATIENT, -1, 0, 0)
    u_unit = uniform(world.key, case.episode, U_UNIT, -1, 0, 0)
    below: int = place_to_recover(world, case, do.now(), case.s_place)
    if below != NOWHERE:
        u_doctor = luck_of_consent(do, world, case, place, below, u_doctor)
    may = world.condition[case.condition].may_step_down
    if below == NOWHERE or rule.policy.moves(may, u_doctor, u_patient, u_unit) == 0:
        return 0
    ready_min: float = do.now()
    paper_min: float = rule.policy.transfer_min()
    bed: int = world.recovery_unit(below, ready_min)
    bed_class: int = world.lowest_class(bed)
    blocks_min = rule.policy.blocks_at_most_min()
    if case.s_unit != NO_UNIT and not world.unit[case.s_unit].holds_until_next:
        blocks_min = 0.0
    got: int = yield do.seize(bed, bed_class, blocks_min)
    case.s_blocked_min = do.now() - ready_min
    if got != SEIZED:
        return 0
    if world.has_ferries == 1:  # whoever waits for a boat waits in the hospital's bed
        sails_min = world.boards_min(case, place.place, below, do.now() + paper_min)
        _ = yield do.until(max(do.now(), sails_min - paper_min))
        case.s_blocked_min = do.now() - ready_min
    case.r_from, case.r_to, case.r_channel = place.place, below, int(Channel.step_down)
    case.r_decided_min, case.r_beyond = ready_min, -1
    end_stay(do, world, case, place, STEPPED_DOWN)
    start_stay(do, case, world.place[below], RECOVERY, place.place)
    case.s_unit = bed
    case.bed_priority = bed_class
    transfer_min: float = paper_min + world.travel_min(case, place.place, below)
    _ = yield do.hold(transfer_min)
    do.record_referral(case, do.now())
    case.s_admitted_min = do.now()
    length_min: float = world.recovery_min(case, U_RECOVERY_DAYS)
    case.s_planned_min = length_min
    _ = yield do.hold(length_min)
    end_stay(do, world, case, world.place[below], WENT_HOME)
    return 1


def start_stay(do: Verbs, case: Case, place: PlaceRow, kind: int, came_from: int) -> None:
    """Ask for a bed here."""
    case.s_place, case.s_kind, case.s_from = place.place, kind, came_from
    case.s_asked_min = do.now()


def end_stay(do: Verbs, world: World, case: Case, place: PlaceRow, outcome: int) -> None:
    """Leave the bed, pay, and write the stay; a bed that has to be cleaned is free only then."""
    case.s_ended_min = do.now()
    case.s_outcome = outcome
    pay_stay(world, case, place, (case.s_ended_min - case.s_admitted_min) / DAY_MIN)
    if case.s_unit != NO_UNIT and world.unit[case.s_unit].turnaround_min > 0.0:
        do.release_after(case.s_unit, case.bed_priority, world.unit[case.s_unit].turnaround_min)
    elif case.s_unit != NO_UNIT:
        do.release(case.s_unit, case.bed_priority)
    do.record_stay(case)


def no_bed(do: Verbs, world: World, case: Case, place: PlaceRow) -> int:
    """No bed came free in a day: told to go to the next place up, or home untreated where there is none."""
    case.s_outcome = NO_BED
    case.s_ended_min = do.now()
    do.record_stay(case)
    case.next_place = place.up
    case.next_from = place.place
    case.next_reason, case.next_sent = ADVISED, ON_ADVICE
    if place.up == NOWHERE:
        case.exit = TURNED_AWAY
    else:
        case.r_from, case.r_to, case.r_channel = place.place, place.up, int(Channel.move)
        case.r_decided_min = do.now()
        case.r_beyond = 1 if case.right_tier > place.tier else 0
    return 0
