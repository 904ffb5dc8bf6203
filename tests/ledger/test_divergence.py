"""Two runs with the same luck part at one event, and the ledgers say which."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.ledger import empty
from sim.ledger.divergence import Divergence, first_divergence
from tests.ledger.hamlet import CENTRE, COLD, PNEUMONIA
from tests.ledger.handmade import DAY, HOUR, County
from tests.ledger.stories import BO, CAI, DAN, five_patients, five_patients_ledger


def test_the_same_county_never_parts() -> None:
    assert first_divergence(five_patients_ledger(), five_patients_ledger()) is None
    assert first_divergence(empty(), empty()) is None


def visit(county: County, who: int, nth: int = 0) -> dict[str, float]:
    return [row for row in county.rows["visits"] if row["resident"] == who][nth]


def later_start(county: County) -> None:
    visit(county, BO)["start_min"] += 5.0


def other_bill(county: County) -> None:
    visit(county, BO)["patient_yuan"] += 5.0


def other_place(county: County) -> None:
    visit(county, BO)["facility"] = 2


def given_up(county: County) -> None:
    row = visit(county, DAN, 1)
    row |= {"start_min": -1.0, "end_min": -1.0, "outcome": 1, "left_min": 2 * DAY + 9 * HOUR + 30.0}


def longer_stay(county: County) -> None:
    stay = next(row for row in county.rows["stays"] if row["resident"] == CAI)
    stay["ended_min"] += HOUR


def other_plan(county: County) -> None:
    stay = next(row for row in county.rows["stays"] if row["resident"] == CAI)
    stay["planned_min"] += HOUR


STARTS = 9 * HOUR + 30.0


@pytest.mark.parametrize(
    ("change", "minute", "table", "column"),
    [
        (later_start, STARTS, "visits", "start_min"),
        (other_bill, STARTS + 20.0, "visits", "patient_yuan"),
        (other_place, 9 * HOUR - 30.0, "visits", "facility"),
        (given_up, 2 * DAY + 9 * HOUR + 10.0, "visits", "start_min"),
        (longer_stay, 3 * DAY + 12 * HOUR, "stays", "ended_min"),
        (other_plan, 3 * DAY + 12 * HOUR, "stays", "planned_min"),
    ],
)
def test_the_first_difference_is_dated_by_when_it_was_settled(
    change: Callable[[County], None], minute: float, table: str, column: str
) -> None:
    county = five_patients()
    change(county)
    found = first_divergence(five_patients_ledger(), county.ledger())
    assert found is not None
    assert (found.minute, found.table, found.column) == (minute, table, column)


def test_a_patient_more_is_found_at_the_onset() -> None:
    county = five_patients()
    county.falls_ill(DAN, COLD, at=4 * DAY + HOUR)
    for pair in ((five_patients_ledger(), county.ledger()), (county.ledger(), five_patients_ledger())):
        found = first_divergence(*pair)
        assert found is not None
        assert (found.minute, found.table, found.whose) == (4 * DAY + HOUR, "episodes", (DAN << 32) | 1)
    assert "has a row in the first ledger only" in str(found)


def test_the_earliest_of_several_differences_is_reported() -> None:
    county = five_patients()
    longer_stay(county)
    later_start(county)
    found = first_divergence(five_patients_ledger(), county.ledger())
    assert found is not None
    assert found.minute == STARTS
    assert str(found) == "day 0, 09:30: visits.start_min of episode 4294967296 is 570 and 575"


def test_a_visit_more_of_the_same_patient_does_not_blame_the_earlier_ones() -> None:
    county = five_patients()
    ill = county.rows["episodes"][2]
    assert ill["condition"] == PNEUMONIA
    county.sees(ill, CENTRE, arrival=DAY + 20 * HOUR)
    found = first_divergence(five_patients_ledger(), county.ledger())
    assert found is not None
    assert (found.minute, found.table) == (DAY + 19.5 * HOUR, "visits")


def test_a_roster_nobody_felt_is_found_at_midnight() -> None:
    ledger = five_patients_ledger()
    changed = five_patients_ledger()
    row = (changed["days"]["day"] == 2) & (changed["days"]["unit"] == 3)
    changed["days"]["staffed_min"][row] -= 60.0
    found = first_divergence(ledger, changed)
    assert found is not None
    assert (found.minute, found.table, found.column, found.whose) == (3 * DAY, "days", "staffed_min", 3)


def test_a_run_that_went_on_for_longer_parts_at_the_first_day_more() -> None:
    longer = five_patients()
    longer.end_min += DAY
    found = first_divergence(five_patients_ledger(), longer.ledger())
    assert found is not None
    assert (found.minute, found.table) == (8 * DAY, "days")


def test_an_illness_that_only_one_county_has_seen_the_end_of_parts_at_that_end() -> None:
    """What is still open in one ledger cannot differ before it is settled in the other."""
    county = five_patients()
    ill = county.rows["episodes"][-1]
    county.gets_well(ill, at=6.5 * DAY)
    found = first_divergence(five_patients_ledger(), county.ledger())
    assert found is not None
    assert (found.minute, found.table) == (6.5 * DAY, "episodes")


def test_a_new_unit_that_stands_before_the_others_changes_nothing_by_its_number() -> None:
    """A visiting expert's room is put first: every number moves by one, and nothing has happened."""
    ledger, more = five_patients_ledger(), five_patients_ledger()
    units = more.frame["units"]
    room = units.iloc[:1].assign(id="V1/expert", name="expert")
    more.frame["units"] = pd.concat([room, units], ignore_index=True)
    for table in ("visits", "stays", "tests", "days"):
        more[table]["unit"][more[table]["unit"] >= 0] += 1
    assert first_divergence(ledger, more) is None
    idle = more["days"][:1].copy()
    for name in idle.dtype.names or ():
        idle[name] = 0
    more.tables["days"] = np.append(more["days"], idle)
    assert first_divergence(ledger, more) is None
    idle["day"], idle["staffed_min"] = 4, 60.0
    more.tables["days"] = np.append(more["days"], idle)
    found = first_divergence(ledger, more)
    assert found is not None
    assert (found.minute, found.table, found.left) == (5 * DAY, "days", None)


def test_what_parts_in_the_last_bit_is_told_to_the_last_bit() -> None:
    told = str(Divergence(600.0, "visits", 7, "bill_yuan", 62.0, 62.00000000000001))
    assert told == "day 0, 10:00: visits.bill_yuan of episode 7 is 62.0 and 62.00000000000001"
