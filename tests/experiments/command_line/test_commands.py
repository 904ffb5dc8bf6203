"""The command line: what is printed, what is written, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from experiments.command_line.app import app
from experiments.study import compare as studies

ROOT = Path(__file__).parents[3]
CLINIC = """\
title: One clinic
title_zh: 一个诊室
question: Is one more doctor worth it?
calendar: {start: 2026-01-05, warm_up: 1 days, measure: 10 days, holidays: none}
stations:
  clinic: {servers: 2, hours: 24/7, queue: {waiting_room: unlimited}}
arrivals:
  patients: {kind: poisson, rate: 0.15/min, route: [clinic]}
services:
  clinic: {kind: exponential, mean: 10 min}
primary:
  - {measure: wait_mean_min, of: {station: clinic}, better: lower, margin: 2}
targets:
  - {measure: wait_mean_min, of: {station: clinic}, value: 12, within: 6, use: predicted, source: textbook}
"""
DOCTOR = """\
overlay: {title: One more doctor, title_zh: 增加一名医师, source: assumption}
stations: {clinic: {servers: 3}}
"""
RUN = ("run", "clinic.yaml", "--workers", "1")
COMPARE = ("compare", "clinic.yaml", "--with", "doctor.yaml", "--workers", "1")


def written(folder: Path) -> Path:
    """A clinic and a policy, written into a folder."""
    (folder / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    (folder / "doctor.yaml").write_text(DOCTOR, encoding="utf-8")
    return folder


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a clinic and a policy, in which the commands are typed."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages take seconds and have tests of their own."""
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])


def typed(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(app, list(words))


def test_run_prints_a_page_and_writes_a_study(clinic: Path, no_report: None) -> None:
    found = typed(*RUN, "--reps", "2")
    assert found.exit_code == 0, found.output
    assert "One clinic · n = 2" in found.output
    assert "Mean wait (min)" in found.output
    assert "checks passed" in found.output
    assert "written: results/clinic" in found.output
    summary = pd.read_csv(clinic / "results/clinic/summary.csv")
    assert set(summary["arm"]) == {"today"}


def test_run_in_chinese(clinic: Path, no_report: None) -> None:
    found = typed(*RUN, "--reps", "1", "--lang", "zh")
    assert "一个诊室" in found.output
    assert "平均候诊时间" in found.output


def test_compare_says_the_verdict_and_repeats_itself_from_its_own_command(clinic: Path, no_report: None) -> None:
    found = typed("compare", "clinic.yaml", "--with", "doctor.yaml", "--reps", "4", "--workers", "1", "--out", "one")
    assert found.exit_code == 0, found.output
    assert "better" in found.output
    manifest = json.loads((clinic / "one/manifest.json").read_text(encoding="utf-8"))
    words = manifest["command"].split()[1:]
    assert typed(*words[:-1], "two").exit_code == 0
    for name in manifest["outputs"]:
        assert (clinic / "one" / name).read_bytes() == (clinic / "two" / name).read_bytes(), name


def test_compare_as_json_is_for_programs(clinic: Path, no_report: None) -> None:
    words = (*COMPARE, "--reps", "2", "--json")
    found = json.loads(typed(*words).stdout)
    row = next(row for row in found["differences"] if row["primary"])
    assert (row["arm"], row["margin"]) == ("doctor", 2.0)
    assert row["difference"] < 0


def test_a_value_may_be_set_in_every_arm(clinic: Path, no_report: None) -> None:
    words = (
        "run",
        "clinic.yaml",
        "--reps",
        "1",
        "--workers",
        "1",
        "--set",
        "stations.clinic.servers=9",
        "--json",
    )
    rows = json.loads(typed(*words).stdout)["summary"]
    wait = next(row["mean"] for row in rows if row["measure"] == "wait_mean_min")
    assert wait < 0.01


def test_measures_may_be_chosen(clinic: Path, no_report: None) -> None:
    (clinic / "mine.yaml").write_text("- {measure: wait_longer_than_share, at: clinic, than: 7 min}\n")
    found = typed(*RUN, "--reps", "2", "--measures", "mine.yaml")
    assert found.exit_code == 0, found.output
    assert "wait_longer_than_share station=clinic,than=7" in found.output
    assert "%" in found.output


def test_targets_say_what_is_reported_and_what_is_simulated(clinic: Path, no_report: None) -> None:
    found = typed("targets", "clinic.yaml", "--reps", "2", "--workers", "1")
    assert found.exit_code == 0, found.output
    assert "of 1 reported figures are met" in found.output
    assert "predicted" in found.output


def test_ledgers_are_kept_when_asked_for(clinic: Path, no_report: None) -> None:
    assert typed(*RUN, "--reps", "1", "--keep-ledgers").exit_code == 0
    assert list(clinic.glob("results/clinic/runs/today/*/ledger/steps.parquet"))


def test_the_whole_way_to_a_report_and_again(clinic: Path) -> None:
    found = typed(*COMPARE, "--reps", "2", "--out", "x")
    assert found.exit_code == 0, found.output
    pages = [(clinic / "x" / name).read_text(encoding="utf-8") for name in ("report.html", "report.zh.html")]
    assert "One more doctor" in pages[0]
    assert "增加一名医师" in pages[1]
    (clinic / "x/report.html").unlink()
    assert typed("report", "x").exit_code == 0
    assert (clinic / "x/report.html").read_text(encoding="utf-8") == pages[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "nowhere.yaml"), "no such file"),
        (("run", "clinic.yaml", "--set", "stations.clinic.servers=-1"), "servers"),
        (("run", "clinic.yaml", "--set", "nonsense"), "path=value"),
        (("run", "clinic.yaml", "--lang", "fr"), "expected en or zh"),
        (("run", "clinic.yaml", "--precision", "wait_mean_min"), "MEASURE=WIDTH"),
        (("run", "clinic.yaml", "--precision", "wait_meen_min=1"), "Did you mean wait_mean_min"),
        (("run", "clinic.yaml", "--measures", "nowhere.yaml"), "No such file"),
        (("run", "clinic.yaml", "--out", "doctor.yaml"), "is a file"),
        (("compare", "clinic.yaml"), "nothing to compare with"),
        (("compare", "clinic.yaml", "--with", "doctor.yaml", "--with", "doctor.yaml"), "'doctor'"),
        (("report", "."), "manifest.json"),
        (("trace", "clinic.yaml", "--patient", "-4"), "no patient -4"),
        (("validate", "nowhere.yaml"), "no such file"),
        (("run",), "Missing argument"),
        (("run", "clinic.yaml", "--reps", "0"), "reps"),
    ],
)
def test_bad_input_ends_with_2_says_why_and_writes_nothing(clinic: Path, words: tuple[str, ...], says: str) -> None:
    before = sorted(clinic.rglob("*"))
    found = typed(*words)
    assert found.exit_code == 2, found.output
    assert says in found.output + found.stderr
    assert "Traceback" not in found.output
    assert sorted(clinic.rglob("*")) == before


