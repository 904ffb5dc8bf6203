"""Each answer does what its docstring says, on numbers worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies import QUESTIONS, Policy
from sim.vocabulary.words import COUNTY, CRITICAL, MINOR, MODERATE, OUT_OF_COUNTY, SERIOUS, TOWNSHIP, VILLAGE

LUCK = st.floats(0.0, 1.0, exclude_max=True)
SHARES = st.floats(0.0, 1.0)
YUAN = st.floats(0.0, 1e6)


def answer(question: str, kind: str, **numbers: object) -> Policy:
    return QUESTIONS[question].kinds[kind].model_validate(numbers)


# -- first contact ---------------------------------------------------------------------------------


def test_steering_is_felt_at_the_hospital_by_who_is_no_emergency() -> None:
    rule = answer("first_contact", "steered", bypass_penalty="50 yuan")
    felt = [[rule.bypass_yuan(tier, emergency, 0.5) for tier in range(4)] for emergency in (0, 1)]
    assert felt == [[0.0, 0.0, 50.0, 50.0], [0.0, 0.0, 0.0, 0.0]]


def test_a_gate_closes_the_hospital_for_those_who_comply() -> None:
    rule = answer("first_contact", "gatekeeping", compliance="70 %")
    assert rule.bypass_yuan(COUNTY, 0, 0.699) == float("inf")
    assert rule.bypass_yuan(COUNTY, 0, 0.7) == 0.0
    assert rule.bypass_yuan(TOWNSHIP, 0, 0.0) == 0.0
    assert rule.bypass_yuan(OUT_OF_COUNTY, 1, 0.0) == 0.0, "emergencies go straight up"


def test_a_gate_without_exemptions_is_closed_to_emergencies_too() -> None:
    rule = answer("first_contact", "gatekeeping", compliance="100 %", exempt=())
    assert rule.bypass_yuan(COUNTY, 1, 0.0) == float("inf")


def test_a_gate_nobody_trusts_gives_everyone_a_slip() -> None:
    rule = answer("first_contact", "gatekeeping", compliance="70 %")
    assert [rule.slip_share(quality) for quality in (0.0, 0.75, 1.0)] == [1.0, 0.25, 0.0]
    fixed = answer("first_contact", "gatekeeping", compliance="70 %", slip_on_request_share="30 %")
    assert [fixed.slip_share(quality) for quality in (0.0, 1.0)] == [0.3, 0.3]


# -- referral --------------------------------------------------------------------------------------


def test_what_is_beyond_the_place_and_severe_enough_goes_up() -> None:
    rule = answer("referral", "severity_threshold", refer=["serious", "critical"], formal="10 %")
    assert [rule.decides(VILLAGE, 1, band, 0.05) for band in (MINOR, MODERATE, SERIOUS, CRITICAL)] == [0, 0, 1, 1]
    assert [rule.decides(VILLAGE, 1, SERIOUS, u) for u in (0.09, 0.1, 0.9)] == [1, 2, 2]
    assert rule.decides(VILLAGE, 0, CRITICAL, 0.05) == 0, "what is not recognised stays"


@given(u=LUCK, share=SHARES, formal=SHARES)
def test_a_fixed_share_goes_up_and_of_it_a_fixed_share_with_a_form(u: float, share: float, formal: float) -> None:
    rule = answer("referral", "fixed_share", township=share, formal=formal)
    said = rule.decides(TOWNSHIP, 0, MINOR, u)
    assert said == (0 if u >= share else 1 if u < share * formal else 2)
    assert rule.decides(VILLAGE, 1, CRITICAL, u) == 0


# -- remote consultation ---------------------------------------------------------------------------


def test_only_primary_care_asks_and_only_about_what_seems_beyond_it() -> None:
    talk = {"kind": "exponential", "mean": "8 min"}
    rule = answer("remote_consult", "on_demand", of="county/internal", asked_share="60 %", talk=talk)
    assert [rule.asks(tier, 1, 0.5) for tier in range(4)] == [1, 1, 0, 0]
    assert (rule.asks(VILLAGE, 0, 0.5), rule.asks(VILLAGE, 1, 0.6)) == (0, 0)
    assert rule.waits_at_most_min() == 30.0


# -- step-down -------------------------------------------------------------------------------------


@given(d=LUCK, p=LUCK, u=LUCK)
def test_all_three_must_agree(d: float, p: float, u: float) -> None:
    rule = answer("step_down", "recovery_bed", accepts={"doctor": "70 %", "patient": "50 %", "unit": "90 %"})
    assert rule.moves(1, d, p, u) == int(d < 0.7 and p < 0.5 and u < 0.9)
    assert rule.moves(0, d, p, u) == 0
    assert (rule.transfer_min(), rule.blocks_at_most_min()) == (240.0, 1440.0)


# -- insurance -------------------------------------------------------------------------------------


def test_the_fund_pays_its_share_of_what_is_listed_above_the_deductible() -> None:
    rule = answer("insurance", "tiered")
    #  bill 1000, of it 900 listed, 400 above the deductible, 70 % of that from the fund
    assert rule.patient_yuan(1000.0, 0.9, 0.7, 500.0, float("inf"), 0) == pytest.approx(1000.0 - 0.7 * 400.0)
    assert rule.patient_yuan(1000.0, 0.9, 0.7, 500.0, float("inf"), 1) == pytest.approx(1000.0 - 0.55 * 400.0)
    assert rule.patient_yuan(1000.0, 0.9, 0.7, 500.0, 100.0, 0) == 900.0, "no more than is left this year"
    assert rule.patient_yuan(300.0, 0.9, 0.7, 500.0, float("inf"), 0) == 300.0, "below the deductible"


@given(bill=YUAN, listed=SHARES, pays=SHARES, deductible=YUAN, left=YUAN, unreferred=st.integers(0, 1))
def test_a_patient_never_pays_more_than_the_bill_nor_less_than_nothing(
    bill: float, listed: float, pays: float, deductible: float, left: float, unreferred: int
) -> None:
    for kind in QUESTIONS["insurance"].kinds:
        needed = {"waives": "30 %"} if kind == "fee_waiver" else {}
        paid = answer("insurance", kind, **needed).patient_yuan(bill, listed, pays, deductible, left, unreferred)
        assert -1e-9 <= paid <= bill + 1e-9


@given(bill=YUAN, listed=SHARES, pays=SHARES, deductible=YUAN, left=YUAN)
def test_who_came_unsent_never_pays_less(
    bill: float, listed: float, pays: float, deductible: float, left: float
) -> None:
    rule = answer("insurance", "tiered")
    sent, unsent = (rule.patient_yuan(bill, listed, pays, deductible, left, unreferred) for unreferred in (0, 1))
    assert unsent >= sent


def test_a_transferred_patient_pays_the_difference_going_up_and_nothing_coming_down() -> None:
    rule = answer("insurance", "tiered")
    assert rule.transfer_deductible(500.0, 150.0, 1) == 350.0
    assert rule.transfer_deductible(150.0, 500.0, 0) == 0.0
    assert rule.transfer_deductible(500.0, 800.0, 1) == 0.0
    anew = answer("insurance", "tiered", deductible_on_transfer="each_time")
    assert (anew.transfer_deductible(500.0, 150.0, 1), anew.transfer_deductible(150.0, 500.0, 0)) == (500.0, 150.0)


# -- experts ---------------------------------------------------------------------------------------


def test_an_expert_is_away_for_the_session_and_the_road_both_ways() -> None:
    rule = answer("expert_dispatch", "weekly_round", experts=2, of="county/internal", when="Sa 08:30-11:30",
                  sees_at_most=12)  # fmt: skip
    assert rule.posting(510.0, 690.0, 40.0) == (2, 470.0, 730.0)
