"""The smooth kinds of duration, given by their moments.

A planner knows a mean and a spread, not a shape parameter, so every kind is written by moments and turned
into its shape here, once. ``mean_min`` and ``cv2`` (variance over squared mean) are exact, truncation
included: the closed forms that ``explain`` prints and the theory checks rest on them.

``rows()`` is the same distribution as numbers, for the quantile tables of ``sim.luck``: one row per mixture
component, see :class:`Row`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.vocabulary.moments import weibull_shape
from sim.vocabulary.quantities import Count, Minutes, SignedMinutes

FIXED, GAMMA, LOGNORMAL, WEIBULL, TRIANGULAR, UNIFORM = range(6)
NORMAL_REDRAW, NORMAL_CLAMP, EMPIRICAL, COLUMN = range(6, 10)
ROW_KINDS: Final = (
    "fixed", "gamma", "lognormal", "weibull", "triangular", "uniform", "normal_redraw", "normal_clamp",
    "empirical", "column",
)  # fmt: skip


class Row(NamedTuple):
    """One component of a distribution as plain numbers (minutes).

    ``a b c d`` by kind: fixed value; gamma shape, scale (an exponential has shape 1, an Erlang a whole one);
    lognormal mu, sigma; weibull shape, scale; triangular low, mode, high; uniform low, high; normal mean, sd,
    low, high (infinite where open). ``values`` holds an empirical sample, ``column`` the name in a trace.
    """

    share: float
    kind: int
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    values: tuple[float, ...] = ()
    column: str = ""


class Kind(BaseModel, ABC):
    """What every kind of distribution offers, whatever its numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str | None = Field(None, description="where these numbers come from", repr=False)
    year: int | str | None = Field(None, description="the year they stand for", repr=False)

    @property
    @abstractmethod
    def mean_min(self) -> float:
        """Mean, in minutes."""

    @property
    @abstractmethod
    def cv2(self) -> float:
        """Variance over squared mean; 0 for a constant, 1 for an exponential."""

    @property
    def low_min(self) -> float:
        """The smallest value that can occur, in minutes."""
        return 0.0

    @abstractmethod
    def rows(self) -> tuple[Row, ...]:
        """The distribution as numbers; shares of the rows sum to 1."""

    def times(self, factor: float) -> Self:
        """The same shape with every minute multiplied by ``factor``, for example half a consultation."""
        now = {name: getattr(self, name) for name in self._scaled()}
        return self.model_copy(update={name: value * factor for name, value in now.items() if value is not None})

    def _scaled(self) -> tuple[str, ...]:
        return ("mean",)


class Fixed(Kind):
    """Always exactly this long."""

    kind: Literal["fixed"]
    value: SignedMinutes = Field(description="the one duration")

    @property
    def mean_min(self) -> float:
        return self.value

    @property
    def cv2(self) -> float:
        return 0.0

    @property
    def low_min(self) -> float:
        return self.value

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, FIXED, self.value),)

    def _scaled(self) -> tuple[str, ...]:
        return ("value",)


class Exponential(Kind):
    """Memoryless: short ones are commonest, cv² is 1."""

    kind: Literal["exponential"]
    mean: Minutes = Field(gt=0, description="mean duration")

    @property
    def mean_min(self) -> float:
        return self.mean

    @property
    def cv2(self) -> float:
        return 1.0

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, GAMMA, 1.0, self.mean),)


class Erlang(Kind):
    """A sum of equal exponential phases: the more phases, the steadier; cv² is 1 / phases."""

    kind: Literal["erlang"]
    mean: Minutes = Field(gt=0, description="mean duration of all phases together")
    phases: Count = Field(ge=1, le=1000, description="number of phases")

    @property
    def mean_min(self) -> float:
        return self.mean

    @property
    def cv2(self) -> float:
        return 1.0 / self.phases

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, GAMMA, float(self.phases), self.mean / self.phases),)


class Spread(Kind, ABC):
    """A kind that is written by mean and standard deviation."""

    mean: Minutes = Field(gt=0, description="mean duration")
    sd: Minutes = Field(gt=0, description="standard deviation")

    @property
    def mean_min(self) -> float:
        return self.mean

    @property
    def cv2(self) -> float:
        return (self.sd / self.mean) ** 2

    def _scaled(self) -> tuple[str, ...]:
        return ("mean", "sd")


class Gamma(Spread):
    """Right-skewed, tail like an exponential's; shape = mean²/sd², scale = sd²/mean."""

    kind: Literal["gamma"]

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, GAMMA, 1.0 / self.cv2, self.mean * self.cv2),)


class Lognormal(Spread):
    """Right-skewed with a long tail, as consultations and stays are; sigma² = ln(1 + cv²)."""

    kind: Literal["lognormal"]

    def rows(self) -> tuple[Row, ...]:
        sigma2 = math.log1p(self.cv2)
        return (Row(1.0, LOGNORMAL, math.log(self.mean) - sigma2 / 2, math.sqrt(sigma2)),)


class Weibull(Spread):
    """Patience and time to failure; its shape is solved from cv²."""

    kind: Literal["weibull"]

    @model_validator(mode="after")
    def _has_a_shape(self) -> Self:
        if not 0.02 <= math.sqrt(self.cv2) <= 15:
            raise ValueError("a Weibull needs sd / mean between 0.02 and 15.")
        return self

    def rows(self) -> tuple[Row, ...]:
        shape = weibull_shape(self.cv2)
        return (Row(1.0, WEIBULL, shape, self.mean / math.gamma(1 + 1 / shape)),)
