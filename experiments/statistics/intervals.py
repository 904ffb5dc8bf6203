"""What repeating the county with other luck tells: means, paired differences and how sure they are.

Every interval here is a *simulation interval*: it says what would change if the same county were simulated
again with other luck, not whether the inputs are right. Arms are paired by replication, because both of a
pair share their luck; the interval that counts is that of the difference, never two intervals side by side.

Sums are exact (``math.fsum``), so a mean does not depend on the order in which workers came home.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy.special import stdtr, stdtrit

LEVEL: Final = 0.95
"""How often an interval (or all simultaneous intervals of a study together) holds the true value."""

MOST_REPLICATIONS: Final = 1_000_000
"""Beyond this many replications a width is called out of reach."""


@dataclass(frozen=True)
class Interval:
    """A mean over replications with its simulation interval; ends unknown below two values."""

    mean: float
    lo: float
    hi: float
    half_width: float
    n: int


@dataclass(frozen=True)
class Difference:
    """Arm minus today, replication by replication."""

    today: float
    arm: float
    interval: Interval
    simultaneous: Interval | None
    correlation: float
    """Correlation of the two arms achieved by common luck; nan where one of them never varies."""
    saved: float
    """Replications that independent luck would have needed for the same width, as a multiple of n."""


def mean_of(values: Sequence[float]) -> float:
    """The mean, independent of the order of the values; nan if there are none."""
    return math.fsum(values) / len(values) if len(values) else math.nan


def deviation_of(values: Sequence[float]) -> float:
    """The standard deviation with n - 1; nan below two values."""
    if len(values) < 2:
        return math.nan
    centre = mean_of(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def critical(n: int, level: float = LEVEL) -> float:
    """Student's t for a two-sided interval of n values."""
    return float(stdtrit(n - 1, 0.5 + level / 2)) if n >= 2 else math.nan


def bonferroni(comparisons: int, level: float = LEVEL) -> float:
    """The level each of so many intervals needs so that all of them hold together.

    Raises:
        ValueError: fewer than one comparison.
    """
    if comparisons < 1:
        raise ValueError(f"{comparisons} comparisons: at least one is needed")
    return 1 - (1 - level) / comparisons


def interval(values: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of one measure over replications and its t interval.

    Args:
        values: one number per replication; replications without a value (nan) are left out of n.
    """
    known = [float(value) for value in values if not math.isnan(value)]
    n, centre = len(known), mean_of(known)
    if n < 2:
        return Interval(centre, math.nan, math.nan, math.nan, n)
    half = critical(n, level) * deviation_of(known) / math.sqrt(n)
    return Interval(centre, centre - half, centre + half, half, n)


def pairs(today: Sequence[float], arm: Sequence[float]) -> tuple[list[float], list[float]]:
    """The replications in which both arms have a value.

    Raises:
        ValueError: the two have not the same number of replications.
    """
    if len(today) != len(arm):
        raise ValueError(f"today has {len(today)} replications, the arm {len(arm)}: they cannot be paired")
    both = [(float(a), float(b)) for a, b in zip(today, arm, strict=True) if not (math.isnan(a) or math.isnan(b))]
    return [a for a, _ in both], [b for _, b in both]


def difference(today: Sequence[float], arm: Sequence[float], comparisons: int = 0, level: float = LEVEL) -> Difference:
    """Arm minus today over paired replications.

    Args:
        comparisons: how many primary measures x arms the study declares; 0 means a secondary measure, which
            gets no simultaneous interval.
    """
    before, after = pairs(today, arm)
    gaps = [b - a for a, b in zip(before, after, strict=True)]
    return Difference(
        today=mean_of(before),
        arm=mean_of(after),
        interval=interval(gaps, level),
        simultaneous=interval(gaps, bonferroni(comparisons, level)) if comparisons else None,
        correlation=correlation(before, after),
        saved=saved(before, after),
    )


def correlation(today: Sequence[float], arm: Sequence[float]) -> float:
    """How alike the luck of two arms is: 1 if a bad year today is as bad a year under the policy."""
    if len(today) < 2:
        return math.nan
    spread = deviation_of(today) * deviation_of(arm)
    if spread == 0.0:
        return math.nan
    a, b = mean_of(today), mean_of(arm)
    shared = math.fsum((x - a) * (y - b) for x, y in zip(today, arm, strict=True)) / (len(today) - 1)
    return max(-1.0, min(1.0, shared / spread))


def saved(today: Sequence[float], arm: Sequence[float]) -> float:
    """How many times the replications independent luck would have needed for the same half-width.

    Infinite if the difference is the same in every replication; nan if nothing varies at all.
    """
    if len(today) < 2:
        return math.nan
    apart = deviation_of(today) ** 2 + deviation_of(arm) ** 2
    together = deviation_of([b - a for a, b in zip(today, arm, strict=True)]) ** 2
    if together <= 1e-24 * apart:
        return math.inf if apart > 0.0 else math.nan
    return apart / together


def replications_needed(values: Sequence[float], half_width: float, level: float = LEVEL) -> int | None:
    """How many replications a half-width will take, judged by the spread seen so far.

    Returns:
        The smallest n of at least 2 whose half-width is small enough; None while fewer than two values are
        known or if it is out of reach.

    Raises:
        ValueError: the half-width is not above 0.
    """
    if not half_width > 0:
        raise ValueError(f"half-width {half_width}: expected a number above 0")
    spread = deviation_of([value for value in values if not math.isnan(value)])
    if math.isnan(spread):
        return None
    few, many = 2, MOST_REPLICATIONS
    if critical(many, level) * spread / math.sqrt(many) > half_width:
        return None
    while few < many:
        middle = (few + many) // 2
        if critical(middle, level) * spread / math.sqrt(middle) <= half_width:
            many = middle
        else:
            few = middle + 1
    return few


def replications_to_tell(gaps: Sequence[float], margin: float = 0.0, level: float = LEVEL) -> int | None:
    """How many replications a sign, or a word beside a margin, would take if the mean and spread seen so far are true.

    An interval tells something as soon as it leaves nought out, or lies wholly between -margin and margin.

    Returns:
        The smallest such n; None while fewer than two values are known, or if it is out of reach.
    """
    known = [value for value in gaps if not math.isnan(value)]
    apart = abs(mean_of(known))
    wide = max(apart, margin - apart) * (1 - 1e-9)
    return replications_needed(known, wide, level) if wide > 0 else None


def false_alarm(observed: float, expected: float, standard_error: float, n: int) -> float:
    """How often chance alone would put a mean of n values this far from its true value (two-sided t)."""
    if standard_error == 0.0:
        return 1.0 if observed == expected else 0.0
    return 2 * float(stdtr(n - 1, -abs(observed - expected) / standard_error))
