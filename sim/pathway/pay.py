"""Who pays: every bill is split between patient and fund by the insurance in force."""

from __future__ import annotations

from typing import Final

from sim.network.units import PlaceRow
from sim.network.world import World
from sim.pathway.case import NOWHERE, Case
from sim.pathway.incentive import stay_bill_yuan
from sim.vocabulary.words import OUT_OF_COUNTY, Reason, Sent

FIRST_CONTACT: Final = int(Reason.first_contact)
BY_OWN_CHOICE: Final = int(Sent.self_referred)
BY_AMBULANCE: Final = int(Sent.ambulance)
VISITS, STAYS = 0, 1


def pay_visit(world: World, case: Case, place: PlaceRow) -> None:
    """The visit with its tests: outpatient rates, up to what the fund may still pay this year."""
    urgent = case.v_sent == BY_AMBULANCE if place.tier == OUT_OF_COUNTY else case.v_unit == place.emergency
    case.v_bill_yuan += place.emergency_yuan if urgent else place.visit_yuan - case.v_spared_yuan
    pays, deductible, cap = world.outpatient[case.scheme][place.tier]
    spent = world.fund_spent(case.resident, VISITS, case.v_end_min)
    rule = world.insurance.answer(case.v_end_min, case.v_place, case)
    patient = rule.policy.patient_yuan(
        case.v_bill_yuan,
        world.listed,
        pays,
        deductible,
        max(0.0, cap - spent),
        unreferred(world, case, place),
    )
    case.v_patient_yuan = patient
    case.v_fund_yuan = case.v_bill_yuan - patient
    world.spend_fund(case.resident, VISITS, case.v_end_min, case.v_fund_yuan)


def pay_stay(world: World, case: Case, place: PlaceRow, days: float) -> None:
    """The stay: inpatient rates above a deductible; a transferred patient owes what the policy says of it.

    Transferred is who steps down, and who was in a lower bed before with the same illness.
    """
    case.s_bill_yuan = stay_bill_yuan(world, case, place, days)
    pays, deductible, cap = world.inpatient[case.scheme][place.tier]
    rule = world.insurance.answer(case.s_admitted_min, case.s_place, case)
    if case.s_from != NOWHERE:
        deductible = rule.policy.transfer_deductible(deductible, case.deductible_paid_yuan, 0)
    elif case.last_bed_tier != NOWHERE and case.last_bed_tier < place.tier:
        deductible = rule.policy.transfer_deductible(deductible, case.deductible_paid_yuan, 1)
    case.last_bed_tier = place.tier
    spent = world.fund_spent(case.resident, STAYS, case.s_ended_min)
    patient = rule.policy.patient_yuan(
        case.s_bill_yuan,
        world.listed,
        pays,
        deductible,
        max(0.0, cap - spent),
        unreferred(world, case, place),
    )
    case.deductible_paid_yuan += min(deductible, case.s_bill_yuan * world.listed)
    case.s_patient_yuan = patient
    case.s_fund_yuan = case.s_bill_yuan - patient
    world.spend_fund(case.resident, STAYS, case.s_ended_min, case.s_fund_yuan)


def unreferred(world: World, case: Case, place: PlaceRow) -> int:
    """1 if this patient came on their own to where that costs more; what felt like an emergency is exempt."""
    if case.v_reason != FIRST_CONTACT or case.v_sent != BY_OWN_CHOICE or case.felt == 1:
        return 0
    rule = world.first_contact.answer(case.onset_min, NOWHERE, case)
    return int(rule.policy.unreferred_pays_more(place.tier))
