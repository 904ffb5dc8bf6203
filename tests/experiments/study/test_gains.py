"""Who gains and who loses in a study: pairs of runs, tables over replications, the patients who change most."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest

from experiments.study import compare as studies
from experiments.study.compare import compare
from experiments.study.gains import CHANGED_MOST, GAINS, largest_of_all, story_command, summarised
from experiments.study.plan import Result
from sim.measures.lives import GROUPINGS
from tests.experiments.fakes import FAKE, county, csvs

ROOT = Path(__file__).parents[3]
SHORT = {"calendar.warm_up": "1 weeks", "calendar.measure": "2 weeks"}
OVERLAYS = ["scenarios/policies/gatekeeping.yaml", "scenarios/policies/step_down.yaml"]


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two replications of the hamlet under two policies, ledgers kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setattr(studies, "write_report", lambda folder, lang: [])
        return hamlet(tmp_path_factory.mktemp("study") / "gains", keep_ledgers=True)


def hamlet(out: Path, keep_ledgers: bool = False, resume: bool = False) -> Result:
    """The study."""
    return compare(
        "scenarios/hamlet.yaml", OVERLAYS, reps=2, settings=SHORT, workers=1, engine="simpy",
        keep_ledgers=keep_ledgers, resume=resume, out=out,
    )  # fmt: skip


def test_the_study_counts_what_its_two_ledgers_say(study: Result) -> None:
    from sim import Ledger
    from sim.measures import counterfactual

    ledgers = [Ledger.read(next(study.folder.glob(f"runs/{arm}/0001-*/ledger"))) for arm in ("today", "gatekeeping")]
    by_hand = counterfactual(*ledgers)
    stored = study.tables["gains_by_run.csv"].query("arm == 'gatekeeping' and replication == 1")
    assert by_hand.values.tolist() == stored[by_hand.columns].values.tolist()
    assert by_hand.loc[0, "better"] + by_hand.loc[0, "worse"] > 0


def test_every_arm_stands_beside_every_grouping(study: Result) -> None:
    gains = study.tables["gains.csv"]
    assert tuple(gains.columns) == GAINS
    assert set(zip(gains["arm"], gains["grouping"], strict=True)) == {
        (arm, grouping) for arm in ("gatekeeping", "step_down") for grouping in ("overall", *GROUPINGS)
    }


def test_a_mean_lies_inside_its_interval_and_no_interval_beyond_what_can_be(study: Result) -> None:
    gains = study.tables["gains.csv"]
    for fate in ("better", "worse", "mixed"):
        known = gains[gains["n"] > 1]
        assert (known[f"{fate}_low"] >= 0.0).all()
        assert (known[f"{fate}_high"] <= 1000.0).all()
        assert (known[f"{fate}_low"] <= known[f"{fate}_per_1000"]).all()
        assert (known[f"{fate}_per_1000"] <= known[f"{fate}_high"]).all()


def test_nobody_is_counted_as_two_things(study: Result) -> None:
    rows = study.tables["gains_by_run.csv"]
    assert (rows["better"] + rows["worse"] + rows["mixed"] <= rows["residents_ill"]).all()


def test_who_changes_most_is_followed_by_the_command_that_tells_it(study: Result) -> None:
    most = study.tables["changed_most.csv"]
    assert tuple(most.columns) == CHANGED_MOST
    assert (most["episode"] // 2**32 == most["resident"]).all()
    assert most.groupby(["arm", "what"]).size().max() <= 3
    words = shlex.split(most.iloc[0]["command"])
    assert words[:3] == ["tiercare", "trace", "scenarios/hamlet.yaml"]
    assert words[words.index("--with") + 1] == OVERLAYS[0]
    assert words[words.index("--patient") + 1] == str(most.iloc[0]["resident"])
    assert "calendar.measure=2 weeks" in words
    assert words[-1] == "--both"


def test_the_manifest_says_from_when_on_it_counts_and_that_it_is_an_assumption(study: Result) -> None:
    said = study.manifest["gains"]
    assert (said["sooner_min"], said["cheaper_yuan"]) == (240.0, 20.0)
    assert (said["sooner_source"], said["cheaper_source"]) == ("assumption", "assumption")


def test_the_check_says_that_the_same_people_were_compared(study: Result) -> None:
    row = study.checks.set_index("check").loc["the same residents"]
    assert (row["result"], row["number"]) == ("passed", 0.0)


def test_an_interrupted_study_resumes_to_the_same_gains(study: Result, tmp_path: Path) -> None:
    again = shutil.copytree(study.folder, tmp_path / "again")
    lost = next(again.glob("runs/gatekeeping/0001-*"))
    shutil.rmtree(lost)
    (again / "gains.csv").unlink()
    kept = {path: path.stat().st_mtime_ns for path in again.glob("runs/*/*/run.json")}
    assert len(kept) == 5
    assert csvs(hamlet(again, keep_ledgers=True, resume=True).folder) == csvs(study.folder)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept, "a finished run was done again"


@pytest.mark.long
def test_gains_need_no_ledger_that_is_kept(study: Result, tmp_path: Path) -> None:
    assert csvs(hamlet(tmp_path / "lean").folder) == csvs(study.folder)


def test_an_arm_with_other_residents_is_left_out_and_named(tmp_path: Path) -> None:
    bigger = tmp_path / "bigger.yaml"
    bigger.write_text("overlay: {title: Bigger}\npeople: {residents: 3300}\n", encoding="utf-8")
    result = compare(
        "scenarios/hamlet.yaml", [bigger, OVERLAYS[0]], reps=1, settings=SHORT, workers=1, engine="simpy",
        out=tmp_path / "study",
    )  # fmt: skip
    row = result.checks.set_index("check").loc["the same residents"]
    assert (row["result"], row["number"]) == ("attention", 1.0)
    assert "bigger" in row["detail"]
    assert set(result.tables["gains.csv"]["arm"]) == {"gatekeeping"}


def test_a_network_of_stations_has_nobody_to_compare(tmp_path: Path) -> None:
    files = [county(tmp_path), county(tmp_path, "better", effect_min=-5.0)]
    result = compare(files[0], files[1:], reps=2, workers=1, out=tmp_path / "study", machinery=FAKE)
    assert "gains.csv" not in result.tables
    assert "the same residents" not in set(result.checks["check"])


def test_one_arm_keeps_no_lives(tmp_path: Path) -> None:
    result = studies.run(county(tmp_path), reps=1, workers=1, out=tmp_path / "study", machinery=FAKE)
    assert not list(result.folder.rglob("lives.parquet"))


def test_a_replication_without_anyone_ill_in_a_group_is_left_out() -> None:
    rows = [
        ("a", 0, "age", "0-14", 10, 1, 2, 0),
        ("a", 1, "age", "0-14", 0, 0, 0, 0),
        ("a", 2, "age", "0-14", 20, 4, 2, 1),
    ]
    names = ["arm", "replication", "grouping", "group", "residents_ill", "better", "worse", "mixed"]
    found = summarised(pd.DataFrame(rows, columns=names)).iloc[0]
    assert (found["n"], found["better_per_1000"], found["residents_ill"]) == (2, 150.0, 10.0)


def test_over_all_replications_the_largest_changes_win() -> None:
    names = ["arm", "replication", "what", "episode", "resident", "band", "today", "value", "change", "unit"]
    rows = [("a", k, "paid_more", k << 32, k, 0, 0.0, float(k), float(k), "yuan") for k in range(5)]
    assert largest_of_all(pd.DataFrame(rows, columns=names), ["a"])["replication"].tolist() == [4, 3, 2]


def test_the_command_names_overlays_settings_seed_and_replication(study: Result) -> None:
    from experiments.runs.one_run import the_county
    from experiments.study.arms import load_arms
    from experiments.study.manifest import Question

    overlays = tuple(Path(overlay) for overlay in OVERLAYS)
    question = Question("compare", Path("scenarios/hamlet.yaml"), overlays, {}, 7, 2, {}, together=True)
    arms = load_arms(the_county(), question.county, overlays, {}, together=True)
    words = shlex.split(story_command(question, arms[-1], 3, 12))
    assert [words[k + 1] for k, word in enumerate(words) if word == "--with"] == OVERLAYS
    assert words[-7:] == ["--seed", "7", "--rep", "3", "--patient", "12", "--both"]
