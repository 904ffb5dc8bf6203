"""When in the year, the week and the day illness begins: a share of luck becomes a minute.

A shape is month times weekday times hour. Over each block of 364 days (52 whole weeks from day 0) it is
turned into the share of the year's cases that has begun by each day and each hour; that ruler is inverted
exactly, so hourly counts are those of the declared shape and nothing is thinned. Blocks do not depend on how
long the run is.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.vocabulary import DAY_MIN, YEAR_DAYS, public_holidays
from sim.vocabulary.dates import read_clock

if TYPE_CHECKING:
    from sim.scenario.calendar import Calendar
    from sim.scenario.profiles import Profiles

BLOCK_MIN: Final = YEAR_DAYS * DAY_MIN
SUNDAY: Final = 6
ALMOST_ONE: Final = 1.0 - 2.0**-53


class Shape(NamedTuple):
    """Names of three profiles; none is level."""

    by_month: str | None
    by_weekday: str | None
    by_hour: str | None


@dataclass(frozen=True)
class Rulers:
    """Shapes as cumulative shares, ready to be inverted.

    Attributes:
        days: [block, shape, 365] share of the block's cases that begin before each day.
        hours: [shape, n] share of a day's cases that begin before each of its pieces.
        starts: [shape, n] minute of the day at which each piece starts; 1,440 where there are fewer pieces.
    """

    days: NDArray[np.float64]
    hours: NDArray[np.float64]
    starts: NDArray[np.float64]


def rulers(profiles: Profiles, calendar: Calendar, shapes: Sequence[Shape], blocks: int) -> Rulers:
    """The rulers of all shapes over so many blocks of 364 days.

    Raises:
        KeyError: a shape names a profile that is not declared.
    """
    months, weekdays = _dates(calendar, blocks)
    days = np.empty((blocks, len(shapes), YEAR_DAYS + 1))
    pieces = [_pieces(profiles.by_hour[shape.by_hour]) if shape.by_hour else [(0.0, 1.0)] for shape in shapes]
    width = max((len(piece) for piece in pieces), default=1) + 1
    hours = np.ones((len(shapes), width))
    starts = np.full((len(shapes), width), DAY_MIN)
    for s, shape in enumerate(shapes):
        by_month = np.array(profiles.by_month[shape.by_month] if shape.by_month else [1.0] * 12)
        by_weekday = np.array(profiles.by_weekday[shape.by_weekday] if shape.by_weekday else [1.0] * 7)
        weight = (by_month[months] * by_weekday[weekdays]).reshape(blocks, YEAR_DAYS)
        days[:, s] = _shares_before(weight)
        starts[s, : len(pieces[s])] = [start for start, _ in pieces[s]]
        hours[s, : len(pieces[s]) + 1] = _shares_before(np.array([share for _, share in pieces[s]]))
    return Rulers(days, hours, starts)


def _shares_before(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share before each part of a whole, along the last axis; exactly 0 first and exactly 1 last."""
    total = weight.sum(axis=-1, keepdims=True)
    shares = np.zeros((*weight.shape[:-1], weight.shape[-1] + 1))
    shares[..., 1:] = np.cumsum(weight, axis=-1) / total
    # nothing begins after the last day that has any weight, whatever the rounding
    return np.where(shares >= shares[..., -1:], 1.0, shares)


def _dates(calendar: Calendar, blocks: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Month (0 to 11) and weekday of every day; a public holiday counts as a Sunday."""
    days = blocks * YEAR_DAYS
    off = set(public_holidays(calendar.holidays, calendar.start, days))
    dates = [calendar.start + dt.timedelta(days=day) for day in range(days)]
    months = [date.month - 1 for date in dates]
    weekdays = [SUNDAY if date in off else date.weekday() for date in dates]
    return np.array(months, np.int64), np.array(weekdays, np.int64)


def _pieces(by_hour: dict[str, float]) -> list[tuple[float, float]]:
    """(minute at which it starts, share) of the pieces of a day, from midnight on.

    Each declared share lasts until the next time; the last one lasts over midnight to the first.
    """
    declared = sorted((read_clock(time), share) for time, share in by_hour.items())
    first, (last, over_midnight) = declared[0][0], declared[-1]
    if first == 0.0:
        return declared
    length = DAY_MIN - last + first
    evening, morning = over_midnight * (DAY_MIN - last) / length, over_midnight * first / length
    return [(0.0, morning), *declared[:-1], (last, evening)]


def blocks_until(horizon_min: float) -> int:
    """How many blocks of 364 days a run of this length touches."""
    return max(1, math.ceil(horizon_min / BLOCK_MIN))


@njit(cache=True)
def minute_at(days: Any, hours: Any, starts: Any, block: int, shape: int, u: float) -> float:
    """The minute of the run by which a share u of the block's cases has begun."""
    low = min(int(u * YEAR_DAYS), YEAR_DAYS - 1)  # were all days alike; from there it is a few days' walk
    while days[block, shape, low] > u:
        low -= 1
    while low < YEAR_DAYS - 1 and days[block, shape, low + 1] <= u:
        low += 1
    before = days[block, shape, low]
    within = min((u - before) / (days[block, shape, low + 1] - before), ALMOST_ONE)
    piece = 0
    while piece < hours.shape[1] - 2 and hours[shape, piece + 1] <= within:
        piece += 1
    begun = hours[shape, piece]
    part = (within - begun) / (hours[shape, piece + 1] - begun)
    start = starts[shape, piece]
    return float((block * YEAR_DAYS + low) * DAY_MIN + start + part * (starts[shape, piece + 1] - start))
