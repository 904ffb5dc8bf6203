"""A column of durations in a planner's table: its name says the unit, or its cells do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sim.vocabulary.quantities import SignedMinutes

_UNIT_OF_SUFFIX: Final = {
    "s": "s", "min": "min", "minutes": "min", "h": "h", "hours": "h", "d": "d", "day": "d", "days": "d",
    "week": "week", "weeks": "week",
}  # fmt: skip
_minutes: Final = TypeAdapter[float](SignedMinutes)


def column_minutes(rows: Sequence[Mapping[str, str]], column: str, where: str) -> list[float]:
    """The column's durations, in minutes and in the order of the rows.

    ``exam_min``, ``stay_days`` or ``days`` hold bare numbers; any other column holds ``6 min``, ``2 h``.

    Raises:
        ValueError: no such column, no rows, or a cell that is no duration (named by its row).
    """
    if not rows:
        raise ValueError(f"{where} has no rows.")
    if column not in rows[0]:
        raise ValueError(f"{where} has no column {column!r}. It has: {', '.join(rows[0])}.")
    unit = _UNIT_OF_SUFFIX.get(column.rsplit("_", 1)[-1], "")
    found: list[float] = []
    for number, row in enumerate(rows, start=1):
        cell = row[column].strip()
        text = f"{cell} {unit}" if unit and not cell[-1:].isalpha() else cell
        try:
            found.append(_minutes.validate_python(text))
        except ValidationError:
            raise ValueError(
                f"{where}, row {number}: found {cell!r} in column {column!r}, expected a duration. "
                "End the column's name in _min, _h or _days, or write cells such as 6 min."
            ) from None
    return found