def test_a_run_that_fails_ends_with_1(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ArithmeticError("out of luck")

    monkeypatch.setattr("sim.simulate", broken)
    found = typed(*RUN, "--reps", "2")
    assert found.exit_code == 1
    assert "today, replication 0: ArithmeticError: out of luck" in found.stderr


def test_help_names_every_command_and_comes_at_once() -> None:
    begun = time.perf_counter()
    found = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "experiments.command_line", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
        check=True,
    )
    assert time.perf_counter() - begun < 30
    for command in ("run", "compare", "targets", "report", "validate", "diff", "new", "trace", "verify", "export"):
        assert f"\n  {command} " in found.stdout
    for heavy in ("pandas", "numba", "matplotlib", "scipy"):
        assert f" {heavy}\n" not in found.stderr


def test_a_sweep_is_counted_before_and_run_after(clinic: Path, no_report: None) -> None:
    (clinic / "grid.yaml").write_text(
        "title: How many doctors?\n"
        "county: clinic.yaml\n"
        "arms: {today: [], doctor: [doctor.yaml]}\n"
        "factors: {demand: {set: arrivals.patients.rate, times: [0.5, 1.0]}}\n"
        "replications: 2\n",
        encoding="utf-8",
    )
    counted = typed("sweep", "grid.yaml", "--dry-run")
    assert counted.exit_code == 0, counted.output
    assert "= 8 runs; nothing was run" in counted.output
    assert not (clinic / "results").exists()
    assert typed("sweep", "grid.yaml", "--workers", "1").exit_code == 0
    rows = pd.read_csv(clinic / "results/grid/differences.csv").query("measure == 'wait_mean_min' and primary")
    assert rows["demand"].tolist() == [0.5, 1.0]
    assert rows["today"].is_monotonic_increasing


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(clinic: Path) -> None:
    words = [sys.executable, "-m", "experiments.command_line", *RUN, "--reps", "2000", "--out", "long"]
    process = subprocess.Popen(
        words,
        cwd=clinic,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    due = time.monotonic() + 60
    while not list(clinic.glob("long/runs/today/[0-9]*/run.json")):
        assert time.monotonic() < due
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT), out + err  # both are 130 to a shell
    assert "runs are finished and kept" in err
    assert "the same command with --resume" in err
    assert "Traceback" not in err
    assert not (clinic / "long/summary.csv").exists()
