"""The event log in the formats of other tools: what is written, and that those tools read it.

The rules that both formats document are tried always. pm4py and vidigi are an optional extra (`make install-exports`,
or `make test-all`); without them their two tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.ledger import Ledger, empty
from sim.ledger.exports import AWAY, FORMATS, PM4PY, VIDIGI, animation_log, export, process_mining_log
from tests.ledger.hamlet import COLD, HOSPITAL, POST
from tests.ledger.handmade import County
from tests.ledger.queue import station
from tests.ledger.stories import ANN, BO, CAI, DAN, EVE, five_patients_ledger

Told = list[tuple[str, str, float]]
MISSING = "not installed: make install-exports"


def told(who: int) -> Told:
    """What an animation shows of the first episode of one of the five."""
    log = animation_log(five_patients_ledger())
    mine = log[log["entity_id"] == who << 32]
    return [(row.event_type, row.event, row.time) for row in mine.itertuples()]


def test_a_patient_arrives_queues_is_served_and_departs() -> None:
    assert told(ANN) == [
        ("arrival_departure", "arrival", 540.0),
        ("queue", "waiting for V1/general", 540.0),
        ("resource_use", "V1/general", 540.0),
        ("resource_use_end", "V1/general", 550.0),
        ("queue", AWAY, 550.0),
        ("arrival_departure", "depart", 600.0),
    ]


def test_a_clinician_who_sent_for_a_test_is_free_until_the_second_look() -> None:
    events = [(kind, event) for kind, event, _ in told(BO)]
    assert events[3:8] == [
        ("resource_use_end", "T1/general"),
        ("queue", "waiting for T1/lab"),
        ("resource_use", "T1/lab"),
        ("resource_use_end", "T1/lab"),
        ("queue", "waiting for a second look at T1"),
    ]


def test_who_gave_up_queues_and_never_uses_anything_that_day() -> None:
    assert [event for _, event, minute in told(DAN) if minute < 2100.0] == ["arrival", "waiting for H1/internal", AWAY]


def test_who_is_still_in_bed_does_not_depart() -> None:
    assert told(EVE)[-1][:2] == ("resource_use", "X")


def test_who_stayed_at_home_is_in_no_animation_but_in_the_log_of_cases() -> None:
    week = five_patients_ledger()
    at_home = (ANN << 32) + 1
    assert at_home not in set(animation_log(week)["entity_id"])
    assert str(at_home) in set(process_mining_log(week)["case:concept:name"])


def test_two_at_once_are_served_by_two_servers_and_the_next_by_the_one_who_is_free() -> None:
    county = County()
    for who, (arrival, takes) in enumerate([(600.0, 30.0), (610.0, 5.0), (620.0, 5.0)]):
        county.sees(county.falls_ill(who, COLD, 500.0), POST, arrival, takes=takes)
    log = animation_log(county.ledger())
    used = log[log["event_type"] == "resource_use"]
    assert used["resource_id"].tolist() == [1, 2, 2]


def test_every_use_has_its_end_at_the_same_server() -> None:
    log = animation_log(five_patients_ledger())
    keys = ["entity_id", "event", "resource_id"]
    uses, ends = (log[log["event_type"] == kind].groupby(keys).size() for kind in ("resource_use", "resource_use_end"))
    still = uses.sub(ends, fill_value=0)
    assert still[still != 0].to_dict() == {(EVE << 32, "X", 1): 1}


def test_patients_of_stations_are_exported_too() -> None:
    log = animation_log(station([0.0, 1.0, 5.0], [4.0, 4.0, 2.0]))
    assert {"arrival_departure", "queue", "resource_use", "resource_use_end"} == set(log["event_type"])
    assert (log.groupby("entity_id")["time"].apply(lambda times: times.is_monotonic_increasing)).all()


def test_what_goes_on_has_started_and_not_completed() -> None:
    log = process_mining_log(five_patients_ledger())
    assert log["lifecycle:transition"].value_counts().to_dict() == {"complete": len(log) - 1, "start": 1}
    assert log["time:timestamp"].notna().all()
    assert (log["time:timestamp"] >= log["start_timestamp"]).all()


@pytest.mark.parametrize("form", FORMATS)
def test_a_county_in_which_nothing_happened_exports_a_header(form: str, tmp_path: Path) -> None:
    path = export(empty({"start": "2026-01-05"}), tmp_path / "deep" / "log.csv", form)
    table = pd.read_csv(path)
    assert len(table) == 0
    assert len(table.columns) >= 6


def test_the_columns_are_those_that_the_tools_expect(tmp_path: Path) -> None:
    week = five_patients_ledger()
    assert tuple(pd.read_csv(export(week, tmp_path / "p.csv", "pm4py")).columns) == PM4PY
    assert tuple(pd.read_csv(export(week, tmp_path / "v.csv", "vidigi")).columns) == VIDIGI


def every_ledger() -> list[Ledger]:
    """The five patients, and a station where one waits and one goes on."""
    return [five_patients_ledger(), station([0.0, 1.0, 5.0], [4.0, 4.0, 2.0])]


def test_every_row_keeps_the_rules_that_xes_and_pm4py_document(tmp_path: Path) -> None:
    for ledger in every_ledger():
        log = pd.read_csv(export(ledger, tmp_path / "p.csv", "pm4py"), dtype=str, keep_default_na=False)
        assert (log[["case:concept:name", "concept:name"]] != "").all().all()
        assert set(log["lifecycle:transition"]) <= {"start", "complete"}  # of the standard lifecycle of XES
        times = log[["start_timestamp", "time:timestamp"]]
        assert times.apply(lambda column: column.str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")).all().all()
        assert (times["start_timestamp"] <= times["time:timestamp"]).all()
        assert not log.duplicated().any()


def test_every_row_keeps_the_rules_that_vidigi_documents(tmp_path: Path) -> None:
    for ledger in every_ledger():
        log = pd.read_csv(export(ledger, tmp_path / "v.csv", "vidigi"))
        comes_and_goes, uses = (
            log["event_type"] == "arrival_departure",
            log["event_type"].str.startswith("resource_use"),
        )
        assert set(log["event_type"]) <= {"arrival_departure", "queue", "resource_use", "resource_use_end"}
        assert (comes_and_goes == log["event"].isin(["arrival", "depart"])).all()
        assert (uses == log["resource_id"].notna()).all()
        assert (log.loc[uses, "resource_id"] >= 1).all()
        assert (log.loc[uses, "resource_id"] % 1 == 0).all()
        assert log["timestamp"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?").all()
        for _, mine in log.groupby("entity_id"):
            assert mine["event"].iloc[0] == "arrival"
            assert (mine["event"] == "arrival").sum() == 1
            assert "depart" not in set(mine["event"].iloc[:-1])
            assert mine["time"].is_monotonic_increasing


@pytest.mark.filterwarnings("ignore")
def test_pm4py_reads_the_log_and_finds_the_way_of_each_patient(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py", reason=f"pm4py {MISSING}")
    log = pm4py.format_dataframe(pd.read_csv(export(five_patients_ledger(), tmp_path / "log.csv", "pm4py")))
    assert len(log) == len(process_mining_log(five_patients_ledger()))
    graph, starts, ends = pm4py.discover_dfg(log)
    assert starts == {"begins: new illness": 6}
    assert sum(ends.values()) == 6
    first = "visit: village, first contact of a new episode"
    assert graph["begins: new illness", first] == 2
    assert graph[first, "visit: county, came back unwell"] == 1
    net, initial, final = pm4py.discover_petri_net_inductive(log)
    assert pm4py.fitness_token_based_replay(log, net, initial, final)["log_fitness"] == pytest.approx(1.0)


@pytest.mark.filterwarnings("ignore")
def test_vidigi_reads_the_log_and_sees_who_is_where(tmp_path: Path) -> None:
    logging = pytest.importorskip("vidigi.logging", reason=f"vidigi {MISSING}")
    prep = pytest.importorskip("vidigi.prep", reason=f"vidigi {MISSING}")
    table = pd.read_csv(export(five_patients_ledger(), tmp_path / "log.csv", "vidigi"))
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    for row in rows:
        row["resource_id"] = None if row["resource_id"] is None else int(row["resource_id"])
        logging.BaseEvent(**row)
    snapshots = prep.reshape_for_animations(table, every_x_time_units=60, limit_duration=7 * 1440)
    at_eleven = snapshots[(snapshots["snapshot_time"] == 2100) & (snapshots["entity_id"] == CAI << 32)]
    assert at_eleven["event"].tolist() == ["waiting for H1/ward"]


def test_no_door_no_arrival() -> None:
    county = County()
    ill = county.falls_ill(ANN, COLD, 0.0)
    assert len(animation_log(county.ledger())) == 0
    county.sees(ill, HOSPITAL, 60.0)
    assert animation_log(county.ledger())["event"].tolist()[0] == "arrival"
