"""Fees waived for the poor: who pays less, who feels less of the price, and that nobody else notices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ledger import Ledger
from sim.measures import audit, measure
from sim.policies.insurance import FeeWaiver, Tiered
from tests.hamlet import lived

WEEKS = 8
NO_CAP = float("inf")
WAIVED: dict[str, Any] = {"kind": "fee_waiver", "only_for": {"poor": True}, "waives": "50 %", "pays_later": "0 %"}


def county(waived: bool, **changes: Any) -> Ledger:
    policies = {"policies__insurance": [{"kind": "tiered"}, {**WAIVED, **changes}]} if waived else {}
    return lived(WEEKS, people__poor=0.3, **policies)


def of_the_poor(ledger: Ledger, table: str) -> Any:
    rows = pd.DataFrame(ledger[table])
    return rows.assign(poor=ledger.frame["residents"]["poor"].to_numpy()[rows["resident"]])


def stayed_home_share(ledger: Ledger, poor: bool) -> float:
    episodes = of_the_poor(ledger, "episodes")
    return float((episodes[episodes["poor"] == poor]["first_facility"] == -1).mean())


@pytest.mark.parametrize("bill", [0.0, 12.5, 80.0, 4000.0])
@pytest.mark.parametrize("unreferred", [0, 1])
def test_a_waiver_takes_its_share_off_what_would_have_been_paid(bill: float, unreferred: int) -> None:
    tiered, waiver = Tiered(), FeeWaiver(waives=0.4)
    paid = tiered.patient_yuan(bill, 0.9, 0.5, 100.0, NO_CAP, unreferred)
    assert waiver.patient_yuan(bill, 0.9, 0.5, 100.0, NO_CAP, unreferred) == pytest.approx(0.6 * paid)


def test_a_waived_deductible_is_paid_by_the_fund() -> None:
    waiver = FeeWaiver(waives=0.0, no_deductible=True)
    assert waiver.patient_yuan(1000.0, 1.0, 0.6, 500.0, NO_CAP, 0) == pytest.approx(400.0)


def test_what_is_paid_later_is_owed_and_only_not_felt() -> None:
    waiver = FeeWaiver(waives=0.0, pays_later=1.0)
    assert waiver.felt_yuan(30.0) == 0.0
    assert waiver.patient_yuan(30.0, 1.0, 0.0, 0.0, NO_CAP, 0) == 30.0


def test_the_poor_pay_half_of_the_same_bill_and_others_all_of_it() -> None:
    visits = of_the_poor(county(True), "visits")
    seen = visits[visits["bill_yuan"] > 0.0]
    share = seen["patient_yuan"] / seen["bill_yuan"]
    assert share[seen["poor"]].mean() < 0.6 * share[~seen["poor"]].mean()
    assert np.allclose(seen["patient_yuan"] + seen["fund_yuan"], seen["bill_yuan"])


def test_a_price_that_is_not_felt_brings_the_poor_to_a_clinician_and_moves_nobody_else() -> None:
    before, after = county(False), county(True, waives="100 %", pays_later="100 %")
    assert stayed_home_share(after, poor=True) < stayed_home_share(before, poor=True) - 0.01
    assert abs(stayed_home_share(after, poor=False) - stayed_home_share(before, poor=False)) < 0.01


def test_a_county_without_poor_residents_lives_the_same_life() -> None:
    today = lived(WEEKS)
    waived = lived(WEEKS, policies__insurance=[{"kind": "tiered"}, WAIVED])
    assert today.digest() == waived.digest()


def test_the_money_is_all_accounted_for() -> None:
    assert [check.name for check in audit(county(True)) if not check.ok] == []


def test_the_poor_are_told_apart_in_the_measures_where_a_county_has_any() -> None:
    paid = measure(county(True), ["patient_yuan_per_person_year"]).set_index("group")["value"]
    poor = county(True).frame["residents"]["poor"].mean()
    assert paid["poor=yes"] < paid["poor=no"]
    assert poor * paid["poor=yes"] + (1.0 - poor) * paid["poor=no"] == pytest.approx(paid[""], rel=0.02)
    assert not measure(lived(WEEKS), ["patient_yuan_per_person_year"])["group"].str.startswith("poor").any()
