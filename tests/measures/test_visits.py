"""Where five patients went, counted by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.vocabulary.words import EpisodeReason, Outcome, Reason
from tests.ledger.hamlet import CENTRE, COLD, HOSPITAL, POST
from tests.ledger.handmade import DAY, HOUR, WEEK, County
from tests.ledger.stories import ANN, BO, DAN, five_patients, five_patients_ledger
from tests.measures.asking import PERSON_YEARS, groups, value

LEDGER = five_patients_ledger()


def test_a_visit_is_a_registration_that_reached_a_clinician() -> None:
    """Seven: Ann 1, Bo 1, Cai 2, Dan 1 (he gave up once), Eve 2."""
    assert value(LEDGER, "visits_per_person_year") == pytest.approx(7 / PERSON_YEARS)


def test_visits_by_tier_add_up_to_all_visits() -> None:
    found = groups(LEDGER, "visits_per_person_year")
    tiers = {group: found[group] * PERSON_YEARS for group in found if group.startswith("tier=")}
    assert tiers == pytest.approx({"tier=village": 2, "tier=township": 1, "tier=county": 3, "tier=out_of_county": 1})
    assert sum(tiers.values()) / PERSON_YEARS == pytest.approx(found[""])


def test_visits_of_a_scheme_are_per_member_of_the_scheme() -> None:
    """Residents' scheme: Ann, Bo, Dan with 3 visits; employees: Cai with 2; uninsured: Eve with 2."""
    found = groups(LEDGER, "visits_per_person_year")
    assert found["scheme=residents"] == pytest.approx(3 / (3 / 52))
    assert found["scheme=employees"] == pytest.approx(2 / (1 / 52))
    assert found["scheme=uninsured"] == pytest.approx(2 / (1 / 52))


def test_visits_by_distance_are_per_resident_at_that_distance() -> None:
    """Far (75 min): Ann, Bo, Cai with 4 visits; town (5 min): Dan, Eve with 3. Nobody lives between."""
    found = groups(LEDGER, "visits_per_person_year")
    assert found["distance=60-90 min"] == pytest.approx(4 / (3 / 52))
    assert found["distance=0-30 min"] == pytest.approx(3 / (2 / 52))
    assert "distance=30-60 min" not in found


def test_shares_of_all_visits_add_up_to_one() -> None:
    assert groups(LEDGER, "visit_share") == pytest.approx(
        {"tier=village": 2 / 7, "tier=township": 1 / 7, "tier=county": 3 / 7, "tier=out_of_county": 1 / 7}
    )


def test_the_split_within_the_county_leaves_the_outside_out() -> None:
    assert groups(LEDGER, "visit_split_within_county") == pytest.approx(
        {"tier=village": 2 / 6, "tier=township": 1 / 6, "tier=county": 3 / 6}
    )


def test_primary_and_within_county_shares_have_different_denominators() -> None:
    assert value(LEDGER, "primary_visit_share") == pytest.approx(3 / 6)
    assert value(LEDGER, "within_county_visit_share") == pytest.approx(6 / 7)


def test_first_contacts_are_first_visits_of_new_episodes_that_were_seen() -> None:
    """Ann post, Bo centre, Cai post, Dan hospital (second try), Eve hospital."""
    assert groups(LEDGER, "first_contact_share") == pytest.approx(
        {"tier=village": 2 / 5, "tier=township": 1 / 5, "tier=county": 2 / 5, "tier=out_of_county": 0}
    )


def test_rural_first_contact_counts_residents_outside_the_town_only() -> None:
    """Ann (cold), Bo (pneumonia): belong to primary care and went there; Cai (stroke): other, went there."""
    assert groups(LEDGER, "primary_first_contact_share") == {
        "": 1.0,
        "belongs=primary": 1.0,
        "belongs=other": 1.0,
    }
    assert value(LEDGER, "bypass_share") == 0.0


