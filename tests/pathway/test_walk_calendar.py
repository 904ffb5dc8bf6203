"""Stories of opening hours, rosters, dated changes, the state at minute 0 and the end of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.measures import audit, must_pass
from sim.network.stations import DRAIN_DAYS
from sim.scenario.faults import ScenarioFaults
from tests.networks import COMES, DRAINS, ONE_DAY, comers, run, told

TWO_DAYS = ONE_DAY.replace("1 days", "2 days")


def test_who_comes_early_waits_at_the_door(tmp_path: Path) -> None:
    text = 'stations: {first: {servers: 1, hours: "Mo-Su 08:00-12:00"}}' + COMES % "[first]"
    rows = told(run(tmp_path, text, comers("400,a,10,0", "500,a,5,0")))
    assert [row[2:5] for row in rows] == [(400.0, 480.0, 490.0), (500.0, 500.0, 505.0)]


def test_who_has_come_before_closing_is_served_after_it_and_who_comes_later_waits_for_tomorrow(
    tmp_path: Path,
) -> None:
    text = TWO_DAYS + 'stations: {first: {servers: 1, hours: "Mo-Su 08:00-12:00"}}' + COMES % "[first]"
    ledger = run(tmp_path, text, comers("710,a,30,0", "715,a,20,0", "725,a,5,0"))
    assert [row[3] for row in told(ledger)] == [710.0, 740.0, 1440.0 + 480.0]
    days = ledger["days"]
    assert days["overtime_min"].tolist() == [40.0, 0.0]
    assert days["staffed_min"].tolist() == [240.0, 240.0]


def test_at_the_opening_the_classes_enter_in_their_order(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1, hours: "Mo-Su 08:00-12:00", queue: {priority: [urgent, calm]}}}
"""
    rows = told(run(tmp_path, text + COMES % "[first]", comers("10,calm,10,0", "20,calm,10,0", "30,urgent,10,0")))
    assert [(row[0], row[3]) for row in rows] == [(0, 490.0), (1, 500.0), (2, 480.0)]


def test_patience_runs_at_the_closed_door_too(tmp_path: Path) -> None:
    text = """
stations:
  first: {servers: 1, hours: "Mo-Su 08:00-12:00", queue: {patience: {kind: fixed, value: 1 h}}}
"""
    rows = told(run(tmp_path, text + COMES % "[first]", comers("300,a,10,0", "450,a,10,0")))
    assert [(row[3], row[5], row[6]) for row in rows] == [(-1.0, 360.0, "gave_up"), (480.0, 490.0, "seen")]


def test_tomorrow_means_the_same_minute_of_the_next_day(tmp_path: Path) -> None:
    text = "stations: {first: {servers: 1, queue: {gives_up: tomorrow, patience: {kind: fixed, value: 9 min}}}}"
    rows = told(run(tmp_path, TWO_DAYS + text + COMES % "[first]", comers("0,a,60,0", "5,a,7,0")))
    assert rows[1:] == [
        (1, "first", 5.0, -1.0, -1.0, 14.0, "gave_up"),
        (1, "first", 1445.0, 1445.0, 1452.0, 1452.0, "seen"),
    ]


def test_tomorrow_at_a_closed_door_is_when_it_opens(tmp_path: Path) -> None:
    text = """
stations:
  first: {servers: 1, hours: "Mo-Su 08:00-12:00", queue: {gives_up: tomorrow, patience: {kind: fixed, value: 9 min}}}
"""
    three_days = ONE_DAY.replace("1 days", "3 days")
    rows = told(run(tmp_path, three_days + text + COMES % "[first]", comers("1200,a,60,0")))
    assert [(row[2], row[3], row[6]) for row in rows] == [
        (1200.0, -1.0, "gave_up"),  # at eight in the evening the door is closed
        (2880.0 + 480.0, 2880.0 + 480.0, "seen"),
    ]


def test_who_comes_in_vain_every_day_is_given_up_in_the_end_and_counts_as_inside(tmp_path: Path) -> None:
    text = """
stations:
  first:
    servers: {"Mo-Su 08:00-12:00": 1}
    hours: 24/7
    queue: {gives_up: tomorrow, patience: {kind: fixed, value: 9 min}}
"""
    ledger = run(tmp_path, DRAINS + text + COMES % "[first]", comers("600,a,5,0", "900,a,5,0"))
    rows = told(ledger)
    assert [row[3] for row in rows if row[6] == "seen"] == [600.0], "at three in the afternoon nobody ever serves"
    assert len([row for row in rows if row[6] == "gave_up"]) == DRAIN_DAYS + 1
    assert ledger.end_min < (DRAIN_DAYS + 1) * 1440.0
    must_pass(audit(ledger))


def test_a_roster_brings_and_takes_servers_and_the_busy_one_leaves_after_the_patient(tmp_path: Path) -> None:
    text = 'stations: {first: {servers: {"Mo-Su 00:00-01:00": 1, "Mo-Su 01:00-24:00": 2}}}' + COMES % "[first]"
    rows = told(run(tmp_path, text, comers("0,a,100,0", "1,a,30,0", "2,a,30,0")))
    assert [row[3] for row in rows] == [0.0, 60.0, 90.0]


def test_a_queue_with_nobody_left_on_the_roster_is_turned_away(tmp_path: Path) -> None:
    text = 'stations: {first: {servers: {"Mo-Su 00:00-01:00": 1}}}' + COMES % "[first]"
    rows = told(run(tmp_path, text, comers("0,a,100,0", "1,a,30,0", "70,a,30,0")))
    assert [(row[3], row[5], row[6]) for row in rows] == [
        (0.0, 100.0, "seen"),
        (-1.0, 60.0, "turned_away"),
        (-1.0, -1.0, "waiting"),
    ]


