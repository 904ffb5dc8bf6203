"""Stories of a few patients in small networks, to the minute: what is told is compared whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.networks import BOTH, COMES, DRAINS, comers, run, told

ONE = "stations: {first: {servers: 1, hours: 24/7%s}}\nservices: {first: {kind: fixed, value: 10 min}}\n"


def test_a_clock_that_serves_a_clock_makes_nobody_wait(tmp_path: Path) -> None:
    text = ONE % "" + "arrivals: {everyone: {kind: renewal, between: {kind: fixed, value: 240 min}, route: [first]}}"
    assert told(run(tmp_path, text)) == [
        (n, "first", 240.0 * (n + 1), 240.0 * (n + 1), 240.0 * (n + 1) + 10, 240.0 * (n + 1) + 10, "seen")
        for n in range(5)
    ]


def test_a_clock_that_is_too_slow_makes_each_wait_longer(tmp_path: Path) -> None:
    text = "stations: {first: {servers: 1}}\nservices: {first: {kind: fixed, value: 7 min}}\n" + DRAINS.replace(
        "1 days", "24 min"
    )
    text += "arrivals: {everyone: {kind: renewal, between: {kind: fixed, value: 5 min}, route: [first]}}"
    assert [(row[2], row[3]) for row in told(run(tmp_path, text))] == [(5, 5), (10, 12), (15, 19), (20, 26)]


def test_within_a_class_first_come_is_first_served(tmp_path: Path) -> None:
    come = comers("0,a,10,0", "1,a,2,0", "2,a,1,0")
    assert told(run(tmp_path, "stations: {first: {servers: 1}}" + COMES % "[first]", come)) == [
        (0, "first", 0.0, 0.0, 10.0, 10.0, "seen"),
        (1, "first", 1.0, 10.0, 12.0, 12.0, "seen"),
        (2, "first", 2.0, 12.0, 13.0, 13.0, "seen"),
    ]


def test_an_urgent_patient_overtakes_the_queue_but_interrupts_nobody(tmp_path: Path) -> None:
    come = comers("0,calm,10,0", "1,calm,5,0", "2,urgent,3,0", "3,urgent,3,0")
    text = "stations: {first: {servers: 1, queue: {priority: [urgent, calm]}}}" + COMES % "[first]"
    assert [(row[0], row[3]) for row in told(run(tmp_path, text, come))] == [(0, 0), (1, 16), (2, 10), (3, 13)]


def test_patients_who_come_in_one_minute_are_served_in_the_order_of_the_list(tmp_path: Path) -> None:
    come = comers("5,a,10,0", "5,a,2,0", "5,a,1,0")
    text = "stations: {first: {servers: 1}}" + COMES % "[first]"
    assert [row[3] for row in told(run(tmp_path, text, come))] == [5, 15, 17]


def test_who_comes_in_the_minute_of_a_release_is_served_in_that_minute(tmp_path: Path) -> None:
    come = comers("0,a,10,0", "10,a,2,0", "12,a,2,0", "12,a,1,0")
    text = "stations: {first: {servers: 1}}" + COMES % "[first]"
    assert [row[3] for row in told(run(tmp_path, text, come))] == [0, 10, 12, 14]


def test_a_release_goes_to_who_waits_and_nobody_slips_in_between(tmp_path: Path) -> None:
    # patient 2 comes to the second station in the very minute in which it is released to patient 1
    come = comers("0,a,1,9", "1,a,1,5", "2,a,8,5")
    text = "stations: {first: {servers: 2}, second: {servers: 1}}" + BOTH % "[first, second]"
    assert [(row[0], row[1], row[3]) for row in told(run(tmp_path, text, come)) if row[1] == "second"] == [
        (0, "second", 1.0),
        (1, "second", 10.0),
        (2, "second", 15.0),
    ]


def test_patience_ends_to_the_minute(tmp_path: Path) -> None:
    come = comers("0,a,20,0", "1,a,5,0", "2,a,5,0", "15,a,5,0")
    text = "stations: {first: {servers: 1, queue: {patience: {kind: fixed, value: 12 min}}}}" + COMES % "[first]"
    assert told(run(tmp_path, text, come)) == [
        (0, "first", 0.0, 0.0, 20.0, 20.0, "seen"),
        (1, "first", 1.0, -1.0, -1.0, 13.0, "gave_up"),
        (2, "first", 2.0, -1.0, -1.0, 14.0, "gave_up"),
        (3, "first", 15.0, 20.0, 25.0, 25.0, "seen"),
    ]


def test_patience_may_differ_by_class_and_a_class_without_it_never_leaves(tmp_path: Path) -> None:
    come = comers("0,calm,30,0", "1,hasty,5,0", "2,calm,5,0")
    queue = "{priority: [hasty, calm], patience: {by_class: {hasty: {kind: fixed, value: 4 min}}}}"
    text = f"stations: {{first: {{servers: 1, queue: {queue}}}}}" + COMES % "[first]"
    assert [(row[0], row[3], row[5]) for row in told(run(tmp_path, text, come))] == [
        (0, 0.0, 30.0),
        (1, -1.0, 5.0),
        (2, 30.0, 35.0),
    ]


def test_who_has_no_patience_at_all_leaves_at_once_having_given_up(tmp_path: Path) -> None:
    come = comers("0,emergency,30,0", "1,elective,5,0", "2,emergency,5,0", "40,elective,5,0")
    queue = "{priority: [emergency, elective], patience: {by_class: {elective: {kind: fixed, value: 0 min}}}}"
    text = f"stations: {{first: {{servers: 1, queue: {queue}}}}}" + COMES % "[first]"
    assert [(row[0], row[3], row[5], row[6]) for row in told(run(tmp_path, text, come))] == [
        (0, 0.0, 30.0, "seen"),
        (1, -1.0, 1.0, "gave_up"),
        (2, 30.0, 35.0, "seen"),
        (3, 40.0, 45.0, "seen"),
    ]


def test_who_gives_up_may_go_to_another_step(tmp_path: Path) -> None:
    come = comers("0,a,20,0", "1,a,5,3")
    text = """
