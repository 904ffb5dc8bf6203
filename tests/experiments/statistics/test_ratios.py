"""Fieller's interval of a ratio: exact cases, coverage, and none where the denominator may be nought."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.statistics.intervals import interval
from experiments.statistics.ratios import fieller


def test_a_steady_denominator_gives_the_interval_of_the_numerator_divided_by_it() -> None:
    above = [10.0, 14.0, 12.0, 9.0]
    found, plain = fieller(above, [2.0] * 4), interval(above)
    assert (found.value, found.lo, found.hi) == pytest.approx((plain.mean / 2, plain.lo / 2, plain.hi / 2))


def test_numerator_and_denominator_that_move_together_leave_the_ratio_no_doubt() -> None:
    below = [3.0, 5.0, 4.0, 6.0]
    found = fieller([7.0 * value for value in below], below)
    assert (found.value, found.lo, found.hi) == pytest.approx((7.0, 7.0, 7.0), rel=1e-6)


def test_a_denominator_whose_interval_holds_nought_gives_no_ratio() -> None:
    found = fieller([10.0, 11.0, 12.0], [1.0, -1.0, 0.5])
    assert math.isnan(found.value)
    assert math.isnan(found.lo)
    assert math.isnan(fieller([1.0], [1.0]).lo)


def test_a_ratio_is_known_exactly_when_the_denominators_interval_leaves_nought_out() -> None:
    luck = np.random.default_rng(1)
    for _ in range(200):
        below = luck.normal(0.6, 1.0, 6).tolist()
        alone = interval(below)
        assert math.isnan(fieller(luck.normal(3, 1, 6).tolist(), below).value) == (alone.lo <= 0 <= alone.hi)


def test_a_negative_denominator_turns_the_ends_and_keeps_their_order() -> None:
    found = fieller([10.0, 14.0, 12.0, 9.0], [-2.0] * 4)
    assert found.lo < found.value < found.hi < 0


def test_runs_without_both_numbers_are_left_out_and_unequal_lists_refused() -> None:
    assert fieller([10.0, math.nan, 12.0, 11.0], [2.0, 2.0, 2.0, math.nan]).n == 2
    with pytest.raises(ValueError, match="cannot be paired"):
        fieller([1.0], [1.0, 2.0])


def test_95_of_100_intervals_hold_the_true_ratio() -> None:
    luck = np.random.default_rng(7)
    held = known = 0
    for _ in range(3000):
        shared = luck.normal(0, 1, 8)
        above, below = 30 + 2 * shared + luck.normal(0, 3, 8), 6 + shared + luck.normal(0, 1, 8)
        found = fieller(above.tolist(), below.tolist())
        if not math.isnan(found.value):
            known, held = known + 1, held + (found.lo <= 5.0 <= found.hi)
    assert known > 2990
    assert held / known == pytest.approx(0.95, abs=0.015)
