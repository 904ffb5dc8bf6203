"""``python -m experiments.mechanisms``: a plan, a refusal, and from a county to the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.mechanisms.__main__ import arguments, main
from experiments.mechanisms.judged import HOLDS
from sim.scenario.load import SCENARIOS


def test_a_plan_says_how_many_runs_it_takes_and_runs_nothing(tmp_path: Path, capsys: Any) -> None:
    typed = ["--plan", "--only", "step_down", "--reps", "3", "--grid-reps", "2", "--runs", str(tmp_path / "runs")]
    assert main(typed) == 0
    # 2 arms x 3; 9 cells and 3 counties x 2
    # 2 arms x 3; 9 cells and 3 counties x 3: this grid asks for more than 2
    assert capsys.readouterr().out == "42 runs\n"
    assert not (tmp_path / "runs").exists()


def test_a_wrong_name_or_county_ends_with_2_and_writes_nothing(tmp_path: Path, capsys: Any) -> None:
    out = ["--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs")]
    assert main(["--only", "stepdown", *out]) == 2
    assert "there are: inverted_pyramid" in capsys.readouterr().err
    assert main(["--county", str(tmp_path / "nowhere.yaml"), "--only", "step_down", *out]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_one_replication_is_refused() -> None:
    with pytest.raises(SystemExit):
        arguments(["--reps", "1"])


def test_from_the_hamlet_to_the_page(tmp_path: Path) -> None:
    typed = [
        "--only",
        "fourth_server",
        "--only",
        "keener_eye",
        "--county",
        str(SCENARIOS / "hamlet.yaml"),
        "--workers",
        "1",
    ]
    where = ["--out", str(tmp_path / "out"), "--runs", str(tmp_path / "runs")]
    assert main([*typed, "--reps", "2", "--grid-reps", "2", *where]) == 0
    text = (tmp_path / "out" / "mechanisms.md").read_text()
    assert "--only fourth_server --only keener_eye" in text
    assert "A fourth server at a first-come-first-served station" in text
    assert "Mechanisms on trial" not in text
    found = pd.read_csv(tmp_path / "out" / "mechanisms.csv")
    assert found["name"].tolist() == ["keener_eye", "fourth_server"]
    assert found["outcome"].tolist()[1] == HOLDS
    before = (tmp_path / "out" / "mechanisms.csv").read_bytes()
    assert main([*typed, "--reps", "2", "--grid-reps", "2", *where]) == 0  # nothing is run again
    assert (tmp_path / "out" / "mechanisms.csv").read_bytes() == before
