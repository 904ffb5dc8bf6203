"""The Kaplan–Meier curve against a textbook case, against plain quantiles, and in its corners."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.survival import kaplan_meier

WAITS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def test_the_textbook_case_of_the_leukaemia_trial() -> None:
    """Freireich et al. 1963, 6-mercaptopurine arm: the curve every textbook prints."""
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    relapsed = np.array([True] * 9 + [False] * 12)
    curve = kaplan_meier(np.array(weeks, float), relapsed)
    assert list(curve.minutes) == [6, 7, 10, 13, 16, 22, 23]
    assert curve.share == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.quantile(0.5) == 23


def test_nobody_waits_for_nobody() -> None:
    curve = kaplan_meier(np.zeros(0), np.zeros(0, bool))
    assert np.isnan(curve.quantile(0.5))
    assert list(curve.at(np.array([0.0, 10.0]))) == [1.0, 1.0]


def test_if_all_leave_nobody_is_ever_served() -> None:
    curve = kaplan_meier(np.array([3.0, 5.0]), np.array([False, False]))
    assert list(curve.at(np.array([0.0, 4.0, 9.0]))) == [1.0, 1.0, 1.0]


def test_who_leaves_in_the_minute_of_a_service_was_still_waiting_then() -> None:
    curve = kaplan_meier(np.array([5.0, 5.0]), np.array([True, False]))
    assert list(curve.share) == [0.5]


@given(WAITS)
def test_the_curve_falls_from_one_and_stays_in_bounds(waits: list[tuple[int, bool]]) -> None:
    minutes, served = np.array([w for w, _ in waits], float), np.array([s for _, s in waits])
    share = kaplan_meier(minutes, served).at(np.arange(-1.0, 40.0))
    assert share[0] == 1.0
    assert (np.diff(share) <= 1e-12).all()
    assert ((share >= 0.0) & (share <= 1.0)).all()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_without_leavers_it_is_the_share_of_longer_waits(waits: list[int]) -> None:
    minutes = np.array(waits, float)
    grid = np.arange(0.0, 35.0)
    curve = kaplan_meier(minutes, np.ones(len(minutes), bool))
    longer = np.array([(minutes > at).mean() for at in grid])
    assert curve.at(grid) == pytest.approx(longer)


@given(WAITS)
def test_leaving_later_never_makes_the_others_faster(waits: list[tuple[int, bool]]) -> None:
    """Longer patience of those who left can only raise the curve: more people are known to wait."""
    minutes, served = np.array([w for w, _ in waits], float), np.array([s for _, s in waits])
    patient = np.where(served, minutes, minutes + 5.0)
    grid = np.arange(0.0, 40.0)
    assert (kaplan_meier(patient, served).at(grid) >= kaplan_meier(minutes, served).at(grid) - 1e-12).all()
