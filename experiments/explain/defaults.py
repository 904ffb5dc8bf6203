"""What a scenario does not say itself: every number it takes from its parents or from the language, and whence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.scenario.faults import shown
from sim.scenario.scenario import Scenario

Row = tuple[str, str, str]
NOT_LISTED = ("source", "year")


def defaults_of(scenario: Scenario, path: Path | str) -> list[Row]:
    """(dotted path, value, where it comes from) of everything that the file itself leaves to others.

    First what its parents say, with file, line and source; then what nobody says and the language settles.
    """
    own = shown(path)
    from_parents = [
        (key, origin.text, f"{origin.where}{_source(origin.source, origin.year)}")
        for key, origin in scenario.origins.items()
        if origin.file not in (own, "command line", "study")
    ]
    from_language = [(key, value, "the language") for key, value in _unsaid(scenario, "")]
    return [*from_parents, *from_language]


def _source(source: str, year: int | None) -> str:
    said = ", ".join(str(part) for part in (source, year) if part)
    return f" ({said})" if said else ""


def _unsaid(block: Any, path: str) -> Iterator[tuple[str, str]]:
    """Fields that no file has set, below every block that some file has."""
    if isinstance(block, BaseModel):
        for name, field in type(block).model_fields.items():
            key = field.alias or name
            below = f"{path}.{key}" if path else key
            if name in block.model_fields_set:
                yield from _unsaid(getattr(block, name), below)
            elif key not in NOT_LISTED and not _is_empty(field.get_default()):
                yield below, _said(field.get_default())
    elif isinstance(block, Mapping):
        for name, value in block.items():
            yield from _unsaid(value, f"{path}.{name}")
    elif isinstance(block, tuple):
        for number, value in enumerate(block):
            yield from _unsaid(value, f"{path}.{number}")


def _is_empty(value: Any) -> bool:
    return value is None or value == {} or value == () or value == ""


def _said(value: Any) -> str:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_defaults=True, by_alias=True) or "all at their defaults"
    text = str(value)
    return text if len(text) <= 100 else f"{text[:97]}..."
