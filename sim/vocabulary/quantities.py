"""Numbers with units, as a planner writes them: ``6 min``, ``85 %``, ``3/week``, ``0.6 yuan/km``.

A quantity is text. It is matched against ``number unit`` *before* a library converts it, so that no text is
ever computed ("9**9**9 min"), mended ("1,5 min" is not fifteen) or guessed ("min" is not one minute). Values
arrive in base units: minutes, kilometres, yuan, km/h, shares of 1, rates per minute.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Final

import pint
from pydantic import BeforeValidator, WithJsonSchema

UNLIMITED: Final = 1_000_000_000
"""Servers, beds or places to wait without a limit."""
HUGE: Final = 1e9
"""No number of a county is larger; a longer one is a slip of the keyboard."""
DAY_MIN: Final = 1440.0
WEEK_MIN: Final = 10_080.0
YEAR_DAYS: Final = 364
"""A year of rates is 52 whole weeks, so that every weekday weighs the same."""

_NUMBER: Final = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_QUANTITY: Final = re.compile(rf"({_NUMBER}) ?((?:[A-Za-z]+(?:/[A-Za-z]+)?)|/[A-Za-z]+|%)")
_PLAIN: Final = re.compile(_NUMBER)

_TIME: Final = {
    "s": "second", "min": "minute", "h": "hour", "d": "day", "day": "day", "days": "day",
    "week": "week", "weeks": "week",
}  # fmt: skip
_RATE: Final = {f"/{word}": f"1/{unit}" for word, unit in _TIME.items()}
_TOO_VAGUE: Final = {"month", "months", "year", "years", "mo", "y", "yr"}


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[float]:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    registry.define("yuan = [money]")
    return registry


@lru_cache(maxsize=256)
def _factor(unit: str, base: str) -> float:
    """How many base units one unit is; only whitelisted unit names reach pint."""
    return float(_registry().Quantity(1.0, unit).to(base).magnitude)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _refuse_text(value: str, what: str, spellings: str) -> ValueError:
    if re.search(r"[0-9],[0-9]", value):
        return ValueError(
            f"found {_shown(value)}: no commas in numbers, a decimal has a point. Write {spellings}."
        )
    return ValueError(f"found {_shown(value)}, expected {what}. Write {spellings}.")


def _finite(number: float, value: object) -> float:
    if not math.isfinite(number) or abs(number) > HUGE:
        raise ValueError(f"found {_shown(value)}, expected a number no larger than {HUGE:.0e}.")
    return number


def quantity(
    value: Any, units: dict[str, str], base: str, what: str, likely: tuple[str, str], *, signed: bool = False
) -> float:
    """Read ``number unit`` and convert it to the base unit.

    Raises:
        ValueError: not of that form, an unknown unit, negative where that has no meaning, or not finite.
    """
    spellings = " or ".join(likely)
    if isinstance(value, bool) or value is None:
        raise ValueError(f"found {_shown(value)}, expected {what}. Write {spellings}.")
    if isinstance(value, int | float):
        number = f"{value:g}" if abs(value) < HUGE else _shown(value)
        first, second = (re.sub(r"^[0-9.]+", number, spelling) for spelling in likely)
        raise ValueError(f"found {number} without a unit. Write {first} or {second}.")
    if not isinstance(value, str):
        raise ValueError(f"found {_shown(value)}, expected {what}. Write {spellings}.")
    match = _QUANTITY.fullmatch(value.strip())
    if match is None:
        raise _refuse_text(value, what, spellings)
    unit = match[2]
    if unit in _TOO_VAGUE and "min" in units:
        raise ValueError(f"found {_shown(value)}: months and years differ in length. Write days or weeks.")
    if unit not in units:
        raise ValueError(f"found {_shown(value)}, expected {what} in {', '.join(units)}. Write {spellings}.")
    number_ = _finite(float(match[1]), value)
    if number_ < 0 and not signed:
        raise ValueError(f"found {_shown(value)}, expected {what} of 0 or more.")
    return _finite(number_ * _factor(units[unit], base), value)


def _type(
    units: dict[str, str], base: str, what: str, likely: tuple[str, str], *, signed: bool = False
) -> Any:
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


_minutes, _minutes_schema = _type(_TIME, "minute", "a duration", ("6 min", "6 h"))
_signed, _signed_schema = _type(_TIME, "minute", "a duration", ("6 min", "6 h"), signed=True)
_km, _km_schema = _type({"km": "km"}, "km", "a distance", ("2 km", "0.5 km"))
_yuan, _yuan_schema = _type({"yuan": "yuan"}, "yuan", "an amount of money", ("60 yuan", "0.5 yuan"))
_signed_yuan, _signed_yuan_schema = _type(
    {"yuan": "yuan"}, "yuan", "an amount of money", ("60 yuan", "-60 yuan"), signed=True
)
_fare, _fare_schema = _type({"yuan/km": "yuan/km"}, "yuan/km", "a fare", ("0.6 yuan/km", "1 yuan/km"))
_speed, _speed_schema = _type({"km/h": "km/hour"}, "km/hour", "a speed", ("30 km/h", "4 km/h"))
_rate, _rate_schema = _type(_RATE, "1/minute", "a rate", ("3/h", "3/day"))


def _share(value: Any) -> float:
    """``85 %`` or ``0.85`` -> 0.85; refuses 85, which could be either."""
    if isinstance(value, str) and _PLAIN.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"found {_shown(value)}, expected a share. Write 85 % or 0.85.")
    if isinstance(value, str):
        match = re.fullmatch(rf"({_NUMBER}) ?%", value.strip())
        if match is None:
            raise _refuse_text(value, "a share", "85 % or 0.85")
        share = float(match[1]) / 100
    else:
        share = float(value)
        if 1 < share <= 100:
            raise ValueError(f"found {value:g}: a share is written {value:g} % or {value / 100:g}.")
    if not 0 <= share <= 1:
        raise ValueError(f"found {_shown(value)}, expected a share between 0 % and 100 %.")
    return share


def _points(value: Any) -> float:
    """``2 points`` -> 0.02: a difference between two shares, with a sign if wanted."""
    match = re.fullmatch(rf"({_NUMBER}) ?points?", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"found {_shown(value)}: a difference of shares is in points. Write 2 points.")
    points = float(match[1]) / 100
    if not abs(points) <= 1:
        raise ValueError(f"found {_shown(value)}, expected between -100 points and 100 points.")
    return points


def _plain(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"found {_shown(value)}, expected a plain number without a unit, such as 1.2.")
    return _finite(float(value), value)


def _factor_of_0_or_more(value: Any) -> float:
    number = _plain(value)
    if number < 0:
        raise ValueError(f"found {number:g}, expected a number of 0 or more.")
    return number


def _measured(value: Any) -> float:
    """A value in the unit that the measure's own name ends in: a bare number, ``65 %`` or ``2 points``."""
    if isinstance(value, str):
        match = re.fullmatch(rf"({_NUMBER}) ?(?:%|points?)", value.strip())
        if match is None:
            raise ValueError(
                f"found {_shown(value)}: the unit is the measure's own. Write a bare number, 65 % or 2 points."
            )
        return _finite(float(match[1]) / 100, value)
    return _plain(value)


