"""How patients walk through stations: steps, shares, returns, giving up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, model_validator

from sim.scenario.block import Block, Named, Shares
from sim.vocabulary import Distribution, Share
from sim.vocabulary.reading import read_share

LEAVES: Final = "leaves"
_GOES: Final = {LEAVES: "leaves the network", "goes_home": "leaves the network"}


def _one_step(given: Any) -> Any:
    return {given: 1.0} if isinstance(given, str) else given


Next = Annotated[Shares, BeforeValidator(_one_step, json_schema_input_type=str | dict[str, Share])]
"""Where one goes: a step, ``leaves``, or shares of several."""


class NextByClass(Block):
    """Where each class goes."""

    by_class: Named[Next] = Field(description="for each class a step, leaves, or shares of several")


def _which(given: Any) -> Hashable:
    by_class = "by_class" in given if isinstance(given, dict) else isinstance(given, NextByClass)
    return "by_class" if by_class else "all"


def _listed(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


_Listed = BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])


class Step(Block):
    """One step of a route."""

    at: Annotated[tuple[str, ...], _Listed] | None = Field(
        None,
        description="station, or stations that are taken in one instant, each freed when its own service ends; "
        "empty: the one of the step's name",
    )
    then: Annotated[Annotated[Next, Tag("all")] | Annotated[NextByClass, Tag("by_class")], Discriminator(_which)] = (
        Field(description="next step, leaves, or shares of several; or by_class: with one for each class")
    )
    after: Distribution | None = Field(
        None, description="time that passes before this step; a step with only this holds no station"
    )
    patience: Distribution | None = Field(None, description="how long one waits here; empty: the station's")
    gives_up: str | None = Field(
        None, description="step taken by who gives up here, or leaves; empty: as the station says"
    )
    when_full: str | None = Field(
        None, description="step taken by who finds no place to wait; empty: as the station says"
    )

    def next_of(self, name: str) -> dict[str, float]:
        """Shares of the next steps for one class."""
        return self.then.by_class[name] if isinstance(self.then, NextByClass) else self.then

    @property
    def nexts(self) -> set[str]:
        """Every step that may follow, ``leaves`` among them."""
        ways = self.then.by_class.values() if isinstance(self.then, NextByClass) else (self.then,)
        found = {step for way in ways for step, share in way.items() if share > 0}
        return found | {step for step in (self.gives_up, self.when_full) if step}


class Route(Block):
    """A way through stations. In YAML the steps stand beside ``start``; or ``{file: routing.csv}``."""

    beside: ClassVar[str] = "steps"

    start: str = Field(default_factory=str, description="first step; empty: the first that is written")
    steps: Named[Step] = Field(min_length=1, description="the steps by name; they stand beside start")
    file: str | None = Field(None, description="table with columns from, to, class, share instead of steps")

    @model_validator(mode="before")
    @classmethod
    def _written_flat(cls, given: Any, info: ValidationInfo) -> Any:
        if isinstance(given, list | tuple):
            given = dict(_in_a_row([str(step) for step in given]))
        if not isinstance(given, dict) or "steps" in given:
            return given
        own = {"start", "file", "source", "year"}
        steps = {name: step for name, step in given.items() if name not in own}
        rest = {name: value for name, value in given.items() if name in own}
        if isinstance(given.get("file"), str) and "read_table" in (info.context or {}):
            steps = steps_of_table(info.context["read_table"](given["file"]), given["file"])  # type: ignore[index]
        return {"start": next(iter(steps), ""), **rest, "steps": steps}

    @model_validator(mode="after")
    def _every_step_exists_and_all_can_leave(self) -> Route:
        known = set(self.steps)
        if self.start not in known:
            raise ValueError(f"start is {self.start!r}, which is no step. Steps: {', '.join(self.steps)}.")
        for name, step in self.steps.items():
            unknown = sorted(step.nexts - known - {*_GOES, "turned_away", "next_station"})
            if unknown:
                raise ValueError(
                    f"step {name} goes to {unknown[0]!r}, which is no step. Steps: {', '.join(self.steps)}; or leaves."
                )
        stuck = known - self._can_leave()
        if stuck:
            raise ValueError(f"nobody can leave from: {', '.join(s for s in self.steps if s in stuck)}.")
        return self

    def _can_leave(self) -> set[str]:
        found: set[str] = set()
        grown = True
        while grown:
            ways_out = found | set(_GOES)
            now = {name for name, step in self.steps.items() if step.nexts & ways_out}
            grown, found = now > found, now
        return found

    def stations_of(self, name: str) -> tuple[str, ...]:
        """Stations that a step takes; none for a step that is only a time."""
        step = self.steps[name]
        if step.at is not None:
            return step.at
        return () if step.after is not None else (name,)


def _in_a_row(stations: list[str]) -> list[tuple[str, Any]]:
    """Steps of a linear route; a station that comes twice gets a step of its own each time."""
    plain = [station.replace("/", " ") for station in stations]
    names = [f"{s}_{plain[:n].count(s) + 1}" if s in plain[:n] else s for n, s in enumerate(plain)]
    follow = [*names[1:], LEAVES]
    return [
        (name, {"at": station, "then": after}) for name, station, after in zip(names, stations, follow, strict=True)
    ]


def linear(stations: Sequence[str]) -> Route:
    """The route of an arrival stream that lists its stations: one after the other, then out."""
    return Route.model_validate(list(stations))


def steps_of_table(rows: Sequence[Mapping[str, str]], file: str) -> dict[str, Any]:
    """Steps from a matrix of shares: ``from, to, share`` and perhaps ``class``; what lacks to 100 % leaves.

    Raises:
        ValueError: a column is missing or a share cannot be read (named by its row).
    """
    for column in ("from", "to", "share"):
        if not rows or column not in rows[0]:
            raise ValueError(f"{file} has no column {column!r}; expected from, to, share and perhaps class.")
    ways: dict[str, dict[str, dict[str, float]]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            share = read_share(row["share"])
        except ValueError as fault:
            raise ValueError(f"{file}, row {number}: {fault}") from None
        way = ways.setdefault(row["from"].strip(), {}).setdefault(row.get("class", "").strip(), {})
        way[row["to"].strip()] = way.get(row["to"].strip(), 0.0) + share
    classes = {name for by_class in ways.values() for name in by_class if name}
    return {name: _table_step(by_class, classes) for name, by_class in ways.items()}


def _table_step(by_class: dict[str, dict[str, float]], classes: set[str]) -> dict[str, Any]:
    full = {name: _rest_leaves(way) for name, way in by_class.items()}
    if set(full) == {""}:
        return {"then": full[""]}
    every = full.get("", {LEAVES: 1.0})
    return {"then": {"by_class": {name: full.get(name, every) for name in sorted(classes)}}}


def _rest_leaves(way: dict[str, float]) -> dict[str, float]:
    rest = 1.0 - sum(way.values())
    if rest > 1e-9 and LEAVES not in way:
        return {**way, LEAVES: rest}
    return way
