"""`tiercare export`: a run as an event log, from a scenario or from a ledger that was kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from experiments.command_line.app import app
from sim.ledger.exports import PM4PY, VIDIGI
from tests.experiments.command_line.test_commands import CLINIC, DOCTOR
from tests.ledger.stories import five_patients_ledger


@pytest.fixture(autouse=True)
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    (tmp_path / "doctor.yaml").write_text(DOCTOR, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words])


def test_a_scenario_is_run_once_and_its_log_written() -> None:
    found = typed("clinic.yaml", "--format", "vidigi", "--out", "log.csv", "--engine", "simpy", "--rep", "2")
    assert found.exit_code == 0, found.output
    log = pd.read_csv("log.csv")
    assert tuple(log.columns) == VIDIGI
    assert set(log["run_number"]) == {2}
    assert log["resource_id"].max() == 2


def test_an_overlay_and_a_setting_change_the_run() -> None:
    words = ("clinic.yaml", "--format", "vidigi", "--engine", "simpy", "--set", "calendar.measure=1 days")
    assert typed(*words, "--with", "doctor.yaml", "--out", "log.csv").exit_code == 0
    assert pd.read_csv("log.csv")["resource_id"].max() == 3


def test_a_kept_ledger_is_read_not_run() -> None:
    five_patients_ledger().write("week")
    found = typed("week", "--format", "pm4py", "--out", "log.csv")
    assert found.output == "written: log.csv\n"
    assert tuple(pd.read_csv("log.csv").columns) == PM4PY


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clinic.yaml", "--format", "xes"), "--format xes: expected events, pm4py, vidigi"),
        ((".",), "holds no ledger"),
        ((".", "--with", "doctor.yaml"), "cannot change it any more"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_a_sentence(words: tuple[str, ...], said: str) -> None:
    found = typed(*words, "--out", "log.csv")
    assert found.exit_code == 2
    assert said in found.output
    assert not Path("log.csv").exists()
