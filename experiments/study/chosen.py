"""Measures that a reader chooses by hand: ``tiercare run ... --measures mine.yaml``.

The file is a list, such as ``- {measure: wait_mean_min, at: clinic, counting: started_by_end}``; `counting`
and `than` ask for a measure in the way somebody else defines it, and the table says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from experiments.runs.refusals import BadStudy
from sim.measures import find, group_of
from sim.scenario.block import Block
from sim.vocabulary import Minutes


class Chosen(Block):
    """One measure, of what, and in which way it is counted."""

    measure: str = Field(description="name of the measure")
    at: str | None = Field(None, description="station; empty: as of says")
    class_: str | None = Field(None, alias="class", description="class of patients; empty: all")
    of: dict[str, str] = Field({}, description="of what else: {tier: county}")
    than: Minutes | None = Field(None, description="for wait_longer_than_share: longer than this")
    counting: Literal["all", "started_by_end", "completed_by_end"] = Field(
        "all", description="others than all exist only to compare with other programs"
    )

    @property
    def ask(self) -> dict[str, Any]:
        """What the measures are asked for."""
        asked: dict[str, Any] = {"measure": self.measure, "counting": self.counting}
        return asked if self.than is None else asked | {"than": self.than}

    @property
    def group(self) -> str:
        """The group under which the answer stands in the tables."""
        said = {"station": self.at, "class": self.class_, "than": self.than}
        said["counting"] = None if self.counting == "all" else self.counting
        return group_of(self.of | {key: value for key, value in said.items() if value is not None})


def read(file: Path) -> tuple[Chosen, ...]:
    """Read the list.

    Raises:
        BadStudy: the file cannot be read, or names something that does not exist.
    """
    try:
        entries = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as problem:
        raise BadStudy(f"--measures {file}: {problem}") from None
    if not isinstance(entries, list) or not entries:
        raise BadStudy(f"--measures {file}: expected a list, for example\n  - {{measure: wait_mean_min}}")
    return tuple(_one(file, place, entry) for place, entry in enumerate(entries, 1))


def _one(file: Path, place: int, entry: Any) -> Chosen:
    try:
        chosen = Chosen.model_validate({"measure": entry} if isinstance(entry, str) else entry)
        find(chosen.measure)
    except ValidationError as problem:
        first = problem.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise BadStudy(f"--measures {file}, entry {place}, {key}: {first['msg']}") from None
    except KeyError as problem:
        raise BadStudy(f"--measures {file}, entry {place}: {problem.args[0]}") from None
    return chosen


def asks(chosen: Sequence[Chosen]) -> tuple[dict[str, Any], ...]:
    """What a run is asked beyond the usual measures, each only once."""
    found: list[dict[str, Any]] = []
    for one in chosen:
        if one.ask not in found:
            found.append(one.ask)
    return tuple(found)
