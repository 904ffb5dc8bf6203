"""Stories of patients who hold things: blocking after service, several units at once, places kept and given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.measures import audit, measure
from sim.scenario.faults import ScenarioFaults
from tests.networks import BOTH, DRAINS, comers, run, scenario_of, told

BLOCKS = "stations: {first: {servers: 1, holds_until_next: true}, second: {servers: 1%s}}" + BOTH % "[first, second]"


def test_a_patient_keeps_the_bed_until_the_next_place_is_free(tmp_path: Path) -> None:
    come = comers("0,a,1,9", "1,a,2,3", "2,a,1,1")
    assert told(run(tmp_path, BLOCKS % "", come)) == [
        (0, "first", 0.0, 0.0, 1.0, 1.0, "seen"),
        (0, "second", 1.0, 1.0, 10.0, 10.0, "seen"),
        (1, "first", 1.0, 1.0, 3.0, 10.0, "seen"),  # done at 3, kept until 10
        (2, "first", 2.0, 10.0, 11.0, 13.0, "seen"),
        (1, "second", 3.0, 10.0, 13.0, 13.0, "seen"),
        (2, "second", 11.0, 13.0, 14.0, 14.0, "seen"),
    ]


def test_a_waiting_room_of_a_stated_size_frees_the_bed_as_soon_as_a_chair_is_free(tmp_path: Path) -> None:
    come = comers("0,a,1,9", "1,a,2,3", "2,a,1,1")
    assert told(run(tmp_path, BLOCKS % ", queue: {waiting_room: 1}", come)) == [
        (0, "first", 0.0, 0.0, 1.0, 1.0, "seen"),
        (0, "second", 1.0, 1.0, 10.0, 10.0, "seen"),
        (1, "first", 1.0, 1.0, 3.0, 3.0, "seen"),
        (2, "first", 2.0, 3.0, 4.0, 10.0, "seen"),  # the chair is taken until 10
        (1, "second", 3.0, 10.0, 13.0, 13.0, "seen"),
        (2, "second", 10.0, 13.0, 14.0, 14.0, "seen"),
    ]


def test_who_comes_from_outside_to_a_full_place_is_turned_away_while_others_are_blocked(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1, holds_until_next: true}, second: {servers: 1, queue: {waiting_room: 0}}}
services: {first: {kind: fixed, value: 1 min}, second: {kind: fixed, value: 10 min}}
arrivals:
  through: {kind: trace, file: come.csv, columns: {time: at_min, class: class}, route: [first, second]}
  outside: {kind: trace, file: late.csv, columns: {time: at_min, class: class}, route: [second]}
"""
    tables = comers("0,a,0,0", "1,a,0,0") | {"late.csv": "at_min,class\n5,a\n30,a\n"}
    rows = told(run(tmp_path, text, tables))
    assert [(row[0], row[3], row[6]) for row in rows if row[1] == "second"] == [
        (0, 1.0, "seen"),
        (1_000_000_000, -1.0, "turned_away"),
        (1, 11.0, "seen"),
        (1_000_000_001, 30.0, "seen"),
    ]


def test_blocked_time_is_measured_and_the_audit_is_content(tmp_path: Path) -> None:
    ledger = run(tmp_path, DRAINS.replace("1 days", "14 min") + BLOCKS % "", comers("0,a,1,9", "1,a,2,3", "2,a,1,1"))
    assert all(check.ok for check in audit(ledger))
    table = measure(ledger, ["blocked_mean", "use"]).set_index(["measure", "group"])["value"]
    assert table["blocked_mean", "station=first"] == pytest.approx((7 + 2) / 14)
    assert table["use", "station=first"] == pytest.approx((1 + 9 + 3) / 14)


TOGETHER = """
stations: {first: {servers: 1}, second: {servers: 2, holds_until_next: true}, third: {servers: 1}}
services: {third: {kind: fixed, value: 20 min}}
routes:
  way:
    both: {at: [first, second], then: after}
    after: {at: third, then: leaves}
"""


def test_two_at_once_start_together_and_each_is_freed_when_its_own_service_ends(tmp_path: Path) -> None:
    come = comers("0,a,3,10", "1,a,5,6")
    rows = {(row[0], row[1]): row[2:6] for row in told(run(tmp_path, TOGETHER + BOTH % "way", come))}
    assert rows == {
        (0, "first"): (0.0, 0.0, 3.0, 3.0),  # the nurse is freed when her service ends
        (0, "second"): (0.0, 0.0, 10.0, 29.0),  # the bed is kept until the third is free
        (0, "third"): (10.0, 29.0, 49.0, 49.0),
        (1, "first"): (1.0, 3.0, 8.0, 8.0),
        (1, "second"): (1.0, 3.0, 9.0, 9.0),
        (1, "third"): (9.0, 9.0, 29.0, 29.0),
    }


