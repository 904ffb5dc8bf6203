"""Kinds of duration that end somewhere: two limits, or a bell that is cut."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.vocabulary.kinds import NORMAL_CLAMP, NORMAL_REDRAW, TRIANGULAR, UNIFORM, Kind, Row
from sim.vocabulary.moments import clamped_normal, cut_normal
from sim.vocabulary.quantities import Minutes, SignedMinutes


def ratio(variance: float, mean: float) -> float:
    """Squared coefficient of variation; infinite where the mean is zero but values vary."""
    return variance / (mean * mean) if mean else math.inf


class Triangular(Kind):
    """Between two limits with one commonest value: an expert's guess."""

    kind: Literal["triangular"]
    low: SignedMinutes = Field(description="smallest value")
    mode: SignedMinutes = Field(description="commonest value")
    high: SignedMinutes = Field(description="largest value")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise ValueError("expected low <= mode <= high, and low below high.")
        return self

    @property
    def mean_min(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def cv2(self) -> float:
        a, m, b = self.low, self.mode, self.high
        return ratio((a * a + m * m + b * b - a * m - a * b - m * b) / 18, self.mean_min)

    @property
    def low_min(self) -> float:
        return self.low

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, TRIANGULAR, self.low, self.mode, self.high),)

    def _scaled(self) -> tuple[str, ...]:
        return ("low", "mode", "high")


class Uniform(Kind):
    """Anything between two limits, equally likely."""

    kind: Literal["uniform"]
    low: SignedMinutes = Field(description="smallest value")
    high: SignedMinutes = Field(description="largest value")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError("expected low below high; for a constant write {kind: fixed, value: ...}.")
        return self

    @property
    def mean_min(self) -> float:
        return (self.low + self.high) / 2

    @property
    def cv2(self) -> float:
        return ratio((self.high - self.low) ** 2 / 12, self.mean_min)

    @property
    def low_min(self) -> float:
        return self.low

    def rows(self) -> tuple[Row, ...]:
        return (Row(1.0, UNIFORM, self.low, self.high),)

    def _scaled(self) -> tuple[str, ...]:
        return ("low", "high")


class Normal(Kind):
    """A bell cut at ``low`` (and ``high``); mean and sd are those of the whole bell, before the cut."""

    kind: Literal["normal"]
    mean: SignedMinutes = Field(description="mean of the uncut bell")
    sd: Minutes = Field(gt=0, description="standard deviation of the uncut bell")
    low: SignedMinutes = Field(description="smallest value; a duration has 0 min or more")
    high: SignedMinutes | None = Field(None, description="largest value; empty: none")
    outside: Literal["redraw", "clamp"] = Field(
        description="a value outside is drawn again (redraw) or moved to the limit (clamp)"
    )

    @model_validator(mode="after")
    def _limits_leave_something(self) -> Self:
        if self.high is not None and not self.low < self.high:
            raise ValueError("expected low below high.")
        high = math.inf if self.high is None else self.high
        if self.low > self.mean + 6 * self.sd or high < self.mean - 6 * self.sd:
            raise ValueError("the limits leave nothing of the bell: expected them within 6 sd of the mean.")
        return self

    @property
    def _moments(self) -> tuple[float, float]:
        cut = cut_normal if self.outside == "redraw" else clamped_normal
        return cut(self.mean, self.sd, self.low, math.inf if self.high is None else self.high)

    @property
    def mean_min(self) -> float:
        return self._moments[0]

    @property
    def cv2(self) -> float:
        mean, variance = self._moments
        return ratio(variance, mean)

    @property
    def low_min(self) -> float:
        return self.low

    def rows(self) -> tuple[Row, ...]:
        kind = NORMAL_REDRAW if self.outside == "redraw" else NORMAL_CLAMP
        return (Row(1.0, kind, self.mean, self.sd, self.low, math.inf if self.high is None else self.high),)

    def _scaled(self) -> tuple[str, ...]:
        return ("mean", "sd", "low", "high")
