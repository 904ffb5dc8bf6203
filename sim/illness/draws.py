"""Times at which the patients of one stream come, each from the patient's own luck.

Patient n of a stream is the same patient in every scenario: adding a patient, a longer run or another stream
changes nothing for those before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.illness.rates import Curve
from sim.luck.decisions import Decision
from sim.luck.philox import uniforms
from sim.luck.quantiles import quantile

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

PATIENTS_OF_A_STREAM: Final = 1_000_000_000
_CHUNK: Final = 16_384


def patients(stream: int, first: int, last: int) -> Ids:
    """Numbers of a stream's patients: 3,000,000,017 is patient 17 of stream 3."""
    before = stream * PATIENTS_OF_A_STREAM
    return np.arange(before + first, before + last, dtype=np.int64)


def poisson_times(key: int, streams: Sequence[int], curves: Sequence[Curve]) -> list[Floats]:
    """Arrivals of Poisson streams: unit exponential gaps, laid along the ruler of the expected number of each.

    The luck of small streams is dealt together.
    """
    wanted = [_wanted(float(curve.expected[-1])) for curve in curves]
    upto = np.cumsum([0, *wanted])
    found: list[Floats] = []
    while (first := len(found)) < len(streams):
        last = max(first + 1, int(np.searchsorted(upto, upto[first] + _CHUNK, side="right")) - 1)
        ids = [patients(stream, 0, n) for stream, n in zip(streams[first:last], wanted[first:last], strict=True)]
        gaps = np.split(_gaps(key, np.concatenate(ids)), upto[first + 1 : last] - upto[first])
        found += [_laid(key, streams[i], curves[i], gaps[i - first]) for i in range(first, last)]
    return found


def _wanted(expected: float) -> int:
    """How many patients will do in all likelihood for so many that are expected; for a long stream, to begin with."""
    return min(_CHUNK, int(expected + 4.0 * math.sqrt(expected)) + 16) if expected > 0.0 else 0


def _gaps(key: int, ids: Ids) -> Floats:
    return np.asarray(-np.log1p(-uniforms(key, ids, Decision.arrival_gap)))


def _laid(key: int, stream: int, curve: Curve, gaps: Floats) -> Floats:
    """Minutes of arrival; where these gaps do not reach the end, more are drawn."""
    total, count = float(curve.expected[-1]), len(gaps)
    reached = [np.cumsum(gaps)]
    while count and reached[-1][-1] < total:
        so_far = float(reached[-1][-1])
        more = _wanted(total - so_far)
        # one running sum from the first patient on: a longer run adds terms and changes none
        gaps = _gaps(key, patients(stream, count, count + more))
        gaps[0] += so_far
        reached.append(np.cumsum(gaps))
        count += more
    expected = np.concatenate(reached) if len(reached) != 1 else reached[0]
    return curve.inverse(expected[: int(np.searchsorted(expected, total))])


@njit(cache=True)
def _quantiles(rows: Any, grid: Any, row: int, luck: Floats) -> Floats:
    values = np.empty(luck.size)
    for i in range(luck.size):
        values[i] = quantile(rows, grid, row, luck[i])
    return values


def draws(key: int, ids: Ids, decision: int, rows: NDArray[np.void], grid: Floats, row: int, step: int = 0) -> Floats:
    """One value of a distribution for each of these patients."""
    return np.asarray(_quantiles(rows, grid, row, uniforms(key, ids, decision, step)))


def renewal_times(
    key: int,
    stream: int,
    epochs: list[tuple[float, int]],
    end_min: float,
    rows: NDArray[np.void],
    grid: Floats,
) -> Floats:
    """Arrivals whose gaps are drawn one by one; the first comes one gap after minute 0.

    Args:
        epochs: (from minute, row of the gap's distribution); a gap belongs to the epoch in which it begins.

    Raises:
        ValueError: the gaps are all of no length, so that the stream would never end.
    """
    found: list[Floats] = []
    now, first = 0.0, 0
    bounds = [start for start, _ in epochs[1:]] + [end_min]
    for (_, row), bound in zip(epochs, bounds, strict=True):
        while now < min(bound, end_min):
            ids = patients(stream, first, first + _CHUNK)
            gaps = np.maximum(draws(key, ids, Decision.arrival_gap, rows, grid, row), 0.0)
            times = np.cumsum(np.concatenate([[now], gaps]))[1:]
            if times[-1] <= now:
                raise ValueError("gaps of no length: this stream would never end.")
            # the gap that crosses the bound began before it, and still counts
            count = min(int(np.searchsorted(times, bound, side="left")) + 1, _CHUNK)
            found.append(times[:count])
            now, first = float(times[count - 1]), first + count
    times = np.concatenate(found) if found else np.zeros(0)
    return times[times < end_min]