SHARED = """
stations: {first: {servers: 1}, second: {servers: 1}}
routes: {way: {both: {at: [first, second], then: leaves}}}
"""


def test_both_are_taken_in_one_instant_and_nobody_holds_one_in_vain(tmp_path: Path) -> None:
    alone = """
  alone: {kind: trace, file: alone.csv, columns: {time: at_min, class: class, first: first_min}, route: [first]}
"""
    tables = comers("0,a,2,10", "1,a,2,1", "2,a,1,1") | {"alone.csv": "at_min,class,first_min\n3,a,4\n9,a,5\n"}
    rows = told(run(tmp_path, SHARED + BOTH.rstrip() % "way" + alone, tables))
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows] == [
        (0, "first", 0.0, 0.0, 2.0),
        (0, "second", 0.0, 0.0, 10.0),
        (1, "first", 1.0, 14.0, 16.0),  # the bed is free at 10, the nurse at 14: both from then on
        (1, "second", 1.0, 14.0, 15.0),
        (2, "first", 2.0, 16.0, 17.0),
        (2, "second", 2.0, 16.0, 17.0),
        (1_000_000_000, "first", 3.0, 3.0, 7.0),  # passes those who wait for the bed too
        (1_000_000_001, "first", 9.0, 9.0, 14.0),
    ]


def test_among_those_who_need_both_the_order_is_kept_and_the_audit_is_content(tmp_path: Path) -> None:
    come = comers("0,calm,5,10", "1,calm,2,1", "2,urgent,1,1", "3,calm,1,1")
    text = SHARED.replace("{servers: 1}", "{servers: 1, queue: {priority: [urgent, calm]}}")
    ledger = run(tmp_path, text + BOTH % "way", come)
    assert [row[3] for row in told(ledger) if row[1] == "first"] == [0.0, 11.0, 10.0, 13.0]
    assert all(check.ok for check in audit(ledger))


def test_who_gives_up_while_waiting_for_both_leaves_both_queues(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1}, second: {servers: 1}}
routes: {way: {both: {at: [first, second], patience: {kind: fixed, value: 4 min}, then: leaves}}}
"""
    ledger = run(tmp_path, text + BOTH % "way", comers("0,a,1,20", "2,a,1,1", "5,a,1,1", "30,a,1,1"))
    rows = told(ledger)
    assert [(row[0], row[1], row[5]) for row in rows if row[6] == "gave_up"] == [
        (1, "first", 6.0),
        (1, "second", 6.0),
        (2, "first", 9.0),
        (2, "second", 9.0),
    ]
    assert [row[3] for row in rows if row[0] == 3] == [30.0, 30.0]
    assert ledger["days"]["gave_up"].tolist() == [2, 2]
    assert all(check.ok for check in audit(ledger))


def test_a_full_room_of_either_turns_away_who_needs_both(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1}, second: {servers: 1, queue: {waiting_room: 1}}}
routes: {way: {both: {at: [first, second], when_full: leaves, then: leaves}}}
"""
    rows = told(run(tmp_path, text + BOTH % "way", comers("0,a,9,9", "1,a,1,1", "2,a,1,1")))
    assert [(row[0], row[6]) for row in rows if row[1] == "second"] == [(0, "seen"), (1, "seen"), (2, "turned_away")]


def test_both_doors_must_be_open(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1, hours: "Mo-Su 08:00-12:00"}, second: {servers: 1, hours: "Mo-Su 10:00-18:00"}}
routes: {way: {both: {at: [first, second], then: leaves}}}
"""
    rows = told(run(tmp_path, text + BOTH % "way", comers("60,a,9,9")))
    assert [row[3] for row in rows] == [600.0, 600.0]


def test_a_bed_that_the_next_step_asks_for_again_is_not_given_back_in_between(tmp_path: Path) -> None:
    text = """
stations: {bed: {servers: 1, holds_until_next: true}, first: {servers: 1}, second: {servers: 1}}
services: {bed: {kind: fixed, value: 0 min}}
routes:
  way:
    arrives: {at: bed, then: nurse}
    nurse: {at: [bed, first], then: doctor}
    doctor: {at: [bed, second], then: leaves}
