"""Who goes on with a finished study has seen its results, and the manifest says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.study import compare as studies
from tests.experiments.fakes import FAKE, county, csvs

Manifest = dict[str, Any]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(studies, "write_report", lambda folder, lang: [])
    return tmp_path


def earlier(reps: int, margin: float = 2.0, **options: Any) -> list[Manifest]:
    """What the manifest keeps of results seen before, after a study with so many replications and this margin."""

    def load(*files: Any, **settings: Any) -> Any:
        return replace(FAKE.load(*files, **settings), margins={"wait_mean_min": margin})

    clinic, arms = county(Path()), [county(Path(), "better", effect_min=-5.0)]
    machinery = replace(FAKE, load=load)
    result = studies.compare(clinic, arms, reps=reps, workers=1, out="study", machinery=machinery, **options)
    kept = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    found: list[Manifest] = kept["made"].get("earlier", [])
    return found


def test_a_study_that_nobody_saw_before_keeps_nothing_of_the_kind() -> None:
    assert earlier(3) == []
    assert earlier(3, resume=True) == []  # the same study again: nothing new was decided after a look


def test_margins_that_were_changed_after_results_had_been_seen_are_kept_with_what_they_were() -> None:
    earlier(3, margin=2.0)
    (before,) = earlier(3, margin=0.5, resume=True)
    assert [entry["margin"] for entry in before["primary"]] == [2.0]
    assert len(earlier(3, margin=0.5, resume=True)) == 1  # it does not wear off


def test_a_study_that_goes_on_after_a_look_says_after_how_many_replications() -> None:
    earlier(3)
    (before,) = earlier(4, resume=True)
    assert before["replications"] == 3


def test_an_interrupted_study_had_shown_nothing(here: Path) -> None:
    earlier(3)
    path = here / "study" / "manifest.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**kept, "finished": False}), encoding="utf-8")
    assert earlier(4, resume=True) == []


def test_what_was_seen_before_changes_no_table(here: Path) -> None:
    earlier(3)
    earlier(4, resume=True)
    gone_on = csvs(here / "study")
    earlier(4)
    assert csvs(here / "study") == gone_on
