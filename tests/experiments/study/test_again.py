"""A second block of replications: the same clinic with other luck."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.study import compare as studies
from experiments.study.compare import compare
from experiments.study.plan import Result
from tests.experiments.fakes import FAKE, county, csvs


@pytest.fixture(autouse=True)
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report has tests of its own."""
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])


def clinic(folder: Path, name: str, **options: bool) -> Result:
    """Four replications of today and of a policy that saves five minutes."""
    better = county(folder, "better", effect_min=-5.0)
    return compare(county(folder), [better], reps=4, workers=1, out=folder / name, machinery=FAKE, **options)


def noise(study: Result) -> pd.Series:
    """The line of the primary measure in the noise floor."""
    table = study.tables["noise_floor.csv"]
    return table[table["measure"] == "wait_mean_min"].iloc[0]


def test_without_being_asked_half_of_today_stands_against_the_other_half(tmp_path: Path) -> None:
    study = clinic(tmp_path, "plain")
    assert noise(study)["n"] == 2
    assert "second_block.csv" not in study.tables
    assert len(list((study.folder / "runs").glob("*/*"))) == 8


def test_a_noise_floor_runs_today_alone_once_more(tmp_path: Path) -> None:
    study = clinic(tmp_path, "noise", noise_floor=True)
    assert noise(study)["n"] == 4
    assert noise(study)["difference"] != 0.0
    runs = [path.parent.name for path in (study.folder / "runs").glob("*/*")]
    assert (runs.count("today"), runs.count("better")) == (8, 4)


def test_a_second_block_gives_verdicts_of_its_own_beside_the_first(tmp_path: Path) -> None:
    study = clinic(tmp_path, "second", second_block=True)
    again = study.tables["second_block.csv"]
    row = again[again["measure"] == "wait_mean_min"].iloc[0]
    assert (row["n"], row["first_verdict"], row["verdict"], row["stays"]) == (4, "better", "better", "yes")
    assert again.loc[~again["primary"].astype(bool), "stays"].isna().all()
    assert noise(study)["n"] == 4


def test_the_study_itself_is_the_same_with_and_without_a_second_block(tmp_path: Path) -> None:
    plain, second = (
        csvs(clinic(tmp_path, name, second_block=again).folder) for name, again in (("a", False), ("b", True))
    )
    same = {"measures.csv", "summary.csv", "differences.csv"}
    assert all(plain[name] == second[name] for name in same)


def test_the_second_block_has_luck_of_its_own(tmp_path: Path) -> None:
    study = clinic(tmp_path, "luck", second_block=True)
    first = study.differences.query("measure == 'wait_mean_min'").iloc[0]
    again = study.tables["second_block.csv"].query("measure == 'wait_mean_min'").iloc[0]
    assert first["today"] != again["today"]


def test_a_verdict_that_changes_is_marked(tmp_path: Path) -> None:
    from experiments.study.again import _beside

    lines = pd.DataFrame({"arm": ["a"], "measure": ["m"], "group": [""], "primary": [True], "verdict": ["better"]})
    beside = _beside(lines, lines.assign(verdict="undecided"))
    assert list(beside["stays"]) == ["no"]
    assert list(beside["first_verdict"]) == ["undecided"]


def test_the_command_that_repeats_the_study_asks_for_the_block_again(tmp_path: Path) -> None:
    assert "--second-block" in clinic(tmp_path, "c", second_block=True).manifest["command"]
    assert "--noise-floor" in clinic(tmp_path, "d", noise_floor=True).manifest["command"]


def test_every_run_of_the_block_passes_through_the_audit(tmp_path: Path) -> None:
    checks = clinic(tmp_path, "e", second_block=True).checks.set_index("check")
    assert checks.loc["arrivals", "detail"] == "held in all 16 runs"
