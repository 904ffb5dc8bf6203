"""A command waits for nothing that it does not use: modules are counted, not seconds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house.modules import ROOT

PROBE = """
import json, sys
from typer.testing import CliRunner
from experiments.command_line.app import app
for words in json.loads(sys.argv[1]):
    found = CliRunner().invoke(app, words)
    print(json.dumps({"code": found.exit_code, "said": found.output, "loaded": sorted(sys.modules)}))
import experiments
print(json.dumps(["pandas" in sys.modules, bool(experiments.compare), "pandas" in sys.modules]))
"""
SPREADSHEETS = {"openpyxl", "PIL"}
HEAVY = {"pandas", "numba", "joblib", "matplotlib", "simpy", "pyarrow", "jinja2"}
ALWAYS = {"runs", "runs.refusals", "explain"}
"""Rooms of experiments that every command opens: exceptions by name, a seed, a door."""
CLINIC = """\
title: One clinic
calendar: {start: 2026-01-05, warm_up: 1 days, measure: 10 days, holidays: none}
stations: {clinic: {servers: 2, hours: 24/7, queue: {waiting_room: unlimited}}}
services: {clinic: {kind: exponential, mean: 10 min}}
"""
ARRIVALS = "arrivals: {patients: {kind: poisson, rate: 0.15/min, route: [clinic]}}\n"


HAMLET, GATE = str(ROOT / "scenarios/hamlet.yaml"), str(ROOT / "scenarios/policies/gatekeeping.yaml")
RUNS_NOTHING = {
    "--help": ["--help"],
    "compare": ["compare", "--help"],
    "new": ["new", "mine"],
    "diff": ["diff", HAMLET, GATE],
}
SETTLED = ["explain", HAMLET, "--defaults"]
WALKED = ["validate", "walked.yaml"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a process says of itself after one command and the next: what an earlier one loads, a later one has."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "walked.yaml").write_text(CLINIC + ARRIVALS, encoding="utf-8")
    ask = [sys.executable, "-c", PROBE, json.dumps([*RUNS_NOTHING.values(), SETTLED, WALKED])]
    return subprocess.run(ask, cwd=folder, capture_output=True, text=True, check=True).stdout.splitlines()


def loaded_by(told: list[str], words: list[str]) -> set[str]:
    """Modules in memory after a command."""
    found = json.loads(told[[*RUNS_NOTHING.values(), SETTLED, WALKED].index(words)])
    assert found["code"] == 0, found["said"]
    return set(found["loaded"])


def rooms_of(loaded: set[str]) -> set[str]:
    """Files of experiments in memory, but for those of the command line and the doors."""
    files = {name.removeprefix("experiments.") for name in loaded if name.startswith("experiments.")}
    return {name for name in files if not name.startswith("command_line")} - ALWAYS


@pytest.mark.parametrize("command", RUNS_NOTHING)
def test_a_command_that_runs_nothing_loads_no_engine_and_no_tables(told: list[str], command: str) -> None:
    loaded = loaded_by(told, RUNS_NOTHING[command])
    assert loaded & (HEAVY | SPREADSHEETS) == set()
    assert rooms_of(loaded) == set()
    assert "sim.engine" not in loaded


def test_asking_for_help_reads_no_scenario_either(told: list[str]) -> None:
    loaded = loaded_by(told, RUNS_NOTHING["--help"])
    assert loaded & {"scipy", "numpy", "pydantic", "pint", "ruamel.yaml", "rich.table"} == set()


def test_validate_waits_for_the_measures_that_a_county_names_and_not_for_the_engine() -> None:
    ask = [sys.executable, "-c", PROBE, json.dumps([["validate", HAMLET, GATE]])]
    told = json.loads(subprocess.run(ask, capture_output=True, text=True, check=True).stdout.splitlines()[0])
    assert told["code"] == 0, told["said"]
    assert set(told["loaded"]) & (HEAVY - {"pandas", "pyarrow"}) == set()
    assert "sim.engine" not in told["loaded"]


def test_what_others_settle_is_listed_without_a_run(told: list[str]) -> None:
    loaded = loaded_by(told, SETTLED)
    assert loaded & (HEAVY - {"numba"}) == set()
    assert "sim.engine" not in loaded


def test_compiled_parts_are_waited_for_only_where_patients_walk_routes(told: list[str]) -> None:
    assert "sim.network.network" not in loaded_by(told, RUNS_NOTHING["diff"])
    assert "sim.network.network" in loaded_by(told, WALKED)


def test_the_front_door_opens_a_room_when_it_is_asked_for(told: list[str]) -> None:
    assert json.loads(told[-1]) == [False, True, True]
