"""A study on one engine or the other: the same tables to the last byte, also when it changes engines on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.runs.refusals import BadStudy
from experiments.study import compare as studies
from experiments.study.compare import compare, run
from experiments.study.sweep import sweep
from tests.experiments.fakes import COMPILING, FAKE, county, csvs
from tests.house.modules import ROOT

WHY = "worded.py:17: only numbers, no text"
SHORT = {"calendar.warm_up": "1 weeks", "calendar.measure": "2 weeks"}
CLINIC = """\
title: One clinic
calendar: {start: 2026-01-05, warm_up: 1 days, measure: 10 days, holidays: none}
stations: {clinic: {servers: 2, hours: 24/7, queue: {waiting_room: unlimited}}}
arrivals: {patients: {kind: poisson, rate: 0.15/min, route: [clinic]}}
services: {clinic: {kind: exponential, mean: 10 min}}
primary: [{measure: wait_mean_min, of: {station: clinic}, better: lower, margin: 2}]
"""
DOCTOR = "overlay: {title: One more doctor, source: assumption}\nstations: {clinic: {servers: 3}}\n"
SWEEP = """\
title: How far?
county: clinic.json
arms: {today: [], better: [better.json]}
factors: {spread: {set: spread_min, to: [3.0, 5.0]}}
replications: 2
"""


@pytest.fixture(autouse=True)
def no_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pages take seconds and have tests of their own."""
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])
    monkeypatch.chdir(tmp_path)


def made(folder: Path) -> dict[str, Any]:
    """What the manifest says of how a study was made."""
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["made"])


def test_a_network_begun_on_one_engine_resumes_on_the_other_to_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    (tmp_path / "doctor.yaml").write_text(DOCTOR, encoding="utf-8")

    def study(out: str, engine: str, reps: int, resume: bool = False) -> dict[str, bytes]:
        compare("clinic.yaml", ["doctor.yaml"], reps=reps, workers=1, out=out, engine=engine, resume=resume)
        return csvs(tmp_path / out)

    whole = study("simpy", "simpy", 4)
    assert study("compiled", "compiled", 4) == whole
    study("both", "simpy", 2)
    assert study("both", "compiled", 4, resume=True) == whole
    each = {"runs": {"compiled": 2, "simpy": 2}, "why_simpy": []}
    assert made(tmp_path / "both")["engines"] == {"today": each, "doctor": each}


def test_manifests_of_both_engines_are_equal_but_for_how_they_were_made(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    found = []
    for engine in ("simpy", "compiled"):
        run("clinic.yaml", reps=1, workers=1, out="x", engine=engine)
        content = json.loads((tmp_path / "x/manifest.json").read_text(encoding="utf-8"))
        assert content.pop("made")["engines"]["today"]["runs"] == {engine: 1}
        found.append(content)
    assert found[0] == found[1]


@pytest.mark.long
def test_a_county_begun_on_one_engine_resumes_on_the_other_to_the_same_bytes(tmp_path: Path) -> None:
    hamlet, gate = ROOT / "scenarios/hamlet.yaml", ROOT / "scenarios/policies/gatekeeping.yaml"

    def study(out: str, engine: str, reps: int, resume: bool = False) -> dict[str, bytes]:
        compare(hamlet, [gate], reps=reps, settings=SHORT, workers=1, out=out, engine=engine, resume=resume)
        return csvs(tmp_path / out)

    whole = study("simpy", "simpy", 2)
    study("both", "compiled", 1)
    assert study("both", "simpy", 2, resume=True) == whole
    assert made(tmp_path / "both")["engines"]["gatekeeping"]["runs"] == {"compiled": 1, "simpy": 1}


def test_the_manifest_says_why_an_arm_ran_on_simpy_also_after_resuming(tmp_path: Path) -> None:
    arms = county(tmp_path), [county(tmp_path, "odd", effect_min=1.0, refused=WHY)]
    compare(*arms, reps=2, workers=1, out="x", machinery=COMPILING)
    for engine, reps in (("auto", 2), ("simpy", 3)):
        compare(*arms, reps=reps, workers=1, out="x", machinery=COMPILING, engine=engine, resume=True)
        today, odd = made(tmp_path / "x")["engines"].values()
        assert today == {"runs": {"compiled": 2} | ({"simpy": 1} if reps == 3 else {}), "why_simpy": []}
        assert odd == {"runs": {"simpy": reps}, "why_simpy": [WHY]}


@pytest.mark.parametrize(
    ("engine", "says"), [("compiled", f"odd cannot be compiled: {WHY}"), ("fast", "expected auto")]
)
def test_a_study_that_cannot_run_so_writes_nothing(tmp_path: Path, engine: str, says: str) -> None:
    arms = county(tmp_path), [county(tmp_path, "odd", effect_min=1.0, refused=WHY)]
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadStudy, match=says):
        compare(*arms, reps=2, out="x", machinery=COMPILING, engine=engine)
    assert sorted(tmp_path.rglob("*")) == before


def test_it_is_compiled_before_the_first_run_and_said_where_the_bar_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clinic = county(tmp_path)
    run(clinic, reps=1, workers=1, out="x", machinery=COMPILING, quiet=False)
    assert capsys.readouterr().err == "compiling One clinic\n"
    run(clinic, reps=1, workers=1, out="x", machinery=COMPILING)
    assert capsys.readouterr().err == ""


def test_a_sweep_settles_every_point_before_it_writes_and_gives_a_reason_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "grid.yaml").write_text(SWEEP, encoding="utf-8")
    county(tmp_path, spread_min=4.0)
    county(tmp_path, "better", effect_min=-5.0, refused=WHY)
    with pytest.raises(BadStudy, match=f"better cannot be compiled: {WHY}"):
        sweep("grid.yaml", workers=1, out="x", machinery=COMPILING, engine="compiled")
    assert not (tmp_path / "x").exists()
    found = sweep("grid.yaml", workers=1, out="x", machinery=COMPILING)
    assert [message.rpartition(": only")[0] for message in caplog.messages] == [
        "better runs on SimPy, the reference engine, more slowly: worded.py:17"
    ]
    assert made(next(found.folder.glob("points/*")))["engines"]["better"]["why_simpy"] == [WHY]
    assert made(found.folder)["engines"] == {
        "today": {"runs": {"compiled": 4}, "why_simpy": []},
        "better": {"runs": {"simpy": 4}, "why_simpy": [WHY]},
    }, "and so does the sweep as a whole"
    simpy = sweep("grid.yaml", workers=1, out="y", machinery=FAKE, engine="simpy")
    assert csvs(simpy.folder) == csvs(found.folder)
