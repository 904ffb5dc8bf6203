"""Days and clock times as a planner writes them: ``2026-07-06``, ``"10:00"``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema


def read_day(value: Any) -> dt.date:
    """A calendar day; numbers and date-times are refused, because a library would read them as seconds.

    Raises:
        ValueError: not of the form 2026-07-06, or no such day.
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(f"found {str(value)[:40]!r}, expected a day such as 2026-07-06.")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"found {value!r}: the calendar has no such day.") from None


def read_clock(value: Any) -> float:
    """Minutes after midnight of a clock time ``"00:00"`` to ``"24:00"``.

    Raises:
        ValueError: not of that form. ``12:30`` without quotes is fine here: YAML 1.2 keeps it text.
    """
    found = re.fullmatch(r"([0-9]{2}):([0-9]{2})", value) if isinstance(value, str) else None
    if found is None or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 1440:
        raise ValueError(f'found {str(value)[:40]!r}, expected a clock time such as "10:00".')
    return float(int(found[1]) * 60 + int(found[2]))


Day = Annotated[
    dt.date,
    BeforeValidator(read_day),
    WithJsonSchema(
        {"type": "string", "format": "date", "title": "a day", "examples": ["2026-07-06"]}, mode="validation"
    ),
]
"""A calendar day."""
ClockTime = Annotated[
    float,
    BeforeValidator(read_clock),
    WithJsonSchema(
        {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "title": "a clock time", "examples": ["10:00"]},
        mode="validation",
    ),
]
"""A clock time, in minutes after midnight."""
