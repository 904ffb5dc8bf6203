"""A command waits for nothing that it does not use: modules are counted, not seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.modules import ROOT

PROBE = """
import json, sys
from typer.testing import CliRunner
from experiments.command_line.app import app
found = CliRunner().invoke(app, sys.argv[1:])
print(json.dumps({"code": found.exit_code, "said": found.output, "loaded": sorted(sys.modules)}))
"""
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


def loaded_by(folder: Path, *words: str) -> set[str]:
    """Modules in memory after a command, in a process of its own."""
    ask = [sys.executable, "-c", PROBE, *words]
    done = subprocess.run(ask, cwd=folder, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["code"] == 0, found["said"]
    return set(found["loaded"])


def rooms_of(loaded: set[str]) -> set[str]:
    """Files of experiments in memory, but for those of the command line and the doors."""
    files = {name.removeprefix("experiments.") for name in loaded if name.startswith("experiments.")}
    return {name for name in files if not name.startswith("command_line")} - ALWAYS


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("compare", "--help"),
        ("validate", str(ROOT / "scenarios/hamlet.yaml"), str(ROOT / "scenarios/policies/gatekeeping.yaml")),
        ("diff", str(ROOT / "scenarios/hamlet.yaml"), str(ROOT / "scenarios/policies/gatekeeping.yaml")),
        ("new", "mine"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_that_runs_nothing_loads_no_engine_and_no_tables(tmp_path: Path, words: tuple[str, ...]) -> None:
    loaded = loaded_by(tmp_path, *words)
    assert loaded & HEAVY == set()
    assert rooms_of(loaded) == set()
    assert "sim.engine" not in loaded


def test_asking_for_help_reads_no_scenario_either(tmp_path: Path) -> None:
    assert loaded_by(tmp_path, "--help") & {"scipy", "numpy", "pydantic", "pint", "ruamel.yaml", "rich.table"} == set()


def test_what_others_settle_is_listed_without_a_run(tmp_path: Path) -> None:
    loaded = loaded_by(tmp_path, "explain", str(ROOT / "scenarios/hamlet.yaml"), "--defaults")
    assert loaded & (HEAVY - {"numba"}) == set()
    assert "sim.engine" not in loaded


def test_compiled_parts_are_waited_for_only_where_patients_walk_routes(tmp_path: Path) -> None:
    (tmp_path / "walked.yaml").write_text(CLINIC + ARRIVALS, encoding="utf-8")
    assert "sim.network.network" in loaded_by(tmp_path, "validate", "walked.yaml")


def test_the_front_door_opens_a_room_when_it_is_asked_for() -> None:
    script = "import experiments as e, sys as s; print('pandas' in s.modules, bool(e.compare), 'pandas' in s.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]