def test_a_rural_patient_who_passes_primary_care_by_is_counted() -> None:
    county = five_patients()
    ill = county.falls_ill(BO, COLD, at=6 * DAY)
    county.sees(ill, HOSPITAL, arrival=6 * DAY + 9 * HOUR)
    ledger = county.ledger()
    assert value(ledger, "primary_first_contact_share", "belongs=primary") == pytest.approx(2 / 3)
    assert value(ledger, "primary_first_contact_share") == pytest.approx(3 / 4)
    assert value(ledger, "bypass_share") == pytest.approx(1 / 3)


def test_a_town_patient_at_the_hospital_changes_no_rural_share() -> None:
    county = five_patients()
    ill = county.falls_ill(DAN, COLD, at=6 * DAY)
    county.sees(ill, HOSPITAL, arrival=6 * DAY + 9 * HOUR)
    assert value(county.ledger(), "primary_first_contact_share") == 1.0


def test_follow_ups_reviews_and_returns_are_counted_apart_and_are_no_first_contacts() -> None:
    county = five_patients()
    due = county.falls_ill(BO, COLD, at=6 * DAY, reason=EpisodeReason.follow_up)
    county.sees(due, CENTRE, arrival=6 * DAY + 9 * HOUR, reason=Reason.follow_up)
    ill = county.falls_ill(ANN, COLD, at=6 * DAY)
    county.sees(ill, POST, arrival=6 * DAY + 9 * HOUR)
    county.sees(ill, POST, arrival=6 * DAY + 15 * HOUR, reason=Reason.review)
    ledger = county.ledger()
    assert value(ledger, "follow_ups_per_person_year") == pytest.approx(1 / PERSON_YEARS)
    assert value(ledger, "follow_ups_per_person_year", "tier=township") == pytest.approx(1 / PERSON_YEARS)
    assert value(ledger, "reviews_per_person_year", "tier=village") == pytest.approx(1 / PERSON_YEARS)
    assert value(ledger, "returns_per_person_year") == pytest.approx(1 / PERSON_YEARS)
    assert value(ledger, "first_contact_share", "tier=village") == pytest.approx(3 / 6)


def test_a_visit_counts_in_the_window_in_which_the_consultation_starts() -> None:
    """Bo arrives at 9:00 and is called at 9:30: a window that ends at 9:30 does not have the visit."""
    at_start = 9 * HOUR + 30.0
    person_years = 5 * at_start / (364 * DAY)
    assert value(LEDGER, "visits_per_person_year", window=(0.0, at_start)) == pytest.approx(1 / person_years)
    person_years = 5 * (at_start + 1.0) / (364 * DAY)
    found = value(LEDGER, "visits_per_person_year", window=(0.0, at_start + 1.0))
    assert found == pytest.approx(2 / person_years)


def test_windows_side_by_side_lose_no_visit() -> None:
    edges = np.linspace(0.0, WEEK, 9)
    counts = [
        value(LEDGER, "visits_per_person_year", window=(a, b)) * 5 * (b - a) / (364 * DAY) for a, b in pairwise(edges)
    ]
    assert sum(counts) == pytest.approx(7)


def test_the_default_window_begins_after_the_warm_up() -> None:
    county = five_patients()
    county.warm_up_min = DAY
    person_years = 5 * 6 / 364
    assert value(county.ledger(), "visits_per_person_year") == pytest.approx(4 / person_years)


def test_a_county_in_which_nobody_is_seen_has_no_shares() -> None:
    county = County()
    ill = county.falls_ill(ANN, COLD, at=HOUR)
    county.sees(ill, POST, arrival=9 * HOUR, waits=5.0, outcome=Outcome.gave_up)
    ledger = county.ledger()
    assert value(ledger, "visits_per_person_year") == 0.0
    for name in ("primary_visit_share", "within_county_visit_share", "primary_first_contact_share"):
        assert np.isnan(value(ledger, name)), "a share of nobody is not 0"
