"""Waits that were not waited to the end: Kaplan–Meier, with leavers and those still waiting as censored.

Who left after 20 minutes has waited *at least* 20 minutes; leaving such people out makes every wait too
short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

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
        reached = np.flatnonzero(self.share <= 1.0 - share + 1e-12)
        return float(self.minutes[reached[0]]) if len(reached) else float("nan")


def kaplan_meier(waited: npt.NDArray[Any], served: Mask) -> Curve:
    """The product-limit curve.

    Args:
        waited: minutes each person waited so far, 0 or more.
        served: whether the wait ended by being served; all others are censored at `waited`.

    Someone who leaves at the very minute at which another is served still counts as waiting at that minute.
    """
    minutes, place = np.unique(waited[served], return_inverse=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), minutes, side="left")
    called = np.bincount(place, minlength=len(minutes))
    still = (at_risk - called) / np.maximum(at_risk, 1)
    return Curve(minutes, np.cumprod(still, dtype=np.float64))
