"""The manifest: the command that repeats a study, the files it read, the arms it had."""

from __future__ import annotations

import dataclasses
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from experiments.command_line.study import settings_of, widths
from experiments.runs.provenance import input_hashes
from experiments.study.arms import load_arms
from experiments.study.inputs import inputs_table
from experiments.study.manifest import Question, files_of, manifest, plain
from experiments.study.plan import plan
from tests.experiments.fakes import FAKE, county

PLAIN = Question("compare", Path("a county.yaml"), (Path("gate.yaml"),), {}, 7, 12, {}, out=Path("results/x"))


def test_the_command_can_be_typed_as_it_stands() -> None:
    assert shlex.split(PLAIN.command) == [
        *("tiercare", "compare", "a county.yaml", "--with", "gate.yaml"),
        *("--reps", "12", "--seed", "7", "--out", "results/x"),
    ]


@pytest.mark.parametrize("value", ["84 days", 3, 0.5, {"Mo-Fr": 3, "Sa": 2}, "24/7"])
def test_a_setting_is_read_back_as_it_was_set(value: Any) -> None:
    command = dataclasses.replace(PLAIN, settings={"calendar.measure": value}).command
    words = shlex.split(command)
    assert settings_of([words[words.index("--set") + 1]]) == {"calendar.measure": value}


def test_a_study_until_it_is_precise_is_repeated_by_its_number_of_replications() -> None:
    command = dataclasses.replace(PLAIN, precision={"wait_mean_min": 1.0}).command
    assert "--precision" not in command
    assert "--reps 12" in command


def test_a_width_is_typed_with_or_without_a_group() -> None:
    assert widths(["wait_mean_min=1", "wait_mean_min:tier=county=0.5"]) == {
        "wait_mean_min": 1.0,
        "wait_mean_min:tier=county": 0.5,
    }
    assert widths(None) == {}


def test_blocks_are_written_as_they_are_typed() -> None:
    assert plain({"Mo-Fr": 3, "Sa": {"a": 1}}) == "{Mo-Fr: 3, Sa: {a: 1}}"


def test_every_file_that_was_read_is_hashed_also_tables(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text("days\n1\n")
    arms = load_arms(FAKE, county(tmp_path, stay={"file": str(tmp_path / "days.csv"), "other": "no.csv"}))
    assert [path.name for path in files_of(arms)] == ["clinic.json", "days.csv"]
    hashes = input_hashes(files_of(arms))
    assert [Path(name).name for name in hashes] == ["clinic.json", "days.csv"]
    assert len(set(hashes.values())) == 2


def test_a_manifest_is_json_and_says_what_was_planned(tmp_path: Path) -> None:
    arm = county(tmp_path, "better", effect_min=-5.0)
    question = Question("compare", county(tmp_path), (arm,), {"spread_min": 3.0}, 7, 12, {})
    ready = plan(question, FAKE)
    found = json.loads(json.dumps(manifest(question, ready.arms, ready.primary, ready.measured, FAKE.definitions())))
    assert found["finished"] is False
    assert found["comparisons"] == 1
    assert [arm["name"] for arm in found["arms"]] == ["today", "better"]
    assert found["arms"][1]["settings"] == {"spread_min": "3.0"}
    assert found["measured"]["weeks"] == 8.0
    assert found["limits"] == ["nothing but one clinic"]
    assert found["versions"]["tiercare"]


def test_inputs_of_later_arms_are_only_those_that_are_new(tmp_path: Path) -> None:
    arms = load_arms(FAKE, county(tmp_path, mean_min=30.0), [county(tmp_path, "gate", effect_min=1.0)])
    table = inputs_table(arms)
    assert table[["arm", "key", "value"]].values.tolist() == [
        ["today", "mean_min", "30.0"],
        ["gate", "effect_min", "1.0"],
    ]
