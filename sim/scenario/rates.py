"""How often patients arrive: a constant, steps of a day, a sine, or a table of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    PrivateAttr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from sim.scenario.block import Block
from sim.vocabulary import Minutes, Rate
from sim.vocabulary.columns import column_minutes
from sim.vocabulary.dates import read_clock

_rate: Final = TypeAdapter[float](Rate)
_RATE_OF_SUFFIX: Final = {
    "per_min": "min",
    "per_h": "h",
    "per_day": "day",
    "per_week": "week",
}


class ConstantRate(Block):
    """The same at every moment. In YAML just the rate: ``0.25/min``."""

    kind: Literal["constant"]
    rate: Rate = Field(description="patients per time")


class HourlyRate(Block):
    """Steps of a day, the same every day; the last step lasts until the first of the next day."""

    kind: Literal["by_hour"]
    by_hour: dict[str, Rate] = Field(min_length=1, description='{"06:00": 3/h, "09:00": 12/h}: each until the next')

    @model_validator(mode="after")
    def _times_rise(self) -> Self:
        minutes = [read_clock(time) for time in self.by_hour]
        if minutes != sorted(set(minutes)) or 1440.0 in minutes:
            raise ValueError(f"clock times must rise and stay below 24:00, found {', '.join(self.by_hour)}.")
        return self

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """(minute of the day, rate per minute), the first at minute 0."""
        found = [(read_clock(time), rate) for time, rate in self.by_hour.items()]
        return tuple(found if found[0][0] == 0 else [(0.0, found[-1][1]), *found])


class SineRate(Block):
    """A wave: mean + amplitude x sin(2 pi (t - starts) / period), t from 00:00 of day 0."""

    kind: Literal["sine"]
    mean: Rate = Field(description="mean rate")
    amplitude: Rate = Field(description="largest deviation from the mean; at most the mean")
    period: Minutes = Field(gt=0, description="length of a wave")
    starts: Minutes = Field(0.0, description="when the rate first rises through its mean")

    @model_validator(mode="after")
    def _never_negative(self) -> Self:
        if self.amplitude > self.mean:
            raise ValueError("amplitude is larger than mean: the rate would be negative.")
        return self


class FileRate(Block):
    """Steps from a table: each row's rate holds until the next row's time."""

    kind: Literal["file"]
    file: str = Field(description="path of the table")
    time: str = Field("from_min", description="column of times since 00:00 of day 0, or of the cycle")
    rate: str = Field("rate", description="column of rates: cells like 3/h, or a name ending in _per_h")
    repeats: Minutes | None = Field(None, description="the table begins anew after this time; empty: never")
    _steps: tuple[tuple[float, float], ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        if "read_table" not in (info.context or {}):
            return self
        rows = info.context["read_table"](self.file)  # type: ignore[index]  # checked a line above
        moments = column_minutes(rows, self.time, self.file)
        if moments[0] != 0 or moments != sorted(set(moments)):
            raise ValueError(f"{self.file}: times in column {self.time!r} must begin with 0 and rise.")
        rates = column_rates(rows, self.rate, self.file)
        self._steps = tuple(zip(moments, rates, strict=True))
        return self

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """(minute, rate per minute), as the table says; empty until load() has read it."""
        return self._steps


def column_rates(rows: Sequence[Mapping[str, str]], column: str, where: str) -> list[float]:
    """A column of rates, per minute; its name says the unit (``rate_per_h``) or its cells do (``3/h``).

    Raises:
        ValueError: no such column, or a cell that is no rate (named by its row).
    """
    if column not in rows[0]:
        raise ValueError(f"{where} has no column {column!r}. It has: {', '.join(rows[0])}.")
    unit = next((u for suffix, u in _RATE_OF_SUFFIX.items() if column.endswith(suffix)), "")
    found = []
    for number, row in enumerate(rows, start=1):
        cell = row[column].strip()
        try:
            found.append(_rate.validate_python(f"{cell}/{unit}" if unit and "/" not in cell else cell))
        except ValidationError:
            raise ValueError(
                f"{where}, row {number}: found {cell!r} in column {column!r}, expected a rate. "
                "End the column's name in _per_h or _per_day, or write cells such as 3/h."
            ) from None
    return found


def _with_kind(given: Any) -> Any:
    if isinstance(given, dict) and "kind" not in given:
        for kind in ("by_hour", "file"):
            if kind in given:
                return {"kind": kind, **given}
    if isinstance(given, str | int | float):
        return {"kind": "constant", "rate": given}
    return given


RateProfile = Annotated[
    Annotated[ConstantRate | HourlyRate | SineRate | FileRate, Field(discriminator="kind")],
    BeforeValidator(_with_kind, json_schema_input_type=Rate | HourlyRate | SineRate | FileRate),
]
"""A rate in any of its forms; a plain ``3/h`` is constant."""
