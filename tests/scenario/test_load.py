"""From files to a scenario: what is remembered, what is equal, and that nothing else is ever raised."""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.scenario import source
from sim.scenario.faults import ScenarioFaults
from sim.scenario.load import SCENARIOS, attempt, load
from tests.scenario.real_county import put

MALFORMED = Path(__file__).parent / "malformed"
SOUND = MALFORMED / "sound.yaml"
TEXT = SOUND.read_text(encoding="utf-8")
BASE = (MALFORMED / "base.yaml").read_text(encoding="utf-8")
PIECES = sorted({*TEXT.split(), *BASE.split()} - {""})


def test_values_arrive_in_base_units_under_the_names_of_the_file() -> None:
    scenario = load(SOUND)
    assert scenario.calendar.measure == 52 * 7 * 1440
    assert scenario.tiers["township"].wards["general"].beds == 20
    assert scenario.tiers["township"].skill.spots_serious.sensitivity == 0.38
    assert scenario.conditions["stroke"].time_critical == 270


def test_every_number_says_which_file_set_it() -> None:
    origins = load(SOUND).origins
    assert origins["tiers.township.wards.general.beds"].where.endswith("malformed/sound.yaml line 14")
    assert origins["tiers.township.wards.recovery.beds"].where.endswith("malformed/base.yaml line 21")
    assert origins["tiers.village.skill.spots_serious.sensitivity"].range == ("15 %", "45 %")
    assert origins["tiers.county.clinics.internal.clinicians"].assumed


def test_the_files_that_were_read_are_named() -> None:
    assert [Path(file).name for file in load(SOUND).files] == ["sound.yaml", "base.yaml"]


@pytest.mark.parametrize(
    ("slip", "key"),
    [
        ("titel: A county", "titel"),
        ("tiers: {township: {wards: {general: {beds: -25}}}}", "tiers.township.wards.general.beds"),
        ("calendar: {holidays: us}", "calendar.holidays"),
    ],
)
def test_what_only_the_whole_can_tell_is_told_beside_a_slip(tmp_path: Path, slip: str, key: str) -> None:
    file = tmp_path / "county.yaml"
    file.write_text(f"extends: {SOUND}\n{slip}\nplaces: {{groups: {{east: {{lead: H7, members: [T1]}}}}}}\n")
    _, faults = attempt(file)
    assert [fault.key for fault in faults] == [key, "places.groups.east.lead"]


def test_a_file_that_was_read_in_part_is_not_blamed_for_what_it_could_not_say(tmp_path: Path) -> None:
    file = tmp_path / "county.yaml"
    file.write_text("people: {residents: 3000}\n  calendar: {}\n")
    _, (fault,) = attempt(file)
    assert fault.message.endswith("What follows was not read.")


def test_equal_content_has_an_equal_digest_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("sound.yaml", "base.yaml"):
        (tmp_path / name).write_bytes((MALFORMED / name).read_bytes())
    assert load(tmp_path / "sound.yaml").digest == load(SOUND).digest


@pytest.mark.parametrize(
    ("settings_", "same"),
    [
        ({"people.residents": "3000"}, True),
        ({"tiers.township.tests.lab.report_after": "2400 s"}, True),
        ({"tiers.county.source": "elsewhere"}, True),
        ({"people.residents": "3001"}, False),
        ({"policies.first_contact": "{kind: steered, bypass_penalty: 5 yuan}"}, False),
    ],
)
def test_the_digest_changes_with_numbers_and_not_with_their_spelling_or_source(
    settings_: dict[str, str], same: bool
) -> None:
    assert (load(SOUND, settings=settings_).digest == load(SOUND).digest) is same


def test_the_digest_changes_with_a_table(tmp_path: Path) -> None:
    before = load(put(tmp_path)).digest
    table = tmp_path / "villages.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("103.5388", "103.5389"), encoding="utf-8")
    assert load(tmp_path / "county.yaml").digest != before


