"""After the visit: well, a planned review, back because it was wrongly handled, or left unseen."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_DRAW, PlaceRow
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.verbs import GAVE_UP, Story, Verbs
from sim.pathway.way import way_home
from sim.vocabulary import DAY_MIN
from sim.vocabulary.words import Exit, Reason, Sent

WELL: Final = int(Exit.well)
WELL_WRONG: Final = int(Exit.well_wrong)
LEFT_UNSEEN: Final = int(Exit.gave_up)
TURNED_AWAY: Final = int(Exit.turned_away)
REVIEW: Final = int(Reason.review)
RETURNED: Final = int(Reason.returned)
BY_OWN_CHOICE: Final = int(Sent.self_referred)
BY_AMBULANCE: Final = int(Sent.ambulance)
GOES_HOME, TO_EMERGENCY, TOMORROW, ELSEWHERE = 0, 1, 2, 3
U_REVIEW: Final = int(Decision.review)
U_REVIEW_AFTER: Final = int(Decision.review_after)
U_RETURNS: Final = int(Decision.returns)
U_RETURNS_AFTER: Final = int(Decision.returns_after)


def after_care(do: Verbs, world: World, case: Case, place: PlaceRow, handled: int) -> Story:
    """Rightly handled: well, perhaps after a review here. Wrongly: well alone, or back, sicker, one tier up."""
    if handled == 1:
        case.exit = WELL
        if world.learns == 1:
            world.experienced(case, place.tier, 1)
        share = world.review_share(case, place)
        u = uniform(world.key, case.episode, U_REVIEW, place.tier, case.v_nth, 0)
        if u < share and world.review_after(case, place) != NO_DRAW:
            away_min: float = world.draw(
                case, U_REVIEW_AFTER, place.tier, case.v_nth, 0, world.review_after(case, place)
            )
            _ = yield do.hold(away_min)
            case.next_place, case.next_from = place.place, NOWHERE
            case.next_reason, case.next_sent = REVIEW, BY_OWN_CHOICE
        return 0
    case.exit = WELL_WRONG
    back: int = yield from comes_back(do, world, case, place)
    if world.learns == 1:
        world.experienced(case, place.tier, 1 - back)
    return back


def comes_back(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """Not handled rightly: some get well alone, others return after days, one tier up."""
    illness = world.condition[case.condition]
    u = uniform(world.key, case.episode, U_RETURNS, place.tier, case.v_nth, 0)
    if u < illness.gets_well_alone[case.band]:
        return 0
    away_min: float = world.draw(case, U_RETURNS_AFTER, place.tier, case.v_nth, 0, illness.returns_after)
    _ = yield do.hold(away_min)
    case.returns += 1
    world.worsen(case)
    case.next_place = world.one_tier_up(case, place)
    case.next_from = NOWHERE
    case.next_reason, case.next_sent = RETURNED, BY_OWN_CHOICE
    return 1


def left_unseen(do: Verbs, world: World, case: Case, place: PlaceRow, got: int) -> Story:
    """Gave up waiting or was turned away: writes the visit and goes where the queue says, mostly home."""
    goes: int = world.unit[case.v_unit].gives_up if got == GAVE_UP else GOES_HOME
    instead: int = world.place_instead(case, place) if goes == ELSEWHERE else place.place
    if instead == NOWHERE or (goes == TO_EMERGENCY and case.v_unit == place.emergency):
        goes = GOES_HOME
    again_min: float = case.v_arrival_min + DAY_MIN
    if goes in (GOES_HOME, TOMORROW):
        way_home(world, case)
    do.record_visit(case)
    case.exit = LEFT_UNSEEN if got == GAVE_UP else TURNED_AWAY
    if goes == GOES_HOME:
        return (yield from stays_unseen(do, world, case, place))
    if goes == TOMORROW:
        _ = yield do.until(max(again_min, do.now()))
    case.next_place = instead
    case.next_from = NOWHERE if goes == TOMORROW else place.place
    case.next_urgent = 1 if goes == TO_EMERGENCY else 0
    case.next_reason = case.v_reason
    case.next_sent = BY_OWN_CHOICE if case.v_sent == BY_AMBULANCE else case.v_sent
    return 0


def stays_unseen(do: Verbs, world: World, case: Case, place: PlaceRow) -> Story:
    """At home, unseen: who came for a review only is well; others may have to come back."""
    if case.v_reason == REVIEW:
        case.exit = WELL
        return 0
    if case.condition < world.illnesses:
        return (yield from comes_back(do, world, case, place))
    return 0
