"""How a planner's number is read: strictly, or refused with the spelling that was probably meant.

A quantity is text. It is matched against ``number unit`` *before* a library converts it, so that no text is
ever computed ("9**9**9 min"), mended ("1,5 min" is not fifteen) or guessed ("min" is not one minute). Values
arrive in base units: minutes, kilometres, yuan, km/h, shares of 1, rates per minute.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.kept.sealed import kept

if TYPE_CHECKING:
    import pint

UNLIMITED: Final = 1_000_000_000
"""Servers, beds or places to wait without a limit."""
HUGE: Final = 1e9
"""No number of a county is larger; a longer one is a slip of the keyboard."""
DAY_MIN: Final = 1440.0
WEEK_MIN: Final = 10_080.0
YEAR_DAYS: Final = 364
YEAR_MIN: Final = YEAR_DAYS * DAY_MIN
NEVER: Final = float("inf")
"""A minute that does not come."""
"""A year of rates is 52 whole weeks, so that every weekday weighs the same."""

_NUMBER: Final = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_QUANTITY: Final = re.compile(rf"({_NUMBER}) ?((?:[A-Za-z]+(?:/[A-Za-z]+)?)|/[A-Za-z]+|%)")
_PLAIN: Final = re.compile(_NUMBER)

TIME_UNITS: Final = {
    "s": "second", "min": "minute", "h": "hour", "d": "day", "day": "day", "days": "day",
    "week": "week", "weeks": "week",
}  # fmt: skip
RATE_UNITS: Final = {f"/{word}": f"1/{unit}" for word, unit in TIME_UNITS.items()}
DEFINED: Final = (
    "second = [time] = s", "minute = 60 * second = min", "hour = 60 * minute = h", "day = 24 * hour", "week = 7 * day",
    "meter = [length] = m", "kilo- = 1000 = k-", "yuan = [money]",
)  # fmt: skip
"""All that a scenario measures in; the thousand other units of the library take longer to read than a county."""
_TOO_VAGUE: Final = {"month", "months", "year", "years", "mo", "y", "yr"}


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[float]:
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    for definition in DEFINED:
        registry.define(definition)
    return registry


@lru_cache(maxsize=256)
def _factor(unit: str, base: str) -> float:
    """How many base units one unit is; only whitelisted unit names reach pint."""
    found = 1.0 if unit == base else _factors().get(f"{unit} {base}")
    return _asked_of_pint(unit, base) if found is None else found


def _asked_of_pint(unit: str, base: str) -> float:
    return float(_registry().Quantity(1.0, unit).to(base).magnitude)


@cache
def _factors() -> dict[str, float]:
    """What pint has said of times and rates, kept between runs: to load it takes longer than to read a county."""
    pairs = [(unit, "minute") for unit in TIME_UNITS.values()] + [(unit, "1/minute") for unit in RATE_UNITS.values()]
    library = importlib.util.find_spec("pint")
    assert library is not None
    installed = Path(library.origin or "").stat()
    made_of = repr((DEFINED, pairs, library.origin, installed.st_mtime_ns, installed.st_size))

    def make() -> bytes:
        return json.dumps({f"{unit} {base}": _asked_of_pint(unit, base) for unit, base in pairs}).encode()

    return dict(json.loads(kept(f"tiercare_units_{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.json", make)))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _refuse_text(value: str, what: str, spellings: str) -> ValueError:
    if re.search(r"[0-9],[0-9]", value):
        return ValueError(f"found {_shown(value)}: no commas in numbers, a decimal has a point. Write {spellings}.")
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
        written = dict.fromkeys(re.sub(r"^[0-9.]+", number, spelling) for spelling in likely)
        raise ValueError(f"found {number} without a unit. Write {' or '.join(written)}.")
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


def read_share(value: Any) -> float:
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


def read_points(value: Any) -> float:
    """``2 points`` -> 0.02: a difference between two shares, with a sign if wanted."""
    match = re.fullmatch(rf"({_NUMBER}) ?points?", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"found {_shown(value)}: a difference of shares is in points. Write 2 points.")
    points = float(match[1]) / 100
    if not abs(points) <= 1:
        raise ValueError(f"found {_shown(value)}, expected between -100 points and 100 points.")
    return points


def read_plain(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"found {_shown(value)}, expected a plain number without a unit, such as 1.2.")
    return _finite(float(value), value)


def read_factor(value: Any) -> float:
    number = read_plain(value)
    if number < 0:
        raise ValueError(f"found {number:g}, expected a number of 0 or more.")
    return number


def read_measured(value: Any) -> float:
    """A value in the unit that the measure's own name ends in: a bare number, ``65 %`` or ``2 points``."""
    if isinstance(value, str):
        match = re.fullmatch(rf"({_NUMBER}) ?(?:%|points?)", value.strip())
        if match is None:
            raise ValueError(
                f"found {_shown(value)}: the unit is the measure's. Write a bare number, 65 % or 2 points."
            )
        return _finite(float(match[1]) / 100, value)
    return read_plain(value)


def read_count(value: Any, also: str = "") -> int:
    if isinstance(value, float) and value.is_integer() and abs(value) < HUGE:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < UNLIMITED:
        raise ValueError(f"found {_shown(value)}, expected a whole number of 0 or more{also}.")
    return value


def read_capacity(value: Any) -> int:
    return UNLIMITED if value == "unlimited" else read_count(value, ", or unlimited")
