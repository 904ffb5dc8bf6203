"""A study on the fake clinic, from question to folder."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.runs.refusals import BadStudy, RunsFailed
from experiments.study import compare as studies
from experiments.study.compare import compare, run
from experiments.study.plan import Result
from tests.experiments.fakes import FAKE, county, csvs

FROM = {"from": "2026-02-16"}


@pytest.fixture(autouse=True)
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report has tests of its own."""
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Today against a policy that saves five minutes from 16 February, and one that does nothing at all."""
    folder = tmp_path_factory.mktemp("clinic")
    arms = [county(folder, "better", effect_min=-5.0, **FROM), county(folder, "nothing", effect_min=0.0)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studies, "write_report", lambda folder, lang: [])
        return compare(county(folder), arms, reps=6, workers=1, out=folder / "study", machinery=FAKE, together=True)


def test_a_policy_that_saves_five_minutes_is_better(study: Result) -> None:
    row = study.differences.query("arm == 'better' and measure == 'wait_mean_min'").iloc[0]
    assert row["difference"] == pytest.approx(-5.0)
    assert row["value"] - row["today"] == pytest.approx(row["difference"])
    assert (row["verdict"], row["verdict_zh"]) == ("better", "改善（达到有意义幅度）")
    assert row["margin"] == 2.0
    assert row["simultaneous_lo"] <= row["lo"] <= row["hi"] <= row["simultaneous_hi"]


def test_a_policy_that_does_nothing_makes_no_difference_to_the_bit(study: Result) -> None:
    row = study.differences.query("arm == 'nothing' and measure == 'wait_mean_min'").iloc[0]
    assert (row["difference"], row["lo"], row["hi"]) == (0.0, 0.0, 0.0)
    assert row["verdict"] == "no material difference"
    never = study.tables["first_divergence.csv"].set_index("arm").loc["nothing"]
    assert math.isnan(never["minute"])
    assert never["what"].startswith("never")


def test_only_primary_measures_get_a_word(study: Result) -> None:
    secondary = study.differences.query("measure == 'visits'")
    assert len(secondary) == 3
    assert not secondary["primary"].any()
    assert secondary["verdict"].isna().all()


def test_measuring_begins_when_every_difference_is_in_force(study: Result) -> None:
    measured = study.manifest["measured"]
    assert (measured["from"], measured["until"], measured["weeks"]) == ("2026-02-16", "2026-03-29", 6.0)


def test_the_first_divergence_is_not_before_the_policy_begins(study: Result) -> None:
    first = study.tables["first_divergence.csv"].set_index("arm").loc["better"]
    assert first["time"].startswith("2026-02-16")
    check = study.checks.set_index("check").loc["identity before divergence"]
    assert check["result"] == "passed"


def test_the_exact_difference_says_from_when(study: Result) -> None:
    rows = study.tables["exact_difference.csv"].query("arm == 'better'")
    assert set(rows["key"]) == {"policies.first_contact.effect_min"}
    assert set(rows["from"]) == {"2026-02-16"}
    assert rows.iloc[0]["words"] == "first contact effect min"


def test_every_input_stands_once_with_where_it_was_written(study: Result) -> None:
    inputs = study.tables["inputs.csv"]
    assert inputs.query("arm == 'better'")["key"].tolist() == ["effect_min", "from"]
    assert inputs.query("arm == 'nothing'")["value"].tolist() == ["0.0"]
    assert not inputs.duplicated(["key", "value"]).any()


def test_together_is_one_more_arm_with_all_overlays(study: Result) -> None:
    assert [arm["name"] for arm in study.manifest["arms"]] == ["today", "better", "nothing", "together"]
    assert study.manifest["arms"][3]["title"] == "Better + Nothing"
    assert study.manifest["comparisons"] == 3


def test_every_table_has_the_columns_the_readme_declares(study: Result) -> None:
    page = (Path(__file__).parents[3] / "results/README.md").read_text(encoding="utf-8")
    for name, table in study.tables.items():
        declared = next((line for line in page.splitlines() if line.startswith(f"| `{name}`")), None)
        assert declared is not None, name
        if name != "noise_floor.csv":
            assert declared.split("|")[3].strip(" `") == ", ".join(table.columns), name


def test_what_is_on_the_disk_is_what_python_gets(study: Result) -> None:
    for name, table in study.tables.items():
        found = pd.read_csv(study.folder / name, keep_default_na=False, na_values=[""])
        assert list(found.columns) == list(table.columns)
        assert len(found) == len(table), name


def test_the_manifest_says_what_was_asked_and_what_came_out(study: Result) -> None:
    found = json.loads((study.folder / "manifest.json").read_text(encoding="utf-8"))
    assert found["finished"] is True
    assert found["question"] == "Does it get better?"
    assert found["outputs"].keys() == study.tables.keys()
    assert found["primary"] == [
        {"measure": "wait_mean_min", "group": "station=clinic", "better": "lower", "margin": 2.0}
    ]
    assert len(found["files"]) == 3
    assert found["command"].startswith("tiercare compare ")
    assert "--together --reps 6 --seed 20260105" in found["command"]
    assert (study.folder / found["arms"][1]["resolved"]).read_text().splitlines()[-1] == "    from: '2026-02-16'"


def test_targets_are_met_missed_or_not_measured(study: Result) -> None:
    met = study.tables["targets.csv"].set_index("measure")["met"]
    assert dict(met) == {"wait_mean_min": "yes", "visits": "no", "no_such_thing": "not measured"}


def test_declared_windows_have_tables_of_their_own(tmp_path: Path) -> None:
    windows = {
        "late": SimpleNamespace(from_=dt.date(2026, 3, 2), weeks=4, until=None),
        "early": SimpleNamespace(from_=dt.date(2026, 2, 2), weeks=2, until=None),
    }

    def load(*args: Any, **kwargs: Any) -> Any:
        return replace(FAKE.load(*args, **kwargs), windows=windows)

    arm = county(tmp_path, "better", effect_min=-5.0, **FROM)
    machinery = replace(FAKE, load=load)
    found = compare(county(tmp_path), [arm], reps=2, workers=1, out=tmp_path / "s", machinery=machinery)
    late, early = found.differences, found.tables["windows/early/differences.csv"]
    assert late.loc[0, "difference"] == pytest.approx(-5.0)
    assert early.loc[0, "difference"] == 0.0
    assert found.manifest["measured"]["from"] == "2026-03-02"
    assert (found.folder / "windows/early/measures.csv").exists()


def test_one_scenario_alone_has_means_and_no_differences(tmp_path: Path) -> None:
    found = run(county(tmp_path), reps=3, workers=1, out=tmp_path / "study", machinery=FAKE)
    assert "differences.csv" not in found.tables
    assert found.summary.set_index("measure").loc["wait_mean_min", "n"] == 3


def test_a_single_replication_gives_means_without_intervals(tmp_path: Path) -> None:
    arm = county(tmp_path, "better", effect_min=-5.0)
    found = compare(county(tmp_path), [arm], reps=1, workers=1, out=tmp_path / "study", machinery=FAKE)
    row = found.differences.iloc[0]
    assert row["difference"] == pytest.approx(-5.0)
    assert math.isnan(row["lo"])
    assert row["verdict"] == "undecided"


def test_a_run_that_breaks_is_named_and_the_finished_ones_are_kept(tmp_path: Path) -> None:
    arm = county(tmp_path, "fire", effect_min=1.0, fails_in=2)
    with pytest.raises(RunsFailed, match=r"fire, replication 2: ArithmeticError: the clinic burned down"):
        compare(county(tmp_path), [arm], reps=4, workers=1, out=tmp_path / "study", machinery=FAKE)
    assert len(list((tmp_path / "study/runs").glob("*/*"))) == 5
    assert not (tmp_path / "study/summary.csv").exists()
    assert json.loads((tmp_path / "study/manifest.json").read_text())["finished"] is False


def test_a_failed_audit_is_named_and_written_into_the_checks(tmp_path: Path) -> None:
    arm = county(tmp_path, "crowded", effect_min=1.0, overfull=1)
    with pytest.raises(RunsFailed, match=r"beds: crowded, replication 1: 9 in 8 beds"):
        compare(county(tmp_path), [arm], reps=3, workers=1, out=tmp_path / "study", machinery=FAKE)
    checks = pd.read_csv(tmp_path / "study/checks.csv").set_index("check")
    assert checks.loc["beds", "result"] == "failed"
    assert checks.loc["arrivals", "result"] == "passed"


def test_luck_that_shifts_before_a_policy_begins_fails_the_study(tmp_path: Path) -> None:
    arm = county(tmp_path, "leaky", effect_min=-5.0, mean_min=30.001, **FROM)
    machinery = FAKE.__class__(**{**FAKE.__dict__, "differences": _only_the_policy})
    with pytest.raises(RunsFailed, match="identity before divergence"):
        compare(county(tmp_path), [arm], reps=2, workers=1, out=tmp_path / "study", machinery=machinery)


def _only_the_policy(today: object, arm: object) -> list[Any]:
    return [row for row in FAKE.differences(today, arm) if row.path.endswith("effect_min")]


def test_more_replications_are_run_until_the_difference_is_narrow_enough(tmp_path: Path) -> None:
    noisy = county(tmp_path, "noisy", spread_min=6.0)
    found = compare(
        county(tmp_path),
        [noisy],
        reps=3,
        precision={"wait_mean_min": 1.5},
        workers=1,
        out=tmp_path / "study",
        machinery=FAKE,
    )
    row = found.differences.iloc[0]
    assert 3 < row["n"] == found.manifest["replications"] <= 200
    assert row["simultaneous_hi"] - row["simultaneous_lo"] <= 2 * 1.5
    assert f"--reps {row['n']}" in found.manifest["command"]
    again = compare(county(tmp_path), [noisy], reps=int(row["n"]), workers=1, out=tmp_path / "again", machinery=FAKE)
    assert csvs(again.folder) == csvs(found.folder)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"reps": 0}, "at least one replication"),
        ({"precision": {"wait_mean_min": 0.0}}, "above 0"),
        ({"precision": {"no_such_measure": 1.0}}, "no measure is called"),
    ],
)
def test_what_cannot_be_run_is_said_in_one_sentence(tmp_path: Path, asked: dict[str, object], says: str) -> None:
    with pytest.raises(BadStudy, match=says):
        run(county(tmp_path), **{"reps": 2, "workers": 1, "out": tmp_path / "s", "machinery": FAKE, **asked})


def test_two_overlays_of_one_name_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    twins = [county(tmp_path, "twin"), county(tmp_path / "other", "twin")]
    with pytest.raises(BadStudy, match="two arms would be called 'twin'"):
        compare(county(tmp_path), twins, machinery=FAKE, out=tmp_path / "study")
    assert not (tmp_path / "study").exists()
