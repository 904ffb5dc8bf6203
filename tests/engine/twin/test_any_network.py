"""Whatever network of stations is written down: both engines walk it alike."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from tests.engine.twin.same import live_the_same
from tests.engine.twin.test_any_county import so_many
from tests.networks import COMES, DRAINS, ONE_DAY, comers, run, scenario_of, told
from tests.pathway.test_walk_conserves import network, no_ring
from tests.properties.busy_networks import busy_networks


def scenario(drawn: dict[str, Any]) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(json.dumps(drawn), encoding="utf-8")  # JSON is YAML
        made = load(path)
    assume(no_ring(made))
    again = any(station["queue"].get("gives_up") == "tomorrow" for station in drawn["stations"].values())
    assume(not again or made.calendar.ends == "at_horizon")  # whoever comes again every day may do so for ever
    return made


@so_many(20)
@given(drawn=network(), replication=st.integers(0, 3))
def test_a_network_is_the_same_on_both_engines(drawn: dict[str, Any], replication: int) -> None:
    live_the_same(scenario(drawn), replication, seed=11)


@so_many(20)
@given(drawn=busy_networks(), replication=st.integers(0, 3))
def test_a_busy_network_is_the_same_on_both_engines(drawn: dict[str, Any], replication: int) -> None:
    live_the_same(scenario(drawn), replication, seed=11)


@pytest.mark.long
@so_many(300)
@given(drawn=network(), replication=st.integers(4, 99))
def test_hundreds_of_networks_are_the_same_on_both_engines(drawn: dict[str, Any], replication: int) -> None:
    live_the_same(scenario(drawn), replication, seed=11)


@pytest.mark.long
@so_many(300)
@given(drawn=busy_networks(), replication=st.integers(4, 99))
def test_hundreds_of_busy_networks_are_the_same_on_both_engines(drawn: dict[str, Any], replication: int) -> None:
    live_the_same(scenario(drawn), replication, seed=11)


ONE = "stations: {first: {servers: %s}}"


@pytest.mark.parametrize("days", [500, 5000])
def test_a_run_that_drains_for_years_keeps_its_day_books(days: int, tmp_path: Path) -> None:
    ledger = run(tmp_path, DRAINS + ONE % 1 + COMES % "[first]", comers(f"0,a,{days * 1440},0", "70,a,30,0"))
    assert len(ledger["days"]) == days + 1


def test_a_run_in_which_somebody_waits_for_ever_comes_to_an_end(tmp_path: Path) -> None:
    """The roster holds for one hour of one day; who comes later waits, and nothing else is left to happen."""
    roster = '{"2026 Jan 05 00:00-01:00": 1}'
    ledger = run(tmp_path, DRAINS + ONE % roster + COMES % "[first]", comers("0,a,100,0", "70,a,30,0"))
    assert [(row[3], row[6]) for row in told(ledger)] == [(0.0, "seen"), (-1.0, "waiting")]


def test_patients_who_drain_after_the_last_date_of_the_calendar_are_served(tmp_path: Path) -> None:
    text = DRAINS + ONE % 1 + COMES % "[first]"
    text += "changes: [{from: 2026-01-05, set: stations.first.servers, to: 1}]\n"
    ledger = run(tmp_path, text, comers("1430,a,100,0", "1431,a,100,0", "1432,a,100,0"))
    assert [row[3] for row in told(ledger)] == [1430.0, 1530.0, 1630.0]


def test_nobody_who_comes_at_the_very_end_is_let_in(tmp_path: Path) -> None:
    ledger = run(tmp_path, ONE_DAY + ONE % 1 + COMES % "[first]", comers("5,a,5,0", "1440,a,5,0"))
    assert len(ledger["steps"]) == 1


@pytest.mark.parametrize("gives_up", ["goes_home", "tomorrow"])
def test_twenty_patients_of_one_minute_are_called_in_their_order(gives_up: str, tmp_path: Path) -> None:
    """Patience ends in the very minute in which a server is given back: who is called first is not gone."""
    queue = f"queue: {{priority: [a, b], patience: {{kind: fixed, value: 5 min}}, gives_up: {gives_up}}}"
    text = DRAINS + ONE % f"2, {queue}" + COMES % "[first]"
    rows = told(run(tmp_path, text, comers(*[f"0,{'ab'[i % 2]},5,0" for i in range(20)])))
    assert len({row[3] for row in rows if row[6] == "seen"}) >= 2


def test_a_network_with_every_block_of_a_clinic_is_the_same_for_a_week() -> None:
    case = Path(__file__).parents[2] / "scenario" / "cases" / "day_hospital.yaml"
    live_the_same(load(case, settings={"calendar.measure": "7 days"}), 2)


def test_nobody_comes(tmp_path: Path) -> None:
    made = scenario_of(tmp_path, DRAINS + ONE % 1 + COMES % "[first]", comers("2000,a,5,0"))
    assert len(live_the_same(made)["steps"]) == 0
