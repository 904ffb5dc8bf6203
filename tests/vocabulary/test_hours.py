"""Doors and rosters: OpenStreetMap hours, with public holidays that the calendar passes in."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.vocabulary import UNLIMITED, Hours, Roster, intervals, public_holidays, steps

MONDAY = dt.date(2026, 1, 5)
DAY = 1440.0


def test_a_hospital_week() -> None:
    found = intervals("Mo-Fr 08:00-12:00,14:00-17:30; Sa 08:00-12:00; PH off", MONDAY, 7)
    assert found.shape == (11, 2)
    assert found[0].tolist() == [480, 720]
    assert found[1].tolist() == [840, 1050]
    assert found[-1].tolist() == [5 * DAY + 480, 5 * DAY + 720]


def test_round_the_clock_is_one_interval() -> None:
    assert intervals("24/7", MONDAY, 700).tolist() == [[0, 700 * DAY]]
    assert intervals("Mo-Su 00:00-24:00", MONDAY, 3).tolist() == [[0, 3 * DAY]]


def test_a_door_that_never_opens_has_no_interval() -> None:
    assert intervals("off", MONDAY, 7).shape == (0, 2)


def test_a_night_shift_runs_over_midnight() -> None:
    found = intervals("Mo-Su 22:00-06:00", MONDAY, 2)
    assert found.tolist() == [[0, 360], [1320, 1440 + 360], [2760, 2880]]


def test_the_first_wednesday_of_the_month() -> None:
    found = intervals("We[1] 08:30-11:30", MONDAY, 60)
    days = [(MONDAY + dt.timedelta(minutes=float(row[0]))).day for row in found]
    assert len(found) == 3
    assert all(day <= 7 for day in days)


def test_public_holidays_close_only_when_the_calendar_has_them() -> None:
    text = "Mo-Su 08:00-12:00; PH off"
    spring = public_holidays("cn", MONDAY, 60)
    with_them, without = intervals(text, MONDAY, 60, spring), intervals(text, MONDAY, 60)
    assert len(without) == 60
    assert len(with_them) == 60 - len(spring)
    closed = {(MONDAY + dt.timedelta(days=n)) for n in range(60)} - {
        MONDAY + dt.timedelta(minutes=float(row[0])) for row in with_them
    }
    assert closed == set(spring)


def test_holidays_may_have_hours_of_their_own() -> None:
    day = MONDAY + dt.timedelta(days=1)
    found = intervals("Mo-Fr 08:00-17:00; PH 09:00-10:00", MONDAY, 3, [day])
    assert found.tolist() == [[480, 1020], [DAY + 540, DAY + 600], [2 * DAY + 480, 2 * DAY + 1020]]


def test_a_holiday_may_stand_among_weekdays() -> None:
    day = MONDAY + dt.timedelta(days=2)
    found = intervals("Mo-Su 08:00-12:00; PH,Su off", MONDAY, 7, [day])
    open_days = [int(row[0] // DAY) for row in found]
    assert open_days == [0, 1, 3, 4, 5]
    assert intervals("Mo,PH 08:00-12:00", MONDAY, 7, [day])[:, 0].tolist() == [480, 2 * DAY + 480]


def test_a_night_before_a_holiday_is_worked_to_its_end() -> None:
    day = MONDAY + dt.timedelta(days=1)
    found = intervals("Mo-Su 22:00-06:00; PH off", MONDAY, 3, [day])
    assert [DAY + 1320, 2 * DAY + 360] not in found.tolist()
    assert found[-1].tolist() == [2 * DAY + 1320, 3 * DAY]


def test_spring_festival_is_a_week_off_with_its_weekend() -> None:
    found = public_holidays("cn", MONDAY, 364)
    assert {dt.date(2026, 2, 16) + dt.timedelta(days=n) for n in range(8)} <= set(found)
    assert dt.date(2026, 10, 1) in found
    assert len(set(found)) == len(found) <= 40


def test_years_without_an_announcement_have_the_statutory_days() -> None:
    found = public_holidays("cn", dt.date(2030, 1, 7), 364)
    assert dt.date(2030, 10, 1) in found
    assert len(found) >= 10


def test_no_calendar_means_no_holidays() -> None:
    assert public_holidays("none", MONDAY, 364) == ()
    with pytest.raises(ValueError, match="expected cn or none"):
        public_holidays("fr", MONDAY, 364)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mo-Fr 8-12h", "at character 7"),
        ("", "found no hours"),
        ("sunrise-sunset", "write clock times"),
        ("Mo-Fr 08:00+", "write when it closes"),
        ("SH off", "school holidays"),
        ("Mo-Fr 08:00-12:00 unknown", "open or closed"),
        ("PH -1 day off", "around holidays"),
        ("Mo 08:00-09:00 PH off", "PH stands at the start"),
        ("quatsch", "cannot read opening hours"),
    ],
)
def test_hours_that_cannot_be_read_say_where_and_show_an_example(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as fault:
        TypeAdapter(Hours).validate_python(text)
    assert words in str(fault.value)
    assert "Mo-Fr 08:00-12:00" in str(fault.value) or "rule" in str(fault.value)


@given(
    st.sets(st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]), min_size=1),
    st.integers(0, 22),
    st.integers(1, 5),
)
def test_intervals_are_in_order_apart_and_inside_the_run(days: set[str], opens: int, lasts: int) -> None:
    text = f"{','.join(sorted(days))} {opens:02}:00-{opens + lasts:02}:00"
    found = intervals(text, MONDAY, 21)
    assert (found[:, 0] < found[:, 1]).all()
    assert (found[1:, 0] > found[:-1, 1]).all()
    assert found.min() >= 0
    assert found.max() <= 21 * DAY
    whole = 3 * len(days) * lasts * 60
    missing = max(0, opens + lasts - 24) * 60  # the last night is cut by the end of the run
    spilled_in = missing if "Su" in days else 0
    total = float((found[:, 1] - found[:, 0]).sum())
    assert whole - missing <= total <= whole + spilled_in


def test_intervals_are_shared_and_cannot_be_written_to() -> None:
    found = intervals("Mo-Su 08:00-12:00", MONDAY, 7)
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 1


def test_a_roster_of_one_number_is_one_step() -> None:
    assert steps(3, MONDAY, 7) == [(0.0, 3)]
    assert steps(TypeAdapter(Roster).validate_python("unlimited"), MONDAY, 7) == [(0.0, UNLIMITED)]


def test_a_roster_by_weekday_steps_at_midnight() -> None:
    assert steps({"Mo-Fr": 3, "Sa": 2}, MONDAY, 14) == [
        (0, 3), (5 * DAY, 2), (6 * DAY, 0), (7 * DAY, 3), (12 * DAY, 2), (13 * DAY, 0),
    ]  # fmt: skip


def test_a_roster_by_hours_steps_at_these_hours() -> None:
    found = steps({"Mo-Su 08:00-16:00": 3, "Mo-Su 16:00-24:00": 2}, MONDAY, 1)
    assert found == [(0, 0), (480, 3), (960, 2)]


def test_where_two_lines_of_a_roster_meet_the_later_one_holds() -> None:
    holiday = MONDAY + dt.timedelta(days=1)
    assert steps({"Mo-Su": 3, "PH": 1}, MONDAY, 3, [holiday]) == [(0, 3), (DAY, 1), (2 * DAY, 3)]


def test_steps_never_repeat_a_number() -> None:
    found = steps({"Mo-Fr 08:00-12:00": 2, "Mo-Fr 12:00-17:00": 2}, MONDAY, 5)
    numbers = [number for _, number in found]
    assert all(a != b for a, b in pairwise(numbers))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "empty roster"),
        ({"Mo-Fr 8-12h": 3}, "cannot read opening hours"),
        ({"Mo-Fr": -1}, "0 or more, or unlimited"),
        (-1, "0 or more, or unlimited"),
        ("many", "0 or more, or unlimited"),
    ],
)
def test_a_roster_that_makes_no_sense_is_refused(given: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TypeAdapter(Roster).validate_python(given)


def test_a_year_of_doors_is_read_in_no_time() -> None:
    holidays = public_holidays("cn", MONDAY, 448)
    found = intervals("Mo-Fr 08:00-12:00,14:00-17:30; Sa 08:00-12:00; PH off", MONDAY, 448, holidays)
    assert np.all(np.diff(found[:, 0]) > 0)
    assert 600 < len(found) < 720
