"""A patient's luck at a step hangs on who and which step: what happens elsewhere shifts none of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import stats

from sim.ledger import Ledger
from tests.networks import run

TEXT = """
calendar: {start: 2026-01-05, warm_up: 0 days, measure: 10 days, holidays: none}
stations: {first: {servers: %s}, second: {servers: unlimited}, more: {servers: unlimited}}
services:
  first: {kind: exponential, mean: 10 min}
  second: {kind: gamma, mean: 20 min, sd: 10 min}
  more: {kind: exponential, mean: 5 min}
arrivals: {all: {kind: poisson, rate: 6/h, route: way}}
routes: {way: {%s}}
"""
PLAIN = "first: {then: second}, second: {then: {first: 40 %%, leaves: 60 %%}}".replace("%%", "%")


def services(ledger: Ledger, station: str) -> dict[tuple[int, int], float]:
    """Length of the n-th service of each patient at a station."""
    rows = ledger["steps"][ledger["steps"]["unit"] == list(ledger.frame["units"]["id"]).index(station)]
    found: dict[tuple[int, int], float] = {}
    for row in np.sort(rows[rows["end_min"] >= 0], order=["patient", "joined_min"]):
        nth = sum((row["patient"], n) in found for n in range(20))
        found[int(row["patient"]), nth] = float(row["end_min"] - row["start_min"])
    return found


def test_a_step_upstream_shifts_no_luck_downstream(tmp_path: Path) -> None:
    before = services(run(tmp_path, TEXT % ("unlimited", PLAIN)), "second")
    upstream = "start: more, more: {then: first}, " + PLAIN
    after = services(run(tmp_path, TEXT % ("unlimited", upstream)), "second")
    both = before.keys() & after.keys()
    assert len(both) > 1000
    assert all(abs(before[key] - after[key]) < 1e-6 for key in both)


def test_fewer_servers_change_waits_and_no_services(tmp_path: Path) -> None:
    many = services(run(tmp_path, TEXT % ("unlimited", PLAIN)), "second")
    few = services(run(tmp_path, TEXT % ("4", PLAIN)), "second")
    both = many.keys() & few.keys()
    assert len(both) > 1000
    assert all(abs(many[key] - few[key]) < 1e-6 for key in both)


def test_the_second_visit_to_a_step_has_luck_of_its_own(tmp_path: Path) -> None:
    found = services(run(tmp_path, TEXT % ("unlimited", PLAIN)), "first")
    pairs = np.array([(found[who, 0], found[who, 1]) for who, nth in found if nth == 1])
    assert len(pairs) > 300
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 3.3 / np.sqrt(len(pairs))
    assert stats.kstest(pairs[:, 1], stats.expon(scale=10).cdf).pvalue > 0.001


def test_one_more_patient_disturbs_only_those_behind_him(tmp_path: Path) -> None:
    text = """
stations: {first: {servers: 1}}
services: {first: {kind: exponential, mean: 10 min}}
arrivals:
  all: {kind: poisson, rate: 5/h, route: [first]}
  one: {kind: trace, file: one.csv, columns: {time: at_min}, route: [first]}
"""
    alone = run(tmp_path, text, {"one.csv": "at_min\n1439.9\n"})["steps"]
    more = run(tmp_path, text, {"one.csv": "at_min\n600\n"})["steps"]
    alone, more = alone[alone["stream"] == 0], more[more["stream"] == 0]
    early = alone["joined_min"] < 600
    assert np.array_equal(alone[early], more[early])
    assert np.array_equal(alone["joined_min"], more["joined_min"])
    assert np.all(more["start_min"][more["start_min"] >= 0] >= alone["start_min"][more["start_min"] >= 0] - 1e-9)
