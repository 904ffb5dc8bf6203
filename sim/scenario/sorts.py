"""Sorts of numbers: how a number of the scenario is read, added to and written back as text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from pydantic import TypeAdapter

from sim.scenario.paths import Shape
from sim.scenario.rates import ConstantRate
from sim.vocabulary import (
    UNLIMITED,
    Capacity,
    Count,
    Factor,
    Km,
    KmPerHour,
    Measured,
    Minutes,
    Number,
    Points,
    Rate,
    Share,
    SignedMinutes,
    SignedYuan,
    Yuan,
    YuanPerKm,
)

TINY = 1e-12
"""Nothing in a county is smaller and not nothing."""


@dataclass(frozen=True)
class Sort:
    """One sort of number. ``unit`` follows the number in base units; counts and factors have none."""

    type: Any
    unit: str = ""
    whole: bool = False

    def read(self, value: Any) -> float:
        """A value as written, in base units.

        Raises:
            ValueError: it is none of this sort; the message is the planner's.
        """
        return _read(self.type, value)

    def change(self, value: Any) -> float:
        """What is to be added: as the sort itself, with a sign; a change of a share is in points."""
        if self.type is Share:
            return _read(Points, value)
        if isinstance(value, str) and value[:1] in "+-":
            return -self.read(value[1:]) if value[0] == "-" else self.read(value[1:])
        if isinstance(value, int | float) and value < 0:
            return -self.read(-value)
        return self.read(value)

    def write(self, number: float) -> Any:
        """A number in base units as a planner would write it; twelve digits, so that 0.42 stays 0.42."""
        number = number if abs(number) > TINY else 0.0
        if self.whole:
            unlimited = self.type is Capacity and number >= UNLIMITED
            return "unlimited" if unlimited else math.floor(number + 0.5)
        if self.type in (Share, Points):
            return f"{100 * number:.12g} {'%' if self.type is Share else 'points'}"
        if not self.unit:
            return float(f"{number:.12g}")
        return f"{number:.12g} {self.unit}" if self.unit[0].isalpha() else f"{number:.12g}{self.unit}"


SORTS = (
    Sort(Minutes, "min"),
    Sort(SignedMinutes, "min"),
    Sort(Km, "km"),
    Sort(Yuan, "yuan"),
    Sort(SignedYuan, "yuan"),
    Sort(YuanPerKm, "yuan/km"),
    Sort(KmPerHour, "km/h"),
    Sort(Rate, "/min"),
    Sort(Share),
    Sort(Points),
    Sort(Number),
    Sort(Factor),
    Sort(Measured),
    Sort(Count, whole=True),
    Sort(Capacity, whole=True),
)
_BY_READER = {id(get_args(sort.type)[1]): sort for sort in SORTS}


def sort_of(shapes: Iterable[Shape]) -> Sort | None:
    """The sort of number that stands where these shapes may stand, if it is a number."""
    for shape in shapes:
        for mark in shape.metadata:
            if id(mark) in _BY_READER:
                return _BY_READER[id(mark)]
        if shape.type in (int, float):
            return Sort(Capacity, whole=True) if shape.type is int else Sort(Number)
    return None


def sort_of_plain(shapes: Iterable[Shape]) -> Sort | None:
    """The sort of a number that may stand for a whole block: ``rate: 6/h`` is a rate that never changes."""
    for shape in shapes:
        if shape.model is ConstantRate:
            return sort_of(shape.below("rate"))
    return None


def _read(kind: Any, value: Any) -> float:
    return float(_adapter(id(kind), kind).validate_python(value))


@lru_cache(maxsize=64)
def _adapter(_identity: int, kind: Any) -> TypeAdapter[float]:
    return TypeAdapter(kind)
