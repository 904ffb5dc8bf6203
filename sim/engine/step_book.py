"""The book of steps: one line per patient and station, opened when the patient asks, closed when he leaves.

A run that ends in the middle finds every line as it stands, so nobody disappears.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.illness.draws import PATIENTS_OF_A_STREAM
from sim.ledger.columns import STEPS
from sim.network.steps import StepRow, UseRow, Walker
from sim.vocabulary.words import Outcome

SEEN: Final = int(Outcome.seen)
WAITING: Final = int(Outcome.waiting)
WHO, USE, SORT, OUTCOME, WHOLE = range(5)
JOINED, START, END, LEFT, TIMES = range(5)


class StepBook:
    """Lines that grow, four whole numbers and four minutes each; ``table`` is the ledger's table ``steps``."""

    def __init__(self, steps: Sequence[StepRow], uses: Sequence[UseRow]) -> None:
        self._first_use = [row.first_use for row in steps]
        self._steps, self._uses = list(steps), list(uses)
        self._whole, self._minutes = array("q"), array("d")

    def open(self, w: Walker, uses: int) -> int:
        """The patient asks for the units of his step; the number of the first of these lines."""
        line = len(self._minutes) // TIMES
        first = self._first_use[w.step]
        for use in range(first, first + uses):
            self._whole.extend((w.patient, use, w.sort, WAITING))
            self._minutes.extend((w.joined_min, -1.0, -1.0, -1.0))
        return line

    def moved_in(self, line: int, uses: int, now: float) -> None:
        """The patient gave up the place he had kept and joined this queue."""
        for at in range(line, line + uses):
            self._minutes[TIMES * at + JOINED] = now

    def start(self, line: int, uses: int, now: float) -> None:
        """All services of the step begin."""
        for at in range(line, line + uses):
            self._minutes[TIMES * at + START] = now
            self._whole[WHOLE * at + OUTCOME] = SEEN

    def end(self, line: int, now: float) -> None:
        """One service has ended."""
        self._minutes[TIMES * line + END] = now

    def leave(self, line: int, now: float) -> None:
        """One unit is given back."""
        self._minutes[TIMES * line + LEFT] = now

    def refuse(self, line: int, uses: int, outcome: int, now: float) -> None:
        """The patient gave up or was turned away; codes as in the ledger."""
        for at in range(line, line + uses):
            self._whole[WHOLE * at + OUTCOME] = outcome
            self._minutes[TIMES * at + LEFT] = now

    def table(self) -> NDArray[np.void]:
        """All lines, in the order in which the patients asked."""
        whole = np.array(self._whole, np.int64).reshape(-1, WHOLE)
        minutes = np.array(self._minutes, np.float64).reshape(-1, TIMES)
        return table_of(self._steps, self._uses, whole, minutes)


def table_of(
    steps: Sequence[StepRow], uses: Sequence[UseRow], whole: NDArray[np.int64], minutes: NDArray[np.float64]
) -> NDArray[np.void]:
    """The ledger's table ``steps`` from its lines: (line, 4) whole numbers and (line, 4) minutes."""
    of_use = [row for row in steps for _ in range(row.uses)]
    use = whole[:, USE]
    made = np.zeros(len(whole), STEPS.dtype)
    made["patient"], made["class"], made["outcome"] = whole[:, WHO], whole[:, SORT], whole[:, OUTCOME]
    made["stream"] = whole[:, WHO] // PATIENTS_OF_A_STREAM
    made["step"] = np.array([row.step for row in of_use], np.int64)[use]
    made["route"] = np.array([row.route for row in of_use], np.int64)[use]
    made["unit"] = np.array([row.unit for row in uses], np.int64)[use]
    for at, name in enumerate(("joined_min", "start_min", "end_min", "left_min")):
        made[name] = minutes[:, at]
    return made
