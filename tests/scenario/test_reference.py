"""What editors and readers get is made from the models and has not drifted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from sim.policies import QUESTIONS
from sim.scenario.merge import assemble
from sim.scenario.reference import reference_page
from sim.scenario.scenario import Scenario
from sim.scenario.schema import FOLDER, PAGE_FILE, SCHEMA_FILE, as_text, json_schema, write
from sim.vocabulary import KINDS
from tests.scenario.blocks import CASES, case


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema()


def test_the_stored_schema_and_page_have_not_drifted(tmp_path: Any) -> None:
    for written in write(tmp_path):
        stored = (FOLDER / written.name).read_text(encoding="utf-8")
        again = "python -m sim.scenario.schema"
        assert written.read_text(encoding="utf-8") == stored, f"{written.name} has drifted; run {again}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([PAGE_FILE, SCHEMA_FILE])


def test_the_schema_is_the_same_each_time(schema: dict[str, Any]) -> None:
    assert as_text(schema) == as_text(json_schema())
    assert json.loads(as_text(schema)) == schema


TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
}  # fmt: skip


def fits(value: Any, one: Any, whole: dict[str, Any]) -> bool:
    """A small reader of JSON Schema: what this schema uses, and no more."""
    if one is True or not one:
        return True
    if "$ref" in one and not fits(value, whole["$defs"][one["$ref"].rsplit("/", 1)[1]], whole):
        return False
    if "anyOf" in one and not any(fits(value, way, whole) for way in one["anyOf"]):
        return False
    if "const" in one and value != one["const"]:
        return False
    if "enum" in one and value not in one["enum"]:
        return False
    said = one.get("type")
    wanted = [said] if isinstance(said, str) else said or []
    if wanted and not any(isinstance(value, TYPES[name]) for name in wanted):
        return False
    if isinstance(value, dict):
        known, rest = one.get("properties", {}), one.get("additionalProperties", True)
        if not all(name in value for name in one.get("required", [])):
            return False
        return all(
            fits(child, known[name], whole) if name in known else rest is not False and fits(child, rest, whole)
            for name, child in value.items()
        )
    if isinstance(value, list):
        return all(fits(child, one.get("items"), whole) for child in value)
    return True


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.yaml")))
def test_every_case_satisfies_the_schema(name: str, schema: dict[str, Any]) -> None:
    tree = case(name)
    for block, value in tree.items():
        assert fits(value, schema["properties"][block], schema), block
    assert fits(tree, schema, schema)


@pytest.mark.parametrize(
    "given",
    [
        {"people": {"residents": {"value": 8000, "source": "census", "year": 2020, "range": [1, 2]}}},
        {"tiers": {"county": {"wards": {"general": {"beds": 5}}}}},
        {"extends": "base/rural_county.yaml"},
        {"extends": ["a.yaml", "b.yaml"]},
        {"overlay": {"title": "x", "mechanisms": ["M1"]}, "policies": {"step_down": [{"kind": "none"}]}},
        {"places": {"facilities": "f.csv", "villages": {"file": "v.xlsx", "sheet": "村"}}},
        {"conditions": {"source": "all assumed"}},
        {"arrivals": {"a": {"kind": "poisson", "rate": "3/h", "class": "urgent", "route": ["x"]}}},
    ],
)
def test_an_editor_does_not_complain_of_what_a_file_may_say(given: Any, schema: dict[str, Any]) -> None:
    assert fits(given, schema, schema)


@pytest.mark.parametrize(
    "given",
    [
        {"peoples": {}},
        {"tiers": {"county": {"ward": {}}}},
        {"tiers": {"county": {"wards": {"general": {"beds": "many"}}}}},
        {"policies": {"step_down": {"kind": "recovery_beds"}}},
        {"choice": {"kind": "logits"}},
    ],
)
def test_an_editor_complains_of_what_is_no_part_of_the_language(given: Any, schema: dict[str, Any]) -> None:
    assert not fits(given, schema, schema)


def models_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    from sim.scenario.reference import _models

    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for _, inner in _models("", field.annotation):
                models_of(inner, seen)
    return seen


def test_every_key_of_the_language_is_described() -> None:
    for model in models_of(Scenario, set()):
        assert model.__doc__, model.__name__
        for name, field in model.model_fields.items():
            assert name == "kind" or field.description, f"{model.__name__}.{name}"


def test_the_page_has_a_section_for_every_block_kind_and_policy() -> None:
    page = reference_page()
    for name in Scenario.model_fields:
        assert name in ("source", "year") or f"`{name}`" in page, name
    for kind in KINDS:
        assert f"**`kind: {kind}`**" in page
    for question in QUESTIONS.values():
        assert f"### `policies.{question.name}`" in page
        assert all(f"**`kind: {kind}`**" in page for kind in question.kinds)


def test_the_page_prints_defaults_as_a_planner_writes_them() -> None:
    page = reference_page()
    assert "| `warm_up` | a duration | `12 weeks` |" in page
    assert "| `contracted` | a share | `0 %` |" in page
    assert "| `waiting_room` | a whole number of 0 or more, or unlimited | `unlimited` |" in page
    assert "| `released_at` | a clock time | `24:00` |" in page
    assert "| `beds` | a whole number of 0 or more, or unlimited | must be said |" in page


def test_every_scenario_that_is_shipped_satisfies_the_schema(schema: dict[str, Any]) -> None:
    shipped = FOLDER.parents[1] / "scenarios"
    for path in sorted(path for path in shipped.rglob("*.yaml") if path.parent.name != "studies"):
        tree = assemble(path).root.plain()
        assert fits(tree, schema, schema), path.name
