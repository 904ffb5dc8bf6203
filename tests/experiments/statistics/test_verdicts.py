"""The six-row rule: every interval gets exactly one word, and the words are wrong as rarely as declared."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.statistics.intervals import difference
from experiments.statistics.verdicts import RULE, Verdict, signed, verdict

numbers = st.floats(-1e6, 1e6) | st.sampled_from([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
margins = st.floats(0, 1e6) | st.sampled_from([0.0, 1.0, 2.0])
intervals = st.tuples(numbers, numbers).map(lambda ends: (min(ends), max(ends)))

MIRROR = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.BETTER_PERHAPS: Verdict.WORSE_PERHAPS,
    Verdict.NO_MATERIAL_DIFFERENCE: Verdict.NO_MATERIAL_DIFFERENCE,
    Verdict.UNDECIDED: Verdict.UNDECIDED,
}


@given(ends=intervals, margin=margins)
def test_no_two_rows_of_the_rule_hold_for_one_interval(ends: tuple[float, float], margin: float) -> None:
    assert sum(holds(*ends, margin) for _, _, holds in RULE) <= 1


@given(ends=intervals, margin=margins)
def test_every_interval_gets_a_word_in_both_languages(ends: tuple[float, float], margin: float) -> None:
    word = verdict(*ends, margin)
    assert word in Verdict
    assert word.zh


@given(ends=intervals, margin=margins)
def test_what_is_better_for_one_side_is_worse_for_the_other(ends: tuple[float, float], margin: float) -> None:
    lo, hi = ends
    here, there = verdict(lo, hi, margin), verdict(-hi, -lo, margin)
    assert MIRROR.get(here, Verdict.UNDECIDED) == there or MIRROR[there] == here


@given(ends=intervals, margin=st.floats(1e-3, 1e6))
def test_undecided_means_the_interval_holds_a_change_that_matters_and_none(
    ends: tuple[float, float], margin: float
) -> None:
    lo, hi = ends
    if verdict(lo, hi, margin) is Verdict.UNDECIDED:
        assert lo <= 0 <= hi
        assert hi >= margin or lo <= -margin


@pytest.mark.parametrize(
    ("lo", "hi", "word"),
    [
        (3.0, 5.0, Verdict.BETTER),
        (4.0, 5.0, Verdict.BETTER),
        (1.0, 5.0, Verdict.BETTER_PERHAPS),
        (1.0, 3.0, Verdict.BETTER_PERHAPS),
        (0.5, 2.9, Verdict.NO_MATERIAL_DIFFERENCE),
        (-2.9, 2.9, Verdict.NO_MATERIAL_DIFFERENCE),
        (0.0, 0.0, Verdict.NO_MATERIAL_DIFFERENCE),
        (-2.9, 3.0, Verdict.UNDECIDED),
        (-3.0, 0.0, Verdict.UNDECIDED),
        (0.0, 4.0, Verdict.UNDECIDED),
        (-9.0, 9.0, Verdict.UNDECIDED),
        (-3.0, -0.5, Verdict.WORSE_PERHAPS),
        (-5.0, -3.0, Verdict.WORSE),
    ],
)
def test_the_word_at_a_margin_of_three_minutes(lo: float, hi: float, word: Verdict) -> None:
    assert verdict(lo, hi, 3.0) is word


def test_a_single_replication_decides_nothing() -> None:
    assert verdict(math.nan, math.nan, 3.0) is Verdict.UNDECIDED


def test_a_margin_of_zero_makes_any_difference_matter() -> None:
    assert verdict(0.1, 0.2, 0.0) is Verdict.BETTER
    assert verdict(-0.2, -0.1, 0.0) is Verdict.WORSE


def test_for_a_wait_lower_is_better() -> None:
    assert verdict(*signed(-6.0, -4.0, "lower"), 3.0) is Verdict.BETTER
    assert verdict(*signed(-6.0, -4.0, "higher"), 3.0) is Verdict.WORSE


@pytest.mark.parametrize("margin", [-1.0, math.nan])
def test_a_margin_below_zero_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="margin"):
        verdict(0.0, 1.0, margin)


def test_an_interval_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="upside down"):
        verdict(2.0, 1.0, 1.0)


# Repeated experiments: 3 primary measures x 2 arms, paired by shared luck; the truth is known.
MARGIN = 1.0
TRUE = np.array([[0.0, 1.0], [-0.999, 0.4], [2.5, -1.0]])
REPLICATIONS, EXPERIMENTS = 10, 1000


def false_word(word: Verdict, truth: float) -> bool:
    """Whether the word claims something the true difference denies."""
    return {
        Verdict.BETTER: truth < MARGIN,
        Verdict.BETTER_PERHAPS: truth <= 0,
        Verdict.NO_MATERIAL_DIFFERENCE: abs(truth) >= MARGIN,
        Verdict.WORSE: truth > -MARGIN,
        Verdict.WORSE_PERHAPS: truth >= 0,
        Verdict.UNDECIDED: False,
    }[word]


@pytest.fixture(scope="module")
def repeated() -> tuple[int, int, int]:
    """Of 1,000 studies: with a false word, with an interval that misses its truth, words that decide."""
    luck = np.random.default_rng(20260105)
    false = missed = decided = 0
    for _ in range(EXPERIMENTS):
        today = luck.normal(20.0, 3.0, (3, REPLICATIONS))
        own = luck.normal(0.0, 0.6, (3, 2, REPLICATIONS)) + luck.normal(0.0, 0.4, (3, 1, REPLICATIONS))
        any_false = any_missed = False
        for measure in range(3):
            for arm in range(2):
                truth = TRUE[measure, arm]
                gap = difference(
                    list(today[measure]),
                    list(today[measure] + truth + own[measure, arm]),
                    comparisons=TRUE.size,
                )
                assert gap.simultaneous is not None
                lo, hi = gap.simultaneous.lo, gap.simultaneous.hi
                word = verdict(lo, hi, MARGIN)
                any_false |= false_word(word, truth)
                any_missed |= not lo <= truth <= hi
                decided += word is not Verdict.UNDECIDED
        false, missed = false + any_false, missed + any_missed
    return false, missed, decided


SLACK = 3 * math.sqrt(0.05 * 0.95 * EXPERIMENTS)


def test_no_more_than_one_study_in_twenty_says_any_false_word(repeated: tuple[int, int, int]) -> None:
    assert repeated[0] <= 0.05 * EXPERIMENTS + SLACK


def test_all_intervals_of_a_study_hold_together_at_the_declared_level(repeated: tuple[int, int, int]) -> None:
    missed = repeated[1]
    assert missed <= 0.05 * EXPERIMENTS + SLACK
    assert missed >= 0.02 * EXPERIMENTS, "far too careful: the intervals are wider than declared"


def test_a_study_of_ten_replications_still_decides_something(repeated: tuple[int, int, int]) -> None:
    assert repeated[2] > 0.15 * EXPERIMENTS * TRUE.size
