"""What is printed when two ledgers differ: the event, the patient, the place, and who was there."""

from __future__ import annotations

import numpy as np

from sim.ledger.scene import clock, scene
from tests.ledger.stories import BO, DAN, five_patients, five_patients_ledger
from tests.ledger.test_divergence import later_start, visit


def test_two_ledgers_that_are_the_same_have_no_scene() -> None:
    assert scene(five_patients_ledger(), five_patients_ledger()) == ""


def test_the_first_difference_is_told_with_patient_place_and_time() -> None:
    county = five_patients()
    later_start(county)
    told = scene(five_patients_ledger(), county.ledger(), ("simpy", "compiled"))
    assert "visits.start_min of episode 4294967296 is 570 and 575" in told
    assert "--- simpy ---" in told
    assert "--- compiled ---" in told
    assert f"resident {BO} of " in told
    assert "ill since day 0" in told
    unit = five_patients_ledger().frame["units"]["id"][visit(county, BO)["unit"]]
    assert f"at {unit}, {clock(570.0)}" in told
    assert "in service (visits): 1: 4294967296 since day 0 09:30" in told
    assert "waiting (visits): 1: 4294967296 since" in told, "in the other ledger the patient still waits"


def test_a_row_too_many_is_told_by_the_ledger_that_has_it() -> None:
    county = five_patients()
    county.falls_ill(DAN, 0, at=100.0)
    told = scene(five_patients_ledger(), county.ledger(), ("simpy", "compiled"))
    assert "has a row in the compiled ledger only" in told
    assert "not in this ledger" in told
    assert "episodes: " in told.splitlines()[0]


def test_the_same_rows_in_another_order_are_a_difference_too() -> None:
    left, right = five_patients_ledger(), five_patients_ledger()
    right.tables["visits"] = np.concatenate([right["visits"][1::-1], right["visits"][2:]])
    told = scene(left, right)
    assert "visits: the same rows in another order, from row 0 on" in told


def test_a_day_book_that_differs_is_told_by_its_unit() -> None:
    left, right = five_patients_ledger(), five_patients_ledger()
    right["days"]["staffed_min"][0] += 1.0
    told = scene(left, right)
    assert "days.staffed_min of unit" in told
    assert f"at {left.frame['units']['id'][right['days']['unit'][0]]}, " in told


def test_another_frame_is_a_difference_too() -> None:
    left, right = five_patients_ledger(), five_patients_ledger()
    right.frame["units"] = right.frame["units"].assign(servers=99)
    assert "frame units differs" in scene(left, right)


def test_a_moment_is_told_to_the_last_digit() -> None:
    assert clock(1440.0 + 9 * 60 + 5.25) == "day 1 09:05.25 (1985.25)"
    assert clock(-1.0) == "never"
