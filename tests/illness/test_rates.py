"""The rubber ruler: expected numbers and their exact inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.illness.rates import Curve, Piece

DAY = Curve([Piece(0, 0.0), Piece(480, 0.2), Piece(720, 0.0), Piece(840, 0.1), Piece(1440, 0.0)], 2000.0)
SINE = Curve([Piece(0, 10 / 60, 6 / 60, 1440.0)], 14_400.0)
LATE_SINE = Curve([Piece(0, 10 / 60, 6 / 60, 1440.0, 300.0)], 14_400.0)
TOUCHES_ZERO = Curve([Piece(0, 1.0, 1.0, 100.0)], 1000.0)


def test_expected_numbers_add_up_over_a_day_with_closed_hours() -> None:
    assert DAY.expected[-1] == pytest.approx(0.2 * 240 + 0.1 * 600)
    assert DAY.cumulative(np.array([0.0, 480.0, 600.0, 720.0, 800.0])) == pytest.approx([0, 0, 24, 48, 48])


def test_nobody_comes_in_a_closed_hour() -> None:
    minutes = DAY.inverse(np.linspace(0.0, 107.999, 5000))
    assert np.all(DAY.rate(minutes[1:-1]) > 0.0)
    assert minutes.min() >= 480.0


@pytest.mark.parametrize("curve", [DAY, SINE, LATE_SINE, TOUCHES_ZERO])
def test_the_inverse_is_exact(curve: Curve) -> None:
    targets = np.linspace(1e-9, curve.expected[-1] * (1 - 1e-12), 20_001)
    minutes = curve.inverse(targets)
    assert curve.cumulative(minutes) == pytest.approx(targets, rel=1e-11, abs=1e-9)
    assert np.all(np.diff(minutes) >= 0.0)


def test_a_sine_rises_through_its_mean_when_it_is_told_to() -> None:
    minutes = np.array([300.0, 300.0 + 360.0, 300.0 + 720.0])
    assert LATE_SINE.rate(minutes) * 60 == pytest.approx([10, 16, 10])


def test_a_longer_run_leaves_earlier_patients_where_they_were() -> None:
    longer = Curve([Piece(0, 10 / 60, 6 / 60, 1440.0)], 50_000.0)
    targets = np.linspace(0.1, 2000.0, 997)
    assert np.array_equal(SINE.inverse(targets), longer.inverse(targets))


def test_nobodys_minute_depends_on_who_else_is_asked_for() -> None:
    targets = np.linspace(0.1, 999.9, 500)
    one_by_one = np.concatenate([TOUCHES_ZERO.inverse(np.array([target])) for target in targets])
    assert np.array_equal(TOUCHES_ZERO.inverse(targets), one_by_one)


def test_a_change_of_rate_leaves_everybody_before_it_where_they_were() -> None:
    pieces = [Piece(0, 0.3), Piece(100, 0.7)]
    before, after = Curve(pieces, 1000.0), Curve([*pieces, Piece(400, 0.1)], 1000.0)
    targets = np.linspace(0.0, before.cumulative(np.array([399.0]))[0], 300)
    assert np.array_equal(before.inverse(targets), after.inverse(targets))


@given(
    st.lists(st.tuples(st.floats(1.0, 500.0), st.floats(0.0, 5.0)), min_size=1, max_size=12),
    st.lists(st.floats(0.0, 0.999999), min_size=1, max_size=30),
)
def test_inverting_any_steps_gives_the_target_back(steps: list[tuple[float, float]], shares: list[float]) -> None:
    starts = np.cumsum([0.0] + [length for length, _ in steps])
    curve = Curve([Piece(float(start), rate) for start, (_, rate) in zip(starts, steps, strict=False)], starts[-1])
    if curve.expected[-1] < 1e-6:
        return
    targets = np.array(shares) * curve.expected[-1]
    assert curve.cumulative(curve.inverse(targets)) == pytest.approx(targets, rel=1e-9, abs=1e-9)
