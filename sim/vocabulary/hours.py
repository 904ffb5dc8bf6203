"""When a door is open and how many are on duty: OpenStreetMap opening hours, read by a library.

``PH`` (public holidays) is resolved here, from dates that are passed in, and not by the library's own
calendars: those know single feast days of China but not the days off around them. With ``holidays: none`` no
day is a public holiday, so ``PH off`` never applies.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Final

import numpy as np
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # stubs lag
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from sim.vocabulary.reading import DAY_MIN, read_capacity

FloatArray = np.ndarray[Any, np.dtype[np.float64]]

_EXAMPLE: Final = '"Mo-Fr 08:00-12:00,14:00-17:30; Sa 08:00-12:00; PH off"'
_NOT_HERE: Final = {
    r"\b(sunrise|sunset|dawn|dusk)\b": "the sun's hours depend on the place: write clock times",
    r"\bSH\b": "school holidays are not known here: write dates",
    r"\beaster\b": "write dates",
    r"\bunknown\b": "a door is open or closed",
    r"\d\+": "an open end is not known: write when it closes",
    r"\|\|": "a fallback rule is not needed: write when it is open",
    r"\bPH [+-]\d": "days around holidays are not known: write dates",
}
_TIME: Final = re.compile(r"\d{1,2}:\d{2}")
_ANY_HOLIDAY: Final = (dt.date(2026, 1, 1),)


def public_holidays(calendar: str, first: dt.date, days: int) -> tuple[dt.date, ...]:
    """Days off work in China within ``days`` of ``first``, weekends between them included; none for "none".

    The announced arrangement of a year (State Council, each November) is known for past years; for later
    years the statutory days stand. Make-up working days are not modelled: a Sunday stays a Sunday.

    Raises:
        ValueError: a calendar other than ``cn`` or ``none``.
    """
    if calendar == "none":
        return ()
    if calendar != "cn":
        raise ValueError(f"found {calendar!r}, expected cn or none.")
    last = first + dt.timedelta(days=days)
    import holidays as holiday_calendars  # a county without any does not wait for it

    known = holiday_calendars.country_holidays("CN", years=range(first.year, last.year + 1))
    found = sorted(day for day in known if first <= day <= last)
    between = [
        before + dt.timedelta(days=n)
        for before, after in pairwise(found)
        for n in range(1, (after - before).days)
        if (after - before).days <= 3 and before.weekday() + n in (5, 6)
    ]
    return tuple(sorted({*found, *between}))


def _with_dates(text: str, dates: Iterable[dt.date]) -> str:
    """The same hours with ``PH`` written out as dates; rules that name only PH vanish when there are none."""
    spelled = ",".join(f"{day:%Y %b %d}" for day in dates)
    rules: list[str] = []
    for rule in (part.strip() for part in text.split(";")):
        selector, _, rest = rule.partition(" ")
        names = selector.split(",")
        if "PH" in rest or ("PH" in selector and "PH" not in names):
            raise ValueError(f"found {rule!r}: PH stands at the start of a rule, as in 'PH off'.")
        if "PH" not in names:
            rules.append(rule)
            continue
        others = ",".join(name for name in names if name != "PH")
        rules += [f"{days} {rest}".strip() for days in (others, spelled) if days]
    return "; ".join(rules) or "off"


@lru_cache(maxsize=4096)
def _parsed(text: str, dates: tuple[dt.date, ...]) -> OpeningHours:
    for pattern, cure in _NOT_HERE.items():
        if found := re.search(pattern, text):
            raise ValueError(f"found {found[0]!r} in {text!r}: {cure}. For example {_EXAMPLE}.")
    try:
        return OpeningHours(_with_dates(text, dates))
    except ParserError as fault:
        line = str(fault).replace("\n", " ")
        column = re.search(r"-->\s*\d+:(\d+)", line)
        expected = re.search(r"= expected (.*)", line)
        where = f" at character {column[1]}" if column else ""
        wanted = f" (the reader expected {expected[1].strip()})" if expected else ""
        message = f"cannot read opening hours {text!r}{where}{wanted}. For example {_EXAMPLE}."
        raise ValueError(message) from None


def check_hours(text: str) -> str:
    """Return the text if it is an opening-hours expression that this simulator understands.

    Raises:
        ValueError: with the place and what was expected there.
    """
    if not text.strip():
        raise ValueError(f"found no hours. For example {_EXAMPLE}, 24/7 or off.")
    _parsed(text, _ANY_HOLIDAY)
    return text


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


@lru_cache(maxsize=1024)
def _intervals(text: str, start: dt.date, days: int, holidays: tuple[dt.date, ...]) -> FloatArray:
    first, last = _midnight(start), _midnight(start + dt.timedelta(days=days))
    found: list[tuple[float, float]] = []
    for opens, closes, state, _ in _parsed(text, holidays).intervals(first, last):
        if state != State.OPEN:
            continue
        begin = max(0.0, (opens - first).total_seconds() / 60)
        end = min(days * DAY_MIN, (closes - first).total_seconds() / 60)
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    table = np.array(found, dtype=np.float64).reshape(-1, 2)
    table.setflags(write=False)
    return table


def intervals(text: str, start: dt.date, days: int, holidays: Iterable[dt.date] = ()) -> FloatArray:
    """When the door is open: rows of (opens, closes) in minutes from 00:00 of ``start``, in order, apart.

    Raises:
        ValueError: the text is no opening-hours expression.
    """
    return _intervals(text, start, days, tuple(holidays))


def timetable(text: str) -> str:
    """A boat's departures, ``Mo-Su 07:30,13:00``, as hours of a minute each, which the reader of hours knows.

    Raises:
        ValueError: the text names hours, not moments, or cannot be read.
    """
    if re.search(r"\d-\d", text) or not _TIME.search(text):
        raise ValueError(f'found {text!r}, expected days and times of departure, for example "Mo-Su 07:30,13:00".')
    return check_hours(_TIME.sub(lambda time: f"{time[0]}-{_minute_after(time[0])}", text))


def _minute_after(time: str) -> str:
    hour, minute = (int(part) for part in time.split(":"))
    return f"{hour + (minute + 1) // 60:02d}:{(minute + 1) % 60:02d}"


Roster = Annotated[
    int | dict[str, int],
    BeforeValidator(lambda value: read_roster(value)),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"const": "unlimited"},
                {
                    "type": "object",
                    "additionalProperties": {"type": ["integer", "string"], "minimum": 0},
                },
            ],
            "examples": [2, "unlimited", {"Mo-Fr": 3, "Sa": 2}],
            "title": "how many serve at once: a number, unlimited, or so many in these hours",
        },
        mode="validation",
    ),
]
"""How many are on duty: a number, ``unlimited``, or a map from hours to numbers; where two lines meet the
later one holds, and hours that no line names have nobody."""


def read_roster(value: Any) -> int | dict[str, int]:
    """A roster as a whole number or a map from checked hours to whole numbers.

    Raises:
        ValueError: neither, or hours that cannot be read.
    """
    if not isinstance(value, dict):
        return read_capacity(value)
    if not value:
        raise ValueError("found an empty roster, expected for example {Mo-Fr: 3, Sa: 2}.")
    return {check_hours(str(hours)): read_capacity(number) for hours, number in value.items()}


def steps(
    roster: int | Mapping[str, int], start: dt.date, days: int, holidays: Iterable[dt.date] = ()
) -> list[tuple[float, int]]:
    """How many are on duty from each minute on; the first step is at minute 0, equal steps are joined."""
    if isinstance(roster, int):
        return [(0.0, roster)]
    dates = tuple(holidays)
    lines = [(intervals(hours, start, days, dates), number) for hours, number in roster.items()]
    moments = sorted({0.0} | {float(minute) for table, _ in lines for minute in table.ravel()})
    found: list[tuple[float, int]] = []
    for minute in moments:
        if minute >= days * DAY_MIN:
            break
        on_duty = 0
        for table, number in lines:
            row = int(np.searchsorted(table[:, 0], minute, side="right")) - 1
            if row >= 0 and minute < table[row, 1]:
                on_duty = number
        if not found or found[-1][1] != on_duty:
            found.append((minute, on_duty))
    return found


Hours = Annotated[
    str,
    AfterValidator(check_hours),
    WithJsonSchema(
        {"type": "string", "examples": ["Mo-Fr 08:00-12:00; PH off", "24/7"], "title": "opening hours"},
        mode="validation",
    ),
]
"""Opening hours in the OpenStreetMap syntax; ``24/7`` is round the clock."""

__all__ = ["Hours", "Roster", "check_hours", "intervals", "public_holidays", "steps"]