"""
    rows = told(run(tmp_path, text + BOTH % "way", comers("0,a,2,5", "1,a,2,5")))
    assert [(row[0], row[1], row[3], row[5]) for row in rows if row[1] != "bed"] == [
        (0, "first", 0.0, 2.0),
        (0, "second", 2.0, 7.0),
        (1, "first", 7.0, 9.0),
        (1, "second", 9.0, 14.0),
    ]
    beds = [(row[0], row[3], row[5]) for row in rows if row[1] == "bed"]
    assert beds[0] == (0, 0.0, 0.0)
    assert sum(left - start for who, start, left in beds if who == 1) == 7.0


def test_time_waited_for_a_ward_may_count_towards_the_stay(tmp_path: Path) -> None:
    come = comers("0,a,1,10", "1,a,1,12")
    text = "services: {second: {kind: column, name: second_min, waiting_counts: true}}\n" + BLOCKS % ""
    rows = {(row[0], row[1]): row[3:6] for row in told(run(tmp_path, text, come))}
    assert rows[1, "second"] == (11.0, 14.0, 14.0)  # 12 minutes needed, 9 of them spent waiting for it


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "stations: {first: {servers: 1, holds_until_next: true}, second: {servers: 1, holds_until_next: true}}\n"
            "routes: {way: {first: {then: second}, second: {then: {first: 50 %, leaves: 50 %}}}}\n",
            "first -> second -> first",
        ),
        (
            "stations: {first: {servers: 2, holds_until_next: true}, second: {servers: 1, holds_until_next: true}}\n"
            "routes: {way: {one: {at: first, then: two}, two: {at: [second], then: three}, "
            "three: {at: first, then: leaves}}}\n",
            "first -> second -> first",
        ),
    ],
)
def test_patients_who_could_wait_for_each_other_for_ever_are_refused(tmp_path: Path, text: str, names: str) -> None:
    text += "services: {first: {kind: fixed, value: 1 min}, second: {kind: fixed, value: 1 min}}\n"
    text += "arrivals: {everyone: {kind: poisson, rate: 1/h, route: way}}\n"
    with pytest.raises(ScenarioFaults, match=names):
        run(tmp_path, text)


def test_the_fault_of_a_ring_names_file_and_line(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1, holds_until_next: true}, second: {servers: 1, holds_until_next: true}}
services: {first: {kind: fixed, value: 1 min}, second: {kind: fixed, value: 1 min}}
routes: {way: {first: {then: second}, second: {then: {first: 50 %, leaves: 50 %}}}}
arrivals: {everyone: {kind: poisson, rate: 1/h, route: way}}
"""
    with pytest.raises(ScenarioFaults) as caught:
        run(tmp_path, text)
    assert caught.value.faults[0].file.endswith("network.yaml")
    assert caught.value.faults[0].line == 5


@pytest.mark.parametrize("cure", ["patience: {kind: fixed, value: 1 h}, ", ""])
def test_a_ring_that_patience_breaks_may_run(tmp_path: Path, cure: str) -> None:
    text = f"""
stations: {{first: {{servers: 1, holds_until_next: true}}, second: {{servers: 1, holds_until_next: true}}}}
services: {{first: {{kind: fixed, value: 1 min}}, second: {{kind: fixed, value: 1 min}}}}
routes: {{way: {{first: {{then: second}}, second: {{{cure}then: {{first: 50 %, leaves: 50 %}}}}}}}}
arrivals: {{everyone: {{kind: poisson, rate: 5/h, route: way}}}}
"""
    if cure:
        assert len(run(tmp_path, text)["steps"]) > 0
    else:
        with pytest.raises(ScenarioFaults):
            run(tmp_path, text)


def test_feedback_to_the_same_bed_is_no_ring(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1, holds_until_next: true}}
services: {first: {kind: fixed, value: 30 min}}
routes: {way: {first: {then: {first: 50 %, leaves: 50 %}}}}
arrivals: {everyone: {kind: poisson, rate: 0.5/h, route: way}}
"""
    scenario_of(tmp_path, text)
    rows = told(run(tmp_path, text))
    assert len({row[0] for row in rows}) < len(rows)


def test_who_keeps_one_place_while_waiting_for_the_next_is_in_the_network_once(tmp_path: Path) -> None:
    ledger = run(tmp_path, DRAINS.replace("1 days", "14 min") + BLOCKS % "", comers("0,a,1,9", "1,a,2,3"))
    table = measure(ledger, ["time_in_system_min", "in_system_mean"]).set_index(["measure", "group"])["value"]
    assert table["time_in_system_min", ""] == pytest.approx((10 + 12) / 2)
    assert table["in_system_mean", ""] == pytest.approx((10 + 12) / 14)
