"""The book of steps: one line per patient and station, opened when the patient asks, closed when he leaves.

A run that ends in the middle finds every line as it stands, so nobody disappears.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.ledger.columns import STEPS
from sim.network.steps import StepRow, UseRow, Walker
from sim.vocabulary.words import Outcome

_SEEN, _WAITING = int(Outcome.seen), int(Outcome.waiting)


class StepBook:
    """Columns that grow; ``table`` is the ledger's table ``steps``."""

    def __init__(self, steps: Sequence[StepRow], uses: Sequence[UseRow]) -> None:
        self._routes, self._units = [row.route for row in steps], [use.unit for use in uses]
        self._first_use = [row.first_use for row in steps]
        self._patient, self._stream, self._route, self._sort = array("q"), array("h"), array("h"), array("h")
        self._step, self._unit, self._outcome = array("i"), array("i"), array("b")
        self._joined, self._start, self._end, self._left = array("d"), array("d"), array("d"), array("d")

    def open(self, w: Walker, uses: int) -> int:
        """The patient asks for the units of his step; the number of the first of these lines."""
        line = len(self._joined)
        first = self._first_use[w.step]
        for use in range(first, first + uses):
            self._patient.append(w.patient)
            self._stream.append(w.stream)
            self._route.append(self._routes[w.step])
            self._sort.append(w.sort)
            self._step.append(w.step)
            self._unit.append(self._units[use])
            self._outcome.append(_WAITING)
            self._joined.append(w.joined_min)
            self._start.append(-1.0)
            self._end.append(-1.0)
            self._left.append(-1.0)
        return line

    def moved_in(self, line: int, uses: int, now: float) -> None:
        """The patient gave up the place he had kept and joined this queue."""
        for at in range(line, line + uses):
            self._joined[at] = now

    def start(self, line: int, uses: int, now: float) -> None:
        """All services of the step begin."""
        for at in range(line, line + uses):
            self._start[at] = now
            self._outcome[at] = _SEEN

    def end(self, line: int, now: float) -> None:
        """One service has ended."""
        self._end[line] = now

    def leave(self, line: int, now: float) -> None:
        """One unit is given back."""
        self._left[line] = now

    def refuse(self, line: int, uses: int, outcome: int, now: float) -> None:
        """The patient gave up or was turned away; codes as in the ledger."""
        for at in range(line, line + uses):
            self._outcome[at] = outcome
            self._left[at] = now

    def table(self) -> NDArray[np.void]:
        """All lines, in the order in which the patients asked."""
        made = np.zeros(len(self._joined), STEPS.dtype)
        columns = (
            self._patient, self._stream, self._route, self._sort, self._step, self._unit, self._joined,
            self._start, self._end, self._left, self._outcome,
        )  # fmt: skip
        for name, column in zip(STEPS.names, columns, strict=True):
            made[name] = np.asarray(column)
        return made
