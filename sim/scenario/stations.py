"""Networks that are no county: stations, how long they take, and how full they begin."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Discriminator, Field, PrivateAttr, Tag, ValidationInfo, model_validator

from sim.scenario.block import Block, Named
from sim.scenario.queue import Queue
from sim.vocabulary import Count, Distribution, Hours, Minutes, Roster


class StationQueue(Queue):
    """The line in front of a station. Without priority: first come, first served."""

    priority: tuple[str, ...] = Field((), description="classes, the first is served first; empty: all alike")


class Station(Block):
    """Something that serves: one queue, so many servers."""

    servers: Roster = Field(description="how many are served at once: a number, unlimited, a roster by hours")
    hours: Hours = Field("24/7", description="when it is open; who comes earlier waits")
    queue: StationQueue = Field(StationQueue(), description="the line in front of it")
    holds_until_next: bool = Field(
        False,
        description="a patient keeps the server until the next station has one free (blocking), or a place to "
        "wait where its waiting_room is limited",
    )
    turnaround: Minutes = Field(0.0, description="cleaning after each patient, the server not yet free")


class Service(Block):
    """How long a station takes: the keys of a distribution, or ``by_class`` with one for each class.

    In YAML the distribution's own keys stand here, beside ``waiting_counts``.
    """

    beside: ClassVar[str] = "distribution"

    distribution: Distribution | None = Field(None, description="for every class; its keys stand here")
    by_class: Named[Distribution] = Field({}, description="for each class of patients")
    waiting_counts: bool = Field(
        False,
        description="time spent waiting for this station, blocked in the one before or in the queue, counts towards it",
    )

    @model_validator(mode="before")
    @classmethod
    def _written_flat(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return {"distribution": given}
        own = {"by_class", "waiting_counts", "source", "year", "distribution"}
        flat = {name: value for name, value in given.items() if name not in own}
        rest = {name: value for name, value in given.items() if name in own}
        return {**rest, "distribution": flat} if flat else rest

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        if (self.distribution is None) == (not self.by_class):
            raise ValueError("expected one distribution ({kind: ...}), or by_class: with one for each class.")
        return self

    def of(self, name: str) -> Any:
        """The ``Distribution`` of one class.

        Raises:
            KeyError: the service is given by class and this one is not among them.
        """
        return self.by_class[name] if self.distribution is None else self.distribution


class StationStart(Block):
    """What a station holds at minute 0."""

    busy: Count = Field(0, description="patients being served")
    waiting: Count = Field(0, description="patients in the queue")
    remaining: Literal["fresh"] = Field("fresh", description="fresh: services begin at minute 0")
    class_: str | None = Field(None, alias="class", description="their class; empty: the first of the route")
    route: str | None = Field(None, description="the route they are on; empty: the only one that comes here")


class StartFile(Block):
    """A table of what each station holds: columns station, busy, waiting (and class, route)."""

    file: str = Field(description="path of the table")

    _stations: dict[str, StationStart] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if "read_table" not in (info.context or {}):
            return self
        for number, row in enumerate(info.context["read_table"](self.file), start=1):  # type: ignore[index]
            cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
            name = cells.pop("station", "")
            try:
                counts = {key: int(cells.pop(key, "0")) for key in ("busy", "waiting")}
                self._stations[name] = StationStart.model_validate({**cells, **counts})
            except ValueError:
                raise ValueError(
                    f"{self.file}, row {number}: expected station, busy and waiting (and class, route)."
                ) from None
        return self

    @property
    def stations(self) -> dict[str, StationStart]:
        """Its rows by station; empty until load() has read it."""
        return self._stations


def _which_start(given: Any) -> str:
    if isinstance(given, str):
        return "word"
    is_file = "file" in given if isinstance(given, dict) else isinstance(given, StartFile)
    return "file" if is_file else "stations"


StartState = Annotated[
    Annotated[Literal["empty", "full"], Tag("word")]
    | Annotated[StartFile, Tag("file")]
    | Annotated[Named[StationStart], Tag("stations")],
    Discriminator(_which_start),
]
"""empty; full (every server busy); so many at each station; or a table of them."""
