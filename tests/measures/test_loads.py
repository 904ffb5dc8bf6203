"""What each queue was asked to do, on the week that was worked out by hand."""

from __future__ import annotations

from typing import Any

from sim.measures import by_unit, measure
from tests.hamlet import lived
from tests.ledger.stories import five_patients_ledger

LEDGER = five_patients_ledger()


def unit(name: str, kind: str = "clinic") -> dict[str, Any]:
    table = by_unit(LEDGER)
    (row,) = table[(table["unit"] == name) & (table["kind"] == kind)].to_dict("records")
    return {str(key): value for key, value in row.items()}


def test_the_hospitals_clinic_was_asked_by_four_and_one_gave_up() -> None:
    found = unit("H1/internal")
    assert (found["facility"], found["tier"], found["room"]) == ("H1", "county", "internal")
    assert found["asked"] == found["served"] + found["gave_up"] + found["turned_away"]
    assert found["gave_up"] == 1


def test_a_unit_that_nobody_staffed_or_asked_for_has_no_row() -> None:
    whole = by_unit(LEDGER)
    assert ((whole["staffed_min"] > 0) | (whole["asked"] > 0)).all()
    assert not whole.duplicated(["unit", "kind"]).any()


def test_every_visit_came_in_exactly_one_way() -> None:
    ledger = lived()
    table = by_unit(ledger)
    came = table[["own_choice", "sent_here", "planned"]].to_numpy().sum()
    inside = ledger["visits"][ledger["visits"]["unit"] >= 0]
    assert came == (inside["start_min"] >= 0).sum()
    assert (table.loc[table["kind"] == "ward", ["own_choice", "sent_here", "planned"]] == 0).all().all()


def test_the_day_books_add_up_to_the_use_that_is_measured() -> None:
    ledger = lived()
    table = by_unit(ledger)
    clinics = table[(table["kind"] == "clinic") & (table["tier"] == "county")]
    use = (clinics["busy_min"] - clinics["overtime_min"]).sum() / clinics["staffed_min"].sum()
    known = measure(ledger, ["clinician_use"]).set_index("group")["value"]
    assert abs(use - known["tier=county"]) < 1e-12


def test_the_waits_of_all_units_of_a_tier_are_its_mean_wait() -> None:
    ledger = lived()
    table = by_unit(ledger)
    known = measure(ledger, ["wait_mean_min"]).set_index("group")["value"]
    for tier in ("village", "township", "county"):
        mine = table[table["tier"] == tier]
        assert abs(mine["waited_min"].sum() / mine["queued"].sum() - known[f"tier={tier}"]) < 1e-9
