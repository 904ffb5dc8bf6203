"""Means, paired differences and widths: exact where they are exact, at a declared rate where chance rules."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.statistics.intervals import (
    bonferroni,
    correlation,
    critical,
    deviation_of,
    difference,
    false_alarm,
    interval,
    mean_of,
    pairs,
    replications_needed,
    replications_to_tell,
    saved,
)

values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def test_an_interval_agrees_with_the_textbook() -> None:
    # Weights 10..14: mean 12, sd 1.5811, t(4, 97.5 %) = 2.776445.
    found = interval([10.0, 11.0, 12.0, 13.0, 14.0])
    assert found.mean == 12.0
    assert found.half_width == pytest.approx(2.776445 * 1.5811388 / math.sqrt(5), rel=1e-6)
    assert (found.lo, found.hi) == (12.0 - found.half_width, 12.0 + found.half_width)
    assert found.n == 5


def test_one_replication_has_a_mean_and_no_interval() -> None:
    found = interval([3.5])
    assert found.mean == 3.5
    assert all(math.isnan(end) for end in (found.lo, found.hi, found.half_width))


def test_no_replication_has_nothing() -> None:
    assert interval([]).n == 0
    assert math.isnan(interval([]).mean)


def test_a_replication_without_a_value_is_left_out_of_n() -> None:
    assert interval([1.0, math.nan, 3.0]).n == 2
    assert interval([1.0, math.nan, 3.0]).mean == 2.0


@given(values)
def test_the_order_in_which_workers_come_home_changes_no_bit(found: list[float]) -> None:
    assert mean_of(found) == mean_of(found[::-1])
    assert deviation_of(found) == deviation_of(sorted(found))


@given(values)
def test_an_interval_holds_its_own_mean(found: list[float]) -> None:
    here = interval(found)
    assert here.lo <= here.mean <= here.hi


@given(values)
def test_a_policy_that_never_acts_differs_by_exactly_nothing(found: list[float]) -> None:
    gap = difference(found, list(found), comparisons=6)
    assert gap.simultaneous is not None
    assert (gap.interval.lo, gap.interval.mean, gap.interval.hi) == (0.0, 0.0, 0.0)
    assert (gap.simultaneous.lo, gap.simultaneous.hi) == (0.0, 0.0)


def test_simultaneous_intervals_are_wider_and_one_comparison_changes_nothing() -> None:
    today, arm = [5.0, 6.0, 7.0, 6.5], [4.0, 5.5, 6.2, 5.1]
    alone, six = difference(today, arm, comparisons=1), difference(today, arm, comparisons=6)
    assert alone.simultaneous == alone.interval
    assert six.simultaneous is not None
    assert six.simultaneous.half_width > six.interval.half_width
    assert six.interval == alone.interval


def test_a_secondary_measure_gets_no_simultaneous_interval() -> None:
    assert difference([1.0, 2.0], [2.0, 4.0]).simultaneous is None


def test_bonferroni_shares_the_error_among_the_comparisons() -> None:
    assert bonferroni(1) == pytest.approx(0.95)
    assert bonferroni(10) == pytest.approx(0.995)
    with pytest.raises(ValueError, match="at least one"):
        bonferroni(0)


def test_a_pair_needs_both_replications() -> None:
    assert pairs([1.0, math.nan, 3.0], [2.0, 5.0, math.nan]) == ([1.0], [2.0])
    with pytest.raises(ValueError, match="cannot be paired"):
        pairs([1.0], [1.0, 2.0])


def test_shared_luck_shows_as_correlation_and_as_replications_saved() -> None:
    luck = np.random.default_rng(7)
    today = luck.normal(30.0, 4.0, 400)
    arm = today - 5.0 + luck.normal(0.0, 1.0, 400)
    assert correlation(list(today), list(arm)) == pytest.approx(0.97, abs=0.01)
    assert saved(list(today), list(arm)) == pytest.approx(33.0, rel=0.15)  # (16 + 17) / 1
    independent = luck.normal(25.0, 4.1, 400)
    assert saved(list(today), list(independent)) == pytest.approx(1.0, abs=0.15)


def test_what_never_varies_has_no_correlation() -> None:
    assert math.isnan(correlation([1.0, 1.0], [2.0, 3.0]))
    assert math.isnan(correlation([1.0], [2.0]))
    assert saved([1.0, 2.0], [2.0, 3.0]) == math.inf
    assert math.isnan(saved([1.0, 1.0], [1.0, 1.0]))


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=12), st.floats(0.5, 50))
def test_the_replications_needed_are_enough_and_one_fewer_is_not(seen: list[float], width: float) -> None:
    needed = replications_needed(seen, width)
    spread = deviation_of(seen)
    assert needed is not None
    assert critical(needed) * spread / math.sqrt(needed) <= width
    if needed > 2:
        assert critical(needed - 1) * spread / math.sqrt(needed - 1) > width


def test_a_width_out_of_reach_is_said_to_be() -> None:
    assert replications_needed([0.0, 1e9], 1e-3) is None
    assert replications_needed([1.0], 1.0) is None
    with pytest.raises(ValueError, match="above 0"):
        replications_needed([1.0, 2.0], 0.0)


def test_intervals_of_repeated_experiments_hold_the_truth_as_often_as_declared() -> None:
    luck = np.random.default_rng(11)
    held = 0
    for _ in range(1000):
        found = interval(list(luck.normal(4.0, 2.0, 8)))
        held += found.lo <= 4.0 <= found.hi
    assert abs(held - 950) <= 3 * math.sqrt(1000 * 0.95 * 0.05)


def test_a_false_alarm_is_rare_far_from_the_truth_and_sure_at_it() -> None:
    assert false_alarm(5.0, 5.0, 1.0, 10) == 1.0
    assert false_alarm(8.0, 5.0, 1.0, 1000) == pytest.approx(0.0027, abs=2e-4)
    assert false_alarm(5.0, 5.0, 0.0, 10) == 1.0
    assert false_alarm(5.1, 5.0, 0.0, 10) == 0.0


def test_replications_to_tell_are_those_at_which_the_interval_leaves_nought_out() -> None:
    gaps = [3.0, -2.0, 2.5, -2.0]
    needed = replications_to_tell(gaps)
    assert needed is not None
    spread, mean = deviation_of(gaps), mean_of(gaps)
    assert critical(needed) * spread / math.sqrt(needed) < mean
    assert critical(needed - 1) * spread / math.sqrt(needed - 1) >= mean


def test_beside_a_margin_it_takes_fewer_replications_to_tell_that_a_difference_does_not_matter() -> None:
    gaps = [3.0, -2.0, 2.5, -2.0]
    few, many = replications_to_tell(gaps, margin=10.0), replications_to_tell(gaps)
    assert few is not None
    assert many is not None
    assert few < many
    assert replications_to_tell([1.0, -1.0]) is None
    assert replications_to_tell([math.nan, 1.0]) is None
