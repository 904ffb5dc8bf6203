"""The week's money to the yuan: visits 300 + 100 + 100 + 100 + 80 + 20 + 20, stays 400 + 1000 + 200."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ledger.handmade import DAY
from tests.ledger.stories import five_patients, five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

LEDGER = five_patients_ledger()


def test_what_patients_and_the_fund_pay_is_what_is_charged() -> None:
    patient, fund, bill = (groups(LEDGER, f"{who}_yuan_per_person_year") for who in ("patient", "fund", "bill"))
    assert bill[""] * PERSON_YEARS == pytest.approx(2320)
    assert {group: patient[group] + fund[group] for group in bill} == pytest.approx(bill)


def test_patients_pay_the_sum_of_their_shares() -> None:
    """Visits 10 + 20 + 8 + 50 + 60 + 100 + 300, stays 100 + 400 + 50."""
    assert value(LEDGER, "patient_yuan_per_person_year") * PERSON_YEARS == pytest.approx(548 + 550)


def test_fares_are_no_part_of_any_bill() -> None:
    """4 + 30 + 60."""
    assert value(LEDGER, "fare_yuan_per_person_year") * PERSON_YEARS == pytest.approx(94)


def test_a_stay_is_paid_at_discharge() -> None:
    """Bo is discharged on day 2 at 10:00: 400 yuan at the centre, not before."""
    before = value(LEDGER, "bill_yuan_per_person_year", "tier=township", window=(0.0, 2 * DAY))
    after = value(LEDGER, "bill_yuan_per_person_year", "tier=township", window=(2 * DAY, 3 * DAY))
    assert before * 5 * 2 / 364 == pytest.approx(80)
    assert after * 5 * 1 / 364 == pytest.approx(400)


def test_all_of_the_funds_money_stays_in_the_county() -> None:
    """Eve, who leaves, is not insured."""
    assert value(LEDGER, "fund_within_county_share") == 1.0


def test_money_paid_outside_leaves_the_county_and_both_ratios_of_primary_care_differ() -> None:
    county = five_patients()
    outside = next(row for row in county.rows["visits"] if row["tier"] == 3)
    outside["patient_yuan"], outside["fund_yuan"] = 0.0, 300.0
    ledger = county.ledger()
    inside = 10 + 60 + 12 + 50 + 40 + 300 + 600 + 150
    primary = 10 + 12 + 60 + 300 + 150
    assert value(ledger, "fund_within_county_share") == pytest.approx(inside / (inside + 300))
    assert value(ledger, "fund_primary_share") == pytest.approx(primary / inside)
    assert value(ledger, "fund_primary_share", "of=all") == pytest.approx(primary / (inside + 300))


def test_yuan_per_visit_and_per_stay_are_per_event() -> None:
    assert value(LEDGER, "yuan_per_visit", "tier=village") == pytest.approx(20)
    assert value(LEDGER, "yuan_per_visit", "tier=county") == pytest.approx(100)
    assert value(LEDGER, "yuan_per_stay", "tier=township") == pytest.approx((400 + 200) / 2)
    assert np.isnan(value(LEDGER, "yuan_per_stay", "tier=village"))


def test_indicator_4_1_is_per_person_and_of_insured_only() -> None:
    """Bo 400; Cai 1000 at the hospital and 200 to recover: 1600 for two people, not for three stays."""
    assert value(LEDGER, "inpatient_yuan_per_insured_inpatient") == pytest.approx(800)


def test_the_effective_reimbursement_of_stays() -> None:
    assert value(LEDGER, "inpatient_reimbursed_share") == pytest.approx((300 + 600 + 150) / 1600)


def test_the_stay_of_the_uninsured_is_not_in_the_reimbursement() -> None:
    county = five_patients()
    stay = next(row for row in county.rows["stays"] if row["unit"] == -1)
    stay["ended_min"], stay["patient_yuan"], stay["bill_yuan"], stay["outcome"] = 6 * DAY, 900.0, 900.0, 0
    ledger = county.ledger()
    assert value(ledger, "inpatient_reimbursed_share") == pytest.approx(1050 / 1600)
    assert value(ledger, "bill_yuan_per_person_year") * PERSON_YEARS == pytest.approx(2320 + 900)
