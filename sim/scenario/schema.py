"""JSON Schema and reference page of the scenario language, both made from the models.

``python -m sim.scenario.schema`` writes them into ``results/reference/``; a test fails if they drift.
The schema is for editors, which see one file at a time: a county is completed by its parents, so nothing is
required here; a number may be written long, ``{value: 200, source: ...}``; shorthands are spelled out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from sim.scenario.reference import reference_page
from sim.scenario.scenario import Scenario
from sim.scenario.study import Overlay
from sim.vocabulary import KINDS

FOLDER: Final = Path(__file__).resolve().parents[2] / "results" / "reference"
SCHEMA_FILE: Final = "scenario.schema.json"
PAGE_FILE: Final = "language.md"

Json = dict[str, Any]
_TEXT: Final[Json] = {"type": "string"}
_PROVENANCE: Final[Json] = {
    "source": {"type": "string", "description": "where the numbers of this block come from"},
    "year": {"type": ["integer", "string"], "description": "the year they stand for"},
}
_LONG: Final[Json] = {
    "type": "object",
    "description": "a value with its origin",
    "properties": {
        "value": {"description": "the value"},
        "range": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "description": "lowest and highest plausible",
        },
        "source": {"type": "string", "description": "where it comes from; or: assumption, and the reason"},
        "year": {"type": ["integer", "string"], "description": "the year it stands for"},
        "note": {"type": "string", "description": "anything a reader should know"},
    },
    "required": ["value"],
    "additionalProperties": False,
}
_BESIDE: Final = {"Service": "Distribution", "Part": "Distribution"}
"""Blocks in which the keys of a distribution stand beside their own."""


def json_schema() -> Json:
    """The schema of a county, an overlay or a network, as editors use it."""
    whole = Scenario.model_json_schema(by_alias=True, mode="validation")
    header = Overlay.model_json_schema(by_alias=True, mode="validation")
    defs: Json = {**whole.pop("$defs"), "Overlay": header}
    defs = {name: _simple(one) for name, one in sorted(defs.items())}
    defs["Distribution"] = {"anyOf": [{"$ref": f"#/$defs/{name.capitalize()}"} for name in KINDS]}
    defs["Long"] = _LONG
    for name, other in _BESIDE.items():
        defs[name] = _with_keys_of(defs, defs[name], [ref["$ref"] for ref in defs[other]["anyOf"]])
    defs["Route"] = _route(defs["Route"])
    defs["Table"] = {"anyOf": [_TEXT, defs["Table"]], "description": defs["Table"]["description"]}
    root = _simple(whole)
    extends = "file whose blocks this one changes, or a list of them; the later one wins"
    root["properties"] = {
        "extends": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}], "description": extends},
        "overlay": {"$ref": "#/$defs/Overlay", "description": "header of an overlay, instead of a county"},
        **root["properties"],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": defs}


def _simple(schema: Any) -> Any:
    """Without what an editor must not ask for: required keys, null, defaults in base units, titles."""
    if isinstance(schema, list):
        return [_simple(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "discriminator" in schema and set(schema["discriminator"]["mapping"]) == set(KINDS):
        described = {"description": schema["description"]} if "description" in schema else {}
        return {"$ref": "#/$defs/Distribution", **described}
    kept = {key: one for key, one in schema.items() if key not in ("required", "discriminator", "title")}
    if "oneOf" in kept:
        kept["anyOf"] = kept.pop("oneOf")
    if not isinstance(kept.get("default"), str | bool) and kept.get("type") != "integer":
        kept.pop("default", None)
    if "properties" in kept:
        properties = {name: _leaf(_simple(one)) for name, one in schema["properties"].items()}
        return {**kept, "properties": {**properties, **_PROVENANCE}}
    kept = {key: _simple(one) for key, one in kept.items()}
    if isinstance(kept.get("additionalProperties"), dict):
        kept = {
            **kept,
            "properties": _PROVENANCE,
            "additionalProperties": _leaf(kept["additionalProperties"]),
        }
    if "anyOf" in kept:
        ways = [way for way in kept["anyOf"] if way != {"type": "null"}]
        kept = {**kept, "anyOf": ways} if len(ways) > 1 else {**ways[0], **_without(kept, "anyOf")}
    return kept


def _without(schema: Json, key: str) -> Json:
    return {name: one for name, one in schema.items() if name != key}


def _is_number(schema: Json) -> bool:
    """Whether a leaf is a count, a share or a quantity: something that has a source."""
    if "anyOf" in schema:
        return any(_is_number(way) for way in schema["anyOf"])
    return schema.get("type") in ("number", "integer") or "pattern" in schema


def _leaf(schema: Json) -> Json:
    if not _is_number(schema):
        return schema
    described = {"description": schema["description"]} if "description" in schema else {}
    plain = _without(schema, "description")
    ways = plain["anyOf"] if set(plain) == {"anyOf"} else [plain]
    return {"anyOf": [*ways, {"$ref": "#/$defs/Long"}], **described}


def _with_keys_of(defs: Json, block: Json, refs: list[str]) -> Json:
    """A block whose keys may also be those of any of these kinds."""
    own = {name: one for name, one in block["properties"].items() if name not in ("distribution", "of")}
    found: dict[str, list[Json]] = {}
    for ref in refs:
        for name, one in defs[ref.rsplit("/", 1)[1]]["properties"].items():
            if name not in own and one not in found.setdefault(name, []):
                found[name].append(one)
    merged = {name: ways[0] if len(ways) == 1 else {"anyOf": ways} for name, ways in found.items()}
    return {**block, "properties": {**own, **merged}}


def _route(block: Json) -> Json:
    own = {name: one for name, one in block["properties"].items() if name != "steps"}
    flat = {**block, "properties": own, "additionalProperties": {"$ref": "#/$defs/Step"}}
    row = {"type": "array", "items": _TEXT, "description": "stations in order"}
    return {"anyOf": [flat, row], "description": block["description"]}


def as_text(schema: Json) -> str:
    """The schema as it is stored: the same text for the same models."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path = FOLDER) -> list[Path]:
    """Write both files and say where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {SCHEMA_FILE: as_text(json_schema()), PAGE_FILE: reference_page()}
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in written]


if __name__ == "__main__":
    for path in write():
        print(path)
