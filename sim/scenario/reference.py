"""The reference page: every block of the scenario language, its keys, units, defaults and meaning.

The sentences are the docstrings and field descriptions of the models; nothing is written here a second time.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.policies import QUESTIONS, People, Selector
from sim.policies.base import Policy
from sim.scenario.block import PROVENANCE
from sim.scenario.places import FacilityRow, TravelRow, VillageRow
from sim.scenario.scenario import Scenario
from sim.scenario.study import Overlay
from sim.scenario.together import RULES
from sim.vocabulary import KINDS, UNLIMITED
from sim.vocabulary import distributions as kinds
from sim.vocabulary import quantities as q

HEAD: Final = """# The scenario language, key by key

Written by `python -m sim.scenario.schema` from the models; do not edit. How to read it: a key without a
default must be said (in the file or in one that it `extends`). *empty* means that the key may be left out.
`NAME` stands for a name that the planner gives. Any block may carry `source:` and `year:`; any number may be
written long: `beds: {value: 200, range: [150, 300], source: county yearbook, year: 2024}`.
"""
TABLES: Final = (
    "One row for each facility, village or way; rows count as a spreadsheet counts them, and a line that begins with "
    "`#` is a note. CSV in UTF-8 or GB18030, commas, semicolons or tabs, or a sheet of an .xlsx workbook. A cell is "
    "written as in YAML; an empty cell means what stands under *default*. Any row may carry `source`.",
)
MORE_COLUMNS: Final = {
    "facilities": "any path below `tiers.TIER` | as there | as the tier says | a number of this place alone: "
    "`wards.general.beds`, `clinics.internal.clinicians`, `skill.spots_serious.sensitivity`, `prices.visit`",
    "villages": "`ages.BAND`, `schemes.NAME` | a share | as in `people` | shares of this village that differ; "
    "the residents of all villages together are `people.residents`",
}
WHICH: Final = {
    "tiers": "TIER", "reviews": "TIER", "outpatient": "TIER", "inpatient": "TIER", "weights": "BAND",
}  # fmt: skip
"""What a name stands for, where the planner does not choose it."""
QUANTITIES: Final = (
    "Minutes", "SignedMinutes", "Km", "Yuan", "YuanPerKm", "KmPerHour", "Rate", "Share", "Points", "Number",
    "Factor", "Measured", "Count", "Capacity",
)  # fmt: skip


def reference_page() -> str:
    """The whole page, as Markdown."""
    lines = [HEAD, "## Numbers with units", "", "| written | is |", "|---|---|"]
    lines += [f"| {', '.join(f'`{e}`' for e in _examples(name))} | {_title(name)} |" for name in QUANTITIES]
    lines += ["", "## Distributions", "", "What varies from patient to patient has a `kind:`.", ""]
    for name in KINDS:
        model: type[BaseModel] = getattr(kinds, name.capitalize())
        lines += [f"**`kind: {name}`** {_first(model)}", "", *_table(model), ""]
    lines += ["## Header of an overlay: `overlay`", "", _first(Overlay), "", *_table(Overlay), ""]
    lines += ["### Several packages at once", "", *(f"- {rule}" for rule in RULES), ""]
    lines += ["## The whole: a scenario", "", _first(Scenario), "", *_table(Scenario, skip=PROVENANCE), ""]
    seen: set[type[BaseModel]] = set()
    for name, field in Scenario.model_fields.items():
        if name not in (*PROVENANCE, "policies"):
            lines += _sections(field.alias or name, field.annotation, seen)
    return "\n".join([*lines, *_tables(), *_policies()]) + "\n"


def _tables() -> list[str]:
    """The tables of a real county, column by column."""
    lines = ["## Tables of a real county", "", *TABLES, ""]
    for name, model in (("facilities", FacilityRow), ("villages", VillageRow), ("travel", TravelRow)):
        names = {name for name in model.model_fields if name not in ("row", "tier_model", "ages", "schemes")}
        lines += [f"### Columns of `places.{name}`", ""]
        lines += [line.replace("| key |", "| column |") for line in _table(model, only=names)]
        lines += [f"| {MORE_COLUMNS[name]} |", ""] if name in MORE_COLUMNS else [""]
    return lines


def _policies() -> list[str]:
    lines = [
        "## `policies`",
        "",
        "Each question takes one answer, or a list: the first is the rule, the others ",
    ]
    lines[-1] += (
        "are exceptions with `from`, `until`, `only_in` or `only_for`; at additive questions all run side by side."
    )
    lines += ["", "Keys of every answer:", "", *_table(Policy), ""]
    lines += ["`only_in` names places; all keys that are given hold together:", "", *_table(Selector), ""]
    lines += ["`only_for` names people; all keys that are given hold together:", "", *_table(People), ""]
    for name, question in QUESTIONS.items():
        when = "asked within the day" if question.moment else "asked every morning"
        more = ", additive" if question.additive else ""
        lines += [f"### `policies.{name}`", "", f"{_first(question.base)} ({when}{more})", ""]
        for kind, answer in question.kinds.items():
            own = {key for key in answer.model_fields if key not in Policy.model_fields and key != "kind"}
            lines += [f"**`kind: {kind}`** {_whole(answer)}", ""]
            lines += [*_table(answer, only=own), ""] if own else []
    return lines


def _sections(path: str, annotation: Any, seen: set[type[BaseModel]]) -> list[str]:
    """A section for each model below a path; one that was described before is not described again."""
    lines: list[str] = []
    for where, model in _models(path, annotation):
        if model in seen or issubclass(model, kinds.Kind):
            continue
        seen.add(model)
        lines += [
            f"{'##' if where.count('.') == 0 else '###'} `{where}`",
            "",
            _first(model),
            "",
            *_table(model),
            "",
        ]
        for name, field in model.model_fields.items():
            if name not in PROVENANCE:
                inside = where if name == getattr(model, "beside", None) else f"{where}.{field.alias or name}"
                lines += _sections(inside, field.annotation, seen)
    return lines


def _models(path: str, annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    """Models in an annotation, with the path at which a planner writes them."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _models(path, inner[0])
    elif origin in (Union, types.UnionType):
        for one in inner:
            yield from _models(path, one)
    elif origin is dict:
        yield from _models(f"{path}.{WHICH.get(path.rsplit('.', 1)[-1], 'NAME')}", inner[1])
    elif origin in (tuple, list):
        yield from _models(path, inner[0])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kind = annotation.model_fields.get("kind")
        words = get_args(kind.annotation) if kind is not None else ()
        yield (f"{path} {{kind: {words[0]}}}" if len(words) == 1 else path), annotation