def _count(value: Any, also: str = "") -> int:
    if isinstance(value, float) and value.is_integer() and abs(value) < HUGE:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < UNLIMITED:
        raise ValueError(f"found {_shown(value)}, expected a whole number of 0 or more{also}.")
    return value


def _capacity(value: Any) -> int:
    return UNLIMITED if value == "unlimited" else _count(value, ", or unlimited")


def _before(read: Callable[[Any], float], schema: dict[str, Any]) -> Any:
    return BeforeValidator(read), WithJsonSchema(schema, mode="validation")


_share_read, _share_schema = _before(_share, {
    "anyOf": [
        {"type": "string", "pattern": r"^\+?[0-9]+(\.[0-9]+)? ?%$"},
        {"type": "number", "minimum": 0, "maximum": 1},
    ],
    "examples": ["85 %", 0.85], "title": "a share",
})  # fmt: skip
_points_read, _points_schema = _before(_points, {
    "type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)? ?points?$", "examples": ["2 points"],
    "title": "a difference of shares",
})  # fmt: skip
_number_read, _number_schema = _before(_plain, {"type": "number", "title": "a plain number"})
_factor_read, _factor_schema = _before(
    _factor_of_0_or_more, {"type": "number", "minimum": 0, "title": "a plain number of 0 or more"}
)
_measured_read, _measured_schema = _before(
    _measured, {"type": ["number", "string"], "title": "a value in the measure's own unit"}
)
_count_read, _count_schema = _before(
    _count, {"type": "integer", "minimum": 0, "title": "a whole number of 0 or more"}
)
_capacity_read, _capacity_schema = _before(_capacity, {
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
