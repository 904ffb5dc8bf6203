"""Clinicians' time, the way to care, tests and chronic illness, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ledger import Ledger
from sim.vocabulary import words
from sim.vocabulary.words import Expert
from tests.ledger.hamlet import CENTRE, CENTRE_CLINIC, COLD, HOSPITAL_CLINIC
from tests.ledger.handmade import DAY, HOUR, WEEK, County
from tests.ledger.stories import ANN, BO, five_patients, five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

LEDGER = five_patients_ledger()
ROSTERED = 7 * 600.0


def test_use_is_time_with_patients_over_rostered_time() -> None:
    """Post 10 + 10, centre 20, hospital 30 + 10 + 20 minutes, in 7 days of 10 hours each."""
    assert groups(LEDGER, "clinician_use") == pytest.approx(
        {"tier=village": 20 / ROSTERED, "tier=township": 20 / ROSTERED, "tier=county": 60 / ROSTERED}
    )
    assert groups(LEDGER, "emergency_use") == {"tier=county": 0.0}


def with_days(column: str, minutes: float) -> Ledger:
    ledger = five_patients_ledger()
    row = (ledger["days"]["day"] == 1) & (ledger["days"]["unit"] == HOSPITAL_CLINIC)
    ledger["days"][column][row] += minutes
    return ledger


def test_overtime_does_not_push_use_beyond_one() -> None:
    """The whole roster of one day at work, and two hours more."""
    ledger = with_days("busy_min", 570.0 + 120.0)
    row = (ledger["days"]["day"] == 1) & (ledger["days"]["unit"] == HOSPITAL_CLINIC)
    ledger["days"]["overtime_min"][row] = 120.0
    window = (DAY, 2 * DAY)
    assert value(ledger, "clinician_use", "tier=county", window=window) == pytest.approx(1.0)
    assert value(ledger, "overtime_h_per_week", "tier=county") == pytest.approx(2.0)


def test_a_day_partly_in_the_window_counts_in_part() -> None:
    found = value(LEDGER, "clinician_use", "tier=county", window=(DAY, 2.5 * DAY))
    assert found == pytest.approx((30 + 10 / 2) / 900)


def test_hours_away_are_missing_where_they_were_sent_from() -> None:
    found = groups(with_days("away_min", 240.0), "clinician_away_h_per_week")
    assert found["tier=county"] == pytest.approx(4.0)
    assert found["tier=township"] == 0.0


def test_visits_per_clinician_day_count_eight_rostered_hours_as_a_day() -> None:
    assert value(LEDGER, "visits_per_clinician_day", "tier=village") == pytest.approx(2 / (ROSTERED / 480))


def test_visits_with_an_expert_are_counted_by_kind() -> None:
    county = five_patients()
    county.rows["visits"][0]["expert"] = Expert.visiting
    ledger = county.ledger()
    found = groups(ledger, "expert_visits_per_1000")
    assert found == pytest.approx(
        {"expert=visiting": 1000 / PERSON_YEARS, "expert=remote": 0.0, "expert=operated": 0.0}
    )
    found = groups(ledger, "expert_h_per_week")
    assert found == pytest.approx({"expert=visiting": 10 / 60, "expert=remote": 0.0})


def test_hours_of_experts_below_are_told_by_what_they_came_for() -> None:
    """The centre's room is the expert's for rounds: 7 days of 10 hours."""
    ledger = five_patients_ledger()
    ledger.frame["units"].loc[CENTRE_CLINIC, "name"] = "rounds_internal"
    found = groups(ledger, "expert_posted_h_per_week")
    assert found == pytest.approx({"activity=clinic": 0.0, "activity=rounds": 70.0, "activity=operations": 0.0})


def test_travel_counts_every_way_also_that_of_those_not_seen() -> None:
    """20 + 60 + 20 + 150 + 10 + 10 + 10 + 180 minutes; Dan's way for nothing is among them."""
    assert value(LEDGER, "travel_h_per_person_year") * PERSON_YEARS == pytest.approx(460 / 60)
    assert value(LEDGER, "travel_h_per_person_year", "tier=county") * PERSON_YEARS == pytest.approx(3.0)
    assert value(LEDGER, "travel_km_per_person_year") * PERSON_YEARS == pytest.approx(159.0)


