"""How each sort of number is read, added to and written back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.paths import unfolded
from sim.scenario.sorts import SORTS, Sort, sort_of
from sim.vocabulary import (
    UNLIMITED,
    Capacity,
    Count,
    Factor,
    Km,
    KmPerHour,
    Minutes,
    Points,
    Rate,
    Roster,
    Share,
    Yuan,
    YuanPerKm,
)


def sort(kind: Any) -> Sort:
    found = sort_of(unfolded(kind))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "text", "base", "written"),
    [
        (Minutes, "2 h", 120.0, "120 min"),
        (Minutes, "30 s", 0.5, "0.5 min"),
        (Km, "2 km", 2.0, "2 km"),
        (Yuan, "60 yuan", 60.0, "60 yuan"),
        (YuanPerKm, "0.6 yuan/km", 0.6, "0.6 yuan/km"),
        (KmPerHour, "30 km/h", 30.0, "30 km/h"),
        (Rate, "30/h", 0.5, "0.5/min"),
        (Share, "85 %", 0.85, "85 %"),
        (Share, 0.125, 0.125, "12.5 %"),
        (Points, "2 points", 0.02, "2 points"),
        (Factor, 1.1, 1.1, 1.1),
        (Count, 25, 25.0, 25),
        (Capacity, "unlimited", float(UNLIMITED), "unlimited"),
    ],
)
def test_a_number_is_written_so_that_it_is_read_again(kind: Any, text: Any, base: float, written: Any) -> None:
    one = sort(kind)
    assert one.read(text) == pytest.approx(base)
    assert one.write(one.read(text)) == written
    assert one.read(one.write(one.read(text))) == pytest.approx(base)


@pytest.mark.parametrize(
    ("kind", "text", "change"),
    [
        (Minutes, "-5 min", -5.0),
        (Minutes, "+1 h", 60.0),
        (Yuan, "-10 yuan", -10.0),
        (Km, "-0.5 km", -0.5),
        (Share, "5 points", 0.05),
        (Share, "-5 points", -0.05),
        (Count, -5, -5.0),
        (Count, 5, 5.0),
        (Factor, -0.1, -0.1),
        (Rate, "-3/h", -0.05),
    ],
)
def test_a_change_has_a_sign_and_the_unit_of_its_number(kind: Any, text: Any, change: float) -> None:
    assert sort(kind).change(text) == pytest.approx(change)


@pytest.mark.parametrize(
    ("kind", "text"), [(Share, "5 %"), (Share, 0.05), (Minutes, 5), (Count, "5 min"), (Yuan, "5 km"), (Count, 0.5)]
)
def test_a_change_in_other_units_is_refused(kind: Any, text: Any) -> None:
    with pytest.raises(ValueError):
        sort(kind).change(text)


def test_counts_are_rounded_to_whole_ones() -> None:
    assert [sort(Count).write(number) for number in (2.4, 2.5, 27.5)] == [2, 3, 28]


def test_a_roster_counts_like_beds() -> None:
    assert sort(Roster).read("unlimited") == UNLIMITED


@pytest.mark.parametrize("kind", [str, bool, dict[str, int]])
def test_what_is_no_number_has_no_sort(kind: Any) -> None:
    assert sort_of(unfolded(kind)) is None


@given(number=st.floats(0, 1e6, allow_nan=False), place=st.integers(0, len(SORTS) - 1))
def test_whatever_the_number_what_is_written_is_read_as_the_same(number: float, place: int) -> None:
    one = SORTS[place]
    number = number / 1e6 if one.type in (Share, Points) else number
    again = one.read(one.write(number))
    assert again == pytest.approx(number, rel=1e-9, abs=1e-9 if not one.whole else 0.5)
