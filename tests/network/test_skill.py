"""What a place learns, keeps and forgets, and how its two numbers follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.network.rows import discernment
from sim.network.skill import Level, OwnSkill, sensitivity, with_points
from sim.vocabulary.words import CRITICAL

TOWNSHIP = OwnSkill(*discernment(0.38, 0.95), (0.90, 0.65, 0.30, 0.0))
HOSPITAL = OwnSkill(*discernment(0.90, 0.97), (0.95, 0.88, 0.85, 0.75))


def taught(points: float) -> OwnSkill:
    return with_points(TOWNSHIP, points, HOSPITAL.d_prime, HOSPITAL.treats)


def test_after_one_half_life_half_is_left() -> None:
    level = Level(0.08, 100.0)
    level.fades(100.0 + 500.0, 500.0)
    assert level.points == pytest.approx(0.04)


def test_without_a_half_life_everything_is_kept() -> None:
    level = Level(0.08, 0.0)
    level.fades(1e9, 0.0)
    assert level.points == 0.08


def test_fading_in_two_steps_is_fading_in_one() -> None:
    once, twice = Level(0.05), Level(0.05)
    once.fades(900.0, 700.0)
    twice.fades(350.0, 700.0)
    twice.fades(900.0, 700.0)
    assert twice.points == pytest.approx(once.points, rel=1e-12)


def test_courses_close_a_share_of_the_gap_and_never_pass_the_most() -> None:
    level = Level()
    heights = []
    for _ in range(40):
        level.learns(1 / 3, 0.05)
        heights.append(level.points)
    assert heights[0] == pytest.approx(0.05 / 3)
    assert heights == sorted(heights)
    assert heights[-1] <= 0.05


def test_a_lesser_course_takes_nothing_away() -> None:
    level = Level(0.05)
    level.learns(1.0, 0.01)
    assert level.points == 0.05


def test_five_points_are_five_points_of_handling_and_of_recognition() -> None:
    now = taught(0.05)
    assert now.treats[1:3] == pytest.approx((0.70, 0.35))
    assert sensitivity(now.d_prime, now.criterion) == pytest.approx(0.43)
    assert now.criterion == TOWNSHIP.criterion, "the share rightly kept stays as it is"


def test_what_is_critical_needs_more_than_a_course() -> None:
    assert taught(0.5).treats[CRITICAL] == TOWNSHIP.treats[CRITICAL]


def test_nothing_learned_changes_nothing_at_all() -> None:
    assert taught(0.0) is TOWNSHIP


@given(points=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0))
def test_nobody_knows_more_than_the_hospital_nor_less_than_before(points: float, more: float) -> None:
    some, all_of_it = taught(points), taught(points + more)
    for skill in (some, all_of_it):
        assert TOWNSHIP.d_prime <= skill.d_prime <= HOSPITAL.d_prime
        assert all(a <= b <= max(a, c) for a, b, c in zip(TOWNSHIP.treats, skill.treats, HOSPITAL.treats, strict=True))
    assert some.d_prime <= all_of_it.d_prime
    assert all(a <= b for a, b in zip(some.treats, all_of_it.treats, strict=True))


@given(points=st.floats(0.0, 1.0))
def test_a_hospital_that_knows_less_teaches_nothing(points: float) -> None:
    assert with_points(HOSPITAL, points, TOWNSHIP.d_prime, TOWNSHIP.treats).treats == HOSPITAL.treats
    assert with_points(HOSPITAL, points, TOWNSHIP.d_prime, TOWNSHIP.treats).d_prime == HOSPITAL.d_prime
