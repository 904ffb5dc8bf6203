"""Who holds what while waiting for what: rings of waits are found, and nothing else is called one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.network.blocking import blocked_for, held_on_arrival, ring
from sim.network.network import build
from sim.network.rows import Draws
from sim.scenario.faults import ScenarioFaults
from tests.networks import scenario_of


def test_a_ring_is_named_in_order() -> None:
    assert ring([(0, 1), (1, 2), (2, 1)]) == [1, 2]
    assert ring([(3, 4), (4, 5), (5, 3)]) == [3, 4, 5]
    assert ring([(0, 1), (1, 2), (0, 2)]) == []
    assert ring([]) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])))
def test_waits_that_only_lead_onward_form_no_ring(pairs: list[tuple[int, int]]) -> None:
    assert ring(pairs) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_what_is_called_a_ring_is_one(pairs: list[tuple[int, int]]) -> None:
    found = ring(pairs)
    links = set(pairs)
    assert all((a, b) in links for a, b in zip(found, [*found[1:], *found[:1]], strict=True))


def network(folder: Path, holds: str, steps: str, extra: str = "") -> str:
    stations = ", ".join(
        f"{name}: {{servers: {'unlimited' if name == 'd' else 1}"
        f", holds_until_next: {str(name in holds).lower()}{extra if name == 'b' else ''}}}"
        for name in "abcd"
    )
    services = ", ".join(f"{name}: {{kind: fixed, value: 1 min}}" for name in "abcd")
    return (
        f"stations: {{{stations}}}\nservices: {{{services}}}\n"
        f"arrivals: {{all: {{kind: poisson, rate: 1/h, route: way}}}}\nroutes: {{way: {{{steps}}}}}\n"
    )


@pytest.mark.parametrize(
    ("holds", "steps", "refused"),
    [
        ("ab", "a: {then: b}, b: {then: {a: 50 %, leaves: 50 %}}", True),
        ("a", "a: {then: b}, b: {then: {a: 50 %, leaves: 50 %}}", False),  # b lets go
        ("abc", "a: {then: b}, b: {then: c}, c: {then: leaves}", False),  # a line is no ring
        ("abc", "a: {then: b}, b: {then: c}, c: {then: {a: 10 %, leaves: 90 %}}", True),
        ("ad", "a: {then: d}, d: {then: {a: 50 %, leaves: 50 %}}", False),  # nobody waits for what has no limit
        ("a", "a: {then: {a: 50 %, leaves: 50 %}}", False),  # his own bed
        ("ab", "a: {then: b}, b: {then: h}, h: {after: {kind: fixed, value: 1 h}, then: {a: 9 %, leaves: 91 %}}", 0),
        ("a", "one: {at: a, then: two}, two: {at: [a, b], then: three}, three: {at: [a, c], then: leaves}", False),
        ("", "one: {at: [a, b], then: two}, two: {at: [b, c], then: three}, three: {at: [c, a], then: leaves}", False),
    ],
)  # fmt: skip
def test_only_rings_of_held_units_are_refused(tmp_path: Path, holds: str, steps: str, refused: bool) -> None:
    text = network(tmp_path, holds, steps)
    scenario = scenario_of(tmp_path, text)
    if refused:
        with pytest.raises(ScenarioFaults, match="for ever"):
            build(scenario, Draws())
    else:
        build(scenario, Draws())


def test_only_places_that_somebody_blocks_for_get_a_unit_of_places(tmp_path: Path) -> None:
    steps = "a: {then: b}, b: {then: c}, c: {then: leaves}"
    room = ", queue: {waiting_room: 2}"
    blocked = build(scenario_of(tmp_path, network(tmp_path, "a", steps, room)), Draws())
    assert [(row.id, row.steps) for row in blocked.plan.rooms] == [("b (places)", [(0.0, 3)])]
    assert blocked.plan.uses[1].room == 4
    free = build(scenario_of(tmp_path, network(tmp_path, "", steps, room)), Draws())
    assert free.plan.rooms == []
    assert free.stations[1].waiting_room == 2


def test_what_is_held_on_arrival_follows_all_ways(tmp_path: Path) -> None:
    steps = "a: {then: {b: 50 %, c: 50 %}}, b: {then: c}, c: {then: leaves}"
    plan = build(scenario_of(tmp_path, network(tmp_path, "ab", steps)), Draws()).plan
    held = held_on_arrival(plan.steps, plan.uses, plan.branches, plan.begins)
    assert [(h.maybe, h.always) for h in held] == [(set(), set()), ({0}, {0}), ({0, 1}, set())]
    assert blocked_for(plan.steps, plan.uses, held) == {1, 2}
