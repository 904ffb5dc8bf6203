"""What the way of paying moves: the line above which patients go up, consent, admissions without need, bills."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim import Ledger, load, simulate
from sim.measures import audit, measure, must_pass
from sim.policies.provider_payment import BenefitSharing, Capitation, CasePayment, FeeForService
from sim.vocabulary.words import StayKind, StayOutcome
from tests.hamlet import HAMLET, ROOT

POLICIES = ROOT / "scenarios" / "policies"
WEEKS = {"calendar.warm_up": "0 weeks", "calendar.measure": "24 weeks"}


@lru_cache(maxsize=16)
def _lived(overlays: tuple[str, ...], settings: tuple[tuple[str, Any], ...]) -> Ledger:
    files = [POLICIES / f"{name}.yaml" for name in overlays]
    return simulate(load(HAMLET, files, settings={**WEEKS, **dict(settings)}), engine="simpy")


def lived(*overlays: str, **settings: Any) -> Ledger:
    """The hamlet for 24 weeks under some overlays; the same question is answered from memory."""
    return _lived(overlays, tuple(sorted(settings.items())))


def one(ledger: Ledger, name: str, group: str = "") -> float:
    rows = measure(ledger, [name])
    return float(rows.loc[rows["group"] == group, "value"].iloc[0])


# -- the answers as numbers -------------------------------------------------------------------------


def test_the_pull_of_capitation_grows_with_the_share_that_is_kept() -> None:
    shares = (0.0, 0.3, 0.6, 1.0)
    for low, high in pairwise(Capitation(surplus_share=share) for share in shares):
        assert low.keeps_shift(1, 0.1) < high.keeps_shift(1, 0.1)
        assert low.lets_go_share(0.1, 0.1, 850.0, 334.0) < high.lets_go_share(0.1, 0.1, 850.0, 334.0)
        assert low.without_need_times(1, 0.1) > high.without_need_times(1, 0.1)


def test_capitation_without_a_share_of_the_surplus_moves_nobody() -> None:
    nothing = Capitation(surplus_share=0.0, overspent_times=3.0)
    assert nothing.keeps_shift(1, -0.5) == 0.0
    assert nothing.lets_go_share(-0.5, 0.0, 850.0, 334.0) == 0.0
    assert nothing.without_need_times(2, -0.5) == 1.0


def test_an_overspent_fund_pulls_harder_but_never_more_than_wholly() -> None:
    harder = Capitation(surplus_share=0.4, overspent_times=2.0)
    assert harder.pull(-0.01) == pytest.approx(0.8) == pytest.approx(2.0 * harder.pull(0.01))
    assert Capitation(surplus_share=0.8, overspent_times=2.0).pull(-0.01) == 1.0


def test_nobody_is_let_go_for_money_where_the_bed_below_costs_as_much() -> None:
    assert Capitation(surplus_share=1.0).lets_go_share(0.0, 0.0, 334.0, 334.0) == 0.0


def test_sharing_gains_moves_a_full_hospital_more_than_an_empty_one() -> None:
    sharing = BenefitSharing(network_weight=0.7)
    full, empty = sharing.lets_go_share(0.0, 0.0, 850.0, 334.0), sharing.lets_go_share(0.0, 1.0, 850.0, 334.0)
    assert full == pytest.approx(0.7)
    assert empty == pytest.approx(0.7 * 334.0 / 1184.0)


def test_a_case_has_its_price_however_long_it_lies_but_recovery_is_paid_by_the_day() -> None:
    case = CasePayment.model_validate({"township": "2170 yuan", "county": "6822 yuan"})
    assert case.stay_bill_yuan(1, 0, 3.0, 334.0) == case.stay_bill_yuan(1, 0, 30.0, 334.0) == 2170.0
    assert case.stay_bill_yuan(2, 0, 3.0, 850.0) == 6822.0
    assert case.stay_bill_yuan(1, 1, 10.0, 334.0) == 3340.0
    assert case.stay_bill_yuan(3, 0, 10.0, 1700.0) == FeeForService().stay_bill_yuan(3, 0, 10.0, 1700.0)


# -- the county -------------------------------------------------------------------------------------


def test_capitation_that_keeps_nothing_changes_no_patient() -> None:
    assert lived("capitation", **{"policies.provider_payment.surplus_share": "0 %"}).digest() == lived().digest()


def test_under_capitation_fewer_are_sent_up_and_more_serious_illness_is_missed() -> None:
    all_kept = lived("capitation", **{"policies.provider_payment.surplus_share": "100 %"})
    today = lived()
    assert one(all_kept, "recognised_share", "tier=township") < one(today, "recognised_share", "tier=township")
    assert one(all_kept, "missed_serious_per_1000") > one(today, "missed_serious_per_1000")


def test_under_capitation_fewer_are_admitted_without_need() -> None:
    both = lived("supply_driven_admissions", "capitation", **{"policies.provider_payment.spares": "90 %"})
    assert one(both, "unneeded_admission_share") < one(lived("supply_driven_admissions"), "unneeded_admission_share")


def test_the_account_is_settled_every_month_and_agrees_with_the_ledger() -> None:
    ledger = lived("capitation")
    fund = ledger.frame["fund"]
    assert len(fund) == 24 * 7 // 28 - 1 + (24 * 7 % 28 > 0)
    insured = ledger.frame["residents"]["scheme"].to_numpy() != ledger.words("scheme").index("uninsured")
    for row in fund.to_dict("records"):
        assert row["prepaid_yuan"] == pytest.approx(1000.0 * insured.sum() * row["minute"] / (364 * 1440.0))
        visits, stays = ledger["visits"], ledger["stays"]
        spent = visits["fund_yuan"][(visits["end_min"] >= 0.0) & (visits["end_min"] < row["minute"])].sum()
        spent += stays["fund_yuan"][(stays["ended_min"] >= 0.0) & (stays["ended_min"] < row["minute"])].sum()
        assert row["spent_yuan"] == pytest.approx(spent, rel=2e-3)
        assert row["left_share"] == pytest.approx(1.0 - row["spent_yuan"] / row["prepaid_yuan"])


def test_where_nothing_is_prepaid_there_is_no_account() -> None:
    assert len(lived().frame["fund"]) == 0
    assert len(lived("case_payment").frame["fund"]) == 0


def test_with_payment_by_the_case_stays_are_shorter_and_cost_their_price() -> None:
    ledger, today = lived("case_payment"), lived()
    assert one(ledger, "length_of_stay_days", "tier=county") < one(today, "length_of_stay_days", "tier=county")
    stays = ledger["stays"]
    acute = stays[(stays["tier"] == 2) & (stays["kind"] == StayKind.acute) & (stays["ended_min"] >= 0.0)]
    assert set(np.round(acute["bill_yuan"][acute["outcome"] != StayOutcome.no_bed], 6)) == {6822.0}


def test_who_goes_home_too_early_comes_back() -> None:
    """Payment by the case can backfire: with every shortened stay too short, more return."""
    early = lived("case_payment", **{"policies.provider_payment.too_early": "100 %"})
    careful = lived("case_payment", **{"policies.provider_payment.too_early": "0 %"})
    assert one(early, "returns_per_person_year") > one(careful, "returns_per_person_year")


def test_light_cases_are_welcome_where_a_case_has_its_price() -> None:
    welcome = lived("supply_driven_admissions", "case_payment", **{"policies.provider_payment.light_cases_times": 2.0})
    assert one(welcome, "unneeded_admission_share") > one(lived("supply_driven_admissions"), "unneeded_admission_share")


def test_shared_gains_let_more_patients_go_down() -> None:
    assert one(lived("benefit_sharing"), "stepped_down_share") > one(lived(), "stepped_down_share")


def test_every_way_of_paying_passes_the_audit() -> None:
    for name in ("capitation", "case_payment", "benefit_sharing"):
        must_pass(audit(lived(name, "supply_driven_admissions")))
