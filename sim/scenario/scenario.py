"""One county (or network of stations) as a planner wrote it: the root of the scenario language."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from sim.scenario.arrivals import ArrivalStream
from sim.scenario.block import Block, ByTier, Named
from sim.scenario.calendar import Calendar
from sim.scenario.choice import Choice
from sim.scenario.conditions import Chronic, Condition, Review
from sim.scenario.insurance import InsuranceBlock
from sim.scenario.people_block import PeopleBlock
from sim.scenario.places import Places
from sim.scenario.policies_block import Policies
from sim.scenario.profiles import Profiles
from sim.scenario.provenance import Origin
from sim.scenario.routes import Route
from sim.scenario.stations import Service, StartState, Station
from sim.scenario.study import Change, Cost, Expect, Gains, Overlay, Precision, Primary, Target, Window
from sim.scenario.tiers import Tier
from sim.scenario.travel import Travel
from sim.vocabulary import Measured


class Behind(Protocol):
    """What ``load`` knows beyond the numbers: files, provenance, dated changes. Built in ``changes.py``."""

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Who set each leaf, by its dotted path."""

    @property
    def digest(self) -> str:
        """A hash of everything that is resolved."""

    @property
    def change_minutes(self) -> tuple[float, ...]:
        """Minutes at which a dated change begins or ends, in order."""

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """Headers of the overlays that were laid over the county, in order."""

    @property
    def files(self) -> tuple[str, ...]:
        """Every YAML file it was read from."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What the planner should know about how files were read; no faults."""

    def at(self, minute: float) -> Scenario:
        """The scenario with the changes that are in force."""

    def resolved(self) -> dict[str, Any]:
        """Everything as plain data that dumps to YAML."""


def _one_table(given: Any) -> Any:
    """``routes: {file: routing.csv}`` is one route, named like its file."""
    if isinstance(given, dict) and isinstance(given.get("file"), str):
        return {Path(given["file"]).stem: given}
    return given


class Scenario(Block):
    """Everything that a run needs to know. Every block may be left out that the question does not need."""

    title: str = Field("", description="name of the scenario")
    title_zh: str = Field("", description="Chinese name")
    question: str = Field("", description="what it is meant to answer")
    question_zh: str = Field("", description="the same in Chinese")
    limits: tuple[str, ...] = Field((), description="what it leaves out; printed in every report")
    limits_zh: tuple[str, ...] = Field((), description="the same in Chinese")
    calendar: Calendar = Field(
        Calendar(start=dt.date(2026, 1, 5)), description="first day, warm-up, measured period, holidays"
    )
    people: PeopleBlock | None = Field(None, description="who lives in the county")
    places: Places | None = Field(None, description="facilities: an invented map or tables")
    travel: Travel | None = Field(None, description="how people move")
    tiers: ByTier[Tier] = Field({}, description="what the places of each tier have and do")
    conditions: Named[Condition] = Field({}, description="what people fall ill with")
    chronic: Named[Chronic] = Field({}, description="long-lasting illness")
    profiles: Profiles = Field(Profiles(), description="shapes over the year, the week and the day")
    choice: Choice | None = Field(None, description="how people choose where to go")
    insurance: InsuranceBlock | None = Field(None, description="what the health insurance pays")
    reviews: ByTier[Review] = Field({}, description="planned second visits, by tier that treated")
    policies: Policies = Field(Policies(), description="today's answers to the questions of policy")
    changes: tuple[Change, ...] = Field((), description="numbers that change on a date")
    targets: tuple[Target, ...] = Field((), description="what this county looks like today")
    margins: dict[str, Measured] = Field({}, description="smallest change that matters, by measure")
    primary: tuple[Primary, ...] = Field((), description="measures that carry verdicts")
    gains: Gains = Field(Gains(), description="from when on a patient counts as better or worse off")
    windows: Named[Window] = Field({}, description="parts of the measured period, by name")
    costs: tuple[Cost, ...] = Field((), description="what policies themselves cost")
    stations: Named[Station] = Field({}, description="things that serve, outside any facility")
    services: Named[Service] = Field({}, description="how long each station takes")
    arrivals: Named[ArrivalStream] = Field({}, description="streams of arriving patients")
    routes: Annotated[Named[Route], BeforeValidator(_one_table)] = Field({}, description="ways through stations")
    start_state: StartState = Field("empty", description="what stations hold at minute 0")
    expect: tuple[Expect, ...] = Field((), description="exact answers that a run must meet")
    precision: Precision = Field(Precision(), description="how exact those checks are")

    _behind: Behind | None = PrivateAttr(None)

    def behind(self, behind: Behind) -> Self:
        """This scenario with what its loader knows; called once, by ``load``."""
        self._behind = behind
        return self

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Who set each leaf, by its dotted path; empty for a scenario that was not read from files."""
        return {} if self._behind is None else self._behind.origins

    @property
    def digest(self) -> str:
        """A hash of everything that is resolved: equal digests give equal runs."""
        if self._behind is not None:
            return self._behind.digest
        return hashlib.sha256(json.dumps(self.resolved(), sort_keys=True).encode()).hexdigest()

    @property
    def change_minutes(self) -> tuple[float, ...]:
        """Minutes at which a dated change begins or ends, in order."""
        return () if self._behind is None else self._behind.change_minutes

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """Headers of the overlays that were laid over the county, in order."""
        return () if self._behind is None else self._behind.overlays

    @property
    def files(self) -> tuple[str, ...]:
        """Every YAML file it was read from."""
        return () if self._behind is None else self._behind.files

    @property
    def notices(self) -> tuple[str, ...]:
        """What the planner should know about how files were read; no faults."""
        return () if self._behind is None else self._behind.notices

    def at(self, minute: float) -> Scenario:
        """The scenario with the dated changes that are in force at ``minute``."""
        return self if self._behind is None else self._behind.at(minute)

    def resolved(self) -> dict[str, Any]:
        """Everything as plain data that dumps to YAML."""
        if self._behind is not None:
            return self._behind.resolved()
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
