"""Who arrives at a network of stations, and when: random, booked, at intervals, or as recorded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from sim.scenario.block import Block, Shares
from sim.scenario.rates import RateProfile
from sim.scenario.routes import linear
from sim.vocabulary import Distribution, Minutes, Share, SignedDistribution
from sim.vocabulary.columns import column_minutes

Rows = Sequence[Mapping[str, str]]


def _one_class(given: Any) -> Any:
    return {given: 1.0} if isinstance(given, str) else given


ClassShares = Annotated[Shares, BeforeValidator(_one_class, json_schema_input_type=str | dict[str, Share])]


class Stream(Block):
    """What every stream of arrivals says."""

    class_: ClassShares = Field(
        {"patient": 1.0}, alias="class", description="class of the patients, or shares of several classes"
    )
    route: str | tuple[str, ...] = Field(description="a route by name, or a list of stations in order")
    starts_at: str | None = Field(None, description="step of the route to begin with; empty: its start")

    @field_validator("route", mode="after")
    @classmethod
    def _a_list_is_walkable(cls, route: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if isinstance(route, tuple):
            try:
                linear(route)
            except ValidationError:
                listed = f"[{', '.join(route)}]"
                raise ValueError(f"found {listed}, expected stations in order: [desk, doctor].") from None
        return route


class Poisson(Stream):
    """Independent patients: at every moment the same chance, or one that changes with the clock."""

    kind: Literal["poisson"]
    rate: RateProfile = Field(description="a rate (0.25/min), {by_hour: ...}, {kind: sine, ...}, {file: ...}")


class Renewal(Stream):
    """One after the other, with intervals that vary."""

    kind: Literal["renewal"]
    between: Distribution = Field(description="time from one arrival to the next")


class Listed(Stream):
    """A stream that stands in a table, one row for each patient."""

    file: str = Field(description="path of the table")
    columns: dict[str, str] = Field(description="which column holds the time, the class, a station's service")

    _times_min: tuple[float, ...] = PrivateAttr(())
    _classes: tuple[str, ...] = PrivateAttr(())
    _services_min: dict[str, tuple[float, ...]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if "time" not in self.columns:
            raise ValueError("columns names no time: the column that says when each patient comes.")
        context = info.context or {}
        if "read_table" not in context:
            return self
        rows: Rows = context["read_table"](self.file)
        self._times_min = tuple(times(rows, self.columns["time"], self.file, context.get("start")))
        for name, column in self.columns.items():
            if name == "class":
                self._classes = tuple(_cell(row, column, self.file).strip() for row in rows)
            elif name != "time":
                self._services_min[name] = tuple(column_minutes(rows, column, self.file))
        return self

    @property
    def stations(self) -> tuple[str, ...]:
        """Stations whose service stands in a column."""
        return tuple(name for name in self.columns if name not in ("time", "class"))

    @property
    def times_min(self) -> tuple[float, ...]:
        """Minute of each row, rising; empty until load() has read the table."""
        return self._times_min

    @property
    def classes(self) -> tuple[str, ...]:
        """Class of each row; empty where the table has no such column."""
        return self._classes

    @property
    def services_min(self) -> dict[str, tuple[float, ...]]:
        """Duration of each row at the stations that have a column."""
        return self._services_min


class Scheduled(Listed):
    """Booked patients: one row for each slot; some stay away, most come a little early or late."""

    kind: Literal["scheduled"]
    no_show: Share = Field(0.0, description="share of slots whose patient stays away (爽约)")
    arrives: SignedDistribution | None = Field(
        None, description="arrival against the slot; negative is early; empty: to the minute"
    )
    repeats: Minutes | None = Field(None, description="the table begins anew after this time; empty: never")


class Trace(Listed):
    """Patients as recorded: time, class and services to the digit."""

    kind: Literal["trace"]


ArrivalStream = Annotated[Poisson | Renewal | Scheduled | Trace, Field(discriminator="kind")]


def _cell(row: Mapping[str, str], column: str, file: str) -> str:
    if column not in row:
        raise ValueError(f"{file} has no column {column!r}. It has: {', '.join(row)}.")
    return row[column]


def times(rows: Rows, column: str, file: str, start: dt.date | None) -> list[float]:
    """Minutes from day 0: from a column of durations (``slot_min``), or of ``2026-01-05 08:30``.

    Raises:
        ValueError: a cell is neither, or the times do not rise from row to row.
    """
    if rows and re.match(r"[0-9]{4}-", _cell(rows[0], column, file)):
        found = [_moment(_cell(row, column, file), n, file, start) for n, row in enumerate(rows, start=1)]
    else:
        found = column_minutes(rows, column, file)
    for n in range(1, len(found)):
        if found[n] < found[n - 1]:
            raise ValueError(f"{file}, row {n + 1}: times must rise from row to row in column {column!r}.")
    return found


def _moment(cell: str, row: int, file: str, start: dt.date | None) -> float:
    try:
        moment = dt.datetime.fromisoformat(cell.strip())
    except ValueError:
        raise ValueError(f"{file}, row {row}: found {cell!r}, expected 2026-01-05 08:30.") from None
    if start is None:
        raise ValueError(f"{file}, row {row}: a date needs calendar: start.")
    since = moment.replace(tzinfo=None) - dt.datetime.combine(start, dt.time())
    return since.total_seconds() / 60
