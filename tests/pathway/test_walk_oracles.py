"""The engine against queues worked out by hand, on small networks that hypothesis invents."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.measures import audit
from tests.networks import DRAINS, run
from tests.pathway.oracles import Patient, blocked_in_series, in_series, many_servers, one_station

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
gaps = st.floats(0.01, 30.0)
times = st.floats(0.01, 60.0)
networks = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 3), min_size=n, max_size=n),
        st.lists(st.tuples(gaps, st.lists(times, min_size=n, max_size=n)), min_size=1, max_size=25),
    )
)


def table(arrivals: list[float], services: list[list[float]], classes: list[str] | None = None) -> dict[str, str]:
    """The table of a trace, numbers to the last digit."""
    names = [f"s{i}_min" for i in range(len(services[0]))]
    lines = [",".join(["at_min", "class", *names])]
    for i, (at, row) in enumerate(zip(arrivals, services, strict=True)):
        lines.append(",".join([repr(at), classes[i] if classes else "a", *(repr(value) for value in row)]))
    return {"come.csv": "\n".join(lines) + "\n"}


def network(stations: list[str]) -> str:
    """Stations in a row, their services from the trace."""
    columns = "".join(f", s{i}: s{i}_min" for i in range(len(stations)))
    return (
        DRAINS
        + "stations: {"
        + ", ".join(f"s{i}: {{{words}}}" for i, words in enumerate(stations))
        + "}\narrivals:\n  everyone: {kind: trace, file: come.csv, columns: {time: at_min, class: class"
        + columns
        + "}, route: ["
        + ", ".join(f"s{i}" for i in range(len(stations)))
        + "]}\n"
    )


def starts_of(text: str, tables: dict[str, str], patients: int, stations: int) -> np.ndarray:
    """Simulated starts, patients by row, stations by column (-1: never)."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = run(Path(folder), text, tables)
    assert all(check.ok for check in audit(ledger))
    found = np.full((patients, stations), np.nan)
    rows = ledger["steps"]
    found[rows["patient"], rows["unit"]] = rows["start_min"]
    return found


@FEW
@given(networks)
def test_stations_in_series_start_every_service_when_a_hand_calculation_does(
    drawn: tuple[list[int], list[tuple[float, list[float]]]],
) -> None:
    servers, people = drawn
    arrivals = np.cumsum([gap for gap, _ in people]).tolist()
    services = [row for _, row in people]
    text = network([f"servers: {many}" for many in servers])
    got = starts_of(text, table(arrivals, services), len(people), len(servers))
    assert got == pytest.approx(np.array(in_series(arrivals, services, servers)), rel=1e-12, abs=1e-9)


@FEW
@given(networks)
def test_blocking_in_series_starts_every_service_when_a_hand_calculation_does(
    drawn: tuple[list[int], list[tuple[float, list[float]]]],
) -> None:
    servers, people = drawn
    arrivals = np.cumsum([gap for gap, _ in people]).tolist()
    services = [row for _, row in people]
    text = network(["servers: 1, holds_until_next: true" for _ in servers])
    got = starts_of(text, table(arrivals, services), len(people), len(servers))
    assert got == pytest.approx(np.array(blocked_in_series(arrivals, services)), rel=1e-12, abs=1e-9)


@FEW
@given(
    people=st.lists(st.tuples(gaps, times, st.integers(0, 2)), min_size=1, max_size=40),
    servers=st.integers(1, 3),
    chairs=st.one_of(st.none(), st.integers(0, 3)),
    patience=st.one_of(st.none(), st.integers(0, 40)),
)
def test_ranks_patience_and_chairs_agree_with_a_hand_calculation(
    people: list[tuple[float, float, int]], servers: int, chairs: int | None, patience: int | None
) -> None:
    arrivals = np.cumsum([gap for gap, _, _ in people]).tolist()
    queue = ["priority: [c0, c1, c2]"]
    queue += [] if chairs is None else [f"waiting_room: {chairs}"]
    queue += [] if patience is None else [f"patience: {{kind: fixed, value: {patience}.125 min}}"]
    text = network([f"servers: {servers}, queue: {{{', '.join(queue)}}}"])
    tables = table(arrivals, [[service] for _, service, _ in people], [f"c{rank}" for _, _, rank in people])
    got = starts_of(text, tables, len(people), 1)[:, 0]
    by_hand = [
        Patient(at, service, rank, float("inf") if patience is None else patience + 0.125)
        for at, (_, service, rank) in zip(arrivals, people, strict=True)
    ]
    one_station(by_hand, servers, float("inf") if chairs is None else chairs)
    assert got == pytest.approx(np.array([patient.start for patient in by_hand]), rel=1e-12, abs=1e-9)


@FEW
@given(st.lists(st.tuples(gaps, times, times), min_size=1, max_size=30))
def test_two_single_servers_taken_at_once_act_as_one_that_needs_the_longer_time(
    people: list[tuple[float, float, float]],
) -> None:
    arrivals = np.cumsum([gap for gap, _, _ in people]).tolist()
    services = [[first, second] for _, first, second in people]
    text = network(["servers: 1", "servers: 1"]).replace("route: [s0, s1]", "route: way")
    text += "routes: {way: {both: {at: [s0, s1], then: leaves}}}\n"
    got = starts_of(text, table(arrivals, services), len(people), 2)
    by_hand = many_servers(arrivals, [max(pair) for pair in services], 1)
    assert got == pytest.approx(np.array([by_hand, by_hand]).T, rel=1e-12, abs=1e-9)