stations: {first: {servers: 1}, second: {servers: 1}}
services: {second: {kind: fixed, value: 3 min}}
routes:
  way:
    first: {patience: {kind: fixed, value: 4 min}, gives_up: instead, then: leaves}
    instead: {at: second, then: leaves}
"""
    assert told(run(tmp_path, text + COMES % "way", come))[1:] == [
        (1, "first", 1.0, -1.0, -1.0, 5.0, "gave_up"),
        (1, "second", 5.0, 5.0, 8.0, 8.0, "seen"),
    ]


@pytest.mark.parametrize(
    ("when_full", "second"),
    [("turned_away", []), ("next_station", [(2, 2.0), (0, 10.0)]), ("instead", [(2, 2.0)])],
)
def test_a_full_waiting_room_turns_away_or_sends_on(
    tmp_path: Path, when_full: str, second: list[tuple[int, float]]
) -> None:
    come = comers("0,a,10,0", "1,a,10,0", "2,a,10,0")
    then = "second" if when_full == "next_station" else "leaves"
    text = f"""
stations:
  first: {{servers: 1, queue: {{waiting_room: 1, when_full: {when_full}}}}}
  second: {{servers: 5}}
services: {{second: {{kind: fixed, value: 1 min}}}}
routes:
  way:
    first: {{then: {then}}}
    {"instead" if when_full == "instead" else "second"}: {{at: second, then: leaves}}
"""
    if when_full == "turned_away":
        text = text.replace("first: {then: leaves}", "first: {then: {second: 0 %, leaves: 100 %}}")
        text = text.replace("    second: {at: second, then: leaves}\n", "").replace("second: 0 %, ", "")
    rows = told(run(tmp_path, text + COMES % "way", come))
    assert (2, "first", 2.0, -1.0, -1.0, 2.0, "turned_away") in rows
    assert [(row[0], row[3]) for row in rows if row[1] == "second"][: len(second)] == second


def test_cleaning_keeps_the_bed_but_not_the_patient(tmp_path: Path) -> None:
    come = comers("0,a,10,0", "1,a,5,0")
    text = "stations: {first: {servers: 1, turnaround: 7 min}}" + COMES % "[first]"
    assert told(run(tmp_path, text, come)) == [
        (0, "first", 0.0, 0.0, 10.0, 10.0, "seen"),
        (1, "first", 1.0, 17.0, 22.0, 22.0, "seen"),
    ]


def test_a_revisit_comes_after_its_delay(tmp_path: Path) -> None:
    come = comers("0,a,10,0")
    text = """
stations: {first: {servers: 1}, second: {servers: 1}}
services: {second: {kind: fixed, value: 1 min}}
routes:
  way: {first: {then: home}, home: {after: {kind: fixed, value: 2 h}, then: again}, again: {at: second, then: leaves}}
"""
    assert told(run(tmp_path, text + COMES % "way", come)) == [
        (0, "first", 0.0, 0.0, 10.0, 10.0, "seen"),
        (0, "second", 130.0, 130.0, 131.0, 131.0, "seen"),
    ]


def test_unlimited_servers_make_nobody_wait(tmp_path: Path) -> None:
    come = comers(*("0,a,10,0" for _ in range(50)))
    text = "stations: {first: {servers: unlimited}}" + COMES % "[first]"
    assert {(row[3], row[5]) for row in told(run(tmp_path, text, come))} == {(0.0, 10.0)}


def test_a_service_may_depend_on_the_class(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1, queue: {priority: [quick, slow]}}}
services: {first: {by_class: {quick: {kind: fixed, value: 2 min}, slow: {kind: fixed, value: 9 min}}}}
arrivals: {everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first]}}
"""
    rows = told(run(tmp_path, text, comers("0,slow,0,0", "20,quick,0,0")))
    assert [(row[3], row[4]) for row in rows] == [(0, 9), (20, 22)]


def test_a_trace_gives_times_to_the_digit(tmp_path: Path) -> None:
    come = comers("0.1,a,3.3000000000000003,0", "7.7,a,1e-3,0".replace("1e-3", "0.001"))
    rows = told(run(tmp_path, "stations: {first: {servers: 1}}" + COMES % "[first]", come))
    assert [(row[2], row[4]) for row in rows] == [(0.1, 0.1 + 3.3000000000000003), (7.7, 7.7 + 0.001)]


def test_a_service_may_name_the_column_of_the_trace(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1}}
services: {first: {kind: column, name: second_min}}
arrivals:
  everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class, first: second_min}, route: [first]}
"""
    assert told(run(tmp_path, text, comers("0,a,1,6")))[0][4] == 6.0
