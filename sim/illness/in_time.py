"""Who comes before whom: cases and patients in the order of time, without comparing everybody with everybody.

The span of time is cut into as many slots as there are cases; each case is laid into its slot, and only the few
of one slot are compared. Where many fall into one slot (a queue of people booked for eight) they are sorted as
usual.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

CROWD: Final = 64
"""So many in one slot are too many to be compared one with another."""


def in_order_of_time(time_min: NDArray[np.float64], tie: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Positions in the order of time; in one instant by ``tie``, by default as they stand."""
    tie = np.arange(len(time_min), dtype=np.int64) if tie is None else tie
    order = np.empty(len(time_min), np.int64)
    if not _in_slots(time_min, tie, order):
        order[:] = np.lexsort((tie, time_min))
    return order


@njit(cache=True)
def _in_slots(time_min: Any, tie: Any, order: Any) -> bool:
    """Fill ``order``; false if some slot is crowded."""
    n = time_min.size
    if n == 0:
        return True
    first, last = time_min.min(), time_min.max()
    a_minute = n / (last - first) if last > first else 0.0
    slot = np.empty(n, np.int32)
    begins = np.zeros(n + 2, np.int32)
    for i in range(n):
        slot[i] = int((time_min[i] - first) * a_minute)
        begins[slot[i] + 1] += 1
    for at in range(n + 1):
        if begins[at + 1] > CROWD:
            return False
        begins[at + 1] += begins[at]
    for i in range(n):
        order[begins[slot[i]]] = i
        begins[slot[i]] += 1
    for at in range(1, n):  # each slot lies where it belongs: nobody moves further than within his own
        who, to = order[at], at
        time, number = time_min[who], tie[who]
        while to > 0:
            other = order[to - 1]
            if time_min[other] < time or (time_min[other] == time and tie[other] <= number):
                break
            order[to] = other
            to -= 1
        order[to] = who
    return True
