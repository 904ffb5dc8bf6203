"""Whatever network hypothesis invents: nobody disappears, nobody is in two queues, no server serves two at once."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from sim.illness.streams import draw_arrivals
from sim.measures import audit
from sim.network.network import check
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import load
from sim.scenario.scenario import Scenario

CALENDAR = {"start": "2026-01-05", "warm_up": "0 days", "measure": "1 days", "holidays": "none"}
SERVICES = [
    {"kind": "exponential", "mean": "20 min"},
    {"kind": "fixed", "value": "15 min"},
    {"kind": "gamma", "mean": "20 min", "sd": "5 min"},
    {"kind": "uniform", "low": "0 min", "high": "30 min"},
]


@st.composite
def network(draw: Any) -> dict[str, Any]:
    """A network with any mix of what stations and steps can do; only onward ways may block."""
    many = draw(st.integers(1, 4))
    names = [f"s{i}" for i in range(many)]
    holds = draw(st.booleans())
    stations, steps = {}, {}
    for i, name in enumerate(names):
        queue: dict[str, Any] = {"priority": draw(st.sampled_from([["a", "b"], ["b", "a"]]))}
        if draw(st.booleans()):
            queue["waiting_room"] = draw(st.integers(0, 3))
            queue["when_full"] = draw(st.sampled_from(["turned_away", "next_station"]))
        if draw(st.booleans()):
            queue["patience"] = {"kind": "exponential", "mean": "10 min"}
            queue["gives_up"] = draw(st.sampled_from(["goes_home", "tomorrow", *names[i + 1 :]]))
        stations[name] = {
            "servers": draw(st.sampled_from([1, 2, 3, "unlimited"])),
            "queue": queue,
            "holds_until_next": holds and draw(st.booleans()),
            "turnaround": draw(st.sampled_from(["0 min", "3 min"])),
            "hours": draw(st.sampled_from(["24/7", "24/7", "Mo-Su 08:00-12:00,13:00-17:00"])),
        }
        ahead = names[i + 1 :] if holds else names
        ways = draw(st.lists(st.sampled_from([*ahead, "leaves"]), min_size=1, max_size=3, unique=True))
        shares = {way: 0.7 / len(ways) for way in ways}
        shares["leaves"] = 1.0 - sum(share for way, share in shares.items() if way != "leaves")
        at = [name, *draw(st.lists(st.sampled_from(names[i + 1 :]), max_size=1))] if ahead and holds else [name]
        steps[name] = {"at": at, "then": shares}
        if draw(st.booleans()):
            steps[name]["after"] = {"kind": "fixed", "value": "7 min"}
    rate = {"kind": "poisson", "rate": f"{draw(st.integers(1, 8))}/h", "class": {"a": 0.3, "b": 0.7}}
    return {
        "calendar": CALENDAR | {"ends": draw(st.sampled_from(["when_empty", "at_horizon"]))},
        "stations": stations,
        "services": {name: draw(st.sampled_from(SERVICES)) for name in names},
        "arrivals": {f"to_{name}": rate | {"route": "way", "starts_at": name} for name in names},
        "routes": {"way": steps},
        "start_state": draw(st.sampled_from(["empty", "full"])),
    }


def no_ring(scenario: Scenario) -> bool:
    """Could these patients not wait for each other for ever?"""
    try:
        check(scenario)
    except ScenarioFaults as faults:
        assert "for ever" in str(faults)  # noqa: PT017
        return False
    return True


def most_at_once(begin: np.ndarray, end: np.ndarray) -> int:
    """The largest number of intervals that overlap; one that ends when another begins does not."""
    moments = sorted([(t, 1) for t in begin] + [(t, -1) for t in end])
    now = most = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(network())
def test_any_network_keeps_its_patients_and_its_servers(drawn: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(json.dumps(drawn), encoding="utf-8")  # JSON is YAML
        scenario = load(path)
    assume(no_ring(scenario))
    ledger = simulate(scenario, 0, seed=11)
    assert [check for check in audit(ledger) if not check.ok] == []
    rows, end_min = ledger["steps"], ledger.end_min
    come = draw_arrivals(scenario, 11, 0)
    starters = set(rows["patient"][rows["stream"] == len(drawn["arrivals"])].tolist())
    on_the_way = set(come.patient[come.time_min > end_min - 7.0].tolist())  # the delay before the first station
    assert set(rows["patient"].tolist()) <= set(come.patient.tolist()) | starters
    assert set(come.patient.tolist()) - set(rows["patient"].tolist()) <= on_the_way
    left = np.where(rows["left_min"] < 0, end_min, rows["left_min"])
    if drawn["calendar"]["ends"] == "when_empty":
        assert np.all(rows["left_min"] >= 0)
    for unit, (name, station) in enumerate(drawn["stations"].items()):
        here = rows[(rows["unit"] == unit) & (rows["start_min"] >= 0)]
        until = np.where(here["left_min"] < 0, end_min, here["left_min"])
        longer = here["start_min"] < until
        if station["servers"] != "unlimited":
            most = most_at_once(here["start_min"][longer], until[longer])
            assert most <= station["servers"], name
    began = np.where(rows["start_min"] >= 0, rows["start_min"], left)
    assert np.all(rows["joined_min"] <= began)
    assert np.all((rows["end_min"] < 0) | (rows["end_min"] <= left + 1e-9))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(network(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_ledger(drawn: dict[str, Any], replication: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(json.dumps(drawn), encoding="utf-8")
        assume(no_ring(load(path)))
        first, again = (simulate(load(path), replication, seed=11) for _ in range(2))
    assert first.digest() == again.digest()
