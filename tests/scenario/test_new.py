"""The first file of a new county or policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.command_line.app import app
from sim.scenario.load import check, load
from sim.scenario.new import BASE, begin

DEMO = BASE.parents[1] / "demo.yaml"


pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.mark.parametrize("name", ["qingshui", "my county 2", "青水县", "it's", "a: b", "2026", "null", "{x}", "#1"])
def test_a_new_county_is_sound_whatever_its_name(name: str) -> None:
    path = begin(name)
    assert path == Path("scenarios", f"{name}.yaml")
    scenario = load(path)
    assert scenario.title.lower() == name.replace("_", " ").lower()
    assert scenario.people is not None
    assert scenario.people.residents == 30000


def test_a_path_is_taken_as_it_is() -> None:
    assert begin("plans/east.yml") == Path("plans/east.yml")
    assert load("plans/east.yml").title == "East"


def test_a_new_policy_is_sound_and_can_be_laid_over_a_county() -> None:
    path = begin("my_gate", policy=True)
    assert path == Path("scenarios/policies/my_gate.yaml")
    (header,) = load(DEMO, [path]).overlays
    assert header.title == "My gate"


def test_an_overlay_is_checked_on_the_county_beside_it() -> None:
    begin("here")
    path = begin("gate", policy=True)
    assert check([path]) == []


def test_what_is_there_is_never_overwritten() -> None:
    path = begin("mine")
    path.write_text("title: precious\n")
    with pytest.raises(FileExistsError):
        begin("mine")
    assert path.read_text() == "title: precious\n"


def test_every_line_that_can_be_changed_has_a_note() -> None:
    text = begin("noted").read_text(encoding="utf-8")
    assert text.count("#") >= 14
    assert "tiercare validate scenarios/noted.yaml" in text


def test_the_command_begins_a_county_once() -> None:
    first, second = (CliRunner().invoke(app, ["new", "twice"]) for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, "written: scenarios/twice.yaml\n")
    assert second.exit_code == 2
    assert "scenarios/twice.yaml exists already; nothing was written" in second.output
