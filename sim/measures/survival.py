"""Waits that were not waited to the end: Kaplan–Meier, with leavers and those still waiting as censored.

Who left after 20 minutes has waited *at least* 20 minutes; leaving such people out makes every wait too
short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.measures.columns import shortest_first

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Curve:
    """Share still waiting: it is 1 before the first time and falls to `share[i]` at `minutes[i]`."""

    minutes: Floats
    share: Floats

    def at(self, grid: npt.NDArray[Any]) -> Floats:
        """Share still waiting after each of these minutes; beyond the last observation it stays as it was."""
        steps = np.concatenate([[1.0], self.share])
        values: Floats = steps[np.searchsorted(self.minutes, grid, side="right")]
        return values

    def quantile(self, share: float) -> float:
        """The minutes within which this share has been served; not a number if the curve never gets there."""
        reached = self.share <= 1.0 - share + 1e-12
        return float(self.minutes[np.argmax(reached)]) if reached.any() else float("nan")


def kaplan_meier(waited: npt.NDArray[Any], served: Mask) -> Curve:
    """The product-limit curve.

    Args:
        waited: minutes each person waited so far, 0 or more.
        served: whether the wait ended by being served; all others are censored at `waited`.

    Someone who leaves at the very minute at which another is served still counts as waiting at that minute.
    """
    order = shortest_first(waited)
    return kaplan_meier_in_order(waited[order], served[order])


def kaplan_meier_in_order(waited: npt.NDArray[Any], served: Mask) -> Curve:
    """The same of people who stand in order of their waits, shortest first."""
    if not len(waited):
        return Curve(np.zeros(0), np.zeros(0))
    begins = np.flatnonzero(np.concatenate([[True], waited[1:] != waited[:-1]]))
    called = np.add.reduceat(served, begins, dtype=np.int64)
    steps = called > 0
    begins, called = begins[steps], called[steps]
    at_risk = len(waited) - begins
    return Curve(waited[begins], np.cumprod((at_risk - called) / at_risk, dtype=np.float64))
