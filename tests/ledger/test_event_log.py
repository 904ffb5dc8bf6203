"""The event log tells each patient's story in order, and leaves nobody out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.ledger import TABLES, Ledger, empty
from sim.ledger.event_log import COLUMNS, event_log, write_event_log
from tests.ledger.stories import CAI, DAN, EVE, five_patients_ledger


def story(who: int) -> list[tuple[str, str, str]]:
    log = event_log(five_patients_ledger())
    mine = log[log["case"] == str(who << 32)]
    return [(row.activity, row.resource, f"{row.start:%d %H:%M}") for row in mine.itertuples()]


def test_a_stroke_is_told_from_the_first_symptom_to_the_end() -> None:
    assert story(CAI) == [
        ("begins: new illness", "far", "05 10:00"),
        ("visit: village, first contact of a new episode", "V1/general", "05 11:00"),
        ("visit: county, came back unwell", "H1/internal", "06 10:20"),
        ("in bed: acute care", "H1/ward", "06 12:00"),
        ("sent down: step-down to recover", "H1", "08 10:00"),
        ("in bed: recovery", "T1/recovery", "08 12:00"),
        ("ends: well after right handling", "far", "10 00:00"),
    ]


def test_who_left_unseen_is_an_event_too() -> None:
    assert story(DAN)[1] == ("unseen: gave up waiting", "H1/internal", "06 10:00")


def test_who_is_still_in_bed_has_no_end() -> None:
    log = event_log(five_patients_ledger())
    last = log[log["case"] == str(EVE << 32)].iloc[-1]
    assert last["activity"] == "in bed: acute care"
    assert last["resource"] == "X", "out of the county the place stands for the ward"
    assert pd.isna(last["end"])


def test_every_case_begins_with_its_onset_and_runs_forward() -> None:
    log = event_log(five_patients_ledger())
    for _, case in log.groupby("case"):
        assert case["activity"].iloc[0].startswith("begins")
        assert case["start_min"].is_monotonic_increasing


def test_every_row_of_a_patient_is_in_the_log() -> None:
    ledger = five_patients_ledger()
    rows = sum(len(ledger[name]) for name in ("visits", "stays", "referrals", "tests"))
    begun = len(ledger["episodes"])
    ended = (ledger["episodes"]["ended_min"] >= 0).sum()
    assert len(event_log(ledger)) == rows + begun + ended


def test_patients_of_a_stream_are_cases_of_their_own() -> None:
    units = five_patients_ledger().frame["units"]
    steps = TABLES["steps"].of([(7, 0, 0, 1, 0, 1, 5.0, 8.0, 9.0, 9.5, 0), (8, 0, 0, 1, 0, 1, 6.0, -1, -1, 7.0, 1)])
    log = event_log(Ledger({"steps": steps}, {"units": units}, {"end_min": 60.0}))
    assert list(log["activity"]) == ["T1/general", "unseen: gave up waiting"]
    assert list(log["start_min"]) == [8.0, 6.0]
    assert list(log["end_min"]) == [9.0, 7.0]
    assert log["start"].isna().all(), "a run without a first day has no calendar"


def test_a_csv_can_be_read_by_anyone(tmp_path: Path) -> None:
    path = write_event_log(five_patients_ledger(), tmp_path / "out" / "events.csv")
    table = pd.read_csv(path)
    assert tuple(table.columns) == COLUMNS
    assert table["start"].iloc[0] == "2026-01-05 08:00:00"


def test_nothing_happened_in_an_empty_county() -> None:
    assert event_log(empty()).empty
