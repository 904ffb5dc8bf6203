"""From routes in words to numeric rows: numbering, luck by name, branches, replayed services, returns."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.network.network import build
from sim.network.routes import Plan, routes_of
from sim.network.rows import Draws
from sim.network.steps import LEAVES, NEXT, NOT_COUNTED, TOMORROW
from sim.scenario.faults import ScenarioFaults
from tests.networks import ONE_DAY, scenario_of

STATIONS = """
stations: {first: {servers: 1}, second: {servers: 2, queue: {priority: [b, a]}}}
services: {first: {kind: fixed, value: 1 min}, second: {kind: exponential, mean: 5 min}}
"""
STREAM = "arrivals: {all: {kind: poisson, rate: 1/h, class: {a: 50 %%, b: 50 %%}, route: %s}}\n"


def plan(folder: Path, text: str, tables: dict[str, str] | None = None) -> Plan:
    return build(scenario_of(folder, STATIONS + text, tables), Draws()).plan


def ways(made: Plan, step: int, sort: int = 0) -> list[tuple[float, int]]:
    found, row = [], made.steps[step].branch[sort]
    while True:
        found.append((made.branches[row].upto, made.branches[row].to))
        if made.branches[row].upto >= 1.0:
            return found
        row += 1


def test_a_list_of_stations_is_a_route_of_its_own(tmp_path: Path) -> None:
    made = plan(tmp_path, STREAM % "[first, second, first]")
    assert [step.name for step in made.steps] == [
        "route of all.first", "route of all.second", "route of all.first_2",
    ]  # fmt: skip
    assert [use.unit for use in made.uses] == [0, 1, 0]
    assert made.uses[0].luck != made.uses[2].luck
    assert [step.counter for step in made.steps] == [NOT_COUNTED] * 3


def test_shares_become_rising_limits_and_the_last_is_one(tmp_path: Path) -> None:
    text = "routes: {way: {first: {then: {second: 30 %, first: 10 %, leaves: 60 %}}, second: {then: leaves}}}"
    made = plan(tmp_path, STREAM % "way" + text)
    assert ways(made, 0) == [(0.3, 1), (pytest.approx(0.4), 0), (1.0, LEAVES)]
    assert ways(made, 1) == [(1.0, LEAVES)]
    assert made.steps[0].counter == 0  # it may be met again
    assert made.steps[1].counter == NOT_COUNTED


def test_ways_may_differ_by_class(tmp_path: Path) -> None:
    text = "routes: {way: {first: {then: {by_class: {a: second, b: leaves}}}, second: {then: leaves}}}"
    made = plan(tmp_path, STREAM % "way" + text)
    assert (ways(made, 0, 0), ways(made, 0, 1)) == ([(1.0, 1)], [(1.0, LEAVES)])


def test_ranks_follow_the_queue_of_each_station(tmp_path: Path) -> None:
    made = plan(tmp_path, STREAM % "[first, second]")
    assert made.classes == ("a", "b")
    assert made.uses[0].priority == (0, 0)  # no classes are told apart there
    assert made.uses[1].priority == (1, 0)


def test_luck_belongs_to_names_and_not_to_places_in_the_list(tmp_path: Path) -> None:
    steps = "first: {then: second}, second: {then: leaves}}}"
    before = plan(tmp_path, STREAM % "way" + "routes: {way: {" + steps)
    after = plan(tmp_path, STREAM % "way" + "routes: {way: {again: {at: first, then: first}, " + steps)
    assert {step.name: step.luck for step in before.steps}.items() <= {s.name: s.luck for s in after.steps}.items()


def test_words_for_giving_up_and_for_full_rooms_become_steps_or_codes(tmp_path: Path) -> None:
    text = (
        STREAM % "way"
        + """
routes:
  way:
    first: {patience: {kind: fixed, value: 1 min}, gives_up: second, when_full: next_station, then: second}
    second: {patience: {kind: fixed, value: 1 min}, then: leaves}
"""
    )
    made = plan(tmp_path, text)
    assert (made.steps[0].gives_up, made.steps[0].when_full) == (1, NEXT)
    assert (made.steps[1].gives_up, made.steps[1].when_full) == (LEAVES, LEAVES)


def test_who_comes_back_tomorrow_meets_the_step_again(tmp_path: Path) -> None:
    text = (STATIONS + STREAM % "[first]").replace(
        "first: {servers: 1}", "first: {servers: 1, queue: {gives_up: tomorrow, patience: {kind: fixed, value: 1 min}}}"
    )
    made = build(scenario_of(tmp_path, text), Draws()).plan
    assert made.steps[0].gives_up == TOMORROW
    assert made.steps[0].counter == 0


def test_a_matrix_of_shares_may_stand_in_a_table(tmp_path: Path) -> None:
    matrix = "from,to,class,share\nfirst,second,a,30 %\nfirst,second,b,90 %\nsecond,first,,10 %\n"
    made = plan(tmp_path, STREAM % "matrix" + "routes: {file: matrix.csv}", {"matrix.csv": matrix})
    assert ways(made, 0, 0) == [(0.3, 1), (1.0, LEAVES)]
    assert ways(made, 0, 1) == [(0.9, 1), (1.0, LEAVES)]
    assert ways(made, 1, 0) == ways(made, 1, 1) == [(0.1, 0), (1.0, LEAVES)]


def test_a_trace_replays_services_by_step_or_station_and_the_rest_is_drawn(tmp_path: Path) -> None:
    stream = "{kind: trace, file: t.csv, columns: {time: at_min, second: long_min}, route: [first, second]}"
    text = f"arrivals: {{all: {stream}}}"
    words = STATIONS.replace(", queue: {priority: [b, a]}", "") + text
    made = build(scenario_of(tmp_path, words, {"t.csv": "at_min,long_min\n0,7\n1,8\n"}), Draws()).plan
    assert made.streams[0].replays == (-1, 0)
    assert made.trace == [[7.0, 8.0]]


def test_named_routes_and_listed_ones_do_not_meet(tmp_path: Path) -> None:
    text = """
arrivals:
  way: {kind: poisson, rate: 1/h, class: a, route: [first]}
  other: {kind: poisson, rate: 1/h, class: a, route: way}
routes: {way: {second: {then: leaves}}}
"""
    scenario = scenario_of(tmp_path, STATIONS + text)
    assert list(routes_of(scenario)) == ["way", "route of way"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "stations: {first: {servers: 1, queue: {gives_up: elsewher, patience: {kind: fixed, value: 1 min}}}}\n"
            "services: {first: {kind: fixed, value: 1 min}}\n",
            "elsewher",
        ),
        (
            "stations: {first: {servers: 1, queue: {when_full: next_statio, waiting_room: 1}}}\n"
            "services: {first: {kind: fixed, value: 1 min}}\n",
            "next_statio",
        ),
    ],
)
def test_a_word_that_is_no_step_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    text = ONE_DAY + text + "arrivals: {all: {kind: poisson, rate: 1/h, route: [first]}}\n"
    with pytest.raises(ScenarioFaults, match=says) as caught:
        build(scenario_of(tmp_path, text), Draws())
    assert all(fault.line > 0 for fault in caught.value.faults)
