"""Every planted defect is caught, and by the check that says it would."""

from __future__ import annotations

import pytest

from sim.ledger import Ledger, empty
from sim.measures import AuditError, audit, must_pass
from sim.measures.audit import LOOKS
from sim.vocabulary.words import Expert, Outcome, Reason
from tests.ledger.hamlet import COLD, HOSPITAL, HOSPITAL_CLINIC, POST
from tests.ledger.handmade import DAY, WEEK
from tests.ledger.queue import poisson_station, station
from tests.ledger.stories import ANN, BO, CAI, DAN, five_patients, five_patients_ledger
from tests.measures.defects import COUNTY_DEFECTS, STATION_DEFECTS, Spoil, pay_less_than_charged, work_more_than_staffed


def failed(ledger: Ledger) -> set[str]:
    return {check.name for check in audit(ledger) if not check.ok}


def test_the_five_patients_pass_every_check() -> None:
    assert failed(five_patients_ledger()) == set()
    assert must_pass(audit(five_patients_ledger()))


def test_textbook_queues_pass_every_check() -> None:
    assert failed(poisson_station(0.25, 10.0, servers=3, days=20, seed=1)) == set()
    assert failed(poisson_station(0.4, 10.0, servers=3, days=20, seed=2, patience_min=30.0)) == set()
    assert failed(station([0.0, 2.0, 3.0, 50.0], [10.0, 5.0, 5.0, 100.0], end_min=100.0)) == set()


def test_an_empty_county_passes_every_check() -> None:
    assert failed(empty({"end_min": DAY})) == set()


@pytest.mark.parametrize(("spoil", "check"), COUNTY_DEFECTS, ids=lambda part: getattr(part, "__name__", part))
def test_a_defect_of_a_county_is_caught_by_the_check_that_says_so(spoil: Spoil, check: str) -> None:
    ledger = five_patients_ledger()
    spoil(ledger)
    assert check in failed(ledger)


@pytest.mark.parametrize(("spoil", "check"), STATION_DEFECTS, ids=lambda part: getattr(part, "__name__", part))
def test_a_defect_of_a_station_is_caught_by_the_check_that_says_so(spoil: Spoil, check: str) -> None:
    ledger = poisson_station(0.4, 10.0, servers=4, days=10, seed=5, patience_min=20.0)
    assert failed(ledger) == set()
    spoil(ledger)
    assert check in failed(ledger)


def test_every_fatal_check_has_caught_something_here() -> None:
    """A check that no defect can set off would be a decoration."""
    tried = {check for _, check in COUNTY_DEFECTS + STATION_DEFECTS}
    assert tried == {name for name, (_, fatal, _) in LOOKS.items() if fatal}


def test_a_failed_audit_fails_loudly_and_names_the_row() -> None:
    ledger = five_patients_ledger()
    pay_less_than_charged(ledger)
    work_more_than_staffed(ledger)
    with pytest.raises(AuditError, match="2 checks failed: these numbers must not be used") as told:
        must_pass(audit(ledger))
    assert "what_is_paid_is_what_was_charged: 1 of 8 rows: paid is not charged; first: visits episode 0" in str(
        told.value
    )
    assert {check.name for check in told.value.failures} == {
        "what_is_paid_is_what_was_charged",
        "nobody_works_more_than_is_staffed",
    }


def test_a_check_that_cannot_be_made_has_failed() -> None:
    ledger = five_patients_ledger()
    ledger.frame["units"] = ledger.frame["units"].iloc[:2]
    checks = {check.name: check for check in audit(ledger)}
    assert not checks["bed_days_are_the_stays"].ok
    assert "could not be made" in checks["bed_days_are_the_stays"].detail
    assert not checks["every_id_is_in_the_frame"].ok


def test_what_was_never_used_asks_for_attention_and_fails_nothing() -> None:
    checks = {check.name: check for check in audit(five_patients_ledger())}
    unused = checks["everything_declared_was_used"]
    assert unused.result == "attention"
    assert unused.ok
    assert "H1/emergency" in unused.detail


def test_two_illnesses_at_two_places_ask_for_attention() -> None:
    ledger = five_patients_ledger()
    name = "two_illnesses_do_not_send_one_resident_to_two_places"
    assert next(check for check in audit(ledger) if check.name == name).result == "passed"
    ledger["stays"]["resident"][-1] = CAI
    ledger["stays"]["admitted_min"][-1] = 2 * DAY
    assert next(check for check in audit(ledger) if check.name == name).result == "attention"


def test_who_is_on_the_way_or_with_the_clinician_at_the_end_breaks_no_law() -> None:
    county = five_patients()
    on_the_way = county.falls_ill(ANN, COLD, at=WEEK - 90.0)
    county.sees(on_the_way, POST, arrival=WEEK - 10.0, waits=0.0, takes=5.0)
    row = county.sees(on_the_way, HOSPITAL, arrival=WEEK - 1.0, outcome=Outcome.waiting, reason=Reason.returned)
    row["set_off_min"], row["arrival_min"] = WEEK - 3.0, -1.0
    on_the_way["returns"] = 1
    with_the_clinician = county.falls_ill(DAN, COLD, at=WEEK - 90.0)
    county.sees(with_the_clinician, POST, arrival=WEEK - 5.0, end_min=-1.0, left_min=-1.0)
    with_the_clinician["visits"] = 0
    not_set_off = county.falls_ill(BO, COLD, at=WEEK - 90.0, returns=1)
    county.sees(not_set_off, POST, arrival=WEEK - 60.0, takes=5.0, handled=0)
    assert failed(county.ledger()) == set()


def test_a_call_for_a_remote_expert_in_vain_is_booked_at_the_hospital_and_loses_nobody() -> None:
    ledger = five_patients_ledger()
    ledger["visits"]["expert"][0] = Expert.unanswered
    row = (ledger["days"]["unit"] == HOSPITAL_CLINIC) & (ledger["days"]["day"] == 0)
    ledger["days"]["asked"][row] += 1
    ledger["days"]["gave_up"][row] += 1
    assert failed(ledger) == set()
    ledger["visits"]["expert"][0] = Expert.none
    assert failed(ledger) == {"the_log_and_the_day_books_agree"}


def test_a_passed_check_says_what_it_counted() -> None:
    checks = {check.name: check for check in audit(five_patients_ledger())}
    assert checks["episodes_that_began_have_ended_or_are_inside"].detail == "6 began = 5 ended + 1 inside"
    assert checks["what_is_paid_is_what_was_charged"].detail.startswith("2,320 yuan charged")
    assert "L 0.1528, lambda x W 0.1528" in checks["littles_law_holds"].detail


@pytest.mark.parametrize("name", LOOKS)
def test_a_check_says_what_it_would_catch(name: str) -> None:
    catches, _, look = LOOKS[name]
    assert catches.strip()
    assert (look.__doc__ or "").strip()
