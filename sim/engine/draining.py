"""How long a run goes on that ends when it is empty: as long as anybody is served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.network.stations import DRAIN_DAYS
from sim.vocabulary import DAY_MIN

WINDOW_MIN = DRAIN_DAYS * DAY_MIN


class Draining:
    """Looks at the book of steps after every so many days without an end.

    Args:
        steps: the table ``steps`` as it stands.
    """

    def __init__(self, steps: Callable[[], NDArray[Any]]) -> None:
        self._steps, self._called = steps, -1

    def goes_on(self) -> bool:
        """Whether anybody was called since this was asked last, or somebody is being served."""
        steps = self._steps()
        called = steps["start_min"] >= 0.0
        before, self._called = self._called, int(np.count_nonzero(called))
        return self._called > before or bool(np.any(called & (steps["left_min"] < 0.0)))
