"""A study file: arms, factors that are varied in every arm that has them, what is asked of the answer.

What the file may say is said by the models below; unknown words are refused.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from experiments.runs import SEED
from experiments.runs.refusals import BadStudy
from sim.scenario import source
from sim.scenario.block import Block
from sim.scenario.faults import ScenarioFaults
from sim.scenario.study import Primary
from sim.scenario.wording import faults_of
from sim.vocabulary import Count

NUMBER: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(.*)", re.DOTALL)


def _listed(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


class Factor(Block):
    """One number, or several together, that is varied."""

    set: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        min_length=1, description="dotted path of what is varied, or a list"
    )
    to: tuple[Any, ...] = Field((), description="values, each written as in its own place")
    times: tuple[float, ...] = Field((), description="or factors on the value that each arm has")
    at_most: Any = Field(None, description="with times: never beyond this value")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.to) == bool(self.times):
            raise ValueError("expected either to: [0 %, 50 %] or times: [0.5, 1.0].")
        return self

    @property
    def levels(self) -> tuple[Any, ...]:
        """What is tried, in order."""
        return self.to or self.times


class Design(Block):
    """Which combinations of the factors are run."""

    kind: Literal["grid", "one_at_a_time"] = Field(
        description="grid: every combination; one_at_a_time: as it is, then each level of each factor alone"
    )


class Answers(Block):
    """What is asked, declared before the run."""

    primary: tuple[Primary, ...] = Field((), description="measures that carry verdicts; else the county's")
    also: tuple[str, ...] = Field((), description="measures shown with intervals, no verdict")


class Replications(Block):
    """How often each arm of each point is run."""

    at_least: Count = Field(10, ge=1, description="replications to begin with")
    at_most: Count = Field(200, ge=1, description="and no more than these")


class StudyFile(Block):
    """A whole study file."""

    title: str = Field(description="its name")
    question: str = Field("", description="what it is meant to answer")
    county: Path = Field(description="the county's file, seen from this file")
    arms: dict[str, tuple[Path, ...]] = Field(
        min_length=1, description="name: [overlays]; the others are compared with the first"
    )
    factors: dict[str, Factor] = Field({}, description="what is varied in every arm that has the path")
    design: Design = Field(Design(kind="grid"), description="which combinations are run")
    answers: Answers = Field(Answers(), description="what is asked")
    replications: Replications | Count = Field(Replications(), description="how often")
    seed: Count = Field(SEED, description="seed of residents and luck")

    @property
    def reps(self) -> int:
        """Replications per arm and point."""
        return self.replications if isinstance(self.replications, int) else self.replications.at_least


@dataclass(frozen=True)
class Point:
    """One combination of levels: its number, and the level of each factor as written; None leaves it as it is."""

    number: int
    levels: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """Where the point lies inside the study."""
        return f"points/{self.number:04d}"


AGAIN: Final = "sweep --dry-run"
"""The command that reads a study file and runs nothing."""


def read(path: Path) -> StudyFile:
    """Read a study file; paths in it are seen from where it lies.

    Raises:
        ScenarioFaults: it cannot be read or understood; all that is wrong at once, each with its line.
    """
    page = source.read(path)
    faults = list(page.faults)
    try:
        study = StudyFile.model_validate(page.root.plain())
    except ValidationError as problem:
        faults = faults or faults_of(problem, StudyFile, page.root)
    if faults:
        raise ScenarioFaults(faults, path, AGAIN)
    here = path.parent
    arms = {name: tuple(here / overlay for overlay in overlays) for name, overlays in study.arms.items()}
    return study.model_copy(update={"county": here / study.county, "arms": arms})


def points(study: StudyFile) -> Iterator[Point]:
    """Every point of the design: the last factor changing fastest, or first as it is and then one change each."""
    names = list(study.factors)
    if study.design.kind == "one_at_a_time":
        alone = [{name: level} for name in names for level in study.factors[name].levels]
        for number, change in enumerate([{}, *alone], 1):
            yield Point(number, dict.fromkeys(names) | change)
        return
    grid = itertools.product(*(study.factors[name].levels for name in names))
    for number, levels in enumerate(grid, 1):
        yield Point(number, dict(zip(names, levels, strict=True)))


def settings(study: StudyFile, point: Point, written: Mapping[str, str]) -> dict[str, Any]:
    """What a point sets in one arm.

    Args:
        written: every path that the arm has, with its value as written; other paths are left alone.
    """
    found: dict[str, Any] = {}
    for name, level in point.levels.items():
        if level is None:
            continue
        factor = study.factors[name]
        for path in factor.set:
            if path in written:
                found[path] = level if factor.to else scaled(written[path], level, factor.at_most, path)
    return found


def scaled(text: str, times: float, at_most: Any, path: str) -> str:
    """A written quantity times a factor, its unit kept: ``38 %`` times 0.5 is ``19 %``.

    Raises:
        BadStudy: it is no number with a unit, or the limit has another unit.
    """
    match = NUMBER.fullmatch(text)
    if match is None:
        raise BadStudy(f"factor {path}: {text!r} is no number, so it cannot be multiplied; use to: [...]")
    value, unit = float(match.group(1)) * times, match.group(2)
    if at_most is not None:
        limit = NUMBER.fullmatch(str(at_most))
        if limit is None or limit.group(2) != unit:
            raise BadStudy(f"factor {path}: at_most {at_most!r} must be written like {text!r}")
        value = min(value, float(limit.group(1)))
    return f"{value:.12g} {unit}".strip()
