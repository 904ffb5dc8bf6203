"""Malformed scenarios, one slip each (and one with many): every fault is found, and each names its place.

``malformed/expected.csv`` lists what is said. ``malformed/sound.yaml`` is the county that all of them spoil.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.command_line.app import app
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import attempt, check, load

HERE = Path(__file__).parent / "malformed"
NO_FAULT = {"base.yaml", "sound.yaml", "more_beds.yaml", "fewer_beds.yaml"}
"""Files that are sound, or that others extend."""


def expected() -> dict[str, list[tuple[str, int, str, str, str]]]:
    found = defaultdict(list)
    with (HERE / "expected.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            place = (row["file"], int(row["line"]), row["column"], row["key"], row["says"])
            found[row["scenario"]].append(place)
    return found


EXPECTED = expected()


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)


def test_there_are_enough_of_them_and_none_is_forgotten() -> None:
    files = {path.name for path in HERE.glob("*.yaml")} - NO_FAULT
    assert {f"{name}.yaml" for name in EXPECTED} == files
    assert len(files) >= 40


def test_the_county_that_they_spoil_is_sound() -> None:
    assert load("sound.yaml").title == "A sound county"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_fault_names_its_file_line_and_key_and_says_what_to_do(name: str) -> None:
    scenario, faults = attempt(f"{name}.yaml")
    assert scenario is None
    found = [(one.file, one.line, one.cell or str(one.column), one.key, one.message) for one in faults]
    assert len(found) == len(EXPECTED[name]), found
    for (*place, message), (*wanted, says) in zip(found, EXPECTED[name], strict=True):
        assert place == wanted
        assert message.startswith(says)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_is_raised_reads_as_a_page(name: str) -> None:
    with pytest.raises(ScenarioFaults) as caught:
        load(f"{name}.yaml")
    page = str(caught.value)
    count = len(EXPECTED[name])
    assert page.startswith(f"{name}.yaml: {count} fault{'s' * (count > 1)}, nothing was run\n\n")
    assert page.endswith(f"\n\nFix these and run:  tiercare validate {name}.yaml")
    assert json.loads(json.dumps(caught.value.as_json()))["file"] == f"{name}.yaml"


def test_nothing_is_written_and_nothing_is_run(tmp_path: Path) -> None:
    shutil.copytree(HERE, tmp_path / "m")
    before = sorted(path.name for path in (tmp_path / "m").iterdir())
    for name in EXPECTED:
        attempt(tmp_path / "m" / f"{name}.yaml")
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == before


def test_the_page_with_many_slips_is_the_one_a_planner_reads() -> None:
    with pytest.raises(ScenarioFaults) as caught:
        load("a_page_of_slips.yaml")
    assert """\
a_page_of_slips.yaml: 7 faults, nothing was run

  line 2, column 1   titel
      unknown key 'titel'. Did you mean 'title'?""" in str(caught.value)
    assert """
  line 10, column 29   tiers.township.wards.general.beds
      found -25, expected a whole number of 0 or more, or unlimited.
""" in str(caught.value)


def test_check_takes_several_files_and_lays_an_overlay_over_a_county(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(["sound.yaml"]) == []
    assert {fault.file for fault in check(["negative_beds.yaml", "empty.yaml"])} == {
        "negative_beds.yaml",
        "empty.yaml",
    }


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"gate"}))  # an overlay is checked on a county, and sound
def test_the_command_says_it_and_ends_with_2(name: str) -> None:
    done = CliRunner().invoke(app, ["validate", f"{name}.yaml"])
    assert done.exit_code == 2
    page = str(ScenarioFaults(attempt(f"{name}.yaml")[1], f"{name}.yaml"))
    assert page in done.output


def test_a_program_gets_the_same_faults_as_json() -> None:
    done = CliRunner().invoke(app, ["validate", "sound.yaml", "a_page_of_slips.yaml", "--json"])
    assert done.exit_code == 2
    (said,) = json.loads(done.stdout)
    wanted = [(line, key) for _, line, _, key, _ in EXPECTED["a_page_of_slips"]]
    assert [(fault["line"], fault["key"]) for fault in said["faults"]] == wanted


def test_the_command_is_content_with_a_sound_county() -> None:
    done = CliRunner().invoke(app, ["validate", "sound.yaml"])
    assert (done.exit_code, done.stdout) == (0, "sound.yaml: no faults\n")