def test_travel_by_distance_is_per_resident_who_lives_there() -> None:
    found = groups(LEDGER, "travel_h_per_person_year")
    assert found["distance=60-90 min"] == pytest.approx((250 / 60) / (3 / 52))
    assert found["distance=0-30 min"] == pytest.approx((210 / 60) / (2 / 52))


def test_tests_are_counted_by_where_they_were_done() -> None:
    county = five_patients()
    ill = county.rows["episodes"][0]
    county.is_tested(ill, CENTRE, asked=9 * HOUR, report=9 * HOUR + 25.0, place=words.TestPlace.remote)
    county.is_tested(ill, CENTRE, asked=WEEK - 10.0, report=-1.0, start_min=-1.0, place=words.TestPlace.remote)
    ledger = county.ledger()
    assert value(ledger, "tests_per_person_year") == pytest.approx(3 / PERSON_YEARS)
    assert value(ledger, "remote_reads_per_10000") == pytest.approx(2 * 10000 / PERSON_YEARS)
    assert value(ledger, "report_median_min", "place=on_site") == pytest.approx(10.0)
    assert value(ledger, "report_median_min", "place=remote") == pytest.approx(25.0)


def test_contracts_and_control_are_shares_of_residents() -> None:
    """Bo is contracted, Bo and Eve are chronic, Bo is under control."""
    assert value(LEDGER, "contracted_share") == pytest.approx(1 / 5)
    assert value(LEDGER, "contracted_share", "of=chronic") == pytest.approx(1 / 2)
    assert value(LEDGER, "controlled_share", "chronic=hypertension") == pytest.approx(1 / 2)


def test_managed_chronic_admissions_are_per_person_and_per_admission() -> None:
    """Bo, the only managed one, is admitted once; a second time changes the admissions only."""
    year = 1 / 52
    assert value(LEDGER, "managed_chronic_admission_rate") == pytest.approx(1 / year)
    county = five_patients()
    ill = county.falls_ill(BO, COLD, at=5 * DAY)
    county.lies(ill, 2, asked=5 * DAY, admitted=5 * DAY, ended=6 * DAY)
    ledger = county.ledger()
    assert value(ledger, "managed_chronic_admission_rate") == pytest.approx(1 / year)
    assert value(ledger, "managed_chronic_admission_rate", "of=admissions") == pytest.approx(2 / year)


def test_a_contract_counts_from_the_day_on_which_it_was_signed() -> None:
    """Bo is admitted, signs a day later, and is admitted again: one admission, and the rest of the window."""
    county = five_patients()
    ill = county.falls_ill(BO, COLD, at=5 * DAY)
    county.lies(ill, 2, asked=5 * DAY, admitted=5 * DAY, ended=6 * DAY)
    ledger = county.ledger()
    ledger.frame["residents"]["contract_day"] = [-1, 4, -1, -1, -1]
    managed_years = 3 / 364
    assert value(ledger, "managed_chronic_admission_rate") == pytest.approx(1 / managed_years)
    assert value(ledger, "managed_chronic_admission_rate", "of=admissions") == pytest.approx(1 / managed_years)


def test_indicator_4_2_counts_a_step_down_once_and_beside_it_twice() -> None:
    """Insured: Bo and Cai inside; an outside admission of Ann's makes it two of three, or three of four."""
    county = five_patients()
    ill = county.falls_ill(ANN, COLD, at=5 * DAY)
    county.lies(ill, -1, asked=5 * DAY, admitted=5 * DAY, ended=6 * DAY)
    ledger = county.ledger()
    assert value(ledger, "insured_within_county_admission_share") == pytest.approx(2 / 3)
    assert value(ledger, "insured_within_county_admission_share", "of=beds") == pytest.approx(3 / 4)


def test_a_county_without_listed_residents_still_has_its_other_measures() -> None:
    ledger = five_patients_ledger()
    ledger.frame["residents"] = ledger.frame["residents"].iloc[:0]
    assert value(ledger, "visits_per_person_year") == pytest.approx(7 / PERSON_YEARS)
    assert groups(ledger, "contracted_share") == {}
    assert not np.isnan(value(ledger, "inpatient_reimbursed_share"))


def test_nothing_is_divided_by_a_clinic_nobody_staffs() -> None:
    ledger = County().ledger()
    ledger["days"]["staffed_min"] = 0.0
    assert groups(ledger, "clinician_use") == {}
