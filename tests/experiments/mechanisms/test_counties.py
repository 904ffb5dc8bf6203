"""Which counties the structure is tried on, and in which form; on the real declarations and on wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from experiments.mechanisms.counties import FILE, EveryCounty, Place, read_counties
from experiments.mechanisms.declared import arms_of, read
from sim.scenario.load import SCENARIOS, load

DEMO = {"county": "demo.yaml", "period": {"warm_up": "1 weeks", "measure": "1 weeks"}, "replications": 2, "few": 2}


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file = folder / "counties.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_county_of_the_repository_is_tried() -> None:
    asked = {place.county for place in read_counties(read()).places if place.period}
    assert asked == {file.name for file in SCENARIOS.glob("*.yaml") if load(file).people is not None}


def test_every_property_is_tried_on_every_county_or_in_a_form_that_says_why() -> None:
    claims = read()
    of_a_county = {
        entry.name for entry in claims.structure if all(claims.arms[arm].county is None for arm in arms_of(entry))
    }
    for place in read_counties(claims).places:
        tried = {entry.name for entry in place.claims(claims).structure}
        assert not place.period or tried == of_a_county - set(place.replaced())
        assert {form.entry.name for form in place.forms} == {entry.name for entry in place.in_forms(claims).structure}
        assert all(len(form.because) > 20 for form in place.forms)


def test_the_properties_of_a_station_are_tried_once_on_the_station_itself() -> None:
    claims = read()
    where = {place.name: place.claims(claims) for place in read_counties(claims).places}
    assert {entry.name for entry in where["theory/mmc"].structure} == {"fourth_server", "two_more_servers"}
    assert all("two_more_servers" not in {e.name for e in c.structure} for n, c in where.items() if n != "theory/mmc")


def test_every_arm_of_every_form_is_a_sound_scenario_of_its_county() -> None:
    claims = read()
    for place in read_counties(claims).places:
        ours = place.claims(claims)
        for name in place.arms:
            recipe = ours.arms[name].recipe(SCENARIOS / place.county, ours.short)
            load(recipe.county, recipe.overlays, dict(recipe.settings))


def test_the_island_with_beds_a_head_as_the_demo_county_has_as_many() -> None:
    place = next(place for place in read_counties(read()).places if place.name == "island")
    beds = {path: float(value) for path, value in place.arms["beds_per_head"].set.items() if ".beds" in path}
    island, demo = (load(SCENARIOS / name).people for name in ("island.yaml", "demo.yaml"))
    assert island is not None
    assert demo is not None
    people = island.residents / demo.residents
    upper = beds["facilities.H1.wards.general.beds"] + beds["facilities.H1.wards.icu.beds"]
    assert upper == round((197 + 8) * people)
    assert beds["facilities.T1.wards.general.beds"] == round(3 * 31 * people)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("of: idle_quota", "of: idle_qouta"), "forms of no property: .'idle_qouta'"),
        (("arms: [no_forms, kept_until]", "arms: [no_forms, kept_untill]"), "not declared: .'kept_untill'"),
        (("arms: [no_forms, kept_until]", "arms: [no_forms, no_forms_quota]"), "idle: .'kept_until'"),
        (("      kept_until:", "      no_forms:"), "declared twice: .'no_forms'"),
        (("county: valley.yaml", "county: demo.yaml"), "counties named twice"),
    ],
)
def test_a_wrong_declaration_is_refused_by_name(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_counties(read(), written(tmp_path, change))


def test_one_run_is_no_interval() -> None:
    with pytest.raises(ValidationError):
        Place.model_validate(DEMO | {"replications": 1})


def test_some_counties_can_be_asked_for_and_a_wrong_name_says_which_there_are() -> None:
    every = EveryCounty.model_validate({"places": [DEMO, DEMO | {"county": "hamlet.yaml"}]})
    assert [place.name for place in every.only(("hamlet",)).places] == ["hamlet"]
    with pytest.raises(KeyError, match="there are: demo, hamlet"):
        every.only(("hamlett",))


def test_the_file_is_read_as_it_stands() -> None:
    raw = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    assert len(raw["places"]) == len(read_counties(read()).places)
