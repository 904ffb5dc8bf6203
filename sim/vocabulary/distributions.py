"""What varies from patient to patient: the ``Distribution`` of a consultation, a stay, a patience.

Every kind is written by its moments (``sim.vocabulary.kinds``, ``bounded``); here are the three that are made
of others or of observations, and the union that YAML is read into.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from sim.vocabulary.bounded import Normal, Triangular, Uniform, ratio
from sim.vocabulary.columns import column_minutes
from sim.vocabulary.kinds import (
    COLUMN,
    EMPIRICAL,
    ROW_KINDS,
    Erlang,
    Exponential,
    Fixed,
    Gamma,
    Kind,
    Lognormal,
    Row,
    Weibull,
)
from sim.vocabulary.quantities import Share, SignedMinutes

__all__ = [
    "KINDS", "ROW_KINDS", "Column", "Distribution", "Empirical", "Erlang", "Exponential", "Fixed", "Gamma",
    "Kind", "Lognormal", "Mixture", "Normal", "Row", "SignedDistribution", "Triangular", "Uniform", "Weibull",
]  # fmt: skip

KINDS: Final = (
    "fixed", "exponential", "erlang", "gamma", "lognormal", "weibull", "triangular", "uniform", "normal",
    "mixture", "empirical", "column",
)  # fmt: skip


class Empirical(Kind):
    """One of these observed durations, each equally likely (the inverse of their step function).

    ``file`` and ``column`` name a table; the column's name says its unit (``exam_min``, ``days``), or its
    cells carry units. Files are read by ``sim.scenario.load``, which passes ``read_table`` in the validation
    context.
    """

    kind: Literal["empirical"]
    file: str | None = Field(None, description="table of observed values, beside the scenario file")
    column: str | None = Field(None, description="the column that holds them")
    values: tuple[SignedMinutes, ...] = Field((), description="the observed values, instead of a file")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Any:
        if not isinstance(given, dict) or given.get("file") is None or given.get("values"):
            return given
        if given.get("column") is None:
            raise ValueError("a file of values needs column: the name of the column that holds them.")
        read = (info.context or {}).get("read_table")
        if read is None:
            raise ValueError("a file can only be read with the scenario that names it: use load(path).")
        minutes = column_minutes(read(given["file"]), given["column"], given["file"])
        return {**given, "values": [f"{value!r} min" for value in minutes]}

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        if not self.values:
            raise ValueError("expected values: a list of durations, or file: and column:.")
        return self

    @property
    def mean_min(self) -> float:
        return math.fsum(self.values) / len(self.values)

    @property
    def cv2(self) -> float:
        mean = self.mean_min
        variance = math.fsum((value - mean) ** 2 for value in self.values) / len(self.values)
        return ratio(variance, mean)

    @property
    def low_min(self) -> float:
        return min(self.values)

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, EMPIRICAL, values=tuple(sorted(self.values))),)

    def times(self, factor: float) -> Self:
        return self.model_copy(update={"values": tuple(value * factor for value in self.values)})


class Column(Kind):
    """The number that stands in the patient's own row of a trace, in minutes: nothing is drawn."""

    kind: Literal["column"]
    name: str = Field(description="the trace's column")

    @property
    def mean_min(self) -> float:
        return math.nan

    @property
    def cv2(self) -> float:
        return math.nan

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, COLUMN, 1.0, column=self.name),)

    def times(self, factor: float) -> Self:
        raise ValueError("a number read from the patient's own row cannot be scaled.")


class Part(BaseModel):
    """One component of a mixture: a share of the cases and how long those take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beside: ClassVar[str] = "of"

    share: Share = Field(description="share of the cases")
    of: Distribution = Field(description="their distribution; its keys stand beside share")

    @model_validator(mode="before")
    @classmethod
    def _written_flat(cls, given: Any) -> Any:
        if isinstance(given, dict) and "kind" in given:
            return {"share": given.get("share"), "of": {k: v for k, v in given.items() if k != "share"}}
        return given


class Mixture(Kind):
    """Several sorts of cases, each with its own duration: of: [{share: 30 %, kind: ...}, ...]."""

    kind: Literal["mixture"]
    of: tuple[Part, ...] = Field(description="the sorts of cases; shares sum to 100 %")

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        total = math.fsum(part.share for part in self.of)
        if abs(total - 1) > 1e-6:
            raise ValueError(f"shares sum to {100 * total:g} %, expected 100 %.")
        return self

    @property
    def mean_min(self) -> float:
        return math.fsum(part.share * part.of.mean_min for part in self.of)

    @property
    def cv2(self) -> float:
        second = math.fsum(part.share * part.of.mean_min**2 * (1 + part.of.cv2) for part in self.of)
        return second / self.mean_min**2 - 1

    @property
    def low_min(self) -> float:
        return min(part.of.low_min for part in self.of)

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            row._replace(share=row.share * part.share) for part in self.of for row in part.of.rows() if part.share
        )

    def times(self, factor: float) -> Self:
        scaled = tuple(part.model_copy(update={"of": part.of.times(factor)}) for part in self.of)
        return self.model_copy(update={"of": scaled})


_UNIT_NAMES: Final = {
    "s": "second", "min": "minute", "h": "hour", "d": "day", "day": "day", "days": "day",
    "week": "week", "weeks": "week",
}  # fmt: skip


def _refuse_a_bare_duration(value: Any) -> Any:
    """A constant must be meant: what varies in life may not become constant by a slip."""
    if isinstance(value, dict):
        if value.get("kind") is None:
            raise ValueError(f"a distribution needs kind: {', '.join(KINDS)}.")
        return value
    if isinstance(value, Kind):
        return value
    number, _, unit = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if unit in _UNIT_NAMES:
        plural = "" if number == "1" else "s"
        raise ValueError(
            f"{value!r} always lasts exactly {number} {_UNIT_NAMES[unit]}{plural}. If you mean that, write "
            f"{{kind: fixed, value: {value}}}; else give a distribution, for example "
            f"{{kind: exponential, mean: {value}}}."
        )
    raise ValueError(
        f"found {str(value)[:60]!r}, expected a distribution, for example {{kind: exponential, mean: 4 min}}."
    )


def _refuse_negative(value: Kind) -> Kind:
    if value.low_min < 0:
        raise ValueError("a duration cannot be negative: expected low (or value) of 0 min or more.")
    return value


_AnyKind = Annotated[
    Fixed | Exponential | Erlang | Gamma | Lognormal | Weibull | Triangular | Uniform | Normal | Mixture
    | Empirical | Column,
    Field(discriminator="kind"),
]  # fmt: skip

SignedDistribution = Annotated[_AnyKind, BeforeValidator(_refuse_a_bare_duration)]
"""A distribution that may fall below zero, such as how early or late a booked patient comes."""
Distribution = Annotated[_AnyKind, BeforeValidator(_refuse_a_bare_duration), AfterValidator(_refuse_negative)]
"""How long something takes when it varies: a mapping with ``kind:``; a bare duration is refused."""

Part.model_rebuild()
Mixture.model_rebuild()
