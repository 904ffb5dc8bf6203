"""Do all programs run the same county? Five numbers each, against exact answers and against plain C.

A run of ordinary length begins empty and has not settled, so its waits lie below the exact ones. Therefore in
two steps: plain C, run long, must land on the exact answers; every program must land on what plain C answers
at the same length from the same empty start, within the chance that many runs of C show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from experiments.bench.three_tier import TIERS, WARDS, ThreeTiers, exact

FALSE_ALARM: Final = 0.001
"""Chance that a program is said to differ although it runs the same model, over its five numbers."""
NAMES: Final = (*(f"mean wait {tier} (min)" for tier in TIERS), *(f"load {ward}" for ward in WARDS))


@dataclass(frozen=True)
class Verdict:
    """How far a program's five numbers lie off, in standard errors."""

    z: tuple[float, ...]
    limit: float

    @property
    def worst(self) -> float:
        """The largest of the five."""
        return max(abs(z) for z in self.z)

    @property
    def agrees(self) -> bool:
        """Is it what chance explains?"""
        return self.worst <= self.limit

    def __str__(self) -> str:
        return f"{'agrees' if self.agrees else 'DIFFERS'} ({self.worst:.1f})"


def limit(numbers: int = len(NAMES), false_alarm: float = FALSE_ALARM) -> float:
    """Standard errors that so many numbers may lie off (Bonferroni)."""
    return NormalDist().inv_cdf(1.0 - false_alarm / numbers / 2.0)


def against_runs(runs: Sequence[Sequence[float]], reference: Sequence[Sequence[float]]) -> Verdict:
    """Runs of a program against runs of another at the same length.

    On the scale of cube roots, where the waits of short runs are not far from normal: with four runs or more the
    false alarm is the declared one, with a single run several times that.
    """
    ours, theirs = np.cbrt(np.asarray(runs)), np.cbrt(np.asarray(reference))
    spread = theirs.std(axis=0, ddof=1) * math.sqrt(1.0 / len(ours) + 1.0 / len(theirs))
    return Verdict(tuple((ours.mean(axis=0) - theirs.mean(axis=0)) / spread), limit())


def against_theory(settled: Sequence[Sequence[float]], model: ThreeTiers) -> Verdict:
    """Long runs, watched after they have settled, against the exact answers."""
    found = np.asarray(settled)
    error = found.std(axis=0, ddof=1) / math.sqrt(len(found))
    return Verdict(tuple((found.mean(axis=0) - exact(model)) / error), _t_limit(len(found)))


def _t_limit(runs: int) -> float:
    """Student's t in place of the normal: the spread is that of a few long runs."""
    from scipy import stats

    return float(stats.t.isf(FALSE_ALARM / len(NAMES) / 2.0, runs - 1))
