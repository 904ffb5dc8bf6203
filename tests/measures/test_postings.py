"""The monitoring list: what it counts of postings and machines, and that every item is computed or says why not."""

from __future__ import annotations

import pytest

from sim import Ledger, load, simulate
from sim.measures import INDICATORS, MEASURES, OPERATIONAL, applicable
from tests.hamlet import HAMLET, ROOT
from tests.ledger.stories import five_patients_ledger
from tests.measures.asking import value

POLICIES = ROOT / "scenarios" / "policies"
OFFICIAL = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "5.1", "5.2"]


def lived(*overlays: str, **changes: str) -> Ledger:
    settings = {"calendar.warm_up": "0 weeks", "calendar.measure": "4 weeks"}
    settings |= {key.replace("__", "."): text for key, text in changes.items()}
    return simulate(load(HAMLET, [POLICIES / f"{name}.yaml" for name in overlays], settings=settings), engine="simpy")


def test_a_weekly_round_is_no_posting_and_a_resident_expert_is_one() -> None:
    assert value(lived(), "posted_half_year_per_10000") == 0.0
    assert value(lived("expert_days"), "posted_half_year_per_10000") == 0.0
    assert value(lived("expert_resident"), "posted_half_year_per_10000") == pytest.approx(10000.0 / 3000)


def test_two_experts_in_one_room_are_two_doctors_posted() -> None:
    more = {"tiers__county__clinics__internal__clinicians": "3", "policies__expert_dispatch__0__experts": "2"}
    assert value(lived("expert_resident", **more), "posted_half_year_per_10000") == pytest.approx(20000.0 / 3000)


def test_a_machine_that_a_centre_of_reading_gives_a_post_counts() -> None:
    assert value(lived("village_ecg"), "village_ecg_share") == 1.0
    assert value(lived("remote_reading"), "village_ecg_share") == 0.0


def test_a_township_is_served_from_afar_if_one_of_its_tests_was_read_there() -> None:
    assert value(lived("remote_reading"), "read_remotely_townships_share") == 1.0
    assert value(lived(), "read_remotely_townships_share") == 0.0


def test_no_post_of_the_hamlet_has_a_machine_for_ecg() -> None:
    assert value(five_patients_ledger(), "village_ecg_share") == 0.0


def test_the_list_stands_in_its_official_order() -> None:
    assert [item.number for item in INDICATORS] == OFFICIAL


def test_an_item_is_computed_or_says_why_not() -> None:
    for item in (*INDICATORS, *OPERATIONAL):
        assert (item.measure is None) == bool(item.why_not), item.name
        assert item.measure is None or item.measure in MEASURES
    assert len({item.number for item in INDICATORS if item.measure}) == 8


def test_every_group_that_an_indicator_names_is_one_that_its_measure_has() -> None:
    ledger = lived("remote_reading", "family_doctor")
    known = set(applicable(ledger))
    for item in (*INDICATORS, *OPERATIONAL):
        if item.measure in known:
            value(ledger, item.measure, item.group)
