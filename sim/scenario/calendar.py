"""When the run begins, how long it lasts and which days are holidays."""

from __future__ import annotations

import datetime as dt
import math
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.block import Block
from sim.vocabulary import DAY_MIN, WEEK_MIN, Days, public_holidays
from sim.vocabulary.dates import Day

LONGEST_DAYS = 100_000


class Calendar(Block):
    """Days and weeks of the run. Simulated time is minutes from 00:00 of the first day."""

    start: Day = Field(description="first day of the run, a Monday; minute 0 is 00:00 of this day")
    warm_up: Days = Field(12 * WEEK_MIN, description="run but not measured; days or weeks")
    measure: Days = Field(52 * WEEK_MIN, gt=0, description="measured; whole weeks weigh all weekdays alike")
    holidays: Literal["cn", "none"] = Field(
        "none", description="cn: public holidays of China (PH in opening hours); none: all weeks alike"
    )
    ends: Literal["at_horizon", "when_empty"] = Field(
        "at_horizon",
        description="at_horizon: the run is cut; when_empty: arrivals stop and the last patient leaves, or is given up "
        "when nobody has been served for 400 days",
    )

    @model_validator(mode="after")
    def _begins_on_a_monday(self) -> Self:
        if self.start.weekday() != 0:
            monday = self.start - dt.timedelta(days=self.start.weekday())
            raise ValueError(f"start {self.start} is a {self.start:%A}, expected a Monday, such as {monday}.")
        if self.days > LONGEST_DAYS:
            raise ValueError(f"a run of {self.days:,} days is longer than the {LONGEST_DAYS:,} allowed.")
        return self

    @property
    def end_min(self) -> float:
        """Last minute that is measured."""
        return self.warm_up + self.measure

    @property
    def days(self) -> int:
        """Calendar days that the run touches, the last one perhaps in part."""
        return math.ceil(self.end_min / DAY_MIN)

    @cached_property
    def public_holidays(self) -> tuple[dt.date, ...]:
        """Days of the run on which ``PH`` applies, a month beyond its end included."""
        return public_holidays(self.holidays, self.start, self.days + 31)

    def minute(self, day: dt.date | None) -> float:
        """Minute at which a day begins; without a day, the first of the run."""
        return 0.0 if day is None else (day - self.start).days * DAY_MIN

    def day(self, minute: float) -> dt.date:
        """The calendar day of ``minute``."""
        return self.start + dt.timedelta(days=math.floor(minute / DAY_MIN))
