"""When illness begins: the declared shape comes out exactly, hour by hour.

These checks lay evenly spaced luck along the ruler instead of drawing it, so they have no false alarms.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.illness.profiles import BLOCK_MIN, Rulers, Shape, blocks_until, minute_at, rulers
from sim.scenario.calendar import Calendar
from sim.scenario.profiles import Profiles
from tests.illness.a_county import CLINIC_BY_HOUR, DAY, PROFILES

CALENDAR = Calendar.model_validate({"start": "2026-01-05"})
LAST = 1 - 2.0**-53
EVEN = (np.arange(200_000) + 0.5) / 200_000


def ruler(shape: Shape, profiles: Any = None, calendar: Calendar = CALENDAR, blocks: int = 1) -> Rulers:
    return rulers(Profiles.model_validate(profiles or PROFILES), calendar, [shape], blocks)


def minutes(along: Rulers, luck: NDArray[np.float64], block: int = 0) -> NDArray[np.float64]:
    return np.array([minute_at(along.days, along.hours, along.starts, block, 0, float(u)) for u in luck])


def shares(parts: NDArray[np.int64], number: int) -> NDArray[np.float64]:
    return np.bincount(parts, minlength=number) / parts.size


def test_hours_come_out_as_declared_eight_in_the_morning_included() -> None:
    at = minutes(ruler(Shape(None, None, "clinic")), EVEN)
    by_hour = shares((at % DAY // 60).astype(int), 24)
    assert by_hour == pytest.approx(np.array(CLINIC_BY_HOUR) / sum(CLINIC_BY_HOUR), abs=2e-3 * 0.05)


def test_weekdays_come_out_as_declared() -> None:
    at = minutes(ruler(Shape(None, "clinic", "clinic")), EVEN)
    declared = np.array(PROFILES["by_weekday"]["clinic"])
    assert shares((at // DAY % 7).astype(int), 7) == pytest.approx(declared / declared.sum(), abs=1e-4)


def test_months_come_out_as_declared() -> None:
    at = minutes(ruler(Shape("winter", None, None)), EVEN)
    start = dt.date(2026, 1, 5)
    months = np.array([(start + dt.timedelta(days=int(day))).month - 1 for day in at // DAY])
    declared = np.array(PROFILES["by_month"]["winter"])
    days = np.bincount([(start + dt.timedelta(days=day)).month - 1 for day in range(364)])
    assert shares(months, 12) == pytest.approx(declared * days / (declared * days).sum(), abs=1e-4)


def test_without_a_shape_every_minute_is_as_likely_as_any() -> None:
    along = ruler(Shape(None, None, None), blocks=2)
    assert minutes(along, EVEN) == pytest.approx(EVEN * BLOCK_MIN, abs=1e-6)
    assert minutes(along, EVEN, block=1) == pytest.approx((1 + EVEN) * BLOCK_MIN, abs=1e-6)


def test_the_last_piece_of_a_day_lasts_over_midnight() -> None:
    night = {"by_hour": {"night": {"06:00": "40 %", "18:00": "60 %"}}}
    at = minutes(ruler(Shape(None, None, "night"), night), EVEN)
    by_quarter = shares((at % DAY // 360).astype(int), 4)
    assert by_quarter == pytest.approx([0.30, 0.20, 0.20, 0.30], abs=1e-4)


def test_a_public_holiday_counts_as_a_sunday() -> None:
    at_work = {"by_weekday": {"work": [1, 1, 1, 1, 1, 1, 0]}}
    china = Calendar.model_validate({"start": "2026-01-05", "holidays": "cn"})
    days = set((minutes(ruler(Shape(None, "work", None), at_work, china), EVEN) // DAY).astype(int).tolist())
    spring_festival = (dt.date(2026, 2, 17) - dt.date(2026, 1, 5)).days
    assert spring_festival not in days
    assert spring_festival in set((minutes(ruler(Shape(None, "work", None), at_work), EVEN) // DAY).astype(int))
    assert all(day % 7 != 6 for day in days)


def test_a_year_is_the_same_however_long_the_run() -> None:
    china = Calendar.model_validate({"start": "2026-01-05", "holidays": "cn"})
    shape = Shape("winter", "clinic", "clinic")
    short, long = ruler(shape, calendar=china), ruler(shape, calendar=china, blocks=3)
    assert np.array_equal(short.days[0], long.days[0])


@pytest.mark.parametrize("u", [0.0, 5e-324, 2.0**-53, 0.5, LAST])
def test_the_ends_of_luck_stay_within_the_year(u: float) -> None:
    weekend = {
        "by_weekday": {"w": [0, 0, 0, 0, 0, 1, 0]},
        "by_hour": {"h": {"09:00": "100 %", "10:00": "0 %"}},
    }
    at = float(minutes(ruler(Shape(None, "w", "h"), weekend), np.array([u]))[0])
    assert at // DAY % 7 == 5
    assert 540 <= at % DAY <= 600


WEIGHTS = st.floats(0, 10)


@given(
    weekday=st.lists(WEIGHTS, min_size=7, max_size=7).filter(lambda w: sum(w) > 1e-3),
    hours=st.dictionaries(st.integers(0, 23), st.integers(0, 20), min_size=1).filter(lambda h: sum(h.values()) > 0),
    luck=st.lists(st.floats(0, LAST), min_size=2, max_size=20),
)
def test_any_shape_gives_minutes_of_its_year_that_rise_with_luck(
    weekday: list[float], hours: dict[int, int], luck: list[float]
) -> None:
    total = sum(hours.values())
    by_hour = {f"{hour:02d}:00": hours[hour] / total for hour in sorted(hours)}
    along = ruler(Shape(None, "w", "h"), {"by_weekday": {"w": weekday}, "by_hour": {"h": by_hour}})
    at = minutes(along, np.array(sorted(luck)))
    assert ((at >= 0) & (at <= BLOCK_MIN)).all()
    assert (np.diff(at) >= 0).all()


def test_a_run_touches_whole_years() -> None:
    assert [blocks_until(end) for end in (0, 1, BLOCK_MIN, BLOCK_MIN + 1, 64 * 7 * DAY)] == [1, 1, 1, 2, 2]
