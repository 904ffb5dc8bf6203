"""The one word a planner reads beside a primary measure, and the rule it follows.

D is arm minus today, signed so that positive is good; [L, U] is its interval, simultaneous over all primary
measures x arms; m is the smallest difference that matters, agreed before results were seen. The word follows
from the interval and the margin alone, so that the picture and the word can never contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Literal

Better = Literal["lower", "higher"]


class Verdict(StrEnum):
    """One of six words; the text of each is what tables and reports print."""

    BETTER = "better"
    BETTER_PERHAPS = "better, perhaps by less than matters"
    NO_MATERIAL_DIFFERENCE = "no material difference"
    WORSE = "worse"
    WORSE_PERHAPS = "worse, perhaps by less than matters"
    UNDECIDED = "undecided"

    @property
    def zh(self) -> str:
        """The same word in Chinese."""
        return _ZH[self]


_ZH: Final = {
    Verdict.BETTER: "改善（达到有意义幅度）",
    Verdict.BETTER_PERHAPS: "改善，幅度可能有限",
    Verdict.NO_MATERIAL_DIFFERENCE: "无实际差别",
    Verdict.WORSE: "变差（达到有意义幅度）",
    Verdict.WORSE_PERHAPS: "变差，幅度可能有限",
    Verdict.UNDECIDED: "尚不能判定",
}

Row = tuple[Verdict, str, Callable[[float, float, float], bool]]

RULE: Final[tuple[Row, ...]] = (
    (Verdict.BETTER, "L > 0 and L ≥ m", lambda lo, hi, m: lo > 0 and lo >= m),
    (Verdict.BETTER_PERHAPS, "L > 0, L < m ≤ U", lambda lo, hi, m: lo > 0 and lo < m <= hi),
    (Verdict.NO_MATERIAL_DIFFERENCE, "−m < L and U < m", lambda lo, hi, m: -m < lo and hi < m),
    (Verdict.WORSE, "U < 0 and U ≤ −m", lambda lo, hi, m: hi < 0 and hi <= -m),
    (Verdict.WORSE_PERHAPS, "U < 0, L ≤ −m < U", lambda lo, hi, m: hi < 0 and lo <= -m < hi),
)
"""The first five rows with their conditions in words; what fits none of them is undecided."""


def verdict(lo: float, hi: float, margin: float) -> Verdict:
    """The word for one interval of a difference that is signed so that positive is good.

    Args:
        lo, hi: the simultaneous interval; unknown ends (nan, below two replications) are undecided.
        margin: the smallest difference that matters, in the unit of the measure.

    Raises:
        ValueError: the margin is negative or not a number, or the interval is upside down.
    """
    if math.isnan(margin) or margin < 0:
        raise ValueError(f"margin {margin}: expected a number of 0 or more")
    if lo > hi:
        raise ValueError(f"interval [{lo}, {hi}] is upside down")
    for word, _, holds in RULE:
        if holds(lo, hi, margin):
            return word
    return Verdict.UNDECIDED


def signed(lo: float, hi: float, better: Better) -> tuple[float, float]:
    """An interval of arm minus today, turned so that positive is good."""
    return (lo, hi) if better == "higher" else (-hi, -lo)
