"""Beds of one week, by hand: Bo two days at the centre, Cai two at the hospital and 1.5 to recover."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.vocabulary.words import StayOutcome
from tests.ledger.hamlet import CENTRE_WARD, COLD, HOSPITAL_WARD
from tests.ledger.handmade import DAY, HOUR, WEEK, County
from tests.ledger.stories import ANN, DAN, five_patients, five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

LEDGER = five_patients_ledger()


def test_a_step_down_is_no_new_admission_but_a_second_bed() -> None:
    assert value(LEDGER, "admissions_per_person_year") == pytest.approx(3 / PERSON_YEARS)
    assert value(LEDGER, "institution_admissions_per_person_year") == pytest.approx(4 / PERSON_YEARS)
    assert value(LEDGER, "institution_admissions_per_person_year", "tier=township") == pytest.approx(2 / PERSON_YEARS)


def test_two_of_three_admissions_stay_in_the_county() -> None:
    assert value(LEDGER, "within_county_admission_share") == pytest.approx(2 / 3)


def test_occupancy_is_occupied_over_open_bed_days() -> None:
    """Centre: 2 + 1.5 days in 3 beds x 7 days; hospital: 2 days in 4 beds x 7 days."""
    assert groups(LEDGER, "bed_occupancy") == pytest.approx({"tier=township": 3.5 / 21, "tier=county": 2 / 28})


def test_occupancy_cuts_stays_to_the_window() -> None:
    """Bo lies from 10:00 on day 0: of the first day 14 hours."""
    found = value(LEDGER, "bed_occupancy", "tier=township", window=(0.0, DAY))
    assert found == pytest.approx(14 / (3 * 24))


def test_windows_side_by_side_lose_no_bed_day() -> None:
    edges = np.arange(0.0, WEEK + 1.0, WEEK / 5)
    shares = [value(LEDGER, "bed_occupancy", "tier=township", window=(a, b)) for a, b in pairwise(edges)]
    assert np.mean(shares) == pytest.approx(3.5 / 21)


def test_beds_that_open_later_count_from_then_on() -> None:
    ledger = five_patients_ledger()
    beds = ledger.frame["beds"]
    more = beds[beds["unit"] == HOSPITAL_WARD].assign(from_min=3.5 * DAY, beds=12)
    ledger.frame["beds"] = pd.concat([beds, more])
    assert value(ledger, "bed_occupancy", "tier=county") == pytest.approx(2 / (4 * 3.5 + 12 * 3.5))


def test_who_is_still_in_bed_occupies_it_and_has_no_length_of_stay_yet() -> None:
    county = County()
    county.lies(county.falls_ill(ANN, COLD, at=HOUR), CENTRE_WARD, asked=DAY, admitted=DAY, ended=-1.0)
    ledger = county.ledger()
    assert value(ledger, "bed_occupancy", "tier=township") == pytest.approx(6 / 21)
    assert np.isnan(value(ledger, "length_of_stay_days"))
    assert value(ledger, "bed_turnover", "tier=township") == 0.0


def test_length_of_stay_is_that_of_the_discharged() -> None:
    found = groups(LEDGER, "length_of_stay_days")
    assert found[""] == pytest.approx((2 + 2 + 1.5) / 3)
    assert found["tier=township"] == pytest.approx(1.75)
    assert found["kind=acute"] == pytest.approx(2.0)
    assert found["kind=recovery"] == pytest.approx(1.5)
    assert np.isnan(found["tier=village"]), "nobody lies in a village post"


def test_turnover_is_discharges_a_bed_and_year() -> None:
    assert value(LEDGER, "bed_turnover", "tier=township") == pytest.approx(2 / 3 * 52)
    assert value(LEDGER, "bed_turnover", "tier=county") == pytest.approx(1 / 4 * 52)


def test_waiting_for_a_bed_counts_those_who_got_none() -> None:
    """Cai waits an hour at the hospital; Dan asks there, waits three and gets none."""
    county = five_patients()
    ill = county.falls_ill(DAN, COLD, at=5 * DAY)
    county.lies(ill, HOSPITAL_WARD, asked=5 * DAY, admitted=-1.0, ended=5 * DAY + 3 * HOUR, outcome=StayOutcome.no_bed)
    ledger = county.ledger()
    assert value(ledger, "bed_wait_mean_h", "tier=county") == pytest.approx((1 + 3) / 2)
    assert value(ledger, "no_bed_share", "tier=county") == pytest.approx(1 / 2)
    assert value(ledger, "no_bed_share", "tier=township") == 0.0


def test_blocked_bed_days_are_those_held_for_want_of_the_next_bed() -> None:
    found = value(LEDGER, "blocked_bed_days_per_1000", "tier=county")
    assert found == pytest.approx(1000 * (2 / 24) / PERSON_YEARS)


def test_one_of_one_acute_county_stays_went_on_below() -> None:
    assert value(LEDGER, "stepped_down_share") == 1.0


def two_stays(gap_days: float, of: int = ANN, end_days: float = 70.0) -> float:
    county = County(end_min=end_days * DAY)
    first = county.falls_ill(ANN, COLD, at=HOUR)
    county.lies(first, CENTRE_WARD, asked=DAY, admitted=DAY, ended=2 * DAY)
    again = county.falls_ill(of, COLD, at=2 * DAY)
    back = (2 + gap_days) * DAY
    county.lies(again, CENTRE_WARD, asked=back, admitted=back, ended=back + DAY)
    return value(county.ledger(), "readmitted_30_days_share")


def test_a_readmission_is_the_same_resident_within_thirty_days() -> None:
    assert two_stays(gap_days=20) == pytest.approx(1 / 2)
    assert two_stays(gap_days=30) == pytest.approx(1 / 2)
    assert two_stays(gap_days=31) == 0.0
    assert two_stays(gap_days=20, of=DAN) == 0.0


def test_discharges_too_late_to_be_watched_for_thirty_days_are_left_out() -> None:
    """The run ends on day 50: the second discharge, on day 23, is not watched to the end."""
    assert two_stays(gap_days=20, end_days=50.0) == 1.0


def test_a_step_down_is_no_readmission() -> None:
    county = five_patients()
    county.end_min = 60 * DAY
    assert value(county.ledger(), "readmitted_30_days_share") == 0.0