def _table(model: type[BaseModel], only: set[str] | None = None, skip: tuple[str, ...] = ()) -> list[str]:
    lines = ["| key | is | default | meaning |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        beside = name == getattr(model, "beside", None)
        if name in (*PROVENANCE, *skip) or beside or (only is not None and name not in only):
            continue
        if name == "kind" and len(get_args(field.annotation)) == 1:
            continue
        meaning = (field.description or "").replace("|", "\\|")
        lines.append(f"| `{field.alias or name}` | {_type(field)} | {_default(field)} | {meaning} |")
    return lines if len(lines) > 2 else []


def _type(field: FieldInfo) -> str:
    said = [one.json_schema for one in field.metadata if isinstance(one, WithJsonSchema)]
    return str(said[-1]["title"]) if said and said[-1] else _words(field.annotation)


def _words(annotation: Any) -> str:
    """What stands there, in a planner's words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        said = [one.json_schema for one in inner[1:] if isinstance(one, WithJsonSchema)]
        return str(said[-1]["title"]) if said and said[-1] else _words(inner[0])
    if origin in (Union, types.UnionType):
        known = [one for one in inner if one is not type(None)]
        if all(_is_kind(one) for one in known):
            return "a distribution"
        return " or ".join(dict.fromkeys(_words(one) for one in known))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin is dict:
        return f"for each name {_words(inner[1])}"
    if origin in (tuple, list):
        return f"list of {_words(inner[0])}"
    plain = {str: "text", bool: "`true`, `false`", int: "a whole number", float: "a number", dt.date: "a day"}
    if annotation in plain:
        return plain[annotation]
    return "a block" if isinstance(annotation, type) and annotation is not Any else "any value"


def _is_kind(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, kinds.Kind)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be said"
    if field.default_factory is not None:
        return "empty"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ({}, (), "") or isinstance(value, BaseModel) or value is PydanticUndefined:
        return "empty"
    title = _type(field)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        whole = any(isinstance(one, BaseModel) for one in value)
        return "empty" if whole else f"`[{', '.join(str(one) for one in value)}]`"
    if value == UNLIMITED:
        return "`unlimited`"
    if isinstance(value, dict):
        return "`" + ", ".join(value) + "`"
    if isinstance(value, int | float):
        return f"`{_number(float(value), title)}`"
    return f"`{value}`"


def _number(value: float, title: str) -> str:
    """A number in base units as a planner would write it."""
    match title:
        case "a duration":
            steps = ((10_080, "weeks"), (1_440, "days"), (60, "h"))
            for size, unit in steps:
                if value and value % size == 0 and value > size:
                    return f"{value / size:g} {unit}"
            return f"{value:g} min"
        case "a clock time":
            return f"{int(value // 60):02}:{int(value % 60):02}"
        case "a share":
            return f"{100 * value:g} %"
        case "a difference of shares":
            return f"{100 * value:g} points"
        case "an amount of money":
            return f"{value:g} yuan"
        case "a distance":
            return f"{value:g} km"
        case "a fare":
            return f"{value:g} yuan/km"
    return f"{value:g}"


def _schema(name: str) -> dict[str, Any]:
    said = next(one for one in get_args(getattr(q, name)) if isinstance(one, WithJsonSchema))
    return said.json_schema or {}


def _examples(name: str) -> list[Any]:
    """Spellings of a quantity."""
    plain: dict[str, list[Any]] = {"Number": [-0.5], "Factor": [1.2], "Measured": [4.9, "65 %"]}
    counts: dict[str, list[Any]] = {"Count": [3], "Capacity": [3, "unlimited"], "SignedMinutes": ["-5 min"]}
    return [*plain.get(name, []), *counts.get(name, [])] or list(_schema(name).get("examples", []))


def _title(name: str) -> str:
    title = str(_schema(name)["title"])
    return f"{title}, with either sign" if name == "SignedMinutes" else title


def _first(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


def _whole(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())
