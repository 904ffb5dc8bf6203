"""A sweep: every point of the design is a comparison, and the tables know its levels."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.runs.refusals import BadStudy, RunsFailed
from experiments.study import design
from experiments.study import sweep as sweeps
from experiments.study.design import points, scaled, settings
from experiments.study.sweep import prepare, sweep
from sim.scenario.faults import ScenarioFaults
from tests.experiments.fakes import FAKE, county, csvs

STUDY = """\
title: When does it help?
county: clinic.json
arms:
  today: []
  better: [better.json]
factors:
  effect: {set: effect_min, to: [-1, -5]}
  demand: {set: [mean_min], times: [1.0, 1.5], at_most: 40 min}
answers:
  primary:
    - {measure: wait_mean_min, of: {station: clinic}, better: lower, margin: 3}
replications: 3
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study file beside its clinic."""
    county(tmp_path, mean_min="30 min")
    county(tmp_path, "better", effect_min=-2.0)
    file = tmp_path / "grid.yaml"
    file.write_text(STUDY, encoding="utf-8")
    return file


def fake_load(*args: object, **kwargs: object) -> object:
    """The fake clinic, whose mean is written with its unit."""
    clinic = FAKE.load(*args, **kwargs)
    clinic.numbers["mean_min"] = float(str(clinic.numbers["mean_min"]).split()[0])
    return clinic


MACHINERY = FAKE.__class__(**{**FAKE.__dict__, "load": fake_load})


def test_every_combination_is_a_point_the_last_factor_fastest(study: Path) -> None:
    found = [dict(point.levels) for point in points(design.read(study))]
    assert found == [
        {"effect": -1, "demand": 1.0},
        {"effect": -1, "demand": 1.5},
        {"effect": -5, "demand": 1.0},
        {"effect": -5, "demand": 1.5},
    ]


def test_a_factor_is_varied_in_the_arms_that_have_it(study: Path) -> None:
    plan = design.read(study)
    point = list(points(plan))[3]
    assert settings(plan, point, {"mean_min": "30 min"}) == {"mean_min": "40 min"}
    assert settings(plan, point, {"mean_min": "20 min", "effect_min": "-2"}) == {
        "effect_min": -5,
        "mean_min": "30 min",
    }


@pytest.mark.parametrize(
    ("text", "times", "at_most", "result"),
    [
        ("38 %", 0.5, None, "19 %"),
        ("38 %", 1.6, "50 %", "50 %"),
        ("1.0", 1.1, None, "1.1"),
        ("3/week", 2.0, None, "6 /week"),
        ("6 min", 0.1, None, "0.6 min"),
    ],
)
def test_a_quantity_times_a_factor_keeps_its_unit(text: str, times: float, at_most: str | None, result: str) -> None:
    assert scaled(text, times, at_most, "path").replace(" /", "/") == result.replace(" /", "/")


@pytest.mark.parametrize(("text", "at_most"), [("free_choice", None), ("38 %", "0.5"), ("38 %", "much")])
def test_what_is_no_number_cannot_be_multiplied(text: str, at_most: str | None) -> None:
    with pytest.raises(BadStudy, match="factor path"):
        scaled(text, 2.0, at_most, "path")


def test_a_sweep_writes_one_study_per_point_and_tables_over_all(study: Path, tmp_path: Path) -> None:
    found = sweep(study, workers=1, out=tmp_path / "out", machinery=MACHINERY)
    assert found.points["point"].tolist() == [1, 2, 3, 4]
    rows = found.differences[found.differences["primary"]]
    assert rows[["effect", "demand"]].values.tolist() == [[-1, 1.0], [-1, 1.5], [-5, 1.0], [-5, 1.5]]
    assert rows["difference"].round(6).tolist() == [-1.0, -1.0, -5.0, -5.0]
    assert rows["verdict"].tolist() == ["no material difference"] * 2 + ["better"] * 2
    assert rows["today"].round(3).diff().iloc[1] == pytest.approx(10.0)
    assert (tmp_path / "out/points/0003/differences.csv").exists()
    written = pd.read_csv(tmp_path / "out/differences.csv")
    assert written.columns[:3].tolist() == ["point", "effect", "demand"]


def test_an_interrupted_sweep_resumes_to_the_same_bytes(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.write_text(STUDY.replace("to: [-1, -5]", "to: [-1]"), encoding="utf-8")
    whole = sweep(study, workers=1, out=tmp_path / "whole", machinery=MACHINERY)
    carry_out, done = sweeps.carry_out, []

    def stops_at_the_second(*args: object) -> object:
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(1)
        return carry_out(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(sweeps, "carry_out", stops_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        sweep(study, workers=1, out=tmp_path / "out", machinery=MACHINERY)
    monkeypatch.setattr(sweeps, "carry_out", carry_out)
    kept = (tmp_path / "out/points/0001/runs").stat().st_mtime_ns
    sweep(study, workers=1, out=tmp_path / "out", resume=True, machinery=MACHINERY)
    assert csvs(tmp_path / "out") == csvs(whole.folder)
    assert (tmp_path / "out/points/0001/runs").stat().st_mtime_ns == kept


def test_a_point_that_fails_is_named_with_its_levels(study: Path, tmp_path: Path) -> None:
    county(tmp_path, "better", effect_min=-2.0, fails_in=1)
    with pytest.raises(RunsFailed, match=r"point 1 \(effect -1, demand 1.0\): better, replication 1"):
        sweep(study, workers=1, out=tmp_path / "out", machinery=MACHINERY)


def test_how_many_runs_it_takes_is_known_before(study: Path, tmp_path: Path) -> None:
    assert prepare(study, out=tmp_path / "out", machinery=MACHINERY).runs == 4 * 2 * 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("set: effect_min", "set: efect_min", "no arm has efect_min. Did you mean 'effect_min'"),
        ("to: [-1, -5]", "to: [-1, -5], times: [2.0]", "expected either to"),
        ("title: When", "titel: When", "line 1, column 1   titel\n      unknown key 'titel'. Did you mean 'title'"),
        ("replications: 3", "design: {kind: sobol, points: 8}", "design.kind"),
        ("replications: 3", "second_block: true", "unknown key 'second_block'"),
        ("replications: 3", "replications: three", "replications\n      found 'three', expected"),
        ("measure: wait_mean_min", "measure: wait_meen_min", "Did you mean wait_mean_min"),
        ("arms:\n", "arms: [\n", "is not closed"),
    ],
)
def test_a_study_file_with_faults_is_refused_and_nothing_is_written(
    study: Path, tmp_path: Path, before: str, after: str, says: str
) -> None:
    study.write_text(STUDY.replace(before, after), encoding="utf-8")
    with pytest.raises((BadStudy, ScenarioFaults)) as refused:
        sweep(study, workers=1, out=tmp_path / "out", machinery=MACHINERY)
    assert says in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_levels_that_cannot_be_are_all_said_at_their_factors(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(
        "stations: {clinic: {servers: 2}}\nservices: {clinic: {kind: exponential, mean: 6 min}}\n"
        "arrivals: {all: {kind: poisson, rate: 6/h, route: [clinic]}}\n"
        "calendar: {start: 2026-01-05, warm_up: 0 days, measure: 1 weeks}\n"
    )
    file = tmp_path / "study.yaml"
    file.write_text(
        "title: Staff\ncounty: clinic.yaml\narms: {today: []}\nfactors:\n"
        "  staff: {set: stations.clinic.servers, to: [2, -3]}\n"
        "  time: {set: services.clinic.mean, to: [6 min, 7 kg]}\nreplications: 1\n"
    )
    with pytest.raises(ScenarioFaults) as refused:
        prepare(file)
    assert [(fault.key, fault.line) for fault in refused.value.faults] == [("factors.staff", 5), ("factors.time", 6)]
    assert "found -3, expected a whole number" in str(refused.value)
    assert str(refused.value).endswith(f"tiercare sweep --dry-run {refused.value.file}")
