"""When in the year, the week and the day people fall ill: shapes that conditions name."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from sim.scenario.block import Block, Named, sum_to_one
from sim.vocabulary import Factor, Share
from sim.vocabulary.dates import read_clock


def _so_many(number: int, what: str) -> AfterValidator:
    def check(given: tuple[float, ...]) -> tuple[float, ...]:
        if len(given) != number:
            raise ValueError(f"found {len(given)} numbers, expected {number}: one for each {what}.")
        if not math.fsum(given) > 0:
            raise ValueError("found only zeros, expected at least one number above 0.")
        return given

    return AfterValidator(check)


def _clock_times(given: Any) -> Any:
    """Keys are clock times in rising order; they stay text, so that the page shows what was written."""
    minutes = [read_clock(time) for time in given] if isinstance(given, dict) else []
    if minutes != sorted(set(minutes)) or 1440.0 in minutes:
        raise ValueError(f"clock times must rise and stay below 24:00, found {', '.join(given)}.")
    return given


ByMonth = Annotated[tuple[Factor, ...], _so_many(12, "month, January first")]
ByWeekday = Annotated[tuple[Factor, ...], _so_many(7, "weekday, Monday first")]
ByHour = Annotated[dict[str, Share], BeforeValidator(_clock_times), AfterValidator(sum_to_one)]


class Profiles(Block):
    """Shapes by name. Their level does not matter: rates are per year, shapes only spread them."""

    by_month: Named[ByMonth] = Field({}, description="12 plain numbers, January first")
    by_weekday: Named[ByWeekday] = Field({}, description="7 plain numbers, Monday first")
    by_hour: Named[ByHour] = Field(
        {}, description='shares of a day: {"07:00": 8 %, "08:00": 20 %, ...}, each until the next time'
    )
