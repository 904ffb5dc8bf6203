"""Where a verdict flips is read in a straight line between two values that were run, and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest

from experiments.statistics.verdicts import Verdict
from experiments.study.flips import Interval, between, flip

BETTER = Interval(4.0, 6.0, 3.0)


def test_a_verdict_that_is_the_same_at_the_end_does_not_flip() -> None:
    assert flip(BETTER, Interval(3.5, 9.0, 3.0)) is None


def test_the_first_word_on_the_way_is_told_not_the_last() -> None:
    found = flip(BETTER, Interval(-6.0, -4.0, 3.0))
    assert found is not None
    assert found.becomes is Verdict.BETTER_PERHAPS
    assert found.share == pytest.approx(0.1), "the lower end falls from 4 to -6 and passes the margin, 3, a tenth on"


def test_at_the_value_told_the_word_changes_and_just_before_it_does_not() -> None:
    end = Interval(-1.0, 1.0, 3.0)
    found = flip(BETTER, end)
    assert found is not None
    assert BETTER.towards(end, found.share - 1e-6).word is Verdict.BETTER
    assert BETTER.towards(end, found.share + 1e-6).word is found.becomes


def test_one_replication_flips_nothing() -> None:
    assert flip(Interval(math.nan, math.nan, 3.0), BETTER) is None
    assert flip(BETTER, Interval(math.nan, math.nan, 3.0)) is None


def test_less_is_good_is_turned_before_it_is_read() -> None:
    row: dict[Hashable, Any] = {"simultaneous_lo": -6.0, "simultaneous_hi": -4.0, "better": "lower", "margin": 3.0}
    assert Interval.of(row) == BETTER


@pytest.mark.parametrize(
    ("base", "end", "share", "text"),
    [
        ("38 %", "19 %", 0.5, "28.5 %"),
        ("50", "70", 0.25, "55"),
        ("5 min", "1 h", 0.5, "1 h"),
        ("nearest", "by skill", 0.5, "by skill"),
    ],
)
def test_a_value_between_is_written_like_its_ends(base: str, end: str, share: float, text: str) -> None:
    assert between(base, end, share) == text


def test_a_line_of_differences_read_back_from_a_file_is_enough() -> None:
    rows = pd.DataFrame([{"simultaneous_lo": -6.0, "simultaneous_hi": -4.0, "better": "lower", "margin": 3.0}]).to_dict(
        "records"
    )
    assert Interval.of(rows[0]).word is Verdict.BETTER