def test_reserved_servers_wait_for_their_class_until_they_are_released(tmp_path: Path) -> None:
    text = """
stations:
  first:
    servers: 2
    queue: {priority: [referred, walk_in], reserved: {places: 1, for: [referred], released_at: "02:00"}}
"""
    come = comers("0,walk_in,300,0", "1,walk_in,30,0", "10,referred,30,0", "121,walk_in,5,0")
    rows = told(run(tmp_path, text + COMES % "[first]", come))
    assert [(row[0], row[3]) for row in rows] == [(0, 0.0), (1, 120.0), (2, 10.0), (3, 150.0)]


def test_a_dated_change_of_a_service_holds_for_services_that_begin_after_it(tmp_path: Path) -> None:
    text = (
        TWO_DAYS
        + """
stations: {first: {servers: 5}}
services: {first: {kind: fixed, value: 10 min}}
arrivals: {everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first]}}
changes:
  - {from: 2026-01-06, set: services.first.value, to: 3 min, why: a new machine}
"""
    )
    rows = told(run(tmp_path, text, comers("0,a,0,0", "1435,a,0,0", "1441,a,0,0")))
    assert [row[4] for row in rows] == [10.0, 1445.0, 1444.0]


def test_a_dated_change_of_servers_holds_from_that_midnight(tmp_path: Path) -> None:
    text = TWO_DAYS + "stations: {first: {servers: 1}}\n" + COMES % "[first]"
    text += "changes:\n  - {from: 2026-01-06, set: stations.first.servers, add: 1, why: one more}\n"
    rows = told(run(tmp_path, text, comers("1430,a,100,0", "1431,a,5,0")))
    assert [row[3] for row in rows] == [1430.0, 1440.0]


def test_a_station_may_begin_busy_and_with_a_queue(tmp_path: Path) -> None:
    text = """
start_state: {first: {busy: 2, waiting: 1, remaining: fresh}}
stations: {first: {servers: 2}}
services: {first: {kind: fixed, value: 10 min}}
arrivals: {everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first]}}
"""
    ledger = run(tmp_path, text, comers("0,a,0,0", "15,a,0,0"))
    assert [row[2:5] for row in told(ledger)] == [
        (0.0, 10.0, 20.0),  # who comes at minute 0 finds two in service and one waiting
        (0.0, 0.0, 10.0),
        (0.0, 0.0, 10.0),
        (0.0, 10.0, 20.0),
        (15.0, 20.0, 30.0),
    ]
    assert ledger.words("stream") == ["everyone", "start_state"]


def test_full_means_that_every_server_is_busy(tmp_path: Path) -> None:
    text = """
start_state: full
stations: {first: {servers: 3}, second: {servers: unlimited}}
services: {first: {kind: fixed, value: 10 min}, second: {kind: fixed, value: 1 min}}
arrivals: {everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first, second]}}
"""
    rows = told(run(tmp_path, text, comers("5,a,0,0")))
    assert [row[3] for row in rows if row[1] == "first"] == [0.0, 0.0, 0.0, 10.0]


def test_a_start_state_may_stand_in_a_table(tmp_path: Path) -> None:
    text = """
start_state: {file: state.csv}
stations: {first: {servers: 1}}
services: {first: {kind: fixed, value: 10 min}}
arrivals: {everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first]}}
"""
    tables = comers("5,a,0,0") | {"state.csv": "station,busy,waiting\nfirst,1,2\n"}
    assert [row[3] for row in told(run(tmp_path, text, tables))] == [0.0, 10.0, 20.0, 30.0]


def test_a_run_that_drains_ends_when_the_last_patient_leaves(tmp_path: Path) -> None:
    text = DRAINS + "stations: {first: {servers: 1}}" + COMES % "[first]"
    ledger = run(tmp_path, text, comers("1400,a,100,0", "1401,a,100,0"))
    assert ledger.end_min == 1600.0
    assert [row[6] for row in told(ledger)] == ["seen", "seen"]
    assert all(check.ok for check in audit(ledger))


def test_a_run_that_empties_early_still_lasts_its_day(tmp_path: Path) -> None:
    text = DRAINS + "stations: {first: {servers: 1}}" + COMES % "[first]"
    assert run(tmp_path, text, comers("10,a,100,0")).end_min == 1440.0


def test_a_run_that_is_cut_tells_who_is_still_inside(tmp_path: Path) -> None:
    text = ONE_DAY + "stations: {first: {servers: 1}}" + COMES % "[first]"
    ledger = run(tmp_path, text, comers("1400,a,100,0", "1401,a,100,0"))
    assert told(ledger) == [
        (0, "first", 1400.0, 1400.0, -1.0, -1.0, "seen"),
        (1, "first", 1401.0, -1.0, -1.0, -1.0, "waiting"),
    ]
    assert all(check.ok for check in audit(ledger))


def test_who_waits_for_a_server_who_never_comes_does_not_hang_the_run(tmp_path: Path) -> None:
    text = DRAINS + 'stations: {first: {servers: {"2026 Jan 05 00:00-01:00": 1}}}' + COMES % "[first]"
    assert told(run(tmp_path, text, comers("100,a,100,0")))[0][6] == "waiting"


def test_preemption_is_refused_for_now(tmp_path: Path) -> None:
    text = "stations: {first: {servers: 1, queue: {priority: [a], preempt: resume}}}" + COMES % "[first]"
    with pytest.raises(ScenarioFaults, match="preempt"):
        run(tmp_path, text, comers("10,a,100,0"))
