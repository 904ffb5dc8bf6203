"""What is asked of the scenario: targets, margins, verdicts, windows, costs, changes, checks."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.block import Block
from sim.vocabulary import Count, Factor, Measured, Minutes, Share, Yuan
from sim.vocabulary.counted import COUNTED
from sim.vocabulary.dates import Day

Of = dict[str, str]
"""What a measure is taken of: {tier: county}, {station: clinic}, {class: urgent}."""


class Target(Block):
    """What the county looks like today; the unit is the measure's own."""

    measure: str = Field(description="measure that is compared")
    of: Of = Field({}, description="of what: {tier: county}; empty: the whole county")
    value: Measured = Field(description="observed value, in the measure's own unit (or %)")
    within: Measured = Field(gt=0, description="distance that still counts as the same")
    use: Literal["fitted", "predicted"] = Field(
        description="fitted: numbers of the scenario were set to reach it; predicted: they were not"
    )


class Primary(Block):
    """A measure that carries a verdict, declared before any run."""

    measure: str = Field(description="measure that is judged")
    of: Of = Field({}, description="of what: {tier: county}; empty: the whole county")
    better: Literal["lower", "higher"] = Field(description="the direction that is better")
    margin: Measured | None = Field(None, gt=0, description="smallest difference that matters; empty: as in margins")


class Gains(Block):
    """From when on a patient counts as better or worse off than under today's rules."""

    sooner: Minutes = Field(
        240.0, gt=0, description="right care so much sooner or later matters; the default, half a day, is an assumption"
    )
    cheaper: Yuan = Field(
        20.0, gt=0, description="paying so much less or more matters; the default, a visit at a post, is an assumption"
    )


class Window(Block):
    """A part of the measured period over which measures are taken."""

    from_: Day = Field(alias="from", description="first day")
    weeks: Count | None = Field(None, ge=1, description="so many weeks; or until")
    until: Day | None = Field(None, description="last day, included; or weeks")

    @model_validator(mode="after")
    def _has_one_end(self) -> Self:
        if (self.weeks is None) == (self.until is None):
            raise ValueError("expected either weeks: 24 or until: 2026-12-27.")
        if self.until is not None and self.until < self.from_:
            raise ValueError(f"until {self.until} is before from {self.from_}.")
        return self


class Cost(Block):
    """What a policy itself costs; shown beside what it changes, never part of any bill."""

    what: str = Field(description="what is paid for")
    each: str | None = Field(None, description=f"counted by the run: {', '.join(COUNTED)}; or once")
    once: Factor | None = Field(None, description="so many, once; or each")
    price: Yuan = Field(description="price of one")

    @model_validator(mode="after")
    def _says_how_often(self) -> Self:
        if self.each is not None and self.each not in COUNTED:
            raise ValueError(f"each is {self.each!r}, which no run counts. Allowed: {', '.join(COUNTED)}.")
        if (self.each is None) == (self.once is None):
            raise ValueError("expected either each: expert_day (counted by the run) or once: 5.")
        return self


def _listed(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


_Listed = BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])


class Change(Block):
    """Any number of the scenario, from a day on: ten beds more from July."""

    from_: Day | None = Field(None, alias="from", description="first day; empty: from the first day of the run")
    until: Day | None = Field(None, description="last day, included; empty: to the end")
    set: Annotated[tuple[str, ...], _Listed] = Field(
        min_length=1, description="dotted path of what changes, tiers.township.wards.general.beds; or a list"
    )
    to: Any = Field(None, description="its new value, written as in its own place")
    add: int | float | str | None = Field(None, description="what is added to it; negative takes away")
    times: Factor | None = Field(None, description="what it is multiplied by")
    why: str = Field("", description="the reason, for the report")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(said is not None for said in (self.to, self.add, self.times)) != 1:
            raise ValueError("expected one of to: 5, add: -5, times: 1.2.")
        if self.until is not None and self.from_ is not None and self.until < self.from_:
            raise ValueError(f"until {self.until} is before from {self.from_}.")
        return self


class Expect(Block):
    """An exact answer of theory that the run must meet."""

    measure: str = Field(description="measure that is compared")
    at: str | None = Field(None, description="station; empty: the whole network")
    class_: str | None = Field(None, alias="class", description="class of patients; empty: all")
    of: Of = Field({}, description="of what else")
    than: Minutes | None = Field(None, description="for wait_longer_than_share: longer than this")
    value: Measured = Field(description="exact value, in the measure's own unit (or %)")
    formula: str | None = Field(None, description="closed form that gives it, for example erlang_c")
    counting: Literal["all", "started_by_end", "completed_by_end"] = Field(
        "all", description="others than all exist only to compare with other programs"
    )


class Precision(Block):
    """How exact a check is."""

    standard_error: Share = Field(0.01, gt=0, description="run until the standard error is this part of it")
    false_alarm: Share = Field(0.001, gt=0, description="chance that a check fails although all is right")


class Overlay(Block):
    """The header of an overlay: a policy package that may be laid over any county."""

    title: str = Field(description="its name")
    title_zh: str | None = Field(None, description="its Chinese name")
    mechanisms: tuple[str, ...] = Field((), description="mechanisms of the source documents, M1 to M26")
