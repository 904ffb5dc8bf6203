"""How fast patients come, at every minute of a run: pieces that are level or follow a sine.

A Poisson stream with any such rate is a stream of rate one seen through a rubber ruler: the n-th patient
comes when the *expected number so far* reaches the sum of n unit-mean exponential gaps. The ruler is
inverted exactly (a level piece by division, a sine by Newton's method), so no patient is drawn at a wrong
time and then thinned, and a change of the rate from some date leaves everybody before it where they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS: Final = 200


@dataclass(frozen=True)
class Piece:
    """From ``start_min`` to the next piece: level + amplitude·sin(2π(t − rises)/period)."""

    start_min: float
    level_per_min: float
    amplitude_per_min: float = 0.0
    period_min: float = 1440.0
    rises_min: float = 0.0


class Curve:
    """The rate of a stream over a run, as pieces in order; the last ends at ``end_min``."""

    def __init__(self, pieces: Sequence[Piece], end_min: float) -> None:
        kept = [piece for piece in pieces if piece.start_min < end_min]
        self.edges: Floats = np.array([piece.start_min for piece in kept] + [end_min])
        self.level: Floats = np.array([piece.level_per_min for piece in kept])
        self.amplitude: Floats = np.array([piece.amplitude_per_min for piece in kept])
        self.pulse: Floats = np.array([2.0 * np.pi / piece.period_min for piece in kept])
        self.rises: Floats = np.array([piece.rises_min for piece in kept])
        index = np.arange(len(kept))
        spans = self._grown(index, self.edges[:-1], self.edges[1:])
        self.expected: Floats = np.concatenate([[0.0], np.cumsum(spans)])

    def rate(self, minutes: Floats) -> Floats:
        """Patients per minute at these minutes."""
        at = np.asarray(minutes, float)
        index = np.clip(np.searchsorted(self.edges, at, side="right") - 1, 0, len(self.level) - 1)
        return np.asarray(self._rate(index, at))

    def cumulative(self, minutes: Floats) -> Floats:
        """Expected number of patients up to these minutes."""
        at = np.asarray(minutes, float)
        index = np.clip(np.searchsorted(self.edges, at, side="right") - 1, 0, len(self.level) - 1)
        return np.asarray(self.expected[index] + self._grown(index, self.edges[index], at))

    def inverse(self, expected: Floats) -> Floats:
        """When the expected number reaches these values (below the total)."""
        target = np.asarray(expected, float)
        if len(self.level) == 1 and self.amplitude[0] == 0.0:  # one rate throughout: nothing to look up
            return np.asarray(np.minimum(self.edges[0] + target / self.level[0], self.edges[1]))
        # the last piece that starts at or below the target: pieces of rate zero are stepped over
        index = np.searchsorted(self.expected, target, side="right") - 1
        missing = target - self.expected[index]
        minutes = np.empty_like(target)
        level = self.amplitude[index] == 0.0
        straight = index[level]
        minutes[level] = self.edges[straight] + missing[level] / self.level[straight]
        if not level.all():
            minutes[~level] = self._bend(index[~level], missing[~level])
        return np.asarray(np.minimum(minutes, self.edges[index + 1]))

    def _rate(self, index: NDArray[np.intp], at: Floats) -> Floats:
        return np.asarray(self.level[index] + self.amplitude[index] * np.sin(self._angle(index, at)))

    def _angle(self, index: NDArray[np.intp], at: Floats) -> Floats:
        return np.asarray(self.pulse[index] * (at - self.rises[index]))

    def _grown(self, index: NDArray[np.intp], start: Floats, at: Floats) -> Floats:
        pulse = self.pulse[index]
        wave = np.cos(self._angle(index, start)) - np.cos(self._angle(index, at))
        return np.asarray(self.level[index] * (at - start) + self.amplitude[index] / pulse * wave)

    def _bend(self, index: NDArray[np.intp], missing: Floats) -> Floats:
        """Newton's method between two fences; a step over a fence becomes a halving.

        Each patient's fences and rounds are his own, so nobody's minute depends on who else is asked for.
        """
        start, level = self.edges[index], self.level[index]
        sway = 2.0 * self.amplitude[index] / self.pulse[index]
        low, high = start + np.maximum(missing - sway, 0.0) / level, start + (missing + sway) / level
        at, done = start + missing / level, np.zeros(len(start), bool)
        for _ in range(_ROUNDS):
            error = self._grown(index, start, at) - missing
            high = np.where(error > 0.0, at, high)
            low = np.where(error > 0.0, low, at)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = at - error / self._rate(index, at)
            better = np.where((step > low) & (step < high), step, 0.5 * (low + high))
            done |= (np.abs(better - at) <= 1e-15 * high) | (high - low <= 1e-15 * high)
            if done.all():
                break
            at = np.where(done, at, better)
        return np.asarray(at)
