"""A ratio of two differences, such as yuan per event avoided, with the interval that is true of a ratio.

The quotient of two means has no standard error to add and subtract: where the denominator may be nought, it may be
anything. Fieller (1954) gives the set of ratios that the runs do not contradict; it is an interval only while the
denominator's own interval leaves nought out, and there is no interval else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.statistics.intervals import LEVEL, critical, mean_of, pairs


@dataclass(frozen=True)
class Ratio:
    """Mean over mean with its interval; all nan where the denominator may be nought."""

    value: float
    lo: float
    hi: float
    n: int


def fieller(above: Sequence[float], below: Sequence[float], level: float = LEVEL) -> Ratio:
    """The ratio of two means over paired replications.

    Args:
        above, below: one number of each per replication; pairs without both are left out.

    Raises:
        ValueError: the two have not the same number of replications.
    """
    below_known, above_known = pairs(below, above)
    n, a, b = len(above_known), mean_of(above_known), mean_of(below_known)
    unknown = Ratio(math.nan, math.nan, math.nan, n)
    if n < 2:
        return unknown
    t2 = critical(n, level) ** 2 / n
    aa, bb, ab = (_covariance(x, y) for x, y in ((above_known,) * 2, (below_known,) * 2, (above_known, below_known)))
    steady = b * b - t2 * bb
    if not steady > 0.0:
        return unknown
    middle = a * b - t2 * ab
    spread = math.sqrt(max(0.0, middle * middle - (a * a - t2 * aa) * steady))
    return Ratio(a / b, (middle - spread) / steady, (middle + spread) / steady, n)


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    a, b = mean_of(one), mean_of(other)
    return math.fsum((x - a) * (y - b) for x, y in zip(one, other, strict=True)) / (len(one) - 1)
