"""What ``claims.yaml`` declares: properties the structure must show, claims on trial, and grids of inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from experiments.runs.one_run import Recipe
from sim.measures import find, group_of
from sim.scenario.block import Block
from sim.scenario.load import SCENARIOS

HERE: Final = Path(__file__).parent / "claims.yaml"
Way = Literal["lower", "higher"]
Setting = tuple[str, str | int | float]


class Period(Block):
    """How long each run is."""

    warm_up: str = Field(description="run but not measured")
    measure: str = Field(description="whole weeks")

    @property
    def settings(self) -> tuple[Setting, ...]:
        """As values to set."""
        return ("calendar.warm_up", self.warm_up), ("calendar.measure", self.measure)


class Arm(Block):
    """One way of running the county."""

    with_: tuple[str, ...] = Field((), alias="with", description="overlays of scenarios/policies")
    set: dict[str, str | int | float] = Field({}, description="single values, on top of the overlays")
    county: str | None = Field(None, description="another scenario; it keeps its own calendar")

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


class Claim(Expected):
    """One claim on trial."""

    says: str = Field(description="the claim in words")
    better: Way = Field(description="what a planner wants")
    margin: float = Field(ge=0.0, description="the smallest change that matters, in the measure's unit")


class Level(Block):
    """One value of an input."""

    label: str = Field(description="as it is printed")
    set: dict[str, str | int | float] = Field({}, description="values to set; empty: as it is")

    @property
    def settings(self) -> tuple[Setting, ...]:
        """As values to set."""
        return tuple(self.set.items())


class Axis(Block):
    """One input that is moved."""

    name: str = Field(description="the input in words")
    of: Literal["policy", "county"] = Field(description="county: today is run with it too")
    levels: tuple[Level, ...] = Field(min_length=2)


class Grid(Block):
    """The inputs that matter, two at a time, and the signs that are watched."""

    rows: Axis
    columns: Axis
    measures: tuple[Expected, ...] = Field(min_length=1)


class Mechanism(Block):
    """What the source documents claim of one mechanism, and its named side effect."""

    name: str
    mechanism: str = Field(description="M1 to M26")
    title: str
    arm: str
    claims: tuple[Claim, ...] = Field(min_length=1)
    side_effects: tuple[Claim, ...] = Field(min_length=1)
    explained_by: tuple[Measured, ...] = Field((), description="queues and shares to look at")
    grid: Grid


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


class Claims(Block):
    """The whole file."""

    county: str
    long: Period
    short: Period
    arms: dict[str, Arm]
    structure: tuple[Annotated[Order | Ladder | Exact, Field(discriminator="shows")], ...]
    mechanisms: tuple[Mechanism, ...]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        named = [entry.name for entry in (*self.structure, *self.mechanisms)]
        twice = sorted({name for name in named if named.count(name) > 1})
        used = {arm for entry in (*self.structure, *self.mechanisms) for arm in arms_of(entry)}
        unknown = sorted({"today", *used} - set(self.arms))
        if twice or unknown:
            raise ValueError(f"named twice: {twice}; arms that are not declared: {unknown}")
        return self

    def only(self, names: tuple[str, ...]) -> Claims:
        """The entries of these names.

        Raises:
            KeyError: nothing has such a name.
        """
        known = [entry.name for entry in (*self.structure, *self.mechanisms)]
        wrong = [name for name in names if name not in known]
        if wrong:
            raise KeyError(f"nothing is called {', '.join(wrong)}; there are: {', '.join(known)}")
        structure = tuple(entry for entry in self.structure if entry.name in names)
        mechanisms = tuple(entry for entry in self.mechanisms if entry.name in names)
        return self.model_copy(update={"structure": structure, "mechanisms": mechanisms})


def arms_of(entry: Property | Mechanism) -> tuple[str, ...]:
    """The arms that an entry speaks of."""
    if isinstance(entry, Ladder):
        return entry.arms
    if isinstance(entry, Exact):
        return entry.before, entry.after
    return (entry.arm,) if isinstance(entry, Order | Mechanism) else ()


def read(file: Path = HERE) -> Claims:
    """Read the declarations.

    Raises:
        ValidationError: something is not as it must be.
    """
    return Claims.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))
