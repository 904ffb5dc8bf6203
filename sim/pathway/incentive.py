"""What the way of paying moves in those who decide; nothing is asked where nothing but fees is paid."""

from __future__ import annotations

from typing import Final

from sim.luck.decisions import Decision
from sim.luck.philox import uniform
from sim.network.units import NO_UNIT, PlaceRow
from sim.network.world import World
from sim.pathway.case import Case
from sim.pathway.verbs import Verbs
from sim.vocabulary.words import StayKind

RECOVERY: Final = int(StayKind.recovery)
U_EARLY: Final = int(Decision.sent_home_early)
WILLING: Final = -1.0
"""Luck of who lets go even where nobody did of his own accord."""


def keeps_shift(world: World, case: Case, place: PlaceRow) -> float:
    """Change of the clinician's specificity: more are kept where sending up costs the community."""
    if world.has_provider_payment == 0:
        return 0.0
    rule = world.provider_payment.answer(case.v_start_min, place.place, case)
    return float(rule.policy.keeps_shift(place.tier, world.fund_left_share))


def luck_of_consent(do: Verbs, world: World, case: Case, place: PlaceRow, below: int, u: float) -> float:
    """The doctor's luck of consent to let go: of the unwilling, a share becomes willing; the willing stay so."""
    if world.has_provider_payment == 0:
        return u
    rule = world.provider_payment.answer(do.now(), place.place, case)
    free_share = 0.0
    if case.s_unit != NO_UNIT and do.on_duty(case.s_unit) > 0:
        free_share = do.free(case.s_unit) / do.on_duty(case.s_unit)
    own, theirs = place.bed_day_yuan, world.place[below].bed_day_yuan
    persuaded = rule.policy.lets_go_share(world.fund_left_share, free_share, own, theirs)
    return WILLING if u < persuaded else (u - persuaded) / (1.0 - persuaded)


def without_need_times(do: Verbs, world: World, case: Case, place: PlaceRow) -> float:
    """How much more or less welcome an admission without need is."""
    if world.has_provider_payment == 0:
        return 1.0
    rule = world.provider_payment.answer(do.now(), place.place, case)
    return float(rule.policy.without_need_times(place.tier, world.fund_left_share))


def shortened_min(do: Verbs, world: World, case: Case, place: PlaceRow, minutes: float) -> float:
    """The acute part of a stay as long as it pays to keep it."""
    if world.has_provider_payment == 0:
        return minutes
    rule = world.provider_payment.answer(do.now(), place.place, case)
    return minutes * float(rule.policy.stay_times(place.tier))


def well_enough(do: Verbs, world: World, case: Case, place: PlaceRow, handled: int) -> int:
    """0 if this patient was sent home before being well, else how the case was handled."""
    if world.has_provider_payment == 0:
        return handled
    rule = world.provider_payment.answer(do.now(), place.place, case)
    early = rule.policy.sent_home_early_share(place.tier)
    u = uniform(world.key, case.episode, U_EARLY, place.tier, case.v_nth, 0)
    return 0 if u < early else handled


def stay_bill_yuan(world: World, case: Case, place: PlaceRow, days: float) -> float:
    """What this stay is charged: days at their price, or as the network is paid."""
    if world.has_provider_payment == 0:
        return days * place.bed_day_yuan
    rule = world.provider_payment.answer(case.s_admitted_min, place.place, case)
    recovery = 1 if case.s_kind == RECOVERY else 0
    return float(rule.policy.stay_bill_yuan(place.tier, recovery, days, place.bed_day_yuan))
