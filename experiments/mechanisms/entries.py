"""One entry each: a run's arm, a measure with its direction, a claim, a grid, a mechanism, a factorial, a property."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from experiments.runs.one_run import Recipe
from sim.measures import find, group_of
from sim.scenario.block import Block
from sim.scenario.load import SCENARIOS

Way = Literal["lower", "higher"]
Setting = tuple[str, str | int | float]


class Period(Block):
    """How long each run is."""

    warm_up: str = Field(description="run but not measured")
    measure: str = Field(description="whole weeks")
    windows: int = Field(
        1, ge=1, description="equal parts of what is measured, told one by one; claims are judged in the last"
    )

    @property
    def said(self) -> str:
        """In words."""
        parts = f", in {self.windows} equal parts of which the last is judged" if self.windows > 1 else ""
        return f"{self.measure} after {self.warm_up} of warm-up{parts}"

    @property
    def settings(self) -> tuple[Setting, ...]:
        """As values to set."""
        return ("calendar.warm_up", self.warm_up), ("calendar.measure", self.measure)


class Arm(Block):
    """One way of running the county."""

    with_: tuple[str, ...] = Field((), alias="with", description="overlays of scenarios/policies")
    set: dict[str, str | int | float] = Field({}, description="single values, on top of the overlays")
    county: str | None = Field(None, description="another scenario; it keeps its own calendar")

    @property
    def said(self) -> str:
        """What it lays over the county, in words."""
        named = [f"`{name}`" for name in self.with_] or ["`today`"]
        return " + ".join(named) + (f" with {', '.join(self.set)}" if self.set else "")

    def recipe(self, county: Path, period: Period, more: tuple[Setting, ...] = ()) -> Recipe:
        """How this arm is loaded."""
        overlays = tuple(SCENARIOS / "policies" / f"{name}.yaml" for name in self.with_)
        own = (*self.set.items(), *more)
        if self.county is not None:
            return Recipe(SCENARIOS / self.county, overlays, own)
        return Recipe(county, overlays, (*period.settings, *own))


class Measured(Block):
    """One measure, and of what."""

    measure: str = Field(description="name of the measure")
    of: dict[str, str] = Field({}, description="of what: {tier: county}")

    @model_validator(mode="after")
    def _is_a_measure(self) -> Self:
        try:
            find(self.measure)
        except KeyError as unknown:
            raise ValueError(unknown.args[0]) from None
        return self

    @property
    def cell(self) -> tuple[str, str]:
        """Measure and group, as tables have them."""
        return self.measure, group_of(self.of)

    @property
    def unit(self) -> str:
        """Unit of the measure."""
        return find(self.measure).unit


class Expected(Measured):
    """A measure with the direction in which somebody says that it goes."""

    claimed: Way = Field(description="where it goes, by the claim")


class Claim(Measured):
    """One claim on trial."""

    claimed: Literal["lower", "higher", "unchanged"] = Field(
        description="where it goes, by the claim; unchanged: by less than the margin"
    )
    says: str = Field(description="the claim in words")
    better: Way = Field(description="what a planner wants")
    margin: float = Field(ge=0.0, description="the smallest change that matters, in the measure's unit")
    otherwise: str = Field(
        "", description="why, where it does not come true; {bed_occupancy tier=county} stands for what was measured"
    )


class Level(Block):
    """One value of an input."""

    label: str = Field(description="as it is printed")
    set: dict[str, str | int | float] = Field({}, description="values to set; empty: as it is")

    @property
    def settings(self) -> tuple[Setting, ...]:
        """As values to set."""
        return tuple(self.set.items())


class Placed(Block):
    """Where, how long and how often something is run that asks for more than a row usually gets."""

    county: str | None = Field(None, description="file in scenarios/; empty: the county of all rows")
    period: Period | None = Field(None, description="how long each run is; empty: as the other rows")
    replications: int | None = Field(None, ge=2, description="at most so many; empty: as the other rows")

    def on(self, county: str | None, weeks: bool) -> Self:
        """The same on the county, or over the weeks, that were asked for by hand instead."""
        changed = {"county": None if county else self.county, "period": None if weeks else self.period}
        return self.model_copy(update=changed)


class Axis(Block):
    """One input that is moved."""

    name: str = Field(description="the input in words")
    of: Literal["policy", "county"] = Field(description="county: today is run with it too")
    levels: tuple[Level, ...] = Field(min_length=2)


class Grid(Placed):
    """The inputs that matter, two at a time, and the signs that are watched."""

    rows: Axis
    columns: Axis
    measures: tuple[Expected, ...] = Field(min_length=1)


class Mechanism(Placed):
    """What the source documents claim of one mechanism, and its named side effect; or an obstacle they warn of."""

    name: str
    mechanism: str = Field(description="M1 to M26; several with a comma")
    obstacle: bool = Field(False, description="a warning of the documents, not a promise")
    title: str
    against: str = Field("today", description="the arm it is compared with")
    arm: str
    claims: tuple[Claim, ...] = Field(min_length=1)
    side_effects: tuple[Claim, ...] = Field((), description="named in the documents; empty only for obstacles")
    explained_by: tuple[Measured, ...] = Field((), description="queues and shares to look at")
    grid: Grid | None = Field(None, description="inputs that matter and signs that are watched; empty for obstacles")

    @model_validator(mode="after")
    def _a_promise_is_tried_from_all_sides(self) -> Self:
        if not self.obstacle and (self.grid is None or not self.side_effects):
            raise ValueError("a mechanism needs side_effects and a grid; only an obstacle may go without.")
        return self

    @property
    def covers(self) -> tuple[str, ...]:
        """The mechanisms this row speaks of."""
        return tuple(word.strip() for word in self.mechanism.split(","))


class Factor(Block):
    """One lever of a factorial: on or off."""

    name: str = Field(description="as it is printed")
    with_: tuple[str, ...] = Field((), alias="with", description="overlays that are laid over the county when on")
    set: dict[str, str | int | float] = Field({}, description="values that are set when on")
    only_with: str | None = Field(None, description="a lever without which this one has nothing to act on")


class Factorial(Placed):
    """Levers together: every combination, what each adds alone, and what they add or spoil together."""

    name: str
    title: str
    factors: tuple[Factor, ...] = Field(min_length=2, max_length=3)
    measures: tuple[Measured, ...] = Field(min_length=1)

    @property
    def cells(self) -> tuple[tuple[int, ...], ...]:
        """Every combination of off (0) and on (1), all off first."""
        return tuple(product((0, 1), repeat=len(self.factors)))

    def arm(self, cell: tuple[int, ...]) -> Arm:
        """The county with some of the levers on."""
        on = [factor for factor, is_on in zip(self.factors, cell, strict=True) if is_on]
        names = {factor.name for factor in on}
        on = [factor for factor in on if factor.only_with is None or factor.only_with in names]
        values = {key: value for factor in on for key, value in factor.set.items()}
        return Arm.model_validate({"with": [name for factor in on for name in factor.with_], "set": values})


class Property(Block):
    """Something the structure must show, whatever the numbers."""

    name: str
    says: str


class Order(Property):
    """Measures of one run that stand in an order, the largest first."""

    shows: Literal["order"]
    arm: str
    values: tuple[Measured, ...] = Field(min_length=2)


class Ladder(Property, Measured):
    """One measure that goes one way from arm to arm."""

    shows: Literal["ladder"]
    arms: tuple[str, ...] = Field(min_length=2)
    goes: Way


class Exact(Property):
    """Something that holds in every pair of runs, without any interval."""

    shows: Literal["exact"]
    check: Literal["identical", "hours", "nobody_missed", "nobody_waits_longer"]
    before: str
    after: str
