"""A tree on trial: sources that models have no room for, slips put right for a moment, findings at their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario.drafting import drafted, without_sources
from sim.scenario.faults import Fault
from sim.scenario.mending import mended
from sim.scenario.merge import assemble
from sim.scenario.node import Node, grown
from sim.scenario.paths import Shape
from sim.scenario.scenario import Scenario

SOUND = Path(__file__).parent / "malformed" / "sound.yaml"


@pytest.fixture
def county() -> Node:
    return assemble(SOUND).root


def plain(tree: Any) -> object:
    return without_sources(grown(tree, "x.yaml"), [Shape(Scenario)]).plain()


def test_a_source_stays_where_the_model_has_room_for_it() -> None:
    tree = {"tiers": {"county": {"source": "me", "year": 2024}}}
    assert plain(tree) == tree


def test_a_source_of_a_map_of_names_is_left_to_the_origins() -> None:
    tree = {"tiers": {"county": {"wards": {"general": {"beds": 5}, "source": "me", "year": 2024}}}}
    assert plain(tree) == {"tiers": {"county": {"wards": {"general": {"beds": 5}}}}}


def test_what_no_one_knows_keeps_all_it_says() -> None:
    assert plain({"tears": {"source": "me"}}) == {"tears": {"source": "me"}}


def test_a_sound_tree_is_a_scenario(county: Node) -> None:
    draft = drafted(county)
    assert draft.scenario is not None
    assert draft.faults == []


def slip(county: Node, path: str, message: str = "found x") -> Fault:
    return Fault("x.yaml", 1, 1, path, message)


def test_a_misspelt_key_is_respelt_and_a_strange_one_left_out(county: Node) -> None:
    tree = grown({"titel": "A", "zzz": 1}, "x.yaml")
    faults = [slip(tree, key, f"unknown key '{key}'.") for key in ("titel", "zzz")]
    better = mended(Scenario, tree, faults)
    assert better is not None
    assert better.plain() == {"title": "A"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tiers.township.wards.general.beds", 1),
        ("tiers.township.skill.spots_serious.sensitivity", "50 %"),
        ("tiers.township.prices.visit", "0.5 yuan"),
        ("calendar.measure", "0.5 min"),
    ],
)
def test_a_wrong_number_becomes_a_plausible_one(county: Node, path: str, value: object) -> None:
    better = mended(Scenario, county, [slip(county, path)])
    assert better is not None
    found = better.at(tuple(path.split(".")))
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("path", ["policies.referral.kind", "tiers.township.wards", "nothing.there", "title"])
def test_what_cannot_be_put_right_without_guessing_is_not(county: Node, path: str) -> None:
    assert mended(Scenario, county, [slip(county, path)]) is None


def test_mending_never_touches_the_tree_itself(county: Node) -> None:
    before = county.plain()
    mended(Scenario, county, [slip(county, "tiers.township.wards.general.beds")])
    assert county.plain() == before


def test_a_finding_about_a_default_stands_at_the_nearest_block_that_is_written() -> None:
    tree = grown({"people": {"residents": 5, "ages": {"all": "100 %"}, "schemes": {"all": "100 %"}}}, "x.yaml", 3, 1)
    faults = drafted(tree).faults
    assert faults
    assert all(fault.line == 3 for fault in faults)
    assert any("people need" in fault.message for fault in faults)


def test_where_a_part_was_not_read_nothing_is_said_about_what_is_missing() -> None:
    tree = grown({"people": {"residents": -5}}, "x.yaml")
    (fault,) = drafted(tree, unread=frozenset({"x.yaml"})).faults
    assert fault.key == "people.residents"
