"""Serious illness of one week: Cai's stroke is missed at the post, Eve's cancer is recognised."""

from __future__ import annotations

import numpy as np
import pytest

from sim.vocabulary.words import Exit, Reason
from tests.ledger.hamlet import COLD, HOSPITAL, POST, STROKE
from tests.ledger.handmade import DAY, HOUR, County
from tests.ledger.stories import ANN, BO, five_patients, five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

LEDGER = five_patients_ledger()


def test_one_of_two_serious_first_contacts_is_missed() -> None:
    assert value(LEDGER, "missed_serious_share") == pytest.approx(1 / 2)
    assert value(LEDGER, "missed_serious_per_1000") == pytest.approx(1000 / PERSON_YEARS)
    assert value(LEDGER, "missed_serious_per_1000", "tier=village") == pytest.approx(1000 / PERSON_YEARS)
    assert value(LEDGER, "missed_serious_per_1000", "tier=county") == 0.0


def test_what_is_within_a_place_cannot_be_missed_there() -> None:
    county = five_patients()
    ill = county.falls_ill(ANN, STROKE, at=5 * DAY, band=2)
    county.sees(ill, HOSPITAL, arrival=5 * DAY + HOUR, beyond=0, finding=0)
    assert value(county.ledger(), "missed_serious_share") == pytest.approx(1 / 3)


def test_sensitivity_and_specificity_are_those_of_first_contacts_by_tier() -> None:
    """Post: Cai beyond and missed, Ann kept. Hospital: Eve beyond and found, Dan kept."""
    assert value(LEDGER, "recognised_share", "tier=village") == 0.0
    assert value(LEDGER, "recognised_share", "tier=county") == 1.0
    assert value(LEDGER, "rightly_kept_share", "tier=village") == 1.0
    assert np.isnan(value(LEDGER, "recognised_share", "tier=township")), "nobody beyond it came to the centre"


def test_both_serious_patients_reached_a_clinician_and_right_care() -> None:
    assert value(LEDGER, "serious_sought_care_share") == 1.0
    assert value(LEDGER, "serious_right_care_share") == 1.0


def test_a_first_visit_is_right_where_it_is_handled_or_recognised() -> None:
    """Cai's post neither could nor knew; Eve's hospital could not but knew; an ambulance goes right."""
    assert value(LEDGER, "serious_recognised_share") == pytest.approx(1 / 2)
    county = five_patients()
    ill = county.falls_ill(BO, STROKE, at=5 * DAY, band=3)
    county.sees(ill, HOSPITAL, arrival=5 * DAY + HOUR, reason=Reason.ambulance)
    county.gets_well(county.falls_ill(ANN, STROKE, at=5 * DAY, band=2), at=6 * DAY, how=Exit.stayed_home)
    assert value(county.ledger(), "serious_recognised_share") == pytest.approx(2 / 4)


def test_who_stays_at_home_with_a_serious_illness_counts() -> None:
    county = five_patients()
    ill = county.falls_ill(BO, STROKE, at=5 * DAY, band=3)
    county.gets_well(ill, at=6 * DAY, how=Exit.stayed_home)
    ledger = county.ledger()
    assert value(ledger, "serious_sought_care_share") == pytest.approx(2 / 3)
    assert value(ledger, "serious_right_care_share") == pytest.approx(2 / 3)
    assert value(ledger, "stayed_home_share") == pytest.approx(2 / 7)
    assert value(ledger, "stayed_home_share", "band=critical") == 1.0


def test_the_delay_runs_from_onset_to_right_care() -> None:
    """Cai: day 0 10:00 to day 1 10:20. Eve: day 3 00:00 to day 5 10:00 (58 h)."""
    assert value(LEDGER, "right_care_delay_median_h") == pytest.approx(24 + 20 / 60)
    assert value(LEDGER, "right_care_delay_p90_h") == pytest.approx(58.0)
    assert value(LEDGER, "right_care_delay_median_h", "band=moderate") == pytest.approx(2.5)


def test_who_never_gets_right_care_is_not_left_out_of_the_delay() -> None:
    """A third serious episode that ended without: nine in ten are never reached, the median is Eve's."""
    county = five_patients()
    ill = county.falls_ill(BO, STROKE, at=5 * DAY, band=3)
    county.gets_well(ill, at=6 * DAY, how=Exit.well_wrong)
    ledger = county.ledger()
    assert value(ledger, "right_care_delay_median_h") == pytest.approx(58.0)
    assert np.isnan(value(ledger, "right_care_delay_p90_h"))


def test_a_stroke_treated_after_a_day_is_not_in_time() -> None:
    assert value(LEDGER, "time_critical_in_time_share") == 0.0
    county = five_patients()
    ill = county.falls_ill(BO, STROKE, at=5 * DAY, band=2)
    county.sees(ill, HOSPITAL, arrival=5 * DAY + 4 * HOUR, waits=30.0)
    assert value(county.ledger(), "time_critical_in_time_share") == pytest.approx(1 / 2)


def test_a_stroke_whose_time_is_not_up_yet_is_not_counted() -> None:
    county = County()
    county.falls_ill(BO, STROKE, at=7 * DAY - 100.0, band=2)
    assert np.isnan(value(county.ledger(), "time_critical_in_time_share"))


def test_wrong_handling_is_a_share_of_what_was_kept() -> None:
    """Kept: Ann, Cai (wrongly) at the post, Bo, Cai, Dan, Eve beyond; Eve at the hospital was not."""
    found = groups(LEDGER, "wrongly_handled_share")
    assert found[""] == pytest.approx(1 / 6)
    assert found["tier=village"] == pytest.approx(1 / 2)
    assert found["tier=county"] == 0.0


def test_unmet_need_counts_serious_episodes_that_ended_without_right_care() -> None:
    """Cai's ended rightly; Eve's goes on and is not judged; Ann's second stroke ends wrongly."""
    assert value(LEDGER, "unmet_serious_need_share") == 0.0
    county = five_patients()
    ill = county.falls_ill(ANN, STROKE, at=5 * DAY, band=2)
    county.sees(ill, POST, arrival=5 * DAY + HOUR, handled=0)
    county.gets_well(ill, at=6 * DAY, how=Exit.well_wrong)
    found = groups(county.ledger(), "unmet_serious_need_share")
    assert found[""] == pytest.approx(1 / 2)
    assert found["scheme=residents"] == 1.0
    assert found["scheme=employees"] == 0.0
    assert found["distance=60-90 min"] == pytest.approx(1 / 2)


def test_minor_illness_is_no_serious_need() -> None:
    county = County()
    county.gets_well(county.falls_ill(ANN, COLD, at=HOUR), at=DAY, how=Exit.stayed_home)
    assert np.isnan(value(county.ledger(), "unmet_serious_need_share"))
