"""Where a verdict flips: the value of one input, between what it is and a tried end, at which the word changes.

The interval of the difference is known at both values and read in a straight line between them. A line between two
tried values is a reading aid, not a run: whoever needs the exact value runs the study there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from experiments.statistics.verdicts import Verdict, signed, verdict
from experiments.study.design import NUMBER


@dataclass(frozen=True)
class Interval:
    """The simultaneous interval of a primary difference, turned so that positive is good."""

    lo: float
    hi: float
    margin: float

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> Self:
        """The interval of a line of differences."""
        return cls(*signed(row["simultaneous_lo"], row["simultaneous_hi"], row["better"]), row["margin"])

    @property
    def word(self) -> Verdict:
        """The verdict that follows from it."""
        return verdict(self.lo, self.hi, self.margin)

    def towards(self, end: Interval, share: float) -> Interval:
        """The interval a share of the way to another one, in a straight line."""
        lo, hi = ((1 - share) * a + share * b for a, b in ((self.lo, end.lo), (self.hi, end.hi)))
        return Interval(lo, hi, self.margin)


@dataclass(frozen=True)
class Flip:
    """How far the input must be moved towards the end, and the word there."""

    share: float
    becomes: Verdict


def flip(base: Interval, end: Interval) -> Flip | None:
    """The first change of the word on the way to an end; None if the word at the end is that of the base."""
    ends = (base.lo, base.hi, end.lo, end.hi)
    if not all(map(math.isfinite, ends)) or end.word == base.word:
        return None
    turns = sorted({0.0, 1.0, *_crossings(base.lo, end.lo, base.margin), *_crossings(base.hi, end.hi, base.margin)})
    for start, stop in itertools.pairwise(turns):
        word = base.towards(end, (start + stop) / 2).word
        if word != base.word:
            return Flip(start, word)
    return Flip(1.0, end.word)


def _crossings(start: float, stop: float, margin: float) -> list[float]:
    """Where an end of the interval passes nought or a margin, as shares of the way."""
    if start == stop:
        return []
    shares = [(level - start) / (stop - start) for level in (-margin, 0.0, margin)]
    return [share for share in shares if 0.0 < share < 1.0]


def between(base: str, end: str, share: float) -> str:
    """The value a share of the way between two written values; the end's where they are no numbers of one unit."""
    numbers = [NUMBER.fullmatch(text.strip()) for text in (base, end)]
    first, last = numbers
    if first is None or last is None or first.group(2) != last.group(2):
        return end
    value = (1 - share) * float(first.group(1)) + share * float(last.group(1))
    return f"{value:.3g} {first.group(2)}".strip()
