"""Doors and rosters: open, next open, closed while nobody serves, and stitched together over dates."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from sim.network.stitch import joined_doors, joined_steps
from sim.network.units import ALWAYS, Door, UnitRow

LUNCH = Door((480.0, 840.0, 1920.0), (720.0, 1050.0, 2160.0))


def test_a_door_opens_when_it_says_so() -> None:
    asked = (0.0, 480.0, 600.0, 720.0, 800.0, 1049.9, 1050.0, 2160.0)
    assert [LUNCH.opens_at(minute) for minute in asked] == [
        480.0, 480.0, 600.0, 840.0, 840.0, 1049.9, 1920.0, math.inf,
    ]  # fmt: skip
    assert ALWAYS.opens_at(1e6) == 1e6


def test_minutes_of_opening_between_two_moments() -> None:
    assert LUNCH.opens_in(0.0, 1440.0) == 240.0 + 210.0
    assert LUNCH.opens_in(600.0, 900.0) == 120.0 + 60.0


def test_a_door_is_closed_while_nobody_is_on_the_roster() -> None:
    weekdays = ((0.0, 2), (1440.0, 0), (1950.0, 1))
    door = LUNCH.while_staffed(weekdays)
    assert door == Door((480.0, 840.0, 1950.0), (720.0, 1050.0, 2160.0))
    assert ALWAYS.while_staffed(((0.0, 0), (60.0, 1))).opens_at(0.0) == 60.0
    assert LUNCH.while_staffed(((0.0, 1),)) is LUNCH
    assert LUNCH.while_staffed(((0.0, 0),)).opens_at(0.0) == math.inf


def test_doors_follow_one_another_at_their_dates() -> None:
    early, late = Door((480.0, 1920.0), (720.0, 2160.0)), Door((540.0, 1980.0), (700.0, 2200.0))
    assert joined_doors([early, late], [0.0, 1440.0]) == Door((480.0, 1980.0), (720.0, 2200.0))
    assert joined_doors([early, early], [0.0, 1440.0]) is early


def test_a_door_that_is_open_on_the_date_stays_open_only_if_both_say_so() -> None:
    assert joined_doors([ALWAYS, LUNCH], [0.0, 600.0]) == Door((0.0, 840.0, 1920.0), (720.0, 1050.0, 2160.0))


def test_rosters_follow_one_another_at_their_dates() -> None:
    assert joined_steps([((0.0, 2),), ((0.0, 3),)], [0.0, 1440.0]) == [(0.0, 2), (1440.0, 3)]
    week = ((0.0, 3), (7200.0, 2), (8640.0, 1))
    assert joined_steps([((0.0, 2),), week], [0.0, 8000.0]) == [(0.0, 2), (8640.0, 1)]


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 3)), max_size=6, unique_by=lambda step: step[0]),
    st.integers(0, 6000),
)
def test_a_roster_is_what_it_was_last_set_to(steps: list[tuple[int, int]], minute: int) -> None:
    roster = sorted([(0.0, 1), *((float(at), n) for at, n in steps)])
    unit = UnitRow(0, "x", "x", "clinic", 0, 0, steps=tuple(roster))
    assert unit.servers_at(float(minute)) == [n for at, n in roster if at <= minute][-1]