def test_a_scenario_that_is_dumped_and_read_again_is_the_same(tmp_path: Path) -> None:
    scenario = load(SOUND)
    with (tmp_path / "again.yaml").open("w", encoding="utf-8") as file:
        yaml: Any = YAML(typ="safe", pure=True)
        yaml.sort_base_mapping_type_on_output = False  # the order of conditions is part of a scenario
        yaml.dump(scenario.resolved(), file)
    again = load(tmp_path / "again.yaml")
    assert again.digest == scenario.digest


def test_a_facility_that_was_set_apart_is_dumped_as_a_change_on_the_first_day(tmp_path: Path) -> None:
    scenario = load(put(tmp_path), settings={"facilities.T2.wards.general.beds": "40"})
    with (tmp_path / "again.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(scenario.resolved(), file)
    places = load(tmp_path / "again.yaml").at(0).places
    assert places is not None
    assert places.facility_rows[2].tier_model.wards["general"].beds == 40


def test_a_scenario_travels_to_another_process(tmp_path: Path) -> None:
    scenario = load(put(tmp_path))
    there = pickle.loads(pickle.dumps(scenario))
    assert there.digest == scenario.digest
    assert there.places.facility_rows == scenario.places.facility_rows  # type: ignore[union-attr]
    assert there.origins == scenario.origins


def test_a_base_file_is_parsed_once_however_many_arms_a_study_has() -> None:
    load(SCENARIOS / "demo.yaml")
    before = source._read.cache_info().misses
    for file in sorted(SCENARIOS.glob("policies/*.yaml")):
        load(SCENARIOS / "demo.yaml", [file])
    read_now = source._read.cache_info().misses - before
    assert read_now <= len(list(SCENARIOS.glob("policies/*.yaml")))


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")) + sorted(SCENARIOS.glob("theory/*.yaml")), ids=str)
def test_every_scenario_of_the_project_is_sound(file: Path) -> None:
    assert attempt(file)[1] == ()


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("policies/*.yaml")), ids=lambda path: path.stem)
def test_every_policy_of_the_project_can_be_laid_over_the_demo_county(file: Path) -> None:
    assert attempt(SCENARIOS / "demo.yaml", [file])[1] == ()


def spoilt(text: str, seed: int, slips: int) -> str:
    """The text of a file with a few random slips of the keyboard."""
    luck = random.Random(seed)
    for _ in range(slips):
        place, length = luck.randrange(len(text) + 1), luck.randrange(0, 12)
        signs = "{}[]:,-#&*!|>'\"%@`~\t\n \\0159.eE年：；\x00\ufeff"
        piece = luck.choice(
            [
                luck.choice(signs),
                luck.choice(PIECES),
                "",
                luck.choice(["null", "-1", "1e9", "[]", "{}", "true", "!!python/name:os.system ", "<<: *x"]),
                "\n" + luck.choice(TEXT.splitlines()) + "\n",
                text[place : place + 40],
            ]
        )
        text = text[:place] + piece + text[place + length :]
    return text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), slips=st.integers(1, 6), which=st.sampled_from(["county", "base", "both"]))
def test_whatever_is_typed_nothing_but_faults_comes_back(tmp_path: Path, seed: int, slips: int, which: str) -> None:
    county = spoilt(TEXT, seed, slips) if which != "base" else TEXT
    base = spoilt(BASE, seed + 1, slips) if which != "county" else BASE
    (tmp_path / "sound.yaml").write_text(county, encoding="utf-8")
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    scenario, faults = attempt(tmp_path / "sound.yaml")
    assert (scenario is None) == bool(faults)
    for fault in faults:
        assert fault.message
        assert fault.file
    if faults:
        assert "nothing was run" in str(ScenarioFaults(faults, tmp_path / "sound.yaml"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_whatever_bytes_a_file_holds_nothing_but_faults_comes_back(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "raw.yaml").write_bytes(raw)
    assert attempt(tmp_path / "raw.yaml")[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), slips=st.integers(1, 6))
def test_whatever_a_table_holds_nothing_but_faults_comes_back(tmp_path: Path, seed: int, slips: int) -> None:
    file = put(tmp_path)
    table = tmp_path / "facilities.csv"
    table.write_text(spoilt(table.read_text(encoding="utf-8"), seed, slips), encoding="utf-8")
    scenario, faults = attempt(file)
    assert (scenario is None) == bool(faults)
