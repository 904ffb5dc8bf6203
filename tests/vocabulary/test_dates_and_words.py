"""Days and clock times are read strictly; words have numbers that never change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.vocabulary import BANDS, BANDS_ZH, CODES, PRIORITIES, TIERS, TIERS_ZH, words
from sim.vocabulary.dates import ClockTime, Day


def test_a_day_is_a_day() -> None:
    assert TypeAdapter(Day).validate_python("2026-07-06") == dt.date(2026, 7, 6)
    assert TypeAdapter(Day).validate_python(dt.date(2026, 7, 6)) == dt.date(2026, 7, 6)


@pytest.mark.parametrize("given", [20260706, "20260706", "2026-7-6", "2026-02-30", "6 July", None, 1e9])
def test_what_a_library_would_read_as_seconds_or_guess_is_no_day(given: Any) -> None:
    with pytest.raises(ValidationError, match=r"2026-07-06|no such day"):
        TypeAdapter(Day).validate_python(given)


@pytest.mark.parametrize(("text", "minute"), [("00:00", 0), ("10:00", 600), ("12:30", 750), ("24:00", 1440)])
def test_a_clock_time_is_minutes_after_midnight(text: str, minute: float) -> None:
    assert TypeAdapter(ClockTime).validate_python(text) == minute


@pytest.mark.parametrize("given", [750, "7:30", "10:60", "25:00", "24:01", "ten", None])
def test_what_is_no_clock_time_is_refused(given: Any) -> None:
    with pytest.raises(ValidationError, match="10:00"):
        TypeAdapter(ClockTime).validate_python(given)


def test_tiers_bands_and_priorities_have_their_numbers() -> None:
    assert TIERS.index("county") == words.COUNTY == 2
    assert BANDS.index("critical") == words.CRITICAL == 3
    assert PRIORITIES.index("walk_in") == words.WALK_IN == 3
    assert len(TIERS_ZH) == len(TIERS)
    assert len(BANDS_ZH) == len(BANDS)
    assert words.HOME == -1


@pytest.mark.parametrize("column", CODES)
def test_every_code_has_an_english_and_a_chinese_name(column: str) -> None:
    codes = list(CODES[column])
    assert len({int(code) for code in codes}) == len(codes)
    assert sorted(int(c) for c in codes if c >= 0) == list(range(sum(int(c) >= 0 for c in codes)))
    assert all(code.en and code.zh for code in codes)


def test_published_codes_keep_their_numbers() -> None:
    assert [(code.name, int(code)) for code in words.Outcome] == [
        ("seen", 0), ("gave_up", 1), ("turned_away", 2), ("waiting", 3),
    ]  # fmt: skip
    assert int(words.Reason.review) == 4
    assert int(words.Channel.step_down) == 5
    assert int(words.Exit.inside) == 5
    assert words.Action.treated.zh == "就地处置"
