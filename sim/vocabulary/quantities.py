"""Numbers with units, as a planner writes them: ``6 min``, ``85 %``, ``3/week``, ``0.6 yuan/km``.

Each name is a float (or int) to the type checker and a checked text to the scenario; values arrive in base
units: minutes, kilometres, yuan, km/h, shares of 1, rates per minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.vocabulary.reading import (
    DAY_MIN,
    HUGE,
    NEVER,
    RATE_UNITS,
    TIME_UNITS,
    UNLIMITED,
    WEEK_MIN,
    YEAR_DAYS,
    YEAR_MIN,
    quantity,
    read_capacity,
    read_count,
    read_factor,
    read_measured,
    read_plain,
    read_points,
    read_share,
)

__all__ = [
    "DAY_MIN",
    "HUGE",
    "NEVER",
    "UNLIMITED",
    "WEEK_MIN",
    "YEAR_DAYS",
    "YEAR_MIN",
    "Capacity",
    "Count",
    "Days",
    "Factor",
    "Km",
    "KmPerHour",
    "Measured",
    "Minutes",
    "Number",
    "Points",
    "Rate",
    "Share",
    "SignedMinutes",
    "SignedYuan",
    "Yuan",
    "YuanPerKm",
]


def _type(units: dict[str, str], base: str, what: str, likely: tuple[str, str], *, signed: bool = False) -> Any:
    """Validator and JSON schema of one sort of quantity."""

    def read(value: Any) -> float:
        return quantity(value, units, base, what, likely, signed=signed)

    spelled = "|".join(re.escape(unit) for unit in units)
    sign = "[+-]?" if signed else r"\+?"
    schema = {
        "type": "string",
        "pattern": rf"^{sign}[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{{1,2}})? ?({spelled})$",
        "examples": list(likely),
        "title": what,
    }
    return BeforeValidator(read), WithJsonSchema(schema, mode="validation")


_minutes, _minutes_schema = _type(TIME_UNITS, "minute", "a duration", ("6 min", "6 h"))
_signed, _signed_schema = _type(TIME_UNITS, "minute", "a duration", ("6 min", "6 h"), signed=True)
_km, _km_schema = _type({"km": "km"}, "km", "a distance", ("2 km", "0.5 km"))
_yuan, _yuan_schema = _type({"yuan": "yuan"}, "yuan", "an amount of money", ("60 yuan", "0.5 yuan"))
_signed_yuan, _signed_yuan_schema = _type(
    {"yuan": "yuan"}, "yuan", "an amount of money", ("60 yuan", "-60 yuan"), signed=True
)
_fare, _fare_schema = _type({"yuan/km": "yuan/km"}, "yuan/km", "a fare", ("0.6 yuan/km", "1 yuan/km"))
_speed, _speed_schema = _type({"km/h": "km/hour"}, "km/hour", "a speed", ("30 km/h", "4 km/h"))
_rate, _rate_schema = _type(RATE_UNITS, "1/minute", "a rate", ("3/h", "3/day"))


def _before(read: Callable[[Any], float], schema: dict[str, Any]) -> Any:
    return BeforeValidator(read), WithJsonSchema(schema, mode="validation")


_share_read, _share_schema = _before(read_share, {
    "anyOf": [
        {"type": "string", "pattern": r"^\+?[0-9]+(\.[0-9]+)? ?%$"},
        {"type": "number", "minimum": 0, "maximum": 1},
    ],
    "examples": ["85 %", 0.85], "title": "a share",
})  # fmt: skip
_points_read, _points_schema = _before(read_points, {
    "type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)? ?points?$", "examples": ["2 points"],
    "title": "a difference of shares",
})  # fmt: skip
_number_read, _number_schema = _before(read_plain, {"type": "number", "title": "a plain number"})
_factor_read, _factor_schema = _before(
    read_factor, {"type": "number", "minimum": 0, "title": "a plain number of 0 or more"}
)
_measured_read, _measured_schema = _before(
    read_measured, {"type": ["number", "string"], "title": "a value in the measure's own unit"}
)
_count_read, _count_schema = _before(
    read_count, {"type": "integer", "minimum": 0, "title": "a whole number of 0 or more"}
)
_capacity_read, _capacity_schema = _before(read_capacity, {
    "anyOf": [{"type": "integer", "minimum": 0}, {"const": "unlimited"}],
    "title": "a whole number of 0 or more, or unlimited",
})  # fmt: skip

Minutes = Annotated[float, _minutes, _minutes_schema]
"""A duration, in minutes: ``6 min``, ``2 h``, ``12 weeks``."""
Days = Annotated[float, _minutes, _minutes_schema]
"""A long duration; the same spellings and, like every time, held in minutes."""
SignedMinutes = Annotated[float, _signed, _signed_schema]
"""A difference of times, in minutes: ``-5 min`` is five minutes early."""
Km = Annotated[float, _km, _km_schema]
Yuan = Annotated[float, _yuan, _yuan_schema]
SignedYuan = Annotated[float, _signed_yuan, _signed_yuan_schema]
YuanPerKm = Annotated[float, _fare, _fare_schema]
KmPerHour = Annotated[float, _speed, _speed_schema]
Rate = Annotated[float, _rate, _rate_schema]
"""How often, per minute: ``3/week``, ``0.25/min``."""
Share = Annotated[float, _share_read, _share_schema]
"""A part of a whole, 0 to 1: ``85 %`` or ``0.85``."""
Points = Annotated[float, _points_read, _points_schema]
"""A difference of two shares, -1 to 1: ``2 points``."""
Number = Annotated[float, _number_read, _number_schema]
"""A plain number with either sign, such as a weight in a choice."""
Factor = Annotated[float, _factor_read, _factor_schema]
"""A plain number of 0 or more, such as a multiplier."""
Measured = Annotated[float, _measured_read, _measured_schema]
"""A value of a measure, in the unit that ends the measure's name."""
Count = Annotated[int, _count_read, _count_schema]
Capacity = Annotated[int, _capacity_read, _capacity_schema]
"""How many fit or can serve at once: a whole number, or ``unlimited``."""
